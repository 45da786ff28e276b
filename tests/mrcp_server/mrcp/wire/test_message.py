"""Messages: vectors both ways, length arithmetic, every way a message can be bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from mrcp_server.mrcp.errors import LocalProtocolError, MessageError
from mrcp_server.mrcp.wire.codes import EventName, Method, RecognitionCause, RequestState, SpeakCause
from mrcp_server.mrcp.wire.message import (
    MAX_HEAD_BYTES,
    Event,
    Headers,
    Request,
    Response,
    StartLine,
    cause_fields,
    failure_fields,
    parse_header_block,
    parse_message,
    quote,
)

VECTORS = sorted((Path(__file__).parents[3] / "vectors" / "mrcp").glob("*.msg"))
CHANNEL = ("Channel-Identifier", "32AECB23433801@speechrecog")


def framed(text: str, body: bytes = b"") -> bytes:
    """`text` with "LEN" replaced by the right length; lines end with CRLF."""
    data = text.replace("\n", "\r\n").encode("utf-8", "surrogateescape") + body
    for digits in range(1, 6):
        length = len(data) - len("LEN") + digits
        if len(str(length)) == digits:
            return data.replace(b"LEN", str(length).encode(), 1)
    raise AssertionError


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_recorded_messages_survive_both_ways(path: Path) -> None:
    data = path.read_bytes()
    assert bytes(parse_message(data)) == data


def test_there_are_vectors() -> None:
    assert len(VECTORS) > 30


@pytest.mark.parametrize(
    ("message", "data"),
    [
        (
            Request("SPEAK", 543257, Headers([CHANNEL, ("Content-Length", "2")]), b"hi"),
            (
                b"MRCP/2.0 97 SPEAK 543257\r\nChannel-Identifier: 32AECB23433801@speechrecog\r\n"
                b"Content-Length: 2\r\n\r\nhi"
            ),
        ),
        (
            Response(543257, 200, RequestState.IN_PROGRESS, Headers([CHANNEL])),
            b"MRCP/2.0 86 543257 200 IN-PROGRESS\r\nChannel-Identifier: 32AECB23433801@speechrecog\r\n\r\n",
        ),
        (
            Event("START-OF-INPUT", 7, RequestState.IN_PROGRESS, Headers([CHANNEL])),
            b"MRCP/2.0 92 START-OF-INPUT 7 IN-PROGRESS\r\nChannel-Identifier: 32AECB23433801@speechrecog\r\n\r\n",
        ),
    ],
)
def test_objects_and_bytes(message: Request | Response | Event, data: bytes) -> None:
    assert bytes(message) == data
    assert parse_message(data) == message
    assert message.channel_identifier == CHANNEL[1]


def test_channel_identifier_is_empty_when_missing() -> None:
    assert Request("STOP", 1).channel_identifier == ""
    assert Response(1, 200).channel_identifier == ""
    assert Event("X", 1, RequestState.COMPLETE).channel_identifier == ""


@pytest.mark.parametrize("size", [0, 1, 50, 51, 52, 53, 54, 940, 941, 942, 943, 9930, 9935, 9940])
def test_length_counts_itself(size: int) -> None:
    data = bytes(Request("SPEAK", 1, Headers([CHANNEL]), b"x" * size))
    assert int(data.split()[1]) == len(data)
    assert len(parse_message(data).body) == size


def test_length_may_have_leading_zeros() -> None:
    """§5.1: "leading zeros do not indicate that the value is to be interpreted as a base-8 number"."""
    assert StartLine.parse(b"MRCP/2.0 0000000000000000077 STOP 1").length == 77


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"MRCP/2.0 44",
        b"HTTP/1.1 200 OK",
        b"MRCP/2 44 STOP 1",
        b"MRCP/2.0 -4 STOP 1",
        b"MRCP/2.0 0x10 STOP 1",
        b"MRCP/2.0 12345678901234567890 STOP 1",
        "MRCP/2.0 ٤٤ STOP 1".encode(),
    ],
)
def test_start_lines_that_are_none(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        StartLine.parse(line)


@pytest.mark.parametrize("version", ["MRCP/2.0", "MRCP/02.0", "MRCP/2.00"])
def test_leading_zeros_of_a_version_mean_nothing(version: str) -> None:
    assert isinstance(parse_message(framed(f"{version} LEN STOP 1\n\n")), Request)


@pytest.mark.parametrize("version", ["MRCP/1.0", "MRCP/2.1", "MRCP/3.0"])
def test_other_versions_are_502_with_what_the_answer_needs(version: str) -> None:
    with pytest.raises(MessageError) as caught:
        parse_message(framed(f"{version} LEN SPEAK 9\nChannel-Identifier: a@b\n\n"))
    assert (caught.value.status, caught.value.request_id, caught.value.channel_identifier) == (502, 9, "a@b")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 408),
        (b"MRCP/2.0", 408),
        (framed("MRCP/2.0 LEN STOP 1\nno colon here\n\n"), 408),
        (framed("MRCP/2.0 LEN STOP 1\n: no name\n\n"), 408),
        (framed("MRCP/2.0 LEN STOP 1\nbad name: x\n\n"), 408),
        (framed("MRCP/2.0 LEN STOP one\n\n"), 408),
        (framed("MRCP/2.0 LEN STOP 12345678901\n\n"), 408),
        (framed("MRCP/2.0 LEN STOP 4294967296\nChannel-Identifier: a@b\n\n"), 410),
        (framed("MRCP/2.0 LEN 1 20 COMPLETE\n\n"), 408),
        (framed("MRCP/2.0 LEN 1 200 DONE\n\n"), 408),
        (framed("MRCP/2.0 LEN SPEAK-COMPLETE 1 DONE\n\n"), 408),
        (framed("MRCP/2.0 LEN SPEAK-COMPLETE 1 2 3 4\n\n"), 408),
        (framed("MRCP/2.0 LEN SPEAK-COMPLETE\n\n"), 408),
        (framed("MRCP/2.0 LEN STOP 1\nContent-Length: 5\n\n", b"abc"), 404),
        (framed("MRCP/2.0 LEN STOP 1\nContent-Length: -1\n\n", b"abc"), 404),
        (framed("MRCP/2.0 LEN STOP 1\nContent-Length: ３\n\n", b"abc"), 404),
        (framed(f"MRCP/2.0 LEN STOP 1\nX: {'y' * MAX_HEAD_BYTES}\n\n"), 504),
    ],
)
def test_bad_messages_have_a_status(data: bytes, status: int) -> None:
    with pytest.raises(MessageError) as caught:
        parse_message(data)
    assert caught.value.status == status


def test_id_of_a_bad_message_is_read_if_it_can_be() -> None:
    assert StartLine.parse(b"MRCP/2.0 40 17 XX").request_id == 17
    assert StartLine.parse(b"MRCP/2.0 40 STOP x").request_id == 0


def test_bad_content_length_is_not_echoed() -> None:
    """It would be wrong in the answer too."""
    with pytest.raises(MessageError) as caught:
        parse_message(framed("MRCP/2.0 LEN STOP 1\ncontent-length: 9\n\n", b"abc"))
    assert caught.value.fields == ()


def test_body_without_content_length_is_no_body() -> None:
    """§6.2.11: "If it is missing, a default value of zero is assumed"."""
    assert parse_message(framed("MRCP/2.0 LEN STOP 1\nX: y\n\n", b"abc")).body == b""


def test_octets_behind_content_length_are_not_content() -> None:
    assert parse_message(framed("MRCP/2.0 LEN STOP 1\nContent-Length: 2\n\n", b"abc")).body == b"ab"


def test_message_without_an_empty_line_has_only_headers() -> None:
    message = parse_message(framed("MRCP/2.0 LEN STOP 1\nX: y\n"))
    assert list(message.headers) == [("X", "y")]


def test_bare_line_feeds_are_taken() -> None:
    data = b"MRCP/2.0 50 SPEAK 1\nX: y\nContent-Length: 4\n\nabcd"
    message = parse_message(data.replace(b"50", str(len(data)).encode()))
    assert message.headers.get("x") == "y"
    assert message.body == b"abcd"


def test_interpretation_complete_with_a_status_in_it() -> None:
    """The RFC's own examples (§5.1, §9.20) have one."""
    message = parse_message(framed("MRCP/2.0 LEN INTERPRETATION-COMPLETE 543266 200 COMPLETE\n\n"))
    assert message == Event("INTERPRETATION-COMPLETE", 543266, RequestState.COMPLETE)


class TestHeaders:
    """§6.2."""

    def test_folded_lines_are_one_value(self) -> None:
        headers = parse_header_block(b"Vendor-Specific-Parameters:com.example.a;\r\n   com.example.b\r\nX:\r\n\ty")
        assert headers.get("vendor-specific-parameters") == "com.example.a; com.example.b"
        assert headers.get("X") == "y"

    def test_names_know_no_case_and_keep_their_spelling(self) -> None:
        headers = parse_header_block(b"vOICE-gENDER:male \r\n")
        assert "Voice-Gender" in headers
        assert list(headers) == [("vOICE-gENDER", "male")]
        assert headers.raw("voice-gender") == [("vOICE-gENDER", "male")]

    def test_several_fields_of_one_name_are_joined_in_order(self) -> None:
        headers = parse_header_block(
            b"A: 1\r\na: 2\r\nVendor-Specific-Parameters: x=1\r\nvendor-specific-parameters: y=2"
        )
        assert headers.get("a") == "1,2"
        assert headers.get("Vendor-Specific-Parameters") == "x=1;y=2"
        assert list(headers.index()) == ["a", "vendor-specific-parameters"]
        assert len(headers) == 4

    def test_bytes_that_are_no_text_come_back_as_they_were(self) -> None:
        data = framed("MRCP/2.0 LEN STOP 1\nX: caf\udce9\n\n")
        assert bytes(parse_message(data)) == data

    def test_add_and_compare(self) -> None:
        headers = Headers()
        assert "a" not in headers
        headers.add("A", "1")
        assert headers.get("a") == "1"
        assert headers == Headers([("A", "1")])
        assert headers != Headers([("a", "1")])
        assert headers != "A: 1"
        assert repr(headers) == "Headers([('A', '1')])"

    def test_an_odd_name_is_valid_but_not_remembered(self) -> None:
        name = "x" * 80
        assert parse_header_block(f"{name}: 1".encode()).get(name) == "1"

    def test_line_breaks_in_a_value_do_not_become_headers(self) -> None:
        event = Event("SPEECH-MARKER", 1, RequestState.IN_PROGRESS, Headers([("M", "a\r\nX: y\rz"), ("N", "1")]))
        parsed = parse_message(bytes(event))
        assert list(parsed.headers) == [("M", "a X: y z"), ("N", "1")]


def test_causes_go_only_where_they_may() -> None:
    """Field guide §3.6, 34: never `407` with `000 success`."""
    assert cause_fields(EventName.SPEAK_COMPLETE, 0, SpeakCause.NORMAL) == [("Completion-Cause", "000 normal")]
    fields = cause_fields(Method.DEFINE_GRAMMAR, 407, RecognitionCause.GRAMMAR_LOAD_FAILURE, "why")
    assert fields[1] == ("Completion-Reason", '"why"')
    with pytest.raises(LocalProtocolError):
        cause_fields(Method.DEFINE_GRAMMAR, 407, RecognitionCause.SUCCESS)
    with pytest.raises(LocalProtocolError, match="STOP event"):
        cause_fields("STOP", 0, SpeakCause.NORMAL)


def test_a_failure_always_has_a_reason() -> None:
    assert cause_fields(Method.RECOGNIZE, 407, RecognitionCause.URI_FAILURE)[1] == (
        "Completion-Reason",
        '"uri-failure"',
    )


def test_what_a_failure_says_of_itself() -> None:
    why = ("Completion-Reason", '"why"')
    assert failure_fields(Method.RECOGNIZE, 404, "why") == [("Completion-Cause", "006 recognizer-error"), why]
    assert failure_fields(Method.RECOGNIZE, 407, "why", RecognitionCause.URI_FAILURE)[0][1] == "009 uri-failure"
    assert failure_fields(Method.DEFINE_GRAMMAR, 402, "why")[0][1] == "016 grammar-definition-failure"
    assert failure_fields(Method.DEFINE_LEXICON, 406, "why")[0][1] == "006 lexicon-load-failure"
    assert failure_fields(Method.SPEAK, 408, "why") == [why]
    assert failure_fields("NO-SUCH-METHOD", 401, "why") == [why]
    assert failure_fields(Method.SET_PARAMS, 404, "why") == []


def test_quoted_string_is_one_line() -> None:
    assert quote('a "b"\r\n\\c') == '"a \\"b\\" \\\\c"'


def test_a_quoted_reason_is_short_and_can_be_printed() -> None:
    assert quote("a\x07b\udcffc") == '"a b c"'
    assert len(quote("x" * 100_000)) < 500
