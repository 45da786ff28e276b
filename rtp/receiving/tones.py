"""Is this sound a signalling tone? Ringback, dial tone, busy, SIT, fax, DTMF: one or two steady sines, nothing else.

The native speech detectors take such tones for speech in 37 to 59 % of the frames. Measured on 40 ms of signal, all
rows at once: how much of the energy lies in the two strongest spectral peaks, and whether their centre of gravity and
their level stay where they were a frame ago. Vowels of a steady voice may show the first, hardly ever both.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 8000
WINDOW_SAMPLES = 320
_FFT_SAMPLES = 512
_BIN_HZ = RATE_HZ / _FFT_SAMPLES
_LOBE = 4  # bins at each side of a peak: the main lobe of a Hann window of 320 samples

MIN_SHARE = 0.90
"""Part of the energy that two peaks must hold; a tone 15 dB above white noise keeps 0.96."""
MIN_TONE_HZ = 300.0
"""The lowest signalling tone is 350 Hz; below lies the pitch of voices."""
MAX_DRIFT_HZ = 8.0
"""How far the centre may move in 20 ms: 440 and 480 Hz beat, which moves it by 5. The pitch of speech moves more."""
MAX_LEVEL_CHANGE_DB = 2.0

_HANN = np.hanning(WINDOW_SAMPLES)
_FREQUENCY_HZ = np.arange(_FFT_SAMPLES // 2 + 1) * _BIN_HZ


@dataclass(frozen=True, slots=True)
class Peaks:
    """The two strongest spectral peaks of each row; columns [n]."""

    share: NDArray[np.float64]
    """Energy in the two peaks, of all energy; 0…1."""
    centre_hz: NDArray[np.float64]
    """Centre of gravity of the two peaks."""
    level_db: NDArray[np.float64]
    """Energy of the two peaks, relative to nothing in particular."""


def peaks(windows: NDArray[np.integer] | NDArray[np.floating]) -> Peaks:
    """Measure the last 40 ms of every row, [n, 320] at 8 kHz."""
    spectrum = np.fft.rfft(windows * _HANN, _FFT_SAMPLES, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    power[:, :2] = 0  # DC is no tone and no speech
    rest = power.copy()
    _take_lobe(rest)
    _take_lobe(rest)
    taken = power - rest
    energy = taken.sum(axis=1) + 1e-9
    centre_hz = (taken @ _FREQUENCY_HZ) / energy
    return Peaks(energy / (power.sum(axis=1) + 1e-9), centre_hz, 10 * np.log10(energy))


def are_tones(now: Peaks, before: Peaks) -> NDArray[np.bool_]:
    """True for the rows whose sound is a steady tone, given the measurement of one frame earlier; [n]."""
    is_tone: NDArray[np.bool_] = (
        (now.share >= MIN_SHARE)
        & (now.centre_hz >= MIN_TONE_HZ)
        & (np.abs(now.centre_hz - before.centre_hz) <= MAX_DRIFT_HZ)
        & (np.abs(now.level_db - before.level_db) <= MAX_LEVEL_CHANGE_DB)
    )
    return is_tone


def _take_lobe(power: NDArray[np.float64]) -> None:
    """Remove the main lobe around the strongest bin of each row."""
    strongest = np.argmax(power, axis=1)
    columns = strongest[:, np.newaxis] + np.arange(-_LOBE, _LOBE + 1)
    np.put_along_axis(power, np.clip(columns, 0, power.shape[1] - 1), 0.0, axis=1)
