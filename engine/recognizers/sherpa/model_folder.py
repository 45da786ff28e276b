"""Which model is in a folder: its kind, told by the names of its files and by what they say about themselves.

Nothing is loaded here, so that a folder can be looked at where a wrong model must not end the process.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import EngineError
from engine.onnx_description import describe
from engine.recognizers.sherpa.kinds import FILE_NAMES, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.recognizers.sherpa.kinds import Kind

_ROLE_PATTERNS = tuple(
    (re.compile(pattern), role)
    for pattern, role in (
        # What lies beside models and is none of them.
        (r"silero|vad|ctc[-_]?graph|lang[-_]?model|^lm\b|punct", ""),
        (r"uncached[-_]decode", "uncached_decoder"),
        (r"cached[-_]decode", "cached_decoder"),
        (r"merged", "merged_decoder"),
        (r"preprocess", "preprocessor"),
        (r"conv[-_]frontend", "conv_frontend"),
        (r"encoder[-_]adaptor", "encoder_adaptor"),
        (r"embedding", "embedding"),
        (r"\bllm\b", "llm"),
        (r"joiner", "joiner"),
        (r"encode", "encoder"),
        (r"decode", "decoder"),
        (r"model[-_]streaming", "streaming_model"),
        (r"", "model"),
    )
)
_SUFFIXES = (".onnx", ".ort")
_QUANTISED = re.compile(r"[.-](int8|uint8|quant(ized)?|q8)\b")
_HALF = re.compile(r"[.-]fp16\b")


class ModelFolder(NamedTuple):
    """A model that can be loaded."""

    folder: Path
    kind: str
    """One of `KINDS`."""
    files: Mapping[str, Path]
    """By role; "tokens" among them where the kind has any."""
    metadata: Mapping[str, str]
    """Of its main file; empty where that is no ONNX file (.ort)."""

    @property
    def traits(self) -> Kind:
        return KINDS[self.kind]

    def check_languages(self, languages: Sequence[str]) -> None:
        """Look whether a model that has to be told its languages knows them.

        Raises:
            EngineError: it does not; names those that it knows.
        """
        known = self.traits.languages
        if self.kind == "whisper":
            known = ("en",)
            if self.metadata.get("is_multilingual", "1") != "0":
                known = tuple(filter(None, self.metadata.get("all_language_codes", "").split(",")))
        unknown = [language for language in languages if known and _primary(language) not in known]
        if unknown:
            raise EngineError(
                f"the {self.kind} model in {str(self.folder)!r} knows {', '.join(known)}; not {unknown[0]}"
            )
        if "src_lang" in self.traits.language_arguments and len({*map(_primary, languages)}) > 1:
            raise EngineError(f"the {self.kind} model in {str(self.folder)!r} hears one language; name each apart")


def find_model(folder: str, *, kind: str = "", int8: bool = False) -> ModelFolder:
    """The model in `folder`.

    Args:
        folder: of the model, as it was published, or with its files alone.
        kind: what it is, of `KINDS`, where its files do not tell or hold several; empty: what they tell.
        int8: take quantised files where there are others, too.

    Raises:
        EngineError: there is none, files are missing or damaged, or it could be several; says which.
    """
    path = Path(folder)
    if kind and kind not in KINDS:
        raise EngineError(f"no kind of model is named {kind!r}; there are: {', '.join(KINDS)}")
    if not path.is_dir():
        raise EngineError(f"there is no folder {folder!r}")
    candidates = _candidates(path)
    if not candidates:
        raise EngineError(f"there is no model in {folder!r}: no file ends in .onnx or .ort")
    main = next((role for role in ("encoder", "encoder_adaptor", "model", "streaming_model") if role in candidates), "")
    metadata: dict[str, str] = {}
    if main:
        metadata = _metadata(_chosen(candidates[main], main, folder, int8=int8))
    chosen = kind or _tell(candidates, metadata, folder)
    if chosen.endswith("wenet-ctc") and "streaming_model" in candidates:
        # The two models that WeNet has for everything lie in one folder.
        streaming = candidates.pop("streaming_model")
        candidates = {**candidates, "model": streaming} if chosen.startswith("streaming") else candidates
    return _model(path, chosen, candidates, int8=int8)


def _model(path: Path, kind: str, candidates: Mapping[str, Sequence[Path]], *, int8: bool) -> ModelFolder:
    traits = KINDS[kind]
    files = {}
    for role in traits.roles:
        if role not in candidates:
            raise EngineError(f"a {kind} model has a file {FILE_NAMES[role]}; there is none in {str(path)!r}")
        files[role] = _chosen(candidates[role], role, str(path), int8=int8)
    metadata: dict[str, str] = {}
    for index, role in enumerate(role for role in traits.roles if role != "tokenizer"):
        # Every file is looked at, the first one for what it says.
        read = _metadata(files[role])
        metadata = metadata if index else read
    if traits.tokens:
        files["tokens"] = _tokens(path)
    return ModelFolder(path, kind, files, metadata)


def _candidates(path: Path) -> dict[str, list[Path]]:
    """Files by role; `tokenizer` is a folder."""
    found: dict[str, list[Path]] = {}
    for file in sorted(path.iterdir()):
        if file.suffix in _SUFFIXES and file.is_file():
            role = next(role for pattern, role in _ROLE_PATTERNS if pattern.search(file.stem.casefold()))
            if role:
                found.setdefault(role, []).append(file)
        elif file.is_dir() and ((file / "vocab.json").is_file() or (file / "tokenizer.json").is_file()):
            found.setdefault("tokenizer", []).append(file)
    return found


def _chosen(files: Sequence[Path], role: str, folder: str, *, int8: bool) -> Path:
    """The one of several that are the same but for their precision.

    Raises:
        EngineError: they are not.
    """
    left = list(files)
    for preferred in (
        lambda file: bool(_QUANTISED.search(file.name)) == int8,
        lambda file: not _HALF.search(file.name),
        lambda file: file.suffix == ".onnx",
    ):
        left = [file for file in left if preferred(file)] or left
    if len(left) > 1:
        names = ", ".join(file.name for file in left)
        raise EngineError(
            f"several files in {folder!r} could be the {role.replace('_', ' ')}: {names}; leave one there"
        )
    return left[0]


def _tokens(path: Path) -> Path:
    found = sorted(path.glob("*tokens.txt"))
    if not found:
        raise EngineError(f"there is no tokens.txt in {str(path)!r}")
    if len(found) > 1:
        raise EngineError(f"several files in {str(path)!r} could be the tokens: {', '.join(one.name for one in found)}")
    with found[0].open("rb") as file:
        first = file.readline(1 << 12)
    # sherpa-onnx ends the process on a line that it cannot read.
    if not re.search(rb"\d\s*$", first):
        raise EngineError(f"{found[0]}: a line is a token and its number; the first one is not")
    return found[0]


def _metadata(file: Path) -> dict[str, str]:
    if file.suffix == ".onnx":
        return describe(file).metadata
    with file.open("rb") as opened:
        # FlatBuffers' file identifier (onnxruntime's ort.fbs).
        if opened.read(8)[4:] != b"ORTM":
            raise EngineError(f"model {file}: this is no ORT model")
    return {}


# --- telling ----------------------------------------------------------------------------------------------------------


def _tell(roles: Iterable[str], metadata: Mapping[str, str], folder: str) -> str:
    """The kind of a model that has files for `roles`.

    Raises:
        EngineError: none has just these, or its metadata say something else.
    """
    has = set(roles)
    if {"encoder_adaptor", "llm"} <= has:
        return "funasr-nano"
    if "conv_frontend" in has:
        return "qwen3-asr"
    if has & {"preprocessor", "uncached_decoder", "cached_decoder"}:
        return "moonshine"
    if "merged_decoder" in has:
        return "moonshine-v2"
    if "encoder" not in has and has & {"decoder", "joiner"}:
        raise EngineError(f"there is no {FILE_NAMES['encoder']} in {folder!r}")
    if "encoder" in has:
        kind = _of_transducer(metadata) if "joiner" in has else _of_pair(metadata)
    elif {"model", "streaming_model"} <= has:
        raise EngineError(f"{folder!r} holds a streaming model and one for whole utterances; say by `kind` which")
    else:
        kind = _of_single(metadata)
    if kind:
        return kind
    told = metadata.get("model_type", "")
    if told:
        raise EngineError(f"the model in {folder!r} says that it is {told!r}, which is no kind that is known here")
    raise EngineError(
        f"the model in {folder!r} does not say what it is (its metadata have no model_type): it was not exported for "
        f"sherpa-onnx, or files are missing; say by `kind` what it is, one of {', '.join(KINDS)}"
    )


def _of_transducer(metadata: Mapping[str, str]) -> str:
    told = metadata.get("model_type", "")
    if told.startswith("EncDec"):
        streams = "window_size" in metadata or "streaming_model_type" in metadata
        return "streaming-transducer" if streams else "nemo-transducer"
    if not told:
        return ""
    return "streaming-transducer" if "decode_chunk_len" in metadata else "transducer"


def _of_pair(metadata: Mapping[str, str]) -> str:
    """Of an encoder and a decoder."""
    if "encoder_output_size" in metadata and "lfr_window_size" in metadata:
        return "streaming-paraformer"
    if "cmvn_mean" in metadata:
        return "fire-red-asr"
    told = metadata.get("model_type", "")
    return next((kind for kind in ("whisper", "nemo-canary", "cohere-transcribe") if _is(kind, told)), "")


def _of_single(metadata: Mapping[str, str]) -> str:
    told = metadata.get("model_type", "")
    if told.startswith("EncDec"):
        return "streaming-nemo-ctc" if "window_size" in metadata else "nemo-ctc"
    if told == "wenet_ctc":
        return "streaming-wenet-ctc" if "chunk_size" in metadata else "wenet-ctc"
    if told.startswith("zipformer2"):
        return "streaming-zipformer-ctc" if "decode_chunk_len" in metadata else "zipformer-ctc"
    for kind, traits in KINDS.items():
        if traits.roles == ("model",) and _is(kind, told):
            return kind
    if "invstd" in metadata:
        return "dolphin-ctc"
    # The first Paraformers that were published do not name themselves.
    return "paraformer" if "lfr_window_size" in metadata and "neg_mean" in metadata else ""


def _is(kind: str, told: str) -> bool:
    return bool(told) and told.startswith(KINDS[kind].model_types or ("\0",))


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].casefold()
