"""Moonshine: a small neural recogniser of whole utterances, held to the grammars or free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.audio.speech_activity import goes_on, last_seconds, speech_frames
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
from engine.recognizers.pacing import PacedHearing
from engine.recognizers.utterance import Utterance

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
        self.reset()

    def reset(self) -> None:
        spec = self._spec
        longest_s = _MAX_SPOT_S if spec.spot else _MAX_OPEN_S if spec.transcribe else _MAX_UTTERANCE_S
        self._utterance = Utterance(spec.rate_hz, longest_s)
        self._hearing = PacedHearing()
        self._settled_windows: dict[tuple[int, int], Hypothesis | None] = {}
        """What was heard in windows that have others behind them, by where they begin and their length."""

    def close(self) -> None:
        self.reset()

    def push(self, samples: Samples) -> None:
        self._utterance.push(samples)

    def ask(self, *, final: bool) -> RecognizerResult:
        samples, audio_ms = self._utterance.samples(), self._utterance.length_ms
        speech = speech_frames(samples, self._spec.rate_hz)
        spoken = np.flatnonzero(speech)
        if not len(spoken):
            return RecognizerResult(audio_ms=audio_ms)
        speaks_on = goes_on(speech)
        what = (self._utterance.begins_ms, int(spoken[-1]), speaks_on and self._spec.spot)
        may_wait = speaks_on and not final
        return self._hearing.result(what, audio_ms, lambda: self._hear(samples, speech), may_wait=may_wait)

    def _hear(self, samples: Samples, speech: Flags) -> RecognizerResult:
        spec = self._spec
        offset_ms = self._utterance.begins_ms
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
        rate_hz = self._spec.rate_hz
        samples, speech, begins_ms = last_seconds(samples, rate_hz, speech, _LOOK_S)
        (window,) = windows(samples, rate_hz, speech, _LOOK_S)
        return transcript([self._read(window, offset_ms + begins_ms)])

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
