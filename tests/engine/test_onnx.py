import hashlib
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.onnx import OnnxOptions, check_file, load_model
from tests.fakes.piper import write_voice


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("voices")
    write_voice(folder, "plain")
    return folder / "plain.onnx"


def test_a_model_is_loaded_where_it_is_to_run(model: Path) -> None:
    session = load_model(model, OnnxOptions(threads=2))
    assert session.get_providers() == ["CPUExecutionProvider"]


def test_a_provider_that_is_not_there_is_named(model: Path) -> None:
    with pytest.raises(EngineError, match="onnxruntime has no NpuExecutionProvider here"):
        load_model(model, OnnxOptions(providers=("NpuExecutionProvider",)))


def test_files_that_are_no_model_are_named(model: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"encoder .*gone\.onnx: No such file"):
        load_model(tmp_path / "gone.onnx", what="encoder")
    cut = tmp_path / "cut.onnx"
    cut.write_bytes(model.read_bytes()[:100])
    with pytest.raises(EngineError, match=r"model .*cut\.onnx"):
        load_model(cut)
    (tmp_path / "empty.onnx").touch()
    with pytest.raises(EngineError, match="is empty"):
        load_model(tmp_path / "empty.onnx")


def test_a_file_with_another_digest_is_refused(model: Path, tmp_path: Path) -> None:
    known = hashlib.sha256(model.read_bytes()).hexdigest()
    check_file(model, sha256=known)
    other = tmp_path / "other.onnx"
    other.write_bytes(model.read_bytes() + b"\0")
    with pytest.raises(EngineError, match="its digest is not the known one"):
        check_file(other, sha256=known)
