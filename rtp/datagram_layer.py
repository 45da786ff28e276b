"""The sockets of a plane as it sees them."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from rtp.messages import Address
from rtp.receiving.flood_guard import SourceFilter
from rtp.receiving.receiver import Arrivals
from rtp.sending.wheel import Segment


class DatagramLayer(Protocol):
    """Sockets as the plane needs them; `rtp.process.datagrams.Datagrams`, or a double in tests."""

    def add_port(self, port: int) -> bool:
        """The sockets of a port pair can be used from now on; False when they have not come."""
        ...

    def filter(self, port: int, wanted: SourceFilter | None) -> None:
        """Have what arrives at an RTP socket filtered before it takes room there, None: no longer."""
        ...

    def send(self, segment: Segment) -> Sequence[int]:
        """Send what leaves through one RTP socket. Returns the indices of the messages that failed."""
        ...

    def send_one(self, port: int, is_rtcp: bool, address: Address, datagram: bytes) -> bool:
        """Send one datagram through the RTP or the RTCP socket; False when it failed."""
        ...

    def receive(self) -> Iterator[Arrivals]:
        """RTP that has arrived, in batches. Each is overwritten by the next."""
        ...

    def receive_rtcp(self) -> Iterator[Sequence[tuple[int, bytes, bytes]]]:
        """(port, source sockaddr, datagram) of what has arrived at RTCP sockets, some at a time."""
        ...
