"""Keys to a started server, as senders with habits of their own press them: every press is a key, and an input by keys
has no other timers than those of keys (RFC 6787 §9.4.17, §9.4.18)."""

import asyncio

import pytest

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.control import Exchange
from mrcp_server.mrcp.wire.codes import Method
from rtp.wire.telephone_event import event_of
from tests.fakes.key_wire import EVENT_TYPE, KeySender, Wire, send
from tests.interop.ivr import outcome
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

SENDERS = {
    "again within 20 ms": KeySender(pause_ticks=(0, 150)),
    "again within 20 ms, one packet a press": KeySender(
        update_ticks=400, duration_ticks=(200, 390), pause_ticks=(0, 150)
    ),
    "one timestamp for all": KeySender(keeps_timestamp=True, pause_ticks=(480, 800)),
    "one timestamp, one packet a press": KeySender(
        keeps_timestamp=True, update_ticks=400, duration_ticks=(200, 390), pause_ticks=(900, 1000)
    ),
}


async def recognize(client: MrcpClient, uri: str, **headers: str) -> Exchange:
    fields = [(name.replace("_", "-"), value) for name, value in headers.items()]
    fields += [("Cancel-If-Queue", "false"), ("Content-Type", "text/uri-list")]
    return await client.call.channels[RECOGNIZER].request(Method.RECOGNIZE, fields, uri.encode(), timeout_s=10)


async def press(client: MrcpClient, sender: KeySender, keys: str) -> None:
    """Send the packets of these keys, each at its time."""
    answer = client.call.answer
    assert answer.telephone_event_type == EVENT_TYPE
    loop = asyncio.get_running_loop()
    began = loop.time()
    for at, datagram in Wire().carry(send(sender, map(event_of, keys), seed=14), seed=14):
        await asyncio.sleep(began + at - loop.time())
        client.audio._socket.sendto(datagram, answer.audio)


@pytest.mark.parametrize("sender", SENDERS.values(), ids=list(SENDERS))
async def test_there_are_as_many_keys_as_presses(server: RunningServer, sender: KeySender) -> None:
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        exchange = await recognize(client, "builtin:dtmf/digits?length=8")
        await press(client, sender, "55522277")
        cause, body = await outcome(exchange)
    assert cause == "000 success", body
    assert "<instance>55522277</instance>" in body


@pytest.mark.parametrize("speech", ["dtmf", "grammar"])
async def test_recognition_timeout_does_not_end_keys_that_go_on(server: RunningServer, speech: str) -> None:
    """Ten keys take longer than the timeout allows for an utterance: app_unimrcp's samples have `t=5000`."""
    sender = KeySender(duration_ticks=(800, 800), pause_ticks=(800, 800))
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        timeouts = {"Recognition_Timeout": "700", "DTMF_Interdigit_Timeout": "2500"}
        exchange = await recognize(client, f"builtin:{speech}/digits", **timeouts)
        await press(client, sender, "0123456789")
        cause, body = await outcome(exchange)
    assert cause == "000 success", body
    assert "<instance>0123456789</instance>" in body


async def test_recognition_timeout_does_not_end_half_an_input_by_keys_either(server: RunningServer) -> None:
    """As VoiceXML asks: what the caller leaves unfinished has waited for its inter-digit timeout, and is no match."""
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        timeouts = {"Recognition_Timeout": "300", "DTMF_Interdigit_Timeout": "1200"}
        exchange = await recognize(client, "builtin:dtmf/digits?length=4", **timeouts)
        await press(client, KeySender(), "12")
        loop = asyncio.get_running_loop()
        began = loop.time()
        cause, _ = await outcome(exchange)
    assert cause == "001 no-match"
    assert loop.time() - began > 0.9


async def test_nothing_shows_which_keys_were_pressed(server: RunningServer) -> None:
    """They are PINs and card numbers; what of them is to be seen says `log.text`."""
    offset = server.log.stat().st_size
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        exchange = await recognize(client, "builtin:dtmf/digits?length=8")
        await press(client, KeySender(), "73917391")
        cause, _ = await outcome(exchange)
    assert cause == "000 success"
    state = await asyncio.to_thread(server.get, "/console/state")
    ladders = [
        await asyncio.to_thread(server.get, f"/console/sessions/{one['session']}") for one in state["recent"][:1]
    ]
    labels = [event["label"] for event in ladders[0]["events"]]
    assert labels.count("key pressed") == 8
    with server.log.open("rb") as log:
        log.seek(offset)
        assert b"73917391" not in log.read()
