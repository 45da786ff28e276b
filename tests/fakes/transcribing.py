"""Speech services elsewhere that listen: settings and audio for their tests, doubles of both kinds, and servers whose
every message is the test's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
from websockets.asyncio.server import ServerConnection, serve

from engine.interface import Samples
from engine.recognition import RecognitionSpec, RecognizerResult
from engine.recognizers.remote.recognizer import ServiceRecognizer
from engine.recognizers.remote.service import Stream
from engine.recognizers.remote.transcript import Transcript
from engine.remote.errors import ServiceError
from engine.remote.settings import Kind, ServiceSettings, to_options

KEY = "secret-key-1"
RATE_HZ = 8000


def service(kind: Kind = "openai", url: str = "http://127.0.0.1:9", **changes: Any) -> ServiceSettings:
    """A service that hears US English, with short times."""
    values: dict[str, Any] = {
        "name": "cloud",
        "transcription_languages": ("en-US",),
        "connect_timeout_s": 1.0,
        "first_byte_timeout_s": 1.0,
        "idle_timeout_s": 0.5,
        "retries": 0,
        "keep_warm_s": 0.0,
    }
    return ServiceSettings(kind=kind, url=url, **{**values, **changes})


def loud(seconds: float = 0.5, hz: float = 440.0) -> Samples:
    """Sound."""
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return (8000 * np.sin(2 * np.pi * hz * time)).astype(np.int16)


def quiet(seconds: float = 0.5) -> Samples:
    """None."""
    return np.zeros(int(seconds * RATE_HZ), np.int16)


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """In a loop of its own."""
    asyncio.run(asyncio.wait_for(work(), 30))


async def until(happened: Callable[[], bool]) -> None:
    """Wait for it."""
    for _ in range(1000):
        if happened():
            return
        await asyncio.sleep(0.005)
    raise AssertionError


@asynccontextmanager
async def recognizing(settings: ServiceSettings) -> AsyncIterator[ServiceRecognizer]:
    """The recognizer of a service, closed at the end."""
    recognizer = ServiceRecognizer(**to_options(settings))
    try:
        yield recognizer
    finally:
        await recognizer.close()


async def hears(
    settings: ServiceSettings, audio: Samples | None = None, spec: RecognitionSpec | None = None
) -> RecognizerResult:
    """What a service hears in one utterance."""
    async with recognizing(settings) as recognizer:
        listener = recognizer.open(spec or RecognitionSpec())
        listener.push(loud() if audio is None else audio)
        try:
            return await listener.ask(final=True, interim=False)
        finally:
            listener.close()


def words(heard: RecognizerResult) -> str:
    """Of the best hypothesis."""
    return heard.best.text if heard.best else ""


def times(heard: RecognizerResult) -> list[tuple[str, int, int]]:
    """Of the best hypothesis's words."""
    return [(word.text, word.start_ms, word.end_ms) for word in (heard.best.words if heard.best else ())]


@asynccontextmanager
async def socket_service(behaviour: Callable[[ServerConnection], Awaitable[None]]) -> AsyncIterator[str]:
    """A WebSocket server; its URL as the configuration has it."""
    async with serve(behaviour, "127.0.0.1", 0, max_size=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"http://127.0.0.1:{port}"


async def tell(connection: ServerConnection, **message: Any) -> None:
    """Send a JSON object."""
    await connection.send(json.dumps(message))


class FakeUploads:
    """An `UploadService`: each answer is the next of `answers`, the last one stays; what is an error is raised."""

    max_audio_s = 10.0
    even = 0.5

    def __init__(self, *answers: list[Transcript] | ServiceError) -> None:
        self.answers = list(answers)
        self.heard: list[int] = []
        """How many samples each upload had."""
        self.gate = asyncio.Event()
        self.gate.set()

    async def transcribe(
        self, samples: Samples, spec: RecognitionSpec, language: str, limit_s: float
    ) -> list[Transcript]:
        self.heard.append(len(samples))
        await self.gate.wait()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, ServiceError):
            raise answer
        return answer

    def keep_warm(self) -> None:
        """Nothing to warm."""

    async def close(self) -> None:
        """Nothing is held."""


class FakeStream:
    """A `Stream`, which hears how many octets it was sent."""

    def __init__(self, owner: FakeStreams) -> None:
        self._owner = owner
        self.serves_one = owner.serves_one
        self.is_spent = False
        self.is_lost = False
        self.is_aborted = self.is_closed = False
        self.sent = bytearray()
        self.kept_alive = 0
        self.forgotten = 0

    async def send(self, pcm: bytes) -> None:
        await self._owner.sending.wait()
        if self._owner.error is not None:
            raise self._owner.error
        self.sent += pcm

    async def keep_alive(self) -> None:
        self.kept_alive += 1

    async def conclude(self) -> list[Transcript]:
        await self._owner.concluding.wait()
        if self._owner.error is not None:
            raise self._owner.error
        self.is_spent = self.serves_one or self._owner.spends
        self._owner.concluded += 1
        return self.partial()

    def partial(self) -> list[Transcript]:
        return [Transcript(f"heard {'x' * (len(self.sent) // 1600)}")]

    async def forget(self) -> None:
        self.forgotten += 1
        self.sent.clear()

    async def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_aborted = True


class FakeStreams:
    """A `StreamService` of `FakeStream`s."""

    even = 0.5

    def __init__(self) -> None:
        self.serves_one = False
        self.spends = False
        """A stream takes no more audio after it has concluded."""
        self.streams: list[FakeStream] = []
        self.concluded = 0
        self.error: ServiceError | None = None
        self.opening, self.sending, self.concluding = asyncio.Event(), asyncio.Event(), asyncio.Event()
        for gate in (self.opening, self.sending, self.concluding):
            gate.set()

    async def open(self, spec: RecognitionSpec, language: str) -> Stream:
        await self.opening.wait()
        if self.error is not None:
            raise self.error
        self.streams.append(FakeStream(self))
        return self.streams[-1]

    async def close(self) -> None:
        """Nothing is held."""
