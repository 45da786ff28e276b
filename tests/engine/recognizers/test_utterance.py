"""Audio as it came, and only the end of what is long."""

import numpy as np

from engine.recognizers.utterance import Utterance


def test_what_came_is_there_in_one_piece() -> None:
    utterance = Utterance(8000, 2)
    assert utterance.samples().tolist() == []
    utterance.push(np.arange(800, dtype=np.int16))
    utterance.push(np.arange(80, dtype=np.int16))
    assert utterance.samples().tolist() == [*range(800), *range(80)]
    assert (utterance.begins_ms, utterance.length_ms) == (0, 110)


def test_of_what_is_long_the_end_counts_and_times_stay_true() -> None:
    utterance = Utterance(8000, 1)
    for number in range(5):
        utterance.push(np.full(4000, number, np.int16))
    assert np.unique(utterance.samples()).tolist() == [2, 3, 4]
    assert (utterance.begins_ms, utterance.length_ms) == (1000, 2500)
