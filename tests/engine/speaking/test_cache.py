import asyncio
import threading
from pathlib import Path

import pytest

from engine.errors import EngineError, OverloadedError
from engine.interface import AudioFormat, Piece, Prosody, Span, VoiceInfo
from engine.speaking.cache import CacheOptions, PromptCache, clip_key, piece_key
from engine.workers.rendition import Rendition
from engine.workers.worker_messages import ClipCut

PIECE = Piece((Span("Hello."),), "v", "en")
VOICE = VoiceInfo("v", "x", ("en",), revision="1")
FMT = AudioFormat()


class Maker:
    """Stands for the pool: remembers what it was asked to fill."""

    def __init__(self) -> None:
        self.asked: list[Rendition] = []

    def __call__(self, rendition: Rendition) -> None:
        self.asked.append(rendition)

    def finish(self, payload: bytes = b"abc") -> None:
        for rendition in self.asked:
            if not rendition.done:
                rendition.add(payload[:1], [(0, 0)], last=False)
                rendition.add(payload[1:], (), last=True)


def payload(rendition: Rendition) -> bytes:
    return b"".join(rendition.payloads)


def test_the_key_is_everything_that_makes_the_sound() -> None:
    others = [
        piece_key(Piece((Span("Hello!"),), "v", "en"), VOICE, FMT),
        piece_key(Piece((Span("Hello.", Prosody(rate=2)),), "v", "en"), VOICE, FMT),
        piece_key(PIECE, VoiceInfo("v", "x", ("en",), revision="2"), FMT),
        piece_key(PIECE, VOICE, AudioFormat("PCMA")),
        piece_key(PIECE, VOICE, AudioFormat("L16", 16000)),
        clip_key(b"digest", ClipCut(), FMT),
        clip_key(b"digest", ClipCut(speed=2), FMT),
    ]
    assert len({piece_key(PIECE, VOICE, FMT), *others}) == 8
    assert piece_key(PIECE, VOICE, FMT) == piece_key(Piece((Span("Hello."),), "v", "en"), VOICE, FMT)


def test_the_second_time_costs_nothing() -> None:
    cache, maker = PromptCache(), Maker()
    first, from_cache = cache.obtain(b"k", 1, maker)
    assert not from_cache
    maker.finish()
    second, from_cache = cache.obtain(b"k", 1, maker)
    assert from_cache
    assert payload(first) == payload(second) == b"abc"
    assert second.payloads == [b"abc"]
    assert second.words == [(0, 0)]
    assert len(maker.asked) == 1
    assert cache.counters.hit_ratio == 0.5


def test_who_asks_meanwhile_listens_along() -> None:
    cache, maker = PromptCache(), Maker()
    first, _ = cache.obtain(b"k", 1, maker)
    second, from_cache = cache.obtain(b"k", 1, maker)
    assert first is second
    assert from_cache
    assert (len(maker.asked), cache.counters.joined, first.readers) == (1, 1, 2)


def test_one_that_all_have_left_is_not_joined() -> None:
    cache, maker = PromptCache(), Maker()
    first, _ = cache.obtain(b"k", 1, maker)
    first.release()
    second, from_cache = cache.obtain(b"k", 1, maker)
    assert second is not first
    assert not from_cache
    first.fail(EngineError("cancelled"))
    assert cache.obtain(b"k", 1, maker)[0] is second


def test_a_failure_is_not_kept() -> None:
    cache, maker = PromptCache(), Maker()
    failed, _ = cache.obtain(b"k", 1, maker)
    failed.fail(EngineError("why"))
    assert cache.obtain(b"k", 1, maker)[0] is not failed
    assert cache.counters.entries == 0


def test_what_the_maker_refuses_leaves_nothing_behind() -> None:
    def full(rendition: Rendition) -> None:
        raise OverloadedError("full")

    cache = PromptCache()
    with pytest.raises(OverloadedError):
        cache.obtain(b"k", 1, full)
    maker = Maker()
    cache.obtain(b"k", 1, maker)
    assert len(maker.asked) == 1


def test_memory_is_bounded_and_the_least_recent_goes_first() -> None:
    cache = PromptCache(CacheOptions(memory_bytes=100_000))

    def put(key: bytes) -> None:
        maker = Maker()
        cache.obtain(key, 1, maker)
        maker.finish(bytes(10_000))

    for key in (b"a", b"b", b"c", b"d", b"e", b"f", b"g", b"h", b"i"):
        put(key)
    cache.obtain(b"a", 1, Maker())
    put(b"j")
    assert cache.length(b"a") == 10_000
    assert cache.length(b"b") is None
    assert cache.counters.memory_bytes <= 100_000
    assert (cache.counters.entries, cache.counters.evicted) == (9, 1)


def test_one_sentence_does_not_push_out_all_others() -> None:
    cache, maker = PromptCache(CacheOptions(memory_bytes=10_000)), Maker()
    cache.obtain(b"k", 1, maker)
    maker.finish(bytes(5000))
    assert cache.counters.entries == 0
    assert PromptCache().counters.hit_ratio == 0


async def ended(rendition: Rendition) -> None:
    while not rendition.done:
        await rendition.changed(asyncio.get_running_loop())


def test_the_disk_survives_a_restart(tmp_path: Path) -> None:
    async def first() -> None:
        cache = PromptCache(CacheOptions(directory=str(tmp_path)))
        await cache.open()
        maker = Maker()
        cache.obtain(b"k", 1, maker)
        maker.finish()
        await cache.close()

    async def second() -> None:
        cache = PromptCache(CacheOptions(directory=str(tmp_path)))
        await cache.open()
        maker = Maker()
        rendition, from_cache = cache.obtain(b"k", 1, maker)
        assert from_cache
        await ended(rendition)
        assert (payload(rendition), rendition.words, maker.asked) == (b"abc", [(0, 0)], [])
        assert (cache.counters.disk_hits, cache.counters.misses) == (1, 0)
        assert cache.obtain(b"k", 1, maker)[1]
        assert cache.counters.hits == 1
        await cache.close()

    asyncio.run(first())
    asyncio.run(second())


def test_what_the_disk_has_lost_is_made(tmp_path: Path) -> None:
    async def run() -> None:
        cache = PromptCache(CacheOptions(directory=str(tmp_path)))
        await cache.open()
        cache._on_disk |= {b"k", b"left", b"full"}
        maker = Maker()
        rendition, _ = cache.obtain(b"k", 1, maker)
        left, _ = cache.obtain(b"left", 1, maker)
        left.release()

        def refuse(rendition: Rendition) -> None:
            raise OverloadedError("full")

        full, _ = cache.obtain(b"full", 1, refuse)
        await ended(full)
        await ended(left)
        assert [bool(one.error) for one in (full, left)] == [True, True]
        assert maker.asked == [rendition]
        maker.finish()
        await ended(rendition)
        assert cache.counters.misses == 3
        await cache.close()

    asyncio.run(run())


def test_closing_fails_what_is_still_being_made(tmp_path: Path) -> None:
    async def run() -> None:
        cache = PromptCache(CacheOptions(directory=str(tmp_path)))
        await cache.open()
        cache._on_disk.add(b"disk")
        growing, _ = cache.obtain(b"k", 1, Maker())
        reading, _ = cache.obtain(b"disk", 1, Maker())
        await cache.close()
        assert growing.error is not None
        assert reading.error is not None

    asyncio.run(run())


def test_a_disk_that_is_full_or_behind_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        cache = PromptCache(CacheOptions(directory=str(tmp_path)))
        await cache.open()
        assert cache._store is not None
        monkeypatch.setattr(cache._store, "put", lambda *_: False)
        maker = Maker()
        cache.obtain(b"a", 1, maker)
        maker.finish()
        await asyncio.get_running_loop().run_in_executor(cache._thread, int)  # behind the write
        await asyncio.sleep(0)
        assert cache._on_disk == set()
        cache._pending_writes = 200
        cache.obtain(b"b", 1, maker)
        maker.finish()
        assert cache._on_disk == set()
        cache._pending_writes = 0
        await cache.close()

    asyncio.run(run())


def test_what_should_sound_otherwise_is_not_kept() -> None:
    async def run() -> None:
        cache, maker = PromptCache(), Maker()
        rendition, _ = cache.obtain(b"key", 1, maker)
        rendition.passing = True
        maker.finish()
        _, cached = cache.obtain(b"key", 1, maker)
        assert not cached
        maker.finish()
        _, cached = cache.obtain(b"key", 1, maker)
        assert cached
        assert len(maker.asked) == 2

    asyncio.run(run())


def test_a_disk_that_hangs_holds_up_neither_speech_nor_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.speaking.cache._READ_S", 0.05)
    monkeypatch.setattr("engine.speaking.cache._CLOSE_S", 0.05)
    lets_go = threading.Event()

    async def run() -> None:
        cache = PromptCache(CacheOptions(memory_bytes=0, directory=str(tmp_path)))
        await cache.open()
        cache._on_disk = {b"a" * 32, b"b" * 32}
        assert cache._store is not None
        monkeypatch.setattr(cache._store, "get", lambda _key: lets_go.wait(30) and None)
        for key in (b"a" * 32, b"b" * 32):
            rendition, _ = cache.obtain(key, 1, lambda made: made.add(b"a", (), last=True))
            async with asyncio.timeout(10):
                await ended(rendition)
        await asyncio.wait_for(cache.close(), 10)

    try:
        asyncio.run(run())
    finally:
        lets_go.set()
