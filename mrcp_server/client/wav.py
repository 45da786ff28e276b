"""WAV files: what a call heard goes out as 16-bit PCM, what it is to say comes in at any rate."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mrcp_server.client.errors import AudioFileError
from rtp.audio.resample import Resampler


def write_wav(path: Path, samples: NDArray[np.int16], rate_hz: int) -> None:
    """Write one channel of 16-bit samples.

    Raises:
        AudioFileError: the file cannot be written.
    """
    try:
        with path.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate_hz)
            file.writeframes(samples.astype("<i2").tobytes())
    except OSError as error:
        raise AudioFileError(f"cannot write {path}: {error.strerror}") from None


def read_wav(path: Path, rate_hz: int) -> NDArray[np.int16]:
    """The first channel of a PCM file of 8 or 16 bits, resampled to `rate_hz`.

    Raises:
        AudioFileError: it cannot be read, or is no PCM of 8 or 16 bits.
    """
    try:
        with path.open("rb") as raw, wave.open(raw, "rb") as file:
            width, channels, from_hz = file.getsampwidth(), file.getnchannels(), file.getframerate()
            data = file.readframes(file.getnframes())
    except OSError as error:
        raise AudioFileError(f"cannot read {path}: {error.strerror}") from None
    except (wave.Error, EOFError) as error:
        raise AudioFileError(f"{path} is no WAV file of plain PCM: {str(error) or 'it ends too early'}") from None
    if width == 1:
        samples = ((np.frombuffer(data, np.uint8).astype(np.int16) - 128) << 8).astype(np.int16)
    elif width == 2:
        samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.int16)
    else:
        raise AudioFileError(f"{path} has {8 * width} bits a sample; 8 or 16 are read")
    first_channel = samples[::channels]
    if from_hz == rate_hz:
        return first_channel
    return Resampler(from_hz, rate_hz).push(np.ascontiguousarray(first_channel), last=True)
