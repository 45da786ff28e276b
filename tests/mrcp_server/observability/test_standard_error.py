"""What a process and its children write to standard error leaves through a queue. In a process of its own: it is
changed for good."""

import os
import subprocess
import sys
from pathlib import Path

TAKEN_OVER = """
import os, subprocess, sys
from mrcp_server.observability.standard_error import StandardError
error = StandardError(lambda lines: b"%d dropped\\n" % lines)
said = []
error.take_over(lambda text: (said.append(text), error.put(("heard " + text + "\\n").encode())))
"""


def run(program: str, **options: object) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-c", TAKEN_OVER + program]
    return subprocess.run(command, timeout=60, check=False, **{"capture_output": True, **options})  # type: ignore[call-overload, no-any-return]  # any of its options


def test_python_text_and_that_of_others_comes_out_at_the_end() -> None:
    result = run("""
print("mine")
print("of an error", file=sys.stderr)
os.write(2, b"native\\nin two lines\\n")
subprocess.run([sys.executable, "-c", "import sys; print('of a child', file=sys.stderr)"])
import time
while not (said and "of a child" in said[-1]):
    time.sleep(0.01)
""")
    assert result.returncode == 0
    lines = result.stderr.decode()
    assert lines.startswith("mine\nof an error\n")
    assert "heard native\nin two lines\n" in lines
    assert "of a child\n" in lines
    assert result.stdout == b""


def test_an_exception_that_ends_the_process_is_told() -> None:
    result = run("raise ValueError('why')")
    assert (result.returncode, b"ValueError: why" in result.stderr) == (1, True)


def test_nobody_who_reads_keeps_nobody_from_ending() -> None:
    reading, writing = os.pipe()
    try:
        os.set_blocking(writing, False)
        try:
            while True:
                os.write(writing, bytes(4096))
        except BlockingIOError:
            os.set_blocking(writing, True)
        program = """
print("x" * 100_000)
# More than the pipe holds, at once: the child goes on without its words.
flood = "import os\\ntry:\\n  while True: os.write(2, bytes(100_000))\\nexcept BlockingIOError: pass"
print(subprocess.run([sys.executable, "-c", flood], timeout=30).returncode, file=open(sys.argv[1], "w"))
"""
        status = Path(f"/tmp/standard-error-{os.getpid()}")
        command = [sys.executable, "-c", TAKEN_OVER + program, str(status)]
        with subprocess.Popen(command, stderr=writing) as process:
            assert process.wait(60) == 0
        assert status.read_text() == "0\n"
        status.unlink()
    finally:
        os.close(reading)
        os.close(writing)


def test_it_stays_a_terminal_for_those_who_ask() -> None:
    assert b"2 False" in run("print(sys.stderr.fileno(), sys.stderr.isatty())").stderr
