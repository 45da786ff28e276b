"""Recognition in calls over real SIP, MRCP and RTP: what Asterisk's, FreeSWITCH's and UniMRCP's clients do.

The audio is the server's own speech, heard over RTP by the call before; packets of it are lost on the way back.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mrcp_server.client.client import RECOGNIZER, SYNTHESIZER, MrcpClient
from mrcp_server.client.commands import recognize as recognize_command
from mrcp_server.client.commands import say
from mrcp_server.client.control import Exchange, completion_of
from mrcp_server.client.recognize import Grammar
from mrcp_server.client.wav import write_wav
from mrcp_server.mrcp.wire.codes import Method
from tests.interop.lossy_wire import LossyWire
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

Samples = NDArray[np.int16]

MENU = Grammar(
    "application/srgs+xml",
    b"""<?xml version="1.0"?>
<grammar xmlns="http://www.w3.org/2001/06/grammar" xml:lang="en-US" version="1.0" mode="voice" root="menu">
  <rule id="menu" scope="public"><one-of>
    <item>call the sales department</item><item>call the support department</item>
    <item>leave a message</item><item>repeat the menu</item>
  </one-of></rule>
</grammar>""",
)
URI_LIST = ("Content-Type", "text/uri-list")
NOT_QUEUED = ("Cancel-If-Queue", "false")


async def spoken(server: RunningServer, text: str) -> Samples:
    async with MrcpClient(server.sip_uri) as client:
        return (await client.speak(text)).samples


@pytest.mark.parametrize("loss", [False, True], ids=["clean", "with loss and duplicates"])
async def test_a_defined_grammar_is_recognized_by_its_session_uri(server: RunningServer, loss: bool) -> None:
    """`uc-recog`, mod_unimrcp, app_unimrcp: DEFINE-GRAMMAR, then RECOGNIZE with text/uri-list `session:…`."""
    samples = await spoken(server, "call the sales department")
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        if loss:
            LossyWire(client.audio)
        result = await client.recognize(samples, MENU)
    assert result.cause == "000 success", result
    assert "call the sales department" in result.result
    assert result.start_of_input_ms is not None


async def press(client: MrcpClient, keys: str) -> None:
    answer = client.call.answer
    assert answer.telephone_event_type is not None
    await client.audio.send_keys(keys, answer.audio, answer.telephone_event_type)


async def recognize(client: MrcpClient, uri: str, *headers: tuple[str, str]) -> Exchange:
    channel = client.call.channels[RECOGNIZER]
    return await channel.request(Method.RECOGNIZE, [NOT_QUEUED, *headers, URI_LIST], uri.encode(), timeout_s=10)


def names(exchange: Exchange) -> Sequence[str]:
    return [str(event.name) for _, event in exchange.events]


@pytest.mark.parametrize("loss", [False, True], ids=["clean", "with loss and duplicates"])
async def test_keys_are_digits(server: RunningServer, loss: bool) -> None:
    """`umc-dtmf`: `builtin:dtmf/digits`, then 1 2 3 4 as telephone events. UniMRCP's own server ends it in 002."""
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        if loss:
            LossyWire(client.audio)
        exchange = await recognize(client, "builtin:dtmf/digits?length=4")
        await press(client, "1234")
        event = await completion_of(exchange, 10)
    assert event.headers.get("Completion-Cause") == "000 success", event.body
    assert b"<instance>1234</instance>" in event.body
    assert b'mode="dtmf"' in event.body
    assert names(exchange)[0] == "START-OF-INPUT"


async def test_a_prompt_with_timers_started_at_its_end_and_barge_in_by_stop(server: RunningServer) -> None:
    """app_unimrcp's SynthAndRecog: two dialogs, Start-Input-Timers false; START-OF-INPUT makes the client STOP."""
    samples = await spoken(server, "leave a message")
    async with (
        MrcpClient(server.sip_uri, resources=(SYNTHESIZER,)) as prompt,
        MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client,
    ):
        await prompt.begin_speak("Please tell me what you want to do. " * 6)
        recognizing = asyncio.create_task(
            client.recognize(samples, MENU, headers=[("Start-Input-Timers", "false"), ("No-Input-Timeout", "300")])
        )
        await asyncio.sleep(0.6)
        stopped = await prompt.stop()
        result = await recognizing
    assert len(stopped) == 1
    assert result.cause == "000 success"
    assert "leave a message" in result.result


async def test_in_one_session_the_callers_voice_silences_the_prompt(server: RunningServer) -> None:
    samples = await spoken(server, "repeat the menu")
    async with MrcpClient(server.sip_uri, resources=(SYNTHESIZER, RECOGNIZER)) as client:
        speak = await client.begin_speak("This prompt is long enough to be interrupted by anybody who wants to. " * 4)
        await asyncio.sleep(0.5)
        result = await client.recognize(samples, MENU)
        event = await completion_of(speak, 5)
    assert event.headers.get("Completion-Cause") == "001 barge-in"
    assert result.cause == "000 success"
    assert "repeat the menu" in result.result


async def test_nothing_said_is_no_input(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(np.zeros(1600, np.int16), MENU, headers=[("No-Input-Timeout", "600")])
    assert result.cause == "002 no-input-timeout"
    assert result.start_of_input_ms is None


async def test_the_command_says_what_it_understood(
    server: RunningServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said, grammar = tmp_path / "said.wav", tmp_path / "menu.grxml"
    grammar.write_bytes(MENU.body)
    assert await say("call the sales department", server=server.sip_uri, out=said) == 0
    assert await recognize_command(said, server=server.sip_uri, grammar=grammar) == 0
    assert "call the sales department" in capsys.readouterr().out


_TONES = {"1": (697, 1209), "2": (697, 1336), "3": (697, 1477), "4": (770, 1209), "0": (941, 1336), "#": (941, 1477)}


async def test_the_command_reads_the_keys_of_a_recording(
    server: RunningServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    time = np.arange(800) / 8000
    pieces: list[Samples] = [np.zeros(1600, np.int16)]
    for key in "1302":
        low, high = _TONES[key]
        tone = np.sin(2 * np.pi * low * time) + np.sin(2 * np.pi * high * time)
        pieces += [(4000 * tone).astype(np.int16), np.zeros(800, np.int16)]
    recording = tmp_path / "keys.wav"
    write_wav(recording, np.concatenate(pieces), 8000)
    assert await recognize_command(recording, server=server.sip_uri, builtin="dtmf/digits?length=4") == 0
    assert "<instance>1302</instance>" in capsys.readouterr().out
