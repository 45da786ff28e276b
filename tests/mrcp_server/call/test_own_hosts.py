"""The addresses a call is told: those of the configuration, else the one that it has reached."""

import pytest

from mrcp_server.call.own_hosts import OwnHosts
from sip.flow import Flow
from sip.sdp import SessionDescription

FLOW = Flow("udp", ("127.0.0.9", 5060), ("127.0.0.1", 8060))
BOTH = frozenset({4, 6})


def offer(host: str, port: int = 4000) -> SessionDescription:
    version = 6 if ":" in host else 4
    return SessionDescription.parse(
        f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP{version} {host}\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n"
    )


@pytest.mark.parametrize("wildcard", ["", "0.0.0.0", "::"])
def test_a_wildcard_is_the_address_that_was_reached(wildcard: str) -> None:
    hosts = OwnHosts(wildcard, wildcard)
    assert hosts.control_for(FLOW) == "127.0.0.1"
    assert hosts.media_for(None, FLOW) == hosts.media_for(("10.0.0.1", 4000), FLOW) == "127.0.0.1"


def test_what_is_configured_goes_before() -> None:
    hosts = OwnHosts("192.0.2.1", "192.0.2.2")
    assert hosts.control_for(FLOW) == "192.0.2.1"
    assert hosts.media_for(("::1", 4000), FLOW) == "192.0.2.2"
    assert hosts.media_versions(offer("::1"), FLOW, BOTH) == {4}
    assert OwnHosts("", "media.example").media_versions(offer("::1"), FLOW, BOTH) == BOTH


def test_media_of_the_other_version_have_our_address_on_the_way_there() -> None:
    hosts = OwnHosts("", "")
    flow = Flow("udp", ("::1", 5060), ("::1", 8060))
    assert hosts.media_for(("127.0.0.9", 4000), flow) == "127.0.0.1"
    assert hosts.media_versions(offer("127.0.0.9"), flow, BOTH) == BOTH


def test_a_version_without_a_way_to_its_host_is_out() -> None:
    hosts = OwnHosts("", "")
    flow = Flow("udp", ("::1", 5060), ("::1", 8060))
    # The kernel refuses to connect to a broadcast address.
    assert hosts.media_versions(offer("255.255.255.255"), flow, BOTH) == {6}
    assert hosts.media_versions(offer("255.255.255.255", port=0), flow, BOTH) == BOTH
    assert hosts.media_for(("255.255.255.255", 4000), flow) == "::1"
