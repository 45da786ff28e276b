"""A peer that may say anything: requests as text, sockets without a stack, and a look at what the server made of it."""

import itertools
import json
import re
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

from mrcp_server.client.client import MrcpClient
from tests.interop.running import HOST, RunningServer

OFFER = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=connection:new\r\na=resource:speechsynth\r\na=cmid:1\r\n"
    "m=audio 4000 RTP/AVP 0 8\r\na=recvonly\r\na=mid:1\r\n"
)
SETTLE_S = 5.0
LARGEST = 65536
_HOSTS = itertools.count(100)


class SipListener(Protocol):
    """Where a server takes calls."""

    @property
    def host(self) -> str: ...
    @property
    def sip_port(self) -> int: ...


@dataclass(frozen=True, slots=True)
class ListeningAt:
    """A server in the test's own process."""

    sip_port: int
    host: str = HOST


class SipStranger:
    """A SIP peer over UDP or TCP that sends what it is told to. A context manager."""

    def __init__(self, server: SipListener, transport: str = "udp", *, host: str = HOST) -> None:
        """`host` is where it calls from: whoever floods from there is muted there."""
        self._host = host
        self._server = (server.host, server.sip_port)
        self._transport = transport
        self._numbers = itertools.count(1)
        self._salt = secrets.token_hex(4)
        kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
        self.socket = socket.socket(socket.AF_INET, kind)
        self.socket.settimeout(SETTLE_S)
        self.socket.bind((host, 0))
        if transport == "tcp":
            self.socket.connect(self._server)
        self.port: int = self.socket.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def request(
        self, method: str, body: str = "", *headers: str, call: str = "", to_tag: str = "", cseq: int = 1
    ) -> str:
        """A well-formed request; of a call of its own unless `call` names one."""
        number = next(self._numbers)
        call = call or f"{self._salt}-{number}"
        lines = [
            f"{method} sip:{HOST}:{self._server[1]} SIP/2.0",
            f"Via: SIP/2.0/{self._transport.upper()} {self._host}:{self.port};rport;branch=z9hG4bK{self._salt}{number}",
            "Max-Forwards: 70",
            f"From: <sip:stranger@{HOST}>;tag={call}",
            f"To: <sip:{HOST}>" + (f";tag={to_tag}" if to_tag else ""),
            f"Call-ID: {call}",
            f"CSeq: {cseq} {method}",
            f"Contact: <sip:stranger@{self._host}:{self.port};transport={self._transport}>",
            *headers,
        ]
        if body:
            lines.append("Content-Type: application/sdp")
        size = len(body.encode("utf-8", "surrogateescape"))
        lines.append(f"Content-Length: {size}")
        return "\r\n".join(lines) + "\r\n\r\n" + body

    def send(self, message: str | bytes) -> None:
        data = message.encode("utf-8", "surrogateescape") if isinstance(message, str) else message
        if self._transport == "udp":
            self.socket.sendto(data, self._server)
        else:
            self.socket.sendall(data)

    def receive(self) -> str:
        """The next response that is not provisional, or request."""
        while True:
            data = self.socket.recv(LARGEST).decode("utf-8", "surrogateescape")
            if not data.startswith("SIP/2.0 1"):
                return data

    def drain(self) -> list[str]:
        """All that has arrived, without waiting."""
        self.socket.setblocking(False)
        taken = []
        try:
            while data := self.socket.recv(LARGEST):
                taken.append(data.decode("utf-8", "surrogateescape"))
        except BlockingIOError:
            pass
        finally:
            self.socket.settimeout(SETTLE_S)
        return taken

    def acknowledge(self, answer: str) -> None:
        """ACK to a 2xx."""
        self.send(self.request("ACK", call=header(answer, "Call-ID"), to_tag=tag_of(answer)))

    def bye(self, answer: str) -> None:
        """End the call of a 2xx."""
        self.send(self.request("BYE", call=header(answer, "Call-ID"), to_tag=tag_of(answer), cseq=9))


def unseen_host() -> str:
    """One of loopback that no test has called from: the server tells of each source once a minute."""
    return f"127.0.0.{next(_HOSTS)}"


def header(message: str, name: str) -> str:
    found = re.search(rf"^{name}: (.*?)\r$", message, re.MULTILINE)
    assert found is not None, message
    return found[1]


def tag_of(answer: str) -> str:
    return header(answer, "To").partition(";tag=")[2]


def mrcp_message(method: str, number: int, channel: str, body: bytes = b"", *headers: str) -> bytes:
    """A request with its message-length, which counts its own digits (RFC 6787 §5.1)."""
    lines = [f"Channel-Identifier: {channel}", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    rest = f" {method} {number}\r\n".encode() + "\r\n".join(lines).encode() + b"\r\n\r\n" + body
    size = len(b"MRCP/2.0 ") + len(rest)
    digits = next(count for count in range(1, 10) if len(str(size + count)) == count)
    return f"MRCP/2.0 {size + digits}".encode() + rest


def wait_for(condition: Any, limit_s: float = SETTLE_S) -> None:
    """Wait until something is so. Fails when it is not in time."""
    ends = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < ends, f"not so within {limit_s} s"
        time.sleep(0.02)


def lines_since(server: RunningServer, offset: int) -> list[dict[str, Any]]:
    """Log lines written behind an offset of the log file. Everything but what `serve` tells people is JSON."""
    with server.log.open("rb") as log:
        log.seek(offset)
        text = log.read().decode(errors="replace")
    return [json.loads(line) for line in text.splitlines() if line and not line.startswith("mrcp-server: ")]


@contextmanager
def told(server: RunningServer, *events: str, most: int = 60) -> Iterator[None]:
    """What happens inside is told in the log by lines of these events, by few lines, and by no exception."""
    offset = server.log.stat().st_size

    def is_told() -> bool:
        return set(events) <= {line["event"] for line in lines_since(server, offset)}

    yield
    wait_for(is_told)
    lines = lines_since(server, offset)
    assert [line for line in lines if line["level"] == "error" or "exception" in line] == []
    complaints = [line for line in lines if line["level"] == "warning"]
    assert len(complaints) <= most, complaints[:3]
    assert bool(events) == bool([line for line in lines if line["event"] in events])


async def assert_works(server: RunningServer, timeout_s: float = 10.0) -> None:
    """A normal call is set up, heard without loss and ended."""
    async with MrcpClient(server.sip_uri, timeout_s=timeout_s) as client:
        result = await client.speak("Yes.")
    assert result.is_normal, result.cause
    assert (result.order.lost, result.order.duplicate) == (0, 0)
    assert len(result.samples) >= 160


def resident_kib(server: RunningServer) -> int:
    """Memory of all processes of a server."""
    pages = 0
    for pid in pids_of(server):
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:  # noqa: PTH123  # nothing a Path would add
            pages += int(file.read().split()[1])
    return pages * 4


def settled_kib(server: RunningServer) -> int:
    """Likewise, once it grows no more: of a server that is ready some processes are still to come."""
    ends = time.monotonic() + 15
    before, now = 0, resident_kib(server)
    while now - before > 1_000 and time.monotonic() < ends:
        time.sleep(0.5)
        before, now = now, resident_kib(server)
    return now


def pids_of(server: RunningServer) -> list[int]:
    """Every process of a server."""
    health = server.get("/healthz")
    return [health["pid"], *itertools.chain.from_iterable(health["children"].values())]
