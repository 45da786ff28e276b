"""Random walks through whole sessions on real sockets: one answer and one end each, and nothing left in the end."""

import logging

import pytest

from tests.fuzz.session_walk import walk_of_sessions


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_callers_may_do_anything(first: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "asyncio")  # it warns of connections that the walk has cut
    for seed in range(first, first + 10):
        walk_of_sessions(seed)
