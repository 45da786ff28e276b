"""Keys that come as packets, as tones in the audio, or as both: each press is told once.

A line on which no telephone-event was agreed is listened to for tones. Its peer may send packets of keys all the same,
and leave in the audio what it had not yet cut out when it knew the tone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rtp.wire.telephone_event import KEYS, PAYLOAD, KeyDown, KeyEvent, KeyUp

UNANNOUNCED_TYPE = 101
"""The number that nearly every telephone gives to telephone-event, whether it says so or not."""
_RESERVED_BIT = 0x40
TONE_LEAD_S = 0.15
"""How much earlier than its first packet the same key may have been found as a tone: what a gateway needs to know it.
"""


def is_key(payload: bytes) -> bool:
    """Whether four octets under an unannounced number read as a key of a telephone (RFC 4733 §2.3)."""
    if len(payload) != PAYLOAD.size:
        return False
    event, flags, _ = PAYLOAD.unpack(payload)
    return event < len(KEYS) and not flags & _RESERVED_BIT


@dataclass(slots=True)
class KeySources:
    """The keys of one stream."""

    has_packets: bool = False
    """Its peer sends keys as packets: tones are what is left of them in the audio."""
    _tone: KeyDown | None = None
    """The last key that was told by its tone."""
    _is_tone_down: bool = False
    _told: int | None = None
    """Timestamp of the key in packets that its tone had told before."""

    def from_tones(self, events: Iterable[KeyEvent]) -> list[KeyEvent]:
        """What is to be told of keys found in the audio."""
        told: list[KeyEvent] = []
        for event in events:
            if isinstance(event, KeyUp):
                if self._is_tone_down:
                    self._is_tone_down = False
                    told.append(event)
            elif not self.has_packets:
                self._tone, self._is_tone_down = event, True
                told.append(event)
        return told

    def from_packets(self, events: Iterable[KeyEvent]) -> list[KeyEvent]:
        """What is to be told of keys that packets brought."""
        told: list[KeyEvent] = []
        for event in events:
            self.has_packets = True
            if isinstance(event, KeyUp):
                if event.timestamp != self._told:
                    told.append(event)
            elif self._is_known(event):
                self._tone, self._told = None, event.timestamp
            else:
                told.append(event)
        return told

    def _is_known(self, key: KeyDown) -> bool:
        return self._tone is not None and key.event == self._tone.event and key.at - self._tone.at < TONE_LEAD_S
