"""Which engine is asked, and what is said where none hears."""

import pytest

from engine.errors import EngineError, LanguageUnsupportedError
from engine.recognition import Abilities
from engine.workers.engine_choice import rank_engines

ENGLISH = Abilities(grammars=("en-US",))
GERMAN = Abilities(transcription=("de-DE",))
AUSTRIAN = Abilities(transcription=("de-AT",))
MANY = Abilities(transcription=("en", "de", "fr"))
BOTH = Abilities(grammars=("en-US",), transcription=("en-US",))


@pytest.mark.parametrize(
    ("engines", "languages", "ranked"),
    [
        ((ENGLISH, MANY), ("en-US",), [0, 1]),
        ((MANY, ENGLISH), ("en-GB",), [1, 0]),
        ((GERMAN, AUSTRIAN), ("de-AT",), [1, 0]),
        ((GERMAN, AUSTRIAN), ("de",), [0, 1]),
        ((ENGLISH, GERMAN, MANY), ("en", "de-DE"), [2]),
        ((ENGLISH, GERMAN), ("",), [0, 1]),
    ],
)
def test_the_nearest_is_asked_first(
    engines: tuple[Abilities, ...], languages: tuple[str, ...], ranked: list[int]
) -> None:
    assert rank_engines(engines, languages) == ranked


def test_open_speech_is_for_those_that_transcribe() -> None:
    assert rank_engines((ENGLISH, MANY), ("en",), transcribe=True) == [1]
    assert rank_engines((GERMAN, BOTH), ("en",), transcribe=True) == [1]
    with pytest.raises(EngineError, match="needs a transcription model"):
        rank_engines((ENGLISH,), ("en",), transcribe=True)
    with pytest.raises(LanguageUnsupportedError, match="there are: en-US"):
        rank_engines((ENGLISH, BOTH), ("de",), transcribe=True)


def test_a_language_that_nobody_hears_is_refused_and_the_others_named() -> None:
    with pytest.raises(LanguageUnsupportedError, match="'fr'; there are: en-US, de-DE") as raised:
        rank_engines((ENGLISH, GERMAN), ("fr",))
    assert raised.value.language == "fr"
    with pytest.raises(LanguageUnsupportedError, match="'fr'"):
        rank_engines((ENGLISH, GERMAN), ("en-US", "fr"))


def test_languages_that_no_engine_hears_together_are_refused() -> None:
    with pytest.raises(LanguageUnsupportedError, match="no one recognition model for language 'en-US and de-DE'"):
        rank_engines((ENGLISH, GERMAN), ("en-US", "de-DE"))
