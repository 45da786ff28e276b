"""NTP timestamps, 64 bit: seconds since 1900 in the upper half, fraction in the lower (RFC 5905 §6)."""

from __future__ import annotations

from typing import Final

# From 1900 to 1970.
_EPOCH_OFFSET_S: Final = 2_208_988_800


def ntp_timestamp(now: float, wall_offset_s: float) -> int:
    """The timestamp of monotonic instant `now`; `wall_offset_s` is Unix time minus monotonic time."""
    wall = now + wall_offset_s
    seconds = int(wall)
    return ((seconds + _EPOCH_OFFSET_S) & 0xFFFFFFFF) << 32 | int((wall - seconds) * 2**32)
