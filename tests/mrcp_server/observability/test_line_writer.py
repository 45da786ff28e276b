"""Whoever writes a line neither waits nor fails, whatever becomes of it; what is missing is counted and told."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from mrcp_server.observability.line_writer import MOST_LINE_BYTES, LineWriter

F_SETPIPE_SZ = 1031


def note(lines: int) -> bytes:
    return b"%d dropped\n" % lines


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    fcntl.fcntl(writing, F_SETPIPE_SZ, 4096)
    try:
        yield reading, writing
    finally:
        for end in (reading, writing):
            with os.fdopen(end):
                pass


def read_to(reading: int, end: bytes) -> bytes:
    data = b""
    while not data.endswith(end):
        data += os.read(reading, 65536)
    return data


def test_lines_arrive_in_their_order() -> None:
    with pipe() as (reading, writing):
        writer = LineWriter(writing, note)
        for number in range(100):
            writer.put(b"line %d\n" % number)
        assert writer.flush(5)
        assert os.read(reading, 65536).splitlines() == [b"line %d" % number for number in range(100)]
        assert writer.dropped == 0


def test_a_reader_that_stands_still_costs_lines_and_is_told_so() -> None:
    with pipe() as (reading, writing):
        writer = LineWriter(writing, note, most_bytes=20_000)
        for number in range(1000):
            writer.put(b"%0100d\n" % number)
        assert not writer.flush(0.05)
        dropped = writer.dropped
        assert 700 < dropped < 900
        # What waited comes whole when somebody reads again, and the next line is told what is missing before it.
        written = b"".join(b"%0100d\n" % number for number in range(1000 - dropped))
        assert read_to(reading, written[-101:]) == written
        assert writer.flush(5)
        writer.put(b"last\n")
        assert read_to(reading, b"last\n") == note(dropped) + b"last\n"


def test_a_full_disk_costs_lines() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        writer = LineWriter(full, note)
        for _ in range(3):
            writer.put(b"line\n")
        assert writer.flush(5)
        assert writer.dropped == 3
    finally:
        os.close(full)


def test_a_reader_that_is_gone_costs_lines() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        writer = LineWriter(writing, note)
        writer.put(b"line\n")
        assert writer.flush(5)
        assert writer.dropped == 1
    finally:
        os.close(writing)


def test_a_line_that_broke_off_does_not_take_the_next_one_with_it() -> None:
    with pipe() as (reading, writing):
        writer = LineWriter(writing, note)
        real = os.write
        outcomes: list[int | OSError] = [3, OSError(28, "no room")]

        def torn(data: memoryview) -> int:
            outcome = outcomes.pop(0)
            if isinstance(outcome, OSError):
                raise outcome
            return real(writing, data[:outcome])

        writer._send = lambda data: torn(data) if outcomes else real(writing, data)
        writer.put(b"first\n")
        assert writer.flush(5)
        assert writer.dropped == 1
        writer.put(b"second\n")
        assert read_to(reading, b"second\n") == b"fir\n1 dropped\nsecond\n"


def test_a_description_that_others_made_non_blocking_is_waited_for() -> None:
    with pipe() as (reading, writing):
        os.set_blocking(writing, False)
        writer = LineWriter(writing, note)
        writer.put(b"%010000d\n" % 1)
        assert len(read_to(reading, b"1\n")) == 10001
        assert writer.flush(5)
        assert writer.dropped == 0


def test_a_line_without_measure_is_not_kept() -> None:
    with pipe() as (_reading, writing):
        writer = LineWriter(writing, note)
        writer.put(bytes(MOST_LINE_BYTES + 1))
        assert writer.dropped == 1
