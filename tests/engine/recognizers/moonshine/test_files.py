import importlib.metadata
import shutil
import sys
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.recognizers.moonshine.files import DECODER, ENCODER, TOKENS, MoonshineFiles, files_in, packaged_files


def test_the_wheels_files_are_found_without_importing_it(files: MoonshineFiles) -> None:
    files.check()
    assert files.packaged
    assert [len(files.sha256(one)) for one in (files.encoder, files.decoder, files.tokens)] == [64, 64, 64]
    assert "moonshine_voice" not in sys.modules


def test_a_folder_of_the_users_is_taken_as_it_is(tmp_path: Path) -> None:
    for name in (ENCODER, DECODER, TOKENS):
        (tmp_path / name).write_bytes(b"x")
    files = files_in(str(tmp_path))
    files.check()
    assert files.sha256(files.encoder) == ""


@pytest.mark.parametrize("name", [ENCODER, DECODER, TOKENS])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut short", "another"])
def test_a_damaged_file_is_named(files: MoonshineFiles, tmp_path: Path, name: str, damage: str) -> None:
    for file in (files.encoder, files.decoder, files.tokens):
        (tmp_path / file.name).symlink_to(file)
    (tmp_path / name).unlink()
    if damage != "missing":
        other = DECODER if name == ENCODER else ENCODER
        whole = (files.folder / (other if damage == "another" else name)).read_bytes()
        (tmp_path / name).write_bytes({"empty": b"", "cut short": whole[:1000]}.get(damage, whole))
    with pytest.raises(EngineError, match=name):
        MoonshineFiles(tmp_path, packaged=True).check()


def test_no_wheel_and_a_wheel_without_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Wheel:
        version = "0.1.5"

        def locate_file(self, path: str) -> Path:
            return tmp_path / path

    monkeypatch.setattr(importlib.metadata, "distribution", lambda _name: Wheel())
    with pytest.raises(EngineError, match=r"0\.1\.5 brings no model"):
        packaged_files()
    shutil.rmtree(tmp_path)

    def refuse(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", refuse)
    with pytest.raises(EngineError, match="not installed"):
        packaged_files()
