"""UniMRCP's client library is known by its names, and by its hand."""

from pathlib import Path

import pytest

from mrcp_server.call.client_stack import is_unimrcp
from sip.message import Request, parse_message
from sip.sdp import SessionDescription

TRACES = Path(__file__).parents[2] / "vectors" / "traces"
SILENT = "MyIVR"


def recorded(trace: str = "synth") -> str:
    """An INVITE of UniMRCP's client, under names of its user's."""
    text = (TRACES / trace / "01-invite.sip").read_bytes().decode()
    for placeholder, value in (("{server}", "192.0.2.1:8060"), ("{client}", "192.0.2.2:8062"), ("{rtp:1}", "4000")):
        text = text.replace(placeholder, value)
    return text.replace("UniMRCP SofiaSIP 1.8.0", SILENT).replace("o=UniMRCPClient", f"o={SILENT}")


def judged(text: str) -> bool:
    head, _, body = text.partition("\r\n\r\n")
    message = parse_message(head.replace("Content-Length: 417", "Content-Length: 0").encode() + b"\r\n\r\n")
    assert isinstance(message, Request)
    return is_unimrcp(message, SessionDescription.parse(body or "v=0\r\n"))


OTHER = (
    "INVITE sip:192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK-1-2;rport\r\n"
    "From: <sip:a@192.0.2.2>;tag=1\r\nTo: <sip:192.0.2.1>\r\nCall-ID: 1@192.0.2.2\r\nCSeq: 1 INVITE\r\n"
    "Contact: <sip:a@192.0.2.2>\r\nUser-Agent: MyIVR\r\n\r\n"
    "v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n"
    "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=connection:new\r\na=resource:speechsynth\r\na=cmid:1\r\n"
    "m=audio 4000 RTP/AVP 0\r\na=recvonly\r\na=mid:1\r\n"
)


@pytest.mark.parametrize("trace", ["synth", "recog", "dtmf", "params", "concurrent"])
def test_a_renamed_client_is_known_by_its_hand(trace: str) -> None:
    assert judged(recorded(trace))


@pytest.mark.parametrize(
    "change",
    [
        ("User-Agent: MyIVR", "User-Agent: FreeSWITCH-mod_sofia/1.10"),
        ("o=- ", "o=FreeSWITCH "),
        ("o=- ", "o=Asterisk "),
        ("s=-", "s=Asterisk PBX 20.1"),
        ("s=-", "s=-\r\na=tool:UniMRCP"),
    ],
)
def test_whoever_says_so_is(change: tuple[str, str]) -> None:
    assert not judged(OTHER)
    assert judged(OTHER.replace(*change))


@pytest.mark.parametrize(
    "change",
    [
        ("SIP/2.0/UDP 192.0.2.2:8062;rport;", "SIP/2.0/TCP 192.0.2.2:8062;"),
        (
            "SIP/2.0/UDP 192.0.2.2:8062;rport;",
            "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKproxy, SIP/2.0/UDP 192.0.2.2;rport=5;",
        ),
        ("Allow: INVITE, ACK", "Allow: INVITE, INFO, ACK"),
        ("Supported: timer, 100rel\r\n", ""),
        ("a=ptime:20\r\n", ""),
        ("Contact: <sip:192.0.2.2:8062;transport=udp>", "Contact: <sip:ivr@192.0.2.2:8062>"),
    ],
)
def test_what_transport_proxies_and_settings_change_hides_nobody(change: tuple[str, str]) -> None:
    assert change[0] in recorded()
    assert judged(recorded().replace(*change))


@pytest.mark.parametrize(
    "change",
    [
        [("s=-", "s=call")],
        [("a=cmid:1", "a=cmid:one")],
        [("a=mid:1", "a=mid:one")],
        [("a=setup:active\r\na=connection:new", "a=connection:new\r\na=setup:active")],
        [("m=audio 4000", "m=audio 4000 RTP/AVP 0\r\nm=audio 4002")],
        [("tag=mpemvgNKHDmHp", "tag=1"), ("Supported: timer, 100rel", "Supported: timer")],
        [("From: <sip:192.0.2.2:8062>;tag=mpemvgNKHDmHp", "From: <sip:")],
    ],
)
def test_who_writes_in_another_way_is_somebody_else(change: list[tuple[str, str]]) -> None:
    text = recorded()
    for old, new in change:
        assert old in text
        text = text.replace(old, new)
    assert not judged(text)


def test_an_invite_without_an_offer_tells_by_name_only() -> None:
    head = recorded().partition("\r\n\r\n")[0]
    assert not judged(head)
    assert judged(head.replace(SILENT, "Asterisk PBX"))
