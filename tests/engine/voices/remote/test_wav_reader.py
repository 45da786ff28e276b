"""WAV files as they come."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.remote.errors import Fault, ServiceError
from engine.voices.remote.wav_reader import WavReader
from tests.fakes.remote_speech import tone, wav


def read(data: bytes, step: int = 1 << 20) -> tuple[bytes, int]:
    reader = WavReader("far")
    sound = b"".join(reader.push(data[begin : begin + step]) for begin in range(0, len(data), step))
    reader.finish()
    return sound, reader.rate_hz


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_the_samples_come_out_however_it_is_cut(step: int) -> None:
    sound = tone(0.05)
    assert read(wav(sound), step) == (sound, 24_000)


def test_chunks_around_the_samples_are_left_out() -> None:
    sound = tone(0.05)
    plain = wav(sound, 16_000)
    listed = plain[:36] + b"LIST" + struct.pack("<I", 5) + b"hello\x00" + plain[36:] + b"id3 " + b"\x00" * 50
    assert read(listed) == (sound, 16_000)


@pytest.mark.parametrize("announced", [0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000])
def test_a_length_that_was_not_known_is_no_length(announced: int) -> None:
    assert read(wav(b"ab" * 10, announced=announced))[0] == b"ab" * 10


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"RIFF", "ends in its head"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "is none"),
        (wav(b"ab", announced=1000), "lacks its last 998 octets"),
        (wav(b"ab", channels=2), "2 channels"),
        (wav(b"ab", bits=8), "8 bits"),
        (wav(b"ab", 0), " 0 Hz"),
        (wav(b"ab")[:12] + wav(b"ab")[36:], "does not tell its format"),
        (wav(b"")[:12] + b"fmt " + struct.pack("<I", 3) + b"abc" + b"x" * 20, "does not tell its format"),
        (wav(b"")[:36] + b"junk" + struct.pack("<I", 1 << 30) + b"x" * 40_000, "has no samples"),
    ],
)
def test_what_is_no_wav_of_ours_is_garbage(data: bytes, said: str) -> None:
    with pytest.raises(ServiceError, match=said) as caught:
        read(data)
    assert caught.value.fault is Fault.GARBAGE


@given(st.binary(max_size=300))
def test_any_octets_are_sound_or_garbage(data: bytes) -> None:
    for head in (b"", wav(b"")[:12], wav(b"")):
        with contextlib.suppress(ServiceError):
            read(head + data, 50)
