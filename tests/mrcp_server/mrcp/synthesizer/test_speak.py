"""A SPEAK that is outstanding."""

from mrcp_server.mrcp.synthesizer.reports import SpeakFailure
from mrcp_server.mrcp.synthesizer.speak import Ended, Speak
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
from mrcp_server.mrcp.wire.codes import SpeakCause


def test_one_that_nobody_has_told_anything_of() -> None:
    speak = Speak(1, (), SpeakParameters.defaults())
    assert (speak.was_pending, speak.last_mark, speak.ended, speak.early_reports) == (False, "", None, [])


def test_two_of_the_same_words_are_two() -> None:
    assert Speak(1, (), SpeakParameters.defaults()) != Speak(1, (), SpeakParameters.defaults())


def test_an_end_is_a_value() -> None:
    assert Ended(5) == Ended(5, ())


def test_a_failure_is_a_way_to_end() -> None:
    speak = Speak(1, (), SpeakParameters.defaults())
    assert speak.failure is None
    speak.ended = Ended(5)
    assert speak.failure is None
    speak.ended = Ended(5, failure=SpeakFailure(SpeakCause.ERROR))
    assert speak.failure == SpeakFailure(SpeakCause.ERROR)
