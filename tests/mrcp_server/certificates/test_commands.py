from pathlib import Path

import pytest

from mrcp_server.certificates.commands import make


def test_it_makes_them_and_says_what_goes_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert make(tmp_path, ["speech.example"], 30, replaces=False) == 0
    assert f'certificate = "{tmp_path}/server.pem"' in capsys.readouterr().out
    assert make(tmp_path, ["speech.example"], 30, replaces=False) == 1
    assert "server.pem: is there already" in capsys.readouterr().err
