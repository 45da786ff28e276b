"""A server that drains says 503 and no more: a client that read Retry-After would wait for a server that goes."""

import signal
from pathlib import Path

import pytest

from tests.interop.running import RunningServer
from tests.interop.stranger import OFFER, SipStranger, wait_for

pytestmark = pytest.mark.interop


def test_a_draining_server_says_503_without_a_time_to_come_back(tmp_path: Path) -> None:
    settings = {"engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth"]'}
    with RunningServer(tmp_path / "log", settings, hears=False) as server, SipStranger(server) as stranger:
        stranger.send(stranger.request("INVITE", OFFER))
        answer = stranger.receive()
        stranger.acknowledge(answer)
        assert server.process is not None
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: "draining" in server.tail())
        for request in (stranger.request("INVITE", OFFER), stranger.request("OPTIONS")):
            stranger.send(request)
            refused = stranger.receive()
            assert refused.startswith("SIP/2.0 503 ")
            assert "Retry-After" not in refused
        stranger.bye(answer)


def test_a_full_server_says_when_to_come_back_and_is_not_ready(tmp_path: Path) -> None:
    settings = {
        "engine.synthesizer": "tone",
        "engine.workers": "1",
        "mrcp.resources": '["speechsynth"]',
        "limits.sessions": "1",
    }
    with RunningServer(tmp_path / "log", settings, hears=False) as server, SipStranger(server) as stranger:
        assert server.get("/readyz") == {"status": "ready"}
        stranger.send(stranger.request("INVITE", OFFER))
        answer = stranger.receive()
        stranger.acknowledge(answer)
        assert server.get("/readyz") is None
        assert server.unready_reason() == "too many sessions"
        stranger.send(stranger.request("INVITE", OFFER))
        refused = stranger.receive()
        assert refused.startswith("SIP/2.0 503 ")
        assert "Retry-After: " in refused
        stranger.bye(answer)
        wait_for(lambda: server.get("/readyz") is not None)
