"""CTC models for whole utterances, one tiny ONNX file each: they say "yes" wherever something is loud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_TOKENS = {"zipformer": ("<blk>", "▁yes", "▁no"), "nemo": ("▁yes", "▁no", "<blk>")}
_SUBSAMPLING = 4
_LOUD = {"zipformer": -7.0, "nemo": -11.0}
"""Mean log filter-bank energy (of samples in [−1, 1]) above which something is loud."""


def write_ctc(folder: Path, family: str = "zipformer", name: str = "model.onnx") -> Path:
    """Write a model of icefall ("zipformer") or of NeMo ("nemo") into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = _TOKENS[family]
    (folder / "tokens.txt").write_text("".join(f"{token} {index}\n" for index, token in enumerate(tokens)), "utf-8")
    nemo = family == "nemo"
    facts: dict[str, object] = {"model_type": "zipformer2_ctc"}
    if nemo:
        facts = {"model_type": "EncDecCTCModelBPE", "normalize_type": "NA"}
        facts |= {"vocab_size": len(tokens) - 1, "subsampling_factor": _SUBSAMPLING}
    save_model(folder / name, _graph(tokens, _LOUD[family], nemo=nemo), facts)
    return folder


def write_stub(path: Path, facts: Mapping[str, object]) -> None:
    """Write an ONNX file that says `facts` of itself and computes nothing."""
    graph = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["y"])],
        "stub",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])],
    )
    save_model(path, graph, facts)


def save_model(path: Path, graph: onnx.GraphProto, facts: Mapping[str, object]) -> None:
    """Write `graph` with `facts` as its metadata."""
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    for key, value in facts.items():
        model.metadata_props.add(key=key, value=str(value))
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def _graph(tokens: Sequence[str], loud: float, *, nemo: bool) -> onnx.GraphProto:
    """Every fourth frame's loudness against the threshold; NeMo has features in front of frames."""
    features_axis = 1 if nemo else 2
    nodes = [
        helper.make_node("ReduceMean", ["x"], ["mean"], axes=[features_axis], keepdims=0),
        helper.make_node("Unsqueeze", ["mean", "last"], ["loudness"]),
        helper.make_node("Slice", ["loudness", "from", "to", "axis", "step"], ["subsampled"]),
        helper.make_node("Sub", ["subsampled", "threshold"], ["above"]),
        helper.make_node("Mul", ["above", "yes_only"], ["scaled"]),
        helper.make_node("Add", ["scaled", "bias"], ["logits"]),
        helper.make_node("LogSoftmax", ["logits"], ["log_probs"], axis=2),
        helper.make_node("Div", ["x_lens", "four"], ["log_probs_len"]),
    ]
    constants = [
        _constant("last", np.array([2], np.int64)),
        _constant("from", np.array([0], np.int64)),
        _constant("to", np.array([1 << 30], np.int64)),
        _constant("axis", np.array([1], np.int64)),
        _constant("step", np.array([_SUBSAMPLING], np.int64)),
        _constant("threshold", np.array([loud], np.float32)),
        _constant("yes_only", np.array([[[5 * (piece == "▁yes") for piece in tokens]]], np.float32)),
        _constant("bias", np.array([[[-50 * (piece == "▁no") for piece in tokens]]], np.float32)),
        _constant("four", np.array([_SUBSAMPLING], np.int64)),
    ]
    shape: Sequence[str | int] = ["N", 80, "T"] if nemo else ["N", "T", 80]
    inputs = [
        helper.make_tensor_value_info("x", TensorProto.FLOAT, shape),
        helper.make_tensor_value_info("x_lens", TensorProto.INT64, ["N"]),
    ]
    outputs = [
        helper.make_tensor_value_info("log_probs", TensorProto.FLOAT, ["N", "U", len(tokens)]),
        helper.make_tensor_value_info("log_probs_len", TensorProto.INT64, ["N"]),
    ]
    return helper.make_graph(nodes, "ctc", inputs, outputs, constants)


def _constant(name: str, values: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> onnx.TensorProto:
    return numpy_helper.from_array(values, name)
