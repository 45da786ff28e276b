"""RFC 3261 §8.2.6.2: what an answer copies."""

import pytest

from sip.errors import MessageError
from sip.flow import Flow
from sip.headers import Headers
from sip.responses import build_response, to_with_tag, via_lines

FLOW = Flow("udp", ("192.0.2.1", 5061), ("192.0.2.2", 5060))
FIELDS = Headers(
    [
        ("Via", "SIP/2.0/UDP a;rport;branch=z9hG4bK1, SIP/2.0/UDP b"),
        ("Via", "SIP/2.0/UDP c"),
        ("f", "<sip:a@b>;tag=1"),
        ("t", "<sip:c@d>"),
        ("i", "id"),
        ("CSeq", "1 INVITE"),
    ]
)


def test_all_vias_are_echoed_and_the_first_completed() -> None:
    assert via_lines(FIELDS, FLOW) == (
        "Via: SIP/2.0/UDP a;rport=5061;branch=z9hG4bK1;received=192.0.2.1\r\nVia: SIP/2.0/UDP b\r\n"
        "Via: SIP/2.0/UDP c\r\n"
    )


def test_without_a_via_nobody_can_be_answered() -> None:
    with pytest.raises(MessageError):
        via_lines(Headers(), FLOW)


def test_the_answer_is_complete() -> None:
    data = build_response(FIELDS, "Via: x\r\n", 200, to_tag="2", extra=[("Contact", "<sip:me>")], body=b"body")
    assert data == (
        b"SIP/2.0 200 OK\r\nVia: x\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: id\r\n"
        b"CSeq: 1 INVITE\r\nContact: <sip:me>\r\nContent-Length: 4\r\n\r\nbody"
    )


def test_a_reason_with_what_the_peer_sent_is_made_harmless() -> None:
    data = build_response(FIELDS, "", 400, reason="bad\r\nX: y" + "z" * 500)
    first = data.split(b"\r\n")[0]
    assert first.startswith(b"SIP/2.0 400 bad??X: y")
    assert len(first) < 150


def test_no_header_can_be_smuggled_in() -> None:
    with pytest.raises(ValueError, match="line break"):
        build_response(FIELDS, "", 200, extra=[("X", "a\r\nb")])


def test_a_tag_is_added_once() -> None:
    assert to_with_tag("<sip:a>", "1") == "<sip:a>;tag=1"
    assert to_with_tag("<sip:a> ; Tag = 2", "1") == "<sip:a> ; Tag = 2"
    assert to_with_tag("<sip:a>", "") == "<sip:a>"
