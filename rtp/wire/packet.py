"""The RTP packet: fixed header, CSRC list, extension and padding <-> bytes (RFC 3550 §5.1, §5.3.1).

`RtpPacket` is one packet, for the client and for whatever is rare. The plane handles columns: `HEADER_DTYPE` lays the
fixed header over its send buffer and `parse_headers` reads a whole batch of datagrams.
"""

import struct
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rtp.errors import PacketError

#     0                   1                   2                   3
#     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
#    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
#  0 |V=2|P|X|  CC   |M|     PT      |       sequence number         |
#    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
#  4 |                           timestamp                           |
#    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
#  8 |           synchronization source (SSRC) identifier            |
#    +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
# 12 |            contributing source (CSRC) identifiers, 0…15       |
#    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
#    |  (X=1)  defined by profile    |        length in words        |
#    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
#    |                        header extension                       |
#    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
#    |  payload …                    | (P=1) padding, its count last |
#    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
HEADER_BYTES = 12
VERSION_BITS = 0x80
PADDING_BIT = 0x20
EXTENSION_BIT = 0x10
CSRC_COUNT_MASK = 0x0F
MARKER_BIT = 0x80
PAYLOAD_TYPE_MASK = 0x7F

MAX_PAYLOAD_TYPE = 127
MAX_CSRC = 15

_FIXED = struct.Struct("!BBHII")
_EXTENSION = struct.Struct("!HH")

HEADER_DTYPE = np.dtype(
    [
        ("flags", "u1"),
        ("marker_and_type", "u1"),
        ("sequence_number", ">u2"),
        ("timestamp", ">u4"),
        ("ssrc", ">u4"),
    ]
)
"""The fixed header as one record of 12 bytes, network order: assign columns, and the bytes are right."""


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """One RTP packet. `bytes(packet)` and `RtpPacket.parse` are inverse for everything but the padding's content."""

    payload_type: int
    """0…127."""
    sequence_number: int
    """0…65535."""
    timestamp: int
    """Sampling instant of the first sample, in units of the codec's clock rate, 0…2**32−1."""
    ssrc: int
    payload: bytes = b""
    """Without padding."""
    marker: bool = False
    """First packet after silence (RFC 3551 §4.1)."""
    csrc: tuple[int, ...] = ()
    """At most 15."""
    extension_profile: int | None = None
    """The 16 bits "defined by profile" of a header extension; None when there is none."""
    extension: bytes = b""
    """Body of the header extension, a multiple of 4 bytes."""
    padding_bytes: int = 0
    """Octets of padding behind the payload, the count octet included; 0 when the P bit is clear."""

    @classmethod
    def parse(cls, datagram: bytes) -> Self:
        """Read one datagram.

        Raises:
            PacketError: too short for what its header announces, wrong version, or impossible padding.
        """
        if len(datagram) < HEADER_BYTES:
            raise PacketError(f"RTP packet of {len(datagram)} < {HEADER_BYTES} bytes")
        flags, marker_and_type, sequence_number, timestamp, ssrc = _FIXED.unpack_from(datagram)
        if flags & 0xC0 != VERSION_BITS:
            raise PacketError(f"RTP version {flags >> 6}, not 2")
        csrc_count = flags & CSRC_COUNT_MASK
        offset = HEADER_BYTES + 4 * csrc_count
        if len(datagram) < offset:
            raise PacketError(f"RTP packet of {len(datagram)} < {offset} bytes with {csrc_count} CSRC")
        csrc = struct.unpack_from(f"!{csrc_count}I", datagram, HEADER_BYTES)
        extension_profile, extension = None, b""
        if flags & EXTENSION_BIT:
            extension_profile, extension = _parse_extension(datagram, offset)
            offset += _EXTENSION.size + len(extension)
        padding_bytes = _parse_padding(datagram, offset) if flags & PADDING_BIT else 0
        return cls(
            payload_type=marker_and_type & PAYLOAD_TYPE_MASK,
            sequence_number=sequence_number,
            timestamp=timestamp,
            ssrc=ssrc,
            payload=bytes(datagram[offset : len(datagram) - padding_bytes]),
            marker=bool(marker_and_type & MARKER_BIT),
            csrc=csrc,
            extension_profile=extension_profile,
            extension=extension,
            padding_bytes=padding_bytes,
        )

    def __bytes__(self) -> bytes:
        """The datagram.

        Raises:
            PacketError: a field does not fit its place in the header.
        """
        flags = VERSION_BITS | len(self.csrc)
        if len(self.csrc) > MAX_CSRC:
            raise PacketError(f"{len(self.csrc)} > {MAX_CSRC} CSRC")
        if not 0 <= self.payload_type <= MAX_PAYLOAD_TYPE:
            raise PacketError(f"payload type {self.payload_type} > {MAX_PAYLOAD_TYPE}")
        extension = b""
        if self.extension_profile is not None:
            flags |= EXTENSION_BIT
            extension = self._extension_bytes(self.extension_profile)
        padding = b""
        if self.padding_bytes:
            flags |= PADDING_BIT
            padding = self._padding()
        marker_and_type = self.payload_type | (MARKER_BIT if self.marker else 0)
        try:
            header = _FIXED.pack(flags, marker_and_type, self.sequence_number, self.timestamp, self.ssrc)
            csrc = struct.pack(f"!{len(self.csrc)}I", *self.csrc)
        except struct.error as error:
            raise PacketError(f"RTP header field out of range: {error}") from error
        return b"".join((header, csrc, extension, self.payload, padding))

    def _extension_bytes(self, profile: int) -> bytes:
        if len(self.extension) % 4:
            raise PacketError(f"header extension of {len(self.extension)} bytes is no multiple of 4")
        try:
            return _EXTENSION.pack(profile, len(self.extension) // 4) + self.extension
        except struct.error as error:
            raise PacketError(f"header extension out of range: {error}") from error

    def _padding(self) -> bytes:
        if not 0 < self.padding_bytes <= 255:
            raise PacketError(f"{self.padding_bytes} bytes of padding, not 1…255")
        return bytes(self.padding_bytes - 1) + bytes((self.padding_bytes,))


@dataclass(frozen=True, slots=True)
class PacketColumns:
    """Headers of a batch, one entry a datagram. Where `valid` is False the other columns mean nothing."""

    valid: NDArray[np.bool_]
    """The datagram is a whole RTP version 2 packet."""
    marker: NDArray[np.bool_]
    payload_type: NDArray[np.uint8]
    sequence_number: NDArray[np.int64]
    timestamp: NDArray[np.int64]
    ssrc: NDArray[np.int64]
    payload_offset: NDArray[np.int64]
    """Index of the first payload byte in the datagram."""
    payload_bytes: NDArray[np.int64]
    """Length of the payload without padding."""


def parse_headers(datagrams: NDArray[np.uint8], lengths: NDArray[np.integer]) -> PacketColumns:
    """Read the headers of a batch as `recvmmsg` leaves it; never raises for what came from the network.

    Args:
        datagrams: uint8 [n, width], width at least 12; what lies behind a datagram's length is not read.
        lengths: [n], bytes received of each datagram, at most width.
    """
    length = lengths.astype(np.int64)
    header = datagrams[:, :HEADER_BYTES].copy().view(HEADER_DTYPE)[:, 0]
    flags = header["flags"]
    offset = HEADER_BYTES + 4 * (flags & CSRC_COUNT_MASK).astype(np.int64)
    valid = (length >= offset) & (flags & 0xC0 == VERSION_BITS)
    padding = np.zeros(len(length), np.int64)
    # Extension and padding are rare on telephone lines: only the rows that have them are looked at again.
    odd = np.flatnonzero(valid & (flags & (EXTENSION_BIT | PADDING_BIT) != 0))
    for index in odd.tolist():
        datagram = datagrams[index, : length[index]].tobytes()
        try:
            packet = RtpPacket.parse(datagram)
        except PacketError:
            valid[index] = False
            continue
        offset[index] = len(datagram) - packet.padding_bytes - len(packet.payload)
        padding[index] = packet.padding_bytes
    return PacketColumns(
        valid=valid,
        marker=header["marker_and_type"] >= MARKER_BIT,
        payload_type=header["marker_and_type"] & np.uint8(PAYLOAD_TYPE_MASK),
        sequence_number=header["sequence_number"].astype(np.int64),
        timestamp=header["timestamp"].astype(np.int64),
        ssrc=header["ssrc"].astype(np.int64),
        payload_offset=offset,
        payload_bytes=np.where(valid, length - offset - padding, 0),
    )


def is_rtcp(datagram: bytes) -> bool:
    """True when a datagram on a shared port is RTCP: packet type 192…223 where RTP has M and PT (RFC 5761 §4)."""
    return len(datagram) >= 2 and 192 <= datagram[1] <= 223


def are_rtcp(datagrams: NDArray[np.uint8], lengths: NDArray[np.integer]) -> NDArray[np.bool_]:
    """`is_rtcp` for a batch, uint8 [n, width] and [n]."""
    second = datagrams[:, 1]
    is_type: NDArray[np.bool_] = (second >= 192) & (second <= 223) & (lengths >= 2)
    return is_type


def _parse_extension(datagram: bytes, offset: int) -> tuple[int, bytes]:
    start = offset + _EXTENSION.size
    if len(datagram) < start:
        raise PacketError(f"RTP packet of {len(datagram)} < {start} bytes with an extension header")
    profile, words = _EXTENSION.unpack_from(datagram, offset)
    end = start + 4 * words
    if len(datagram) < end:
        raise PacketError(f"RTP packet of {len(datagram)} < {end} bytes with an extension of {words} words")
    return profile, bytes(datagram[start:end])


def _parse_padding(datagram: bytes, payload_offset: int) -> int:
    # §5.1: "The last octet of the padding contains a count of how many padding octets should be ignored, including
    # itself."
    room = len(datagram) - payload_offset
    padding_bytes = datagram[-1] if room else 0
    if not 0 < padding_bytes <= room:
        raise PacketError(f"{padding_bytes} bytes of padding in {room} bytes of payload")
    return padding_bytes
