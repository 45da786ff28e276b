"""The commands: exit status, text, files."""

import json
from pathlib import Path

import numpy as np
import pytest

from mrcp_server.client import load as load_module
from mrcp_server.client.commands import load, recognize, say
from mrcp_server.client.load import LoadPlan
from mrcp_server.client.wav import read_wav, write_wav
from tests.fakes.speech_server import HOST, Script, running

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_module, "SETTLE_S", 0.15)
    monkeypatch.setattr(load_module, "WARM_UP_S", 0.05)


Captured = pytest.CaptureFixture[str]


async def test_say_writes_what_it_heard(tmp_path: Path, capsys: Captured) -> None:
    async with running() as fake:
        assert await say("Hello.", server=f"sip:{HOST}:{fake.sip_port}", out=tmp_path / "hello.wav") == 0
    assert len(read_wav(tmp_path / "hello.wav", 8000)) == 8 * 160
    assert "first audio after" in capsys.readouterr().out


async def test_say_tells_its_figures_as_json(capsys: Captured) -> None:
    async with running() as fake:
        assert await say("Hello.", server=f"sip:{HOST}:{fake.sip_port}", as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["cause"] == "000 normal"
    assert told["packets"] == 8
    assert told["heard_s"] == pytest.approx(0.16)


@pytest.mark.parametrize("script", [Script(speak_cause="004 error"), Script(speak_packets=0)])
async def test_say_fails_when_nothing_was_said(script: Script, capsys: Captured) -> None:
    async with running(script) as fake:
        assert await say("Hello.", server=f"sip:{HOST}:{fake.sip_port}") == 1
    capsys.readouterr()


async def test_an_error_is_one_line(capsys: Captured) -> None:
    assert await say("Hello.", server=f"sip:{HOST}:9") == 1
    assert capsys.readouterr().err == "mrcp-server: no SIP server at 127.0.0.1:9: Connection refused\n"


async def test_recognize_streams_a_file(tmp_path: Path, capsys: Captured) -> None:
    write_wav(tmp_path / "yes.wav", np.full(3200, 1000, np.int16), 16000)
    (tmp_path / "yes.grxml").write_text("<grammar/>")
    async with running() as fake:
        server = f"sip:{HOST}:{fake.sip_port}"
        assert await recognize(tmp_path / "yes.wav", server=server, grammar=tmp_path / "yes.grxml") == 0
        assert await recognize(tmp_path / "yes.wav", server=server, builtin="boolean") == 0
    assert "<result>yes</result>" in capsys.readouterr().out


async def test_recognize_reads_its_files_before_it_calls(tmp_path: Path, capsys: Captured) -> None:
    assert await recognize(tmp_path / "none.wav", server="sip:127.0.0.1:9", builtin="digits") == 1
    assert "none.wav" in capsys.readouterr().err
    assert await recognize(tmp_path / "none.wav", server="sip:127.0.0.1:9") == 1
    assert "either a grammar file or" in capsys.readouterr().err


async def test_load_tells_its_result(capsys: Captured) -> None:
    async with running(Script(speak_packets=500)) as fake:
        plan = LoadPlan(server=f"sip:{HOST}:{fake.sip_port}", calls=2, rate=100, hold_s=0.2, health_url=None)
        assert await load(plan, as_json=True, show_progress=False) == 0
        assert json.loads(capsys.readouterr().out)["heard"] == 2
        assert await load(plan, show_progress=False) == 0
    assert "2, 2 succeeded, 2 heard" in capsys.readouterr().out


async def test_load_fails_with_any_call(capsys: Captured) -> None:
    async with running(Script(speak_packets=0)) as fake:
        plan = LoadPlan(server=f"sip:{HOST}:{fake.sip_port}", calls=1, rate=100, hold_s=0.1, health_url=None)
        assert await load(plan, as_json=True, show_progress=False) == 1
    capsys.readouterr()
