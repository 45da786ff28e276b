"""Floods are seen, filtered where they are, and let go when they are over."""

import numpy as np
import pytest

from rtp.receiving.flood_guard import FLOOD_PER_LOOK, OVER_PER_WINDOW, WINDOW_S, FloodGuard, SourceFilter

PORT = 5000
OTHER = 5002
KNOWN = (b"first", b"second")
NOW = 50.0


class Guarded:
    """A guard, and what is known to it."""

    def __init__(self) -> None:
        self.guard = FloodGuard(8)
        self.known: tuple[bytes, ...] | None = KNOWN

    def come(self, row: int, count: int, port: int = PORT) -> None:
        self.guard.note(np.full(count, row), np.full(count, port))

    def look(self, now: float = NOW) -> dict[int, SourceFilter | None]:
        return self.begun(now)[0]

    def begun(self, now: float = NOW) -> tuple[dict[int, SourceFilter | None], list[int]]:
        return self.guard.look(now, lambda row: (PORT, b"row %d" % row), lambda _port: self.known)


@pytest.fixture
def guarded() -> Guarded:
    return Guarded()


def test_what_telephones_send_is_no_flood(guarded: Guarded) -> None:
    for number in range(200):
        guarded.come(1, FLOOD_PER_LOOK)
        guarded.come(-1, FLOOD_PER_LOOK)
        assert guarded.begun(NOW + number * 0.02) == ({}, [])


def test_a_stream_that_floods_is_denied_and_told_once(guarded: Guarded) -> None:
    guarded.come(1, FLOOD_PER_LOOK + 1)
    guarded.come(2, 2)
    assert guarded.begun() == ({PORT: SourceFilter((b"row 1",))}, [1])
    guarded.come(1, FLOOD_PER_LOOK + 1)
    assert guarded.begun(NOW + 0.02) == ({}, [])


def test_who_goes_on_stays_denied_and_who_ends_is_let_go(guarded: Guarded) -> None:
    guarded.come(1, FLOOD_PER_LOOK + 1)
    guarded.look()
    guarded.come(1, OVER_PER_WINDOW + 1)
    assert guarded.look(NOW + WINDOW_S) == {}
    guarded.come(1, OVER_PER_WINDOW)
    assert guarded.look(NOW + 2 * WINDOW_S) == {PORT: None}
    assert guarded.look(NOW + 3 * WINDOW_S) == {}


def test_strangers_close_a_port_to_all_that_is_not_known_there(guarded: Guarded) -> None:
    guarded.come(-1, FLOOD_PER_LOOK + 1)
    guarded.come(-1, 5, OTHER)
    assert guarded.begun() == ({PORT: SourceFilter((), KNOWN)}, [])
    guarded.known = (*KNOWN, b"third")
    assert guarded.look(NOW + 0.02) == {PORT: SourceFilter((), (*KNOWN, b"third"))}
    assert guarded.look(NOW + WINDOW_S) == {PORT: None}


def test_a_port_of_too_many_to_name_stays_open_but_for_who_floods(guarded: Guarded) -> None:
    guarded.known = None
    guarded.come(-1, FLOOD_PER_LOOK + 1)
    assert guarded.look() == {}
    guarded.come(2, FLOOD_PER_LOOK + 1)
    assert guarded.look(NOW + 0.02) == {PORT: SourceFilter((b"row 2",))}


def test_a_stream_that_is_over_is_forgotten(guarded: Guarded) -> None:
    guarded.come(1, FLOOD_PER_LOOK + 1)
    guarded.look()
    guarded.come(1, FLOOD_PER_LOOK + 1)
    guarded.guard.forget(1)
    assert guarded.begun(NOW + 0.02) == ({PORT: None}, [])
