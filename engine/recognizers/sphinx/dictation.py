"""Open speech with what PocketSphinx' wheel brings: a small language model of American English.

It is there so that open speech is answered at all where no other model is, and is no match for one: of 16 sentences by
three synthetic voices over a telephone line, three words of four come out wrong.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError, LanguageUnsupportedError
from engine.recognition import Abilities, matching_language
from engine.recognizers.sphinx.model import Decoded, Segment
from engine.recognizers.sphinx.recognizer import SphinxListener, packaged_files

if TYPE_CHECKING:
    from engine.interface import Samples
    from engine.recognition import RecognitionSpec
    from engine.recognizers.sphinx.keywords import Keyword

LANGUAGE = "en-US"
_LEAST_S = 0.1
"""Shorter audio holds no word, and the decoder cannot take none at all."""
_ALTERNATIVE = re.compile(r"\(\d+\)$")


class SphinxDictation:
    """The engine. Its model (100 MB) is loaded when it is first asked for: most servers never do."""

    def __init__(self) -> None:
        self._model: DictationModel | None = None

    def abilities(self) -> Abilities:
        return Abilities(transcription=(LANGUAGE,))

    def open(self, spec: RecognitionSpec) -> SphinxListener:
        if not spec.transcribe or matching_language(spec.language, (LANGUAGE,)) is None:
            raise LanguageUnsupportedError(spec.language, "transcription model")
        if self._model is None:
            self._model = DictationModel()
        return SphinxListener(self._model, spec)

    def work(self) -> bool:
        """Nothing is done before it is asked for."""
        return False

    def close(self) -> None:
        self._model = None


class DictationModel:
    """As `SphinxModel`, with one search for everything: the language model of the wheel.

    Raises:
        EngineError: the wheel lacks its files.
    """

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        files = packaged_files()
        self.rate_hz = files.rate_hz
        words = Path(files.dictionary).with_name("en-us.lm.bin")
        try:
            self._decoder: Any = Decoder(
                hmm=files.acoustic_model,
                lm=str(words),
                dict=files.dictionary,
                samprate=files.rate_hz,
                loglevel="FATAL",
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"language model {str(words)!r}: {error}") from error

    def compile(self, spec: RecognitionSpec) -> str:
        """The search that is always there."""
        return ""

    def spot(self, grammar: str, spec: RecognitionSpec, samples: Samples) -> list[Keyword]:
        """Nothing: whoever asks looks for phrases in what is written down."""
        return []

    def decode(self, grammar: str, samples: Samples, n_best: int) -> Decoded:
        """Recognise a whole utterance, at the model's rate; there is one hypothesis only.

        Raises:
            EngineError: the decoder fails.
        """
        decoder = self._decoder
        if len(samples) < _LEAST_S * self.rate_hz:
            return Decoded((), (), 0)
        try:
            # What was learned of another caller's noise is forgotten.
            decoder.reinit_feat()
            decoder.start_utt()
            try:
                decoder.process_raw(samples.tobytes(), full_utt=True)
            finally:
                decoder.end_utt()
        except RuntimeError as error:
            raise EngineError(f"the decoder failed: {error}", retryable=True) from error
        if decoder.hyp() is None:
            return Decoded((), (), decoder.n_frames())
        segments = tuple(
            # Words alone have no likeness that means anything beside a language model: coverage must tell.
            Segment(_ALTERNATIVE.sub("", one.word), one.start_frame, one.end_frame, 0.0)
            for one in decoder.seg()
            if one.word[0] not in "<[+"
        )
        return Decoded(segments, (), decoder.n_frames())
