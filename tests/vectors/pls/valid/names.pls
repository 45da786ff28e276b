<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="en-GB">
  <lexeme>
    <grapheme>Keynes</grapheme>
    <phoneme>keɪnz</phoneme>
  </lexeme>
  <lexeme>
    <grapheme>Cholmondeley</grapheme>
    <phoneme>ˈtʃʌmli</phoneme>
  </lexeme>
</lexicon>
