from engine.workers.restarts import Restarts


def test_the_first_death_of_a_worker_that_had_worked_costs_no_pause() -> None:
    restarts = Restarts(0.1, 1.0)
    restarts.started(0.0)
    assert restarts.died(1.0, was_ready=True) == 0.0
    assert [restarts.died(1.0, was_ready=True) for _ in range(5)] == [0.2, 0.4, 0.8, 1.0, 1.0]


def test_a_long_life_ends_a_series_of_deaths() -> None:
    restarts = Restarts(0.1, 1.0)
    restarts.died(0.0, was_ready=True)
    restarts.started(1.0)
    assert restarts.died(12.0, was_ready=True) == 0.0


def test_one_that_is_never_ready_is_given_up() -> None:
    restarts = Restarts(0.1, 1.0)
    assert restarts.died(0.0, was_ready=False) == 0.1
    assert not restarts.hopeless
    restarts.died(0.0, was_ready=False)
    restarts.died(0.0, was_ready=False)
    assert restarts.hopeless


def test_one_that_keeps_dying_is_told_from_one_that_died() -> None:
    restarts = Restarts(0.1, 1.0)
    for second in range(3):
        assert not restarts.keeps_dying(second)
        restarts.started(second)
        restarts.died(second, was_ready=True)
    restarts.started(3.0)
    assert restarts.keeps_dying(3.0)
    assert not restarts.keeps_dying(14.0)
