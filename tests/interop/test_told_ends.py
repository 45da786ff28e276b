"""Calls that the server ends itself: their requests get an end first, and only then comes the BYE."""

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from tests.fakes.whole_server import hearing, scenario
from tests.interop.running import RunningServer
from tests.interop.stranger import OFFER, ListeningAt, SipStranger, mrcp_message, wait_for
from tests.interop.test_recognition_call import MENU

pytestmark = pytest.mark.interop

BOTH = OFFER.replace("recvonly", "sendrecv").replace(
    "m=audio", "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=resource:dtmfrecog\r\na=cmid:1\r\nm=audio"
)
LONG = b"One two three four five six seven eight nine ten. " * 20
TEXT = "Content-Type: text/plain"
KEYS = b"builtin:dtmf/digits"


@dataclass(slots=True)
class Busy:
    """A caller of whom everything runs that can: a SPEAK and one behind it, a RECOGNIZE and one behind it."""

    stranger: SipStranger
    control: socket.socket
    answer: str
    said: str = ""
    """What has come on the control connection."""

    @classmethod
    def begin(cls, stranger: SipStranger, host: str, mrcp_port: int) -> Self:
        stranger.send(stranger.request("INVITE", BOTH, "Supported: timer"))
        answer = stranger.receive()
        stranger.acknowledge(answer)
        speaker, listener = (part.partition("\r\n")[0] for part in answer.split("a=channel:")[1:])
        control = socket.create_connection((host, mrcp_port), 5)
        busy = cls(stranger, control, answer)
        listening = ("Content-Type: text/uri-list", "Cancel-If-Queue: false", "No-Input-Timeout: 60000")
        for number in (1, 2):
            control.sendall(mrcp_message("SPEAK", number, speaker, LONG, TEXT))
        for number in (3, 4):
            control.sendall(mrcp_message("RECOGNIZE", number, listener, KEYS, *listening))
        wait_for(lambda: busy.hear().count(" 200 ") == 4)
        return busy

    def hear(self) -> str:
        """All that has come until now, without waiting."""
        self.control.setblocking(False)
        try:
            while data := self.control.recv(65536):
                self.said += data.decode()
        except BlockingIOError:
            pass
        return self.said

    def causes(self) -> dict[str, str]:
        """Cause by request-id of the requests that have been told to be over."""
        found = {}
        for message in self.hear().split("MRCP/2.0 ")[1:]:
            words = message.partition("\r\n")[0].split()
            if words[-1] == "COMPLETE" and words[1].endswith("-COMPLETE"):
                found[words[2]] = message.partition("Completion-Cause: ")[2].partition("\r\n")[0]
        return found

    def told_before_bye(self) -> dict[str, str]:
        """Waits for the BYE; what had been told when it came."""
        self.stranger.socket.settimeout(30)
        bye = self.stranger.receive()
        told = self.causes()
        assert bye.startswith("BYE "), bye
        return told


ALL_TOLD = {"1": "004 error", "2": "007 cancelled", "3": "006 recognizer-error", "4": "011 cancelled"}


@contextmanager
def busy_caller(server: RunningServer) -> Iterator[Busy]:
    with SipStranger(server) as stranger:
        busy = Busy.begin(stranger, server.host, server.mrcp_port)
        with busy.control:
            yield busy


def stop(server: RunningServer) -> "subprocess.Popen[bytes]":
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    return server.process


def a_server(folder: Path, **settings: str) -> RunningServer:
    return RunningServer(folder / "log", {"engine.synthesizer": "tone", "engine.workers": "1", **settings})


def test_a_server_that_stops_tells_the_end_of_everything_before_its_bye(tmp_path: Path) -> None:
    with a_server(tmp_path, **{"limits.drain_s": "0.3"}) as server, busy_caller(server) as busy:
        stopping = stop(server)
        assert busy.told_before_bye() == ALL_TOLD
        stopping.wait(10)
        assert 'Completion-Reason: "the session ends: shutdown"' in busy.said


def test_our_bye_comes_a_moment_later(tmp_path: Path) -> None:
    """The order on two sockets is nobody's promise: a client has to have read the one before it reads the other."""
    with a_server(tmp_path, **{"limits.drain_s": "0", "mrcp.settle_ms": "600"}) as server, busy_caller(server) as busy:
        time.sleep(0.7)  # behind the answers, so that only the BYE waits
        stopping = stop(server)
        wait_for(lambda: busy.causes() == ALL_TOLD)
        told_at = time.monotonic()
        busy.told_before_bye()
        assert time.monotonic() - told_at > 0.3
        stopping.wait(10)


def test_a_bye_of_ours_that_got_lost_comes_again_though_the_server_stops(tmp_path: Path) -> None:
    with a_server(tmp_path, **{"limits.drain_s": "0"}) as server, busy_caller(server) as busy:
        stopping = stop(server)
        busy.told_before_bye()
        assert busy.stranger.receive().startswith("BYE ")
        stopping.wait(10)


def test_a_media_plane_that_dies_for_good_ends_its_calls(tmp_path: Path) -> None:
    with a_server(tmp_path) as server, busy_caller(server) as busy:
        ends = time.monotonic() + 25
        told: dict[str, str] = {}
        busy.stranger.socket.settimeout(0.05)
        while not told and time.monotonic() < ends:
            for pid in server.get("/healthz")["children"]["plane"]:
                os.kill(pid, signal.SIGKILL)
            try:
                assert busy.stranger.receive().startswith("BYE ")
                told = busy.causes()
            except TimeoutError:
                continue
        assert told == ALL_TOLD
        assert 'Completion-Reason: "the session ends: media plane lost"' in busy.said
        wait_for(lambda: server.get("/readyz") is not None, 15)
        with SipStranger(server) as other:  # the first one still gets BYEs, since it answers none
            again = Busy.begin(other, server.host, server.mrcp_port)
            again.control.close()


@pytest.mark.anyio
async def test_a_recogniser_that_hangs_ends_its_call_with_006(tmp_path: Path) -> None:
    settings = {"engine.synthesizer": "espeak", "engine.recognizer": "sphinx", "engine.recognizer_workers": "1"}
    with a_server(tmp_path, **settings) as server:
        async with MrcpClient(server.sip_uri) as client:
            said = (await client.speak("leave a message")).samples
        async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
            recognizing = asyncio.create_task(client.recognize(said, MENU, limit_s=25))
            while not recognizing.done():  # the worker that has it, and the one that hears it again
                for pid in server.get("/healthz")["children"]["recogniser"]:
                    os.kill(pid, signal.SIGSTOP)
                await asyncio.sleep(0.2)
            assert recognizing.result().cause == "006 recognizer-error"
            for pid in server.get("/healthz")["children"]["recogniser"]:
                os.kill(pid, signal.SIGCONT)
            assert (await client.recognize(said, MENU, limit_s=25)).cause == "000 success"


@scenario
async def test_an_idle_call_is_told_what_ends() -> None:
    async with hearing() as server:
        with SipStranger(ListeningAt(server.sip.ports["udp"])) as stranger:
            busy = await asyncio.to_thread(Busy.begin, stranger, "127.0.0.1", server.mrcp.port)
            session = next(iter(server.table))
            server.sip.hang_up(session, "idle")
            assert await asyncio.to_thread(busy.told_before_bye) == ALL_TOLD
            busy.control.close()


@scenario
async def test_a_session_that_is_not_refreshed_is_told_what_ends() -> None:
    """RFC 4028 §10, with the hour moved forward."""
    async with hearing("sip.session_expires_s=90", "sip.min_session_expires_s=90") as server:
        with SipStranger(ListeningAt(server.sip.ports["udp"])) as stranger:
            busy = await asyncio.to_thread(Busy.begin, stranger, "127.0.0.1", server.mrcp.port)
            assert "Session-Expires: 90;refresher=uac" in busy.answer
            for later_s in (61, 62):  # it expires; its BYE is due
                server.sip._agent.handle_timer(asyncio.get_running_loop().time() + later_s)
                server.sip.transport.flush()
            assert await asyncio.to_thread(busy.told_before_bye) == ALL_TOLD
            busy.control.close()
