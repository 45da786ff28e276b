"""One utterance being spoken: pieces asked for one ahead, put in a row with their breaks and marks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.errors import ClipError, EngineError, OverloadedError
from engine.interface import AudioChunk
from engine.speaking.mark_placement import MarkPlacer, skip_target
from engine.speaking.step_queue import StepQueue
from engine.speaking.steps import PassMark, PlayClip, Silence, SpeakPiece, steps
from engine.speaking.timeline import Timeline, TimelineEntry
from engine.workers.pool import Priority

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from engine.interface import AudioFormat
    from engine.speaking.position import Jump, Landing, Position
    from engine.speaking.speech_order import SpeechBackend, SpeechOrder
    from engine.speaking.timeline import Spoken
    from engine.workers.rendition import Rendition, Substitution

_REST_MS = 1000
"""Silence is given out in chunks of no more: a break of an hour costs no memory."""

_MOST_SUBSTITUTIONS = 5
"""A long text over a failing service has many reasons, and the first ones tell."""


@dataclass(slots=True)
class Timings:
    """How it went: when things happened, in loop time (None: not yet), and of what it was made."""

    requested_at: float
    first_audio_at: float | None = None
    last_audio_at: float | None = None
    pieces: int = 0
    cached_pieces: int = 0
    """Those that cost no synthesis."""
    passing_pieces: int = 0
    """Those that the cache does not keep, because they should sound otherwise."""
    substitutions: list[Substitution] = field(default_factory=list)
    """Voices that could not speak, who spoke for them and why; each once."""

    def note_substitution(self, substitution: Substitution) -> None:
        """A piece was spoken by another voice than the chosen one."""
        if substitution not in self.substitutions and len(self.substitutions) < _MOST_SUBSTITUTIONS:
            self.substitutions.append(substitution)


@dataclass(slots=True)
class _Opened:
    """A step that was asked for ahead of its turn."""

    step: SpeakPiece | PlayClip
    rendition: Rendition | None = None
    fetching: asyncio.Task[Rendition] | None = None


class Speech:
    """Audio of one utterance: `async for chunk in speech`. Not reading is the back-pressure.

    The first piece is asked for with the first read, each further one when the one before it is being read. Raises
    EngineError (ClipError, …) out of the iteration. The last chunk has `final`. After `cancel` it just ends. Offsets
    are samples from this speech's own start, in its format.
    """

    def __init__(
        self, order: SpeechOrder, backend: SpeechBackend, again: Callable[[SpeechOrder, Jump | None], Speech]
    ) -> None:
        """`again` makes another speech of a changed order."""
        self._order = order
        self._backend = backend
        self._again = again
        self._fmt: AudioFormat = order.fmt
        self._loop = asyncio.get_running_loop()
        self.timings = Timings(self._loop.time())
        self._step_queue = StepQueue(
            steps(
                order.utterance.elements,
                backend.voice_for,
                start=order.start,
                end=order.end,
                parameters=order.parameters,
            )
        )
        self._timeline = Timeline(order.fmt, order.start)
        self._skip = order.fmt.samples(order.start.skip_ms)
        self._limit = None if order.max_ms is None else order.fmt.samples(order.max_ms)
        self._given = 0
        self._marks: list[str] = []
        self._priority = order.priority
        self._current: Rendition | None = None
        self._ahead: _Opened | None = None
        self._cancelled = False
        self._ended = False
        self.replaced: list[tuple[str, str]] = []
        """Recordings that could not be had, and why; what the document has in their place was spoken."""
        self._words_before = (-1, 0)
        self._chunks = self._run()

    def __aiter__(self) -> Speech:
        return self

    async def __anext__(self) -> AudioChunk:
        return await self._chunks.__anext__()

    def cancel(self) -> None:
        """Stop making audio, at once and without waiting; harmless when ended."""
        if self._cancelled:
            return
        self._cancelled = True
        self._drop_ahead()
        current, self._current = self._current, None
        if current is not None:
            current.release()
            current.wake()

    def position(self, played_samples: int) -> Position:
        """The place that playback has reached after `played_samples`."""
        return self._timeline.position(played_samples)

    def spoken(self, played_samples: int) -> Spoken:
        """What was played of the text, for reports of an interruption."""
        return self._timeline.spoken(played_samples, ended=self._ended)

    def jump(self, played_samples: int, jump: Jump) -> Landing:
        """Where `jump` leads from where playback is now. Raises KeyError for a tag that is not in the utterance."""
        return self._backend.structure(self._order).land(self.position(played_samples), jump)

    def speak_from(self, position: Position, length: Jump | None = None) -> Speech:
        """A new speech of the same utterance from `position`; cancels this one."""
        self.cancel()
        return self._again(replace(self._order, start=position, end=None, max_ms=None), length)

    # --- the row of chunks --------------------------------------------------------------------------------------------

    async def _run(self) -> AsyncIterator[AudioChunk]:
        try:
            while not self._cancelled and not self._ended and (step := self._step_queue.next()) is not None:
                if isinstance(step, PassMark):
                    if not self._skip:
                        self._marks.append(step.name)
                elif isinstance(step, Silence):
                    for chunk in self._rest(step):
                        yield chunk
                else:
                    async for chunk in self._sound(step):
                        yield chunk
            if not self._cancelled and not self._ended:
                yield self._chunk(b"", (), final=True)
        finally:
            self._release_current()
            self._drop_ahead()

    def _rest(self, step: Silence) -> Iterator[AudioChunk]:
        samples = self._fmt.samples(step.ms)
        skipped = min(samples, self._skip)
        self._skip -= skipped
        element, words = self._words_before
        first_word = words if element == step.element else 0
        self._timeline.add(TimelineEntry(step, self._given, skipped, samples, first_word=first_word))
        samples -= skipped
        while samples > 0 and not self._cancelled and not self._ended:
            part = min(samples, self._fmt.samples(_REST_MS))
            samples -= part
            yield self._chunk(self._fmt.silence(part), ())

    async def _sound(self, step: SpeakPiece | PlayClip) -> AsyncIterator[AudioChunk]:
        if isinstance(step, SpeakPiece):
            self._words_before = (step.element, step.plan.first_word + len(step.plan.words))
            known = self._backend.length(step.plan.piece, self._fmt) if self._skip else None
            if known is not None and known <= self._skip:
                self._skip -= known
                return
        given_before = self._given
        try:
            rendition = await self._open(step)
            if rendition is None:
                return
            async for chunk in self._read(step, rendition):
                yield chunk
        except EngineError as error:
            if isinstance(step, SpeakPiece) or self._given > given_before:
                raise
            self._fall_back(step, error)
        finally:
            self._release_current()

    async def _read(self, step: SpeakPiece | PlayClip, rendition: Rendition) -> AsyncIterator[AudioChunk]:
        """Everything of one rendition."""
        entry = TimelineEntry(step, self._given, 0, words=rendition.words)
        if isinstance(step, SpeakPiece):
            entry.first_word = step.plan.first_word
        self._timeline.add(entry)
        placer = MarkPlacer(step.plan.marks if isinstance(step, SpeakPiece) else (), rendition.words)
        index = position = 0
        while not self._cancelled and not self._ended:
            if index >= len(rendition.payloads):
                if rendition.done:
                    break
                await rendition.changed(self._loop)
                continue
            payload = rendition.payloads[index]
            index += 1
            last = rendition.done and index == len(rendition.payloads) and rendition.error is None
            self._look_ahead()
            begin, position = position, position + len(payload) // self._fmt.sample_bytes
            dropped = self._drop(rendition, begin, position)
            if self._skip:
                entry.skipped = position
                continue
            if dropped:
                entry.skipped = begin + dropped
                placer.skip_to(begin + dropped)
                payload = payload[dropped * self._fmt.sample_bytes :]
            marks = placer.marks(begin + dropped, position, last=last)
            if payload or marks:
                yield self._finish(payload, marks, entry, position, last=last)
        self._after(rendition, placer, entry, position)

    def _after(self, rendition: Rendition, placer: MarkPlacer, entry: TimelineEntry, position: int) -> None:
        if rendition.substitution is not None:
            self.timings.note_substitution(rendition.substitution)
        if self._cancelled:
            return
        if rendition.error is not None:
            raise rendition.error
        entry.samples = position
        self.timings.passing_pieces += rendition.passing
        if not self._skip:
            self._marks += placer.rest()
        if isinstance(entry.step, SpeakPiece):
            self._backend.note_length(entry.step.plan.piece, self._fmt, position)

    def _finish(
        self, payload: bytes, marks: tuple[tuple[int, str], ...], entry: TimelineEntry, position: int, *, last: bool
    ) -> AudioChunk:
        """A chunk of sound; the very last is marked so, with the marks that follow it."""
        closing = self._step_queue.take_closing_marks() if last else None
        if closing is None:
            return self._chunk(payload, marks)
        entry.samples = position
        samples = len(payload) // self._fmt.sample_bytes
        return self._chunk(payload, (*marks, *((samples, name) for name in closing)), final=True)

    def _chunk(self, payload: bytes, marks: tuple[tuple[int, str], ...], *, final: bool = False) -> AudioChunk:
        samples = len(payload) // self._fmt.sample_bytes
        if self._limit is not None and self._given + samples >= self._limit:
            samples = self._limit - self._given
            payload = payload[: samples * self._fmt.sample_bytes]
            marks = tuple(mark for mark in marks if mark[0] <= samples)
            final = True
        if self._marks:
            marks = (*((0, name) for name in self._marks), *marks)
            self._marks.clear()
        self._given += samples
        now = self._loop.time()
        if samples and self.timings.first_audio_at is None:
            self.timings.first_audio_at = now
        if final:
            self._ended = True
            self.timings.last_audio_at = now
        return AudioChunk(payload, samples, marks, final)

    def _drop(self, rendition: Rendition, begin: int, end: int) -> int:
        """How many samples of those from `begin` to `end` the start's `skip_ms` leaves out; less is left to skip."""
        if not self._skip:
            return 0
        target = skip_target(begin + self._skip, rendition.words, self._fmt.rate_hz)
        if target >= end:
            self._skip = target - end
            return end - begin
        self._skip = 0
        return target - begin

    # --- renditions ---------------------------------------------------------------------------------------------------

    async def _open(self, step: SpeakPiece | PlayClip) -> Rendition | None:
        """The rendition of a step, now or from before; None when cancelled meanwhile."""
        opened = self._ahead if self._ahead is not None and self._ahead.step is step else self._ask(step)
        self._ahead = None
        rendition = opened.rendition
        if opened.fetching is not None:
            self._ahead = opened  # so that a cancel finds it
            await asyncio.wait([opened.fetching])
            self._ahead = None
            if opened.fetching.cancelled():
                return None
            rendition = opened.fetching.result()
        if self._cancelled and rendition is not None:
            rendition.release()
            return None
        self._current = rendition
        return rendition

    def _ask(self, step: SpeakPiece | PlayClip) -> _Opened:
        priority, self._priority = self._priority, max(self._priority, Priority.CONTINUATION, key=lambda p: p.value)
        if isinstance(step, PlayClip):
            fetching = self._loop.create_task(self._backend.record(step.clip, self._fmt, priority))
            return _Opened(step, fetching=fetching)
        rendition, cached = self._backend.render(step.plan.piece, self._fmt, priority)
        self.timings.pieces += 1
        self.timings.cached_pieces += cached
        return _Opened(step, rendition)

    def _look_ahead(self) -> None:
        """Ask for the next piece while this one is read."""
        if self._ahead is not None or self._skip:
            return
        step = self._step_queue.next_sound()
        if step is None:
            return
        try:
            self._ahead = self._ask(step)
        except OverloadedError:
            return  # its turn will come, and with it the error if there still is one

    def _fall_back(self, step: PlayClip, error: EngineError) -> None:
        """Speak what the document has instead of a recording."""
        clip = step.clip
        if not clip.fallback:
            if isinstance(error, ClipError):
                raise error
            raise ClipError(clip.uri, error.reason, retryable=error.retryable) from error
        self.replaced.append((clip.uri, error.reason))
        self._drop_ahead()
        order = self._order
        self._step_queue.insert(
            steps(clip.fallback, self._backend.voice_for, parameters=order.parameters, within=step.element)
        )

    def _release_current(self) -> None:
        current, self._current = self._current, None
        if current is not None:
            current.release()

    def _drop_ahead(self) -> None:
        ahead, self._ahead = self._ahead, None
        if ahead is None:
            return
        if ahead.rendition is not None:
            ahead.rendition.release()
        if ahead.fetching is not None:
            ahead.fetching.add_done_callback(_release_fetched)
            ahead.fetching.cancel()


def _release_fetched(task: asyncio.Task[Rendition]) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result().release()
