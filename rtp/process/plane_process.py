"""The media plane in its own process, seen from control's event loop: start, streams, messages both ways, restart.

The child is made by exec (`python -m rtp.process.child`), never by fork: nothing of a running event loop must leak
into it. Control owns the sockets and the memory with the sequence numbers, so a plane that dies is replaced while its
streams keep port, SSRC, sequence and timestamp.
"""

import asyncio
import mmap
import os
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rtp.errors import NoPortError, PlaneError
from rtp.frames import FrameShape
from rtp.messages import (
    AddPort,
    Address,
    AnyCommand,
    AnyEvent,
    AskStatistics,
    OpenStream,
    Ping,
    PlaneReady,
    PlaneStatistics,
    PortMissing,
    Shutdown,
    Stop,
    StreamClosed,
    StreamSpec,
    StreamStatistics,
    Write,
)
from rtp.process.handle import HasPort, Stream
from rtp.process.ports import PortPair, PortPool
from rtp.process.spawn import Child, ChildSettings
from rtp.streams import SharedRows

START_TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 2.0
STATISTICS_TIMEOUT_S = 1.0
LOOK_S = 1.0
MOST_SILENT_LOOKS = 5
"""A process that is asked each second and has not said a word for so many hangs: nobody there hears or is heard. Looks
are counted and not seconds, since control may have been held up itself."""
FIRST_RESTART_DELAY_S = 0.1
LONGEST_RESTART_DELAY_S = 5.0
RETRY_S = 1.0
"""After the system has refused a process, for want of descriptors or memory."""
STEADY_S = 10.0
"""A plane that lived this long and dies is replaced at once; one that dies sooner waits, longer each time."""


Answer = TypeVar("Answer", PlaneStatistics, StreamStatistics)


@dataclass(frozen=True, slots=True)
class PlaneOptions:
    """Plain values for one plane."""

    host: str = "0.0.0.0"
    """Address the RTP sockets are bound to; an IPv6 literal serves IPv6 only."""
    host_ipv6: str | None = "::"
    """Second address for IPv6 peers, None to serve IPv4 only; unused when `host` is IPv6."""
    first_port: int = 0
    """Range of local ports, RTP and RTCP together; 0 and 0: any the system has free."""
    last_port: int = 0
    streams: int = 8192
    """Most streams at once. Costs address space, not memory: a ring is backed when it is first used."""
    cname: str = ""
    """Canonical name in RTCP (RFC 3550 §6.5.1); random when empty (RFC 7022)."""
    takes_srtp: bool = True
    """Streams may be encrypted, as far as the library for it is there."""
    is_urgent: bool = True
    """Ask for the best scheduling class this user may have; False stays an ordinary process."""


class MediaPlane:
    """One plane process. Create it inside a running event loop, then `await start()`."""

    def __init__(self, options: PlaneOptions, on_event: Callable[[AnyEvent | PlaneError], None] | None = None) -> None:
        """`on_event` gets what concerns no stream: PlaneReady of each process, a PlaneError for each that died, and
        PortMissing when one is out of descriptors."""
        self._options = options
        self._on_event = on_event or (lambda _event: None)
        self._cname = options.cname or secrets.token_hex(12)
        self._pool = PortPool(options.host, options.host_ipv6, options.first_port, options.last_port)
        self._memory_fd = os.memfd_create("rtp-rows")
        os.ftruncate(self._memory_fd, SharedRows.size_bytes(options.streams))
        # The columns keep the mapping alive for as long as somebody looks at them.
        self.rows = SharedRows(mmap.mmap(self._memory_fd, 0), options.streams)
        """Sequence, counters and last arrival of each stream, by `stream.row`, as the plane sees them now."""
        self._free_rows = list(range(options.streams - 1, -1, -1))
        self._streams: dict[int, Stream] = {}
        self._pairs: dict[int, PortPair] = {}
        self._last_stream = 0
        self._child: Child | None = None
        self._ready: asyncio.Future[PlaneReady] | None = None
        self._waiting: dict[int, list[asyncio.Future[AnyEvent]]] = {}
        """Who waits for statistics, by stream; 0 is the plane."""
        self._is_closing = False
        self._restart_delay_s = FIRST_RESTART_DELAY_S
        self._started_at = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self._silent_looks = 0
        """How often the process that there is had not said a word since the look before."""
        self.scheduling = ""
        """Scheduling class of the process that runs now, in words."""
        self.is_running = False
        """A process has said that it runs, and has not died."""
        self.unsteady_since: float | None = None
        """When the first process of those died that did not live for `STEADY_S`; None where the last one did."""
        self.faults = 0
        """Processes that died."""

    @property
    def streams(self) -> int:
        """Open streams."""
        return len(self._streams)

    @property
    def ip_versions(self) -> frozenset[int]:
        """4 and 6, as far as streams can be opened to peers of that version."""
        return self._pool.ip_versions

    @property
    def ports(self) -> frozenset[int]:
        """Local ports that are open, those of RTP and of RTCP."""
        return frozenset(port for pair in self._pool.pairs for port in (pair.port, pair.port + 1))

    @property
    def pid(self) -> int | None:
        """Process number of the plane, None while there is none."""
        return None if self._child is None else self._child.process.pid

    async def start(self) -> None:
        """Start the process and wait until it runs.

        Raises:
            PlaneError: it ended, or said nothing for ten seconds.
        """
        self._ready = asyncio.get_running_loop().create_future()
        self._spawn()
        try:
            await asyncio.wait_for(self._ready, START_TIMEOUT_S)
        except TimeoutError as error:
            await self.close()
            raise PlaneError(f"the media plane was not ready within {START_TIMEOUT_S:.0f} s") from error
        except PlaneError:
            await self.close()
            raise
        self._look()

    async def close(self) -> None:
        """End every stream with a BYE, stop the process, close the sockets. Calling it again does nothing."""
        if self._is_closing:
            return
        self._is_closing = True
        if self._watch is not None:
            self._watch.cancel()
        if self._child is not None:
            self.send_command(Shutdown())
            await self._child.end(CLOSE_TIMEOUT_S)
            self._child = None
        for waiting in self._waiting.values():
            for future in waiting:
                future.cancel()
        # A plane that died or was killed has not said goodbye for its streams.
        self._receive([StreamClosed(number, StreamStatistics(number)) for number in self._streams])
        self._pool.close()
        os.close(self._memory_fd)

    def open_stream(
        self,
        spec: StreamSpec,
        on_event: Callable[[AnyEvent], None],
        *,
        apart_from: Sequence[HasPort] = (),
        wall_offset_s: float | None = None,
    ) -> Stream:
        """Open a stream: local port, SSRC and start values are settled when this returns.

        Args:
            spec: what was negotiated.
            on_event: called from the event loop with every event of this stream, `StreamClosed` last.
            apart_from: streams whose local ports it is not to share.
            wall_offset_s: Unix time minus CLOCK_MONOTONIC, for its NTP times as long as it lives; None: as it is now.

        Raises:
            NoPortError: no local port is left for this peer, or no row: the session gets a 503.
            ValueError: a codec or packet interval that cannot be sent, a host that is no literal address, or one of an
                IP version that is not served.
        """
        FrameShape.of(spec)
        if not self._free_rows:
            raise NoPortError(f"all {self._options.streams} streams of this plane are open")
        pair = self._claim(spec, None, apart_from)
        self._last_stream += 1
        opening = OpenStream(
            stream=self._last_stream,
            row=self._free_rows.pop(),
            port=pair.key,
            spec=spec,
            # RFC 3550 §5.1: sequence number, timestamp and SSRC begin at random values. The upper half of sequence
            # numbers is left out under SRTP: who misses the packets before they go around guesses the counter wrong.
            ssrc=secrets.randbits(32),
            sequence_number=secrets.randbits(16 if spec.srtp is None else 15),
            timestamp=secrets.randbits(32),
            since=self.now(),
            wall_offset_s=time.time() - self.now() if wall_offset_s is None else wall_offset_s,
        )
        stream = Stream(self, opening, on_event)
        self._streams[stream.number] = stream
        self.send_command(opening)
        return stream

    async def statistics(self) -> PlaneStatistics:
        """Counters of the plane.

        Raises:
            PlaneError: no answer within a second.
        """
        return await self._ask(0, PlaneStatistics)

    async def stream_statistics(self, stream: Stream) -> StreamStatistics:
        """Counters of an open stream.

        Raises:
            PlaneError: no answer within a second, or the stream is gone.
        """
        return await self._ask(stream.number, StreamStatistics)

    # What rtp.process.handle.Owner asks for.

    def send_command(self, command: AnyCommand) -> None:
        """Put a command into its pipe. STOP leaves at once, the rest with this turn of the event loop."""
        if self._child is not None:
            self._child.commands.put(command)
            if isinstance(command, Stop):
                self._child.commands.flush()

    def send_audio(self, write: Write) -> None:
        """Put audio into its pipe."""
        if self._child is not None:
            self._child.audio.put(write)

    def now(self) -> float:
        """CLOCK_MONOTONIC, which all processes of a machine share."""
        return time.monotonic()

    def move(self, stream: Stream, spec: StreamSpec, apart_from: Sequence[HasPort]) -> int:
        """Port pair for new terms of a stream; see `rtp.process.handle.Owner`."""
        old, old_spec = self._pairs[stream.port_key], stream.spec
        if (old_spec.remote, old_spec.receive) == (spec.remote, spec.receive):
            return old.key
        pair = self._claim(spec, old, apart_from)
        self._pool.release(old, old_spec.remote, receive=old_spec.receive)
        return pair.key

    def move_back(self, stream: Stream, key: int, spec: StreamSpec) -> None:
        """The last `move` is not to be; see `rtp.process.handle.Owner`."""
        old, old_spec = self._pairs[stream.port_key], stream.spec
        if (old_spec.remote, old_spec.receive) != (spec.remote, spec.receive):
            self._pool.release(self._pairs[key], spec.remote, receive=spec.receive)
            self._pool.claim(old_spec.remote, receive=old_spec.receive, prefer=old)

    def forget(self, stream: Stream) -> None:
        """A stream was closed; see `rtp.process.handle.Owner`. Its row is free when the plane has said StreamClosed."""
        self._pool.release(self._pairs[stream.port_key], stream.spec.remote, receive=stream.spec.receive)

    # Inside.

    def _claim(self, spec: StreamSpec, prefer: PortPair | None, apart_from: Sequence[HasPort]) -> PortPair:
        remote: Address | None = spec.remote
        others = {stream.local_port for stream in apart_from}
        pair = self._pool.claim(remote, receive=spec.receive, prefer=prefer, others=others)
        if pair.key not in self._pairs:
            self._pairs[pair.key] = pair
            self._add_port(pair)
        return pair

    def _add_port(self, pair: PortPair) -> None:
        if self._child is not None:
            descriptors = (pair.rtp.fileno(), pair.rtcp.fileno())
            self._child.commands.put(AddPort(pair.key, pair.is_ipv6), descriptors)

    def _add_again(self, key: int, child: Child | None) -> None:
        if child is self._child and not self._is_closing:
            self._add_port(self._pairs[key])

    def _look(self) -> None:
        """End a process that hangs: another one takes its place."""
        self._watch = asyncio.get_running_loop().call_later(LOOK_S, self._look)
        self._silent_looks += 1
        most = MOST_SILENT_LOOKS if self.is_running else START_TIMEOUT_S / LOOK_S
        if self._child is not None and self._silent_looks > most:
            self._child.kill("it does not answer")
        self.send_command(Ping())

    def _spawn(self) -> None:
        self._started_at = asyncio.get_running_loop().time()
        options = self._options
        settings = ChildSettings(options.streams, self._cname, options.is_urgent, options.takes_srtp)
        self._silent_looks = 0
        self._child = Child(settings, self._memory_fd, self._receive, self._died)

    def _receive(self, events: list[AnyEvent]) -> None:
        self._silent_looks = 0
        for event in events:
            try:
                self._dispatch(event)
            except Exception as error:  # noqa: BLE001 - one session's fault must not keep events from the others
                asyncio.get_running_loop().call_exception_handler(
                    {"message": f"event handler of stream {event.stream} failed", "exception": error}
                )

    def _dispatch(self, event: AnyEvent) -> None:
        if isinstance(event, PlaneReady):
            self.scheduling = event.scheduling
            self.is_running = True
            if self._ready is not None and not self._ready.done():
                self._ready.set_result(event)
            self._on_event(event)
        elif isinstance(event, PortMissing):
            self._on_event(event)
            asyncio.get_running_loop().call_later(RETRY_S, self._add_again, event.port, self._child)
        elif isinstance(event, (PlaneStatistics, StreamStatistics)):
            for future in self._waiting.pop(event.stream, ()):
                if not future.done():
                    future.set_result(event)
        elif (stream := self._streams.get(event.stream)) is not None:
            if isinstance(event, StreamClosed):
                del self._streams[event.stream]
                self._free_rows.append(stream.row)
            stream.receive(event)

    async def _ask(self, number: int, kind: type[Answer]) -> Answer:
        future: asyncio.Future[AnyEvent] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(number, []).append(future)
        self.send_command(AskStatistics(number))
        try:
            answer = await asyncio.wait_for(future, STATISTICS_TIMEOUT_S)
        except TimeoutError as error:
            raise PlaneError("the media plane did not answer") from error
        if not isinstance(answer, kind):
            raise PlaneError(f"the media plane answered with {type(answer).__name__}")
        return answer

    def _died(self, reason: str) -> None:
        """The process is gone. Replace it: streams keep port, SSRC and numbers, what was queued is lost."""
        now = asyncio.get_running_loop().time()
        lived_s = now - self._started_at
        self._child = None
        self.is_running = False
        if self._is_closing:
            return
        fault = PlaneError(f"the media plane died: {reason}")
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(fault)
            return
        self.faults += 1
        if self.unsteady_since is None or lived_s >= STEADY_S:
            self.unsteady_since = now
        self._on_event(fault)
        self._restart_delay_s = (
            FIRST_RESTART_DELAY_S if lived_s >= STEADY_S else min(2 * self._restart_delay_s, LONGEST_RESTART_DELAY_S)
        )
        if lived_s >= STEADY_S or self.faults == 1:
            self._restart()
        else:
            asyncio.get_running_loop().call_later(self._restart_delay_s, self._restart)

    def _restart(self) -> None:
        if self._is_closing:
            return
        try:
            self._spawn()
        except OSError as error:
            self._on_event(PlaneError(f"the media plane cannot be started: {error.strerror or error}"))
            asyncio.get_running_loop().call_later(RETRY_S, self._restart)
            return
        for pair in self._pairs.values():
            self._add_port(pair)
        for stream in list(self._streams.values()):
            if stream.is_closed:  # Its BYE and its last counters died with the plane.
                self._dispatch(StreamClosed(stream.number, StreamStatistics(stream.number)))
                continue
            for command in stream.reopening():
                self.send_command(command)
            stream.interrupt(answers_lost=True)
