import time

from engine.recognizers.pacing import Pace


def test_what_took_long_is_not_done_again_soon() -> None:
    pace = Pace()
    assert pace.allows(0)
    with pace.work(1000):
        ends = time.thread_time() + 0.02
        while time.thread_time() < ends:
            pass
    assert not pace.allows(1000 + 7 * 20)
    assert pace.allows(1000 + 1000)


def test_what_took_no_time_is_done_whenever_it_is_asked() -> None:
    pace = Pace()
    with pace.work(1000):
        pass
    assert pace.allows(1020)
