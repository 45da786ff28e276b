import contextlib
from pathlib import Path

import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
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


@pytest.mark.parametrize(
    "octets",
    [
        b"<!DOCTYPE html><html>Not found</html>",
        b"\x08",
        b"\x80" * 20,
        b"\x08\x08\x3a\xff\xff\xff\xff\x0f",
        b"\x08\x08",
        b"\x08\x08\x3a\x00\x72\x02\x0a\x09",
        b"\x08\x08\x3a\x00\x72\x01\x80",
        b"\x08\x08\x3a\x00\x73",
    ],
)
def test_octets_that_are_no_model_are_refused(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(octets)
    with pytest.raises(EngineError, match="no ONNX model"):
        describe(path)


@given(st.binary(max_size=200))
def test_only_the_documented_error_comes_of_anything(tmp_path_factory: pytest.TempPathFactory, octets: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "model.onnx"
    path.write_bytes(b"\x08\x08\x3a\x00" + octets)
    # Anything else that it raises fails the test.
    with contextlib.suppress(EngineError):
        assert all(isinstance(key, str) for key in describe(path).metadata)
