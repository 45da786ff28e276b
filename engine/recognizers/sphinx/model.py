"""One acoustic model of PocketSphinx: its decoder, its dictionary, and the grammars compiled for it.

The decoder takes a whole utterance at once, so that it serves every session of a worker; what a session has of its own
is audio. Words are in the decoder only once a grammar needed them.

The work of an utterance is bounded by its length, whatever the grammar and whatever is heard:

- In long audio the best path is that of the search itself. The library would look for a better one in a lattice of all
  words that may have ended anywhere, which takes a time that grows with the square of the length: 1 s for ten digits,
  10 s for thirty. In short audio that is worth its price. Alternatives come from the lattice, too.
- Beams bound what is followed in a frame: 0.15 s for a second of noise with 1,000 words in a loop, where the library's
  own take 1.3 s.
- Long audio, and any by grammars of more words, is decoded in steps, and what is found in time has to do.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import time
from collections import OrderedDict
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from engine.errors import EngineError
from engine.grammars.jsgf import spelled
from engine.recognizers.sphinx.keywords import LEAST_PHONES, Keyword, phrases
from engine.recognizers.sphinx.pronunciation import Pronouncer, read_dictionary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.interface import Samples
    from engine.recognition import RecognitionSpec

_LEAST_S = 0.1
"""Shorter audio holds no word, and the decoder cannot take none at all."""
_LOG_OF_ZERO = -745.0
"""A sum of logs for what the library has rounded to 0."""
_MAX_MODELS = 3000
"""How many models of sounds are followed at once; with the library's own 30,000 nothing more is right."""
_WORD_BEAMS = ((100, 1e-22), (1000, 1e-15), (math.inf, 1e-6))
"""How unlikely the end of a word may be beside the best, in grammars of up to so many words: the size of the lattice.
With the library's own 7e-29 nothing more is right in small grammars; in large ones neither with more than this."""
_MAX_NBEST_STEPS = 200
"""N-best lists are mostly repetitions."""
_MAX_LATTICE_S, _MAX_LATTICE_S_OF_MANY_WORDS = 5.0, 2.5
"""In longer audio there is no lattice."""
_SEARCH_SCALE = 1024
"""The search tells likelihoods of segments in units that are so much larger than the lattice's."""
_STEP_S = 0.5
"""How much audio is decoded between two looks at the clock."""
_LEAST_WORK_S, _WORK_PER_SECOND = 1.0, 0.15
"""Processor time that an utterance may cost: for its own sake, and for each second of it. A second of speech costs
0.02 s with eleven words, and 0.3 s with 20,000, of which 6 s are then heard."""
_MAX_WORDS_WITH_ALTERNATIVES = 1000
"""With more words than this, each is known by its first pronunciation only: adding alternatives takes a time that grows
with words times states, 5 s instead of 0.5 s for 5,000 names."""
_LATTICE, _NO_LATTICE, _KEYWORDS = " with a lattice", " without", " for keywords"
"""What follows the name of a grammar in those of its searches."""
_KEYWORD_BEAM, _KEYWORD_THRESHOLD = 1e-120, 1e-120
"""So that long phrases survive among any sounds; how near they came is judged afterwards."""
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


class _Compiled(NamedTuple):
    text: str
    words: int

    @property
    def is_large(self) -> bool:
        return self.words > _MAX_WORDS_WITH_ALTERNATIVES

    @property
    def max_lattice_s(self) -> float:
        return _MAX_LATTICE_S_OF_MANY_WORDS if self.is_large else _MAX_LATTICE_S

    @property
    def word_beam(self) -> float:
        return next(beam for words, beam in _WORD_BEAMS if self.words <= words)


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
    beginning: tuple[Segment, ...] = ()
    """The best hypothesis that may end anywhere in the grammar: a sentence of it, or the beginning of one."""


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
        self._grammars: OrderedDict[str, _Compiled] = OrderedDict()
        self._searches: set[str] = set()
        self._added: dict[str, set[str]] = {}
        self._phones: dict[str, dict[str, int]] = {}
        """By grammar, the phrases that are looked for in running speech, as they are spelled, and how many phones each
        has."""
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
        self._add_words(spec)
        compiled = _Compiled(spec.grammar, len(spec.words))
        # The search is built here, where it may fail; the one for long audio when there is some.
        self._search(name, compiled, with_lattice=True)
        self._grammars[name] = compiled
        while len(self._grammars) > self._max_grammars:
            self._forget(self._grammars.popitem(last=False)[0])
        return name

    def _forget(self, name: str) -> None:
        self._phones.pop(name, None)
        for search in {name + _LATTICE, name + _NO_LATTICE, name + _KEYWORDS} & self._searches:
            self._decoder.remove_search(search)
            self._searches.remove(search)

    def _add_words(self, spec: RecognitionSpec) -> None:
        ipa: dict[str, list[str]] = {}
        for word, sound in spec.pronunciations:
            ipa.setdefault(word, []).append(sound)
        for word in spec.words:
            self._add_word(word, ipa.get(word, []))

    def spot(self, grammar: str, spec: RecognitionSpec, samples: Samples) -> list[Keyword]:
        """Look for the phrases of a compiled grammar, that of `spec`, in running speech at the model's rate.

        Raises:
            EngineError: the decoder fails.
        """
        phones = self._keywords(grammar, spec)
        if not phones or len(samples) < _LEAST_S * self.rate_hz:
            return []
        try:
            self._run_whole(grammar + _KEYWORDS, samples)
            segments = [
                (one.word.strip(), one.start_frame, one.end_frame, one.prob) for one in self._decoder.seg() or ()
            ]
        except (RuntimeError, KeyError, ValueError) as error:
            raise EngineError(f"the decoder failed: {error}", retryable=True) from error
        return [
            Keyword(self._unspelled(name), start, end, _SEARCH_SCALE * _log(probability) / phones[name])
            for name, start, end, probability in segments
            if name in phones
        ]

    def _keywords(self, grammar: str, spec: RecognitionSpec) -> dict[str, int]:
        """The phrases that are looked for, and their phones; the search for them is made when it is first wanted."""
        known = self._phones.get(grammar)
        if known is not None:
            return known
        counted = {" ".join(map(spelled, words)): self._count_phones(words) for words in phrases(spec)}
        found = self._phones[grammar] = {name: count for name, count in counted.items() if count >= LEAST_PHONES}
        if found:
            self._add_keywords(grammar + _KEYWORDS, found)
        return found

    def _add_keywords(self, search: str, names: Iterable[str]) -> None:
        config = self._decoder.config
        usual = {name: config[name] for name in ("beam", "pbeam")}
        # The library reads phrases with thresholds of their own from a file only; this one is in memory.
        with os.fdopen(os.memfd_create("keywords"), "wb") as file:
            file.writelines(f"{name} /{_KEYWORD_THRESHOLD}/\n".encode() for name in names)
            file.flush()
            config["beam"] = config["pbeam"] = _KEYWORD_BEAM
            try:
                self._decoder.add_kws(search, f"/proc/self/fd/{file.fileno()}")
            except (RuntimeError, ValueError) as error:
                raise EngineError(f"the phrases of the grammar cannot be looked for: {error}") from error
            finally:
                config["beam"], config["pbeam"] = usual["beam"], usual["pbeam"]
        self._searches.add(search)

    def _count_phones(self, words: Iterable[str]) -> int:
        return sum(len((self._decoder.lookup_word(spelled(word)) or "").split()) for word in words)

    def _unspelled(self, phrase: str) -> tuple[str, ...]:
        return tuple(self._words[name] for name in phrase.split())

    def _search(self, name: str, compiled: _Compiled, *, with_lattice: bool) -> str:
        """The name of the decoder's search for a grammar."""
        search = name + (_LATTICE if with_lattice else _NO_LATTICE)
        if search in self._searches:
            return search
        config = self._decoder.config
        config["fsgusealtpron"], config["bestpath"] = not compiled.is_large, with_lattice
        config["wbeam"] = compiled.word_beam
        try:
            self._decoder.add_jsgf_string(search, compiled.text)
            self._decoder.activate_search(search)
        except (ValueError, RuntimeError, KeyError) as error:
            with contextlib.suppress(KeyError, RuntimeError):
                self._decoder.remove_search(search)
            raise EngineError(f"the grammar cannot be compiled: {error}") from error
        self._searches.add(search)
        return search

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
        """Recognise a whole utterance, at the model's rate, by a compiled grammar; what takes too long, so far.

        Raises:
            EngineError: the decoder fails.
        """
        length_s = len(samples) / self.rate_hz
        if length_s < _LEAST_S:
            return Decoded((), (), 0)
        compiled = self._grammars[grammar]
        with_lattice = length_s <= compiled.max_lattice_s
        search = self._search(grammar, compiled, with_lattice=with_lattice)
        try:
            run = self._run_whole if with_lattice and not compiled.is_large else self._run_in_steps
            beginning = run(search, samples)
        except (RuntimeError, KeyError, ValueError) as error:
            raise EngineError(f"the decoder failed: {error}", retryable=True) from error
        frames = self._decoder.n_frames()
        if self._decoder.hyp() is None:
            return Decoded((), (), frames, beginning)
        segments = tuple(self._segments(1 if with_lattice else _SEARCH_SCALE))
        others = tuple(self._others(n_best)) if with_lattice and n_best > 1 else ()
        return Decoded(segments, others, frames, beginning)

    def _segments(self, scale: int) -> Iterator[Segment]:
        for segment in self._decoder.seg() or ():
            name = _ALTERNATIVE.sub("", segment.word)
            if name in self._words:
                score = scale * _log(segment.ascore)
                yield Segment(self._words[name], segment.start_frame, segment.end_frame, score)

    def _others(self, n_best: int) -> Iterator[tuple[tuple[str, ...], float]]:
        seen: set[tuple[str, ...]] = set()
        # None: in the lattice nothing leads from one end to the other.
        for step, hypothesis in enumerate(self._decoder.nbest() or ()):
            if hypothesis is None or step >= _MAX_NBEST_STEPS or len(seen) >= n_best:
                return
            names = (_ALTERNATIVE.sub("", name) for name in hypothesis.hypstr.split())
            words = tuple(self._words[name] for name in names if name in self._words)
            if words and words not in seen:
                seen.add(words)
                yield words, _log(hypothesis.score)

    def _run_whole(self, search: str, samples: Samples) -> tuple[Segment, ...]:
        """Returns what is likeliest before it is asked for a whole sentence: a sentence, or the beginning of one."""
        decoder = self._decoder
        # What was learned of another caller's noise is forgotten.
        decoder.reinit_feat()
        decoder.activate_search(search)
        decoder.start_utt()
        try:
            decoder.process_raw(samples.tobytes(), full_utt=True)
            return tuple(self._segments(_SEARCH_SCALE))
        finally:
            decoder.end_utt()

    def _run_in_steps(self, search: str, samples: Samples) -> tuple[Segment, ...]:
        """As `_run_whole`, for as long as the utterance is worth."""
        deadline = time.thread_time() + _LEAST_WORK_S + _WORK_PER_SECOND * len(samples) / self.rate_hz
        decoder = self._decoder
        # Its mean has to be known from the first step on, or less is recognised. It is that of all the audio: measured
        # while next to nothing is searched for, in a hundredth of its length.
        self._run_whole(self._measuring(), samples)
        mean = decoder.get_cmn(False)
        decoder.reinit_feat()
        decoder.set_cmn(mean)
        decoder.activate_search(search)
        decoder.start_utt()
        step = int(_STEP_S * self.rate_hz)
        try:
            for begin in range(0, len(samples), step):
                decoder.process_raw(samples[begin : begin + step].tobytes())
                if time.thread_time() > deadline:
                    break
            return tuple(self._segments(_SEARCH_SCALE))
        finally:
            decoder.end_utt()

    def _measuring(self) -> str:
        """The search with which features are measured: for one word, whichever it is."""
        word = next(iter(self._words))
        text = f"#JSGF V1.0;\ngrammar measure;\npublic <root> = {word};\n"
        return self._search("measure", _Compiled(text, 1), with_lattice=False)


def _decoder(files: ModelFiles) -> Any:
    from pocketsphinx import Decoder

    if not Path(files.acoustic_model, "mdef").exists():
        raise EngineError(f"there is no acoustic model in {files.acoustic_model!r}")
    try:
        return Decoder(
            hmm=files.acoustic_model,
            dict=None,
            lm=None,
            samprate=files.rate_hz,
            loglevel="FATAL",
            maxhmmpf=_MAX_MODELS,
        )
    except (RuntimeError, ValueError) as error:
        raise EngineError(f"acoustic model {files.acoustic_model!r}: {error}") from error


def _log(likelihood: float) -> float:
    return math.log(likelihood) if likelihood > 0 else _LOG_OF_ZERO
