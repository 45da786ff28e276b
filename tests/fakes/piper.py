"""Piper-format voices made of a few ONNX nodes: real files, real inputs, and a tone for speech."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

RATE_HZ = 16000
ID_SAMPLES = 400
"""Samples for each phoneme id at the usual length."""
_PHONEMES = "_^$ abcdefghijklmnopqrstuvwxyzəɛɪɔʊʌæɑɜɚɹɾθðʃʒŋɡˈˌːᵻçøœ,.?!;:"


def write_voice(
    folder: Path,
    name: str = "en_US-test-low",
    *,
    speakers: tuple[str, ...] = (),
    loops: int = 0,
    language: str = "en_US",
) -> Path:
    """A voice whose speech is a 200 Hz tone (100 Hz higher for each further speaker), `ID_SAMPLES` long for each id.

    `loops` makes each run so many matrix products longer, as a large model would be.
    """
    path = folder / f"{name}.onnx"
    onnx.save(_model(many=bool(speakers), loops=loops), str(path))
    config = {
        "audio": {"sample_rate": RATE_HZ, "quality": "low"},
        "espeak": {"voice": "en-us"},
        "language": {"code": language},
        "inference": {"noise_scale": 0.5, "length_scale": 1.0, "noise_w": 0.7},
        "phoneme_type": "espeak",
        "phoneme_id_map": {phoneme: [number] for number, phoneme in enumerate(_PHONEMES)},
        "num_speakers": max(1, len(speakers)),
        "speaker_id_map": {speaker: number for number, speaker in enumerate(speakers)},
    }
    path.with_name(f"{path.name}.json").write_text(json.dumps(config), encoding="utf-8")
    return path


def _model(*, many: bool, loops: int) -> onnx.ModelProto:
    constants: dict[str, np.ndarray[Any, np.dtype[Any]]] = {
        "zero": np.array(0.0, np.float32),
        "one": np.array(1.0, np.float32),
        "id_samples": np.array(float(ID_SAMPLES), np.float32),
        "radians": np.array(2 * np.pi / RATE_HZ, np.float32),
        "hz": np.array(200.0, np.float32),
        "step_hz": np.array(100.0, np.float32),
        "level": np.array(0.5, np.float32),
        "shape": np.array([1, 1, 1, -1], np.int64),
        "second": np.array(1, np.int64),
        "first": np.array(0, np.int64),
        "loops": np.array(max(1, loops), np.int64),
        "true": np.array(True),
        "matrix": np.full((400, 400), 0.001, np.float32),
    }
    nodes = [
        helper.make_node("Cast", ["input_lengths"], ["ids"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["ids", "first"], ["count"]),
        helper.make_node("Gather", ["scales", "second"], ["length"]),
        helper.make_node("Mul", ["count", "id_samples"], ["plain"]),
        helper.make_node("Mul", ["plain", "length"], ["samples"]),
        helper.make_node("Range", ["zero", "samples", "one"], ["time"]),
        *_pitch(many=many),
        helper.make_node("Mul", ["pitch", "radians"], ["step"]),
        helper.make_node("Mul", ["time", "step"], ["angle"]),
        helper.make_node("Sin", ["angle"], ["sine"]),
        helper.make_node("Mul", ["sine", "level"], ["wave"]),
        helper.make_node("Loop", ["loops", "true", "matrix"], ["worked"], body=work()),
        helper.make_node("Gather", ["worked", "first"], ["row"], axis=0),
        helper.make_node("Gather", ["row", "first"], ["cell"], axis=0),
        helper.make_node("Mul", ["cell", "zero"], ["nothing"]),
        helper.make_node("Add", ["wave", "nothing"], ["sum"]),
        helper.make_node("Reshape", ["sum", "shape"], ["output"]),
    ]
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if many:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
    graph = helper.make_graph(
        nodes,
        "voice",
        inputs,
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "time"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)


def _pitch(*, many: bool) -> list[onnx.NodeProto]:
    if not many:
        return [helper.make_node("Identity", ["hz"], ["pitch"])]
    return [
        helper.make_node("Gather", ["sid", "first"], ["speaker"]),
        helper.make_node("Cast", ["speaker"], ["number"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["number", "step_hz"], ["higher"]),
        helper.make_node("Add", ["hz", "higher"], ["pitch"]),
    ]


def work() -> onnx.GraphProto:
    """The body of a loop: a matrix product an iteration."""
    return helper.make_graph(
        [
            helper.make_node("Identity", ["go_on"], ["go_on_out"]),
            helper.make_node("MatMul", ["carried", "carried"], ["product"]),
            helper.make_node("Sigmoid", ["product"], ["carried_out"]),
        ],
        "work",
        [
            helper.make_tensor_value_info("iteration", TensorProto.INT64, []),
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("carried", TensorProto.FLOAT, [400, 400]),
        ],
        [
            helper.make_tensor_value_info("go_on_out", TensorProto.BOOL, []),
            helper.make_tensor_value_info("carried_out", TensorProto.FLOAT, [400, 400]),
        ],
    )
