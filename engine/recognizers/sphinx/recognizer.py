"""PocketSphinx: grammars, one whole utterance at a time.

Telephone audio is brought to the model's 16 kHz with a little noise under it. The noise fills what the telephone left
empty: without it the menu of the tests is recognised 131 times in 140, with it 139 times.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import numpy as np

from engine.audio.speech_activity import FRAME_MS, goes_on, last_seconds, speech_frames, speech_rms
from engine.errors import EngineError, LanguageUnsupportedError
from engine.recognition import Abilities, Hypothesis, RecognizedWord, RecognizerResult, matching_language
from engine.recognizers.beginnings import sentences_or_beginning
from engine.recognizers.pacing import PacedHearing
from engine.recognizers.sphinx.confidence import comparable, confidence, lower_ranked, word_confidence
from engine.recognizers.sphinx.keywords import keyword_confidence
from engine.recognizers.sphinx.model import Decoded, ModelFiles, SphinxModel
from engine.recognizers.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.audio.speech_activity import Flags
    from engine.interface import Samples
    from engine.recognition import RecognitionSpec
    from engine.recognizers.sphinx.keywords import Keyword
    from engine.recognizers.sphinx.model import Segment

_SPEECH_RMS, _NOISE_RMS = 1810.0, 100.0
"""Speech is brought to this level (−19 dBm0), and white noise of this level put under it."""
_MAX_GAIN = 30.0
_MARGIN_MS = 600
"""Silence at both ends, cut or filled up to this. The decoder learns the line from it: with little, it finds less and
other sentences score better."""
_LOOK_S = 5.0
"""Of the last 5 s phrases are looked for again at every look."""
_MAX_UTTERANCE_S = 30
"""An utterance is not longer than this; of longer audio, only the end counts."""


class SphinxRecognizer:
    """The engine.

    Args:
        models: by language, the fields of `ModelFiles`; beside them en-US, which comes with the package.
        max_grammars: compiled grammars kept for each model.

    Raises:
        EngineError: a model's options or files are wrong.
    """

    def __init__(self, models: Mapping[str, Mapping[str, Any]] | None = None, *, max_grammars: int = 100) -> None:
        files = {"en-US": packaged_files()}
        for language, fields in (models or {}).items():
            try:
                files[language] = msgspec.convert(fields, ModelFiles)
            except msgspec.ValidationError as error:
                raise EngineError(f"model for {language!r}: {error}") from error
        # Now, since files that are no model may take the process down: better in front of the first call than in it.
        self._models = {language: SphinxModel(one, max_grammars=max_grammars) for language, one in files.items()}

    def abilities(self) -> Abilities:
        return Abilities(grammars=tuple(self._models))

    def open(self, spec: RecognitionSpec) -> SphinxListener:
        language = matching_language(spec.language, tuple(self._models))
        if language is None or not spec.grammar:
            raise LanguageUnsupportedError(spec.language, "recognition model")
        model = self._models[language]
        model.compile(spec)
        return SphinxListener(model, spec)

    def work(self) -> bool:
        """Nothing is done before it is asked for."""
        return False

    def close(self) -> None:
        self._models.clear()


class Model(Protocol):
    """What decodes a whole utterance: see `SphinxModel`."""

    @property
    def rate_hz(self) -> int: ...
    def compile(self, spec: RecognitionSpec) -> str: ...
    def decode(self, grammar: str, samples: Samples, n_best: int) -> Decoded: ...
    def spot(self, grammar: str, spec: RecognitionSpec, samples: Samples) -> list[Keyword]: ...


class SphinxListener:
    """One caller's utterance, kept as it came until somebody asks."""

    def __init__(self, model: Model, spec: RecognitionSpec) -> None:
        self._model = model
        self._spec = spec
        self.reset()

    def reset(self) -> None:
        self._utterance = Utterance(self._spec.rate_hz, _MAX_UTTERANCE_S)
        self._hearing = PacedHearing()

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
        hypotheses = self._spotted(samples, speech) if spec.spot else ()
        if not (spec.spot and goes_on(speech)):
            hypotheses = (*self._whole(samples, speech), *hypotheses)
        return RecognizerResult(hypotheses)

    def _whole(self, samples: Samples, speech: Flags) -> tuple[Hypothesis, ...]:
        """All of it as one sentence, or the beginning of one."""
        spec, model = self._spec, self._model
        cut, speech, first = _with_margins(samples, speech, spec.rate_hz)
        prepared = prepare(cut, spec.rate_hz, model.rate_hz, speech_rms(cut, spec.rate_hz, speech))
        decoded = model.decode(model.compile(spec), prepared, spec.n_best)
        offset_ms = self._utterance.begins_ms + first * FRAME_MS
        return rate(decoded, speech, offset_ms, len(spec.words))

    def _spotted(self, samples: Samples, speech: Flags) -> tuple[Hypothesis, ...]:
        """Phrases in the last seconds of it, the surest first."""
        spec, model = self._spec, self._model
        cut, speech, begins_ms = last_seconds(samples, spec.rate_hz, speech, _LOOK_S)
        prepared = prepare(cut, spec.rate_hz, model.rate_hz, speech_rms(cut, spec.rate_hz, speech))
        offset_ms = self._utterance.begins_ms + begins_ms
        found = [_keyword(one, offset_ms) for one in model.spot(model.compile(spec), spec, prepared)]
        return tuple(sorted(found, key=lambda one: -one.confidence)[: spec.n_best])


def _keyword(found: Keyword, offset_ms: int) -> Hypothesis:
    """A phrase with its words spread over its time by their letters."""
    sure = round(keyword_confidence(found.score), 3)
    start_ms, length_ms = offset_ms + 10 * found.start, 10 * (found.end + 1 - found.start)
    letters = list(accumulate(map(len, found.words), initial=0))
    places = [max(0, start_ms + length_ms * one // letters[-1]) for one in letters]
    words = (RecognizedWord(word, *place, sure) for word, place in zip(found.words, pairwise(places), strict=True))
    return Hypothesis(tuple(words), sure)


def _with_margins(samples: Samples, speech: Flags, rate_hz: int) -> tuple[Samples, Flags, int]:
    """What is to be decoded, its flags, and the frame of `samples` at which it begins: negative where silence is put in
    front."""
    margin, frame_samples = _MARGIN_MS // FRAME_MS, rate_hz * FRAME_MS // 1000
    spoken = np.flatnonzero(speech)
    first, behind = int(spoken[0]) - margin, int(spoken[-1]) + 1 + margin
    before, after = max(0, -first), max(0, behind - len(speech))
    begin, end = max(0, first), min(behind, len(speech))
    cut = np.pad(samples[begin * frame_samples : end * frame_samples], (before * frame_samples, after * frame_samples))
    return cut, np.pad(speech[begin:end], (before, after)), first


def packaged_files() -> ModelFiles:
    """The model in PocketSphinx' wheel."""
    from pocketsphinx import get_model_path

    folder = Path(get_model_path()) / "en-us"
    return ModelFiles(str(folder / "en-us"), str(folder / "cmudict-en-us.dict"), voice="en-us")


def prepare(samples: Samples, rate_hz: int, model_rate_hz: int, level_rms: float) -> Samples:
    """The audio at the model's rate and level, with noise under it that is the same every time."""
    import soxr

    wide = samples.astype(np.float32)
    if rate_hz != model_rate_hz:
        wide = soxr.resample(wide, rate_hz, model_rate_hz, quality="HQ")
    gain = min(_MAX_GAIN, _SPEECH_RMS / max(level_rms, 1.0))
    prepared: Samples = (wide * gain + _noise(len(wide))).clip(-32768, 32767).astype(np.int16)
    return prepared


def _noise(count: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    second = _second_of_noise()
    return np.resize(second, count)


@lru_cache(maxsize=1)
def _second_of_noise() -> np.ndarray[Any, np.dtype[np.float32]]:
    # Not a whole second, so that nothing in it is periodic with anything in speech.
    return (np.random.default_rng(0).standard_normal(16_411) * _NOISE_RMS).astype(np.float32)


def rate(decoded: Decoded, speech: Flags, offset_ms: int, vocabulary: int) -> tuple[Hypothesis, ...]:
    """Hypotheses with times and confidences, from what the decoder found and where speech was: sentences, or the
    beginning of one.

    `speech` has a flag for each 20 ms; `offset_ms` is where the decoded audio begins; `vocabulary` is the number of
    words of the grammar.
    """
    sentences: list[Hypothesis] = []
    if decoded.segments:
        best = _rated(decoded.segments, speech, offset_ms, vocabulary)
        sentences = [best, *_others(decoded, best)]
    begun = [segment.word for segment in decoded.beginning]
    beginning = None
    if begun and begun != [segment.word for segment in decoded.segments]:
        beginning = _rated(decoded.beginning, speech, offset_ms, vocabulary)
    return sentences_or_beginning(sentences, beginning)


def _rated(segments: tuple[Segment, ...], speech: Flags, offset_ms: int, vocabulary: int) -> Hypothesis:
    words, total, frames = [], 0.0, 0
    covered = np.zeros(2 * len(speech), bool)
    for segment in segments:
        length = segment.end - segment.start + 1
        total, frames = total + segment.score, frames + length
        likeness = comparable(segment.score / length, vocabulary)
        covered[segment.start : segment.end + 1] = True
        # The decoder is given silence ahead of the audio, and a word may seem to begin in it.
        start_ms, end_ms = max(0, offset_ms + 10 * segment.start), offset_ms + 10 * (segment.end + 1)
        words.append(RecognizedWord(segment.word, start_ms, end_ms, round(word_confidence(likeness), 3)))
    spoken = np.repeat(speech, 2)
    likeness, coverage = comparable(total / frames, vocabulary), float(covered[spoken].mean())
    return Hypothesis(tuple(words), round(confidence(likeness, coverage), 3), likeness, coverage)


def _others(decoded: Decoded, best: Hypothesis) -> list[Hypothesis]:
    """Further hypotheses: their words have no times of their own, so they share those of the best."""
    said = tuple(word.text for word in best.words)
    top = max((score for _, score in decoded.others), default=0.0)
    start_ms, end_ms = best.words[0].start_ms, best.words[-1].end_ms
    found = []
    for words, score in decoded.others:
        if words == said:
            continue
        sure = round(lower_ranked(best.confidence, top - score), 3)
        found.append(Hypothesis(tuple(RecognizedWord(word, start_ms, end_ms, sure) for word in words), sure))
    return sorted(found, key=lambda one: -one.confidence)
