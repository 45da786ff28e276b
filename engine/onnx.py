"""Neural models through onnxruntime: where they run, and files that are no models."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import EngineError

_CPU = "CPUExecutionProvider"
_READ_BYTES = 1 << 20


class OnnxOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How models are run."""

    providers: tuple[str, ...] = ()
    """Execution providers of onnxruntime, the most wanted first; the processor is always the last."""
    threads: int = 1
    """Of one model. One core a worker: more would take them from the other workers."""


DEFAULT = OnnxOptions()


def load_model(path: Path | str, options: OnnxOptions = DEFAULT, *, what: str = "model", sha256: str = "") -> Any:
    """The `onnxruntime.InferenceSession` of the file at `path`, which may be an .onnx or an .ort.

    Args:
        path: of the file.
        options: where it is run.
        what: the file's part in an engine, for errors.
        sha256: the file's digest in hexadecimal, where it is known; empty: not checked.

    Raises:
        EngineError: the file is missing, cut short, another one or no model, or a provider is not to be had; names it.
    """
    path = Path(path)
    check_file(path, what=what, sha256=sha256)
    return _session(str(path), options, f"{what} {path}")


def load_model_bytes(data: bytes, options: OnnxOptions = DEFAULT, *, what: str = "model") -> Any:
    """As `load_model`, of the content of a file.

    Raises:
        EngineError: it is no model, or a provider is not to be had; names `what`.
    """
    return _session(data, options, what)


def _session(model: str | bytes, options: OnnxOptions, what: str) -> Any:
    import onnxruntime

    available = onnxruntime.get_available_providers()
    missing = [provider for provider in options.providers if provider not in available]
    if missing:
        raise EngineError(f"onnxruntime has no {', '.join(missing)} here; it has {', '.join(available)}")
    session_options = onnxruntime.SessionOptions()
    session_options.intra_op_num_threads = options.threads
    session_options.inter_op_num_threads = 1
    session_options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(
            model, session_options, providers=list(dict.fromkeys((*options.providers, _CPU)))
        )
    except Exception as error:
        raise EngineError(f"{what}: {error}") from error


def check_file(path: Path, *, what: str = "model", sha256: str = "") -> None:
    """Look whether the file at `path` is there, is not empty, and is the one with the digest `sha256`.

    Raises:
        EngineError: it is not; names it.
    """
    try:
        with path.open("rb") as file:
            if not file.read(1):
                raise EngineError(f"{what} {path}: the file is empty")
            if sha256:
                file.seek(0)
                digest = hashlib.sha256()
                while data := file.read(_READ_BYTES):
                    digest.update(data)
                if digest.hexdigest() != sha256:
                    raise EngineError(f"{what} {path}: damaged, or another file (its digest is not the known one)")
    except OSError as error:
        raise EngineError(f"{what} {path}: {error.strerror}") from None
