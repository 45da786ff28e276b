"""RFC 3261 §7 and §18.3: whole messages."""

import pytest

from sip.errors import MessageError
from sip.headers import Headers
from sip.message import (
    MAX_BODY_BYTES,
    MAX_HEAD_BYTES,
    MAX_HEADER_LINES,
    Message,
    Request,
    Response,
    UnreadableMessageError,
    parse_message,
)

INVITE = (
    b"INVITE sip:b@example.com SIP/2.0\r\n"
    b"v: SIP/2.0/UDP a.example.com;branch=z9hG4bKx\r\n"
    b"f: <sip:a@example.com>;tag=1\r\nt: <sip:b@example.com>\r\ni: id\r\nCSeq: 1 INVITE\r\n"
    b"m: sip:a@example.com\r\nc: Application/SDP ; charset=utf-8\r\nl: 4\r\n\r\nbody"
)


def read_request(data: bytes) -> Request:
    message = parse_message(data)
    assert isinstance(message, Request)
    return message


def test_a_request_is_read() -> None:
    request = read_request(INVITE)
    assert (request.method, request.uri, request.body) == ("INVITE", "sip:b@example.com", b"body")
    assert request.via.branch == "z9hG4bKx"
    assert request.via is request.via
    assert (request.from_.tag, request.to.tag, request.call_id) == ("1", "", "id")
    assert request.cseq == (1, "INVITE")
    assert request.contact is not None
    assert request.contact.uri.text == "sip:a@example.com"
    assert request.content_type == "application/sdp"
    assert repr(request) == "<Request INVITE sip:b@example.com>"


def test_what_is_written_is_read_again() -> None:
    request = read_request(INVITE)
    again = read_request(bytes(request))
    assert again.headers == request.headers
    assert bytes(again) == bytes(request)


def test_a_response_is_read_and_written() -> None:
    data = "SIP/2.0 200 Très bien\r\nCall-ID: 1\r\nContent-Length: 0\r\n\r\n".encode()
    response = parse_message(data)
    assert isinstance(response, Response)
    assert (response.status, response.reason) == (200, "Très bien")
    assert bytes(response) == data
    assert repr(response) == "<Response 200 Très bien>"


@pytest.mark.parametrize("line", [b"SIP/2.0 100 ", b"SIP/2.0 100", b"sip/2.0 100 Trying"])
def test_a_reason_may_be_empty(line: bytes) -> None:
    assert isinstance(parse_message(line + b"\r\n\r\n"), Response)


def test_folded_lines_are_unfolded_and_unknown_headers_kept() -> None:
    data = b"OPTIONS sip:a SIP/2.0\r\nX-Odd :  a  \r\n\t b\r\n  c\r\n\r\n"
    assert parse_message(data).headers.get("X-ODD") == "a b c"


def test_bytes_that_are_no_utf8_survive() -> None:
    data = b"OPTIONS sip:a SIP/2.0\r\nSubject: \xff\xfe\r\nContent-Length: 0\r\n\r\n"
    assert bytes(parse_message(data)) == data


def test_line_ends_before_a_message_are_skipped() -> None:
    assert read_request(b"\r\n\r\n" + INVITE).method == "INVITE"


def test_without_content_length_the_rest_is_the_body_and_more_than_it_says_is_cut() -> None:
    assert read_request(INVITE.replace(b"l: 4\r\n", b"")).body == b"body"
    assert read_request(INVITE + b"rubbish").body == b"body"


def test_contact_may_be_absent_or_a_star() -> None:
    assert parse_message(b"OPTIONS sip:a SIP/2.0\r\n\r\n").contact is None
    assert parse_message(b"OPTIONS sip:a SIP/2.0\r\nm: *\r\n\r\n").contact is None


def test_the_first_of_several_elements_counts() -> None:
    data = INVITE.replace(b"m: ", b"m: <sip:first@example.com>, ").replace(b"v: ", b"v: SIP/2.0/TCP p;branch=q, ")
    request = read_request(data)
    assert request.via.branch == "q"
    assert request.contact is not None
    assert request.contact.uri.user == "first"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b" SIP/2.0\r\nv", b" SIP/2.0\r\nbad line\r\nv", "bad header line"),
        (b"i: id", b"i: id\rx", "bare CR or LF"),
        (b"i: id", b"i: id\nx: y", "bare CR or LF"),
        (b"l: 4", b"l: -4", "bad Content-Length"),
        (b"l: 4", b"l: 4\r\nl: 5", "bad Content-Length"),
        (b"l: 4", b"l: 99", "body shorter"),
        (b"l: 4", b"l: 99999999999", "bad Content-Length"),
        (b"INVITE sip", b"INVITE  sip", "bad request line"),
        (b"SIP/2.0\r\n", b"SIP/2.0 \r\n", "bad request line"),
        (b"INVITE", b"INV\x00TE", "bad request line"),
        (b"example.com SIP/2.0", b"example.com HTTP/1.1", "bad request line"),
        (b"example.com SIP/2.0", b"example.com\tSIP/2.0", "bad request line"),
    ],
)
def test_a_malformed_request_is_told_with_what_could_be_read(old: bytes, new: bytes, said: str) -> None:
    with pytest.raises(UnreadableMessageError, match=said) as caught:
        parse_message(INVITE.replace(old, new, 1))
    assert caught.value.status == 400
    assert caught.value.fields is not None
    assert caught.value.fields.get("Call-ID") is not None


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (INVITE.replace(b"SIP/2.0\r\n", b"SIP/7.0\r\n", 1), 505),
        (b"A sip:b SIP/2.0\r\nX: " + b"a" * MAX_HEAD_BYTES + b"\r\n\r\n", 413),
        (INVITE.replace(b"l: 4", b"l: %d" % (MAX_BODY_BYTES + 1)) + bytes(MAX_BODY_BYTES), 413),
        (b"A sip:b SIP/2.0\r\n" + b"X: a\r\n" * (MAX_HEADER_LINES + 1) + b"\r\n", 400),
        (b"no end", 400),
        (b"", 400),
        (b"SIP/2.0 4294967301 better\r\n\r\n", 400),
        (b"SIP/2.0 200 OK\r\nContent-Length: x\r\n\r\n", 400),
    ],
)
def test_the_status_names_the_fault(data: bytes, status: int) -> None:
    with pytest.raises(UnreadableMessageError) as caught:
        parse_message(data)
    assert caught.value.status == status


@pytest.mark.parametrize("name", ["via", "from_", "to", "cseq", "call_id"])
def test_a_missing_header_is_an_error_when_it_is_asked_for(name: str) -> None:
    request = Request("OPTIONS", "sip:a", Headers())
    with pytest.raises(MessageError, match="missing"):
        getattr(request, name)


def test_two_call_ids_are_an_error() -> None:
    request = Request("OPTIONS", "sip:a", Headers([("i", "1"), ("i", "2")]))
    with pytest.raises(MessageError, match="more than one Call-ID"):
        _ = request.call_id


def test_a_bare_message_has_no_start_line() -> None:
    with pytest.raises(NotImplementedError):
        _ = Message(Headers(), b"").start_line
