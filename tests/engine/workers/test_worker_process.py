"""Real worker processes."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from typing import Any

import msgspec
import pytest

from engine.interface import AudioFormat, Piece, Span
from engine.registry import EngineSpec
from engine.workers.worker_messages import Audio, ClipCut, Failed, Measured, Play, Ready, Render, Setup
from engine.workers.worker_process import WorkerProcess

FMT = AudioFormat("PCM", 8000)
SETUP = Setup((EngineSpec("tone"),), "engine.workers.production:pass_through", (), {}, 1 << 40)


class Owner:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.ready: asyncio.Future[Ready] = asyncio.get_running_loop().create_future()
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.sounds: asyncio.Queue[Audio | Failed] = asyncio.Queue()
        self.measured: list[Measured] = []
        self.retires = False

    def worker_ready(self, worker: WorkerProcess, ready: Ready) -> None:
        self.ready.set_result(ready)

    def worker_measured(self, worker: WorkerProcess, measured: Measured) -> None:
        self.measured.append(measured)

    def worker_sound(self, worker: WorkerProcess, sound: Audio | Failed) -> None:
        self.sounds.put_nowait(sound)

    def worker_retires(self, worker: WorkerProcess) -> None:
        self.retires = True

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        self.ended.set_result(reason)


async def started(setup: Setup = SETUP) -> tuple[Owner, WorkerProcess]:
    owner = Owner()
    worker = WorkerProcess(owner)
    await worker.start(setup)
    return owner, worker


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 30))


def say(job: int, text: str) -> Render:
    return Render(job, Piece((Span(text),), "tone"), FMT)


def test_a_life_from_start_to_close() -> None:
    async def work() -> None:
        owner, worker = await started()
        ready = await owner.ready
        assert ready.voices[0].name == "tone"
        before = worker.heard_at
        worker.render(say(1, "one two"))
        assert (await owner.sounds.get()).job == 1
        assert worker.heard_at >= before
        worker.render(say(2, "!stall"))
        worker.cancel(2)
        while not isinstance(sound := await owner.sounds.get(), Failed):
            pass
        assert sound.cancelled
        worker.play(Play(3, 3, ClipCut(), FMT, 1000, 8000), b"odd")
        assert isinstance(await owner.sounds.get(), Failed)
        await worker.close()
        assert owner.ended.result() == "closed"
        worker.cancel(2)  # too late, and harmless
        worker.kill("again")
        await worker.close()

    run(work())


def test_a_killed_worker_is_noticed_with_the_signal() -> None:
    async def work() -> None:
        owner, worker = await started()
        await owner.ready
        os.kill(worker.pid, signal.SIGKILL)
        reason = await owner.ended
        assert reason in ("", "ended with status -9")

    run(work())


def test_one_that_has_grown_says_that_it_retires_before_it_ends() -> None:
    async def work() -> None:
        owner, worker = await started(msgspec.structs.replace(SETUP, memory_bytes=1))
        await owner.ready
        worker.render(say(1, "one"))
        assert (await owner.ended).startswith("retired at ")
        assert owner.retires

    run(work())


def test_a_reason_for_killing_is_told() -> None:
    async def work() -> None:
        owner, worker = await started()
        await owner.ready
        worker.kill("hung")
        assert await owner.ended == "hung"

    run(work())


def test_an_engine_that_cannot_be_set_up_says_why() -> None:
    async def work() -> None:
        broken = Setup((EngineSpec("nobody"),), "engine.workers.production:pass_through", (), {}, 1)
        owner, _ = await started(broken)
        assert "no engine is named 'nobody'" in await owner.ended

    run(work())


def test_a_worker_that_grew_says_so() -> None:
    async def work() -> None:
        owner, worker = await started(Setup(SETUP.engines, SETUP.finisher, (), {}, 1))
        await owner.ready
        worker.render(say(1, "last"))
        assert (await owner.ended).startswith("retired at")

    run(work())


def test_one_that_does_not_end_by_itself_is_killed() -> None:
    async def work() -> None:
        owner, worker = await started()
        await owner.ready
        os.kill(worker.pid, signal.SIGSTOP)
        await worker.close()
        assert owner.ended.result() == "closed"

    run(work())


def test_one_that_was_never_started_closes_and_dies_quietly() -> None:
    async def work() -> None:
        worker = WorkerProcess(Owner())
        worker.kill("nobody there")
        await worker.close()
        assert worker.pid == 0

    run(work())


def test_without_descriptors_for_processes_it_works_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pidfd_open", raising=False)

    async def work() -> None:
        owner, worker = await started()
        await owner.ready
        worker.kill("asked")
        assert await owner.ended == "asked"

    run(work())
