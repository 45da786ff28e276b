"""Somebody sets the machine's clock while calls run at a started server: nobody notices."""

import asyncio
import struct
from collections.abc import Iterator

import pytest

from mrcp_server.client.client import RECOGNIZER, SYNTHESIZER, MrcpClient
from mrcp_server.client.control import completion_of
from mrcp_server.client.recognize import Grammar
from mrcp_server.mrcp.wire.codes import Method
from rtp.wire.sequence import uint32_distance, unix_from_ntp
from tests.interop.running import RunningServer
from tests.interop.secure_peer import SecurePeer
from tests.interop.stepped_clock import SteppedClock
from tests.interop.stranger import wait_for

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

HOUR_S, DAY_S = 3600, 86400
every_step = pytest.mark.parametrize(
    "step_s", [-1, 1, -HOUR_S, DAY_S], ids=["back a second", "on a second", "back an hour", "on a day"]
)
GRAMMAR = Grammar(
    "application/srgs",
    b"#ABNF 1.0 UTF-8;\nlanguage en-US;\nroot $r;\n$r = leave a message | call the sales department;\n",
)
LONG = "One two three four five six seven eight nine ten eleven twelve."


@pytest.fixture(scope="module", name="clock")
def _clock(tmp_path_factory: pytest.TempPathFactory) -> SteppedClock:
    return SteppedClock(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module", name="stepped")
def _stepped(clock: SteppedClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    settings = {"engine.workers": "1", "engine.synthesizer": "auto"}
    with RunningServer(tmp_path_factory.mktemp("stepped") / "log", settings, prefix=clock.prefix) as server:
        yield server


@every_step
async def test_keys_go_on_over_a_step(stepped: RunningServer, clock: SteppedClock, step_s: int) -> None:
    async with MrcpClient(stepped.sip_uri, resources=(RECOGNIZER,)) as client:
        answer = client.call.answer
        assert answer.telephone_event_type is not None
        for expected in ("12345678", "5678"):
            fields = [("Content-Type", "text/uri-list"), ("Cancel-If-Queue", "false"), ("No-Input-Timeout", "5000")]
            uri = f"builtin:dtmf/digits?length={len(expected)}".encode()
            exchange = await client.call.channels[RECOGNIZER].request(Method.RECOGNIZE, fields, uri, timeout_s=10)
            for key in expected:
                if key == "5":
                    clock.step(step_s)
                await client.audio.send_keys(key, answer.audio, answer.telephone_event_type)
            event = await completion_of(exchange, 10)
            assert event.headers.get("Completion-Cause") == "000 success", event.body
            assert f"<instance>{expected}</instance>" in event.body.decode()


@every_step
async def test_speech_goes_on_over_a_step(stepped: RunningServer, clock: SteppedClock, step_s: int) -> None:
    async with MrcpClient(stepped.sip_uri, resources=(SYNTHESIZER,)) as client:
        speak = await client.begin_speak("call the sales department")
        await asyncio.sleep(0.3)
        clock.step(step_s)
        spoken = await client.finish_speak(speak)
    assert spoken.is_normal
    assert (spoken.order.lost, spoken.order.duplicate) == (0, 0)
    async with MrcpClient(stepped.sip_uri, resources=(RECOGNIZER,)) as client:
        recognizing = asyncio.create_task(client.recognize(spoken.samples, GRAMMAR))
        await asyncio.sleep(0.7)
        clock.step(step_s)
        result = await recognizing
        assert result.cause == "000 success", result
        assert "call the sales department" in result.result


@every_step
def test_sender_reports_go_on_over_a_step_and_begin_by_the_new_clock(
    stepped: RunningServer, clock: SteppedClock, step_s: int
) -> None:
    """What ties audio to the wall clock must not tear in a call (RFC 3550 §6.4.1); the next one is as the clock is."""
    with SecurePeer(stepped) as peer:
        peer.call()
        peer.speak(LONG)
        began, began_ticks = first_report(peer)
        assert began == pytest.approx(clock.time(), abs=1)
        clock.step(step_s)
        peer.datagrams()
        wait_for(peer.datagrams)  # packets that the last report has not counted
        peer.sip.bye(peer.answer)
        peer.sip.receive()
        ended, ended_ticks = first_report(peer)
        peer.answer = ""
    assert ended - began == pytest.approx(uint32_distance(ended_ticks, began_ticks) / 8000, abs=0.01)
    with SecurePeer(stepped) as peer:
        peer.call()
        peer.speak(LONG)
        assert first_report(peer)[0] == pytest.approx(clock.time(), abs=1)


def first_report(peer: SecurePeer) -> tuple[float, int]:
    """Unix time and RTP timestamp of the next sender report."""
    reports: list[bytes] = []

    def has_come() -> bool:
        reports.extend(report for report in peer.reports() if report[1] == 200)
        return bool(reports)

    wait_for(has_come)
    ntp, timestamp = struct.unpack_from("!QI", reports[0], 8)
    return unix_from_ntp(ntp), timestamp
