"""What an ONNX file says about itself, read without loading or running it: a damaged or foreign model is told before
the library that would crash on it sees it.

A file is one protocol buffers message, ModelProto; only its outermost fields are looked at, and the graph, which may be
gigabytes, is passed over.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO

from engine.errors import EngineError
from engine.onnx import check_file

if TYPE_CHECKING:
    from pathlib import Path

_IR_VERSION, _GRAPH, _METADATA = 1, 7, 14
"""Fields of ModelProto (onnx.proto3): ir_version, graph, metadata_props."""
_KEY, _VALUE = 1, 2
"""Fields of StringStringEntryProto."""
_VARINT, _I64, _LENGTH, _I32 = 0, 1, 2, 5
"""Wire types."""
_MOST_FIELDS = 100_000
_MOST_ENTRY_BYTES = 4 << 20
"""Means and deviations of features, written as text, are the longest that models carry: some ten kilobytes."""


class _MalformedError(Exception):
    """The octets are no such message."""


def read_metadata(path: Path) -> dict[str, str]:
    """The metadata of the model at `path`: keys as exporters wrote them, `model_type` above all.

    Raises:
        EngineError: the file is missing, empty, cut short or no ONNX model; names it.
    """
    check_file(path)
    with path.open("rb") as file:
        try:
            return _read(file, os.fstat(file.fileno()).st_size)
        except _MalformedError as error:
            raise EngineError(f"model {path}: this is no ONNX model, or only a part of one ({error})") from None


def _read(file: BinaryIO, size: int) -> dict[str, str]:
    metadata: dict[str, str] = {}
    seen = set()
    for _ in range(_MOST_FIELDS):
        if file.tell() == size:
            break
        field, wire = divmod(_varint(file), 8)
        seen.add(field)
        length = _length(file, wire)
        if file.tell() + length > size:
            raise _MalformedError(f"{size} bytes, {file.tell() + length} expected")
        if field == _METADATA and wire == _LENGTH and length <= _MOST_ENTRY_BYTES:
            key, value = _entry(file.read(length))
            metadata[key] = value
        else:
            file.seek(length, os.SEEK_CUR)
    if not {_IR_VERSION, _GRAPH} <= seen:
        raise _MalformedError("there is no graph in it")
    return metadata


def _entry(octets: bytes) -> tuple[str, str]:
    texts = {_KEY: "", _VALUE: ""}
    position = 0
    while position < len(octets):
        tag, position = _varint_in(octets, position)
        length, position = _varint_in(octets, position)
        if tag % 8 != _LENGTH or position + length > len(octets):
            raise _MalformedError("a damaged entry")
        texts[tag // 8] = octets[position : position + length].decode("utf-8", "replace")
        position += length
    return texts[_KEY], texts[_VALUE]


def _length(file: BinaryIO, wire: int) -> int:
    """How many octets the content of a field has that still follow."""
    if wire == _VARINT:
        _varint(file)
        return 0
    if wire == _LENGTH:
        return _varint(file)
    if wire in (_I64, _I32):
        return 8 if wire == _I64 else 4
    raise _MalformedError(f"wire type {wire}")


def _varint(file: BinaryIO) -> int:
    value, shift = 0, 0
    while shift < 64:
        octet = file.read(1)
        if not octet:
            raise _MalformedError("it ends within a number")
        value |= (octet[0] & 0x7F) << shift
        if octet[0] < 0x80:
            return value
        shift += 7
    raise _MalformedError("a number without end")


def _varint_in(octets: bytes, position: int) -> tuple[int, int]:
    value, shift = 0, 0
    while position < len(octets) and shift < 64:
        octet = octets[position]
        position += 1
        value |= (octet & 0x7F) << shift
        if octet < 0x80:
            return value, position
        shift += 7
    raise _MalformedError("a damaged number")
