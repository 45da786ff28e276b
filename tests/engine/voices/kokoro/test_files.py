import zipfile
from pathlib import Path

import numpy as np
import pytest

from engine.errors import EngineError
from engine.voices.kokoro.files import find_files, read_styles
from engine.voices.kokoro.vocabulary import V1
from tests.fakes.kokoro import styles, write_archive_folder, write_folder, write_model
from tests.fakes.piper import write_voice


def test_both_layouts_are_found(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    bare = find_files(write_folder(tmp_path / "a", {"bm_two": 300, "af_one": 200}))
    archive = find_files(write_archive_folder(tmp_path / "b", {"bm_two": 300, "af_one": 200}))
    assert (bare.model.name, archive.model.name) == ("model.onnx", "kokoro-v1.0.onnx")
    for found in (bare, archive):
        assert list(found.voices) == ["af_one", "bm_two"]
        assert found.vocabulary == V1
        for name, hundreds in (("af_one", 2), ("bm_two", 3)):
            table = read_styles(found.voices[name], name)
            assert table.shape == (510, 256)
            assert table[7, 0] == hundreds


def test_one_of_several_models_is_named(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"af_one": 200})
    write_model(folder / "onnx" / "model_quantized.onnx")
    with pytest.raises(EngineError, match=r"one of model\.onnx, model_quantized\.onnx"):
        find_files(folder)
    assert find_files(folder, "model_quantized").model.name == "model_quantized.onnx"
    with pytest.raises(EngineError, match=r"no Kokoro model \(other\)"):
        find_files(folder, "other")


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no Kokoro model"):
        find_files(tmp_path / "nowhere")
    write_model(tmp_path / "model.onnx")
    with pytest.raises(EngineError, match="no Kokoro voice"):
        find_files(tmp_path)


def test_swapped_files_are_named(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"af_one": 200})
    model, voice = folder / "onnx" / "model.onnx", folder / "voices" / "af_one.bin"
    whole, table = model.read_bytes(), voice.read_bytes()
    voice.write_bytes(whole)
    with pytest.raises(EngineError, match=r"voice af_one in .*af_one\.bin: .*no table"):
        find_files(folder)
    voice.write_bytes(table)
    model.write_bytes(table)
    with pytest.raises(EngineError, match=r"model\.onnx: no ONNX model"):
        find_files(folder)
    write_voice(model.parent, "model")
    with pytest.raises(EngineError, match="its inputs are input, input_lengths, scales"):
        find_files(folder)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "0 bytes"),
        (styles(200).tobytes()[:-1], "522239 bytes"),
        (styles(200).tobytes()[:-1024], "509 styles, cut short"),
        (np.random.default_rng(1).bytes(522240), "no styles"),
        (bytes(9 << 20), "no table"),
    ],
)
def test_a_voice_that_is_not_whole_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    folder = write_folder(tmp_path, {"af_one": 200})
    (folder / "voices" / "af_one.bin").write_bytes(content)
    with pytest.raises(EngineError, match=rf"voice af_one in .*{reason}"):
        find_files(folder)


def test_an_archive_that_is_not_whole_is_named(tmp_path: Path) -> None:
    folder = write_archive_folder(tmp_path, {"af_one": 200})
    archive = folder / "voices-v1.0.bin"
    archive.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(EngineError, match=r"voices-v1\.0\.bin: .*no table of styles"):
        find_files(folder)


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (np.zeros((510, 1, 255), np.float32), "no table"),
        (np.zeros((510, 1, 256), np.float64), "no table"),
        (np.zeros((300, 1, 256), np.float32), "300 styles"),
        (np.zeros((9000, 1, 256), np.float32), "no table"),
        (np.full((510, 1, 256), np.nan, np.float32), "no styles"),
    ],
)
def test_an_archive_of_something_else_is_named(tmp_path: Path, array: np.ndarray, reason: str) -> None:
    path = tmp_path / "voices.bin"
    with path.open("wb") as file:
        np.savez(file, af_one=array)
    with pytest.raises(EngineError, match=reason):
        read_styles(path, "af_one")


def test_an_archive_with_a_member_that_is_no_array(tmp_path: Path) -> None:
    path = tmp_path / "voices.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("af_one.npy", b"nothing")
        archive.writestr("af_two.npy", b"\x93NUMPY\x02\x00" + bytes(20))
    for name in ("af_one", "af_two", "af_three"):
        with pytest.raises(EngineError, match=name):
            read_styles(path, name)
