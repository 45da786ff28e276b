"""The gain that brings each voice to the telephony level: by what it is measured, and where it is kept.

How loud speech is on a telephone line is the listener's business (band, pauses, level): the meter is handed in by name,
as the finisher is.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.interface import Samples, VoiceInfo

MEASURED_TEXT = "3486 729 51284 960 17352."
"""Figures are read by every voice in its own language. Long ones sound about as sentences do: within a decibel in nine
languages of espeak-ng. Single digits, each with a stress of its own, are up to two decibels louder."""
_ENGLISH_TEXT = "Thank you for calling. Your balance is forty two dollars and ten cents."
"""In the middle between the loudest and the softest of a dozen prompts of an IVR."""


def measured_text(language: str) -> str:
    """What a voice of `language` (BCP 47) is measured on."""
    return _ENGLISH_TEXT if language.lower().partition("-")[0] == "en" else MEASURED_TEXT


class Meter(Protocol):
    """Handed to workers as an import path."""

    def __call__(self, samples: Samples, rate_hz: int) -> float:
        """The factor that brings speech like `samples` to the level that is wanted."""


def gain_key(voice: VoiceInfo) -> str:
    """Under what the gain of a voice is kept: a new model of the old name is measured anew."""
    return f"{voice.name} {voice.revision}".rstrip()


def load_gains(path: str) -> dict[str, float]:
    """The gains that were kept at `path`; none when there is no such file, or what is there is no list of gains."""
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=dict[str, float])
    except (OSError, msgspec.MsgspecError):
        return {}


def save_gains(path: str, gains: Mapping[str, float]) -> None:
    """Keep `gains` at `path`, whole or not at all. A place that cannot be written is no error: they are measured
    again."""
    target = Path(path)
    beside = target.with_name(f"{target.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(dict(sorted(gains.items())))))
        beside.replace(target)
