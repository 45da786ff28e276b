"""The wire format of protocol buffers, as far as reading a file of ONNX needs it."""

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
        yield Field(key >> 3, message[position:end])
        position = end


def text(value: memoryview) -> str:
    """A string field; what is no UTF-8 is a ValueError."""
    return bytes(value).decode()


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    value = 0
    for index, byte in enumerate(message[position : position + _LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, position + index + 1
    raise ValueError(f"no number at byte {position}")
