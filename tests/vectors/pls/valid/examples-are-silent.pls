<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="en-US">
  <lexeme>
    <grapheme>wind</grapheme>
    <phoneme>wɪnd</phoneme>
    <example>The wind blows.<!-- from the sea --></example>
  </lexeme>
  <lexeme>
    <grapheme>wind</grapheme>
    <phoneme>waɪnd</phoneme>
    <example>Wind the clock.</example>
  </lexeme>
</lexicon>
