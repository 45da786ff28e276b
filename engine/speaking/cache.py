"""The prompt cache: an IVR says the same sentences all day.

The key is everything that makes the sound: spoken text after normalisation, voice, prosody, format. What is cached is a
piece as it leaves a worker, finished, silent at both ends, so a sentence from the cache joins any other without a seam.
Memory is bounded in bytes, least recently used out first; the disk survives a restart. Who asks for a sentence that is
being made just now listens along: however many sessions want it at once, it is made once.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from engine.errors import EngineError
from engine.speaking.disk_store import DiskStore, Stored
from engine.workers.rendition import Rendition

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from engine.interface import AudioFormat, Piece, VoiceInfo
    from engine.workers.worker_messages import ClipCut

_GENERATION = 1
"""Raised when finished audio changes for reasons that no key tells (edges, level): old files then no longer fit."""
_ENTRY_BYTES = 600
"""What an entry costs besides its audio."""
_LARGEST_SHARE = 8
"""One sentence may not push out everything else."""
_READ_S = 0.3
"""A voice is faster than a disk that takes longer."""
_CLOSE_S = 2.0
_MAX_PENDING_WRITES = 200
"""Writes that wait for the disk; more are left out: the sentence is in memory, and will come again."""

_encoder = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class CacheOptions:
    """Bounds of the cache."""

    memory_bytes: int = 64 << 20
    """0: nothing is kept in memory."""
    directory: str = ""
    """Empty: memory only."""
    disk_bytes: int = 1 << 30


@dataclass(slots=True)
class CacheCounters:
    """For metrics."""

    hits: int = 0
    """Sentences had from memory."""
    disk_hits: int = 0
    """Sentences had from disk."""
    joined: int = 0
    """Sentences that were being made."""
    misses: int = 0
    evicted: int = 0
    memory_bytes: int = 0
    entries: int = 0

    @property
    def hit_ratio(self) -> float:
        """The share of requests that cost no synthesis."""
        spared = self.hits + self.disk_hits + self.joined
        return spared / (spared + self.misses) if spared + self.misses else 0.0


def piece_key(piece: Piece, voice: VoiceInfo, fmt: AudioFormat) -> bytes:
    """The key of a piece."""
    return _digest((_GENERATION, voice.revision, piece, fmt))


def clip_key(recording_digest: bytes, cut: ClipCut, fmt: AudioFormat) -> bytes:
    """The key of a recording: what is in it, not where it came from."""
    return _digest((_GENERATION, recording_digest, cut, fmt))


def _digest(parts: tuple[object, ...]) -> bytes:
    return hashlib.blake2b(_encoder.encode(parts), digest_size=16).digest()


class PromptCache:
    """`open`, then `obtain`, then `close`; in one event loop."""

    def __init__(self, options: CacheOptions | None = None) -> None:
        self.options = options or CacheOptions()
        self.counters = CacheCounters()
        self._memory: dict[bytes, Rendition] = {}  # in order of use, the least recent first
        self._growing: dict[bytes, Rendition] = {}
        self._store: DiskStore | None = None
        self._on_disk: set[bytes] = set()
        self._thread: ThreadPoolExecutor | None = None
        self._pending_writes = 0
        self._is_late = False
        """The disk owes an answer for long."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Look what is on the disk. Raises OSError when the directory cannot be used."""
        if not self.options.directory:
            return
        # SQLite's connections belong to their thread, and the disk may be slow: one thread does it all.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="prompt-cache")
        loop = asyncio.get_running_loop()
        options = self.options
        self._store = await loop.run_in_executor(self._thread, DiskStore, options.directory, options.disk_bytes)
        self._on_disk = await loop.run_in_executor(self._thread, self._store.keys)

    def look_again(self) -> None:
        """Find out, before long, what another process has put on the disk."""
        if self._store is not None and not self._is_late:
            self._run(self._look(self._store))

    async def _look(self, store: DiskStore) -> None:
        loop = asyncio.get_running_loop()
        if await loop.run_in_executor(self._thread, len, store) != len(self._on_disk):
            self._on_disk = await loop.run_in_executor(self._thread, store.keys)

    async def close(self) -> None:
        """Finish the writes."""
        for task in self._tasks:
            task.cancel()
        for rendition in list(self._growing.values()):
            rendition.fail(EngineError("the server ends"))
        if self._thread is not None and self._store is not None:
            closing = asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
            with contextlib.suppress(TimeoutError):  # a disk that hangs: nobody needs it any more
                await asyncio.wait_for(asyncio.shield(closing), _CLOSE_S)
            self._thread.shutdown(wait=False)
            self._store = self._thread = None

    def obtain(self, key: bytes, sample_bytes: int, make: Callable[[Rendition], object]) -> tuple[Rendition, bool]:
        """The audio of `key`, acquired, and whether no engine has to work for it.

        `make` is called when it does, with what is to be filled; what it raises comes through.
        """
        cached = self._memory.get(key)
        if cached is not None:
            self.counters.hits += 1
            self._memory[key] = self._memory.pop(key)
            cached.acquire()
            return cached, True
        growing = self._growing.get(key)
        # One that all readers have left is being cancelled, and will end in an error.
        if growing is not None and growing.readers and not growing.done:
            self.counters.joined += 1
            growing.acquire()
            return growing, True
        rendition = Rendition(sample_bytes)
        rendition.on_done = lambda done: self._done(key, done)
        rendition.acquire()
        self._growing[key] = rendition
        on_disk = key in self._on_disk and self._store is not None
        if on_disk:
            self._read(key, rendition, make)
            return rendition, True
        self.counters.misses += 1
        try:
            make(rendition)
        except EngineError:
            del self._growing[key]
            raise
        return rendition, False

    def length(self, key: bytes) -> int | None:
        """How many samples the audio of `key` has, when it is in memory."""
        cached = self._memory.get(key)
        return cached.samples if cached is not None else None

    def _done(self, key: bytes, rendition: Rendition) -> None:
        if self._growing.get(key) is rendition:
            del self._growing[key]
        if rendition.error is not None or rendition.passing:
            return
        # A copy in one part: less to hold for long, and who still reads the parts has his place in them.
        payload = b"".join(rendition.payloads)
        if key not in self._on_disk:
            self._write(key, payload, tuple(rendition.words))
        size = len(payload) + _ENTRY_BYTES
        if size * _LARGEST_SHARE > self.options.memory_bytes or key in self._memory:
            return
        self._memory[key] = Rendition.whole(payload, rendition.words, rendition.sample_bytes)
        self.counters.memory_bytes += size
        self.counters.entries += 1
        self._evict()

    def _evict(self) -> None:
        while self.counters.memory_bytes > self.options.memory_bytes:
            key = next(iter(self._memory))
            oldest = self._memory.pop(key)
            self.counters.memory_bytes -= oldest.size_bytes + _ENTRY_BYTES
            self.counters.entries -= 1
            self.counters.evicted += 1

    def _read(self, key: bytes, rendition: Rendition, make: Callable[[Rendition], object]) -> None:
        self._run(self._read_or_make(key, rendition, make))

    def _run(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read_or_make(self, key: bytes, rendition: Rendition, make: Callable[[Rendition], object]) -> None:
        assert self._store is not None  # noqa: S101 (the caller looked)
        stored = None if self._is_late else await self._get(self._store, key)
        if stored is not None:
            self.counters.disk_hits += 1
            rendition.add(stored.payload, stored.words, last=True)
            return
        self._on_disk.discard(key)
        self.counters.misses += 1
        if rendition.readers == 0:
            rendition.fail(EngineError("cancelled"))
            return
        try:
            make(rendition)
        except EngineError as error:
            rendition.fail(error)

    async def _get(self, store: DiskStore, key: bytes) -> Stored | None:
        """What is on the disk, in time; a disk that hangs is left alone until it has answered."""
        reading = asyncio.get_running_loop().run_in_executor(self._thread, store.get, key)
        try:
            return await asyncio.wait_for(asyncio.shield(reading), _READ_S)
        except TimeoutError:
            self._is_late = True
            reading.add_done_callback(self._has_answered)
            return None

    def _has_answered(self, _reading: object) -> None:
        self._is_late = False

    def _write(self, key: bytes, payload: bytes, words: tuple[tuple[int, int], ...]) -> None:
        if self._store is None or self._thread is None or self._pending_writes >= _MAX_PENDING_WRITES:
            return
        self._pending_writes += 1
        self._on_disk.add(key)
        future = asyncio.get_running_loop().run_in_executor(self._thread, self._store.put, key, payload, words)
        future.add_done_callback(lambda done: self._written(key, done.result()))

    def _written(self, key: bytes, is_stored: bool) -> None:
        self._pending_writes -= 1
        if not is_stored:
            self._on_disk.discard(key)
