"""Local ports shared by streams: a stream is (local port, remote address), so one socket pair serves thousands.

A pair is an even RTP port and the odd RTCP port above it (RFC 3550 §11). Pairs are opened when needed and stay open.
A stream that receives needs a pair on which no other receiving stream has its remote address; one that only sends
takes any. Control owns the sockets, so a plane that dies leaves them open for the next.
"""

import errno
import heapq
import itertools
import socket
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from rtp.errors import NoPortError
from rtp.messages import Address
from rtp.wire.addresses import canonical

IPV6_KEY = 1 << 16

DSCP_EF = 46 << 2
"""Traffic class octet of Expedited Forwarding (RFC 3246; RFC 4594 §4.1 names it for telephony)."""

RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024
"""Room for 100 ms of 2,500 streams on one port while the plane stalls; used only when filled."""
SEND_BUFFER_BYTES = 1024 * 1024

SO_TIMESTAMPNS = 35
"""asm-generic/socket.h; Python's socket module does not name it."""

OUT_OF_RESOURCES = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM))
"""What says nothing of a port: the next would fail likewise."""

EPHEMERAL_ATTEMPTS = 64

SKIPPED_ATTEMPTS = 64
"""Ports that others had, tried again for one call when the range is used up."""


@dataclass(slots=True, eq=False)
class PortPair:
    """Two bound UDP sockets."""

    index: int
    """Place among the pairs of its family."""
    port: int
    """The RTP port; RTCP is one above."""
    is_ipv6: bool
    rtp: socket.socket
    rtcp: socket.socket

    @property
    def key(self) -> int:
        """Number that names the pair to the plane: the port, and the family above it."""
        return self.port | (IPV6_KEY if self.is_ipv6 else 0)

    def close(self) -> None:
        self.rtp.close()
        self.rtcp.close()


@dataclass(slots=True)
class _Claims:
    """Which pairs one remote address has: every one below `next_index` except those in `freed`."""

    next_index: int = 0
    freed: list[int] = field(default_factory=list)
    """A heap."""

    def free(self) -> Iterator[int]:
        """Indices that can be taken, from the lowest on; without end."""
        if self.freed:
            yield self.freed[0]
            yield from sorted(self.freed)[1:]
        yield from itertools.count(self.next_index)

    def take(self, index: int) -> bool:
        """Claim the pair at `index`; False when it is claimed."""
        if self.freed and index == self.freed[0]:
            heapq.heappop(self.freed)
        elif index >= self.next_index:
            self.freed.extend(range(self.next_index, index))
            self.next_index = index + 1
        elif index in self.freed:
            self.freed.remove(index)
            heapq.heapify(self.freed)
        else:
            return False
        return True


@dataclass(slots=True)
class _Family:
    host: str
    pairs: list[PortPair] = field(default_factory=list)
    claims: dict[Address, _Claims] = field(default_factory=dict)
    next_port: int = 0
    skipped: deque[int] = field(default_factory=deque)
    """Ports of the range that another program had."""


def split_ports(first: int, last: int, planes: int) -> list[tuple[int, int]]:
    """The range cut into one part a plane, each beginning on an even port; every part of 0–0 is 0–0."""
    if (first, last) == (0, 0):
        return [(0, 0)] * planes
    first += first % 2
    pairs = (last - first + 1) // 2
    bounds = [first + 2 * (pairs * index // planes) for index in range(planes + 1)]
    return [(low, high - 1) for low, high in itertools.pairwise(bounds)]


class PortPool:
    """The pairs of one plane."""

    def __init__(self, host: str, host_ipv6: str | None, first: int, last: int) -> None:
        """`first`…`last` is the range for RTP and RTCP together; 0, 0 lets the system choose (tests)."""
        start = first + first % 2
        self._last = last
        self._is_ephemeral = last == 0
        families = {False: _Family(host, next_port=start)}
        if ":" in host:
            families = {True: _Family(host, next_port=start)}
        elif host_ipv6 is not None and _is_there(host_ipv6):
            families[True] = _Family(host_ipv6, next_port=start)
        self._families = families

    @property
    def ip_versions(self) -> frozenset[int]:
        """4 and 6, as far as there are sockets for them."""
        return frozenset(6 if is_ipv6 else 4 for is_ipv6 in self._families)

    @property
    def pairs(self) -> list[PortPair]:
        """Every open pair."""
        return [pair for family in self._families.values() for pair in family.pairs]

    def claim(
        self,
        remote: Address | None,
        *,
        receive: bool,
        prefer: PortPair | None = None,
        others: Collection[int] = (),
    ) -> PortPair:
        """A pair for a stream to `remote`; opened now if need be. `release` gives it back.

        Args:
            remote: where the peer receives, None while unknown.
            receive: True when the peer may send, and so must be told apart from others on the pair.
            prefer: the pair to take if it will do, after a re-INVITE the one the peer knows.
            others: RTP ports that will not do, because other lines of the same session have them.

        Raises:
            NoPortError: the range is used up for this address.
            ValueError: the host is no literal address, or of an IP version that is not served.
        """
        remote = None if remote is None else canonical(remote)
        family = self._family(remote)
        if prefer is not None and (family is not self._families[prefer.is_ipv6] or prefer.port in others):
            prefer = None
        if remote is None or not receive:
            return prefer or self._first_apart(family, range(len(family.pairs)), others) or self._open_next(family)
        claims = family.claims.setdefault(remote, _Claims())
        if prefer is not None and claims.take(prefer.index):
            return prefer
        try:
            pair = self._first_apart(family, claims.free(), others)
        except NoPortError:
            if not claims.next_index:
                del family.claims[remote]
            raise
        assert pair is not None  # noqa: S101  # there is no end of what is free, but for NoPortError
        claims.take(pair.index)
        return pair

    def release(self, pair: PortPair, remote: Address | None, *, receive: bool) -> None:
        """Give back what `claim` gave for the same arguments."""
        if remote is None or not receive:
            return
        family = self._families[pair.is_ipv6]
        remote = canonical(remote)
        claims = family.claims[remote]
        heapq.heappush(claims.freed, pair.index)
        if len(claims.freed) == claims.next_index:
            del family.claims[remote]

    def close(self) -> None:
        """Close every socket."""
        for family in self._families.values():
            for pair in family.pairs:
                pair.close()
            family.pairs.clear()
            family.claims.clear()

    def _family(self, remote: Address | None) -> _Family:
        if remote is None:
            return next(iter(self._families.values()))
        is_ipv6 = ":" in remote[0]
        if is_ipv6 not in self._families:
            raise ValueError(f"no RTP over {'IPv6' if is_ipv6 else 'IPv4'} here, asked for {remote[0]}")
        return self._families[is_ipv6]

    def _first_apart(self, family: _Family, indices: Iterable[int], others: Collection[int]) -> PortPair | None:
        """The first of these pairs that is not one of `others`; opened now if need be. Raises NoPortError."""
        for index in indices:
            pair = family.pairs[index] if index < len(family.pairs) else self._open_next(family)
            if pair.port not in others:
                return pair
        return None

    def _open_next(self, family: _Family) -> PortPair:
        pair = _open_ephemeral(family) if self._is_ephemeral else self._open_in_range(family)
        family.pairs.append(pair)
        return pair

    def _open_in_range(self, family: _Family) -> PortPair:
        reason = ""
        while family.next_port + 1 <= self._last:
            port = family.next_port
            family.next_port += 2
            try:
                return _open_pair(family, port)
            except OSError as error:  # Another program has one of the two: the next will do.
                if error.errno in OUT_OF_RESOURCES:
                    family.next_port = port
                    raise NoPortError(f"no RTP port can be opened: {error.strerror}") from None
                reason = f": {error}"
                family.skipped.append(port)
        for _ in range(min(len(family.skipped), SKIPPED_ATTEMPTS)):
            port = family.skipped.popleft()
            try:
                return _open_pair(family, port)
            except OSError as error:  # It still has.
                reason = f": {error}"
                family.skipped.append(port)
        raise NoPortError(f"no RTP port pair left up to {self._last} on {family.host}{reason}")


def _open_ephemeral(family: _Family) -> PortPair:
    reason = ""
    for _ in range(EPHEMERAL_ATTEMPTS):
        try:
            with _bound(family.host, 0) as probe:
                port = probe.getsockname()[1] & ~1
            return _open_pair(family, port)
        except OSError as error:  # The system's choice has a neighbour in use.
            reason = f": {error}"
    raise NoPortError(f"no free pair of ports on {family.host} in {EPHEMERAL_ATTEMPTS} attempts{reason}")


def _open_pair(family: _Family, port: int) -> PortPair:
    rtp = _bound(family.host, port)
    try:
        rtcp = _bound(family.host, port + 1)
    except OSError:
        rtp.close()
        raise
    return PortPair(len(family.pairs), port, ":" in family.host, rtp, rtcp)


def _is_there(host: str) -> bool:
    """Whether this machine has the address: many have no IPv6."""
    try:
        _bound(host, 0).close()
    except OSError:
        return False
    return True


def _bound(host: str, port: int) -> socket.socket:
    is_ipv6 = ":" in host
    opened = socket.socket(socket.AF_INET6 if is_ipv6 else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        opened.setblocking(False)
        if is_ipv6:
            # Both families may have the same port number, each with its own socket.
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, DSCP_EF)
        else:
            opened.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, DSCP_EF)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        # Arrival by the kernel's clock: the plane reads only once a slot, which would be 5 ms of false jitter.
        opened.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        opened.bind((host, port))
    except OSError:
        opened.close()
        raise
    return opened
