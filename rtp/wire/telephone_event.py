"""Keys over RTP: named telephone events to key presses and back (RFC 4733 §2).

A key is what shares one RTP timestamp: every update, every gap, every repeated end packet belongs to it. A marker is
not needed (§2.5.1.2 asks senders for it, some forget it, any may be lost), nor is the source (SSRC): some gateways give
keys one of their own, and timestamps of two sources do not meet but by a rare chance. Events longer than 0xFFFF ticks
come in segments, each beginning where the one before ended (§2.5.1.3); they are one key.

Where a marker does come, and was sent later than the end of the key before, it says what timestamps may not: that the
same key is pressed again. So two presses are told apart that follow each other closer than those of people, and those
of senders whose timestamp stands still.
"""

import struct
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rtp.wire.sequence import uint16_is_newer, uint32_add, uint32_distance

#     0                   1                   2                   3
#     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
#    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
#    |     event     |E|R| volume    |          duration             |
#    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
PAYLOAD = struct.Struct("!BBH")
END_BIT = 0x80
VOLUME_MASK = 0x3F

MAX_DURATION = 0xFFFF
"""Ticks one segment can say; 8.19 s at 8 kHz."""

KEYS = "0123456789*#ABCD"
"""Keys by event code 0…15 (§3.2, Table 3)."""

FLASH = 16

KEY_TIMEOUT_S = 0.3
"""A key whose end packets are all lost ends this long after its last update. §2.5.2.2 leaves it to the receiver;
senders update every 20 to 50 ms, so six updates in a row must be missing."""

REMEMBERED_KEYS = 8
"""Ended keys of which late or repeated packets are still recognised."""

REMEMBERED_S = 2.0
"""How long after its last packet. A recording that is played into a call again says the same timestamps again, and
means its keys."""

SLACK = 160
"""Ticks that may lie between the known part of a key and another packet of it with a timestamp of its own, when the one
in between is lost. Between two keys there are 320 at least: ITU-T Q.24 has receivers know them apart from 40 ms. A
machine may leave less; a marker tells its keys apart.
"""

END_REPEATS_S = 0.1
"""How long after the end of a key a packet that says the same end is a repetition of it, whatever its marker is."""

MAX_EVENTS_IN_PACKET = 16
"""Event blocks read from one payload (§2.5.1.5 allows several); senders of telephone keys put one."""


def key_of(event: int) -> str | None:
    """The key of an event code: `0`…`9 * # A B C D`, or None for flash, tones and line events."""
    return KEYS[event] if 0 <= event < len(KEYS) else None


def event_of(key: str) -> int:
    """The event code of a key; letters of either case.

    Raises:
        ValueError: not one of the sixteen keys.
    """
    if len(key) != 1:
        raise ValueError(f"{key!r} is not one key")
    return KEYS.index(key.upper())


@dataclass(frozen=True, slots=True)
class KeyDown:
    """A key was pressed. Comes once a key, with the first packet that names it."""

    event: int
    timestamp: int
    """RTP timestamp of the beginning: the key's identity."""
    at: float
    """Arrival of the packet that told it."""


@dataclass(frozen=True, slots=True)
class KeyUp:
    """A key was released. Follows exactly once on each `KeyDown`."""

    event: int
    timestamp: int
    """RTP timestamp of the beginning, as in the `KeyDown`."""
    duration: int
    """Ticks of the clock rate, over all segments."""
    at: float
    is_timed_out: bool = False
    """No end packet came: the duration is the last one received."""


KeyEvent = KeyDown | KeyUp


class _Block(NamedTuple):
    """What one packet says of one key."""

    event: int
    timestamp: int
    duration: int
    is_end: bool
    is_marked: bool
    sequence_number: int


@dataclass(slots=True)
class _Key:
    event: int
    timestamp: int
    duration: int
    received_at: float
    counted_from: int
    """Timestamp less duration of its first packet: the same for all, where a sender advances the timestamp."""
    newest: int
    """Sequence number of the newest packet while it was down; behind its end, of its newest end packet."""
    ended_at: float = 0.0
    """Arrival of its first end packet, or when none was waited for any more."""
    follows: int | None = None
    """`newest` of the press before, where it has the same timestamp: what was not sent later belongs to that one."""

    def touches(self, distance: int, duration: int) -> bool:
        """True when a block of the same event, `distance` behind the beginning, belongs to this key.

        Besides the equal timestamp: what touches the known part is a later segment (§2.5.1.3) or comes from a sender
        that wrongly advances the timestamp. A new key cannot begin there: two keys of one keypad do not overlap, and
        between equal keys lies a pause. When the updates around a border of segments were lost, the distance is still a
        multiple of 0xFFFF.
        """
        touches = -duration - SLACK <= distance <= self.duration + SLACK
        return touches or (distance > 0 and distance % MAX_DURATION == 0)

    def extend(self, block: _Block, now: float) -> None:
        """Take note of a block that belongs to this key."""
        distance, duration = uint32_distance(block.timestamp, self.timestamp), block.duration
        # A sender that advances the timestamp may count the duration from the beginning of the key all the same.
        counts_whole = distance % MAX_DURATION > 0 and duration > distance
        self.duration = max(self.duration, duration if counts_whole else distance + duration)
        self.received_at = now

    def note_number(self, block: _Block) -> None:
        """Keep the newest sequence number."""
        if uint16_is_newer(block.sequence_number, self.newest):
            self.newest = block.sequence_number

    def is_pressed_again(self, block: _Block, now: float) -> bool:
        """Whether a block of the same event begins another press of this key, which is over.

        Only the first packet of a press is marked, and none but repeated ends are sent behind its end.
        """
        if not (block.is_marked and uint16_is_newer(block.sequence_number, self.newest)):
            return False
        is_behind = uint32_distance(block.timestamp, self.timestamp) >= self.duration
        is_repetition = block.is_end and block.duration == self.duration and now < self.ended_at + END_REPEATS_S
        return is_behind or not is_repetition


class TelephoneEventDecoder:
    """Keys of one RTP stream. One object a row; call `reset` when its source changes."""

    __slots__ = ("_active", "_advances", "_ended", "malformed", "timeout_s")

    def __init__(self, timeout_s: float = KEY_TIMEOUT_S) -> None:
        self.timeout_s = timeout_s
        self.malformed = 0
        """Payloads that were shorter than one event block."""
        self._active: _Key | None = None
        self._advances = False
        """This sender gives each packet a timestamp of its own, while the duration counts from the beginning."""
        self._ended: deque[_Key] = deque(maxlen=REMEMBERED_KEYS)
        """The newest first."""

    def push(
        self, timestamp: int, payload: bytes, now: float, *, sequence_number: int = 0, marker: bool = False
    ) -> list[KeyEvent]:
        """Take one telephone-event packet, in any order, any number of times.

        Args:
            timestamp: of the RTP header.
            payload: one or more event blocks of 4 bytes; a shorter one is counted in `malformed` and ignored.
            now: arrival time.
            sequence_number: of the RTP header.
            marker: of the RTP header.
        """
        if len(payload) < PAYLOAD.size:
            self.malformed += 1
            return []
        events: list[KeyEvent] = self.handle_timer(now)
        last = min(len(payload) // PAYLOAD.size, MAX_EVENTS_IN_PACKET) * PAYLOAD.size
        for event, flags, duration in PAYLOAD.iter_unpack(payload[:last]):
            block = _Block(event, timestamp, duration, bool(flags & END_BIT), marker, sequence_number)
            events += self._push_block(block, now)
            timestamp = uint32_add(timestamp, duration)
            marker = False
        return events

    def next_timer(self) -> float | None:
        """When `handle_timer` must be called at the latest, or None while no key is down."""
        return None if self._active is None else self._active.received_at + self.timeout_s

    def handle_timer(self, now: float) -> list[KeyEvent]:
        """End the key of which nothing has come for `timeout_s`; harmless to call early."""
        key = self._active
        if key is None or now < key.received_at + self.timeout_s:
            return []
        return [self._release(key, now, is_timed_out=True)]

    def reset(self, now: float) -> list[KeyEvent]:
        """End the key that is down: the stream is over, or comes from a new source. Its late packets stay known."""
        return [] if self._active is None else [self._release(self._active, now, is_timed_out=True)]

    def _push_block(self, block: _Block, now: float) -> list[KeyEvent]:
        key = self._active
        if key is not None and self._goes_on(key, block):
            if key.follows is not None and not uint16_is_newer(block.sequence_number, key.follows):
                return []
            key.extend(block, now)
            key.note_number(block)
            return [self._release(key, now)] if block.is_end else []
        follows, is_late = self._find_ended(block, now)
        if is_late:
            return []
        events: list[KeyEvent] = []
        if key is not None:
            if uint32_distance(block.timestamp, key.timestamp) < 0:
                # An older key of which nothing had come, overtaken by this one: it is told whole, the active
                # one stays down.
                return self._tell_overtaken(block, now)
            events.append(self._release(key, now, is_timed_out=True))
        key = self._active = _new_key(block, now, follows)
        events.append(KeyDown(block.event, block.timestamp, now))
        if block.is_end:
            events.append(self._release(key, now))
        return events

    def _goes_on(self, key: _Key, block: _Block) -> bool:
        """Whether this belongs to that key."""
        if block.event != key.event:
            return False
        distance = uint32_distance(block.timestamp, key.timestamp)
        lead = abs(uint32_distance(uint32_add(block.timestamp, -block.duration), key.counted_from))
        if self._advances and distance % MAX_DURATION > 0:
            return lead <= SLACK
        is_same = key.touches(distance, block.duration)
        # Two packets that begin apart and count from one place.
        self._advances |= is_same and distance % MAX_DURATION > 0 and lead <= SLACK // 2
        return is_same

    def _find_ended(self, block: _Block, now: float) -> tuple[int | None, bool]:
        """Which press with the same timestamp this one follows, by its newest packet; and whether this belongs to a key
        that is over; what is longer than all before goes on with it however late."""
        for ended in sorted(self._ended, key=lambda one: one.timestamp != block.timestamp):
            if not self._goes_on(ended, block):
                continue
            if ended.is_pressed_again(block, now):
                return (ended.newest if ended.timestamp == block.timestamp else None), False
            is_recent, length = now < ended.received_at + REMEMBERED_S, ended.duration
            ended.extend(block, now)
            if block.is_end:
                ended.note_number(block)
            if is_recent or ended.duration > length:
                return None, True
        return None, False

    def _tell_overtaken(self, block: _Block, now: float) -> list[KeyEvent]:
        self._ended.appendleft(_new_key(block, now))
        return [
            KeyDown(block.event, block.timestamp, now),
            KeyUp(block.event, block.timestamp, block.duration, now, is_timed_out=True),
        ]

    def _release(self, key: _Key, now: float, *, is_timed_out: bool = False) -> KeyUp:
        self._active = None
        key.ended_at = now
        self._ended.appendleft(key)
        return KeyUp(key.event, key.timestamp, key.duration, now, is_timed_out)


def _new_key(block: _Block, now: float, follows: int | None = None) -> _Key:
    counted_from = uint32_add(block.timestamp, -block.duration)
    return _Key(block.event, block.timestamp, block.duration, now, counted_from, block.sequence_number, now, follows)


@dataclass(frozen=True, slots=True)
class EventPacket:
    """One packet of a key that is sent."""

    offset: int
    """Ticks after the beginning of the key at which the packet leaves."""
    timestamp: int
    """For the RTP header: beginning of the key, or of its segment."""
    marker: bool
    payload: bytes


def encode_key(
    event: int,
    timestamp: int,
    duration: int,
    *,
    interval: int = 400,
    volume: int = 10,
    end_packets: int = 3,
) -> Iterator[EventPacket]:
    """The packets of one key press, in sending order.

    Args:
        event: code 0…255, see `event_of`.
        timestamp: RTP timestamp at which the key goes down.
        duration: ticks until it goes up, at least 1; may exceed 0xFFFF.
        interval: ticks between updates; §2.5.1.2: "every 50 ms or the packet interval".
        volume: −dBm0, 0…63.
        end_packets: §2.5.1.4: "the final packet … SHOULD be transmitted a total of three times".
    """
    if duration < 1 or interval < 1:
        raise ValueError(f"a key of {duration} ticks, told every {interval}")
    segment = 0
    is_first = True
    for offset in range(min(interval, duration), duration, interval):
        while offset - segment > MAX_DURATION:
            yield _event_packet(event, timestamp, segment, MAX_DURATION, volume, offset, is_first)
            segment += MAX_DURATION
            is_first = False
        yield _event_packet(event, timestamp, segment, offset - segment, volume, offset, is_first)
        is_first = False
    while duration - segment > MAX_DURATION:
        yield _event_packet(event, timestamp, segment, MAX_DURATION, volume, duration, is_first)
        segment += MAX_DURATION
        is_first = False
    for _ in range(end_packets):
        yield _event_packet(event, timestamp, segment, duration - segment, volume | END_BIT, duration, is_first)
        is_first = False


def _event_packet(
    event: int, timestamp: int, segment: int, duration: int, flags: int, offset: int, marker: bool
) -> EventPacket:
    payload = PAYLOAD.pack(event, flags, duration)
    return EventPacket(offset, uint32_add(timestamp, segment), marker, payload)
