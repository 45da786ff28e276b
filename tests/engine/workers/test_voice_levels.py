"""How loud voices are, learnt from what they say."""

import numpy as np

from engine.interface import Samples
from engine.workers.voice_levels import ListeningSink, VoiceLevels
from tests.fakes.engine import CollectingSink


def meter(samples: Samples, rate_hz: int) -> float:
    return len(samples) / rate_hz


def second(seconds: float) -> Samples:
    return np.zeros(int(8000 * seconds), np.int16)


def test_a_voice_is_measured_when_enough_was_heard() -> None:
    levels = VoiceLevels({"known": 2.0}, meter)
    assert levels.is_known("known")
    assert levels.learn("new", second(1.0), 8000) is None
    assert not levels.is_known("new")
    assert levels.learn("new", second(0.75), 8000) == 1.75
    assert levels.gains == {"known": 2.0, "new": 1.75}
    assert levels.learn("new", second(9), 8000) is None


def test_without_a_meter_nothing_is_to_be_learnt() -> None:
    levels = VoiceLevels({}, None)
    assert levels.is_known("any")
    assert levels.learn("any", second(9), 8000) is None


def test_a_listening_sink_passes_all_on_and_keeps_a_copy() -> None:
    inner = CollectingSink(stop_after=2)
    sink = ListeningSink(inner)
    block = np.arange(4, dtype=np.int16)
    sink.word(3, 0)
    assert sink.write(block)
    block[:] = 9
    assert not sink.write(block)
    sink.on_cancel(lambda: None)
    assert sink.audio.tolist() == [0, 1, 2, 3, 9, 9, 9, 9]
    assert (inner.words, len(inner.stops)) == ([(3, 0)], 1)
