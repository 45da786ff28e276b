"""One stream of audio recognised: utterances are cut out of it where there is speech, and each is recognised.

The same for a file and for a socket; a file only comes faster. Audio stays at its own rate, wide-band for the
recogniser; the speech detector listens to it at 8 kHz.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.recognition import RecognitionSpec, RecognizedWord, RecognizerResult
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import RecognitionServices, RecognitionSession
from mrcp_server.doors.web.speech_service import refused_by_recognizer
from rtp.receiving.detector import FRAME_MS, FRAME_SAMPLES, OFFSET_FRAMES, RATE_HZ, SpeechDetector

Samples = NDArray[np.int16]

# Recognised from before the detector's onset: soft consonants begin earlier than it can know.
_LEAD_MS = 240
DEFAULT_SILENCE_MS = 500
# What is said without a pause for so long is cut: the smallest recogniser keeps no more.
LONGEST_MS = 30_000
# A millisecond of work.
_FRAMES_AT_ONCE = 16
_ROW = np.zeros(1, np.int64)


@dataclass(slots=True, frozen=True)
class UtteranceBegan:
    """Speech begins."""

    at_ms: int
    """Of the stream."""


@dataclass(slots=True, frozen=True)
class UtteranceRecognized:
    """An utterance, or what is known of it so far. Times are milliseconds of the stream."""

    start_ms: int
    end_ms: int
    text: str
    """As people write it, where the recogniser does so."""
    confidence: float
    words: tuple[RecognizedWord, ...]
    final: bool = True
    asked: bool = False
    """It ends because the client said so, not because of silence."""


class UtteranceSegmenter:
    """Cuts up one stream. `push` audio as it comes, `finish` when it ends; `close` in any case."""

    def __init__(
        self,
        session: RecognitionSession,
        rate_hz: int,
        *,
        silence_ms: int = DEFAULT_SILENCE_MS,
        longest_ms: int = LONGEST_MS,
    ) -> None:
        """`silence_ms` without speech end an utterance, and `longest_ms` with it; `rate_hz` is 8000 or 16000."""
        self._session = session
        self._step = rate_hz // RATE_HZ
        self._frame_samples = FRAME_SAMPLES * self._step
        self._longest_ms = longest_ms
        # The detector tells an end only after its own ten frames without speech.
        self._silence_frames = max(1, silence_ms // FRAME_MS - OFFSET_FRAMES)
        self._detector = SpeechDetector(1)
        self._detector.open(0)
        self._rest: Samples = np.zeros(0, np.int16)
        self._lead: deque[bytes] = deque(maxlen=_LEAD_MS // FRAME_MS)
        self._frames = 0
        self._start_frame: int | None = None
        self._quiet_frames = 0

    @property
    def audio_ms(self) -> int:
        """Audio of the stream so far."""
        return self._frames * FRAME_MS

    @property
    def in_utterance(self) -> bool:
        """An utterance goes on."""
        return self._start_frame is not None

    async def push(self, samples: Samples) -> list[UtteranceBegan | UtteranceRecognized]:
        """More audio; what it brings. Raises EngineError."""
        found: list[UtteranceBegan | UtteranceRecognized] = []
        audio = np.concatenate([self._rest, samples]) if len(self._rest) else samples
        whole = len(audio) // self._frame_samples * self._frame_samples
        self._rest = audio[whole:]
        for index in range(0, whole, self._frame_samples):
            await self._frame(audio[index : index + self._frame_samples], found)
            if self._frames % _FRAMES_AT_ONCE == 0:
                await asyncio.sleep(0)  # a file comes all at once: others may go between
        return found

    async def partial(self) -> UtteranceRecognized | None:
        """What is known of the utterance that goes on; None when there is none. Raises EngineError."""
        if self._start_frame is None:
            return None
        return self._said(await self._session.ask(final=False, interim=True), final=False)

    async def finish(self) -> list[UtteranceRecognized]:
        """Ends the utterance that goes on, as if silence had. The stream may go on. Raises EngineError."""
        if self._start_frame is None:
            return []
        return [await self._end(asked=True)]

    def close(self) -> None:
        """Gives the recogniser back."""
        self._session.close()

    async def _frame(self, frame: Samples, found: list[UtteranceBegan | UtteranceRecognized]) -> None:
        narrow = frame.reshape(-1, self._step).mean(axis=1).astype(np.int16) if self._step > 1 else frame
        self._detector.push(_ROW, narrow[np.newaxis])
        self._frames += 1
        pcm = frame.astype("<i2").tobytes()
        if self._start_frame is None:
            self._lead.append(pcm)
            # Also behind an utterance that was cut, or ended by request, while somebody spoke.
            if self._detector.is_speaking(0):
                found.append(self._begin())
            return
        self._session.push(pcm)
        self._quiet_frames = 0 if self._detector.is_speaking(0) else self._quiet_frames + 1
        too_long = (self._frames - self._start_frame) * FRAME_MS >= self._longest_ms
        if self._quiet_frames >= self._silence_frames or too_long:
            found.append(await self._end(asked=False))

    def _begin(self) -> UtteranceBegan:
        self._start_frame = max(0, self._frames - len(self._lead))
        self._quiet_frames = 0
        self._session.reset()
        for pcm in self._lead:
            self._session.push(pcm)
        self._lead.clear()
        return UtteranceBegan(self._start_frame * FRAME_MS)

    async def _end(self, *, asked: bool) -> UtteranceRecognized:
        said = self._said(await self._session.ask(final=True), final=True, asked=asked)
        self._session.reset()
        self._start_frame = None
        return said

    def _said(self, result: RecognizerResult, *, final: bool, asked: bool = False) -> UtteranceRecognized:
        start_ms = (self._start_frame or 0) * FRAME_MS
        best = result.best
        if best is None:
            return UtteranceRecognized(start_ms, self.audio_ms, "", 0.0, (), final, asked)
        words = tuple(
            replace(word, start_ms=start_ms + word.start_ms, end_ms=start_ms + word.end_ms) for word in best.words
        )
        return UtteranceRecognized(start_ms, self.audio_ms, best.written, best.confidence, words, final, asked)


@asynccontextmanager
async def open_segmenter(
    recognition: RecognitionServices, language: str, rate_hz: int, *, silence_ms: int = DEFAULT_SILENCE_MS
) -> AsyncIterator[UtteranceSegmenter]:
    """A segmenter for open speech. Raises RefusedError, also for what the engine says while it is used."""
    spec = RecognitionSpec(language=language, rate_hz=rate_hz, transcribe=True)
    try:
        session = recognition.listeners.open(spec)
    except EngineError as error:
        refusal = refused_by_recognizer(error)
        # It is no failure but a model that is not there, and the text says what to install.
        raise (
            RefusedError(Reason.MODEL, error.reason, "model") if refusal.reason is Reason.ENGINE else refusal
        ) from None
    segmenter = UtteranceSegmenter(session, rate_hz, silence_ms=silence_ms)
    try:
        yield segmenter
    except EngineError as error:
        raise refused_by_recognizer(error) from None
    finally:
        segmenter.close()
