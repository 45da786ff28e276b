"""A new server on the ports of the one that runs: calls go on, begin and end meanwhile, and none is lost."""

import asyncio
import os
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from mrcp_server.client.client import MrcpClient
from mrcp_server.client.control import completion_of
from mrcp_server.client.security import ClientTls
from tests.fakes.certificates import Certificates
from tests.interop.running import HOST, RunningServer, free_port
from tests.interop.stranger import OFFER, SipStranger, assert_works, mrcp_message, wait_for

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

READY_S = 60.0
LONG = "One two three four five six seven eight nine ten. " * 20


@contextmanager
def a_server(folder: Path, further: Mapping[str, str] | None = None) -> Iterator[RunningServer]:
    settings = {
        "engine.synthesizer": "tone",
        "engine.workers": "1",
        "mrcp.resources": '["speechsynth"]',
        "restart.socket": str(folder / "handover"),
        "limits.drain_s": "60",
        **(further or {}),
    }
    with RunningServer(folder / "log", settings) as server:
        yield server


def successor(server: RunningServer) -> "subprocess.Popen[bytes]":
    """The same command again."""
    assert server.process is not None
    with server.log.open("ab") as log:
        return subprocess.Popen(server.process.args, stdout=log, stderr=log)


def runs(server: RunningServer, process: "subprocess.Popen[bytes]") -> bool:
    health = server.get("/healthz")
    return health is not None and health["pid"] == process.pid


async def replace(server: RunningServer) -> "subprocess.Popen[bytes]":
    """Starts another server and waits until it has the ports; returns the old one."""
    old = server.process
    assert old is not None
    server.process = successor(server)
    await asyncio.to_thread(wait_for, lambda: server.process and runs(server, server.process), READY_S)
    return old


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_calls_go_on_and_begin_while_the_server_is_replaced(tmp_path: Path, transport: str) -> None:
    with a_server(tmp_path) as server:
        uri = f"{server.sip_uri};transport={transport}"
        done: list[bool] = []
        is_over = asyncio.Event()

        async def call_after_call() -> None:
            while not is_over.is_set():
                async with MrcpClient(uri, timeout_s=15) as client:
                    done.append((await client.speak("Yes.")).is_normal)

        async with MrcpClient(uri, timeout_s=15) as long_call:
            speak = await long_call.begin_speak(LONG)
            calling = [asyncio.create_task(call_after_call()) for _ in range(2)]
            old = await replace(server)
            before = len(done)
            assert old.poll() is None  # it drains
            for _ in range(3):  # re-INVITE, requests and BYE of a call that only the old one knows
                assert await long_call.get_params(["Voice-Name"]) is not None
            assert (await completion_of(speak, 30)).headers.get("Completion-Cause") == "000 normal"
            assert (await long_call.speak("Again.")).is_normal
            await asyncio.to_thread(wait_for, lambda: len(done) > before + 3, 30)
            is_over.set()
            await asyncio.gather(*calling)
        assert all(done)
        assert await asyncio.to_thread(old.wait, 15) == 0
        await assert_works(server)


async def test_a_call_that_was_only_answered_finds_its_channel(tmp_path: Path) -> None:
    """Its ACK, its control connection and its BYE all come to the new server; a repeated
    INVITE makes no second call."""
    with a_server(tmp_path) as server, SipStranger(server) as stranger:
        invite = stranger.request("INVITE", OFFER)
        stranger.send(invite)
        answer = stranger.receive()
        old = await replace(server)
        stranger.drain()
        stranger.send(invite)
        assert stranger.receive().partition("a=channel:")[2] == answer.partition("a=channel:")[2]
        stranger.acknowledge(answer)
        channel = answer.partition("a=channel:")[2].partition("\r\n")[0]
        with socket.create_connection((server.host, server.mrcp_port), 5) as control:
            speak = mrcp_message("SPEAK", 1, channel, b"word", "Content-Type: text/plain")
            control.sendall(speak[:20])
            await asyncio.sleep(0.05)
            control.sendall(speak[20:])
            control.settimeout(10)
            told = b""
            while b"SPEAK-COMPLETE" not in told:
                told += control.recv(65536)
            assert b"000 normal" in told
            stranger.bye(answer)
            assert stranger.receive().startswith("SIP/2.0 200")
        assert await asyncio.to_thread(old.wait, 15) == 0


def take(server: RunningServer, taking: socket.socket) -> None:
    """Has the server stop reading, and gets its sockets."""
    taking.connect(server.settings["restart.socket"])
    taking.sendall(b'{"kind": "take"}\n')
    taking.settimeout(5)
    while b"sockets" not in taking.recv(200_000):
        pass


def take_and_die(server: RunningServer) -> None:
    """A new server that has got the sockets, and ends before it reads from them."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as dying:
        take(server, dying)


async def test_what_came_while_nobody_read_is_answered(tmp_path: Path) -> None:
    """Without being sent again."""
    with a_server(tmp_path) as server, SipStranger(server) as stranger:
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as dying:
            take(server, dying)
            stranger.send(stranger.request("OPTIONS"))
            await asyncio.sleep(0.1)
            assert stranger.drain() == []
        assert stranger.receive().startswith("SIP/2.0 200")


JUNK = (
    b"no message",
    b"[]\n",
    b'{"kind": "take"}\n',
    b'{"kind": "taken"}\n',
    b'{"kind": "message", "flow": 1}\n',
    b'{"kind": "calls", "ids": 5}\n',
    b'{"kind": "of another version"}\n',
)


def say(server: RunningServer, *messages: bytes) -> None:
    """At the handover socket, each with two descriptors."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as other:
        other.connect(server.settings["restart.socket"])
        for message in messages:
            with suppress(BrokenPipeError):
                socket.send_fds(other, [message], [0, 1])


def descriptors_of(server: RunningServer) -> int:
    assert server.process is not None
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


async def test_what_is_said_at_the_handover_socket_changes_nothing(tmp_path: Path) -> None:
    with a_server(tmp_path) as server:
        before = descriptors_of(server)
        for junk in JUNK:
            say(server, *[junk] * 5)
            # As the last word of who has taken the doors it would leave nobody there.
            if b"taken" not in junk:
                say(server, JUNK[2], junk)
            await asyncio.to_thread(wait_for, lambda: descriptors_of(server) <= before)
        await assert_works(server, timeout_s=15)


async def test_a_new_server_that_dies_on_the_way_leaves_the_old_one_at_work(tmp_path: Path) -> None:
    with a_server(tmp_path) as server:
        take_and_die(server)
        await assert_works(server, timeout_s=15)
        assert server.get("/readyz") is not None
        old = await replace(server)
        assert await asyncio.to_thread(old.wait, 15) == 0
        await assert_works(server)


async def test_doors_with_tls_pass_to_the_new_server_and_open_connections_stay(tmp_path: Path) -> None:
    """Beside TLS all speak in clear as before. Before that, a new server that dies leaves them to the old one."""
    certificates = Certificates(tmp_path)
    ports = {door: free_port() for door in ("sip", "mrcp")}
    settings = {f"{door}.tls_port": str(port) for door, port in ports.items()}
    settings |= {f"{door}.tls": "offered" for door in ("sip", "mrcp", "http")}
    settings["tls.certificate"] = str(certificates.issue())
    trusting = ClientTls(str(certificates.ca))
    uri = f"sips:{HOST}:{ports['sip']}"

    def calling() -> MrcpClient:
        return MrcpClient(uri, timeout_s=15, tls=trusting)

    async def pids() -> list[int]:
        context = ssl.create_default_context(cafile=str(certificates.ca))
        async with httpx.AsyncClient(verify=context, trust_env=False, timeout=15) as http:
            bases = (f"{scheme}://{HOST}:{server.http_port}" for scheme in ("http", "https"))
            return [(await http.get(f"{base}/healthz")).json()["pid"] for base in bases]

    with a_server(tmp_path, settings) as server:
        take_and_die(server)
        assert server.process is not None
        assert await pids() == [server.process.pid] * 2
        async with calling() as long_call:
            speak = await long_call.begin_speak(LONG)
            old = await replace(server)
            assert server.process is not None
            assert old.poll() is None
            async with calling() as new_call:
                assert (await new_call.speak("Yes.")).is_normal
            assert await pids() == [server.process.pid] * 2
            assert await long_call.get_params(["Voice-Name"]) is not None
            assert (await completion_of(speak, 30)).headers.get("Completion-Cause") == "000 normal"
            assert (await long_call.speak("Again.")).is_normal
        assert await asyncio.to_thread(old.wait, 15) == 0
        await assert_works(server)
        async with calling() as last_call:
            assert (await last_call.speak("Yes.")).is_normal


async def test_without_a_socket_to_meet_at_the_ports_are_in_use(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "log", {"engine.synthesizer": "tone", "engine.workers": "1"}) as server:
        other = successor(server)
        try:
            assert await asyncio.to_thread(other.wait, READY_S) == 2
        finally:
            if other.poll() is None:
                os.kill(other.pid, signal.SIGKILL)
                other.wait()
