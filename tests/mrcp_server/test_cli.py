"""The command line, run as users run it."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from mrcp_server import cli
from mrcp_server.config import load_config
from tests.interop.running import RunningServer


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "mrcp_server", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_serve_says_when_it_is_ready_and_stops_when_told(tmp_path: Path) -> None:
    server = RunningServer(tmp_path / "log", {"engine.synthesizer": "tone", "engine.workers": "1"}, hears=False)
    server.start()
    try:
        said = run("say", "one two three", "--server", server.sip_uri, "--json", "--header", "Kill-On-Barge-In: false")
        assert said.returncode == 0, said.stderr
        assert json.loads(said.stdout)["cause"] == "000 normal"
    finally:
        assert server.process is not None
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(15) == 0
    assert "mrcp-server: ready" in server.tail(100)


def test_a_port_in_use_is_one_line_and_exit_status_two() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        settings = ["sip.host=127.0.0.1", f"sip.port={port}", "mrcp.host=127.0.0.1", "mrcp.port=0", "http.port=0"]
        settings += ["rtp.host=127.0.0.1", "rtp.ports=0-0", "engine.synthesizer=tone", "engine.workers=1"]
        result = run("serve", *(part for setting in settings for part in ("--set", setting)))
    assert result.returncode == 2
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("mrcp-server: cannot start:")
    assert str(port) in last


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["serve", "--set", "sip.prot=1"], "sip.prot"),
        (["check-config", "--config", "absent.toml"], "absent.toml"),
        (["serve", "--set", "sip.port=x"], "sip.port"),
    ],
)
def test_a_bad_key_is_one_line_and_exit_status_two(
    arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 2
    assert named in capsys.readouterr().err


def test_a_server_that_is_not_there_is_one_line_and_exit_status_one() -> None:
    result = run("say", "x", "--server", "sip:127.0.0.1:9", "--timeout", "1")
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1


def test_check_config_prints_what_it_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.run(["check-config", "--no-engines", "--set", "sip.port=7"]) == 0
    file = tmp_path / "c.toml"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert load_config(file, (), {}).sip.port == 7
    assert cli.run(["check-config", "--defaults"]) == 0
    assert "port = 8060" in capsys.readouterr().out


def test_voices_lists_names_languages_and_genders() -> None:
    result = run("voices", "--language", "de")
    assert result.returncode == 0, result.stderr
    assert any("espeak" in line and "de" in line for line in result.stdout.splitlines())
    assert not any(" en-US" in line for line in result.stdout.splitlines())


def test_a_text_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "prompt.ssml"
    file.write_text("<speak/>", encoding="utf-8")
    assert cli._text_or_file(str(file)) == "<speak/>"
    assert cli._text_or_file("Hello " * 200) == "Hello " * 200
    assert cli._text_or_file("a\0b") == "a\0b"


# --- words -----------------------------------------------------------------------------------------------------------


def test_words_are_shown_token_by_token(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["words", "Pay $5 now."]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "word\t0-3\tPay\tPay",
        "amount\t4-6\t$5\tfive dollars",
        "word\t7-10\tnow\tnow",
        "sign\t10-11\t.\t",
    ]
    assert shown.err == ""


def test_words_are_aligned_in_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert cli.run(["words", "Pay $5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["CLASS", "PLACE", "WRITTEN", "SAID"]
    assert lines[-1] == "  Pay five dollars"


def test_words_as_json_of_markup_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "prompt.ssml"
    file.write_text("<speak xml:lang='en-GB'>It is 3/4/2025</speak>")
    assert cli.run(["words", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["tokens"][2]["class"] == "date"
    assert (answer["tokens"][2]["start"], answer["tokens"][2]["language"]) == (30, "en-GB")


def test_words_of_standard_input_and_of_elements_in_text() -> None:
    command = [sys.executable, "-m", "mrcp_server", "words", "-", "--ssml"]
    given = "caf\u00e9 <say-as interpret-as='cardinal'>5</say-as>".encode()
    shown = subprocess.run(command, input=given, capture_output=True, timeout=60, check=False)
    assert shown.stdout.decode().splitlines() == ["word\t0-4\tcaf\u00e9\tcaf\u00e9", "say-as\t37-38\t5\tfive"]
    shown = subprocess.run(command, input=b"\xff", capture_output=True, timeout=60, check=False)
    assert (shown.returncode, b"utf-8" in shown.stderr, shown.stderr.count(b"\n")) == (1, True, 1)


def test_a_reader_that_has_seen_enough_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("Pay $5 now. " * 5000)
    command = [sys.executable, "-m", "mrcp_server", "words", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"word\t0-3\tPay\tPay\n"
        process.stdout.close()
        assert process.stderr.read() == b""


def test_what_an_author_should_know_is_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["words", "nuq 5 \u2318", "--language", "tlh"]) == 0
    shown = capsys.readouterr()
    assert "nuq\tnuq" in shown.out
    assert shown.err.startswith("mrcp-server: tlh: no words are made of this language, its engine reads the text")
    assert "known are" in shown.err
    assert cli.run(["words", "\u2318"]) == 0
    assert "symbol: \u2318" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["<speak><sub>x</sub></speak>"], 1, "line 1: sub without alias"),
        (["5 < 6", "--ssml"], 1, "line 1"),
        (["x", "--language", "no tag"], 2, "is no BCP 47 tag"),
        ([" "], 2, "there is no text"),
        (["x", "--set", "sip.prot=1"], 2, "sip.prot"),
    ],
)
def test_what_is_wrong_with_a_text_is_one_line(
    arguments: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["words", *arguments]) == status
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert said in shown.err
