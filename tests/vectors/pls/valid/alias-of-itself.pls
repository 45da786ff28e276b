<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="en-US">
  <lexeme>
    <grapheme>PINE</grapheme>
    <alias><!-- no endless circle -->PINE Is Not Elm</alias>
    <phoneme>paɪn</phoneme>
  </lexeme>
  <lexeme>
    <grapheme>Elm</grapheme>
    <grapheme>ELM</grapheme>
    <alias>electronic mail</alias>
    <phoneme>ɛlm</phoneme>
  </lexeme>
</lexicon>
