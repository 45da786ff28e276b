"""RFC 3550 §5.1: the RTP header, one by one and as columns."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtp.errors import PacketError
from rtp.wire import packet as p
from rtp.wire.packet import RtpPacket

VECTORS = Path(__file__).parents[2] / "vectors" / "rtp"

EXPECTED = {
    "pcmu.bin": RtpPacket(0, 0x1234, 160, 0xDEADBEEF, bytes(range(160)), marker=True),
    "csrc.bin": RtpPacket(8, 0xFFFF, 0xFFFF_FFFF, 1, b"\xd5" * 8, csrc=(0x11111111, 0x22222222)),
    "extension.bin": RtpPacket(
        96, 7, 8, 9, b"payload!", extension_profile=0xBEDE, extension=b"\x10\xff\x00\x00\x22\x01\x02\x03"
    ),
    "padding.bin": RtpPacket(101, 1, 2, 3, b"\x05\x0a\x01\x90", padding_bytes=4),
}

packets = st.builds(
    RtpPacket,
    payload_type=st.integers(0, 127),
    sequence_number=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFF_FFFF),
    ssrc=st.integers(0, 0xFFFF_FFFF),
    payload=st.binary(max_size=40),
    marker=st.booleans(),
    csrc=st.lists(st.integers(0, 0xFFFF_FFFF), max_size=15).map(tuple),
    extension_profile=st.none(),
    padding_bytes=st.integers(0, 255),
)


@pytest.mark.parametrize("name", EXPECTED)
def test_vectors_parse_and_serialise_to_the_same_bytes(name: str) -> None:
    datagram = (VECTORS / name).read_bytes()
    assert RtpPacket.parse(datagram) == EXPECTED[name]
    assert bytes(EXPECTED[name]) == datagram


@given(packets, st.none() | st.tuples(st.integers(0, 0xFFFF), st.integers(0, 3)))
def test_parse_undoes_bytes(packet: RtpPacket, extension: tuple[int, int] | None) -> None:
    if extension is not None:
        profile, words = extension
        fields = {name: getattr(packet, name) for name in RtpPacket.__dataclass_fields__}
        packet = RtpPacket(**fields | {"extension_profile": profile, "extension": b"abcd" * words})
    assert RtpPacket.parse(bytes(packet)) == packet


@pytest.mark.parametrize(
    ("datagram", "reason"),
    [
        (b"", "0 < 12"),
        (b"\x80" + bytes(10), "11 < 12"),
        (b"\x40" + bytes(11), "version 1"),
        (b"\x82" + bytes(15), "16 < 20"),
        (b"\x90" + bytes(13), "14 < 16"),
        (b"\x90" + bytes(11) + b"\x00\x00\x00\x02" + bytes(7), "23 < 24"),
        (b"\xa0" + bytes(11), "0 bytes of padding in 0"),
        (b"\xa0" + bytes(11) + b"\x00\x00", "0 bytes of padding in 2"),
        (b"\xa0" + bytes(11) + b"\x00\x03", "3 bytes of padding in 2"),
    ],
)
def test_broken_datagrams_say_which_lengths_collide(datagram: bytes, reason: str) -> None:
    with pytest.raises(PacketError, match=reason):
        RtpPacket.parse(datagram)


@pytest.mark.parametrize(
    "packet",
    [
        RtpPacket(128, 0, 0, 0),
        RtpPacket(0, 0x10000, 0, 0),
        RtpPacket(0, 0, 0, -1),
        RtpPacket(0, 0, 0, 0, csrc=(0,) * 16),
        RtpPacket(0, 0, 0, 0, extension_profile=1, extension=b"abc"),
        RtpPacket(0, 0, 0, 0, extension_profile=0x10000),
        RtpPacket(0, 0, 0, 0, padding_bytes=256),
    ],
)
def test_fields_that_do_not_fit_are_refused(packet: RtpPacket) -> None:
    with pytest.raises(PacketError):
        bytes(packet)


def _batch(datagrams: list[bytes]) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.uint8]], p.PacketColumns]:
    width = max(12, *map(len, datagrams))
    # What lies behind a short datagram is the rest of an older one.
    buffer = np.full((len(datagrams), width), 0xAA, np.uint8)
    for row, datagram in enumerate(datagrams):
        buffer[row, : len(datagram)] = np.frombuffer(datagram, np.uint8)
    return buffer, p.parse_headers(buffer, np.array([len(datagram) for datagram in datagrams]))


@given(st.lists(packets, min_size=1, max_size=6))
def test_columns_say_what_single_packets_say(batch: list[RtpPacket]) -> None:
    datagrams = [bytes(packet) for packet in batch]
    buffer, columns = _batch(datagrams)
    assert columns.valid.all()
    for row, packet in enumerate(batch):
        offset, length = int(columns.payload_offset[row]), int(columns.payload_bytes[row])
        assert buffer[row, offset : offset + length].tobytes() == packet.payload
        assert int(columns.sequence_number[row]) == packet.sequence_number
        assert int(columns.timestamp[row]) == packet.timestamp
        assert int(columns.ssrc[row]) == packet.ssrc
        assert bool(columns.marker[row]) == packet.marker
        assert int(columns.payload_type[row]) == packet.payload_type


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=6))
def test_columns_are_valid_just_where_a_packet_parses(datagrams: list[bytes]) -> None:
    _, columns = _batch(datagrams)
    for row, datagram in enumerate(datagrams):
        try:
            payload = RtpPacket.parse(datagram).payload
        except PacketError:
            assert not columns.valid[row]
            assert columns.payload_bytes[row] == 0
        else:
            assert columns.valid[row]
            assert columns.payload_bytes[row] == len(payload)


def test_columns_look_closer_at_extension_and_padding() -> None:
    good = bytes(RtpPacket(0, 1, 2, 3, b"abc", extension_profile=1, extension=b"wxyz", padding_bytes=2))
    buffer, columns = _batch([good, good[:14], good[:-1] + b"\x09", bytes(RtpPacket(0, 1, 2, 3, b"abc"))])
    assert columns.valid.tolist() == [True, False, False, True]
    offset = int(columns.payload_offset[0])
    assert buffer[0, offset : offset + int(columns.payload_bytes[0])].tobytes() == b"abc"


def test_header_record_writes_network_order() -> None:
    header = np.zeros(1, p.HEADER_DTYPE)
    header["flags"], header["marker_and_type"] = p.VERSION_BITS, 8
    header["sequence_number"], header["timestamp"], header["ssrc"] = 0x0102, 0x03040506, 0x0708090A
    assert header.tobytes() == bytes((0x80, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
    assert header.tobytes() == bytes(RtpPacket(8, 0x0102, 0x03040506, 0x0708090A))


def test_rtcp_on_a_shared_port_is_told_by_its_type() -> None:
    datagrams = [b"\x80\xc8", b"\x80\xcf", b"\x80\x48", b"\x80\xe0", b"\x80"]
    assert [p.is_rtcp(datagram) for datagram in datagrams] == [True, True, False, False, False]
    buffer, _ = _batch(datagrams)
    lengths = np.array([len(datagram) for datagram in datagrams])
    assert p.are_rtcp(buffer, lengths).tolist() == [True, True, False, False, False]
