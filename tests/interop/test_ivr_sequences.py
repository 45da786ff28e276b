"""The sequences of FreeSWITCH's mod_unimrcp and Asterisk's app_unimrcp end with the result RFC 6787 says, over clean
and bad lines: grammars by `session:` URI, timers started after the prompt, barge-in by STOP, hotword, keys.
"""

import asyncio

import pytest

from mrcp_server.client.client import MrcpClient
from mrcp_server.client.control import completion_of
from tests.fakes.telephone_audio import Pcm
from tests.interop.ivr import Ivr, outcome, started
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.interop, pytest.mark.anyio]
lines = pytest.mark.parametrize("loss", [False, True], ids=["clean", "lossy"])

_HEAD = '<grammar xmlns="http://www.w3.org/2001/06/grammar" version="1.0" root="r" xml:lang="en-US"'
MENU = f"""<?xml version="1.0"?>
{_HEAD} mode="voice"><rule id="r" scope="public"><one-of>
  <item>call the sales department</item><item>leave a message</item>
</one-of></rule></grammar>""".encode()
ANSWER = f"""<?xml version="1.0"?>
{_HEAD} mode="voice"><rule id="r" scope="public"><one-of><item>yes</item><item>no</item></one-of></rule></grammar>
""".encode()
PIN = f"""<?xml version="1.0"?>
{_HEAD} mode="dtmf"><rule id="r" scope="public"><item repeat="4"><ruleref uri="#key"/></item></rule>
<rule id="key"><one-of>{"".join(f"<item>{key}</item>" for key in range(10))}</one-of></rule></grammar>""".encode()
LONG_PROMPT = "Welcome. Please tell me what you want to do, or enter your number. " * 5


async def speech_of(server: RunningServer, text: str) -> Pcm:
    async with MrcpClient(server.sip_uri) as client:
        return (await client.speak(text)).samples


@lines
async def test_the_timers_start_after_the_prompt_and_the_answer_is_recognized(
    server: RunningServer, loss: bool
) -> None:
    """`play_and_detect_speech`, `SynthAndRecog`: the prompt outlasts No-Input-Timeout, which does not run yet."""
    said = await speech_of(server, "leave a message")
    async with Ivr(server, loss=loss) as ivr:
        await ivr.define("menu", MENU)
        recognize = await ivr.recognize("session:menu", Start_Input_Timers="false", No_Input_Timeout="800")
        prompt = await ivr.prompt.speak("Please tell me what you want to do.")
        assert prompt.cause == "000 normal"
        assert not recognize.completion.done()
        assert (await ivr.start_input_timers()).status == 200
        await ivr.say(said)
        cause, body = await outcome(recognize)
    assert cause == "000 success", body
    assert "leave a message" in body
    assert 'grammar="session:menu"' in body
    assert len(started(recognize)) == 1
    assert ivr.wire is None or ivr.wire.lost


@lines
async def test_nobody_answers_after_the_prompt(server: RunningServer, loss: bool) -> None:
    async with Ivr(server, loss=loss) as ivr:
        await ivr.define("menu", MENU)
        recognize = await ivr.recognize("session:menu", Start_Input_Timers="false", No_Input_Timeout="700")
        assert (await ivr.prompt.speak("Yes or no?")).cause == "000 normal"
        assert not recognize.completion.done()
        await ivr.start_input_timers()
        cause, body = await outcome(recognize)
    assert cause == "002 no-input-timeout"
    assert "<noinput" in body or not body
    assert not started(recognize)


@lines
async def test_speech_over_the_prompt_makes_the_ivr_stop_it(server: RunningServer, loss: bool) -> None:
    said = await speech_of(server, "call the sales department")
    async with Ivr(server, loss=loss) as ivr:
        await ivr.define("menu", MENU)
        recognize = await ivr.recognize("session:menu", Start_Input_Timers="false", No_Input_Timeout="5000")
        await ivr.prompt.begin_speak(LONG_PROMPT)
        await asyncio.sleep(0.5)
        saying = asyncio.create_task(ivr.say(said))
        event = await ivr.until_start_of_input(recognize)
        assert event.headers.get("Input-Type") == "speech"
        assert len(await ivr.prompt.stop()) == 1
        await saying
        cause, body = await outcome(recognize)
    assert (cause, "call the sales department" in body) == ("000 success", True), body


@lines
async def test_a_key_over_the_prompt_makes_the_ivr_stop_it(server: RunningServer, loss: bool) -> None:
    async with Ivr(server, loss=loss) as ivr:
        await ivr.define("pin", PIN)
        recognize = await ivr.recognize("session:pin", Start_Input_Timers="false", DTMF_Interdigit_Timeout="3000")
        await ivr.prompt.begin_speak(LONG_PROMPT)
        await asyncio.sleep(0.3)
        pressing = asyncio.create_task(ivr.press("2255"))
        event = await ivr.until_start_of_input(recognize)
        assert event.headers.get("Input-Type") == "dtmf"
        assert len(await ivr.prompt.stop()) == 1
        await pressing
        cause, body = await outcome(recognize)
    # SRGS says "2 2 5 5"; without tags the instance is the input (§6.3.1).
    assert cause == "000 success", body
    assert "<instance>2255</instance>" in body.replace("2 2 5 5", "2255")
    assert 'mode="dtmf"' in body


@lines
async def test_several_grammars_of_both_modes_in_one_list(server: RunningServer, loss: bool) -> None:
    """Speech is heard by the grammar that fits, and the next caller's keys by another one of the same list."""
    said = await speech_of(server, "leave a message")
    async with Ivr(server, loss=loss) as ivr:
        for name, grammar in (("answer", ANSWER), ("menu", MENU), ("pin", PIN)):
            await ivr.define(name, grammar)
        names = ("session:answer", "session:menu", "session:pin")
        by_voice = await ivr.recognize(*names)
        await ivr.say(said)
        cause, body = await outcome(by_voice)
        assert (cause, 'grammar="session:menu"' in body) == ("000 success", True), body
        # The grammars live as long as the session.
        by_keys = await ivr.recognize(*names)
        await ivr.press("0011")
        cause, body = await outcome(by_keys)
    assert (cause, 'grammar="session:pin"' in body) == ("000 success", True), body


@lines
async def test_keys_that_fit_no_grammar_are_no_match(server: RunningServer, loss: bool) -> None:
    async with Ivr(server, loss=loss) as ivr:
        await ivr.define("pin", PIN)
        recognize = await ivr.recognize("session:pin", DTMF_Interdigit_Timeout="600")
        await ivr.press("12*")
        cause, _ = await outcome(recognize)
        assert cause == "001 no-match"
        ended_by_key = await ivr.recognize("builtin:dtmf/digits?minlength=2;maxlength=9", DTMF_Term_Char="#")
        await ivr.press("7788#")
        cause, body = await outcome(ended_by_key)
    assert (cause, "<instance>7788</instance>" in body) == ("000 success", True), body


@lines
async def test_a_hotword_is_found_and_what_does_not_match_is_passed_over(server: RunningServer, loss: bool) -> None:
    """§9.9: no START-OF-INPUT; the prompt plays on until the word is heard."""
    other = await speech_of(server, "I do not know what you are talking about")
    said = await speech_of(server, "call the sales department")
    async with Ivr(server, loss=loss) as ivr:
        await ivr.define("menu", MENU)
        recognize = await ivr.recognize(
            "session:menu", Recognition_Mode="hotword", Start_Input_Timers="false", Confidence_Threshold="0.4"
        )
        prompt = await ivr.prompt.begin_speak(LONG_PROMPT)
        await ivr.say(other)
        await asyncio.sleep(1.5)
        assert not recognize.completion.done()
        assert not prompt.completion.done()
        await ivr.say(said)
        cause, body = await outcome(recognize)
        assert len(await ivr.prompt.stop()) == 1
    assert (cause, "call the sales department" in body) == ("000 success", True), body
    assert not started(recognize)


async def test_start_input_timers_that_cross_the_callers_speech_change_nothing(server: RunningServer) -> None:
    said = await speech_of(server, "leave a message")
    async with Ivr(server, loss=False) as ivr:
        await ivr.define("menu", MENU)
        recognize = await ivr.recognize("session:menu", Start_Input_Timers="false", No_Input_Timeout="100")
        saying = asyncio.create_task(ivr.say(said))
        await ivr.until_start_of_input(recognize)
        assert (await ivr.start_input_timers()).status == 200
        await saying
        event = await completion_of(recognize, 15)
    assert event.headers.get("Completion-Cause") == "000 success"
