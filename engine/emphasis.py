"""SSML emphasis (§3.2.2) as prosody, so that it sounds with every engine that can do prosody."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from engine.interface import Emphasis, Pitch, Prosody, Span


class _Change(NamedTuple):
    rate: float
    pitch: float
    range: float
    volume_db: float


_CHANGES: dict[Emphasis, _Change] = {
    "strong": _Change(0.85, 1.12, 1.4, 3.0),
    "moderate": _Change(0.92, 1.06, 1.2, 1.5),
    "reduced": _Change(1.1, 0.96, 0.8, -2.0),
}
"""Stressed words are slower, higher, livelier and louder; the reverse for reduced ones."""


def effective_prosody(span: Span) -> Prosody:
    """The prosody of `span` with its emphasis worked in."""
    change = _CHANGES.get(span.emphasis)
    if change is None:
        return span.prosody
    prosody = span.prosody
    return msgspec.structs.replace(
        prosody,
        rate=prosody.rate * change.rate,
        pitch=_scaled(prosody.pitch, change.pitch),
        range=_scaled(prosody.range, change.range),
        volume_db=prosody.volume_db + change.volume_db,
    )


def _scaled(pitch: Pitch, factor: float) -> Pitch:
    return msgspec.structs.replace(pitch, factor=pitch.factor * factor, offset_hz=pitch.offset_hz * factor)
