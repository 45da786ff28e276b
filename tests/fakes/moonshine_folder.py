"""The English model of the moonshine-voice wheel as a folder that sherpa-onnx takes: a real, published model."""

from __future__ import annotations

import base64
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import pytest


def moonshine_folder(folder: Path) -> Path:
    """Link the model's files into `folder`, with the tokens in sherpa-onnx' form; skips where there is no wheel."""
    try:
        listed = files("moonshine-voice") or []
    except PackageNotFoundError:
        pytest.skip("the wheel moonshine-voice is not installed")
    found = {one.name: Path(str(one.locate())) for one in listed if "tiny-en" in one.parts}
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("encoder_model.ort", "decoder_model_merged.ort"):
        (folder / name).symlink_to(found[name])
    lines = [
        f"{base64.b64encode(token).decode()} {index}\n"
        for index, token in enumerate(_tokens(found["tokenizer.bin"].read_bytes()))
    ]
    (folder / "tokens.txt").write_text("".join(lines), "ascii")
    return folder


def _tokens(data: bytes) -> list[bytes]:
    """Each token behind its length: one byte, or two from 128 on; a token without text stands for nothing."""
    found, position = [], 0
    while position < len(data):
        length = data[position]
        position += 1
        if length >= 128:
            length += 128 * data[position] - 128
            position += 1
        found.append(data[position : position + length])
        position += length
    return found
