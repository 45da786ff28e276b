"""Kokoro, a large neural voice of nine languages, through onnxruntime; phonemes by espeak-ng.

`folder` holds the model and its voices in one of the layouts of `files`; voices are named as their files.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.audio.edges import LEAD_MS, TAIL_MS, sounding
from engine.audio.null_sink import NullSink
from engine.errors import EngineError
from engine.interface import HAN, Piece, Span, VoiceInfo
from engine.onnx import OnnxOptions
from engine.voices.espeak.library import READ_HAN, shared_library
from engine.voices.kokoro.files import find_files, read_styles
from engine.voices.kokoro.languages import KokoroPronouncer, voice_gender, voice_language
from engine.voices.kokoro.model import RATE_HZ, KokoroModel
from engine.voices.kokoro.runs import PAUSES_MS, divide
from engine.voices.licences import licence_of
from engine.voices.stopper import Stopper
from engine.voices.stretches import stretches, word_offsets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.interface import Samples, Sink
    from engine.voices.kokoro.files import Styles
    from engine.voices.stretches import Stretch

_MIN_SPEED, _MAX_SPEED = 0.25, 4.0
"""Beyond them nothing is understood; from three times on, many symbols are as short as the model makes any."""
_FAVOURITE = "af_heart"
"""Speaks where nothing but the engine is asked for: the best of the published voices by their maker's own grades."""
_LEAD, _TAIL = RATE_HZ * LEAD_MS // 1000, RATE_HZ * TAIL_MS // 1000


class _Spoken(NamedTuple):
    """A run without the silence around it."""

    samples: Samples
    edges: list[int] | None
    """As `word_offsets` wants them."""


class KokoroSynthesizer:
    """The adapter. `model` names one of several model files in `folder`; `library`, `data`: as for espeak-ng.

    Raises:
        EngineError: a file is missing, cut short or another one, or espeak-ng cannot be loaded.
    """

    trims_silence = True

    def __init__(
        self,
        folder: str = "",
        model: str = "",
        threads: int = 1,
        providers: Sequence[str] = (),
        library: str = "",
        data: str = "",
    ) -> None:
        if not folder:
            raise EngineError("kokoro needs a folder with its model and voices")
        self._files = find_files(Path(folder), model)
        self._espeak = shared_library(library, data)
        self._options = OnnxOptions(tuple(providers), threads)
        self._model: KokoroModel | None = None
        self._styles: dict[str, Styles] = {}
        names = sorted(self._files.voices, key=lambda name: (name != _FAVOURITE, name))
        licence = licence_of(Path(folder, self._files.model.name))
        self._voices = [self._described(name, licence) for name in names]

    def _described(self, name: str, licence: str) -> VoiceInfo:
        # A file that was replaced sounds otherwise: its cached prompts must not be used.
        facts = [path.stat() for path in (self._files.model, self._files.voices[name])]
        return VoiceInfo(
            name=name,
            engine="kokoro",
            languages=(voice_language(name).tag,),
            gender=voice_gender(name),
            rate_hz=RATE_HZ,
            revision=".".join(f"{one.st_size}.{one.st_mtime_ns}" for one in facts),
            natural=True,
            licence=licence,
            size_bytes=facts[0].st_size,
            model=self._files.model.stem,
            unread=() if voice_language(name).espeak in READ_HAN else (HAN,),
        )

    def voices(self) -> list[VoiceInfo]:
        return self._voices

    def warm_up(self, voice: str) -> None:
        """Load the model and run it once: the first run allocates."""
        self.synthesize(Piece((Span("One."),), voice), NullSink())

    def synthesize(self, piece: Piece, sink: Sink) -> None:
        styles = self._styles_of(piece.voice)
        stopper = Stopper()
        sink.on_cancel(stopper.stop)
        pronouncer = KokoroPronouncer(self._espeak, voice_language(piece.voice), piece.language)
        runs = [run for stretch in stretches(piece, pronouncer) for run in divide(stretch)]
        offset = 0
        for run, following in itertools.zip_longest(runs, runs[1:]):
            spoken = self._speak(run, styles, stopper)
            if spoken is None:
                return
            for character, sample in word_offsets(piece, run, len(spoken.samples), spoken.edges):
                sink.word(character, offset + sample)
            pause = _pause(run) if following is not None else 0
            samples = np.concatenate((spoken.samples, np.zeros(pause, np.int16)))
            if not sink.write(samples):
                return
            offset += len(samples)

    def close(self) -> None:
        self._model = None
        self._styles.clear()

    def _styles_of(self, voice: str) -> Styles:
        known = self._styles.get(voice)
        if known is None:
            file = self._files.voices.get(voice)
            if file is None:
                raise EngineError(f"there is no Kokoro voice {voice!r}")
            known = self._styles[voice] = read_styles(file, voice)
        return known

    def _speak(self, run: Stretch, styles: Styles, stopper: Stopper) -> _Spoken | None:
        """`run` as sound, which is nothing where nothing in it has a sound; None when stopped."""
        speed = min(_MAX_SPEED, max(_MIN_SPEED, run.rate))
        spoken = self._run(run, styles, stopper, speed)
        if spoken is None or not run.duration_ms or not len(spoken.samples):
            return spoken
        # A second run as much faster or slower as the first was off.
        wanted = RATE_HZ * run.duration_ms / 1000
        speed = min(_MAX_SPEED, max(_MIN_SPEED, speed * len(spoken.samples) / wanted))
        return self._run(run, styles, stopper, speed)

    def _run(self, run: Stretch, styles: Styles, stopper: Stopper, speed: float) -> _Spoken | None:
        vocabulary = self._files.vocabulary
        ids = [vocabulary[symbol] for symbol in run.phonemes if symbol in vocabulary]
        if not any(symbol.isalpha() for symbol in run.phonemes):
            return _Spoken(np.zeros(0, np.int16), None)
        if self._model is None:
            self._model = KokoroModel(self._files.model, self._options)
        sound = self._model.run(ids, styles, stopper, speed=speed)
        if sound is None:
            return None
        first, last = sounding(sound.samples)
        begin, end = max(0, first - _LEAD), min(len(sound.samples), last + _TAIL)
        edges = None
        if sound.edges is not None:
            edges = [min(end, max(begin, edge)) - begin for edge in self._placed(run.phonemes, sound.edges)]
        return _Spoken(sound.samples[begin:end], edges)

    def _placed(self, phonemes: str, edges: Sequence[int]) -> Iterator[int]:
        """The edge of each character of `phonemes`: the model was given only those it knows."""
        known = itertools.accumulate((symbol in self._files.vocabulary for symbol in phonemes), initial=0)
        return (edges[min(number, len(edges) - 1)] for number in known)


def _pause(run: Stretch) -> int:
    """The samples of silence between `run` and another one."""
    return round(RATE_HZ * PAUSES_MS.get(run.phonemes[-1:], 0) / 1000 / min(_MAX_SPEED, max(_MIN_SPEED, run.rate)))
