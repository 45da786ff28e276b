<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="ja">
  <lexeme>
    <grapheme>sushi<!-- Latin --></grapheme>
    <grapheme>寿司<!-- Chinese signs --></grapheme>
    <grapheme>すし<!-- Hiragana --></grapheme>
    <phoneme>sɯɕi
      <!-- one for all --></phoneme>
  </lexeme>
</lexicon>
