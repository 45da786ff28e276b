"""Three times the calls that a server may have, for a minute: those it takes keep their pace, the others get 503.

How punctual packets leave is what the plane itself counts (`rtp_slots_total`): the callers are processes beside it.
"""

import asyncio
import os
import statistics
import time
from dataclasses import dataclass, field

import httpx
import uvloop

from bench.calls import server
from bench.processes import memory_mib
from engine.no_cookies import NoCookies
from mrcp_server.client.client import MrcpClient
from mrcp_server.client.errors import CallRefusedError, ClientError
from mrcp_server.client.server_usage import find_server

LIMIT = 50
OFFERED = 3
CALL_S = 10.0
SECONDS = float(os.environ.get("BENCH_OVERLOAD_S", "60"))
PROMPT = "This prompt lasts as long as the call does, and then some more. " * 10
_LATE = ("5.0", "10.0", "20.0", "more")
"""Bounds of slots that began more than 2 ms late."""
_REST_S = 5.0


@dataclass(slots=True)
class Tally:
    """What became of the calls."""

    taken: int = 0
    lost: int = 0
    """Neither taken and played, nor refused."""
    refused_ms: list[float] = field(default_factory=list)


def run() -> dict[str, float]:
    """Measure. Takes a minute and a half; times in ms, memory in MiB."""
    settings = {"limits.sessions": str(LIMIT), "engine.synthesizer": "espeak", "mrcp.resources": '["speechsynth"]'}
    with server(settings=settings) as (sip, http):
        return uvloop.run(_measure(sip, http))


async def _measure(sip: str, http: str) -> dict[str, float]:
    tally = Tally()
    for _ in range(5):
        await _call(sip, Tally(), 0.5)
    found = await find_server(http)
    assert found is not None
    before, memory = await _metrics(http), {pid: memory_mib(pid) for pid in found.roles}
    calls: list[asyncio.Task[None]] = []
    began = time.monotonic()
    for number in range(round(OFFERED * LIMIT * SECONDS / CALL_S)):
        await asyncio.sleep(max(0.0, began + number * CALL_S / (OFFERED * LIMIT) - time.monotonic()))
        calls.append(asyncio.create_task(_call(sip, tally, CALL_S)))
    await asyncio.gather(*calls)
    after = await _metrics(http)
    await asyncio.sleep(_REST_S)
    grown = [memory_mib(pid) - mib for pid, mib in memory.items()]
    slots = {name: value - before.get(name, 0) for name, value in after.items() if name.startswith("rtp_slots_total")}
    late = sum(value for name, value in slots.items() if any(f'up_to_ms="{bound}"' in name for bound in _LATE))
    underruns = 'rtp_underruns_total{plane="0"}'
    refused = tally.refused_ms or [0.0]
    return {
        "offered": len(calls),
        "taken": tally.taken,
        "refused with 503": len(tally.refused_ms),
        "lost": tally.lost,
        "503 p50": statistics.median(refused),
        "503 p99": sorted(refused)[int(0.99 * (len(refused) - 1))],
        "slots later than 2 ms, per mille": 1000 * late / max(1.0, sum(slots.values())),
        "underruns": after[underruns] - before[underruns],
        "memory grown by": sum(grown),
    }


async def _call(sip: str, tally: Tally, lasting_s: float) -> None:
    client, began = MrcpClient(sip, timeout_s=20), time.monotonic()
    try:
        await client.open()
    except CallRefusedError as error:
        if error.status == 503:
            tally.refused_ms.append((time.monotonic() - began) * 1000)
        else:
            tally.lost += 1
        return
    except ClientError:
        tally.lost += 1
        return
    try:
        await client.begin_speak(PROMPT)
        await asyncio.sleep(lasting_s)
        await client.stop()
        tally.taken += 1
    except ClientError:
        tally.lost += 1
    finally:
        await client.close()


async def _metrics(http: str) -> dict[str, float]:
    async with httpx.AsyncClient(cookies=NoCookies(), trust_env=False) as client:
        text = (await client.get(f"{http}/metrics")).text
    samples = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in samples}
