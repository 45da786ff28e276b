"""How long each phoneme lasts, by the rate or duration that its span should have, and when it is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.emphasis import effective_prosody
from engine.voices.hibari.model import FRAMES, UNIT_S

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.interface import Span
    from engine.voices.hibari.model import Floats
    from engine.voices.hibari.phonemes import Phoneme

Integers = np.ndarray[Any, np.dtype[np.int64]]

_MIN_RATE, _MAX_RATE = 0.25, 4.0
"""A span is not stretched or pressed further than this: beyond it, nothing is understood."""
_EARLY_UNITS, _EARLY_S = 2.0, 0.035
"""A phoneme is heard before its time: so many units of its natural pace, and so much whatever the pace. Measured
against a forced alignment by PocketSphinx at rates from 0.5 to 1.5; of 98 words the mean error is then 18 ms at the
usual rate, 35 ms at half of it."""
_LOUD = -0.4
"""The network's energy of a frame just above what is silence for `engine.audio.edges`."""
_STIRRING = -1.2
"""Below it, a frame has nothing in it."""
_MARGIN_UNITS = 2


class Timing(NamedTuple):
    """Durations of a run in units; index 0 and −1 are the pads at its ends."""

    natural: Floats
    """As the network has them, not rounded."""
    lasting: Integers

    @property
    def heard(self) -> Floats:
        """The unit at which each phoneme begins to be heard, (L)."""
        natural = np.concatenate(([0.0], np.cumsum(self.natural)))
        lasting = np.concatenate(([0], np.cumsum(self.lasting)))
        begins: Floats = np.interp(natural[:-1] - _EARLY_UNITS, natural, lasting) - _EARLY_S / UNIT_S
        return np.maximum(0.0, begins)

    def owners(self, values: Sequence[int]) -> Integers:
        """Of `values`, one for each phoneme and pad, that of the phoneme heard in each frame."""
        frames = np.arange(int(self.lasting.sum()) * FRAMES)
        heard = np.searchsorted(self.heard * FRAMES, frames, side="right") - 1
        owners: Integers = np.asarray(values, np.int64)[np.maximum(0, heard)]
        return owners


def timed(natural: Floats, phonemes: Sequence[Phoneme], rates: Mapping[int, float]) -> Timing:
    """Durations for `rates`, a factor for each span by index.

    Args:
        natural: as the network has it, (L).
        phonemes: L − 2, without the pads.
        rates: those of all spans of the phonemes.
    """
    by_phoneme = np.array([rates[span] for span in members(phonemes)])
    if np.all(by_phoneme == 1.0):
        return Timing(natural, np.maximum(1, np.rint(natural)).astype(np.int64))
    least = np.array([1, *(0 if phoneme.silent else 1 for phoneme in phonemes), 1])
    least[by_phoneme <= 1.0] = 1  # only what is hurried may vanish, and of that only silent signs
    lasting = np.empty(len(natural), np.int64)
    owed = 0.0  # what one is rounded by, the next makes good
    for index, share in enumerate((natural / by_phoneme).tolist()):
        lasting[index] = max(least[index], round(share + owed))
        owed += share - lasting[index]
    return Timing(natural, lasting)


def members(phonemes: Sequence[Phoneme]) -> list[int]:
    """The spans of all phonemes and of the pads, which go with their neighbours."""
    return [phonemes[0].span, *(phoneme.span for phoneme in phonemes), phonemes[-1].span]


def rates(spans: Sequence[Span]) -> dict[int, float]:
    """The factor on the rate of each of `spans`, durations left aside."""
    return {index: _bounded(effective_prosody(span).rate) for index, span in enumerate(spans)}


def rates_for_durations(
    trial: Timing, energy: Floats, phonemes: Sequence[Phoneme], spans: Sequence[Span], tried: Mapping[int, float]
) -> dict[int, float]:
    """The factors for the spans that should last a certain time, by how long they take at those that were `tried`."""
    first, end = loud_units(energy)
    starts: dict[int, float] = {}
    for span, heard in zip(members(phonemes), trial.heard.tolist(), strict=True):
        starts.setdefault(span, heard)
    order = list(starts)
    found = {}
    for at, index in enumerate(order):
        wanted_ms = spans[index].prosody.duration_ms
        begin = first if at == 0 else starts[index]
        until = starts[order[at + 1]] if at + 1 < len(order) else end
        if wanted_ms and until > begin:
            found[index] = _bounded(tried[index] * (until - begin) * UNIT_S * 1000 / wanted_ms)
    return found


def _bounded(rate: float) -> float:
    return min(_MAX_RATE, max(_MIN_RATE, rate))


def loud_units(energy: Floats) -> tuple[float, float]:
    """Where the sound of a run begins and ends, in units; `energy` (F) is the network's."""
    loud = np.flatnonzero(energy > _LOUD)
    return (float(loud[0]) / FRAMES, float(loud[-1] + 1) / FRAMES) if len(loud) else (0.0, 0.0)


def stirring_units(energy: Floats) -> tuple[int, int]:
    """The units of a run, first and end, outside of which nothing is to be heard."""
    stirring = np.flatnonzero(energy > _STIRRING) // FRAMES
    if not len(stirring):
        return 0, 0
    return max(0, int(stirring[0]) - _MARGIN_UNITS), min(len(energy) // FRAMES, int(stirring[-1]) + 1 + _MARGIN_UNITS)
