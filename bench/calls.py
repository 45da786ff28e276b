"""Whole calls against a server in processes of its own, over loopback: what an IVR and its callers would feel.

Three runs: one call after the other on an idle server; prompts of three kinds while a hundred calls play; five hundred
calls that play together, brought up and stopped at fifty a second, with what they cost in processor time and memory.
"""

import asyncio
import contextlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import uvloop

from bench.processes import cpu_s
from mrcp_server.client.call import Caller
from mrcp_server.client.client import MrcpClient
from mrcp_server.client.load import LoadPlan, run_load
from mrcp_server.client.load_call import RESOURCE, CallRecord, LoadCall
from mrcp_server.client.offer import Offer
from mrcp_server.client.server_usage import find_server

HOST = "127.0.0.1"
READY_S = 60.0
PROBES = 100
CACHED = "Please hold the line."
SETTLE_S = 0.05
"""Behind a STOP: nothing of the old prompt is to be taken for the new one's."""
_REST_S, _AT_REST = 0.5, 0.1
"""So long less than this share of a core is used by a server that has nothing to do."""
CALLERS = 40
CHURN_CALLS = 2000
PLAYING = 100
STREAMS = 500


def run() -> dict[str, float]:
    """Measure. Takes about two minutes; times in ms, memory in KiB."""
    with server() as (sip, http):
        return uvloop.run(_measure(sip, http))


async def _measure(sip: str, http: str) -> dict[str, float]:
    figures = await _idle_calls(sip)
    figures |= await _churn(sip, http)
    figures |= await _prompts_beside(sip, http)
    figures |= await _many(sip, http)
    return figures


async def _idle_calls(sip: str) -> dict[str, float]:
    setups, firsts = [], []
    for number in range(40):
        async with MrcpClient(sip) as client:
            result = await client.speak(f"Short prompt number {number}.")
        setups.append(result.setup_ms)
        firsts.append(result.first_audio_ms or 0.0)
    return {"idle_invite_to_200_p50_ms": statistics.median(setups), "idle_first_rtp_p50_ms": statistics.median(firsts)}


async def _churn(sip: str, http: str) -> dict[str, float]:
    """Complete calls (INVITE, connect, SPEAK, STOP, BYE) for each second of the control process's time."""
    processes = await find_server(http)
    assert processes is not None
    caller = Caller(sip)
    await caller.open()
    # All prompts go to one port that nobody reads: what arrives there is not what is measured here.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink:
        sink.bind((HOST, 0))
        offer = Offer(HOST, sink.getsockname()[1], (RESOURCE,))
        await asyncio.gather(*(_call_again(caller, offer, 2) for _ in range(CALLERS)))
        before = processes.read()
        await asyncio.gather(*(_call_again(caller, offer, CHURN_CALLS // CALLERS) for _ in range(CALLERS)))
        cpu_s = processes.read().cpu_s["control"] - before.cpu_s["control"]
    await caller.close()
    return {"complete_calls_per_control_cpu_s": CHURN_CALLS / cpu_s}


async def _call_again(caller: Caller, offer: Offer, times: int) -> None:
    """Calls whose prompt is stopped as soon as its SPEAK is answered, over one SIP stack, as an IVR makes them."""
    at_once: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    at_once.set_result(None)
    for _ in range(times):
        record = CallRecord(0)
        await LoadCall(caller, offer, record, "A short prompt that is stopped.", 10.0, lambda: None, at_once).run()
        if record.failure:
            raise RuntimeError(record.failure)


async def _prompts_beside(sip: str, http: str) -> dict[str, float]:
    """SPEAK to first RTP while a hundred calls play: a sentence that is new, one from the cache, 5,000 characters that
    are new. In turn, so that all kinds meet the same moments."""
    plan = LoadPlan(server=sip, calls=PLAYING, rate=50.0, hold_s=30.0, health_url=http)
    background = asyncio.create_task(run_load(plan, show_progress=False))
    await asyncio.sleep(6.0)
    firsts: dict[str, list[float]] = {"uncached": [], "cached": [], "5000_characters": []}
    ends = time.monotonic() + plan.hold_s - 6.0
    async with MrcpClient(sip) as client:
        await client.speak(CACHED)
        for number in range(PROBES):
            if time.monotonic() > ends:
                break
            new = f"Your new number is {number + 100:03}. "
            for kind, text in (("uncached", new), ("cached", CACHED), ("5000_characters", _page(number))):
                firsts[kind].append(await first_rtp_ms(client, text))
    await background
    figures: dict[str, float] = {"beside_100_probes": len(firsts["cached"])}
    for kind, times in firsts.items():
        times.sort()
        figures[f"beside_100_{kind}_first_rtp_p50_ms"] = statistics.median(times)
        figures[f"beside_100_{kind}_first_rtp_p95_ms"] = times[int(0.95 * (len(times) - 1))]
        figures[f"beside_100_{kind}_first_rtp_max_ms"] = times[-1]
    later = statistics.median(firsts["5000_characters"]) - statistics.median(firsts["uncached"])
    return {**figures, "beside_100_5000_characters_later_than_short_ms": later}


def _page(number: int) -> str:
    """5,000 characters; its first sentence is as long as the short prompts, and as new."""
    page = f"Your next number is {number + 100:03}. " + " ".join(
        f"Sentence {index} of page {number} says that your order will be sent tomorrow." for index in range(80)
    )
    return page[:5000]


async def first_rtp_ms(client: MrcpClient, text: str) -> float:
    """From the request leaving to its first packet at our network card."""
    speak = await client.begin_speak(text)
    while (first_ns := client.audio.first_after_ns(speak.sent_ns)) is None:  # noqa: ASYNC110  # a thread captures
        await asyncio.sleep(0.01)
    await client.stop()
    await asyncio.sleep(SETTLE_S)
    return (first_ns - speak.sent_ns) / 1e6


async def _many(sip: str, http: str) -> dict[str, float]:
    plan = LoadPlan(server=sip, calls=STREAMS, rate=50.0, hold_s=10.0, health_url=http)
    result = await run_load(plan, show_progress=False)
    server: dict[str, Any] = result["server"]
    cpu = server["cpu_ms_per_stream_s"]
    packets = result["packets"]
    return {
        "many_calls": result["calls"],
        "many_failed": result["calls"] - result["succeeded"],
        "many_heard": result["heard"],
        "many_lost_or_doubled": packets["lost"] + packets["duplicate"] + packets["reordered"],
        "many_invite_to_200_p50_ms": result["setup_ms"]["p50"],
        "many_invite_to_200_p99_ms": result["setup_ms"]["p99"],
        "many_first_rtp_p50_ms": result["first_audio_ms"]["p50"],
        "many_first_rtp_p99_ms": result["first_audio_ms"]["p99"],
        "many_stop_to_last_rtp_p99_ms": result["stop_to_silence_ms"]["p99"],
        "many_interval_deviation_p99_9_ms": result["interval_deviation_ms"]["p99_9"],
        "many_departure_error_p99_9_ms": result["departure_error_ms"]["p99_9"],
        "many_control_cpu_ms_per_stream_s": cpu["control"],
        "many_plane_cpu_ms_per_stream_s": cpu["plane"],
        "many_worker_cpu_ms_per_stream_s": cpu["worker"],
        "many_rss_kib_per_session": server["rss_kib_per_session"],
    }


@contextlib.contextmanager
def server(*, settled: bool = True, settings: Mapping[str, str] | None = None) -> Iterator[tuple[str, str]]:
    """A server on free ports; its SIP URI and HTTP address. `settled`: all its workers have started."""
    ports = {section: _free_port() for section in ("sip", "mrcp", "http")}
    http = f"http://{HOST}:{ports['http']}"
    values = {f"{section}.host": HOST for section in (*ports, "rtp")}
    values |= {f"{section}.port": str(port) for section, port in ports.items()}
    values |= {"rtp.ports": "20000-24000", "log.level": "warning", **(settings or {})}
    command = [sys.executable, "-m", "mrcp_server", "serve"]
    for key, value in values.items():
        command += ["--set", f"{key}={value}"]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as stream:
            process = subprocess.Popen(command, stdout=stream, stderr=stream)
        try:
            _wait_ready(process, log)
            if settled:
                uvloop.run(settle(http))
            yield f"sip:{HOST}:{ports['sip']}", http
        finally:
            process.terminate()
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


async def settle(http: str) -> None:
    """Wait until the workers that start when the server is ready already are at rest; not for ever.

    Raises:
        RuntimeError: they never are.
    """
    spent = -1.0
    for _ in range(60):
        found = await find_server(http)
        assert found is not None
        before, spent = spent, sum(cpu_s(pid) for pid in found.roles)
        if spent - before < _AT_REST * _REST_S:
            return
        await asyncio.sleep(_REST_S)
    raise RuntimeError("the server's workers do not come to rest")


def _wait_ready(process: "subprocess.Popen[bytes]", log: Path) -> None:
    ends = time.monotonic() + READY_S
    while time.monotonic() < ends and process.poll() is None:
        if re.search(rb"^mrcp-server: ready", log.read_bytes(), re.MULTILINE):
            return
        time.sleep(0.1)
    raise RuntimeError(log.read_text(errors="replace")[-2000:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
