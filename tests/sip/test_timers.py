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


def test_stopped_timers_do_not_pile_up() -> None:
    schedule, log = Schedule(), Log()
    running = [schedule.start(900.0 + number, log, f"{number}") for number in range(100)]
    for number in range(50_000):
        schedule.start(600.0 + number, log, "refresh").stop()
        assert len(schedule) <= 1100
    running += [schedule.start(2000.0 + number, log, f"{100 + number}") for number in range(5000)]
    schedule.handle(10_000.0)
    assert [name for name, _ in log.fired] == [f"{number}" for number in range(5100)]
    assert all(timer.is_stopped for timer in running)


def test_what_is_started_while_others_fire_is_not_lost() -> None:
    schedule = Schedule()
    log = Log()

    class Starter:
        def handle_timer(self, name: str, now: float) -> None:
            for number in range(3000):
                timer = schedule.start(now + 1, log, name)
                if number:
                    timer.stop()

    for number in range(3):
        schedule.start(float(number), Starter(), f"{number}")
    schedule.handle(2.0)
    assert [name for name, _ in log.fired] == []
    schedule.handle(3.0)
    assert sorted(log.fired) == [("0", 3.0), ("1", 3.0), ("2", 3.0)]
