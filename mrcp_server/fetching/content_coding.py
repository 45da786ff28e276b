"""Undoing the Content-Encoding of what is fetched (RFC 9110 §8.4): one coding, a little at a time, within a bound.

Two kilobytes of gzip in gzip are gigabytes of nothing. What a small answer grows to is therefore never held before it
is counted, and what was pressed twice is refused: no server of documents does that.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

ACCEPT_ENCODING: Final = "gzip, deflate"
"""What requests say that they take (RFC 9110 §12.5.3)."""
LARGEST_PART_BYTES: Final = 65_536
"""What is decoded at once."""
_NONE: Final = frozenset({"", "identity"})
_GZIP: Final = frozenset({"gzip", "x-gzip"})
_ZLIB_HEADER_BYTES: Final = 2
_GZIP_BITS, _ZLIB_BITS, _RAW_BITS = 31, 15, -15


class ContentCodingError(Exception):
    """The body cannot be decoded, or not within its bound; the message says why."""


class ContentDecoder:
    """Decodes one body. Call `decode` for each part of it, `end` behind the last."""

    def __init__(self, content_encoding: str, max_bytes: int) -> None:
        """`content_encoding` is the header's value, empty without one; `max_bytes` bounds the body before and after.

        Raises:
            ContentCodingError: it names several codings, or one that was not asked for.
        """
        names = [name.strip().lower() for name in content_encoding.split(",", 8)]
        codings = [name for name in names if name not in _NONE]
        if len(codings) > 1:
            raise ContentCodingError("more than one Content-Encoding")
        self._coding = codings[0] if codings else ""
        if self._coding and self._coding not in _GZIP and self._coding != "deflate":
            raise ContentCodingError(f"Content-Encoding {self._coding[:20]!r} was not asked for")
        self._inflater = zlib.decompressobj(_GZIP_BITS)
        self._max_bytes = max_bytes
        self._taken = self._given = 0
        self._beginning = b""
        """Of "deflate", until its first two octets tell what it is."""

    def decode(self, data: bytes) -> Iterator[bytes]:
        """What `data` adds to the body, in parts of at most `LARGEST_PART_BYTES` where it was coded.

        Raises:
            ContentCodingError: it is broken, or the body is larger than is allowed.
        """
        self._taken = self._bounded(self._taken + len(data))
        if not self._coding:
            yield data
            return
        if self._coding == "deflate":
            data = self._beginning = self._beginning + data
            if len(data) < _ZLIB_HEADER_BYTES:
                return
            self._choose_wrapper(data)
        # What stands behind the end of a whole body is passed over, as browsers do.
        while data and not self._inflater.eof:
            part = self._inflate(data)
            self._given = self._bounded(self._given + len(part))
            data = self._inflater.unconsumed_tail
            if part:
                yield part

    def end(self) -> None:
        """Say that nothing more comes.

        Raises:
            ContentCodingError: something is missing.
        """
        if self._coding and self._taken and not self._inflater.eof:
            raise ContentCodingError(f"{self._coding} content is cut short")

    def _inflate(self, data: bytes) -> bytes:
        try:
            return self._inflater.decompress(data, LARGEST_PART_BYTES)
        except zlib.error as error:
            raise ContentCodingError(f"broken {self._coding} content") from error

    def _choose_wrapper(self, data: bytes) -> None:
        # RFC 9110 §8.4.1.2: "Some non-conformant implementations send the 'deflate' compressed data without the zlib
        # wrapper." RFC 1950 §2.2: its method is 8, and the two octets are a multiple of 31.
        is_wrapped = data[0] & 15 == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0
        self._coding = "zlib" if is_wrapped else "raw deflate"
        self._inflater = zlib.decompressobj(_ZLIB_BITS if is_wrapped else _RAW_BITS)
        self._beginning = b""

    def _bounded(self, count: int) -> int:
        if count > self._max_bytes:
            raise ContentCodingError(f"more than {self._max_bytes} bytes")
        return count
