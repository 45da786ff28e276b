"""One acoustic model of PocketSphinx: its decoder, its dictionary, and the grammars compiled for it.

The decoder takes a whole utterance at once, so that it serves every session of a worker; what a session has of its own
is audio. Words are in the decoder only once a grammar needed them.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections import OrderedDict
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from engine.errors import EngineError
from engine.grammars.jsgf import spelled
from engine.recognizers.sphinx.pronunciation import Pronouncer, read_dictionary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.interface import Samples
    from engine.recognition import RecognitionSpec

_LEAST_S = 0.1
"""Shorter audio holds no word, and the decoder cannot take none at all."""
_LOG_OF_ZERO = -745.0
"""A sum of logs for what the library has rounded to 0."""
_MAX_NBEST_STEPS = 200
"""N-best lists are mostly repetitions."""
_MAX_WORDS_WITH_ALTERNATIVES = 1000
"""With more words than this, each is known by its first pronunciation only: adding alternatives takes a time that grows
with words times states, 5 s instead of 0.5 s for 5,000 names."""
_ALTERNATIVE = re.compile(r"\(\d+\)$")


class ModelFiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a language's model is."""

    acoustic_model: str
    dictionary: str
    rate_hz: int = 16000
    """What it was trained on."""
    voice: str = ""
    """espeak-ng's, for guessing how unknown words are said; "" for models whose phones are not ARPAbet, which then know
    the words of their dictionary only."""


class Segment(NamedTuple):
    """A word, its 10 ms frames (the last one included), and its log likelihood, of which 0 would be the best that any
    sound of the grammar reaches in every frame."""

    word: str
    start: int
    end: int
    score: float


class Decoded(NamedTuple):
    """The best hypothesis word by word, and, when more were wanted, (words, log likelihood) of all, itself included."""

    segments: tuple[Segment, ...]
    others: tuple[tuple[tuple[str, ...], float], ...]
    frames: int


class SphinxModel:
    """A loaded model.

    Args:
        max_grammars: compiled grammars that are kept, the least recently used go first.

    Raises:
        EngineError: the files are not what they should be.
    """

    def __init__(self, files: ModelFiles, *, max_grammars: int = 100) -> None:
        self.rate_hz = files.rate_hz
        self._max_grammars = max_grammars
        dictionary = read_dictionary(Path(files.dictionary))
        self._pronouncer = Pronouncer(dictionary, files.voice)
        self._decoder = _decoder(files)
        self._grammars: OrderedDict[str, None] = OrderedDict()
        self._added: dict[str, set[str]] = {}
        self._words: dict[str, str] = {}
        """As they are spelled for the decoder → as the grammar has them."""

    def compile(self, spec: RecognitionSpec) -> str:
        """The name of the compiled grammar of `spec`; compiled only once while it is kept.

        Raises:
            EngineError: it cannot be compiled, or a word cannot be pronounced.
        """
        key = msgspec.msgpack.encode((spec.grammar, spec.words, spec.pronunciations))
        name = blake2b(key, digest_size=16).hexdigest()
        if name in self._grammars:
            self._grammars.move_to_end(name)
            return name
        ipa: dict[str, list[str]] = {}
        for word, sound in spec.pronunciations:
            ipa.setdefault(word, []).append(sound)
        for word in spec.words:
            self._add_word(word, ipa.get(word, []))
        self._decoder.config["fsgusealtpron"] = len(spec.words) <= _MAX_WORDS_WITH_ALTERNATIVES
        try:
            self._decoder.add_jsgf_string(name, spec.grammar)
            # The search is built here, where it may fail.
            self._decoder.activate_search(name)
        except (ValueError, RuntimeError, KeyError) as error:
            with contextlib.suppress(KeyError, RuntimeError):
                self._decoder.remove_search(name)
            raise EngineError(f"the grammar cannot be compiled: {error}") from error
        self._grammars[name] = None
        while len(self._grammars) > self._max_grammars:
            oldest, _ = self._grammars.popitem(last=False)
            self._decoder.remove_search(oldest)
        return name

    def _add_word(self, word: str, ipa: list[str]) -> None:
        name = spelled(word)
        known = self._added.get(name)
        if known is not None and not ipa:
            return
        known = self._added.setdefault(name, set())
        for phones in self._pronouncer.pronounce(word, ipa):
            if phones in known:
                continue
            numbered = name if not known else f"{name}({len(known) + 1})"
            try:
                self._decoder.add_word(numbered, phones, False)
            except RuntimeError as error:
                raise EngineError(f"the model cannot say {word[:40]!r} as {phones}") from error
            known.add(phones)
        self._words[name] = word

    def decode(self, grammar: str, samples: Samples, n_best: int) -> Decoded:
        """Recognise a whole utterance, at the model's rate, by a compiled grammar.

        Raises:
            EngineError: the decoder fails.
        """
        if not self._run(grammar, samples):
            return Decoded((), (), 0)
        hypothesis = self._decoder.hyp()
        if hypothesis is None:
            return Decoded((), (), self._decoder.n_frames())
        segments = tuple(self._segments())
        others = tuple(self._others(n_best)) if n_best > 1 else ()
        return Decoded(segments, others, self._decoder.n_frames())

    def _segments(self) -> Iterator[Segment]:
        for segment in self._decoder.seg():
            name = _ALTERNATIVE.sub("", segment.word)
            if name in self._words:
                yield Segment(self._words[name], segment.start_frame, segment.end_frame, _log(segment.ascore))

    def _others(self, n_best: int) -> Iterator[tuple[tuple[str, ...], float]]:
        seen: set[tuple[str, ...]] = set()
        for step, hypothesis in enumerate(self._decoder.nbest()):
            if hypothesis is None or step >= _MAX_NBEST_STEPS or len(seen) >= n_best:
                return
            names = (_ALTERNATIVE.sub("", name) for name in hypothesis.hypstr.split())
            words = tuple(self._words[name] for name in names if name in self._words)
            if words and words not in seen:
                seen.add(words)
                yield words, _log(hypothesis.score)

    def _run(self, search: str, samples: Samples) -> bool:
        if len(samples) < _LEAST_S * self.rate_hz:
            return False
        decoder = self._decoder
        try:
            # What was learned of another caller's noise is forgotten.
            decoder.reinit_feat()
            decoder.activate_search(search)
            decoder.start_utt()
            try:
                decoder.process_raw(samples.tobytes(), full_utt=True)
            finally:
                decoder.end_utt()
        except (RuntimeError, KeyError, ValueError) as error:
            raise EngineError(f"the decoder failed: {error}", retryable=True) from error
        return True


def _decoder(files: ModelFiles) -> Any:
    from pocketsphinx import Decoder

    if not Path(files.acoustic_model, "mdef").exists():
        raise EngineError(f"there is no acoustic model in {files.acoustic_model!r}")
    try:
        return Decoder(hmm=files.acoustic_model, dict=None, lm=None, samprate=files.rate_hz, loglevel="FATAL")
    except (RuntimeError, ValueError) as error:
        raise EngineError(f"acoustic model {files.acoustic_model!r}: {error}") from error


def _log(likelihood: float) -> float:
    return math.log(likelihood) if likelihood > 0 else _LOG_OF_ZERO
