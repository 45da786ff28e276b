"""The kinds of models that sherpa-onnx recognises speech with: which files each has, and how it is made.

The table follows the factories of sherpa-onnx 2's two recognizers, online and offline. Streaming kinds decode
while audio comes; the others hear whole utterances.
"""

from __future__ import annotations

from typing import NamedTuple

FILE_NAMES = {
    "encoder": "encoder….onnx",
    "decoder": "decoder….onnx",
    "joiner": "joiner….onnx",
    "model": "model….onnx",
    "streaming_model": "model-streaming….onnx",
    "preprocessor": "preprocess.onnx",
    "uncached_decoder": "uncached_decode….onnx",
    "cached_decoder": "cached_decode….onnx",
    "merged_decoder": "decoder_model_merged.ort",
    "conv_frontend": "conv_frontend.onnx",
    "encoder_adaptor": "encoder_adaptor….onnx",
    "llm": "llm….onnx",
    "embedding": "embedding….onnx",
    "tokenizer": "a folder with tokenizer.json or vocab.json",
}
"""What the files of a role are called, for errors."""


class Kind(NamedTuple):
    """A kind of model."""

    factory: str
    """Class method of sherpa-onnx' recogniser."""
    roles: tuple[str, ...]
    """Files that it has, besides the tokens."""
    streaming: bool = False
    arguments: tuple[tuple[str, str], ...] = ()
    """(role, argument of the factory), where they differ."""
    settings: tuple[tuple[str, str | int], ...] = ()
    """Fixed arguments."""
    from_metadata: tuple[tuple[str, str], ...] = ()
    """(argument, key of the model's metadata) of whole numbers."""
    language_arguments: tuple[str, ...] = ()
    """Arguments by which the model is told what is spoken, and that it is to be written in the same language."""
    languages: tuple[str, ...] = ()
    """All that it can be told; (): whatever."""
    tokens: bool = True
    """Whether there is a tokens.txt."""
    model_types: tuple[str, ...] = ()
    """How the `model_type` in its metadata begins, where that alone tells it from others."""


_TRANSDUCER = ("encoder", "decoder", "joiner")
_PAIR = ("encoder", "decoder")
_SINGLE = ("model",)

KINDS: dict[str, Kind] = {
    "streaming-transducer": Kind("from_transducer", _TRANSDUCER, streaming=True),
    "streaming-paraformer": Kind("from_paraformer", _PAIR, streaming=True),
    "streaming-zipformer-ctc": Kind("from_zipformer2_ctc", _SINGLE, streaming=True),
    "streaming-nemo-ctc": Kind("from_nemo_ctc", _SINGLE, streaming=True),
    "streaming-wenet-ctc": Kind(
        "from_wenet_ctc", _SINGLE, streaming=True,
        from_metadata=(("chunk_size", "chunk_size"), ("num_left_chunks", "left_chunks")),
    ),
    "streaming-t-one-ctc": Kind("from_t_one_ctc", _SINGLE, streaming=True, model_types=("t-one",)),
    "transducer": Kind("from_transducer", _TRANSDUCER),
    "nemo-transducer": Kind("from_transducer", _TRANSDUCER, settings=(("model_type", "nemo_transducer"),)),
    "whisper": Kind("from_whisper", _PAIR, language_arguments=("language",), model_types=("whisper",)),
    "moonshine": Kind("from_moonshine", ("preprocessor", "encoder", "uncached_decoder", "cached_decoder")),
    "moonshine-v2": Kind(
        "from_moonshine_v2", ("encoder", "merged_decoder"), arguments=(("merged_decoder", "decoder"),)
    ),
    "sense-voice": Kind(
        "from_sense_voice", _SINGLE, language_arguments=("language",), languages=("zh", "en", "ja", "ko", "yue"),
        model_types=("sense_voice_ctc",),
    ),
    "nemo-ctc": Kind("from_nemo_ctc", _SINGLE),
    "nemo-canary": Kind(
        "from_nemo_canary", _PAIR, language_arguments=("src_lang", "tgt_lang"), languages=("en", "es", "de", "fr"),
        model_types=("EncDecMultiTaskModel",),
    ),
    "paraformer": Kind("from_paraformer", _SINGLE, arguments=(("model", "paraformer"),), model_types=("paraformer",)),
    "zipformer-ctc": Kind("from_zipformer_ctc", _SINGLE),
    "telespeech-ctc": Kind("from_telespeech_ctc", _SINGLE, model_types=("telespeech_ctc",)),
    "wenet-ctc": Kind("from_wenet_ctc", _SINGLE),
    "tdnn-ctc": Kind("from_tdnn_ctc", _SINGLE, model_types=("tdnn",)),
    "dolphin-ctc": Kind("from_dolphin_ctc", _SINGLE, model_types=("dolphin",)),
    "omnilingual-ctc": Kind("from_omnilingual_asr_ctc", _SINGLE, model_types=("omnilingual-asr",)),
    "medasr-ctc": Kind("from_medasr_ctc", _SINGLE, model_types=("medasr_ctc",)),
    "fire-red-asr": Kind("from_fire_red_asr", _PAIR),
    "fire-red-asr-ctc": Kind("from_fire_red_asr_ctc", _SINGLE, model_types=("fire-red-asr-2-ctc",)),
    "cohere-transcribe": Kind(
        "from_cohere_transcribe", _PAIR, language_arguments=("language",), model_types=("cohere-transcribe",)
    ),
    "funasr-nano": Kind("from_funasr_nano", ("encoder_adaptor", "llm", "embedding", "tokenizer"), tokens=False),
    "qwen3-asr": Kind("from_qwen3_asr", ("conv_frontend", "encoder", "decoder", "tokenizer"), tokens=False),
}  # fmt: skip
"""By the names that the option `kind` takes."""
