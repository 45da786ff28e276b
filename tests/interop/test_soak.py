"""A soak of seconds; `make soak` has that of twenty minutes."""

import asyncio
from pathlib import Path

import pytest

from tests.interop.running import RunningServer
from tests.interop.soak import Soak

pytestmark = pytest.mark.interop


def test_calls_come_and_go_while_processes_are_killed_and_nothing_is_left(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "log", {"engine.synthesizer": "auto"}) as server:
        # What a process has grown by says nothing yet: engines are still warming up.
        soak = Soak(server, calls=5, seconds=10, kill_every_s=3, warm_up_s=4, rest_s=0, most_grown=1.0)
        asyncio.run(soak.run())
    assert soak.problems == []
    assert sum(soak.kills.values()) >= 1
    assert sum(soak.done.values()) >= 10
