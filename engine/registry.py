"""Engines by name: the built-in ones, those that installed packages bring, and any import path."""

from __future__ import annotations

import importlib
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.interface import Synthesizer

#: A package brings an engine by an entry point of this group: name = "package.module:factory".
ENTRY_POINT_GROUP = "mrcp_server.synthesizers"

_BUILT_IN = {
    "espeak": "engine.espeak:EspeakSynthesizer",
    "piper": "engine.piper:PiperSynthesizer",
    "tone": "engine.tone:ToneSynthesizer",
}


class EngineSpec(msgspec.Struct, frozen=True):
    """Which engine, and with what options. `factory` ("module:callable") is for engines that no name stands for."""

    name: str
    options: dict[str, Any] = {}
    factory: str = ""


class SynthesizerFactory(Protocol):
    """Called in the worker with the engine's options as keywords; raises `EngineError` when it cannot work."""

    def __call__(self, **options: Any) -> Synthesizer: ...


def load_object(path: str) -> Any:
    """The object at "module:name".

    Raises:
        EngineError: there is no such module or name.
    """
    module_name, _, name = path.partition(":")
    try:
        return getattr(importlib.import_module(module_name), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise EngineError(f"cannot import {path!r}: {error}") from error


def names() -> list[str]:
    """Every engine that can be named in the configuration."""
    return sorted({*_BUILT_IN, *(point.name for point in entry_points(group=ENTRY_POINT_GROUP))})


def make(spec: EngineSpec) -> Synthesizer:
    """The engine of `spec`, made here and now: call this in a worker only.

    Raises:
        EngineError: no engine has that name, it cannot be imported, or it refuses its options.
    """
    factory: SynthesizerFactory = load_object(_path(spec))
    try:
        return factory(**spec.options)
    except TypeError as error:
        raise EngineError(f"engine {spec.name!r}: {error}") from error


def _path(spec: EngineSpec) -> str:
    if spec.factory:
        return spec.factory
    if spec.name in _BUILT_IN:
        return _BUILT_IN[spec.name]
    for point in entry_points(group=ENTRY_POINT_GROUP, name=spec.name):
        return point.value
    raise EngineError(f"no engine is named {spec.name!r}; there are: {', '.join(names())}")
