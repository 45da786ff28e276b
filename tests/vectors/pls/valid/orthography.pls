<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="en-US">
  <!-- letters -->
  <lexeme>
    <grapheme>EBU</grapheme>
    <alias>European Broadcasting Union</alias>
  </lexeme>
  <!-- a number -->
  <lexeme>
    <grapheme>404</grapheme>
    <alias>four oh four</alias>
  </lexeme>
  <!-- another way to write it -->
  <lexeme>
    <grapheme>Worcester</grapheme>
    <alias>wooster</alias>
  </lexeme>
  <!-- both -->
  <lexeme>
    <grapheme>ITV 4</grapheme>
    <alias>eye tee vee 4</alias>
  </lexeme>
</lexicon>
