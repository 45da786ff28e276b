"""The media plane: commands and audio in, events out, and `tick` every 5 ms. No process, clock or socket of its own.

A tick sends what is due in its slots, takes what arrived, and lets timers run, all for every stream at once. Whoever
has a clock does it in parts (`send_due`, then `take_in` while there is time): receiving must not make sending late.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rtp.clock import PERIODS, SLOT_S, Lateness, SlotClock
from rtp.datagram_layer import DatagramLayer
from rtp.frames import FrameShape
from rtp.messages import (
    AddPort,
    Address,
    AnyCommand,
    AnyEvent,
    AskStatistics,
    Begin,
    CloseStream,
    Listen,
    OpenStream,
    Pause,
    Ping,
    PlaneStatistics,
    Pong,
    PortMissing,
    Resume,
    SetReflex,
    Shutdown,
    Stop,
    StopListening,
    StreamClosed,
    StreamSpec,
    StreamStatistics,
    UpdateStream,
    Write,
)
from rtp.receiving.input_detection import InputDetector
from rtp.receiving.receiver import Arrivals, Receiver
from rtp.reflex import Reflexes
from rtp.rtcp_reports import Reporter
from rtp.sending.comfort_noise import ComfortNoise
from rtp.sending.playout import Departure, Playout, PlayoutShared
from rtp.sending.probation import Probation
from rtp.sending.rings import RingTables
from rtp.sending.wheel import Batch, Wheel
from rtp.streams import NO_LOW_WATER, SharedRows, StreamTable
from rtp.wire.addresses import pack_sockaddr, unpack_sockaddr

TIMER_SLOTS = 4
"""Timers (RTCP, keys) are looked at every 20 ms."""

ASK_SLOTS = 8
"""Low water is looked for every 40 ms: below it there is still half a second of audio."""

STALL_SLOTS = 4
"""A tick that finds more slots due than this came more than 20 ms late."""


_IS_DONE = object()


@dataclass(slots=True)
class _Stream:
    number: int
    row: int
    port: int
    spec: StreamSpec
    playout: Playout


class Plane:
    """All streams of one process."""

    def __init__(
        self,
        datagrams: DatagramLayer,
        shared: SharedRows,
        rows: int,
        now: float,
        *,
        cname: str,
    ) -> None:
        """`cname` is the name in RTCP."""
        self._datagrams = datagrams
        self._table = StreamTable(shared, rows)
        self._clock = SlotClock(now)
        self._wheel = Wheel(self._table)
        self._noise = ComfortNoise(self._table, self._send_one)
        self._playouts = PlayoutShared(self._table, RingTables(rows), on_lowered=self._wheel.hurry)
        self._events = self._playouts.events
        self._receiver = Receiver(
            rows, shared, self._events,
            wall_offset_s=self._table.wall_offset_s, on_first=self._received_first, on_latched=self._latched,
            on_restart=self._restarted, on_key=lambda number: self._react(number, is_key=True),
            on_no_audio=self._passed_by, protection=self._table.protection,
        )  # fmt: skip
        self._input_detector = InputDetector(
            rows, self._events,
            wall_offset_s=self._table.wall_offset_s, on_speech=lambda number: self._react(number, is_key=False),
            tell_keys=self._receiver.tell_keys,
        )  # fmt: skip
        self._reflexes = Reflexes()
        self._now = now
        self._steps: Iterator[None] | None = None
        self._has_slot = self._has_timer_slot = False
        self._probation = Probation(shared, self._events, self._wheel.sync)
        self._reporter = Reporter(
            self._table, self._receiver, self._wheel.sync, self._send_rtcp,
            cname=cname, probation=self._probation,
        )  # fmt: skip
        self._streams: dict[int, _Stream] = {}
        self._by_row: dict[int, _Stream] = {}
        self._marked: set[int] = set()
        self._gap_until = -1
        self._top = 0
        """Rows above have never been used."""
        self._hungry: set[int] = set()
        """Rows that wait for audio: begun and without a packet yet, or run dry."""
        self._ports = 0
        self._lateness = Lateness(PlaneStatistics.LATENESS_BOUNDS_MS)
        self._packets_sent = self._send_errors = self._stalls = self._stale_writes = 0
        self._closed_underruns = 0
        self.is_shut_down = False
        """True after the Shutdown command."""
        self._handlers: dict[type[Any], Callable[[Any, float], None]] = {
            AddPort: self._add_port,
            OpenStream: self._open,
            UpdateStream: self._update,
            CloseStream: self._close,
            Begin: self._begin,
            Stop: self._stop,
            Pause: self._pause,
            Resume: self._resume,
            Listen: self._listen,
            StopListening: self._stop_listening,
            SetReflex: self._set_reflex,
            AskStatistics: self._answer,
            Ping: lambda _command, _now: self._events.append(Pong(0)),
            Shutdown: self._shut_down,
        }

    @property
    def is_idle(self) -> bool:
        """No stream is open: nothing happens before the next command."""
        return not self._streams

    @property
    def deadline(self) -> float:
        """When `tick` wants to be called next, CLOCK_MONOTONIC."""
        return self._clock.deadline

    @property
    def is_timer_slot(self) -> bool:
        """The next slot is one of those in which timers run, every 20 ms."""
        return self._clock.next_slot % TIMER_SLOTS == 0

    @property
    def is_hungry(self) -> bool:
        """Somebody waits for audio now; otherwise it is soon enough to look for it every 20 ms."""
        return bool(self._hungry)

    def waits_for(self, write: Write) -> bool:
        """This audio is needed in the next slot: its stream is hungry."""
        stream = self._streams.get(write.stream)
        return stream is not None and stream.row in self._hungry

    def handle(self, command: AnyCommand, now: float) -> None:
        """Carry out a command. One for a stream that is gone is stale and does nothing."""
        self._handlers[type(command)](command, now)

    def write(self, write: Write, now: float) -> None:
        """Take audio."""
        stream = self._streams.get(write.stream)
        if stream is None:
            self._stale_writes += 1
            return
        if write.final:
            self._wheel.sync(stream.row)
        stream.playout.write(write, now)
        if stream.row not in self._wheel:
            self._start_if_ready(stream)

    def events(self) -> list[AnyEvent]:
        """What has happened since the last call, in order."""
        if not self._events:
            return []
        events = self._events.copy()
        self._events.clear()
        return events

    def tick(self, now: float) -> None:
        """Do the slots that have begun: send, receive, let timers run. Late or early calls do no harm."""
        self.send_due(now)
        while self.take_in(now):
            pass

    def send_due(self, now: float) -> None:
        """The first part of a tick: what leaves in the slots that have begun."""
        slots = self._clock.due(now)
        if not slots:
            return
        if self._clock.advance(slots) or len(slots) > STALL_SLOTS:
            self._stalls += 1
            self._gap_until = slots.stop + PERIODS[-1]
        for slot in slots:
            if self._streams:  # an idle plane sleeps long, and nothing is due that could be late
                self._lateness.note(now - slot * SLOT_S)
            for batch in self._wheel.due(slot):
                # After a late tick: whoever has another turn in it waits for that one, so that nobody sends two
                # packets at once.
                if slot + batch.period_slots >= slots.stop:
                    self._send(batch, slot, now)
            if self._noise.is_waiting:
                self._packets_sent += self._noise.send_due(slot)
        self._has_slot = True
        if slots.stop // TIMER_SLOTS > slots.start // TIMER_SLOTS:
            self._has_timer_slot = True
        if slots.stop // ASK_SLOTS > slots.start // ASK_SLOTS:
            self._ask_for_more()

    def take_in(self, now: float) -> bool:
        """One step of the rest of a tick, about a millisecond's work at most. Returns True when more is to be done.

        What is left undone when the next slot begins goes on after its packets have left.
        """
        self._now = now
        if self._steps is None:
            if not self._has_slot:
                return False
            if not (self._has_timer_slot or self._receiver.expects_packets):
                self._has_slot = False
                return False
            self._steps = self._take_in(is_timer_slot=self._has_timer_slot)
            self._has_slot = self._has_timer_slot = False
        if next(self._steps, _IS_DONE) is _IS_DONE:
            self._steps = None
        return self._steps is not None or self._has_slot

    # Sending.

    def _send(self, batch: Batch, slot: int, now: float) -> None:
        """One packet for each row of `batch`."""
        fillers: list[Playout] = []
        at_limit = batch.at_limit()
        if at_limit and self._attend(at_limit, slot, now, fillers):
            left = self._wheel.batch(batch.period_slots, slot)
            if left is None:
                return
            batch = left
        if slot <= self._gap_until:
            self._mark_gaps(batch, slot)
        batch.prepare(slot)
        for playout in fillers:
            batch.fill(playout.row, playout.filler_address)
        marked = self._take_marked(batch) if self._marked else []
        for segment in batch.leave():
            for failed in self._datagrams.send(segment):
                self._table.send_errors[batch.rows[segment.start + failed]] += 1
                self._send_errors += 1
        self._packets_sent += len(batch.rows)
        if marked:
            batch.mark(marked, is_marked=False)
            for row in marked:
                self._reporter.sent_first(row, now)

    def _ask_for_more(self) -> None:
        """Low water: looked for on all rows at once."""
        top, table = self._top, self._table
        for row in np.flatnonzero(table.read[:top] >= table.low_water[:top]).tolist():
            self._by_row[row].playout.announce_room()

    def _attend(self, at_limit: list[int], slot: int, now: float, fillers: list[Playout]) -> bool:
        """Look at the rows where something happens. Returns True when some of them fell silent."""
        is_changed = False
        for row in at_limit:
            playout = self._by_row[row].playout
            departure = playout.attend(slot, now)
            if departure is Departure.NOTHING:
                self._wheel.remove(row)
                self._noise.fall_silent(row, slot)
                is_changed = True
                if playout.utterances:
                    self._hungry.add(row)
            elif departure is Departure.FILLER:
                fillers.append(playout)
                self._hungry.add(row)
            else:
                self._hungry.discard(row)
        return is_changed

    def _mark_gaps(self, batch: Batch, slot: int) -> None:
        """After a stall: the timestamp has gone on with the clock, so the next packet is one after silence."""
        batch.sync()
        rows = batch.rows
        self._marked.update(rows[slot - self._table.last_slot[rows] > batch.period_slots].tolist())

    def _take_marked(self, batch: Batch) -> list[int]:
        """Rows of `batch` whose packet is the first after silence (RFC 3551 §4.1)."""
        marked = list(self._marked.intersection(batch.rows.tolist()))
        self._marked.difference_update(marked)
        batch.mark(marked, is_marked=True)
        return marked

    def _start_if_ready(self, stream: _Stream) -> None:
        """Begin a talkspurt: in the next slot, but not before the last packet's time is over."""
        if not stream.playout.is_ready:
            return
        row, period = stream.row, stream.playout.shape.period_slots
        slot = max(self._clock.next_slot, int(self._table.last_slot[row]) + period)
        self._wheel.add(row, period, slot)
        self._hungry.discard(row)
        if self._noise.speak(row) or slot > int(self._table.last_slot[row]) + period:
            self._marked.add(row)

    def _fall_silent(self, stream: _Stream) -> None:
        row = stream.row
        if row in self._wheel:
            self._wheel.remove(row)
            self._noise.fall_silent(row, int(self._table.last_slot[row]) + stream.playout.shape.period_slots)
        self._marked.discard(row)

    def _go_on(self, stream: _Stream) -> None:
        """After a change: start if there is reason to, stop if there is none."""
        playout = stream.playout
        if not playout.utterances:
            self._hungry.discard(stream.row)
        if playout.is_paused or not playout.may_send or not playout.utterances:
            self._fall_silent(stream)
        elif stream.row not in self._wheel:
            self._start_if_ready(stream)

    # Receiving.

    def _take_in(self, *, is_timer_slot: bool) -> Iterator[None]:
        """Receive, look for input, let timers run, in steps."""
        # Where nobody may send, strangers are counted a little later: in the next timer slot.
        for arrivals in self._datagrams.receive():
            self._receive(arrivals, self._now)
            yield
        yield from self._input_detector.detect(self._now, is_timer_slot=is_timer_slot)
        if is_timer_slot:
            for arrived in self._datagrams.receive_rtcp():
                for port, source, datagram in arrived:
                    self._reporter.receive(port, source, datagram, self._now)
                yield
            for row in self._probation.handle_timer():
                self._set_terms(self._by_row[row])
                self._go_on(self._by_row[row])
            self._reporter.handle_timer(self._now)
            for port, wanted in self._receiver.look_for_floods(self._now).items():
                self._datagrams.filter(port, wanted)
            self._receiver.handle_timer(self._now)

    def _receive(self, arrivals: Arrivals, now: float) -> None:
        audio, rtcp = self._receiver.receive(arrivals)
        if audio is not None and self._input_detector.wants_packets:
            self._input_detector.push(audio)
        for index in rtcp.tolist():
            datagram = arrivals.datagrams[index, : arrivals.lengths[index]].tobytes()
            self._reporter.receive(int(arrivals.ports[index]), arrivals.sources[index].tobytes(), datagram, now)

    def _passed_by(self, rows: NDArray[np.int64], sequence_number: NDArray[np.int64]) -> None:
        self._input_detector.pass_by(rows, sequence_number)

    def _restarted(self, row: int) -> None:
        self._input_detector.restart(row)

    def _react(self, number: int, *, is_key: bool) -> None:
        """The caller of a stream speaks or presses a key: silence the prompt it barges in on, before control knows."""
        prompt = self._reflexes.take(number, is_key=is_key)
        stream = None if prompt is None else self._streams.get(prompt)
        if stream is not None:
            self._wheel.sync(stream.row)
            stream.playout.kill(self._now)
            self._wheel.hurry(stream.row)
            self._go_on(stream)

    def _received_first(self, row: int, at: float) -> None:
        self._reporter.received_first(row, at)

    def _latched(self, row: int, sockaddr: bytes) -> None:
        self._table.set_remote(row, sockaddr)
        self._wheel.refresh(row)
        self._reporter.latched(row, sockaddr)

    def _send_one(self, row: int, datagram: bytes) -> None:
        remote = unpack_sockaddr(self._table.sockaddrs[row].tobytes())
        if not self._datagrams.send_one(int(self._table.port[row]), False, remote, datagram):
            self._send_errors += 1

    def _send_rtcp(self, port: int, is_rtcp: bool, address: Address, datagram: bytes) -> None:
        if not self._datagrams.send_one(port, is_rtcp, address, datagram):
            self._send_errors += 1

    # Commands.

    def _add_port(self, command: AddPort, _now: float) -> None:
        if self._datagrams.add_port(command.port):
            self._ports += 1
        else:
            self._events.append(PortMissing(0, command.port))

    def _open(self, command: OpenStream, now: float) -> None:
        was_idle = not self._streams
        if was_idle:
            self._clock.restart(now)
        row, spec, table = command.row, command.spec, self._table
        table.open(
            row, ssrc=command.ssrc, sequence_number=command.sequence_number, timestamp=command.timestamp,
            wall_offset_s=command.wall_offset_s, is_resumed=command.resumed,
        )  # fmt: skip
        stream = _Stream(command.stream, row, command.port, spec, self._new_playout(command.stream, row, spec))
        self._streams[command.stream] = self._by_row[row] = stream
        self._top = max(self._top, row + 1)
        table.protection.open_stream(row, spec.srtp, is_resumed=command.resumed)
        self._probation.open(row, command.stream)
        self._set_address(stream, None)
        self._receiver.open(row, command.stream, command.port, spec, command.since)
        self._input_detector.open(row, command.stream, spec)
        self._reporter.open(row, command.port, command.ssrc, spec)
        if was_idle:
            # While nobody was here to look, strangers may have filled the sockets: what comes now must find room.
            for arrivals in self._datagrams.receive():
                self._receive(arrivals, now)

    def _update(self, command: UpdateStream, now: float) -> None:
        stream = self._streams.get(command.stream)
        if stream is None:
            return
        old, spec = stream.spec, command.spec
        stream.spec, stream.port = spec, command.port
        shape = FrameShape.of(spec)
        if shape != stream.playout.shape:
            self._fall_silent(stream)
            self._closed_underruns += stream.playout.underruns
            is_paused = stream.playout.is_paused
            stream.playout = self._new_playout(stream.number, stream.row, spec)
            stream.playout.is_paused = is_paused
        elif old.payload_type != spec.payload_type:
            self._table.set_shape(stream.row, shape, spec.payload_type, stream.playout.ring_address)
        if spec.srtp != old.srtp:
            self._wheel.sync(stream.row)
            self._table.restart_rollover(stream.row)
            self._table.protection.rekey(stream.row, spec.srtp)
        self._set_address(stream, old)
        self._receiver.update(stream.row, stream.number, command.port, spec, now, command.since)
        self._input_detector.update(stream.row, spec)
        self._reporter.update(stream.row, command.port, spec)
        self._go_on(stream)

    def _close(self, command: CloseStream, now: float) -> None:
        stream = self._streams.pop(command.stream, None)
        if stream is None:
            return
        self._fall_silent(stream)
        statistics = self._statistics(stream)
        self._reporter.close(stream.row, now)
        self._probation.close(stream.row)
        self._table.protection.close_stream(stream.row)
        self._receiver.close(stream.row, now)
        self._input_detector.close(stream.row)
        self._noise.close(stream.row)
        self._reflexes.forget(stream.number)
        self._closed_underruns += stream.playout.underruns
        self._stale_writes += stream.playout.stale_writes
        del self._by_row[stream.row]
        self._table.low_water[stream.row] = NO_LOW_WATER
        self._hungry.discard(stream.row)
        self._events.append(StreamClosed(stream.number, statistics))

    def _begin(self, command: Begin, _now: float) -> None:
        stream = self._streams.get(command.stream)
        if stream is not None:
            stream.playout.begin(command)
            if stream.row not in self._wheel:
                self._hungry.add(stream.row)

    def _stop(self, command: Stop, now: float) -> None:
        stream = self._streams.get(command.stream)
        if stream is not None:
            self._wheel.sync(stream.row)
            stream.playout.stop(command.utterances, now)
            self._wheel.hurry(stream.row)
            self._go_on(stream)

    def _pause(self, command: Pause, _now: float) -> None:
        stream = self._streams.get(command.stream)
        if stream is not None:
            stream.playout.is_paused = True
            self._fall_silent(stream)

    def _resume(self, command: Resume, now: float) -> None:
        stream = self._streams.get(command.stream)
        if stream is not None:
            stream.playout.resume(now)
            self._go_on(stream)

    def _listen(self, command: Listen, _now: float) -> None:
        stream = self._streams.get(command.stream)
        if stream is not None:
            self._input_detector.listen(stream.row, command)

    def _stop_listening(self, command: StopListening, _now: float) -> None:
        stream = self._streams.get(command.stream)
        if stream is not None:
            self._input_detector.stop_listening(stream.row)

    def _set_reflex(self, command: SetReflex, _now: float) -> None:
        if command.stream in self._streams:
            self._reflexes.set(command)

    def _answer(self, command: AskStatistics, _now: float) -> None:
        if command.stream == 0:
            self._events.append(self._plane_statistics())
        elif (stream := self._streams.get(command.stream)) is not None:
            self._events.append(self._statistics(stream))

    def _shut_down(self, _command: Shutdown, now: float) -> None:
        for number in list(self._streams):
            self._close(CloseStream(number), now)
        self.is_shut_down = True

    # Inside.

    def _new_playout(self, number: int, row: int, spec: StreamSpec) -> Playout:
        playout = Playout(self._playouts, number, row, FrameShape.of(spec))
        self._table.set_shape(row, playout.shape, spec.payload_type, playout.ring_address)
        return playout

    def _set_terms(self, stream: _Stream) -> None:
        spec = stream.spec
        stream.playout.may_send = spec.send and spec.remote is not None and self._probation.may_send(stream.row)
        self._noise.set_terms(stream.row, spec.comfort_noise_type if stream.playout.may_send else None)

    def _set_address(self, stream: _Stream, old: StreamSpec | None) -> None:
        spec = stream.spec
        self._probation.set_terms(stream.row, spec)
        self._set_terms(stream)
        # A latched port outlives a re-INVITE that announces the same address again.
        if spec.remote is not None and (old is None or old.remote != spec.remote):
            self._table.set_remote(stream.row, pack_sockaddr(spec.remote))
        self._table.port[stream.row] = stream.port
        self._wheel.refresh(stream.row)

    def _statistics(self, stream: _Stream) -> StreamStatistics:
        row, shared = stream.row, self._table.shared
        self._wheel.sync(row)
        reception = self._receiver.reception.snapshot(row)
        reporting = self._reporter.reporting(row)
        return StreamStatistics(
            stream.number,
            packets_sent=shared.packets_sent(row),
            octets_sent=self._table.octets_sent(row),
            send_errors=int(self._table.send_errors[row]),
            underruns=stream.playout.underruns,
            packets_received=int(shared.packets_received[row]),
            octets_received=self._receiver.octets(row),
            packets_lost=reception.packets_lost,
            duplicates=reception.duplicates,
            jitter_ms=reception.jitter_ticks * 1000 / stream.spec.clock_rate,
            unknown_payload_types=self._receiver.unknown_payload_types(row),
            packets_dropped=self._receiver.dropped_of(row),
            keys=self._receiver.keys(row),
            stale_writes=stream.playout.stale_writes,
            last_received_at=float(shared.last_received_at[row]) or None,
            remote_fraction_lost=reporting.fraction_lost,
            remote_jitter_ms=reporting.jitter_ms,
            round_trip_ms=reporting.round_trip_ms,
        )

    def _plane_statistics(self) -> PlaneStatistics:
        return PlaneStatistics(
            0,
            streams=len(self._streams),
            playing=len(self._wheel),
            ports=self._ports,
            ticks=self._lateness.slots,
            packets_sent=self._packets_sent,
            packets_received=self._receiver.packets,
            send_errors=self._send_errors,
            strangers=self._receiver.strangers + self._reporter.strangers,
            unauthentic=self._table.protection.unauthentic,
            malformed=self._receiver.malformed + self._reporter.malformed,
            packets_dropped=self._receiver.dropped,
            latched=self._receiver.latched,
            underruns=self._playouts.underruns,
            stale_writes=self._stale_writes,
            stalls=self._stalls,
            late_slots=tuple(self._lateness.counts),
            worst_lateness_ms=self._lateness.worst_ms,
        )
