"""Engines that cannot work are named, whatever they do: real worker processes, a real server that does not start."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from mrcp_server.config import Config, load_config
from mrcp_server.engine_check import engine_faults
from tests.fakes import recognizer
from tests.fakes.packages import install

_TONE = ["engine.synthesizer=tone", "engine.workers=1", "engine.recognizer_workers=1"]
_NO_RECOGNIZER = 'mrcp.resources=["speechsynth"]'


def faults(*settings: str) -> list[str]:
    config: Config = load_config(None, [*_TONE, *settings], {})
    return asyncio.run(engine_faults(config))


def test_engines_that_work_have_no_faults() -> None:
    tried: list[str] = []
    assert asyncio.run(engine_faults(load_config(None, _TONE, {}), tried.append)) == []
    assert tried[:2] == ["voice engine 'tone'", "voice engine 'espeak'"]
    assert any("recognition engine" in one for one in tried)


@pytest.mark.parametrize(
    ("model", "description", "said"),
    [
        (b"", b"", "en_US-x"),
        (b"version https://git-lfs.github.com/spec/v1", b"{}", "en_US-x"),
        (b"RIFF", b'{"audio": {"sample_rate": 22050}}', "en_US-x"),
    ],
)
def test_files_of_a_voice_that_are_none_are_named(tmp_path: Path, model: bytes, description: bytes, said: str) -> None:
    (tmp_path / "en_US-x.onnx").write_bytes(model)
    (tmp_path / "en_US-x.onnx.json").write_bytes(description)
    [fault] = faults(f"engine.piper_folder={tmp_path}", _NO_RECOGNIZER)
    assert fault.startswith("voice engine 'piper': ")
    assert said in fault


def test_a_recogniser_elsewhere_is_not_asked() -> None:
    service = [
        "remote.ears.kind=openai",
        "remote.ears.url=http://127.0.0.1:9",
        'remote.ears.transcription_languages=["en"]',
    ]
    config = load_config(None, [*_TONE, *service, "engine.recognizer=ears"], {})
    tried: list[str] = []
    assert asyncio.run(engine_faults(config, tried.append)) == []
    assert "recognition engine 'moonshine'" in tried
    assert not any("ears" in one for one in tried)


def test_a_voice_that_nobody_has_is_named() -> None:
    assert faults("engine.voice=nobody", _NO_RECOGNIZER) == ["there is no voice 'nobody'"]


def test_a_missing_folder_of_a_recognizer_is_named(tmp_path: Path) -> None:
    [fault] = faults(f"engine.sphinx_models={{de-DE = '{tmp_path / 'absent'}'}}", "engine.recognizer=sphinx")
    assert fault.startswith("recognition engine 'sphinx'")
    assert str(tmp_path) in fault


def test_what_the_server_would_do_without_is_named_here(tmp_path: Path) -> None:
    (tmp_path / "encoder_model.ort").write_bytes(b"cut short")
    [fault] = faults(f"engine.moonshine_folder={tmp_path}", 'mrcp.resources=["speechrecog"]')
    assert fault.startswith("recognition engine 'moonshine': ")
    assert str(tmp_path) in fault
    [fault] = faults("engine.synthesizer=auto", "engine.onnx_providers=['NoSuchProvider']", _NO_RECOGNIZER)
    assert fault.startswith("voice engine 'hibari': onnxruntime has no NoSuchProvider here")


def test_an_engine_that_crashes_does_so_alone_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = {"crashing": recognizer.CRASHING}
    install(tmp_path, monkeypatch, mrcp_server__recognizers=points, mrcp_server__synthesizers=points)
    assert faults("engine.recognizer=crashing", "engine.synthesizers=['crashing']") == [
        "voice engine 'crashing': ended with status -11",
        "recognition engine 'crashing': ended with status -11",
    ]


@pytest.mark.parametrize("key", ["engine.synthesizers", "engine.recognizer"])
def test_a_server_whose_engine_crashes_as_it_loads_says_which_and_ends(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = {"crashing": recognizer.CRASHING}
    install(tmp_path, monkeypatch, mrcp_server__recognizers=points, mrcp_server__synthesizers=points)
    value = '["crashing"]' if key == "engine.synthesizers" else "crashing"
    ports = ["sip.port=0", "mrcp.port=0", "http.port=0", 'rtp.ports="0-0"']
    hosts = [f"{section}.host=127.0.0.1" for section in ("sip", "mrcp", "rtp", "http")]
    settings = [*_TONE, *ports, *hosts, f"{key}={value}"]
    command = [sys.executable, "-m", "mrcp_server", "serve", *(part for one in settings for part in ("--set", one))]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 2, result.stderr
    said = [line for line in result.stderr.splitlines() if line.startswith("mrcp-server: ")]
    assert any(line.startswith("mrcp-server: cannot start: ") for line in said)
    assert said[-1].endswith("engine 'crashing': ended with status -11")


def test_check_config_tells_them_and_can_be_told_not_to_look(tmp_path: Path) -> None:
    (tmp_path / "de_DE-x.onnx").write_bytes(b"")
    settings = ["--set", "engine.synthesizer=tone", "--set", f"engine.piper_folder={tmp_path}", "--set", _NO_RECOGNIZER]
    command = [sys.executable, "-m", "mrcp_server", "check-config", *settings]
    looked = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert looked.returncode == 2
    assert "de_DE-x" in looked.stderr
    assert "[engine]" in looked.stdout
    trusted = subprocess.run([*command, "--no-engines"], capture_output=True, text=True, timeout=60, check=False)
    assert (trusted.returncode, trusted.stderr) == (0, "")


def test_services_elsewhere_are_not_asked() -> None:
    service = ["remote.far.kind=openai", "remote.far.url=http://127.0.0.1:9/v1", 'remote.far.voices={nova = "en-US"}']
    assert faults(*service, _NO_RECOGNIZER) == []
    assert faults(*service, _NO_RECOGNIZER, "engine.synthesizer=far", "engine.voice=nova") == []
