"""RTCP: sender and receiver reports, source descriptions, goodbyes <-> bytes (RFC 3550 §6).

Everything a peer sends is bounded: a compound packet is one datagram, and at most `MAX_COMPOUND_PACKETS` of its parts
are read. Types that are not for us (APP, feedback, XR) come back as `OtherPacket`, never as an error.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from rtp.errors import PacketError

#     0                   1                   2                   3
#     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
#    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
#    |V=2|P|  count  |      PT       |   length in words, minus one  |
#    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
#    |                         SSRC of sender                        |
#    +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
# SR |              NTP timestamp, most significant word             |
#    |             NTP timestamp, least significant word             |
#    |                         RTP timestamp                         |
#    |                     sender's packet count                     |
#    |                      sender's octet count                     |
#    +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
# SR |                 SSRC_1 (SSRC of first source)                 |
# RR | fraction lost |       cumulative number of packets lost       |
#    |           extended highest sequence number received           |
#    |                      interarrival jitter                      |
#    |                         last SR (LSR)                         |
#    |                   delay since last SR (DLSR)                  |
#    +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
#    |                          … SSRC_2 …                           |
_HEADER = struct.Struct("!BBH")
_SENDER_INFO = struct.Struct("!QIII")
_REPORT_BLOCK = struct.Struct("!IB3sIIII")
_SSRC = struct.Struct("!I")

VERSION_BITS = 0x80
PADDING_BIT = 0x20
COUNT_MASK = 0x1F
MAX_COUNT = 31
"""Report blocks, chunks or sources in one packet: a count of five bits."""

MAX_COMPOUND_PACKETS = 32
"""Parts read from one datagram. A well-formed peer sends two or three; more is an attack or a fault."""

MAX_LOST = 0x7F_FFFF
MIN_LOST = -0x80_0000
_UINT32 = 0xFFFF_FFFF


class PacketType(IntEnum):
    """RFC 3550 §12.1."""

    SR = 200
    RR = 201
    SDES = 202
    BYE = 203


class SdesType(IntEnum):
    """Items of a source description (§6.5)."""

    CNAME = 1
    NAME = 2
    EMAIL = 3
    PHONE = 4
    LOC = 5
    TOOL = 6
    NOTE = 7
    PRIV = 8


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """What one receiver says about one source (§6.4.1)."""

    ssrc: int
    """The source reported on."""
    fraction_lost: int
    """Packets lost since the last report, of 256."""
    packets_lost: int
    """Lost since the beginning, 24 bits signed; duplicates make it smaller."""
    highest_sequence: int
    """Extended highest sequence number: cycles in the high 16 bits."""
    jitter: int
    """Interarrival jitter in ticks of the source's clock rate."""
    last_sr: int = 0
    """Middle 32 bits of the NTP timestamp of the last SR from the source; 0 before the first."""
    delay_since_last_sr: int = 0
    """Units of 1/65536 s."""

    @classmethod
    def parse_body(cls, body: bytes, offset: int) -> Self:
        ssrc, fraction, lost, highest, jitter, last_sr, delay = _REPORT_BLOCK.unpack_from(body, offset)
        return cls(ssrc, fraction, int.from_bytes(lost, "big", signed=True), highest, jitter, last_sr, delay)

    def __bytes__(self) -> bytes:
        # 24 bits signed; a stream that loses more than 8 million packets stays at the end of the scale (A.3).
        lost = min(max(self.packets_lost, MIN_LOST), MAX_LOST).to_bytes(3, "big", signed=True)
        return _pack(
            _REPORT_BLOCK,
            self.ssrc,
            self.fraction_lost,
            lost,
            self.highest_sequence & _UINT32,
            min(self.jitter, _UINT32),
            self.last_sr,
            self.delay_since_last_sr,
        )


@dataclass(frozen=True, slots=True)
class SenderReport:
    """SR (§6.4.1): ties the NTP clock to the RTP timestamp, which Speech-Marker needs (RFC 6787 §8.4.8)."""

    ssrc: int
    ntp: int
    """64-bit NTP timestamp of the instant this report is sent."""
    rtp_timestamp: int
    """The same instant on the stream's own clock."""
    packet_count: int
    octet_count: int
    """Payload octets sent, without headers and padding."""
    reports: tuple[ReportBlock, ...] = ()

    @classmethod
    def parse_body(cls, count: int, body: bytes) -> Self:
        blocks = _SSRC.size + _SENDER_INFO.size
        _need(body, blocks + count * _REPORT_BLOCK.size, "SR")
        (ssrc,) = _SSRC.unpack_from(body)
        ntp, rtp_timestamp, packets, octets = _SENDER_INFO.unpack_from(body, _SSRC.size)
        return cls(ssrc, ntp, rtp_timestamp, packets, octets, _parse_blocks(body, blocks, count))

    def __bytes__(self) -> bytes:
        info = _pack(
            _SENDER_INFO, self.ntp, self.rtp_timestamp, self.packet_count & _UINT32, self.octet_count & _UINT32
        )
        body = b"".join((_pack(_SSRC, self.ssrc), info, *map(bytes, self.reports)))
        return _frame(PacketType.SR, len(self.reports), body)


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """RR (§6.4.2); without blocks it opens a compound packet of one who has nothing to report."""

    ssrc: int
    reports: tuple[ReportBlock, ...] = ()

    @classmethod
    def parse_body(cls, count: int, body: bytes) -> Self:
        _need(body, _SSRC.size + count * _REPORT_BLOCK.size, "RR")
        (ssrc,) = _SSRC.unpack_from(body)
        return cls(ssrc, _parse_blocks(body, _SSRC.size, count))

    def __bytes__(self) -> bytes:
        body = b"".join((_pack(_SSRC, self.ssrc), *map(bytes, self.reports)))
        return _frame(PacketType.RR, len(self.reports), body)


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """SDES (§6.5): per source its items, as (type, text in UTF-8 bytes)."""

    chunks: tuple[tuple[int, tuple[tuple[int, bytes], ...]], ...]
    """(ssrc, items) of each source."""

    @classmethod
    def cname(cls, ssrc: int, cname: str) -> Self:
        """The one item every compound packet must carry (§6.5.1), at most 255 bytes of UTF-8."""
        return cls(((ssrc, ((SdesType.CNAME, cname.encode()),)),))

    @classmethod
    def parse_body(cls, count: int, body: bytes) -> Self:
        chunks = []
        offset = 0
        for _ in range(count):
            _need(body, offset + _SSRC.size + 1, "SDES")
            (ssrc,) = _SSRC.unpack_from(body, offset)
            items, offset = _parse_items(body, offset + _SSRC.size)
            chunks.append((ssrc, items))
        return cls(tuple(chunks))

    def __bytes__(self) -> bytes:
        body = b"".join(_pack(_SSRC, ssrc) + _items_bytes(items) for ssrc, items in self.chunks)
        return _frame(PacketType.SDES, len(self.chunks), body)


@dataclass(frozen=True, slots=True)
class Goodbye:
    """BYE (§6.6). UniMRCP and Nuance clients send one per talkspurt: it ends speech, not the session."""

    ssrcs: tuple[int, ...]
    reason: bytes = b""
    """UTF-8, at most 255 bytes; empty when none was given."""

    @classmethod
    def parse_body(cls, count: int, body: bytes) -> Self:
        end = count * _SSRC.size
        _need(body, end, "BYE")
        ssrcs = struct.unpack_from(f"!{count}I", body)
        if len(body) == end:
            return cls(ssrcs)
        length = body[end]
        _need(body, end + 1 + length, "BYE reason")
        return cls(ssrcs, body[end + 1 : end + 1 + length])

    def __bytes__(self) -> bytes:
        body = b"".join(_pack(_SSRC, ssrc) for ssrc in self.ssrcs)
        if self.reason:
            body += _text(self.reason)
            body += bytes(-len(body) % 4)
        return _frame(PacketType.BYE, len(self.ssrcs), body)


@dataclass(frozen=True, slots=True)
class OtherPacket:
    """A type this server does not read: APP (204), feedback (205, 206), XR (207) and whatever comes later."""

    packet_type: int
    count: int
    """The five bits behind version and padding: subtype or format."""
    body: bytes

    def __bytes__(self) -> bytes:
        return _frame(self.packet_type, self.count, self.body)


RtcpPacket = SenderReport | ReceiverReport | SourceDescription | Goodbye | OtherPacket


def parse_compound(datagram: bytes) -> list[RtcpPacket]:
    """Every packet of one datagram, in order. Reduced-size RTCP (RFC 5506) is accepted: any type may come first.

    Raises:
        PacketError: a length that does not fit, a wrong version, or a body shorter than its count announces.
    """
    packets: list[RtcpPacket] = []
    offset = 0
    while offset < len(datagram):
        if len(packets) == MAX_COMPOUND_PACKETS:
            raise PacketError(f"more than {MAX_COMPOUND_PACKETS} packets in a compound RTCP packet")
        if len(datagram) - offset < _HEADER.size:
            raise PacketError(f"RTCP packet of {len(datagram) - offset} < {_HEADER.size} bytes")
        flags, packet_type, words = _HEADER.unpack_from(datagram, offset)
        end = offset + 4 * (words + 1)
        if flags & 0xC0 != VERSION_BITS:
            raise PacketError(f"RTCP version {flags >> 6}, not 2")
        if end > len(datagram):
            raise PacketError(f"RTCP packet of {end - offset} bytes in the {len(datagram) - offset} that are left")
        body = bytes(datagram[offset + _HEADER.size : end])
        if flags & PADDING_BIT:
            body = _without_padding(body, is_last=end == len(datagram))
        packets.append(_parse_one(packet_type, flags & COUNT_MASK, body))
        offset = end
    if not packets:
        raise PacketError("empty RTCP datagram")
    return packets


def compound_bytes(packets: Sequence[RtcpPacket]) -> bytes:
    """One datagram of several packets. §6.1 wants an SR or RR first and an SDES with CNAME; the caller sees to it.

    Raises:
        PacketError: a field does not fit its place.
    """
    return b"".join(map(bytes, packets))


def _parse_one(packet_type: int, count: int, body: bytes) -> RtcpPacket:
    match packet_type:
        case PacketType.SR:
            return SenderReport.parse_body(count, body)
        case PacketType.RR:
            return ReceiverReport.parse_body(count, body)
        case PacketType.SDES:
            return SourceDescription.parse_body(count, body)
        case PacketType.BYE:
            return Goodbye.parse_body(count, body)
        case _:
            return OtherPacket(packet_type, count, body)


def _parse_blocks(body: bytes, offset: int, count: int) -> tuple[ReportBlock, ...]:
    return tuple(ReportBlock.parse_body(body, offset + index * _REPORT_BLOCK.size) for index in range(count))


def _parse_items(body: bytes, start: int) -> tuple[tuple[tuple[int, bytes], ...], int]:
    """Items of one chunk and the offset of the next. The list ends with a zero octet, padded to a 32-bit boundary."""
    items = []
    offset = start
    while offset < len(body) and body[offset] != 0:
        _need(body, offset + 2, "SDES item")
        length = body[offset + 1]
        _need(body, offset + 2 + length, "SDES item")
        items.append((body[offset], body[offset + 2 : offset + 2 + length]))
        offset += 2 + length
    _need(body, offset + 1, "end of SDES items")
    return tuple(items), (offset // 4 + 1) * 4


def _items_bytes(items: Sequence[tuple[int, bytes]]) -> bytes:
    joined = b"".join(bytes((item_type,)) + _text(text) for item_type, text in items)
    # §6.5: "Each chunk … a list of zero or more items … terminated by one or more null octets" up to the boundary.
    return joined + bytes(4 - len(joined) % 4)


def _text(text: bytes) -> bytes:
    if len(text) > 255:
        raise PacketError(f"RTCP text of {len(text)} > 255 bytes")
    return bytes((len(text),)) + text


def _without_padding(body: bytes, *, is_last: bool) -> bytes:
    # §6.4.1: "padding is only required on one individual packet … the last".
    padding_bytes = body[-1] if body else 0
    if not is_last or padding_bytes == 0 or padding_bytes > len(body):
        raise PacketError(f"{padding_bytes} bytes of padding in an RTCP packet of {len(body)} bytes")
    return body[: len(body) - padding_bytes]


def _frame(packet_type: int, count: int, body: bytes) -> bytes:
    if count > MAX_COUNT:
        raise PacketError(f"{count} > {MAX_COUNT} entries in an RTCP packet")
    return _pack(_HEADER, VERSION_BITS | count, packet_type, len(body) // 4) + body


def _pack(layout: struct.Struct, *fields: int | bytes) -> bytes:
    try:
        return layout.pack(*fields)
    except struct.error as error:
        raise PacketError(f"RTCP field out of range: {error}") from error


def _need(body: bytes, wanted: int, what: str) -> None:
    if len(body) < wanted:
        raise PacketError(f"{what}: {len(body)} < {wanted} bytes")
