"""Calls by PJSIP: SIP over TLS, digest, and SRTP that libsrtp opens, all of a stack that is not ours."""

import json
import re
import socket
import subprocess
import sys
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from tests.fakes.certificates import HOST, Certificates
from tests.interop.running import RunningServer, free_port
from tests.interop.stranger import lines_since, mrcp_message, wait_for

pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(not find_spec("pjsua2"), reason="pjsua2-python is not installed: it has Linux on x86-64 only"),
]
PASSWORD = "open-sesame"  # noqa: S105  # of a test
SPOKEN = "One two three four five six seven eight."
CHANNEL = re.compile(r"m=application (\d+) .*?a=channel:(\S+)", re.DOTALL)


@dataclass(slots=True, frozen=True)
class Locked:
    """A server that wants a password, and has TLS."""

    server: RunningServer
    ca: Path
    tls_port: int


@pytest.fixture(scope="module", name="locked")
def _locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    folder = tmp_path_factory.mktemp("pjsua")
    certificates, port = Certificates(folder), free_port()
    settings = {
        "tls.certificate": str(certificates.issue()),
        "sip.tls": "offered",
        "sip.tls_port": str(port),
        "sip.users": f'{{ivr = "{PASSWORD}"}}',
        "engine.synthesizer": "tone",
        "engine.workers": "1",
        "mrcp.resources": '["speechsynth"]',
    }
    with RunningServer(folder / "log", settings) as server:
        yield Locked(server, certificates.ca, port)


class Phone:
    """A telephone in a process of its own, calling while the context is open."""

    def __init__(self, locked: Locked, recording: Path, suite: str, password: str = PASSWORD) -> None:
        settings = {
            "uri": f"sip:speech@{HOST}:{locked.tls_port};transport=tls",
            "ca": str(locked.ca),
            "password": password,
            "suite": suite,
            "recording": str(recording),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.pjsua_telephone", json.dumps(settings)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[2],
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        with self._process.stdout as told:
            told.read()
        assert self._process.wait(20) == 0

    def told(self, name: str, value: object = None) -> str:
        """Waits for a line with this member, and value if one is given."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(b"{"):
                found = json.loads(line)
                if name in found and value in (None, found[name]):
                    return str(found[name] if name != "state" else found["status"])
        raise AssertionError(f"it ended and told no {name}")


def speak(answer: str) -> str:
    """Opens the channel of an answer and has something said; what the server ends it with."""
    found = CHANNEL.search(answer)
    assert found is not None, answer
    with socket.create_connection((HOST, int(found[1])), 5) as control:
        control.sendall(mrcp_message("SPEAK", 1, found[2], SPOKEN.encode(), "Content-Type: text/plain"))
        control.settimeout(10)
        said = b""
        while b"SPEAK-COMPLETE" not in said:
            part = control.recv(4096)
            assert part, said
            said += part
    return said.decode()


@pytest.mark.parametrize("suite", ["", "AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"])
def test_a_call_is_heard(locked: Locked, suite: str, tmp_path: Path) -> None:
    recording, offset = tmp_path / "heard.wav", locked.server.log.stat().st_size
    with Phone(locked, recording, suite) as phone:
        answer = phone.told("answer")
        assert f"a=crypto:1 {suite} inline:" in answer if suite else "a=crypto" not in answer
        assert "Completion-Cause: 000 normal" in speak(answer)
    with wave.open(str(recording)) as heard:
        samples = np.frombuffer(heard.readframes(heard.getnframes()), "<i2").astype(float)
        rate_hz = heard.getframerate()
    frames = samples[: len(samples) // (rate_hz // 50) * (rate_hz // 50)].reshape(-1, rate_hz // 50)
    loud = int(np.count_nonzero(np.sqrt(np.mean(np.square(frames), axis=1)) > 500))
    assert loud * 20 > 40 * len(SPOKEN.split())
    wait_for(lambda: [one["end"] for one in lines_since(locked.server, offset) if "end" in one] == ["bye"])


def test_who_has_the_wrong_password_has_no_call(locked: Locked, tmp_path: Path) -> None:
    with Phone(locked, tmp_path / "heard.wav", "", password="wrong") as phone:  # noqa: S106  # of a test
        assert phone.told("state", "DISCONNECTED") in ("401", "403")
