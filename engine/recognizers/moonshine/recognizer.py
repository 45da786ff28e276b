"""Moonshine: a small neural recogniser of whole utterances, held to the grammars or free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from engine.audio.speech_activity import FRAME_MS, goes_on, speech_frames
from engine.errors import EngineError, LanguageUnsupportedError
from engine.onnx import OnnxOptions
from engine.recognition import Abilities, RecognizerResult, matching_language
from engine.recognizers.beginnings import sentences_or_beginning
from engine.recognizers.moonshine.compiled_grammars import CompiledGrammars
from engine.recognizers.moonshine.files import files_in, packaged_files
from engine.recognizers.moonshine.guards import most_tokens
from engine.recognizers.moonshine.hypotheses import (
    beginning_hypothesis,
    constrained_hypotheses,
    free_hypothesis,
    free_text,
    transcript,
)
from engine.recognizers.moonshine.model import MoonshineModel
from engine.recognizers.moonshine.preparation import windows
from engine.recognizers.moonshine.search import Search
from engine.recognizers.moonshine.token_trie import TokenTrie
from engine.recognizers.pacing import Pace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.audio.speech_activity import Flags
    from engine.interface import Samples
    from engine.recognition import Hypothesis, RecognitionSpec
    from engine.recognizers.moonshine.preparation import Window
    from engine.recognizers.moonshine.walker import Walker

_MAX_UTTERANCE_S = 30
"""By grammars: an utterance is not longer than this, and of longer audio only the end counts."""
_MAX_OPEN_S = 120
_WINDOW_S = 15.0
"""Open speech is heard in windows of at most this length: the encoder's work grows with its square."""
_MAX_SPOT_S = 12
"""Of longer speech in which hotwords are looked for, the end counts …"""
_LOOK_S = 5.0
"""… and while it goes on, no more than this is read again at each look."""
_SURE = 0.5
"""A sentence of a grammar that is this sure goes before open speech."""
_BUDGET_S = 1.5
"""Processor time that an utterance may spend on its grammars, and the same share of its length."""


class MoonshineRecognizer:
    """The engine.

    Args:
        folder: with the three files of a model; empty: the English one of the wheel `moonshine-voice`.
        language: that the model was trained on, BCP 47.
        max_grammars: sets of grammars kept compiled.
        providers, threads: as in `OnnxOptions`.

    Raises:
        EngineError: a file is missing, damaged or of another model; names it.
    """

    def __init__(
        self,
        folder: str = "",
        language: str = "en-US",
        *,
        max_grammars: int = 100,
        providers: Sequence[str] = (),
        threads: int = 1,
    ) -> None:
        files = files_in(folder) if folder else packaged_files()
        self.language = language
        self.model = MoonshineModel(files, OnnxOptions(tuple(providers), threads))
        self.grammars = CompiledGrammars(TokenTrie(self.model.tokenizer.texts), max_grammars)

    def abilities(self) -> Abilities:
        languages = (self.language,)
        return Abilities(grammars=languages, transcription=languages, networks=languages)

    def open(self, spec: RecognitionSpec) -> MoonshineListener:
        if matching_language(spec.language, (self.language,)) is None:
            raise LanguageUnsupportedError(spec.language, "recognition model")
        if not spec.networks and not spec.transcribe:
            raise EngineError("there is neither a grammar nor open speech to listen for")
        if spec.networks:
            self.grammars.walker(spec.networks)
        return MoonshineListener(self, spec)

    def work(self) -> bool:
        """Nothing is done before it is asked for."""
        return False

    def close(self) -> None:
        """Nothing is held that does not go with the process."""


class MoonshineListener:
    """One caller's utterance, kept as it came until somebody asks."""

    def __init__(self, owner: MoonshineRecognizer, spec: RecognitionSpec) -> None:
        self._owner = owner
        self._spec = spec
        longest_s = _MAX_SPOT_S if spec.spot else _MAX_OPEN_S if spec.transcribe else _MAX_UTTERANCE_S
        self._max_samples = longest_s * spec.rate_hz
        self.reset()

    def reset(self) -> None:
        self._parts: list[Samples] = []
        self._count = 0
        self._dropped = 0
        self._last: RecognizerResult | None = None
        self._last_speech = (-1, -1, False)
        self._pace = Pace()
        self._settled_windows: dict[tuple[int, int], Hypothesis | None] = {}
        """What was heard in windows that have others behind them, by where they begin and their length."""

    def close(self) -> None:
        self.reset()

    def push(self, samples: Samples) -> None:
        self._parts.append(samples)
        self._count += len(samples)
        while self._count - len(self._parts[0]) > self._max_samples:
            self._dropped += len(self._parts[0])
            self._count -= len(self._parts.pop(0))

    def ask(self, *, final: bool) -> RecognizerResult:
        samples = np.concatenate(self._parts) if self._parts else np.zeros(0, np.int16)
        self._parts = [samples]
        rate_hz = self._spec.rate_hz
        speech = speech_frames(samples, rate_hz)
        spoken = np.flatnonzero(speech)
        audio_ms = (self._dropped + self._count) * 1000 // rate_hz
        if not len(spoken):
            return RecognizerResult(audio_ms=audio_ms)
        speaks_on = goes_on(speech)
        # More silence says nothing new: what was heard in the same speech is still what was heard.
        where = (self._dropped, int(spoken[-1]), speaks_on and self._spec.spot)
        is_heard = self._last is not None and where == self._last_speech
        if self._last is not None and not (is_heard or final or self._pace.allows(audio_ms)) and speaks_on:
            return msgspec.structs.replace(self._last, final=False)
        if self._last is None or not is_heard:
            with self._pace.work(audio_ms):
                self._last = self._hear(samples, speech)
            self._last_speech = where
        return msgspec.structs.replace(self._last, audio_ms=audio_ms)

    def _hear(self, samples: Samples, speech: Flags) -> RecognizerResult:
        spec = self._spec
        offset_ms = self._dropped * 1000 // spec.rate_hz
        if spec.spot and goes_on(speech):
            return RecognizerResult(self._spot(samples, speech, offset_ms))
        longest_s = _WINDOW_S if spec.transcribe else float(_MAX_UTTERANCE_S)
        found = windows(samples, spec.rate_hz, speech, longest_s)
        if len(found) == 1:
            return self._understand(found[0], offset_ms)
        parts = [*(self._settled(one, offset_ms) for one in found[:-1]), self._read(found[-1], offset_ms)]
        return RecognizerResult(transcript(parts))

    def _understand(self, window: Window, offset_ms: int) -> RecognizerResult:
        """One window by the grammars, by the model alone, or by both."""
        spec = self._spec
        if not spec.networks:
            return RecognizerResult(transcript([self._read(window, offset_ms)]))
        walker = self._owner.grammars.walker(spec.networks)
        search = self._search(window, walker)
        tokenizer = self._owner.model.tokenizer
        matched = constrained_hypotheses(search, tokenizer, window, offset_ms, spec.language, spec.n_best)
        if spec.spot:
            return RecognizerResult((*matched, *transcript([self._written(search, window, offset_ms)])))
        if not spec.transcribe:
            beginning = beginning_hypothesis(search, tokenizer, window, offset_ms, spec.language)
            return RecognizerResult(sentences_or_beginning(matched, beginning), free=free_text(search, tokenizer))
        if matched and matched[0].confidence >= _SURE:
            return RecognizerResult(matched, free=free_text(search, tokenizer))
        return RecognizerResult(transcript([self._written(search, window, offset_ms)]))

    def _spot(self, samples: Samples, speech: Flags, offset_ms: int) -> tuple[Hypothesis, ...]:
        """The last words of somebody who speaks on, as the model writes them: held to the grammars, it would hear them
        in everything."""
        frame_samples = self._spec.rate_hz * FRAME_MS // 1000
        first = max(0, len(speech) - round(_LOOK_S * 1000) // FRAME_MS)
        if not speech[first:].any():  # pragma: no cover # who goes on has just said something
            return ()
        (window,) = windows(samples[first * frame_samples :], self._spec.rate_hz, speech[first:], _LOOK_S)
        return transcript([self._read(window, offset_ms + first * FRAME_MS)])

    def _settled(self, window: Window, offset_ms: int) -> Hypothesis | None:
        """A window that has others behind it is heard once."""
        key = (window.begins_ms + offset_ms, len(window.audio))
        if key not in self._settled_windows:
            self._settled_windows[key] = self._read(window, offset_ms)
        return self._settled_windows[key]

    def _read(self, window: Window, offset_ms: int) -> Hypothesis | None:
        return self._written(self._search(window, None), window, offset_ms)

    def _written(self, search: Search, window: Window, offset_ms: int) -> Hypothesis | None:
        return free_hypothesis(search.free, self._owner.model.tokenizer, window, offset_ms, self._spec.language)

    def _search(self, window: Window, walker: Walker | None) -> Search:
        start = walker.begin(_BUDGET_S * (1 + window.seconds)) if walker is not None else None
        decoding = self._owner.model.hear(window.audio)
        search = Search(decoding, walker, start, most_tokens(window.seconds), self._spec.n_best)
        search.run()
        return search
