"""RTP, RTCP, keys, and sound in files: what a media port or an upload may hold."""

from contextlib import suppress

import numpy as np

from engine.remote.errors import ServiceError
from engine.voices.remote.wav_reader import WavReader
from rtp.errors import PacketError
from rtp.receiving.jitter import JitterBuffer
from rtp.receiving.reception import ReceptionTable
from rtp.wire.packet import HEADER_BYTES, RtpPacket, parse_headers
from rtp.wire.rtcp import parse_compound
from rtp.wire.telephone_event import TelephoneEventDecoder
from tests.fuzz.guided.target import Target, files, pieces

_MOST_KEYS = 34


def read_rtp(data: bytes) -> None:
    """A packet or PacketError, and the batch reader agrees with the one for single packets."""
    read = True
    try:
        packet = RtpPacket.parse(data)
        assert RtpPacket.parse(bytes(packet)) == packet
    except PacketError:
        read = False
    buffer = np.zeros((1, max(HEADER_BYTES, len(data))), np.uint8)
    buffer[0, : len(data)] = np.frombuffer(data, np.uint8)
    columns = parse_headers(buffer, np.array([len(data)]))
    assert bool(columns.valid[0]) == read
    if read:
        start, size = int(columns.payload_offset[0]), int(columns.payload_bytes[0])
        assert data[start : start + size] == packet.payload


def read_rtcp(data: bytes) -> None:
    """Packets or PacketError."""
    with suppress(PacketError):
        assert 0 < len(parse_compound(data)) <= 32


def read_keys(data: bytes) -> None:
    """Telephone events at any times and with any timestamps: bounded, and never an exception."""
    decoder = TelephoneEventDecoder()
    for index in range(0, min(len(data), 300), 6):
        part = data[index : index + 6]
        assert len(decoder.push(int.from_bytes(part[:2], "big") * 80, part[2:], index / 300)) <= _MOST_KEYS


def receive(data: bytes) -> None:
    """Packets of one stream with any number, timestamp and delay: what comes out never stops coming in order."""
    table, buffer = ReceptionTable(1), JitterBuffer(1)
    buffer.open(np.arange(1))
    samples, now, row = np.ones((1, 160), np.int16), 0.0, np.array([0])
    for index in range(0, min(len(data), 200), 5):
        part = data[index : index + 5].ljust(5, b"\0")
        now += part[0] / 500
        numbers, stamps = (
            np.array([int.from_bytes(part[1:3], "big")]),
            np.array([int.from_bytes(part[3:5], "big") * 80]),
        )
        table.update(row, numbers, stamps, np.array([now * 8000]))
        buffer.push(row, numbers, stamps, samples, np.array([now]))
        pulled = 0
        while len(buffer.pull(now).rows):
            pulled += 1
            assert pulled <= 100
    if (block := table.report_block(0, 1)) is not None:
        assert len(bytes(block)) == 24


def read_wav(data: bytes) -> None:
    """A WAV file as it comes: samples, or ServiceError; the same however it is cut."""
    parts = pieces(data)
    assert _samples(parts) == _samples([b"".join(parts)])


def _samples(parts: list[bytes]) -> bytes | None:
    reader, found = WavReader("cloud"), b""
    try:
        for part in parts:
            found += reader.push(part)
        reader.finish()
    except ServiceError:
        return None
    return found


def _wav() -> list[bytes]:
    head = (
        b"RIFF\x34\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00"
    )
    return [
        b"\x02\x05\x14" + head + b"data\x08\x00\x00\x00abcdefgh",
        b"\x00" + head + b"LIST\x02\x00\x00\x00xxdata\x02\x00\x00\x00ab",
    ]


_STREAM = bytes(value for n in range(9) for value in (10, 0, n, 0, 2 * n))
TARGETS = (
    Target("rtp", read_rtp, ("rtp",), lambda: files("rtp/[c-p]*.bin")),
    Target("rtcp", read_rtcp, ("rtp",), lambda: files("rtp/*r*.bin")),
    Target("telephone-events", read_keys, ("rtp",), lambda: [bytes((0, 1, 5, 10, 0, 160, 0, 1, 5, 138, 3, 32))]),
    Target("jitter-buffer", receive, ("rtp",), lambda: [_STREAM], longest_bytes=100),
    Target("wav", read_wav, ("engine.voices.remote",), _wav, "wav"),
)
