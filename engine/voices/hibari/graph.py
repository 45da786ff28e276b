"""An ONNX model as a graph that can be cut: a part of it, between given tensors, is a model of its own.

The weights are not looked at, only passed on. Numbers of fields: onnx.proto (ModelProto, GraphProto, NodeProto).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.protobuf import encode_bytes, encode_number, fields, text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_MODEL_IR_VERSION, _MODEL_GRAPH, _MODEL_OPSET = 1, 7, 8
_GRAPH_NODE, _GRAPH_NAME, _GRAPH_INITIALIZER, _GRAPH_INPUT, _GRAPH_OUTPUT = 1, 2, 5, 11, 12
_NODE_INPUT, _NODE_OUTPUT, _NODE_OPERATOR = 1, 2, 4
_TENSOR_NAME = 8
_VALUE_NAME, _VALUE_TYPE = 1, 2
_TYPE_TENSOR = 1
_TENSOR_TYPE_ELEMENT = 1

FLOAT, INT64 = 1, 7
"""TensorProto.DataType."""


class Node(NamedTuple):
    """One operation."""

    operator: str
    inputs: tuple[str, ...]
    """Names of tensors; one that is left out is empty."""
    outputs: tuple[str, ...]
    raw: memoryview


class Graph:
    """The graph of a model file.

    Raises:
        ValueError: `data` is no model.
    """

    def __init__(self, data: bytes) -> None:
        self._head: list[memoryview] = []  # version and operator sets
        self.nodes: list[Node] = []
        self._weights: dict[str, memoryview] = {}
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        for field in fields(memoryview(data)):
            if field.number == _MODEL_GRAPH:
                self._read(field.value)
            elif field.number in (_MODEL_IR_VERSION, _MODEL_OPSET):
                self._head.append(field.raw)
        self.producers = {name: node for node in self.nodes for name in node.outputs if name}

    def _read(self, graph: memoryview) -> None:
        for field in fields(graph):
            match field.number:
                case 1:
                    self.nodes.append(_node(field.value, field.raw))
                case 5:
                    self._weights[_name(field.value, _TENSOR_NAME)] = field.raw
                case 11:
                    self.inputs.append(_name(field.value, _VALUE_NAME))
                case 12:
                    self.outputs.append(_name(field.value, _VALUE_NAME))

    def ancestors(self, outputs: Iterable[str], inputs: Collection[str]) -> list[Node]:
        """The nodes that make `outputs` from `inputs`, in order.

        Raises:
            ValueError: they need something else that the model is given.
        """
        wanted = [name for name in outputs if name not in inputs]
        seen = set(wanted)
        while wanted:
            name = wanted.pop()
            node = self.producers.get(name)
            if node is None:
                if name and name not in self._weights:
                    raise ValueError(f"{name!r} is not made from {sorted(inputs)}")
                continue
            fresh = [given for given in node.inputs if given not in seen and given not in inputs]
            seen.update(fresh)
            wanted += fresh
        return [node for node in self.nodes if not seen.isdisjoint(node.outputs)]

    def part(self, inputs: Mapping[str, int], outputs: Mapping[str, int]) -> bytes:
        """A model that makes `outputs` from `inputs`, by name with their element types; any shape will do.

        Raises:
            ValueError: as `ancestors`.
        """
        nodes = self.ancestors(outputs, inputs)
        used = {name for node in nodes for name in node.inputs}
        graph: list[bytes | memoryview] = [
            encode_bytes(_GRAPH_NAME, b"part"),
            *(node.raw for node in nodes),
            *(raw for name, raw in self._weights.items() if name in used),
            *(encode_bytes(_GRAPH_INPUT, _value(name, element)) for name, element in inputs.items()),
            *(encode_bytes(_GRAPH_OUTPUT, _value(name, element)) for name, element in outputs.items()),
        ]
        return b"".join((*self._head, encode_bytes(_MODEL_GRAPH, b"".join(graph))))


def _node(node: memoryview, raw: memoryview) -> Node:
    inputs: list[str] = []
    outputs: list[str] = []
    operator = ""
    for field in fields(node):
        if field.number == _NODE_INPUT:
            inputs.append(text(field.value))
        elif field.number == _NODE_OUTPUT:
            outputs.append(text(field.value))
        elif field.number == _NODE_OPERATOR:
            operator = text(field.value)
    return Node(operator, tuple(inputs), tuple(outputs), raw)


def _name(message: memoryview, field_number: int) -> str:
    for field in fields(message):
        if field.number == field_number:
            return text(field.value)
    raise ValueError("a tensor has no name")


def _value(name: str, element: int) -> bytes:
    """A ValueInfoProto of a tensor of any shape."""
    tensor = encode_bytes(_TYPE_TENSOR, encode_number(_TENSOR_TYPE_ELEMENT, element))
    return encode_bytes(_VALUE_NAME, name.encode()) + encode_bytes(_VALUE_TYPE, tensor)
