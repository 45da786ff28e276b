"""Neural voices in Piper's file format, through onnxruntime; phonemes by espeak-ng.

`folder` holds `NAME.onnx` and `NAME.onnx.json`; each is a voice NAME, and with several speakers NAME#SPEAKER. A model
is loaded when its voice is first used or warmed up; the least recently used one goes when there are more than
`max_loaded`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.audio.null_sink import NullSink
from engine.errors import EngineError
from engine.interface import HAN, Piece, Span, VoiceInfo
from engine.onnx import OnnxOptions
from engine.voices.espeak.library import READ_HAN, EspeakLibrary, shared_library
from engine.voices.espeak.markup import with_letters
from engine.voices.licences import licence_of
from engine.voices.piper.voice import PiperConfig, PiperModel, check_voice
from engine.voices.stopper import Stopper
from engine.voices.stretches import Stretch, stretches, word_offsets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.interface import Gender, Samples, Sink

_MIN_RATE, _MAX_RATE = 0.25, 4.0
"""A span is not stretched or pressed further than this: beyond it, nothing is understood."""


class _Known(NamedTuple):
    path: Path
    config: PiperConfig
    speaker: int


class PiperSynthesizer:
    """The adapter. `genders` tells the gender of voices by name: their files do not. `library`, `data`: as for
    espeak-ng.

    Raises:
        EngineError: the folder holds no voice, a configuration cannot be read, or espeak-ng cannot be loaded.
    """

    trims_silence = True

    def __init__(
        self,
        folder: str = "",
        genders: Mapping[str, Gender] | None = None,
        threads: int = 1,
        providers: Sequence[str] = (),
        max_loaded: int = 4,
        library: str = "",
        data: str = "",
    ) -> None:
        self._known: dict[str, _Known] = {}
        self._voices: list[VoiceInfo] = []
        for path in sorted(Path(folder).glob("*.onnx")) if folder else ():
            self._list(path, genders or {})
        if not self._voices:
            raise EngineError(f"there is no Piper voice (NAME.onnx and NAME.onnx.json) in {folder!r}")
        self._espeak = shared_library(library, data)
        self._options = OnnxOptions(tuple(providers), threads)
        self._max_loaded = max_loaded
        self._loaded: dict[Path, PiperModel] = {}  # in order of use, the least recent first

    def _list(self, path: Path, genders: Mapping[str, Gender]) -> None:
        config = check_voice(path)
        unnamed = {str(number): number for number in range(config.num_speakers)}
        speakers = (config.speaker_id_map or unnamed) if config.num_speakers > 1 else {"": 0}
        # A file that was replaced sounds otherwise: its cached prompts must not be used.
        facts = path.stat()
        revision = f"{facts.st_size}.{facts.st_mtime_ns}"
        licence = licence_of(path)
        for speaker, number in speakers.items():
            name = f"{path.stem}#{speaker}" if speaker else path.stem
            self._known[name] = _Known(path, config, number)
            self._voices.append(
                VoiceInfo(
                    name=name,
                    engine="piper",
                    languages=config.languages,
                    gender=genders.get(name, genders.get(path.stem, "")),
                    rate_hz=config.audio.sample_rate,
                    revision=revision,
                    natural=True,
                    licence=licence,
                    size_bytes=facts.st_size,
                    model=path.stem,
                    unread=(HAN,) if config.phoneme_type != "text" and config.espeak.voice not in READ_HAN else (),
                )
            )

    def voices(self) -> list[VoiceInfo]:
        return self._voices

    def warm_up(self, voice: str) -> None:
        """Load the model and run it once: the first run allocates."""
        self.synthesize(Piece((Span("One."),), voice), NullSink())

    def synthesize(self, piece: Piece, sink: Sink) -> None:
        known = self._known.get(piece.voice)
        if known is None:
            raise EngineError(f"there is no Piper voice {piece.voice!r}")
        stopper = Stopper()
        sink.on_cancel(stopper.stop)
        model = self._load(known)
        offset = 0
        for stretch in stretches(piece, self._pronouncer(known.config)):
            samples = self._speak(model, known, stretch, stopper)
            if samples is None:
                return
            for character, sample in word_offsets(piece, stretch, len(samples)):
                sink.word(character, offset + sample)
            if not sink.write(samples):
                return
            offset += len(samples)

    def close(self) -> None:
        self._loaded.clear()

    def _load(self, known: _Known) -> PiperModel:
        model = self._loaded.pop(known.path, None)
        if model is None:
            model = PiperModel(known.path, known.config, self._options)
        self._loaded[known.path] = model
        if len(self._loaded) > self._max_loaded:
            del self._loaded[next(iter(self._loaded))]
        return model

    def _pronouncer(self, config: PiperConfig) -> _Pronouncer:
        return _Pronouncer(self._espeak, "" if config.phoneme_type == "text" else config.espeak.voice)

    def _speak(self, model: PiperModel, known: _Known, stretch: Stretch, stopper: Stopper) -> Samples | None:
        ids = known.config.ids(stretch.phonemes)
        length = 1 / min(_MAX_RATE, max(_MIN_RATE, stretch.rate))
        samples = model.run(ids, stopper, length=length, speaker=known.speaker)
        if samples is None or not stretch.duration_ms or not len(samples):
            return samples
        # A second run as much longer or shorter as the first was off.
        wanted = known.config.audio.sample_rate * stretch.duration_ms / 1000
        length = min(1 / _MIN_RATE, max(1 / _MAX_RATE, length * wanted / len(samples)))
        return model.run(ids, stopper, length=length, speaker=known.speaker)


class _Pronouncer:
    """Text to what the voice's ids stand for; `voice` is espeak-ng's, empty for a voice that reads letters."""

    def __init__(self, espeak: EspeakLibrary, voice: str) -> None:
        self._espeak = espeak
        self._voice = voice
        if voice and not espeak.set_voice(voice) and not espeak.set_voice_by_language(voice):
            raise EngineError(f"espeak-ng has no voice {voice!r} to make phonemes with")

    def phonemes(self, text: str, language: str) -> str:
        if not self._voice:
            return text.casefold()
        return self._espeak.phonemes(with_letters(text, language or self._voice))

    def pronunciation(self, ipa: str, language: str) -> str:
        return ipa
