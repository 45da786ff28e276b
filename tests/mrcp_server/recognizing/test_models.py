"""Models of a configuration as engines of the pool."""

import pytest

from mrcp_server.config import ConfigError, load_config
from mrcp_server.recognizing.models import hears_english, model_engines


def engines(*settings: str) -> list[tuple[object, object, int, str]]:
    engine = load_config(None, settings, {}).engine
    return [
        (one.spec.options["folder"], one.spec.options["language"], one.workers, one.label)
        for one in model_engines(engine)
    ]


def test_each_model_has_one_worker_unless_told_otherwise() -> None:
    found = engines('engine.models={"de-DE" = "/m/de", es = {folder = "/m/es", workers = 3}}')
    assert found == [
        ("/m/de", ["de-DE"], 1, "recognition model '/m/de' for de-DE"),
        ("/m/es", ["es"], 3, "recognition model '/m/es' for es"),
    ]


def test_a_model_for_several_languages_is_loaded_once() -> None:
    found = engines('engine.models={de = "/m/all", fr = "/m/all", it = {folder = "/m/all", kind = "whisper"}}')
    assert [languages for _, languages, _, _ in found] == [["de", "fr"], ["it"]]


def test_what_a_model_is_made_with() -> None:
    engine = load_config(
        None,
        ['engine.models={ja = {folder = "/m", kind = "sense-voice", int8 = true, options = {use_itn = true}}}'],
        {},
    ).engine
    (only,) = model_engines(engine)
    assert only.spec.name == "sherpa"
    assert only.spec.options == {
        "folder": "/m", "language": ["ja"], "kind": "sense-voice", "int8": True, "threads": 1, "use_itn": True,
    }  # fmt: skip
    assert not hears_english(only)


def test_the_transcription_model_is_one_more_with_workers_like_the_recognizer() -> None:
    found = engines('engine.models={de = "/m/de"}', "engine.transcription_model=/m/en", "engine.recognizer_workers=2")
    assert [(folder, workers) for folder, _, workers, _ in found] == [("/m/de", 1), ("/m/en", 2)]
    (english,) = model_engines(load_config(None, ["engine.transcription_model=/m/en"], {}).engine)
    assert english.workers == 0
    assert hears_english(english)


@pytest.mark.parametrize(
    "models", ['{german = "/m"}', '{de = {kind = "whisper"}}', "{de = 3}", '{de = {folder = "/m", wokers = 1}}']
)
def test_what_is_no_model_is_told(models: str) -> None:
    with pytest.raises(ConfigError, match=r"engine\.models"):
        load_config(None, [f"engine.models={models}"], {})
