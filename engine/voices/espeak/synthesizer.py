"""espeak-ng, the embedded default voice: 141 languages, first audio after 0.1 ms, 1,000 times faster than speech."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.audio.loudness import MEASURED_TEXT
from engine.audio.null_sink import NullSink
from engine.emphasis import effective_prosody
from engine.errors import EngineError
from engine.interface import HAN, Piece, Span, VoiceInfo
from engine.voices.espeak.durations import duration_rates
from engine.voices.espeak.ipa import IpaTranslator
from engine.voices.espeak.library import (
    PHONEMES,
    PITCH,
    RANGE,
    RATE,
    READ_HAN,
    VOLUME,
    LibraryVoice,
    shared_library,
)
from engine.voices.espeak.markup import NORMAL_PITCH, NORMAL_RANGE, NORMAL_WPM, Markup, compose, settings
from engine.voices.espeak.pitch import median_pitch_hz

if TYPE_CHECKING:
    from engine.interface import Gender, Samples, Sink

_NORMAL_VOLUME = 100
"""The library's own volume stays here: loudness is the runtime's."""
_MALE = ("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8")
_FEMALE = ("f2", "f1", "f3", "f4", "f5")
"""Timbres of the library that go with every language, as Voice-Variant counts them from 1."""
_GENDERS: dict[int, Gender] = {1: "male", 2: "female"}
_PHONEME = "[[a]]"


class EspeakSynthesizer:
    """The adapter. `library` and `data` are paths; empty: those of the packaged library.

    Raises:
        EngineError: the library or its data cannot be loaded.
    """

    trims_silence = True

    def __init__(self, library: str = "", data: str = "") -> None:
        self._library = shared_library(library, data)
        self._identifiers: dict[str, str] = {}
        self._voices: list[VoiceInfo] = []
        for voice in self._library.voices():
            self._list(voice)
        # The widest-spread first: the default where nothing is configured.
        self._voices.sort(key=lambda voice: (voice.name != "en-us", voice.name))
        self._translators: dict[str, IpaTranslator] = {}
        self._pitches: dict[str, float] = {}

    def _list(self, voice: LibraryVoice) -> None:
        language = voice.languages[0]
        gender = _GENDERS.get(voice.gender, "")
        revision = f"espeak-ng {self._library.version}"
        timbres: list[tuple[str, Gender]] = [("", gender)]
        timbres += [(timbre, "female") for timbre in _FEMALE] + [(timbre, "male") for timbre in _MALE]
        for timbre, sex in timbres:
            suffix = f"+{timbre}" if timbre else ""
            self._identifiers[language + suffix] = voice.identifier + suffix
            self._voices.append(
                VoiceInfo(
                    name=language + suffix,
                    engine="espeak",
                    languages=voice.languages,
                    gender=sex,
                    age=voice.age or None,
                    rate_hz=self._library.rate_hz,
                    aliases=(voice.identifier + suffix, voice.name + suffix),
                    revision=revision,
                    licence="GPL-3.0-or-later",
                    unread=() if language in READ_HAN else (HAN,),
                )
            )

    def voices(self) -> list[VoiceInfo]:
        return self._voices

    def warm_up(self, voice: str) -> None:
        """Load the voice's dictionary, and set up phoneme input: the library parses `[[…]]` elsewhere only after
        that."""
        self.synthesize(Piece((Span("warm"),), voice), NullSink())

    def synthesize(self, piece: Piece, sink: Sink) -> None:
        self._select(piece.voice, piece.language)
        rates = self._rates(piece)
        markup = self._compose(piece, rates)
        self._speak(markup, sink)

    def close(self) -> None:
        """The library is shared, and goes with the process."""

    def _compose(self, piece: Piece, rates: dict[int, float] | None) -> Markup:
        return compose(
            piece, lambda ipa: self._mnemonics(piece.voice, ipa), lambda: self._own_pitch(piece.voice), rates
        )

    def _speak(self, markup: Markup, sink: Sink) -> None:
        def on_word(position: int, sample: int) -> None:
            sink.word(markup.character(position), sample)

        self._reset()
        self._library.synthesize(markup.text, PHONEMES if markup.has_phonemes else 0, sink.write, on_word)

    def _select(self, voice: str, language: str) -> None:
        """Set the voice, before every call: what the last one left unclosed is cleared by that."""
        name = self._identifiers.get(voice, voice)
        # The identifiers of another version of the library may differ; its choice for the language then has to do.
        if not self._library.set_voice(name) and not (language and self._library.set_voice_by_language(language)):
            raise EngineError(f"espeak-ng has no voice {voice!r}")

    def _reset(self) -> None:
        self._library.set_parameter(RATE, NORMAL_WPM)
        self._library.set_parameter(VOLUME, _NORMAL_VOLUME)
        self._library.set_parameter(PITCH, NORMAL_PITCH)
        self._library.set_parameter(RANGE, NORMAL_RANGE)

    def _rates(self, piece: Piece) -> dict[int, float] | None:
        """Words a minute for the spans that should last a certain time: speak once to see how long they take."""
        if not any(span.prosody.duration_ms for span in piece.spans):
            return None
        trial = _Stopwatch()
        self._speak(self._compose(piece, None), trial)
        natural = [settings(effective_prosody(span), lambda: 1.0).wpm for span in piece.spans]
        factors = duration_rates(piece, trial.words, trial.samples, self._library.rate_hz)
        self._select(piece.voice, piece.language)
        return {index: natural[index] * factor for index, factor in factors.items()}

    def _mnemonics(self, voice: str, ipa: str) -> str:
        translator = self._translators.get(voice)
        if translator is None:
            translator = self._translators[voice] = IpaTranslator(self._sound)
        return translator.mnemonics(ipa)

    def _sound(self, mnemonic: str) -> str:
        """The IPA of a mnemonic in the voice that is set.

        The library parses "[[…]]" here only when its last call did, so one is made and given up at once.
        """
        self._library.synthesize(_PHONEME, PHONEMES, _refuse, NullSink().word)
        return self._library.phonemes(f"[[{mnemonic}]]")

    def _own_pitch(self, voice: str) -> float:
        """The median pitch of `voice` in Hz, measured once."""
        known = self._pitches.get(voice)
        if known is None:
            trial = _Stopwatch()
            self._reset()
            self._library.synthesize(MEASURED_TEXT, 0, trial.write, trial.word)
            known = median_pitch_hz(np.concatenate(trial.chunks), self._library.rate_hz) or 100.0
            self._pitches[voice] = known
        return known


class _Stopwatch(NullSink):
    """A sink that measures."""

    def __init__(self) -> None:
        self.chunks: list[Samples] = [np.zeros(0, np.int16)]
        self.samples = 0
        self.words: list[tuple[int, int]] = []

    def write(self, samples: Samples) -> bool:
        self.chunks.append(samples.copy())
        self.samples += len(samples)
        return True

    def word(self, character: int, offset: int) -> None:
        self.words.append((character, offset))


def _refuse(samples: Samples) -> bool:  # noqa: ARG001 (unheard)
    return False
