<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="it">
  <lexeme>
    <grapheme>mouse</grapheme>
    <phoneme>maʊs</phoneme>
  </lexeme>
  <lexeme>
    <grapheme>UE</grapheme>
    <alias>Unione Europea
      <!-- for the letters --></alias>
  </lexeme>
</lexicon>
