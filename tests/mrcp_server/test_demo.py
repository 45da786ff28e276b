"""The first thing that anybody sees of the server, run as they run it."""

import subprocess
import sys
import wave
from pathlib import Path

import pytest

from mrcp_server.demo import understood

NAMESPACE = "urn:ietf:params:xml:ns:mrcpv2"
WORDS = (
    f'<result xmlns="{NAMESPACE}"><interpretation confidence="0.9"><instance>41</instance>'
    '<input><input confidence="0.8">four</input><input>one</input></input></interpretation></result>'
)


def test_it_speaks_and_understands_its_own_recording(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mrcp_server", "demo", "--text", "Hello world, this is a test."]
    out = tmp_path / "hello.wav"
    result = subprocess.run([*command, "--out", str(out)], capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr
    assert "first audio" in result.stdout
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("understood")]
    assert "four one five: 415" in line
    for file in (out, tmp_path / "hello-digits.wav"):
        with wave.open(str(file)) as sound:
            assert sound.getframerate() == 8000
            assert 0.5 < sound.getnframes() / 8000 < 4.0


@pytest.mark.parametrize(
    ("nlsml", "told"),
    [
        (WORDS, ("four one", "41", "0.9")),
        ("<result><interpretation><input>\n <nomatch/></input></interpretation></result>", ("", "", "")),
        ("<result/>", ("", "", "")),
        ("no XML", ("", "", "")),
    ],
)
def test_the_best_interpretation_is_told(nlsml: str, told: tuple[str, str, str]) -> None:
    assert understood(nlsml) == told
