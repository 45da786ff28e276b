"""The plane's process as control holds it: exec, two pipes on Unix sockets, the notice of its death."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from rtp.messages import AnyEvent
from rtp.process.batch_framing import BatchReader, PipeError, encode_batch

READ_BYTES = 256 * 1024
PIPE_BUFFER_BYTES = 1024 * 1024
MESSAGES_PER_BATCH = 128
"""Bounds a batch: 128 chunks of a second are a megabyte of G.711."""


class ChildSettings(msgspec.Struct, frozen=True):
    """What the child is told on its command line, as JSON."""

    streams: int
    cname: str
    is_urgent: bool
    takes_srtp: bool = True
    """Streams may be encrypted, as far as the library for it is there."""
    parent: int = msgspec.field(default_factory=os.getpid)
    """Process that must be alive: the child ends when its parent is another."""


@dataclass(slots=True)
class _Segment:
    data: memoryview
    descriptors: Sequence[int]


class PipeWriter:
    """The sending end of a pipe: gathers messages, writes them in batches, waits when the socket is full."""

    def __init__(self, loop: asyncio.AbstractEventLoop, pipe: socket.socket, after: "PipeWriter | None" = None) -> None:
        """`after` is the pipe whose messages go first: the plane must know an utterance before it gets its audio."""
        self._loop = loop
        self._pipe = pipe
        self._after = after
        self._followers: list[PipeWriter] = []
        if after is not None:
            after._followers.append(self)  # noqa: SLF001  # of this class
        self._messages: list[Any] = []
        self._segments: deque[_Segment] = deque()
        self._is_scheduled = False
        self._is_waiting = False
        self._is_closed = False

    def put(self, message: Any, descriptors: Sequence[int] = ()) -> None:
        """Add a message; it leaves with the others of this turn of the loop. Descriptors ride on a batch of its own."""
        if descriptors:
            self._encode()
            self._segments.append(_Segment(memoryview(encode_batch([message])), descriptors))
        else:
            self._messages.append(message)
        if not self._is_scheduled:
            self._is_scheduled = True
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Write what the socket takes now."""
        self._is_scheduled = False
        if self._is_closed:
            return
        if self._after is not None:
            # Both pipes are written in turns of their own, and a Begin put after other audio of the same turn would
            # come second: its audio would be stale when the plane wakes in between.
            self._after.flush()
            if self._after.is_full:
                return  # it calls us when it has been emptied
        self._encode()
        was_full = self.is_full
        try:
            while self._segments:
                self._write(self._segments[0])
        except (BlockingIOError, InterruptedError):
            self._wait(True)
        except OSError:
            # The child is gone; the reading end sees it too and says so.
            self._segments.clear()
            self._wait(False)
        else:
            self._wait(False)
            if was_full:
                for follower in self._followers:
                    self._loop.call_soon(follower.flush)

    @property
    def is_full(self) -> bool:
        """Messages wait for room in the socket."""
        return self._is_waiting

    def close(self) -> None:
        """Stop writing; the socket is the caller's."""
        self._wait(False)
        self._is_closed = True

    def _encode(self) -> None:
        for start in range(0, len(self._messages), MESSAGES_PER_BATCH):
            batch = self._messages[start : start + MESSAGES_PER_BATCH]
            self._segments.append(_Segment(memoryview(encode_batch(batch)), ()))
        self._messages.clear()

    def _write(self, segment: _Segment) -> None:
        if segment.descriptors:
            sent = socket.send_fds(self._pipe, [segment.data], list(segment.descriptors))
            segment.descriptors = ()
        else:
            sent = self._pipe.send(segment.data)
        if sent == len(segment.data):
            self._segments.popleft()
        else:
            segment.data = segment.data[sent:]

    def _wait(self, is_needed: bool) -> None:
        if is_needed and not self._is_waiting:
            self._loop.add_writer(self._pipe, self.flush)
        elif self._is_waiting and not is_needed:
            self._loop.remove_writer(self._pipe)
        self._is_waiting = is_needed


class Child:
    """One running process."""

    def __init__(
        self,
        settings: ChildSettings,
        memory_fd: int,
        on_events: Callable[[list[AnyEvent]], None],
        on_death: Callable[[str], None],
    ) -> None:
        """Start it.

        Args:
            settings: for its command line.
            memory_fd: the shared rows.
            on_events: called with what it says, in batches.
            on_death: called once with the reason when it has ended, whoever ended it.

        Raises:
            OSError: the system refuses it: out of descriptors, processes or memory.
        """
        self._loop = asyncio.get_running_loop()
        self._on_events = on_events
        self._on_death = on_death
        self._reader: BatchReader[AnyEvent] = BatchReader(AnyEvent)
        self._ended = self._loop.create_future()
        with contextlib.ExitStack() as failing, contextlib.ExitStack() as far_ends:
            self._command_pipe, command_end = _pipe(failing, far_ends)
            self._audio_pipe, audio_end = _pipe(failing, far_ends)
            descriptors = (command_end.fileno(), audio_end.fileno(), memory_fd)
            self.process = subprocess.Popen(
                [
                    sys.executable, "-P", "-m", "rtp.process.child", *map(str, descriptors),
                    msgspec.json.encode(settings).decode(),
                ],
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                env=_environment(),
                # A Ctrl-C at the terminal is for control, which then lets the calls end.
                start_new_session=True,
            )  # fmt: skip
            failing.pop_all()
        self.commands = PipeWriter(self._loop, self._command_pipe)
        self.audio = PipeWriter(self._loop, self._audio_pipe, after=self.commands)
        self._loop.add_reader(self._command_pipe, self._read)

    async def end(self, timeout_s: float) -> None:
        """Wait for the end that a Shutdown command brings; kill the process when it takes too long."""
        self.commands.flush()
        try:
            await asyncio.wait_for(asyncio.shield(self._ended), timeout_s)
        except TimeoutError:
            self._dismiss("killed: it did not end in time")

    def kill(self, reason: str) -> None:
        """End it now; `on_death` is told why."""
        self._dismiss(f"killed: {reason}")

    def _read(self) -> None:
        try:
            data = self._command_pipe.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._dismiss(str(error))
            return
        if not data:
            self._dismiss("")
            return
        try:
            events = self._reader.push(data)
        except PipeError as error:
            self._dismiss(f"killed: {error}")
            return
        self._on_events(events)

    def _dismiss(self, reason: str) -> None:
        if self._ended.done():
            return
        self._loop.remove_reader(self._command_pipe)
        self.commands.close()
        self.audio.close()
        self._command_pipe.close()
        self._audio_pipe.close()
        # Its pipe is closed or broken, so it ends by itself or must be made to; a killed process is reaped at once.
        self.process.kill()
        status = self.process.wait()
        self._ended.set_result(None)
        self._on_death(reason or f"exit status {status}")


def _pipe(near_ends: contextlib.ExitStack, far_ends: contextlib.ExitStack) -> tuple[socket.socket, socket.socket]:
    """Our end and the other, each to be closed with its stack."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    near_ends.enter_context(ours)
    far_ends.enter_context(theirs)
    ours.setblocking(False)
    theirs.setblocking(False)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, PIPE_BUFFER_BYTES)
    return ours, theirs


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    package_root = str(Path(__file__).parents[2])
    # An empty entry would mean the working directory, as `-m` without `-P` does.
    given = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    environment["PYTHONPATH"] = os.pathsep.join((package_root, *given))
    # NumPy's linear algebra would start a thread a core and never use one.
    environment["OPENBLAS_NUM_THREADS"] = "1"
    return environment
