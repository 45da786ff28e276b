"""The user's recognition models, one for each language or one for several, as engines of the listener pool."""

from engine.recognition import matching_language
from engine.registry import EngineSpec
from engine.workers.listener_pool import ListenerEngine
from mrcp_server.config import Engine, RecognitionModel


def model_engines(engine: Engine) -> list[ListenerEngine]:
    """The models of a configuration in their order. One that stands for several languages is loaded once for all."""
    languages: dict[str, list[str]] = {}
    models: dict[str, RecognitionModel] = {}
    for language, model in engine.models.items():
        key = model.model_dump_json()
        models[key] = model
        languages.setdefault(key, []).append(language)
    found = [_engine(model, languages[key], engine.onnx_threads) for key, model in models.items()]
    if engine.transcription_model:
        last = RecognitionModel(folder=engine.transcription_model)
        found.append(_engine(last, [engine.transcription_language], engine.onnx_threads, engine.recognizer_workers))
    return found


def hears_english(engine: ListenerEngine) -> bool:
    """Whether one of `model_engines` is for English."""
    return matching_language("en", engine.spec.options["language"]) is not None


def _engine(model: RecognitionModel, languages: list[str], threads: int, workers: int | None = None) -> ListenerEngine:
    options = {
        "folder": model.folder,
        "language": languages,
        "kind": model.kind,
        "int8": model.int8,
        "threads": threads,
        **model.options,
    }
    label = f"recognition model {model.folder!r} for {', '.join(languages)}"
    return ListenerEngine(EngineSpec("sherpa", options), model.workers if workers is None else workers, label=label)
