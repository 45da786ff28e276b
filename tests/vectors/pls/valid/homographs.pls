<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" xmlns:my="http://www.example.org/my-parts"
  alphabet="ipa" xml:lang="en-US">
  <lexeme role="my:verb">
    <grapheme>tear</grapheme>
    <phoneme>tɛɹ</phoneme>
  </lexeme>
  <lexeme role="my:noun">
    <grapheme>tear</grapheme>
    <phoneme>tɪɹ</phoneme>
  </lexeme>
</lexicon>
