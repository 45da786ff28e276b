"""A server that has too much to do says so at once, and to everybody."""

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.interop.running import RunningServer
from tests.interop.stranger import OFFER, SipStranger, assert_works, header, lines_since, wait_for

pytestmark = [pytest.mark.interop, pytest.mark.anyio]


def readiness(server: RunningServer) -> str:
    """Why it takes no calls, as /readyz has it."""
    answer = httpx.get(f"{server.health_url}/readyz", trust_env=False)
    assert answer.status_code == (503 if "reason" in answer.json() else 200)
    reason: str = answer.json().get("reason", "")
    return reason


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"limits.free_memory_bytes": str(1 << 60)}, "little memory"),  # more than there is
        ({"limits.lag_ms": "0.001"}, "control is late"),  # less than anybody keeps to
    ],
)
def test_what_the_server_lacks_is_told_to_callers_and_to_whom_asks(
    tmp_path: Path, settings: dict[str, str], reason: str
) -> None:
    small = {"engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth"]'}
    with RunningServer(tmp_path / "log", {**small, **settings}) as server, SipStranger(server) as stranger:
        wait_for(lambda: readiness(server) == reason)
        stranger.send(stranger.request("INVITE", OFFER))
        answer = stranger.receive()
        assert answer.startswith("SIP/2.0 503")
        assert int(header(answer, "Retry-After")) > 0
        assert server.metrics()[f'calls_refused_for{{cause="{reason}"}}'] == 1
        lines = lines_since(server, 0)
        assert [line["reason"] for line in lines if line["event"] == "no calls taken"] == [reason]
        assert [line["reason"] for line in lines if line["event"] == "refused"] == [reason]


def test_a_full_server_is_not_ready(tmp_path: Path) -> None:
    settings = {"engine.synthesizer": "tone", "engine.workers": "1", "limits.sessions": "1"}
    with RunningServer(tmp_path / "log", settings) as server, SipStranger(server) as stranger:
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
    with RunningServer(tmp_path / "log", settings) as server:
        await asyncio.sleep(2.5)
        assert readiness(server) == ""
        assert sum(value for name, value in server.metrics().items() if name.startswith("rtp_slots_total")) == 0
        await assert_works(server)
