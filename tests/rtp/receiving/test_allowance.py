"""Each row takes as much as it may at once, and goes on at its rate; others are not touched."""

import numpy as np

from rtp.receiving.allowance import Allowance

NOW = 50.0


def allowed(allowance: Allowance, *rows: int, now: float = NOW) -> list[bool]:
    taken: list[bool] = allowance.take(np.array(rows, np.int64), now).tolist()
    return taken


def test_the_first_of_each_row_are_allowed() -> None:
    allowance = Allowance(4, per_s=10, at_once=2)
    assert allowed(allowance, 1, 2, 1, 1, 3, 1) == [True, True, True, False, True, False]
    assert allowed(allowance, 1, 2, 2) == [False, True, False]


def test_tokens_grow_with_time_up_to_what_may_come_at_once() -> None:
    allowance = Allowance(2, per_s=10, at_once=3)
    assert allowed(allowance, 1, 1, 1, 1) == [True] * 3 + [False]
    assert allowed(allowance, 1, 1, now=NOW + 0.1) == [True, False]
    assert allowed(allowance, *[1] * 5, now=NOW + 100) == [True] * 3 + [False] * 2


def test_an_instant_before_the_last_gives_nothing_and_takes_nothing() -> None:
    allowance = Allowance(2, per_s=10, at_once=1)
    assert allowed(allowance, 1)
    assert allowed(allowance, 1, now=NOW - 5) == [False]
    assert allowed(allowance, 1, now=NOW + 0.05) == [False]
    assert allowed(allowance, 1, now=NOW + 0.11) == [True]


def test_another_stream_on_the_row_begins_anew() -> None:
    allowance = Allowance(2, per_s=1, at_once=1)
    assert allowance.take_one(1, NOW)
    assert not allowance.take_one(1, NOW)
    allowance.reset(1)
    assert allowance.take_one(1, NOW)
