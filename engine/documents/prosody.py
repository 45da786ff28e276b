"""SSML prosody values: attribute text → numbers, and a change combined with what surrounds it (SSML 1.1 §3.2.4).

Values of SSML 1.0 (volume 0–100, rate as a multiplier) and 1.1 (volume in dB, rate in percent) are both understood,
whatever the document says its version is: clients mix them.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from engine.documents.errors import DocumentError
from engine.interface import SILENT_DB, Pitch, Prosody

if TYPE_CHECKING:
    from collections.abc import Mapping

RATE_LABELS = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "fast": 1.35, "x-fast": 1.8, "default": 1.0}
# Three and six semitones.
PITCH_LABELS = {"x-low": 0.707, "low": 0.841, "medium": 1.0, "high": 1.189, "x-high": 1.414, "default": 1.0}
RANGE_LABELS = {"x-low": 0.3, "low": 0.6, "medium": 1.0, "high": 1.4, "x-high": 1.8, "default": 1.0}
# "medium" is the telephony level; above it the limiter has little room.
VOLUME_LABELS_DB = {
    "silent": SILENT_DB,
    "x-soft": -12.0,
    "soft": -6.0,
    "medium": 0.0,
    "loud": 3.0,
    "x-loud": 6.0,
    "default": 0.0,
}
# What engines can do, and what a caller can bear; a document that wants more gets this.
SLOWEST_RATE, FASTEST_RATE = 0.1, 10.0
LOUDEST_DB = 20.0
LONGEST_DURATION_MS = 600_000
MAX_CONTOUR_POINTS = 64

_FLOAT = r"(?:\d+(?:\.\d*)?|\.\d+)"
_NUMBER = re.compile(rf"([+-]?)({_FLOAT})(%?|Hz|st|dB)", re.IGNORECASE)
_TIME = re.compile(rf"\+?({_FLOAT})(ms|s)")
_CONTOUR_POINT = re.compile(r"\(\s*([^\s,()]+)\s*,\s*([^\s,()]+)\s*\)")


def parse_time_ms(text: str) -> int:
    """Parse a CSS2 time, "250ms" or "3s" → milliseconds.

    Raises:
        DocumentError: it is none.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise DocumentError(f"not a time designation: {text[:40]!r}")
    return round(min(float(match[1]) * (1000 if match[2] == "s" else 1), 1e9))


def combine(outer: Prosody, attributes: Mapping[str, str]) -> Prosody:
    """Return `outer` changed by the attributes pitch, range, rate, volume, duration and contour of a prosody element.

    Labels and absolute values replace what was set outside, relative ones change it.

    Raises:
        DocumentError: a value is not legal.
    """
    rate, volume_db, pitch, range_ = outer.rate, outer.volume_db, outer.pitch, outer.range
    contour: tuple[tuple[float, Pitch], ...] = ()
    duration_ms: int | None = None
    for name, raw in attributes.items():
        value = raw.strip()
        if name == "rate":
            rate = _rate(value, rate)
        elif name == "volume":
            volume_db = _volume_db(value, volume_db)
        elif name == "pitch":
            pitch = _pitch(value, pitch, PITCH_LABELS)
        elif name == "range":
            range_ = _pitch(value, range_, RANGE_LABELS)
        elif name == "duration":
            duration_ms = min(parse_time_ms(value), LONGEST_DURATION_MS)
        elif name == "contour":
            # "relative to the pitch value just before the contained text"; the contour goes before pitch and range.
            contour = _contour(value, outer.pitch)
    return Prosody(rate, pitch, range_, volume_db, contour or outer.contour, duration_ms or outer.duration_ms)


def _parse(value: str, what: str) -> tuple[str, float, str]:
    match = _NUMBER.fullmatch(value)
    if match is None:
        raise DocumentError(f"illegal {what}: {value[:40]!r}")
    return match[1], float(match[2]), match[3].lower()


def _rate(value: str, outer: float) -> float:
    if value in RATE_LABELS:
        return RATE_LABELS[value]
    sign, number, unit = _parse(value, "rate")
    if unit not in ("", "%"):
        raise DocumentError(f"illegal rate: {value[:40]!r}")
    amount = number / 100 if unit else number
    if sign:
        # "+10%" in 1.0, and "+0.5" as some write it: a change of the rate around it.
        amount = outer * (1 + amount if sign == "+" else 1 - amount)
    return min(max(amount, SLOWEST_RATE), FASTEST_RATE)


def _volume_db(value: str, outer: float) -> float:
    if value in VOLUME_LABELS_DB:
        return VOLUME_LABELS_DB[value]
    sign, number, unit = _parse(value, "volume")
    signed = -number if sign == "-" else number
    if unit == "db":
        changed = outer + signed
    elif unit == "%" and sign:
        changed = outer + _decibels(1 + signed / 100)
    elif sign and outer == SILENT_DB:
        # "Once the current volume level is set to "silent" all child relative changes also result in silence."
        changed = SILENT_DB
    elif unit in ("", "%"):
        # SSML 1.0: 0 to 100, which is the default; relative numbers add on that scale.
        linear = (100 * 10 ** (outer / 20) if sign else 0) + signed
        changed = _decibels(min(linear, 100 * 10 ** (LOUDEST_DB / 20)) / 100)
    else:
        raise DocumentError(f"illegal volume: {value[:40]!r}")
    return min(changed, LOUDEST_DB)


def _decibels(linear: float) -> float:
    return 20 * math.log10(linear) if linear > 1e-6 else SILENT_DB


def _pitch(value: str, outer: Pitch, labels: Mapping[str, float]) -> Pitch:
    if value in labels:
        return Pitch(factor=labels[value])
    sign, number, unit = _parse(value, "pitch")
    signed = -number if sign == "-" else number
    if unit == "hz":
        if sign:
            return Pitch(outer.hz, outer.factor, _clamp_hz(outer.offset_hz + signed))
        return Pitch(hz=min(max(number, 1.0), 2000.0))
    if unit == "st":
        return _scaled(outer, 2 ** (min(max(signed, -48.0), 48.0) / 12))
    if unit == "%":
        return _scaled(outer, 1 + signed / 100 if sign else number / 100)
    raise DocumentError(f"illegal pitch: {value[:40]!r}")


def _scaled(outer: Pitch, factor: float) -> Pitch:
    total = min(max(outer.factor * factor, 0.05), 20.0)
    return Pitch(outer.hz, total, _clamp_hz(outer.offset_hz * factor))


def _clamp_hz(hz: float) -> float:
    return min(max(hz, -2000.0), 2000.0)


def _contour(value: str, pitch: Pitch) -> tuple[tuple[float, Pitch], ...]:
    points = _CONTOUR_POINT.findall(value)
    if not points or _CONTOUR_POINT.sub("", value).strip() or len(points) > MAX_CONTOUR_POINTS:
        raise DocumentError(f"illegal contour: {value[:40]!r}")
    parsed = []
    for position, target in points:
        _, number, unit = _parse(position, "contour position")
        if unit != "%":
            raise DocumentError(f"illegal contour position: {position[:40]!r}")
        # "If a pitch value is not defined for 0% or 100% then the nearest pitch target is copied"; positions outside
        # are ignored (§3.2.4).
        if number <= 100 and not position.startswith("-"):
            parsed.append((number, _pitch(target, pitch, PITCH_LABELS)))
    return tuple(sorted(parsed, key=lambda point: point[0]))


def cut_contour(contour: tuple[tuple[float, Pitch], ...], start: float, end: float) -> tuple[tuple[float, Pitch], ...]:
    """Return the part of `contour` between `start` and `end` percent, with positions relative to that part.

    An element's contour spans all of its content, which may become several spans.
    """
    if not contour or (start <= 0 and end >= 100) or end <= start:
        return contour
    scale = 100 / (end - start)
    inner = [((at - start) * scale, pitch) for at, pitch in contour if start < at < end]
    return ((0.0, _at(contour, start)), *inner, (100.0, _at(contour, end)))


def _at(contour: tuple[tuple[float, Pitch], ...], position: float) -> Pitch:
    before = [point for point in contour if point[0] <= position]
    behind = [point for point in contour if point[0] >= position]
    if not before or not behind:
        return (behind or before[::-1])[0][1]
    (left_at, left), (right_at, right) = before[-1], behind[0]
    if right_at == left_at or (left.hz == 0) != (right.hz == 0):
        return left
    share = (position - left_at) / (right_at - left_at)
    return Pitch(
        left.hz + (right.hz - left.hz) * share,
        left.factor + (right.factor - left.factor) * share,
        left.offset_hz + (right.offset_hz - left.offset_hz) * share,
    )
