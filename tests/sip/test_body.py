"""RFC 3261 §7.4, RFC 2046 §5.1, RFC 5621: the SDP among what an INVITE carries."""

import pytest

from sip.body import MAX_PARTS, find_sdp, parts_of, sdp_of
from sip.errors import MessageError
from sip.headers import Headers
from sip.message import Request

SDP = "v=0\r\no=- 0 0 IN IP4 192.0.2.1\r\n"
GENESYS = (
    "preamble\r\n--bound\r\nContent-Type: application/xml\r\nContent-Disposition: render;handling=optional\r\n\r\n"
    f"<SessionXML/>\r\n--bound\r\nContent-Type: application/sdp\r\n\r\n{SDP}\r\n--bound--\r\nepilogue"
)


def invite(body: str, content_type: str | None = "application/sdp") -> Request:
    headers = Headers() if content_type is None else Headers([("Content-Type", content_type)])
    return Request("INVITE", "sip:a", headers, body.encode())


def test_an_empty_body_has_no_parts() -> None:
    assert parts_of(invite("")) == ()
    assert sdp_of(invite("")) is None


def test_an_ordinary_body_is_one_part() -> None:
    (part,) = parts_of(invite(SDP))
    assert part.content_type == "application/sdp"
    assert sdp_of(invite(SDP)) == SDP


def test_genesys_sends_session_xml_beside_the_sdp() -> None:
    xml, sdp = parts_of(invite(GENESYS, 'multipart/mixed; boundary="bound"'))
    assert (xml.content_type, xml.content) == ("application/xml", b"<SessionXML/>")
    assert xml.headers.get("Content-Disposition") == "render;handling=optional"
    assert sdp.content == SDP.encode()
    assert sdp_of(invite(GENESYS, "Multipart/Mixed;boundary=bound")) == SDP


def test_bare_line_feeds_and_a_missing_end_are_forgiven() -> None:
    body = "--b\nContent-Type: application/sdp\n\nv=0\n"
    assert sdp_of(invite(body, "multipart/mixed;boundary=b")) == "v=0\n"


def test_alternatives_inside_mixed_are_found_and_a_third_level_is_not() -> None:
    inner = "--i\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--i--"
    body = f"--o\r\nContent-Type: multipart/alternative;boundary=i\r\n\r\n{inner}\r\n--o--"
    assert sdp_of(invite(body, "multipart/mixed;boundary=o")) == "v=0"
    deeper = f"--x\r\nContent-Type: multipart/mixed;boundary=o\r\n\r\n{body}\r\n--x--"
    assert find_sdp(parts_of(invite(deeper, "multipart/mixed;boundary=x"))) is None


def test_a_part_without_headers_is_text() -> None:
    with_blank, without = parts_of(invite("--b\r\n\r\nhello\r\n--b\r\nhello\r\n--b--", "multipart/mixed;boundary=b"))
    assert (with_blank.content_type, with_blank.content) == ("text/plain", b"hello")
    assert without.content == b"hello"
    (empty,) = parts_of(invite("--b", "multipart/mixed;boundary=b"))
    assert empty.content == b""


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("x", "multipart/mixed"),
        ("x", "multipart/mixed;boundary="),
        ("x", 'multipart/mixed;boundary="'),
        ("x", f"multipart/mixed;boundary={'b' * 71}"),
        ("x", "multipart/mixed;boundary=b"),
        ("--b\r\n\r\nx\r\n" * (MAX_PARTS + 1), "multipart/mixed;boundary=b"),
    ],
)
def test_a_multipart_that_is_none_is_malformed(body: str, content_type: str) -> None:
    with pytest.raises(MessageError):
        parts_of(invite(body, content_type))
    assert sdp_of(invite(body, content_type)) is None


def test_other_bodies_hold_no_sdp() -> None:
    assert sdp_of(invite("x", "text/plain")) is None
    assert sdp_of(invite("x", None)) is None
