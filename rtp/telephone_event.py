"""Keys over RTP: named telephone events to key presses and back (RFC 4733 §2).

A key is what shares one RTP timestamp: every update, every gap, every repeated end packet belongs to it. A marker is
not needed (§2.5.1.2 asks senders for it, some forget it, any may be lost). Events longer than 0xFFFF ticks come in
segments, each beginning where the one before ended (§2.5.1.3); they are one key.
"""

import struct
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from rtp.sequence import uint32_add, uint32_distance

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
    """No end packet came: the duration is the last one heard."""


KeyEvent = KeyDown | KeyUp


@dataclass(slots=True)
class _Key:
    event: int
    timestamp: int
    duration: int
    heard_at: float


class TelephoneEventDecoder:
    """Keys of one RTP stream. One object a row; call `reset` when the SSRC changes."""

    __slots__ = ("_active", "_ended", "malformed", "timeout_s")

    def __init__(self, timeout_s: float = KEY_TIMEOUT_S) -> None:
        self.timeout_s = timeout_s
        self.malformed = 0
        """Payloads that were shorter than one event block."""
        self._active: _Key | None = None
        self._ended: deque[_Key] = deque(maxlen=REMEMBERED_KEYS)

    def push(self, timestamp: int, payload: bytes, now: float) -> list[KeyEvent]:
        """Take one telephone-event packet, in any order, any number of times.

        Args:
            timestamp: of the RTP header.
            payload: one or more event blocks of 4 bytes; a shorter one is counted in `malformed` and ignored.
            now: arrival time.
        """
        if len(payload) < PAYLOAD.size:
            self.malformed += 1
            return []
        events: list[KeyEvent] = self.handle_timer(now)
        last = min(len(payload) // PAYLOAD.size, MAX_EVENTS_IN_PACKET) * PAYLOAD.size
        for event, flags, duration in PAYLOAD.iter_unpack(payload[:last]):
            events += self._push_block(timestamp, event, bool(flags & END_BIT), duration, now)
            timestamp = uint32_add(timestamp, duration)
        return events

    def next_timer(self) -> float | None:
        """When `handle_timer` must be called at the latest, or None while no key is down."""
        return None if self._active is None else self._active.heard_at + self.timeout_s

    def handle_timer(self, now: float) -> list[KeyEvent]:
        """End the key of which nothing has been heard for `timeout_s`; harmless to call early."""
        key = self._active
        if key is None or now < key.heard_at + self.timeout_s:
            return []
        return [self._release(key, now, is_timed_out=True)]

    def reset(self, now: float) -> list[KeyEvent]:
        """Forget everything (new SSRC, re-INVITE); a key that is down ends."""
        events: list[KeyEvent] = []
        if self._active is not None:
            events.append(self._release(self._active, now, is_timed_out=True))
        self._ended.clear()
        return events

    def _push_block(self, timestamp: int, event: int, is_end: bool, duration: int, now: float) -> list[KeyEvent]:
        key = self._active
        if key is not None and _is_same(key, event, timestamp):
            key.duration = max(key.duration, uint32_distance(timestamp, key.timestamp) + duration)
            key.heard_at = now
            return [self._release(key, now)] if is_end else []
        if any(_is_same(ended, event, timestamp) for ended in self._ended):
            return []
        events: list[KeyEvent] = []
        if key is not None:
            if uint32_distance(timestamp, key.timestamp) < 0:
                # An older key of which nothing had been heard, overtaken by this one: it is told whole, the active
                # one stays down.
                return self._tell_overtaken(timestamp, event, duration, now)
            events.append(self._release(key, now, is_timed_out=True))
        key = self._active = _Key(event, timestamp, duration, now)
        events.append(KeyDown(event, timestamp, now))
        if is_end:
            events.append(self._release(key, now))
        return events

    def _tell_overtaken(self, timestamp: int, event: int, duration: int, now: float) -> list[KeyEvent]:
        self._ended.append(_Key(event, timestamp, duration, now))
        return [KeyDown(event, timestamp, now), KeyUp(event, timestamp, duration, now, is_timed_out=True)]

    def _release(self, key: _Key, now: float, *, is_timed_out: bool = False) -> KeyUp:
        self._active = None
        self._ended.append(key)
        return KeyUp(key.event, key.timestamp, key.duration, now, is_timed_out)


def _is_same(key: _Key, event: int, timestamp: int) -> bool:
    """True when a block belongs to `key`.

    Besides the equal timestamp: a block of the same event that begins inside, or just where the known part ends, is a
    later segment (§2.5.1.3) or comes from a sender that wrongly advances the timestamp. A new key cannot begin there:
    two keys of one keypad do not overlap, and between equal keys lies a pause. When the updates around a border of
    segments were lost, the distance is still a multiple of 0xFFFF.
    """
    distance = uint32_distance(timestamp, key.timestamp)
    if event != key.event or distance < 0:
        return False
    return distance <= key.duration or distance % MAX_DURATION == 0


@dataclass(frozen=True, slots=True)
class EventPacket:
    """One packet of a key, to be sent `offset` ticks after the key began."""

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
