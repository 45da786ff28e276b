import pytest

from engine.interface import Piece, Prosody, Span
from engine.voices.stretches import stretches, word_offsets


class Spelled:
    """Tells what it was asked: <text> for text, with the language where there is one."""

    def phonemes(self, text: str, language: str) -> str:
        return f"<{text.strip()}{language}>"

    def pronunciation(self, ipa: str, language: str) -> str:
        return ipa + language


class Written(Spelled):
    def __init__(self, spoken: dict[str, str]) -> None:
        self._spoken = spoken

    def phonemes(self, text: str, language: str) -> str:
        return self._spoken.get(text.strip(), text.strip())


def clauses(*spans: Span | str) -> list[tuple[str, int]]:
    piece = Piece(tuple(Span(span) if isinstance(span, str) else span for span in spans), "v")
    return [clause for stretch in stretches(piece, Spelled()) for clause in stretch.clauses]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello there.", [("<Hello there>.", 0)]),
        ("Yes, I do; really?!", [("<Yes>,", 0), ("<I do>;", 5), ("<really>?", 11)]),
        ("At 3.5 or a.b, so", [("<At 3.5 or a.b>,", 0), ("<so>", 15)]),
        ("Wait... what", [("<Wait>.", 0), ("<what>", 8)]),
        ("你好，今天。再见", [("<你好>,", 0), ("<今天>.", 3), ("<再见>", 6)]),
        ("", []),
    ],
)
def test_clauses_keep_the_punctuation_that_makes_the_melody(text: str, found: list[tuple[str, int]]) -> None:
    assert clauses(text) == found


def test_a_pronunciation_is_used_as_it_is() -> None:
    assert clauses("say ", Span("tomato", ipa="təˈmeɪtoʊ"), ".") == [("<say>", 0), ("təˈmeɪtoʊ", 4), (".", 10)]


def test_the_language_of_a_span_is_told() -> None:
    assert clauses(Span("bonjour", language="fr"), Span(" x", ipa="y", language="de")) == [
        ("<bonjourfr>", 0),
        ("yde", 7),
    ]


@pytest.mark.parametrize("phonemes", ["(fr)vwala(en-us)", "(^f^r)vwala(^e^n^-^u^s)"])
def test_what_espeak_says_of_a_language_switch_is_left_out(phonemes: str) -> None:
    (stretch,) = stretches(Piece((Span("voilà"),), "v"), Written({"voilà": phonemes}))
    assert stretch.phonemes == "vwala"


def test_a_stretch_ends_where_the_tempo_changes() -> None:
    piece = Piece((Span("one "), Span("two "), Span("three", Prosody(rate=2)), Span(" four", emphasis="strong")), "v")
    found = stretches(piece, Spelled())
    assert [(one.begin, one.end, one.rate) for one in found] == [(0, 8, 1.0), (8, 13, 2.0), (13, 18, 0.85)]


def offsets(text: str, spoken: dict[str, str], samples: int, edges: list[int] | None = None) -> list[tuple[int, int]]:
    piece = Piece((Span(text),), "v")
    (stretch,) = stretches(piece, Written(spoken))
    return list(word_offsets(piece, stretch, samples, edges))


def test_words_begin_where_their_phonemes_do() -> None:
    # "aaaa b, cc dd." has 14 characters.
    assert offsets("one b, cc dd.", {"one b": "aaaa b"}, 1400) == [(0, 0), (4, 500), (7, 800), (10, 1100)]


def test_words_that_are_not_as_many_get_their_share() -> None:
    assert offsets("23 cc, dd", {"23 cc": "twenty three cc"}, 1900) == [(0, 0), (3, 600), (7, 1700)]


def test_a_voice_that_tells_times_is_believed() -> None:
    assert offsets("aa bb", {}, 100, [0, 1, 2, 70, 80, 100]) == [(0, 0), (3, 70)]
