import numpy as np
import pytest

from engine.workers.clips import cut_clip
from engine.workers.worker_messages import ClipCut

RATE = 1000
SAMPLES = np.arange(1000, dtype=np.int16)


@pytest.mark.parametrize(
    ("cut", "first", "count"),
    [
        (ClipCut(), 0, 1000),
        (ClipCut(begin_ms=100), 100, 900),
        (ClipCut(begin_ms=100, end_ms=300), 100, 200),
        (ClipCut(end_ms=9000), 0, 1000),
        (ClipCut(begin_ms=5000), None, 0),
        (ClipCut(begin_ms=300, end_ms=100), None, 0),
        (ClipCut(repeat_count=2.5), 0, 2500),
        (ClipCut(repeat_count=0.5), 0, 500),
        (ClipCut(repeat_ms=1500), 0, 1500),
        (ClipCut(repeat_ms=700), 0, 700),
        # repeatDur takes precedence over repeatCount, whichever is longer.
        (ClipCut(repeat_count=3, repeat_ms=1500), 0, 1500),
        (ClipCut(repeat_count=2, repeat_ms=3500), 0, 3500),
        (ClipCut(begin_ms=400, end_ms=800, repeat_count=5, repeat_ms=1600), 400, 1600),
        (ClipCut(repeat_count=0), None, 0),
        (ClipCut(repeat_count=99), 0, 4000),
    ],
)
def test_cut_and_repeat(cut: ClipCut, first: int | None, count: int) -> None:
    heard, rate_hz = cut_clip(SAMPLES, RATE, cut, max_ms=4000)
    assert (len(heard), rate_hz) == (count, RATE)
    assert first is None or heard[0] == first


def test_a_repeated_clip_begins_again() -> None:
    heard, _ = cut_clip(SAMPLES, RATE, ClipCut(begin_ms=200, end_ms=400, repeat_count=2), max_ms=4000)
    assert list(heard[[0, 199, 200, 399]]) == [200, 399, 200, 399]


@pytest.mark.parametrize(("speed", "rate_hz"), [(2.0, 2000), (0.5, 500), (0.0, 100), (99, 10_000)])
def test_speed_is_another_rate_within_bounds(speed: float, rate_hz: int) -> None:
    assert cut_clip(SAMPLES, RATE, ClipCut(speed=speed), max_ms=60_000)[1] == rate_hz


def test_a_repeat_duration_is_time_of_the_recording() -> None:
    """SSML 1.1 §3.3.1.1: "measured in normal media playback time"; at double speed it is over in half of it."""
    heard, rate_hz = cut_clip(SAMPLES, RATE, ClipCut(repeat_ms=3000, speed=2.0), max_ms=9000)
    assert len(heard) / rate_hz == 1.5


def test_the_sound_level_changes_and_never_wraps() -> None:
    quiet, _ = cut_clip(SAMPLES, RATE, ClipCut(sound_level_db=-20), max_ms=4000)
    loud, _ = cut_clip(np.full(10, 20_000, np.int16), RATE, ClipCut(sound_level_db=20), max_ms=4000)
    assert quiet[500] == 50
    assert set(loud) == {32767}
