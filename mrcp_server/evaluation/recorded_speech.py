"""From a recording to what a caller's line would bring: samples, where speech is in them, and what they should give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.audio.audio_file import AudioReader
from engine.recognition import NARROW_HZ, recognizer_rate_hz
from mrcp_server.evaluation.word_errors import readings
from rtp.audio.resample import resample
from rtp.receiving.detector import FRAME_SAMPLES, SpeechChange, SpeechDetector
from rtp.wire.g711 import Law, decode_array, encode_array

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.grammars.active import GrammarSet
    from engine.grammars.interpretation import InputInterpreter

MAX_SECONDS = 120.0
"""The longest recording that is taken: a recogniser keeps no more of a caller."""
_LEAD_FRAMES, _TAIL_FRAMES = 10, 50
"""Silence in front of a recording and behind it: a detector must know a line before it believes that somebody speaks
there, and a recording may end with its last word."""
_ROW = np.zeros(1, np.int64)
_MOST_MEANINGS = 5


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording as the recogniser is to get it."""

    samples: NDArray[np.int16]
    rate_hz: int
    """8000 or 16000."""
    begins: int
    """The sample with which speech begins, by the server's detector."""
    ends: int
    """The sample at which the detector knows that speech has ended; 0: nobody speaks."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate_hz


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is to come of a recording."""

    texts: frozenset[str] = frozenset()
    """Sentences of the grammar that are what was said, in matching form; none: it is out of grammar."""
    meanings: tuple[object, ...] = ()
    """What they mean; none where the grammar has no tags for them."""


def read_sound(file: Path, *, telephone: bool = False) -> Sound:
    """Decode a recording and find speech in it; with `telephone` as G.711 at 8 kHz leaves it.

    Raises:
        EngineError: no audio, or too long.
        OSError: the file cannot be read.
    """
    with file.open("rb") as opened, AudioReader(opened, name=file.name, max_s=MAX_SECONDS) as reader:
        recorded = np.concatenate([np.zeros(0, np.int16), *reader])
    return find_speech(recorded, reader.rate_hz, telephone=telephone)


def find_speech(recorded: NDArray[np.int16], rate_hz: int, *, telephone: bool = False) -> Sound:
    """Bring samples to a rate of the recognisers, and find where somebody speaks in them."""
    wanted_hz = NARROW_HZ if telephone else recognizer_rate_hz(rate_hz)
    samples = recorded if rate_hz == wanted_hz else resample(recorded, rate_hz, wanted_hz)
    if telephone:
        samples = decode_array(encode_array(samples, Law.PCMU), Law.PCMU)
    narrow = samples if wanted_hz == NARROW_HZ else resample(samples, wanted_hz, NARROW_HZ)
    begins, ends = _speech(narrow)
    scale = wanted_hz // NARROW_HZ
    return Sound(samples, wanted_hz, begins * scale, min(ends * scale, len(samples)))


def _speech(narrow: NDArray[np.int16]) -> tuple[int, int]:
    """Where speech begins, and where it is known to have ended; (0, 0): there is none."""
    lead, fill = _LEAD_FRAMES * FRAME_SAMPLES, -len(narrow) % FRAME_SAMPLES
    frames = np.pad(narrow, (lead, fill + _TAIL_FRAMES * FRAME_SAMPLES)).reshape(-1, FRAME_SAMPLES)
    detector = SpeechDetector(1)
    detector.open(0)
    begins = ends = 0
    speaks = False
    for number in range(len(frames)):
        for change in detector.push(_ROW, frames[number : number + 1]):
            at = (number + 1) * FRAME_SAMPLES - lead
            speaks = change.change is SpeechChange.STARTED
            if speaks and not ends and not begins:
                begins = max(1, at - change.frames_ago * FRAME_SAMPLES)
            elif not speaks:
                ends = max(1, at)
    return begins, len(narrow) if speaks else ends


async def expect(said: str, grammars: GrammarSet, interpreter: InputInterpreter) -> Expectation:
    """Find what was said in the grammars, however its numbers are written; the words as they are in open speech."""
    ways = [" ".join(way) for way in readings(said, grammars.language)]
    if grammars.transcribe:
        return Expectation(frozenset(filter(None, ways)))
    spoken, _ = grammars.active("voice")
    texts: set[str] = set()
    meanings: list[object] = []
    for way in filter(None, ways):
        read = await interpreter.text(way, grammars, _MOST_MEANINGS)
        for one in read.alternatives:
            if one.grammar in spoken:
                texts.add(one.text)
                if one.instance is not None:
                    meanings.append(one.value)
    return Expectation(frozenset(texts), tuple(meanings))
