from contextlib import ExitStack
from typing import Any

import pytest
from starlette.websockets import WebSocket

from engine.interface import VoiceSelection
from mrcp_server.config import Http
from mrcp_server.doors.elevenlabs.messages import (
    SocketParameters,
    admit_by_message,
    alignment_of,
    text_of,
    with_settings,
)
from mrcp_server.doors.web.access import Caller
from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.refusal import RefusedError
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.doors.web.sockets.speech_sink import Portion, Style, Turn
from mrcp_server.doors.web.sockets.upgrade import Client
from mrcp_server.doors.web.sockets.websocket import Socket
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.observability.records import SpeakRecord

STYLE = Style(VoiceSelection(), OutputFormat("pcm", 8000))


def _client(service: SpeechService, caller: Caller | None, held: ExitStack) -> Client[SocketParameters]:
    socket = Socket(WebSocket({"type": "websocket"}, _nothing, _nothing), 1.0)
    return Client(service, socket, SocketParameters(STYLE, 20, True), caller, held)


async def _nothing(*_: Any) -> Any:
    """Nothing is received or sent here."""


def test_the_caller_is_that_of_the_upgrade_or_of_the_first_message() -> None:
    service = SpeechService(HttpServices(http=Http(api_keys=["k"], key_concurrent_streams=1)))
    caller = service.access.admit("k")
    with ExitStack() as held:
        admit_by_message(_client(service, caller, held), {})
        assert caller.streams == 0
        client = _client(service, None, held)
        admit_by_message(client, {"xi_api_key": "k"})
        assert client.caller is caller
        assert caller.streams == 1
        for message in ({}, {"xi_api_key": 7}, {"authorization": 7}, {"authorization": "Bearer other"}):
            with pytest.raises(RefusedError):
                admit_by_message(_client(service, None, held), message)
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
