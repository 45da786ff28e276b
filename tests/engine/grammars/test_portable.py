import pytest

from engine.errors import EngineError
from engine.grammars.matcher import Active, Matcher
from engine.grammars.portable import decode_networks, encode_networks
from tests.engine.grammars.grammar_vectors import compiled

RULES = (
    '$a = {t} go ($b {u} | /2/ left $a right) [now]; $b = "New York" | $GARBAGE please;',
    "$a = yes {x} | no;",
)


@pytest.mark.parametrize("words", ["go new york now", "go left go new york right", "yes", "go what now please", "nope"])
def test_a_matcher_follows_them_as_it_does_the_originals(words: str) -> None:
    originals = [Active(compiled(RULES[0]), 0.5), Active(compiled(RULES[1]))]
    crossed = decode_networks(encode_networks(originals))
    assert [one.weight for one in crossed] == [0.5, 1.0]
    first, second = Matcher(originals), Matcher(crossed)
    for word in words.split():
        assert first.expected() == second.expected()
        assert first.feed(word) is second.feed(word)
        assert first.best_weight == pytest.approx(second.best_weight)
    assert first.accepting() == second.accepting()


def test_tags_and_texts_stay_at_home() -> None:
    data = encode_networks([Active(compiled('$a = x {secret} "Written So";'))])
    assert b"secret" not in data
    assert b"Written" not in data


@pytest.mark.parametrize("data", [b"", b"?", b"\x91\x01"])
def test_other_octets_are_refused(data: bytes) -> None:
    with pytest.raises(EngineError, match="damaged"):
        decode_networks(data)
