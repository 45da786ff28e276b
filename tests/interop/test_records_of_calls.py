"""What a started server writes down of the speech of a call, and what it counts."""

import asyncio
import os
import signal
from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
import structlog.testing

from mrcp_server.client.client import SYNTHESIZER, MrcpClient
from mrcp_server.client.control import Exchange
from mrcp_server.config import load_config
from mrcp_server.server import Server
from tests.fakes.whole_server import SETTINGS, running, scenario, uri_of

pytestmark = pytest.mark.interop

FULL = "log.text=full"
# The tone engine takes 10 ms for a character: a word of these 100 ms with its blank.
_LETTERS = str.maketrans("0123456789", "klmnopqrst")
FIRST, SECOND = ([letter + f"{number:0>8}".translate(_LETTERS) for number in range(60)] for letter in "ab")
TWO_STRETCHES = (
    '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">'
    f"<s>{' '.join(FIRST)}.</s><mark name='b'/><s>{' '.join(SECOND)}.</s></speak>"
)

Lines = Sequence[MutableMapping[str, Any]]


async def record_of(lines: Lines, request_id: int) -> MutableMapping[str, Any]:
    """The line of one SPEAK, when it comes."""
    async with asyncio.timeout(5):
        while True:
            for line in lines:
                if line["event"] == "speak" and line["utterance"] == str(request_id):
                    return line
            await asyncio.sleep(0.01)


async def until_audio(client: MrcpClient, since_ns: int = 0) -> None:
    async with asyncio.timeout(5):
        while client.audio.first_after_ns(since_ns) is None:  # noqa: ASYNC110  # packets only collect
            await asyncio.sleep(0.005)


async def control(client: MrcpClient, *fields: tuple[str, str]) -> Exchange:
    return await client.call.channels[SYNTHESIZER].request("CONTROL", fields, timeout_s=5)


def words_heard(record: MutableMapping[str, Any]) -> list[str]:
    words: list[str] = record["heard"]["text"].replace(".", "").split()
    return words


@scenario
async def test_what_was_jumped_over_was_not_heard() -> None:
    with structlog.testing.capture_logs() as lines:
        async with running(FULL) as server, MrcpClient(uri_of(server)) as client:
            speak = await client.begin_speak(TWO_STRETCHES)
            await until_audio(client)
            await asyncio.sleep(0.3)
            jump = await control(client, ("Jump-Size", "b Tag"))
            await until_audio(client, jump.responded_ns)
            await asyncio.sleep(1.5)
            await client.stop()
            record = await record_of(lines, speak.request_id)
    heard = words_heard(record)
    before = [word for word in heard if word.startswith("a")]
    after = [word for word in heard if word.startswith("b")]
    assert heard == before + after
    assert (before, after) == (FIRST[: len(before)], SECOND[: len(after)])
    assert 1 <= len(before) < 12
    assert len(after) > 10
    # The last word of a stretch was not over.
    assert 0 <= record["audio_ms"] - 100 * len(heard) < 400


@scenario
async def test_what_is_heard_twice_is_written_twice() -> None:
    with structlog.testing.capture_logs() as lines:
        async with running(FULL) as server, MrcpClient(uri_of(server)) as client:
            speak = await client.begin_speak(TWO_STRETCHES)
            await until_audio(client)
            await asyncio.sleep(0.4)
            jump = await control(client, ("Jump-Size", "-900 Word"))
            await until_audio(client, jump.responded_ns)
            await asyncio.sleep(1.5)
            await client.stop()
            record = await record_of(lines, speak.request_id)
    heard = words_heard(record)
    again = heard.index(FIRST[0], 1)
    assert heard == FIRST[:again] + FIRST[: len(heard) - again]
    assert 0 <= record["audio_ms"] - 100 * len(heard) < 400


@scenario
async def test_a_plane_that_dies_makes_nobody_hear_anything_twice() -> None:
    with structlog.testing.capture_logs() as lines:
        async with running(FULL) as server, MrcpClient(uri_of(server)) as client:
            speak = await client.begin_speak(TWO_STRETCHES)
            await until_audio(client)
            await asyncio.sleep(1.0)
            plane = server.planes[0].pid
            assert plane is not None
            os.kill(plane, signal.SIGKILL)
            async with asyncio.timeout(5):
                while server.planes[0].faults == 0:  # noqa: ASYNC110  # a counter
                    await asyncio.sleep(0.01)
            resumed = client.audio.last_ns()
            assert resumed is not None
            await until_audio(client, resumed + 1)
            await asyncio.sleep(2.0)
            await client.stop()
            heard = words_heard(await record_of(lines, speak.request_id))
    assert len(heard) > 12
    # The word in which the plane died is begun again.
    assert heard == sorted(heard)
    assert len(heard) - len(set(heard)) <= 1


@scenario
async def test_a_plane_that_dies_in_a_pause_resumes_where_it_was() -> None:
    """The clock runs on in a pause; what is played does not."""
    with structlog.testing.capture_logs() as lines:
        async with running(FULL) as server, MrcpClient(uri_of(server)) as client:
            speak = await client.begin_speak(TWO_STRETCHES)
            await until_audio(client)
            await asyncio.sleep(1.0)
            await client.pause()
            plane = server.planes[0].pid
            assert plane is not None
            os.kill(plane, signal.SIGKILL)
            async with asyncio.timeout(5):
                while server.planes[0].faults == 0:  # noqa: ASYNC110  # a counter
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.3)
            last = client.audio.last_ns()
            assert last is not None
            await client.resume()
            await until_audio(client, last + 1)
            await asyncio.sleep(0.5)
            await client.stop()
            heard = words_heard(await record_of(lines, speak.request_id))
    assert len(heard) > 9
    assert heard == sorted(heard)
    assert len(heard) - len(set(heard)) <= 1


@scenario
async def test_a_long_text_is_written_down_as_it_was_sent() -> None:
    text = "Your call is important to us. Some of it is said here.\n\nPlease hold the line! " * 20
    with structlog.testing.capture_logs() as lines:
        async with running(FULL) as server, MrcpClient(uri_of(server)) as client:
            speak = await client.begin_speak(text)
            await until_audio(client)
            await control(client, ("Jump-Size", "+900 Word"))
            record = await record_of(lines, speak.request_id)
    assert record["text"].split() == text.split()


@scenario
async def test_a_barge_in_of_the_clients_is_one() -> None:
    with structlog.testing.capture_logs() as lines:
        async with running() as server, MrcpClient(uri_of(server)) as client:
            speak = await client.begin_speak(TWO_STRETCHES)
            waits = await client.begin_speak("more")
            await until_audio(client)
            assert await client.barge_in() == [speak.request_id, waits.request_id]
            causes = [(await record_of(lines, one.request_id))["cause"] for one in (speak, waits)]
            assert causes == ["001 barge-in"] * 2
            again = await client.begin_speak(TWO_STRETCHES)
            await client.stop()
            assert (await record_of(lines, again.request_id))["cause"] == "stopped"
            counted = server.metrics.render().decode()
    assert 'speak_requests_total{cause="001 barge-in"} 2.0' in counted
    assert 'speak_requests_total{cause="stopped"} 1.0' in counted


@scenario
async def test_a_worker_that_retires_has_not_died() -> None:
    server = Server(load_config(None, SETTINGS, {}))
    server.pool.options = replace(server.pool.options, worker_memory_bytes=1)
    await server.start()
    try:
        async with MrcpClient(uri_of(server)) as client:
            for text in ("one", "two", "three"):
                assert (await client.speak(text)).cause == "000 normal"
        async with asyncio.timeout(10):
            while server.pool.counters.worker_retirements < 2:  # noqa: ASYNC110  # a counter
                await asyncio.sleep(0.02)
        counted = server.metrics.render().decode()
        assert "engine_worker_deaths_total 0.0" in counted
        assert "engine_worker_retirements_total" in counted
        assert server.pool.counters.last_death == ""
    finally:
        await server.close()
