"""Input that would crash an engine, or does: the answer of a started server, and what it costs others."""

import httpx
import pytest

from mrcp_server.client.client import SYNTHESIZER, MrcpClient
from mrcp_server.client.control import answer_of, completion_of
from tests.fakes.whole_server import running, scenario, uri_of

ANSWER_S = 20.0
SSML = '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="{lang}">{text}</speak>'
PLS = (
    '<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en-US">'
    "<lexeme><grapheme>x</grapheme><phoneme>{phonemes}</phoneme></lexeme></lexicon>"
)
ESPEAK = "engine.synthesizer=espeak"


@pytest.mark.interop
@scenario
async def test_what_overran_the_library_is_spoken() -> None:
    """250 phonemes in a row, and words of figures, wrote behind the ends of its buffers."""
    said = [
        ("en-US", f'<phoneme ph="{"t" * 250}">x</phoneme>'),
        ("en-US", f'<phoneme ph="{"ˈaː" * 300}">x</phoneme>'),
        ("en-US", "".join(f'<phoneme ph="{"ɛː" * 40}">x</phoneme>' for _ in range(30))),
        ("ka", "2.5" * 100),
    ]
    async with running(ESPEAK) as server, httpx.AsyncClient(timeout=ANSWER_S) as http:
        for language, text in said:
            document = SSML.format(lang=language, text=text)
            wanted = {"model": "espeak", "input": document, "voice": "alloy", "response_format": "pcm"}
            spoken = await http.post(f"http://127.0.0.1:{server.http.port}/v1/audio/speech", json=wanted)
            assert (spoken.status_code, len(spoken.content) > 100_000) == (200, True), (language, text)
        assert server.pool.counters.worker_deaths == 0


@pytest.mark.interop
@scenario
async def test_a_pronunciation_longer_than_any_is_refused_in_documents_and_lexicons() -> None:
    async with running(ESPEAK) as server, MrcpClient(uri_of(server)) as client:
        speaking = await client.begin_speak(SSML.format(lang="en-US", text=f'<phoneme ph="{"a" * 1001}">x</phoneme>'))
        complete = await completion_of(speaking, ANSWER_S)
        assert complete.headers.get("Completion-Cause") == "002 parse-failure"
        assert "1001 characters" in (complete.headers.get("Completion-Reason") or "")
        fields = [("Content-ID", "<l@x>"), ("Content-Type", "application/pls+xml")]
        lexicon = PLS.format(phonemes="a" * 1001).encode()
        defining = client.call.channels[SYNTHESIZER].send("DEFINE-LEXICON", fields, lexicon)
        answer = await answer_of(defining, ANSWER_S)
        assert (answer.status, (answer.headers.get("Completion-Cause") or "")[:3]) == (407, "006")
        assert "1001 characters" in (answer.headers.get("Completion-Reason") or "")
        assert server.pool.counters.worker_deaths == 0


@pytest.mark.interop
@scenario
async def test_what_crashed_an_engine_is_004_and_another_caller_speaks_on() -> None:
    deadly = ("Vendor-Specific-Parameters", 'tone.script="tone 600 100 crash"')
    async with (
        running("engine.workers=2") as server,
        MrcpClient(uri_of(server)) as client,
        MrcpClient(uri_of(server)) as other,
    ):
        long = await other.begin_speak("one two three four five six seven eight nine ten " * 5)
        for reason in ("crashed an engine worker: ", "crashed an engine worker before"):
            event = await completion_of(await client.begin_speak("one", headers=[deadly]), ANSWER_S)
            assert event.headers.get("Completion-Cause") == "004 error"
            assert reason in (event.headers.get("Completion-Reason") or "")
        assert (server.pool.counters.worker_deaths, server.pool.counters.retried) == (1, 0)
        assert (await completion_of(long, ANSWER_S)).headers.get("Completion-Cause") == "000 normal"
