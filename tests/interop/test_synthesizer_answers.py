"""What a started server answers about the speech of a call: jumps to its edges, instants, failures, lexicons
(RFC 6787 §8)."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from mrcp_server.client.client import SYNTHESIZER, MrcpClient
from mrcp_server.client.control import Exchange, answer_of, completion_of
from mrcp_server.mrcp.wire.message import Event, Response
from tests.fakes.whole_server import running, scenario, uri_of

pytestmark = pytest.mark.interop

ANSWER_S = 10.0
SSML = "application/ssml+xml"
MANY_WORDS = "some words that take their time to be said aloud " * 8
TWO_SENTENCES = f"<s>one two three four.</s><s><mark name='second'/>{MANY_WORDS}.</s>"
PLS = b"""<?xml version="1.0"?><lexicon version="1.0" alphabet="ipa" xml:lang="en-US"
 xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">
 <lexeme><grapheme>SQL</grapheme><alias>sequel</alias></lexeme></lexicon>"""
BY_LEXICON = "<lexicon uri='session:names@x'/>SQL."
DEFINED = (("Content-Type", "application/pls+xml"), ("Content-ID", "<names@x>"))

Test = Callable[[], Coroutine[None, None, None]]


def document(content: str) -> str:
    head = '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">'
    return f"{head}{content}</speak>"


async def ask(
    client: MrcpClient, method: str, fields: Sequence[tuple[str, str]] = (), body: bytes = b""
) -> tuple[Exchange, Response]:
    exchange = client.call.channels[SYNTHESIZER].send(method, fields, body)
    return exchange, await answer_of(exchange, ANSWER_S)


async def until_mark(speak: Exchange, name: str) -> Event:
    async with asyncio.timeout(ANSWER_S):
        while not (found := [event for _, event in speak.events if mark_of(event)[1] == name]):  # noqa: ASYNC110  # an exchange only collects its events
            await asyncio.sleep(0.005)
    return found[0]


def mark_of(message: Event | Response) -> tuple[int, str]:
    """Timestamp and name of a Speech-Marker (§8.4.8)."""
    value = message.headers.get("Speech-Marker") or ""
    timestamp, _, name = value.removeprefix("timestamp=").partition(";")
    return int(timestamp), name


def cause_of(message: Event | Response) -> str:
    return message.headers.get("Completion-Cause") or ""


@pytest.mark.parametrize("jump", ["-1 Sentence", "-1 Paragraph", "begin Tag", "-900 Word"])
def test_a_jump_to_the_very_beginning_tells_that_it_restarts(jump: str) -> None:
    """§8.11: "jumps to the beginning or beyond the beginning of the speech data": with Speak-Restart."""

    @scenario
    async def run() -> None:
        content = f"<p><mark name='begin'/><s>one two three four.</s></p><p>{TWO_SENTENCES.partition('</s>')[2]}</p>"
        async with running() as server, MrcpClient(uri_of(server)) as client:
            speak = await client.begin_speak(document(content))
            await until_mark(speak, "second")
            await asyncio.sleep(0.9)  # behind the pause, within the second sentence
            _, answer = await ask(client, "CONTROL", [("Jump-Size", jump)])
            assert (answer.status, answer.headers.get("Speak-Restart")) == (200, "true")
            marks = len(speak.events)
            await until_mark(speak, "begin")
            assert await client.stop() == [speak.request_id]
            assert marks >= 1

    run()


@scenario
async def test_a_jump_that_stays_behind_the_beginning_is_no_restart() -> None:
    async with running() as server, MrcpClient(uri_of(server)) as client:
        speak = await client.begin_speak(document(TWO_SENTENCES))
        await until_mark(speak, "second")
        for jump in ("+3 Word", "-1 Word", "second Tag"):
            _, answer = await ask(client, "CONTROL", [("Jump-Size", jump)])
            assert (answer.status, answer.headers.get("Speak-Restart")) == (200, None), jump
        await client.stop()


@scenario
async def test_the_end_is_not_stamped_before_the_last_marker() -> None:
    """The mark stands behind the last sample, which is the end of the packet whose beginning the end was taken for."""
    async with running() as server, MrcpClient(uri_of(server)) as client:
        speak = await client.begin_speak(document("one two three<mark name='end'/>"))
        complete = await completion_of(speak, ANSWER_S)
        marker = await until_mark(speak, "end")
        assert mark_of(complete)[1] == "end"
        assert mark_of(complete)[0] >= mark_of(marker)[0]


@scenario
async def test_a_queued_speak_that_fails_is_stamped_when_it_is_told() -> None:
    async with running() as server, MrcpClient(uri_of(server)) as client:
        first = await client.begin_speak(MANY_WORDS[:100])
        second = await client.begin_speak("<speak", content_type=SSML)
        third = await client.begin_speak("never heard")
        ends = [await completion_of(one, ANSWER_S) for one in (first, second, third)]
        assert [cause_of(end) for end in ends] == ["000 normal", "002 parse-failure", "007 cancelled"]
        stamps = [mark_of(end)[0] for end in ends]
        assert stamps == sorted(stamps)


@pytest.mark.parametrize("jump", ["+900 Second", "+900 Word", "+900 Sentence", "+900 Paragraph"])
@pytest.mark.parametrize("is_paused", [True, False])
def test_a_jump_behind_the_end_completes_at_once(jump: str, is_paused: bool) -> None:
    """§8.11, in the paused state too: the SPEAK completes, and the next one takes its place, paused as well."""

    @scenario
    async def run() -> None:
        async with running() as server, MrcpClient(uri_of(server)) as client:
            first = await client.begin_speak(MANY_WORDS)
            second = await client.begin_speak("one two three")
            if is_paused:
                await client.pause()
            _, answer = await ask(client, "CONTROL", [("Jump-Size", jump)])
            assert answer.status == 200
            assert cause_of(await completion_of(first, 2.0)) == "000 normal"
            if is_paused:
                await asyncio.sleep(0.2)
                assert not second.events
                assert (await client.resume()).headers.get("Active-Request-Id-List") == str(second.request_id)
            assert cause_of(await completion_of(second, ANSWER_S)) == "000 normal"

    run()


@scenario
async def test_a_lexicon_stays_defined_when_it_is_unloaded() -> None:
    """§8.14, §8.4.16 let the server unload it; §8.5.2 has it stored for the duration of the session."""
    async with running() as server, MrcpClient(uri_of(server)) as client:
        assert (await client.speak(document(BY_LEXICON))).cause == "006 lexicon-load-failure"
        _, answer = await ask(client, "DEFINE-LEXICON", DEFINED, PLS)
        assert answer.status == 200
        heard = await client.speak(document(BY_LEXICON))
        for fields in ([("Load-Lexicon", "false")], []):
            _, answer = await ask(client, "DEFINE-LEXICON", [("Content-ID", "names@x"), *fields])
            assert answer.status == 200
            again = await client.speak(document(BY_LEXICON))
            assert again.cause == "000 normal"
            assert abs(len(again.samples) - len(heard.samples)) < 400


@scenario
async def test_a_lexicon_that_is_none_is_refused_loaded_or_not() -> None:
    async with running() as server, MrcpClient(uri_of(server)) as client:
        for load in ("true", "false"):
            _, answer = await ask(client, "DEFINE-LEXICON", [*DEFINED, ("Load-Lexicon", load)], b"<nothing/>")
            assert (answer.status, cause_of(answer)) == (407, "006 lexicon-load-failure")
        _, answer = await ask(client, "DEFINE-LEXICON", [("Content-ID", "names@x")])
        assert (answer.status, cause_of(answer)) == (407, "006 lexicon-load-failure")
        assert (await client.speak(document(BY_LEXICON))).cause == "006 lexicon-load-failure"


@pytest.mark.parametrize(
    ("text", "content_type", "cause"),
    [
        ("<speak", SSML, "002 parse-failure"),
        ("file:///absent.wav\r\n", "text/uri-list", "003 uri-failure"),
        (" ", "text/plain", "000 normal"),
    ],
)
@pytest.mark.parametrize("wait", ["mrcp.drain_ms=400", "mrcp.settle_ms=400"])
def test_a_speak_that_is_over_at_once_lets_the_client_take_notice_of_its_answer(
    text: str, content_type: str, cause: str, wait: str
) -> None:
    """mod_unimrcp waits for ever when SPEAK-COMPLETE comes within 20 ms of IN-PROGRESS."""
    others = {"mrcp.drain_ms=0", "mrcp.settle_ms=0"} - {wait.partition("=")[0] + "=0"}

    @scenario
    async def run() -> None:
        async with running(wait, *others) as server, MrcpClient(uri_of(server)) as client:
            speak = await client.begin_speak(text, content_type=content_type)
            assert cause_of(await completion_of(speak, ANSWER_S)) == cause
            assert speak.completed_ns - speak.responded_ns > 200e6

    run()


@scenario
async def test_what_comes_behind_an_end_that_waits_does_not_wait() -> None:
    """The end goes in front of it."""
    async with running("mrcp.drain_ms=0", "mrcp.settle_ms=1000") as server, MrcpClient(uri_of(server)) as client:
        speak = await client.begin_speak("<speak", content_type=SSML)
        await asyncio.sleep(0.1)
        assert not speak.events
        stop, answer = await ask(client, "STOP")
        assert (answer.status, answer.headers.get("Active-Request-Id-List")) == (200, None)
        assert cause_of(await completion_of(speak, 0.1)) == "002 parse-failure"
        assert speak.completed_ns <= stop.responded_ns < speak.responded_ns + 800e6


def loudest_hz(samples: NDArray[np.int16]) -> float:
    """The strongest frequency of a stretch at 8 kHz."""
    spectrum = np.abs(np.fft.rfft(samples.astype(float) * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * 8000 / len(samples)


@pytest.mark.parametrize("content_type", ["text/plain", SSML])
@pytest.mark.parametrize("is_paused", [False, True])
def test_control_changes_the_rate_of_what_is_left(content_type: str, is_paused: bool) -> None:
    """§8.4.7, with a real voice: 200 means that it is done."""

    @scenario
    async def run() -> None:
        text = "This is a sentence that takes some seconds when it is read at the usual rate. "
        body = document(text) if content_type == SSML else text
        async with running("engine.synthesizer=espeak") as server, MrcpClient(uri_of(server)) as client:
            usual = await client.speak(body)
            speak = await client.begin_speak(body)
            await asyncio.sleep(0.5)
            if is_paused:
                await client.pause()
            _, answer = await ask(client, "CONTROL", [("Prosody-Rate", "x-fast")])
            assert (answer.status, answer.headers.get("Active-Request-Id-List")) == (200, str(speak.request_id))
            if is_paused:
                await client.resume()
            changed = await client.finish_speak(speak)
            assert changed.cause == "000 normal"
            assert 0.4 * len(usual.samples) < len(changed.samples) < 0.8 * len(usual.samples)

    run()


@scenario
async def test_control_changes_the_voice_of_what_is_left() -> None:
    async with running("engine.synthesizer=espeak") as server, MrcpClient(uri_of(server)) as client:
        text = "No one knows where our new moon goes. " * 2
        pitches = {}
        for gender in ("male", "female"):
            speak = await client.begin_speak(text, headers=[("Voice-Gender", "male")])
            await asyncio.sleep(0.3)
            _, answer = await ask(client, "CONTROL", [("Voice-Gender", gender)])
            assert answer.status == 200
            samples = (await client.finish_speak(speak)).samples
            pitches[gender] = pitch_hz(samples[len(samples) // 3 :])
        assert pitches["female"] > 1.3 * pitches["male"]


def pitch_hz(samples: NDArray[np.int16]) -> float:
    """The median pitch of what is voiced."""
    found = []
    for start in range(0, len(samples) - 640, 320):
        frame = samples[start : start + 640].astype(float)
        frame -= frame.mean()
        correlation = np.correlate(frame, frame, "full")[639:]
        if correlation[0] < 640 * 500.0**2:
            continue
        lag = int(np.argmax(correlation[20:115])) + 20
        if correlation[lag] > 0.5 * correlation[0]:
            found.append(8000 / lag)
    return float(np.median(found))


@scenario
async def test_control_hands_on_what_a_voice_is_told_by_its_vendors_parameters() -> None:
    vendor = "Vendor-Specific-Parameters"
    async with running() as server, MrcpClient(uri_of(server)) as client:
        speak = await client.begin_speak("one two", headers=[(vendor, 'tone.script="tone 500 4000"')])
        await asyncio.sleep(0.4)
        _, answer = await ask(client, "CONTROL", [(vendor, 'tone.script="tone 1500 4000"')])
        assert answer.status == 200
        samples = (await client.finish_speak(speak)).samples
        assert abs(loudest_hz(samples[:2000]) - 500) < 20
        assert abs(loudest_hz(samples[-2400:-400]) - 1500) < 20
        for value, status in (("com.example.hat=red", 201), ("=none", 404)):
            speak = await client.begin_speak("one two three four five six")
            _, answer = await ask(client, "CONTROL", [(vendor, value)])
            assert answer.status == status
            assert cause_of(await completion_of(speak, ANSWER_S)) == "000 normal"


@pytest.mark.parametrize(
    ("field", "status"),
    [
        (("Speech-Language", "de-DE"), 403),
        (("Speaker-Profile", "http://h/x"), 403),
        (("Voice-Age", "old"), 404),
        (("Voice-Name", "nobody"), 409),
    ],
)
def test_what_control_cannot_change_is_refused_and_the_prompt_goes_on(field: tuple[str, str], status: int) -> None:
    @scenario
    async def run() -> None:
        async with running() as server, MrcpClient(uri_of(server)) as client:
            speak = await client.begin_speak("one two three four five six")
            _, answer = await ask(client, "CONTROL", [field])
            assert answer.status == status
            assert answer.headers.get(field[0]) == field[1]
            assert cause_of(await completion_of(speak, ANSWER_S)) == "000 normal"

    run()
