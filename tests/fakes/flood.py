"""Somebody who sends far more than a telephone does, from a process of its own: `Flood` starts one and ends it.

What it sends is prepared once and leaves in batches every 5 ms, so that 50,000 packets a second cost a fifth of a core.
"""

import json
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from rtp.messages import Address
from rtp.process.datagrams import Datagrams
from rtp.process.kernel_clock import KernelClock
from rtp.sending.wheel import IOVEC_COUNT, IOVECS, MESSAGE_WORDS, NAME, NAME_BYTES, Segment
from rtp.wire.addresses import SOCKADDR_BYTES, pack_sockaddr, sockaddr_bytes
from rtp.wire.packet import RtpPacket

RATE = 50_000
SLOT_S = 0.005
SOURCES = 64
"""Sockets of a flood from many places."""
PORT = 1


class Kind(StrEnum):
    """What is sent, and from where."""

    AUDIO = "audio"
    """Valid RTP in sequence, from the announced address."""
    SOURCES = "sources"
    """RTP whose SSRC changes with every packet, from the announced address."""
    KEYS = "keys"
    """A new telephone-event with every packet, from the announced address."""
    GARBAGE = "garbage"
    """No RTP at all, from the announced address."""
    REPORTS = "reports"
    """RTCP to the RTP port and to the one above, from the announced address and the one above."""
    STRANGERS = "strangers"
    """Valid RTP from many ports of which nobody knows."""


class Flood:
    """A process that floods while the context is open. `port` is where it says its media comes from."""

    def __init__(
        self, kind: Kind, rate: int = RATE, *, host: str = "127.0.0.1", telephone_event_type: int = 101
    ) -> None:
        self._kind = kind
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.flood", kind, host, str(rate), str(telephone_event_type)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        self.port = int(self._out.readline())
        self.sent = 0
        """Datagrams, known after the end."""

    def start(self, target: Address) -> None:
        """Begin to send to an RTP port."""
        self._in.write(f"{json.dumps(target)}\n".encode())
        self._in.flush()

    def stop(self) -> None:
        """End. Harmless when called again."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self.sent = int(self._out.readline() or 0)
            self._process.wait(5)
        self._in.close()
        self._out.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _payloads(kind: Kind, telephone_event_type: int) -> Iterator[bytes]:
    """A thousand datagrams."""
    for number in range(1000):
        if kind in {Kind.AUDIO, Kind.STRANGERS}:
            yield bytes(RtpPacket(0, number, number * 160, 7, bytes(160)))
        elif kind is Kind.SOURCES:
            yield bytes(RtpPacket(0, number, number * 160, number, bytes(160)))
        elif kind is Kind.KEYS:
            event = struct.pack("!BBH", number % 10, 0x8A, 800)
            yield bytes(RtpPacket(telephone_event_type, number, number * 1600, 7, event, marker=True))
        elif kind is Kind.GARBAGE:
            yield bytes([number & 0x3F]) * 172
        else:
            yield struct.pack("!BBHIIIII", 0x80, 200, 6, 7, 1, 2, 3, 4) + bytes(4)


class _Messages:
    """The datagrams as `sendmmsg` wants them, to one target."""

    def __init__(self, payloads: list[bytes], target: Address) -> None:
        self._data = [np.frombuffer(payload, np.uint8) for payload in payloads]
        self._name = np.frombuffer(pack_sockaddr(target), np.uint8)
        self._iovecs = np.array([(data.ctypes.data, len(data)) for data in self._data], np.int64)
        self.messages = np.zeros((len(payloads), MESSAGE_WORDS), np.int64)
        self.messages[:, NAME] = self._name.ctypes.data
        self.messages[:, NAME_BYTES] = sockaddr_bytes(self._name.tobytes()[:SOCKADDR_BYTES])
        self.messages[:, IOVECS] = self._iovecs.ctypes.data + np.arange(len(payloads)) * 16
        self.messages[:, IOVEC_COUNT] = 1

    def segment(self, port: int, start: int, count: int) -> Segment:
        chosen = self.messages[start : start + count]
        return Segment(port, 0, chosen, len(chosen), chosen.ctypes.data)


def _pair(host: str) -> tuple[socket.socket, socket.socket]:
    """An even port and the one above."""
    while True:
        low, high = (socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) for _ in "12")
        try:
            low.bind((host, 0))
            high.bind((host, low.getsockname()[1] ^ 1))
        except OSError:
            low.close()
            high.close()
            continue
        return (low, high) if not low.getsockname()[1] & 1 else (high, low)


def main(arguments: list[str]) -> None:
    """Flood until SIGTERM, then print how much was sent."""
    kind, host, rate = Kind(arguments[0]), arguments[1], int(arguments[2])
    pairs = [_pair(host) for _ in range(SOURCES if kind is Kind.STRANGERS else 1)]
    sys.stdout.write(f"{pairs[0][0].getsockname()[1]}\n")
    sys.stdout.flush()
    target: Address = tuple(json.loads(sys.stdin.readline()))
    waiting = pairs[1:] if kind is Kind.STRANGERS else pairs.copy()
    if kind is Kind.REPORTS:
        waiting.append((pairs[0][1].dup(), pairs[0][0].dup()))
    ports = len(waiting)
    places = iter(waiting)
    datagrams = Datagrams(lambda: next(places), KernelClock(time.time, time.monotonic))
    for port in range(ports):
        datagrams.add_port(port)
    payloads = list(_payloads(kind, int(arguments[3])))
    all_messages = [
        _Messages(payloads, (target[0], target[1] + (port if kind is Kind.REPORTS else 0))) for port in range(ports)
    ]
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    sent = 0
    began = time.monotonic()
    with ExitStack() as stack:
        stack.callback(lambda: sys.stdout.write(f"{sent}\n"))
        try:
            while True:
                behind = int((time.monotonic() - began) * rate) - sent
                while behind > 0:
                    port = (sent // 100) % ports
                    count = min(behind, 100)
                    datagrams.send(all_messages[port].segment(port, sent % 1000 // 100 * 100, count))
                    sent += count
                    behind -= count
                time.sleep(SLOT_S)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main(sys.argv[1:])
