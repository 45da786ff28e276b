from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from engine.recognition import (
    Hypothesis,
    RecognitionSpec,
    RecognizedWord,
    RecognizerResult,
    matching_language,
    recognizer_rate_hz,
)


def test_structs_cross_processes() -> None:
    result = RecognizerResult((Hypothesis((RecognizedWord("yes", 10, 300, 0.9),), 0.8),), 500)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(result), type=RecognizerResult).best is not None
    spec = RecognitionSpec(grammar="g", words=("a",), pronunciations=(("a", "a"),))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(spec), type=RecognitionSpec) == spec


def test_the_best_comes_first() -> None:
    best = Hypothesis((RecognizedWord("call", 0, 1), RecognizedWord("me", 1, 2)), 0.8)
    assert RecognizerResult((best, Hypothesis((), 0.1))).best == best
    assert best.text == "call me"
    assert RecognizerResult().best is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("en-US", "en-US"),
        ("EN_us", "en-US"),
        ("en", "en-US"),
        ("en-AU", "en-US"),
        ("de", "de"),
        ("fr", None),
        ("", "en-US"),
    ],
)
def test_a_language_is_served_by_its_own_model_or_a_sister(wanted: str, found: str | None) -> None:
    assert matching_language(wanted, ("en-US", "de")) == found


def test_nothing_serves_where_there_is_nothing() -> None:
    assert matching_language("", ()) is None


def test_the_recogniser_of_the_manual_works() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "engines.md").read_text(encoding="utf-8")
    namespace: dict[str, Any] = {}
    exec(manual.split("```python\n")[2].split("```")[0], namespace)  # noqa: S102 (our own manual)
    recognizer = namespace["Timer"](loud=300)
    listener = recognizer.open(RecognitionSpec())
    assert listener.ask(final=True) == RecognizerResult()
    listener.push(np.zeros(800, np.int16))
    listener.push(np.full(4000, 1000, np.int16))
    result = listener.ask(final=True)
    assert (result.best.text, result.best.words[0].start_ms, result.audio_ms) == ("short", 100, 600)
    listener.close()
    assert recognizer.abilities().grammars == ("en-US",)
    assert not recognizer.work()
    recognizer.close()


@pytest.mark.parametrize(("source", "taken"), [(8000, 8000), (11025, 8000), (16000, 16000), (48000, 16000)])
def test_the_rate_that_the_recogniser_takes(source: int, taken: int) -> None:
    assert recognizer_rate_hz(source) == taken
