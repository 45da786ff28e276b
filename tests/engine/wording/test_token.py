"""Every token keeps its place in what was written: the timings of words and characters are built on it."""

import pytest

from engine.wording.normalize import tokens


def _read(text: str) -> list[tuple[str, str, str]]:
    found = tokens(text)
    assert found is not None
    assert all(token.written == text[token.start : token.end] for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)
    return [(token.kind, token.written, token.words) for token in found if token.words]


@pytest.mark.parametrize(
    ("text", "written", "words"),
    [
        ("pay $5 now", ["pay", "$5", "now"], ["pay", "five dollars", "now"]),
        ("ＡＢＣ １２３", ["ＡＢＣ", "１２３"], ["A B C", "one hundred twenty three"]),
        ("𝟓𝟓 and 𝒂𝒏𝒅", ["𝟓𝟓", "and", "𝒂𝒏𝒅"], ["fifty five", "and", "and"]),
        ("e\u0301te\u0301 5", ["e\u0301te\u0301", "5"], ["été", "five"]),
        ("ﬁne ① x", ["ﬁne", "①", "x"], ["fine", "one", "x"]),
        ("a ⑽ b", ["a", "⑽", "b"], ["a", "ten", "b"]),
        ("1\ufe0f\u20e3 x", ["1\ufe0f\u20e3", "x"], ["one", "x"]),
        ("x \u200b5 y", ["x", "5", "y"], ["x", "five", "y"]),
        ("५५ x", ["५५", "x"], ["fifty five", "x"]),
        ("don’t", ["don’t"], ["don't"]),
        ("हिन्दी text", ["हिन्दी", "text"], ["हिन्दी", "text"]),
        ("⌘∮ x", ["⌘∮", "x"], ["symbol", "x"]),
    ],
)
def test_places_are_those_of_the_original(text: str, written: list[str], words: list[str]) -> None:
    found = _read(text)
    assert [token[1] for token in found] == written
    assert [token[2] for token in found] == words


def test_a_character_that_becomes_several_is_no_signs() -> None:
    found = tokens("⑽") or []
    assert [(token.kind, token.start, token.end) for token in found] == [("cardinal", 0, 1)]


def test_signs_that_are_not_said_are_there_too() -> None:
    found = tokens("Well, yes.") or []
    assert [(token.kind, token.words) for token in found] == [
        ("word", "Well"), ("sign", ""), ("word", "yes"), ("sign", ""),
    ]  # fmt: skip


def test_a_language_that_is_left_to_its_engine_has_none() -> None:
    assert tokens("5", "tlh") is None
