"""sherpa-onnx: open speech through a streaming transducer whose files are the user's.

It decodes while audio comes, many callers in one batch, so that a last word is only a few frames away. Loading files
that are not such a model may end the process: the worker is where that may happen, and it tries its model before it is
ready.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.errors import EngineError, LanguageUnsupportedError
from engine.grammars.tokens import matching_words
from engine.recognition import (
    Abilities,
    Hypothesis,
    RecognitionSpec,
    RecognizedWord,
    RecognizerResult,
    matching_language,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.interface import Samples

_BATCH = 8
"""Streams decoded at once: enough to use the processor well, and soon done."""
_WORD_STARTS = ("▁", " ", "Ġ")
"""Tokens that begin a word begin with one of these."""
_UNKNOWN_CONFIDENCE = 0.75
"""Of words to which the model gives no probability."""


class TransducerFiles(NamedTuple):
    """The four files of a model."""

    tokens: str
    encoder: str
    decoder: str
    joiner: str


class SherpaRecognizer:
    """The engine.

    Args:
        folder: holds tokens.txt and one encoder, decoder and joiner each, as `encoder….onnx`.
        language: that the model was trained on, or several, BCP 47; it does not tell itself.
        int8: take the quantised files where both kinds are there.
        threads: of one worker.
        tail_ms: silence put behind the audio of a final ask, so that the encoder gives its last frames away.

    Raises:
        EngineError: sherpa-onnx is not installed, or the folder is not a model's.
    """

    def __init__(
        self,
        folder: str,
        language: str | Sequence[str] = "en-US",
        *,
        int8: bool = False,
        threads: int = 1,
        decoding_method: str = "greedy_search",
        tail_ms: int = 800,
    ) -> None:
        try:
            from sherpa_onnx import OnlineRecognizer
        except ImportError as error:
            raise EngineError(f"open speech needs sherpa-onnx (pip install 'mrcp-server[speech]'): {error}") from error
        self._languages = (language,) if isinstance(language, str) else tuple(language)
        self.tail_ms = tail_ms
        files = find_model(folder, int8=int8)
        try:
            self.recognizer: Any = OnlineRecognizer.from_transducer(
                **files._asdict(), num_threads=threads, decoding_method=decoding_method, provider="cpu"
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"model {folder!r}: {error}") from error
        self._listeners: list[SherpaListener] = []
        # What is wrong with a model shows in its first run, and is better shown here.
        warm = self.open(RecognitionSpec(self._languages[0], 16000, transcribe=True))
        warm.push(np.zeros(16000, np.int16))
        warm.ask(final=True)
        warm.close()

    def abilities(self) -> Abilities:
        return Abilities(transcription=self._languages)

    def open(self, spec: RecognitionSpec) -> SherpaListener:
        if matching_language(spec.language, self._languages) is None:
            raise LanguageUnsupportedError(spec.language, "recognition model")
        listener = SherpaListener(self, spec)
        self._listeners.append(listener)
        return listener

    def forget(self, listener: SherpaListener) -> None:
        self._listeners.remove(listener)

    def work(self) -> bool:
        """Decode what has been pushed, one chunk of a few callers."""
        ready = [listener.stream for listener in self._listeners if self.recognizer.is_ready(listener.stream)]
        if not ready:
            return False
        self.recognizer.decode_streams(ready[:_BATCH])
        # Who came first goes behind, so that all have their turn.
        self._listeners.append(self._listeners.pop(0))
        return True

    def close(self) -> None:
        self._listeners.clear()


class SherpaListener:
    """One caller's stream."""

    def __init__(self, owner: SherpaRecognizer, spec: RecognitionSpec) -> None:
        self._owner = owner
        self._spec = spec
        self.reset()

    def reset(self) -> None:
        self.stream = self._owner.recognizer.create_stream()
        self._samples = 0
        # (audio time at which silence of our own was put in, its length): the stream knows no difference.
        self._inserted: list[tuple[float, float]] = []
        self._news = False

    def close(self) -> None:
        self._owner.forget(self)

    def push(self, samples: Samples) -> None:
        # The stream resamples by itself where the model wants another rate.
        self.stream.accept_waveform(self._spec.rate_hz, samples.astype(np.float32) / 32768)
        self._samples += len(samples)
        self._news = True

    def ask(self, *, final: bool) -> RecognizerResult:
        recognizer = self._owner.recognizer
        audio_s = self._samples / self._spec.rate_hz
        if final and self._news:
            tail = np.zeros(self._owner.tail_ms * self._spec.rate_hz // 1000, np.float32)
            self.stream.accept_waveform(self._spec.rate_hz, tail)
            self._inserted.append((audio_s, self._owner.tail_ms / 1000))
            self._news = False
        while recognizer.is_ready(self.stream):
            recognizer.decode_stream(self.stream)
        words = tuple(self._words(audio_s))
        audio_ms = round(audio_s * 1000)
        if not words:
            return RecognizerResult(audio_ms=audio_ms, final=not self._news)
        sure = math.exp(sum(math.log(max(word.confidence, 1e-3)) for word in words) / len(words))
        return RecognizerResult((Hypothesis(words, round(sure, 3)),), audio_ms, not self._news)

    def _words(self, audio_s: float) -> Iterator[RecognizedWord]:
        recognizer = self._owner.recognizer
        tokens, times = recognizer.tokens(self.stream), recognizer.timestamps(self.stream)
        chances = recognizer.ys_probs(self.stream)
        chances = chances if len(chances) == len(tokens) else [math.log(_UNKNOWN_CONFIDENCE)] * len(tokens)
        starts = [index for index, token in enumerate(tokens) if index == 0 or token.startswith(_WORD_STARTS)]
        for start, behind in zip(starts, [*starts[1:], len(tokens)], strict=False):
            text = "".join(tokens[start:behind]).strip("".join(_WORD_STARTS))
            sure = math.exp(min(0.0, sum(chances[start:behind]) / (behind - start)))
            start_ms = round(self._audio_time(times[start], audio_s) * 1000)
            # Tokens have a beginning only; a word lasts until the next one, and not for ever.
            end_s = times[behind] if behind < len(tokens) else times[behind - 1] + 0.3
            end_s = min(end_s, times[behind - 1] + 0.5)
            end_ms = max(start_ms, round(self._audio_time(end_s, audio_s) * 1000))
            for word in matching_words(text, self._spec.language):
                yield RecognizedWord(word, start_ms, end_ms, round(sure, 3))

    def _audio_time(self, stream_s: float, audio_s: float) -> float:
        """Stream time without the silence that was put in."""
        for at, length in self._inserted:
            if stream_s > at:
                stream_s = max(at, stream_s - length)
        return min(stream_s, audio_s)


def find_model(folder: str, *, int8: bool = False) -> TransducerFiles:
    """The files of the model in `folder`.

    Raises:
        EngineError: one is missing; says which.
    """
    path = Path(folder)
    if not (path / "tokens.txt").is_file():
        raise EngineError(f"there is no tokens.txt in {folder!r}")
    found = {}
    for part in ("encoder", "decoder", "joiner"):
        files = sorted(path.glob(f"*{part}*.onnx"))
        wanted = [file for file in files if (".int8." in file.name) == int8] or files
        if not wanted:
            raise EngineError(f"there is no {part}….onnx in {folder!r}")
        found[part] = str(wanted[0])
    return TransducerFiles(str(path / "tokens.txt"), **found)
