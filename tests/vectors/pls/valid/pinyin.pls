<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" xmlns:pos="http://www.example.org/parts-of-speech"
  alphabet="x-example-pinyin" xml:lang="zh-CN">
  <lexeme role="pos:verb">
    <grapheme>长</grapheme>
    <phoneme>zhang3</phoneme>
  </lexeme>
  <lexeme role="pos:adjective">
    <grapheme>长</grapheme>
    <phoneme>chang2</phoneme>
  </lexeme>
</lexicon>
