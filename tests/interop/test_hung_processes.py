"""A process of a started server that stands still, as one that is stuck does, is noticed and replaced."""

import os
import signal
from pathlib import Path

import pytest

from tests.interop.running import RunningServer
from tests.interop.secure_peer import SecurePeer
from tests.interop.stranger import lines_since, wait_for

pytestmark = pytest.mark.interop

SETTINGS = {"engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth"]'}
LONG = " ".join(["one two three four five six seven eight nine ten"] * 8)


def test_a_prompt_goes_on_when_the_media_plane_stands_still(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "log", SETTINGS) as server, SecurePeer(server) as peer:
        peer.call()
        (plane,) = server.get("/healthz")["children"]["plane"]
        peer.speak(LONG)
        peer.wait_for("IN-PROGRESS")
        wait_for(peer.datagrams)
        os.kill(plane, signal.SIGSTOP)
        peer.datagrams()
        assert "000 normal" in peer.wait_for("SPEAK-COMPLETE")
        assert len(peer.datagrams()) > 10
        assert server.get("/healthz")["children"]["plane"] != [plane]
        (lost,) = [line for line in lines_since(server, 0) if line["level"] == "error"]
        assert (lost["event"], lost["reason"]) == (
            "media plane lost",
            "the media plane died: killed: it does not answer",
        )
