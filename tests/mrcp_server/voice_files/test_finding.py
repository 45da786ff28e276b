from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from mrcp_server.voice_files.errors import VoiceFilesError
from mrcp_server.voice_files.finding import find_voices
from tests.fakes.kokoro import styles, write_archive_folder, write_folder, write_model
from tests.fakes.piper import write_voice


def write_graph(path: Path, *inputs: str) -> Path:
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in inputs]
    node = helper.make_node("Identity", [inputs[0]], ["y"])
    graph = helper.make_graph([node], "g", values, [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])])
    onnx.save(helper.make_model(graph), str(path))
    return path


def test_a_piper_voice_is_its_model_and_its_configuration(tmp_path: Path) -> None:
    model = write_voice(tmp_path, "amy")
    (tmp_path / "MODEL_CARD").write_text("* License: CC0")
    for source in (model, tmp_path):
        (found,) = find_voices(source)
        assert (found.engine, found.name, found.model) == ("piper", "amy", model)
        assert found.beside == (tmp_path / "amy.onnx.json",)
        assert (found.licence, found.paper) == ("CC0", tmp_path / "MODEL_CARD")


def test_folders_of_folders_are_searched(tmp_path: Path) -> None:
    for name in ("en/amy", "de/bert"):
        (tmp_path / name).mkdir(parents=True)
        write_voice(tmp_path / name, Path(name).name)
    assert [found.name for found in find_voices(tmp_path)] == ["bert", "amy"]


def test_a_kokoro_model_has_its_voices_with_it(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    bare = write_folder(tmp_path / "a", {"af_one": 200, "bm_two": 300})
    archive = write_archive_folder(tmp_path / "b", {"af_one": 200, "bm_two": 300})
    for source in (bare, bare / "onnx" / "model.onnx", archive, archive / "kokoro-v1.0.onnx"):
        (found,) = find_voices(source)
        assert found.engine == "kokoro"
        assert [name for name, _ in found.styles] == ["af_one", "bm_two"]
    assert [path.name for path in find_voices(bare)[0].beside] == ["tokenizer.json"]


def test_kokoro_voices_alone_are_found(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"af_one": 200, "bm_two": 300})
    (one,) = find_voices(folder / "voices" / "af_one.bin")
    assert (one.engine, one.model, one.styles) == ("kokoro", None, (("af_one", folder / "voices" / "af_one.bin"),))
    (both,) = find_voices(folder / "voices")
    assert [name for name, _ in both.styles] == ["af_one", "bm_two"]


def test_a_hibari_voice_is_told_by_its_inputs(tmp_path: Path) -> None:
    (found,) = find_voices(write_graph(tmp_path / "af_sky_v1.onnx", "ids", "speed"))
    assert (found.engine, found.name, found.beside) == ("hibari", "af_sky_v1", ())


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda folder: folder / "absent.onnx", "no such file"),
        (lambda folder: folder, "no voice in it"),
        (lambda folder: write_graph(folder / "x.onnx", "pixels"), "no engine here speaks .* inputs are pixels"),
        (lambda folder: write_model(folder / "kokoro.onnx"), "no Kokoro voice"),
    ],
)
def test_what_is_no_voice_says_why(tmp_path: Path, make, reason: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(VoiceFilesError, match=reason):
        find_voices(make(tmp_path))


def test_files_that_are_missing_or_damaged_are_named(tmp_path: Path) -> None:
    model = write_voice(tmp_path, "amy")
    model.with_name("amy.onnx.json").unlink()
    with pytest.raises(VoiceFilesError, match=r"amy\.onnx\.json: is missing"):
        find_voices(model)
    model.write_bytes(model.read_bytes()[:-1])
    with pytest.raises(VoiceFilesError, match=r"amy\.onnx: no ONNX model, or damaged"):
        find_voices(tmp_path)
    text = tmp_path / "notes.txt"
    text.write_text("x")
    with pytest.raises(VoiceFilesError, match=r"notes\.txt: no voice"):
        find_voices(text)
    (tmp_path / "af_x.bin").write_bytes(styles(200).tobytes()[:5000])
    with pytest.raises(VoiceFilesError, match="af_x"):
        find_voices(tmp_path / "af_x.bin")


def test_one_of_several_kokoro_models_has_to_be_chosen(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"af_one": 200})
    write_model(folder / "onnx" / "model_q8.onnx")
    with pytest.raises(VoiceFilesError, match="choose one of model, model_q8"):
        find_voices(folder)
    assert find_voices(folder / "onnx" / "model_q8.onnx")[0].name == "model_q8"
