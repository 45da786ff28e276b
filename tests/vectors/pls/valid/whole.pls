<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="en-US">
  <lexeme>
    <grapheme>gramophone</grapheme>
    <phoneme>ˈɡɹæməfoʊn</phoneme>
  </lexeme>
  <lexeme>
    <grapheme>gram ophone</grapheme>
    <alias>a record player</alias>
  </lexeme>
  <lexeme>
    <grapheme>gram</grapheme>
    <alias>one thousandth of a kilogram</alias>
  </lexeme>
</lexicon>
