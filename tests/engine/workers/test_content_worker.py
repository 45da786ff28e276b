"""A worker in a thread of this process, at the other end of a real socket; its limit in a process of its own."""

import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from engine.workers import content_worker
from engine.workers.content_messages import ContentNotice, ContentReady, ContentSetup, Portion, Task, Unfinished
from engine.workers.content_worker import ContentWorker, main
from engine.workers.framing import MessageReader, encode_message

FUNCTIONS = "tests.fakes.content_functions"


class Control:
    """The control process's end."""

    def __init__(self) -> None:
        self.pipe, self.far = socket.socketpair()
        self.pipe.settimeout(10)
        self._reader = MessageReader(ContentNotice)
        self._read: list[Any] = []

    def tell(self, *commands: Any) -> None:
        self.pipe.sendall(b"".join(map(encode_message, commands)))

    def notice(self) -> Any:
        while not self._read:
            data = self.pipe.recv(65536)
            assert data, "the worker closed the pipe"
            self._read += self._reader.receive_data(data)
        return self._read.pop(0)


@pytest.fixture
def control(monkeypatch: pytest.MonkeyPatch) -> Control:
    # This process is not one of many: it keeps its limits and its place.
    monkeypatch.setattr(content_worker, "limit_memory", lambda _: None)
    monkeypatch.setattr(content_worker, "be_modest", lambda _: None)
    return Control()


def test_tasks_are_done_one_after_another_until_the_pipe_ends(control: Control) -> None:
    thread = threading.Thread(target=ContentWorker(control.far).run)
    thread.start()
    control.tell(ContentSetup(1 << 30, 0))
    assert control.notice() == ContentReady()
    control.tell(Task(f"{FUNCTIONS}:echo"), Portion(b"a", last=False), Portion(b"b", last=True))
    assert control.notice() == Portion(b"ab", last=True)
    control.tell(Task(f"{FUNCTIONS}:fail"), Portion(b"so", last=True))
    assert control.notice() == Unfinished("ValueError: so")
    control.tell(Task(f"{FUNCTIONS}:echo"), Portion(b"on", last=True))
    assert control.notice() == Portion(b"on", last=True)
    control.pipe.close()
    thread.join(10)
    assert not thread.is_alive()
    control.far.close()


def test_what_it_is_to_do_is_loaded_before_it_is_ready(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(content_worker, "load_object", loaded.append)
    control.tell(ContentSetup(1 << 30, 0, (f"{FUNCTIONS}:echo",)))
    control.pipe.shutdown(socket.SHUT_WR)
    ContentWorker(control.far).run()
    assert loaded == [f"{FUNCTIONS}:echo"]
    assert control.notice() == ContentReady()
    control.pipe.close()
    control.far.close()


def test_main_adopts_and_takes_the_pipe_it_is_given(control: Control) -> None:
    adopted: list[int] = []
    control.tell(ContentSetup(1 << 30, 0))
    control.pipe.shutdown(socket.SHUT_WR)
    main([str(control.far.detach()), "7"], adopt=adopted.append)
    assert adopted == [7]
    assert control.notice() == ContentReady()
    control.pipe.close()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc")
def test_memory_has_a_limit() -> None:
    program = (
        "from engine.workers.content_worker import limit_memory\n"
        "limit_memory(64 << 20)\nbytearray(16 << 20)\n"
        "try:\n    bytearray(128 << 20)\nexcept MemoryError:\n    print('no')\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "no\n"
