"""Frames have the sizes of their codec, and the two made here sound like nothing."""

import numpy as np
import pytest

from rtp.frames import FrameShape
from rtp.messages import StreamSpec
from rtp.wire.g711 import Law, decode, encode


def _shape(encoding: str, clock_rate: int = 8000, ptime_ms: int = 20) -> FrameShape:
    return FrameShape.of(StreamSpec(remote=None, encoding=encoding, clock_rate=clock_rate, ptime_ms=ptime_ms))


@pytest.mark.parametrize(
    ("shape", "frame_bytes", "frame_ticks", "ring_bytes", "bytes_per_tick"),
    [
        (_shape("PCMU"), 160, 160, 16000, 1),
        (_shape("pcma", ptime_ms=60), 480, 480, 15840, 1),
        (_shape("L16"), 320, 160, 32000, 2),
        (_shape("L16", 16000, 10), 320, 160, 64000, 2),
        (_shape("G722", ptime_ms=30), 240, 240, 15840, 1),
    ],
)
def test_sizes(shape: FrameShape, frame_bytes: int, frame_ticks: int, ring_bytes: int, bytes_per_tick: int) -> None:
    assert (shape.frame_bytes, shape.frame_ticks) == (frame_bytes, frame_ticks)
    assert (shape.ring_bytes, shape.bytes_per_tick) == (ring_bytes, bytes_per_tick)
    assert shape.frame_ticks == shape.period_slots * shape.slot_ticks


@pytest.mark.parametrize(
    "spec",
    [
        StreamSpec(remote=None, encoding="opus"),
        StreamSpec(remote=None, encoding="telephone-event"),
        StreamSpec(remote=None, ptime_ms=25),
    ],
)
def test_what_cannot_be_sent_is_refused(spec: StreamSpec) -> None:
    with pytest.raises(ValueError, match=r"cannot send|interval"):
        FrameShape.of(spec)


@pytest.mark.parametrize("law", list(Law))
def test_fade_goes_on_where_the_wave_was_and_ends_in_silence(law: Law) -> None:
    pcm = (8000 * np.sin(np.arange(160) * 0.3)).astype(np.int16)
    faded = decode(_shape(law).fade(encode(pcm, law)), law).astype(int)
    assert faded[0] == decode(encode(pcm, law), law)[-1]
    assert abs(faded[-1]) <= 8
    assert np.abs(np.diff(faded)).max() < 3500


def test_fade_of_linear_audio_keeps_network_order() -> None:
    frame = np.full(160, 1000, ">i2").tobytes()
    faded = np.frombuffer(_shape("L16").fade(frame), ">i2")
    assert faded[0] == 1000
    assert faded[-1] == 0
    assert np.all(np.diff(faded.astype(int)) <= 0)


def test_silence_of_every_codec() -> None:
    assert [_shape(name).silence_byte for name in ("PCMU", "PCMA", "L16", "G722")] == [0xFF, 0xD5, 0, 0xFF]
    assert _shape("G722").fade(bytes(160)) == b"\xff" * 160
