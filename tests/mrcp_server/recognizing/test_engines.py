from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.recognizers.moonshine.files import packaged_files
from mrcp_server.config import load_config
from mrcp_server.recognizing.engines import RecognizerChoice, choose_recognizers, sphinx_files


def chosen(*settings: str) -> RecognizerChoice:
    return choose_recognizers(load_config(None, list(settings), {}))


def names(choice: RecognizerChoice) -> list[str]:
    return [one.spec.name for one in choice.options.engines]


def test_moonshine_hears_where_its_model_is_sound() -> None:
    try:
        packaged_files()
    except EngineError as error:
        pytest.skip(error.reason)
    choice = chosen()
    assert (names(choice), choice.missing) == (["moonshine"], "")
    assert choice.options.engines[0].spec.options == {
        "folder": "", "language": "en-US", "providers": [], "threads": 1,
    }  # fmt: skip


def test_pocketsphinx_hears_where_it_is_not_and_it_is_said_why(tmp_path: Path) -> None:
    choice = chosen(f"engine.moonshine_folder={tmp_path}")
    assert names(choice) == ["sphinx", "sphinx-dictation"]
    assert "encoder_model.ort" in choice.missing
    assert names(chosen("engine.recognizer=moonshine", f"engine.moonshine_folder={tmp_path}")) == ["moonshine"]


def test_other_languages_are_pocketsphinxs_beside_it(tmp_path: Path) -> None:
    choice = chosen("engine.recognizer=moonshine", f'engine.sphinx_models={{"de-DE" = "{tmp_path}"}}')
    assert names(choice) == ["moonshine", "sphinx"]
    assert list(choice.options.engines[1].spec.options["models"]) == ["de-DE"]


def test_a_transducer_of_the_users_goes_first_and_spares_the_fallback() -> None:
    model = ("engine.transcription_model=/models/en", "engine.transcription_language=en-GB")
    assert names(chosen("engine.recognizer=moonshine", *model)) == ["sherpa", "moonshine"]
    choice = chosen("engine.recognizer=sphinx", *model, "engine.recognizer_workers=3")
    assert names(choice) == ["sherpa", "sphinx"]
    options = choice.options.engines[0].spec.options
    assert (options["folder"], options["language"]) == ("/models/en", ["en-GB"])
    assert [one.workers for one in choice.options.engines] == [3, 3]


def test_any_other_engine_is_alone() -> None:
    assert names(chosen("engine.recognizer=timer")) == ["timer"]


def test_a_pocketsphinx_folder_as_it_is_usually_laid_out(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "mdef").write_bytes(b"")
    (tmp_path / "words.dict").write_bytes(b"")
    assert sphinx_files(str(tmp_path)) == {
        "acoustic_model": str(tmp_path / "model"),
        "dictionary": str(tmp_path / "words.dict"),
    }
