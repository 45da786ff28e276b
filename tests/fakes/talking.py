"""A speaker whose audio is `WORD_MS` of a word's first letter: tests read off the bytes what is played."""

import asyncio
from typing import Self, cast

from engine.errors import EngineError
from engine.interface import AudioChunk, AudioFormat, Mark, Sentence, Utterance, VoiceInfo, VoiceSelection, walk
from engine.speaking.position import START, Jump, Landing, Position, Unit
from engine.speaking.speaker import Fetch, Speaker, Spoken, Timings
from engine.speaking.voice_choice import Choice
from engine.workers.pool import Priority

WORD_MS = 100


class FakeSpeech:
    """One chunk a word; `position.word` counts words of the whole utterance."""

    def __init__(self, speaker: "FakeSpeaker", utterance: Utterance, fmt: AudioFormat, start: Position) -> None:
        self.speaker = speaker
        self.utterance = utterance
        self.fmt = fmt
        self.start = start
        self.cancelled = False
        self.timings = Timings(0.0, pieces=1, cached_pieces=1)
        self.replaced: list[tuple[str, str]] = speaker.replaced
        self.words: list[str] = []
        self.marks: dict[str, int] = {}
        for index, element in enumerate(walk(utterance.elements)):
            if index < start.element:
                continue
            for part in element.parts if isinstance(element, Sentence) else ():
                if isinstance(part, Mark):
                    self.marks[part.name] = len(self.words)
                else:
                    self.words += getattr(part, "text", "").split()
        self._next = start.word
        self._limit = len(self.words)

    def limit(self, length: Jump | None) -> Self:
        if length is not None and length.unit is Unit.WORD:
            self._limit = min(self._limit, self._next + length.amount)
        return self

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> AudioChunk:
        await self.speaker.gate.wait()
        if self.cancelled or self._next >= self._limit:
            raise StopAsyncIteration
        word = self.words[self._next]
        if word == "FAIL":
            raise self.speaker.error
        marks = tuple((0, name) for name, at in self.marks.items() if at == self._next)
        self._next += 1
        samples = self.fmt.samples(WORD_MS)
        return AudioChunk(word[0].encode() * samples, samples, marks, final=self._next == self._limit)

    def cancel(self) -> None:
        self.cancelled = True

    def position(self, played_samples: int) -> Position:
        return Position(self.start.element, self.start.word + played_samples // self.fmt.samples(WORD_MS))

    def spoken(self, played_samples: int) -> Spoken:
        count = played_samples // self.fmt.samples(WORD_MS)
        words = self.words[self.start.word :]
        return Spoken(" ".join(words[:count]), count, count >= len(words))

    def jump(self, played_samples: int, jump: Jump) -> Landing:
        here = self.position(played_samples).word
        if jump.unit is Unit.TAG:
            return Landing(Position(self.start.element, self.marks[jump.tag]))
        target = here + jump.amount
        return Landing(
            Position(self.start.element, max(0, target)),
            restarted=target <= 0 and jump.amount <= 0,
            past_end=jump.unit is not Unit.SECOND and target >= len(self.words),
        )

    def speak_from(self, position: Position, length: Jump | None = None) -> "FakeSpeech":
        self.cancel()
        speech = FakeSpeech(self.speaker, self.utterance, self.fmt, position).limit(length)
        self.speaker.speeches.append(speech)
        return speech


class FakeSpeaker:
    """Speaks as soon as `gate` is open; a word FAIL raises `error`."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: EngineError = EngineError("the engine broke")
        self.speeches: list[FakeSpeech] = []
        self.refuses: EngineError | None = None
        self.replaced: list[tuple[str, str]] = []
        self.changes_voice = False

    def speak(
        self,
        utterance: Utterance,
        fmt: AudioFormat,
        *,
        start: Position = START,
        length: Jump | None = None,
        priority: Priority = Priority.FIRST,
        parameters: tuple[tuple[str, str], ...] = (),
    ) -> FakeSpeech:
        if self.refuses is not None:
            raise self.refuses
        speech = FakeSpeech(self, utterance, fmt, start).limit(length)
        self.speeches.append(speech)
        return speech

    def choice_for(self, selection: VoiceSelection) -> Choice:
        """Nobody has a name here, and everybody speaks every language."""
        voice = VoiceInfo("nobody", "tone", ("en-US",))
        missed = tuple(name for name, _ in selection.wishes() if name != "language")
        return Choice(voice, missed, self.changes_voice)

    def with_fetch(self, fetch: Fetch, source: str = "") -> Speaker:
        return cast("Speaker", self)
