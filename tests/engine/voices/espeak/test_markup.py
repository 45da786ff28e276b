import pytest

from engine.interface import Piece, Pitch, Prosody, Span
from engine.voices.espeak.markup import MAX_WPM, MIN_WPM, Markup, Settings, compose, settings


def own() -> float:
    return 100.0


def composed(*spans: Span, closes: bool = True, rates: dict[int, float] | None = None) -> Markup:
    return compose(Piece(spans, "v", closes=closes), lambda ipa: ipa.replace("ə", "@"), own, rates)


def test_plain_text_stays_as_it_is() -> None:
    markup = composed(Span("Hello "), Span("you."))
    assert (markup.text, markup.has_phonemes) == ("Hello you.", False)
    assert [markup.character(position) for position in (0, 6, 8)] == [0, 6, 8]


def test_commands_stand_directly_before_a_word_and_positions_lead_back() -> None:
    markup = composed(Span("one"), Span(" two", Prosody(rate=2)), Span(" three"))
    assert markup.text == "one \x01350Stwo \x01175Sthree"
    assert markup.character(4) == 4
    assert markup.character(markup.text.index("two")) == 4
    assert markup.character(markup.text.index("\x01175")) == 8
    assert markup.character(markup.text.index("three") + 1) == 9


def test_phonemes_replace_a_span_and_keep_its_blanks() -> None:
    markup = composed(Span("a "), Span(" tomato ", ipa="təm"), Span("b"))
    assert (markup.text, markup.has_phonemes) == ("a  [[t@m]] b", True)
    assert markup.character(5) == 3
    assert markup.character(markup.text.index("b")) == 10


def test_phonemes_nobody_can_say_are_read_as_text() -> None:
    markup = compose(Piece((Span("tomato", ipa="x"),), "v"), lambda _: "", own)
    assert (markup.text, markup.has_phonemes) == ("tomato", False)


def test_what_would_be_markup_is_defused() -> None:
    markup = composed(Span("a\x01b\x7f [[x]]"))
    assert markup.text == "a b  [ x]]"


def test_what_has_no_blank_for_long_gets_some_and_positions_lead_back() -> None:
    markup = composed(Span("ab " + "2.5" * 45 + " end"))
    assert [len(word) for word in markup.text.split()] == [2, 60, 60, 15, 3]
    assert markup.character(markup.text.index("end")) == len("ab " + "2.5" * 45 + " ")
    assert composed(Span("x" * 60 + " y")).text == "x" * 60 + " y"


def test_a_sentence_that_goes_on_ends_in_a_comma() -> None:
    assert composed(Span("one two "), closes=False).text == "one two ,"
    assert composed(Span("one two;"), closes=False).text == "one two;"


def test_a_rate_may_be_given_for_a_span() -> None:
    assert composed(Span("one "), Span("two"), rates={1: 90.4}).text == "one \x0190Stwo"


def test_a_contour_moves_the_pitch_from_word_to_word() -> None:
    contour = ((0.0, Pitch(factor=0.75)), (100.0, Pitch(factor=1.6)))
    markup = composed(Span("one two three", Prosody(contour=contour)))
    values = [int(part.split("P")[0]) for part in markup.text.split("\x01")[1:]]
    assert values == sorted(values)
    assert values[0] < 50 < values[-1]
    assert len(values) == 3
    assert [markup.character(markup.text.index(word)) for word in ("one", "two", "three")] == [0, 4, 8]


@pytest.mark.parametrize(
    ("contour", "value"),
    [
        (((50.0, Pitch(hz=100)),), 50),
        (((0.0, Pitch(hz=80)), (100.0, Pitch(hz=120))), 50),
        (((0.0, Pitch(offset_hz=-20)), (100.0, Pitch(offset_hz=20))), 50),
        (((90.0, Pitch(factor=1.28)),), 75),
        (((0.0, Pitch(factor=0)), (100.0, Pitch(factor=0))), 0),
    ],
)
def test_a_contour_is_mixed_between_its_points(contour: tuple[tuple[float, Pitch], ...], value: int) -> None:
    text = composed(Span("word", Prosody(contour=contour))).text
    assert text == ("word" if value == 50 else f"\x01{value}Pword")


@pytest.mark.parametrize(
    ("prosody", "expected"),
    [
        (Prosody(), Settings()),
        (Prosody(rate=2), Settings(wpm=350)),
        (Prosody(rate=0.01), Settings(wpm=MIN_WPM)),
        (Prosody(rate=99), Settings(wpm=MAX_WPM)),
        (Prosody(pitch=Pitch(hz=128)), Settings(pitch=75)),
        (Prosody(pitch=Pitch(factor=0.1)), Settings(pitch=0)),
        (Prosody(pitch=Pitch(offset_hz=500)), Settings(pitch=99)),
        (Prosody(range=Pitch(factor=1.5)), Settings(range=75)),
        (Prosody(range=Pitch(hz=18)), Settings(range=25)),
        (Prosody(range=Pitch(factor=9)), Settings(range=99)),
    ],
)
def test_prosody_becomes_the_librarys_parameters(prosody: Prosody, expected: Settings) -> None:
    assert settings(prosody, own) == expected


def test_an_empty_piece_is_empty() -> None:
    assert composed().character(3) == 3


def test_letters_that_stand_alone_are_spelled_and_positions_lead_back() -> None:
    markup = composed(Span("at nine A "), Span("M ", Prosody(rate=2)), Span("a day"))
    assert markup.text == "at nine \x0118YA\x010Y \x01350S\x0118YM\x010Y \x01175Sa day"
    assert markup.character(markup.text.index("A")) == 8
    assert markup.character(markup.text.index("M")) == 10
    assert markup.character(markup.text.index("day")) == 14
