import shutil
import zipfile
from pathlib import Path

import pytest

from engine.voices.hibari.files import assets
from mrcp_server.config import Config, load_config
from mrcp_server.voice_files.adding import add_voices, remove_voice
from mrcp_server.voice_files.errors import VoiceFilesError
from tests.fakes.kokoro import write_archive_folder, write_folder
from tests.fakes.piper import write_voice


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "place"


@pytest.fixture
def config(place: Path) -> Config:
    return load_config(None, [f'engine.voices_folder="{place}"'], {})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    return tmp_path / "source"


def lying_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_piper_voice_is_put_in_place_with_its_licence(config: Config, place: Path, source: Path) -> None:
    write_voice(source, "amy", speakers=("low", "high"))
    (source / "MODEL_CARD").write_text("* License: MIT")
    (added,) = add_voices(config, source)
    assert (added.engine, added.licence, added.folder) == ("piper", "MIT", place / "piper")
    assert [voice.name for voice in added.voices] == ["amy#low", "amy#high"]
    assert added.size_bytes > 1000
    assert lying_in(place) == ["piper/amy.LICENSE", "piper/amy.onnx", "piper/amy.onnx.json"]
    assert {path.stat().st_mode & 0o777 for path in (place / "piper").iterdir()} == {0o644}


def test_both_layouts_of_kokoro_become_one(config: Config, place: Path, tmp_path: Path, source: Path) -> None:
    write_folder(tmp_path / "a", {"af_one": 200})
    write_archive_folder(source, {"af_one": 200, "bm_two": 300})
    assert len(add_voices(config, tmp_path / "a")[0].voices) == 1
    assert lying_in(place) == ["kokoro/model.onnx", "kokoro/tokenizer.json", "kokoro/voices/af_one.bin"]
    with pytest.raises(VoiceFilesError, match=r"model\.onnx: is there already, and Kokoro has one model; --force"):
        add_voices(config, source)
    assert len(add_voices(config, source, replaces=True)[0].voices) == 2
    assert lying_in(place) == [
        "kokoro/kokoro-v1.0.onnx", "kokoro/tokenizer.json", "kokoro/voices/af_one.bin", "kokoro/voices/bm_two.bin",
    ]  # fmt: skip


def test_voices_join_a_model_that_is_there(config: Config, place: Path, tmp_path: Path, source: Path) -> None:
    more = write_folder(tmp_path / "more", {"bm_two": 300}) / "voices" / "bm_two.bin"
    with pytest.raises(VoiceFilesError, match=r"no Kokoro model in .* yet"):
        add_voices(config, more)
    write_archive_folder(source, {"af_one": 200})
    add_voices(config, source)
    (added,) = add_voices(config, more)
    assert [voice.name for voice in added.voices] == ["bm_two"]
    assert "kokoro/voices/bm_two.bin" in lying_in(place)


def test_a_hibari_voice_keeps_the_name_it_was_published_by(config: Config, place: Path, source: Path) -> None:
    published = source / "bf_emma_v1.onnx"
    shutil.copy(assets() / "hibari.onnx", published)
    (added,) = add_voices(config, published)
    assert (added.engine, [voice.name for voice in added.voices]) == ("hibari", ["emma"])
    assert lying_in(place) == ["hibari/bf_emma_v1.onnx"]
    published.rename(source / "mine.onnx")
    with pytest.raises(VoiceFilesError, match="no voice by the name mine"):
        add_voices(config, source)


def test_archives_are_taken_as_folders(config: Config, place: Path, source: Path, tmp_path: Path) -> None:
    write_voice(source, "amy")
    write_voice(source, "bert")
    archive = tmp_path / "voices.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for path in source.iterdir():
            zipped.write(path, f"inside/{path.name}")
    (added,) = add_voices(config, archive)
    assert [voice.name for voice in added.voices] == ["amy", "bert"]
    assert lying_in(place) == ["piper/amy.onnx", "piper/amy.onnx.json", "piper/bert.onnx", "piper/bert.onnx.json"]


def test_another_file_is_replaced_only_when_told_to(config: Config, place: Path, source: Path) -> None:
    model = write_voice(source, "amy")
    add_voices(config, model)
    assert len(add_voices(config, model)) == 1  # the same is no other
    before = (place / "piper" / "amy.onnx").read_bytes()
    write_voice(source, "amy", loops=1, speakers=("one", "two"))
    with pytest.raises(VoiceFilesError, match=r"amy\.onnx.*: is there already, and another one; --force"):
        add_voices(config, model)
    assert (place / "piper" / "amy.onnx").read_bytes() == before
    add_voices(config, model, replaces=True)
    assert (place / "piper" / "amy.onnx").read_bytes() == model.read_bytes()


def test_nothing_is_put_in_place_when_one_voice_cannot_speak(config: Config, place: Path, source: Path) -> None:
    write_voice(source, "amy")
    odd = write_voice(source, "odd").with_name("odd.onnx.json")
    odd.write_text(odd.read_text().replace('"voice": "en-us"', '"voice": "no such"'))
    with pytest.raises(VoiceFilesError, match="no such"):
        add_voices(config, source)
    assert lying_in(place) == []


def test_a_model_that_only_looks_like_one_is_found_out(config: Config, place: Path, source: Path) -> None:
    model = write_voice(source, "amy")
    model.write_bytes(model.read_bytes().replace(b"MatMul", b"NoSuch"))
    with pytest.raises(VoiceFilesError, match=r"piper/amy\.onnx"):
        add_voices(config, source)
    assert lying_in(place) == []


def test_two_voices_of_one_name_are_refused(config: Config, source: Path) -> None:
    for folder, loops in (("a", 1), ("b", 2)):
        (source / folder).mkdir()
        write_voice(source / folder, "amy", loops=loops)
    with pytest.raises(VoiceFilesError, match="another file is called"):
        add_voices(config, source)


def test_a_place_that_cannot_be_written_is_named(config: Config, place: Path, source: Path) -> None:
    place.write_text("a file")
    with pytest.raises(VoiceFilesError, match="place"):
        add_voices(config, write_voice(source, "amy"))


def test_a_configured_folder_is_the_place(tmp_path: Path, source: Path) -> None:
    own = load_config(None, [f'engine.piper_folder="{tmp_path / "own"}"'], {})
    add_voices(own, write_voice(source, "amy"))
    assert lying_in(tmp_path / "own") == ["amy.onnx", "amy.onnx.json"]


def test_a_name_for_a_voice_that_leads_elsewhere_is_refused(config: Config, source: Path) -> None:
    write_archive_folder(source, {"../../af_one": 200})
    with pytest.raises(VoiceFilesError, match="no name for a voice"):
        add_voices(config, source)


def test_what_was_added_can_be_removed(config: Config, place: Path, source: Path, tmp_path: Path) -> None:
    write_voice(source, "amy")
    (source / "LICENSE").write_text("MIT License")
    add_voices(config, source)
    shutil.rmtree(source)
    write_folder(source, {"af_one": 200, "bm_two": 300})
    add_voices(config, source)
    assert [path.name for path in remove_voice(config, "amy")] == ["amy.onnx", "amy.onnx.json", "amy.LICENSE"]
    assert [path.name for path in remove_voice(config, "bm_two")] == ["bm_two.bin"]
    assert lying_in(place) == ["kokoro/model.onnx", "kokoro/tokenizer.json", "kokoro/voices/af_one.bin"]
    for name in ("amy", "../kokoro/model", ""):
        with pytest.raises(VoiceFilesError, match="no files of a voice"):
            remove_voice(config, name)
