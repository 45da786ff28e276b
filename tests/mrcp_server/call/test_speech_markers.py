"""Who gets SPEECH-MARKER: by the policy of its network, else by what it is."""

import pytest

from mrcp_server.call.speech_markers import SpeechMarkers
from mrcp_server.config import MarkerPolicy
from sip.headers import Headers
from sip.message import Request
from sip.sdp import SessionDescription

OFFER = SessionDescription.parse("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\n")


def sent(markers: SpeechMarkers, host: str, agent: str) -> bool:
    return markers.are_sent(host, Request("INVITE", "sip:192.0.2.1", Headers([("User-Agent", agent)])), OFFER)


@pytest.mark.parametrize(
    ("policy", "agent", "expected"),
    [
        ("auto", "UniMRCP SofiaSIP 1.8.0", False),
        ("auto", "FreeSWITCH-mod_sofia", False),
        ("auto", "Asterisk PBX 20", False),
        ("auto", "Genesys", True),
        ("on", "Asterisk", True),
        ("off", "Genesys", False),
    ],
)
def test_markers_spare_the_stacks_that_choke_on_them(policy: MarkerPolicy, agent: str, *, expected: bool) -> None:
    assert sent(SpeechMarkers(policy), "192.0.2.9", agent) is expected


@pytest.mark.parametrize(
    ("host", "agent", "expected"),
    [
        ("10.1.2.3", "Asterisk", True),
        ("10.2.0.1", "Genesys", False),
        ("::ffff:10.2.0.1", "Genesys", False),
        ("10.3.0.1", "Asterisk", False),
        ("10.3.0.1", "Genesys", True),
        ("2001:db8::1%eth0", "Asterisk", True),
        ("192.0.2.9", "Genesys", True),
    ],
)
def test_the_narrowest_network_counts(host: str, agent: str, *, expected: bool) -> None:
    networks: dict[str, MarkerPolicy] = {
        "10.0.0.0/8": "off",
        "10.1.0.0/16": "on",
        "10.3.0.0/16": "auto",
        "2001:db8::/32": "on",
    }
    assert sent(SpeechMarkers("auto", networks), host, agent) is expected


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(ValueError, match="network"):
        SpeechMarkers("auto", {"ivr.example": "on"})
