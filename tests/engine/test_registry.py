from pathlib import Path
from typing import Any

import pytest

from engine import registry
from engine.errors import EngineError
from engine.interface import Piece, Span
from engine.registry import RECOGNIZER_GROUP, EngineSpec, load_object, make, make_recognizer, names
from engine.voices.tone import ToneSynthesizer
from tests.fakes.engine import CollectingSink


class _Point:
    name = "brought"
    value = "engine.voices.tone:ToneSynthesizer"


def test_the_built_in_engines_have_names() -> None:
    assert {"espeak", "piper", "tone"} <= set(names())


def test_recognizers_have_names_of_their_own() -> None:
    assert {"sherpa", "sphinx"} <= set(names(RECOGNIZER_GROUP))
    assert "tone" not in names(RECOGNIZER_GROUP)
    made = make_recognizer(EngineSpec("mine", {"languages": ["de"]}, "tests.fakes.recognizer:ScriptedRecognizer"))
    assert made.abilities().grammars == ("de",)
    with pytest.raises(EngineError, match="sphinx"):
        make_recognizer(EngineSpec("tone"))


def test_an_engine_is_made_with_its_options() -> None:
    engine = make(EngineSpec("tone", {"rate_hz": 16000}))
    assert isinstance(engine, ToneSynthesizer)
    assert engine.voices()[0].rate_hz == 16000


def test_an_import_path_needs_no_name() -> None:
    assert isinstance(make(EngineSpec("mine", factory="engine.voices.tone:ToneSynthesizer")), ToneSynthesizer)


def test_an_installed_package_brings_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def entry_points(*, group: str, name: str = "") -> list[_Point]:
        assert group == registry.ENTRY_POINT_GROUP
        return [_Point()] if name in ("", "brought") else []

    monkeypatch.setattr(registry, "entry_points", entry_points)
    assert "brought" in names()
    assert isinstance(make(EngineSpec("brought")), ToneSynthesizer)


@pytest.mark.parametrize(
    "spec",
    [
        EngineSpec("nobody"),
        EngineSpec("tone", {"colour": "red"}),
        EngineSpec("x", factory="engine.voices.tone:Nothing"),
        EngineSpec("x", factory="no.such.module:thing"),
        EngineSpec("x", factory=":"),
    ],
)
def test_what_cannot_be_made_says_why(spec: EngineSpec) -> None:
    with pytest.raises(EngineError):
        make(spec)


def test_objects_are_found_by_path() -> None:
    assert load_object("engine.voices.tone:ToneSynthesizer") is ToneSynthesizer


def test_the_engine_of_the_manual_works() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "engines.md").read_text(encoding="utf-8")
    namespace: dict[str, Any] = {}
    exec(manual.split("```python\n")[1].split("```")[0], namespace)  # noqa: S102 (our own manual)
    engine = namespace["Buzzer"](hz=120.0)
    sink = CollectingSink()
    engine.warm_up("buzzer")
    engine.synthesize(Piece((Span("one three"),), "buzzer"), sink)
    assert sink.words == [(0, 0), (4, 4800)]
    assert len(sink.audio) == 8 * 1600
    engine.synthesize(Piece((Span("one three"),), "buzzer"), stopped := CollectingSink(stop_after=1))
    assert len(stopped.chunks) == 1
    assert engine.voices()[0].name == "buzzer"
    engine.close()
