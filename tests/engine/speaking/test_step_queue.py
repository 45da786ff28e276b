from collections.abc import Iterator

import pytest

from engine.errors import EngineError
from engine.interface import Clip
from engine.speaking.step_queue import Agenda
from engine.speaking.steps import Hear, Pass, Rest, Step

HEAR = Hear(0, Clip("a"))


def test_steps_come_in_order_and_looking_ahead_takes_nothing() -> None:
    agenda = Agenda(iter([Pass(0, "m"), Rest(0, 5), HEAR]))
    assert agenda.next_sound() == HEAR
    assert [agenda.next() for _ in range(4)] == [Pass(0, "m"), Rest(0, 5), HEAR, None]
    assert agenda.next_sound() is None


def test_closing_marks_are_taken_only_when_nothing_else_is_left() -> None:
    agenda = Agenda(iter([Pass(0, "a"), HEAR, Pass(0, "b"), Pass(0, "c")]))
    assert agenda.take_closing_marks() is None
    agenda.next()
    agenda.next()
    assert agenda.take_closing_marks() == ["b", "c"]
    assert agenda.next() is None
    assert agenda.take_closing_marks() == []


def test_an_error_waits_for_its_turn() -> None:
    def failing() -> Iterator[Step]:
        yield Rest(0, 5)
        raise EngineError("why")

    agenda = Agenda(failing())
    assert agenda.next_sound() is None
    assert agenda.take_closing_marks() is None
    assert agenda.next() == Rest(0, 5)
    with pytest.raises(EngineError):
        agenda.next()
    assert agenda.next() is None


def test_inserted_steps_come_first() -> None:
    agenda = Agenda(iter([HEAR]))
    agenda.next_sound()
    agenda.insert([Pass(0, "a"), Pass(0, "b")])
    assert [agenda.next() for _ in range(3)] == [Pass(0, "a"), Pass(0, "b"), HEAR]
