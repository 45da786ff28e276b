"""Content-Encoding: one coding, a little at a time, within a bound."""

import gzip
import zlib

import pytest

from mrcp_server.fetching.content_coding import LARGEST_PART_BYTES, ContentCodingError, ContentDecoder

TEXT = b"".join(str(number).encode() for number in range(40_000))
GZIPPED, WRAPPED = gzip.compress(TEXT, mtime=0), zlib.compress(TEXT)
RAW = WRAPPED[2:-4]


def decoded(coding: str, body: bytes, *, max_bytes: int = 1 << 20, step: int = 1 << 20) -> bytes:
    decoder = ContentDecoder(coding, max_bytes)
    parts = [part for at in range(0, len(body), step) for part in decoder.decode(body[at : at + step])]
    decoder.end()
    if coding not in ("", "identity"):
        assert max(map(len, parts), default=0) <= LARGEST_PART_BYTES
    return b"".join(parts)


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", GZIPPED),
        (" X-GZIP , identity", GZIPPED),
        ("deflate", WRAPPED),
        ("deflate", RAW),
    ],
)
def test_a_body_is_decoded_however_it_is_cut(coding: str, body: bytes, step: int) -> None:
    assert decoded(coding, body, step=step) == TEXT


def test_an_empty_body_needs_no_coding() -> None:
    assert decoded("gzip", b"") == b""


def test_what_follows_a_whole_body_is_passed_over() -> None:
    assert decoded("gzip", GZIPPED + b"more") == TEXT
    assert decoded("gzip", GZIPPED + b"more", step=len(GZIPPED)) == TEXT


@pytest.mark.parametrize(
    ("coding", "body", "reason"),
    [
        ("gzip, gzip", GZIPPED, "more than one"),
        ("gzip," * 10_000, GZIPPED, "more than one"),
        ("br", b"x", "'br' was not asked for"),
        ("gzip", b"no gzip at all", "broken gzip"),
        ("gzip", WRAPPED, "broken gzip"),
        ("deflate", b"\xff" * 40, "broken raw deflate"),
        ("gzip", GZIPPED[:-20], "cut short"),
        ("deflate", RAW[:-20], "cut short"),
    ],
)
def test_what_cannot_be_decoded_is_refused(coding: str, body: bytes, reason: str) -> None:
    with pytest.raises(ContentCodingError, match=reason):
        decoded(coding, body)


def test_the_bound_is_met_before_more_is_made() -> None:
    decoder = ContentDecoder("gzip", 100_000)
    parts = decoder.decode(gzip.compress(bytes(50 << 20), mtime=0))
    assert len(next(parts)) == LARGEST_PART_BYTES
    with pytest.raises(ContentCodingError, match="more than 100000 bytes"):
        next(parts)


def test_the_bound_holds_for_what_comes_too() -> None:
    """Behind the end of a body, or where nothing is coded."""
    for coding, body in (("gzip", GZIPPED + bytes(1 << 21)), ("", bytes((1 << 20) + 1))):
        with pytest.raises(ContentCodingError, match="more than 1048576"):
            decoded(coding, body, step=1000)
