<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="en-US">
  <lexeme>
    <grapheme>colour</grapheme>
    <phoneme>ˈkʌlə</phoneme>
  </lexeme>
  <lexeme>
    <grapheme>ABC</grapheme>
    <phoneme alphabet="x-example">A-B-C</phoneme>
  </lexeme>
  <lexeme>
    <grapheme>DEF</grapheme>
    <phoneme alphabet="x-example">D-E-F</phoneme>
    <alias>dee ee eff</alias>
  </lexeme>
</lexicon>
