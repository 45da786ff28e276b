"""ElevenLabs' speech API, over its socket and over HTTP."""

import asyncio
import base64
import json
from typing import Any

import pytest

from engine.interface import Prosody, Span
from engine.remote.errors import Fault, ServiceError
from engine.voices.remote.elevenlabs import MODEL, ElevenLabsSynthesizer
from tests.fakes.engine import CollectingSink
from tests.fakes.remote_service import FakeService, answers
from tests.fakes.remote_sockets import FakeSocketService, Serve, elevenlabs, says
from tests.fakes.remote_speech import options, spoken, tone

RATE_HZ = 16_000
SOUND = tone(0.5, rate_hz=RATE_HZ)


def alignment(text: str, step_ms: int) -> dict[str, Any]:
    starts = [index * step_ms for index in range(len(text))]
    return {"chars": list(text), "charStartTimesMs": starts, "charDurationsMs": [step_ms] * len(text)}


def over_socket(
    behaviour: Serve, text: Span | str = "One two three.", **settings: Any
) -> tuple[FakeSocketService, CollectingSink]:
    async def run() -> tuple[FakeSocketService, CollectingSink]:
        async with FakeSocketService(behaviour).running() as service:
            values = {"first_byte_timeout_s": 0.3, "idle_timeout_s": 0.3, **settings}
            sink = await spoken(ElevenLabsSynthesizer(**options("elevenlabs", service.url, **values)), text)
            return service, sink

    return asyncio.run(asyncio.wait_for(run(), 20))


def test_the_conversation_is_as_the_api_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEVENLABS_API_KEY", "el-1234567")
    extra = {"voice_settings": {"stability": 0.5}}
    service, sink = over_socket(elevenlabs((SOUND, None)), Span("One two.", Prosody(rate=1.1)), extra=extra)
    assert sink.audio.tobytes() == SOUND
    wanted = f"/v1/text-to-speech/v-1/stream-input?model_id={MODEL}&output_format=pcm_16000&inactivity_timeout=60"
    assert service.paths[0] == wanted
    assert service.keys[0] == "el-1234567"
    assert service.messages == [
        {"text": " ", "voice_settings": {"stability": 0.5, "speed": 1.1}},
        {"text": "One two. ", "flush": True},
        {"text": ""},
    ]


def test_words_are_where_the_service_says() -> None:
    """Its times count from the beginning of the audio that they come with."""
    behaviour = elevenlabs((SOUND, alignment("One two", 60)), (SOUND, alignment(" three. ", 50)))
    _, sink = over_socket(behaviour)
    assert sink.words == [(0, 0), (4, 240 * 16), (8, (500 + 50) * 16)]


@pytest.mark.parametrize(
    "nonsense",
    [{"chars": "ab"}, {"chars": [1], "charStartTimesMs": ["x"]}, [], {"chars": ["O"], "charStartTimesMs": [1e300]}],
)
def test_an_alignment_that_is_none_leaves_words_estimated(nonsense: Any) -> None:
    _, sink = over_socket(elevenlabs((SOUND, nonsense)))
    assert [word for word, _ in sink.words] == [0, 4, 8]


def test_the_next_socket_is_open_before_it_is_needed() -> None:
    async def run() -> None:
        async with FakeSocketService(elevenlabs((SOUND, None))).running() as service:
            engine = ElevenLabsSynthesizer(**options("elevenlabs", service.url))
            from engine.interface import Piece

            for text in ("One.", "Two."):
                await engine.synthesize(Piece((Span(text),), "far/nova"), CollectingSink())
                async with asyncio.timeout(5):
                    while service.open != 1:  # noqa: ASYNC110 (nobody tells)
                        await asyncio.sleep(0.01)
            assert len(service.paths) == 3
            await engine.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("behaviour", "fault"),
    [
        (says(hangs=True), Fault.TIMEOUT),
        (says({"audio": base64.b64encode(SOUND).decode()}, hangs=True), Fault.TIMEOUT),
        (says(), Fault.UNREACHABLE),
        (says({"audio": base64.b64encode(SOUND).decode()}), Fault.GARBAGE),
        (says({"audio": "%%%"}), Fault.GARBAGE),
        (says({"audio": 7}), Fault.GARBAGE),
        (says(b"octets"), Fault.GARBAGE),
        (says("[]"), Fault.GARBAGE),
        (says({"isFinal": True}), Fault.GARBAGE),
        (says({"error": "invalid_api_key", "message": "no"}, code=1008), Fault.KEY),
        (says({"error": "quota_exceeded", "message": "no"}, code=1008), Fault.LIMITED),
        (says({"error": "voice_id_does_not_exist", "message": "no"}, code=1008), Fault.REFUSED),
    ],
)
def test_a_socket_that_misbehaves_is_an_error(behaviour: Serve, fault: Fault) -> None:
    with pytest.raises(ServiceError) as caught:
        over_socket(behaviour)
    assert caught.value.fault is fault, caught.value.reason


def test_over_http_it_speaks_without_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEVENLABS_API_KEY", "el-1234567")

    async def run() -> None:
        async with FakeService(answers(200, SOUND, content_type="audio/pcm")).running() as service:
            values = options("elevenlabs", service.url, transport="http", model="eleven_v3")
            sink = await spoken(ElevenLabsSynthesizer(**values), "One two three.")
            assert sink.audio.tobytes() == SOUND
            (request,) = service.requests
            assert (request.path, request.query) == ("/v1/text-to-speech/v-1/stream", {"output_format": "pcm_16000"})
            assert request.headers["xi-api-key"] == "el-1234567"
            assert json.loads(request.body) == {"text": "One two three.", "model_id": "eleven_v3"}

    asyncio.run(run())
