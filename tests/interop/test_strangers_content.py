"""Content that takes more work than one request may: what its sender is told, and what others notice of it."""

import asyncio
import io
import time
from collections.abc import Sequence
from dataclasses import replace

import av
import httpx
import numpy as np
import pytest

from engine.audio import decoding_apart
from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.control import Exchange, answer_of, completion_of
from mrcp_server.server import Server
from tests.fakes.content_functions import DEADLY, ENDLESS
from tests.fakes.origin import serving
from tests.fakes.recordings import two_utterances, wav
from tests.fakes.whole_server import hearing, scenario, uri_of
from tests.interop.running import HOST, RunningServer
from tests.interop.stranger import wait_for

pytestmark = pytest.mark.interop

SERVED_S = 15.0
"""A request of somebody else is served within so much, on a machine that is busy otherwise as well."""
SPEAKING = 'mrcp.resources=["speechsynth"]'
RECOGNIZING = 'mrcp.resources=["speechsynth", "speechrecog"]'
ABNF = [("Content-Type", "application/srgs")]
HEAD = "#ABNF 1.0;\nlanguage en-US;\nroot $a;\n"
SSML = '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">{}</speak>'
MENU = HEAD + "$a = sales | support;\n"
AMBIGUOUS = HEAD + "$a = ($b | $c | $d)<1->; $b = x | x x; $c = x [x] [$b]; $d = $b [$c] [$b];\n"
OUTCOMES = {(200, "000"), (407, "004"), (407, "005")}
"""Compiled in time, not in time for its request, or not in the time there is for any."""
CHAIN = HEAD + "$a = $r0; " + "".join(f"$r{n}=$r{n + 1};" for n in range(85_000)) + "$r85000=x;\n"


def ask(client: MrcpClient, method: str, grammar: str, fields: Sequence[tuple[str, str]] = ()) -> Exchange:
    return client.call.channels[RECOGNIZER].send(method, [*ABNF, *fields], grammar.encode())


async def interprets(client: MrcpClient) -> float:
    """Has the menu read, and returns how long that took."""
    begun = time.monotonic()
    event = await completion_of(ask(client, "INTERPRET", MENU, [("Interpret-Text", "sales")]), SERVED_S)
    assert event.headers.get("Completion-Cause") == "000 success"
    return time.monotonic() - begun


@scenario
async def test_grammars_that_can_be_read_in_too_many_ways_hold_up_nobody() -> None:
    """Each of them kept one of the two threads that read what everybody says."""
    text = [("Interpret-Text", "x " * 20_000)]
    async with (
        hearing(RECOGNIZING) as server,
        MrcpClient(uri_of(server), resources=(RECOGNIZER,)) as other,
        MrcpClient(uri_of(server), resources=(RECOGNIZER,)) as first,
        MrcpClient(uri_of(server), resources=(RECOGNIZER,)) as second,
    ):
        attacks = [ask(one, "INTERPRET", AMBIGUOUS, text) for one in (first, second)]
        for attack in attacks:
            assert (await answer_of(attack, SERVED_S)).status == 200
        await interprets(other)
        for attack in attacks:
            event = await completion_of(attack, SERVED_S)
            assert event.headers.get("Completion-Cause") == "006 recognizer-error"
            assert "too many ways" in (event.headers.get("Completion-Reason") or "")


@scenario
async def test_chains_of_rules_are_compiled_apart_and_hold_up_nobody() -> None:
    async with (
        hearing(RECOGNIZING) as server,
        MrcpClient(uri_of(server), resources=(RECOGNIZER,)) as other,
        MrcpClient(uri_of(server), resources=(RECOGNIZER,)) as first,
        MrcpClient(uri_of(server), resources=(RECOGNIZER,)) as second,
    ):
        attacks = [
            ask(one, "DEFINE-GRAMMAR", CHAIN + f"// {number}\n", [("Content-ID", f"<{number}@x>")])
            for number, one in enumerate((first, second))
        ]
        await asyncio.sleep(0.3)
        assert not any(attack.completed_ns for attack in attacks)
        await interprets(other)
        for attack in attacks:
            answer = await answer_of(attack, 90)
            assert (answer.status, (answer.headers.get("Completion-Cause") or "")[:3]) in OUTCOMES
        await interprets(other)


def flac(seconds: int) -> bytes:
    """Silence: a hundred kilobytes that take a second or more to decode."""
    silence = np.zeros((1, 48_000), np.int16)
    out = io.BytesIO()
    with av.open(out, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=48_000, layout="mono")
        for number in range(seconds):
            frame = av.AudioFrame.from_ndarray(silence, format="s16", layout="mono")
            frame.sample_rate, frame.pts = 48_000, number * 48_000
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def playing(uri: str) -> str:
    """A document that plays a recording, or says three words where it cannot."""
    return SSML.format(f'<audio src="{uri}">one two three</audio>')


@pytest.mark.parametrize("content", [ENDLESS, DEADLY])
def test_a_recording_that_its_decoder_does_not_survive_costs_no_voice(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding_apart, "FUNCTION", "tests.fakes.content_functions:decode")
    good = wav(two_utterances())

    @scenario
    async def test() -> None:
        with serving({"/bad.wav": ("audio/wav", content), "/good.wav": ("audio/wav", good)}) as origin:
            async with (
                hearing(SPEAKING, f'fetch.allowed_hosts=["{HOST}"]') as server,
                MrcpClient(uri_of(server)) as first,
                MrcpClient(uri_of(server)) as other,
            ):
                server.content.options = replace(server.content.options, task_s=1.0)
                attack = await first.begin_speak(playing(f"{origin.url}/bad.wav"))
                heard = await other.speak("one two", limit_s=SERVED_S)
                assert heard.is_normal
                played = await first.finish_speak(attack, SERVED_S)
                # As where it cannot be fetched: what the document has in its place is heard.
                missing = await first.speak(playing(f"{origin.url}/missing.wav"), limit_s=SERVED_S)
                assert (played.cause, missing.cause) == ("000 normal", "000 normal")
                assert len(played.samples) == pytest.approx(len(missing.samples), abs=800)
                assert server.content.counters.worker_deaths == 1
                assert (server.pool.counters.worker_deaths, server.pool.counters.failed) == (0, 0)
                for hits in (0, 1):
                    result = await other.speak(playing(f"{origin.url}/good.wav"), limit_s=SERVED_S)
                    assert len(result.samples) == pytest.approx(len(two_utterances()), abs=800)
                    assert server.prompt_cache.counters.hits >= hits

    test()


@scenario
async def test_a_recording_that_takes_long_holds_up_no_voice() -> None:
    """Seconds of work for a demuxer, of nothing but headers."""
    slow = b"RIFF\xff\xff\xff\xffWAVE" + b"junk\0\0\0\0" * 2_000_000
    with serving({"/slow.wav": ("audio/wav", slow)}) as origin:
        async with (
            hearing(SPEAKING, f'fetch.allowed_hosts=["{HOST}"]') as server,
            MrcpClient(uri_of(server)) as first,
            MrcpClient(uri_of(server)) as other,
        ):
            attack = await first.begin_speak(playing(f"{origin.url}/slow.wav"))
            await asyncio.to_thread(wait_for, lambda: server.content.counters.tasks or server.pool.state.busy)
            begun = time.monotonic()
            assert (await other.speak("one two", limit_s=SERVED_S)).is_normal
            served_s = time.monotonic() - begun
            assert (await first.finish_speak(attack, 3 * SERVED_S)).is_normal
            assert served_s < (time.monotonic() - begun) / 2


async def upload(http: httpx.AsyncClient, server: Server, recording: bytes, key: str) -> httpx.Response:
    return await http.post(
        f"http://127.0.0.1:{server.http.port}/v1/audio/transcriptions",
        headers={"Authorization": f"Bearer {key}"},
        files={"file": ("a", recording)},
    )


@scenario
async def test_a_flood_of_uploads_leaves_prompts_and_the_uploads_of_others_alone() -> None:
    recording = flac(590)
    # A document of some length is read in a thread.
    document = SSML.format("<!--" + "x" * 100_000 + "-->one two")
    keys = 'http.api_keys=["badbadbadbadbadbad", "goodgoodgoodgood"]'
    async with (
        hearing(RECOGNIZING, keys, "http.max_upload_bytes=50000000") as server,
        MrcpClient(uri_of(server)) as client,
        httpx.AsyncClient(timeout=120, limits=httpx.Limits(max_connections=200)) as http,
    ):
        attacks = [asyncio.create_task(upload(http, server, recording, "badbadbadbadbadbad")) for _ in range(24)]
        await asyncio.sleep(1.5)
        speaking = await client.begin_speak(document)
        assert (await completion_of(speaking, SERVED_S)).headers.get("Completion-Cause") == "000 normal"
        served = await asyncio.wait_for(upload(http, server, wav(two_utterances()), "goodgoodgoodgood"), SERVED_S)
        assert served.status_code == 200
        assert sum(task.done() for task in attacks) < len(attacks)
        for task in attacks:
            task.cancel()
        await asyncio.gather(*attacks, return_exceptions=True)


@pytest.mark.anyio
async def test_grammars_that_are_too_much_for_a_recognizer_together_are_005_and_leave_it_alive(
    server: RunningServer,
) -> None:
    """Each is taken; what would be told of all of them is longer than any message that a recognition worker takes."""
    processes = server.get("/healthz")["children"]["recogniser"]
    names, letters = [f"session:{number}@large" for number in range(8)], "abcdefghij"
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        for number, name in enumerate(names):
            words = ("".join(letters[int(digit)] for digit in f"{number}{at:05}") + "z" * 800 for at in range(1_250))
            grammar = f"{HEAD}$a = {'|'.join(words)};\n"
            fields = [("Content-ID", f"<{name.removeprefix('session:')}>")]
            assert (await answer_of(ask(client, "DEFINE-GRAMMAR", grammar, fields), SERVED_S)).status == 200
        channel = client.call.channels[RECOGNIZER]
        uris = "\r\n".join(names).encode()
        exchange = channel.send("RECOGNIZE", [("Content-Type", "text/uri-list"), ("No-Input-Timeout", "200")], uris)
        answer = await answer_of(exchange, 60)
        assert (answer.status, answer.headers.get("Completion-Cause")) == (407, "005 grammar-compilation-failure")
        assert "12 MiB" in (answer.headers.get("Completion-Reason") or "")
    assert server.get("/healthz")["children"]["recogniser"] == processes


@pytest.mark.anyio
async def test_marks_that_would_all_be_told_at_once_are_a_parse_failure(server: RunningServer) -> None:
    """56,000 of them were told in one go, which held up every caller for a second and a half."""
    async with MrcpClient(server.sip_uri) as client:
        speak = await client.begin_speak(SSML.format('<mark name="a"/>' * 56_000 + "Hello."))
        event = await completion_of(speak, SERVED_S)
        assert event.headers.get("Completion-Cause") == "002 parse-failure"
        assert [str(told.name) for _, told in speak.events] == ["SPEAK-COMPLETE"]
