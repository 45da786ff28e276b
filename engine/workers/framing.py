"""How control and a worker cut the stream between them into messages, whichever kind of worker it is.

A message is its length in four octets, big endian, and that many octets of MessagePack.
"""

from __future__ import annotations

import struct
from typing import Any

import msgspec

_LENGTH = struct.Struct(">I")
MAX_MESSAGE_BYTES = 16 << 20
"""A message beyond this is a fault of the peer. The largest that is meant is the list of some 2,000 voices; recordings
are sent as plain octets of a length that `Play` tells."""


class WorkerProtocolError(Exception):
    """The peer sent what is not a message."""


class MessageReader:
    """Octets in, messages of one type out."""

    def __init__(self, message_type: Any) -> None:
        self._decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(message_type)
        self._buffer = bytearray()

    def receive_data(self, data: bytes) -> list[Any]:
        """The messages that `data` completes.

        Raises:
            WorkerProtocolError: too long, or not a message of this type.
        """
        buffer = self._buffer
        buffer += data
        messages = []
        position = 0
        view = memoryview(buffer)
        try:
            while len(buffer) - position >= _LENGTH.size:
                (length,) = _LENGTH.unpack_from(buffer, position)
                if length > MAX_MESSAGE_BYTES:
                    raise WorkerProtocolError(f"message of {length} octets")
                end = position + _LENGTH.size + length
                if end > len(buffer):
                    break
                messages.append(self._decoder.decode(view[position + _LENGTH.size : end]))
                position = end
        except msgspec.MsgspecError as error:
            raise WorkerProtocolError(str(error)) from error
        finally:
            view.release()
            del buffer[:position]
        return messages


_encoder = msgspec.msgpack.Encoder()


def encode_message(message: msgspec.Struct) -> bytes:
    """`message` with its length in front."""
    body = bytearray(_LENGTH.size)
    _encoder.encode_into(message, body, _LENGTH.size)
    _LENGTH.pack_into(body, 0, len(body) - _LENGTH.size)
    return bytes(body)
