"""What is made of looks at speech that goes on."""

import pytest

from engine.grammars.interpretation import InterpretedInput, Meaning
from engine.grammars.matcher import Status
from mrcp_server.mrcp.recognizer.recognition_result import MatchState
from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters
from mrcp_server.recognizing.looks import Looks


def looks(*, open_speech: bool = False, **parameters: object) -> Looks:
    return Looks(RecognizeParameters.defaults(**parameters), open_speech=open_speech)


def whole(text: str, confidence: float = 0.9, *, is_followed: bool = False) -> InterpretedInput:
    return InterpretedInput((Meaning(text, confidence, is_followed=is_followed),), status=Status.COMPLETE_NO_MORE)


def begun(text: str, confidence: float) -> InterpretedInput:
    return InterpretedInput(partial=Meaning(text, confidence), status=Status.PARTIAL)


STRANGE = InterpretedInput(rejected=Meaning("what is that", 0.9))


def test_it_is_looked_every_half_second_of_speech_where_something_can_come_of_it() -> None:
    wanted = looks(hotword=True)
    assert [wanted.is_due(0.125) for _ in range(9)] == [False] * 3 + [True] + [False] * 3 + [True, False]
    for unwanted in (looks(), looks(early_no_match=True, open_speech=True)):
        assert not unwanted.are_wanted
        assert not any(unwanted.is_due(1.0) for _ in range(3))


def test_a_hotword_counts_when_more_was_said_behind_it() -> None:
    assert looks(hotword=True).judge(whole("operator", is_followed=True)) is MatchState.COMPLETE_NO_MORE


def test_or_when_it_is_still_there_at_the_next_look() -> None:
    """ "Sales" may become "salesman"."""
    spotted = looks(hotword=True)
    assert spotted.judge(whole("sales")) is None
    assert spotted.judge(STRANGE) is None
    assert spotted.judge(whole("sales")) is None
    assert spotted.judge(whole("sales")) is MatchState.COMPLETE_NO_MORE


def test_what_is_forgotten_was_not_there() -> None:
    spotted = looks(hotword=True)
    spotted.judge(whole("sales"))
    spotted.is_due(0.4)
    spotted.forget()
    assert spotted.judge(whole("sales")) is None
    assert not spotted.is_due(0.4)


@pytest.mark.parametrize(
    "seen", [whole("sales", 0.4, is_followed=True), begun("call", 0.9), STRANGE, InterpretedInput()]
)
def test_what_is_no_hotword_or_not_sure_is_passed_over(seen: InterpretedInput) -> None:
    spotted = looks(hotword=True)
    assert spotted.judge(seen) is spotted.judge(seen) is None


@pytest.mark.parametrize("seen", [STRANGE, begun("call", 0.09), whole("sales", 0.09)])
def test_speech_is_given_up_where_two_looks_in_a_row_find_next_to_nothing(seen: InterpretedInput) -> None:
    patient = looks(early_no_match=True)
    assert [patient.judge(one) for one in (seen, begun("call", 0.2), seen, seen)] == [None, None, None, MatchState.NONE]


def test_as_long_as_no_word_was_heard_nothing_is_given_up() -> None:
    patient = looks(early_no_match=True)
    assert [patient.judge(InterpretedInput()) for _ in range(3)] == [None] * 3
