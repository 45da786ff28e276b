"""Speech from the engine workers as the control process sees it: espeak-ng, finished as 8 kHz PCMU, no network.

First chunks are measured from the request to the first finished audio in control; CPU is control's alone.
"""

import asyncio
import resource
import statistics
import time

import uvloop

from engine.interface import AudioFormat, Break, Piece, Sentence, Span, Utterance
from engine.registry import EngineSpec
from engine.speaking.cache import PromptCache
from engine.speaking.speaker import Speaker
from engine.workers.pool import PoolOptions, WorkerPool
from engine.workers.rendition import Rendition

SPEAKS = 300
_FMT = AudioFormat("PCMU", 8000)
_SHORT = "Your call is important to us."  # 29 characters
_WARM_UPS = 20


def run() -> dict[str, float]:
    """Milliseconds, and CPU milliseconds of control for a SPEAK of 30 characters."""
    return uvloop.run(_run())


async def _run() -> dict[str, float]:
    options = PoolOptions(
        engines=(EngineSpec("espeak"), EngineSpec("tone")), finisher="mrcp_server.call.media:Finisher"
    )
    pool = WorkerPool(options)
    began = time.perf_counter()
    await pool.start()
    figures = {"workers ready after ms": 1000 * (time.perf_counter() - began)}
    try:
        speaker = Speaker(pool)
        for _ in range(_WARM_UPS):
            await _speak(speaker, _utterance(_SHORT))
        figures |= await _short(speaker)
        figures |= await _long(speaker)
        figures |= await _cached(Speaker(pool, cache=PromptCache()))
        figures["cancel to free worker ms, median"] = await _cancel(pool)
    finally:
        await pool.close()
    return figures


async def _short(speaker: Speaker) -> dict[str, float]:
    firsts, wholes = [], []
    cpu = _cpu_ms()
    for _ in range(SPEAKS):
        first, whole = await _speak(speaker, _utterance(_SHORT))
        firsts.append(first)
        wholes.append(whole)
    alone = (_cpu_ms() - cpu) / SPEAKS
    cpu = _cpu_ms()
    for _ in range(SPEAKS // 10):
        await asyncio.gather(*(_speak(speaker, _utterance(_SHORT)) for _ in range(10)))
    together = (_cpu_ms() - cpu) / (SPEAKS // 10 * 10)
    return {
        "first chunk ms, median": statistics.median(firsts),
        "first chunk ms, p99": statistics.quantiles(firsts, n=100)[98],
        "whole SPEAK ms, median": statistics.median(wholes),
        "control CPU ms a SPEAK": alone,
        "control CPU ms a SPEAK, ten at once": together,
    }


async def _long(speaker: Speaker) -> dict[str, float]:
    sentence = "This is one of many sentences, and each is as long as this one. "
    utterance = _utterance(*[sentence] * 78)  # 5,000 characters
    firsts = []
    for _ in range(20):
        first, _ = await _speak(speaker, utterance, chunks=1)
        firsts.append(first)
    return {"first chunk of 5,000 characters ms, median": statistics.median(firsts)}


async def _cached(speaker: Speaker) -> dict[str, float]:
    await _speak(speaker, _utterance(_SHORT))
    cpu = _cpu_ms()
    firsts = [(await _speak(speaker, _utterance(_SHORT)))[0] for _ in range(SPEAKS)]
    return {
        "cached: first chunk ms, median": statistics.median(firsts),
        "cached: control CPU ms a SPEAK": (_cpu_ms() - cpu) / SPEAKS,
    }


async def _cancel(pool: WorkerPool) -> float:
    """How long a worker still works for a piece that nobody wants any more."""
    loop = asyncio.get_running_loop()
    times = []
    for _ in range(20):
        rendition: Rendition = pool.render(Piece((Span("word " * 59),), "en-us"), _FMT)
        rendition.acquire()
        while not rendition.payloads:
            await rendition.changed(loop)
        began = time.perf_counter()
        rendition.release()
        while not rendition.done:
            await rendition.changed(loop)
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def _utterance(*texts: str) -> Utterance:
    sentences = [Sentence((Span(text),), sentence=index, pause_ms=250) for index, text in enumerate(texts)]
    return Utterance((*sentences, Break(0)))


async def _speak(speaker: Speaker, utterance: Utterance, *, chunks: int = 1 << 30) -> tuple[float, float]:
    """Milliseconds to the first and to the last of so many chunks."""
    began = time.perf_counter()
    first = 0.0
    speech = speaker.speak(utterance, _FMT)
    async for chunk in speech:
        first = first or (chunk.samples and 1000 * (time.perf_counter() - began))
        chunks -= 1
        if chunks == 0:
            speech.cancel()
    return first, 1000 * (time.perf_counter() - began)


def _cpu_ms() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return 1000 * (usage.ru_utime + usage.ru_stime)


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name}: {value:.3f}")
