"""Serial-number arithmetic for sequence numbers and timestamps, and NTP time (RFC 3550 §4, A.1; RFC 1982).

Every operation exists for one value and, under the plural name, for whole columns of the stream table.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

UINT16_MASK = 0xFFFF
UINT32_MASK = 0xFFFF_FFFF

NTP_UNIX_OFFSET_S = 2_208_988_800
"""Seconds from the NTP epoch (1 January 1900) to the Unix epoch (1 January 1970)."""


def uint16_add(value: int, addend: int) -> int:
    """`value + addend` modulo 2**16; `addend` may be negative."""
    return (value + addend) & UINT16_MASK


def uint32_add(value: int, addend: int) -> int:
    """`value + addend` modulo 2**32; `addend` may be negative."""
    return (value + addend) & UINT32_MASK


def uint16_distance(newer: int, older: int) -> int:
    """How far `newer` lies ahead of `older`, −32768…32767; negative when it lies behind."""
    return ((newer - older + 0x8000) & UINT16_MASK) - 0x8000


def uint32_distance(newer: int, older: int) -> int:
    """How far `newer` lies ahead of `older`, −2**31…2**31−1; negative when it lies behind."""
    return ((newer - older + 0x8000_0000) & UINT32_MASK) - 0x8000_0000


def uint16_is_newer(value: int, reference: int) -> bool:
    """True when `value` comes after `reference`; equal values and values half the circle apart do not."""
    return uint16_distance(value, reference) > 0


def uint32_is_newer(value: int, reference: int) -> bool:
    """True when `value` comes after `reference`; equal values and values half the circle apart do not."""
    return uint32_distance(value, reference) > 0


def uint16_distances(newer: ArrayLike, older: ArrayLike) -> NDArray[np.int64]:
    """`uint16_distance` for columns (any integer dtype, broadcast); int64, so sums cannot overflow."""
    difference = _as_int64(newer) - _as_int64(older)
    return ((difference + 0x8000) & UINT16_MASK) - 0x8000


def uint32_distances(newer: ArrayLike, older: ArrayLike) -> NDArray[np.int64]:
    """`uint32_distance` for columns (any integer dtype, broadcast); int64, so sums cannot overflow."""
    difference = _as_int64(newer) - _as_int64(older)
    return ((difference + 0x8000_0000) & UINT32_MASK) - 0x8000_0000


def ntp_from_unix(unix_s: float) -> int:
    """The 64-bit NTP timestamp of a Unix time: seconds in the high half, 2**-32 s in the low half.

    Wraps in 2036 as the format does (§4: "that is, the timestamp is relative to 0h UTC on 1 January 1900").
    """
    whole_s = int(unix_s // 1)
    fraction = int((unix_s - whole_s) * 2**32)
    return ((whole_s + NTP_UNIX_OFFSET_S) & UINT32_MASK) << 32 | fraction


def unix_from_ntp(ntp: int) -> float:
    """Unix time of a 64-bit NTP timestamp. Before 1968 is read as the era that begins in 2036 (RFC 4330 §3)."""
    seconds = ntp >> 32
    era_s = 0 if seconds & 0x8000_0000 else 2**32
    return seconds + era_s - NTP_UNIX_OFFSET_S + (ntp & UINT32_MASK) / 2**32


def ntp_middle(ntp: int) -> int:
    """The middle 32 bits of an NTP timestamp, as LSR carries them (§6.4.1): units of 1/65536 s."""
    return ntp >> 16 & UINT32_MASK


def short_ntp_from_seconds(duration_s: float) -> int:
    """A duration in units of 1/65536 s, as DLSR carries it (§6.4.1), held inside 32 bits; never negative."""
    return min(max(int(duration_s * 65536), 0), UINT32_MASK)


def round_trip_s(arrival_ntp: int, last_sr: int, delay_since_last_sr: int) -> float | None:
    """Round-trip time A − LSR − DLSR of a report block (§6.4.1), None before the peer has seen one of our SRs.

    Clocks that step can make it negative; that is returned as 0.
    """
    if last_sr == 0:
        return None
    return max(uint32_distance(ntp_middle(arrival_ntp), uint32_add(last_sr, delay_since_last_sr)), 0) / 65536


def _as_int64(values: Any) -> NDArray[np.int64]:
    return np.asarray(values).astype(np.int64)
