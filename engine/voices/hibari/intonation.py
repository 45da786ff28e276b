"""SSML's pitch, range and contour on the pitch that the network found for each frame."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from engine.emphasis import effective_prosody
from engine.interface import PLAIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.interface import Prosody, Span
    from engine.voices.hibari.model import Floats
    from engine.voices.hibari.timing import Integers

VOICED_HZ = 40.0
"""Below it, the network means that a frame has no pitch."""
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 500.0
_OWN_RANGE = 0.36
"""What SSML's range in Hz is measured by: the share of its pitch that a voice moves over."""
_MAX_LIVELINESS = 4.0
_SMOOTHED_FRAMES = 5
"""The pitch goes from one span's to the next's in 60 ms: no voice jumps."""


def is_plain(spans: Sequence[Span]) -> bool:
    """Whether all of `spans` are spoken at the voice's own pitch."""
    return all(
        (prosody.pitch, prosody.range, prosody.contour) == (PLAIN.pitch, PLAIN.range, PLAIN.contour)
        for prosody in map(effective_prosody, spans)
    )


def intoned(pitch_hz: Floats, owners: Integers, spans: Sequence[Span], own_hz: float) -> Floats:
    """The pitch of all frames with the prosody of the spans.

    Args:
        pitch_hz: as the network has it, (F).
        owners: the index of the span that is heard in each frame, (F).
        spans: those of the piece.
        own_hz: the voice's own pitch.
    """
    level: Floats = np.zeros(len(pitch_hz))  # the logarithm of the pitch that the voice moves around
    liveliness: Floats = np.ones(len(pitch_hz))
    begin = 0
    for index, group in itertools.groupby(owners.tolist()):
        end = begin + len(list(group))
        prosody = effective_prosody(spans[index])
        level[begin:end] = _levels(prosody, end - begin, own_hz)
        own_range = own_hz * _OWN_RANGE
        liveliness[begin:end] = min(_MAX_LIVELINESS, prosody.range.resolve(own_range) / own_range)
        begin = end
    level, liveliness = _smoothed(level), _smoothed(liveliness)
    moved = np.log(np.maximum(pitch_hz, VOICED_HZ) / own_hz)
    shaped = np.clip(np.exp(level + moved * liveliness), _LOWEST_HZ, _HIGHEST_HZ)
    found: Floats = np.where(pitch_hz > VOICED_HZ, shaped, pitch_hz).astype(np.float32)
    return found


def _levels(prosody: Prosody, frames: int, own_hz: float) -> Floats:
    """The logarithm of the pitch at each of a span's frames."""
    points = sorted(prosody.contour, key=lambda point: point[0]) or [(0.0, prosody.pitch)]
    positions = [percent for percent, _ in points]
    levels = [float(np.log(max(_LOWEST_HZ, pitch.resolve(own_hz)))) for _, pitch in points]
    at = 100 * (np.arange(frames) + 0.5) / frames
    found: Floats = np.interp(at, positions, levels)
    return found


def _smoothed(values: Floats) -> Floats:
    half = _SMOOTHED_FRAMES // 2
    padded = np.pad(values, half, mode="edge")
    smooth: Floats = np.convolve(padded, np.full(_SMOOTHED_FRAMES, 1 / _SMOOTHED_FRAMES), mode="valid")
    return smooth
