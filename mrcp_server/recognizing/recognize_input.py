"""What one RECOGNIZE takes in: audio to the recognizer and into the recording, and back as meanings."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from engine.grammars.active import GrammarSet
from engine.grammars.interpretation import InputInterpreter, InterpretedInput, Meaning
from engine.grammars.matcher import Matcher
from engine.recognition import RecognizerResult
from engine.workers.listener_pool import ListenerPool
from engine.workers.listener_session import RecognitionSession
from mrcp_server.mrcp.recognizer.recognition_result import Alternative, MatchState, RecognitionResult, Word
from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters
from mrcp_server.recognizing.looks import Looks
from rtp.audio.resample import Resampler

MAX_RECORDING_S = 120
"""Save-Waveform keeps no more than this of one request."""
_RELEASE_S = 0.06
"""A word dies away for so long when it is no speech any more: that belongs to it, and to nothing that is said next."""
_MAX_TAIL_S = 30.0
"""Audio since somebody fell silent; the recognizer keeps no more of an utterance either."""


class _Keys:
    """A matcher of keys that answers in the protocol's words."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def feed(self, digit: str) -> MatchState:
        return MatchState(self._matcher.feed(digit).value)


@dataclass(frozen=True, slots=True)
class LoadedGrammars:
    """A request's grammars as the machine holds them (`recognition_result.Grammars`)."""

    grammars: GrammarSet

    @property
    def speech(self) -> bool:
        return self.grammars.speech

    @property
    def dtmf(self) -> bool:
        return self.grammars.dtmf

    @property
    def dropped_tags(self) -> str:
        return self.grammars.dropped_tags

    def digits(self) -> _Keys:
        return _Keys(self.grammars.digits())


class RecognizeInput:
    """One RECOGNIZE's input. `open` before the first audio where the grammars are for speech; `close` at the end."""

    def __init__(
        self,
        request_id: int,
        grammars: GrammarSet,
        parameters: RecognizeParameters,
        *,
        interpreter: InputInterpreter,
        rate_hz: int,
        source: str = "",
    ) -> None:
        """`rate_hz` is that of the recognizer and of the recording, 8000 or 16000; `source` the host that calls."""
        self.request_id = request_id
        self.grammars = grammars
        self.parameters = parameters
        self.rate_hz = rate_hz
        self.is_speaking = False
        """The caller speaks, as far as is known."""
        self.has_spoken = False
        """Since the beginning or the last `forget`."""
        self.speaks_since = 0.0
        """When the caller began to speak, the last time."""
        self.forgotten = 0
        """How often `forget` was called."""
        self.looks = Looks(parameters, open_speech=bool(grammars.transcribe))
        """At what is said, while it is said."""
        self.first_listen_number = 0
        """The leg's `listen_number` as this began; a re-INVITE begins another."""
        self.recording = bytearray()
        """16-bit little-endian; empty unless Save-Waveform asked for it."""
        self._interpreter = interpreter
        self._source = source
        self._session: RecognitionSession | None = None
        self._resamplers: dict[int, Resampler] = {}
        self._tail: deque[tuple[bytes, float, bool]] = deque()
        """Hotword mode: what the recognizer got since the caller last fell silent, as `push` got it."""
        self._tail_bytes = 0
        self._silent_at = 0.0
        """When that was."""
        self._begins_at: float | None = None
        """When the first sample that counts came, monotonic seconds; None before it."""
        self._latest: tuple[RecognizerResult, InterpretedInput] | None = None
        self._seen_ms = 0
        """How much audio the last look was about."""

    def open(self, pool: ListenerPool) -> None:
        """Takes a recognizer. Raises EngineError."""
        if self.grammars.speech:
            # Two at least: what else it may have been lowers the confidence in the best, though nobody sees it.
            n_best, spot = max(self.parameters.n_best_list_length, 2), self.parameters.hotword
            self._session = pool.open(self.grammars.recognition_spec(rate_hz=self.rate_hz, n_best=n_best, spot=spot))

    @property
    def recognizes_speech(self) -> bool:
        """There is a recognizer to ask."""
        return self._session is not None

    def push(self, pcm: bytes, rate_hz: int, at: float, *, silent: bool = False) -> None:
        """Takes audio, 16-bit little-endian, whose last sample came at `at`; `rate_hz` may differ from ours when a
        re-INVITE has changed the codec."""
        if rate_hz != self.rate_hz:
            resampler = self._resamplers.setdefault(rate_hz, Resampler(rate_hz, self.rate_hz))
            pcm = resampler.push(np.frombuffer(pcm, "<i2").astype(np.int16)).astype("<i2").tobytes()
        if self.parameters.save_waveform:
            room = 2 * self.rate_hz * MAX_RECORDING_S - len(self.recording)
            self.recording += pcm[:room]
        if self._session is None:
            return
        self._session.push(pcm, silent=silent)
        if self._begins_at is None:
            self._begins_at = at - self._seconds(len(pcm))
        if self.parameters.hotword:
            self._tail.append((pcm, at, silent))
            self._tail_bytes += len(pcm)
            self._trim_tail()

    def speech_ended(self, silent_at: float) -> None:
        """The caller fell silent at this time: what he says next begins behind it."""
        self.is_speaking = False
        self._silent_at = silent_at
        self._trim_tail()

    def _trim_tail(self) -> None:
        begins_at = self._silent_at + _RELEASE_S
        while self._tail and (self._tail[0][1] <= begins_at or self._seconds(self._tail_bytes) > _MAX_TAIL_S):
            self._tail_bytes -= len(self._tail.popleft()[0])
        if not self._tail:
            return
        pcm, at, silent = self._tail[0]
        surplus = int((begins_at - (at - self._seconds(len(pcm)))) * self.rate_hz)
        if surplus > 0:
            self._tail[0] = (pcm[2 * surplus :], at, silent)
            self._tail_bytes -= min(2 * surplus, len(pcm))

    def _seconds(self, size_bytes: int) -> float:
        return size_bytes / (2 * self.rate_hz)

    async def interpret(self, *, final: bool) -> InterpretedInput:
        """What was said so far means this. Raises EngineError."""
        if self._session is None:
            return InterpretedInput()
        recognized = await self._session.ask(final)
        # The recognizer gives the same answer back where nothing was said since: it need not be read twice.
        if self._latest is None or self._latest[0] is not recognized:
            self._latest = (recognized, await self._read(recognized))
        return self._latest[1]

    async def look(self) -> InterpretedInput | None:
        """What was said so far means this, as far as can be told while it is said; None: nothing new is known. Raises
        EngineError."""
        if self._session is None:
            return None
        recognized = await self._session.ask(False, interim=True)
        # A recognizer that has much to do answers what it heard before.
        if recognized.audio_ms == self._seen_ms:
            return None
        self._seen_ms = recognized.audio_ms
        return await self._read(recognized)

    async def _read(self, recognized: RecognizerResult) -> InterpretedInput:
        n_best, spot = self.parameters.n_best_list_length, self.parameters.hotword
        return await self._interpreter.speech(
            recognized, self.grammars, n_best, spot=spot, is_cut=self.is_speaking, source=self._source
        )

    def match_state(self, interpreted: InterpretedInput) -> MatchState:
        """How far what was said so far is a sentence of the grammars. What would be refused for its confidence is
        none, and begins none: a recognizer that is held to the grammars finds something in everything."""
        likeliest = interpreted.likeliest
        is_sure = likeliest is None or likeliest.confidence >= self.parameters.confidence_threshold
        # In open speech words that are hard to hear are words, and more may follow.
        return MatchState(interpreted.status.value) if is_sure or self.grammars.transcribe else MatchState.NONE

    @property
    def heard_by(self) -> dict[str, str]:
        """For the log: the engine that gave the last answer, and why it was not the preferred one."""
        if self._latest is None:
            return {}
        recognized = self._latest[0]
        told = {"engine": recognized.engine, "fallback": recognized.fallback}
        return {name: value for name, value in told.items() if value}

    async def read_keys(self, digits: str) -> InterpretedInput:
        """What these keys mean."""
        return await self._interpreter.digits(
            digits, self.grammars, self.parameters.n_best_list_length, source=self._source
        )

    def forget(self) -> None:
        """Hotword mode: what was said is not part of what comes next. What came since the caller fell silent stays: he
        may be saying the hotword by now."""
        self.has_spoken = False
        self.forgotten += 1
        self._latest, self._seen_ms = None, 0
        self.looks.forget()
        if self._session is None:
            return
        self._session.reset()
        self._begins_at = None
        for pcm, at, silent in self._tail:
            self._session.push(pcm, silent=silent)
            if self._begins_at is None:
                self._begins_at = at - self._seconds(len(pcm))

    def close(self) -> None:
        """Gives the recognizer back; the recording stays."""
        if self._session is not None:
            self._session.close()

    def result(self, interpreted: InterpretedInput) -> RecognitionResult:
        """In the protocol's words, with the times when things were said."""
        return result_of(interpreted, self._begins_at)


def result_of(interpreted: InterpretedInput, begins_at: float | None = None) -> RecognitionResult:
    """An interpretation in the protocol's words. `begins_at` is when the first sample came (monotonic seconds); without
    it words have no times."""

    def alternative(meaning: Meaning) -> Alternative:
        words: tuple[Word, ...] = ()
        if begins_at is not None:
            words = tuple(
                Word(word.text, begins_at + word.start_ms / 1000, begins_at + word.end_ms / 1000, word.confidence)
                for word in meaning.words
            )
        return Alternative(
            meaning.text,
            meaning.confidence,
            meaning.uri,
            meaning.instance,
            meaning.mode,
            words,
            words[0].start if words else None,
            words[-1].end if words else None,
            meaning.semantics_failed,
            meaning.reason,
        )

    return RecognitionResult(
        tuple(alternative(one) for one in interpreted.alternatives),
        alternative(interpreted.partial) if interpreted.partial is not None else None,
        alternative(interpreted.rejected) if interpreted.rejected is not None else None,
    )
