from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from engine.onnx import load_model_bytes
from engine.voices.hibari.graph import FLOAT, Graph


@pytest.fixture(scope="module")
def data() -> bytes:
    """c = (a + 1) · w, d = c + a."""
    nodes = [
        helper.make_node("Constant", [], ["one"], value=numpy_helper.from_array(np.array([1], np.float32))),
        helper.make_node("Add", ["a", "one"], ["b"]),
        helper.make_node("Mul", ["b", "w"], ["c"]),
        helper.make_node("Add", ["c", "a"], ["d"]),
    ]
    graph = helper.make_graph(
        nodes,
        "sum",
        [helper.make_tensor_value_info("a", TensorProto.FLOAT, [1])],
        [helper.make_tensor_value_info("d", TensorProto.FLOAT, [1])],
        [numpy_helper.from_array(np.array([10], np.float32), "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    encoded: bytes = model.SerializeToString()
    return encoded


def run(part: bytes, **inputs: list[float]) -> Any:
    session = load_model_bytes(part)
    return session.run(None, {name: np.array(value, np.float32) for name, value in inputs.items()})


def test_a_part_runs_between_the_tensors_it_was_cut_at(data: bytes) -> None:
    graph = Graph(data)
    assert (graph.inputs, graph.outputs) == (["a"], ["d"])
    assert [node.operator for node in graph.nodes] == ["Constant", "Add", "Mul", "Add"]
    part = graph.part({"b": FLOAT}, {"c": FLOAT})
    (product,) = run(part, b=[3.0, 4.0])  # any shape will do
    assert product.tolist() == [30.0, 40.0]


def test_an_inner_tensor_becomes_a_further_output(data: bytes) -> None:
    outer, inner = run(Graph(data).part({"a": FLOAT}, {"d": FLOAT, "b": FLOAT}), a=[2.0])
    assert (outer.tolist(), inner.tolist()) == ([32.0], [3.0])


def test_a_part_that_lacks_an_input_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="'a' is not made from"):
        Graph(data).part({"b": FLOAT}, {"d": FLOAT})


def test_a_file_that_is_cut_short_is_refused(data: bytes) -> None:
    for length in range(3, len(data) - 20, 7):
        with pytest.raises(ValueError, match=r"cut short|no number|no name"):
            Graph(data[:length])
