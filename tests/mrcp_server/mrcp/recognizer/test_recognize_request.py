"""Bodies of recognizer requests (§9.5)."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.recognizer.headers import SPEECHRECOG, RecognizerFeatures
from mrcp_server.mrcp.recognizer.recognize_request import (
    parse_context_block,
    parse_grammars,
    parse_recognize,
    split_interpret,
)
from mrcp_server.mrcp.wire.message import Headers, Request

PARTS = (
    b"--b\r\nContent-Type: text/plain\r\nContent-ID: <said>\r\n\r\ncall Andre\r\n"
    b"--b\r\nContent-Type: application/srgs+xml\r\nContent-ID: <g>\r\n\r\n<grammar/>\r\n--b--"
)
MIXED = "multipart/mixed; boundary=b"


def request(method: str, body: bytes, **fields: str) -> Request:
    """`Content_Type="text/plain"` becomes a field."""
    return Request(method, 1, Headers((name.replace("_", "-"), value) for name, value in fields.items()), body)


def test_lists_and_inline_grammars_in_order() -> None:
    parts = (b"text/uri-list\r\n\r\nsession:a", b"application/srgs+xml\r\n\r\n<grammar/>")
    body = b"".join(b"--b\r\nContent-Type: " + part + b"\r\n" for part in parts) + b"--b--"
    got = parse_grammars(request("RECOGNIZE", body, Content_Type=MIXED), SPEECHRECOG)
    assert [entity.content_type for entity in got] == ["text/uri-list", "application/srgs+xml"]


@pytest.mark.parametrize(
    ("method", "content_type", "body", "status", "cause"),
    [
        ("DEFINE-GRAMMAR", "application/srgs+xml", b"<grammar/>", 406, ""),
        ("DEFINE-GRAMMAR", "text/plain", b"yes | no", 407, ""),
        ("DEFINE-GRAMMAR", "text/grammar-ref-list", b"not a list", 407, "005 grammar-compilation-failure"),
        ("DEFINE-GRAMMAR", "text/uri-list", b"", 407, ""),
        ("RECOGNIZE", "text/plain", b"yes | no", 407, "005 grammar-compilation-failure"),
        ("RECOGNIZE", "text/grammar-ref-list", b"not a list", 407, "005 grammar-compilation-failure"),
        ("RECOGNIZE", "text/uri-list", b"", 407, "004 grammar-load-failure"),
        ("RECOGNIZE", MIXED, b"--b--", 407, "004 grammar-load-failure"),
    ],
)
def test_refused(method: str, content_type: str, body: bytes, status: int, cause: str) -> None:
    """§9.8, §9.9; without a cause of its own that of the method goes out (`codes.FAILURE_CAUSES`)."""
    with pytest.raises(MrcpError) as caught:
        parse_grammars(request(method, body, Content_Type=content_type), SPEECHRECOG)
    assert (caught.value.status, caught.value.cause) == (status, cause)
    assert caught.value.reason


def test_cancel_if_queue_is_missed_where_it_is_demanded() -> None:
    """§9.4.27."""
    ask = request("RECOGNIZE", b"builtin:dtmf/digits", Content_Type="text/uri-list")
    assert len(parse_recognize(ask, SPEECHRECOG)) == 1
    with pytest.raises(MrcpError) as caught:
        parse_recognize(ask, RecognizerFeatures(strict_cancel_if_queue=True))
    assert (caught.value.status, caught.value.reason) == (406, "no Cancel-If-Queue")


def test_references_with_weights() -> None:
    body = b'<http://a/b>;weight="0.5"'
    assert len(parse_grammars(request("RECOGNIZE", body, Content_Type="text/grammar-ref-list"), SPEECHRECOG)) == 1


@pytest.mark.parametrize("value", ["cid:said", "CID:said", "<said>"])
def test_interpret_text_by_reference(value: str) -> None:
    text, grammars = split_interpret(request("INTERPRET", PARTS, Content_Type=MIXED, Interpret_Text=value), SPEECHRECOG)
    assert text == "call Andre"
    assert [entity.content_id for entity in grammars] == ["g"]


def test_interpret_text_itself() -> None:
    ask = request("INTERPRET", b"<grammar/>", Content_Type="application/srgs+xml", Interpret_Text="may I speak")
    assert split_interpret(ask, SPEECHRECOG)[0] == "may I speak"


@pytest.mark.parametrize(
    ("fields", "body", "status"),
    [
        ({"Content_Type": MIXED}, PARTS, 406),
        ({"Content_Type": MIXED, "Interpret_Text": "cid:other"}, PARTS, 404),
        ({"Content_Type": "application/pdf", "Interpret_Text": "x"}, b"x", 407),
        ({"Content_Type": "text/plain", "Interpret_Text": "x"}, b"x", 407),
        ({"Interpret_Text": "x"}, b"", 407),
    ],
)
def test_interpret_refused(fields: dict[str, str], body: bytes, status: int) -> None:
    with pytest.raises(MrcpError) as caught:
        split_interpret(request("INTERPRET", body, **fields), SPEECHRECOG)
    assert caught.value.status == status


def test_context_block() -> None:
    assert parse_context_block(request("SET-PARAMS", b""), SPEECHRECOG) is None
    fields = {"Content_Type": "application/octets", "Content_ID": "<x>", "Recognizer_Context_Block": "x"}
    block = parse_context_block(request("SET-PARAMS", b"\x01", **fields), SPEECHRECOG)
    assert block is not None
    assert block.body == b"\x01"
