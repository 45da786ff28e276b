"""Real processes; what is particular to synthesizer workers is tested with `worker_process`."""

import asyncio
import errno
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from engine.workers.child_process import ChildProcess, Pipe, PipeProtocol
from engine.workers.framing import MessageReader, encode_message
from engine.workers.notices import Broken
from engine.workers.worker_messages import Cancel, Notice

#: Says what it was given, then echoes the first pipe, or whatever `sys.argv[4]` says.
CHILD = """
import os, socket, sys
from engine.workers.framing import encode_message
from engine.workers.notices import Broken
pipe = socket.socket(fileno=int(sys.argv[1]))
pipe.sendall(encode_message(Broken(" ".join([os.environ["OMP_NUM_THREADS"], sys.argv[-1]]))))
other = socket.socket(fileno=int(sys.argv[2]))
while data := pipe.recv(1000):
    if sys.argv[-1] == "nonsense":
        other.sendall(b"\\xff" * 8)
    pipe.sendall(encode_message(Broken(str(len(data)))))
"""


class Owner:
    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "some_child.py").write_text(CHILD)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.said: asyncio.Queue[Broken] = asyncio.Queue()
        self.child = ChildProcess("some_child", self.ended.set_result)

    async def start(self, argument: str = "hello") -> None:
        pipes = (Pipe(Notice, self.said.put_nowait), Pipe(Notice, self.said.put_nowait))
        await self.child.start(pipes, b"1234", (argument,))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Owner], Awaitable[None]]], None]:
    def runner(work: Callable[[Owner], Awaitable[None]]) -> None:
        async def whole() -> None:
            await work(Owner(tmp_path, monkeypatch))

        asyncio.run(asyncio.wait_for(whole(), 30))

    return runner


Run = Callable[[Callable[[Owner], Awaitable[None]]], None]


def test_messages_go_both_ways_until_it_is_closed(run: Run) -> None:
    async def work(owner: Owner) -> None:
        assert owner.child.pid == 0
        await owner.start()
        before = owner.child.heard_at
        assert (await owner.said.get()).reason == "1 hello"
        assert (await owner.said.get()).reason == "4"
        assert owner.child.heard_at >= before
        owner.child.write(encode_message(Cancel(1)))
        await owner.said.get()
        await owner.child.close()
        assert owner.ended.result() == "closed"
        owner.child.write(b"too late")
        owner.child.kill("too late")
        await owner.child.close()

    run(work)


def test_nonsense_on_any_pipe_ends_it(run: Run) -> None:
    async def work(owner: Owner) -> None:
        await owner.start("nonsense")
        assert (await owner.ended).startswith("sent nonsense")

    run(work)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_a_death_is_told_with_its_signal_or_the_reason_noted(run: Run) -> None:
    async def work(owner: Owner) -> None:
        await owner.start()
        await owner.said.get()
        owner.child.note("as announced")
        os.kill(owner.child.pid, signal.SIGKILL)
        assert await owner.ended == "as announced"

    run(work)


def test_without_descriptors_for_processes_it_is_killed_by_number(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pidfd_open", raising=False)

    async def work(owner: Owner) -> None:
        await owner.start()
        owner.child.kill("asked")
        assert await owner.ended == "asked"

    run(work)


def test_one_that_never_started_closes_quietly(run: Run) -> None:
    async def work(owner: Owner) -> None:
        owner.child.kill("nobody there")
        owner.child.write(b"", 1)
        await owner.child.close()
        assert not owner.ended.done()

    run(work)


@pytest.mark.parametrize("refused", ["socketpair", "process", "connection"])
def test_one_that_the_system_refuses_has_ended(run: Run, monkeypatch: pytest.MonkeyPatch, refused: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    async def work(owner: Owner) -> None:
        match refused:
            case "socketpair":
                monkeypatch.setattr("socket.socketpair", refuse)
            case "process":
                monkeypatch.setattr("asyncio.create_subprocess_exec", refuse)
            case "connection":
                monkeypatch.setattr(asyncio.get_running_loop(), "create_unix_connection", refuse)
        await owner.start()
        assert not owner.ended.done()  # its owner has not taken it in yet
        assert await owner.ended == "could not be started: Too many open files"
        await owner.child.close()

    run(work)


def test_a_pipe_takes_messages_in_any_cut() -> None:
    got: list[Broken] = []
    signs: list[None] = []
    ends: list[str] = []
    pipe = PipeProtocol(Pipe(Notice, got.append), lambda: signs.append(None), ends.append)
    whole = encode_message(Broken("why"))
    for octet in whole:
        pipe.data_received(bytes([octet]))
    assert got == [Broken("why")]
    assert len(signs) == 1
    pipe.data_received(b"\xff\xff\xff\xff")
    pipe.connection_lost(None)
    assert ends[0].startswith("sent nonsense")
    assert ends[1] == ""
    assert MessageReader(Notice).receive_data(whole) == got
