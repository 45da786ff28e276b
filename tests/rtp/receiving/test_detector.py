"""Start and end of speech on generated telephone audio: onsets in time, and nothing else taken for speech."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from rtp.receiving.detector import (
    OFFSET_FRAMES,
    NativeDetector,
    SpeechChange,
    SpeechDetector,
    SpeechEvent,
    pocketsphinx_vad,
)
from tests.fakes import telephone_audio as audio

STARTED, ENDED = SpeechChange.STARTED, SpeechChange.ENDED


def _detect(pcm: NDArray[np.int16], sensitivity: float = 0.5) -> list[tuple[int, SpeechEvent]]:
    """(frame index, event) on one row, after G.711."""
    detector = SpeechDetector(1)
    detector.open(0, sensitivity)
    frames = enumerate(audio.frames(audio.through_g711(pcm)))
    return [(index, event) for index, frame in frames for event in detector.push(np.array([0]), frame[np.newaxis])]


def _starts(lines: list[NDArray[np.int16]]) -> list[int]:
    """Of each line the end of the frame, in samples, with the first start; the lines are rows of one detector."""
    longest = max(map(len, lines))
    padded = [np.concatenate((line, np.zeros(longest - len(line), np.int16))) for line in lines]
    frames = np.stack([audio.frames(audio.through_g711(line)) for line in padded])
    detector = SpeechDetector(len(lines))
    for row in range(len(lines)):
        detector.open(row)
    starts: dict[int, int] = {}
    for index in range(frames.shape[1]):
        for event in detector.push(np.arange(len(lines)), frames[:, index]):
            starts.setdefault(event.row, (index + 1) * 160)
    return [starts[row] for row in range(len(lines))]


def _line(text: str, voice: str, lead: int, noise_rms: float, seed: int) -> NDArray[np.int16]:
    spoken = np.concatenate((np.zeros(lead, np.int16), audio.speech(text, voice), audio.silence(0.5)))
    return audio.mix(spoken, audio.noise(len(spoken) / 8000, noise_rms, seed)) if noise_rms else spoken


@pytest.mark.parametrize(("noise_rms", "median_ms", "p99_ms"), [(0, 100, 180), (16, 100, 180), (322, 130, 220)])
def test_onset_is_told_in_time_and_never_early(noise_rms: float, median_ms: float, p99_ms: float) -> None:
    """Clean line, −60 dBm0 of noise, and 15 dB below speech; every sentence in three voices."""
    onsets, lines = [], []
    for number, (text, voice) in enumerate(itertools.product(audio.SENTENCES, audio.VOICES[:5:2])):
        onsets.append(8000 + 37 * number)
        lines.append(_line(text, voice, onsets[-1], noise_rms, number))
    latencies = (np.array(_starts(lines)) - np.array(onsets)) / 8
    assert latencies.min() > 0
    assert np.median(latencies) <= median_ms
    assert np.percentile(latencies, 99) <= p99_ms


@pytest.mark.parametrize("colour", ["white", "brown"])
@pytest.mark.parametrize("rms", [20, 322, 1000])
def test_noise_alone_starts_nothing(colour: str, rms: float) -> None:
    assert _detect(audio.noise(8, rms, seed=int(rms), colour=colour)) == []


@pytest.mark.parametrize(
    "sound",
    [
        audio.ringback(8),
        audio.ringback(8, "gb"),
        audio.ringback(8, "de"),
        audio.busy(5),
        audio.tone((350, 440), 3, 1000),
        audio.mix(audio.ringback(8), audio.noise(8, 380)),
        np.concatenate([audio.tone((f,), 0.33, 1500) for f in (950, 1400, 1800)] * 2),
        np.concatenate([part for key in "159D*0#" for part in (audio.dtmf(key, 0.08), audio.silence(0.08))]),
        np.concatenate((audio.silence(2), audio.noise(2, 300), audio.silence(1), audio.noise(2, 300))),
        np.concatenate([audio.noise(2, 50 * 2**step, step) for step in range(5)]),
    ],
)
def test_tones_keys_and_noise_that_comes_and_goes_start_nothing(sound: NDArray[np.int16]) -> None:
    assert _detect(sound) == []


def test_keys_in_quick_succession_start_nothing() -> None:
    rng = np.random.default_rng(5)
    parts: list[NDArray[np.int16]] = [audio.silence(0.5)]
    for number in range(60):
        level, twist_db = float(rng.uniform(300, 3000)), float(rng.uniform(-4, 4))
        key = audio.dtmf("1234567890*#"[number % 12], float(rng.uniform(0.04, 0.2)), level, twist_db)
        parts += [key, audio.silence(float(rng.uniform(0.04, 0.2)))]
    line = np.concatenate(parts)
    assert _detect(audio.mix(line, audio.noise(len(line) / 8000, 60))) == []


def test_a_click_starts_nothing() -> None:
    line = audio.noise(3, 30)
    line[12000:12040] = 20000
    assert _detect(line) == []


def test_end_is_told_after_200_ms_of_silence_and_says_so() -> None:
    line = _line("call the sales department", "en-us", 8000, 16, 1)
    events = _detect(line)
    assert [event.change for _, event in events] == [STARTED, ENDED]
    index, end = events[-1]
    assert end.frames_ago == OFFSET_FRAMES
    spoken_until = 8000 + len(audio.speech("call the sales department"))
    assert abs((index + 1 - end.frames_ago) * 160 - spoken_until) <= 400


def _first_start(samples: NDArray[np.int16], noise_rms: float) -> SpeechEvent:
    line = audio.mix(samples, audio.noise(len(samples) / 8000 + 0.01, noise_rms)[: len(samples)])
    return _detect(line)[0][1]


@pytest.mark.parametrize(("noise_rms", "share"), [(12, 0.5), (100, 0.35), (322, 0.2)])
@pytest.mark.parametrize("voice", audio.VOICES[:4])
def test_a_start_without_an_onset_is_early(voice: str, noise_rms: float, share: float) -> None:
    """Whoever is in the middle of a sentence is mostly in the middle of a vowel; an onset is found as one."""
    spoken = audio.speech("I would like to speak to somebody about my last invoice", voice)
    cuts = [_first_start(spoken[begin:], noise_rms) for begin in range(1600, len(spoken) - 6000, 480)]
    assert sum(start.is_early for start in cuts) >= share * len(cuts)
    for text in audio.SENTENCES:
        for lead_s in (0.06, 0.1, 0.3):
            whole = np.concatenate((audio.silence(lead_s), audio.speech(text, voice), audio.silence(0.3)))
            assert not _first_start(whole, noise_rms).is_early, (text, lead_s)


def test_start_says_how_long_ago_it_was() -> None:
    ((index, start), *_) = _detect(_line("no", "en-us", 8000, 16, 1))
    assert abs((index + 1 - start.frames_ago) * 160 - 8000) <= 320


def test_gaps_are_silence_and_end_speech() -> None:
    detector = SpeechDetector(1)
    detector.open(0)
    row, events = np.array([0]), []
    for frame in audio.frames(_line("one two three four", "en-us", 4000, 16, 1))[:60]:
        events += detector.push(row, frame[np.newaxis], np.array([False]))
    assert detector.is_speaking(0)
    assert detector.are_speaking(row).tolist() == [True]
    loud = np.full((1, 160), 9999, np.int16)
    for _ in range(OFFSET_FRAMES):
        events += detector.push(row, loud, np.array([True]))
    assert [event.change for event in events] == [STARTED, ENDED]
    assert not detector.is_speaking(0)


def test_sensitivity_decides_about_faint_speech() -> None:
    """RFC 6787 §9.4.2: 1.0 is the most sensitive."""
    faint = (audio.speech("please transfer me to technical support") * 0.06).astype(np.int16)
    line = np.concatenate((audio.silence(1), faint, audio.silence(0.5)))
    assert _detect(line, 0.0) == []
    assert _detect(line, 1.0) != []
    assert _detect(_line("no", "en-us", 8000, 16, 1), 0.0) != []
    assert _detect(audio.noise(6, 322), 1.0) == []
    assert _detect(audio.noise(6, 322), 7.0) == []


def test_rows_together_hear_what_each_hears_alone() -> None:
    lines = [
        _line("yes", "en-us", 8000, 16, 1),
        _line("operator", "de", 7000, 100, 2),
        audio.noise(2, 200),
        audio.ringback(2),
    ]
    shortest = min(map(len, lines))
    frames = np.stack([audio.frames(audio.through_g711(line[:shortest])) for line in lines])
    detector = SpeechDetector(6)
    rows = np.array([5, 0, 3, 1])
    for row in rows.tolist():
        detector.open(row)
    together = [
        (index, event.row, event.change)
        for index in range(frames.shape[1])
        for event in detector.push(rows, frames[:, index])
    ]
    alone = sorted(
        (index, int(row), event.change)
        for row, line in zip(rows, lines, strict=True)
        for index, event in _detect(line[:shortest])
    )
    assert sorted(together, key=lambda found: found[:2]) == alone
    assert detector.push(np.zeros(0, np.int64), np.zeros((0, 160), np.int16)) == []


def test_restart_keeps_the_noise_and_forgets_the_speech() -> None:
    detector = SpeechDetector(1)
    detector.open(0)
    row = np.array([0])
    for frame in audio.frames(_line("I would like to speak to somebody", "en-us", 8000, 150, 1))[:75]:
        detector.push(row, frame[np.newaxis])
    assert detector.is_speaking(0)
    noise_db = detector.noise_db(0)
    assert noise_db == pytest.approx(20 * np.log10(150), abs=3)
    detector.restart(0)
    assert not detector.is_speaking(0)
    assert detector.noise_db(0) == noise_db


class _Scripted:
    """A native detector that says what it is told."""

    def __init__(self) -> None:
        self.calls = 0

    def is_speech(self, frame: bytes) -> bool:
        assert len(frame) == 320
        self.calls += 1
        return True


def test_native_detector_is_asked_only_above_the_gate() -> None:
    made: list[tuple[int, _Scripted]] = []

    def factory(mode: int) -> NativeDetector:
        made.append((mode, _Scripted()))
        return made[-1][1]

    detector = SpeechDetector(1, factory)
    detector.open(0, 1.0)
    detector.set_sensitivity(0, 0.0)
    assert [mode for mode, _ in made] == [1, 3]
    row = np.array([0])
    for frame in audio.frames(audio.noise(1, 20)):
        detector.push(row, frame[np.newaxis])
    assert made[-1][1].calls == 0
    for frame in audio.frames(audio.speech("no")):
        detector.push(row, frame[np.newaxis])
    assert made[-1][1].calls > 5
    detector.close(0)
    assert detector.push(row, np.full((1, 160), 9000, np.int16)) == []


def test_the_native_detector_of_the_wheel_takes_160_samples() -> None:
    assert pocketsphinx_vad(2).is_speech(bytes(320)) is False
