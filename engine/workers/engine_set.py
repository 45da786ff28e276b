"""What a worker holds: its engines, their voices and gains, and the finisher."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.audio.loudness import gain_key, measured_text
from engine.audio.null_sink import NullSink
from engine.errors import EngineError
from engine.interface import Piece, Span, VoiceInfo
from engine.registry import load_object, make

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.audio.loudness import Meter
    from engine.interface import FinisherFactory, Samples, Synthesizer
    from engine.registry import EngineSpec
    from engine.workers.worker_messages import Setup


class EngineSet:
    """Made once, before the worker is ready; every engine is loaded and warm then.

    Raises:
        EngineError: an engine that is not optional, a voice to warm up or the finisher is not to be had.
    """

    def __init__(self, setup: Setup) -> None:
        self.make_finisher: FinisherFactory = load_object(setup.finisher)
        self._meter: Meter | None = load_object(setup.meter) if setup.meter else None
        self.gains = dict(setup.gains)
        self.voices: dict[str, VoiceInfo] = {}
        self._engines: dict[str, Synthesizer] = {}
        self.missing: dict[str, str] = {}
        """The optional engines that cannot be had, and why."""
        first: list[VoiceInfo] = []
        optional: list[VoiceInfo] = []  # nobody names their voices, but everybody may hear them
        for spec in setup.engines:
            try:
                engine, voices = _open(spec)
            except EngineError as error:
                if not spec.optional:
                    raise
                self.missing[spec.name] = error.reason
                continue
            self._engines[spec.name] = engine
            self.voices.update((voice.name, voice) for voice in voices)
            first += voices[:1]
            optional += voices[:1] if spec.optional else ()
        if not self.voices:
            raise EngineError("no engine has a voice")
        self._owners = {name: self._engines[voice.engine] for name, voice in self.voices.items()}
        named = [self._named(name) for name in setup.warm_voices]
        for voice in dict.fromkeys([*named, *optional] if named else first):
            self._owners[voice.name].warm_up(voice.name)
            self.gain_for(voice)

    def _named(self, name: str) -> VoiceInfo:
        """The voice that people call so."""
        wanted = name.casefold()
        for voice in self.voices.values():
            if wanted in (voice.name.casefold(), *(alias.casefold() for alias in voice.aliases)):
                return voice
        raise EngineError(f"there is no voice {name!r}")

    def engine_for(self, name: str) -> tuple[Synthesizer, VoiceInfo]:
        """Who speaks with the voice `name`.

        Raises:
            EngineError: nobody does.
        """
        try:
            return self._owners[name], self.voices[name]
        except KeyError:
            raise EngineError(f"there is no voice {name!r}") from None

    def gain_for(self, voice: VoiceInfo) -> tuple[float, bool]:
        """The gain that brings `voice` to the telephony level, and whether it was measured just now."""
        key = gain_key(voice)
        known = self.gains.get(key)
        if known is not None:
            return known, False
        engine = self._owners[voice.name]
        gain = 1.0
        # An engine whose silence is meant has a level that is meant, too.
        if self._meter is not None and engine.trims_silence:
            sink = _CollectingSink()
            language = voice.languages[0]
            engine.synthesize(Piece((Span(measured_text(language)),), voice.name, language), sink)
            gain = self._meter(np.concatenate(sink.chunks), voice.rate_hz)
        self.gains[key] = gain
        return gain, True


def _open(spec: EngineSpec) -> tuple[Synthesizer, Sequence[VoiceInfo]]:
    """An engine and its voices. That an optional one works is known only when it has spoken."""
    engine = make(spec)
    voices = engine.voices()
    if spec.optional and voices:
        engine.warm_up(voices[0].name)
    return engine, voices


class _CollectingSink(NullSink):
    """A sink that keeps its audio: a measurement takes milliseconds, or the whole worker is killed."""

    def __init__(self) -> None:
        self.chunks: list[Samples] = [np.zeros(0, np.int16)]

    def write(self, samples: Samples) -> bool:
        self.chunks.append(samples.copy())
        return True
