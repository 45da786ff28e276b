"""Slices, turns and the pause of who sends too much."""

from collections.abc import Callable

import pytest

from sip.sliced_reader import Pausable, SlicedReader


class Transport:
    """Notes whether it reads."""

    def __init__(self) -> None:
        self.is_reading = True
        self.closing = False

    def abort(self) -> None:
        self.closing = True

    def is_closing(self) -> bool:
        return self.closing

    def pause_reading(self) -> None:
        assert self.is_reading
        self.is_reading = False

    def resume_reading(self) -> None:
        assert not self.is_reading
        self.is_reading = True


class Handle:
    """A turn that may be cancelled."""

    def __init__(self, call: Callable[[], None]) -> None:
        self.call: Callable[[], None] | None = call

    def cancel(self) -> None:
        self.call = None


class Reader(SlicedReader):
    """Keeps its slices."""

    def __init__(self) -> None:
        self.turns: list[Handle] = []
        super().__init__(self._later, 4)
        self.transport: Transport | None = Transport()
        self.slices: list[bytes] = []

    def _later(self, call: Callable[[], None]) -> Handle:
        self.turns.append(Handle(call))
        return self.turns[-1]

    def turn(self) -> None:
        """One turn of the loop."""
        turns, self.turns = self.turns, []
        for handle in turns:
            if handle.call is not None:
                handle.call()

    def lose(self) -> None:
        self._drop_input()

    def _serve_slice(self, data: bytes) -> None:
        if data.startswith(b"!"):
            raise ValueError("no good")
        self.slices.append(data)

    def _reads_from(self) -> Pausable | None:
        return self.transport


def test_little_is_served_at_once() -> None:
    reader = Reader()
    reader.data_received(b"ab")
    reader.data_received(b"cdef")
    assert reader.slices == [b"ab", b"cdef"]
    assert not reader.turns


def test_much_is_served_a_slice_a_turn_and_nothing_is_read_meanwhile() -> None:
    reader = Reader()
    assert reader.transport is not None
    reader.data_received(b"abcdefghij")
    assert reader.slices == [b"abcd"]
    assert not reader.transport.is_reading
    reader.data_received(b"kl")  # was on its way
    reader.turn()
    assert reader.slices == [b"abcd", b"efgh"]
    reader.turn()
    assert not reader.transport.is_reading
    reader.turn()
    assert b"".join(reader.slices) == b"abcdefghijkl"
    assert reader.transport.is_reading
    assert not reader.turns


@pytest.mark.parametrize("how", ["closing", "gone"])
def test_who_closes_is_not_read_on(how: str) -> None:
    reader = Reader()
    assert reader.transport is not None
    if how == "closing":
        reader.transport.closing = True
    else:
        reader.transport = None
    reader.data_received(b"abcdef")
    assert reader.slices == [b"abcd"]
    assert not reader.turns


def test_what_is_dropped_is_never_served() -> None:
    reader = Reader()
    reader.data_received(b"abcdef")
    reader.lose()
    reader.turn()
    assert reader.slices == [b"abcd"]
    reader.lose()


def test_a_slice_that_cannot_be_served_ends_the_connection_and_nothing_behind_it_is_served() -> None:
    reader = Reader()
    assert reader.transport is not None
    reader.data_received(b"abcd!fghij")
    with pytest.raises(ValueError, match="no good"):  # the loop tells it
        reader.turn()
    assert reader.transport.closing
    assert reader.slices == [b"abcd"]
    assert not reader.turns
