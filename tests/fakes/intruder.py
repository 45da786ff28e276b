"""One host that wants the server for itself, as a process: INVITEs without end, or connections of few words.

`Intruder` starts one and ends it. It calls from an address of its own, so that the server can tell it from its callers.
"""

import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from mrcp_server.client.capture import allow_descriptors
from tests.interop.stranger import OFFER

HOST = "127.0.0.66"
INVITES_PER_S = 5000
CONNECTIONS = 2000
SLOT_S = 0.005
_SLOW_S = 1.0
"""How long each connection takes for an octet."""
_REQUEST = b"MRCP/2.0 0000000090 SPEAK 1\r\nChannel-Identifier: nobody@speechsynth\r\n"
_INVITE = (
    "INVITE sip:{host}:{port} SIP/2.0\r\nVia: SIP/2.0/UDP {own}:{own_port};rport;branch=z9hG4bKf{number}\r\n"
    "Max-Forwards: 70\r\nFrom: <sip:flood@{own}>;tag=f{number}\r\nTo: <sip:{host}>\r\nCall-ID: f{number}\r\n"
    "CSeq: 1 INVITE\r\nContact: <sip:flood@{own}:{own_port}>\r\nContent-Type: application/sdp\r\n"
    "Content-Length: {size}\r\n\r\n{offer}"
)


class Kind(StrEnum):
    """What it does."""

    INVITES = "invites"
    """New calls over UDP, none of which is ever acknowledged."""
    CONNECTIONS = "connections"
    """Control connections, each of which sends an octet of a request now and then."""


class Intruder:
    """A process that intrudes while the context is open; `done` is how much was sent or open, known after its end."""

    def __init__(self, kind: Kind, host: str, port: int) -> None:
        self.done = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.intruder", kind, host, str(port)],
            stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert self._process.stdout is not None
        self._out = self._process.stdout
        self._out.readline()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        self.done = int(self._out.readline() or 0)
        self._process.wait(5)
        self._out.close()


def _invites(host: str, port: int) -> Iterator[int]:
    """How many have been sent, after every few."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
        sending.bind((HOST, 0))
        sending.connect((host, port))
        own_port = sending.getsockname()[1]
        offer = OFFER.replace("127.0.0.1", HOST)
        began, sent = time.monotonic(), 0
        while True:
            while sent < (time.monotonic() - began) * INVITES_PER_S:
                sent += 1
                invite = _INVITE.format(
                    host=host, port=port, own=HOST, own_port=own_port, number=sent, size=len(offer), offer=offer
                )
                with suppress(OSError):
                    sending.send(invite.encode())
            yield sent
            time.sleep(SLOT_S)


def _connections(host: str, port: int) -> Iterator[int]:
    """How many are open, again and again; one that is closed by the server is opened anew."""
    allow_descriptors(CONNECTIONS + 100)
    opened: list[tuple[socket.socket, int]] = []
    selector = selectors.DefaultSelector()
    while True:
        began = time.monotonic()
        for key, _ in selector.select(0):
            assert isinstance(key.fileobj, socket.socket)
            with suppress(OSError):
                key.fileobj.recv(65536)
        still = []
        for connection, at in opened:
            try:
                connection.send(_REQUEST[at : at + 1])
                still.append((connection, (at + 1) % len(_REQUEST)))
            except OSError:
                selector.unregister(connection)
                connection.close()
        opened = still
        while len(opened) < CONNECTIONS:
            connection = socket.socket()
            connection.bind((HOST, 0))
            connection.setblocking(False)
            connection.connect_ex((host, port))
            selector.register(connection, selectors.EVENT_READ)
            opened.append((connection, 0))
            if time.monotonic() > began + _SLOW_S:
                break
        yield len(opened)
        time.sleep(max(0.0, began + _SLOW_S - time.monotonic()))


_WAYS: dict[Kind, Callable[[str, int], Iterator[int]]] = {Kind.INVITES: _invites, Kind.CONNECTIONS: _connections}


def main(arguments: list[str]) -> None:
    """Intrude until SIGTERM, then print how much was done."""
    done = 0

    def end(*_: object) -> None:
        sys.stdout.write(f"{done}\n")
        sys.stdout.flush()
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for done in _WAYS[Kind(arguments[0])](arguments[1], int(arguments[2])):  # noqa: B007  # `end` tells it
        pass


if __name__ == "__main__":
    main(sys.argv[1:])
