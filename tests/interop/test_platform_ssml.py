"""SSML and text as speech platforms and IVRs write them, at a started server by MRCP and by HTTP: what is spoken is
read in the record of the SPEAK, heard by the recogniser, or measured in the audio."""

import asyncio
from collections.abc import Iterator

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from mrcp_server.client.client import MrcpClient
from mrcp_server.client.control import completion_of
from rtp.audio.pcm import to_int16
from tests.fakes.origin import serving
from tests.fakes.recordings import wav
from tests.interop.running import RunningServer
from tests.interop.stranger import lines_since, wait_for

pytestmark = [pytest.mark.anyio, pytest.mark.interop]

Samples = NDArray[np.int16]

TEXT, SSML = "text/plain", "application/ssml+xml"
W3C = 'xmlns="http://www.w3.org/2001/10/synthesis"'
VENDORS = (
    '<speak>One <amazon:effect name="whispered">two</amazon:effect> <amazon:breath duration="long"/>'
    '<mstts:express-as style="sad"><google:style name="x">three</google:style></mstts:express-as> '
    '<prosody alexa:rate="slow">four</prosody></speak>'
)
NOT_AS_IT_SHOULD_BE = "markup not as it should be"


@pytest.fixture(scope="module", name="telling")
def _telling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server whose records hold what was spoken."""
    settings = {
        "log.text": "full",
        "engine.synthesizer": "auto",
        "engine.workers": "1",
        "engine.recognizer_workers": "1",
        "fetch.allowed_hosts": '["127.0.0.1"]',
    }
    with RunningServer(tmp_path_factory.mktemp("telling") / "log", settings) as server:
        yield server


async def spoken(server: RunningServer, body: str, content_type: str) -> tuple[str, list[str]]:
    """The words that a SPEAK says, by its record, and the warnings of the log about it; only its beginning is heard."""
    offset = server.log.stat().st_size
    async with MrcpClient(server.sip_uri) as client:
        speak = await client.begin_speak(body, content_type=content_type)
        async with asyncio.timeout(10):
            while client.audio.first_after_ns(speak.sent_ns) is None and not speak.completed_ns:  # noqa: ASYNC110  # the kernel's, nothing to wait for
                await asyncio.sleep(0.01)
        await client.stop()
    wait_for(lambda: any(line["event"] == "speak" for line in lines_since(server, offset)))
    lines = lines_since(server, offset)
    record = next(line for line in lines if line["event"] == "speak")
    assert not record.get("reason"), record
    return record["text"], [line["event"] for line in lines if line["level"] == "warning"]


@pytest.mark.parametrize(
    ("body", "words", "warnings"),
    [
        (
            VENDORS,
            "One two three four",
            1,
        ),
        (f'<speak {W3C} xmlns:amazon="urn:amazon">One <amazon:effect>two</amazon:effect></speak>', "One two", 0),
        ('<speak version="1.0" xmlns="https://www.w3.org/2001/10/synthesis" xml:lang="en-US">One</speak>', "One", 0),
        ('<SPEAK><P>One <SAY-AS INTERPRET-AS="digits">12</SAY-AS><BREAK TIME="10ms"/></P></SPEAK>', "One one two", 0),
        ("<speak>One&nbsp;caf&eacute; &amp; two&hellip;</speak>", "One café and two…", 0),
        ('<!DOCTYPE speak SYSTEM "http://192.0.2.1/s.dtd"><speak>One&nbsp;two</speak>', "One two", 0),
        ('<?xml version="1.0" encoding="utf-16"?><speak>One café</speak>', "One café", 0),
        ('<speak><bookmark mark="a"/>One <bookmark mark="b">two</bookmark></speak>', "One two", 1),
        ('<speak><say-as type="number:digits">12</say-as></speak>', "one two", 0),
    ],
    ids=["prefixes", "declared", "https", "capitals", "entities", "with a DTD", "UTF-16", "bookmark", "type"],
)
async def test_what_platforms_write_is_spoken(telling: RunningServer, body: str, words: str, warnings: int) -> None:
    found, told = await spoken(telling, body, SSML)
    assert " ".join(found.replace("…", "… ").split()) == " ".join(words.replace("…", "… ").split())
    assert told == [NOT_AS_IT_SHOULD_BE] * warnings


@pytest.mark.parametrize(
    ("body", "line", "cause"),
    [
        ("<speak>\nOne\n<b>two</speak>", "line 3: ", "Opening and ending tag mismatch"),
        ("\r\n<?xml version='1.0'?>\n<speak>\nAT&T</speak>", "line 4: ", "&amp;"),
        ("<speak>\n\n&nosuch;</speak>", "line 3: ", "nosuch"),
        ("<speak>\n<shout>one</shout></speak>", "line 2: ", "unknown element shout"),
        ('<!DOCTYPE speak [\n<!ENTITY a SYSTEM "file:///etc/passwd">]><speak>&a;</speak>', "line 2: ", "entity"),
        ("<speak>\n<prosody rate='very'>one</prosody></speak>", "line 2: ", "illegal rate"),
        ("<speak>\n<lexicon uri='http://h/a' fetchtimeout='soon'/>one</speak>", "line 2: ", "time designation"),
    ],
)
async def test_a_document_that_cannot_be_read_is_told_by_line_and_cause(
    telling: RunningServer, body: str, line: str, cause: str
) -> None:
    async with MrcpClient(telling.sip_uri) as client:
        event = await completion_of(await client.begin_speak(body, content_type=SSML), 10)
    assert event.headers.get("Completion-Cause") == "002 parse-failure"
    reason = event.headers.get("Completion-Reason") or ""
    assert line in reason
    assert cause in reason
    async with httpx.AsyncClient(base_url=telling.health_url, timeout=30) as http:
        answer = await http.post("/v1/audio/speech", json={"model": "tts-1", "voice": "alloy", "input": body.strip()})
    if body.startswith("<speak") and "lexicon" not in body:
        assert answer.status_code == 400
        assert line in answer.json()["error"]["message"]


async def test_a_bookmark_is_a_mark(telling: RunningServer) -> None:
    async with MrcpClient(telling.sip_uri) as client:
        speak = await client.begin_speak('<speak>One <bookmark mark="here"/> two.</speak>', content_type=SSML)
        await completion_of(speak, 10)
    markers = [event.headers.get("Speech-Marker") or "" for _, event in speak.events if event.name == "SPEECH-MARKER"]
    assert any(marker.endswith(";here") for marker in markers), markers


def tone_ms(samples: Samples, frequency_hz: float) -> list[int]:
    """The places, in milliseconds, of the frames of 20 ms that are loud and hold nothing but this tone."""
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160).astype(np.float64)
    wave = np.exp(-2j * np.pi * frequency_hz * np.arange(160) / 8000)
    power = 2 * np.abs(frames @ wave) ** 2 / 160
    total = (frames**2).sum(axis=1)
    return [20 * int(place) for place in np.flatnonzero((power > 0.9 * total) & (total > 160 * 500.0**2))]


async def test_what_is_parallel_is_played_one_after_another(telling: RunningServer) -> None:
    tone = to_int16(5000 * np.sin(2 * np.pi * 600 * np.arange(4000) / 8000))
    with serving({"/tone.wav": ("audio/wav", wav(tone))}) as origin:
        body = (
            '<speak><par><media xml:id="answer" begin="question.end+0.5s"><speak>Yes.</speak></media>'
            '<media xml:id="question" begin="0.3s"><speak>Is <emphasis>it</emphasis> open?</speak></media>'
            f'<media begin="answer.end" repeatCount="2" soundLevel="-3dB"><audio src="{origin.url}/tone.wav"/></media>'
            f'<media begin="0s" end="answer.end"><audio src="{origin.url}/music.wav"/></media></par></speak>'
        )
        offset = telling.log.stat().st_size
        async with MrcpClient(telling.sip_uri) as client:
            result = await client.speak(body, content_type=SSML, limit_s=20)
        wait_for(lambda: any(line["event"] == "speak" for line in lines_since(telling, offset)))
        lines = lines_since(telling, offset)
    assert result.cause == "000 normal"
    assert next(line["text"] for line in lines if line["event"] == "speak") == "Is it open? Yes."
    assert [line["event"] for line in lines if line["level"] == "warning"] == [NOT_AS_IT_SHOULD_BE]
    assert origin.asked == ["/tone.wav"]
    places = tone_ms(result.samples, 600)
    assert 900 <= 20 * len(places) <= 1020
    assert places[-1] >= 20 * (len(result.samples) // 160) - 200


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (f'<speak version="1.0" {W3C}>One <break time="10ms"/> <sub alias="two">2nd</sub></speak>', "One two"),
        ('\n<?xml version="1.0"?>\n<speak>One &amp; two</speak>', "One and two"),
        ("<SPEAK>One</SPEAK>", "One"),
        ("<speaker> one", "less than speaker greater than one"),
        (
            "# Hello\n\n**Press** _one_, or `two`.\n- [here](http://h/a_b)\n- there 😀",
            "Hello Press one, or two. here there",
        ),
        ("Press * or #, or dial *67 for 2*3.", None),
    ],
    ids=["ssml", "declaration", "capitals", "no ssml", "markdown", "keys"],
)
async def test_plain_text_that_is_none(telling: RunningServer, body: str, words: str | None) -> None:
    found, told = await spoken(telling, body, TEXT)
    assert told == []
    if words is not None:
        assert " ".join(found.split()) == words
    else:
        assert found.count("star") == 3
        assert "pound" in found or "hash" in found


async def test_plain_text_can_be_left_as_it_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = {"log.text": "full", "mrcp.ssml_in_text": "false", "mrcp.markdown_in_text": "false"}
    settings |= {"mrcp.resources": '["speechsynth"]', "engine.workers": "1"}
    with RunningServer(tmp_path_factory.mktemp("plain") / "log", settings) as server:
        assert (await spoken(server, "<speak>One</speak>", TEXT))[0].split()[:5] == [
            "less",
            "than",
            "speak",
            "greater",
            "than",
        ]
        assert "_two_" in (await spoken(server, "**One** _two_", TEXT))[0]


async def test_a_list_names_a_document_that_is_served_as_text(telling: RunningServer) -> None:
    with serving({"/prompt": (TEXT, b'<speak>One <sub alias="two">b</sub></speak>')}) as origin:
        assert (await spoken(telling, f"{origin.url}/prompt", "text/uri-list"))[0] == "One two"


SAID = {
    ("date", "dmy", "05/06/2025"): "the fifth of June, twenty twenty five",
    ("date", "ddmmyyyy", "05062025"): "the fifth of June, twenty twenty five",
    ("date", "dd-mm-yyyy", "05-06-2025"): "the fifth of June, twenty twenty five",
    ("date", "mm/dd/yyyy", "05/06/2025"): "May sixth, twenty twenty five",
    ("date", "yyyymmdd", "????0922"): "September twenty second",
    ("date", "dmy", "12/31/2025"): "twelve, thirty one, twenty twenty five",
    ("date:dmy", "", "05/06/2025"): "the fifth of June, twenty twenty five",
    ("duration", "", "PT1H30M"): "one hour thirty minutes",
    ("fraction", "", "5+1/2"): "five and a half",
    ("time", "", "1'21&quot;"): "one minute twenty one seconds",
}


def _say_as(kind: str, format_: str, text: str) -> str:
    return f'<say-as interpret-as="{kind}" format="{format_}">{text}</say-as>'


async def test_say_as_obeys_its_format_in_every_spelling(telling: RunningServer) -> None:
    body = " ".join(f"<s>{_say_as(*one)}</s>" for one in SAID)
    found, told = await spoken(telling, f"<speak {W3C}>{body}</speak>", SSML)
    assert told == []
    assert found == " ".join(SAID.values())


DATES = ("the fifth of june", "june fifth", "the sixth of may", "may sixth")
GRAMMAR = (
    '<grammar xmlns="http://www.w3.org/2001/06/grammar" version="1.0" root="date" xml:lang="en-US">'
    f'<rule id="date"><one-of>{"".join(f"<item>{date}</item>" for date in DATES)}</one-of></rule></grammar>'
)


async def test_a_date_is_heard_in_its_order_and_a_word_is_bleeped(telling: RunningServer) -> None:
    """By HTTP, where the record has the request's own text: what is spoken is heard by the recogniser."""

    async def audio(http: httpx.AsyncClient, text: str) -> bytes:
        asked = {"model": "tts-1", "voice": "alloy", "input": f"<speak>{text}</speak>", "response_format": "pcm"}
        answer = await http.post("/v1/audio/speech", json=asked)
        assert answer.status_code == 200, answer.text
        return answer.content

    async with httpx.AsyncClient(base_url=telling.health_url, timeout=30) as http:
        pause = '<break time="700ms"/>'
        said = np.frombuffer(await audio(http, f"{pause}{_say_as('date', 'dd.mm', '05.06.')}{pause}"), "<i2")
        heard = await http.post(
            "/v1/recognize",
            data={"grammar": GRAMMAR},
            files={"file": ("a.wav", wav(said.astype(np.int16), 24000), "audio/wav")},
        )
        bleeped = np.frombuffer(await audio(http, _say_as("expletive", "", "censor this")), "<i2").astype(np.int16)
    assert heard.json()["text"] == "the fifth of june", heard.text
    assert len(bleeped) / 24000 == pytest.approx(0.7, abs=0.1)
    assert 20 * len(tone_ms(bleeped[::3], 1000)) >= 600


@pytest.mark.parametrize("kind", ["expletive", "bleep"])
async def test_what_should_not_be_said_is_a_tone_in_a_call(telling: RunningServer, kind: str) -> None:
    offset = telling.log.stat().st_size
    async with MrcpClient(telling.sip_uri) as client:
        result = await client.speak(f"<speak>What the {_say_as(kind, '', 'heck')} is it?</speak>", content_type=SSML)
    places = tone_ms(result.samples, 1000)
    assert result.cause == "000 normal"
    assert 240 <= 20 * len(places) <= 320
    assert places[0] >= 200
    assert places[-1] <= 20 * (len(result.samples) // 160) - 200
    wait_for(lambda: any(line["event"] == "speak" for line in lines_since(telling, offset)))
    text = next(line["text"] for line in lines_since(telling, offset) if line["event"] == "speak")
    assert text.split() == ["What", "the", "is", "it?"]
