"""Framing between control and plane: batches of messages, each behind a length of four bytes.

A batch is encoded and decoded in one go: at 500 streams a command costs a microsecond instead of ten.
"""

import struct
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec

Message = TypeVar("Message")

_LENGTH = struct.Struct("!I")

MAX_BATCH_BYTES = 16 * 1024 * 1024
"""A length above this is a broken pipe, not a batch: the largest real one, 2,500 streams' chunks at once, has 20 MB cut
into pieces by the writer's queue."""

_ENCODER = msgspec.msgpack.Encoder()


class PipeError(Exception):
    """The other side of a pipe sent what is no batch: the pipe cannot be used any more."""


def encode_batch(messages: Sequence[Any]) -> bytes:
    """One batch with all of `messages`, behind its length."""
    body = _ENCODER.encode(messages)
    return _LENGTH.pack(len(body)) + body


class BatchReader(Generic[Message]):
    """Bytes of a pipe in, messages out; a part of a batch waits for the rest."""

    def __init__(self, message_type: Any) -> None:
        """`message_type`: the union of what may come, e.g. AnyCommand."""
        self._decoder: msgspec.msgpack.Decoder[list[Message]] = msgspec.msgpack.Decoder(list[message_type])
        self._rest = b""

    def push(self, data: bytes | memoryview) -> list[Message]:
        """Messages that `data` completes. Nothing of `data` is referred to afterwards.

        Raises:
            PipeError: impossible length or content.
        """
        if self._rest:
            data = self._rest + data
        messages: list[Message] = []
        start = 0
        with memoryview(data) as view:
            while len(view) - start >= _LENGTH.size:
                (length,) = _LENGTH.unpack_from(view, start)
                if length > MAX_BATCH_BYTES:
                    raise PipeError(f"batch of {length} > {MAX_BATCH_BYTES} bytes")
                body = start + _LENGTH.size
                if len(view) < body + length:
                    break
                try:
                    messages += self._decoder.decode(view[body : body + length])
                except msgspec.MsgspecError as error:
                    raise PipeError(f"batch that cannot be read: {error}") from error
                start = body + length
            self._rest = bytes(view[start:])
        return messages
