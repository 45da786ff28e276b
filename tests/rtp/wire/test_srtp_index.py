"""Indices: the guess of appendix A, and the window of §3.3.2 (RFC 3711)."""

import random

import pytest

from rtp.wire.srtp_index import WINDOW, ReceivedIndices


@pytest.mark.parametrize(
    ("highest", "sequence_number", "index"),
    [
        (5, 6, 6),
        (0xFFFF, 0, 0x1_0000),
        (0x1_0000, 0xFFFF, 0xFFFF),
        (0x2_0005, 0xFFFE, 0x1_FFFE),
        (0x2_FFF0, 3, 0x3_0003),
        (0x1_4000, 0xBFFF, 0x1_BFFF),
        (3, 0xFFFF, 0xFFFF),
    ],
    ids=["next", "goes around", "late before that", "far late", "far ahead", "half a turn", "before all: no negative"],
)
def test_the_nearest_index_is_guessed(highest: int, sequence_number: int, index: int) -> None:
    assert ReceivedIndices(highest).guess(sequence_number) == index


def test_each_index_is_new_once_in_any_order() -> None:
    draw = random.Random(3711)
    known, had = ReceivedIndices(1000), {1000}
    for _ in range(5000):
        index = known.highest + draw.randint(-WINDOW - 20, 40)
        assert known.is_new(index) == (index not in had and index > known.highest - WINDOW)
        if known.is_new(index):
            known.note(index)
            had.add(index)


def test_a_jump_beyond_the_window_forgets_what_was_in_it() -> None:
    known = ReceivedIndices(10)
    known.note(10 + 3 * WINDOW)
    assert known.is_new(9 + 3 * WINDOW)
    assert not known.is_new(10)


def test_after_a_restart_all_that_came_before_counts_as_had() -> None:
    known = ReceivedIndices(500, is_resumed=True)
    assert not any(known.is_new(index) for index in range(500 - 2 * WINDOW, 501))
    assert known.is_new(501)
