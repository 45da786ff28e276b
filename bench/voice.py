"""The natural voice in an engine worker: CPU time to the first audio and to the last, prompts a second, memory.

CPU time of one thread, with resampling and G.711; espeak-ng is loaded beside it, as in a server.
"""

import asyncio
import statistics
import time
from pathlib import Path

from engine.interface import AudioFormat, Piece, Span
from engine.registry import EngineSpec
from engine.workers.engine_set import EngineSet
from engine.workers.pool import PoolOptions, WorkerPool
from engine.workers.production import Production
from engine.workers.worker_messages import Audio, Setup
from mrcp_server.call.media import FINISHER, METER

_ENGINES = (EngineSpec("hibari"), EngineSpec("espeak"))
_TEXTS = {
    "yes": "Yes.",
    "40 characters": "Thank you for calling, please hold now.",
    "86 characters": "Your balance is forty two dollars and ten cents, and your account is in good standing.",
}
_PROMPTS = (
    "Welcome to Acme Bank.",
    "For sales, press one. For support, press two.",
    "Please enter your account number, followed by the pound key.",
    "Your balance is forty two dollars and ten cents.",
    "Thank you, goodbye.",
    "I did not understand that. Please try again.",
    "All of our agents are busy. Please stay on the line.",
    "Your appointment is on Monday the third of March at nine thirty A M.",
)
_TIMES = 15
_ROUNDS = 8
_PAGE_BYTES = 4096


def run() -> dict[str, float]:
    """CPU milliseconds, prompts a second and core, megabytes."""
    cpu = time.process_time()
    engines = EngineSet(Setup(_ENGINES, FINISHER, (), {}, 1 << 40, METER))
    figures = {"both engines loaded and warm, CPU ms": 1000 * (time.process_time() - cpu)}
    for name, text in _TEXTS.items():
        firsts, wholes = zip(*(_speak(engines, text) for _ in range(_TIMES)), strict=True)
        figures[f"{name}: first audio, CPU ms, median"] = statistics.median(firsts)
        figures[f"{name}: whole, CPU ms, median"] = statistics.median(wholes)
    begun = time.thread_time()
    for text in _PROMPTS * _ROUNDS:
        _speak(engines, text)
    figures["new prompts a second and core"] = len(_PROMPTS) * _ROUNDS / (time.thread_time() - begun)
    return figures | asyncio.run(_worker())


def _speak(engines: EngineSet, text: str) -> tuple[float, float]:
    """CPU milliseconds to the first audio and to the last."""
    firsts: list[float] = []

    def send(audio: Audio) -> None:
        if audio.payload:
            firsts.append(time.thread_time())

    engine, voice = engines.engine_for("heart")
    gain, _ = engines.gain_for(voice)
    piece = Piece((Span(text),), voice.name, "en-US")
    begun = time.thread_time()
    production = Production(1, AudioFormat(), voice.rate_hz, send=send)
    production.begin(piece, engines.make_finisher, gain, trim=True)
    engine.synthesize(piece, production)
    production.close()
    return 1000 * (firsts[0] - begun), 1000 * (time.thread_time() - begun)


async def _worker() -> dict[str, float]:
    """A worker process: until it is ready, and how large it is after the longest piece."""
    pool = WorkerPool(PoolOptions(_ENGINES, workers=1, finisher=FINISHER, meter=METER))
    begun = time.perf_counter()
    await pool.start()
    figures = {"worker ready after ms": 1000 * (time.perf_counter() - begun), "worker, MB": _resident_mb(pool)}
    text = " ".join(_PROMPTS)[:300]
    rendition = pool.render(Piece((Span(text),), "heart", "en-US"), AudioFormat())
    rendition.acquire()
    while not rendition.done:
        await rendition.changed(asyncio.get_running_loop())
    figures["worker after a piece of 300 characters, MB"] = _resident_mb(pool)
    await pool.close()
    return figures


def _resident_mb(pool: WorkerPool) -> float:
    (pid,) = pool.state.pids
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES / 1e6


if __name__ == "__main__":
    for figure, value in run().items():
        print(f"{figure}: {value:.1f}")
