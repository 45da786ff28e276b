"""Lead-in, then batches; nothing twice, nothing left out."""

import numpy as np

from rtp.receiving.history import BATCH_FRAMES, HISTORY_FRAMES, LEAD_FRAMES, History

ROW = np.array([1])


def say(history: History, first: int, count: int) -> None:
    for number in range(first, first + count):
        history.push(ROW, np.full((1, 2), number, np.int16))


def taken(history: History) -> list[int]:
    numbers: list[int] = np.frombuffer(history.take(1).pcm, "<i2")[::2].tolist()
    return numbers


def test_from_the_onset_on_lead_in_and_all_that_follows_is_for_control() -> None:
    history = History(3, 2)
    history.open(1, is_wanted=False)
    say(history, 0, 60)
    assert not len(history.due(ROW))
    assert not history.is_wanted(1)
    history.want_from(1, 4)
    assert history.is_wanted(1)
    assert taken(history) == list(range(60 - 4 - LEAD_FRAMES, 60))
    assert taken(history) == []
    say(history, 60, BATCH_FRAMES - 1)
    assert not len(history.due(ROW))
    say(history, 60 + BATCH_FRAMES - 1, 1)
    assert history.due(np.array([0, 1])).tolist() == [1]
    # Speech that begins again changes nothing: control has what led to it.
    history.want_from(1, 3)
    assert taken(history) == list(range(60, 60 + BATCH_FRAMES))
    assert LEAD_FRAMES + BATCH_FRAMES < HISTORY_FRAMES


def test_nothing_from_before_the_opening_is_for_control() -> None:
    history = History(3, 2)
    history.open(1, is_wanted=True)
    say(history, 0, 3)
    assert taken(history) == [0, 1, 2]
    history.open(1, is_wanted=False)
    say(history, 7, 2)
    history.want_from(1, 2)
    assert taken(history) == [7, 8]


def test_a_stretch_is_silent_when_no_frame_of_it_was_spoken() -> None:
    history = History(3, 2)
    history.open(1, is_wanted=True)
    silences = []
    for number in range(6):
        say(history, number, 1)
        if number == 2:
            history.note_speech(ROW)
        if number % 2:
            silences.append(history.take(1).is_silent)
    assert silences == [True, False, True]
