"""Keys of a call that is over, at a started server: they answer no other call from that host, whether they waited in
the server's socket or arrive while the next call runs."""

import asyncio

import pytest

from mrcp_server.client.audio import AudioPort
from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.control import completion_of
from mrcp_server.mrcp.wire.codes import Method
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

Target = tuple[str, int]


async def ask_for_a_key(client: MrcpClient, telephone: AudioPort, key: str) -> bytes:
    """The result of one key's RECOGNIZE, pressed unless there is one already."""
    fields = [("Content-Type", "text/uri-list"), ("Cancel-If-Queue", "false"), ("No-Input-Timeout", "5000")]
    channel = client.call.channels[RECOGNIZER]
    exchange = await channel.request(Method.RECOGNIZE, fields, b"builtin:dtmf/digits?length=1", timeout_s=10)
    await asyncio.sleep(0.1)
    if not exchange.completion.done():
        answer = client.call.answer
        assert answer.telephone_event_type is not None
        await telephone.send_keys(key, answer.audio, answer.telephone_event_type)
    return (await completion_of(exchange, 10)).body


async def call_and_leave(server: RunningServer, line: AudioPort) -> tuple[Target, int]:
    """A call whose telephone is `line`. Returns where its keys went, and the payload type."""
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        answer = client.call.answer
        assert answer.telephone_event_type is not None
        assert b"<instance>4</instance>" in await ask_for_a_key(client, line, "4")
    return answer.audio, answer.telephone_event_type


@pytest.mark.parametrize("when", ["between the calls", "in the next call"])
async def test_keys_of_a_call_that_is_over_answer_no_other(server: RunningServer, when: str) -> None:
    line = AudioPort("127.0.0.1")
    line.open()
    try:
        target, payload_type = await call_and_leave(server, line)
        if when == "between the calls":
            await line.send_keys("7", target, payload_type)
        async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
            if when == "in the next call":
                assert client.call.answer.audio == target
                await line.send_keys("7", target, payload_type)
            assert b"<instance>1</instance>" in await ask_for_a_key(client, client.audio, "1")
    finally:
        line.close()
