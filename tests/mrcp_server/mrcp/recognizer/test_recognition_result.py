"""Results are plain values, and match states those of the matcher."""

from engine.grammars.matcher import Status
from mrcp_server.mrcp.recognizer.recognition_result import MatchState, Waveform


def test_match_states_are_the_matchers() -> None:
    assert [state.value for state in MatchState] == [status.value for status in Status]


def test_waveform_as_its_header() -> None:
    """§9.4.8."""
    assert str(Waveform("http://h/a.wav", 10, 20)) == "<http://h/a.wav>;size=10;duration=20"
