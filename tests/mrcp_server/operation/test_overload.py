"""What is measured, and what is said of it."""

import asyncio
from pathlib import Path
from typing import cast

import structlog.testing

from mrcp_server.observability.log import get_logger
from mrcp_server.operation.admission import AdmissionLimits
from mrcp_server.operation.overload import EngineLoad, LateSlots, OverloadWatch, free_memory_bytes
from rtp.errors import PlaneError
from rtp.messages import PlaneStatistics
from rtp.process.plane_process import MediaPlane
from tests.fakes.whole_server import scenario


class Plane:
    """Says how late it was, or nothing."""

    def __init__(self) -> None:
        self.is_running = True
        self.late_slots: tuple[int, ...] | None = (0,) * 8

    async def statistics(self) -> PlaneStatistics:
        if self.late_slots is None:
            raise PlaneError("no answer")
        return PlaneStatistics(0, late_slots=self.late_slots)


def watch(plane: Plane, waiting: int = 0, **limits: float) -> OverloadWatch:
    wanted = {"lag_s": 0.0, "late_share": 0.05, "engine_wait_s": 3.0, **limits}
    values = AdmissionLimits(**wanted, free_memory_bytes=0)
    return OverloadWatch(values, [cast(MediaPlane, plane)], lambda: EngineLoad(waiting, 0), get_logger())


async def until(watching: OverloadWatch, refusal: str) -> None:
    async with asyncio.timeout(10):
        while watching.admission.refusal != refusal:  # noqa: ASYNC110  # a clock of its own
            await asyncio.sleep(0.05)


@scenario
async def test_a_plane_that_is_gone_keeps_calls_out_and_both_turns_are_told() -> None:
    plane = Plane()
    watching = watch(plane)
    with structlog.testing.capture_logs() as lines:
        watching.begin()
        plane.is_running, plane.late_slots = False, None
        await until(watching, "no media plane")
        samples = {one.labels["cause"]: one.value for one in watching.samples() if one.labels}
        plane.is_running = True
        await until(watching, "")
        watching.end()
    assert samples["no media plane"] == 1
    assert samples["control is late"] == 0
    assert [line["event"] for line in lines] == ["no calls taken", "calls taken again"]
    assert lines[0]["reason"] == "no media plane"


@scenario
async def test_pieces_that_nobody_takes_keep_calls_out() -> None:
    watching = watch(Plane(), waiting=100)
    watching.begin()
    await until(watching, "engines are busy")
    watching.end()


def test_the_share_of_late_slots_is_that_since_the_last_look() -> None:
    late = LateSlots()
    assert late.share([PlaneStatistics(0, late_slots=(100, 0, 0, 0, 0, 0, 0, 100))]) == 0.5
    assert late.share([PlaneStatistics(0, late_slots=(190, 0, 0, 0, 5, 3, 1, 101))]) == 0.1
    assert late.share([PlaneStatistics(0, late_slots=(290, 0, 0, 0, 5, 3, 1, 101)), None]) == 0.0
    # Of few slots none is a share.
    assert late.share([PlaneStatistics(0, late_slots=(290, 0, 0, 0, 5, 3, 1, 120))]) == 0.0
    # A plane that was replaced begins at zero.
    assert late.share([PlaneStatistics(0, late_slots=(10, 0, 0, 0, 0, 0, 0, 1))]) == 0.0
    assert late.share([]) == 0.0


def test_memory_is_that_of_the_system_or_of_the_group(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    assert free_memory_bytes(meminfo, tmp_path) is None
    meminfo.write_text("MemTotal: 9000 kB\nMemAvailable:    4000 kB\n")
    assert free_memory_bytes(meminfo, tmp_path) == 4000 << 10
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("5\n")
    assert free_memory_bytes(meminfo, tmp_path) == 4000 << 10
    (tmp_path / "memory.max").write_text("1005\n")
    assert free_memory_bytes(meminfo, tmp_path) == 1000
    meminfo.write_text("MemTotal: 9000 kB\n")
    assert free_memory_bytes(meminfo, tmp_path) == 1000
