"""G.722 keeps its state over cuts, and what is decoded is what was said."""

import numpy as np
import pytest

from rtp.wire.g722 import RATE_HZ, G722Decoder, G722Encoder


def sine(seconds: float = 0.5) -> bytes:
    time_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return (8000 * np.sin(2 * np.pi * 1000 * time_s)).astype("<i2").tobytes()


def test_chunks_cut_anywhere_give_what_one_call_gives() -> None:
    pcm = sine()
    encoder = G722Encoder()
    # Cut inside a sample and between the two of a pair.
    parts = [encoder.push(pcm[:3]), encoder.push(pcm[3:6]), encoder.push(pcm[6:]), encoder.push(b"", last=True)]
    assert b"".join(parts) == G722Encoder().push(pcm)
    assert len(b"".join(parts)) == len(pcm) // 4


def test_a_lone_last_sample_gets_a_zero_beside_it() -> None:
    encoder = G722Encoder()
    assert encoder.push(b"\1\2") == b""
    assert len(encoder.push(b"", last=True)) == 1
    assert encoder.push(b"", last=True) == b""


@pytest.mark.parametrize("rate_hz", [8000, 16000])
def test_what_is_encoded_is_heard_at_either_rate(rate_hz: int) -> None:
    payload = G722Encoder().push(sine())
    decoder = G722Decoder(rate_hz)
    decoded = np.concatenate([decoder.decode(payload[start : start + 160]) for start in range(0, len(payload), 160)])
    assert decoded.dtype == np.int16
    assert len(decoded) == rate_hz // 2
    steady = decoded[rate_hz // 10 :].astype(float)
    assert np.abs(np.fft.rfft(steady)).argmax() * rate_hz / len(steady) == pytest.approx(1000, abs=5)
    assert steady.std() == pytest.approx(8000 / np.sqrt(2), rel=0.03)
