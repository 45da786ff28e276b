import shutil
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.voices.hibari import files
from engine.voices.hibari.files import assets, package_folder, voice_files


def test_the_package_brings_one_voice() -> None:
    (heart,) = voice_files()
    assert (heart.name, heart.alias, heart.gender, heart.british) == ("heart", "af_heart", "female", False)
    assert heart.path.is_file()
    assert heart.revision == f"hibari-tts 0.2.1 {heart.sha256[:12]}"


def test_further_voices_are_told_by_their_names(tmp_path: Path) -> None:
    for name in ("bf_emma.int8.onnx", "am_fenrir_v2.int8.onnx", "af_heart.onnx", "bf_emma.onnx", "en_US-amy.onnx"):
        (tmp_path / name).write_text(name)
    heart, fenrir, emma = voice_files(str(tmp_path))
    assert heart.alias == "af_heart"
    assert (fenrir.name, fenrir.alias, fenrir.gender, fenrir.british) == ("fenrir", "am_fenrir", "male", False)
    assert (emma.name, emma.alias, emma.gender, emma.british) == ("emma", "bf_emma", "female", True)
    before = fenrir.revision
    fenrir.path.write_text("another model")
    assert voice_files(str(tmp_path))[1].revision != before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"no folder .*gone"):
        voice_files(str(tmp_path / "gone"))


def test_a_package_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_MODULE", "hibari_gone")
    with pytest.raises(EngineError, match="the package hibari-tts is not installed"):
        voice_files()


def test_a_package_without_its_list_of_voices(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "hibari_broken"
    shutil.copytree(package_folder(), package, ignore=shutil.ignore_patterns("*.gz", "*.onnx", "__pycache__"))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(files, "_MODULE", "hibari_broken")
    assert assets() == package / "assets"
    (package / "assets" / "voices.json").write_text("{")
    with pytest.raises(EngineError, match=r"hibari's list of voices .*voices\.json"):
        voice_files()
