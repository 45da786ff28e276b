"""OpenAI's speech API."""

import asyncio
import json
from typing import Any

import pytest

from engine.interface import Prosody, Span
from engine.voices.remote.openai import MODEL, OpenAiSynthesizer
from tests.fakes.remote_service import Asked, FakeService, answers
from tests.fakes.remote_speech import options, spoken, tone


def asked(*spans: Span | str, **settings: Any) -> Asked:
    async def run() -> Asked:
        async with FakeService(answers(200, tone(0.2), content_type="audio/pcm")).running() as service:
            await spoken(OpenAiSynthesizer(**options("openai", service.url + "/v1", **settings)), *spans)
            return service.requests[0]

    return asyncio.run(run())


def test_the_request_is_as_the_api_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1234567")
    request = asked("Hello there.")
    assert (request.method, request.path) == ("POST", "/v1/audio/speech")
    assert request.headers["authorization"] == "Bearer sk-1234567"
    assert json.loads(request.body) == {
        "model": MODEL, "input": "Hello there.", "voice": "v-1", "response_format": "pcm",
    }  # fmt: skip


def test_what_is_configured_and_wanted_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    fast = Span("Hello there.", Prosody(rate=1.5))
    extra = {"response_format": "wav", "seed": 7}
    request = asked(fast, model="tts-1", instructions="Calmly.", extra=extra)
    assert "authorization" not in request.headers
    body = json.loads(request.body)
    assert body | {"input": "", "voice": ""} == {
        "model": "tts-1", "input": "", "voice": "", "speed": 1.5, "instructions": "Calmly.", **extra,
    }  # fmt: skip
