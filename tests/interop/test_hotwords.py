"""Hotwords heard by real recognisers at a started server: alone, behind other speech, in the midst of it, and not there
(RFC 6787 §9.9)."""

import asyncio

import pytest

from mrcp_server.client.control import completion_of
from tests.fakes.telephone_audio import joined
from tests.human_speech.recordings import missing, recording
from tests.human_speech.voices import synthetic_voices
from tests.human_speech.words import MONTHS, list_grammar
from tests.interop.ivr import Ivr, outcome, started
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.anyio, pytest.mark.interop]
people = pytest.mark.skipif(bool(missing()), reason=missing())

MENU = (
    b'<grammar xmlns="http://www.w3.org/2001/06/grammar" version="1.0" xml:lang="en-US" root="a"><rule id="a"><one-of>'
    b"<item>call the sales department</item><item>talk to customer service</item><item>operator</item>"
    b"<item>call forwarding</item><item>do not disturb</item></one-of></rule></grammar>"
)
QUIET_S = 1.0
BUSY_S = 6.0
"""How late a timer may be on a busy machine."""
speak = synthetic_voices("tuning")["natural"]
SAID = ("january", "july", "august", "december")
OTHER = "I do not know what to say about that"


async def test_who_falls_silent_behind_other_speech_is_told_so(heard_by: RunningServer) -> None:
    said = joined(0.3, speak(OTHER))
    async with Ivr(heard_by, loss=False) as ivr:
        await ivr.define("menu", MENU)
        recognize = await ivr.recognize("session:menu", Recognition_Mode="hotword", No_Input_Timeout="2500")
        await ivr.say(said)
        assert not recognize.completion.done()
        cause, _ = await outcome(recognize, 2.5 + BUSY_S)
    assert cause == "002 no-input-timeout"
    assert not started(recognize)


async def test_timers_that_are_started_while_other_speech_is_passed_over_run_behind_it(server: RunningServer) -> None:
    said = joined(0.3, speak(OTHER))
    async with Ivr(server, loss=False) as ivr:
        await ivr.define("menu", MENU)
        recognize = await ivr.recognize(
            "session:menu", Recognition_Mode="hotword", No_Input_Timeout="800", Start_Input_Timers="false"
        )
        saying = asyncio.create_task(ivr.say(said))
        await asyncio.sleep(1.0)
        assert (await ivr.start_input_timers()).status == 200
        await saying
        cause, _ = await outcome(recognize, 0.8 + BUSY_S)
    assert cause == "002 no-input-timeout"


@people
@pytest.mark.parametrize(
    ("heard_by", "month"),
    # PocketSphinx takes "december" for "february" now and then, by where in a frame of its own the word begins.
    [*(("server", month) for month in SAID), *(("sphinx", month) for month in SAID if month != "december")],
    indirect=["heard_by"],
)
async def test_a_hotword_behind_other_speech_is_found(heard_by: RunningServer, month: str) -> None:
    """The end of what was rejected is no part of it."""
    headers = {"Recognition_Mode": "hotword", "Speech_Complete_Timeout": "100", "No_Input_Timeout": "10000"}
    async with Ivr(heard_by, loss=False) as ivr:
        await ivr.define("months", list_grammar(MONTHS).encode(), "application/srgs")
        recognize = await ivr.recognize("session:months", **headers)
        await ivr.say(joined(0.3, recording("pbx-invalid"), 0.6, recording(MONTHS[month])))
        cause, body = await outcome(recognize)
    assert (cause, month in body) == ("000 success", True), body


async def test_a_hotword_is_found_while_the_caller_speaks_on(heard_by: RunningServer) -> None:
    said = joined(
        0.3, speak(f"well I do not know so please call the sales department because {OTHER} and {OTHER} and {OTHER}")
    )
    async with Ivr(heard_by, loss=False) as ivr:
        await ivr.define("menu", MENU)
        recognize = await ivr.recognize(
            "session:menu", Recognition_Mode="hotword", Recognition_Timeout="60000", Speech_Complete_Timeout="60000"
        )
        saying = asyncio.create_task(ivr.say(said))
        event = await completion_of(recognize, 30)
        assert not saying.done()
        await saying
    assert event.headers.get("Completion-Cause") == "000 success"
    assert b"call the sales department" in event.body


@people
@pytest.mark.parametrize("name", ["call-forwarding", "do-not-disturb"])
async def test_a_person_says_it_in_the_midst_of_a_sentence(server: RunningServer, name: str) -> None:
    before, behind = recording("vm-enter-num-to-call"), recording("privacy-unident")
    async with Ivr(server, loss=False) as ivr:
        await ivr.define("menu", MENU)
        recognize = await ivr.recognize("session:menu", Recognition_Mode="hotword", Recognition_Timeout="60000")
        await ivr.say(joined(0.3, before, 0.05, recording(name), 0.05, behind))
        cause, body = await outcome(recognize)
    assert (cause, name.replace("-", " ") in body) == ("000 success", True), body


@people
async def test_sentences_without_it_raise_no_alarm(heard_by: RunningServer) -> None:
    names = ("vm-enter-num-to-call", "conf-locked", "privacy-prompt", "followme/sorry", "dir-instr", "pbx-invalid")
    async with Ivr(heard_by, loss=False) as ivr:
        await ivr.define("menu", MENU)
        recognize = await ivr.recognize(
            "session:menu", Recognition_Mode="hotword", Recognition_Timeout="60000", No_Input_Timeout="60000"
        )
        await ivr.say(joined(0.3, *(part for name in names for part in (recording(name), 0.5))))
        await asyncio.sleep(QUIET_S)
        assert not recognize.completion.done()


async def test_speech_that_can_be_no_sentence_ends_early_where_that_is_wanted(server: RunningServer) -> None:
    """Early-No-Match (§9.4.33) while the caller speaks on."""
    said = joined(0.3, speak("what is the weather like in the mountains today " * 4))
    async with Ivr(server, loss=False) as ivr:
        await ivr.define("menu", MENU)
        patient = {"Recognition_Timeout": "60000", "Speech_Complete_Timeout": "60000"}
        recognize = await ivr.recognize("session:menu", Early_No_Match="true", **patient)
        saying = asyncio.create_task(ivr.say(said))
        event = await completion_of(recognize, 30)
        assert not saying.done()
        await saying
    assert event.headers.get("Completion-Cause") == "001 no-match"
