"""Messages out of a byte stream (RFC 3261 §18.3) and keep-alives between them (RFC 5626 §4.4.1)."""

import re
from enum import Enum
from typing import Final

from sip.errors import MessageError
from sip.message import MAX_BODY_BYTES, MAX_HEAD_BYTES

# Content-Length in any case, compact, with white space or a fold around the colon.
_CONTENT_LENGTH: Final = re.compile(
    rb"\r\n(?:content-length|l)[ \t]*:(?:\r\n)?[ \t]*([0-9]{1,10})[ \t]*(?=\r\n)", re.IGNORECASE
)
_END: Final = b"\r\n\r\n"


class KeepAlive(Enum):
    """What stood between messages."""

    PING = "ping"
    """CRLF CRLF: the adapter answers with CRLF."""


class StreamFramer:
    """Cuts the bytes of one connection into messages. After an error the connection must be closed."""

    __slots__ = ("_buffer", "_need", "_searched")

    def __init__(self) -> None:
        self._buffer = bytearray()
        # Where the search for the end of the head goes on: byte-wise delivery stays linear.
        self._searched = 0
        # Length of the message whose head is complete, 0 while it is not.
        self._need = 0

    @property
    def is_empty(self) -> bool:
        """Whether no part of a message waits for its rest."""
        return not self._buffer.strip(b"\r\n")

    def receive_data(self, data: bytes) -> None:
        """Append what the connection delivered."""
        self._buffer += data

    def next_message(self) -> bytes | KeepAlive | None:
        """The next whole message, or a ping, or None when more bytes are needed.

        Raises:
            MessageError: the head is too long, has no Content-Length (§20.14: required on streams), or one over the
                limit. Where the next message begins is then unknown.
        """
        buffer = self._buffer
        if not self._need:
            if buffer.startswith((b"\r", b"\n")):
                skipped = self._skip_line_ends()
                if skipped is not None or buffer.startswith(b"\r"):
                    return skipped
            if not self._measure():
                return None
        if len(buffer) < self._need:
            return None
        message = bytes(buffer[: self._need])
        del buffer[: self._need]
        self._need = self._searched = 0
        return message

    def _skip_line_ends(self) -> KeepAlive | None:
        """Takes one line end after the other, so that it does not matter how they arrive."""
        buffer, at = self._buffer, 0
        self._searched = 0
        while at < len(buffer) and buffer[at] in b"\r\n":
            ahead = buffer[at : at + 4]
            if ahead == _END:
                del buffer[: at + 4]
                return KeepAlive.PING
            if len(ahead) < 4 and _END.startswith(ahead):
                break  # a lone CRLF is a pong, or half a ping: it waits until the next byte tells
            at += 2 if ahead.startswith(b"\r\n") else 1
        del buffer[:at]
        return None

    def _measure(self) -> bool:
        buffer = self._buffer
        end = buffer.find(_END, max(0, self._searched - 3))
        if end < 0 or end > MAX_HEAD_BYTES:
            if len(buffer) > MAX_HEAD_BYTES + 4:
                raise MessageError("headers too long", status=413)
            self._searched = len(buffer)
            return False
        lengths = set(_CONTENT_LENGTH.findall(buffer, 0, end + 2))
        if len(lengths) != 1:
            raise MessageError("Content-Length missing" if not lengths else "more than one Content-Length")
        length = int(lengths.pop())
        if length > MAX_BODY_BYTES:
            raise MessageError("body too long", status=413)
        self._need = end + 4 + length
        return True
