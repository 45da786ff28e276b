"""Which hosts an offer lets at its channels."""

import pytest

from mrcp_server.call.control_hosts import control_hosts
from sip.sdp import SessionDescription

CALLER = "198.51.100.9"
CONTROL = "m=application 9 TCP/MRCPv2 1\r\n"


def hosts(session: str, media: str = CONTROL) -> set[str]:
    text = f"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\n{session}t=0 0\r\n{media}"
    return set(control_hosts(SessionDescription.parse(text), CALLER))


def test_the_caller_and_the_host_of_the_offer() -> None:
    assert hosts("c=IN IP4 192.0.2.1\r\n") == {CALLER, "192.0.2.1"}


def test_a_line_of_its_own_host() -> None:
    media = f"{CONTROL}c=IN IP6 2001:DB8:0::7\r\nm=audio 4000 RTP/AVP 0\r\nc=IN IP4 192.0.2.5\r\n"
    assert hosts("c=IN IP4 192.0.2.1\r\n", media) == {CALLER, "2001:db8::7"}


@pytest.mark.parametrize("connection", ["IN IP4 0.0.0.0", "IN IP4 ivr.example.com", "IN IP4 224.2.1.1/127", "nonsense"])
def test_what_names_no_host(connection: str) -> None:
    assert hosts(f"c={connection}\r\n") == {CALLER}


def test_a_refused_line_names_nobody() -> None:
    assert hosts("c=IN IP4 192.0.2.1\r\n", "m=application 0 TCP/MRCPv2 1\r\n") == {CALLER}


def test_no_connection_line() -> None:
    assert hosts("") == {CALLER}
