"""Sampling-rate conversion of one stream, any rate to any rate, chunk by chunk (soxr, quality HQ)."""

import numpy as np
import soxr
from numpy.typing import NDArray

from rtp.audio.pcm import to_int16

QUALITY = "HQ"
"""20-bit quality: flat to 3,400 Hz at 8 kHz, 137 dB of rejection above. "LQ" loses 8 dB there, "QQ" folds."""


class Resampler:
    """Converts one stream. Chunks of any length give the samples that one long call gives.

    Output lags behind input by about 40 ms of audio until `last=True` hands out the rest; then the next push begins a
    new stream. The filter runs on 32-bit floats: soxr's own 16-bit output would add dither, which G.711 does not need.
    """

    def __init__(self, from_hz: int, to_hz: int) -> None:
        """Make a converter from one sampling rate to another; equal rates copy."""
        if from_hz <= 0 or to_hz <= 0:
            raise ValueError(f"sampling rates {from_hz} and {to_hz} Hz")
        self.from_hz = from_hz
        self.to_hz = to_hz
        self._stream: soxr.ResampleStream | None = None
        if from_hz != to_hz:
            self._stream = soxr.ResampleStream(from_hz, to_hz, 1, dtype=np.float32, quality=QUALITY)

    def push(self, pcm: NDArray[np.int16], last: bool = False) -> NDArray[np.int16]:
        """Samples at `to_hz` that are ready, possibly none; peaks beyond 16 bits are held at full scale.

        Args:
            pcm: [n] at `from_hz`.
            last: the stream ends here: give everything out, then begin anew.
        """
        if self._stream is None:
            return pcm.copy()
        out = self._stream.resample_chunk(pcm.astype(np.float32), last=last)
        if last:
            self._stream.clear()
        return to_int16(out)

    def reset(self) -> None:
        """Forget what was pushed: the utterance was cancelled."""
        if self._stream is not None:
            self._stream.clear()


def resample(pcm: NDArray[np.int16], from_hz: int, to_hz: int) -> NDArray[np.int16]:
    """A whole signal in one call."""
    return Resampler(from_hz, to_hz).push(pcm, last=True)
