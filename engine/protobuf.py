"""The wire format of protocol buffers, as far as a file of ONNX needs it: fields out of bytes, bytes out of fields.

Only so much that a model can be taken apart without a library for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT = 10
"""Bytes of 64 bits, seven in each."""


class Field(NamedTuple):
    """One field of a message."""

    number: int
    value: memoryview
    """What a length-delimited field holds; of other fields, their bytes."""
    raw: memoryview
    """The whole of it, as it was written."""


def fields(message: memoryview) -> Iterator[Field]:
    """The fields of `message`, in order; what they hold is passed over, not read.

    Raises:
        ValueError: it is no message, or cut short.
    """
    position = 0
    while position < len(message):
        begin = position
        key, position = _varint(message, position)
        wire_type = key & 7
        if wire_type == _BYTES:
            length, position = _varint(message, position)
        elif wire_type == _VARINT:
            length = _varint(message, position)[1] - position
        elif wire_type in (_FIXED32, _FIXED64):
            length = 8 if wire_type == _FIXED64 else 4
        else:
            raise ValueError(f"wire type {wire_type} at byte {begin}")
        end = position + length
        if end > len(message):
            raise ValueError(f"cut short: {end} > {len(message)} bytes")
        yield Field(key >> 3, message[position:end], message[begin:end])
        position = end


def number(value: memoryview) -> int:
    """The number in a field that is none of bytes."""
    return _varint(value, 0)[0]


def text(value: memoryview) -> str:
    """A string field; what is no UTF-8 is a ValueError."""
    return bytes(value).decode()


def encode_bytes(field: int, value: bytes | memoryview) -> bytes:
    """A length-delimited field: bytes, text or a message."""
    return b"".join((_encode_varint(field << 3 | _BYTES), _encode_varint(len(value)), value))


def encode_number(field: int, value: int) -> bytes:
    """A field with a number, which is not negative."""
    return _encode_varint(field << 3 | _VARINT) + _encode_varint(value)


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    value = 0
    for index, byte in enumerate(message[position : position + _LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, position + index + 1
    raise ValueError(f"no number at byte {position}")


def _encode_varint(value: int) -> bytes:
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
