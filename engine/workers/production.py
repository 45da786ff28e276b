"""From what an engine writes to messages of finished audio: the worker's side of one piece."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np

from engine.audio.edges import EdgeShaper
from engine.audio.volume import VolumeEnvelope
from engine.errors import EngineError
from engine.workers.worker_messages import Audio

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.interface import AudioFormat, Finisher, FinisherFactory, Piece, Samples

GATHER_S = 0.010
GATHER_AUDIO_S = 4
"""The first audio of a piece leaves at once. What follows is gathered for so long, or until it is so many seconds of
audio: each message costs the control process a wake-up, each call of the finisher as much as for ten times as many, and
an engine that is 1,000 times faster than speech would cause hundreds a second."""
MAX_PIECE_S = 180
"""An engine that goes on for longer than this over 300 characters has lost its way."""


class PassThrough:
    """The finisher for listeners that want what the engine makes: 16-bit samples at the engine's own rate."""

    def __init__(self, encoding: str) -> None:
        self._dtype = ">i2" if encoding == "L16" else "<i2"

    def push(self, samples: Samples, last: bool) -> bytes:
        return samples.astype(self._dtype).tobytes()


def pass_through(source_rate_hz: int, fmt: AudioFormat, voice_gain: float) -> PassThrough:  # noqa: ARG001 (as it is)
    """Make a `PassThrough`.

    Raises:
        EngineError: `fmt` needs resampling or a codec.
    """
    if fmt.rate_hz != source_rate_hz or fmt.encoding not in {"PCM", "L16"}:
        raise EngineError(f"audio of {source_rate_hz} Hz cannot be had as {fmt.encoding} at {fmt.rate_hz} Hz")
    return PassThrough(fmt.encoding)


class Production:
    """The `Sink` of one piece or recording: shapes its edges, sets its volume, finishes it and sends it.

    `write`, `word` and `close` belong to the engine's thread; `cancel` may come from another. `gather_s` is 0 for an
    engine that writes seldom: what it writes is not kept back until it writes again.
    """

    def __init__(
        self,
        job: int,
        fmt: AudioFormat,
        source_rate_hz: int,
        *,
        send: Callable[[Audio], None],
        gather_s: float = GATHER_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._job = job
        self._fmt = fmt
        self._rate_hz = source_rate_hz
        self._send = send
        self._gather_s = gather_s
        self._clock = clock
        self._lock = threading.Lock()
        self._stops: list[Callable[[], None]] = []
        self._shaper = EdgeShaper(source_rate_hz, trim=False)
        self._volume: VolumeEnvelope | None = None
        self._finisher: Finisher | None = None
        self._words: list[tuple[int, int]] = []
        self._told = 0
        self._shaped = 0
        self._written = 0
        self._raw: list[Samples] = []
        self._raw_samples = 0
        self._ready = bytearray()
        self._send_at = 0.0
        self.cancelled = False
        self.passing = False
        """Set when what is made is not to be kept."""

    def begin(self, piece: Piece | None, make_finisher: FinisherFactory, gain: float, *, trim: bool) -> None:
        """Get ready for audio. `piece` is None for a recording. Raises EngineError from the finisher's factory."""
        if piece is not None:
            self._volume = VolumeEnvelope(piece, self._rate_hz)
            gain *= self._volume.overall
        self._shaper = EdgeShaper(self._rate_hz, trim=trim)
        self._finisher = make_finisher(self._rate_hz, self._fmt, gain)

    def write(self, samples: Samples) -> bool:
        if self.cancelled:
            return False
        self._written += len(samples)
        if self._volume is not None and self._written > MAX_PIECE_S * self._rate_hz:
            raise EngineError(f"a piece of more than {MAX_PIECE_S} s")
        self._raw.append(samples.copy())
        self._raw_samples += len(samples)
        if self._clock() >= self._send_at or self._raw_samples >= GATHER_AUDIO_S * self._rate_hz:
            self._finish(self._shaper.push(self._take_raw()), last=False)
            if self._ready:
                self._dispatch(last=False)
        return not self.cancelled

    def word(self, character: int, offset: int) -> None:
        self._words.append((character, offset))

    def on_cancel(self, stop: Callable[[], None]) -> None:
        with self._lock:
            self._stops.append(stop)
            late = self.cancelled
        if late:
            stop()

    def cancel(self) -> None:
        """Have the engine stop; returns at once."""
        with self._lock:
            self.cancelled = True
            stops, self._stops = self._stops, []
        for stop in stops:
            stop()

    def close(self) -> None:
        """The engine has written all: finish and send the rest."""
        rest = np.concatenate((self._shaper.push(self._take_raw()), self._shaper.finish()))
        self._finish(rest, last=True)
        self._dispatch(last=True)

    def _take_raw(self) -> Samples:
        raw, self._raw = self._raw, []
        self._raw_samples = 0
        return np.concatenate(raw) if raw else np.zeros(0, np.int16)

    def _finish(self, samples: Samples, *, last: bool) -> None:
        assert self._finisher is not None  # noqa: S101 (begin comes first: ours to keep)
        if not len(samples) and not last:
            return
        if self._volume is not None and not self._volume.flat:
            for character, offset in self._words[self._shaped :]:
                self._volume.word(character, max(0, offset - self._shaper.cut_samples))
            self._shaped = len(self._words)
            samples = self._volume.push(samples)
        self._ready += self._finisher.push(samples, last)

    def _dispatch(self, *, last: bool) -> None:
        new = self._words[self._told :]
        self._told = len(self._words)
        self._send(Audio(self._job, bytes(self._ready), tuple(map(self._finished_word, new)), last, self.passing))
        self._ready.clear()
        self._send_at = self._clock() + self._gather_s

    def _finished_word(self, word: tuple[int, int]) -> tuple[int, int]:
        """The place of a word in the finished audio."""
        character, offset = word
        kept = max(0, offset - self._shaper.cut_samples)
        return character, (kept * self._fmt.rate_hz + self._rate_hz // 2) // self._rate_hz


def play(samples: Samples, rate_hz: int, sink: Production) -> None:
    """Write `samples` in blocks, so that a cancel is heeded and messages stay small."""
    block = max(1, rate_hz // 2)
    for begin in range(0, len(samples), block):
        if not sink.write(np.ascontiguousarray(samples[begin : begin + block])):
            return
