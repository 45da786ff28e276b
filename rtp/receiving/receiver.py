"""Everything that arrives as RTP: whose is it, is it in order, is it a key or audio.

Works on whole batches: a slot's datagrams of all ports are one call. What comes out are `AudioPackets`, the columns
that a jitter buffer takes (`rtp.receiving.jitter.JitterBuffer.push`), and events.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rtp.messages import AnyEvent, Flooded, KeyPressed, KeyReleased, StreamSpec
from rtp.protection import Protection
from rtp.receiving.allowance import Allowance
from rtp.receiving.flood_guard import FloodGuard, SourceFilter
from rtp.receiving.key_sources import UNANNOUNCED_TYPE, KeySources, is_key
from rtp.receiving.left_addresses import LeftAddresses
from rtp.receiving.reception import ReceptionTable, Verdict
from rtp.receiving.ssrc_table import SsrcTable
from rtp.streams import SharedRows
from rtp.wire.addresses import SOCKADDR_BYTES, pack_sockaddr
from rtp.wire.packet import PacketColumns, are_rtcp, parse_headers
from rtp.wire.payload_types import CN
from rtp.wire.sequence import ntp_from_unix
from rtp.wire.telephone_event import KEYS, KeyDown, KeyEvent, TelephoneEventDecoder

UNKNOWN, AUDIO, KEY, COMFORT_NOISE = 0, 1, 2, 3
"""What a payload type means on a stream."""

PACKETS_PER_S = 400
"""What one stream may send: four times the packets of 10 ms, since keys come beside audio and some send all twice."""
PACKETS_AT_ONCE = 64
"""Over a second of packets of 20 ms: what a network that stood still delivers."""
KEYS_PER_S = 20
"""Dialling machines press ten keys a second."""
KEYS_AT_ONCE = 64
"""A number that a machine dials, told late in one burst."""
MAX_NAMED_SOURCES = 1_000
"""Sources that a filter in the kernel names, 2,000 of the 4,096 instructions it may have."""
MAX_SHARED_RTCP = 16
"""RTCP datagrams read of one batch; a hundred compound packets would make a step late."""

_COMFORT_NOISE_TYPE = 13
_PORT_OFFSET = 2
_HEADER_WIDTH = 76
"""The fixed header and as many contributing sources as there can be."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """A batch of datagrams. The arrays are views that the next batch overwrites."""

    ports: NDArray[np.int64]
    """[n], key of the local port pair."""
    datagrams: NDArray[np.uint8]
    """[n, width]."""
    lengths: NDArray[np.int64]
    """[n]."""
    sources: NDArray[np.uint8]
    """[n, 28], sockaddr."""
    at: NDArray[np.float64]
    """[n], arrival by the kernel's clock, as CLOCK_MONOTONIC."""


@dataclass(frozen=True, slots=True)
class AudioPackets:
    """Audio of streams that were negotiated, duplicates left out, in order of arrival."""

    rows: NDArray[np.int64]
    payload_type: NDArray[np.uint8]
    sequence_number: NDArray[np.int64]
    timestamp: NDArray[np.int64]
    datagrams: NDArray[np.uint8]
    """[n, width]; the payload stands at `payload_offset`."""
    payload_offset: NDArray[np.int64]
    payload_bytes: NDArray[np.int64]
    at: NDArray[np.float64]


@dataclass(slots=True)
class _Stream:
    """A stream whose peer may send."""

    number: int
    announced: bytes
    """`key` as negotiated."""
    key: bytes
    """Where its packets come from and arrive: sockaddr and port."""
    place: bytes
    """`key` without the peer's port."""
    clock_rate: int
    decoder: TelephoneEventDecoder
    key_sources: KeySources = field(default_factory=KeySources)
    keys: int = 0
    untold: int | None = None
    """Timestamp of a key that was one too many: its end is not told either."""
    unknown_payload_types: int = 0


def _ignore_row(_row: int) -> None:
    """Nobody wants to know."""


def _ignore_packets(_rows: NDArray[np.int64], _sequence_number: NDArray[np.int64]) -> None:
    """Nobody wants to know."""


class Receiver:
    """The receiving side of all streams."""

    def __init__(
        self,
        rows: int,
        shared: SharedRows,
        events: list[AnyEvent],
        *,
        wall_offset_s: NDArray[np.float64],
        on_first: Callable[[int, float], None],
        on_latched: Callable[[int, bytes], None],
        on_restart: Callable[[int], None] = _ignore_row,
        on_key: Callable[[int], None] = _ignore_row,
        on_no_audio: Callable[[NDArray[np.int64], NDArray[np.int64]], None] = _ignore_packets,
        protection: Protection | None = None,
    ) -> None:
        """Make an empty table.

        Args:
            rows: streams it can hold.
            shared: columns that control reads.
            events: keys are reported here.
            wall_offset_s: [rows], Unix time minus CLOCK_MONOTONIC.
            on_first: called with (row, arrival) of a stream's first packet.
            on_latched: called with (row, sockaddr) when its peer sends from another port than announced.
            on_restart: called with the row whose packets come from another source (SSRC) now.
            on_key: called with the number of a stream on which a key of a keypad goes down, before the event.
            on_no_audio: called with (rows, sequence numbers) of packets that hold comfort noise or keys.
            protection: what opens the packets of encrypted streams; without it there are none.
        """
        self.reception = ReceptionTable(rows)
        self._shared = shared
        self._protection = protection or Protection(shared.srtp)
        self._events = events
        self._wall_offset_s = wall_offset_s
        self._on_first = on_first
        self._on_latched = on_latched
        self._on_restart = on_restart
        self._on_key = on_key
        self._on_no_audio = on_no_audio
        self._streams: dict[int, _Stream] = {}
        self._row_of: dict[bytes, int] = {}
        self._announced_row: dict[bytes, int] = {}
        self._awaited: dict[bytes, set[int]] = {}
        """Rows whose peer has not sent yet, by where it sends from and to but for its port."""
        self._left = LeftAddresses()
        self._kind = np.zeros((rows, 128), np.uint8)
        self._sources = SsrcTable(rows, self._begin_anew)
        self._clock_rate = np.zeros(rows, np.float64)
        self._octets = np.zeros(rows, np.int64)
        self._since = np.zeros(rows, np.float64)
        """CLOCK_MONOTONIC; what arrived before is somebody else's."""
        self._pressed: set[int] = set()
        self._packets_allowed = Allowance(rows, per_s=PACKETS_PER_S, at_once=PACKETS_AT_ONCE)
        self._keys_allowed = Allowance(rows, per_s=KEYS_PER_S, at_once=KEYS_AT_ONCE)
        self._guard = FloodGuard(rows)
        self._known: dict[int, tuple[bytes, ...] | None] = {}
        """What `_known_at` says, until streams come, go or move."""
        self._dropped = np.zeros(rows, np.int64)
        self.dropped = 0
        """Datagrams and keys beyond what their streams may send."""
        self.packets = 0
        self.strangers = 0
        self.malformed = 0
        self.latched = 0

    def open(self, row: int, number: int, port: int, spec: StreamSpec, since: float = 0.0) -> None:
        """A stream begins; its packets are taken if its peer may send and its address is known.

        What arrived before `since` (CLOCK_MONOTONIC) is not its own: the kernel keeps what nobody has read, and callers
        follow each other at the same host.
        """
        self.reception.reset(row)
        self._sources.reset(row)
        self._octets[row] = 0
        self._packets_allowed.reset(row)
        self._keys_allowed.reset(row)
        self._dropped[row] = 0
        self._expect(row, number, port, spec, since)

    def update(self, row: int, number: int, port: int, spec: StreamSpec, now: float, since: float = 0.0) -> None:
        """New terms. Counters go on, and so does a latched port while the announced address stays the same."""
        stream = self._streams.get(row)
        if stream is not None and _announced(port, spec) == stream.announced:
            self._set_terms(row, spec)
            return
        self.close(row, now)
        self._expect(row, number, port, spec, since)

    def close(self, row: int, now: float) -> None:
        """The stream is over; a key that is down comes up."""
        stream = self._streams.pop(row, None)
        self._sources.close(row)
        self._guard.forget(row)
        if stream is None:
            return
        self._known.clear()
        self._report_keys(row, stream, stream.decoder.reset(now))
        for table, key in ((self._row_of, stream.key), (self._announced_row, stream.announced)):
            if table.get(key) == row:
                del table[key]
            self._left.leave(key, now)
        self._await_no_more(row, stream)
        self._kind[row] = UNKNOWN

    @property
    def ssrc(self) -> NDArray[np.int64]:
        """[rows], the peer's SSRC, −1 before its first packet."""
        return self._sources.ssrc

    @property
    def expects_packets(self) -> bool:
        """Some peer may send."""
        return bool(self._streams)

    def keys(self, row: int) -> int:
        """Keys pressed on this stream."""
        stream = self._streams.get(row)
        return 0 if stream is None else stream.keys

    def unknown_payload_types(self, row: int) -> int:
        """Packets of this stream with a number that was not negotiated."""
        stream = self._streams.get(row)
        return 0 if stream is None else stream.unknown_payload_types

    def octets(self, row: int) -> int:
        """Payload octets received on this stream."""
        return int(self._octets[row])

    def dropped_of(self, row: int) -> int:
        """Datagrams and keys of this stream that were too many."""
        return int(self._dropped[row])

    def receive(self, arrivals: Arrivals) -> tuple[AudioPackets | None, NDArray[np.int64]]:
        """Take a batch.

        Returns: audio, None when there is none; and the indices of RTCP datagrams on a shared port (RFC 5761).
        """
        rows = self._find_rows(arrivals)
        self._guard.note(rows, arrivals.ports)
        allowed = self._allow(rows, float(arrivals.at.max(initial=0.0)))
        rtcp = are_rtcp(arrivals.datagrams, arrivals.lengths)
        if self._protection.is_in_use:
            self._open(arrivals, rows, rtcp | ~allowed)
        rtcp &= allowed
        mine = np.flatnonzero((rows >= 0) & allowed & ~rtcp)
        audio = self._take(arrivals, rows, mine) if len(mine) else None
        return audio, np.flatnonzero(rtcp)[:MAX_SHARED_RTCP]

    def look_for_floods(self, now: float) -> dict[int, SourceFilter | None]:
        """The port pairs for which the kernel is to filter otherwise from now on. To be called every 20 ms."""
        changed, floods = self._guard.look(now, self._source_of, self._known_at)
        self._events += [Flooded(self._streams[row].number) for row in floods]
        return changed

    def _source_of(self, row: int) -> tuple[int, bytes]:
        key = self._streams[row].key
        return int.from_bytes(key[SOCKADDR_BYTES:], "little"), key[:SOCKADDR_BYTES]

    def _known_at(self, port: int) -> tuple[bytes, ...] | None:
        """Whose datagrams belong to a stream of this port; hosts alone where they are many."""
        if port not in self._known:
            self._known[port] = self._find_known(port)
        return self._known[port]

    def _find_known(self, port: int) -> tuple[bytes, ...] | None:
        here = port.to_bytes(4, "little")
        keys = [key for known in (self._row_of, self._announced_row, self._awaited) for key in known]
        known = {key[:SOCKADDR_BYTES] for key in keys if key.endswith(here)}
        if len(known) > MAX_NAMED_SOURCES:
            known = {_without_port(source) for source in known}
        return tuple(sorted(known)) if len(known) <= MAX_NAMED_SOURCES else None

    def _allow(self, rows: NDArray[np.int64], now: float) -> NDArray[np.bool_]:
        """[n], False for what its stream has sent too much; before anybody looks into it. Strangers are allowed."""
        known = np.flatnonzero(rows >= 0)
        allowed = np.ones(len(rows), np.bool_)
        if len(known):
            allowed[known] = self._packets_allowed.take(rows[known], now)
            if not allowed.all():
                self._drop(rows[~allowed])
        return allowed

    def _drop(self, rows: NDArray[np.int64]) -> None:
        self.dropped += len(rows)
        np.add.at(self._dropped, rows, 1)

    def handle_timer(self, now: float) -> None:
        """End keys whose packets have ceased."""
        for row in list(self._pressed):
            stream = self._streams[row]
            self._report_keys(row, stream, stream.decoder.handle_timer(now))

    def tell_keys(self, row: int, events: Sequence[KeyEvent]) -> None:
        """Report keys that were found as tones, as if packets had brought them."""
        stream = self._streams.get(row)
        if stream is not None:
            self._report(row, stream, stream.key_sources.from_tones(events))

    def _expect(self, row: int, number: int, port: int, spec: StreamSpec, since: float) -> None:
        key = _announced(port, spec)
        if key is None:
            return
        self._streams[row] = _Stream(number, key, key, _without_port(key), spec.clock_rate, TelephoneEventDecoder())
        self._since[row] = since
        self._row_of[key] = row
        self._announced_row[key] = row
        self._awaited.setdefault(_without_port(key), set()).add(row)
        self._known.clear()
        self._set_terms(row, spec)

    def _take(self, arrivals: Arrivals, rows: NDArray[np.int64], mine: NDArray[np.int64]) -> AudioPackets | None:
        lengths = arrivals.lengths[mine]
        # Copied as wide as they need be: most datagrams are an eighth of what the inbox holds.
        datagrams = arrivals.datagrams[mine, : max(int(lengths.max()), _HEADER_WIDTH)]
        columns = parse_headers(datagrams, lengths)
        rows, at = rows[mine], arrivals.at[mine]
        kind = np.where(columns.valid, self._kind[rows, columns.payload_type], UNKNOWN)
        self.malformed += int(len(mine) - np.count_nonzero(columns.valid))
        self._adopt_keys(datagrams, columns, rows, kind)
        self._count_unknown(rows[columns.valid & (kind == UNKNOWN)])
        known = np.flatnonzero(kind != UNKNOWN)
        if not len(known):
            return None
        rows, at, kind, sequence = rows[known], at[known], kind[known], columns.sequence_number[known]
        self._note_arrival(rows, at)
        np.add.at(self._octets, rows, columns.payload_bytes[known])
        for index in np.flatnonzero(kind == KEY).tolist():
            self._push_key(int(rows[index]), datagrams, columns, int(known[index]), at[index])
        own = self._sources.follow(rows, columns.ssrc[known], sequence, kind == KEY, at)
        if not own.all():
            known, rows, at, kind, sequence = known[own], rows[own], at[own], kind[own], sequence[own]
        timestamp = columns.timestamp[known]
        verdict = self.reception.update(rows, sequence, timestamp, at * self._clock_rate[rows], kind != KEY)
        other = np.flatnonzero(kind != AUDIO)
        if len(other):
            self._on_no_audio(rows[other], sequence[other])
        use = np.flatnonzero((kind == AUDIO) & (verdict != Verdict.DUPLICATE) & (verdict != Verdict.JUMPED))
        if not len(use):
            return None
        chosen = known[use]
        return AudioPackets(
            rows[use], columns.payload_type[chosen], sequence[use], timestamp[use],
            datagrams[chosen], columns.payload_offset[chosen], columns.payload_bytes[chosen], at[use],
        )  # fmt: skip

    def _open(self, arrivals: Arrivals, rows: NDArray[np.int64], left_alone: NDArray[np.bool_]) -> None:
        """Decrypt in place; what is not authentic becomes nobody's, before it can change anything."""
        protection = self._protection
        for index in np.flatnonzero((rows >= 0) & ~left_alone & protection.is_secured[rows]).tolist():
            packet = protection.open(int(rows[index]), _datagram(arrivals, index))
            if packet is None:
                rows[index] = -1
            else:
                arrivals.datagrams[index, : len(packet)] = np.frombuffer(packet, np.uint8)
                arrivals.lengths[index] = len(packet)

    def _find_rows(self, arrivals: Arrivals) -> NDArray[np.int64]:
        """[n], row of each datagram, −1 for strangers."""
        keys = np.empty((len(arrivals.ports), SOCKADDR_BYTES + 4), np.uint8)
        keys[:, :SOCKADDR_BYTES] = arrivals.sources
        keys[:, SOCKADDR_BYTES:] = arrivals.ports.astype("<i4").view(np.uint8).reshape(-1, 4)
        # One bytes object a datagram and one look-up: 0.2 µs, exact, and the same for both address families.
        row_of = self._row_of
        names: list[bytes] = keys.view(f"V{keys.shape[1]}")[:, 0].tolist()
        found = [row_of.get(name, -1) for name in names]
        if -1 in found:
            for index, row in enumerate(found):
                if row < 0:
                    found[index] = self._latch(names[index], arrivals, index)
        rows = np.array(found, np.int64)
        rows[arrivals.at < self._since[rows]] = -1
        self.strangers += int(np.count_nonzero(rows < 0))
        return rows

    def _latch(self, key: bytes, arrivals: Arrivals, index: int) -> int:
        """The row that a packet from an unknown source can only belong to, or −1."""
        at = float(arrivals.at[index])
        known = self._row_of.get(key)  # An earlier packet of this batch may have latched it.
        if known is not None:
            return known
        # Whoever speaks from the announced address is the peer, whatever came from another port before.
        announced = self._announced_row.get(key)
        candidates = self._awaited.get(_without_port(key), ()) if announced is None else (announced,)
        if len(candidates) != 1 or (announced is None and self._left.holds(key, at)):
            return -1
        (row,) = candidates
        if at < self._since[row]:
            return -1
        if self._protection.is_secured[row] and not self._protection.is_authentic(row, _datagram(arrivals, index)):
            return -1
        stream = self._streams[row]
        self._row_of.pop(stream.key, None)
        stream.key = key
        self._row_of[key] = row
        self._known.clear()
        self.latched += 1
        self._on_latched(row, key[:SOCKADDR_BYTES])
        self._await_no_more(row, stream)
        return row

    def _note_arrival(self, rows: NDArray[np.int64], at: NDArray[np.float64]) -> None:
        shared = self._shared
        self.packets += len(rows)
        for row in set(rows[shared.packets_received[rows] == 0].tolist()):
            self._await_no_more(row, self._streams[row])
            self._on_first(row, float(at[0]))
        np.add.at(shared.packets_received, rows, 1)
        shared.last_received_at[rows] = at

    def _begin_anew(self, row: int, at: float) -> None:
        self.reception.reset(row)
        stream = self._streams[row]
        self._report_keys(row, stream, stream.decoder.reset(at))
        self._on_restart(row)

    def _adopt_keys(
        self, datagrams: NDArray[np.uint8], columns: PacketColumns, rows: NDArray[np.int64], kind: NDArray[np.uint8]
    ) -> None:
        """Take keys that nobody announced for what they are, from their first packet on. Changes `kind`."""
        candidates = columns.valid & (kind == UNKNOWN) & (columns.payload_type == UNANNOUNCED_TYPE)
        for index in np.flatnonzero(candidates).tolist():
            row = int(rows[index])
            if self._kind[row, UNANNOUNCED_TYPE] == UNKNOWN and is_key(_payload(datagrams, columns, index)):
                self._kind[row, UNANNOUNCED_TYPE] = KEY
            kind[index] = self._kind[row, UNANNOUNCED_TYPE]

    def _push_key(self, row: int, datagrams: NDArray[np.uint8], columns: PacketColumns, index: int, at: float) -> None:
        payload = _payload(datagrams, columns, index)
        stream = self._streams[row]
        malformed = stream.decoder.malformed
        events = stream.decoder.push(
            int(columns.timestamp[index]),
            payload,
            float(at),
            sequence_number=int(columns.sequence_number[index]),
            marker=bool(columns.marker[index]),
        )
        self._report_keys(row, stream, events)
        self.malformed += stream.decoder.malformed - malformed

    def _report_keys(self, row: int, stream: _Stream, events: list[KeyEvent]) -> None:
        """Report what the decoder says; while a key is down its timer is to be looked at."""
        if stream.decoder.next_timer() is None:
            self._pressed.discard(row)
        else:
            self._pressed.add(row)
        self._report(row, stream, stream.key_sources.from_packets(events))

    def _report(self, row: int, stream: _Stream, events: Sequence[KeyEvent]) -> None:
        for event in events:
            if isinstance(event, KeyDown):
                if not self._keys_allowed.take_one(row, event.at):
                    stream.untold = event.timestamp
                    self._drop(np.array([row]))
                    continue
                stream.keys += 1
                if event.event < len(KEYS):
                    self._on_key(stream.number)
                ntp = ntp_from_unix(event.at + float(self._wall_offset_s[row]))
                self._events.append(KeyPressed(stream.number, event.event, event.at, event.timestamp, ntp))
            elif event.timestamp == stream.untold:
                stream.untold = None
            else:
                duration_ms = event.duration * 1000 // stream.clock_rate
                self._events.append(KeyReleased(stream.number, event.event, event.at, event.timestamp, duration_ms))

    def _count_unknown(self, rows: NDArray[np.int64]) -> None:
        for row in rows.tolist():
            self._streams[row].unknown_payload_types += 1

    def _await_no_more(self, row: int, stream: _Stream) -> None:
        """The peer of `row` has sent: an unknown source cannot be it any more."""
        waiting = self._awaited.get(stream.place)
        if waiting is not None:
            waiting.discard(row)
            if not waiting:
                del self._awaited[stream.place]
                self._known.clear()

    def _set_terms(self, row: int, spec: StreamSpec) -> None:
        self._clock_rate[row] = spec.clock_rate
        self._kind[row] = UNKNOWN
        self._kind[row, _COMFORT_NOISE_TYPE] = COMFORT_NOISE
        self._kind[row, spec.payload_type] = AUDIO
        for payload_type, rtpmap in spec.receive_types:
            is_noise = rtpmap.upper().startswith(CN.name)
            self._kind[row, payload_type] = COMFORT_NOISE if is_noise else AUDIO
        if spec.comfort_noise_type is not None:
            self._kind[row, spec.comfort_noise_type] = COMFORT_NOISE
        if spec.telephone_event_type is not None:
            self._kind[row, spec.telephone_event_type] = KEY


def _datagram(arrivals: Arrivals, index: int) -> bytes:
    return arrivals.datagrams[index, : arrivals.lengths[index]].tobytes()


def _payload(datagrams: NDArray[np.uint8], columns: PacketColumns, index: int) -> bytes:
    start = int(columns.payload_offset[index])
    return datagrams[index, start : start + int(columns.payload_bytes[index])].tobytes()


def source_key(sockaddr: bytes, port: int) -> bytes:
    """Identity of a stream for what arrives: the peer's address, and the local port it sends to."""
    return sockaddr + port.to_bytes(4, "little")


def _announced(port: int, spec: StreamSpec) -> bytes | None:
    """Key of the packets `spec` has us expect, None when it has us expect none."""
    if not spec.receive or spec.remote is None:
        return None
    return source_key(pack_sockaddr(spec.remote), port)


def _without_port(key: bytes) -> bytes:
    return key[:_PORT_OFFSET] + b"\0\0" + key[_PORT_OFFSET + 2 :]
