import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from engine.registry import EngineSpec
from engine.workers import process_life
from engine.workers.framing import MessageReader, encode_message
from engine.workers.listener_messages import ListenerCommand, ListenerSetup, PushAudio
from engine.workers.process_life import (
    be_modest,
    become_worker,
    die_with_parent,
    leave_interrupts_to_parent,
    receive_setup,
    resident_bytes,
)

ROOT = Path(__file__).parents[3]

GRANDPARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", '''
import os, sys, time
from engine.workers.process_life import die_with_parent
die_with_parent(os.getppid())
print(os.getpid(), flush=True)
time.sleep(60)
'''], stdout=subprocess.PIPE)
print(child.stdout.readline().decode().strip(), flush=True)
input()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal for it is Linux's")
def test_a_worker_dies_with_its_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", GRANDPARENT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    with parent.stdout, parent.stdin:
        worker = int(parent.stdout.readline())
        os.kill(worker, 0)
        parent.kill()
        parent.wait(5)
    deadline = time.monotonic() + 5
    while _is_alive(worker) and time.monotonic() < deadline:
        pass
    assert not _is_alive(worker)


def _is_alive(pid: int) -> bool:
    """Nobody may have reaped it yet: a zombie is dead."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_an_orphan_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "elsewhere")  # no signal for the test process itself
    with pytest.raises(SystemExit):
        die_with_parent(os.getpid())
    die_with_parent(os.getppid())


def test_interrupts_are_the_parents() -> None:
    before = signal.getsignal(signal.SIGINT)
    try:
        leave_interrupts_to_parent()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_worker_belongs_to_its_parent_before_it_does_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []
    monkeypatch.setattr(process_life, "die_with_parent", done.append)
    monkeypatch.setattr(process_life, "leave_interrupts_to_parent", lambda: done.append("interrupts"))
    monkeypatch.setattr("faulthandler.enable", lambda: done.append("crashes"))
    become_worker(7)
    assert done == [7, "interrupts", "crashes"]


def test_the_first_command_says_what_it_is_to_be() -> None:
    setup = ListenerSetup(EngineSpec("sphinx"), 1 << 30, 2)
    near, far = socket.socketpair()
    reader = MessageReader(ListenerCommand)
    with near, far:
        near.sendall(encode_message(PushAudio(1, b"")) + encode_message(setup))
        assert receive_setup(far, reader, ListenerSetup) == setup


def test_a_worker_whose_control_goes_before_it_was_set_up_ends() -> None:
    near, far = socket.socketpair()
    with far:
        near.close()
        with pytest.raises(SystemExit):
            receive_setup(far, MessageReader(ListenerCommand), ListenerSetup)


def test_memory_is_told_where_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resident_bytes() > 1 << 20

    def fail(path: Path) -> bytes:
        raise OSError

    monkeypatch.setattr(Path, "read_bytes", fail)
    assert resident_bytes() == 0


def test_modesty_is_a_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(os, "nice", asked.append)
    monkeypatch.setattr(os, "sched_setscheduler", _forbidden, raising=False)
    be_modest(7)
    assert asked == [7]
    monkeypatch.setattr(os, "nice", _forbidden)
    be_modest(7)
    be_modest(7, batch=False)


def _forbidden(*_: Any) -> None:
    raise PermissionError
