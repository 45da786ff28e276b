"""In-band keys (ITU-T Q.24): every one found, once, and none in speech."""

import random

import numpy as np
import pytest
from numpy.typing import NDArray

from rtp.receiving.dtmf_tones import DtmfToneDetector, keys_in
from rtp.wire.telephone_event import KEYS, KeyDown, KeyEvent, KeyUp
from tests.fakes import telephone_audio as audio

FIRST_TIMESTAMP = 0xFFFF_F000


def _detect(pcm: NDArray[np.int16], gaps: frozenset[int] = frozenset()) -> list[KeyEvent]:
    detector = DtmfToneDetector(2)
    detector.open(np.array([0, 1]))
    events: list[KeyEvent] = []
    for index, frame in enumerate(audio.frames(audio.through_g711(pcm))):
        timestamp = np.array([(FIRST_TIMESTAMP + 160 * index) & 0xFFFF_FFFF])
        is_gap = np.array([index in gaps])
        found = detector.push(np.array([1]), frame[np.newaxis] * ~is_gap[:, np.newaxis], timestamp, index / 50, is_gap)
        assert all(row == 1 for row, _ in found)
        events += [event for _, event in found]
    return events


def _keys(events: list[KeyEvent]) -> str:
    return "".join(KEYS[event.event] for event in events if isinstance(event, KeyDown))


def _dial(digits: str, on_s: float, off_s: float, rms: float = 1000, twist_db: float = 0) -> NDArray[np.int16]:
    rng = random.Random(7)
    parts = [audio.silence(0.03)]
    for digit in digits:
        parts += [audio.dtmf(digit, on_s, rms, twist_db), audio.silence(off_s + rng.random() * 0.02)]
    return np.concatenate(parts)


def _digits(count: int) -> str:
    rng = random.Random(count)
    return "".join(rng.choice(KEYS) for _ in range(count))


def _found(lines: list[NDArray[np.int16]]) -> list[str]:
    """Keys of several lines, pushed as rows of one detector."""
    longest = max(map(len, lines))
    frames = np.stack(
        [
            audio.frames(audio.through_g711(np.concatenate((line, np.zeros(longest - len(line), np.int16)))))
            for line in lines
        ]
    )
    detector = DtmfToneDetector(len(lines))
    keys = [""] * len(lines)
    for index in range(frames.shape[1]):
        for row, event in detector.push(np.arange(len(lines)), frames[:, index], np.full(len(lines), 160 * index), 0.0):
            keys[row] += _keys([event])
    return keys


@pytest.mark.parametrize(("on_s", "off_s"), [(0.04, 0.04), (0.1, 0.1)])
def test_a_thousand_digits_on_a_clean_line(on_s: float, off_s: float) -> None:
    digits = _digits(1000)
    parts = [digits[start : start + 25] for start in range(0, 1000, 25)]
    assert _found([_dial(part, on_s, off_s) for part in parts]) == parts


@pytest.mark.parametrize(("snr_db", "colour"), [(15, "white"), (10, "white"), (15, "brown")])
def test_a_thousand_digits_in_noise(snr_db: float, colour: str) -> None:
    digits = _digits(1000)
    parts = [digits[start : start + 25] for start in range(0, 1000, 25)]
    lines = [_dial(part, 0.06, 0.06) for part in parts]
    rms = 1414 / 10 ** (snr_db / 20)
    noisy = [audio.mix(line, audio.noise(len(line) / 8000, rms, seed, colour)) for seed, line in enumerate(lines)]
    assert _found(noisy) == parts


def test_lost_packets_split_no_key() -> None:
    digits = _digits(200)
    line = _dial(digits, 0.12, 0.08)
    rng = random.Random(3)
    gaps = frozenset(index for index in range(len(line) // 160) if rng.random() < 0.05)
    assert _keys(_detect(line, gaps)) == digits


@pytest.mark.parametrize(("on_s", "lost"), [(0.06, {2}), (0.06, {2, 4}), (0.06, {2, 5}), (0.1, {2, 4})])
def test_lost_packets_hide_no_key(on_s: float, lost: set[int]) -> None:
    """Evidence from both sides of a gap counts together, and half a window behind a gap does not count against it."""
    line = np.concatenate((audio.silence(0.02), audio.dtmf("5", on_s), audio.silence(0.1)))
    assert _keys(_detect(line, frozenset(lost))) == "5"


@pytest.mark.parametrize("twist_db", [-8, -4, 4])
def test_twist_that_lines_make_is_accepted(twist_db: float) -> None:
    digits = _digits(64)
    assert _keys(_detect(_dial(digits, 0.06, 0.06, twist_db=twist_db))) == digits


@pytest.mark.parametrize("twist_db", [-12, 9])
def test_twist_that_no_keypad_makes_is_refused(twist_db: float) -> None:
    assert _detect(_dial(_digits(32), 0.06, 0.06, twist_db=twist_db)) == []


@pytest.mark.parametrize("rms", [200, 1000, 8000, 11000])
def test_every_level_from_faint_to_full_scale(rms: float) -> None:
    assert _keys(_detect(_dial(KEYS, 0.06, 0.06, rms=rms))) == KEYS


def test_too_faint_is_no_key() -> None:
    assert _detect(_dial(KEYS, 0.06, 0.06, rms=100)) == []


def _pair(low_hz: float, high_hz: float, detune: float) -> NDArray[np.int16]:
    tone = audio.tone((low_hz * detune, high_hz * detune), 0.08, 1000)
    return np.concatenate((audio.silence(0.05), tone, audio.silence(0.05)))


@pytest.mark.parametrize(("detune", "is_key"), [(0.965, False), (0.985, True), (1.015, True), (1.035, False)])
@pytest.mark.parametrize(("low_hz", "high_hz"), [(697, 1209), (852, 1477), (941, 1633)])
def test_frequency_tolerance(low_hz: float, high_hz: float, detune: float, is_key: bool) -> None:
    """Q.24: up to 1.5 % off is taken, 3.5 % is not."""
    assert bool(_detect(_pair(low_hz, high_hz, detune))) == is_key


def test_down_and_up_say_when() -> None:
    line = np.concatenate((audio.silence(0.1), audio.dtmf("5", 0.1), audio.silence(0.1)))
    down, up = _detect(line)
    assert isinstance(down, KeyDown)
    assert isinstance(up, KeyUp)
    assert down.timestamp == up.timestamp
    assert abs(((down.timestamp - FIRST_TIMESTAMP) & 0xFFFF_FFFF) - 800) <= 80
    assert abs(up.duration - 800) <= 120
    assert down.at <= 0.1 + 0.04
    assert not up.is_timed_out


def test_long_key_is_one_key_and_a_drop_out_of_ten_milliseconds_does_not_split_it() -> None:
    line = audio.dtmf("8", 3.0)
    line[8000:8080] = 0
    assert _keys(_detect(np.concatenate((line, audio.silence(0.1))))) == "8"


def test_keys_without_a_pause_between_them() -> None:
    line = np.concatenate((audio.dtmf("1", 0.1), audio.dtmf("2", 0.1), audio.silence(0.1)))
    events = _detect(line)
    assert [type(event) for event in events] == [KeyDown, KeyUp, KeyDown, KeyUp]
    assert _keys(events) == "12"


@pytest.mark.parametrize("voice", audio.VOICES)
def test_speech_is_no_key(voice: str) -> None:
    assert set(_found([audio.speech(sentence, voice) for sentence in audio.SENTENCES])) == {""}


@pytest.mark.parametrize(
    "sound",
    [
        audio.ringback(3),
        audio.busy(2),
        audio.tone((941,), 1, 1000),
        audio.tone((941, 1209, 1477), 1, 1000),
        audio.tone((697, 770), 1, 1000),
        audio.noise(5, 1000),
    ],
)
def test_other_sounds_are_no_keys(sound: NDArray[np.int16]) -> None:
    assert _detect(sound) == []


def test_windows_of_many_rows_at_once() -> None:
    windows = np.stack([audio.dtmf(key, 0.02).astype(float) for key in KEYS] + [np.zeros(160)])
    assert keys_in(windows).tolist() == [*range(16), -1]


def test_opening_again_forgets_the_key() -> None:
    detector = DtmfToneDetector(1)
    detector.open(0)
    tone = audio.frames(audio.dtmf("1", 0.1))
    row = np.array([0])
    for frame in tone:
        detector.push(row, frame[np.newaxis], np.array([0]), 0.0)
    detector.open(0)
    assert detector.push(row, np.zeros((1, 160), np.int16), np.array([0]), 0.0) == []


def test_a_key_does_not_outlast_a_long_gap() -> None:
    line = np.concatenate((audio.dtmf("3", 0.1), audio.silence(0.3)))
    events = _detect(line, frozenset(range(5, 20)))
    assert [type(event) for event in events] == [KeyDown, KeyUp]
