"""The process of the media plane: `python -m rtp.process.child COMMAND_FD AUDIO_FD MEMORY_FD SETTINGS`.

It waits for its next slot or a command, whichever comes first, and does nothing else. Commands wake it at once; audio
is read when a slot begins, so that feeding 2,500 streams costs no wake-ups.
"""

import contextlib
import ctypes
import gc
import importlib
import mmap
import os
import select
import signal
import socket
import struct
import sys
import time
from array import array
from collections import deque
from collections.abc import Sequence

import msgspec

from rtp.messages import (
    AnyCommand,
    AnyEvent,
    AudioReceived,
    KeyReleased,
    LowWater,
    MarkReached,
    PlaneReady,
    PlaneStatistics,
    SpeechEnded,
    SpeechStarted,
    Write,
)
from rtp.plane import Plane
from rtp.process.batch_framing import BatchReader, PipeError, encode_batch
from rtp.process.datagrams import Datagrams
from rtp.process.kernel_clock import KernelClock
from rtp.process.spawn import PIPE_BUFFER_BYTES, READ_BYTES, ChildSettings
from rtp.streams import SharedRows
from rtp.wire import srtp_suites

FIFO_PRIORITY = 10
NICE = -15
SLICE_NS = 100_000
"""Shortest slice the kernel grants an ordinary process (EEVDF, Linux 6.12): who asks for little is served sooner."""

MAX_AUDIO_READS = 4
"""Reads of a megabyte at most before the packets of a slot leave; the rest waits for the next slot."""
_ANCILLARY_BYTES = socket.CMSG_SPACE(8 * 4)

MARGIN_S = 0.0015
"""Nothing of what arrived is begun so shortly before packets are to leave; it goes on behind them."""

PATIENT = frozenset((LowWater, MarkReached, KeyReleased, AudioReceived))
"""Events that may reach control 20 ms later: half a ring is left at low water, and marks carry their own time."""

INPUT = frozenset((SpeechStarted, AudioReceived, SpeechEnded))
"""What callers say. These events keep their order among themselves and let all others go first: a control that was
held up reads that a prompt is silent before it reads seconds of audio."""
INPUT_PER_BATCH = 32
"""What an urgent event may find in front of it when the pipe is full: 50 KB."""
MAX_INPUT = 8192
"""Events of this kind that wait; audio beyond is dropped, about 13 MB. Control is then dead or will be killed."""

PR_SET_PDEATHSIG = 1
PR_SET_TIMERSLACK = 29
_SYS_SCHED_SETATTR = {"x86_64": 314, "aarch64": 274}
_SCHED_ATTR = struct.Struct("=IIQiIQQQ")


class Pipes:
    """The child's end of both pipes."""

    def __init__(self, commands: socket.socket, audio: socket.socket) -> None:
        self._commands = commands
        self._audio = audio
        self._command_reader: BatchReader[AnyCommand] = BatchReader(AnyCommand)
        self._audio_reader: BatchReader[Write] = BatchReader(Write)
        self._sockets: deque[tuple[int, int] | None] = deque()
        """Of AddPort commands, in their order; None where this process may have no more descriptors."""
        # Received into one place for ever: a fresh buffer for each read would be mapped and unmapped every time.
        self._inbox = memoryview(bytearray(READ_BYTES))
        self._waiting: list[AnyEvent] = []
        """Not sorted yet: patient events gather here."""
        self._urgent: list[AnyEvent] = []
        self._input: deque[AnyEvent] = deque()
        self._unsent = b""
        self.is_closed = False
        """Control is gone."""
        for pipe in (commands, audio):
            pipe.setblocking(False)
            pipe.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, PIPE_BUFFER_BYTES)

    def commands(self) -> list[AnyCommand]:
        """What has arrived, whole. Descriptors that came with it wait for `take_sockets`."""
        commands: list[AnyCommand] = []
        while not self.is_closed:
            try:
                size, ancillary, flags, _ = self._commands.recvmsg_into([self._inbox], _ANCILLARY_BYTES)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                size, ancillary, flags = 0, [], 0
            has_descriptors = bool(ancillary or flags & socket.MSG_CTRUNC)
            if has_descriptors:
                self._sockets.append(_pair_of(ancillary))
            self.is_closed = not size
            commands += self._command_reader.push(self._inbox[:size])
            # A read ends where descriptors begin, so a short one says only then that the pipe is empty.
            if size < READ_BYTES and not has_descriptors:
                break
        return commands

    def writes(self) -> list[Write]:
        """Audio that has arrived, a bounded amount. Read `commands` after this and carry them out before: what was
        sent before a piece of audio, such as its Begin, is then there."""
        writes: list[Write] = []
        for _ in range(MAX_AUDIO_READS):
            try:
                size = self._audio.recv_into(self._inbox)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                size = 0
            self.is_closed = self.is_closed or not size
            writes += self._audio_reader.push(self._inbox[:size])
            if size < READ_BYTES:
                break
        return writes

    def take_sockets(self) -> tuple[socket.socket, socket.socket] | None:
        """The pair that came with the AddPort command now being carried out; None when the kernel could not give it."""
        pair = self._sockets.popleft()
        return None if pair is None else (socket.socket(fileno=pair[0]), socket.socket(fileno=pair[1]))

    def send(self, events: list[AnyEvent], *, sends_all: bool) -> None:
        """Report to control. Patient events gather until `sends_all`, in a timer slot: control then wakes 50 times a
        second for them, not 200 times. What the pipe does not take now leaves with a later call."""
        if events:
            self._waiting += events
            sends_all = sends_all or not all(type(event) in PATIENT for event in events)
        if sends_all and self._waiting:
            self._sort(self._waiting)
            self._waiting.clear()
        while not self.is_closed and (self._unsent or self._encode_next()):
            try:
                self._unsent = self._unsent[self._commands.send(self._unsent) :]
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                self.is_closed = True

    def _sort(self, events: list[AnyEvent]) -> None:
        for event in events:
            if type(event) not in INPUT:
                self._urgent.append(event)
            elif len(self._input) < MAX_INPUT or type(event) is not AudioReceived:
                self._input.append(event)

    def _encode_next(self) -> bool:
        """Make the next batch; False when nothing is left."""
        if self._urgent:
            self._unsent = encode_batch(_with_cpu_time(self._urgent))
            self._urgent.clear()
        elif self._input:
            count = min(len(self._input), INPUT_PER_BATCH)
            self._unsent = encode_batch([self._input.popleft() for _ in range(count)])
        return bool(self._unsent)


class _Timespec(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


class _PollFd(ctypes.Structure):
    _fields_ = (("fd", ctypes.c_int), ("events", ctypes.c_short), ("revents", ctypes.c_short))


class Waiter:
    """`ppoll` with nanoseconds; Python's `poll` and `epoll` know milliseconds only."""

    def __init__(self, commands: socket.socket, audio: socket.socket) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._fds = (_PollFd * 2)()
        for slot, pipe in zip(self._fds, (commands, audio), strict=True):
            slot.fd, slot.events = pipe.fileno(), select.POLLIN
        self._timeout = _Timespec()
        self._timeout_reference = ctypes.byref(self._timeout)

    def wait(self, timeout_s: float) -> bool:
        """Sleep until a command comes or the time is over. Returns True for a command."""
        whole = int(timeout_s)
        self._timeout.seconds, self._timeout.nanoseconds = whole, int((timeout_s - whole) * 1e9)
        return bool(self._libc.ppoll(self._fds, 1, self._timeout_reference, None) > 0)

    def wait_idle(self) -> None:
        """Sleep until either pipe has something."""
        self._libc.ppoll(self._fds, 2, None, None)


def run(plane: Plane, pipes: Pipes, waiter: Waiter) -> None:
    """Serve until control says Shutdown or is gone.

    What runs in every slot is kept short: after 5 ms of others the processor knows none of it any more, and each line
    costs five times what it costs in a loop.
    """
    while not (plane.is_shut_down or pipes.is_closed):
        is_idle = plane.is_idle
        if is_idle:
            waiter.wait_idle()
            has_commands = True
        else:
            has_commands = waiter.wait(max(plane.deadline - time.monotonic(), 0.0))
        now = time.monotonic()
        is_due = is_idle or now >= plane.deadline
        is_timer_slot = is_idle or (is_due and plane.is_timer_slot)
        writes = pipes.writes() if is_due and (is_timer_slot or plane.is_hungry) else []
        if has_commands or writes:
            for command in pipes.commands():
                plane.handle(command, now)
        patient = _take_urgent(plane, writes, now) if writes else writes
        if is_due:
            plane.send_due(time.monotonic())
        for write in patient:
            plane.write(write, now)
        if events := plane.events():
            pipes.send(events, sends_all=False)
        while plane.take_in(time.monotonic()) and time.monotonic() < plane.deadline - MARGIN_S:
            pass
        events = plane.events()
        if events or is_timer_slot:
            pipes.send(events, sends_all=is_timer_slot)


def _take_urgent(plane: Plane, writes: list[Write], now: float) -> list[Write]:
    """Lay in the audio that somebody waits for; the rest has time until packets that are ready have left: a control
    process that was held up sends much at once."""
    patient: list[Write] = []
    for write in writes:
        if plane.waits_for(write):
            plane.write(write, now)
        else:
            patient.append(write)
    return patient


def take_scheduling() -> str:
    """Take the best scheduling class this user may have, and say which it was.

    Beside busy processes an ordinary one wakes 3 to 4 ms late (p99 to p99.9), the others 0.3 ms.
    """
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(FIFO_PRIORITY))
        return "fifo"
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
        return f"nice {NICE}"
    number = _SYS_SCHED_SETATTR.get(os.uname().machine)
    if number is not None:
        attributes = _SCHED_ATTR.pack(_SCHED_ATTR.size, os.SCHED_OTHER, 0, 0, 0, SLICE_NS, 0, 0)
        if ctypes.CDLL(None, use_errno=True).syscall(number, 0, attributes, 0) == 0:
            return f"slice {SLICE_NS / 1e6} ms"
    return "ordinary"


def main(arguments: list[str]) -> None:
    """Run the plane on inherited descriptors."""
    command_fd, audio_fd, memory_fd = map(int, arguments[:3])
    settings = msgspec.json.decode(arguments[3], type=ChildSettings)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != settings.parent:
        return
    # Control decides when the calls end; a service manager signals the whole group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    libc.prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0)
    if settings.takes_srtp and srtp_suites.is_available():
        # Now, not with the first stream that needs it: that would hold up all the others for 50 ms.
        importlib.import_module("rtp.wire.srtp")
    scheduling = take_scheduling() if settings.is_urgent else "ordinary"
    commands, audio = socket.socket(fileno=command_fd), socket.socket(fileno=audio_fd)
    pipes = Pipes(commands, audio)
    shared = SharedRows(mmap.mmap(memory_fd, 0), settings.streams)
    datagrams = Datagrams(pipes.take_sockets, KernelClock(time.time, time.monotonic))
    plane = Plane(datagrams, shared, settings.streams, time.monotonic(), cname=settings.cname)
    # What is alive now stays: leave it out of every collection. Little of what comes later is ever in a cycle.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    pipes.send([PlaneReady(0, scheduling, os.getpid())], sends_all=True)
    with contextlib.suppress(PipeError):
        run(plane, pipes, Waiter(commands, audio))
    datagrams.close()


def _pair_of(ancillary: Sequence[tuple[int, int, bytes]]) -> tuple[int, int] | None:
    """The two descriptors of a message, each of which brings one pair; what is left of a pair is closed."""
    came = array("i")
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            came.frombytes(data)
    if len(came) == 2:
        return came[0], came[1]
    for descriptor in came:
        os.close(descriptor)
    return None


def _with_cpu_time(events: list[AnyEvent]) -> list[AnyEvent]:
    return [
        msgspec.structs.replace(event, cpu_s=time.process_time()) if type(event) is PlaneStatistics else event
        for event in events
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
