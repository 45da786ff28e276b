"""Start and end of speech on telephone lines, 20 ms frames at 8 kHz, all open rows at once.

A frame counts as speech when its energy lies above a gate that follows the noise of that line, it is no signalling tone
(`rtp.receiving.tones`) and no key (`rtp.receiving.dtmf_tones`), and the native detector agrees. The native detector is
called only for rows above the gate: silence, the state of most lines most of the time, costs array arithmetic alone.
Speech starts when enough of the last nine frames count, strong frames and vowels counting more: a clear onset is found
after 60 to 80 ms, a click or a breath not at all.

Missing packets and comfort noise are silence. The level of a speaker does not matter above −48 dBm0; noise raises the
gate within a second and lowers it at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Vad

from rtp.audio.pcm import to_int16
from rtp.receiving.dtmf_tones import NO_KEY, keys_in
from rtp.receiving.noise_floor import NoiseFloor
from rtp.receiving.tones import WINDOW_SAMPLES, Peaks, are_tones, peaks

RATE_HZ = 8000
FRAME_SAMPLES = 160
FRAME_MS = 20

ONSET_FRAMES = 9
"""Frames looked back on when speech starts."""
ONSET_WEIGHT = 4.5
"""What those frames must weigh together: five weak ones, four of which two are strong, or three that are a vowel."""
STRONG_WEIGHT = 1.25
UNKNOWN_WEIGHT = 0.8
"""For the first frames of a line, while its noise is not known: with them alone nothing starts."""
STRONG_DB = 6.0
"""How far above the gate a frame counts as strong."""
VOWEL_WEIGHT = 1.5
"""For frames of which two spectral peaks hold much, not all, some way above the gate: noise has less, tones more."""
VOWEL_SHARE = (0.4, 0.7)
VOWEL_DB = 3.0
STRONG_SHARE = 0.5
"""A frame of which two spectral peaks hold this much is voiced, and strong whatever its level. White noise: 0.28."""
VOICED_SHARE = 0.35
"""One such frame must be among those that start speech: a crackle or a gust has none, every syllable has."""

EARLY_FRAMES = 3
EARLY_VOICED = 2
"""When so many of the first frames since `restart` hold voiced speech, it began before they did: 60 ms earlier or later
there is an onset, breath or noise among them."""

NATIVE_DB = 50.0
MAX_NATIVE_GAIN = 6.0
"""The native detector has absolute thresholds: on quiet lines frames are lifted until the gate lies at RMS 316."""

OFFSET_FRAMES = 10
"""Speech ends when this many frames in a row hold none: 200 ms, longer than the closure of a plosive."""

ZERO_DBM0_DB = 84.2
"""0 dBm0 in dB of mean square of int16: RMS 16,141."""

DEFAULT_SENSITIVITY = 0.5


class NativeDetector(Protocol):
    """What is asked about one frame of 320 bytes; `pocketsphinx.Vad` and WebRTC's wrappers have this form."""

    def is_speech(self, frame: bytes) -> bool:
        """True for speech. Keeps state from frame to frame."""


NativeFactory = Callable[[int], NativeDetector]
"""Makes the native detector of one row from its aggressiveness, 0 (takes most for speech) to 3."""


def pocketsphinx_vad(mode: int) -> NativeDetector:
    """The WebRTC detector inside the pocketsphinx wheel: 2.5 µs a frame, 1 KB a row."""
    detector: NativeDetector = Vad(mode, RATE_HZ, FRAME_MS / 1000)
    return detector


class SpeechChange(Enum):
    """What happened on a row."""

    STARTED = "started"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class SpeechEvent:
    """Speech began or ended on a row."""

    row: int
    change: SpeechChange
    frames_ago: int
    """STARTED: frames from the first one of this speech to now, both counted. ENDED: frames without speech so far."""
    is_early: bool = False
    """STARTED: there was speech from the first frames on, so that it had begun before."""


@dataclass(frozen=True, slots=True)
class _Gate:
    """Sensitivity-Level (RFC 6787 §9.4.2) in terms of this detector."""

    margin_db: float
    """Above the noise floor."""
    threshold_db: float
    """Absolute, dB of mean square."""
    mode: int


def _gate(sensitivity: float) -> _Gate:
    level = min(max(sensitivity, 0.0), 1.0)
    # 0.0: −39 dBm0 and 8 dB over the noise; 0.5: −48 and 5; 1.0: −57 and 2.
    return _Gate(
        margin_db=8 - 6 * level,
        threshold_db=ZERO_DBM0_DB - 39 - 18 * level,
        mode=(3, 2, 2, 1)[min(int(level * 4), 3)],
    )


class SpeechDetector:
    """Detector of `rows` streams. `open` a row when speech is awaited on it; `push` its frames, 50 a second."""

    def __init__(self, rows: int, native: NativeFactory = pocketsphinx_vad) -> None:
        self._native_factory = native
        self._native: list[NativeDetector | None] = [None] * rows
        self._margin_db = np.zeros(rows)
        self._threshold_db = np.zeros(rows)
        self._floor = NoiseFloor(rows)
        self._window = np.zeros((rows, WINDOW_SAMPLES), np.int16)
        self._share = np.zeros(rows)
        self._centre_hz = np.zeros(rows)
        self._level_db = np.full(rows, -np.inf)
        self._weights = np.zeros((rows, ONSET_FRAMES))
        self._voiced_age = np.zeros(rows, np.int64)
        self._silent_frames = np.zeros(rows, np.int64)
        self._age = np.zeros(rows, np.int64)
        self._early_voiced = np.zeros(rows, np.int64)
        self._is_speaking = np.zeros(rows, np.bool_)

    def open(self, row: int, sensitivity: float = DEFAULT_SENSITIVITY) -> None:
        """Begin a row anew, in silence, with nothing known of its noise.

        Args:
            row: index.
            sensitivity: Sensitivity-Level, 0 (loud speech only) to 1 (the faintest).
        """
        self._floor.reset(row)
        self._window[row] = 0
        self._level_db[row] = -np.inf
        self.set_sensitivity(row, sensitivity)
        self.restart(row)

    def restart(self, row: int) -> None:
        """Begin anew on an open row for the next RECOGNIZE: forget speech, keep what is known of the noise."""
        self._weights[row] = 0
        self._silent_frames[row] = self._age[row] = self._early_voiced[row] = 0
        self._voiced_age[row] = ONSET_FRAMES
        self._is_speaking[row] = False

    def set_sensitivity(self, row: int, sensitivity: float) -> None:
        """Change the Sensitivity-Level of a row between two utterances."""
        gate = _gate(sensitivity)
        self._margin_db[row] = gate.margin_db
        self._threshold_db[row] = gate.threshold_db
        self._native[row] = self._native_factory(gate.mode)

    def close(self, row: int) -> None:
        """No speech is awaited on this row any more; its native detector is given back."""
        self._native[row] = None

    def is_speaking(self, row: int) -> bool:
        """True between STARTED and ENDED."""
        return bool(self._is_speaking[row])

    def are_speaking(self, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
        """`is_speaking` of many rows, [n]."""
        speaking: NDArray[np.bool_] = self._is_speaking[rows]
        return speaking

    def noise_db(self, row: int) -> float:
        """Noise floor of a row, dB of mean square."""
        return float(self._floor.level_db(np.array([row]))[0])

    def push(
        self, rows: NDArray[np.integer], frames: NDArray[np.int16], is_gap: NDArray[np.bool_] | None = None
    ) -> list[SpeechEvent]:
        """Judge one frame of each row.

        Args:
            rows: [n], open rows, each once.
            frames: [n, 160] samples.
            is_gap: [n], True where nothing was received or comfort noise was: counts as silence, says nothing of noise.
        """
        gap = np.zeros(len(rows), np.bool_) if is_gap is None else is_gap
        weight = self._weigh(rows, frames, gap)
        self._weights[rows, :-1] = self._weights[rows, 1:]
        self._weights[rows, -1] = weight
        is_voiced = (weight > 0) & (self._share[rows] >= VOICED_SHARE)
        self._voiced_age[rows] = np.where(is_voiced, 0, self._voiced_age[rows] + 1)
        self._silent_frames[rows] = np.where(weight > 0, 0, self._silent_frames[rows] + 1)
        self._early_voiced[rows] += is_voiced & (self._age[rows] < EARLY_FRAMES)
        self._age[rows] += 1
        return self._changes(rows, weight)

    def _changes(self, rows: NDArray[np.integer], weight: NDArray[np.float64]) -> list[SpeechEvent]:
        is_speaking = self._is_speaking[rows]
        is_heavy = self._weights[rows].sum(axis=1) >= ONSET_WEIGHT
        starts = rows[~is_speaking & (weight > 0) & is_heavy & (self._voiced_age[rows] < ONSET_FRAMES)]
        ends = rows[is_speaking & (self._silent_frames[rows] >= OFFSET_FRAMES)]
        self._is_speaking[starts] = True
        self._is_speaking[ends] = False
        self._weights[ends] = 0
        started = [
            SpeechEvent(row, SpeechChange.STARTED, self._onset_frames(row), self._is_early(row))
            for row in starts.tolist()
        ]
        ended = [SpeechEvent(row, SpeechChange.ENDED, int(self._silent_frames[row])) for row in ends.tolist()]
        return started + ended

    def _is_early(self, row: int) -> bool:
        return bool(self._age[row] <= ONSET_FRAMES and self._early_voiced[row] >= EARLY_VOICED)

    def _onset_frames(self, row: int) -> int:
        return ONSET_FRAMES - int(np.argmax(self._weights[row] > 0))

    def _weigh(
        self, rows: NDArray[np.integer], frames: NDArray[np.int16], is_gap: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """How much each frame counts as speech: 0, 1, `STRONG_WEIGHT` or `VOWEL_WEIGHT`."""
        self._window[rows, :FRAME_SAMPLES] = self._window[rows, FRAME_SAMPLES:]
        self._window[rows, FRAME_SAMPLES:] = frames
        signal = frames.astype(np.float64)
        energy_db = 10 * np.log10(signal.var(axis=1) + 1.0)
        gate_db = np.maximum(self._floor.level_db(rows) + self._margin_db[rows], self._threshold_db[rows])
        above = np.flatnonzero((energy_db >= gate_db) & ~is_gap)
        weight = np.zeros(len(rows))
        if len(above):
            excess_db = energy_db[above] - gate_db[above]
            gain = np.clip(10 ** ((NATIVE_DB - gate_db[above]) / 20), 1.0, MAX_NATIVE_GAIN)
            amplified = to_int16(signal[above] * gain[:, np.newaxis])
            weight[above] = self._weigh_loud(rows[above], excess_db, amplified)
        self._floor.update(rows, energy_db, is_gap, self._is_speaking[rows])
        return weight

    def _weigh_loud(
        self, rows: NDArray[np.integer], excess_db: NDArray[np.float64], frames: NDArray[np.int16]
    ) -> NDArray[np.float64]:
        # Keys in quick succession are too short to be steady tones.
        is_tone = self._are_tones(rows) | (keys_in(self._window[rows, FRAME_SAMPLES:]) != NO_KEY)
        share = self._share[rows]
        weight = np.where((excess_db >= STRONG_DB) | (share >= STRONG_SHARE), STRONG_WEIGHT, 1.0)
        weight[(excess_db >= VOWEL_DB) & (share >= VOWEL_SHARE[0]) & (share < VOWEL_SHARE[1])] = VOWEL_WEIGHT
        # A line that begins with noise, or whose noise begins after digital silence: wait until the gate has learnt it.
        is_unknown = ~self._floor.is_seen(rows) | (~self._floor.is_known(rows) & (share < VOICED_SHARE))
        weight[is_unknown] = UNKNOWN_WEIGHT
        # The native detector gets tones too: it keeps its own state of the line.
        is_speech = np.array([self._ask(row, frame) for row, frame in zip(rows.tolist(), frames, strict=True)])
        return np.where(is_speech & ~is_tone, weight, 0.0)

    def _ask(self, row: int, frame: NDArray[np.int16]) -> bool:
        native = self._native[row]
        return native is not None and native.is_speech(frame.tobytes())

    def _are_tones(self, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
        now = peaks(self._window[rows])
        before = Peaks(self._share[rows], self._centre_hz[rows], self._level_db[rows])
        is_tone = are_tones(now, before)
        self._share[rows], self._centre_hz[rows], self._level_db[rows] = now.share, now.centre_hz, now.level_db
        return is_tone
