"""Many datagrams for one system call: `sendmmsg` and `recvmmsg` by ctypes, plain calls where there are none."""

import contextlib
import ctypes
import errno
import os
import select
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rtp.messages import Address
from rtp.process.kernel_clock import KernelClock
from rtp.process.kernel_filter import attach
from rtp.receiving.flood_guard import SourceFilter
from rtp.receiving.receiver import Arrivals
from rtp.sending.wheel import (
    CONTROL,
    CONTROL_BYTES,
    IOVEC_COUNT,
    IOVECS,
    LENGTH,
    MESSAGE_WORDS,
    NAME,
    NAME_BYTES,
    Segment,
)
from rtp.wire.addresses import SOCKADDR_BYTES, pack_sockaddr, unpack_sockaddr

BATCH = 128
"""Datagrams of one `recvmmsg`."""
WIDTH = 1536
"""Bytes kept of a datagram; an Ethernet frame's worth, and no telephone codec sends more."""
RTCP_AT_ONCE = 16
"""RTCP datagrams read in one step: a compound packet takes up to 0.1 ms."""
MAX_RTCP = 256
"""RTCP datagrams read in 20 ms, 12,800 a second: 64,000 streams."""
MAX_BATCHES = 32
"""Batches taken in one slot: 4,096 datagrams. A flood waits in the socket, where the kernel drops it."""

CONTROL_WORDS = 4
"""One control message: length, level and type, seconds, nanoseconds."""
_SO_TIMESTAMPNS_LEVEL_AND_TYPE = socket.SOL_SOCKET | 35 << 32

MSG_DONTWAIT = 0x40

_LIBC = ctypes.CDLL(None, use_errno=True)
HAS_BATCH_CALLS = sys.byteorder == "little" and sys.maxsize > 2**32 and hasattr(_LIBC, "sendmmsg")
"""The layout below is that of 64-bit little-endian Linux."""
if HAS_BATCH_CALLS:
    _LIBC.sendmmsg.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)
    _LIBC.recvmmsg.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_void_p)


@dataclass(slots=True)
class _Port:
    rtp: socket.socket
    rtcp: socket.socket
    rtp_fd: int


class Datagrams:
    """The sockets of a plane process. Descriptors come from control, one pair with each AddPort command."""

    def __init__(
        self, take_sockets: Callable[[], tuple[socket.socket, socket.socket] | None], clock: KernelClock
    ) -> None:
        """`take_sockets` gives the RTP and RTCP socket of the next port, None where they have not come; `clock` reads
        the kernel's stamps."""
        self._take_sockets = take_sockets
        self._clock = clock
        self._ports: dict[int, _Port] = {}
        self._port_of_fd: dict[int, int] = {}
        self._readable = select.epoll()
        self._readable_rtcp = select.epoll()
        self._inbox = _Inbox()

    def add_port(self, port: int) -> bool:
        """Take the next pair of sockets for `port`; False when there is none."""
        taken = self._take_sockets()
        if taken is None:
            return False
        rtp, rtcp = taken
        attach(rtp, None)  # A plane that died may have left a filter.
        self._ports[port] = _Port(rtp, rtcp, rtp.fileno())
        for opened, readable in ((rtp, self._readable), (rtcp, self._readable_rtcp)):
            opened.setblocking(False)
            self._port_of_fd[opened.fileno()] = port
            readable.register(opened.fileno(), select.EPOLLIN)
        return True

    def filter(self, port: int, wanted: SourceFilter | None) -> None:
        """Have the kernel drop what floods this port, or no longer. Where it cannot, its buffer drops blindly."""
        if port in self._ports:
            attach(self._ports[port].rtp, wanted)

    def send(self, segment: Segment) -> Sequence[int]:
        """Send the messages of one port. Returns the indices that failed."""
        pair = self._ports.get(segment.port)
        if pair is None:
            return range(segment.count)
        if not HAS_BATCH_CALLS:
            return _send_singly(pair.rtp, segment.messages)
        sent: int = _LIBC.sendmmsg(pair.rtp_fd, segment.address, segment.count, MSG_DONTWAIT)
        if sent == segment.count:
            return ()
        return _send_rest(pair.rtp_fd, segment.address, segment.count, sent)

    def send_one(self, port: int, is_rtcp: bool, address: Address, datagram: bytes) -> bool:
        """Send one datagram; False when it failed."""
        pair = self._ports.get(port)
        if pair is None:
            return False
        try:
            (pair.rtcp if is_rtcp else pair.rtp).sendto(datagram, address)
        except OSError:
            return False
        return True

    def receive(self) -> Iterator[Arrivals]:
        """RTP that has arrived, across ports."""
        inbox = self._inbox
        budget = MAX_BATCHES
        self._clock.look()
        for fd, _ in self._readable.poll(0):
            is_drained = False
            while not is_drained and budget:
                is_drained = inbox.fill(fd, self._port_of_fd[fd])
                if inbox.is_full:
                    budget -= 1
                    yield inbox.take(self._clock)
        if inbox.count:
            yield inbox.take(self._clock)

    def receive_rtcp(self) -> Iterator[Sequence[tuple[int, bytes, bytes]]]:
        """RTCP that has arrived: some (port, source, datagram) at a time. What is too much waits, where the kernel
        drops it."""
        # epoll tells at most so many, and goes on with the others next time: no port is passed over.
        for fd, _ in self._readable_rtcp.poll(0, MAX_RTCP // RTCP_AT_ONCE):
            port = self._port_of_fd[fd]
            arrived: list[tuple[int, bytes, bytes]] = []
            with contextlib.suppress(OSError):
                for _ in range(RTCP_AT_ONCE):
                    datagram, source = self._ports[port].rtcp.recvfrom(WIDTH)
                    arrived.append((port, pack_sockaddr((source[0], source[1])), datagram))
            yield arrived

    def close(self) -> None:
        """Close this process's copies of the sockets."""
        self._readable.close()
        self._readable_rtcp.close()
        for pair in self._ports.values():
            pair.rtp.close()
            pair.rtcp.close()


class _Inbox:
    """Memory that `recvmmsg` fills, ports one after the other."""

    def __init__(self) -> None:
        self._datagrams = np.zeros((BATCH, WIDTH), np.uint8)
        self._sources = np.zeros((BATCH, SOCKADDR_BYTES), np.uint8)
        self._controls = np.zeros((BATCH, CONTROL_WORDS), np.int64)
        self._iovecs = np.zeros((BATCH, 2), np.int64)
        self._iovecs[:, 0] = self._datagrams.ctypes.data + np.arange(BATCH) * WIDTH
        self._iovecs[:, 1] = WIDTH
        self._messages = np.zeros((BATCH, MESSAGE_WORDS), np.int64)
        self._address = self._messages.ctypes.data
        self._blank = np.zeros((BATCH, MESSAGE_WORDS), np.int64)
        self._blank[:, NAME] = self._sources.ctypes.data + np.arange(BATCH) * SOCKADDR_BYTES
        self._blank[:, NAME_BYTES] = SOCKADDR_BYTES
        self._blank[:, IOVECS] = self._iovecs.ctypes.data + np.arange(BATCH) * 16
        self._blank[:, IOVEC_COUNT] = 1
        self._blank[:, CONTROL] = self._controls.ctypes.data + np.arange(BATCH) * CONTROL_WORDS * 8
        self._blank[:, CONTROL_BYTES] = CONTROL_WORDS * 8
        self._messages[:] = self._blank
        self._ports = np.zeros(BATCH, np.int64)
        self._lengths = np.zeros(BATCH, np.int64)
        self.count = 0

    @property
    def is_full(self) -> bool:
        return self.count == BATCH

    def fill(self, fd: int, port: int) -> bool:
        """Take what `fd` has, as far as there is room. Returns True when nothing is left in it."""
        room = BATCH - self.count
        start = self.count
        if HAS_BATCH_CALLS:
            address = self._address + start * MESSAGE_WORDS * 8
            received = max(_LIBC.recvmmsg(fd, address, room, MSG_DONTWAIT, None), 0)
        else:
            received = self._fill_singly(fd, room)
        self.count += received
        self._ports[start : self.count] = port
        return bool(received < room)

    def take(self, clock: KernelClock) -> Arrivals:
        """The batch; the memory is free for the next when the caller comes back."""
        count, self.count = self.count, 0
        lengths = self._messages[:count, LENGTH] & 0xFFFF_FFFF
        controls = self._controls[:count]
        at = clock.instants(controls[:, 2], controls[:, 3])
        arrivals = Arrivals(self._ports[:count], self._datagrams[:count], lengths, self._sources[:count].copy(), at)
        # The kernel has written lengths of name and control over what it is to read there next time.
        self._messages[:count] = self._blank[:count]
        self._sources[:count] = 0
        return arrivals

    def _fill_singly(self, fd: int, room: int) -> int:
        received = 0
        with socket.socket(fileno=os.dup(fd)) as opened:
            while received < room:
                try:
                    datagram, ancillary, _, source = opened.recvmsg(WIDTH, 64)
                except OSError:
                    break
                index = self.count + received
                self._datagrams[index, : len(datagram)] = np.frombuffer(datagram, np.uint8)
                self._sources[index] = np.frombuffer(pack_sockaddr((source[0], source[1])), np.uint8)
                self._messages[index, LENGTH] = len(datagram)
                for _, _, value in ancillary[:1]:
                    self._controls[index, 2:] = np.frombuffer(value[:16], np.int64)
                received += 1
        return received


def _send_rest(fd: int, address: int, count: int, sent: int) -> list[int]:
    """`sendmmsg` stopped short of `count`: count the datagram it stopped at as failed, and go on behind it."""
    failed: list[int] = []
    done = max(sent, 0)
    while done < count:
        # It reports what went well; the error of the datagram behind is told only by trying it again.
        sent = _LIBC.sendmmsg(fd, address + done * MESSAGE_WORDS * 8, count - done, MSG_DONTWAIT)
        if sent > 0:
            done += sent
        elif ctypes.get_errno() != errno.EINTR:
            failed.append(done)
            done += 1
    return failed


def _send_singly(rtp: socket.socket, messages: NDArray[np.int64]) -> list[int]:
    failed: list[int] = []
    for index, message in enumerate(messages.tolist()):
        iovecs = np.frombuffer(ctypes.string_at(message[IOVECS], 16 * message[IOVEC_COUNT]), np.int64)
        parts = [ctypes.string_at(base, length) for base, length in iovecs.reshape(-1, 2).tolist()]
        sockaddr = ctypes.string_at(message[NAME], SOCKADDR_BYTES)
        try:
            rtp.sendto(b"".join(parts), unpack_sockaddr(sockaddr))
        except OSError:
            failed.append(index)
    return failed
