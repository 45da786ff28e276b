"""What tests of services' engines share: sounds, a WAV file, and a way to have a piece spoken."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.interface import AsyncSynthesizer, Piece, Span
from engine.remote.settings import RemoteVoice, ServiceSettings, to_options
from tests.fakes.engine import CollectingSink

RATE_HZ = 24_000
VOICE = RemoteVoice(id="v-1", languages=("en-US",))


def tone(seconds: float, hz: float = 300, rate_hz: int = RATE_HZ) -> bytes:
    """A sine as little-endian samples."""
    phase = np.arange(int(seconds * rate_hz)) * 2 * np.pi * hz / rate_hz
    return (8000 * np.sin(phase)).astype("<i2").tobytes()


def wav(
    sound: bytes, rate_hz: int = RATE_HZ, *, announced: int | None = None, channels: int = 1, bits: int = 16
) -> bytes:
    """A WAV file, which may announce what it has not."""
    size = len(sound) if announced is None else announced
    form = struct.pack("<HHIIHH", 1, channels, rate_hz, rate_hz * channels * bits // 8, channels * bits // 8, bits)
    riff = struct.pack("<4sI4s4sI", b"RIFF", (36 + size) & 0xFFFFFFFF, b"WAVE", b"fmt ", len(form))
    return riff + form + struct.pack("<4sI", b"data", size) + sound


def options(kind: str, url: str, **settings: Any) -> dict[str, Any]:
    """Of an engine with the voice far/nova."""
    values = {"retries": 0, "keep_warm_s": 0, "voices": {"nova": VOICE}, "key_variable": "", **settings}
    return to_options(ServiceSettings(name="far", kind=kind, url=url, **values))  # type: ignore[arg-type]


async def spoken(engine: AsyncSynthesizer, *spans: Span | str, language: str = "") -> CollectingSink:
    """What the engine makes of a piece in its voice far/nova; it is then closed."""
    sink = CollectingSink()
    piece = Piece(tuple(Span(one) if isinstance(one, str) else one for one in spans), "far/nova", language)
    try:
        await engine.open()
        await engine.synthesize(piece, sink)
    finally:
        await engine.close()
    return sink


Make = Callable[..., AsyncSynthesizer]
