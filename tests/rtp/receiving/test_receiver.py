"""What arrives is told apart, counted and decoded; strangers are passed over."""

import random
import struct

import numpy as np
import pylibsrtp
import pytest

import rtp.receiving.receiver
from rtp.messages import Address, AnyEvent, Flooded, KeyPressed, KeyReleased, SrtpKeys, StreamSpec
from rtp.protection import Protection
from rtp.receiving.flood_guard import FLOOD_PER_LOOK, SourceFilter
from rtp.receiving.left_addresses import QUARANTINE_S
from rtp.receiving.receiver import (
    KEYS_AT_ONCE,
    KEYS_PER_S,
    MAX_SHARED_RTCP,
    PACKETS_AT_ONCE,
    AudioPackets,
    Receiver,
)
from rtp.streams import SharedRows
from rtp.wire.addresses import pack_sockaddr
from rtp.wire.packet import RtpPacket
from rtp.wire.telephone_event import KeyDown, KeyUp, encode_key
from tests.fakes.datagrams import arrivals_of

PEER = ("192.0.2.1", 4000)
PORT = 5000
NOW = 50.0
SPEC = StreamSpec(remote=PEER, telephone_event_type=101, receive_types=((8, "PCMA/8000"), (99, "CN/16000")))


class Line:
    """A receiver and what it tells."""

    def __init__(self) -> None:
        self.events: list[AnyEvent] = []
        self.first: list[int] = []
        self.latched: list[tuple[int, bytes]] = []
        self.shared = SharedRows(bytearray(SharedRows.size_bytes(8)), 8)
        self.protection = Protection(self.shared.srtp)
        self.receiver = Receiver(
            8,
            self.shared,
            self.events,
            wall_offset_s=np.zeros(8),
            on_first=lambda row, _at: self.first.append(row),
            on_latched=lambda row, sockaddr: self.latched.append((row, sockaddr)),
            protection=self.protection,
        )

    def secure(self, row: int) -> pylibsrtp.Session:
        """Encrypt a row; the session seals what its peer sends."""
        master = random.Random(row).randbytes(30)
        keys = SrtpKeys("AES_CM_128_HMAC_SHA1_80", bytes(30), master)
        self.protection.open_stream(row, keys, is_resumed=False)
        return pylibsrtp.Session(pylibsrtp.Policy(key=master, ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND))

    def arrive(self, *packets: RtpPacket | bytes, source: Address = PEER, port: int = PORT) -> AudioPackets | None:
        batch = [(port, source, bytes(packet), NOW + 0.02 * n) for n, packet in enumerate(packets)]
        return self.receiver.receive(arrivals_of(batch))[0]


def packet(sequence: int, payload_type: int = 0, ssrc: int = 7, payload: bytes = bytes(160)) -> RtpPacket:
    return RtpPacket(payload_type, sequence, sequence * 160, ssrc, payload)


@pytest.fixture
def line() -> Line:
    line = Line()
    line.receiver.open(1, 11, PORT, SPEC)
    return line


def test_audio_comes_out_in_columns_without_duplicates(line: Line) -> None:
    audio = line.arrive(packet(1), packet(3), packet(2, 8), packet(3), packet(4, 99), packet(5, 13))
    assert audio is not None
    assert audio.rows.tolist() == [1, 1, 1]
    assert audio.sequence_number.tolist() == [1, 3, 2]
    assert audio.payload_type.tolist() == [0, 0, 8]
    assert audio.timestamp.tolist() == [160, 480, 320]
    assert audio.payload_offset.tolist() == [12, 12, 12]
    assert audio.payload_bytes.tolist() == [160] * 3
    assert audio.datagrams.shape[0] == 3
    assert audio.at.tolist() == pytest.approx([50.0, 50.02, 50.04])
    assert line.first == [1]
    assert line.shared.packets_received[1] == 6
    assert line.shared.last_received_at[1] == pytest.approx(50.1)
    assert line.receiver.octets(1) == 6 * 160
    assert line.receiver.packets == 6


def test_comfort_noise_under_an_agreed_number_is_no_audio(line: Line) -> None:
    line.receiver.open(2, 12, PORT, StreamSpec(remote=("192.0.2.2", 4000), comfort_noise_type=98))
    assert line.arrive(packet(1, 98, payload=b"F"), source=("192.0.2.2", 4000)) is None
    assert line.receiver.unknown_payload_types(2) == 0
    assert line.receiver.reception.snapshot(2).packets_received == 1


def test_strangers_are_dropped_and_counted(line: Line) -> None:
    assert line.arrive(packet(1), source=("203.0.113.1", 4000)) is None
    assert line.arrive(packet(1), port=5002) is None
    assert line.receiver.strangers == 2
    assert line.shared.packets_received[1] == 0


def test_streams_of_one_port_are_told_apart_by_source(line: Line) -> None:
    other = ("192.0.2.2", 4000)
    line.receiver.open(2, 12, PORT, StreamSpec(remote=other))
    arrivals = arrivals_of([(PORT, other, bytes(packet(1)), NOW), (PORT, PEER, bytes(packet(9)), NOW)])
    audio, _ = line.receiver.receive(arrivals)
    assert audio is not None
    assert audio.rows.tolist() == [2, 1]


def test_an_ipv6_peer_is_known(line: Line) -> None:
    six = ("2001:db8::1", 4000)
    line.receiver.open(2, 12, PORT, StreamSpec(remote=six))
    audio = line.arrive(packet(1), source=six)
    assert audio is not None
    assert audio.rows.tolist() == [2]


def test_another_port_of_the_announced_host_latches_when_only_one_stream_can_be_meant(line: Line) -> None:
    moved = (PEER[0], 4444)
    assert line.arrive(packet(1), packet(2), source=moved) is not None
    assert line.latched == [(1, pack_sockaddr(moved))]
    assert line.receiver.latched == 1
    # A third port is a stranger.
    assert line.arrive(packet(3), source=(PEER[0], 5555)) is None
    assert line.receiver.strangers == 1


def test_the_announced_address_wins_over_a_port_that_latched_before(line: Line) -> None:
    other = (PEER[0], 4444)
    line.arrive(packet(1), source=other)
    assert line.arrive(packet(1, ssrc=8), packet(2, ssrc=8), source=PEER) is not None
    assert line.latched[-1] == (1, pack_sockaddr(PEER))
    assert line.arrive(packet(2), source=other) is None
    line.receiver.close(1, NOW)
    assert line.arrive(packet(3, ssrc=8), source=PEER) is None


def test_nothing_latches_when_two_streams_can_be_meant_or_the_peer_has_sent(line: Line) -> None:
    line.receiver.open(2, 12, PORT, StreamSpec(remote=(PEER[0], 4002)))
    assert line.arrive(packet(1), source=(PEER[0], 4444)) is None
    assert line.arrive(packet(1), source=PEER) is not None
    # Now only the second is left to be meant.
    assert line.arrive(packet(1), source=(PEER[0], 4444)) is not None
    assert line.latched[0][0] == 2
    assert line.arrive(packet(1), source=(PEER[0], 4446)) is None


def test_keys_are_events_with_identity_and_duration(line: Line) -> None:
    packets = [
        RtpPacket(101, n, event.timestamp, 7, event.payload, event.marker)
        for n, event in enumerate(encode_key(11, 1600, 800))
    ]
    line.arrive(*packets)
    pressed, released = line.events
    assert isinstance(pressed, KeyPressed)
    assert isinstance(released, KeyReleased)
    assert (pressed.stream, pressed.event, pressed.rtp_timestamp) == (11, 11, 1600)
    assert (released.duration_ms, released.rtp_timestamp) == (100, 1600)
    assert line.receiver.keys(1) == 1


def test_a_key_whose_end_is_lost_comes_up_by_time_or_with_the_stream(line: Line) -> None:
    first, *_ = encode_key(1, 0, 800)
    line.arrive(RtpPacket(101, 1, 0, 7, first.payload))
    line.receiver.handle_timer(NOW + 0.1)
    assert len(line.events) == 1
    line.receiver.handle_timer(NOW + 1)
    assert isinstance(line.events[1], KeyReleased)
    line.arrive(RtpPacket(101, 9, 8000, 7, first.payload))
    line.receiver.close(1, NOW + 2)
    assert isinstance(line.events[3], KeyReleased)
    assert (line.receiver.keys(1), line.receiver.unknown_payload_types(1)) == (0, 0)
    line.receiver.close(1, NOW + 2)


def test_what_cannot_be_read_is_counted(line: Line) -> None:
    line.arrive(b"\x80\x00short", bytes(packet(2))[:1] + b"", RtpPacket(101, 1, 0, 7, b"\x01"))
    assert line.receiver.malformed == 3
    line.arrive(packet(3, 55))
    assert line.receiver.unknown_payload_types(1) == 1


def key_packets(payload_type: int, event: int = 5) -> list[RtpPacket]:
    keys = encode_key(event, 1600, 800)
    return [RtpPacket(payload_type, n, item.timestamp, 7, item.payload, item.marker) for n, item in enumerate(keys)]


def test_keys_that_nobody_announced_are_keys(line: Line) -> None:
    line.receiver.open(2, 12, PORT, StreamSpec(remote=("192.0.2.2", 4000)))
    line.arrive(packet(1), *key_packets(101), source=("192.0.2.2", 4000))
    assert [type(event) for event in line.events] == [KeyPressed, KeyReleased]
    assert (line.receiver.keys(2), line.receiver.unknown_payload_types(2)) == (1, 0)
    # Terms that change are asked again.
    line.receiver.update(2, 12, PORT, StreamSpec(remote=("192.0.2.2", 4000), send=False), NOW)
    line.arrive(*key_packets(101, 6), source=("192.0.2.2", 4000))
    assert line.receiver.keys(2) == 2


@pytest.mark.parametrize(
    ("payload_type", "payload"),
    [(101, bytes(160)), (101, b"\x20\x8a\x03\x20"), (101, b"\x05\x4a\x03\x20"), (100, b"\x05\x0a\x03\x20"), (101, b"")],
    ids=["audio", "no key of a telephone", "reserved bit", "another number", "empty"],
)
def test_what_does_not_look_like_a_key_is_none(line: Line, payload_type: int, payload: bytes) -> None:
    line.receiver.open(2, 12, PORT, StreamSpec(remote=("192.0.2.2", 4000)))
    line.arrive(packet(1, payload_type, payload=payload), source=("192.0.2.2", 4000))
    assert (line.events, line.receiver.unknown_payload_types(2)) == ([], 1)


def test_a_number_that_was_agreed_for_audio_is_audio(line: Line) -> None:
    spec = StreamSpec(remote=("192.0.2.2", 4000), receive_types=((101, "L16/8000"),))
    line.receiver.open(2, 12, PORT, spec)
    assert line.arrive(packet(1, 101, payload=b"\x05\x0a\x03\x20"), source=("192.0.2.2", 4000)) is not None
    assert line.events == []


def test_a_key_that_comes_as_tone_and_as_packets_is_told_once(line: Line) -> None:
    line.receiver.open(2, 12, PORT, StreamSpec(remote=("192.0.2.2", 4000), detects_tones=True))
    line.receiver.tell_keys(2, [KeyDown(5, 0, NOW)])
    line.arrive(*key_packets(101), source=("192.0.2.2", 4000))
    line.receiver.tell_keys(2, [KeyUp(5, 0, 800, NOW + 0.1), KeyDown(5, 4000, NOW + 0.4)])
    assert [type(event) for event in line.events] == [KeyPressed, KeyReleased]


def test_rtcp_on_the_rtp_port_is_handed_back(line: Line) -> None:
    rtcp = b"\x80\xc8\x00\x06" + bytes(24)
    audio, indices = line.receiver.receive(arrivals_of([(PORT, PEER, bytes(packet(1)), NOW), (PORT, PEER, rtcp, NOW)]))
    assert audio is not None
    assert indices.tolist() == [1]


def test_a_new_ssrc_begins_anew_with_its_second_packet_in_sequence(line: Line) -> None:
    line.arrive(packet(100))
    first, *_ = encode_key(1, 0, 800)
    line.arrive(RtpPacket(101, 101, 0, 7, first.payload))
    assert line.arrive(packet(5, ssrc=8)) is None
    audio = line.arrive(packet(6, ssrc=8))
    assert audio is not None
    assert audio.sequence_number.tolist() == [6]
    assert line.receiver.reception.snapshot(1).packets_lost == 0
    assert isinstance(line.events[-1], KeyReleased)
    assert line.receiver.ssrc[1] == 8


def test_single_packets_of_another_source_change_nothing(line: Line) -> None:
    """Stragglers of the old source, strays, and two that talk at once."""
    audio = line.arrive(packet(1), packet(50, ssrc=8), packet(2), packet(51, ssrc=8), packet(3), packet(53, ssrc=8))
    assert audio is not None
    assert audio.sequence_number.tolist() == [1, 2, 3]
    assert line.arrive(packet(4)) is not None
    assert line.arrive(packet(54, ssrc=8)) is None
    assert line.receiver.ssrc[1] == 7


def test_keys_are_heard_from_any_source_and_make_none_the_peers(line: Line) -> None:
    line.arrive(packet(1))
    keys = [RtpPacket(101, n, 900, 8, event.payload) for n, event in enumerate(encode_key(4, 900, 800))]
    line.arrive(*keys)
    assert line.receiver.ssrc[1] == 7
    assert [type(event) for event in line.events] == [KeyPressed, KeyReleased]
    assert line.receiver.reception.snapshot(1).packets_received == 1


def test_new_terms_keep_the_counters(line: Line) -> None:
    line.arrive(packet(1), source=(PEER[0], 4444))
    line.receiver.update(1, 11, PORT, StreamSpec(remote=PEER, payload_type=8, encoding="PCMA"), NOW)
    assert line.arrive(packet(2, 8), source=(PEER[0], 4444)) is not None
    line.receiver.update(1, 11, PORT, StreamSpec(remote=("192.0.2.9", 9)), NOW)
    assert line.arrive(packet(3), source=("192.0.2.9", 9)) is not None
    assert line.shared.packets_received[1] == 3
    line.receiver.update(1, 11, PORT, StreamSpec(remote=PEER, receive=False), NOW)
    assert line.arrive(packet(3), source=PEER) is None
    line.receiver.update(1, 11, PORT, SPEC, NOW)
    assert line.arrive(packet(4), source=PEER) is not None


def test_two_streams_wrongly_under_one_key_do_not_break_each_other(line: Line) -> None:
    line.receiver.open(2, 12, PORT, SPEC)
    line.receiver.close(1, NOW)
    assert line.arrive(packet(1)) is not None
    line.receiver.close(2, NOW)
    assert line.arrive(packet(1)) is None


def test_a_packet_far_off_the_sequence_is_not_audio_yet(line: Line) -> None:
    line.arrive(packet(1))
    assert line.arrive(packet(20000)) is None
    assert np.count_nonzero(line.shared.packets_received) == 1


def test_those_who_want_to_know_are_told_of_restarts_keys_and_packets_without_audio() -> None:
    events: list[AnyEvent] = []
    calls: list[object] = []
    receiver = Receiver(
        8,
        SharedRows(bytearray(SharedRows.size_bytes(8)), 8),
        events,
        wall_offset_s=np.zeros(8),
        on_first=lambda row, _at: None,
        on_latched=lambda row, sockaddr: None,
        on_restart=lambda row: calls.append(("restart", row)),
        on_key=lambda number: calls.append(("key", number, len(events))),
        on_no_audio=lambda rows, sequence: calls.append((rows.tolist(), sequence.tolist())),
    )
    receiver.open(1, 11, PORT, SPEC)
    one, flash = (next(encode_key(event, stamp, 800)) for event, stamp in ((1, 0), (16, 9000)))
    packets = [
        packet(1), packet(2, 13), RtpPacket(101, 3, 0, 7, one.payload), RtpPacket(101, 4, 9000, 7, flash.payload),
        packet(5, ssrc=9), packet(6, ssrc=9),
    ]  # fmt: skip
    for each in packets:
        receiver.receive(arrivals_of([(PORT, PEER, bytes(each), NOW)]))
    # A key is reported before its event; flash is no key of the keypad.
    assert calls == [([1], [2]), ("key", 11, 0), ([1], [3]), ([1], [4]), ("restart", 1)]
    assert [type(event) for event in events] == [KeyPressed, KeyReleased, KeyPressed, KeyReleased]


def test_keys_heard_as_tones_are_told_like_others(line: Line) -> None:
    line.receiver.tell_keys(1, [KeyDown(5, 160, NOW), KeyUp(5, 160, 640, NOW + 0.1)])
    line.receiver.tell_keys(2, [KeyDown(5, 160, NOW)])
    pressed, released = line.events
    assert isinstance(pressed, KeyPressed)
    assert isinstance(released, KeyReleased)
    assert (pressed.stream, pressed.event, released.duration_ms) == (11, 5, 80)
    assert line.receiver.keys(1) == 1
    line.receiver.handle_timer(NOW + 9)
    assert len(line.events) == 2


def test_what_arrived_before_a_stream_is_not_its_own(line: Line) -> None:
    """The kernel keeps what nobody has read, and callers follow each other at the same host."""
    late = ("192.0.2.2", 4000)
    line.receiver.open(2, 12, PORT, StreamSpec(remote=late), since=NOW)

    def take(source: Address, at: float) -> AudioPackets | None:
        return line.receiver.receive(arrivals_of([(PORT, source, bytes(packet(1)), at)]))[0]

    assert take(late, NOW - 0.001) is None
    assert take((late[0], 4444), NOW - 0.001) is None
    assert line.receiver.strangers == 2
    assert line.latched == []
    assert take(late, NOW) is not None


def test_a_new_address_of_a_stream_is_heard_from_when_it_was_agreed_on(line: Line) -> None:
    moved = ("192.0.2.2", 4000)
    line.receiver.update(1, 11, PORT, StreamSpec(remote=moved), NOW, since=NOW)
    assert line.receiver.receive(arrivals_of([(PORT, moved, bytes(packet(1)), NOW - 1)]))[0] is None
    assert line.receiver.receive(arrivals_of([(PORT, moved, bytes(packet(1)), NOW)]))[0] is not None


def test_who_follows_at_the_same_host_is_not_given_what_the_one_before_still_sends(line: Line) -> None:
    other = (PEER[0], 4444)
    assert line.arrive(packet(1), source=other) is not None
    line.receiver.close(1, NOW)
    line.receiver.open(2, 12, PORT, StreamSpec(remote=(PEER[0], 5555)), since=NOW)
    for left in (PEER, other):
        assert line.arrive(packet(2), source=left) is None
    # Who announces it gets it, and so does anybody once the one before has had time to notice.
    line.receiver.open(3, 13, PORT, StreamSpec(remote=other), since=NOW)
    assert line.arrive(packet(3), source=other) is not None
    line.receiver.close(3, NOW)
    audio, _ = line.receiver.receive(arrivals_of([(PORT, other, bytes(packet(4)), NOW + QUARANTINE_S)]))
    assert audio is not None
    assert audio.rows.tolist() == [2]


class TestEncrypted:
    """What a stream with keys takes (RFC 3711 §3.3)."""

    def test_audio_of_encrypted_and_other_streams_comes_in_one_batch(self, line: Line) -> None:
        peer = line.secure(1)
        other = ("192.0.2.9", 4000)
        line.receiver.open(2, 12, PORT, StreamSpec(remote=other))
        sent = [packet(1, payload=b"\x11" * 160), packet(2, payload=b"\x22" * 160)]
        batch = [(PORT, PEER, peer.protect(bytes(one)), NOW) for one in sent]
        batch.insert(1, (PORT, other, bytes(packet(1, payload=b"\x33" * 160)), NOW))
        audio, _ = line.receiver.receive(arrivals_of(batch))
        assert audio is not None
        assert audio.rows.tolist() == [1, 2, 1]
        assert audio.payload_bytes.tolist() == [160] * 3
        heard = [audio.datagrams[n, at : at + 160].tobytes() for n, at in enumerate(audio.payload_offset.tolist())]
        assert heard == [b"\x11" * 160, b"\x33" * 160, b"\x22" * 160]

    def test_what_is_not_authentic_is_no_packet_of_the_stream(self, line: Line) -> None:
        peer = line.secure(1)
        sealed = peer.protect(bytes(packet(1)))
        forged = sealed[:-1] + bytes([sealed[-1] ^ 1])
        assert line.arrive(packet(1), packet(2), b"\x80" + bytes(39), forged, b"") is None
        assert line.first == []
        assert line.shared.packets_received[1] == 0
        assert line.receiver.ssrc[1] == -1
        assert line.protection.unauthentic == 5
        assert line.arrive(sealed) is not None
        assert line.arrive(sealed) is None
        assert line.first == [1]

    def test_nothing_but_an_authentic_packet_latches(self, line: Line) -> None:
        peer = line.secure(1)
        moved = (PEER[0], 4444)
        report = b"\x80\xc9\0\x01\0\0\0\x07"
        assert line.arrive(packet(1), bytes(200), report, source=moved) is None
        assert line.latched == []
        # Encrypted RTCP on a shared port is as good as RTP.
        line.arrive(peer.protect_rtcp(report), source=moved)
        assert line.latched == [(1, pack_sockaddr(moved))]
        assert line.arrive(peer.protect(bytes(packet(1))), packet(2), source=moved) is not None
        assert line.arrive(packet(3), source=PEER) is None
        assert line.latched == [(1, pack_sockaddr(moved))]

    def test_keys_are_events(self, line: Line) -> None:
        peer = line.secure(1)
        events = list(encode_key(5, 8000, 800))
        sent = [RtpPacket(101, n, event.timestamp, 7, event.payload) for n, event in enumerate(events)]
        line.arrive(*sent)
        assert line.events == []
        line.arrive(*(peer.protect(bytes(one)) for one in sent))
        assert [type(event) for event in line.events] == [KeyPressed, KeyReleased]


def test_a_stream_is_taken_as_far_as_it_may_send(line: Line) -> None:
    other = ("192.0.2.2", 4000)
    line.receiver.open(2, 12, PORT, StreamSpec(remote=other))
    flood = [(PORT, PEER, bytes(packet(number)), NOW) for number in range(3 * PACKETS_AT_ONCE)]
    audio, _ = line.receiver.receive(arrivals_of([*flood, (PORT, other, bytes(packet(9)), NOW)]))
    assert audio is not None
    assert audio.rows.tolist() == [1] * PACKETS_AT_ONCE + [2]
    assert (line.receiver.dropped_of(1), line.receiver.dropped_of(2)) == (2 * PACKETS_AT_ONCE, 0)
    assert line.receiver.dropped == 2 * PACKETS_AT_ONCE


def test_packets_of_two_seconds_that_a_network_held_back_are_taken(line: Line) -> None:
    """What comes at once is bounded, not what comes."""
    taken = 0
    for number in range(100):
        audio, _ = line.receiver.receive(arrivals_of([(PORT, PEER, bytes(packet(number)), NOW + number * 0.0025)]))
        taken += 0 if audio is None else len(audio.rows)
    assert taken == 100


def test_keys_that_nobody_can_press_are_not_told_nor_their_ends(line: Line) -> None:
    pressed = 2 * KEYS_AT_ONCE
    for number in range(pressed):
        payload = struct.pack("!BBH", number % 10, 0x8A, 800)
        key = RtpPacket(101, number, number * 8000, 7, payload, marker=True)
        line.receiver.receive(arrivals_of([(PORT, PEER, bytes(key), NOW + number * 0.005)]))
    down = [event for event in line.events if isinstance(event, KeyPressed)]
    up = [event for event in line.events if isinstance(event, KeyReleased)]
    most = KEYS_AT_ONCE + KEYS_PER_S * pressed * 0.005 + 1
    assert KEYS_AT_ONCE <= len(down) <= most
    assert [event.rtp_timestamp for event in up] == [event.rtp_timestamp for event in down]
    assert line.receiver.keys(1) == len(down)
    assert line.receiver.dropped_of(1) == pressed - len(down)


def test_who_floods_is_told_and_filtered_where_it_is(line: Line) -> None:
    flood = [(PORT, PEER, b"no RTP", NOW)] * (FLOOD_PER_LOOK + 1)
    line.receiver.receive(arrivals_of(flood))
    assert line.receiver.look_for_floods(NOW) == {PORT: SourceFilter((pack_sockaddr(PEER),))}
    assert line.events == [Flooded(11)]


def test_a_port_that_strangers_flood_is_open_to_its_streams_and_to_hosts_that_are_awaited(line: Line) -> None:
    stranger, moved, other = ("203.0.113.1", 4000), ("192.0.2.2", 4444), ("192.0.2.3", 4000)
    line.arrive(packet(1))
    line.receiver.open(2, 12, PORT, StreamSpec(remote=("192.0.2.2", 4000)))
    line.receiver.open(3, 13, PORT, StreamSpec(remote=other))
    line.receiver.open(4, 14, PORT + 2, StreamSpec(remote=("192.0.2.4", 4000)))
    line.arrive(packet(1), source=moved)
    line.receiver.receive(arrivals_of([(PORT, stranger, bytes(packet(1)), NOW)] * (FLOOD_PER_LOOK + 1)))
    known = [PEER, ("192.0.2.2", 4000), moved, other, (other[0], 0)]
    (wanted,) = line.receiver.look_for_floods(NOW).values()
    assert wanted is not None
    assert wanted.allowed == tuple(sorted(map(pack_sockaddr, known)))
    # A call that comes during the flood is known at the next look.
    line.receiver.open(5, 15, PORT, StreamSpec(remote=("192.0.2.5", 4000)))
    (wanted,) = line.receiver.look_for_floods(NOW + 0.02).values()
    assert wanted is not None
    assert pack_sockaddr(("192.0.2.5", 4000)) in (wanted.allowed or ())


def test_streams_too_many_to_name_are_named_by_their_hosts(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtp.receiving.receiver, "MAX_NAMED_SOURCES", 2)
    for row in (2, 3):
        line.receiver.open(row, row + 10, PORT, StreamSpec(remote=("192.0.2.2", 4000 + row)))
    strangers = [(PORT, ("203.0.113.1", 4000), b"", NOW)] * (FLOOD_PER_LOOK + 1)
    line.receiver.receive(arrivals_of(strangers))
    (wanted,) = line.receiver.look_for_floods(NOW).values()
    assert wanted is not None
    assert wanted.allowed == (pack_sockaddr((PEER[0], 0)), pack_sockaddr(("192.0.2.2", 0)))
    line.receiver.open(4, 14, PORT, StreamSpec(remote=("192.0.2.3", 4000)))
    assert line.receiver.look_for_floods(NOW + 0.02) == {PORT: None}


def test_rtcp_on_the_port_of_the_audio_is_read_a_little_at_a_time(line: Line) -> None:
    report = struct.pack("!BBHI", 0x80, 201, 1, 7)
    _, rtcp = line.receiver.receive(arrivals_of([(PORT, PEER, report, NOW)] * (2 * MAX_SHARED_RTCP)))
    assert rtcp.tolist() == list(range(MAX_SHARED_RTCP))
