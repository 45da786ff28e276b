"""What signal work costs, a frame or a row, and how well speech and keys are found on generated telephone audio."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rtp.audio.level import Leveller
from rtp.audio.resample import Resampler
from rtp.receiving.detector import SpeechChange, SpeechDetector
from rtp.receiving.dtmf_tones import DtmfToneDetector
from rtp.receiving.jitter import JitterBuffer
from rtp.wire import g711
from rtp.wire.telephone_event import KEYS, KeyDown
from tests.fakes import telephone_audio as audio

_ROWS = 100
_SECONDS = 4
_FRAMES = _SECONDS * 50
_DIGITS = 1000
_REPEATS = 3

Samples = NDArray[np.int16]


def _best_s(work: Callable[[], None]) -> float:
    """CPU seconds of the fastest of a few runs: the one that nothing disturbed."""
    times = []
    for _ in range(_REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def _lines() -> Samples:
    """[rows, frames, 160]: callers who talk a third of the time, in noise of their own; some with ringback."""
    rng = np.random.default_rng(1)
    lines = []
    for row in range(_ROWS):
        line = audio.noise(_SECONDS, float(rng.uniform(10, 150)), row)
        if row % 3 == 0:
            spoken = audio.speech(audio.SENTENCES[row % len(audio.SENTENCES)], audio.VOICES[row % len(audio.VOICES)])
            start = int(rng.integers(0, 8000))
            line = audio.mix(line, np.concatenate((np.zeros(start, np.int16), spoken)))[: len(line)]
        elif row % 10 == 1:
            line = audio.mix(line, audio.ringback(_SECONDS))
        lines.append(audio.frames(audio.through_g711(line)))
    return np.stack(lines)


def _single_costs() -> dict[str, float]:
    """What is done a stream at a time."""
    frame, wide = audio.tone((440,), 0.02, 5000), audio.tone((440,), 10, 5000)
    codes = g711.encode_array(frame, g711.Law.PCMU)

    def encode() -> None:
        for _ in range(10_000):
            g711.encode_array(frame, g711.Law.PCMU)

    def decode() -> None:
        for _ in range(10_000):
            g711.decode_array(codes, g711.Law.PCMU)

    def convert() -> None:
        resampler = Resampler(22050, 8000)
        for start in range(0, len(wide), 441):
            resampler.push(wide[start : start + 441])

    def level() -> None:
        leveller = Leveller(8000, 3.0)
        for start in range(0, len(wide), 480):
            leveller.push(wide[start : start + 480])

    return {
        "g711_encode_us_per_frame": _best_s(encode) * 1e6 / 10_000,
        "g711_decode_us_per_frame": _best_s(decode) * 1e6 / 10_000,
        "resample_22050_to_8000_x_real_time": len(wide) / 22050 / _best_s(convert),
        "level_x_real_time": len(wide) / 8000 / _best_s(level),
    }


def _row_costs() -> dict[str, float]:
    """What is done for all rows at once."""
    lines = _lines()
    rows = np.arange(_ROWS)

    def detect() -> None:
        detector = SpeechDetector(_ROWS)
        for row in range(_ROWS):
            detector.open(row)
        for index in range(_FRAMES):
            detector.push(rows, lines[:, index])

    def find_keys() -> None:
        tones = DtmfToneDetector(_ROWS)
        for index in range(_FRAMES):
            tones.push(rows, lines[:, index], np.full(_ROWS, 160 * index), 0.0)

    def reorder() -> None:
        buffer = JitterBuffer(_ROWS)
        buffer.open(rows)
        for index in range(_FRAMES):
            arrival = np.full(_ROWS, index / 50)
            buffer.push(rows, np.full(_ROWS, index), np.full(_ROWS, 160 * index), lines[:, index], arrival)
            while len(buffer.pull(index / 50).rows):
                pass

    row_frames = _ROWS * _FRAMES
    return {
        "detector_us_per_row_frame_at_100_rows": _best_s(detect) * 1e6 / row_frames,
        "dtmf_tones_us_per_row_frame_at_100_rows": _best_s(find_keys) * 1e6 / row_frames,
        "jitter_us_per_packet_at_100_rows": _best_s(reorder) * 1e6 / row_frames,
    }


def _starts(lines: list[Samples]) -> list[int | None]:
    """End of the frame that brought the first start of speech, in samples, of each line; all lines as rows at once."""
    longest = max(map(len, lines))
    padded = [audio.mix(line, np.zeros(longest, np.int16)) for line in lines]
    frames = np.stack([audio.frames(audio.through_g711(line)) for line in padded])
    detector = SpeechDetector(len(lines))
    for row in range(len(lines)):
        detector.open(row)
    starts: list[int | None] = [None] * len(lines)
    for index in range(frames.shape[1]):
        for event in detector.push(np.arange(len(lines)), frames[:, index]):
            if event.change is SpeechChange.STARTED and starts[event.row] is None:
                starts[event.row] = (index + 1) * 160
    return starts


def _onsets(noise_rms: float, name: str) -> dict[str, float]:
    """Latency, false starts and misses over every sentence in every voice, each after two seconds of its line."""
    rng = np.random.default_rng(2)
    onsets, lines = [], []
    for number, (text, voice) in enumerate(itertools.product(audio.SENTENCES, audio.VOICES)):
        onset = 16_000 + int(rng.integers(0, 160))
        line = np.concatenate((np.zeros(onset, np.int16), audio.speech(text, voice), audio.silence(0.5)))
        lines.append(audio.mix(line, audio.noise(len(line) / 8000, noise_rms, number)) if noise_rms else line)
        onsets.append(onset)
    found = [(start, onset) for start, onset in zip(_starts(lines), onsets, strict=True) if start is not None]
    latencies = [(start - onset) / 8 for start, onset in found if start > onset]
    return {
        f"onset_{name}_median_ms": float(np.median(latencies)),
        f"onset_{name}_p99_ms": float(np.percentile(latencies, 99)),
        f"onset_{name}_false_starts_percent": 100 * (len(found) - len(latencies)) / len(lines),
        f"onset_{name}_missed_percent": 100 * (len(lines) - len(found)) / len(lines),
    }


def _keys_found() -> float:
    """Percent of lines whose digits, in noise 15 dB below, are all found, in order; a thousand digits in all."""
    rng = np.random.default_rng(3)
    count = 20
    lines, dialled = [], []
    for row in range(count):
        keys = "".join(rng.choice(list(KEYS), _DIGITS // count))
        parts = [np.concatenate((audio.silence(0.06), audio.dtmf(key, 0.06))) for key in keys]
        line = np.concatenate((*parts, audio.silence(0.1)))
        lines.append(audio.frames(audio.through_g711(audio.mix(line, audio.noise(len(line) / 8000, 250, row)))))
        dialled.append(keys)
    frames = np.stack(lines)
    tones = DtmfToneDetector(count)
    found = [""] * count
    for index in range(frames.shape[1]):
        for row, event in tones.push(np.arange(count), frames[:, index], np.full(count, 160 * index), 0.0):
            if isinstance(event, KeyDown):
                found[row] += KEYS[event.event]
    return 100 * sum(row == keys for row, keys in zip(found, dialled, strict=True)) / count


def run() -> dict[str, float]:
    """Return the figures: lower is better, but for `…_x_real_time` and `…_right_percent`."""
    return {
        **_single_costs(),
        **_row_costs(),
        **_onsets(0, "clean"),
        **_onsets(16, "quiet_line"),
        **_onsets(322, "noise_15_db"),
        "dtmf_in_noise_15_db_lines_right_percent": _keys_found(),
    }
