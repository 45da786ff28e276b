"""Measures what `admission` decides by, a few times a second: the loop, the media planes, the engines, the memory."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mrcp_server.config import Limits
from mrcp_server.observability.log import Logger
from mrcp_server.observability.metrics import Sample
from mrcp_server.operation.admission import Admission, AdmissionLimits, Readings, wait_of
from rtp.errors import PlaneError
from rtp.messages import PlaneStatistics
from rtp.process.plane_process import MediaPlane

PERIOD_S = 0.25
_PERIODS_BETWEEN_PLANES = 4
"""A second has 200 slots: of fewer, one in twenty is hardly more than one."""
_LATE_MS = 2.0
_FEWEST_SLOTS = 20
"""Of fewer no share is told: the first stream has just been opened, or the last one closed."""
_MEMORY = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class EngineLoad:
    """As of now."""

    waiting: int
    """Pieces that wait for a worker."""
    done: int
    """Pieces given to workers since the start."""


class OverloadWatch:
    """Runs from `begin` to `end`."""

    def __init__(
        self,
        limits: AdmissionLimits,
        planes: Sequence[MediaPlane],
        engines: Callable[[], EngineLoad],
        logger: Logger,
    ) -> None:
        self.admission = Admission(limits)
        self._planes = planes
        self._engines = engines
        self._log = logger
        self._task: asyncio.Task[None] | None = None
        self._late = LateSlots()
        self._late_share = 0.0

    def begin(self) -> None:
        """Measures from now on."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    def end(self) -> None:
        """Measures no more."""
        if self._task is not None:
            self._task.cancel()

    def samples(self) -> Iterable[Sample]:
        """What keeps calls out, for each scrape."""
        for cause in self.admission.causes:
            is_there = int(self.admission.is_refused_for(cause))
            yield Sample("calls_refused_for", "Why no calls are taken: 1", "gauge", is_there, {"cause": cause})

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        done, count = self._engines().done, 0
        while True:
            due = loop.time() + PERIOD_S
            await asyncio.sleep(PERIOD_S)
            now, engines = loop.time(), self._engines()
            if count % _PERIODS_BETWEEN_PLANES == 0:
                self._late_share = await self._measure_planes()
            count += 1
            before = self.admission.refusal
            self.admission.note(
                Readings(
                    lag_s=now - due,
                    late_share=self._late_share,
                    engine_wait_s=wait_of(engines.waiting, engines.done - done, PERIOD_S),
                    free_memory_bytes=free_memory_bytes(),
                    has_plane=any(plane.is_running for plane in self._planes),
                )
            )
            done = engines.done
            self._tell(before, self.admission.refusal)

    def _tell(self, before: str, after: str) -> None:
        if after and after != before:
            self._log.warning("no calls taken", reason=after)
        elif before and not after:
            self._log.info("calls taken again")

    async def _measure_planes(self) -> float:
        answers = await asyncio.gather(*(plane.statistics() for plane in self._planes), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException) and not isinstance(answer, PlaneError):
                raise answer
        return self._late.share([one if isinstance(one, PlaneStatistics) else None for one in answers])


def admission_limits(limits: Limits) -> AdmissionLimits:
    """Those of the configuration."""
    return AdmissionLimits(limits.lag_ms / 1000, limits.late_slots, limits.engine_wait_s, limits.free_memory_bytes)


class LateSlots:
    """How many slots of the planes were late since the last look, from counters that only grow."""

    def __init__(self) -> None:
        self._before: dict[int, tuple[int, int]] = {}

    def share(self, planes: Sequence[PlaneStatistics | None]) -> float:
        """That of the worst plane, 0 to 1; None for one that did not answer."""
        return max((self._share(index, one) for index, one in enumerate(planes) if one is not None), default=0.0)

    def _share(self, index: int, plane: PlaneStatistics) -> float:
        in_time = sum(bound <= _LATE_MS for bound in PlaneStatistics.LATENESS_BOUNDS_MS)
        now = (sum(plane.late_slots), sum(plane.late_slots[in_time:]))
        slots, late = (one - other for one, other in zip(now, self._before.get(index, (0, 0)), strict=True))
        self._before[index] = now
        # A plane that was replaced counts anew.
        return late / slots if slots >= _FEWEST_SLOTS and late > 0 else 0.0


def free_memory_bytes(meminfo: Path = _MEMORY, group: Path = _GROUP) -> int | None:
    """What can still be had: of the system, or of the control group where that is less. None outside Linux."""
    found = [value for value in (_of_system(meminfo), _of_group(group)) if value is not None]
    return min(found, default=None)


def _of_system(meminfo: Path) -> int | None:
    try:
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    except (OSError, ValueError, IndexError):
        return None
    return None


def _of_group(group: Path) -> int | None:
    try:
        return int((group / "memory.max").read_text()) - int((group / "memory.current").read_text())
    except (OSError, ValueError):  # there is none, or it is `max`
        return None
