"""Moonshine through onnxruntime: an encoder that hears, and a decoder that writes one token after another.

The weights are 8-bit and activations are scaled by whatever is in the tensor, so rows that are decoded together move
each other's scores: two callers by up to 1 in the decoder, by 2.2 where their audio is padded to one length. Therefore
only the beams of one utterance share a run, never two callers: what one of them said would change what the other is
taken to have said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError
from engine.onnx import DEFAULT, OnnxOptions, load_model
from engine.recognizers.moonshine.tokenizer import START, Tokenizer

if TYPE_CHECKING:
    from engine.recognizers.moonshine.files import MoonshineFiles

RATE_HZ = 16000
LEAST_SAMPLES = 2000
"""Of shorter audio the encoder makes nothing."""

Audio = np.ndarray[tuple[int], np.dtype[np.float32]]
Scores = np.ndarray[tuple[int, int], np.dtype[np.float32]]
"""Log probabilities, a row a beam, a column a token."""
_Array = np.ndarray[Any, np.dtype[Any]]


class MoonshineModel:
    """A loaded model.

    Raises:
        EngineError: a file is missing, damaged or of another model; names it.
    """

    def __init__(self, files: MoonshineFiles, options: OnnxOptions = DEFAULT) -> None:
        self.tokenizer = Tokenizer(_checked(files))
        what = "Moonshine model"
        self._encoder = load_model(files.encoder, options, what=what, sha256=files.sha256(files.encoder))
        self._decoder = load_model(files.decoder, options, what=what, sha256=files.sha256(files.decoder))
        if {one.name for one in self._encoder.get_inputs()} != {"input_values", "attention_mask"}:
            raise EngineError(f"{what} {files.encoder}: this is no encoder of Moonshine's")
        past = {one.name: one.shape for one in self._decoder.get_inputs() if one.name.startswith("past_key_values.")}
        outputs = [one.name for one in self._decoder.get_outputs()]
        self._decoder_past = [name for name in past if ".decoder." in name]
        self._encoder_past = [name for name in past if ".encoder." in name]
        self._new_decoder = [name.replace("past_key_values", "present") for name in self._decoder_past]
        self._new_encoder = [name.replace("past_key_values", "present") for name in self._encoder_past]
        if not past or not {"logits", *self._new_decoder, *self._new_encoder} <= set(outputs):
            raise EngineError(f"{what} {files.decoder}: this is no merged decoder of Moonshine's")
        _, self._heads, _, self._width = past[self._decoder_past[0]]
        try:
            self._try()
        except Exception as error:
            raise EngineError(f"{what} in {files.folder}: the files do not go together: {error}") from error

    def _try(self) -> None:
        """What is wrong with a model shows in its first run, and is better shown here."""
        decoding = self.hear(np.zeros(RATE_HZ // 2, np.float32))
        columns = decoding.scores.shape[1]
        if columns != len(self.tokenizer):
            raise ValueError(f"{columns} scores for {len(self.tokenizer)} tokens")
        decoding.step(np.zeros(1, np.int64), np.array([START], np.int64))

    def hear(self, audio: Audio) -> Decoding:
        """Encode an utterance, 16 kHz, -1 to 1, at least `LEAST_SAMPLES`; the decoder is then at its first token."""
        values = audio.astype(np.float32)[np.newaxis]
        mask = np.ones(values.shape, np.int64)
        return Decoding(self, self._encoder.run(None, {"input_values": values, "attention_mask": mask})[0], mask)

    def begin(self, hidden: _Array, mask: _Array) -> tuple[Scores, list[_Array], list[_Array]]:
        """Scores of the first token, and the decoder's and the encoder's part of its memory."""
        empty = {name: np.zeros((1, self._heads, 0, self._width), np.float32) for name in self._decoder_past}
        unused = {name: np.zeros((1, self._heads, 0, self._width), np.float32) for name in self._encoder_past}
        out = self._decoder.run(
            ["logits", *self._new_decoder, *self._new_encoder],
            self._inputs(np.array([[START]], np.int64), hidden, mask, is_first=True) | empty | unused,
        )
        count = len(self._decoder_past)
        return _log_softmax(out[0][:, -1]), out[1 : 1 + count], out[1 + count :]

    def go_on(
        self, tokens: _Array, hidden: _Array, mask: _Array, own: list[_Array], heard: list[_Array]
    ) -> tuple[Scores, list[_Array]]:
        """Scores behind `tokens`, one of each beam, and the decoder's new memory. The encoder's has one row for all."""
        feed = self._inputs(tokens[:, np.newaxis], hidden, mask, is_first=False)
        feed |= dict(zip(self._decoder_past, own, strict=True)) | dict(zip(self._encoder_past, heard, strict=True))
        out = self._decoder.run(["logits", *self._new_decoder], feed)
        return _log_softmax(out[0][:, -1]), out[1:]

    @staticmethod
    def _inputs(tokens: _Array, hidden: _Array, mask: _Array, *, is_first: bool) -> dict[str, _Array]:
        # The mask is that of the samples: the decoder thins it out by itself.
        return {
            "input_ids": tokens,
            "encoder_hidden_states": hidden,
            "encoder_attention_mask": mask,
            "use_cache_branch": np.array([not is_first]),
        }


class Decoding:
    """One utterance being written: beams that share what was heard."""

    def __init__(self, model: MoonshineModel, hidden: _Array, mask: _Array) -> None:
        self._model = model
        self._hidden, self._mask = hidden, mask
        self.scores, self._own, self._heard = model.begin(hidden, mask)
        """Of each beam's next token; there is one beam at first."""

    def step(self, parents: np.ndarray[Any, np.dtype[np.int64]], tokens: np.ndarray[Any, np.dtype[np.int64]]) -> None:
        """Go on with beams that are `parents` (rows of `scores`) followed by `tokens`."""
        own = [memory[parents] for memory in self._own]
        self.scores, self._own = self._model.go_on(tokens, self._hidden, self._mask, own, self._heard)


def _checked(files: MoonshineFiles) -> Any:
    files.check()
    return files.tokens


def _log_softmax(logits: _Array) -> Scores:
    logits = logits - logits.max(axis=1, keepdims=True)
    scores: Scores = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return scores
