"""Deepgram's speech API, over HTTP and over its socket."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from engine.interface import Piece, Prosody, Span
from engine.remote.errors import Fault, ServiceError
from engine.voices.remote.deepgram import DeepgramSynthesizer
from tests.fakes.engine import CollectingSink
from tests.fakes.remote_service import FakeService, answers
from tests.fakes.remote_sockets import FakeSocketService, Serve, deepgram, floods, says
from tests.fakes.remote_speech import options, spoken, tone

SOUND = tone(0.5)
FAST = Span("Hello there.", Prosody(rate=1.25))


def over_socket(behaviour: Serve, *texts: str, **settings: Any) -> tuple[FakeSocketService, list[CollectingSink]]:
    async def run() -> tuple[FakeSocketService, list[CollectingSink]]:
        async with FakeSocketService(behaviour).running() as service:
            values = {"transport": "socket", "first_byte_timeout_s": 0.3, "idle_timeout_s": 0.3, **settings}
            engine = DeepgramSynthesizer(**options("deepgram", service.url, **values))
            sinks = []
            try:
                for text in texts:
                    sinks.append(CollectingSink())
                    await engine.synthesize(Piece((Span(text),), "far/nova"), sinks[-1])
            finally:
                await engine.close()
            return service, sinks

    return asyncio.run(asyncio.wait_for(run(), 20))


def fault_of(work: Callable[[], object]) -> Fault:
    with pytest.raises(ServiceError) as caught:
        work()
    return caught.value.fault


def test_the_request_is_as_the_api_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPGRAM_API_KEY", "dg-1234567")

    async def run() -> None:
        async with FakeService(answers(200, SOUND, content_type="audio/l16")).running() as service:
            sink = await spoken(
                DeepgramSynthesizer(**options("deepgram", service.url, extra={"mip_opt_out": True})), FAST
            )
            assert sink.audio.tobytes() == SOUND
            (request,) = service.requests
            assert (request.method, request.path, request.body) == ("POST", "/v1/speak", b'{"text":"Hello there."}')
            assert request.headers["authorization"] == "Token dg-1234567"
            assert request.query == {
                "model": "v-1", "encoding": "linear16", "sample_rate": "24000", "container": "none", "speed": "1.25",
                "mip_opt_out": "True",
            }  # fmt: skip

    asyncio.run(run())


def test_one_socket_speaks_piece_after_piece() -> None:
    service, sinks = over_socket(deepgram(SOUND), "One.", "Two.", "Three.", key_variable="NONE_SET" * 0)
    assert [sink.audio.tobytes() for sink in sinks] == [SOUND] * 3
    assert service.paths == ["/v1/speak?model=v-1&encoding=linear16&sample_rate=24000"]
    assert [message["type"] for message in service.messages] == ["Speak", "Flush"] * 3
    assert [message["text"] for message in service.messages[::2]] == ["One.", "Two.", "Three."]


def test_a_cancelled_piece_leaves_no_socket_with_the_rest_of_it() -> None:
    async def run() -> None:
        slow = says({"type": "Metadata"}, SOUND, hangs=True)
        async with FakeSocketService(slow).running() as service:
            engine = DeepgramSynthesizer(**options("deepgram", service.url, transport="socket"))
            sink = CollectingSink()
            speaking = asyncio.create_task(engine.synthesize(Piece((Span("One."),), "far/nova"), sink))
            async with asyncio.timeout(5):
                while not sink.chunks:  # noqa: ASYNC110 (nobody tells)
                    await asyncio.sleep(0.01)
            speaking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await speaking
            async with asyncio.timeout(5):
                while service.open:  # noqa: ASYNC110 (nobody tells)
                    await asyncio.sleep(0.01)
            await engine.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("behaviour", "fault"),
    [
        (says(hangs=True), Fault.TIMEOUT),
        (says(SOUND, hangs=True), Fault.TIMEOUT),
        (says(SOUND), Fault.UNREACHABLE),
        (says(SOUND, code=1011), Fault.BROKEN),
        (says({"type": "Error", "description": "no such model"}), Fault.REFUSED),
        (says("garbage"), Fault.GARBAGE),
        (says({"type": "Flushed"}), Fault.GARBAGE),
        (floods, Fault.GARBAGE),
    ],
)
def test_a_socket_that_misbehaves_is_an_error(behaviour: Serve, fault: Fault) -> None:
    assert fault_of(lambda: over_socket(behaviour, "One.")) is fault


def test_a_socket_that_was_closed_meanwhile_is_replaced() -> None:
    async def once(service: FakeSocketService, connection: Any) -> None:
        await service.receive(connection)
        await service.receive(connection)
        await connection.send(SOUND)
        await connection.send('{"type": "Flushed"}')

    service, sinks = over_socket(once, "One.", "Two.", retries=1)
    assert [sink.audio.tobytes() for sink in sinks] == [SOUND] * 2
    assert len(service.paths) == 2
