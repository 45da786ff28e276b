"""What the dialects' own tests do not reach: they run every ordinary way."""

import asyncio
from typing import Any

import pytest
import structlog
from starlette.types import Message

from engine.interface import VoiceSelection
from mrcp_server.config import Http
from mrcp_server.doors.openai.speak import render_error
from mrcp_server.doors.web.access import Access
from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.requests.speech_response import SpeechRequest, SpeechResponse
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.doors.web.speak_input import SpeakInput
from mrcp_server.doors.web.speech_service import SpeechService
from tests.fakes.speaker import FakeSpeaker, fake_voices

pytestmark = pytest.mark.anyio


def _headers(utterance: str) -> dict[str, str]:
    return {"x-request-id": utterance}


async def _sent(text: str, speaker: FakeSpeaker, **options: Any) -> tuple[list[Message], list[Any]]:
    """The messages of a response to a client that stays, and the log lines."""
    service = SpeechService(HttpServices(http=Http(), speaker=speaker, voices=fake_voices))
    speak_input = SpeakInput(text, VoiceSelection(names=("en-us",)), OutputFormat("pcm", 48000, "wav"))
    request = SpeechRequest(service, Access([]).admit(""), speak_input, "test", render_error, _headers, **options)
    messages: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        messages.append(message)

    with structlog.testing.capture_logs() as lines:
        await SpeechResponse(request)({"type": "http"}, receive, send)
    return messages, lines


async def test_a_whole_response_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mrcp_server.doors.web.requests.speech_response._LARGEST_WHOLE_BYTES", 20_000)
    messages, lines = await _sent("one two three four", FakeSpeaker(), whole=True)
    assert messages[0]["status"] == 400
    assert lines[0]["cause"] == "text_too_long"


async def test_the_record_has_the_four_times_and_the_voice() -> None:
    messages, lines = await _sent("one two", FakeSpeaker())
    assert messages[0]["status"] == 200
    record = lines[0]
    assert {"text_ready_ms", "first_audio_ms", "first_packet_ms", "last_packet_ms"} <= set(record)
    assert (record["door"], record["dialect"], record["cause"], record["audio_ms"]) == ("http", "test", "normal", 200)
    assert record["voice"] == "en-us"
    assert record["session"] == record["utterance"]


async def test_audio_leaves_in_small_portions() -> None:
    messages, _ = await _sent("one two", FakeSpeaker())
    sizes = [len(message["body"]) for message in messages[1:]]
    assert max(sizes) <= 16384
    assert sum(sizes) == 44 + 2 * 9600
    assert messages[-1]["more_body"] is False
