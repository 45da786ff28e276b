"""RTCP of all streams: what we say of ourselves and of the peer, what the peer says of us (RFC 3550 §6).

The first sender report leaves with the first packet: until a receiver has one it cannot tie NTP to RTP, and a
Speech-Marker means nothing to it (RFC 6787 §8.4.8).
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rtp.errors import PacketError
from rtp.messages import Address, StreamSpec
from rtp.receiving.receiver import Receiver, source_key
from rtp.sending.probation import Probation
from rtp.streams import StreamTable
from rtp.wire.addresses import pack_sockaddr, unpack_sockaddr
from rtp.wire.rtcp import (
    Goodbye,
    PacketType,
    ReceiverReport,
    ReportBlock,
    RtcpPacket,
    SenderReport,
    SourceDescription,
    compound_bytes,
    parse_compound,
)
from rtp.wire.sequence import ntp_from_unix, ntp_middle, round_trip_s, short_ntp_from_seconds

INTERVAL_S = 5.0
"""§6.2: "the minimum interval … is 5 seconds"."""
FIRST_INTERVAL_S = 2.5
"""§6.2: half of it before the first report, for those who only listen."""

MOST_AT_ONCE = 32
"""Reports in one round of 20 ms, a millisecond's work: enough for 8,000 streams."""

_BARE_SENDER_REPORT = struct.Struct("!BBHIQIII")
"""A sender report without report blocks: header, SSRC, NTP, RTP timestamp, packets, octets (§6.4.1)."""

Send = Callable[[int, bool, Address, bytes], None]
"""(port, through its RTCP socket?, where to, datagram)."""


@dataclass(slots=True)
class Reporting:
    """What RTCP knows of one stream."""

    row: int
    port: int
    ssrc: int
    clock_rate: int
    description: bytes
    """The SDES packet that goes with every report."""
    address: Address | None = None
    """Where reports go; None while the peer is unknown."""
    sockaddr: bytes = b""
    """The same as the kernel spells it."""
    is_muxed: bool = False
    packets_reported: int = 0
    """Packets sent when the last report left."""
    last_sr: int = 0
    """Middle of the NTP timestamp of the peer's last SR, 0 before it."""
    last_sr_at: float = 0.0
    fraction_lost: float | None = None
    jitter_ms: float | None = None
    round_trip_ms: float | None = None
    goodbyes: int = 0


class Reporter:
    """The RTCP side of all streams."""

    def __init__(
        self,
        table: StreamTable,
        receiver: Receiver,
        sync: Callable[[int], None],
        send: Send,
        *,
        cname: str,
        probation: Probation,
    ) -> None:
        """`sync(row)` brings the table's counters of a row up to date; `probation` knows where nothing may go yet."""
        self._probation = probation
        self._sync = sync
        self._table = table
        self._receiver = receiver
        self._send = send
        self._cname = cname
        self._due = np.full(table.rows, np.inf)
        self._by_row: dict[int, Reporting] = {}
        self._by_source: dict[bytes, Reporting] = {}
        self._by_ssrc: dict[int, Reporting] = {}
        self.malformed = 0
        self.strangers = 0

    def open(self, row: int, port: int, ssrc: int, spec: StreamSpec) -> None:
        """Begin with a stream; nothing is sent before RTP flows one way or the other."""
        description = bytes(SourceDescription.cname(ssrc, self._cname))
        reporting = Reporting(row, port, ssrc, spec.clock_rate, description)
        self._by_row[row] = self._by_ssrc[ssrc] = reporting
        self.update(row, port, spec)

    def update(self, row: int, port: int, spec: StreamSpec) -> None:
        """New terms."""
        reporting = self._by_row[row]
        self._set_address(reporting, None)
        reporting.port, reporting.clock_rate, reporting.is_muxed = port, spec.clock_rate, spec.rtcp_mux
        self._set_address(reporting, _rtcp_address(spec))

    def close(self, row: int, now: float) -> None:
        """Say goodbye, if the peer can know of us, and forget the stream."""
        reporting = self._by_row.pop(row)
        if np.isfinite(self._due[row]):
            self._send_report(reporting, now, (Goodbye((reporting.ssrc,)),))
        self._due[row] = np.inf
        self._set_address(reporting, None)
        self._by_ssrc.pop(reporting.ssrc, None)

    def reporting(self, row: int) -> Reporting:
        """What is known of a stream."""
        return self._by_row[row]

    def latched(self, row: int, sockaddr: bytes) -> None:
        """The peer's RTP comes from another port than announced: on a shared port its RTCP does too."""
        reporting = self._by_row[row]
        if reporting.is_muxed:
            self._set_address(reporting, unpack_sockaddr(sockaddr))

    def sent_first(self, row: int, now: float) -> None:
        """A talkspurt's first packet has left: report now if this stream has never reported as a sender."""
        reporting = self._by_row[row]
        if not reporting.packets_reported:
            self._report(reporting, now)

    def received_first(self, row: int, now: float) -> None:
        """The peer's first packet has arrived: begin to report on it."""
        if not np.isfinite(self._due[row]):
            self._due[row] = now + FIRST_INTERVAL_S

    def handle_timer(self, now: float) -> None:
        """Send the reports that are due, the most overdue first, at most `MOST_AT_ONCE`; the rest with the next call.

        Calls that came together so drift apart, and no round is late for their reports.
        """
        due = np.flatnonzero(self._due <= now)
        if len(due) > MOST_AT_ONCE:
            due = due[np.argsort(self._due[due], kind="stable")[:MOST_AT_ONCE]]
        for row in due.tolist():
            self._report(self._by_row[row], now)

    def receive(self, port: int, source: bytes, datagram: bytes, now: float) -> None:
        """Take an RTCP datagram that arrived at `port` from `source` (sockaddr)."""
        protection = self._table.protection
        secured = self._secured(port, source, datagram) if protection.is_in_use else None
        if secured is not None:
            opened = protection.open_rtcp(secured.row, datagram)
            if opened is None:
                return
            datagram = opened
        try:
            packets = parse_compound(datagram)
        except PacketError:
            self.malformed += 1
            return
        reporting = secured or self._by_content(source, packets) or self._by_source.get(source_key(source, port))
        if reporting is None:
            self.strangers += 1
            return
        if secured is None and protection.is_secured[reporting.row]:
            protection.unauthentic += 1
            return
        for packet in packets:
            self._read(reporting, packet, now)

    def _secured(self, port: int, source: bytes, datagram: bytes) -> Reporting | None:
        """The encrypted stream of a datagram: by where it came from, else by the source it names in clear, if the
        peer's host sent it. What the report blocks say nobody can read yet."""
        is_secured = self._table.protection.is_secured
        reporting = self._by_source.get(source_key(source, port))
        if reporting is not None:
            return reporting if is_secured[reporting.row] else None
        ssrc = int.from_bytes(datagram[4:8], "big")
        for row in np.flatnonzero(is_secured & (self._receiver.ssrc == ssrc)).tolist():
            reporting = self._by_row.get(row)
            if reporting is not None and reporting.port == port and _is_same_host(source, reporting.sockaddr):
                return reporting
        return None

    def _by_content(self, source: bytes, packets: list[RtcpPacket]) -> Reporting | None:
        """The stream that the first report block names, if the peer's host sent it: streams that only send may share
        an address, and behind NAT the port is another than announced."""
        for packet in packets:
            if isinstance(packet, (SenderReport, ReceiverReport)):
                for block in packet.reports:
                    reporting = self._by_ssrc.get(block.ssrc)
                    if reporting is not None and reporting.address is not None:
                        return reporting if _is_same_host(source, reporting.sockaddr) else None
        return None

    def _read(self, reporting: Reporting, packet: RtcpPacket, now: float) -> None:
        if isinstance(packet, SenderReport):
            reporting.last_sr = ntp_middle(packet.ntp)
            reporting.last_sr_at = now
        if isinstance(packet, (SenderReport, ReceiverReport)):
            for block in packet.reports:
                if block.ssrc == reporting.ssrc:
                    if reporting.address is not None:
                        self._probation.prove(reporting.row, reporting.address[0])
                    self._read_block(reporting, block, now)
        elif isinstance(packet, Goodbye):
            # UniMRCP and Nuance clients send one after each talkspurt: counted, and the session goes on.
            reporting.goodbyes += 1

    def _read_block(self, reporting: Reporting, block: ReportBlock, now: float) -> None:
        reporting.fraction_lost = block.fraction_lost / 256
        reporting.jitter_ms = block.jitter * 1000 / reporting.clock_rate
        ntp = self._ntp(reporting.row, now)
        round_trip = round_trip_s(ntp, block.last_sr, block.delay_since_last_sr)
        if round_trip is not None:
            reporting.round_trip_ms = round_trip * 1000

    def _report(self, reporting: Reporting, now: float) -> None:
        self._due[reporting.row] = now + INTERVAL_S
        self._send_report(reporting, now, ())

    def _send_report(self, reporting: Reporting, now: float, more: tuple[RtcpPacket, ...]) -> None:
        if reporting.address is None or not self._probation.may_report(reporting.row, reporting.address[0]):
            return
        blocks = self._blocks(reporting, now)
        self._sync(reporting.row)
        packets_sent = self._table.shared.packets_sent(reporting.row)
        if packets_sent > reporting.packets_reported:
            report = self._sender_report(reporting, packets_sent, blocks, now)
        else:
            # §6.4: who has sent nothing since the last report is a receiver.
            report = bytes(ReceiverReport(reporting.ssrc, blocks))
        reporting.packets_reported = packets_sent
        data = report + reporting.description + (compound_bytes(more) if more else b"")
        data = self._table.protection.seal_rtcp(reporting.row, data)
        self._send(reporting.port, not reporting.is_muxed, reporting.address, data)

    def _sender_report(
        self, reporting: Reporting, packets_sent: int, blocks: tuple[ReportBlock, ...], now: float
    ) -> bytes:
        row, ssrc = reporting.row, reporting.ssrc
        ntp = self._ntp(row, now)
        timestamp = (int(self._table.timestamp_base[row]) + int(now * reporting.clock_rate)) & 0xFFFF_FFFF
        octets = self._table.octets_sent(row)
        if blocks:
            return bytes(SenderReport(ssrc, ntp, timestamp, packets_sent, octets, blocks))
        # Most streams only send: a hundred such reports a second at 500 streams, so they are written in one go.
        return _BARE_SENDER_REPORT.pack(
            0x80, PacketType.SR, 6, ssrc, ntp, timestamp, packets_sent & 0xFFFF_FFFF, octets & 0xFFFF_FFFF
        )

    def _ntp(self, row: int, now: float) -> int:
        return ntp_from_unix(now + float(self._table.wall_offset_s[row]))

    def _blocks(self, reporting: Reporting, now: float) -> tuple[ReportBlock, ...]:
        row = reporting.row
        if self._receiver.ssrc[row] < 0:
            return ()
        delay = short_ntp_from_seconds(now - reporting.last_sr_at) if reporting.last_sr else 0
        block = self._receiver.reception.report_block(
            row, int(self._receiver.ssrc[row]), last_sr=reporting.last_sr, delay_since_last_sr=delay
        )
        return () if block is None else (block,)

    def _set_address(self, reporting: Reporting, address: Address | None) -> None:
        if reporting.address is not None:
            key = source_key(reporting.sockaddr, reporting.port)
            if self._by_source.get(key) is reporting:
                del self._by_source[key]
        reporting.address = address
        if address is not None:
            reporting.sockaddr = pack_sockaddr(address)
            self._by_source[source_key(reporting.sockaddr, reporting.port)] = reporting


def _rtcp_address(spec: StreamSpec) -> Address | None:
    """Where the peer receives RTCP: the shared port, what `a=rtcp` said (RFC 3605), else the port above."""
    if spec.remote is None or spec.rtcp_mux:
        return spec.remote
    if spec.remote_rtcp is not None:
        return spec.remote_rtcp
    host, port = spec.remote
    return (host, port + 1) if port < 0xFFFF else None


def _is_same_host(left: bytes, right: bytes) -> bool:
    return left[:2] == right[:2] and left[4:] == right[4:]
