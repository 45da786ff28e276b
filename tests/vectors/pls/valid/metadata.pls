<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
  alphabet="ipa" xml:lang="en-US">
  <metadata>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <rdf:Description rdf:about="" dc:title="Ships"><dc:creator>Ada Example</dc:creator></rdf:Description>
    </rdf:RDF>
  </metadata>
  <lexeme>
    <grapheme>ferry</grapheme>
    <phoneme>ˈfɛɹi</phoneme>
  </lexeme>
</lexicon>
