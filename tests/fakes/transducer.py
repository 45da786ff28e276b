"""A streaming transducer of three tiny ONNX files: it says "yes" once, as soon as something is loud."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_TOKENS = ("<blk>", "▁ye", "s", "▁no")
_LOUD = -7.0
"""Mean log filter-bank energy (of samples in [−1, 1]) above which something is loud."""


def write_transducer(folder: Path) -> Path:
    """Write the files; each chunk of the encoder is 4 frames of 10 ms, one step of output."""
    (folder / "tokens.txt").write_text("".join(f"{token} {index}\n" for index, token in enumerate(_TOKENS)), "utf-8")
    _save(folder / "encoder.onnx", _encoder(), _ENCODER_FACTS)
    _save(folder / "decoder.onnx", _decoder(), {"context_size": 1, "vocab_size": len(_TOKENS)})
    _save(folder / "joiner.onnx", _joiner(), {"joiner_dim": 1})
    return folder


_ENCODER_FACTS = {
    "model_type": "lstm", "num_encoder_layers": 1, "T": 9, "decode_chunk_len": 4, "rnn_hidden_size": 1, "d_model": 1,
}  # fmt: skip


def _encoder() -> onnx.GraphProto:
    """Loudness of the first of 9 frames; the states of its kind go through."""
    nodes = [
        helper.make_node("ReduceMean", ["x"], ["loudness"], axes=[2], keepdims=1),
        helper.make_node("Slice", ["loudness", "from", "to", "axis"], ["first"]),
        helper.make_node("Sub", ["first", "threshold"], ["encoder_out"]),
        helper.make_node("Identity", ["h"], ["next_h"]),
        helper.make_node("Identity", ["c"], ["next_c"]),
    ]
    constants = [
        _constant("from", np.array([0], np.int64)),
        _constant("to", np.array([1], np.int64)),
        _constant("axis", np.array([1], np.int64)),
        _constant("threshold", np.array([_LOUD], np.float32)),
    ]
    inputs = [_float("x", ["N", 9, 80]), _float("h", [1, "N", 1]), _float("c", [1, "N", 1])]
    outputs = [_float("encoder_out", ["N", 1, 1]), _float("next_h", [1, "N", 1]), _float("next_c", [1, "N", 1])]
    return helper.make_graph(nodes, "encoder", inputs, outputs, constants)


def _decoder() -> onnx.GraphProto:
    """The last token, as a number."""
    nodes = [helper.make_node("Cast", ["y"], ["decoder_out"], to=TensorProto.FLOAT)]
    inputs = [helper.make_tensor_value_info("y", TensorProto.INT64, ["N", 1])]
    return helper.make_graph(nodes, "decoder", inputs, [_float("decoder_out", ["N", 1])])


def _joiner() -> onnx.GraphProto:
    """After nothing and loud: token 1; after 1: 2; after 2: nothing more."""
    nodes = [
        # Distance of the last token from 0 and from 1 decides; silence makes token 1 unlikely.
        helper.make_node("Mul", ["encoder_out", "by_loudness"], ["a"]),
        helper.make_node("Sub", ["decoder_out", "zero_one_two"], ["distance"]),
        helper.make_node("Abs", ["distance"], ["apart"]),
        helper.make_node("Mul", ["apart", "by_distance"], ["b"]),
        helper.make_node("Add", ["a", "b"], ["sum"]),
        helper.make_node("Add", ["sum", "bias"], ["logit"]),
    ]
    constants = [
        _constant("by_loudness", np.array([[0, 1, 0, 0]], np.float32)),
        _constant("zero_one_two", np.array([[0, 0, 1, 9]], np.float32)),
        _constant("by_distance", np.array([[0, -60, -60, -60]], np.float32)),
        _constant("bias", np.array([[0, 0, 5, 0]], np.float32)),
    ]
    inputs = [_float("encoder_out", ["N", 1]), _float("decoder_out", ["N", 1])]
    return helper.make_graph(nodes, "joiner", inputs, [_float("logit", ["N", 4])], constants)


def _constant(name: str, values: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> onnx.TensorProto:
    return numpy_helper.from_array(values, name)


def _float(name: str, shape: list[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _save(path: Path, graph: onnx.GraphProto, facts: dict[str, object]) -> None:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    for key, value in facts.items():
        model.metadata_props.add(key=key, value=str(value))
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
