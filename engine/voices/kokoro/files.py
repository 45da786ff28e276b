"""A folder with a Kokoro model: which files are the model, its voices and its vocabulary, and whether they are whole.

Two layouts are published. kokoro-onnx: a model beside `voices-v1.0.bin`, which is a NumPy archive of all voices.
Hugging Face's onnx-community: a model in the folder onnx, voices in the folder voices, each a file of bare 32-bit
floats, and a `tokenizer.json`.

A voice is a table of styles, float32 (at least 510, 1, 256): row n−1 speaks a text of n symbols.
"""

from __future__ import annotations

import io
import math
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.errors import EngineError
from engine.onnx_description import describe
from engine.voices.kokoro.vocabulary import read_vocabulary

Styles = np.ndarray[tuple[int, int], np.dtype[np.float32]]
"""(symbols, `STYLE_SIZE`)."""

STYLE_SIZE = 256
MAX_SYMBOLS = 510
"""Of one run: the model takes 512, and padding stands at both ends."""
TOKENS = ("input_ids", "tokens")
"""What the input of symbols is called."""
_ROW_BYTES = 4 * STYLE_SIZE
_LARGEST_VOICE_BYTES = 8 << 20
_LARGEST_STYLE = 1000.0
"""Styles are about ±2; bytes that were no floats are anything."""


class KokoroFiles(NamedTuple):
    """What a folder holds."""

    model: Path
    voices: dict[str, Path]
    """Voice to the file with its styles: its own, or an archive of many."""
    vocabulary: dict[str, int]


def is_model(inputs: tuple[str, ...]) -> bool:
    """Whether a graph with these inputs is one of Kokoro's."""
    return {"style", "speed"} <= set(inputs) and not set(TOKENS).isdisjoint(inputs)


def find_files(folder: Path, model: str = "") -> KokoroFiles:
    """The files in `folder`, all of them looked into; `model` names one of several models.

    Raises:
        EngineError: a file is missing, cut short, or another one than its name says; names it.
    """
    path = _find_model(folder, model)
    description = describe(path, what="Kokoro model")
    if not is_model(description.inputs):
        raise EngineError(f"Kokoro model {path}: its inputs are {', '.join(description.inputs)}")
    voices: dict[str, Path] = {}
    for file in sorted((*folder.glob("*.bin"), *folder.glob("*.npz"), *folder.glob("voices/*.bin"))):
        voices |= dict.fromkeys(voice_names(file), file)
    if not voices:
        raise EngineError(f"there is no Kokoro voice (voices-v1.0.bin, or voices/NAME.bin) in {str(folder)!r}")
    for name, file in voices.items():
        read_styles(file, name)
    return KokoroFiles(path, dict(sorted(voices.items())), read_vocabulary(folder, description.metadata))


def _find_model(folder: Path, name: str) -> Path:
    found = sorted((*folder.glob("*.onnx"), *folder.glob("onnx/*.onnx")))
    if name:
        found = [path for path in found if name in (path.name, path.stem)]
    if not found:
        raise EngineError(f"there is no Kokoro model ({name or '*.onnx'}) in {str(folder)!r}")
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise EngineError(f"there are several Kokoro models in {str(folder)!r}: set the option model to one of {names}")
    return found[0]


def voice_names(path: Path) -> list[str]:
    """The voices in the file at `path`: the one it is named after, or those of a NumPy archive.

    Raises:
        EngineError: it cannot be read.
    """
    try:
        if not zipfile.is_zipfile(path):
            return [path.stem]
        with zipfile.ZipFile(path) as archive:
            return [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
    except (OSError, zipfile.BadZipFile) as error:
        raise EngineError(f"Kokoro voices {path}: {error}") from None


def read_styles(path: Path, name: str) -> Styles:
    """The styles of the voice `name` in the file at `path`.

    Raises:
        EngineError: there are none, or the file is cut short or another one; names it.
    """
    try:
        styles = _from_archive(path, name) if zipfile.is_zipfile(path) else _from_floats(path)
    except (OSError, ValueError, KeyError, NotImplementedError, RuntimeError, zipfile.BadZipFile) as error:
        raise EngineError(f"Kokoro voice {name} in {path}: {error}") from None
    if len(styles) < MAX_SYMBOLS:
        raise EngineError(f"Kokoro voice {name} in {path}: {len(styles)} styles, cut short of {MAX_SYMBOLS}")
    if not np.all(np.abs(styles) < _LARGEST_STYLE):  # not a number is not less, either
        raise EngineError(f"Kokoro voice {name} in {path}: damaged, or no voice (these are no styles)")
    return styles


def _from_floats(path: Path) -> Styles:
    size = path.stat().st_size
    if not size or size % _ROW_BYTES or size > _LARGEST_VOICE_BYTES:
        raise ValueError(f"{size} bytes are no table of styles ({STYLE_SIZE} 32-bit floats each)")
    return np.frombuffer(path.read_bytes(), "<f4").reshape(-1, STYLE_SIZE)


def _from_archive(path: Path, name: str) -> Styles:
    with zipfile.ZipFile(path) as archive, archive.open(f"{name}.npy") as member:
        content = member.read(_LARGEST_VOICE_BYTES + 1)  # an archive may unpack to any size
    array = io.BytesIO(content)
    if np.lib.format.read_magic(array) != (1, 0):
        raise ValueError("another version of NumPy's format")
    shape, by_columns, dtype = np.lib.format.read_array_header_1_0(array)
    rest = content[array.tell() :]
    if dtype != np.dtype("<f4") or by_columns or shape[-1:] != (STYLE_SIZE,) or len(rest) != 4 * math.prod(shape):
        raise ValueError(f"an array of {shape} {dtype} in {len(rest)} bytes is no table of styles")
    return np.frombuffer(rest, "<f4").reshape(-1, STYLE_SIZE)
