"""RFC 4733 keys through bad networks: every key once, in order, whatever the sender's habits are (§2.5, §2.6)."""

import random
from dataclasses import replace

import numpy as np
import pytest

from rtp.messages import AnyEvent, KeyPressed, KeyReleased, StreamSpec
from rtp.receiving.receiver import Receiver
from rtp.streams import SharedRows
from tests.fakes.datagrams import arrivals_of
from tests.fakes.key_wire import EVENT_TYPE, KeySender, Timed, Wire, send

PEER = ("192.0.2.1", 4000)
PORT = 5000
NOW = 50.0
SLOT_S = 0.005
ROUND_SLOTS = 4

SENDERS = {
    "every 20 ms": KeySender(),
    "every 50 ms": KeySender(update_ticks=400),
    "ends 20 ms apart": KeySender(end_spacing_s=0.02, pause_ticks=(320, 480)),
    "short keys in quick succession": KeySender(duration_ticks=(320, 400), pause_ticks=(320, 320)),
    "shorter than an update": KeySender(update_ticks=400, duration_ticks=(200, 390)),
    "audio in between": KeySender(sends_audio=True),
    "no marker": KeySender(marks=False),
    "last packet again": KeySender(repeat_s=0.06, pause_ticks=(320, 900)),
    "timestamp advances": KeySender(advances_timestamp=True),
    "new source now and then": KeySender(changes_ssrc=0.2, sends_audio=True),
    "keys from a source of their own": KeySender(key_ssrc=99, sends_audio=True),
    "long keys": KeySender(duration_ticks=(60_000, 150_000), update_ticks=400),
}
WIRES = {
    "clean": Wire(),
    "loss 5 %": Wire(loss=0.05),
    "loss 10 %, exact copies": Wire(loss=0.10, duplicates=0.3),
    "late copies": Wire(loss=0.05, duplicates=0.3, copy_delay_s=0.25),
    "reordered": Wire(loss=0.05, duplicates=0.1, reordered=0.4),
    "no end packets": Wire(loss=0.05, loses_ends=True, reordered=0.1),
    "gaps": Wire(loss=0.05, gap=0.5, duplicates=0.1),
}
MARKED = {
    "again within 20 ms": KeySender(pause_ticks=(0, 160)),
    "again within 20 ms, audio in between": KeySender(pause_ticks=(0, 160), sends_audio=True),
    "again within 20 ms, shorter than an update": KeySender(
        update_ticks=400, duration_ticks=(200, 390), pause_ticks=(0, 160)
    ),
    "one timestamp": KeySender(keeps_timestamp=True),
    "one timestamp, ends 20 ms apart": KeySender(keeps_timestamp=True, end_spacing_s=0.02, pause_ticks=(480, 640)),
    "one timestamp, last packet again": KeySender(keeps_timestamp=True, repeat_s=0.06, pause_ticks=(640, 900)),
    "one timestamp, shorter than an update": KeySender(
        keeps_timestamp=True, update_ticks=400, duration_ticks=(200, 390), pause_ticks=(800, 900)
    ),
}
"""Senders of which the markers have to arrive, and behind the ends of the keys before: nothing else says that a key is
pressed again."""
LOSSLESS = {
    "clean": Wire(),
    "exact copies": Wire(duplicates=0.4),
    "late copies": Wire(duplicates=0.4, copy_delay_s=0.25),
}


class Line:
    """A receiver that is fed slot by slot."""

    def __init__(self) -> None:
        self.events: list[AnyEvent] = []
        self.restarts = 0
        self.receiver = Receiver(
            4,
            SharedRows(bytearray(SharedRows.size_bytes(4)), 4),
            self.events,
            wall_offset_s=np.zeros(4),
            on_first=lambda row, _at: None,
            on_latched=lambda row, sockaddr: None,
            on_restart=self._restarted,
        )
        self.receiver.open(1, 11, PORT, StreamSpec(remote=PEER, telephone_event_type=EVENT_TYPE))

    def _restarted(self, _row: int) -> None:
        self.restarts += 1

    def play(self, arriving: list[Timed], *, stalled: float = 0.0, seed: int = 0) -> None:
        """Arrivals of each slot as one batch; `stalled` is how often the plane sleeps 100 ms over them."""
        rng = random.Random(seed)
        place = slot = 0
        while place < len(arriving) or slot * SLOT_S < arriving[-1][0] + 1:
            slot += 20 if rng.random() < stalled else 1
            batch = []
            while place < len(arriving) and arriving[place][0] <= slot * SLOT_S:
                at, datagram = arriving[place]
                batch.append((PORT, PEER, datagram, NOW + at))
                place += 1
            if batch:
                self.receiver.receive(arrivals_of(batch))
            if slot % ROUND_SLOTS == 0 or stalled:
                self.receiver.handle_timer(NOW + slot * SLOT_S)

    def pressed(self) -> list[int]:
        return [event.event for event in self.events if isinstance(event, KeyPressed)]


@pytest.mark.parametrize("wire", WIRES.values(), ids=list(WIRES))
@pytest.mark.parametrize("sender", SENDERS.values(), ids=list(SENDERS))
def test_every_key_is_told_once_and_in_order(sender: KeySender, wire: Wire) -> None:
    count = 4 if sender.duration_ticks[1] > 0xFFFF else 12
    for seed in range(2):
        rng = random.Random(repr((sender, wire, seed)))
        # Every second key is the one before again: those are the ones that are taken for one.
        events = [event for _ in range(count // 2) for event in [rng.randrange(12)] * 2]
        line = Line()
        wraps = 0xFFFF_FFFF - rng.randrange(40_000) if seed else None
        sent = send(sender, events, seed, start_timestamp=wraps)
        # A forbidden habit has to be seen once before it is known.
        arriving = wire.carry(sent, seed, spared=int(sender.advances_timestamp))
        line.play(arriving, stalled=0.1 * seed)
        assert line.pressed() == events
        ups = [event for event in line.events if isinstance(event, KeyReleased)]
        assert len(ups) == len(events)


@pytest.mark.parametrize("wire", LOSSLESS.values(), ids=list(LOSSLESS))
@pytest.mark.parametrize("sender", MARKED.values(), ids=list(MARKED))
def test_keys_that_only_their_markers_tell_apart_are_as_many_as_presses(sender: KeySender, wire: Wire) -> None:
    for seed in range(4):
        rng = random.Random(repr((sender, wire, seed)))
        events = [event for _ in range(6) for event in [rng.randrange(12)] * 3]
        line = Line()
        wraps = 0xFFFF_FFFF - rng.randrange(40_000) if seed else None
        line.play(wire.carry(send(sender, events, seed, start_timestamp=wraps), seed), stalled=0.1 * (seed % 2))
        assert line.pressed() == events
        assert len([event for event in line.events if isinstance(event, KeyReleased)]) == len(events)


def test_one_timestamp_for_all_keys_out_of_order() -> None:
    for seed in range(4):
        line = Line()
        line.play(
            Wire(reordered=0.4, duplicates=0.2).carry(send(KeySender(keeps_timestamp=True), [5] * 12, seed), seed)
        )
        assert line.pressed() == [5] * 12


def test_a_source_of_their_own_for_keys_does_not_disturb_the_audio() -> None:
    sent = send(replace(SENDERS["keys from a source of their own"], pause_ticks=(1600, 2400)), [1, 2, 3, 3], 5)
    line = Line()
    line.play(Wire().carry(sent, 5))
    assert line.pressed() == [1, 2, 3, 3]
    assert line.restarts <= 1  # The first packet of all was a key.
    assert line.receiver.reception.snapshot(1).packets_lost == 0


def test_a_new_source_is_believed_once_however_its_packets_and_the_last_of_the_old_one_mix() -> None:
    for seed in range(20):
        sent = send(replace(SENDERS["new source now and then"], changes_ssrc=1.0), [7, 7, 8], seed)
        line = Line()
        line.play(Wire(reordered=0.3, duplicates=0.2).carry(sent, seed))
        assert line.pressed() == [7, 7, 8]
        assert line.restarts == 2


def test_a_recording_of_keys_played_twice_is_pressed_twice() -> None:
    """SIPp's `play_pcap_audio`: the same packets again, with the numbers they had."""
    once = Wire().carry(send(KeySender(), [1], 1), 1)
    line = Line()
    line.play(once + [(at + 3.0, datagram) for at, datagram in once])
    assert line.pressed() == [1, 1]
