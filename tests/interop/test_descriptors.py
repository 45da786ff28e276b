"""A started server that runs out of descriptors says so, refuses what it cannot have, and is whole when there are some
again: even what died meanwhile has been replaced."""

import itertools
import os
import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.interop.running import RunningServer
from tests.interop.secure_peer import SecurePeer
from tests.interop.stranger import OFFER, SipStranger, assert_works, lines_since, wait_for

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

SETTINGS = {"engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth"]'}


ALLOWED = 60


@contextmanager
def without_descriptors(server: RunningServer, pid: int) -> Iterator[list[socket.socket]]:
    """The control process has all the descriptors it may have. Gives the connections that took them, or did not."""
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (ALLOWED, before[1]))
    connections = [socket.create_connection((server.host, server.mrcp_port), 5) for _ in range(ALLOWED)]
    yield connections
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
    for connection in connections:
        connection.close()


def is_closed(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False


async def test_a_server_out_of_descriptors_says_so_refuses_and_recovers(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "log", SETTINGS) as server, SipStranger(server) as stranger:
        health = server.get("/healthz")

        def told(event: str) -> bool:
            return any(line["event"] == event for line in lines_since(server, 0))

        with without_descriptors(server, health["pid"]) as connections:
            wait_for(lambda: told("out of descriptors"))
            stranger.send(stranger.request("INVITE", OFFER))
            refused = stranger.receive()
            assert refused.startswith("SIP/2.0 503 ")
            assert "Retry-After: " in refused
            wait_for(lambda: any(map(is_closed, connections)))
            for role in ("worker", "plane"):
                os.kill(health["children"][role][0], signal.SIGKILL)
            wait_for(lambda: told("media plane lost"))

        def is_whole() -> bool:
            now = server.get("/healthz")["children"]
            new = {pid for role in ("worker", "plane") for pid in now[role] if pid}
            return len(new) == 2 and new.isdisjoint(health["children"]["worker"] + health["children"]["plane"])

        wait_for(is_whole, 20)
        await assert_works(server)
        errors = [line for line in lines_since(server, 0) if line["level"] == "error"]
        assert {line["event"] for line in errors} == {"out of descriptors", "media plane lost"}
        assert [line for line in errors if "exception" in line] == []
        assert server.get("/readyz") == {"status": "ready"}


def test_a_media_plane_out_of_descriptors_goes_on_and_takes_the_sockets_later(tmp_path: Path) -> None:
    """Calls whose ports it could not take are silent meanwhile; it died, and all its calls with it."""
    settings = {**SETTINGS, "mrcp.resources": '["speechsynth", "dtmfrecog"]'}
    with RunningServer(tmp_path / "log", settings) as server, SecurePeer(server) as running:
        running.call(running.offer())
        (plane,) = server.get("/healthz")["children"]["plane"]
        before = resource.prlimit(plane, resource.RLIMIT_NOFILE)
        in_use = open_descriptors(plane)
        # One is left, of the two that a pair of sockets is.
        only_free = next(number for number in itertools.count() if number not in in_use)
        resource.prlimit(plane, resource.RLIMIT_NOFILE, (only_free + 1, before[1]))
        with SecurePeer(server) as first, SecurePeer(server) as second:
            # Who hears of the same address has ports of his own.
            first.call(running.offer(resource="dtmfrecog").replace(running.crypto, first.crypto))
            second.call(second.offer(resource="dtmfrecog").replace(f"m=audio {second.port}", f"m=audio {running.port}"))
            wait_for(lambda: _has_told(server, "media plane out of descriptors"))
            running.speak("One two three.")
            running.wait_for("SPEAK-COMPLETE")
            assert len(running.opened(running.datagrams())) >= 5
            resource.prlimit(plane, resource.RLIMIT_NOFILE, before)
            wait_for(lambda: len(open_descriptors(plane)) >= len(in_use) + 2)
            for peer in (first, second):
                peer.recognize_key()
                peer.press("5", running.rtp)
                assert "<instance>5</instance>" in peer.wait_for("RECOGNITION-COMPLETE")
        assert server.get("/healthz")["children"]["plane"] == [plane]
        errors = [line["event"] for line in lines_since(server, 0) if line["level"] == "error"]
        assert errors == ["media plane out of descriptors"]


def open_descriptors(pid: int) -> set[int]:
    return {int(one.name) for one in Path(f"/proc/{pid}/fd").iterdir()}


def _has_told(server: RunningServer, event: str) -> bool:
    return any(line["event"] == event for line in lines_since(server, 0))
