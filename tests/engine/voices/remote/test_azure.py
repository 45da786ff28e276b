"""Azure's speech service by REST."""

import asyncio
from typing import Any

import pytest

from engine.interface import Span
from engine.voices.remote.azure import AzureSynthesizer
from tests.fakes.engine import CollectingSink
from tests.fakes.remote_service import Asked, FakeService, answers
from tests.fakes.remote_speech import options, spoken, tone


def asked(sent_hz: int, **settings: Any) -> tuple[Asked, CollectingSink]:
    async def run() -> tuple[Asked, CollectingSink]:
        async with FakeService(
            answers(200, tone(0.5, rate_hz=sent_hz), content_type="audio/basic")
        ).running() as service:
            engine = AzureSynthesizer(**options("azure", service.url, **settings))
            sink = await spoken(engine, Span("Grüße ", ipa="ɡʁyːsə"), "an alle.", language="de-DE")
            return service.requests[0], sink

    return asyncio.run(run())


def test_the_request_is_as_the_service_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_SPEECH_KEY", "az-1234567")
    request, sink = asked(24_000, extra={"X-Search-ClientTraceId": "7"}, key_variable="AZURE_SPEECH_KEY")
    assert (request.method, request.path) == ("POST", "/cognitiveservices/v1")
    wanted = {
        "ocp-apim-subscription-key": "az-1234567",
        "content-type": "application/ssml+xml",
        "x-microsoft-outputformat": "raw-24khz-16bit-mono-pcm",
        "x-search-clienttraceid": "7",
        "user-agent": "mrcp-server",
    }
    assert {name: request.headers[name] for name in wanted} == wanted
    assert '<phoneme alphabet="ipa" ph="ɡʁyːsə">Grüße </phoneme>an alle.' in request.body.decode()
    assert len(sink.audio) == 12_000


def test_a_rate_that_is_none_of_its_formats_is_made_of_one_above() -> None:
    request, sink = asked(16_000, rate_hz=12_000)
    assert request.headers["x-microsoft-outputformat"] == "raw-16khz-16bit-mono-pcm"
    assert len(sink.audio) == pytest.approx(6000, abs=2)
