"""What goes to a service in a minute and a day."""

from engine.remote.spending import DAY_S, MINUTE_S, SpendLimits, SpendWindow


def test_a_window_lets_through_its_limit_and_no_more_until_it_has_passed() -> None:
    window = SpendWindow(MINUTE_S, 100)
    for second in range(10):
        assert window.has_room(10, second)
        window.add(10, second)
    assert not window.has_room(1, 30)
    assert not window.has_room(1, 59.9)
    assert window.spent(59.9) == 100
    assert window.has_room(10, 61.0)
    assert window.spent(200) == 0


def test_a_window_holds_no_more_than_its_steps() -> None:
    window = SpendWindow(DAY_S, 1e9)
    for number in range(20_000):
        window.add(0.1, number * 10.0)
    assert len(window._slots) <= 62
    assert abs(window.spent(200_000) - 864) < 20


def test_no_limit_keeps_nothing() -> None:
    window = SpendWindow(DAY_S, 0)
    window.add(5, 1)
    assert window.has_room(1e12, 1)
    assert not window._slots


def test_the_limit_that_is_reached_is_named() -> None:
    limits = SpendLimits("characters", 50, 80)
    assert limits.refusal(50, 0) == ""
    limits.add(50, 0)
    assert limits.refusal(1, 1) == "the limit of 50 characters a minute is reached"
    assert limits.refusal(30, 100) == ""
    limits.add(30, 100)
    assert limits.refusal(1, 300) == "the limit of 80 characters a day is reached"
    assert limits.total == 80
