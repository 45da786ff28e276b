"""A pool of recognizers that recognize what the test says, and a world in which a few documents can be fetched."""

import asyncio
from typing import Any, cast

from engine.errors import ClipError, EngineError
from engine.recognition import Abilities, Hypothesis, RecognitionSpec, RecognizedWord, RecognizerResult
from engine.workers.listener_pool import ListenerPool
from engine.workers.listener_session import RecognitionSession
from mrcp_server.fetching.fetcher import Fetched, Fetcher
from mrcp_server.mrcp.wire.entity import Entity

WORD_MS = 200


class FakeRecognition:
    """One recognition. Gives the same answer back until more is said, as the real one."""

    def __init__(self, pool: "FakeRecognitionPool", spec: RecognitionSpec) -> None:
        self.spec = spec
        self.pushed: list[tuple[int, bool]] = []
        """Octets and whether they were silent."""
        self.asks: list[bool] = []
        self.looks: list[bool] = []
        """Asks while the caller spoke on."""
        self.resets = 0
        self.is_closed = False
        self._pool = pool
        self._latest: RecognizerResult | None = None

    def push(self, pcm: bytes, *, silent: bool = False) -> None:
        self.pushed.append((len(pcm), silent))
        if not silent:
            self._latest = None

    async def ask(self, final: bool = True, *, interim: bool = False) -> RecognizerResult:
        (self.looks if interim else self.asks).append(final)
        await self._pool.gate.wait()
        if self._pool.error is not None:
            raise self._pool.error
        if self._latest is None:
            self._latest = self._pool.answer
        return self._latest

    def reset(self) -> None:
        self.resets += 1
        self.pushed.clear()
        self._latest = None

    def close(self) -> None:
        self.is_closed = True

    def as_session(self) -> RecognitionSession:
        return cast("RecognitionSession", self)


class FakeRecognitionPool:
    """What is recognized is what `say` was told; nothing is answered while `gate` is shut."""

    def __init__(self, *, grammars: tuple[str, ...] = ("en-US",), transcription: tuple[str, ...] = ()) -> None:
        self.engine_abilities = (Abilities(grammars, transcription),)
        self.sessions: list[FakeRecognition] = []
        self.error: EngineError | None = None
        self.refuses: EngineError | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.answer = RecognizerResult()

    @property
    def session(self) -> FakeRecognition:
        """The last one."""
        return self.sessions[-1]

    def say(self, text: str, confidence: float = 0.9) -> None:
        """The caller says this; every word takes `WORD_MS`."""
        words = tuple(
            RecognizedWord(word, index * WORD_MS, (index + 1) * WORD_MS, confidence)
            for index, word in enumerate(text.split())
        )
        self.answer = RecognizerResult((Hypothesis(words, confidence),) if words else (), WORD_MS * len(words))

    def open(self, spec: RecognitionSpec) -> RecognitionSession:
        if self.refuses is not None:
            raise self.refuses
        self.sessions.append(FakeRecognition(self, spec))
        return self.session.as_session()

    def as_pool(self) -> ListenerPool:
        return cast("ListenerPool", self)


class FakeFetcher:
    """`documents[uri]` is (media type, octets); anything else cannot be had."""

    def __init__(self) -> None:
        self.documents: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []
        self.new_cookies: list[str] = []

    async def fetch(self, uri: str, **_: Any) -> Fetched:
        self.asked.append(uri)
        if uri not in self.documents:
            raise ClipError(uri, "404 Not Found")
        content_type, body = self.documents[uri]
        return Fetched(Entity(content_type, body, content_base=uri, content_location=uri), list(self.new_cookies))

    def as_fetcher(self) -> Fetcher:
        return cast("Fetcher", self)
