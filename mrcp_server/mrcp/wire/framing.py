"""Where one message ends and the next begins: framed by message-length, never by line or by packet (§5.1)."""

from __future__ import annotations

import re
from typing import Final

from mrcp_server.mrcp.errors import FramingError, MessageError
from mrcp_server.mrcp.wire.message import CHANNEL_IDENTIFIER, MAX_HEAD_BYTES, StartLine, parse_header_block

# One megabyte of prompt text must pass (a whole book chapter was seen), a film must not. Applies to one message.
DEFAULT_MAX_MESSAGE_BYTES: Final = 4 * 1024 * 1024

# "MRCP/2.0", 19 digits, the longest method name, ten digits: under 80. The rest is for extensions.
MAX_START_LINE_BYTES: Final = 512

_PREFIX: Final = b"MRCP/"
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")


class Framer:
    """Takes bytes in any fragmentation, gives whole messages.

    After a FramingError nothing more can be read; after a MessageError (too large) the framer skips that message
    and goes on behind it.
    """

    def __init__(self, max_message_bytes: int = DEFAULT_MAX_MESSAGE_BYTES) -> None:
        self._max_message_bytes = max_message_bytes
        self._buffer = bytearray()
        self._skip = 0
        self._start: StartLine | None = None

    @property
    def partial(self) -> bool:
        """Whether part of a message is waiting for the rest (or is being skipped)."""
        return bool(self._buffer) or self._skip > 0

    @property
    def buffered_bytes(self) -> int:
        """Octets held of messages that are not whole."""
        return len(self._buffer)

    def push(self, data: bytes) -> None:
        """Take what the transport received."""
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            data = data[skipped:]
        self._buffer += data

    def pull(self) -> tuple[StartLine, bytes] | None:
        """The next whole message with its start line; None when more bytes are needed.

        Raises: FramingError (408) when the stream is not MRCP, MessageError (504) when a message is above the
        limit; its request-id and Channel-Identifier are read if they can be.
        """
        start = self._start or (self._read_start_line() if self._buffer else None)
        if start is None:
            return None
        if start.length > self._max_message_bytes:
            self._skip_too_large(start)
            return None
        if len(self._buffer) < start.length:
            self._start = start
            return None
        message = bytes(self._buffer[: start.length])
        del self._buffer[: start.length]
        self._start = None
        return start, message

    def _read_start_line(self) -> StartLine | None:
        buffer = self._buffer
        # Empty lines between messages are nobody's harm (RFC 9112 §2.2 says the same of HTTP).
        if buffer.startswith((b"\r", b"\n")):
            del buffer[: len(buffer) - len(buffer.lstrip(b"\r\n"))]
        if not _PREFIX.startswith(bytes(buffer[:5])):
            raise FramingError(408, "not an MRCPv2 message")
        end = buffer.find(b"\n", 0, MAX_START_LINE_BYTES)
        if end < 0:
            if len(buffer) >= MAX_START_LINE_BYTES:
                raise FramingError(408, "start line is too long")
            return None
        line = bytes(buffer[:end]).rstrip(b"\r")
        try:
            start = StartLine.parse(line)
        except ValueError as error:
            raise FramingError(408, str(error)) from error
        if start.length <= end:
            raise FramingError(408, "message-length ends inside the start line", request_id=start.request_id)
        return start

    def _skip_too_large(self, start: StartLine) -> None:
        """§5.4: 504. The head is waited for, since the answer must carry its Channel-Identifier."""
        head = _HEAD_END.search(self._buffer, 0, MAX_HEAD_BYTES)
        if head is None and len(self._buffer) < min(MAX_HEAD_BYTES, start.length):
            self._start = start
            return
        lines = bytes(self._buffer[: head.start()] if head else b"").partition(b"\n")[2]
        try:
            channel_identifier = parse_header_block(lines).get(CHANNEL_IDENTIFIER)
        except ValueError:
            channel_identifier = None
        self._start = None
        self._skip = max(start.length - len(self._buffer), 0)
        del self._buffer[: start.length]
        raise MessageError(
            504,
            f"{start.length} octets, at most {self._max_message_bytes} are taken",
            request_id=start.request_id,
            channel_identifier=channel_identifier,
        )
