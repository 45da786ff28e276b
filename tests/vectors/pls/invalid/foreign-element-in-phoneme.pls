<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en"><lexeme><grapheme>a</grapheme><phoneme>b<i xmlns='urn:x'>c</i></phoneme></lexeme></lexicon>
