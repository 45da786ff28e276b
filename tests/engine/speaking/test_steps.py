import pytest

from engine.errors import LanguageUnsupportedError
from engine.interface import Break, Clip, Element, Mark, Sentence, Span, VoiceInfo, VoiceSelection
from engine.speaking.position import START, Position
from engine.speaking.steps import PassMark, PlayClip, Silence, SpeakPiece, Step, steps

VOICE = VoiceInfo("v", "x", ("en",))


def choose(selection: VoiceSelection) -> VoiceInfo:
    if selection.language == "tlh":
        raise LanguageUnsupportedError("tlh")
    return VOICE


def sentence(text: str, pause_ms: int = 250) -> Sentence:
    return Sentence((Span(text),), pause_ms=pause_ms)


def shown(step: Step) -> str:
    match step:
        case SpeakPiece():
            return f"{step.element}: say {step.plan.piece.text}"
        case PlayClip():
            return f"{step.element}: play {step.clip.uri}"
        case Silence():
            return f"{step.element}: {'pause' if step.natural else 'break'} {step.ms}"
        case PassMark():
            return f"{step.element}: mark {step.name}"


ELEMENTS: tuple[Element, ...] = (
    sentence("one two."),
    Mark("m"),
    sentence("three."),
    Break(500),
    Clip("a.wav"),
    Sentence((Span("four "), Break(7), Mark("n"), Span("five."), Break(9), Mark("z")), pause_ms=250),
)


def listed(start: Position = START, end: Position | None = None) -> list[str]:
    return [shown(step) for step in steps(ELEMENTS, choose, start=start, end=end)]


def test_pauses_come_before_the_next_sound_and_none_at_the_end() -> None:
    assert listed() == [
        "0: say one two.",
        "1: mark m",
        "0: pause 250",
        "2: say three.",
        "3: break 750",
        "4: play a.wav",
        "5: say four",
        "5: break 7",
        "5: say five.",
        "5: break 9",
        "5: mark z",
    ]


def test_from_a_word_to_a_word() -> None:
    assert listed(Position(0, 1), Position(5, 1)) == [
        "0: say two.",
        "1: mark m",
        "0: pause 250",
        "2: say three.",
        "3: break 750",
        "4: play a.wav",
        "5: say four",
    ]


def test_an_end_before_an_element_leaves_it_out() -> None:
    assert listed(end=Position(2)) == ["0: say one two.", "1: mark m"]
    assert listed(end=Position(0)) == []
    assert listed(start=Position(9)) == []


def test_a_fallback_bears_the_number_of_its_clip() -> None:
    found = list(steps((sentence("a."), sentence("b.")), choose, within=4))
    assert [step.element for step in found] == [4, 4, 4]


def test_an_error_is_met_when_its_turn_comes() -> None:
    wrong = Sentence((Span("x"),), VoiceSelection("tlh"))
    found = steps((sentence("a."), wrong), choose)
    assert isinstance(next(found), SpeakPiece)
    assert isinstance(next(found), Silence)
    with pytest.raises(LanguageUnsupportedError):
        next(found)
