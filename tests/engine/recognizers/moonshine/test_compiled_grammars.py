import pytest

from engine.errors import EngineError
from engine.grammars.matcher import Active
from engine.grammars.portable import encode_networks
from engine.recognizers.moonshine.compiled_grammars import CompiledGrammars
from engine.recognizers.moonshine.token_trie import TokenTrie
from tests.engine.grammars.grammar_vectors import compiled


def networks(rules: str) -> bytes:
    return encode_networks([Active(compiled(rules))])


def test_callers_with_the_same_grammars_share_a_walker_and_few_are_kept(trie: TokenTrie) -> None:
    grammars = CompiledGrammars(trie, 2)
    first = grammars.walker(networks("$a = one;"))
    assert grammars.walker(networks("$a = one;")) is first
    grammars.walker(networks("$a = two;"))
    grammars.walker(networks("$a = one;"))
    grammars.walker(networks("$a = three;"))
    assert len(grammars) == 2
    assert grammars.walker(networks("$a = one;")) is first


def test_damaged_grammars_are_refused(trie: TokenTrie) -> None:
    with pytest.raises(EngineError, match="damaged"):
        CompiledGrammars(trie, 2).walker(b"?")
