"""A server that has too much to do says so at once, and to everybody."""

import asyncio
import os
import signal
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.interop.running import RunningServer
from tests.interop.stranger import OFFER, SipStranger, assert_works, header, lines_since, wait_for

SMALL = {"engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth"]'}
HELD_UP_S = 4.0

pytestmark = [pytest.mark.interop, pytest.mark.anyio]


def readiness(server: RunningServer) -> str:
    """Why it takes no calls, as /readyz has it."""
    answer = httpx.get(f"{server.health_url}/readyz", trust_env=False)
    assert answer.status_code == (503 if "reason" in answer.json() else 200)
    reason: str = answer.json().get("reason", "")
    return reason


def test_what_the_server_lacks_is_told_to_callers_and_to_whom_asks(tmp_path: Path) -> None:
    reason, more_than_there_is = "little memory", str(1 << 60)
    settings = {**SMALL, "limits.free_memory_bytes": more_than_there_is}
    with RunningServer(tmp_path / "log", settings) as server, SipStranger(server) as stranger:
        wait_for(lambda: readiness(server) == reason)
        stranger.send(stranger.request("INVITE", OFFER))
        answer = stranger.receive()
        assert answer.startswith("SIP/2.0 503")
        assert int(header(answer, "Retry-After")) > 0
        assert server.metrics()[f'calls_refused_for{{cause="{reason}"}}'] == 1
        lines = lines_since(server, 0)
        assert [line["reason"] for line in lines if line["event"] == "no calls taken"] == [reason]
        assert [line["reason"] for line in lines if line["event"] == "refused"] == [reason]


def test_a_control_process_that_is_held_up_takes_no_calls_until_it_is_not(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "log", {**SMALL, "limits.lag_ms": "20"}) as server:
        assert server.process is not None
        held_up = threading.Thread(target=_hold_up, args=(server.process.pid,))
        held_up.start()
        try:
            wait_for(lambda: readiness(server) == "control is late", HELD_UP_S)
        finally:
            held_up.join()
        wait_for(lambda: readiness(server) == "")


def _hold_up(pid: int) -> None:
    """Has a process sleep three quarters of the time."""
    ends = time.monotonic() + HELD_UP_S
    while time.monotonic() < ends:
        os.kill(pid, signal.SIGSTOP)
        time.sleep(0.15)
        os.kill(pid, signal.SIGCONT)
        time.sleep(0.05)


def test_a_full_server_is_not_ready(tmp_path: Path) -> None:
    settings = {"engine.synthesizer": "tone", "engine.workers": "1", "limits.sessions": "1"}
    with RunningServer(tmp_path / "log", settings, hears=False) as server, SipStranger(server) as stranger:
        stranger.send(stranger.request("INVITE", OFFER))
        answer = stranger.receive()
        stranger.acknowledge(answer)
        assert readiness(server) == "too many sessions"
        stranger.bye(answer)
        stranger.receive()
        assert readiness(server) == ""


async def test_a_server_that_has_nothing_to_do_is_not_late(tmp_path: Path) -> None:
    """Its media plane sleeps as long as it can, and its engines are at rest: a call after a pause is taken."""
    settings = {"engine.synthesizer": "tone", "engine.workers": "1", "limits.late_slots": "0.0001"}
    with RunningServer(tmp_path / "log", settings, hears=False) as server:
        await asyncio.sleep(2.5)
        assert readiness(server) == ""
        assert sum(value for name, value in server.metrics().items() if name.startswith("rtp_slots_total")) == 0
        await assert_works(server)
