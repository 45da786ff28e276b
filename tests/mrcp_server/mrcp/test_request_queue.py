"""The outstanding requests of a resource."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.request_queue import RequestQueue
from mrcp_server.mrcp.synthesizer.speak import Speak
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
from mrcp_server.mrcp.wire.entity import Entity


def filled(count: int) -> RequestQueue[Speak]:
    """Requests 1…count, each with as many octets."""
    queue: RequestQueue[Speak] = RequestQueue(5)
    for number in range(1, count + 1):
        queue.append(Speak(number, (Entity("text/plain", bytes(number)),), SpeakParameters.defaults()))
    return queue


def test_strictly_first_in_first_out() -> None:
    queue = filled(3)
    assert queue.head is queue.active
    assert queue.active.request_id == 1
    assert queue.pop_active().request_id == 1
    assert queue.ids() == (2, 3)
    assert queue.body_bytes == 5


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
    assert queue.head is None


def test_one_more_than_it_takes_is_501() -> None:
    filled(4).check_room()
    with pytest.raises(MrcpError) as caught:
        filled(5).check_room()
    assert caught.value.status == 501
