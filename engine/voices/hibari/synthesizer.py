"""hibari: a natural English voice that comes in a package, about 100 times faster than speech on one core.

Its sound comes bit by bit, so that the first of it needs about 10 ms for a prompt of 40 characters. Dictionaries and a
network make phonemes of words; words are made by our own normaliser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from engine.audio.loudness import measured_text
from engine.audio.null_sink import NullSink
from engine.errors import EngineError
from engine.interface import HAN, Piece, Span, VoiceInfo
from engine.onnx import OnnxOptions
from engine.voices.hibari.files import VoiceFile, assets, voice_files
from engine.voices.hibari.model import HibariModel
from engine.voices.hibari.phonemes import runs
from engine.voices.hibari.pronunciation import Pronunciation
from engine.voices.hibari.voice import HibariVoice
from engine.voices.hibari.waveform import RATE_HZ
from engine.voices.stopper import Stopper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.interface import Sink

_LANGUAGES = {False: ("en-US", "en"), True: ("en-GB", "en")}
_HEART = "heart"
_HEART_HZ = 197.0
"""The median pitch of the packaged voice."""


class _Loaded(NamedTuple):
    voice: HibariVoice
    pronunciation: Pronunciation
    own_hz: float


class HibariSynthesizer:
    """The adapter. The voice of the package, and those of further files in `folder`; a voice is loaded when it is first
    used or warmed up, and stays.

    Raises:
        EngineError: the package is not installed or broken, or there is no `folder`.
    """

    trims_silence = True

    def __init__(self, folder: str = "", threads: int = 1, providers: Sequence[str] = ()) -> None:
        self._files = {file.name: file for file in voice_files(folder)}
        self._vocabulary = _vocabulary()
        self._options = OnnxOptions(tuple(providers), threads)
        self._voices = [_info(file) for file in self._files.values()]
        self._loaded: dict[str, _Loaded] = {}
        self._pronunciations: dict[bool, Pronunciation] = {}

    def voices(self) -> list[VoiceInfo]:
        return self._voices

    def warm_up(self, voice: str) -> None:
        """Load the model and the dictionaries and run them once: the first run allocates."""
        self.synthesize(Piece((Span("One."),), voice), NullSink())

    def synthesize(self, piece: Piece, sink: Sink) -> None:
        loaded = self._load(piece.voice)
        stopper = Stopper()
        sink.on_cancel(stopper.stop)
        offset = 0
        found = runs(piece, loaded.pronunciation, self._vocabulary)
        for index, run in enumerate(found):
            prepared = loaded.voice.prepare(
                run, piece.spans, loaded.own_hz, stopper, first=index == 0, last=index == len(found) - 1
            )
            if prepared is None:
                return
            for character, sample in prepared.words:
                sink.word(character, offset + sample)
            for samples in loaded.voice.sounded(prepared, stopper):
                if not sink.write(samples):
                    return
                offset += len(samples)
            if stopper.stopped:
                return

    def close(self) -> None:
        self._loaded.clear()
        self._pronunciations.clear()

    def _load(self, voice: str) -> _Loaded:
        loaded = self._loaded.get(voice)
        if loaded is not None:
            return loaded
        file = self._files.get(voice)
        if file is None:
            raise EngineError(f"there is no hibari voice {voice!r}")
        pronunciation = self._pronunciations.get(file.british)
        if pronunciation is None:
            pronunciation = self._pronunciations[file.british] = Pronunciation(british=file.british)
        speaking = HibariVoice(HibariModel(file.path, self._options, file.sha256), self._vocabulary)
        loaded = _Loaded(speaking, pronunciation, _HEART_HZ)
        if voice != _HEART:
            loaded = loaded._replace(own_hz=self._measured_pitch(loaded) or _HEART_HZ)
        self._loaded[voice] = loaded
        return loaded

    def _measured_pitch(self, loaded: _Loaded) -> float:
        """The median pitch of a voice that is not known beforehand, in Hz."""
        piece = Piece((Span(measured_text("en")),), "")
        run, *_ = runs(piece, loaded.pronunciation, self._vocabulary)
        return loaded.voice.pitch_hz(run, piece.spans, Stopper())


def _info(file: VoiceFile) -> VoiceInfo:
    packaged = file.name == _HEART
    return VoiceInfo(
        name=file.name,
        engine="hibari",
        languages=_LANGUAGES[file.british],
        gender=file.gender,
        rate_hz=RATE_HZ,
        aliases=("hibari", file.alias) if packaged else (file.alias,),
        pitch_hz=_HEART_HZ if packaged else 0.0,
        revision=file.revision,
        natural=True,
        unread=(HAN,),
    )


def _vocabulary() -> dict[str, int]:
    path = assets() / "vocab.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, int])
    except (OSError, msgspec.MsgspecError) as error:
        raise EngineError(f"hibari's alphabet {path}: {error}") from error
