import pytest

from engine.interface import Piece, Prosody, Span
from engine.voices.piper.text import stretches, word_offsets


def spelled(text: str) -> str:
    return f"<{text.strip()}>"


def clauses(*spans: Span | str) -> list[tuple[str, int]]:
    piece = Piece(tuple(Span(span) if isinstance(span, str) else span for span in spans), "v")
    return [clause for stretch in stretches(piece, spelled) for clause in stretch.clauses]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello there.", [("<Hello there>.", 0)]),
        ("Yes, I do; really?!", [("<Yes>,", 0), ("<I do>;", 5), ("<really>?", 11)]),
        ("At 3.5 or a.b, so", [("<At 3.5 or a.b>,", 0), ("<so>", 15)]),
        ("Wait... what", [("<Wait>.", 0), ("<what>", 8)]),
        ("", []),
    ],
)
def test_clauses_keep_the_punctuation_that_makes_the_melody(text: str, found: list[tuple[str, int]]) -> None:
    assert clauses(text) == found


def test_a_pronunciation_is_used_as_it_is() -> None:
    assert clauses("say ", Span("tomato", ipa="təˈmeɪtoʊ"), ".") == [("<say>", 0), ("təˈmeɪtoʊ", 4), (".", 10)]


def test_what_espeak_says_of_a_language_switch_is_left_out() -> None:
    (stretch,) = stretches(Piece((Span("voilà"),), "v"), lambda _: "(fr)vwala(en-us)")
    assert stretch.phonemes == "vwala"


def test_a_stretch_ends_where_the_tempo_changes() -> None:
    piece = Piece((Span("one "), Span("two "), Span("three", Prosody(rate=2)), Span(" four", emphasis="strong")), "v")
    found = stretches(piece, spelled)
    assert [(one.begin, one.end, one.rate) for one in found] == [(0, 8, 1.0), (8, 13, 2.0), (13, 18, 0.85)]


def test_words_get_their_share() -> None:
    piece = Piece((Span("aa bb, cc dd."),), "v")
    (stretch,) = stretches(piece, lambda text: text.replace(" ", ""))
    offsets = list(word_offsets(piece, stretch, 1000))
    assert [character for character, _ in offsets] == [0, 3, 7, 10]
    assert offsets[0][1] == 0
    assert 450 <= offsets[2][1] <= 600
    assert [offset for _, offset in offsets] == sorted(offset for _, offset in offsets)
