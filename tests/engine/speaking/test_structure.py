import pytest

from engine.interface import Break, Clip, Mark, Sentence, Span, Utterance
from engine.speaking.position import START, Jump, Position, Unit
from engine.speaking.structure import UtteranceStructure


def sentence(text: str, number: int, paragraph: int = 0) -> Sentence:
    return Sentence((Span(text),), paragraph=paragraph, sentence=number, pause_ms=200)


UTTERANCE = Utterance(
    (
        Mark("start"),
        sentence("one two three.", 0),
        Break(500),
        Sentence((Span("four "), Mark("mid"), Span("five.")), sentence=1, pause_ms=200),
        sentence("six seven.", 2, 1),
        Clip("a.wav", paragraph=1, sentence=3),
        sentence("eight.", 4, 2),
        Mark("end"),
    )
)
LENGTHS = (0, 1200, 500, 1000, 1000, 2000, 600, 0)


def structure(utterance: Utterance = UTTERANCE) -> UtteranceStructure:
    return UtteranceStructure(utterance, lambda element: LENGTHS[element])


@pytest.mark.parametrize(
    ("start", "unit", "amount", "place"),
    [
        (START, Unit.WORD, 3, Position(3)),
        (START, Unit.WORD, 4, Position(3, 1)),
        (Position(3, 1), Unit.WORD, -3, Position(1, 1 + 0 * 1)),
        (Position(3, 1), Unit.WORD, 1, Position(4)),
        (Position(1), Unit.SENTENCE, 1, Position(3)),
        (Position(2), Unit.SENTENCE, 1, Position(3)),
        (START, Unit.SENTENCE, 2, Position(4)),
        (Position(6), Unit.SENTENCE, -1, Position(5)),
        (Position(6), Unit.SENTENCE, -3, Position(3)),
        (Position(3, 1), Unit.PARAGRAPH, 1, Position(4)),
        (Position(7), Unit.PARAGRAPH, -1, Position(4)),
        (Position(3, 1, 40), Unit.SECOND, 2, Position(3, 1, 2040)),
        (Position(3, 0, 1500), Unit.SECOND, -1, Position(3, 0, 500)),
        (Position(3, 1), Unit.SECOND, -1, Position(1, 0, 1100)),
        (Position(5, 0, 300), Unit.SECOND, -1, Position(4, 0, 300)),
    ],
)
def test_jumps_land(start: Position, unit: Unit, amount: int, place: Position) -> None:
    landing = structure().land(start, Jump(unit, amount))
    assert (landing.position, landing.restarted, landing.past_end) == (place, False, False)


@pytest.mark.parametrize("unit", [Unit.WORD, Unit.SENTENCE, Unit.PARAGRAPH, Unit.SECOND])
def test_before_the_beginning_is_a_restart(unit: Unit) -> None:
    """RFC 6787 §8.4.14: Speak-Restart."""
    landing = structure().land(Position(3, 1), Jump(unit, -90))
    assert (landing.position, landing.restarted) == (START, True)


@pytest.mark.parametrize(
    ("start", "jump"),
    [
        (Position(3, 1), Jump(Unit.WORD, -4)),
        (Position(1, 2, 90), Jump(Unit.WORD, -2)),
        (Position(3, 1), Jump(Unit.SENTENCE, -1)),
        (Position(1, 1), Jump(Unit.SENTENCE, 0)),
        (Position(7), Jump(Unit.PARAGRAPH, -2)),
        (Position(1, 0, 1000), Jump(Unit.SECOND, -1)),
        (Position(4), Jump(Unit.TAG, tag="start")),
    ],
)
def test_back_to_the_beginning_is_a_restart_too(start: Position, jump: Jump) -> None:
    """RFC 6787 §8.11: "jumps to the beginning or beyond the beginning of the speech data"."""
    landing = structure().land(start, jump)
    assert (landing.position, landing.restarted) == (START, True)


def test_what_is_said_first_is_the_beginning_whatever_silence_is_before_it() -> None:
    quiet = UtteranceStructure(Utterance((Break(500), Mark("m"), sentence("one two.", 0))), lambda _element: 500)
    assert quiet.land(Position(2, 1), Jump(Unit.SENTENCE, 0)).restarted
    assert quiet.land(Position(2, 1), Jump(Unit.TAG, tag="m")).restarted
    assert not quiet.land(Position(2), Jump(Unit.SECOND, -0)).past_end
    assert quiet.land(Position(1), Jump(Unit.SECOND, -1)).position == START


@pytest.mark.parametrize("unit", [Unit.WORD, Unit.SENTENCE, Unit.PARAGRAPH])
def test_behind_the_end_is_told(unit: Unit) -> None:
    landing = structure().land(Position(3, 1), Jump(unit, 90))
    assert (landing.position, landing.past_end) == (Position(8), True)


def test_behind_the_end_in_time_shows_when_it_is_made() -> None:
    assert not structure().land(Position(3), Jump(Unit.SECOND, 900)).past_end


def test_marks_are_found_anywhere() -> None:
    assert structure().mark("start") == Position(0)
    assert structure().land(Position(6), Jump(Unit.TAG, tag="mid")).position == Position(3, 1)
    with pytest.raises(KeyError):
        structure().land(START, Jump(Unit.TAG, tag="nowhere"))


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        (START, Jump(Unit.WORD, 4), Position(3, 1)),
        (START, Jump(Unit.SENTENCE, 1), Position(3)),
        (Position(4), Jump(Unit.PARAGRAPH, 1), Position(6)),
        (START, Jump(Unit.WORD, 90), None),
        (START, Jump(Unit.TAG, tag="mid"), Position(3, 1)),
        (START, Jump(Unit.TAG, tag="start"), Position(1)),
        (START, Jump(Unit.TAG, tag="nowhere"), None),
        (Position(4), Jump(Unit.TAG, tag="mid"), None),
    ],
)
def test_where_a_length_ends(start: Position, length: Jump, end: Position | None) -> None:
    assert structure().end_after(start, length) == end


def test_an_utterance_without_sentences_has_nowhere_to_go() -> None:
    silent = structure(Utterance((Break(500), Mark("m"))))
    assert silent.land(START, Jump(Unit.SENTENCE, 1)).past_end
    assert silent.land(START, Jump(Unit.SENTENCE, -1)).restarted
    assert silent.land(START, Jump(Unit.WORD, 0)).past_end


def test_a_place_behind_the_last_element_goes_back_in_time() -> None:
    assert structure().land(Position(8), Jump(Unit.SECOND, -1)).position == Position(5, 0, 1600)
