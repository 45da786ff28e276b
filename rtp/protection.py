"""SRTP and SRTCP of all streams: whose keys, which index, and what a receiver has had already (RFC 3711 §3.2).

What a new plane must know lies in memory that outlives a plane: an index that left twice under one key would undo the
encryption of both packets (§9.1), and one that is taken twice is a replay.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from rtp.messages import SrtpKeys
from rtp.wire.packet import HEADER_BYTES, is_rtcp
from rtp.wire.srtp_index import ReceivedIndices

if TYPE_CHECKING:
    from rtp.wire.srtp import Transform

MAX_SOURCES = 8
"""SSRCs of one peer whose indices are known: a gateway may give keys a source of their own, and a peer may restart."""
_RTCP_FIXED_BYTES = 8


@dataclass(frozen=True, slots=True)
class SrtpColumns:
    """[rows] each, in memory shared with control."""

    rtcp_index: NDArray[np.uint32]
    """Index of our next SRTCP packet."""
    peer_ssrc: NDArray[np.uint32]
    """The source of the peer's last authentic RTP packet."""
    peer_index: NDArray[np.int64]
    """Its newest index, plus one; 0 before the first."""
    peer_rtcp_ssrc: NDArray[np.uint32]
    """Likewise of RTCP: who only listens has no other."""
    peer_rtcp_index: NDArray[np.int64]

    @classmethod
    def empty(cls, rows: int) -> Self:
        """Columns that nobody shares."""
        narrow, wide = np.zeros((3, rows), np.uint32), np.zeros((2, rows), np.int64)
        return cls(narrow[0], narrow[1], wide[0], narrow[2], wide[1])

    def clear(self, row: int) -> None:
        """A stream begins that has had nothing."""
        for column in (self.rtcp_index, self.peer_ssrc, self.peer_index, self.peer_rtcp_ssrc, self.peer_rtcp_index):
            column[row] = 0


@dataclass(slots=True)
class _Incoming:
    """What is known of the peer under one of its keys."""

    transform: "Transform"
    sources: dict[int, ReceivedIndices] = field(default_factory=dict)
    """By SSRC, the one heard last at the end."""
    rtcp_sources: dict[int, ReceivedIndices] = field(default_factory=dict)
    earlier: dict[int, ReceivedIndices] = field(default_factory=dict)
    """`sources` of the key before this one: §3.3.1 lets counters go on under a new key, and most do not."""


@dataclass(slots=True)
class _Stream:
    keys: SrtpKeys
    outgoing: "Transform"
    incoming: list[_Incoming]
    """The newest first. The one before it counts until the peer has used the new one."""


class Protection:
    """Keys and indices of the streams that have any; for the others it does nothing."""

    def __init__(self, columns: SrtpColumns) -> None:
        self._columns = columns
        self._streams: dict[int, _Stream] = {}
        self.is_secured = np.zeros(len(columns.rtcp_index), np.bool_)
        """[rows], True where only what is authentic counts."""
        self.unauthentic = 0
        """Packets dropped: forged, replayed, or not encrypted."""

    @property
    def is_in_use(self) -> bool:
        """Some stream is encrypted."""
        return bool(self._streams)

    def open_stream(self, row: int, keys: SrtpKeys | None, *, is_resumed: bool) -> None:
        """A stream begins, with `keys` or none; `is_resumed` goes on behind what the shared columns tell."""
        self.close_stream(row)
        columns = self._columns
        if not is_resumed:
            columns.clear(row)
        if keys is None:
            return
        incoming = _Incoming(
            _transform(keys.suite, keys.receive),
            _resumed(columns.peer_ssrc[row], columns.peer_index[row]),
            _resumed(columns.peer_rtcp_ssrc[row], columns.peer_rtcp_index[row]),
        )
        self._streams[row] = _Stream(keys, _transform(keys.suite, keys.send), [incoming])
        self.is_secured[row] = True

    def rekey(self, row: int, keys: SrtpKeys | None) -> None:
        """New keys, or none from now on. What the peer has sent under the old ones still counts until it uses these."""
        old = self._streams.get(row)
        rtcp_index = int(self._columns.rtcp_index[row])
        self.open_stream(row, keys, is_resumed=False)
        # §3.4: "after a re-key the SRTCP index MUST NOT be reset to zero".
        self._columns.rtcp_index[row] = rtcp_index
        if old is not None and keys is not None:
            incoming = self._streams[row].incoming
            incoming.append(old.incoming[0])
            incoming[0].earlier = old.incoming[0].sources

    def close_stream(self, row: int) -> None:
        """The stream is over; harmless when it had no keys."""
        self._streams.pop(row, None)
        self.is_secured[row] = False

    def outgoing(self, row: int) -> "Transform | None":
        """What seals the packets of a row, None where they are not encrypted."""
        stream = self._streams.get(row)
        return None if stream is None else stream.outgoing

    def seal(self, row: int, packet: bytes, index: int) -> bytes:
        """One RTP packet of ours as it leaves; `index` is its extended sequence number."""
        stream = self._streams.get(row)
        if stream is None:
            return packet
        header = packet[:HEADER_BYTES]
        return header + stream.outgoing.seal(header, packet[HEADER_BYTES:], index)

    def seal_rtcp(self, row: int, packet: bytes) -> bytes:
        """A compound packet of ours as it leaves."""
        stream = self._streams.get(row)
        if stream is None:
            return packet
        index = int(self._columns.rtcp_index[row])
        # Before it leaves: a plane that dies now skips an index, and uses none twice.
        self._columns.rtcp_index[row] = index + 1 & 0x7FFF_FFFF
        return stream.outgoing.seal_rtcp(packet, index)

    def open(self, row: int, datagram: bytes) -> bytes | None:
        """The RTP packet in a datagram for a secured row; None, and counted, where it is not authentic or not new."""
        opened = self._try(self._streams[row], datagram, _open_rtp)
        if opened is None:
            self.unauthentic += 1
            return None
        incoming, ssrc, index, packet = opened
        _note(incoming.sources, ssrc, index)
        self._columns.peer_ssrc[row] = ssrc
        self._columns.peer_index[row] = incoming.sources[ssrc].highest + 1
        return packet

    def open_rtcp(self, row: int, datagram: bytes) -> bytes | None:
        """Likewise the compound packet."""
        opened = self._try(self._streams[row], datagram, _open_rtcp)
        if opened is None:
            self.unauthentic += 1
            return None
        incoming, ssrc, index, packet = opened
        _note(incoming.rtcp_sources, ssrc, index)
        self._columns.peer_rtcp_ssrc[row] = ssrc
        self._columns.peer_rtcp_index[row] = incoming.rtcp_sources[ssrc].highest + 1
        return packet

    def is_authentic(self, row: int, datagram: bytes) -> bool:
        """Whether the peer of a row sent it, RTP or RTCP; counted where not. Notes nothing else."""
        stream = self._streams.get(row)
        if stream is None:
            return True
        if self._try(stream, datagram, _open_rtcp if is_rtcp(datagram) else _open_rtp, is_trial=True) is None:
            self.unauthentic += 1
            return False
        return True

    def _try(
        self, stream: _Stream, datagram: bytes, opening: "_Opening", *, is_trial: bool = False
    ) -> "tuple[_Incoming, int, int, bytes] | None":
        for incoming in stream.incoming:
            opened = opening(incoming, datagram)
            if opened is not None:
                if incoming is stream.incoming[0] and not is_trial:
                    del stream.incoming[1:]
                return incoming, *opened
        return None


def _resumed(ssrc: np.uint32, next_index: np.int64) -> dict[int, ReceivedIndices]:
    """What the columns tell of the peer's newest source."""
    return {int(ssrc): ReceivedIndices(int(next_index) - 1, is_resumed=True)} if next_index else {}


def _open_rtp(incoming: _Incoming, datagram: bytes) -> tuple[int, int, bytes] | None:
    """SSRC, index and packet."""
    from rtp.wire.srtp import split_rtp

    parts = split_rtp(datagram)
    if parts is None:
        return None
    header, sealed = parts
    sequence_number = int.from_bytes(header[2:4], "big")
    ssrc = int.from_bytes(header[8:12], "big")
    known = incoming.sources.get(ssrc)
    # §3.3.1: the counter begins at zero. Where the sequence number went around before its first packet came, it is one
    # by now, and a receiver that stays at zero would hear nothing for ever.
    candidates = [sequence_number, sequence_number + (1 << 16)] if known is None else [known.guess(sequence_number)]
    if known is None and ssrc in incoming.earlier:
        candidates.append(incoming.earlier[ssrc].guess(sequence_number))
    for index in candidates:
        # What has come before is dropped unseen: a replay costs no more than a look.
        if known is None or known.is_new(index):
            payload = incoming.transform.open(header, sealed, index)
            if payload is not None:
                return ssrc, index, header + payload
    return None


def _open_rtcp(incoming: _Incoming, datagram: bytes) -> tuple[int, int, bytes] | None:
    from rtp.wire.srtp import rtcp_index

    index = rtcp_index(datagram, incoming.transform.suite)
    if index is None:
        return None
    ssrc = int.from_bytes(datagram[4:_RTCP_FIXED_BYTES], "big")
    known = incoming.rtcp_sources.get(ssrc)
    if known is not None and not known.is_new(index):
        return None
    packet = incoming.transform.open_rtcp(datagram)
    return None if packet is None else (ssrc, index, packet)


_Opening = Callable[[_Incoming, bytes], tuple[int, int, bytes] | None]


def _note(sources: dict[int, ReceivedIndices], ssrc: int, index: int) -> None:
    known = sources.pop(ssrc, None)
    if known is None:
        known = ReceivedIndices(index)
        if len(sources) >= MAX_SOURCES:
            # Only who has the key gets here, so nobody else can have a source forgotten.
            del sources[next(iter(sources))]
    known.note(index)
    sources[ssrc] = known


def _transform(suite: str, master: bytes) -> "Transform":
    # The library is optional: without it nobody is given keys, and nothing here asks for it.
    from rtp.wire.srtp import make_transform

    return make_transform(suite, master)
