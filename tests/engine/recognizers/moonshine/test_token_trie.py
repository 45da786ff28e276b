from engine.recognizers.moonshine.token_trie import NO_CLASS, TokenTrie


def test_capitals_and_accents_are_of_one_class_and_what_no_sentence_has_of_none() -> None:
    trie = TokenTrie(["", " Four", " four", "é", "E", "{x}", "four"])
    assert trie.class_of[1] == trie.class_of[2] != trie.class_of[6]
    assert trie.class_of[3] == trie.class_of[4]
    assert trie.class_of[0] == trie.class_of[5] == NO_CLASS
    assert trie.members[trie.class_of[1]].tolist() == [1, 2]
    assert trie.texts[trie.class_of[2]] == " four"


def test_a_text_is_found_sign_by_sign() -> None:
    trie = TokenTrie(["to", "tom"])
    node = trie.root.children["t"].children["o"]
    assert (node.token_class, node.children["m"].token_class) == (0, 1)
    assert trie.root.children["t"].token_class == NO_CLASS
