"""Engines by name: the built-in ones, those that installed packages bring, and any import path."""

from __future__ import annotations

import importlib
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.interface import AsyncSynthesizer, Synthesizer
    from engine.recognition import Recognizer
    from engine.remote.recognition import RemoteRecognizer

ENTRY_POINT_GROUP = "mrcp_server.synthesizers"
RECOGNIZER_GROUP = "mrcp_server.recognizers"
"""A package brings an engine by an entry point of these groups: name = "package.module:factory"."""

_BUILT_IN = {
    ENTRY_POINT_GROUP: {
        "espeak": "engine.voices.espeak.synthesizer:EspeakSynthesizer",
        "kokoro": "engine.voices.kokoro.synthesizer:KokoroSynthesizer",
        "hibari": "engine.voices.hibari.synthesizer:HibariSynthesizer",
        "piper": "engine.voices.piper.synthesizer:PiperSynthesizer",
        "tone": "engine.voices.tone:ToneSynthesizer",
    },
    RECOGNIZER_GROUP: {
        "moonshine": "engine.recognizers.moonshine.recognizer:MoonshineRecognizer",
        "sherpa": "engine.recognizers.sherpa.recognizer:SherpaRecognizer",
        "sphinx": "engine.recognizers.sphinx.recognizer:SphinxRecognizer",
        "sphinx-dictation": "engine.recognizers.sphinx.dictation:SphinxDictation",
    },
}


class EngineSpec(msgspec.Struct, frozen=True):
    """Which engine, and with what options."""

    name: str
    options: dict[str, Any] = {}
    factory: str = ""
    """As "module:callable", for engines that no name stands for."""
    optional: bool = False
    """Where it cannot be had, the others do without it."""


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


def names(group: str = ENTRY_POINT_GROUP) -> list[str]:
    """Every engine of a kind that can be named in the configuration."""
    return sorted({*_BUILT_IN[group], *(point.name for point in entry_points(group=group))})


def make(spec: EngineSpec) -> Synthesizer:
    """The engine of `spec`, made here and now: call this in a worker only.

    Its factory is called with the options as keywords, and raises `EngineError` when it cannot work.

    Raises:
        EngineError: no engine has that name, it cannot be imported, or it refuses its options.
    """
    synthesizer: Synthesizer = _make(spec, ENTRY_POINT_GROUP)
    return synthesizer


def make_async(spec: EngineSpec) -> AsyncSynthesizer:
    """As `make`, for an engine of an event loop, inside of which it has to be called."""
    synthesizer: AsyncSynthesizer = _make(spec, ENTRY_POINT_GROUP)
    return synthesizer


def make_recognizer(spec: EngineSpec) -> Recognizer:
    """As `make`, for a recognizer."""
    recognizer: Recognizer = _make(spec, RECOGNIZER_GROUP)
    return recognizer


def make_remote_recognizer(spec: EngineSpec) -> RemoteRecognizer:
    """As `make`, for a recognizer that hears elsewhere: call this in its worker's event loop."""
    recognizer: RemoteRecognizer = _make(spec, RECOGNIZER_GROUP)
    return recognizer


def _make(spec: EngineSpec, group: str) -> Any:
    factory = load_object(_path(spec, group))
    try:
        return factory(**spec.options)
    except TypeError as error:
        raise EngineError(f"engine {spec.name!r}: {error}") from error


def _path(spec: EngineSpec, group: str) -> str:
    if spec.factory:
        return spec.factory
    if spec.name in _BUILT_IN[group]:
        return _BUILT_IN[group][spec.name]
    for point in entry_points(group=group, name=spec.name):
        return point.value
    raise EngineError(f"no engine is named {spec.name!r}; there are: {', '.join(names(group))}")
