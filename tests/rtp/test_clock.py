"""Slots come when they are due, once each, and stay on their grid."""

import pytest

from rtp.clock import PERIODS, SLOT_S, Lateness, SlotClock


def test_slots_are_due_at_multiples_of_5_ms() -> None:
    clock = SlotClock(10.0)
    assert clock.deadline == 10.0
    assert clock.due(9.9999) == range(2000, 2000)
    assert clock.due(10.0) == range(2000, 2001)
    assert clock.due(10.0) == range(2000, 2001), "due is pure"
    assert clock.advance(clock.due(10.0)) == 0
    assert clock.deadline == pytest.approx(10.005)


def test_a_deadline_is_due_whatever_its_rounding() -> None:
    clock = SlotClock(123456.789)
    for _ in range(10_000):
        slots = clock.due(clock.deadline)
        assert len(slots) == 1
        clock.advance(slots)


def test_a_late_wake_up_moves_no_later_slot() -> None:
    clock = SlotClock(10.0)
    clock.advance(clock.due(10.0123))
    assert clock.next_slot == 2003
    assert clock.deadline == pytest.approx(10.015)


def test_a_stall_leaves_slots_out_instead_of_catching_up() -> None:
    clock = SlotClock(10.0)
    slots = clock.due(11.0)
    assert len(slots) == PERIODS[-1]
    assert slots[-1] == 2200
    assert clock.advance(slots) == 201 - PERIODS[-1]
    assert clock.deadline == pytest.approx(11.0 + SLOT_S)


def test_restart_skips_idle_time_and_never_goes_back() -> None:
    clock = SlotClock(10.0)
    clock.restart(12.001)
    assert clock.next_slot == 2401
    clock.restart(11.0)
    assert clock.next_slot == 2401
    assert clock.advance(range(5, 6)) == 0
    assert clock.next_slot == 2401


def test_slots_are_told_apart_by_how_late_they_were_begun() -> None:
    lateness = Lateness((1.0, 5.0))
    for late_s in (0.0005, 0.001, 0.004, 0.02):
        lateness.note(late_s)
    assert (lateness.counts, lateness.slots, lateness.worst_ms) == ([2, 1, 1], 4, 20.0)
