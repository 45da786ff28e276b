"""A batch in which some rows are encrypted: libsrtp reads those, and the others leave as they were."""

import random

import numpy as np
import pylibsrtp
import pytest

from rtp.messages import SrtpKeys, StreamSpec, UpdateStream
from rtp.wire.srtp_suites import SUITES
from tests.rtp.plane_driver import PORT, REMOTE, SPEC, SSRC, PlaneDriver

POLICY = pylibsrtp.Policy
PROFILES = {
    "AES_CM_128_HMAC_SHA1_80": POLICY.SRTP_PROFILE_AES128_CM_SHA1_80,
    "AES_CM_128_HMAC_SHA1_32": POLICY.SRTP_PROFILE_AES128_CM_SHA1_32,
    "AEAD_AES_128_GCM": POLICY.SRTP_PROFILE_AEAD_AES_128_GCM,
    "AEAD_AES_256_GCM": POLICY.SRTP_PROFILE_AEAD_AES_256_GCM,
}
SPEECH = bytes(np.random.default_rng(4568).integers(0, 256, 160 * 30, np.uint8))


def _secured(suite: str, ptime_ms: int = 20) -> tuple[StreamSpec, pylibsrtp.Session]:
    master = random.Random(suite).randbytes(SUITES[suite].master_bytes)
    policy = POLICY(key=master, ssrc_type=POLICY.SSRC_ANY_INBOUND, srtp_profile=PROFILES[suite])
    return StreamSpec(remote=REMOTE, srtp=SrtpKeys(suite, master, master), ptime_ms=ptime_ms), pylibsrtp.Session(policy)


@pytest.mark.parametrize("ptime_ms", [10, 20, 60])
def test_rows_of_all_suites_and_of_none_leave_together(ptime_ms: int) -> None:
    driver = PlaneDriver()
    peers: dict[int, pylibsrtp.Session] = {}
    driver.open(1, StreamSpec(remote=REMOTE, ptime_ms=ptime_ms))
    for stream, suite in enumerate(SUITES, 2):
        spec, peers[SSRC + stream] = _secured(suite, ptime_ms)
        driver.open(stream, spec)
    for stream in range(1, 2 + len(SUITES)):
        driver.say(1, SPEECH, stream=stream)
    heard: dict[int, bytes] = {}
    for datagram in map(bytes, driver.run(0.7)):
        ssrc = int.from_bytes(datagram[8:12], "big")
        packet = peers[ssrc].unprotect(datagram) if ssrc in peers else datagram
        assert len(packet) == 12 + 8 * ptime_ms
        heard[ssrc] = heard.get(ssrc, b"") + packet[12:]
    assert set(heard) == {SSRC + stream for stream in range(1, 2 + len(SUITES))}
    assert set(heard.values()) == {SPEECH}


def test_the_frames_of_an_underrun_are_encrypted_too() -> None:
    driver = PlaneDriver()
    spec, peer = _secured("AEAD_AES_128_GCM")
    driver.open(1, spec)
    driver.say(1, SPEECH[:320], final=False)
    packets = [peer.unprotect(bytes(packet)) for packet in driver.run(0.2)]
    assert len(packets) > 4
    assert b"".join(packet[12:] for packet in packets)[:320] == SPEECH[:320]
    assert packets[-1][12:] == b"\xff" * 160


def test_what_stands_in_the_ring_stays_in_clear() -> None:
    """The same frame may be wanted again, for the fade of an underrun."""
    driver = PlaneDriver()
    spec, _ = _secured("AES_CM_128_HMAC_SHA1_80")
    driver.open(1, spec)
    driver.say(1, SPEECH[:320])
    driver.run(0.1)
    ring = driver.plane._streams[1].playout._ring
    assert bytes(ring[:320]) == SPEECH[:320]


def test_a_stream_may_be_encrypted_in_the_middle_of_its_speech() -> None:
    driver = PlaneDriver()
    driver.open(1, SPEC)
    driver.say(1, SPEECH)
    heard = b"".join(packet.payload for packet in driver.run(0.2))
    spec, peer = _secured("AES_CM_128_HMAC_SHA1_80")
    driver.do(UpdateStream(1, PORT, spec))
    heard += b"".join(peer.unprotect(bytes(packet))[12:] for packet in driver.run(0.5))
    assert heard == SPEECH
