<lexicon version="1.0" xmlns="urn:other" alphabet="ipa" xml:lang="en"/>
