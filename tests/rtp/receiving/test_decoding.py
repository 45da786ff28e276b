"""Packets of many codecs and sizes in one batch become samples of the lines whose audio is wanted."""

import numpy as np
import pytest
from numpy.typing import NDArray

from rtp.messages import StreamSpec
from rtp.receiving.decoding import DecodedPackets, LineShape, PayloadDecoders
from rtp.receiving.receiver import AudioPackets
from rtp.wire.g711 import Law, encode
from rtp.wire.g722 import G722Encoder

REMOTE = ("192.0.2.1", 4000)
NARROW, WIDE, G722_LINE = LineShape(8000, 8000), LineShape(16000, 16000), LineShape(16000, 8000)
PCM: NDArray[np.int16] = (np.arange(-80, 80) * 100).astype(np.int16)


def packets(*entries: tuple[int, int, bytes]) -> AudioPackets:
    """From (row, payload type, payload)."""
    count = len(entries)
    datagrams = np.zeros((count, 1000), np.uint8)
    for index, (_, _, payload) in enumerate(entries):
        datagrams[index, 12 : 12 + len(payload)] = np.frombuffer(payload, np.uint8)
    return AudioPackets(
        np.array([row for row, _, _ in entries]),
        np.array([payload_type for _, payload_type, _ in entries], np.uint8),
        np.arange(count), np.arange(count) * 160, datagrams, np.full(count, 12),
        np.array([len(payload) for _, _, payload in entries]), np.zeros(count),
    )  # fmt: skip


def decode(decoders: PayloadDecoders, audio: AudioPackets) -> list[DecodedPackets]:
    return sorted(decoders.decode(audio), key=lambda one: one.index.tolist())


def test_each_packet_is_decoded_as_its_line_has_agreed() -> None:
    decoders = PayloadDecoders(4)
    assert decoders.open(0, StreamSpec(remote=REMOTE, receive_types=((8, "PCMA/8000"), (96, "L16/8000")))) == NARROW
    assert decoders.open(1, StreamSpec(remote=REMOTE, payload_type=8, encoding="PCMA")) == NARROW
    audio = packets(
        (0, 0, encode(PCM, Law.PCMU)), (1, 8, encode(PCM, Law.PCMA)), (0, 8, encode(PCM, Law.PCMA)),
        (0, 96, PCM.astype(">i2").tobytes() + b"\0"), (0, 0, encode(PCM[:80], Law.PCMU)), (2, 0, bytes(160)),
        (0, 0, b""),
    )  # fmt: skip
    mu_law, a_law, linear, short = decode(decoders, audio)
    assert (mu_law.index.tolist(), a_law.index.tolist()) == ([0], [1, 2])
    assert np.abs(mu_law.samples[0].astype(int) - PCM).max() < 300
    assert np.array_equal(a_law.samples[0], a_law.samples[1])
    assert np.array_equal(linear.samples[0], PCM)
    assert short.samples.shape == (1, 80)


def test_a_wide_line_hears_wide_and_narrow_codecs() -> None:
    decoders = PayloadDecoders(4)
    spec = StreamSpec(
        remote=REMOTE, payload_type=9, encoding="G722", receive_types=((0, "PCMU/8000"), (97, "L16/16000"))
    )
    assert decoders.open(3, spec) == G722_LINE
    assert decoders.open(2, StreamSpec(remote=REMOTE, payload_type=97, encoding="L16", clock_rate=16000)) == WIDE
    time_s = np.arange(1600) / 16000
    wave = (6000 * np.sin(2 * np.pi * 500 * time_s)).astype(np.int16)
    audio = packets((3, 9, G722Encoder().push(wave.astype("<i2").tobytes())), (3, 0, encode(PCM, Law.PCMU)))
    wide, narrow = decode(decoders, audio)
    assert wide.shape == G722_LINE
    assert wide.samples.shape == (1, 1600)
    assert wide.samples[0, 800:].std() == pytest.approx(wave.std(), rel=0.05)
    assert narrow.samples.shape == (1, 320)
    # Another clock than the line's: no place on its time line.
    assert decode(decoders, packets((3, 97, bytes(640)))) == []
    (linear,) = decode(decoders, packets((2, 97, wave[:320].astype(">i2").tobytes())))
    assert np.array_equal(linear.samples[0], wave[:320])


def test_g722_on_a_narrow_line_gives_the_lower_band_and_each_row_its_decoder() -> None:
    decoders = PayloadDecoders(4)
    for row in (0, 1):
        decoders.open(row, StreamSpec(remote=REMOTE, receive_types=((9, "G722/8000"),)))
    payload = G722Encoder().push(PCM.astype("<i2").tobytes() * 2)
    (both,) = decode(decoders, packets((0, 9, payload), (1, 9, payload)))
    assert both.samples.shape == (2, 160)
    assert np.array_equal(both.samples[0], both.samples[1])
    decoders.restart(0)
    (again,) = decode(decoders, packets((0, 9, payload), (1, 9, payload)))
    assert np.array_equal(again.samples[0], both.samples[0])
    assert not np.array_equal(again.samples[1], both.samples[1])


def test_nobody_listens_to_a_closed_row_and_some_codecs_cannot_be_decoded() -> None:
    decoders = PayloadDecoders(4)
    decoders.open(0, StreamSpec(remote=REMOTE, receive_types=((13, "CN/8000"), (98, "opus/48000/2"))))
    assert decode(decoders, packets((0, 13, b"x"), (0, 98, b"x"))) == []
    decoders.close(0)
    assert decode(decoders, packets((0, 0, bytes(160)))) == []
    with pytest.raises(ValueError, match="opus"):
        decoders.open(0, StreamSpec(remote=REMOTE, encoding="opus", clock_rate=48000))
