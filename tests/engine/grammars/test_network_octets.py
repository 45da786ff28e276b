import pickle

import pytest

from engine.errors import EngineError
from engine.grammars.grammar import Grammar
from engine.grammars.matcher import Active, Matcher
from engine.grammars.network import Network
from engine.grammars.network_octets import decode_network, encode_network, grammar_bytes, network_bytes
from tests.engine.grammars.grammar_vectors import compiled

RULES = '$a = {t} go ($b {u} | /2/ left $a right)<0-3> [now]; $b = "New York" | $GARBAGE please | $VOID;'


def test_a_grammar_comes_back_whole() -> None:
    original = compiled(RULES)
    assert decode_network(encode_network(original)) == original
    many = compiled("$a = " + " | ".join(f"word{n} x" for n in range(3000)) + ";")
    assert len(encode_network(many)) > 3
    crossed = decode_network(encode_network(many))
    assert crossed == many
    matcher = Matcher([Active(crossed)])
    assert [matcher.feed(word).value for word in ("word2999", "x")] == ["partial", "complete-no-more"]


class _Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return print, ("never",)


@pytest.mark.parametrize(
    "portions",
    [[], [b""], [b"?"], [pickle.dumps(7)], [pickle.dumps(_Evil())], [pickle.dumps(print)], [b"cos\nsystem\n."]],
)
def test_other_octets_are_refused(portions: list[bytes], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(EngineError, match="damaged"):
        decode_network(portions)
    assert capsys.readouterr().out == ""


def test_memory_is_told_of_what_is_made_and_not_of_what_was_written() -> None:
    small = compiled("$a = x;")
    many = compiled("$a = x<0-1000>;")
    tagged = compiled("$a = x {" + "t" * 100_000 + "};")
    assert network_bytes(small) < 4_000
    assert network_bytes(many) > 400_000
    assert network_bytes(tagged) > 100_000
    assert grammar_bytes(Grammar({})) == 0
    assert isinstance(small, Network)
