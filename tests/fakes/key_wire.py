"""Keys as all kinds of senders send them, and wires that lose, double, delay and reorder their packets. All seeded."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from rtp.wire.packet import RtpPacket
from rtp.wire.telephone_event import END_BIT, PAYLOAD, encode_key

TICKS_PER_S = 8000
EVENT_TYPE = 101
_FRAME_TICKS = 160
_FRAME = b"\xff" * _FRAME_TICKS

Timed = tuple[float, bytes]
"""When a datagram leaves or arrives, in seconds, and the datagram."""


@dataclass(frozen=True, slots=True)
class KeySender:
    """How a telephone sends keys."""

    update_ticks: int = 160
    duration_ticks: tuple[int, int] = (400, 1600)
    pause_ticks: tuple[int, int] = (320, 2400)
    """ITU-T Q.24: a receiver must know two keys apart with 40 ms between them."""
    end_spacing_s: float = 0.0
    """Between the three end packets: nothing, or a packet interval."""
    repeat_s: float | None = None
    """The last packet is sent once more so much later, with a new sequence number."""
    marks: bool = True
    advances_timestamp: bool = False
    """Each packet has its own timestamp, which §2.5.1.2 forbids and some do; the duration counts from the beginning."""
    keeps_timestamp: bool = False
    """All keys have one timestamp; only markers and ends tell them apart."""
    sends_audio: bool = False
    """Frames of silence between the keys, with the same sequence numbers."""
    changes_ssrc: float = 0.0
    """How often a key is preceded by a new source with new numbers."""
    key_ssrc: int | None = None
    """A source of their own for keys, with numbers of its own, as some gateways have."""


@dataclass(slots=True)
class _Line:
    """Numbers of the stream as it goes on."""

    rng: random.Random
    ssrc: int = 0
    sequence_number: int = 0
    start: int = 0
    """RTP timestamp of second 0."""
    key_sequence_number: int = 7

    def renew(self) -> None:
        self.ssrc = self.rng.getrandbits(32)
        self.sequence_number = self.rng.getrandbits(16)
        self.start = self.rng.getrandbits(32)

    def number(self, *, is_own: bool) -> int:
        if is_own:
            self.key_sequence_number = (self.key_sequence_number + 1) & 0xFFFF
            return self.key_sequence_number
        self.sequence_number = (self.sequence_number + 1) & 0xFFFF
        return self.sequence_number


@dataclass(slots=True)
class Sent:
    """What left, key by key."""

    keys: list[tuple[int, list[Timed]]] = field(default_factory=list)
    """(event code, its packets)."""
    audio: list[Timed] = field(default_factory=list)
    ends_s: float = 0.0


def send(sender: KeySender, events: Iterable[int], seed: int, *, start_timestamp: int | None = None) -> Sent:
    """The packets of these keys, one after the other, from second 0."""
    rng = random.Random(seed)
    line = _Line(rng)
    line.renew()
    if start_timestamp is not None:
        line.start = start_timestamp
    sent = Sent()
    ticks = 800
    for event in events:
        if rng.random() < sender.changes_ssrc:
            line.renew()
        duration = rng.randint(*sender.duration_ticks)
        sent.keys.append((event, list(_key(sender, line, event, ticks, duration))))
        pause = rng.randint(*sender.pause_ticks)
        if sender.sends_audio:
            sent.audio += _audio(line, ticks + duration + _FRAME_TICKS, ticks + duration + pause)
        ticks += duration + pause
    sent.ends_s = ticks / TICKS_PER_S
    return sent


def _key(sender: KeySender, line: _Line, event: int, ticks: int, duration: int) -> Iterator[Timed]:
    is_own = sender.key_ssrc is not None
    ssrc = line.ssrc if sender.key_ssrc is None else sender.key_ssrc
    ends = 0
    at, packet = 0.0, RtpPacket(EVENT_TYPE, 0, 0, 0, b"")
    for item in encode_key(event, line.start + ticks & 0xFFFF_FFFF, duration, interval=sender.update_ticks):
        timestamp = item.timestamp
        if sender.advances_timestamp:
            timestamp = line.start + ticks + max(item.offset - sender.update_ticks, 0) & 0xFFFF_FFFF
        elif sender.keeps_timestamp:
            timestamp = line.start
        is_end = bool(PAYLOAD.unpack(item.payload)[1] & END_BIT)
        at = (ticks + item.offset) / TICKS_PER_S + ends * sender.end_spacing_s
        ends += is_end
        number = line.number(is_own=is_own)
        packet = RtpPacket(EVENT_TYPE, number, timestamp, ssrc, item.payload, marker=item.marker and sender.marks)
        yield at, bytes(packet)
    if sender.repeat_s is not None:
        yield at + sender.repeat_s, bytes(replace(packet, sequence_number=line.number(is_own=is_own)))


def _audio(line: _Line, begin: int, end: int) -> Iterator[Timed]:
    for ticks in range(begin, end, _FRAME_TICKS):
        stamp = line.start + ticks & 0xFFFF_FFFF
        packet = RtpPacket(0, line.number(is_own=False), stamp, line.ssrc, _FRAME, marker=ticks == begin)
        yield ticks / TICKS_PER_S, bytes(packet)


@dataclass(frozen=True, slots=True)
class Wire:
    """What a network does to packets."""

    loss: float = 0.0
    duplicates: float = 0.0
    copy_delay_s: float = 0.0
    """At most; how much later than the first the second copy comes."""
    reordered: float = 0.0
    delay_s: float = 0.030
    """At most; of those that are reordered. Less than any pause between keys, or their order could not be told."""
    loses_ends: bool = False
    """All three end packets of every key are lost."""
    gap: float = 0.0
    """How often all but the first and last two packets of a key are lost."""

    def carry(self, sent: Sent, seed: int, *, spared: int = 0) -> list[Timed]:
        """What arrives, in order of arrival. At least one packet of each key does, all of the first `spared`."""
        rng = random.Random(seed)
        arriving: list[Timed] = []
        for number, (_, packets) in enumerate(sent.keys):
            if number < spared:
                arriving += packets
                continue
            kept = self._keep(packets, rng)
            for packet in kept or [rng.choice(packets)]:
                arriving += self._deliver(packet, rng)
        for packet in sent.audio:
            if rng.random() >= self.loss:
                arriving += self._deliver(packet, rng)
        return sorted(arriving, key=lambda one: one[0])

    def _keep(self, packets: list[Timed], rng: random.Random) -> list[Timed]:
        if self.loses_ends and (without := [one for one in packets if not one[1][13] & END_BIT]):
            packets = without
        if rng.random() < self.gap and len(packets) > 4:
            packets = [packets[0], *packets[-2:]]
        return [one for one in packets if rng.random() >= self.loss]

    def _deliver(self, packet: Timed, rng: random.Random) -> Iterator[Timed]:
        at, datagram = packet
        if rng.random() < self.reordered:
            at += rng.uniform(0, self.delay_s)
        yield at, datagram
        if rng.random() < self.duplicates:
            yield at + rng.uniform(0, self.copy_delay_s), datagram
