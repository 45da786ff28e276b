"""Kokoro models made of a few ONNX nodes, in both published layouts: real files, real inputs, and a tone for speech."""

import json
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from engine.voices.kokoro.files import MAX_SYMBOLS, STYLE_SIZE
from engine.voices.kokoro.model import FRAME_SAMPLES, RATE_HZ
from engine.voices.kokoro.vocabulary import V1
from tests.fakes.piper import work

SYMBOL_FRAMES = 2
"""How long each symbol lasts at the usual speed."""
_TYPES = {"float": TensorProto.FLOAT, "int32": TensorProto.INT32, "int64": TensorProto.INT64}


def write_model(
    path: Path,
    *,
    tokens: str = "input_ids",
    speed: Literal["float", "int32"] = "float",
    ids: Literal["int32", "int64"] = "int64",
    durations: str = "",
    loops: int = 0,
    metadata: dict[str, str] | None = None,
) -> Path:
    """A model whose speech is a tone of as many Hz as the first number of the style says times 100.

    The paddings at both ends are silent. `durations` names an output of frames for each symbol; `loops` makes each run
    so many matrix products longer, as a large model would be.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    model = _model(tokens, _TYPES[speed], _TYPES[ids], durations, loops)
    for key, value in (metadata or {}).items():
        model.metadata_props.add(key=key, value=value)
    onnx.save(model, str(path))
    return path


def styles(hz: float) -> "np.ndarray[Any, np.dtype[np.float32]]":
    """(510, 1, 256), the shape of the published files."""
    table = np.full((MAX_SYMBOLS, 1, STYLE_SIZE), 0.5, np.float32)
    table[:, :, 0] = hz / 100
    return table


def write_folder(folder: Path, voices: dict[str, float], **graph: Any) -> Path:
    """As onnx-community publishes it; `voices`: name to Hz."""
    write_model(folder / "onnx" / "model.onnx", **graph)
    (folder / "voices").mkdir(exist_ok=True)
    for name, hz in voices.items():
        (folder / "voices" / f"{name}.bin").write_bytes(styles(hz).tobytes())
    vocabulary = {"$": 0, **V1}
    (folder / "tokenizer.json").write_text(json.dumps({"version": "1.0", "model": {"vocab": vocabulary}}))
    return folder


def write_archive_folder(folder: Path, voices: dict[str, float], **graph: Any) -> Path:
    """As kokoro-onnx publishes it."""
    write_model(folder / "kokoro-v1.0.onnx", tokens="tokens", **graph)
    with (folder / "voices-v1.0.bin").open("wb") as file:
        np.savez(file, allow_pickle=False, **{name: styles(hz) for name, hz in voices.items()})
    return folder


def _model(tokens: str, speed_type: int, ids_type: int, durations: str, loops: int) -> onnx.ModelProto:
    constants: dict[str, np.ndarray[Any, np.dtype[Any]]] = {
        "zero": np.array(0.0, np.float32),
        "one": np.array(1.0, np.float32),
        "symbol_samples": np.array(float(SYMBOL_FRAMES * FRAME_SAMPLES), np.float32),
        "radians": np.array(2 * np.pi * 100 / RATE_HZ, np.float32),
        "level": np.array(0.5, np.float32),
        "row": np.array(0, np.int64),
        "flat": np.array([-1], np.int64),
        "loops": np.array(max(1, loops), np.int64),
        "true": np.array(True),
        "matrix": np.full((400, 400), 0.001, np.float32),
    }
    nodes = [
        helper.make_node("Shape", [tokens], ["shape"]),
        helper.make_node("Cast", ["shape"], ["sizes"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMax", ["sizes"], ["count"], keepdims=0),
        helper.make_node("Cast", ["speed"], ["speeds"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["speeds", "row"], ["rate"]),
        helper.make_node("Div", ["symbol_samples", "rate"], ["exact_length"]),
        helper.make_node("Floor", ["exact_length"], ["length"]),
        helper.make_node("Mul", ["count", "length"], ["samples"]),
        helper.make_node("Range", ["zero", "samples", "one"], ["time"]),
        helper.make_node("Sub", ["samples", "length"], ["end"]),
        helper.make_node("GreaterOrEqual", ["time", "length"], ["behind"]),
        helper.make_node("Less", ["time", "end"], ["before"]),
        helper.make_node("And", ["behind", "before"], ["inside"]),
        helper.make_node("Cast", ["inside"], ["gate"], to=TensorProto.FLOAT),
        helper.make_node("Reshape", ["style", "flat"], ["numbers"]),
        helper.make_node("Gather", ["numbers", "row"], ["pitch"]),
        helper.make_node("Mul", ["pitch", "radians"], ["step"]),
        helper.make_node("Mul", ["time", "step"], ["angle"]),
        helper.make_node("Sin", ["angle"], ["sine"]),
        helper.make_node("Mul", ["sine", "level"], ["loud"]),
        helper.make_node("Mul", ["loud", "gate"], ["wave"]),
        helper.make_node("Loop", ["loops", "true", "matrix"], ["worked"], body=work()),
        helper.make_node("Gather", ["worked", "row"], ["line"], axis=0),
        helper.make_node("Gather", ["line", "row"], ["cell"], axis=0),
        helper.make_node("Mul", ["cell", "zero"], ["nothing"]),
        helper.make_node("Add", ["wave", "nothing"], ["waveform"]),
    ]
    outputs = [helper.make_tensor_value_info("waveform", TensorProto.FLOAT, ["time"])]
    if durations:
        constants["frame"] = np.array(float(FRAME_SAMPLES), np.float32)
        nodes += [
            helper.make_node("Div", ["length", "frame"], ["frames"]),
            helper.make_node("Expand", ["frames", "shape"], ["spread"]),
            helper.make_node("Cast", ["spread"], [durations], to=TensorProto.INT64),
        ]
        outputs.append(helper.make_tensor_value_info(durations, TensorProto.INT64, [1, "symbols"]))
    graph = helper.make_graph(
        nodes,
        "kokoro",
        [
            helper.make_tensor_value_info(tokens, ids_type, [1, "symbols"]),
            helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, STYLE_SIZE]),
            helper.make_tensor_value_info("speed", speed_type, [1]),
        ],
        outputs,
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 16)], ir_version=8)
