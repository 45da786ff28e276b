"""A loaded voice at work: a run of phonemes to sound, bit by bit, and the places of its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.errors import EngineError
from engine.voices.hibari.intonation import VOICED_HZ, intoned, is_plain
from engine.voices.hibari.model import CONTEXT, FRAMES, Melody
from engine.voices.hibari.timing import Timing, members, rates, rates_for_durations, stirring_units, timed
from engine.voices.hibari.waveform import HOP, Waveform

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.interface import Samples, Span
    from engine.voices.hibari.model import Floats, HibariModel, Reading
    from engine.voices.hibari.phonemes import Run
    from engine.voices.stopper import Stopper

_FIRST_UNITS, _FURTHER_UNITS = 30, 100
"""How much sound is made at once: 0.75 s to begin with, so that it is soon there, then more, because the surroundings
of each bit cost as much as if they were heard."""
_TRIALS = 3
"""For a duration: sounds do not shrink and grow all alike, so that it is met by trying."""
_ENERGY = 1
"""Which row of `Melody.energy` it is; the other is the pitch once more."""


class Prepared(NamedTuple):
    """A run whose melody is known and whose sound is to be made."""

    words: tuple[tuple[int, int], ...]
    """(character of the piece, sample of the run at which that word begins)."""
    sound: Floats
    """Features of every unit, for the sound network."""
    melody: Melody


class HibariVoice:
    """A model with its alphabet."""

    def __init__(self, model: HibariModel, vocabulary: Mapping[str, int]) -> None:
        self._model = model
        self._vocabulary = vocabulary

    def prepare(
        self, run: Run, spans: Sequence[Span], own_hz: float, stopper: Stopper, *, first: bool, last: bool
    ) -> Prepared | None:
        """Find out when and how high everything is said; None when stopped.

        The silence before the `first` run of a piece and behind the `last` is left out.
        """
        reading = self._model.read(run.ids(self._vocabulary), stopper)
        timing = None if reading is None else self._timing(reading, run, spans, stopper)
        if reading is None or timing is None:
            return None
        melody = self._model.intone(np.repeat(reading.melody, timing.lasting, axis=2), stopper)
        if melody is None:
            return None
        if not is_plain(spans):
            owners = timing.owners(members(run.phonemes))
            melody = melody._replace(pitch_hz=intoned(melody.pitch_hz[0], owners, spans, own_hz)[None])
        units = int(timing.lasting.sum())
        begin, end = stirring_units(melody.energy[0, _ENERGY])
        begin, end = begin if first else 0, end if last else units
        heard = np.maximum(0.0, timing.heard - begin) * FRAMES * HOP
        return Prepared(
            words=tuple((character, round(float(heard[index + 1]))) for index, character in run.words),
            sound=np.repeat(reading.sound, timing.lasting, axis=2)[:, :, begin:end],
            melody=melody.part(begin, end),
        )

    def sounded(self, prepared: Prepared, stopper: Stopper) -> Iterator[Samples]:
        """The samples of a run, bit by bit; fewer when stopped.

        Raises:
            EngineError: the network fails.
        """
        waveform = Waveform(prepared.melody.pitch_hz[0])
        units = prepared.sound.shape[2]
        begin = 0
        while begin < units:
            end = min(units, begin + (_FURTHER_UNITS if begin else _FIRST_UNITS))
            if units - end < CONTEXT:
                end = units  # the rest is computed anyway, as the surroundings of this
            low, high = max(0, begin - CONTEXT), min(units, end + CONTEXT)
            parts = self._model.sound(prepared.sound[:, :, low:high], prepared.melody.part(low, high), stopper)
            if parts is None:
                return
            samples = waveform.push(parts[(begin - low) * FRAMES : (end - low) * FRAMES])
            if not np.isfinite(samples).all():
                raise EngineError("hibari: the network has lost its way")
            yield np.rint(np.clip(samples, -1.0, 1.0) * 32767).astype(np.int16)
            begin = end

    def pitch_hz(self, run: Run, spans: Sequence[Span], stopper: Stopper) -> float:
        """The median pitch of a run, in Hz; 0 when nothing in it is voiced, or it is stopped."""
        prepared = self.prepare(run, spans, 0.0, stopper, first=True, last=True)
        pitch = prepared.melody.pitch_hz if prepared else np.zeros((1, 0), np.float32)
        voiced = pitch[pitch > VOICED_HZ]
        return float(np.median(voiced)) if len(voiced) else 0.0

    def _timing(self, reading: Reading, run: Run, spans: Sequence[Span], stopper: Stopper) -> Timing | None:
        wanted = rates(spans)
        for _ in range(_TRIALS if any(span.prosody.duration_ms for span in spans) else 0):
            trial = timed(reading.durations, run.phonemes, wanted)
            melody = self._model.intone(np.repeat(reading.melody, trial.lasting, axis=2), stopper)
            if melody is None:
                return None
            wanted |= rates_for_durations(trial, melody.energy[0, _ENERGY], run.phonemes, spans, wanted)
        return timed(reading.durations, run.phonemes, wanted)
