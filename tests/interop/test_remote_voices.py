"""Voices of services elsewhere as callers meet them, when the service behaves well, and in every other way."""

from __future__ import annotations

import asyncio
import os
import signal
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import numpy as np
import pytest
import structlog.testing

from mrcp_server.client.client import MrcpClient, SpeakResult
from mrcp_server.server import Server
from tests.fakes.remote_service import (
    Asked,
    Behaviour,
    FakeService,
    Writer,
    answers,
    delivers,
    hangs,
    head,
    in_turn,
)
from tests.fakes.whole_server import running, scenario, uri_of

RATE_HZ = 24_000
REMOTE_HZ, LOCAL_HZ = 300, 440
TEXT = "The weather is fine today."
VOICE = [("Voice-Name", "far/nova")]


def tone(seconds: float, hz: float = REMOTE_HZ, rate_hz: int = RATE_HZ) -> bytes:
    phase = np.arange(int(seconds * rate_hz)) * 2 * np.pi * hz / rate_hz
    return (8000 * np.sin(phase)).astype("<i2").tobytes()


def wav(sound: bytes, rate_hz: int = RATE_HZ, *, announced: int | None = None, channels: int = 1) -> bytes:
    size = len(sound) if announced is None else announced
    form = struct.pack("<HHIIHH", 1, channels, rate_hz, 2 * rate_hz * channels, 2 * channels, 16)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + size)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", size)
        + sound
    )


def portions(sound: bytes, seconds: float) -> list[bytes]:
    size = int(seconds * RATE_HZ) * 2
    return [sound[begin : begin + size] for begin in range(0, len(sound), size)]


@asynccontextmanager
async def calling(behaviour: Behaviour, *settings: str) -> AsyncIterator[tuple[MrcpClient, FakeService, Server]]:
    """A call to a server whose voice far/nova is the fake service's."""
    async with FakeService(behaviour).running() as service:
        values = [
            "remote.far.kind=openai",
            f"remote.far.url={service.url}/v1",
            'remote.far.voices={nova = "en-US"}',
            "remote.far.keep_warm_s=0",
            "remote.far.first_byte_timeout_s=0.5",
            "remote.far.idle_timeout_s=0.5",
            "remote.far.retries=0",
            'mrcp.resources=["speechsynth"]',
        ]
        async with running(*values, *settings) as server, MrcpClient(uri_of(server)) as client:
            yield client, service, server


def pitch_of(result: SpeakResult) -> float:
    sound = result.samples.astype(float)
    spectrum = np.abs(np.fft.rfft(sound, 8000 * (1 + len(sound) // 8000)))
    return float(spectrum.argmax()) / (1 + len(sound) // 8000)


def seconds_of(result: SpeakResult) -> float:
    return float(np.count_nonzero(np.abs(result.samples) > 200)) / 8000


def openness_of(server: Server) -> float:
    lines = server.metrics.render().decode().splitlines()
    (line,) = [
        line for line in lines if line.startswith('remote_service_open{service="far"') and "listening" not in line
    ]
    return float(line.rpartition(" ")[2])


def heard_from_afar(result: SpeakResult) -> None:
    assert result.cause == "000 normal"
    assert pitch_of(result) == pytest.approx(REMOTE_HZ, abs=5)


def heard_from_here(result: SpeakResult) -> None:
    assert result.cause == "000 normal"
    assert pitch_of(result) == pytest.approx(LOCAL_HZ, abs=5)


@scenario
async def test_a_service_speaks_in_a_call() -> None:
    async with calling(delivers(portions(tone(1.5), 0.2))) as (client, service, server):
        names = [voice.name for voice in server.pool.voices]
        assert "far/nova" in names
        result = await client.speak(TEXT, headers=VOICE)
        heard_from_afar(result)
        assert 1.3 < seconds_of(result) < 1.6
        heard_from_afar(await client.speak("Also by its plain name.", headers=[("Voice-Name", "nova")]))
        assert b'"input":"The weather is fine today."' in service.requests[0].body
        assert service.requests[0].path == "/v1/audio/speech"


@scenario
async def test_http_speaks_by_it_as_calls_do() -> None:
    async with calling(delivers([tone(1.0)])) as (_, service, server), httpx.AsyncClient() as http:
        url = f"http://127.0.0.1:{server.http.port}/v1/audio/speech"
        asking = {"model": "far", "input": TEXT, "voice": "nova", "response_format": "pcm"}
        answer = await http.post(url, json=asking)
        assert answer.status_code == 200
        sound = np.frombuffer(answer.content, "<i2").astype(float)
        assert np.abs(np.fft.rfft(sound)).argmax() * RATE_HZ / len(sound) == pytest.approx(REMOTE_HZ, abs=5)
        service.behaviour = answers(500)
        with structlog.testing.capture_logs() as lines:
            answer = await http.post(url, json={**asking, "input": "Something else."})
        assert answer.status_code == 200
        (record,) = [line for line in lines if line["event"] == "speak"]
        assert record["fallback"][0]["reason"].startswith("far: 500")


@scenario
async def test_a_service_may_be_the_usual_voice() -> None:
    async with calling(delivers([tone(1.5)]), "engine.synthesizer=far", 'engine.synthesizers=["tone"]') as (
        client,
        _,
        server,
    ):
        assert server.pool.voices[0].name == "far/nova"
        heard_from_afar(await client.speak(TEXT))


@scenario
async def test_what_was_spoken_once_never_leaves_the_machine_again() -> None:
    async with calling(delivers([tone(2.0)])) as (client, service, _):
        # The first one teaches how loud the voice is.
        await client.speak("Hello there.", headers=VOICE)
        for _ in range(3):
            heard_from_afar(await client.speak(TEXT, headers=VOICE))
        assert len(service.requests) == 2


@scenario
async def test_callers_who_want_the_same_at_once_cost_one_request() -> None:
    async with calling(delivers([tone(2.0)], first_s=0.2)) as (client, service, server):
        await client.speak("Hello there.", headers=VOICE)
        async with MrcpClient(uri_of(server)) as second, MrcpClient(uri_of(server)) as third:
            callers = (client, second, third)
            for result in await asyncio.gather(*(one.speak(TEXT, headers=VOICE) for one in callers)):
                heard_from_afar(result)
        assert len(service.requests) == 2


@scenario
async def test_many_are_spoken_to_at_once_though_each_waits() -> None:
    async with calling(delivers([tone(0.5)], first_s=0.4)) as (_, service, server):
        async with asyncio.timeout(20):
            clients = [MrcpClient(uri_of(server)) for _ in range(8)]
            for one in clients:
                await one.__aenter__()
            texts = [f"Number {index}." for index in range(8)]
            results = await asyncio.gather(
                *(one.speak(text, headers=VOICE) for one, text in zip(clients, texts, strict=True))
            )
            for one in clients:
                await one.__aexit__(None, None, None)
        for result in results:
            heard_from_afar(result)
        assert len(service.requests) == 8
        assert server.services["far"].requests == 8


@scenario
async def test_late_and_in_bursts_it_is_heard_without_a_gap() -> None:
    """It answers after 200 ms, then delivers a quarter of a second every quarter of a second, just as it is spoken."""
    late = delivers(portions(tone(3.0), 0.25), first_s=0.2, every_s=0.25)
    async with calling(late) as (client, _, _):
        with structlog.testing.capture_logs() as lines:
            result = await client.speak(TEXT, headers=VOICE)
    heard_from_afar(result)
    (record,) = [line for line in lines if line["event"] == "speak"]
    assert "underruns" not in record
    assert seconds_of(result) > 2.8


@scenario
async def test_a_service_that_stops_in_the_middle_ends_the_speak_with_an_error() -> None:
    async with calling(delivers([tone(1.0)], ends=False)) as (client, _, _):
        result = await client.speak(TEXT, headers=VOICE)
    assert result.cause.startswith("004")
    # What had come was heard, and nobody else took over in the middle.
    assert 0.7 < seconds_of(result) < 1.1
    assert pitch_of(result) == pytest.approx(REMOTE_HZ, abs=5)


@scenario
async def test_a_stop_ends_the_request_at_once_and_others_go_on() -> None:
    closed = asyncio.Event()

    async def notices(asked: Asked, writer: Writer) -> None:
        if b"Stopped" not in asked.body:
            await delivers([tone(1.0)])(asked, writer)
            return
        writer.write(head(200, content_type="audio/pcm", transfer_encoding="chunked"))
        sound = tone(0.2)
        try:
            while True:
                writer.write(b"%x\r\n%b\r\n" % (len(sound), sound))
                await writer.drain()
                await asyncio.sleep(0.2)
        except OSError:
            closed.set()

    async with calling(notices) as (client, _, server), MrcpClient(uri_of(server)) as other:
        speak = await client.begin_speak("Stopped soon.", headers=VOICE)
        await asyncio.sleep(0.7)
        await client.stop()
        result = await client.finish_speak(speak, limit_s=5)
        assert result.cause == "stopped"
        heard_from_afar(await other.speak(TEXT, headers=VOICE))
        async with asyncio.timeout(5):
            await closed.wait()
        assert server.services["far"].busy == 0


async def hangs_after_head(asked: Asked, writer: Writer) -> None:
    writer.write(head(200, content_type="audio/pcm", transfer_encoding="chunked"))
    await hangs(asked, writer)


async def breaks_off(_asked: Asked, writer: Writer) -> None:
    writer.write(head(200, content_type="audio/pcm", content_length="100000"))
    await writer.drain()
    writer.close()


FAILURES: list[tuple[Behaviour, str]] = [
    (answers(401, b'{"error": {"message": "wrong key"}}'), "far: 401 Unauthorized: wrong key"),
    (answers(429, b"", retry_after="20"), "far: 429 Too Many Requests"),
    (answers(500, b"<html>"), "far: 500 Internal Server Error"),
    (answers(400, b'{"error": {"message": "no such voice"}}'), "far: 400 Bad Request: no such voice"),
    (answers(307, location="http://169.254.169.254/latest/meta-data"), "redirects to http://169.254.169.254"),
    (answers(200, b"<html>hello</html>", content_type="text/html"), "type text/html, which is no sound"),
    (answers(200, b"\xff\xfb" * 500, content_type="audio/mpeg"), "audio/mpeg, where samples were asked for"),
    (answers(200, b"", content_type="audio/pcm"), "far: no audio"),
    (answers(200, wav(b"", announced=90_000), content_type="audio/wav"), "lacks its last 90000 octets"),
    (answers(200, wav(tone(1), channels=2), content_type="audio/wav"), "2 channels"),
    (answers(200, wav(tone(1), 900), content_type="audio/wav"), "audio of 900 Hz"),
    (answers(200, b"RIFF but no", content_type="audio/wav"), "ends in its head"),
    (hangs, "far: no answer in 0.5 s"),
    (hangs_after_head, "silent in the middle"),
    (breaks_off, "broke off"),
]


@scenario
async def test_what_a_service_cannot_speak_a_voice_of_here_does() -> None:
    async with calling(hangs) as (client, service, server):
        with structlog.testing.capture_logs() as lines:
            for number, (behaviour, _) in enumerate(FAILURES):
                service.behaviour = behaviour
                server.services["far"]._breaker.succeeded()
                heard_from_here(await client.speak(f"Yes {number}.", headers=VOICE))
        records = [line for line in lines if line["event"] == "speak"]
        for record, (_, reason) in zip(records, FAILURES, strict=True):
            (fallback,) = record["fallback"]
            assert (fallback["wanted"], fallback["voice"]) == ("far/nova", "tone")
            assert reason in fallback["reason"]
        assert f'speak_fallbacks_total{{voice="far/nova"}} {len(FAILURES)}.0' in server.metrics.render().decode()
        # What a fallback has said is not taken for the voice's.
        service.behaviour = delivers([tone(1.0)])
        server.services["far"]._breaker.succeeded()
        heard_from_afar(await client.speak("Yes 0.", headers=VOICE))


@scenario
async def test_half_a_wav_is_heard_as_far_as_it_came_and_is_an_error() -> None:
    async with calling(answers(200, wav(tone(1.0), announced=480_000), content_type="audio/wav")) as (client, _, _):
        result = await client.speak(TEXT, headers=VOICE)
    assert result.cause.startswith("004")
    assert 0.7 < seconds_of(result) < 1.1


@scenario
async def test_a_wav_of_another_rate_sounds_as_it_should() -> None:
    behaviour = answers(200, wav(tone(1.0, rate_hz=16_000), 16_000), content_type="audio/wav")
    async with calling(behaviour) as (client, _, _):
        result = await client.speak(TEXT, headers=VOICE)
    heard_from_afar(result)
    assert 0.9 < seconds_of(result) < 1.1


@scenario
async def test_a_trickle_and_an_endless_answer_end() -> None:
    async def trickles(_asked: Asked, writer: Writer) -> None:
        writer.write(head(200, content_type="audio/pcm", transfer_encoding="chunked"))
        sound = tone(0.06)
        while True:
            writer.write(b"%x\r\n%b\r\n" % (len(sound), sound))
            await writer.drain()
            await asyncio.sleep(0.2)

    async def floods(_asked: Asked, writer: Writer) -> None:
        writer.write(head(200, content_type="audio/pcm", transfer_encoding="chunked"))
        sound = tone(5.0)
        while True:
            writer.write(b"%x\r\n%b\r\n" % (len(sound), sound))
            await writer.drain()

    async with calling(in_turn(trickles, floods)) as (client, _, server):
        result = await client.speak(TEXT, headers=VOICE)
        assert result.cause.startswith("004")
        speak = await client.begin_speak("Without end.", headers=VOICE)
        async with asyncio.timeout(10):
            while server.services["far"].busy:  # noqa: ASYNC110 (a counter)
                await asyncio.sleep(0.05)
        await client.stop()
        await client.finish_speak(speak, limit_s=5)
        assert server.services["far"].faults["timeout"] == 1


@scenario
async def test_a_wrong_key_is_told_once_and_asked_for_no_more() -> None:
    async with calling(answers(401)) as (client, service, _):
        with structlog.testing.capture_logs() as lines:
            for number in range(3):
                heard_from_here(await client.speak(f"Sentence {number}.", headers=VOICE))
        told = [line for line in lines if line["event"] == "speech service cannot be used"]
        assert [(line["service"], line["fault"]) for line in told] == [("far", "key")]
        assert len(service.requests) == 1


@scenario
async def test_a_service_that_fails_is_left_alone_and_tried_again() -> None:
    settings = ("remote.far.breaker_failures=2", "remote.far.breaker_pause_s=0.6")
    async with calling(answers(503), *settings) as (client, service, server):
        with structlog.testing.capture_logs() as lines:
            for number in range(4):
                heard_from_here(await client.speak(f"No {number}.", headers=VOICE))
            assert len(service.requests) == 2
            assert openness_of(server) == 1.0
            service.behaviour = delivers([tone(1.0)])
            await asyncio.sleep(0.6)
            heard_from_afar(await client.speak(TEXT, headers=VOICE))
        told = [line["event"] for line in lines if line["event"].startswith("speech service")]
        assert told == ["speech service cannot be used", "speech service works again"]
        assert openness_of(server) == 0.0


@scenario
async def test_no_more_is_spent_than_allowed() -> None:
    async with calling(delivers([tone(1.0)]), "remote.far.characters_per_minute=40") as (client, service, server):
        heard_from_afar(await client.speak(TEXT, headers=VOICE))
        heard_from_here(await client.speak("This would be too much by far.", headers=VOICE))
        assert len(service.requests) == 1
        assert server.services["far"].characters.total == len(TEXT)


@scenario
async def test_who_would_wait_too_long_for_a_busy_service_hears_another_voice() -> None:
    busy = delivers([tone(0.3), tone(0.3)], every_s=1.5)
    settings = ("remote.far.concurrency=1", "remote.far.idle_timeout_s=5")
    async with calling(busy, *settings) as (client, service, server), MrcpClient(uri_of(server)) as other:
        speak = await client.begin_speak("First come.", headers=VOICE)
        while not service.requests:  # noqa: ASYNC110 (the service counts)
            await asyncio.sleep(0.01)
        heard_from_here(await other.speak("Second come.", headers=VOICE))
        heard_from_afar(await client.finish_speak(speak, limit_s=10))


@scenario
async def test_a_failed_try_is_made_again_before_anything_was_heard() -> None:
    behaviour = in_turn(answers(503), delivers([tone(1.0)]))
    async with calling(behaviour, "remote.far.retries=1") as (client, service, server):
        heard_from_afar(await client.speak(TEXT, headers=VOICE))
        assert len(service.requests) == 2
        assert server.services["far"].faults == {}


@scenario
async def test_without_a_fallback_it_is_an_error() -> None:
    async with calling(answers(500), "remote.far.fallback=none") as (client, _, _):
        result = await client.speak(TEXT, headers=VOICE)
        assert result.cause.startswith("004")


@scenario
async def test_the_fallback_may_be_chosen() -> None:
    async with calling(answers(500), "remote.far.fallback=en-us") as (client, _, _):
        with structlog.testing.capture_logs() as lines:
            assert (await client.speak(TEXT, headers=VOICE)).cause == "000 normal"
        (record,) = [line for line in lines if line["event"] == "speak"]
        assert record["fallback"][0]["voice"] == "en-us"


@scenario
async def test_a_worker_that_dies_takes_no_caller_with_it() -> None:
    async with calling(delivers([tone(1.0)], first_s=0.4)) as (client, service, server):
        assert server.pool._remote is not None
        speak = await client.begin_speak(TEXT, headers=VOICE)
        while not service.requests:  # noqa: ASYNC110 (the service counts)
            await asyncio.sleep(0.01)
        (pid,) = server.pool._remote.pids
        os.kill(pid, signal.SIGKILL)
        result = await client.finish_speak(speak, limit_s=10)
        assert result.cause == "000 normal"
