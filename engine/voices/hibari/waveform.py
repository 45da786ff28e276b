"""From spectral parts and pitch to samples, as frames come: a pulse train and noise, shaped in the frequency domain.

For each frame of 12.5 ms the network gives five spectra of `BINS`: how strong the harmonics are and by how much their
phase is off (lh, theta), how strong the noise is (ln), and a part of its own with strength and phase (lr, phi)::

    S = e^lh · e^(iπ tanh theta) · STFT(pulses)  +  e^ln · noise  +  e^lr · e^(i phi)

The inverse transforms of the frames, windowed, are added where they overlap. All is float32, and nothing is kept but
what overlaps.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.voices.hibari.model import BINS

if TYPE_CHECKING:
    from engine.voices.hibari.model import Floats

Complex = np.ndarray[Any, np.dtype[np.complexfloating[Any, Any]]]

RATE_HZ = 24000
HOP = 300
"""Samples of a frame."""
_SIZE = 1200
_OVERLAP = _SIZE // HOP
_VOICED_HZ = 40.0
_HIGHEST_HZ = 11000.0
"""No harmonic lies above it."""
_LOUDEST = 7.0
"""The network's logarithms are not trusted beyond: e^7 is far above speech."""
_NOISE_FRAMES = 240
"""3 s of noise, over and over: a table is quicker than a generator, and every piece begins at its start, so that the
same piece sounds the same. That it comes again is not heard."""
_SEED = 1
_SMALLEST_SINE = 2e-3

_WINDOW = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_SIZE) / _SIZE)).astype(np.float32)
_PULSE_WINDOW = _WINDOW / np.float32(_SIZE / 4)
"""A harmonic of amplitude one has magnitude one."""
_SQUARES = np.square(_WINDOW).reshape(_OVERLAP, HOP)


class Waveform:
    """Samples for frames in order; `pitch_hz` (F) is that of all of them."""

    def __init__(self, pitch_hz: Floats) -> None:
        self._pulses = PulseTrain(pitch_hz)
        self._frames = len(pitch_hz)
        self._done = 0
        # Frame k reaches from two hops before its place to two behind it: the first needs what lies before the start.
        self._excitation = np.zeros(2 * HOP, np.float32)
        self._added = np.zeros((_OVERLAP - 1, HOP), np.float32)
        self._weights = np.zeros((_OVERLAP - 1, HOP), np.float32)

    def push(self, parts: Floats) -> Floats:
        """The samples that `parts` (n, 5 × `BINS`), the next n frames, complete: n × `HOP`, two hops fewer for the
        first and two more for the last."""
        count = len(parts)
        spectrum = np.fft.rfft(self._windowed_pulses(count), axis=1)
        _shape(spectrum, parts, self._done)
        frames = np.fft.irfft(spectrum, _SIZE, axis=1)
        frames *= _WINDOW
        first = self._done == 0
        self._done += count
        return self._overlapped(frames, first=first, last=self._done == self._frames)

    def _windowed_pulses(self, count: int) -> Floats:
        """(count, `_SIZE`)."""
        wanted = min(self._frames, self._done + count + 1) - self._pulses.made
        new = self._pulses.next(wanted)
        missing = (count + _OVERLAP - 1) * HOP - len(self._excitation) - len(new)
        excitation = np.concatenate((self._excitation, new, np.zeros(max(0, missing), np.float32)))
        self._excitation = excitation[count * HOP :]
        frames = np.lib.stride_tricks.sliding_window_view(excitation, _SIZE)[::HOP][:count]
        windowed: Floats = frames * _PULSE_WINDOW
        return windowed

    def _overlapped(self, frames: Floats, *, first: bool, last: bool) -> Floats:
        count = len(frames)
        blocks = frames.reshape(count, _OVERLAP, HOP)
        added = np.zeros((count + _OVERLAP - 1, HOP), np.float32)
        weights = np.zeros((count + _OVERLAP - 1, HOP), np.float32)
        added[: _OVERLAP - 1] = self._added
        weights[: _OVERLAP - 1] = self._weights
        for hop in range(_OVERLAP):
            added[hop : hop + count] += blocks[:, hop]
            weights[hop : hop + count] += _SQUARES[hop]
        self._added, self._weights = added[count:], weights[count:]
        begin = 2 if first else 0
        end = count + 2 if last else count
        done = added[begin:end] / np.maximum(weights[begin:end], 1e-11)
        samples: Floats = done.reshape(-1)
        return samples


class PulseTrain:
    """A pulse for each period of the pitch, limited in band: all harmonics below `_HIGHEST_HZ`, each of amplitude one.

    The sum of cos(h·t) for h = 1 … H is sin((H + ½)·t) / (2 sin(t/2)) − ½. Where nothing is voiced it is silent.
    """

    def __init__(self, pitch_hz: Floats) -> None:
        self._pitch = np.pad(pitch_hz.astype(np.float32), 1, mode="edge")
        self._phase = 0.0
        self.made = 0
        """Frames that were given."""

    def next(self, count: int) -> Floats:
        """The samples of the next `count` frames."""
        if count <= 0:
            return np.zeros(0, np.float32)
        hz = self._interpolated(self.made, count)
        self.made += count
        voiced = hz > _VOICED_HZ
        np.maximum(hz, _VOICED_HZ, out=hz)
        periods = np.cumsum(hz, dtype=np.float64)
        periods /= RATE_HZ
        periods += self._phase
        periods -= np.floor(periods)
        self._phase = float(periods[-1])
        angle = (2 * np.pi * periods).astype(np.float32)
        harmonics = np.floor(_HIGHEST_HZ / hz)
        harmonics += np.float32(0.5)
        divisor = np.sin(angle * np.float32(0.5))
        divisor *= 2
        at_pulse = np.abs(divisor) <= _SMALLEST_SINE
        divisor[at_pulse] = 1
        pulses = np.sin(harmonics * angle)
        pulses /= divisor
        pulses[at_pulse] = harmonics[at_pulse]
        pulses -= np.float32(0.5)
        pulses *= voiced
        samples: Floats = pulses
        return samples

    def _interpolated(self, begin: int, count: int) -> Floats:
        """The pitch of each sample, from that in the middle of each frame."""
        before, at, behind = (self._pitch[begin + shift : begin + shift + count, None] for shift in range(3))
        half = HOP // 2
        share = ((np.arange(HOP, dtype=np.float32) + 0.5) / HOP - 0.5) % 1
        hz = np.empty((count, HOP), np.float32)
        hz[:, :half] = before * (1 - share[:half]) + at * share[:half]
        hz[:, half:] = at * (1 - share[half:]) + behind * share[half:]
        return hz.reshape(-1)


def _shape(spectrum: Complex, parts: Floats, first_frame: int) -> None:
    """Turn the spectrum of the pulses, in place, into that of the speech."""
    harmonic, turn, noise, own, own_phase = (parts[:, at * BINS : (at + 1) * BINS] for at in range(5))
    turn = np.tanh(turn)
    turn *= np.float32(np.pi)
    spectrum *= _polar(_exp(harmonic), turn)
    shaped_noise = _noise().take(range(first_frame, first_frame + len(parts)), axis=0, mode="wrap")
    shaped_noise *= _exp(noise)
    spectrum += shaped_noise
    spectrum += _polar(_exp(own), own_phase)
    spectrum[:, :2] = 0  # no speech lies there, and a telephone line carries no direct current


def _exp(logarithm: Floats) -> Floats:
    limited: Floats = np.minimum(logarithm, _LOUDEST)
    return np.exp(limited, out=limited)


def _polar(size: Floats, angle: Floats) -> Complex:
    turned = np.empty(size.shape, np.complex64)
    np.cos(angle, out=turned.real)
    np.sin(angle, out=turned.imag)
    turned *= size
    return turned


@cache
def _noise() -> Complex:
    random = np.random.default_rng(_SEED)
    noise: Complex = random.standard_normal((_NOISE_FRAMES, 2 * BINS), dtype=np.float32).view(np.complex64)
    return noise
