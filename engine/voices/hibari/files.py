"""The files of hibari voices: those of the package hibari-tts, found without importing it, and those in a folder.

The package brings one voice, the dictionaries for American and British English, a tagger and a network for words in no
dictionary. Its other voices are single files that the user puts into a folder, under the names they are published by.
"""

from __future__ import annotations

import hashlib
import re
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import msgspec

from engine.errors import EngineError
from engine.interface import Gender

PACKAGE = "hibari-tts"
_MODULE = "hibari"
_DIGEST_CHARACTERS = 12
_PUBLISHED = re.compile(
    r"(?P<id>(?P<accent>[ab])(?P<gender>[fm])_(?P<name>[a-z]+))(?:_[a-z0-9]+)?(?:\.[a-z0-9]+)*\.onnx"
)
"""As Kokoro names its voices: a or b for American or British, f or m, the name; then a version, then how it is
stored."""


class VoiceFile(NamedTuple):
    """A voice and where it is."""

    name: str
    """As people call it: heart."""
    alias: str
    """As Kokoro calls the voice it was made from: af_heart."""
    path: Path
    british: bool
    gender: Gender
    revision: str
    sha256: str = ""
    """The known digest of the file, where there is one."""


class _Listed(msgspec.Struct):
    """An entry of the package's list of voices."""

    kokoro: str
    file: str
    gender: Gender
    british: bool
    sha256: str
    bundled: bool = False


def package_folder() -> Path:
    """Where the package is.

    Raises:
        EngineError: it is not installed.
    """
    spec = find_spec(_MODULE)
    places = spec.submodule_search_locations if spec is not None else None
    if not places:
        raise EngineError(f"the package {PACKAGE} is not installed")
    return Path(places[0])


def assets() -> Path:
    """The folder of the package's data. Raises EngineError as `package_folder`."""
    return package_folder() / "assets"


def voice_files(folder: str = "") -> list[VoiceFile]:
    """The voice of the package, then those in `folder`.

    Raises:
        EngineError: the package or `folder` is not there, or its list of voices is broken.
    """
    data = assets()
    listing = data / "voices.json"
    try:
        listed = msgspec.json.decode(listing.read_bytes(), type=dict[str, _Listed])
    except (OSError, msgspec.MsgspecError) as error:
        raise EngineError(f"hibari's list of voices {listing}: {error}") from error
    found = [
        VoiceFile(name, entry.kokoro, data / entry.file, entry.british, entry.gender, _revision(entry), entry.sha256)
        for name, entry in listed.items()
        if entry.bundled
    ]
    return found + _dropped(folder, {voice.alias for voice in found})


def _revision(entry: _Listed) -> str:
    try:
        release = version(PACKAGE)
    except PackageNotFoundError:
        release = ""  # the folder is there without its record, as in some bundles
    return f"{PACKAGE} {release} {entry.sha256[:_DIGEST_CHARACTERS]}"


def _dropped(folder: str, known: set[str]) -> list[VoiceFile]:
    """Voices that the user put into `folder`; files with other names are none of ours."""
    if not folder:
        return []
    place = Path(folder)
    if not place.is_dir():
        raise EngineError(f"there is no folder {folder!r} of hibari voices")
    found = []
    for path in sorted(place.glob("*.onnx")):
        match = _PUBLISHED.fullmatch(path.name)
        if match is None or match["id"] in known:
            continue
        known.add(match["id"])
        gender: Gender = "female" if match["gender"] == "f" else "male"
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise EngineError(f"hibari voice {path}: {error.strerror}") from None
        revision = digest[:_DIGEST_CHARACTERS]
        found.append(VoiceFile(match["name"], match["id"], path, match["accent"] == "b", gender, revision))
    return found
