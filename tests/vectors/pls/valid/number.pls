<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="fr">
  <lexeme>
    <grapheme>2</grapheme>
    <alias>deux</alias>
    <alias>une paire</alias>
  </lexeme>
  <lexeme>
    <grapheme>deux</grapheme>
    <phoneme prefer="true">dø</phoneme>
    <phoneme>døz</phoneme>
  </lexeme>
</lexicon>
