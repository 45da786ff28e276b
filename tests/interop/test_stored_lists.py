"""Lists of URIs that a session keeps: what FreeSWITCH (`define-grammar=true`) and res_speech define and then name.

From outside: a started server, its real recogniser and voice, over SIP, MRCP and RTP.
"""

from collections.abc import Sequence

import numpy as np
import pytest

from mrcp_server.client.client import RECOGNIZER, SYNTHESIZER, MrcpClient
from mrcp_server.client.control import answer_of, completion_of
from mrcp_server.client.recognize import Grammar
from mrcp_server.mrcp.wire.codes import Method
from mrcp_server.mrcp.wire.message import Response
from tests.interop.running import RunningServer
from tests.interop.test_recognition_call import MENU, URI_LIST, press, recognize, spoken

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

ANSWER_S = 10.0


async def define(client: MrcpClient, name: str, body: bytes, content_type: str = "text/uri-list") -> Response:
    """DEFINE-GRAMMAR with a Content-ID without angle brackets, as mod_unimrcp writes it."""
    fields = [("Content-Type", content_type), ("Content-ID", name)]
    return await answer_of(client.call.channels[RECOGNIZER].send(Method.DEFINE_GRAMMAR, fields, body), ANSWER_S)


async def test_keys_are_recognized_by_a_stored_list(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        assert (await define(client, "pin", b"builtin:dtmf/digits?length=2\r\n")).status == 200
        exchange = await recognize(client, "session:pin")
        await press(client, "42")
        event = await completion_of(exchange, ANSWER_S)
    assert event.headers.get("Completion-Cause") == "000 success", event.body
    assert b'grammar="session:pin"' in event.body
    assert b"<instance>42</instance>" in event.body


async def test_speech_is_recognized_by_a_stored_list_of_stored_grammars(server: RunningServer) -> None:
    samples = await spoken(server, "call the sales department")
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        assert (await define(client, "menu", MENU.body, MENU.content_type)).status == 200
        assert (await define(client, "both", b"builtin:dtmf/digits\r\nsession:menu\r\n")).status == 200
        result = await client.recognize(samples, Grammar("text/uri-list", b"session:both"))
        silent = await client.recognize(
            np.zeros(800, np.int16), Grammar("text/uri-list", b"session:both"), headers=[("No-Input-Timeout", "200")]
        )
    assert result.cause == "000 success", result
    assert 'grammar="session:both"' in result.result
    assert "call the sales department" in result.result
    assert 'grammar="session:both"' in silent.result


@pytest.mark.parametrize("lists", [("a",), ("a", "b")], ids=["itself", "each other"])
async def test_lists_in_a_circle_are_refused_and_the_session_goes_on(
    server: RunningServer, lists: Sequence[str]
) -> None:
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        for name, other in zip(lists, [*lists[1:], lists[0]], strict=True):
            answer = await define(client, name, f"session:{other}".encode())
        assert answer.status == 407
        assert (answer.headers.get("Completion-Cause") or "")[:3] in ("004", "005")
        assert answer.headers.get("Completion-Reason")
        assert (await define(client, "pin", b"builtin:dtmf/digits")).status == 200


async def test_a_stored_list_is_spoken_as_a_list(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri, resources=(SYNTHESIZER,)) as client:
        text = await client.speak("Good morning, and welcome to the service line.", headers=[("Content-ID", "<hello>")])
        listed = await client.speak("session:hello", content_type=URI_LIST[1], headers=[("Content-ID", "<all>")])
        stored = await client.speak("session:all", content_type=URI_LIST[1])
    assert (text.cause, listed.cause, stored.cause) == ("000 normal",) * 3
    assert abs(len(stored.samples) - len(text.samples)) < 1600, "something else was spoken"


async def test_a_spoken_list_that_refers_to_itself_ends(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri, resources=(SYNTHESIZER,)) as client:
        ended = await client.speak("session:all", content_type=URI_LIST[1], headers=[("Content-ID", "<all>")])
        after = await client.speak("Hello.")
    assert (ended.cause, after.cause) == ("002 parse-failure", "000 normal")
