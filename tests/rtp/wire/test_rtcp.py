"""RFC 3550 §6: RTCP packets, whole and compound."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtp.errors import PacketError
from rtp.wire.rtcp import (
    MAX_COMPOUND_PACKETS,
    Goodbye,
    OtherPacket,
    ReceiverReport,
    ReportBlock,
    RtcpPacket,
    SdesType,
    SenderReport,
    SourceDescription,
    compound_bytes,
    parse_compound,
)

VECTORS = Path(__file__).parents[2] / "vectors" / "rtp"
SSRC = 0x11223344

EXPECTED: dict[str, list[RtcpPacket]] = {
    "sr_sdes.bin": [
        SenderReport(
            SSRC,
            ntp=0xE5B1A2C3_80000000,
            rtp_timestamp=8000,
            packet_count=100,
            octet_count=16000,
            reports=(ReportBlock(0x55667788, 64, -2, 0x00010020, 16, 0xA2C38000, 0x00018000),),
        ),
        SourceDescription.cname(SSRC, "host@site"),
    ],
    "rr_bye.bin": [ReceiverReport(SSRC), Goodbye((SSRC,), b"end")],
    "app_xr.bin": [
        OtherPacket(204, 0, b"\x11\x22\x33\x44abcd"),
        OtherPacket(207, 0, b"\x11\x22\x33\x44"),
    ],
}

uint32 = st.integers(0, 0xFFFF_FFFF)
blocks = st.builds(
    ReportBlock,
    ssrc=uint32,
    fraction_lost=st.integers(0, 255),
    packets_lost=st.integers(-0x80_0000, 0x7F_FFFF),
    highest_sequence=uint32,
    jitter=uint32,
    last_sr=uint32,
    delay_since_last_sr=uint32,
)
block_lists = st.lists(blocks, max_size=31).map(tuple)
items = st.lists(st.tuples(st.integers(1, 255), st.binary(max_size=255)), max_size=4).map(tuple)
rtcp_packets = st.one_of(
    st.builds(SenderReport, uint32, st.integers(0, 2**64 - 1), uint32, uint32, uint32, block_lists),
    st.builds(ReceiverReport, uint32, block_lists),
    st.builds(SourceDescription, st.lists(st.tuples(uint32, items), max_size=4).map(tuple)),
    st.builds(Goodbye, st.lists(uint32, max_size=31).map(tuple), st.binary(max_size=255)),
    st.builds(OtherPacket, st.integers(204, 223), st.integers(0, 31), st.just(b"12345678")),
)


@pytest.mark.parametrize("name", EXPECTED)
def test_vectors_parse_and_serialise_to_the_same_bytes(name: str) -> None:
    datagram = (VECTORS / name).read_bytes()
    assert parse_compound(datagram) == EXPECTED[name]
    assert compound_bytes(EXPECTED[name]) == datagram


@given(st.lists(rtcp_packets, min_size=1, max_size=4))
def test_parse_undoes_bytes(packets: list[RtcpPacket]) -> None:
    datagram = compound_bytes(packets)
    assert len(datagram) % 4 == 0
    assert parse_compound(datagram) == packets


def test_counters_stay_inside_their_fields() -> None:
    """A.3: "packets lost … 0x7fffff for positive loss or 0x800000 for negative loss rather than wrapping"."""
    block = ReportBlock(1, 0, 10_000_000, 2**33 + 5, 2**40)
    report = SenderReport(1, 0, 0, packet_count=2**32 + 3, octet_count=2**32 + 4, reports=(block,))
    (parsed,) = parse_compound(bytes(report))
    assert isinstance(parsed, SenderReport)
    assert (parsed.packet_count, parsed.octet_count) == (3, 4)
    assert parsed.reports[0] == ReportBlock(1, 0, 0x7F_FFFF, 5, 0xFFFF_FFFF)
    assert parse_compound(bytes(ReceiverReport(1, (ReportBlock(1, 0, -(2**24), 0, 0),))))[0] == ReceiverReport(
        1, (ReportBlock(1, 0, -0x80_0000, 0, 0),)
    )


def test_padding_of_the_last_packet_is_dropped() -> None:
    padded = bytes((0xA0, 201, 0, 2)) + SSRC.to_bytes(4, "big") + b"\x00\x00\x00\x04"
    assert parse_compound(padded) == [ReceiverReport(SSRC)]


def test_goodbye_without_reason_and_without_sources() -> None:
    assert parse_compound(bytes(Goodbye((1, 2)))) == [Goodbye((1, 2))]
    assert parse_compound(bytes(Goodbye(()))) == [Goodbye(())]


def test_cname_item_has_its_type() -> None:
    assert SourceDescription.cname(1, "a").chunks == ((1, ((SdesType.CNAME, b"a"),)),)


@pytest.mark.parametrize(
    ("datagram", "reason"),
    [
        (b"", "empty"),
        (b"\x80\xc9", "2 < 4"),
        (b"\x40\xc9\x00\x00", "version 1"),
        (b"\x80\xc9\x00\x01", "8 bytes in the 4"),
        (b"\x80\xc8\x00\x01\x00\x00\x00\x01", "SR: 4 < 24"),
        (b"\x81\xc9\x00\x01\x00\x00\x00\x01", "RR: 4 < 28"),
        (b"\x81\xca\x00\x00", "SDES: 0 < 5"),
        (b"\x81\xca\x00\x02\x00\x00\x00\x01\x01\xff\x00\x00", "SDES item"),
        (b"\x81\xca\x00\x02\x00\x00\x00\x01\x01\x02ab", "end of SDES"),
        (b"\x81\xca\x00\x02\x00\x00\x00\x01\x01\x01a\x07", "SDES item"),
        (b"\x82\xcb\x00\x01\x00\x00\x00\x01", "BYE: 4 < 8"),
        (b"\x81\xcb\x00\x02\x00\x00\x00\x01\x09abc", "BYE reason"),
        (b"\xa0\xc9\x00\x00", "0 bytes of padding"),
        (b"\xa0\xc9\x00\x01\x00\x00\x00\x04\x80\xc9\x00\x01\x00\x00\x00\x01", "4 bytes of padding"),
        (b"\xa0\xc9\x00\x01\x00\x00\x00\x09", "9 bytes of padding"),
        (b"\x80\xcc\x00\x00" * (MAX_COMPOUND_PACKETS + 1), "more than"),
    ],
)
def test_broken_datagrams_raise_the_documented_error(datagram: bytes, reason: str) -> None:
    with pytest.raises(PacketError, match=reason):
        parse_compound(datagram)


@pytest.mark.parametrize(
    "packet",
    [
        ReceiverReport(1, (ReportBlock(1, 0, 0, 0, 0),) * 32),
        SenderReport(-1, 0, 0, 0, 0),
        ReceiverReport(1, (ReportBlock(1, 256, 0, 0, 0),)),
        SourceDescription.cname(1, "x" * 256),
        Goodbye((1,), b"x" * 256),
    ],
)
def test_fields_that_do_not_fit_are_refused(packet: RtcpPacket) -> None:
    with pytest.raises(PacketError):
        bytes(packet)
