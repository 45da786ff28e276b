"""A scripted speaker: a tone of known length for each word, so that tests know what was played when."""

import asyncio
from collections.abc import Sequence
from typing import Self

import numpy as np

from engine.errors import EngineError, LanguageUnsupportedError
from engine.interface import AudioChunk, AudioFormat, Sentence, Utterance, VoiceInfo, VoiceSelection
from engine.speaking.speaker import Spoken, Timings
from engine.workers.pool import Priority

VOICES = (
    VoiceInfo("en-us", "tone", ("en-US",), "male", rate_hz=24000),
    VoiceInfo("english-lady", "tone", ("en-GB",), "female", rate_hz=24000, aliases=("lady",)),
    VoiceInfo("español", "tone", ("es",), "female", rate_hz=24000),
)
WORD_MS = 100


class FakeSpeech:
    """`WORD_MS` of tone a word, one chunk a word."""

    def __init__(self, speaker: "FakeSpeaker", words: Sequence[str], fmt: AudioFormat) -> None:
        self._speaker = speaker
        self._format = fmt
        self._words = words
        self._next = 0
        self.cancelled = False
        self.timings = Timings(0.0, pieces=1, cached_pieces=1)
        self.read_chunks = 0

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> AudioChunk:
        if self.cancelled or self._next >= len(self._words):
            raise StopAsyncIteration
        await asyncio.sleep(self._speaker.delay_s)
        if self._next >= self._speaker.fail_after_words:
            raise self._speaker.error
        self._next += 1
        self.read_chunks += 1
        samples = self._format.samples(WORD_MS)
        return AudioChunk(self._payload(samples), samples, final=self._next == len(self._words))

    def _payload(self, samples: int) -> bytes:
        if self._format.sample_bytes == 1:
            return b"\x2a" * samples
        tone = 8000 * np.sin(np.arange(samples) * 2 * np.pi * 440 / self._format.rate_hz)
        return tone.astype("<i2").tobytes()

    def cancel(self) -> None:
        if not self.cancelled and self._next < len(self._words):
            self._speaker.cancelled += 1
            self._speaker.cancel_seen.set()
        self.cancelled = True

    def spoken(self, played_samples: int) -> Spoken:
        words = min(len(self._words), played_samples // self._format.samples(WORD_MS))
        return Spoken(" ".join(self._words[:words]), words, words == len(self._words))


class FakeSpeaker:
    """Hands out `FakeSpeech` and keeps what it was asked for."""

    def __init__(self, *, delay_s: float = 0.0, fail_after_words: int = 1 << 30) -> None:
        self.delay_s = delay_s
        self.fail_after_words = fail_after_words
        self.error: EngineError = EngineError("the engine broke", retryable=True)
        self.cancelled = 0
        self.cancel_seen = asyncio.Event()
        self.asked: list[tuple[Utterance, AudioFormat, Priority]] = []
        self.speeches: list[FakeSpeech] = []

    def voice_for(self, selection: VoiceSelection) -> VoiceInfo:
        for voice in VOICES:
            if voice.name in selection.names or (not selection.names and selection.gender in {"", voice.gender}):
                return voice
        if selection.gender == "neutral":
            return VOICES[0]
        raise LanguageUnsupportedError(selection.language)

    def speak(self, utterance: Utterance, fmt: AudioFormat, *, priority: Priority = Priority.FIRST) -> FakeSpeech:
        self.asked.append((utterance, fmt, priority))
        words = [
            word for element in utterance.elements if isinstance(element, Sentence) for word in element.text.split()
        ]
        speech = FakeSpeech(self, words, fmt)
        self.speeches.append(speech)
        return speech


def fake_voices() -> Sequence[VoiceInfo]:
    """For `HttpServices.voices`."""
    return VOICES
