"""Whatever a peer sends to an RTP or RTCP port: a packet, or the documented error. Nothing else may escape."""

import contextlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rtp.errors import PacketError
from rtp.receiving.jitter import JitterBuffer
from rtp.receiving.reception import ReceptionTable
from rtp.wire.packet import HEADER_BYTES, RtpPacket, parse_headers
from rtp.wire.rtcp import (
    Goodbye,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    SourceDescription,
    compound_bytes,
    parse_compound,
)
from rtp.wire.telephone_event import TelephoneEventDecoder

_RTP = bytes(RtpPacket(8, 1, 2, 3, b"\xd5" * 20, csrc=(1, 2), extension_profile=7, extension=b"abcd", padding_bytes=4))
_RTCP = compound_bytes(
    [
        SenderReport(1, 2, 3, 4, 5, (ReportBlock(6, 7, 8, 9, 10),)),
        ReceiverReport(1, (ReportBlock(6, 7, 8, 9, 10),)),
        SourceDescription.cname(1, "someone@somewhere"),
        Goodbye((1, 2), b"gone"),
    ]
)


@st.composite
def _damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A good datagram with some bytes changed, cut or doubled: reaches deeper than random bytes."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(0, 6))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    cut = draw(st.integers(0, len(data)))
    return bytes(data[:cut]) if draw(st.booleans()) else bytes(data) + bytes(data[cut:])


@settings(max_examples=200)
@given(st.binary(max_size=64) | _damaged(_RTP))
def test_rtp_is_a_packet_or_an_error(datagram: bytes) -> None:
    with contextlib.suppress(PacketError):
        packet = RtpPacket.parse(datagram)
        assert RtpPacket.parse(bytes(packet)) == packet


@settings(max_examples=200)
@given(st.binary(max_size=128) | _damaged(_RTCP))
def test_rtcp_is_packets_or_an_error(datagram: bytes) -> None:
    with contextlib.suppress(PacketError):
        packets = parse_compound(datagram)
        assert 0 < len(packets) <= 32


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=40) | _damaged(_RTP), min_size=1, max_size=5))
def test_a_batch_never_raises_and_never_points_outside_a_datagram(datagrams: list[bytes]) -> None:
    width = max(HEADER_BYTES, *map(len, datagrams))
    buffer = np.zeros((len(datagrams), width), np.uint8)
    for row, datagram in enumerate(datagrams):
        buffer[row, : len(datagram)] = np.frombuffer(datagram, np.uint8)
    lengths = np.array(list(map(len, datagrams)))
    columns = parse_headers(buffer, lengths)
    end = columns.payload_offset + columns.payload_bytes
    assert (columns.payload_bytes >= 0).all()
    assert (end[columns.valid] <= lengths[columns.valid]).all()


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=80)), max_size=20))
def test_telephone_events_never_raise_and_stay_bounded(arrivals: list[tuple[int, bytes]]) -> None:
    decoder = TelephoneEventDecoder()
    for index, (timestamp, payload) in enumerate(arrivals):
        assert len(decoder.push(timestamp, payload, index / 50)) <= 34


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 0xFFFF), st.integers(0, 2**32 - 1), st.floats(0, 0.2)), max_size=30
    )
)
def test_any_sequence_and_timestamp_goes_through_statistics_and_jitter_buffer(
    arrivals: list[tuple[int, int, int, float]],
) -> None:
    table, buffer = ReceptionTable(3), JitterBuffer(3)
    buffer.open(np.arange(3))
    samples, now = np.ones((1, 160), np.int16), 0.0
    for row, sequence, timestamp, wait in arrivals:
        now += wait
        rows, numbers, stamps = np.array([row]), np.array([sequence]), np.array([timestamp])
        table.update(rows, numbers, stamps, np.array([now * 8000]))
        buffer.push(rows, numbers, stamps, samples, np.array([now]))
        pulled = 0
        while len(buffer.pull(now).rows):
            pulled += 1
            assert pulled <= 100
    for row in range(3):
        if (block := table.report_block(row, 1)) is not None:
            assert len(bytes(block)) == 24
