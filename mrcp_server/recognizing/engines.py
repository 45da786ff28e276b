"""Which recognising engines a configuration asks for, and the workers they live in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import EngineError
from engine.recognizers.moonshine.files import files_in, packaged_files
from engine.registry import EngineSpec
from engine.workers.listener_pool import ListenerEngine, ListenerOptions
from mrcp_server.config import AUTO, Config, Engine
from mrcp_server.recognizing.models import hears_english, model_engines
from mrcp_server.recognizing.remote_engines import remote_patience_s, with_remote


@dataclass(frozen=True, slots=True)
class RecognizerChoice:
    """What is started, and why it is less than it might be."""

    options: ListenerOptions
    missing: str = ""
    """Why "auto" is PocketSphinx; "": it is not."""


def choose_recognizers(config: Config) -> RecognizerChoice:
    """The recogniser workers for `config`. Reads model files to see whether they are sound: 0.1 s.

    Engines stand in order of preference. Models of the user's go first: they hear open speech, and no grammars where
    another engine does.
    """
    engine = config.engine
    name, missing = engine.recognizer, ""
    # A service elsewhere has the local default behind it.
    if name == AUTO or name in config.remote:
        missing = _why_not_moonshine(engine)
        name = "sphinx" if missing else "moonshine"
    models = model_engines(engine)
    names = [name, "sphinx"] if name == "moonshine" and engine.sphinx_models else [name]
    engines = [ListenerEngine(EngineSpec(one, _options(engine, one)), engine.recognizer_workers) for one in names]
    if name == "sphinx" and not any(hears_english(one) for one in models):
        engines.append(ListenerEngine(EngineSpec("sphinx-dictation"), 1))
    patience_s = remote_patience_s(config, ListenerOptions().patience_s)
    return RecognizerChoice(
        ListenerOptions(engines=with_remote(config, [*models, *engines]), patience_s=patience_s), missing
    )


def listener_options(config: Config) -> ListenerOptions:
    """The workers alone."""
    return choose_recognizers(config).options


def _why_not_moonshine(engine: Engine) -> str:
    try:
        files = files_in(engine.moonshine_folder) if engine.moonshine_folder else packaged_files()
        files.check()
    except EngineError as error:
        return error.reason
    return ""


def _options(engine: Engine, name: str) -> dict[str, Any]:
    if name == "sphinx":
        return {"models": {language: sphinx_files(folder) for language, folder in engine.sphinx_models.items()}}
    if name == "moonshine":
        return {
            "folder": engine.moonshine_folder,
            "language": engine.moonshine_language,
            "providers": engine.onnx_providers,
            "threads": engine.onnx_threads,
        }
    return {}


def sphinx_files(folder: str) -> dict[str, str]:
    """A PocketSphinx model as its folder is usually laid out: the acoustic model in it, a dictionary beside it."""
    root = Path(folder)
    dictionary = next(iter(sorted([*root.glob("*.dict"), *root.glob("*.dic")])), root / "dictionary.dict")
    acoustic = root if (root / "mdef").exists() else next((one.parent for one in root.glob("*/mdef")), root)
    return {"acoustic_model": str(acoustic), "dictionary": str(dictionary)}
