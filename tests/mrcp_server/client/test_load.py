"""A small load test of the scripted server."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from mrcp_server.client import load
from mrcp_server.client.errors import ClientError
from mrcp_server.client.load import LoadPlan, run_load
from mrcp_server.client.load_result import has_passed
from tests.fakes.speech_server import HOST, Script, running

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "SETTLE_S", 0.15)
    monkeypatch.setattr(load, "WARM_UP_S", 0.05)


def plan_for(port: int) -> LoadPlan:
    return LoadPlan(server=f"sip:{HOST}:{port}", calls=6, rate=100, hold_s=0.3, timeout_s=2, health_url=None)


async def test_all_calls_are_made_heard_and_measured() -> None:
    async with running(Script(speak_packets=500)) as fake:
        result = await run_load(plan_for(fake.sip_port), show_progress=False)
    assert result["calls"] == result["succeeded"] == result["heard"] == 6
    assert has_passed(result), result["packets"]
    assert result["packets"]["streams"] == 7  # and one to warm up
    assert result["window"]["playing"] == 6
    assert result["setup_ms"]["count"] == result["first_audio_ms"]["count"] == 6
    assert result["completion_causes"] == {"stopped": 6}
    assert result["server"] is None
    assert fake.requests.count("BYE") == 7


@asynccontextmanager
async def _busy() -> AsyncIterator[None]:
    """A process that uses its processor: the kernel counts that in whole ticks of 10 ms."""

    async def spin() -> None:
        while True:
            until = time.process_time() + 0.005
            while time.process_time() < until:
                pass
            await asyncio.sleep(0.005)

    task = asyncio.create_task(spin())
    try:
        yield
    finally:
        task.cancel()


async def test_the_cost_of_a_local_server_is_read() -> None:
    async with running(Script(speak_packets=500)) as fake, _busy():
        # The fake lives in this very process.
        plan = replace(plan_for(fake.sip_port), pid=os.getpid(), text="Hi.")
        result = await run_load(plan, show_progress=True)
    assert result["server"]["cpu_ms_per_stream_s"]["control"] > 0
    assert set(fake.bodies) <= {"Hi.", ""}


async def test_a_server_that_takes_no_call_ends_it_at_once() -> None:
    async with running(Script(invite_status=503)) as fake:
        with pytest.raises(ClientError, match="the first call failed: the server refused the call: 503"):
            await run_load(plan_for(fake.sip_port), show_progress=False)
    assert fake.requests.count("INVITE") == 1


async def test_single_failures_are_part_of_the_result() -> None:
    # One to warm up, three that work.
    async with running(Script(speak_packets=500, speaks_at_most=4)) as fake:
        result = await run_load(plan_for(fake.sip_port), show_progress=False)
    assert result["failures"] == {"the server refused SPEAK: 407": 3}
    assert result["succeeded"] == 3
    assert not has_passed(result)


async def test_a_test_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LoadPlan, "limit_s", 1.2)
    async with running(Script(speak_packets=500)) as fake:
        plan = replace(plan_for(fake.sip_port), hold_s=60.0)
        with pytest.raises(ClientError, match=r"did not end within 1\.2 s"):
            await run_load(plan, show_progress=False)


async def test_a_codec_we_do_not_know_is_said() -> None:
    with pytest.raises(ClientError, match="not G729"):
        await run_load(LoadPlan(server="sip:127.0.0.1", codec="G729"))


def test_the_plan_bounds_itself() -> None:
    plan = LoadPlan(server="sip:127.0.0.1", calls=2500, rate=100, hold_s=10, timeout_s=10)
    assert plan.warm_up_calls == 20
    assert plan.ramp_s == 25
    assert plan.limit_s == 130
    assert LoadPlan(server="sip:127.0.0.1", calls=1).warm_up_calls == 1
