"""WAV files out and in."""

import wave
from pathlib import Path

import numpy as np
import pytest

from mrcp_server.client.errors import AudioFileError
from mrcp_server.client.wav import read_wav, write_wav

RAMP = np.arange(-800, 800, dtype=np.int16)


def write_raw(path: Path, data: bytes, *, width: int = 2, channels: int = 1, rate_hz: int = 8000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate_hz)
        file.writeframes(data)
    return path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", RAMP, 8000)
    assert (read_wav(tmp_path / "a.wav", 8000) == RAMP).all()


def test_eight_bits_are_read(tmp_path: Path) -> None:
    path = write_raw(tmp_path / "a.wav", bytes((0, 128, 255)), width=1)
    assert read_wav(path, 8000).tolist() == [-32768, 0, 32512]


def test_the_first_channel_is_taken(tmp_path: Path) -> None:
    path = write_raw(tmp_path / "a.wav", np.stack((RAMP, -RAMP), axis=1).tobytes(), channels=2)
    assert (read_wav(path, 8000) == RAMP).all()


def test_other_rates_are_resampled(tmp_path: Path) -> None:
    tone = (8000 * np.sin(np.arange(16000) * 2 * np.pi * 400 / 16000)).astype(np.int16)
    write_wav(tmp_path / "a.wav", tone, 16000)
    samples = read_wav(tmp_path / "a.wav", 8000)
    assert len(samples) == pytest.approx(8000, abs=8)
    assert np.sqrt(np.mean(samples[1000:7000].astype(float) ** 2)) == pytest.approx(8000 / 2**0.5, rel=0.01)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError, match="No such file"):
        read_wav(tmp_path / "none.wav", 8000)
    (tmp_path / "text.wav").write_text("no RIFF here")
    with pytest.raises(AudioFileError, match="no WAV file"):
        read_wav(tmp_path / "text.wav", 8000)
    (tmp_path / "empty.wav").touch()
    with pytest.raises(AudioFileError, match="ends too early"):
        read_wav(tmp_path / "empty.wav", 8000)
    with pytest.raises(AudioFileError, match="24 bits"):
        read_wav(write_raw(tmp_path / "a.wav", bytes(6), width=3), 8000)


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError, match="cannot write"):
        write_wav(tmp_path / "no" / "folder.wav", RAMP, 8000)
