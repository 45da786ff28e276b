"""What lies in a file or a folder: voices of which engine, and which files each of them is made of."""

from pathlib import Path
from typing import NamedTuple

from engine.errors import EngineError
from engine.onnx_description import describe
from engine.voices.kokoro import files as kokoro_files
from engine.voices.licences import UNKNOWN, papers, stating
from engine.voices.piper.voice import is_voice as is_piper
from mrcp_server.voice_files.errors import VoiceFilesError

_HIBARI_INPUTS = {"ids", "speed"}
_MOST_MODELS = 1000


class Found(NamedTuple):
    """A model and what belongs to it, or voices for a model that is there already."""

    engine: str
    name: str
    """Of the model's file, without its suffix."""
    model: Path | None
    beside: tuple[Path, ...]
    """Files that go beside the model under their own names."""
    styles: tuple[tuple[str, Path], ...] = ()
    """Kokoro: voice, and the file it is in."""
    licence: str = UNKNOWN
    paper: Path | None = None
    """The file that states it."""


def find_voices(source: Path) -> list[Found]:
    """The voices in `source`: a model, a voice, or a folder of such.

    Raises:
        VoiceFilesError: there are none, or files are missing or no voice; names them.
    """
    if not source.exists():
        raise VoiceFilesError(f"{source}: there is no such file")
    try:
        if source.is_file():
            return [_one(source)]
        models = sorted(path for path in source.rglob("*.onnx") if path.is_file())
        if len(models) > _MOST_MODELS:
            raise VoiceFilesError(f"{source}: more than {_MOST_MODELS} models")
        found = [_one(model) for model in models]
        if not found and (voices := sorted(source.rglob("*.bin"))):
            found = [_kokoro_voices(voices)]
    except EngineError as error:
        raise VoiceFilesError(error.reason) from None
    if not found:
        raise VoiceFilesError(f"{source}: there is no voice in it (NAME.onnx)")
    if sum(one.engine == "kokoro" for one in found) > 1:
        names = ", ".join(one.name for one in found if one.engine == "kokoro")
        raise VoiceFilesError(f"{source}: has several Kokoro models; choose one of {names}")
    return found


def _one(path: Path) -> Found:
    if path.suffix == ".bin":
        return _kokoro_voices([path])
    if path.suffix != ".onnx":
        raise VoiceFilesError(f"{path}: no voice (NAME.onnx, or NAME.bin for Kokoro)")
    inputs = describe(path, what="voice").inputs
    if is_piper(inputs):
        config = path.with_name(f"{path.name}.json")
        if not config.is_file():
            raise VoiceFilesError(f"{config}: is missing; a Piper voice has it beside the model")
        return _with_licence(Found("piper", path.stem, path, (config,)), path)
    if kokoro_files.is_model(inputs):
        return _kokoro_model(path)
    if set(inputs) == _HIBARI_INPUTS:
        return _with_licence(Found("hibari", path.stem, path, ()), path)
    raise VoiceFilesError(f"{path}: no engine here speaks with a model whose inputs are {', '.join(inputs)}")


def _kokoro_model(path: Path) -> Found:
    folder = path.parent.parent if path.parent.name == "onnx" else path.parent
    files = kokoro_files.find_files(folder, path.name)
    beside = tuple(file for name in ("tokenizer.json", "config.json") if (file := folder / name).is_file())
    styles = tuple(files.voices.items())
    return _with_licence(Found("kokoro", path.stem, path, beside, styles), folder / path.name)


def _kokoro_voices(paths: list[Path]) -> Found:
    """Voices without a model: each in its own file, or archives of them."""
    styles: list[tuple[str, Path]] = []
    for path in paths:
        styles += [(name, path) for name in kokoro_files.voice_names(path)]
    for name, path in styles:
        kokoro_files.read_styles(path, name)
    return _with_licence(Found("kokoro", "", None, (), tuple(styles)), paths[0])


def _with_licence(found: Found, model: Path) -> Found:
    licence, paper = stating(papers(model))
    return found._replace(licence=licence, paper=paper)
