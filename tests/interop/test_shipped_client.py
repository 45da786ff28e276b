"""The shipped client against the real server: both are ours, so this shows that they work, not that they conform."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from mrcp_server.client.arrivals import departure_errors_ms, sort_by_arrival
from mrcp_server.client.call import Caller
from mrcp_server.client.client import MrcpClient
from mrcp_server.client.commands import say
from mrcp_server.client.errors import RequestRefusedError
from mrcp_server.client.load import LoadPlan, run_load
from mrcp_server.client.load_result import has_passed
from mrcp_server.client.offer import Offer
from mrcp_server.client.wav import read_wav
from rtp.audio.level import active_speech_rms, dbm0
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

SENTENCE = "The quick brown fox jumps over the lazy dog."
LONG_TEXT = " ".join(f"This is sentence number {number} of a long text." for number in range(20))
SSML = (
    '<?xml version="1.0"?><speak version="1.0" xml:lang="en-US" xmlns="http://www.w3.org/2001/10/synthesis">'
    '<p><s>Good morning.</s><break time="500ms"/><s>How are you?</s></p></speak>'
)


@pytest.mark.parametrize("codec", ["PCMU", "PCMA"])
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_sentence_is_heard_at_telephone_level(server: RunningServer, codec: str, transport: str) -> None:
    async with MrcpClient(server.sip_uri, codec=codec, transport=transport) as client:
        result = await client.speak(SENTENCE)
    assert result.cause == "000 normal"
    assert (result.order.lost, result.order.duplicate, result.order.reordered) == (0, 0, 0)
    assert 1.5 < len(result.samples) / 8000 < 6
    # Active speech about −19 dBm0, and nothing clipped.
    assert -23 < dbm0(active_speech_rms(result.samples, 8000)) < -15
    assert np.abs(result.samples).max() < 32000


async def test_ssml_with_a_break_is_spoken(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri) as client:
        result = await client.speak(SSML)
    assert result.cause == "000 normal"
    # The break is sent as packets: half a second in which nothing is heard.
    quiet = np.abs(result.samples.astype(np.int32)) < 100
    longest = max(len(run) for run in "".join("q" if item else "." for item in quiet).split("."))
    assert longest > 0.45 * 8000


async def test_what_is_no_ssml_completes_with_a_parse_failure(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri) as client:
        result = await client.speak("<speak><never closed>")
    assert result.cause == "002 parse-failure"
    assert result.first_audio_ms is None


async def test_stop_is_silence(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri) as client:
        speak = await client.begin_speak(LONG_TEXT)
        await asyncio.sleep(0.4)
        assert await client.stop() == [speak.request_id]
        packets = len(client.audio.received)
        await asyncio.sleep(0.2)
        assert len(client.audio.received) <= packets + 1
        assert (await client.finish_speak(speak)).cause == "stopped"


async def test_queued_requests_follow_each_other(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri) as client:
        first = await client.begin_speak("One.")
        second = await client.begin_speak("Two.")
        assert str(first.response.result().request_state) == "IN-PROGRESS"
        assert str(second.response.result().request_state) == "PENDING"
        results = [await client.finish_speak(item) for item in (first, second)]
    assert [result.cause for result in results] == ["000 normal", "000 normal"]
    assert first.completed_ns < second.completed_ns
    assert len({item.packet.ssrc for item in client.audio.received}) == 1


async def test_barge_in_ends_what_may_be_ended(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri) as client:
        speak = await client.begin_speak(LONG_TEXT, headers=[("Kill-On-Barge-In", "false")])
        assert await client.barge_in() == []
        assert await client.stop() == [speak.request_id]
        speak = await client.begin_speak(LONG_TEXT)
        queued = await client.begin_speak("Never heard.")
        assert await client.barge_in() == [speak.request_id, queued.request_id]


async def test_pause_is_silent_and_resume_goes_on(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri) as client:
        speak = await client.begin_speak("Now you hear me, now you do not, and now you hear me again.")
        await asyncio.sleep(0.5)
        assert (await client.pause()).headers.get("Active-Request-Id-List") == "1"
        await asyncio.sleep(0.1)
        packets = len(client.audio.received)
        await asyncio.sleep(0.3)
        assert len(client.audio.received) == packets
        await client.resume()
        result = await client.finish_speak(speak)
    assert result.cause == "000 normal"
    assert result.order.lost == 0
    # The timestamp follows the wall clock through the pause, and the first packet after it is marked.
    assert sum(item.packet.marker for item in client.audio.received) == 2


async def test_parameters_are_kept_for_the_session(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri) as client:
        await client.set_params({"Kill-On-Barge-In": "false", "Logging-Tag": "blue"})
        assert await client.get_params(["Logging-Tag", "Kill-On-Barge-In"]) == {
            "Logging-Tag": "blue",
            "Kill-On-Barge-In": "false",
        }
        with pytest.raises(RequestRefusedError, match=r"SET-PARAMS: 40[349]"):
            await client.set_params({"Kill-On-Barge-In": "maybe"})
        assert "Logging-Tag" in await client.get_params()


async def test_a_client_that_vanishes_is_forgotten(server: RunningServer) -> None:
    before = server.metrics()["mrcp_sessions_active"]
    caller = Caller(server.sip_uri)
    await caller.open()
    call = await caller.call(Offer(caller.local_host, 40000), 5.0)
    await call.open_channels(5.0)
    await call.channels["speechsynth"].request(
        "SPEAK", [("Content-Type", "text/plain")], LONG_TEXT.encode(), timeout_s=5
    )
    assert call.connection is not None
    call.connection.close()
    await caller.close()
    # RFC 6787 §4.6: the side that sees the connection go ends the dialog; a second is left for a crossing BYE.
    for _ in range(60):
        if server.metrics()["mrcp_sessions_active"] == before:
            return
        await asyncio.sleep(0.1)
    pytest.fail("the session of a client that is gone still stands")


async def test_say_writes_a_file(server: RunningServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await say(SENTENCE, server=server.sip_uri, out=tmp_path / "hello.wav") == 0
    assert len(await asyncio.to_thread(read_wav, tmp_path / "hello.wav", 8000)) > 8000
    assert "first audio after" in capsys.readouterr().out


async def test_many_calls_are_all_heard(server: RunningServer) -> None:
    plan = LoadPlan(server=server.sip_uri, calls=40, rate=40, hold_s=2, health_url=server.health_url)
    result = await run_load(plan, show_progress=False)
    assert has_passed(result), result
    assert result["server"] is not None
    assert {"control", "plane", "worker"} <= set(result["server"]["processes"])


async def test_packets_keep_their_cadence(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri) as client:
        await client.speak(SENTENCE)
        errors = departure_errors_ms(sort_by_arrival(client.audio.arrivals()))
    # Generous: other tests share the cores. `make bench` has the true figure.
    assert np.percentile(errors, 90) < 10
