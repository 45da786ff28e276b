"""A datagram layer without sockets: follows the pointers `sendmmsg` would, and hands in what a test wants to arrive."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from rtp.messages import Address
from rtp.receiving.flood_guard import SourceFilter
from rtp.receiving.receiver import Arrivals
from rtp.sending.wheel import IOVEC_COUNT, IOVECS, NAME, NAME_BYTES, Segment
from rtp.wire.addresses import SOCKADDR_BYTES, pack_sockaddr, unpack_sockaddr
from rtp.wire.packet import RtpPacket

WIDTH = 1536


def arrivals_of(packets: Sequence[tuple[int, Address, bytes, float]]) -> Arrivals:
    """A batch from (port, source, datagram, arrival)."""
    count = len(packets)
    datagrams = np.zeros((count, WIDTH), np.uint8)
    sources = np.zeros((count, SOCKADDR_BYTES), np.uint8)
    for index, (_, source, datagram, _) in enumerate(packets):
        datagrams[index, : len(datagram)] = np.frombuffer(datagram, np.uint8)
        sources[index] = np.frombuffer(pack_sockaddr(source), np.uint8)
    return Arrivals(
        np.array([port for port, *_ in packets], np.int64),
        datagrams,
        np.array([len(datagram) for *_, datagram, _ in packets], np.int64),
        sources,
        np.array([at for *_, at in packets], np.float64),
    )


@dataclass
class FakeDatagrams:
    """Records what leaves."""

    ports: list[int] = field(default_factory=list)
    sent: list[tuple[int, Address, RtpPacket]] = field(default_factory=list)
    """(port, remote, packet) of RTP."""
    rtcp: list[tuple[int, bool, Address, bytes]] = field(default_factory=list)
    arriving: list[tuple[int, Address, bytes, float]] = field(default_factory=list)
    """RTP for the next tick: (port, source, datagram, arrival)."""
    arriving_rtcp: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    filters: dict[int, SourceFilter | None] = field(default_factory=dict)
    failing: set[Address] = field(default_factory=set)
    """Remotes to which nothing can be sent."""

    has_descriptors: bool = True
    """False: sockets of a port do not come."""

    def add_port(self, port: int) -> bool:
        if self.has_descriptors:
            self.ports.append(port)
        return self.has_descriptors

    def filter(self, port: int, wanted: SourceFilter | None) -> None:
        self.filters[port] = wanted

    def send(self, segment: Segment) -> Sequence[int]:
        failed: list[int] = []
        assert segment.address == segment.messages.ctypes.data
        for index, message in enumerate(segment.messages.tolist()):
            iovecs = np.frombuffer(ctypes.string_at(message[IOVECS], 16 * message[IOVEC_COUNT]), np.int64)
            data = b"".join(ctypes.string_at(base, size) for base, size in iovecs.reshape(-1, 2).tolist())
            name = ctypes.string_at(message[NAME], message[NAME_BYTES])
            remote = unpack_sockaddr(name.ljust(SOCKADDR_BYTES, b"\0"))
            if remote in self.failing:
                failed.append(index)
            else:
                self.sent.append((segment.port, remote, RtpPacket.parse(data)))
        return failed

    def send_one(self, port: int, is_rtcp: bool, address: Address, datagram: bytes) -> bool:
        if address in self.failing:
            return False
        self.rtcp.append((port, is_rtcp, address, datagram))
        return True

    def receive(self) -> Iterator[Arrivals]:
        if self.arriving:
            arrivals = arrivals_of(self.arriving)
            self.arriving.clear()
            yield arrivals

    def receive_rtcp(self) -> Iterator[Sequence[tuple[int, bytes, bytes]]]:
        arrived = self.arriving_rtcp.copy()
        self.arriving_rtcp.clear()
        yield arrived

    def take(self) -> list[RtpPacket]:
        """Packets since the last call."""
        packets = [packet for _, _, packet in self.sent]
        self.sent.clear()
        return packets
