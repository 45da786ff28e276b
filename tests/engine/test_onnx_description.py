from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from engine.errors import EngineError
from engine.onnx_description import describe
from tests.fakes.kokoro import write_model


def test_a_file_tells_its_inputs_outputs_and_metadata(tmp_path: Path) -> None:
    path = write_model(tmp_path / "m.onnx", durations="durations", metadata={"maker": "us"})
    described = describe(path)
    assert described.inputs == ("input_ids", "style", "speed")
    assert described.outputs == ("waveform", "durations")
    assert described.metadata == {"maker": "us"}


def test_a_file_cut_anywhere_is_named(tmp_path: Path) -> None:
    whole = write_model(tmp_path / "m.onnx").read_bytes()
    cut = tmp_path / "cut.onnx"
    for length in (1, 20, len(whole) // 2, len(whole) - 1):
        cut.write_bytes(whole[:length])
        with pytest.raises(EngineError, match=r"voice .*cut\.onnx: no ONNX model, or damaged"):
            describe(cut, what="voice")


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"absent\.onnx: No such file"):
        describe(tmp_path / "absent.onnx")
    empty = tmp_path / "empty.onnx"
    empty.write_bytes(b"")
    with pytest.raises(EngineError, match="empty"):
        describe(empty)
    with pytest.raises(EngineError, match="directory"):
        describe(tmp_path)
    text = tmp_path / "text.onnx"
    text.write_text("version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(EngineError, match="no ONNX model"):
        describe(text)
    bare = tmp_path / "bare.onnx"
    graph = helper.make_graph([], "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])], [])
    onnx.save(helper.make_model(graph), str(bare))
    with pytest.raises(EngineError, match="nothing comes out"):
        describe(bare)
