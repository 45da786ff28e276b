<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" xmlns:word="http://www.example.org/parts-of-speech"
  alphabet="ipa" xml:lang="en-US">
  <lexeme role="word:verb word:noun">
    <grapheme>close</grapheme>
    <phoneme>kloʊz</phoneme>
  </lexeme>
  <lexeme role="word:adjective word:adverb">
    <grapheme>close</grapheme>
    <phoneme>kloʊs</phoneme>
  </lexeme>
</lexicon>
