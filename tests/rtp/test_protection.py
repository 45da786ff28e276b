"""Keys and indices of streams: libsrtp is the peer."""

import random
from dataclasses import dataclass, field

import pylibsrtp
import pytest

from rtp.messages import SrtpKeys
from rtp.protection import MAX_SOURCES, Protection
from rtp.streams import SharedRows
from rtp.wire.packet import RtpPacket
from rtp.wire.srtp import make_transform
from rtp.wire.srtp_index import ReceivedIndices

POLICY = pylibsrtp.Policy
REPORT = bytes.fromhex("80c90001cafebabe81ca0003cafebabe0104616263640000")
ROW = 2


_DRAWN = random.Random(3711)


def _key() -> bytes:
    return _DRAWN.randbytes(30)


@dataclass
class Peer:
    """The far end of one stream."""

    sends: bytes = field(default_factory=_key)
    receives: bytes = field(default_factory=_key)

    def __post_init__(self) -> None:
        self.keys = SrtpKeys("AES_CM_128_HMAC_SHA1_80", self.receives, self.sends)
        self.outgoing = pylibsrtp.Session(POLICY(key=self.sends, ssrc_type=POLICY.SSRC_ANY_OUTBOUND))
        self.incoming = pylibsrtp.Session(POLICY(key=self.receives, ssrc_type=POLICY.SSRC_ANY_INBOUND))

    def send(self, number: int, *, ssrc: int = 7) -> bytes:
        return self.outgoing.protect(packet(number, ssrc=ssrc))


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
def shared() -> SharedRows:
    return SharedRows(bytearray(SharedRows.size_bytes(4)), 4)


def packet(number: int, *, ssrc: int = 7) -> bytes:
    return bytes(RtpPacket(0, number & 0xFFFF, number * 160, ssrc, number.to_bytes(4, "big") * 40))


def opened(shared: SharedRows, peer: Peer) -> Protection:
    protection = Protection(shared.srtp)
    protection.open_stream(ROW, peer.keys, is_resumed=False)
    return protection


def test_both_ways(shared: SharedRows, peer: Peer) -> None:
    protection = opened(shared, peer)
    assert protection.open(ROW, peer.send(1)) == packet(1)
    assert protection.open_rtcp(ROW, peer.outgoing.protect_rtcp(REPORT)) == REPORT
    assert peer.incoming.unprotect(protection.seal(ROW, packet(5), 5)) == packet(5)
    assert peer.incoming.unprotect_rtcp(protection.seal_rtcp(ROW, REPORT)) == REPORT
    assert protection.unauthentic == 0


def test_streams_without_keys_are_left_alone(shared: SharedRows) -> None:
    protection = Protection(shared.srtp)
    protection.open_stream(ROW, None, is_resumed=False)
    assert not protection.is_in_use
    assert protection.seal(ROW, packet(1), 1) == packet(1)
    assert protection.seal_rtcp(ROW, REPORT) == REPORT
    assert protection.outgoing(ROW) is None


def test_a_replay_is_dropped(shared: SharedRows, peer: Peer) -> None:
    protection = opened(shared, peer)
    sent = [peer.send(number) for number in range(1, 5)]
    assert [protection.open(ROW, sent[place]) is not None for place in (0, 2, 1, 2, 3, 0)] == [
        True, True, True, False, True, False,
    ]  # fmt: skip
    report = peer.outgoing.protect_rtcp(REPORT)
    assert protection.open_rtcp(ROW, report) == REPORT
    assert protection.open_rtcp(ROW, report) is None
    assert protection.unauthentic == 3


def test_the_rollover_counter_follows_both_ways(shared: SharedRows, peer: Peer) -> None:
    """§3.3.1, past the end of the sequence numbers, with loss there."""
    protection = opened(shared, peer)
    for number in (65_530, 65_534, 65_537, 65_535, 65_540):
        assert protection.open(ROW, peer.send(number)) == packet(number)
        assert peer.incoming.unprotect(protection.seal(ROW, packet(number), number)) == packet(number)


def test_a_first_packet_behind_the_turn_of_the_numbers_is_heard(shared: SharedRows, peer: Peer) -> None:
    protection = opened(shared, peer)
    peer.send(65_535)
    assert protection.open(ROW, peer.send(65_537)) == packet(65_537)


def test_a_new_source_has_indices_of_its_own(shared: SharedRows, peer: Peer) -> None:
    protection = opened(shared, peer)
    assert protection.open(ROW, peer.send(30_000)) is not None
    assert protection.open(ROW, peer.send(4, ssrc=8)) is not None
    assert protection.open(ROW, peer.send(30_001)) is not None


def test_sources_do_not_pile_up(shared: SharedRows, peer: Peer) -> None:
    protection = opened(shared, peer)
    for ssrc in range(5 * MAX_SOURCES):
        assert protection.open(ROW, peer.send(1, ssrc=ssrc)) is not None
    (incoming,) = protection._streams[ROW].incoming
    assert len(incoming.sources) == MAX_SOURCES


def test_forged_packets_leave_no_trace(shared: SharedRows, peer: Peer) -> None:
    protection = opened(shared, peer)
    assert protection.open(ROW, peer.send(1)) is not None
    for number in range(2, 200):
        assert protection.open(ROW, packet(number * 300)) is None
        assert protection.open(ROW, _DRAWN.randbytes(number)) is None
        assert protection.open_rtcp(ROW, _DRAWN.randbytes(number)) is None
    assert protection.open(ROW, peer.send(2)) == packet(2)
    assert protection.unauthentic == 3 * 198


def test_a_look_takes_nothing(shared: SharedRows, peer: Peer) -> None:
    protection = opened(shared, peer)
    sent, report = peer.send(1), peer.outgoing.protect_rtcp(REPORT)
    assert protection.is_authentic(ROW, sent)
    assert protection.is_authentic(ROW, report)
    assert not protection.is_authentic(ROW, packet(2))
    assert not protection.is_authentic(ROW, REPORT)
    assert protection.open(ROW, sent) is not None
    assert protection.open_rtcp(ROW, report) is not None


def test_a_new_plane_takes_no_packet_a_second_time(shared: SharedRows, peer: Peer) -> None:
    protection = opened(shared, peer)
    recorded = [peer.send(number) for number in (65_535, 65_536, 65_537)]
    reports = [peer.outgoing.protect_rtcp(REPORT) for _ in range(2)]
    assert all(protection.open(ROW, sent) is not None for sent in recorded)
    assert all(protection.open_rtcp(ROW, report) is not None for report in reports)
    resumed = Protection(shared.srtp)
    resumed.open_stream(ROW, peer.keys, is_resumed=True)
    assert [resumed.open(ROW, sent) for sent in recorded] == [None] * 3
    assert [resumed.open_rtcp(ROW, report) for report in reports] == [None] * 2
    # The counter has gone around: a plane that began at zero would hear nothing from here on.
    assert resumed.open(ROW, peer.send(65_538)) == packet(65_538)
    assert resumed.open_rtcp(ROW, peer.outgoing.protect_rtcp(REPORT)) == REPORT


def test_a_new_plane_uses_no_rtcp_index_twice(shared: SharedRows, peer: Peer) -> None:
    protection = opened(shared, peer)
    sent = {protection.seal_rtcp(ROW, REPORT) for _ in range(3)}
    resumed = Protection(shared.srtp)
    resumed.open_stream(ROW, peer.keys, is_resumed=True)
    sent |= {resumed.seal_rtcp(ROW, REPORT) for _ in range(3)}
    assert {report[-14:-10].hex() for report in sent} == {f"8000000{index}" for index in range(6)}


def test_new_keys_count_when_they_are_used_and_old_ones_until_then(shared: SharedRows, peer: Peer) -> None:
    protection, other = opened(shared, peer), Peer()
    assert protection.open(ROW, peer.send(1)) is not None
    protection.rekey(ROW, other.keys)
    assert protection.open(ROW, peer.send(2)) == packet(2)
    assert protection.open(ROW, other.send(3)) == packet(3)
    assert protection.open(ROW, peer.send(4)) is None
    assert other.incoming.unprotect(protection.seal(ROW, packet(1), 1)) == packet(1)


@pytest.mark.parametrize("turns", [0, 1, 5])
def test_the_counter_may_begin_anew_or_go_on_under_a_new_key(shared: SharedRows, peer: Peer, turns: int) -> None:
    """§3.3.1 lets it go on; those who make their session anew begin at zero."""
    protection, other = opened(shared, peer), Peer()
    newest = protection._streams[ROW].incoming[0].sources
    newest[7] = ReceivedIndices(5 << 16 | 40)
    protection.rekey(ROW, other.keys)
    sent = packet(41)
    transform = make_transform(other.keys.suite, other.sends)
    assert protection.open(ROW, sent[:12] + transform.seal(sent[:12], sent[12:], turns << 16 | 41)) == sent


def test_the_rtcp_index_goes_on_under_new_keys(shared: SharedRows, peer: Peer) -> None:
    """§3.4: "after a re-key the SRTCP index MUST NOT be reset to zero"."""
    protection = opened(shared, peer)
    protection.seal_rtcp(ROW, REPORT)
    protection.rekey(ROW, Peer().keys)
    assert protection.seal_rtcp(ROW, REPORT)[-14:-10].hex() == "80000001"


def test_keys_may_be_given_up(shared: SharedRows, peer: Peer) -> None:
    protection = opened(shared, peer)
    protection.rekey(ROW, None)
    assert not protection.is_secured[ROW]
    assert protection.seal(ROW, packet(1), 1) == packet(1)
    protection.close_stream(ROW)


def test_the_next_stream_of_a_row_begins_anew(shared: SharedRows, peer: Peer) -> None:
    protection = opened(shared, peer)
    protection.open(ROW, peer.send(40_000))
    protection.seal_rtcp(ROW, REPORT)
    protection.close_stream(ROW)
    other = Peer()
    protection.open_stream(ROW, other.keys, is_resumed=False)
    assert protection.open(ROW, other.send(5)) == packet(5)
    assert protection.seal_rtcp(ROW, REPORT)[-14:-10].hex() == "80000000"
