"""Signals reach the loop; the third ends the process whatever it does. In a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

PROGRAM = """
import asyncio, os, sys, time
from mrcp_server.process.signals import ProcessSignals

def leave():
    os.write(1, b"left\\n")
    os._exit(7)

async def main():
    signals = ProcessSignals(asyncio.get_running_loop(), leave)
    signals.take()
    signals.call_on_hangup(lambda: os.write(1, b"hangup\\n"))
    os.write(1, b"begun\\n")
    while True:
        os.write(1, b"%d\\n" % await signals.ending.get())
        if sys.argv[1] == "stuck":
            while True:
                time.sleep(0.01)

if sys.argv[2] == "uvloop":
    import uvloop
    uvloop.run(main())
else:
    asyncio.run(main())
"""


@contextmanager
def running(behaviour: str, loop: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-c", PROGRAM, behaviour, loop]
    with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0) as process:
        try:
            assert line(process) == "begun"
            yield process
        finally:
            process.kill()


def line(process: "subprocess.Popen[bytes]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().decode().strip()


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_each_signal_is_told_and_the_third_ends_the_process(loop: str) -> None:
    with running("waits", loop) as process:
        process.send_signal(signal.SIGHUP)
        assert line(process) == "hangup"
        for _ in range(2):
            process.send_signal(signal.SIGTERM)
            assert line(process) == str(int(signal.SIGTERM))
        process.send_signal(signal.SIGHUP)
        assert line(process) == "hangup"
        process.send_signal(signal.SIGTERM)
        assert (line(process), process.wait(20)) == ("left", 7)


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_a_loop_that_is_stuck_can_be_left(loop: str) -> None:
    with running("stuck", loop) as process:
        # SIGINT waits for no call: it counts as much as two others.
        process.send_signal(signal.SIGINT)
        assert line(process) == str(int(signal.SIGINT))
        os.kill(process.pid, signal.SIGTERM)
        assert (line(process), process.wait(20)) == ("left", 7)
