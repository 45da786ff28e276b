"""Where Moonshine's three files are, and whether they are what they should be."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path
from typing import NamedTuple

from engine.errors import EngineError
from engine.onnx import check_file

PACKAGE = "moonshine-voice"
_IN_PACKAGE = "moonshine_voice/assets/tiny-en/"
ENCODER, DECODER, TOKENS = "encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin"
_PACKAGED_SHA256 = {
    ENCODER: "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221",
    DECODER: "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0",
    TOKENS: "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d",
}


class MoonshineFiles(NamedTuple):
    """The files of a model, and their digests where they are known ("": not)."""

    folder: Path
    packaged: bool = False

    @property
    def encoder(self) -> Path:
        return self.folder / ENCODER

    @property
    def decoder(self) -> Path:
        return self.folder / DECODER

    @property
    def tokens(self) -> Path:
        return self.folder / TOKENS

    def sha256(self, file: Path) -> str:
        """The digest that `file` must have; "" where any file will do."""
        return _PACKAGED_SHA256[file.name] if self.packaged else ""

    def check(self) -> None:
        """Look at all three without loading them.

        Raises:
            EngineError: one is missing, empty or damaged; names it.
        """
        for file in (self.encoder, self.decoder, self.tokens):
            check_file(file, what="Moonshine model", sha256=self.sha256(file))


def packaged_files() -> MoonshineFiles:
    """The English model in the wheel `moonshine-voice`, which is not imported: it would load a library of its own.

    Raises:
        EngineError: the wheel is not installed, or one of another version that brings no weights.
    """
    try:
        distribution = importlib.metadata.distribution(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        raise EngineError(f"the package {PACKAGE} is not installed") from None
    folder = Path(str(distribution.locate_file(_IN_PACKAGE)))
    if not folder.is_dir():
        raise EngineError(f"{PACKAGE} {distribution.version} brings no model: {folder} is missing")
    return MoonshineFiles(folder, packaged=True)


def files_in(folder: str) -> MoonshineFiles:
    """The model in a folder of the user's."""
    return MoonshineFiles(Path(folder))
