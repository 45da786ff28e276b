"""A supervisor over processes that do what the test says."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Self

import pytest

from engine.workers.restarts import Restarts
from engine.workers.supervision import Seat, Supervisor, WorkerCounters


class ProcessDouble:
    """A process that ends when it is killed, unless it is `immortal`."""

    def __init__(self, pid: int, on_end: Callable[[str], None]) -> None:
        self.pid = pid
        self.heard_at = asyncio.get_running_loop().time()
        self.immortal = False
        self.closed = self.crashed = False
        self._on_end = on_end

    def die(self, reason: str = "status -9") -> None:
        self._on_end(reason)

    def kill(self, reason: str) -> None:
        if not self.immortal:
            self.die(reason)

    async def close(self) -> None:
        self.closed = True
        self.die("closed")


class PoolDouble:
    """Workers owe an answer from when `limit_s` is set to their death; `starts` is what a launched one does."""

    def __init__(
        self,
        seats: int = 1,
        *,
        groups: Sequence[Sequence[int]] = (),
        first_restart_s: float = 0.01,
        start_timeout_s: float = 10.0,
    ) -> None:
        self.counters = WorkerCounters()
        self.seats = [Seat[ProcessDouble](restarts=Restarts(first_restart_s, 0.03)) for _ in range(seats)]
        self.supervisor = Supervisor(
            self,
            [[self.seats[index] for index in group] for group in groups] or [self.seats],
            self.counters,
            start_timeout_s=start_timeout_s,
            shortest_limit_s=0.05,
        )
        self.launched: list[ProcessDouble] = []
        self.limit_s: float | None = None
        self.hung: list[Seat[ProcessDouble]] = []
        self.crashed: list[Seat[ProcessDouble]] = []
        self.lost: list[str] = []
        self.starts: Callable[[Seat[ProcessDouble], ProcessDouble], None] = lambda seat, _: (
            self.supervisor.worker_ready(seat)
        )

    async def __aenter__(self) -> Self:
        assert await self.supervisor.start() == []
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.supervisor.close()

    def launch(self, seat: Seat[ProcessDouble]) -> Coroutine[Any, Any, None]:
        process = ProcessDouble(len(self.launched) + 1, lambda reason: self.supervisor.worker_ended(seat, reason))
        seat.process = process
        self.launched.append(process)
        return self._start(seat, process)

    async def _start(self, seat: Seat[ProcessDouble], process: ProcessDouble) -> None:
        self.starts(seat, process)

    def silence_limit_s(self, seat: Seat[ProcessDouble]) -> float | None:
        return self.limit_s

    def worker_hung(self, seat: Seat[ProcessDouble]) -> None:
        self.hung.append(seat)

    def worker_crashed(self, seat: Seat[ProcessDouble]) -> None:
        self.crashed.append(seat)

    def worker_lost(self, seat: Seat[ProcessDouble], reason: str) -> None:
        assert seat.process is None
        self.lost.append(reason)
        self.limit_s = None


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 30))


def test_it_starts_when_every_worker_is_ready_and_ends_them_all() -> None:
    async def work() -> None:
        async with PoolDouble(2) as pool:
            assert (pool.supervisor.ready_count, pool.supervisor.pids) == (2, (1, 2))
            assert pool.counters.worker_starts == 2
        assert all(process.closed for process in pool.launched)
        assert pool.lost == []
        assert pool.counters.worker_deaths == 0

    run(work)


def test_a_crash_is_told_before_the_loss() -> None:
    async def work() -> None:
        async with PoolDouble() as pool:
            pool.launched[0].die()
            assert (pool.crashed, pool.supervisor.failing) == ([], "")
            for death in range(2):
                while pool.supervisor.ready_count == 0:  # noqa: ASYNC110 (once, nothing to signal)
                    await asyncio.sleep(0.001)
                pool.launched[-1].crashed = True
                pool.launched[-1].die(f"crash {death}")
            assert pool.crashed == [pool.seats[0]] * 2
            assert pool.supervisor.failing == "crash 1"

    run(work)


def test_a_worker_that_dies_is_replaced() -> None:
    async def work() -> None:
        async with PoolDouble(2) as pool:
            pool.launched[0].die("at last")
            assert pool.lost == ["at last"]
            assert (pool.supervisor.ready_count, pool.supervisor.pids) == (1, (2,))
            await asyncio.sleep(0.01)
            assert (pool.supervisor.ready_count, pool.supervisor.pids) == (2, (3, 2))
            assert (pool.counters.worker_deaths, pool.counters.last_death) == (1, "at last")

    run(work)


def test_restarts_wait_longer_and_longer_until_a_worker_stays_healthy() -> None:
    async def work() -> None:
        async with PoolDouble() as pool:
            (seat,) = pool.seats
            loop = asyncio.get_running_loop()
            waits = []
            for _ in range(4):
                pool.launched[-1].die()
                assert seat.restart is not None
                waits.append(seat.restart.when() - loop.time())
                await asyncio.sleep(0.05)
                assert seat.ready
            assert waits[0] <= 0.001
            assert waits[1] < waits[2] <= 0.03
            seat.restarts.started(loop.time() - 100)
            pool.launched[-1].die()
            assert seat.restart is not None
            assert seat.restart.when() <= loop.time() + 0.001

    run(work)


def test_one_that_retires_is_replaced_and_has_not_died() -> None:
    async def work() -> None:
        async with PoolDouble(2) as pool:
            pool.supervisor.worker_retires(pool.seats[0])
            assert (pool.supervisor.ready_count, pool.supervisor.pids) == (1, (1, 2))
            pool.launched[0].die("retired at 5 MiB")
            assert pool.lost == ["retired at 5 MiB"]
            await asyncio.sleep(0.01)
            assert (pool.supervisor.ready_count, pool.supervisor.pids) == (2, (3, 2))
            counters = pool.counters
            assert (counters.worker_retirements, counters.worker_deaths, counters.last_death) == (1, 0, "")
            pool.launched[2].die("for good")
            assert (counters.worker_retirements, counters.worker_deaths, counters.last_death) == (1, 1, "for good")

    run(work)


def test_one_that_dies_before_it_was_ever_ready_is_given_up() -> None:
    async def work() -> None:
        pool = PoolDouble(2)
        pool.starts = lambda seat, process: (
            process.die("no such voice") if seat is pool.seats[0] else pool.supervisor.worker_ready(seat)
        )
        broken = await pool.supervisor.start()
        assert broken == pool.seats[:1]
        assert broken[0].last_reason == "no such voice"
        assert pool.counters.worker_starts == 4
        await pool.supervisor.close()

    run(work)


def test_one_of_each_group_is_enough_to_begin_with_and_the_others_join() -> None:
    async def work() -> None:
        pool = PoolDouble(5, groups=((0, 1, 2), (3, 4)))
        assert await pool.supervisor.start_first() == []
        assert [seat.ready for seat in pool.seats] == [True, False, False, True, False]
        pool.supervisor.start_others()
        await asyncio.sleep(0)
        assert pool.supervisor.ready_count == 5
        await pool.supervisor.close()
        assert all(process.closed for process in pool.launched)

    run(work)


def test_a_group_whose_first_never_gets_ready_is_told() -> None:
    async def work() -> None:
        pool = PoolDouble(3, groups=((0, 1), (2,)))
        pool.starts = lambda seat, process: (
            process.die("no such voice") if seat is pool.seats[0] else pool.supervisor.worker_ready(seat)
        )
        assert await pool.supervisor.start_first() == pool.seats[:1]
        await pool.supervisor.close()

    run(work)


def test_one_that_does_not_get_ready_in_time_is_killed() -> None:
    async def work() -> None:
        pool = PoolDouble(start_timeout_s=0.01, first_restart_s=0.0)
        pool.starts = lambda seat, process: None
        (broken,) = await pool.supervisor.start()
        assert broken.last_reason == "hung for 0.01 s"
        assert pool.counters.hung == 3
        await pool.supervisor.close()

    run(work)


def test_one_that_owes_an_answer_and_says_nothing_is_killed() -> None:
    async def work() -> None:
        async with PoolDouble() as pool:
            pool.limit_s = 0.3
            for _ in range(4):
                pool.supervisor.expect_answer(pool.seats[0])
                await asyncio.sleep(0.1)
            assert pool.counters.hung == 0
            await asyncio.sleep(0.5)
            assert pool.counters.hung == 1
            assert pool.hung == pool.seats
            assert pool.lost == ["hung for 0.3 s"]

    run(work)


def test_one_that_owes_nothing_may_be_silent() -> None:
    async def work() -> None:
        async with PoolDouble() as pool:
            pool.launched[0].heard_at -= 100
            await asyncio.sleep(0.05)
            assert pool.counters.hung == 0

    run(work)


def test_one_that_is_being_killed_is_given_the_time_to_end() -> None:
    async def work() -> None:
        async with PoolDouble() as pool:
            pool.launched[0].immortal = True
            pool.launched[0].heard_at -= 100
            pool.limit_s = 10.0
            await asyncio.sleep(0.05)
            assert pool.counters.hung == 1
            assert pool.lost == []

    run(work)


def test_a_stall_of_the_control_process_is_not_the_workers_silence() -> None:
    async def work() -> None:
        async with PoolDouble() as pool:
            pool.limit_s = 0.3
            pool.supervisor.expect_answer(pool.seats[0])
            time.sleep(0.5)  # noqa: ASYNC251 (the stall is what is tested)
            await asyncio.sleep(0.05)
            assert pool.counters.hung == 0
            await asyncio.sleep(0.5)
            assert pool.counters.hung == 1

    run(work)


def test_nobody_is_launched_once_it_closes() -> None:
    async def work() -> None:
        pool = PoolDouble(2, first_restart_s=0.02)
        async with pool:
            pool.launched[0].die()
            await asyncio.sleep(0.01)
            pool.launched[-1].die()  # the second in a row: there is a pause
            assert pool.seats[0].process is None
        await asyncio.sleep(0.05)
        assert len(pool.launched) == 3

    run(work)


def test_it_closes_before_it_was_started() -> None:
    async def work() -> None:
        pool = PoolDouble()
        await pool.supervisor.close()
        assert pool.launched == []

    run(work)


@pytest.mark.parametrize("ends", ["in the start", "later"])
def test_a_start_under_way_is_waited_for(ends: str) -> None:
    class Slow(PoolDouble):
        async def _start(self, seat: Seat[ProcessDouble], process: ProcessDouble) -> None:
            await asyncio.sleep(0.02)
            order.append("started")
            if ends == "in the start":
                raise OSError("no more processes")

    order: list[str] = []

    async def work() -> None:
        pool = Slow()
        starting = asyncio.create_task(pool.supervisor.start())
        await asyncio.sleep(0)
        await pool.supervisor.close()
        assert order == ["started"]
        assert pool.launched[0].closed
        starting.cancel()

    run(work)
