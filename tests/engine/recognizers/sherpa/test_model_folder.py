"""Which model is in a folder, by the files and the metadata of models as they are published."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.recognizers.sherpa.model_folder import find_model
from tests.fakes.ctc_model import write_stub

TRANSDUCER = ("encoder-epoch-99-avg-1.onnx", "decoder-epoch-99-avg-1.onnx", "joiner-epoch-99-avg-1.onnx")
NEMO = ("encoder.int8.onnx", "decoder.int8.onnx", "joiner.int8.onnx")
WHISPER = ("tiny.en-encoder.onnx", "tiny.en-encoder.int8.onnx", "tiny.en-decoder.onnx", "tiny.en-decoder.int8.onnx")
MOONSHINE = ("preprocess.onnx", "encode.int8.onnx", "uncached_decode.int8.onnx", "cached_decode.int8.onnx")
ICEFALL = {"model_type": "zipformer2", "version": "1", "comment": "non-streaming zipformer2"}
LFR = {"lfr_window_size": "7", "lfr_window_shift": "6", "neg_mean": "-8.3", "inv_stddev": "0.16"}
MULTILINGUAL = {"model_type": "whisper-base", "is_multilingual": "1", "all_language_codes": "en,zh,de,es,ru"}

# (kind, files, metadata of the first one)
PUBLISHED: list[tuple[str, Sequence[str], Mapping[str, str]]] = [
    ("streaming-transducer", TRANSDUCER, {"model_type": "zipformer2", "decode_chunk_len": "32", "T": "45"}),
    ("streaming-transducer", TRANSDUCER, {"model_type": "lstm", "decode_chunk_len": "4", "T": "9"}),
    ("streaming-transducer", TRANSDUCER, {"model_type": "conformer", "decode_chunk_len": "64", "T": "77"}),
    ("streaming-transducer", NEMO, {"model_type": "EncDecHybridRNNTCTCBPEModel", "window_size": "105"}),
    ("transducer", TRANSDUCER, ICEFALL),
    ("transducer", TRANSDUCER, {"model_type": "conformer"}),
    ("nemo-transducer", NEMO, {"model_type": "EncDecRNNTBPEModel", "vocab_size": "8192", "url": "…/parakeet-tdt"}),
    ("streaming-paraformer", ("encoder.int8.onnx", "decoder.int8.onnx"), {**LFR, "encoder_output_size": "512"}),
    ("whisper", WHISPER, {"model_type": "whisper-tiny.en", "is_multilingual": "0"}),
    ("nemo-canary", ("encoder.int8.onnx", "decoder.int8.onnx"), {"model_type": "EncDecMultiTaskModel"}),
    ("fire-red-asr", ("encoder.int8.onnx", "decoder.int8.onnx"), {"cmvn_mean": "10.9", "sos": "3", "eos": "4"}),
    ("cohere-transcribe", ("encoder.int8.onnx", "decoder.int8.onnx"), {"model_type": "cohere-transcribe-03-2026"}),
    ("moonshine", MOONSHINE, {}),
    ("sense-voice", ("model.int8.onnx", "model.onnx"), {**LFR, "model_type": "sense_voice_ctc"}),
    ("nemo-ctc", ("model.int8.onnx",), {"model_type": "EncDecCTCModelBPE", "subsampling_factor": "8"}),
    ("nemo-ctc", ("model.onnx",), {"model_type": "EncDecHybridRNNTCTCBPEModel"}),
    ("streaming-nemo-ctc", ("model.onnx",), {"model_type": "EncDecHybridRNNTCTCBPEModel", "window_size": "95"}),
    ("paraformer", ("model.int8.onnx",), {**LFR, "vocab_size": "8404"}),
    ("paraformer", ("model.int8.onnx",), {**LFR, "model_type": "paraformer"}),
    ("zipformer-ctc", ("model.int8.onnx",), {"model_type": "zipformer2_ctc"}),
    ("streaming-zipformer-ctc", ("model.int8.onnx",), {"model_type": "zipformer2", "decode_chunk_len": "32"}),
    ("telespeech-ctc", ("model.int8.onnx",), {"model_type": "telespeech_ctc"}),
    ("wenet-ctc", ("model.int8.onnx", "model.onnx"), {"model_type": "wenet_ctc", "comment": "non-streaming"}),
    ("streaming-wenet-ctc", ("model-streaming.onnx",), {"model_type": "wenet_ctc", "chunk_size": "16"}),
    ("streaming-t-one-ctc", ("model.onnx",), {"model_type": "t-one", "sample_rate": "8000"}),
    ("tdnn-ctc", ("model-epoch-14-avg-2.onnx", "model-epoch-14-avg-2.int8.onnx"), {"model_type": "tdnn"}),
    ("dolphin-ctc", ("model.int8.onnx",), {"mean": "1.2", "invstd": "0.3", "vocab_size": "40002"}),
    ("omnilingual-ctc", ("model.int8.onnx",), {"model_type": "omnilingual-asr"}),
    ("medasr-ctc", ("model.int8.onnx",), {"model_type": "medasr_ctc"}),
    ("fire-red-asr-ctc", ("model.int8.onnx",), {"model_type": "fire-red-asr-2-ctc"}),
]
TOKENS = "<blk> 0\na 1\n"


def publish(folder: Path, files: Sequence[str], metadata: Mapping[str, str], tokens: str = "tokens.txt") -> str:
    for index, name in enumerate(files):
        write_stub(folder / name, {} if index and "encoder" in files[0] and "encoder" not in name else metadata)
    (folder / tokens).write_text(TOKENS)
    return str(folder)


@pytest.mark.parametrize(
    ("kind", "files", "metadata"), PUBLISHED, ids=lambda value: value if isinstance(value, str) else ""
)
def test_published_models_are_told(
    tmp_path: Path, kind: str, files: Sequence[str], metadata: Mapping[str, str]
) -> None:
    tokens = "tiny.en-tokens.txt" if "tiny" in files[0] else "tokens.txt"
    # What comes with a model and is none of it.
    (tmp_path / "test_wavs").mkdir()
    (tmp_path / "README.md").touch()
    (tmp_path / "bpe.model").touch()
    write_stub(tmp_path / "silero_vad.onnx", {})
    found = find_model(publish(tmp_path, files, metadata, tokens))
    assert found.kind == kind
    assert set(found.files) == {*found.traits.roles, "tokens"}
    assert found.files["tokens"].name == tokens


def _ort(path: Path) -> None:
    path.write_bytes(b"\x20\0\0\0ORTM" + bytes(100))


def test_kinds_without_metadata_are_told_by_their_names(tmp_path: Path) -> None:
    for name in ("encoder_model.ort", "decoder_model_merged.ort"):
        _ort(tmp_path / name)
    (tmp_path / "tokens.txt").write_text("PHVuaz4= 0\n")
    assert find_model(str(tmp_path)).kind == "moonshine-v2"


@pytest.mark.parametrize(
    ("kind", "files", "tokenizer"),
    [
        ("funasr-nano", ("encoder_adaptor.int8.onnx", "llm.int8.onnx", "embedding.int8.onnx"), "Qwen3-0.6B"),
        ("qwen3-asr", ("conv_frontend.onnx", "encoder.int8.onnx", "decoder.int8.onnx"), "tokenizer"),
    ],
)
def test_language_models_have_a_folder_of_tokens(
    tmp_path: Path, kind: str, files: Sequence[str], tokenizer: str
) -> None:
    for name in files:
        write_stub(tmp_path / name, {})
    with pytest.raises(EngineError, match=r"a folder with tokenizer\.json"):
        find_model(str(tmp_path))
    (tmp_path / tokenizer).mkdir()
    (tmp_path / tokenizer / "vocab.json").touch()
    found = find_model(str(tmp_path))
    assert (found.kind, found.files["tokenizer"].name) == (kind, tokenizer)


def test_of_two_precisions_the_wanted_one_is_taken(tmp_path: Path) -> None:
    files = ("encoder-epoch-9.onnx", "encoder-epoch-9.int8.onnx", "decoder-epoch-9.onnx", "joiner-epoch-9.int8.onnx")
    folder = publish(tmp_path, files, ICEFALL)
    names = {role: file.name for role, file in find_model(folder).files.items()}
    assert (names["encoder"], names["joiner"]) == ("encoder-epoch-9.onnx", "joiner-epoch-9.int8.onnx")
    assert find_model(folder, int8=True).files["encoder"].name == "encoder-epoch-9.int8.onnx"


@pytest.mark.parametrize(
    ("files", "metadata", "told"),
    [
        ((), {}, "no file ends in .onnx"),
        (("decoder.onnx", "joiner.onnx"), {}, "no encoder"),
        (("encoder.onnx", "decoder.onnx"), ICEFALL, "says that it is 'zipformer2'"),
        (("encoder.onnx", "joiner.onnx"), ICEFALL, "a file decoder"),
        (TRANSDUCER, {}, "does not say what it is"),
        (("model.onnx",), {"model_type": "gtcrn"}, "says that it is 'gtcrn'"),
        (("model.onnx",), {}, "does not say what it is"),
        ((*TRANSDUCER, "encoder-epoch-30-avg-4.onnx"), ICEFALL, "several files in .* could be the encoder"),
        (("uncached_decode.onnx", "cached_decode.onnx", "encode.onnx"), {}, r"a file preprocess\.onnx"),
        (("model.onnx", "model-streaming.onnx"), {"model_type": "wenet_ctc"}, "say by `kind` which"),
    ],
)
def test_what_is_missing_or_open_is_told(
    tmp_path: Path, files: Sequence[str], metadata: Mapping[str, str], told: str
) -> None:
    with pytest.raises(EngineError, match=told):
        find_model(publish(tmp_path, files, metadata))


def test_a_kind_decides_where_a_folder_holds_two_models(tmp_path: Path) -> None:
    folder = publish(tmp_path, ("model.onnx", "model-streaming.onnx"), {"model_type": "wenet_ctc"})
    assert find_model(folder, kind="wenet-ctc").files["model"].name == "model.onnx"
    assert find_model(folder, kind="streaming-wenet-ctc").files["model"].name == "model-streaming.onnx"
    with pytest.raises(EngineError, match=r"no kind of model is named 'wenet'; there are: .*wenet-ctc"):
        find_model(folder, kind="wenet")


def test_missing_folders_and_tokens_are_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no folder"):
        find_model(str(tmp_path / "nowhere"))
    folder = publish(tmp_path, TRANSDUCER, ICEFALL)
    (tmp_path / "tokens.txt").write_text("no numbers here\n")
    with pytest.raises(EngineError, match="a token and its number"):
        find_model(folder)
    (tmp_path / "other-tokens.txt").touch()
    with pytest.raises(EngineError, match="could be the tokens"):
        find_model(folder)
    (tmp_path / "tokens.txt").unlink()
    (tmp_path / "other-tokens.txt").unlink()
    with pytest.raises(EngineError, match=r"no tokens\.txt"):
        find_model(folder)


def test_damaged_files_are_named(tmp_path: Path) -> None:
    folder = publish(tmp_path, TRANSDUCER, ICEFALL)
    joiner = tmp_path / TRANSDUCER[2]
    joiner.write_bytes(joiner.read_bytes()[:-5])
    with pytest.raises(EngineError, match=r"joiner.*no ONNX model, or damaged"):
        find_model(folder)


def test_an_ort_file_that_is_none_is_named(tmp_path: Path) -> None:
    _ort(tmp_path / "encoder_model.ort")
    (tmp_path / "decoder_model_merged.ort").write_bytes(b"version https://git-lfs")
    (tmp_path / "tokens.txt").write_text("PHVuaz4= 0\n")
    with pytest.raises(EngineError, match=r"decoder_model_merged\.ort: this is no ORT model"):
        find_model(str(tmp_path))


def test_languages_that_a_model_does_not_know_are_refused(tmp_path: Path) -> None:
    for name, metadata in (("one", {"model_type": "whisper-tiny.en", "is_multilingual": "0"}), ("all", MULTILINGUAL)):
        (tmp_path / name).mkdir()
        publish(tmp_path / name, WHISPER, metadata)
    find_model(str(tmp_path / "all")).check_languages(("de-DE", "es"))
    find_model(str(tmp_path / "one")).check_languages(("en-GB",))
    with pytest.raises(EngineError, match="knows en; not de-DE"):
        find_model(str(tmp_path / "one")).check_languages(("de-DE",))
    with pytest.raises(EngineError, match="not fr"):
        find_model(str(tmp_path / "all")).check_languages(("fr",))


def test_canary_is_told_one_language(tmp_path: Path) -> None:
    files = ("encoder.int8.onnx", "decoder.int8.onnx")
    found = find_model(publish(tmp_path, files, {"model_type": "EncDecMultiTaskModel"}))
    found.check_languages(("de-DE", "de-AT"))
    with pytest.raises(EngineError, match="hears one language"):
        found.check_languages(("de", "fr"))
    with pytest.raises(EngineError, match="not it"):
        found.check_languages(("it",))
