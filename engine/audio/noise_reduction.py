"""Less noise around and under speech: a Wiener filter whose noise is what the recording has where nobody speaks.

Decision-directed (Ephraim and Malah 1984): what a frame is taken to have in signal is mostly what the frame before was
left with, so that single bins do not ring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.audio.speech_activity import FRAME_MS

if TYPE_CHECKING:
    from engine.audio.speech_activity import Flags

_WINDOW_MS, _STEPS = 32, 4
"""Spectra of 32 ms, each a quarter of that behind the one before."""
_OVERESTIMATE = 1.5
"""Noise is taken to be so much stronger than it is on average, or its peaks would stay."""
_LEAST_GAIN = 0.05
"""−26 dB: what is left of noise sounds like a quiet room, not like holes."""
_MEMORY = 0.9
_NEAR_FRAMES = 3
"""So close to speech nothing counts as noise."""
_LEAST_SPECTRA = 5
_QUIET_PERCENT, _QUIET_SHARE = 20, 0.223
"""Of noise alone, a fifth of all powers is below this share of their mean."""

_Spectra = np.ndarray[tuple[int, int], np.dtype[Any]]
Signal = np.ndarray[tuple[int], np.dtype[np.float32]]


def reduce_noise(signal: Signal, rate_hz: int, speech: Flags) -> Signal:
    """`signal` with less noise; its length and the level of speech stay.

    Args:
        signal: in any unit.
        rate_hz: 8000 or 16000.
        speech: of each 20 ms of it.
    """
    if not len(speech):
        return signal.astype(np.float32)
    size = rate_hz * _WINDOW_MS // 1000
    step = size // _STEPS
    window = np.hanning(size + 1)[:-1].astype(np.float32)
    padded = np.pad(signal, (size, 2 * size))
    count = (len(padded) - size) // step + 1
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[: count * step : step]
    spectra = np.fft.rfft(frames * window, axis=1)
    power = np.abs(spectra) ** 2
    centres = (np.arange(count) * step - size // 2) // (rate_hz * FRAME_MS // 1000)
    gains = _gains(power, _noise_power(power, centres, speech))
    cleaned = np.fft.irfft(spectra * gains, size, axis=1) * window
    out = np.zeros(len(padded))
    # Frames that do not overlap are added at once.
    for first in range(_STEPS):
        part = cleaned[first::_STEPS].reshape(-1)
        out[first * step : first * step + len(part)] += part
    # Hann windows squared, a quarter apart, add up to 1.5.
    reduced: Signal = (out[size : size + len(signal)] / 1.5).astype(np.float32)
    return reduced


def _noise_power(power: _Spectra, centres: np.ndarray[Any, np.dtype[Any]], speech: Flags) -> np.ndarray[Any, Any]:
    """Mean power by frequency where nobody speaks; where there is too little of that, of the quietest moments."""
    inside = (centres >= 0) & (centres < len(speech))
    near = np.convolve(speech, np.ones(2 * _NEAR_FRAMES + 1), "same") > 0
    silent = np.zeros(len(centres), bool)
    silent[inside] = ~near[centres[inside]]
    if silent.sum() < _LEAST_SPECTRA:
        return np.percentile(power[inside], _QUIET_PERCENT, axis=0) / _QUIET_SHARE
    mean: np.ndarray[Any, Any] = power[silent].mean(axis=0)
    return mean


def _gains(power: _Spectra, noise: np.ndarray[Any, Any]) -> _Spectra:
    ratio = power / np.maximum(noise * _OVERESTIMATE, 1e-10 * float(power.max()) + 1e-30)
    gains = np.empty_like(ratio)
    before = np.zeros(ratio.shape[1])
    fresh = (1 - _MEMORY) * np.maximum(ratio - 1, 0)
    for index, now in enumerate(ratio):
        expected = _MEMORY * before + fresh[index]
        gain = np.maximum(expected / (1 + expected), _LEAST_GAIN)
        gains[index] = gain
        before = gain * gain * now
    return gains
