"""One caller's flood of its own stream, or a stranger's of our port, at a started server: others hear and are heard as
if it were not there, and the log says who it is."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from mrcp_server.client.arrivals import sort_by_arrival
from mrcp_server.client.client import RECOGNIZER, SYNTHESIZER, MrcpClient
from mrcp_server.client.control import completion_of
from mrcp_server.mrcp.wire.codes import Method
from tests.fakes.flood import RATE, Flood, Kind
from tests.interop.running import HOST, RunningServer
from tests.interop.stranger import SipStranger, lines_since, wait_for

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

OFFER = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=connection:new\r\na=resource:speechrecog\r\na=cmid:1\r\n"
    "m=audio {port} RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=sendonly\r\na=mid:1\r\n"
)
SENTENCE = "One, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen."
KEYS = "9876543210"
LONGEST_GAP_MS = 30.0


@contextmanager
def flooding(server: RunningServer, kind: Kind) -> Iterator[None]:
    """A call whose telephone floods."""
    with Flood(kind, RATE) as flood, SipStranger(server) as stranger:
        stranger.send(stranger.request("INVITE", OFFER.format(port=flood.port)))
        answer = stranger.receive()
        assert answer.startswith("SIP/2.0 200")
        stranger.acknowledge(answer)
        port = next(int(line.split()[1]) for line in answer.splitlines() if line.startswith("m=audio"))
        flood.start((HOST, port))
        try:
            yield
        finally:
            stranger.bye(answer)


@pytest.mark.parametrize("kind", Kind)
async def test_others_hear_and_are_heard_beside_a_flood(server: RunningServer, kind: Kind) -> None:
    offset = server.log.stat().st_size
    async with MrcpClient(server.sip_uri, resources=(SYNTHESIZER, RECOGNIZER)) as client:
        answer = client.call.answer
        assert answer.telephone_event_type is not None
        fields = [("Content-Type", "text/uri-list"), ("No-Input-Timeout", "20000")]
        grammar = f"builtin:dtmf/digits?length={len(KEYS)}".encode()
        listening = await client.call.channels[RECOGNIZER].request(Method.RECOGNIZE, fields, grammar, timeout_s=10)
        # What opened the call is not measured: the flood begins in the middle of it.
        with flooding(server, kind):
            await asyncio.sleep(0.5)
            spoken = await client.speak(SENTENCE)
            await client.audio.send_keys(KEYS, answer.audio, answer.telephone_event_type)
            heard = await completion_of(listening, 10)
    assert spoken.is_normal
    assert spoken.order.lost == 0
    assert KEYS.encode() in heard.body
    gaps_ms = np.diff(sort_by_arrival(client.audio.arrivals())["arrival_ns"]) / 1e6
    # The very longest is measured by `python -m bench floods`, on a machine that does nothing else.
    assert np.percentile(gaps_ms, 99) <= LONGEST_GAP_MS
    if kind is not Kind.STRANGERS and kind is not Kind.REPORTS:
        wait_for(lambda: [one for one in lines_since(server, offset) if one["event"] == "media flood"])
    assert len([one for one in lines_since(server, offset) if one["level"] == "warning"]) <= 1
