"""The child's loop and pipes, run here in the test's own process."""

import ctypes
import os
import resource
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from rtp.messages import (
    AddPort,
    AnyEvent,
    AskStatistics,
    AudioReceived,
    Begin,
    LowWater,
    OpenStream,
    PlaneStatistics,
    PromptKilled,
    Shutdown,
    SpeechEnded,
    SpeechStarted,
    Started,
    Stopped,
    StreamSpec,
    Write,
)
from rtp.plane import Plane
from rtp.process.batch_framing import BatchReader, encode_batch
from rtp.process.child import Pipes, Waiter, main, run, take_scheduling
from rtp.process.spawn import ChildSettings
from rtp.streams import SharedRows
from tests.fakes.datagrams import FakeDatagrams

ROWS = 4


class Ends:
    """Both ends of both pipes."""

    def __init__(self) -> None:
        self.commands, self.child_commands = socket.socketpair()
        self.audio, self.child_audio = socket.socketpair()
        self.pipes = Pipes(self.child_commands, self.child_audio)
        self.waiter = Waiter(self.child_commands, self.child_audio)
        self.commands.settimeout(2)
        self._reader: BatchReader[AnyEvent] = BatchReader(AnyEvent)

    def events(self) -> list[AnyEvent]:
        return self._reader.push(self.commands.recv(100_000))

    def close(self) -> None:
        for end in (self.commands, self.child_commands, self.audio, self.child_audio):
            end.close()


@pytest.fixture
def ends() -> Iterator[Ends]:
    ends = Ends()
    yield ends
    ends.close()


def test_commands_bring_their_descriptors(ends: Ends) -> None:
    with socket.socket() as rtp_socket, socket.socket() as rtcp_socket:
        frame = encode_batch([AddPort(5000, False)])
        socket.send_fds(ends.commands, [frame], [rtp_socket.fileno(), rtcp_socket.fileno()])
        ends.commands.send(encode_batch([Shutdown()]))
        assert ends.pipes.commands() == [AddPort(5000, False), Shutdown()]
        taken = ends.pipes.take_sockets()
        assert taken is not None
        for end in taken:
            end.close()
    assert ends.pipes.commands() == []
    assert not ends.pipes.is_closed


def test_descriptors_that_cannot_come_leave_those_of_others_in_their_order(ends: Ends) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.socket() as rtp_socket, socket.socket() as rtcp_socket:
        pair = [rtp_socket.fileno(), rtcp_socket.fileno()]
        for port in (5000, 5002):
            socket.send_fds(ends.commands, [encode_batch([AddPort(port, False)])], pair)
        with open(os.devnull, "rb") as lowest:  # noqa: PTH123  # its number says where the free ones begin
            free = lowest.fileno()
        commands = []
        # One is left, of the two that a pair of sockets is.
        resource.setrlimit(resource.RLIMIT_NOFILE, (_free_numbers(free, 1), before[1]))
        try:
            commands += ends.pipes.commands()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
        assert commands == [AddPort(5000, False), AddPort(5002, False)]
        assert ends.pipes.take_sockets() is None
        assert ends.pipes.take_sockets() is None
        socket.send_fds(ends.commands, [encode_batch([AddPort(5000, False)])], pair)
        ends.pipes.commands()
        taken = ends.pipes.take_sockets()
        assert taken is not None
        for end in taken:
            end.close()


def _free_numbers(start: int, count: int) -> int:
    """The limit under which so many descriptors are free; those in use above `start` count as used."""
    number = start
    while count:
        count -= not Path(f"/proc/self/fd/{number}").exists()
        number += 1
    return number


def test_audio_is_read_whole_and_an_empty_pipe_gives_nothing(ends: Ends) -> None:
    assert ends.pipes.writes() == []
    writes = [Write(1, 1, bytes(40_000)) for _ in range(3)]
    ends.audio.send(encode_batch(writes))
    assert ends.pipes.writes() == writes


def test_the_end_of_control_closes_the_pipes(ends: Ends) -> None:
    ends.audio.close()
    assert ends.pipes.writes() == []
    assert ends.pipes.is_closed
    other = Ends()
    other.commands.close()
    assert other.pipes.commands() == []
    assert other.pipes.is_closed
    other.pipes.is_closed = False
    other.pipes.send([PlaneStatistics(0)], sends_all=True)
    assert other.pipes.is_closed
    other.close()


def test_patient_events_gather_until_a_round_or_an_urgent_one(ends: Ends) -> None:
    low = LowWater(1, 1, 8000, 0)
    ends.pipes.send([low], sends_all=False)
    ends.pipes.send([low], sends_all=True)
    assert ends.events() == [low, low]
    ends.pipes.send([low], sends_all=False)
    started = Started(1, 1, 0.0, 0, 0)
    ends.pipes.send([started], sends_all=False)
    assert ends.events() == [low, started]


def test_events_wait_when_control_does_not_read(ends: Ends) -> None:
    events: list[AnyEvent] = [LowWater(n, 1, 8000, 0) for n in range(60_000)]
    for _ in range(4):
        ends.pipes.send(events, sends_all=True)
    got = 0
    while got < 240_000:
        got += len(ends.events())
        ends.pipes.send([], sends_all=False)
    assert got == 240_000


def test_waiting_ends_at_the_deadline_or_with_a_command(ends: Ends) -> None:
    before = time.monotonic()
    assert not ends.waiter.wait(0.002)
    assert 0.002 <= time.monotonic() - before < 0.1
    ends.audio.send(b"x")
    assert not ends.waiter.wait(0.0)
    ends.waiter.wait_idle()
    ends.commands.send(b"x")
    assert ends.waiter.wait(5.0)


def test_the_loop_serves_streams_until_shutdown(ends: Ends) -> None:
    datagrams = FakeDatagrams()
    shared = SharedRows(bytearray(SharedRows.size_bytes(ROWS)), ROWS)
    plane = Plane(datagrams, shared, ROWS, time.monotonic(), cname="x")
    spec = StreamSpec(remote=("192.0.2.1", 4000))
    # Audio first: it must not overtake the Begin that was sent before it.
    ends.audio.send(encode_batch([Write(1, 1, bytes(160), (), True)]))
    ends.commands.send(
        encode_batch([AddPort(5000, False), OpenStream(1, 1, 5000, spec, 9, 1, 2), Begin(1, 1), AskStatistics()])
    )
    thread = threading.Thread(target=run, args=(plane, ends.pipes, ends.waiter))
    thread.start()
    seen: list[AnyEvent] = []
    while not any(isinstance(event, Started) for event in seen):
        seen += ends.events()
    ends.commands.send(encode_batch([Shutdown()]))
    thread.join(5)
    assert not thread.is_alive()
    (statistics,) = [event for event in seen if isinstance(event, PlaneStatistics)]
    assert statistics.cpu_s > 0
    assert len(datagrams.sent) == 1


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        ((), "fifo"),
        (("sched_setscheduler",), "nice -15"),
        (("sched_setscheduler", "setpriority"), "slice 0.1 ms"),
        (("sched_setscheduler", "setpriority", "slice"), "ordinary"),
        (("sched_setscheduler", "setpriority", "uname"), "ordinary"),
    ],
)
def test_the_best_class_allowed_is_taken(
    monkeypatch: pytest.MonkeyPatch, refused: tuple[str, ...], expected: str
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    class Libc:
        def syscall(self, number: int, pid: int, attributes: bytes, flags: int) -> int:
            assert struct.unpack_from("=I", attributes)[0] == len(attributes) == 48
            return -1 if "slice" in refused else 0

    for name in ("sched_setscheduler", "setpriority"):
        monkeypatch.setattr(os, name, refuse if name in refused else lambda *_: None)
    machine = "riscv" if "uname" in refused else "x86_64"
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("", "", "", "", machine)))
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Libc())
    assert take_scheduling() == expected


def test_a_child_of_another_parent_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Libc:
        def prctl(self, *_: int) -> int:
            return 0

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Libc())
    settings = ChildSettings(streams=1, cname="x", is_urgent=False, parent=1)
    main(["0", "0", "0", msgspec.json.encode(settings).decode()])
    assert sys.argv


def test_what_was_heard_never_delays_other_news(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rtp.process.child.MAX_INPUT", 3000)
    received = AudioReceived(1, 1, bytes(1600), 8000, 1.0, False)
    ended = SpeechEnded(1, 1, 1.0, 0.8)
    ends.pipes.send([received] * 2900, sends_all=True)
    ends.pipes.send([received] * 4000, sends_all=True)
    stopped = Stopped(1, (), 1.0, 0, 0)
    ends.pipes.send([ended, stopped], sends_all=False)
    got: list[AnyEvent] = []
    while ended not in got:
        got += ends.events()
        ends.pipes.send([], sends_all=False)
    # The socket's own buffer was full of audio when the news came; what waited in the plane let it pass.
    assert got.index(stopped) < got.index(ended) - 1000
    assert got[-1] == ended
    # And a control that does not read costs no more than a bounded amount of memory.
    assert 3000 <= len(got) < 6000


def test_audio_gathers_until_a_round_and_keeps_its_place_before_the_end_of_speech(ends: Ends) -> None:
    received = AudioReceived(1, 1, bytes(1600), 8000, 1.0, False)
    ends.pipes.send([received], sends_all=False)
    started, ended = SpeechStarted(1, 1, 1.0, 0.9, 0), SpeechEnded(1, 1, 1.0, 0.8)
    killed = PromptKilled(2, (), 1.0, 0, 0)
    ends.pipes.send([killed, started, received, ended], sends_all=False)
    got: list[AnyEvent] = []
    while len(got) < 5:
        got += ends.events()
    assert got == [killed, received, started, received, ended]
