"""Doubles for the engine runtime: a sink that listens, a pool without processes, a finisher that really resamples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import soxr

from engine.errors import EngineError, OverloadedError
from engine.interface import AudioFormat, Piece, Samples, VoiceInfo
from engine.workers.pool import PoolOptions, Priority
from engine.workers.rendition import Rendition

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.workers.worker_messages import ClipCut

TONE = VoiceInfo("tone", "tone", ("en-us", "en"), rate_hz=8000, parameters=("tone.script",))


class CollectingSink:
    """A `Sink` that keeps all it is given; `stop_after` writes it wants no more."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.chunks: list[Samples] = []
        self.words: list[tuple[int, int]] = []
        self.stops: list[Callable[[], None]] = []
        self._stop_after = stop_after

    def write(self, samples: Samples) -> bool:
        self.chunks.append(samples.copy())
        return self._stop_after is None or len(self.chunks) < self._stop_after

    def word(self, character: int, offset: int) -> None:
        self.words.append((character, offset))

    def on_cancel(self, stop: Callable[[], None]) -> None:
        self.stops.append(stop)

    @property
    def audio(self) -> Samples:
        return np.concatenate([np.zeros(0, np.int16), *self.chunks])


class SoxrFinisher:
    """Resamples as the server's finisher does, and leaves 16-bit samples."""

    def __init__(self, source_rate_hz: int, fmt: AudioFormat, voice_gain: float) -> None:
        self._stream = soxr.ResampleStream(source_rate_hz, fmt.rate_hz, 1, dtype="int16", quality="HQ")

    def push(self, samples: Samples, last: bool) -> bytes:
        octets: bytes = self._stream.resample_chunk(samples, last=last).tobytes()
        return octets


class PoolDouble:
    """Renders ten samples a character with a word at each, at once or when the test says so."""

    def __init__(self, *voices: VoiceInfo) -> None:
        self.voices = voices or (TONE,)
        self.options = PoolOptions(engines=())
        self.asked: list[tuple[Piece | bytes, Priority]] = []
        self.growing: list[tuple[Piece, Rendition]] = []
        self.is_held = False
        self.is_full = False
        self.remote: set[str] = set()
        """Names of voices that are a service's."""
        self.error: EngineError | None = None

    def is_remote(self, voice: str) -> bool:
        return voice in self.remote

    def render(
        self, piece: Piece, fmt: AudioFormat, priority: Priority = Priority.FIRST, *, into: Rendition | None = None
    ) -> Rendition:
        if self.is_full:
            raise OverloadedError("full")
        self.asked.append((piece, priority))
        rendition = into or Rendition(fmt.sample_bytes)
        rendition.on_abandoned = lambda: rendition.fail(EngineError("cancelled"))
        self.growing.append((piece, rendition))
        if not self.is_held:
            self.finish()
        return rendition

    def play(
        self,
        samples: bytes,
        rate_hz: int,
        cut: ClipCut,
        fmt: AudioFormat,
        priority: Priority = Priority.FIRST,
        *,
        into: Rendition | None = None,
    ) -> Rendition:
        """What is finished is what was given."""
        self.asked.append((samples, priority))
        rendition = into or Rendition(fmt.sample_bytes)
        rendition.add(samples, (), last=True)
        return rendition

    def finish(self) -> None:
        """Give all that is growing its audio, in two parts."""
        growing, self.growing = self.growing, []
        for piece, rendition in growing:
            if self.error is not None:
                rendition.fail(self.error)
                continue
            text = piece.text
            words = [
                (index, 10 * index)
                for index, character in enumerate(text)
                if not character.isspace() and (index == 0 or text[index - 1].isspace())
            ]
            half = len(text) // 2
            rendition.add(b"\x01" * 10 * half * rendition.sample_bytes, words, last=False)
            rendition.add(b"\x02" * 10 * (len(text) - half) * rendition.sample_bytes, (), last=True)
