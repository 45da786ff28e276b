"""The queue of SPEAKs."""

from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
from mrcp_server.mrcp.synthesizer.speak_queue import Speak, SpeakQueue


def filled(count: int) -> SpeakQueue:
    """Requests 1…count."""
    queue = SpeakQueue()
    for number in range(1, count + 1):
        queue.append(Speak(number, (), SpeakParameters()))
    return queue


def test_strictly_first_in_first_out() -> None:
    queue = filled(3)
    assert queue.active.request_id == 1
    assert queue.pop_active().request_id == 1
    assert queue.ids() == (2, 3)
    assert [speak.request_id for speak in queue] == [2, 3]


def test_removal_keeps_the_order() -> None:
    queue = filled(4)
    assert [speak.request_id for speak in queue.remove([3, 1, 9])] == [1, 3]
    assert queue.ids() == (2, 4)
    assert queue.remove([7]) == []


def test_find_and_clear() -> None:
    queue = filled(2)
    found = queue.find(2)
    assert found is not None
    assert found.request_id == 2
    assert queue.find(3) is None
    assert [speak.request_id for speak in queue.clear()] == [1, 2]
    assert len(queue) == 0
