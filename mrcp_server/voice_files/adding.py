"""Putting voices in place: copied beside their place, spoken with there, then moved in, a file at a time and whole.

A model goes last, since an engine looks for models: it then finds all that belongs to it.
"""

import asyncio
import contextlib
import filecmp
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.audio.edges import SILENCE_PEAK
from engine.errors import EngineError
from engine.interface import AudioFormat, Piece, Span, VoiceInfo
from engine.registry import EngineSpec
from engine.voices.kokoro.files import read_styles
from engine.workers.pool import PoolOptions, WorkerPool
from mrcp_server.config import Config
from mrcp_server.speaking.engines import synthesizer_options
from mrcp_server.speaking.voice_folders import folder_of
from mrcp_server.voice_files.archives import is_archive, unpack
from mrcp_server.voice_files.errors import VoiceFilesError
from mrcp_server.voice_files.finding import Found, find_voices

_NAME = re.compile(r"[\w][\w.+-]*")
"""What may be a file's name in a voices folder."""
_TEXT = "1 2 3."
"""Figures are read in every language."""


class Added(NamedTuple):
    """Voices that are in place now."""

    engine: str
    voices: tuple[VoiceInfo, ...]
    licence: str
    size_bytes: int
    folder: Path


class _Staged(NamedTuple):
    """The voices of one engine, copied beside their place."""

    stage: Path
    folder: Path
    found: list[Found]


def add_voices(config: Config, source: Path, *, replaces: bool = False) -> list[Added]:
    """Check the voices in `source` (a file, a folder or an archive), let each model speak, and put them in place.

    Nothing is put in place when anything is wrong. `replaces`: other files of the same names there are replaced. For
    the main thread, in which no event loop runs.

    Raises:
        VoiceFilesError: there are no voices, they cannot be spoken with, or others are in their place; says why.
    """
    try:
        with contextlib.ExitStack() as stack:
            if source.is_file() and is_archive(source):
                unpacked = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mrcp-server-")))
                unpack(source, unpacked)
                source = unpacked
            found = find_voices(source)
            engines = dict.fromkeys(one.engine for one in found)
            staged = [_stage(config, [one for one in found if one.engine == engine], stack) for engine in engines]
            # Whether it can be put in place is told before the long part.
            for one in staged:
                _refuse_conflicts(one, replaces=replaces)
            added = [asyncio.run(_checked(config, one)) for one in staged]
            for one in staged:
                _put(one)
            return added
    except OSError as error:
        raise VoiceFilesError(str(error)) from error


def _stage(config: Config, found: list[Found], stack: contextlib.ExitStack) -> _Staged:
    """Copy what was found for one engine, laid out as in its folder."""
    folder = folder_of(config.engine, found[0].engine)
    folder.mkdir(parents=True, exist_ok=True)
    stage = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".adding-", dir=folder)))
    for one in found:
        _copy_all(one, stage)
    return _Staged(stage, folder, found)


def _copy_all(found: Found, stage: Path) -> None:
    """The files of `found`; each Kokoro voice in a file of its own, so that it can be replaced and removed alone."""
    for path in (*found.beside, *([found.model] if found.model else [])):
        _copy(path, stage / path.name)
    for name, path in found.styles:
        if not _NAME.fullmatch(name):
            raise VoiceFilesError(f"{path}: {name!r} is no name for a voice")
        (stage / "voices").mkdir(exist_ok=True)
        (stage / "voices" / f"{name}.bin").write_bytes(read_styles(path, name).tobytes())
    if found.paper is not None and found.paper not in found.beside and found.model is not None:
        _copy(found.paper, stage / f"{found.name}.LICENSE")


def _copy(path: Path, target: Path) -> None:
    if target.exists() and not filecmp.cmp(path, target, shallow=False):
        raise VoiceFilesError(f"{path}: another file is called {path.name}, too")
    shutil.copyfile(path, target)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _refuse_conflicts(staged: _Staged, *, replaces: bool) -> None:
    if replaces:
        return
    for path in _files(staged.stage):
        place = staged.folder / path.relative_to(staged.stage)
        if place.exists() and not filecmp.cmp(path, place, shallow=False):
            raise VoiceFilesError(f"{place}: is there already, and another one; --force replaces it")
    for model in _superseded(staged):
        raise VoiceFilesError(f"{model}: is there already, and Kokoro has one model; --force replaces it")


def _superseded(staged: _Staged) -> list[Path]:
    """Kokoro's models that a new one takes the place of."""
    new = [one.model.name for one in staged.found if one.engine == "kokoro" and one.model is not None]
    return [path for path in _models(staged.folder) if new and path.name not in new]


def _models(folder: Path) -> list[Path]:
    return sorted((*folder.glob("*.onnx"), *folder.glob("onnx/*.onnx")))


async def _checked(config: Config, staged: _Staged) -> Added:
    """Have each model speak, in a worker: a bad one may take its process along."""
    engine = staged.found[0].engine
    size = sum(path.stat().st_size for path in _files(staged.stage))
    if engine == "kokoro" and not any(one.model for one in staged.found):
        _borrow_model(staged)
    options = {**synthesizer_options(config.engine, engine), "folder": str(staged.stage)}
    pool = WorkerPool(PoolOptions(engines=(EngineSpec(engine, options),), workers=1))
    try:
        await pool.start()
        voices = tuple(voice for voice in pool.voices if _is_among(voice, staged.found))
        firsts = {voice.model or voice.name: voice for voice in reversed(voices)}
        if not voices:
            names = ", ".join(one.name for one in staged.found)
            raise EngineError(f"{engine} takes no voice by the name {names}: it has to be called as it was published")
        for voice in firsts.values():
            await _speak(pool, voice)
    except EngineError as error:
        raise VoiceFilesError(error.reason.replace(str(staged.stage), str(staged.folder))) from None
    finally:
        await pool.close()
    licences = ", ".join(dict.fromkeys(one.licence for one in staged.found))
    return Added(engine, voices, licences, size, staged.folder)


async def _speak(pool: WorkerPool, voice: VoiceInfo) -> None:
    language = voice.languages[0]
    rendition = pool.render(Piece((Span(_TEXT),), voice.name, language), AudioFormat("PCM", voice.rate_hz))
    rendition.acquire()
    loop = asyncio.get_running_loop()
    while not rendition.done:
        await rendition.changed(loop)
    if rendition.error is not None:
        raise rendition.error
    samples = np.frombuffer(b"".join(rendition.payloads), "<i2")
    if not len(samples) or np.abs(samples.astype(int)).max() <= SILENCE_PEAK:
        raise EngineError(f"the voice {voice.name} says nothing")


def _is_among(voice: VoiceInfo, found: list[Found]) -> bool:
    if voice.engine == "hibari":
        # The package's own voice is listed, too; those of files are called after a part of the file's name.
        return any(one.name.startswith(alias) for one in found for alias in voice.aliases)
    names = {name for one in found for name, _ in one.styles}
    return voice.name in names or (voice.engine != "kokoro" and voice.model in {one.name for one in found})


def _borrow_model(staged: _Staged) -> None:
    """Let new voices speak with the model that is there."""
    models = _models(staged.folder)
    if not models:
        raise VoiceFilesError(f"there is no Kokoro model in {staged.folder} yet: add it first, or with its voices")
    for path in (*models, *staged.folder.glob("*.json")):
        (staged.stage / path.name).symlink_to(path.absolute())


def _put(staged: _Staged) -> None:
    old = _superseded(staged)
    for path in sorted(_files(staged.stage), key=lambda path: path.suffix == ".onnx"):
        place = staged.folder / path.relative_to(staged.stage)
        place.parent.mkdir(exist_ok=True)
        path.chmod(0o644)
        path.replace(place)
    for model in old:
        model.unlink()


def remove_voice(config: Config, name: str) -> list[Path]:
    """Take the files of the voice or model `name` away; what was removed.

    Raises:
        VoiceFilesError: there is no such voice among those with files of their own.
    """
    removed: list[Path] = []
    if _NAME.fullmatch(name):
        for engine in ("piper", "hibari", "kokoro"):
            folder = folder_of(config.engine, engine)
            candidates = [folder / f"{name}{suffix}" for suffix in (".onnx", ".onnx.json", ".LICENSE")]
            candidates.append(folder / "voices" / f"{name}.bin")
            removed += [path for path in candidates if path.is_file()]
    if not removed:
        raise VoiceFilesError(f"there are no files of a voice {name!r}")
    for path in removed:
        try:
            path.unlink()
        except OSError as error:
            raise VoiceFilesError(f"{path}: {error.strerror}") from error
    return removed
