"""First audio over HTTP and WebSocket, espeak, from a real server in its own process, on loopback.

Every text is another one, so that nothing comes from the prompt cache. A connection or socket is open before its
clock starts; the clock stops when the first byte of audio is here. Last, what telephone calls feel while sockets ask
for more than the engines can give.
"""

import asyncio
import json
import random
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect

from mrcp_server.client.load import LoadPlan, run_load

HOST = "127.0.0.1"
READY_S = 60.0
ONE_BY_ONE = 200
SOCKETS = 200
ROUNDS = 3
# 200 conversations in which somebody is answered every four seconds: 50 answers a second.
ROUND_S = 4.0
CALLS = 200
CALLS_HOLD_S = 12.0
# Each asks again as soon as it has its answer: the engines never rest.
GREEDY_SOCKETS = 20
_WORDS = ("blue", "seven", "window", "carry", "morning", "letter", "river", "quiet", "orange", "paper")


@dataclass(slots=True)
class _Texts:
    """Sentences of about 30 characters, no two the same."""

    seed: int = 1
    _random: random.Random = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def next(self) -> str:
        self._count += 1
        return f"{' '.join(self._random.choices(_WORDS, k=4))} {self._count}."


def run() -> dict[str, float]:
    """Measure. Takes about a minute; times in ms."""
    port, sip_port = _free_port(), _free_port()
    server = _start(port, sip_port)
    try:
        _wait_ready(port, server)
        return asyncio.run(_measure(port)) | asyncio.run(_beside_calls(port, sip_port))
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


async def _measure(port: int) -> dict[str, float]:
    texts = _Texts()
    await _http(port, texts, 20)
    http = await _http(port, texts, ONE_BY_ONE)
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(connect(_url(port), compression=None))
        await first.recv()
        await _flush(first, texts.next())
        one_by_one = [await _flush(first, texts.next()) for _ in range(ONE_BY_ONE)]
        sockets = [first]
        for _ in range(SOCKETS - 1):
            sockets.append(await stack.enter_async_context(connect(_url(port), compression=None)))
            await sockets[-1].recv()
        spread: list[float] = []
        for _ in range(ROUNDS):
            spread += await asyncio.gather(*(_later(item, texts.next()) for item in sockets))
        # What nobody can hide: the work of 200 sentences in the order in which they came, each 6 ms in an engine and
        # 2 ms in control.
        at_once = await asyncio.gather(*(_flush(item, texts.next()) for item in sockets))
    return {
        "http_first_audio_ms_p50": statistics.median(http),
        "http_first_audio_ms_p99": _quantile(http, 99),
        "ws_first_audio_ms_p50": statistics.median(one_by_one),
        "ws_first_audio_ms_p99": _quantile(one_by_one, 99),
        "ws_200_first_audio_ms_p50": statistics.median(spread),
        "ws_200_first_audio_ms_p99": _quantile(spread, 99),
        "ws_200_in_one_instant_ms_p50": statistics.median(at_once),
        "ws_200_in_one_instant_ms_p99": _quantile(at_once, 99),
    }


async def _beside_calls(port: int, sip_port: int) -> dict[str, float]:
    """How punctually packets of running calls leave while sockets take all that the engines can make."""
    texts, firsts = _Texts(2), list[float]()
    plan = LoadPlan(
        server=f"sip:{HOST}:{sip_port}",
        calls=CALLS,
        rate=50.0,
        hold_s=CALLS_HOLD_S,
        health_url=f"http://{HOST}:{port}",
    )
    calls = asyncio.create_task(run_load(plan, show_progress=False))

    async def ask() -> None:
        async with connect(_url(port), compression=None) as greedy:
            await greedy.recv()
            while not calls.done():
                firsts.append(await _flush(greedy, texts.next()))

    await asyncio.gather(*(ask() for _ in range(GREEDY_SOCKETS)))
    result = await calls
    return {
        "calls_beside": result["calls"],
        "calls_beside_failed": result["calls"] - result["succeeded"],
        "calls_beside_answers": len(firsts),
        "calls_beside_departure_error_p99_9_ms": result["departure_error_ms"]["p99_9"],
        "calls_beside_interval_deviation_p99_9_ms": result["interval_deviation_ms"]["p99_9"],
    }


async def _later(connection: ClientConnection, text: str) -> float:
    await asyncio.sleep(random.random() * ROUND_S)
    return await _flush(connection, text)


async def _flush(connection: ClientConnection, text: str) -> float:
    """Speak and Flush to the first audio; the rest is taken before the next."""
    speak, flush = json.dumps({"type": "Speak", "text": text}), json.dumps({"type": "Flush"})
    began = time.perf_counter()
    await connection.send(speak)
    await connection.send(flush)
    first = 0.0
    while True:
        message = await connection.recv()
        if isinstance(message, bytes):
            first = first or time.perf_counter() - began
        elif '"Flushed"' in message:
            return first * 1000


async def _http(port: int, texts: _Texts, count: int) -> list[float]:
    """Chunked pcm on one kept connection; times from the request's last byte to the first chunk."""
    reader, writer = await asyncio.open_connection(HOST, port)
    times = []
    for _ in range(count):
        content = {"model": "tts-1", "voice": "default", "input": texts.next(), "response_format": "pcm"}
        body = json.dumps(content).encode()
        head = f"POST /v1/audio/speech HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n"
        began = time.perf_counter()
        writer.write(head.encode() + b"content-type: application/json\r\n\r\n" + body)
        status = await reader.readuntil(b"\r\n\r\n")
        assert status.startswith(b"HTTP/1.1 200"), status
        first = 0.0
        while size := int(await reader.readline(), 16):
            first = first or time.perf_counter() - began
            await reader.readexactly(size + 2)
        await reader.readline()
        times.append(first * 1000)
    writer.close()
    return times


def _url(port: int) -> str:
    return f"ws://{HOST}:{port}/v1/speak?model=default&encoding=mulaw&sample_rate=8000"


def _quantile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _start(port: int, sip_port: int) -> "subprocess.Popen[bytes]":
    settings = {
        "sip.port": sip_port,
        "sip.host": HOST,
        "rtp.ports": "20000-24000",
        "mrcp.port": 0,
        "mrcp.host": HOST,
        "rtp.host": HOST,
    }
    command = [sys.executable, "-m", "mrcp_server", "serve", "--set", f"http.port={port}", "--set", "log.level=warning"]
    for key, value in settings.items():
        command += ["--set", f"{key}={value}"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait_ready(port: int, server: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + READY_S
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=2):  # loopback HTTP
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not become ready")
