from collections.abc import Iterator

import pytest

from engine.errors import EngineError
from engine.interface import Clip
from engine.speaking.step_queue import StepQueue
from engine.speaking.steps import PassMark, PlayClip, Silence, Step

PLAY = PlayClip(0, Clip("a"))


def test_steps_come_in_order_and_looking_ahead_takes_nothing() -> None:
    step_queue = StepQueue(iter([PassMark(0, "m"), Silence(0, 5), PLAY]))
    assert step_queue.next_sound() == PLAY
    assert [step_queue.next() for _ in range(4)] == [PassMark(0, "m"), Silence(0, 5), PLAY, None]
    assert step_queue.next_sound() is None


def test_closing_marks_are_taken_only_when_nothing_else_is_left() -> None:
    step_queue = StepQueue(iter([PassMark(0, "a"), PLAY, PassMark(0, "b"), PassMark(0, "c")]))
    assert step_queue.take_closing_marks() is None
    step_queue.next()
    step_queue.next()
    assert step_queue.take_closing_marks() == ["b", "c"]
    assert step_queue.next() is None
    assert step_queue.take_closing_marks() == []


def test_an_error_waits_for_its_turn() -> None:
    def failing() -> Iterator[Step]:
        yield Silence(0, 5)
        raise EngineError("why")

    step_queue = StepQueue(failing())
    assert step_queue.next_sound() is None
    assert step_queue.take_closing_marks() is None
    assert step_queue.next() == Silence(0, 5)
    with pytest.raises(EngineError):
        step_queue.next()
    assert step_queue.next() is None


def test_inserted_steps_come_first() -> None:
    step_queue = StepQueue(iter([PLAY]))
    step_queue.next_sound()
    step_queue.insert([PassMark(0, "a"), PassMark(0, "b")])
    assert [step_queue.next() for _ in range(3)] == [PassMark(0, "a"), PassMark(0, "b"), PLAY]
