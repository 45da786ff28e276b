"""Models that decode while audio comes, many callers in one batch: a last word is only a few frames away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.recognition import RecognizerResult
from engine.recognizers.sherpa.words import Transcript, hypothesis, timed_words

if TYPE_CHECKING:
    from engine.interface import Samples
    from engine.recognition import RecognitionSpec

_BATCH = 8
"""Streams decoded at once: enough to use the processor well, and soon done."""
_MOST_CHUNKS_AN_ASK = 20_000
"""An ask decodes what is there and no more; a model that says for ever that it is ready must not hold the worker."""


class StreamingModel:
    """All streams of a model.

    Args:
        recognizer: `sherpa_onnx.OnlineRecognizer`.
        tail_ms: silence put behind the audio of a final ask, so that the encoder gives its last frames away.
    """

    def __init__(self, recognizer: Any, tail_ms: int) -> None:
        self.recognizer = recognizer
        self.tail_ms = tail_ms
        self._listeners: list[StreamingListener] = []

    def open(self, spec: RecognitionSpec) -> StreamingListener:
        listener = StreamingListener(self, spec)
        self._listeners.append(listener)
        return listener

    def forget(self, listener: StreamingListener) -> None:
        self._listeners.remove(listener)

    def work(self) -> bool:
        """Decode what has been pushed, one chunk of a few callers."""
        ready = [listener.stream for listener in self._listeners if listener.is_behind]
        if not ready:
            return False
        self.recognizer.decode_streams(ready[:_BATCH])
        # Who came first goes behind, so that all have their turn.
        self._listeners.append(self._listeners.pop(0))
        return True

    def close(self) -> None:
        self._listeners.clear()


class StreamingListener:
    """One caller's stream."""

    def __init__(self, model: StreamingModel, spec: RecognitionSpec) -> None:
        self._model = model
        self._spec = spec
        self.reset()

    def reset(self) -> None:
        self.stream = self._model.recognizer.create_stream()
        self._samples = 0
        # (audio time at which silence of our own was put in, its length): the stream knows no difference.
        self._inserted: list[tuple[float, float]] = []
        self._news = False

    def close(self) -> None:
        self._model.forget(self)

    @property
    def is_behind(self) -> bool:
        """Whether it has audio for another chunk."""
        return bool(self._model.recognizer.is_ready(self.stream))

    def push(self, samples: Samples) -> None:
        # The stream resamples by itself where the model wants another rate.
        self.stream.accept_waveform(self._spec.rate_hz, samples.astype(np.float32) / 32768)
        self._samples += len(samples)
        self._news = True

    def ask(self, *, final: bool) -> RecognizerResult:
        recognizer, stream = self._model.recognizer, self.stream
        audio_s = self._samples / self._spec.rate_hz
        if final and self._news:
            tail_ms = self._model.tail_ms
            stream.accept_waveform(self._spec.rate_hz, np.zeros(tail_ms * self._spec.rate_hz // 1000, np.float32))
            self._inserted.append((audio_s, tail_ms / 1000))
            self._news = False
        for _ in range(_MOST_CHUNKS_AN_ASK):
            if not self.is_behind:
                break
            recognizer.decode_stream(stream)
        transcript = Transcript(
            recognizer.get_result(stream),
            recognizer.tokens(stream),
            recognizer.timestamps(stream),
            recognizer.ys_probs(stream),
        )
        words = tuple(timed_words(transcript, 0.0, audio_s, lambda at_s: self._audio_time(at_s, audio_s)))
        audio_ms = round(audio_s * 1000)
        return RecognizerResult((hypothesis(words),) if words else (), audio_ms, not self._news)

    def _audio_time(self, stream_s: float, audio_s: float) -> float:
        """Stream time without the silence that was put in."""
        for at, length in self._inserted:
            if stream_s > at:
                stream_s = max(at, stream_s - length)
        return min(stream_s, audio_s)
