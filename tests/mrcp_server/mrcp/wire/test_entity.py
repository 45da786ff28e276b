"""Bodies: types, charsets, codings, multipart, lists."""

from __future__ import annotations

import gzip
import zlib

import pytest

from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.wire import entity as module
from mrcp_server.mrcp.wire.entity import (
    Entity,
    GrammarReference,
    MediaType,
    normalize_content_id,
    parse_body,
    parse_grammar_ref_list,
    parse_uri_list,
)
from mrcp_server.mrcp.wire.message import Headers

GZIP = frozenset({"gzip", "deflate"})


def headers(**fields: str) -> Headers:
    """`Content_Type="text/plain"` becomes a field."""
    return Headers((name.replace("_", "-"), value) for name, value in fields.items())


class TestMediaType:
    """§6.2.6."""

    @pytest.mark.parametrize(
        ("text", "name", "parameters"),
        [
            ("text/plain", "text/plain", {}),
            ("Text/Plain; Charset=ISO-8859-1", "text/plain", {"charset": "ISO-8859-1"}),
            ('multipart/mixed; boundary="br;\\"eak" ; x=y;', "multipart/mixed", {"boundary": 'br;"eak', "x": "y"}),
            ("text/plain;charset=", "text/plain", {"charset": ""}),
        ],
    )
    def test_good(self, text: str, name: str, parameters: dict[str, str]) -> None:
        assert MediaType.parse(text) == MediaType(name, parameters)

    @pytest.mark.parametrize("text", ["", "text", "text/", "text/plain charset=x", "text/plain; =x", 'a/b; c="d'])
    def test_bad(self, text: str) -> None:
        with pytest.raises(ValueError, match="not a media type"):
            MediaType.parse(text)


class TestText:
    """Charsets: declared, UTF-8, or what the bytes look like."""

    @pytest.mark.parametrize(
        ("body", "charset", "text"),
        [
            ("Grüße".encode(), None, "Grüße"),
            ("Grüße".encode("latin-1"), None, "Grüße"),
            ("Grüße".encode("latin-1"), "utf-8", "Grüße"),
            ("Grüße".encode("latin-1"), "ISO-8859-1", "Grüße"),
            ("Grüße".encode("utf-16"), "utf-16", "Grüße"),
            (b"\xef\xbb\xbfHi", "utf-8", "Hi"),
            (b"\xef\xbb\xbfHi", None, "Hi"),
            (b"\x81\xff", None, "\x81ÿ"),
            (b"Hi", "no-such-charset", "Hi"),
        ],
    )
    def test_characters(self, body: bytes, charset: str | None, text: str) -> None:
        assert Entity("text/plain", body, charset=charset).text() == text


class TestParseBody:
    """From headers and bytes to entities."""

    def test_plain(self) -> None:
        declared = "application/srgs+xml; charset=utf-8"
        fields = headers(
            Content_Type=declared,
            Content_ID="<a@b>",
            Content_Base="http://x/",
            Content_Location="y.grxml",
        )
        assert parse_body(fields, b"x") == (
            Entity("application/srgs+xml", b"x", "utf-8", "a@b", "http://x/", "y.grxml", declared),
        )

    @pytest.mark.parametrize(
        ("fields", "body", "status", "echoed"),
        [
            (headers(), b"x", 406, ()),
            (headers(Content_Type="nonsense"), b"x", 404, (("Content-Type", "nonsense"),)),
            (
                headers(Content_Type="text/plain;charset=klingon"),
                b"x",
                409,
                (("Content-Type", "text/plain;charset=klingon"),),
            ),
            (
                headers(Content_Type="text/plain;charset=rot13"),
                b"x",
                409,
                (("Content-Type", "text/plain;charset=rot13"),),
            ),
            (
                headers(Content_Type="text/plain;charset=a\x00"),
                b"x",
                409,
                (("Content-Type", "text/plain;charset=a\x00"),),
            ),
            (headers(Content_Type="text/plain", Content_Encoding="br"), b"x", 409, (("Content-Encoding", "br"),)),
            (headers(Content_Type="text/plain", Content_Encoding="gzip"), b"no gzip at all", 408, ()),
            (
                headers(Content_Type="text/plain", Content_Encoding="gzip"),
                gzip.compress(b"long" * 99, mtime=0)[:20],
                408,
                (),
            ),
            (headers(Content_Type="multipart/mixed"), b"--\r\n", 404, (("Content-Type", "multipart/mixed"),)),
            (headers(Content_Type="multipart/mixed; boundary=b"), b"no parts", 408, ()),
            (headers(Content_Type="multipart/mixed; boundary=b"), b"--b\r\n\r\nx\r\n" * 300, 408, ()),
            (headers(Content_Type="multipart/mixed; boundary=b"), b"--b\r\nno field\r\n\r\nx\r\n--b--", 408, ()),
        ],
    )
    def test_refused(self, fields: Headers, body: bytes, status: int, echoed: tuple[tuple[str, str], ...]) -> None:
        with pytest.raises(MrcpError) as caught:
            parse_body(fields, body, encodings=GZIP)
        assert (caught.value.status, caught.value.fields) == (status, echoed)

    def test_a_coding_is_undone(self) -> None:
        """§6.2.9; what is no coding may stand beside it."""
        for coding, body in (("deflate", zlib.compress(b"Hello")), ("GZIP", gzip.compress(b"Hello", mtime=0))):
            fields = headers(Content_Type="text/plain", Content_Encoding=f"{coding}, identity,,")
            assert parse_body(fields, body, encodings=GZIP)[0].body == b"Hello"

    def test_what_is_coded_twice_is_refused(self) -> None:
        body = zlib.compress(gzip.compress(b"Hello", mtime=0))
        fields = headers(Content_Type="text/plain", Content_Encoding="gzip, deflate")
        with pytest.raises(MrcpError) as caught:
            parse_body(fields, body, encodings=GZIP)
        assert (caught.value.status, caught.value.fields) == (409, (("Content-Encoding", "gzip, deflate"),))

    def test_a_bomb_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "MAX_DECODED_BYTES", 1000)
        fields = headers(Content_Type="text/plain", Content_Encoding="gzip")
        with pytest.raises(MrcpError) as caught:
            parse_body(fields, gzip.compress(b"x" * 100_000, mtime=0), encodings=GZIP)
        assert caught.value.status == 408


class TestMultipart:
    """§8.5.1: a mix of URIs, markup, text and audio."""

    def test_parts_in_order(self) -> None:
        body = (
            b"preamble\r\n--break\r\nContent-Type:text/uri-list\r\n\r\nhttp://a/b\r\n"
            b"--break \r\n\r\nplain\r\ntext\r\n"
            b"--break\r\nContent-Type: audio/wav\r\nContent-ID: <clip>\r\nContent-Base: http://y/\r\n\r\nRIFF\x00\r\n\r\n"
            b"--break--\r\nepilogue --break\r\n"
        )
        parts = parse_body(headers(Content_Type='multipart/mixed; boundary="break"', Content_Base="http://x/"), body)
        assert [(part.content_type, part.body, part.content_base) for part in parts] == [
            ("text/uri-list", b"http://a/b", "http://x/"),
            ("text/plain", b"plain\r\ntext", "http://x/"),
            ("audio/wav", b"RIFF\x00\r\n", "http://y/"),
        ]
        assert parts[2].content_id == "clip"

    def test_without_a_closing_delimiter_and_with_bare_line_feeds(self) -> None:
        parts = parse_body(
            headers(Content_Type="multipart/mixed; boundary=b"), b"--b\nContent-Type: text/plain\n\nHi\n--b\n\nyou"
        )
        assert [part.body for part in parts] == [b"Hi", b"you"]

    def test_nested_up_to_a_depth(self) -> None:
        body, kind = b"Hi", "text/plain"
        for level in range(5):
            body = b"--b%d\r\nContent-Type: %s\r\n\r\n%s\r\n--b%d--" % (level, kind.encode(), body, level)
            kind = f"multipart/mixed; boundary=b{level}"
            if level == 2:
                assert parse_body(headers(Content_Type=kind), body)[0].body == b"Hi"
        with pytest.raises(MrcpError, match="too deep"):
            parse_body(headers(Content_Type=kind), body)


def test_content_id_with_and_without_brackets() -> None:
    assert normalize_content_id(" <a@b> ") == normalize_content_id("a@b") == "a@b"


def test_uri_list() -> None:
    assert parse_uri_list("# comment\r\nhttp://a\r\n\r\n session:b \r\n") == ["http://a", "session:b"]


def test_grammar_references() -> None:
    text = 'http://bare\r\n<http://a/b>;weight="0.85"\r\n<session:c> ; x=y ; Weight=2\n<builtin:grammar/boolean>'
    assert parse_grammar_ref_list(text) == [
        GrammarReference("http://bare"),
        GrammarReference("http://a/b", 0.85),
        GrammarReference("session:c", 2.0),
        GrammarReference("builtin:grammar/boolean"),
    ]


@pytest.mark.parametrize("text", ["http://a b", "<a>;weight=x", "<a>;weight=-1", "<a>;weight=nan", "<a>;weight=inf"])
def test_bad_grammar_references(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_grammar_ref_list(text)
