"""One piece of speech as it comes from a service: bounded, in time, at one rate, with its words.

Whatever a service sends, this is where it becomes samples. It may send less than speech needs, more than anybody
wants, another rate than was asked for, or half a sample: each is an error here, not noise in an ear.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import soxr

from engine.remote.errors import Fault, ServiceError
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.interface import Piece, Samples, Sink
    from engine.voices.remote.tempo import Tempo

_RATES = range(8_000, 48_001)
_BLOCK_S = 0.02
"""What comes in drops is gathered to this, so that a drop is not a message of its own."""
_SAMPLE_BYTES = 2


class SpeechStream:
    """Over all parts of one piece: for each, `begin_part`, then audio and words, then `end_part`."""

    def __init__(
        self,
        sink: Sink,
        *,
        service: str,
        rate_hz: int,
        idle_timeout_s: float,
        tempo: Tempo,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.samples = 0
        """Written so far, at `rate_hz`; with the first of them there is no way back."""
        self._sink = sink
        self._service = service
        self._rate_hz = rate_hz
        self._idle_timeout_s = idle_timeout_s
        self._tempo = tempo
        self._clock = clock
        self._first_at: float | None = None
        self._rest = bytearray()
        self._source_hz = 0
        self._received_samples = 0.0
        self._resampler: soxr.ResampleStream | None = None
        self._part_begin = 0
        self._part_samples = 0
        self._part_characters = 0
        self._character_ms = 0.0
        self._rate = 1.0
        self._estimated: list[tuple[int, float]] = []
        self._text = ""
        self._told: list[int] = []
        self._cursor = 0

    def begin_part(self, part: Piece, begin: int, rate: float) -> None:
        """The next audio is that of `part`, which begins at character `begin`, spoken at `rate`. Again after a failed
        try."""
        self._rest.clear()
        self._source_hz, self._resampler, self._received_samples = 0, None, 0.0
        self._part_begin = begin
        self._part_samples = self.samples
        self._text = part.text
        self._part_characters = len(part.text.strip())
        self._rate = rate
        self._character_ms = self._tempo.character_ms / max(rate, 0.1)
        starts = [word.start for word in words(part.spans)]
        first = starts[0] if starts else 0
        self._estimated = [(start, (start - first) * self._character_ms) for start in starts]
        self._told = starts
        self._cursor = 0

    @property
    def part_ms(self) -> float:
        """How much of this part was written."""
        return (self.samples - self._part_samples) * 1000 / self._rate_hz

    @property
    def received_ms(self) -> float:
        """How much of this part has come, at the rate it came in."""
        return self._received_samples * 1000 / self._source_hz if self._source_hz else 0.0

    def pcm(self, data: bytes, rate_hz: int) -> None:
        """Take little-endian 16-bit audio of one channel; it may be cut anywhere.

        Raises:
            ServiceError: TIMEOUT when it comes more slowly than it is spoken; GARBAGE for a rate that is none.
        """
        self._heed_rate(rate_hz)
        self._rest += data
        self._received_samples += len(data) / _SAMPLE_BYTES
        size = len(self._rest) - len(self._rest) % _SAMPLE_BYTES
        if size >= _BLOCK_S * rate_hz * _SAMPLE_BYTES:
            block = np.frombuffer(bytes(self._rest[:size]), "<i2").astype(np.int16)
            del self._rest[:size]
            self._write(self._at_our_rate(block, last=False))
        self._keep_pace(rate_hz)

    def character(self, character: str, part_ms: float) -> None:
        """A service tells when a character is spoken, in order, in milliseconds of this part. It counts for the words,
        which are no longer estimated."""
        self._estimated.clear()
        place = self._text.find(character, self._cursor, self._cursor + 8) if character.strip() else -1
        if place < 0:
            return
        self._cursor = place + 1
        while self._told and self._told[0] <= place:
            start = self._told.pop(0)
            self._word(start, part_ms)

    def end_part(self) -> None:
        """All audio of this part has come.

        Raises:
            ServiceError: GARBAGE when there was none, or it ends within a sample.
        """
        if len(self._rest) % _SAMPLE_BYTES:
            raise ServiceError(Fault.GARBAGE, f"{self._service}: its audio ends in the middle of a sample")
        block = np.frombuffer(bytes(self._rest), "<i2").astype(np.int16)
        self._rest.clear()
        self._write(self._at_our_rate(block, last=True))
        if self.samples == self._part_samples:
            raise ServiceError(Fault.GARBAGE, f"{self._service}: no audio")
        for start, at_ms in self._estimated:
            self._word(start, min(at_ms, self.part_ms))
        self._estimated.clear()
        self._tempo.learn(self._part_characters, self.part_ms, self._rate)

    def _heed_rate(self, rate_hz: int) -> None:
        if rate_hz == self._source_hz and rate_hz:
            return
        if self._source_hz or rate_hz not in _RATES:
            raise ServiceError(Fault.GARBAGE, f"{self._service}: audio of {rate_hz} Hz")
        self._source_hz = rate_hz
        if rate_hz != self._rate_hz:
            self._resampler = soxr.ResampleStream(rate_hz, self._rate_hz, 1, dtype="int16", quality="HQ")

    def _at_our_rate(self, block: Samples, *, last: bool) -> Samples:
        if self._resampler is None:
            return block
        resampled: Samples = self._resampler.resample_chunk(block, last=last)
        return resampled

    def _write(self, block: Samples) -> None:
        if not len(block):
            return
        if self._first_at is None:
            self._first_at = self._clock()
        end_ms = self.part_ms + len(block) * 1000 / self._rate_hz
        while self._estimated and self._estimated[0][1] < end_ms:
            start, at_ms = self._estimated.pop(0)
            self._word(start, at_ms)
        self.samples += len(block)
        self._sink.write(block)

    def _word(self, start: int, part_ms: float) -> None:
        self._sink.word(self._part_begin + start, self._part_samples + round(part_ms * self._rate_hz / 1000))

    def _keep_pace(self, source_hz: int) -> None:
        """A trickle never is silent, and yet nobody can listen to it."""
        if self._first_at is None:
            return
        heard_s = self.samples / self._rate_hz + len(self._rest) / (_SAMPLE_BYTES * source_hz)
        if self._clock() - self._first_at > heard_s + self._idle_timeout_s:
            raise ServiceError(Fault.TIMEOUT, f"{self._service}: its audio comes more slowly than it is spoken")
