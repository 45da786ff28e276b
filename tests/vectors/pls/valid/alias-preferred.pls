<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="en-US">
  <lexeme>
    <grapheme>row</grapheme>
    <alias prefer="true">roe</alias>
    <phoneme prefer="true">ɹaʊ</phoneme>
  </lexeme>
  <lexeme>
    <grapheme>roe</grapheme>
    <phoneme>ɹoʊ</phoneme>
  </lexeme>
</lexicon>
