"""A Piper-format voice: `NAME.onnx` and, beside it, `NAME.onnx.json`. Loading, phoneme ids, one run.

Only the file format is Piper's; nothing of its code is needed. Format: the `.json` names the sample rate, the
espeak-ng voice that makes phonemes, the ids of phonemes, the usual scales and the speakers.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from engine.errors import EngineError
from engine.onnx import load_model
from engine.onnx_description import describe

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from engine.interface import Samples
    from engine.onnx import OnnxOptions
    from engine.voices.stopper import Stopper

_PAD, _BEGIN, _END = "_", "^", "$"
_NOISE, _LENGTH, _NOISE_W = 0.667, 1.0, 0.8
"""Scales of voices whose configuration names none: what Piper's own training uses."""


_INPUTS = {"input", "input_lengths", "scales"}


class _Audio(msgspec.Struct):
    sample_rate: int


class _Espeak(msgspec.Struct):
    voice: str = "en-us"


class _Inference(msgspec.Struct):
    noise_scale: float = _NOISE
    length_scale: float = _LENGTH
    noise_w: float = _NOISE_W


class _Language(msgspec.Struct):
    code: str = ""


class PiperConfig(msgspec.Struct):
    """What is used of `NAME.onnx.json`."""

    audio: _Audio
    phoneme_id_map: dict[str, list[int]]
    espeak: _Espeak = msgspec.field(default_factory=_Espeak)
    inference: _Inference = msgspec.field(default_factory=_Inference)
    language: _Language = msgspec.field(default_factory=_Language)
    phoneme_type: str = "espeak"
    """With "text" the voice reads letters itself."""
    num_speakers: int = 1
    speaker_id_map: dict[str, int] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP 47, the best first."""
        written = self.language.code or self.espeak.voice
        return (written.replace("_", "-"),)

    def ids(self, phonemes: str) -> list[int]:
        """The model's input: begin, pad, then each phoneme and a pad, end. What the voice does not know is left out."""
        known = self.phoneme_id_map
        pad = known.get(_PAD, [])
        found = [*known.get(_BEGIN, []), *pad]
        for phoneme in unicodedata.normalize("NFD", phonemes):
            if phoneme in known:
                found += [*known[phoneme], *pad]
        return found + known.get(_END, [])


def read_config(model: Path) -> PiperConfig:
    """The configuration beside `model`.

    Raises:
        EngineError: there is none, or it is no voice's.
    """
    path = model.with_name(f"{model.name}.json")
    try:
        return msgspec.json.decode(path.read_bytes(), type=PiperConfig)
    except (OSError, msgspec.MsgspecError) as error:
        raise EngineError(f"Piper voice {path}: {error}") from error


def is_voice(inputs: Collection[str]) -> bool:
    """Whether a graph with these inputs is a voice in Piper's format."""
    return set(inputs) >= _INPUTS


def check_voice(model: Path) -> PiperConfig:
    """The configuration of the voice at `model`, both files looked into.

    Raises:
        EngineError: one of them is missing, cut short or no voice's; names it.
    """
    config = read_config(model)
    inputs = describe(model, what="Piper voice").inputs
    if not is_voice(inputs):
        raise EngineError(f"Piper voice {model}: its inputs are {', '.join(inputs)}")
    return config


class PiperModel:
    """A loaded voice. One run at a time, which another thread may end.

    Raises:
        EngineError: the file is no model, or one with other inputs.
    """

    def __init__(self, path: Path, config: PiperConfig, options: OnnxOptions) -> None:
        import onnxruntime

        self._session = load_model(path, options, what="Piper voice")
        self._inputs = {given.name for given in self._session.get_inputs()}
        if not is_voice(self._inputs):
            raise EngineError(f"Piper voice {path}: its inputs are {sorted(self._inputs)}")
        self._config = config
        self._make_options = onnxruntime.RunOptions

    def run(self, ids: Sequence[int], stopper: Stopper, *, length: float = 1.0, speaker: int = 0) -> Samples | None:
        """Speech for `ids`, `length` times as long as usual; None when stopped.

        Raises:
            EngineError: the model fails.
        """
        scales = self._config.inference
        feed: dict[str, Any] = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([scales.noise_scale, scales.length_scale * length, scales.noise_w], np.float32),
        }
        if "sid" in self._inputs:
            feed["sid"] = np.array([speaker], np.int64)
        options = self._make_options()
        if not stopper.begin(options):
            return None
        try:
            (wave, *_) = self._session.run(None, feed, options)
        except Exception as error:
            if stopper.stopped:
                return None
            raise EngineError(f"Piper: {error}") from error
        finally:
            stopper.end()
        samples: Samples = np.rint(np.clip(np.squeeze(wave), -1.0, 1.0) * 32767).astype(np.int16).reshape(-1)
        return samples
