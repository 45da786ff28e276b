"""`mrcp-server voices --add` and `--remove`, as users run them, then a server that speaks with what was added."""

from pathlib import Path

import pytest

from mrcp_server import cli
from tests.fakes.kokoro import write_folder
from tests.fakes.piper import write_voice


def run(capsys: pytest.CaptureFixture[str], place: Path, *arguments: str) -> tuple[int, str, str]:
    status = cli.run(["voices", "--set", f'engine.voices_folder="{place}"', *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_a_voice_is_added_listed_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place, source = tmp_path / "place", tmp_path / "source"
    write_folder(source, {f"{letter}f_one": 200 for letter in "abefhijpz"})
    (source / "README.md").write_text("---\nlicense: apache-2.0\n---\n")
    status, out, err = run(capsys, place, "--add", str(source))
    assert (status, err) == (0, "")
    heading, languages, licence, where = out.splitlines()
    assert heading == "kokoro: af_one, bf_one, ef_one, ff_one, hf_one, if_one, jf_one, pf_one and 1 more"
    assert languages.startswith("  languages en-US, en-GB, es-ES, fr-FR, hi-IN, it-IT, ja-JP, pt-BR, zh-CN; 24000 Hz; ")
    assert languages.endswith(" MB")
    assert (licence, where) == ("  licence Apache-2.0", f"  in {place / 'kokoro'}")

    status, out, _ = run(capsys, place, "--language", "pt-BR")
    assert status == 0
    line = next(line for line in out.splitlines() if "kokoro" in line).split()
    assert line[:6] == ["pf_one", "kokoro", "pt-BR", "female", "24000", "Hz"]
    assert line[-1] == "Apache-2.0"

    status, out, _ = run(capsys, place, "--remove", "pf_one")
    assert (status, out) == (0, f"removed {place / 'kokoro' / 'voices' / 'pf_one.bin'}\n")
    status, _, err = run(capsys, place, "--remove", "pf_one")
    assert (status, err) == (1, "mrcp-server: there are no files of a voice 'pf_one'\n")


def test_what_is_wrong_is_one_line_and_exit_status_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = write_voice(tmp_path, "amy")
    model.write_bytes(model.read_bytes()[:100])
    status, out, err = run(capsys, tmp_path / "place", "--add", str(model))
    assert (status, out) == (1, "")
    assert err.startswith(f"mrcp-server: voice {model}: no ONNX model, or damaged")
    assert err.count("\n") == 1


def test_an_engine_without_voices_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, tmp_path, "--set", "engine.synthesizer=piper")
    assert status == 1
    assert "no Piper voice" in err


@pytest.mark.parametrize(
    ("file", "named"),
    [("model.onnx", "model.onnx: no ONNX model, or damaged"), ("voices/af_one.bin", "voice af_one in")],
)
def test_a_file_that_was_damaged_later_is_named_by_check_config_and_the_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, named: str
) -> None:
    place = tmp_path / "place"
    run(capsys, place, "--add", str(write_folder(tmp_path / "source", {"af_one": 200, "bm_two": 300})))
    damaged = place / "kokoro" / file
    damaged.write_bytes(damaged.read_bytes()[:-1])
    own = [
        "--set",
        f'engine.voices_folder="{place}"',
        "--set",
        "engine.synthesizer=espeak",
        "--set",
        "mrcp.resources=[]",
    ]
    assert cli.run(["check-config", *own]) != 0
    assert named in capsys.readouterr().err
    assert cli.run(["voices", *own]) == 1
    assert named in capsys.readouterr().err
