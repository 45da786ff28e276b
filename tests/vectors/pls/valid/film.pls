<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="en-US">
  <lexeme>
    <grapheme>La for&#x00EA;t<!-- with its accent --> verte</grapheme>
    <phoneme>la fɔˈʁɛ ˈvɛʁt</phoneme>
  </lexeme>
  <lexeme>
    <grapheme>Léo</grapheme>
    <phoneme>leˈo</phoneme>
  </lexeme>
  <lexeme>
    <grapheme>Arnaud</grapheme>
    <phoneme>aʁˈno<!-- silent end --></phoneme>
  </lexeme>
</lexicon>
