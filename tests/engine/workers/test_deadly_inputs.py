from engine.workers.deadly_inputs import DeadlyInputs


def test_what_crashed_a_worker_is_known_for_a_while() -> None:
    deadly = DeadlyInputs()
    assert not deadly
    deadly.add(b"this", now=0.0)
    assert deadly
    assert deadly.has(b"this", now=599.0)
    assert not deadly.has(b"that", now=599.0)
    assert not deadly.has(b"this", now=600.0)
    assert not deadly


def test_a_new_crash_begins_the_time_anew() -> None:
    deadly = DeadlyInputs()
    deadly.add(b"this", now=0.0)
    deadly.add(b"that", now=100.0)
    deadly.add(b"this", now=500.0)
    assert deadly.has(b"this", now=1000.0)
    assert not deadly.has(b"that", now=1000.0)


def test_only_so_many_are_kept_the_oldest_goes() -> None:
    deadly = DeadlyInputs()
    for number in range(1001):
        deadly.add(str(number).encode(), now=0.0)
    assert not deadly.has(b"0", now=1.0)
    assert deadly.has(b"1", now=1.0)
