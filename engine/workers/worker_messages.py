"""What control and a synthesizer worker say to each other, cut into messages as `engine.workers.framing` tells.

A worker has two socket pairs, so that a cancel never waits behind audio:

=============  ==================================  =====================================
pipe           control → worker                    worker → control
=============  ==================================  =====================================
commands       Setup, Render, Play, Cancel         Ready, Broken, Retiring, Measured
audio          the samples a Play speaks of        Audio, Failed
=============  ==================================  =====================================
"""

from __future__ import annotations

import msgspec

from engine.interface import AudioFormat, Piece, VoiceInfo
from engine.registry import EngineSpec
from engine.workers.notices import Broken, Retiring


class Setup(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """The first message: what the worker is to be."""

    engines: tuple[EngineSpec, ...]
    finisher: str
    warm_voices: tuple[str, ...]
    gains: dict[str, float]
    """Those that are already known."""
    memory_bytes: int
    meter: str = ""


class Render(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """Speak `piece` and finish it as `fmt`."""

    job: int
    piece: Piece
    fmt: AudioFormat


class ClipCut(msgspec.Struct, frozen=True, array_like=True):
    """Which part of a recording is to be heard and how; the fields are those of `interface.Clip`."""

    begin_ms: int = 0
    end_ms: int | None = None
    repeat_count: float = 1.0
    repeat_ms: int | None = None
    sound_level_db: float = 0.0
    speed: float = 1.0


class Play(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """Finish `cut` of the recording that comes on the audio pipe as `fmt`.

    It is `size_bytes` of 16-bit little-endian samples: no worker with a voice in it takes in what strangers have coded.
    """

    job: int
    size_bytes: int
    cut: ClipCut
    fmt: AudioFormat
    max_ms: int
    rate_hz: int


class Cancel(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """Give up `job`. It is answered by whatever ends the job, normally Failed."""

    job: int


class Ready(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """Warm and waiting."""

    voices: tuple[VoiceInfo, ...]
    gains: dict[str, float]
    """All that were measured, those of Setup included, by `loudness.gain_key`."""
    missing: dict[str, str] = {}
    """The optional engines that cannot be had, and why."""


# Broken has tag 1, Retiring 2.


class Measured(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """The gain of a voice."""

    voice: str
    """Its `loudness.gain_key`."""
    gain: float


class Audio(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """Finished audio."""

    job: int
    payload: bytes
    words: tuple[tuple[int, int], ...] = ()
    """(character of the piece's text, sample of the finished piece) of words that start here or later, told once."""
    last: bool = False
    """It ends the job."""
    passing: bool = False
    """It is not as it should be made, and so not to be kept: its loudness is still being learnt."""


class Failed(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """The job has ended without its last audio."""

    job: int
    reason: str
    retryable: bool = False
    cancelled: bool = False
    """It has ended because it was asked to."""
    fault: str = ""
    """Where a service elsewhere failed: the value of its `remote.errors.Fault`."""
    retry_after_s: float = 0.0
    """When that service wants to be asked again; 0: it did not say."""


Command = Setup | Render | Play | Cancel
Notice = Ready | Broken | Retiring | Measured
Sound = Audio | Failed
