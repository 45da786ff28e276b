"""A loaded Kokoro model: one run from symbols to sound, which another thread may end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.errors import EngineError
from engine.onnx import load_model
from engine.voices.kokoro.files import MAX_SYMBOLS, STYLE_SIZE, TOKENS, is_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.interface import Samples
    from engine.onnx import OnnxOptions
    from engine.voices.kokoro.files import Styles
    from engine.voices.stopper import Stopper

RATE_HZ = 24000
FRAME_SAMPLES = 600
"""A symbol lasts a whole number of these."""
_PAD = 0
_DURATIONS = ("duration", "durations", "pred_dur")
"""What the output of some exports is called that says how many frames each symbol lasts."""
_NUMBERS = {"tensor(int32)": np.int32, "tensor(int64)": np.int64, "tensor(float)": np.float32}


class Sound(NamedTuple):
    """What a run gave."""

    samples: Samples
    edges: tuple[int, ...] | None
    """The sample at which each symbol begins, and where the last one ends; None where the model does not tell."""


class KokoroModel:
    """A loaded model. One run at a time.

    Raises:
        EngineError: the file is no model, or one with other inputs.
    """

    def __init__(self, path: Path, options: OnnxOptions) -> None:
        import onnxruntime

        self._session = load_model(path, options, what="Kokoro model")
        self._types = {given.name: _NUMBERS.get(given.type) for given in self._session.get_inputs()}
        if not is_model(tuple(self._types)) or None in self._types.values():
            given = ", ".join(f"{one.name} {one.type}" for one in self._session.get_inputs())
            raise EngineError(f"Kokoro model {path}: its inputs are {given}")
        self._tokens = next(name for name in TOKENS if name in self._types)
        outputs = [output.name for output in self._session.get_outputs()]
        self._wanted = outputs[:1] + [name for name in outputs[1:] if name in _DURATIONS][:1]
        self._make_options = onnxruntime.RunOptions

    def run(self, ids: Sequence[int], styles: Styles, stopper: Stopper, *, speed: float = 1.0) -> Sound | None:
        """Sound for the symbols `ids`, at most `MAX_SYMBOLS`, `speed` times as fast as usual; None when stopped.

        A model whose speed is a whole number is asked for the nearest one.

        Raises:
            EngineError: the model fails.
        """
        padded = [_PAD, *ids[:MAX_SYMBOLS], _PAD]
        style = styles[max(0, min(len(padded) - 3, len(styles) - 1))]
        speed_type = self._types["speed"]
        feed: dict[str, Any] = {
            self._tokens: np.array([padded], self._types[self._tokens]),
            "style": style.reshape(1, STYLE_SIZE),
            "speed": np.array([speed if speed_type is np.float32 else max(1, round(speed))], speed_type),
        }
        options = self._make_options()
        if not stopper.begin(options):
            return None
        try:
            wave, *durations = self._session.run(self._wanted, feed, options)
        except Exception as error:
            if stopper.stopped:
                return None
            raise EngineError(f"Kokoro: {error}") from error
        finally:
            stopper.end()
        samples: Samples = np.rint(np.clip(wave, -1.0, 1.0) * 32767).astype(np.int16).reshape(-1)
        return Sound(samples, _edges(durations, len(padded), len(samples)))


def _edges(durations: Sequence[Any], symbols: int, samples: int) -> tuple[int, ...] | None:
    """Where the symbols between the two paddings begin."""
    if not durations:
        return None
    frames = np.asarray(durations[0]).reshape(-1)
    if len(frames) != symbols or not np.sum(frames) > 0:
        return None
    ends = np.cumsum(frames) * (samples / np.sum(frames))
    return tuple(int(end) for end in np.rint(ends[:-1]))
