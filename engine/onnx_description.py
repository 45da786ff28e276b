"""What an ONNX file says of itself, read without loading it: a file that is cut short or another one is told at once.

Milliseconds for any size, since the weights are passed over. Numbers of fields: onnx.proto (ModelProto, GraphProto).
"""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import EngineError
from engine.onnx import check_file
from engine.protobuf import fields, text

if TYPE_CHECKING:
    from pathlib import Path

_MODEL_GRAPH, _MODEL_METADATA = 7, 14
_GRAPH_INPUT, _GRAPH_OUTPUT = 11, 12
_VALUE_NAME = 1
_ENTRY_KEY, _ENTRY_VALUE = 1, 2


class OnnxDescription(NamedTuple):
    """The names that a graph is called by, and what its maker wrote beside it."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    metadata: dict[str, str]


def describe(path: Path, *, what: str = "model") -> OnnxDescription:
    """The description of the ONNX file at `path`; `what` is its part in an engine, for errors.

    Raises:
        EngineError: the file is missing, cut short or no model; names it.
    """
    check_file(path, what=what)
    inputs: list[str] = []
    outputs: list[str] = []
    metadata: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            model = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        for field in fields(model):
            if field.number == _MODEL_GRAPH:
                _read_graph(field.value, inputs, outputs)
            elif field.number == _MODEL_METADATA:
                key, value = _strings(field.value, _ENTRY_KEY, _ENTRY_VALUE)
                metadata[key] = value
    except ValueError as error:
        raise EngineError(f"{what} {path}: no ONNX model, or damaged ({error})") from None
    except OSError as error:
        raise EngineError(f"{what} {path}: {error.strerror}") from None
    if not inputs or not outputs:
        raise EngineError(f"{what} {path}: no ONNX model (nothing goes in, or nothing comes out)")
    return OnnxDescription(tuple(inputs), tuple(outputs), metadata)


def _read_graph(graph: memoryview, inputs: list[str], outputs: list[str]) -> None:
    for field in fields(graph):
        if field.number == _GRAPH_INPUT:
            inputs += _strings(field.value, _VALUE_NAME)
        elif field.number == _GRAPH_OUTPUT:
            outputs += _strings(field.value, _VALUE_NAME)


def _strings(message: memoryview, *numbers: int) -> tuple[str, ...]:
    """The string fields of `message` with these numbers, empty where it has none."""
    found = {field.number: text(field.value) for field in fields(message) if field.number in numbers}
    return tuple(found.get(number, "") for number in numbers)
