"""Utterances in, finished audio out: what every door calls."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from engine.apart import InThreads
from engine.errors import ClipError
from engine.interface import (
    BLEEP_URI,
    AudioFormat,
    Break,
    Clip,
    Recording,
    Sentence,
    Utterance,
    VoiceInfo,
    VoiceSelection,
)
from engine.speaking.bleep import BLEEP_RATE_HZ, bleep
from engine.speaking.cache import PromptCache, clip_key, piece_key
from engine.speaking.clip_decoding import ClipDecoder
from engine.speaking.fallback import Fallback
from engine.speaking.pieces import PiecePlan, check_readable, plan_sentence
from engine.speaking.position import START, Jump, Position, Unit
from engine.speaking.speech import Speech, Timings
from engine.speaking.speech_order import SpeechOrder
from engine.speaking.structure import UtteranceStructure
from engine.speaking.timeline import Spoken
from engine.speaking.voice_choice import Choice, VoiceChooser
from engine.workers.pool import Priority, WorkerPool
from engine.workers.rendition import Rendition
from engine.workers.worker_messages import ClipCut

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.apart import Apart
    from engine.interface import Piece

__all__ = ["Fetch", "Speaker", "Speech", "SpeechOrder", "Spoken", "Timings"]

_CHARACTER_MS = 65.0
"""How long a character lasts in a piece that was never made: a usual reading speed of 15 a second."""
_MAX_LENGTHS = 20_000
"""Lengths of pieces that are remembered for jumps."""


@dataclass(slots=True)
class SpeakerCounters:
    """Plain numbers for metrics; they only grow."""

    unsaid_signs: int = 0
    """Signs without a name in what was to be said, each said as a mere "symbol"."""


class Fetch(Protocol):
    """Gets a recording, in any container: it is decoded apart. Raises ClipError."""

    async def __call__(self, clip: Clip) -> Recording: ...


class Speaker:
    """Makes speech of utterances; one for the whole server, made when the pool has started.

    `default_voice` is a name or alias; empty: the first voice of the first engine. `fallbacks` are the voices that
    speak when a service cannot, by its name: see `Fallback`. `apart` decodes recordings, in threads by default. Raises
    VoiceUnavailableError when there is none of such a name.
    """

    def __init__(
        self,
        pool: WorkerPool,
        *,
        cache: PromptCache | None = None,
        fetch: Fetch | None = None,
        apart: Apart | None = None,
        default_voice: str = "",
        fallbacks: Mapping[str, str] | None = None,
        counters: SpeakerCounters | None = None,
    ) -> None:
        self.counters = counters or SpeakerCounters()
        self._pool = pool
        # Without a cache of any size, sessions that want the same sentence at once still share it.
        self._cache = cache
        self._fetch = fetch
        self._source = ""
        self._clips = ClipDecoder(pool, apart or InThreads())
        self._chooser = VoiceChooser(pool.voices, default_voice)
        self._voices = {voice.name: voice for voice in pool.voices}
        self._fallback = Fallback(pool, fallbacks or {})
        self._lengths: dict[bytes, int] = {}

    def with_fetch(self, fetch: Fetch, source: str = "") -> Speaker:
        """The same speaker for a session that fetches recordings in its own way; costs next to nothing.

        `source` is whose they are: those of many are decoded in turn.
        """
        other = Speaker.__new__(Speaker)
        other.__dict__ |= self.__dict__
        other._fetch, other._source = fetch, source  # noqa: SLF001  # our own class
        return other

    @property
    def default_voice(self) -> VoiceInfo:
        """Who speaks when nobody is asked for."""
        return self._chooser.default

    @property
    def voices(self) -> Collection[VoiceInfo]:
        """All that there are."""
        return self._voices.values()

    def voice_for(self, selection: VoiceSelection) -> VoiceInfo:
        """The voice that will speak. Raises LanguageUnsupportedError, VoiceUnavailableError."""
        return self._chooser.choose(selection).voice

    def choice_for(self, selection: VoiceSelection) -> Choice:
        """As `voice_for`, with the wishes that it does not meet, for the log."""
        return self._chooser.choose(selection)

    def speak(
        self,
        utterance: Utterance,
        fmt: AudioFormat,
        *,
        start: Position = START,
        length: Jump | None = None,
        priority: Priority = Priority.FIRST,
        parameters: tuple[tuple[str, str], ...] = (),
    ) -> Speech:
        """Get ready to speak; audio is made as the speech is read.

        Call it inside a running event loop. `length` is RFC 6787's Speak-Length: no more than so much. `parameters` are
        vendor-specific; a voice gets those that it heeds. Raises LanguageUnsupportedError, VoiceUnavailableError when
        the first sentence has no voice, or one is written in kanji or hanzi that its voice does not read.
        """
        if start == START:
            # Whoever jumps or goes on has been counted.
            self.counters.unsaid_signs += sum(
                element.unsaid_signs for element in utterance.elements if isinstance(element, Sentence)
            )
        order = SpeechOrder(utterance, fmt, start, priority=priority, parameters=parameters)
        if start == START and (utterance.start_mark or utterance.end_mark):
            order = self._between_marks(order)
        return self._speak(order, length)

    def _speak(self, order: SpeechOrder, length: Jump | None) -> Speech:
        if length is not None:
            order = self._limited(order, length)
        self._check_voices(order)
        return Speech(order, self, self._speak)

    def _check_voices(self, order: SpeechOrder) -> None:
        sentences = [one for one in order.utterance.elements[order.start.element :] if isinstance(one, Sentence)]
        for first in sentences[:1]:
            self.voice_for(first.voice)
        for sentence in sentences:
            check_readable(sentence, self.voice_for)

    def _between_marks(self, order: SpeechOrder) -> SpeechOrder:
        """SSML 1.1 §3.1.1: startmark and endmark; what names no mark says nothing."""
        structure = self.structure(order)
        start, end = order.start, order.end
        with suppress(KeyError):
            start = structure.mark(order.utterance.start_mark)
        with suppress(KeyError):
            # "If the startmark is after the endmark, then no audio is generated."
            behind = structure.mark(order.utterance.end_mark) < start
            end = start if behind else structure.end_after(start, Jump(Unit.TAG, tag=order.utterance.end_mark))
        return replace(order, start=start, end=end)

    def _limited(self, order: SpeechOrder, length: Jump) -> SpeechOrder:
        end, max_ms = order.end, None
        if length.unit is Unit.SECOND:
            max_ms = 1000 * length.amount
        else:
            found = self.structure(order).end_after(order.start, length)
            end = min((place for place in (end, found) if place is not None), default=None)
        return replace(order, end=end, max_ms=max_ms)

    # --- for Speech ---------------------------------------------------------------------------------------------------

    def structure(self, order: SpeechOrder) -> UtteranceStructure:
        """The structure of the utterance, for jumps."""
        return UtteranceStructure(order.utterance, lambda element: self._length_ms(order, element))

    def render(self, piece: Piece, fmt: AudioFormat, priority: Priority) -> tuple[Rendition, bool]:
        """The audio of a piece, acquired, and whether it came from the cache."""
        if self._cache is None:
            rendition = Rendition(fmt.sample_bytes)
            rendition.acquire()
            self._make(piece, fmt, priority, rendition)
            return rendition, False
        return self._cache.obtain(
            self._key(piece, fmt), fmt.sample_bytes, lambda into: self._make(piece, fmt, priority, into)
        )

    def _make(self, piece: Piece, fmt: AudioFormat, priority: Priority, into: Rendition) -> None:
        """Raises OverloadedError."""
        self._fallback.stand_by(piece, self._voices[piece.voice], fmt, priority, into)
        self._pool.render(piece, fmt, priority, into=into)

    async def record(self, clip: Clip, fmt: AudioFormat, priority: Priority) -> Rendition:
        """The audio of a recording, acquired. Raises ClipError."""
        recording = None if clip.uri == BLEEP_URI else await self._recording(clip)
        cut = ClipCut(clip.begin_ms, clip.end_ms, clip.repeat_count, clip.repeat_ms, clip.sound_level_db, clip.speed)

        def play(into: Rendition) -> None:
            if recording is None:
                self._pool.play(bleep(), BLEEP_RATE_HZ, cut, fmt, priority, into=into)
            else:
                self._clips.play(recording, cut, fmt, priority, into=into, source=self._source)

        if self._cache is None:
            rendition = Rendition(fmt.sample_bytes)
            rendition.acquire()
            play(rendition)
            return rendition
        # Large recordings take milliseconds to digest, which the loop has not.
        digest = BLEEP_URI.encode() if recording is None else await asyncio.to_thread(_digest, recording)
        found, _ = self._cache.obtain(clip_key(digest, cut, fmt), fmt.sample_bytes, play)
        return found

    async def _recording(self, clip: Clip) -> Recording:
        if self._fetch is None:
            raise ClipError(clip.uri, "recordings cannot be fetched here")
        return await self._fetch(clip)

    def length(self, piece: Piece, fmt: AudioFormat) -> int | None:
        """How many samples the piece has, when that is known."""
        return self._lengths.get(self._key(piece, fmt))

    def note_length(self, piece: Piece, fmt: AudioFormat, samples: int) -> None:
        """Remember the length of a piece that was made whole."""
        if len(self._lengths) >= _MAX_LENGTHS:
            self._lengths.pop(next(iter(self._lengths)))
        self._lengths[self._key(piece, fmt)] = samples

    def _key(self, piece: Piece, fmt: AudioFormat) -> bytes:
        return piece_key(piece, self._voices[piece.voice], fmt)

    def _length_ms(self, order: SpeechOrder, index: int) -> float:
        """How long an element lasts: measured where it was made before, else estimated."""
        element = order.utterance.elements[index]
        if isinstance(element, Break):
            return element.ms
        if not isinstance(element, Sentence):
            return 0.0
        total = float(element.pause_ms)
        for part in plan_sentence(element, self.voice_for, parameters=order.parameters):
            if isinstance(part, Break):
                total += part.ms
            elif isinstance(part, PiecePlan):
                samples = self.length(part.piece, order.fmt)
                total += _CHARACTER_MS * len(part.piece.text) if samples is None else order.fmt.ms(samples)
        return total


def _digest(recording: Recording) -> bytes:
    digest = hashlib.blake2b(recording.data, digest_size=16)
    digest.update(f"{recording.media_type}\n{recording.name}".encode())
    return digest.digest()
