"""Models that hear whole utterances: asked, they decode what was said so far.

Silence around the speech is not decoded, and nothing is decoded twice: an ask after which only silence came has its
answer already. What grows beyond a window is decoded for good while the caller still speaks, so that an ask costs one
window at most, however long somebody talks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from engine.audio.speech_activity import FRAME_MS, speech_frames
from engine.recognition import RecognizerResult
from engine.recognizers.sherpa.windows import cut_at_pause
from engine.recognizers.sherpa.words import Transcript, hypothesis, timed_words

if TYPE_CHECKING:
    from engine.interface import Samples
    from engine.recognition import RecognitionSpec, RecognizedWord

_MARGIN_FRAMES = 10
"""200 ms around speech belong to it: its soft beginning and end are below the gate."""
_PAUSE_FRAMES = 5
"""Who is silent for 100 ms may have finished; before, an ask that is not the last one is a look at growing speech."""
_GROWTH = 1.25
"""Growing speech is decoded again when it is so much longer: all looks together cost at most five times the last."""
_LEAST_S = 0.1
"""Less than this is no word, and too short for some encoders."""
_MOST_WORDS = 2000
"""Words kept of what was decoded for good; the oldest go first."""


class WholeModel:
    """All listeners of a model.

    Args:
        recognizer: `sherpa_onnx.OfflineRecognizer`.
        rate_hz: of the audio that the model was trained on.
        window_s: the longest stretch that is decoded at once.
    """

    def __init__(self, recognizer: Any, rate_hz: int, window_s: float) -> None:
        self._recognizer = recognizer
        self._rate_hz = rate_hz
        self.window_s = window_s
        self._listeners: list[WholeListener] = []

    def open(self, spec: RecognitionSpec) -> WholeListener:
        listener = WholeListener(self, spec)
        self._listeners.append(listener)
        return listener

    def forget(self, listener: WholeListener) -> None:
        self._listeners.remove(listener)

    def work(self) -> bool:
        """Decode a window of whoever talks for long."""
        for listener in self._listeners:
            if listener.is_long:
                listener.settle()
                return True
        return False

    def decode(self, samples: Samples, rate_hz: int) -> Transcript:
        """What is said in `samples`."""
        import soxr

        audio = samples.astype(np.float32) / 32768
        if rate_hz != self._rate_hz:
            # sherpa-onnx resamples as well, but tells of each stream on standard error.
            audio = soxr.resample(audio, rate_hz, self._rate_hz, quality="HQ")
        stream = self._recognizer.create_stream()
        stream.accept_waveform(self._rate_hz, audio)
        self._recognizer.decode_stream(stream)
        result = stream.result
        return Transcript(result.text, result.tokens, result.timestamps, result.ys_log_probs)

    def close(self) -> None:
        self._listeners.clear()


class WholeListener:
    """One caller's utterance."""

    def __init__(self, model: WholeModel, spec: RecognitionSpec) -> None:
        self._model = model
        self._rate_hz = spec.rate_hz
        self._frame_samples = spec.rate_hz * FRAME_MS // 1000
        self._window_frames = int(model.window_s * 1000) // FRAME_MS
        self.reset()

    def reset(self) -> None:
        self._parts: list[Samples] = []
        self._count = 0
        self._settled: list[RecognizedWord] = []
        """Words of what was decoded for good; its audio is gone."""
        self._settled_samples = 0
        self._last: RecognizerResult | None = None
        self._last_speech = -1
        """Frame of the whole audio at which the speech of `_last` ends."""
        self._last_length = 0
        """Frames of speech that were decoded for it."""

    def close(self) -> None:
        self._model.forget(self)

    def push(self, samples: Samples) -> None:
        self._parts.append(samples)
        self._count += len(samples)

    @property
    def is_long(self) -> bool:
        """Whether there is more audio than a window holds."""
        return self._count > (self._window_frames + 2 * _MARGIN_FRAMES) * self._frame_samples

    def settle(self) -> None:
        """Decode the first window for good, or drop silence in front of all speech."""
        samples = self._joined()
        speech = speech_frames(samples, self._rate_hz)
        spoken = np.flatnonzero(speech)
        if not len(spoken):
            self._drop(len(speech) - _MARGIN_FRAMES)
            return
        first = max(0, int(spoken[0]) - _MARGIN_FRAMES)
        if len(speech) - first <= self._window_frames:
            self._drop(first)
            return
        behind = first + cut_at_pause(speech[first:], self._window_frames)
        self._settled += self._decoded(samples, speech[:behind])
        self._last, self._last_length = None, 0
        del self._settled[:-_MOST_WORDS]
        self._drop(behind)

    def ask(self, *, final: bool) -> RecognizerResult:
        while self.is_long:
            self.settle()
        samples = self._joined()
        speech = speech_frames(samples, self._rate_hz)
        spoken = np.flatnonzero(speech)
        audio_ms = (self._settled_samples + self._count) * 1000 // self._rate_hz
        settled_frames = self._settled_samples // self._frame_samples
        last_speech = settled_frames + int(spoken[-1]) if len(spoken) else -1
        if self._last is not None and last_speech in (self._last_speech, -1):
            return msgspec.structs.replace(self._last, audio_ms=audio_ms, final=True)
        length = int(spoken[-1]) - int(spoken[0]) + 1 if len(spoken) else 0
        grows = length > 0 and len(speech) - int(spoken[-1]) <= _PAUSE_FRAMES
        if not final and grows and self._last is not None and length < _GROWTH * self._last_length:
            return msgspec.structs.replace(self._last, final=False)
        words = (*self._settled, *self._decoded(samples, speech))
        self._last = RecognizerResult((hypothesis(words),) if words else (), audio_ms, final or not grows)
        self._last_speech, self._last_length = last_speech, length
        return self._last

    def _decoded(self, samples: Samples, speech: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[RecognizedWord]:
        """Words of the audio that `speech` is about."""
        spoken = np.flatnonzero(speech)
        if not len(spoken):
            return []
        first = max(0, int(spoken[0]) - _MARGIN_FRAMES)
        behind = min(len(speech), int(spoken[-1]) + 1 + _MARGIN_FRAMES)
        cut = samples[first * self._frame_samples : behind * self._frame_samples]
        if len(cut) < _LEAST_S * self._rate_hz:
            return []
        transcript = self._model.decode(cut, self._rate_hz)
        at_s = self._settled_samples / self._rate_hz
        begin_s, end_s = (int(spoken[0]) * FRAME_MS / 1000, (int(spoken[-1]) + 1) * FRAME_MS / 1000)
        cut_s, length_s = at_s + first * FRAME_MS / 1000, len(cut) / self._rate_hz
        return list(
            timed_words(transcript, at_s + begin_s, at_s + end_s, lambda token_s: cut_s + min(token_s, length_s))
        )

    def _joined(self) -> Samples:
        samples = np.concatenate(self._parts) if self._parts else np.zeros(0, np.int16)
        self._parts = [samples]
        return samples

    def _drop(self, frames: int) -> None:
        """Forget the first `frames` of what is there."""
        gone = max(0, frames) * self._frame_samples
        samples = self._joined()[gone:]
        # A copy: a view would keep all of it.
        self._parts = [samples.copy()]
        self._count = len(samples)
        self._settled_samples += gone
