"""A written double of `sherpa_onnx.OfflineRecognizer` that counts what it is given."""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class _Result:
    text: str = ""
    tokens: list[str] = field(default_factory=list)
    timestamps: list[float] = field(default_factory=list)
    ys_log_probs: list[float] = field(default_factory=list)


class _Stream:
    def __init__(self, owner: "CountingRecognizer") -> None:
        self._owner = owner
        self.result = _Result()

    def accept_waveform(self, rate_hz: int, samples: np.ndarray[tuple[int], np.dtype[np.float32]]) -> None:
        self._owner.rates.add(rate_hz)
        self.seconds = len(samples) / rate_hz


class CountingRecognizer:
    """Each decode hears one word, "word1", "word2" …"""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        """Of audio, each decode."""
        self.rates: set[int] = set()

    def create_stream(self) -> _Stream:
        return _Stream(self)

    def decode_stream(self, stream: _Stream) -> None:
        self.seconds.append(stream.seconds)
        stream.result = _Result(f"word{len(self.seconds)}")
