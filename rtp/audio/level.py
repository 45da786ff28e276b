"""Telephony level: constant gain, DC removed, peaks held smoothly; and the measurement that gives a voice its gain.

Speech on a telephone line is expected at about −19 dBm0 in its active parts (RFC 7874 §4, after ITU-T G.169). A
full-scale sine is +3.14 dBm0, so that is an RMS of 1,810 of 32,767; the RFC's own figure of 2,600 is −16 dBm0.
The gain is a constant per voice, measured once: loudness that moves with every sentence is what listeners hear first.
"""

import math

import numpy as np
from numpy.typing import NDArray

from rtp.audio.one_pole import OnePole
from rtp.audio.pcm import to_int16

TARGET_RMS = 1810.0
"""Active-speech RMS of −19 dBm0."""

MIN_GAIN_DB = -20.0
MAX_GAIN_DB = 15.0
"""Telephone gain control lifts by no more than 15 dB: beyond it lies noise."""

CEILING = 30_000
"""Largest sample after the limiter: −0.8 dB of full scale, below the last decision value of both G.711 laws."""

LOOK_AHEAD_S = 0.005
"""Half width of the limiter's window: the gain is constant under a sine of 100 Hz or more, so it does not distort."""

DC_TIME_CONSTANT_S = 0.008
"""DC is removed below 20 Hz."""

_FULL_SCALE_SINE_DBM0 = 3.14
_FULL_SCALE_SINE_RMS = 32767 / math.sqrt(2)

# ITU-T P.56 method B.
_ENVELOPE_S = 0.03
_HANGOVER_S = 0.2
_MARGIN_DB = 15.9
_BAND_HZ = (300.0, 3400.0)
_FAST_SAMPLES = 4096
_THRESHOLDS = 2.0 ** np.arange(15)


def dbm0(rms: float) -> float:
    """Power on the line of an RMS of int16 samples; −inf for silence."""
    return _FULL_SCALE_SINE_DBM0 + 20 * math.log10(rms / _FULL_SCALE_SINE_RMS) if rms > 0 else -math.inf


def active_speech_rms(pcm: NDArray[np.int16], rate_hz: int) -> float:
    """RMS of the active parts of speech, 300–3,400 Hz, after ITU-T P.56 method B; 0.0 for silence.

    Pauses do not count: they are what lies 15.9 dB below the result. Use some seconds of speech. [n] at `rate_hz`.
    """
    if not len(pcm):
        return 0.0
    signal = _telephone_band(pcm.astype(np.float64), rate_hz)
    energy = float(np.square(signal).sum())
    if energy < len(signal):  # below an RMS of one step there is no speech
        return 0.0
    envelope = OnePole(_ENVELOPE_S, rate_hz).push(OnePole(_ENVELOPE_S, rate_hz).push(np.abs(signal)))
    hangover = int(_HANGOVER_S * rate_hz)
    previous: tuple[float, float] | None = None
    for threshold in _THRESHOLDS:  # pragma: no branch - no level lies 15.9 dB above the last one
        active = _active_samples(envelope >= threshold, hangover)
        if active == 0:
            break
        level_db = 10 * math.log10(energy / active)
        margin_db = level_db - 20 * math.log10(threshold)
        if margin_db <= _MARGIN_DB:
            return _rms(_between(previous, (margin_db, level_db)))
        previous = (margin_db, level_db)
    return _rms(previous[1]) if previous else math.sqrt(energy / len(signal))


def gain_for(pcm: NDArray[np.int16], rate_hz: int, target_rms: float = TARGET_RMS) -> float:
    """The factor that brings a voice's sample to telephony level; 1.0 for silence, within −20…+15 dB."""
    measured = active_speech_rms(pcm, rate_hz)
    if measured == 0:
        return 1.0
    gain_db = 20 * math.log10(target_rms / measured)
    return float(10 ** (min(max(gain_db, MIN_GAIN_DB), MAX_GAIN_DB) / 20))


class Leveller:
    """Sets one stream to its level. Output lags input by 10 ms until `last=True`; chunks of any length, no seam.

    The limiter looks 5 ms to both sides: the gain at a sample is the smallest that any neighbour needs, then smoothed
    by a window of the same width. So every peak arrives exactly at or below the ceiling, and the gain never jumps.
    """

    def __init__(self, rate_hz: int, gain: float = 1.0) -> None:
        """`gain` as `gain_for` measured it, times whatever volume the prompt asks for."""
        self.rate_hz = rate_hz
        self.gain = gain
        self._reach = max(int(LOOK_AHEAD_S * rate_hz), 1)
        window = np.hanning(2 * self._reach + 3)[1:-1]
        self._window = window / window.sum()
        self.reset()

    def reset(self) -> None:
        """Begin a new stream."""
        self._dc = OnePole(DC_TIME_CONSTANT_S, self.rate_hz)
        # Context before the first sample that is still owed, and everything after it: 2 × reach on each side.
        self._held = np.zeros(2 * self._reach)

    def push(self, pcm: NDArray[np.int16], last: bool = False) -> NDArray[np.int16]:
        """Levelled samples that are ready; with `last` all of them, as many as were pushed, and begin anew."""
        signal = pcm.astype(np.float64) * self.gain
        signal -= self._dc.push(signal)
        held = np.concatenate((self._held, signal))
        reach = self._reach
        if last:
            held = np.concatenate((held, np.zeros(2 * reach)))
        ready = len(held) - 4 * reach
        levelled = self._limit(held, ready) if ready > 0 else np.zeros(0)
        self._held = held[len(levelled) :]
        if last:
            self.reset()
        return to_int16(levelled)

    def _limit(self, held: NDArray[np.float64], ready: int) -> NDArray[np.float64]:
        """The first `ready` samples behind the context, peaks held."""
        reach = self._reach
        magnitude = np.abs(held)
        signal = held[2 * reach : 2 * reach + ready]
        if magnitude.max() <= CEILING:
            return signal
        needed = CEILING / np.maximum(magnitude, CEILING)
        lowest = np.lib.stride_tricks.sliding_window_view(needed, 2 * reach + 1).min(axis=1)
        limited: NDArray[np.float64] = signal * np.convolve(lowest, self._window, mode="valid")
        return limited


def _telephone_band(signal: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    size = len(signal)
    if size > _FAST_SAMPLES:  # a length without large prime factors: the transform is 20 times faster
        size = -(-size // _FAST_SAMPLES) * _FAST_SAMPLES
    spectrum = np.fft.rfft(signal, size)
    frequency = np.fft.rfftfreq(size, 1 / rate_hz)
    spectrum[(frequency < _BAND_HZ[0]) | (frequency > _BAND_HZ[1])] = 0
    return np.fft.irfft(spectrum, size)[: len(signal)]


def _active_samples(is_above: NDArray[np.bool_], hangover: int) -> int:
    """Samples that are above the threshold or follow such a one within the hangover."""
    index = np.arange(len(is_above))
    last_above = np.maximum.accumulate(np.where(is_above, index, -hangover - 1))
    return int(np.count_nonzero(index - last_above <= hangover))


def _between(lower: tuple[float, float] | None, upper: tuple[float, float]) -> float:
    """Level at which the margin is exactly 15.9 dB, between two thresholds given as (margin, level) in dB."""
    if lower is None or lower[0] == upper[0]:
        return upper[1]
    share = (lower[0] - _MARGIN_DB) / (lower[0] - upper[0])
    return lower[1] + share * (upper[1] - lower[1])


def _rms(level_db: float) -> float:
    return float(10 ** (level_db / 20))
