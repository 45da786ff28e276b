from contextlib import ExitStack

import pytest

from engine.interface import VoiceSelection
from mrcp_server.config import Http
from mrcp_server.doors.elevenlabs.messages import alignment_of, first_frame_caller, text_of, with_settings
from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.refusal import RefusedError
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.doors.web.token_speech import Portion, Style, Turn
from mrcp_server.observability.records import SpeakRecord

STYLE = Style(VoiceSelection(), OutputFormat("pcm", 8000))


def test_the_caller_is_that_of_the_upgrade_or_of_the_first_frame() -> None:
    service = SpeechService(HttpServices(http=Http(api_keys=["k"], key_concurrent_streams=1)))
    caller = service.access.admit("k")
    with ExitStack() as held:
        assert first_frame_caller(service, caller, {}, held) is caller
        assert caller.streams == 0
        assert first_frame_caller(service, None, {"xi_api_key": "k"}, held) is caller
        assert caller.streams == 1
        for message in ({}, {"xi_api_key": 7}, {"authorization": 7}, {"authorization": "Bearer other"}):
            with pytest.raises(RefusedError):
                first_frame_caller(service, None, message, held)
    assert caller.streams == 0


def test_settings_change_the_speed_only() -> None:
    assert with_settings(STYLE, {}) is STYLE
    assert with_settings(STYLE, {"voice_settings": None}) is STYLE
    assert with_settings(STYLE, {"voice_settings": {"stability": 1}}) is STYLE
    assert with_settings(STYLE, {"voice_settings": {"speed": 0.9}}).speed == 0.9
    with pytest.raises(RefusedError):
        with_settings(STYLE, {"voice_settings": {"speed": 99}})


def test_text_of_a_message() -> None:
    assert [text_of({}), text_of({"text": ""}), text_of({"text": "a"})] == [" ", "", "a"]
    with pytest.raises(RefusedError):
        text_of({"text": ["a"]})


def test_alignment_fills_the_portion_without_gaps() -> None:
    turn = Turn(SpeakRecord("websocket", "u", 0.0), OutputFormat("pcm", 8000).packager(), STYLE)
    assert alignment_of(Portion(b"", "", 0, 100, turn)) is None
    assert alignment_of(Portion(b"", "abc", 0, 100, turn)) == {
        "chars": ["a", "b", "c"],
        "charStartTimesMs": [0, 33, 67],
        "charDurationsMs": [33, 34, 33],
    }
