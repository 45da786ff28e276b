"""Octets that are no letters where a name is expected, at a started server: answered as what they are, and no fault."""

import socket

import pytest

from tests.interop.running import RunningServer
from tests.interop.stranger import OFFER, SipStranger, header, mrcp_message, tag_of, told

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

BOUNDARIES = [b"\xff\xfe", b"\xc3\xbc", b'"a b\xe9"', b"x" * 300]


@pytest.mark.parametrize("boundary", BOUNDARIES)
async def test_a_multipart_is_cut_at_whatever_its_boundary_is(server: RunningServer, boundary: bytes) -> None:
    plain = boundary.strip(b'"')
    body = b"--%b\r\nContent-Type: text/plain\r\n\r\nYes.\r\n--%b--\r\n" % (plain, plain)
    with SipStranger(server) as stranger, told(server, "speak"):
        stranger.send(stranger.request("INVITE", OFFER))
        answer = stranger.receive()
        stranger.acknowledge(answer)
        channel = answer.partition("a=channel:")[2].partition("\r\n")[0]
        placeholder = b"B" * len(boundary)
        request = mrcp_message(
            "SPEAK", 1, channel, body, f"Content-Type: multipart/mixed;boundary={placeholder.decode()}"
        ).replace(b"boundary=" + placeholder, b"boundary=" + boundary)
        with socket.create_connection((server.host, server.mrcp_port), 5) as control:
            control.settimeout(10)
            control.sendall(request)
            received = b""
            while b"SPEAK-COMPLETE" not in received:
                received += control.recv(65536)
        assert b" 200 IN-PROGRESS" in received
        assert b"Completion-Cause:000 normal" in received.replace(b": ", b":")
        stranger.bye(answer)


async def test_an_offer_is_made_again_with_the_octets_of_the_first(server: RunningServer) -> None:
    """A re-INVITE without an offer is answered with what stands, which echoes what the peer has named its lines."""
    offer = OFFER.replace("cmid:1", "cmid:\udcff").replace("mid:1\r\n", "mid:\udcff\r\n")
    with SipStranger(server) as stranger, told(server, "session opened"):
        stranger.send(stranger.request("INVITE", offer))
        first = stranger.receive()
        assert first.startswith("SIP/2.0 200")
        stranger.acknowledge(first)
        stranger.send(stranger.request("INVITE", call=header(first, "Call-ID"), to_tag=tag_of(first), cseq=2))
        again = stranger.receive()
        assert again.startswith("SIP/2.0 200")
        assert again.partition("\r\n\r\n")[2] == first.partition("\r\n\r\n")[2]
        stranger.send(stranger.request("ACK", call=header(first, "Call-ID"), to_tag=tag_of(first), cseq=2))
        stranger.bye(first)
