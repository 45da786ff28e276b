"""SIP over TLS by baresip, whose stack (libre) shares nothing with ours.

It has no MRCP: its call has no control line and is refused for that, which takes the whole transaction.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.fakes.certificates import HOST, Certificates
from tests.interop.running import RunningServer, free_port

pytestmark = pytest.mark.interop
MODULES = ("stdio", "g711", "ausine")
APPLICATIONS = ("account", "menu")


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Certificates, int]]:
    folder = tmp_path_factory.mktemp("baresip")
    certificates, port = Certificates(folder), free_port()
    settings = {
        "tls.certificate": str(certificates.issue()),
        "tls.client_ca": str(certificates.ca),
        "sip.tls": "offered",
        "sip.tls_port": str(port),
        "engine.synthesizer": "tone",
        "engine.workers": "1",
        "mrcp.resources": '["speechsynth"]',
    }
    with RunningServer(folder / "server.log", settings):
        yield certificates, port


def call(folder: Path, port: int, certificate: Path | None) -> str:
    """What baresip prints of a call, SIP messages among it."""
    baresip = shutil.which("baresip")
    if baresip is None:
        pytest.skip("no baresip here; tests/install-tools installs it")
    modules = next(Path("/usr/lib").glob("**/baresip/modules"), None) or Path("/usr/local/lib/baresip/modules")
    lines = [f"module_path {modules}", f"sip_listen {HOST}:0", "audio_source ausine,440"]
    lines += [f"module {name}.so" for name in MODULES] + [f"module_app {name}.so" for name in APPLICATIONS]
    lines += [f"sip_certificate {certificate}"] if certificate else []
    (folder / "config").write_text("\n".join(lines) + "\n")
    (folder / "accounts").write_text(f"<sip:caller@{HOST};transport=tls>;regint=0\n")
    command = [baresip, "-f", str(folder), "-s", "-t", "3", "-e", f"d sip:speech@{HOST}:{port};transport=tls"]
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=8, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as late:  # it waits long for an answer that never comes
        return (late.output or b"").decode(errors="replace")
    return done.stdout.decode(errors="replace")


def test_a_call_without_a_control_line_is_refused_over_tls(secure: tuple[Certificates, int], tmp_path: Path) -> None:
    certificates, port = secure
    told = call(tmp_path, port, certificates.issue("baresip.example", file="baresip.pem"))
    assert "INVITE sip:speech@" in told, told
    assert "SIP/2.0 488 Not Acceptable Here" in told, told
    assert "no MRCPv2 control line in the offer" in told
    assert f"Contact: <sip:{HOST}:{port};transport=tls>" in told
    assert "ACK sip:speech@" in told


@pytest.mark.parametrize("stranger", [False, True])
def test_without_a_certificate_of_the_authority_nothing_is_answered(
    secure: tuple[Certificates, int], tmp_path: Path, stranger: bool
) -> None:
    certificates, port = secure
    own = certificates.issue("baresip.example", file="stranger.pem", authority=trustme.CA()) if stranger else None
    assert "SIP/2.0 4" not in call(tmp_path, port, own)
