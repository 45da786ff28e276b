<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="en-US">
  <lexeme>
    <grapheme>jewellery</grapheme>
    <grapheme>jewelry</grapheme>
    <phoneme>ˈdʒuːəlɹi</phoneme>
  </lexeme>
  <lexeme>
    <grapheme>naïve</grapheme>
    <grapheme>naive</grapheme>
    <phoneme>naɪˈiːv</phoneme>
    <phoneme>nɑːˈiːv</phoneme>
  </lexeme>
</lexicon>
