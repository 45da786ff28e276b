"""RFC 3261 §17, table 4, and the queue timers wait in."""

from sip.timers import Schedule, Timers


class Log:
    def __init__(self) -> None:
        self.fired: list[tuple[str, float]] = []

    def handle_timer(self, name: str, now: float) -> None:
        self.fired.append((name, now))


def test_times_follow_from_the_estimates() -> None:
    assert Timers().give_up == 32.0
    assert Timers().timer_d == 32.0
    assert Timers(t1=0.01).give_up == 0.64


def test_timers_fire_in_order_of_deadline_once() -> None:
    schedule, log = Schedule(), Log()
    schedule.start(3.0, log, "c")
    schedule.start(1.0, log, "a")
    stopped = schedule.start(2.0, log, "b")
    stopped.stop()
    stopped.stop()
    assert schedule.next_deadline() == 1.0
    schedule.handle(0.5)
    assert log.fired == []
    schedule.handle(5.0)
    assert log.fired == [("a", 5.0), ("c", 5.0)]
    assert schedule.next_deadline() is None


def test_a_stopped_timer_sets_no_deadline() -> None:
    schedule, log = Schedule(), Log()
    schedule.start(1.0, log, "a").stop()
    schedule.start(2.0, log, "b")
    assert schedule.next_deadline() == 2.0
