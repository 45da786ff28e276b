"""Encrypted streams through the life of a plane; libsrtp is the peer."""

import pylibsrtp

from rtp.messages import (
    AskStatistics,
    CloseStream,
    PlaneStatistics,
    SrtpKeys,
    StreamSpec,
    StreamStatistics,
    UpdateStream,
)
from rtp.wire.packet import RtpPacket
from rtp.wire.rtcp import Goodbye, parse_compound
from tests.rtp.plane_driver import PORT, REMOTE, PlaneDriver

OURS, THEIRS = bytes(range(30)), bytes(range(30, 60))


def _spec(ours: bytes = OURS) -> StreamSpec:
    return StreamSpec(remote=REMOTE, comfort_noise_type=13, srtp=SrtpKeys("AES_CM_128_HMAC_SHA1_80", ours, THEIRS))


def _peer(ours: bytes = OURS) -> pylibsrtp.Session:
    policy = pylibsrtp.Policy
    return pylibsrtp.Session(policy(key=ours, ssrc_type=policy.SSRC_ANY_INBOUND))


def test_comfort_noise_is_sealed_under_its_own_index() -> None:
    driver = PlaneDriver()
    peer = _peer()
    driver.open(1, _spec())
    driver.say(1, bytes(160 * 9))
    audio = [peer.unprotect(bytes(packet)) for packet in driver.run(0.3)]
    noise = [datagram for _, is_rtcp, _, datagram in driver.datagrams.rtcp if not is_rtcp]
    assert len(audio) == 9
    assert [RtpPacket.parse(peer.unprotect(datagram)).payload_type for datagram in noise] == [13]


def test_a_new_plane_goes_on_under_the_same_key_and_repeats_no_index() -> None:
    """The counter that is not on the wire too: the numbers have gone around before."""
    peer, first = _peer(), PlaneDriver()
    first.open(1, _spec())
    first.say(1, bytes(160 * 400), final=False)
    sent = [bytes(packet) for packet in first.run(0.35)]
    second = PlaneDriver(first.shared)
    second.now = first.now
    second.open(1, _spec(), resumed=True)
    second.say(2, bytes(1600))
    later = [bytes(packet) for packet in second.run(0.3)]
    for datagram in sent + later:
        peer.unprotect(datagram)
    assert int(second.shared.sequence_number[1]) > 0x10000
    assert len({datagram[2:4] for datagram in sent + later}) == len(sent) + 10


def test_a_new_key_begins_with_a_counter_of_zero() -> None:
    """Peers make their session anew, and know nothing of the turns that the numbers have taken."""
    driver = PlaneDriver()
    driver.open(1, _spec())
    driver.say(1, bytes(160 * 40))
    peer = _peer()
    for packet in driver.run(0.3):
        peer.unprotect(bytes(packet))
    assert driver.shared.sequence_number[1] > 0xFFFF
    other = bytes(30)
    driver.do(UpdateStream(1, PORT, _spec(other)))
    fresh = _peer(other)
    packets = driver.run(0.3)
    assert len(packets) > 10
    for packet in packets:
        fresh.unprotect(bytes(packet))
    driver.do(AskStatistics(1))
    (statistics,) = driver.events(StreamStatistics)
    assert statistics.packets_sent == driver.shared.packets_sent(1)
    assert statistics.octets_sent == 160 * statistics.packets_sent


def test_the_last_word_is_sealed_and_forgeries_are_counted() -> None:
    driver = PlaneDriver()
    driver.open(1, _spec())
    driver.say(1, bytes(1600))
    driver.run(0.1)
    driver.datagrams.arriving.append((PORT, REMOTE, bytes(RtpPacket(0, 1, 0, 7, bytes(160))), driver.now))
    driver.run(0.1)
    driver.do(CloseStream(1))
    peer = _peer()
    reports = [datagram for _, is_rtcp, _, datagram in driver.datagrams.rtcp if is_rtcp]
    assert [type(parse_compound(peer.unprotect_rtcp(datagram))[-1]) for datagram in reports][-1] is Goodbye
    driver.do(AskStatistics())
    (statistics,) = driver.events(PlaneStatistics)
    assert (statistics.unauthentic, statistics.packets_received) == (1, 0)
