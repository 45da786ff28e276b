"""The end of descriptors is told before and when it comes, once a minute."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from structlog.testing import capture_logs

from mrcp_server.observability.descriptors import TOLD_AGAIN_S, DescriptorWatch
from mrcp_server.observability.log import get_logger


@contextmanager
def allowing(count: int) -> Iterator[None]:
    """Numbers below `count` may be used."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def next_number() -> int:
    number = os.open(os.devnull, os.O_RDONLY)
    os.close(number)
    return number


def looked(watch: DescriptorWatch, now: float) -> list[str]:
    with capture_logs() as lines:
        watch.look(now)
    return [line["event"] for line in lines]


@pytest.mark.parametrize(("spare", "event", "is_out"), [(0, "out of descriptors", True), (1, "scarce", False)])
def test_scarcity_is_told_once_a_minute(spare: int, event: str, is_out: bool) -> None:
    watch = DescriptorWatch(get_logger())
    # Enough in use that one in a hundred is free.
    kept = [os.open(os.devnull, os.O_RDONLY) for _ in range(100)]
    with allowing(next_number() + spare):
        told = looked(watch, 0.0)
        assert len(told) == 1
        assert event in told[0]
        assert watch.is_out is is_out
        assert looked(watch, TOLD_AGAIN_S - 0.1) == []
        assert looked(watch, TOLD_AGAIN_S) == told
    for number in kept:
        os.close(number)
    assert looked(watch, 2 * TOLD_AGAIN_S) == []
    assert not watch.is_out


def test_a_media_plane_without_any_is_told_likewise() -> None:
    watch = DescriptorWatch(get_logger())
    with capture_logs() as lines:
        for at in (0.0, 1.0, TOLD_AGAIN_S):
            watch.tell_of_plane(at)
    assert [line["event"] for line in lines] == ["media plane out of descriptors"] * 2
    assert not watch.is_out
