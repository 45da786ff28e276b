"""`mrcp-server evaluate`, run as users run it."""

import json
from pathlib import Path

import numpy as np
import pytest

from mrcp_server import cli
from tests.fakes import telephone_audio as audio
from tests.fakes.recordings import wav


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("yes", "no"):
        pcm = np.concatenate([audio.silence(0.4), audio.speech(name), audio.silence(0.8)])
        (tmp_path / f"{name}.wav").write_bytes(wav(audio.mix(pcm, audio.noise(len(pcm) / 8000, 10.0))))
        (tmp_path / f"{name}.txt").write_text(name, encoding="utf-8")
    return tmp_path


def test_figures_are_printed_and_written(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    arguments = ["evaluate", str(folder), "--engine", "sphinx", "--grammar", "builtin:speech/boolean"]
    assert cli.run([*arguments, "--json", str(out), "--wrong"]) == 0
    printed = capsys.readouterr()
    assert "sphinx" in printed.out.splitlines()[0]
    assert "meaning right, %" in printed.out
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["engines"][0]["meaning_right_percent"] == 100
    assert [one["said"] for one in found["engines"][0]["trials"]] == ["no", "yes"]


def test_what_is_wrong_is_named_and_the_status_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "yes.txt").unlink()
    arguments = ["evaluate", str(folder), "--grammar", "builtin:speech/boolean", "--engine", "sphinx"]
    assert cli.run([*arguments, "--engine", "nobody"]) == 1
    printed = capsys.readouterr()
    assert "recordings" in printed.out
    assert "mrcp-server: yes.wav: what was said is not known" in printed.err
    assert "mrcp-server: engine nobody: " in printed.err
    assert cli.run([*arguments, "--json", str(folder / "absent" / "out.json")]) == 1
    assert "out.json: No such file" in capsys.readouterr().err


def test_an_empty_folder_is_one_line_and_exit_status_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["evaluate", str(tmp_path), "--engine", "sphinx"]) == 1
    printed = capsys.readouterr()
    assert not printed.out
    assert printed.err == f"mrcp-server: {tmp_path}: nothing was evaluated\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["/absent"], "/absent: is no folder"),
        (["--threshold", "2", "/tmp"], "between 0 and 1"),
        (["--at-once", "0", "/tmp"], "between 1 and"),
        (["--set", "engine.recogniser=x", "/tmp"], "engine.recogniser"),
    ],
)
def test_a_wrong_command_is_one_line_and_exit_status_two(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["evaluate", *arguments]) == 2
    assert reason in capsys.readouterr().err
