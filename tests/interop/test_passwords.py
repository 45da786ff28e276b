"""Digest authentication of a started server: by SIPp's own, by httpx's, and by who has no password (RFC 3261 §22)."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.digest_client import authorization
from tests.interop.running import RunningServer
from tests.interop.stranger import OFFER, SipStranger, header, lines_since, tag_of, unseen_host, wait_for
from tests.interop.test_sipp import TRANSPORTS, run_sipp

pytestmark = pytest.mark.interop

PASSWORD = "open-sesame"  # noqa: S105  # of a test


@pytest.fixture(scope="module", name="locked")
def _locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    settings = {
        "engine.synthesizer": "tone",
        "engine.workers": "1",
        "mrcp.resources": '["speechsynth"]',
        "sip.users": f'{{ivr = "{PASSWORD}"}}',
        "sip.digest_algorithms": '["MD5", "SHA-256"]',  # SIPp 3.6 gives up when the first is not MD5
    }
    with RunningServer(tmp_path_factory.mktemp("locked") / "log", settings) as server:
        yield server


@pytest.mark.skipif(shutil.which("sipp") is None, reason="SIPp is not installed (Debian: sip-tester)")
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_call_by_sipp(locked: RunningServer, transport: str, tmp_path: Path) -> None:
    options = ("-m", "5", "-r", "20", "-d", "50")
    assert run_sipp(locked, "call_with_password", transport, tmp_path, *options)["SuccessfulCall(C)"] == "5"


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("algorithm", ["SHA-256", "MD5"])
def test_a_call_from_invite_to_bye(locked: RunningServer, transport: str, algorithm: str) -> None:
    with SipStranger(locked, transport) as caller:
        caller.send(caller.request("INVITE", OFFER))
        asked = caller.receive()
        assert asked.startswith("SIP/2.0 401 ")
        call = header(asked, "Call-ID")
        caller.send(caller.request("ACK", call=call, to_tag=tag_of(asked)))

        def proof(answer: str, method: str) -> str:
            return authorization(answer, method, "ivr", PASSWORD, algorithm=algorithm)

        caller.send(caller.request("INVITE", OFFER, proof(asked, "INVITE"), call=call, cseq=2))
        answer = caller.receive()
        assert answer.startswith("SIP/2.0 200 ")
        tag = tag_of(answer)
        caller.send(caller.request("ACK", call=call, to_tag=tag, cseq=2))
        caller.send(caller.request("BYE", call=call, to_tag=tag, cseq=3))
        asked = caller.receive()
        assert asked.startswith("SIP/2.0 401 ")
        # The answer to one challenge is good once: for a second request as little as for the same one again.
        used = proof(asked, "BYE")
        caller.send(caller.request("BYE", "", used, call=f"{call}-other", to_tag=tag, cseq=4))
        assert caller.receive().startswith("SIP/2.0 481 ")
        caller.send(caller.request("BYE", "", used, call=call, to_tag=tag, cseq=4))
        assert caller.receive().startswith("SIP/2.0 200 ")
        again = proof(asked, "INVITE")
        caller.send(caller.request("INVITE", OFFER, again))
        stale = caller.receive()
        assert stale.startswith("SIP/2.0 401 ")
        assert "stale=true" in stale


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_shipped_client_has_its_password_from_the_environment(locked: RunningServer, transport: str) -> None:
    server = f"sip:ivr@{locked.host}:{locked.sip_port}"
    command = [sys.executable, "-m", "mrcp_server", "say", "Yes.", "--server", server, "--transport", transport]
    for password, status, words in ((PASSWORD, 0, ""), ("wrong", 1, "403"), ("", 1, "401")):
        environment = {**os.environ, "MRCP_PASSWORD": password}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == status, done.stderr
        assert words in done.stderr
    wait_for(lambda: locked.metrics()["mrcp_sessions_active"] == 0)


def test_who_has_no_password_has_no_call(locked: RunningServer) -> None:
    offset = locked.log.stat().st_size
    challenged = locked.metrics()["sip_challenged_total"]
    with SipStranger(locked, host=unseen_host()) as stranger:
        stranger.send(stranger.request("OPTIONS"))
        assert stranger.receive().startswith("SIP/2.0 200 ")
        stranger.send(stranger.request("INVITE", OFFER))
        asked = stranger.receive()
        assert asked.startswith("SIP/2.0 401 ")
        for user, password in (("ivr", "wrong"), ("nobody", PASSWORD)):
            guess = authorization(asked, "INVITE", user, password)
            stranger.send(stranger.request("INVITE", OFFER, guess))
            answer = stranger.receive()
            assert answer.startswith("SIP/2.0 403 wrong user name or password")
            stranger.send(stranger.request("ACK", call=header(answer, "Call-ID"), to_tag=tag_of(answer)))
    metrics = locked.metrics()
    assert metrics["mrcp_sessions_active"] == 0
    assert metrics["sip_challenged_total"] > challenged
    refused = [line for line in lines_since(locked, offset) if line["event"] == "rejected"]
    assert [(line["status"], line["reason"]) for line in refused] == [(403, "wrong user name or password")]
    assert PASSWORD not in locked.log.read_text()
