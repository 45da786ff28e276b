"""What is said so far is heard again where it is new and worth its price."""

import time

from engine.recognition import RecognizerResult
from engine.recognizers.pacing import PacedHearing


class Listener:
    """Hears something else each time, in so much work."""

    def __init__(self, work_s: float = 0.0) -> None:
        self.hearing = PacedHearing()
        self.work_s = work_s
        self.count = 0

    def ask(self, what: object, audio_ms: int, *, may_wait: bool = True) -> tuple[str, int, bool]:
        found = self.hearing.result(what, audio_ms, self._hear, may_wait=may_wait)
        return found.engine, found.audio_ms, found.final

    def _hear(self) -> RecognizerResult:
        ends = time.thread_time() + self.work_s
        while time.thread_time() < ends:
            pass
        self.count += 1
        return RecognizerResult(engine=str(self.count))


def test_what_took_long_is_not_done_again_soon() -> None:
    listener = Listener(work_s=0.02)
    assert listener.ask("a", 1000) == ("1", 1000, True)
    assert listener.ask("a b", 1000 + 7 * 20) == ("1", 1000, False)
    assert listener.ask("a b", 1000 + 1000) == ("2", 2000, True)


def test_who_cannot_wait_need_not() -> None:
    listener = Listener(work_s=0.02)
    listener.ask("a", 1000)
    assert listener.ask("a b", 1020, may_wait=False) == ("2", 1020, True)


def test_what_took_no_time_is_done_whenever_it_is_asked() -> None:
    listener = Listener()
    listener.ask("a", 1000)
    assert listener.ask("a b", 1020) == ("2", 1020, True)


def test_the_same_speech_is_heard_once() -> None:
    listener = Listener()
    listener.ask("a", 1000)
    assert listener.ask("a", 3000, may_wait=False) == ("1", 3000, True)
