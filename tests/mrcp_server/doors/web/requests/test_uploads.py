from dataclasses import replace

import pytest
from fastapi import Request
from starlette.types import Message

from engine.errors import ClipError, DeadlyInputError, EngineError, OverloadedError, TooMuchWorkError
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.requests.uploads import Upload, body_or_url, decode_upload, transcribe
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.mrcp.wire.entity import Entity
from tests.fakes.listeners import FakeListeners, fake_recognition
from tests.fakes.recordings import two_utterances, wav, wide

pytestmark = pytest.mark.anyio


async def test_uploads_are_decoded_at_a_rate_of_the_recogniser() -> None:
    samples, rate_hz = await decode_upload(fake_recognition(), Upload(wav(two_utterances())), "")
    assert (len(samples), rate_hz) == (len(two_utterances()), 8000)
    _, rate_hz = await decode_upload(fake_recognition(), Upload(wav(wide(two_utterances()), 22050)), "")
    assert rate_hz == 16000
    for broken in (b"", b"nonsense", b"RIFF\x00\x00\x00\x00WAVE"):
        with pytest.raises(RefusedError) as caught:
            await decode_upload(fake_recognition(), Upload(broken), "")
        assert caught.value.reason is Reason.AUDIO


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TooMuchWorkError("it takes longer than 10 s"), 422),
        (DeadlyInputError("crashed"), 422),
        (OverloadedError("full"), 503),
    ],
)
async def test_what_cannot_be_decoded_apart_is_told(error: EngineError, status: int) -> None:
    class Refusing:
        async def run(self, function: str, data: bytes, *, source: str = "") -> bytes:
            assert source == "me"
            raise error

    recognition = replace(fake_recognition(), apart=Refusing())
    with pytest.raises(RefusedError) as caught:
        await decode_upload(recognition, Upload(wav(two_utterances())), "me")
    assert (caught.value.status, caught.value.message) == (status, error.reason)


def _request(body: bytes, content_type: str) -> Request:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", content_type.encode())]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


async def test_an_upload_is_the_body_or_named_by_it() -> None:
    asked: list[str] = []

    async def fetch(uri: str) -> Entity:
        asked.append(uri)
        if uri.endswith("gone"):
            raise ClipError(uri, "404 Not Found")
        return Entity("audio/l16", b"ab", declared_type="audio/L16;rate=16000")

    service = SpeechService(HttpServices(fetch=fetch))
    assert await body_or_url(service, _request(b"xy", "audio/wav")) == Upload(b"xy", "audio/wav")
    named = await body_or_url(service, _request(b'{"url": "HTTP://host/a/b.raw?c"}', "application/json; charset=utf-8"))
    assert named == Upload(b"ab", "audio/L16;rate=16000", "/a/b.raw", "url")
    wrong = (
        b"",
        b"{}",
        b'{"url": 7}',
        b'{"url": "file:///etc/passwd"}',
        b'{"url": ""}',
        b'{"url": "https://["}',
        b'{"url": "http://host/gone"}',
        b'{"url": "http://[::1/"}',
        b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    )
    for body in wrong:
        with pytest.raises(RefusedError) as caught:
            await body_or_url(service, _request(body, "application/json"))
        assert (caught.value.status, caught.value.field) == (400, "url")
    assert asked == ["HTTP://host/a/b.raw?c", "http://host/gone"]
    with pytest.raises(RefusedError):
        await body_or_url(SpeechService(HttpServices()), _request(b'{"url": "http://host/"}', "application/json"))


async def test_a_whole_upload() -> None:
    listeners = FakeListeners()
    transcript = await transcribe(fake_recognition(listeners), two_utterances(), 8000, "en-US")
    assert len(transcript.said) == 2
    assert transcript.duration_s == len(two_utterances()) / 8000
    assert all(session.closed for session in listeners.sessions)


async def test_the_engines_failures_are_refusals() -> None:
    listeners = FakeListeners()
    with pytest.raises(RefusedError, match="no model"):
        await transcribe(fake_recognition(listeners), two_utterances(), 8000, "xx")
    listeners.error = EngineError("broken")
    with pytest.raises(RefusedError, match="broken"):
        await transcribe(fake_recognition(listeners), two_utterances(), 8000, "en-US")
