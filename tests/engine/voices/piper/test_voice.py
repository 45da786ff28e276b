from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from engine.errors import EngineError
from engine.onnx import OnnxOptions
from engine.voices.piper.voice import PiperConfig, PiperModel, read_config
from engine.voices.stopper import Stopper
from tests.fakes.piper import ID_SAMPLES, write_voice


@pytest.fixture
def config(tmp_path: Path) -> PiperConfig:
    return read_config(write_voice(tmp_path))


def test_ids_are_begin_pad_phonemes_with_pads_and_end(config: PiperConfig) -> None:
    known = config.phoneme_id_map
    pad, begin, end = known["_"][0], known["^"][0], known["$"][0]
    assert config.ids("ab\u2603") == [begin, pad, known["a"][0], pad, known["b"][0], pad, end]
    assert config.ids("") == [begin, pad, end]


def test_the_language_is_the_configurations_or_that_of_the_phonemes(config: PiperConfig) -> None:
    assert config.languages == ("en-US",)
    config.language.code = ""
    assert config.languages == ("en-us",)


def test_a_run_is_as_long_as_asked(tmp_path: Path, config: PiperConfig) -> None:
    model = PiperModel(tmp_path / "en_US-test-low.onnx", config, OnnxOptions())
    for length in (1.0, 2.0):
        samples = model.run([1, 0, 2], Stopper(), length=length)
        assert samples is not None
        assert len(samples) == 3 * ID_SAMPLES * length


def test_a_stopped_run_does_not_begin(tmp_path: Path, config: PiperConfig) -> None:
    model = PiperModel(tmp_path / "en_US-test-low.onnx", config, OnnxOptions())
    stopper = Stopper()
    stopper.stop()
    assert model.run([1, 0, 2], stopper) is None


def test_a_model_that_fails_is_an_error(tmp_path: Path, config: PiperConfig) -> None:
    model = PiperModel(tmp_path / "en_US-test-low.onnx", config, OnnxOptions())
    model._inputs = model._inputs | {"sid"}
    with pytest.raises(EngineError, match="Piper"):
        model.run([1, 0, 2], Stopper())


def test_files_that_are_no_voice(tmp_path: Path, config: PiperConfig) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a model")
    with pytest.raises(EngineError, match="broken"):
        PiperModel(broken, config, OnnxOptions())
    with pytest.raises(EngineError, match="broken"):
        read_config(broken)
    other = tmp_path / "other.onnx"
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    graph = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["y"])],
        "g",
        [value],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8), str(other))
    with pytest.raises(EngineError, match="its inputs are"):
        PiperModel(other, config, OnnxOptions())
