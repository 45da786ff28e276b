"""Keys in the audio itself: DTMF tones of streams without telephone-event, all rows at once (ITU-T Q.23, Q.24).

A correlation with the eight frequencies (and four neighbours of each, since a sender may be 1.5 % off) over 20 ms,
every 10 ms. A key is two windows in a row with the same pair: so a tone of 40 ms, the shortest Q.24 asks for, is found
wherever it begins, and most of 20 ms are not. Speech imitates keys ("talk-off"); what tells them apart is that a key
is two tones of like level and nothing else, at the right frequencies.
"""

import numpy as np
from numpy.typing import NDArray

from rtp.wire.sequence import uint32_add
from rtp.wire.telephone_event import KEYS, KeyDown, KeyEvent, KeyUp

RATE_HZ = 8000
FRAME_SAMPLES = 160
HOP_SAMPLES = 80

LOW_HZ = (697.0, 770.0, 852.0, 941.0)
HIGH_HZ = (1209.0, 1336.0, 1477.0, 1633.0)
_KEYPAD = "123A456B789C*0#D"
_EVENTS = np.array([KEYS.index(key) for key in _KEYPAD])

MIN_RMS = 230.0
"""Level of the pair below which nothing is looked for: −37 dBm0; Q.24 receivers stop at −29 dBm a tone."""
MIN_SHARE = 0.70
"""Part of all energy that the two tones must hold; white noise 12 dB below them leaves 0.94, speech over them less."""
MAX_LOW_OVER_HIGH_DB = 9.0
MAX_HIGH_OVER_LOW_DB = 6.0
"""Twist. Q.24 asks for 4 to 8 dB either way; lines lose the high group."""
MIN_LEAD_DB = 6.0
"""How far a tone must stand above the others of its group."""
ACCEPTED_DETUNE = 0.02
"""Q.24: a tone up to 1.5 % off must be taken, one 3.5 % off must not."""

ON_WINDOWS = 2
OFF_WINDOWS = 3
"""A key is down after 2 windows of it and up after 3 without: a drop-out of 10 ms does not make two keys of one."""

MAX_GAP_FRAMES = 3
"""Missing frames that a key outlasts, or the first window of one: a lost packet is not a pause between two keys, and
half a window behind it is no evidence either way."""

NO_KEY = -1
"""In place of an event code."""
_SPREAD = 1 + ACCEPTED_DETUNE * np.array((-1.0, -0.5, 0.0, 0.5, 1.0))
_CENTRE = 2


def _correlators() -> NDArray[np.float64]:
    """[160, 80]: cosines, then sines, of the eight frequencies times five; squares of both add up to the power."""
    frequency_hz = (np.array(LOW_HZ + HIGH_HZ)[:, np.newaxis] * _SPREAD).ravel()
    phase = 2 * np.pi * np.arange(FRAME_SAMPLES)[:, np.newaxis] * frequency_hz / RATE_HZ
    scale = np.sqrt(2) / FRAME_SAMPLES
    both: NDArray[np.float64] = np.concatenate((np.cos(phase), np.sin(phase)), axis=1) * scale
    return both


_CORRELATORS = _correlators()
_HALF = _CORRELATORS.shape[1] // 2

# What the nominal frequency shows of a tone that is just accepted, [group, tone]; less means the tone lies further off.
_MIN_CENTRE_SHARE = 0.9 * np.sinc(ACCEPTED_DETUNE * np.array((LOW_HZ, HIGH_HZ)) * FRAME_SAMPLES / RATE_HZ) ** 2


def keys_in(windows: NDArray[np.floating] | NDArray[np.integer]) -> NDArray[np.int64]:
    """Event code of the key in each 20 ms window, −1 where there is none. [n, 160] at 8 kHz; result [n]."""
    signal = windows - windows.mean(axis=1, keepdims=True)
    total = (signal**2).mean(axis=1)
    keys = np.full(len(windows), NO_KEY)
    loud = np.flatnonzero(total >= MIN_RMS**2)
    if len(loud):
        keys[loud] = _keys_in_loud(signal[loud], total[loud])
    return keys


def _keys_in_loud(signal: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.int64]:
    product = signal @ _CORRELATORS
    power = (product[:, :_HALF] ** 2 + product[:, _HALF:] ** 2).reshape(-1, 2, 4, len(_SPREAD))
    best = power.max(axis=3)  # [n, group, tone]
    choice = best.argmax(axis=2)  # [n, group]
    chosen = np.take_along_axis(best, choice[:, :, np.newaxis], axis=2)[:, :, 0]
    centre = np.take_along_axis(power[..., _CENTRE], choice[:, :, np.newaxis], axis=2)[:, :, 0]
    second = np.sort(best, axis=2)[:, :, -2]
    min_centre = np.take_along_axis(_MIN_CENTRE_SHARE[np.newaxis], choice[:, :, np.newaxis], axis=2)[:, :, 0]
    low, high = chosen[:, 0] + 1e-9, chosen[:, 1] + 1e-9
    twist_db = 10 * np.log10(high / low)
    is_key = (
        (low + high >= MIN_SHARE * total)
        & (twist_db <= MAX_HIGH_OVER_LOW_DB)
        & (twist_db >= -MAX_LOW_OVER_HIGH_DB)
        & (chosen >= second * 10 ** (MIN_LEAD_DB / 10)).all(axis=1)
        & (centre >= chosen * min_centre).all(axis=1)
    )
    return np.where(is_key, _EVENTS[choice[:, 0] * 4 + choice[:, 1]], NO_KEY)


class DtmfToneDetector:
    """Keys of `rows` streams, as the same `KeyDown` and `KeyUp` that telephone-event packets give."""

    def __init__(self, rows: int) -> None:
        self._tail = np.zeros((rows, HOP_SAMPLES), np.int16)
        self._key = np.full(rows, NO_KEY)  # that is down
        self._candidate = np.full(rows, NO_KEY)
        self._hits = np.zeros(rows, np.int64)
        self._misses = np.zeros(rows, np.int64)
        self._gaps = np.zeros(rows, np.int64)
        self._began = np.zeros(rows, np.int64)  # RTP timestamp of the key that is down

    def open(self, rows: NDArray[np.integer] | int) -> None:
        """Begin these rows anew, no key down."""
        self._tail[rows] = 0
        self._key[rows] = self._candidate[rows] = NO_KEY
        self._hits[rows] = self._misses[rows] = self._gaps[rows] = 0

    def push(
        self,
        rows: NDArray[np.integer],
        frames: NDArray[np.int16],
        timestamp: NDArray[np.integer],
        now: float,
        is_gap: NDArray[np.bool_] | None = None,
    ) -> list[tuple[int, KeyEvent]]:
        """Look for keys in one frame of each row.

        Args:
            rows: [n], each once.
            frames: [n, 160] samples; a gap is zeros.
            timestamp: [n], RTP timestamps of the first samples.
            now: arrival, copied into the events.
            is_gap: [n], True where nothing was received.

        Returns:
            (row, event) in order of time.
        """
        is_behind_gap = self._gaps[rows] > 0
        if is_gap is not None:
            self._gaps[rows] = np.where(is_gap, self._gaps[rows] + 1, 0)
            has_key = (self._key[rows] != NO_KEY) | (self._hits[rows] > 0)
            bridged = is_gap & has_key & (self._gaps[rows] <= MAX_GAP_FRAMES)
            if bridged.any():
                self._tail[rows[bridged]] = 0
                rows, frames, timestamp = rows[~bridged], frames[~bridged], timestamp[~bridged]
                is_behind_gap = is_behind_gap[~bridged]
        joined = np.concatenate((self._tail[rows], frames), axis=1)
        self._tail[rows] = frames[:, -HOP_SAMPLES:]
        events: list[tuple[int, KeyEvent]] = []
        for start in (0, HOP_SAMPLES):
            found = keys_in(joined[:, start : start + FRAME_SAMPLES].astype(np.float64))
            # Most rows have no key and had none: nothing to do for them.
            is_busy = (found != NO_KEY) | (self._key[rows] != NO_KEY) | (self._hits[rows] > 0)
            if start == 0:
                is_busy &= ~is_behind_gap | (self._gaps[rows] > MAX_GAP_FRAMES)
            for index in np.flatnonzero(is_busy).tolist():
                begin = uint32_add(int(timestamp[index]), start - HOP_SAMPLES)
                events += self._note(int(rows[index]), int(found[index]), begin, now)
        return events

    def _note(self, row: int, found: int, begin: int, now: float) -> list[tuple[int, KeyEvent]]:
        """One window of one row, which began at RTP timestamp `begin`."""
        is_repeated = found != NO_KEY and found == self._candidate[row]
        self._hits[row] = self._hits[row] + 1 if is_repeated else int(found != NO_KEY)
        self._candidate[row] = found
        down = int(self._key[row])
        if down != NO_KEY:
            return self._note_down(row, down, found, begin, now)
        return self._press(row, found, begin, now) if self._hits[row] >= ON_WINDOWS else []

    def _note_down(self, row: int, down: int, found: int, begin: int, now: float) -> list[tuple[int, KeyEvent]]:
        if found == down:
            self._misses[row] = 0
            return []
        self._misses[row] += 1
        events: list[tuple[int, KeyEvent]] = []
        is_other_key = self._hits[row] >= ON_WINDOWS
        if self._misses[row] >= OFF_WINDOWS or is_other_key:
            events.append((row, self._release(row, down, begin, now)))
        if is_other_key:
            events += self._press(row, found, begin, now)
        return events

    def _press(self, row: int, event: int, begin: int, now: float) -> list[tuple[int, KeyEvent]]:
        self._key[row] = event
        self._misses[row] = 0
        self._began[row] = uint32_add(begin, -HOP_SAMPLES * (ON_WINDOWS - 1))
        return [(row, KeyDown(event, int(self._began[row]), now))]

    def _release(self, row: int, event: int, begin: int, now: float) -> KeyUp:
        self._key[row] = NO_KEY
        began = int(self._began[row])
        ended = begin - HOP_SAMPLES * (int(self._misses[row]) - 1)
        duration = uint32_add(ended, -began)
        return KeyUp(event, began, duration, now)
