"""Voices of a service elsewhere: what the way over it costs, and how uneven delivery is heard.

The service is a double on loopback, an HTTP server that answers with tones: at once, or after 200 ms and then with a
quarter of a second every quarter of a second, no faster than it is spoken.
"""

import asyncio
import contextlib
import statistics
import time
from pathlib import Path

import uvloop

from engine.interface import AudioFormat, Piece, Span
from engine.workers.rendition import Rendition
from mrcp_server.client.client import MrcpClient
from mrcp_server.server import Server
from tests.fakes.remote_service import FakeService, delivers
from tests.fakes.remote_speech import RATE_HZ, tone
from tests.fakes.whole_server import running, uri_of

PIECES = 200
AT_ONCE = 50
CALLS = 20
ROUNDS = 3
ALONE = 7
_FMT = AudioFormat("PCMU", 8000)
_TICKS_A_SECOND = 100


def run() -> dict[str, float]:
    """Milliseconds, counts and MiB."""
    return uvloop.run(_run())


async def _run() -> dict[str, float]:
    sound = tone(2.0)
    portion = RATE_HZ // 2
    bursts = [sound[begin : begin + portion] for begin in range(0, len(sound), portion)]
    async with FakeService(delivers([sound])).running() as service, running(*_settings(service)) as server:
        figures = await _pieces(server)
        service.behaviour = delivers(bursts, first_s=0.2, every_s=0.25)
        return figures | await _calls(server)


def _settings(service: FakeService) -> list[str]:
    return [
        "remote.far.kind=openai",
        f"remote.far.url={service.url}",
        'remote.far.voices={nova = "en-US"}',
        f"remote.far.concurrency={AT_ONCE}",
        'mrcp.resources=["speechsynth"]',
        "log.level=error",
    ]


async def _pieces(server: Server) -> dict[str, float]:
    firsts = []
    for number in range(PIECES):
        began = time.perf_counter()
        rendition = _ask(server, f"Piece {number}.")
        while not rendition.payloads:
            await rendition.changed(asyncio.get_running_loop())
        firsts.append(1000 * (time.perf_counter() - began))
        await _whole(rendition)
    pid = server.pool.state.pids[-1]
    before = _cpu_ms(pid)
    began = time.perf_counter()
    for _ in range(4):
        await asyncio.gather(*(_whole(_ask(server, f"Together {number}.")) for number in range(AT_ONCE)))
    together = 4 * AT_ONCE
    return {
        "first finished audio ms, service at once, median": statistics.median(firsts),
        "first finished audio ms, service at once, p99": statistics.quantiles(firsts, n=100)[98],
        "worker CPU ms for 2 s of speech": (_cpu_ms(pid) - before) / together,
        "2 s pieces a second, 50 at once": together / (time.perf_counter() - began),
        "worker RSS MiB": _rss_mib(pid),
    }


async def _calls(server: Server) -> dict[str, float]:
    """Calls at once, whose texts all differ, over the service that is only just fast enough."""
    firsts: list[float] = []
    underruns = 0.0
    async with contextlib.AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(MrcpClient(uri_of(server))) for _ in range(CALLS)]
        for number in range(ALONE):
            result = await clients[0].speak(f"Alone {number}.", headers=[("Voice-Name", "far/nova")])
            firsts += [result.first_audio_ms] if result.first_audio_ms is not None else []
        for turn in range(ROUNDS):
            speaking = [
                client.speak(f"Call {number}, turn {turn}.", headers=[("Voice-Name", "far/nova")])
                for number, client in enumerate(clients)
            ]
            await asyncio.gather(*speaking)
        for plane in server.planes:
            underruns += (await plane.statistics()).underruns
    return {
        "late and in bursts: first RTP ms, one caller, median": statistics.median(firsts),
        f"late and in bursts: underruns in {CALLS * ROUNDS + ALONE} prompts of 2 s": underruns,
    }


def _ask(server: Server, text: str) -> Rendition:
    rendition = Rendition(_FMT.sample_bytes)
    rendition.acquire()
    return server.pool.render(Piece((Span(text),), "far/nova"), _FMT, into=rendition)


async def _whole(rendition: Rendition) -> None:
    while not rendition.done:
        await rendition.changed(asyncio.get_running_loop())
    assert rendition.error is None


def _cpu_ms(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND


def _rss_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096 / (1 << 20)
