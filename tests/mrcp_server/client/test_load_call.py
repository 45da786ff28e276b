"""One call of a load test and what it writes down."""

import asyncio

import pytest

from mrcp_server.client.call import Caller
from mrcp_server.client.load_call import MAX_PROMPT_CHARACTERS, CallRecord, LoadCall, prompt_of
from mrcp_server.client.offer import Offer
from tests.fakes.speech_server import HOST, Script, running

pytestmark = pytest.mark.anyio


async def run_call(script: Script, *, stop_after_s: float = 0.05, timeout_s: float = 2.0) -> tuple[CallRecord, int]:
    """One call; returns its record and how often it said to be up."""
    async with running(script) as fake:
        caller = Caller(f"sip:{HOST}:{fake.sip_port}")
        await caller.open()
        record = CallRecord(0)
        ups: list[None] = []
        loop = asyncio.get_running_loop()
        stop_at: asyncio.Future[None] = loop.create_future()
        loop.call_later(stop_after_s, stop_at.set_result, None)
        offer = Offer(caller.local_host, 40000)
        await LoadCall(caller, offer, record, "Hello.", timeout_s, lambda: ups.append(None), stop_at).run()
        await caller.close()
        return record, len(ups)


async def test_every_step_has_its_instant() -> None:
    record, ups = await run_call(Script(speak_packets=500))
    steps = [
        record.invited_ns, record.answered_ns, record.connected_ns, record.speak_ns,
        record.speak_answered_ns, record.stop_ns, record.stop_answered_ns, record.ended_ns,
    ]  # fmt: skip
    assert steps == sorted(steps)
    assert all(steps)
    assert record.failure == ""
    assert record.causes == {"stopped": 1}
    assert ups == 1


async def test_a_prompt_that_ends_is_spoken_again() -> None:
    record, _ = await run_call(Script(speak_packets=1), stop_after_s=0.1)
    assert record.failure == ""
    assert record.causes["000 normal"] >= 2


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        (Script(invite_status=503), "the server refused the call: 503 Scripted"),
        (Script(channel_port=9), "no MRCP connection to 127.0.0.1:9"),
        (Script(speak_status=407), "the server refused SPEAK: 407"),
        (Script(speak_packets=0, speak_cause="004 error"), "the server refused SPEAK: 200 (004 error)"),
        (Script(hangs_up_on="STOP", speak_packets=500), "the server closed the control connection"),
        (Script(answers_bye=False, speak_packets=500), "the server did not answer BYE"),
    ],
)
async def test_failures_are_written_down_and_the_call_is_counted_up_once(script: Script, failure: str) -> None:
    record, ups = await run_call(script, timeout_s=0.3)
    assert record.failure.startswith(failure)
    assert ups == 1


def test_prompts_last_and_begin_differently() -> None:
    first, second = prompt_of(1, 10), prompt_of(2, 10)
    assert len(first) >= 200
    assert first.partition(".")[0] != second.partition(".")[0]
    assert len(prompt_of(3, 10**9)) < MAX_PROMPT_CHARACTERS + 200
