import pytest

from engine import registry
from engine.errors import EngineError
from engine.registry import EngineSpec, load_object, make, names
from engine.tone import ToneSynthesizer


class _Point:
    name = "brought"
    value = "engine.tone:ToneSynthesizer"


def test_the_built_in_engines_have_names() -> None:
    assert {"espeak", "piper", "tone"} <= set(names())


def test_an_engine_is_made_with_its_options() -> None:
    engine = make(EngineSpec("tone", {"rate_hz": 16000}))
    assert isinstance(engine, ToneSynthesizer)
    assert engine.voices()[0].rate_hz == 16000


def test_an_import_path_needs_no_name() -> None:
    assert isinstance(make(EngineSpec("mine", factory="engine.tone:ToneSynthesizer")), ToneSynthesizer)


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
        EngineSpec("x", factory="engine.tone:Nothing"),
        EngineSpec("x", factory="no.such.module:thing"),
        EngineSpec("x", factory=":"),
    ],
)
def test_what_cannot_be_made_says_why(spec: EngineSpec) -> None:
    with pytest.raises(EngineError):
        make(spec)


def test_objects_are_found_by_path() -> None:
    assert load_object("engine.tone:ToneSynthesizer") is ToneSynthesizer
