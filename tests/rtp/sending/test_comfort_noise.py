"""Comfort noise is sent where a stream falls silent, once, to peers that agreed to it (RFC 3389, RFC 3551 §4.1)."""

import pytest

from rtp.messages import (
    AskStatistics,
    CloseStream,
    Pause,
    Resume,
    SetReflex,
    Stop,
    StreamSpec,
    StreamStatistics,
    UpdateStream,
)
from rtp.sending.comfort_noise import LEVEL_DBOV
from rtp.wire.packet import RtpPacket
from tests.rtp.plane_driver import PORT, REMOTE, SSRC, PlaneDriver

AGREED = StreamSpec(remote=REMOTE, telephone_event_type=101, comfort_noise_type=13)
FRAME = bytes(range(160))


class NoiseDriver(PlaneDriver):
    """A stream that may send comfort noise."""

    def __init__(self, spec: StreamSpec = AGREED) -> None:
        super().__init__()
        self.open(spec=spec)

    def noise(self) -> list[RtpPacket]:
        """What left through the RTP socket by itself since the last call."""
        found = [RtpPacket.parse(data) for _, is_rtcp, _, data in self.datagrams.rtcp if not is_rtcp]
        self.datagrams.rtcp = [one for one in self.datagrams.rtcp if one[1]]
        return found


@pytest.fixture
def driver() -> NoiseDriver:
    return NoiseDriver()


def test_it_takes_the_place_of_the_packet_that_does_not_come(driver: NoiseDriver) -> None:
    driver.say(1, FRAME * 2)
    first, last = driver.run(0.041)
    (noise,) = driver.noise()
    assert (noise.payload_type, noise.payload, noise.marker) == (13, bytes((LEVEL_DBOV,)), False)
    assert noise.ssrc == last.ssrc == SSRC + 1
    assert noise.sequence_number == (last.sequence_number + 1) & 0xFFFF
    assert noise.timestamp == last.timestamp + 160 == first.timestamp + 320
    driver.run(3)
    assert driver.noise() == []


def test_speech_after_it_is_marked_and_goes_on_in_sequence(driver: NoiseDriver) -> None:
    driver.say(1, FRAME)
    driver.run(0.021)
    (noise,) = driver.noise()
    # The next prompt begins in the very next slot: packets without a gap in time, but silence lay between them.
    driver.say(2, FRAME)
    (packet,) = driver.run(0.01)
    assert packet.marker
    assert packet.sequence_number == (noise.sequence_number + 1) & 0xFFFF
    assert 0 < packet.timestamp - noise.timestamp <= 80
    driver.run(0.1)
    assert len(driver.noise()) == 1


def test_prompts_that_follow_each_other_have_none_between_them(driver: NoiseDriver) -> None:
    driver.say(1, FRAME)
    driver.say(2, FRAME)
    packets = driver.run(0.036)
    assert [packet.marker for packet in packets] == [True, False]
    assert driver.noise() == []


def test_not_agreed_not_sent() -> None:
    driver = NoiseDriver(StreamSpec(remote=REMOTE))
    driver.say(1, FRAME)
    driver.run(1)
    assert driver.noise() == []


def test_pause_and_stop_are_silences_too(driver: NoiseDriver) -> None:
    driver.say(1, FRAME * 50)
    driver.run(0.1)
    driver.do(Pause(1))
    driver.run(0.5)
    (noise,) = driver.noise()
    driver.do(Resume(1))
    packets = driver.run(0.1)
    assert packets[0].marker
    assert packets[0].sequence_number == (noise.sequence_number + 1) & 0xFFFF
    driver.do(Stop(1, None))
    driver.run(0.5)
    assert len(driver.noise()) == 1


def test_a_stop_that_makes_room_for_the_next_prompt_is_none(driver: NoiseDriver) -> None:
    driver.say(1, FRAME * 50)
    driver.run(0.1)
    driver.do(Stop(1, None))
    driver.say(2, FRAME * 5)
    packets = driver.run(0.05)
    assert driver.noise() == []
    assert not any(packet.marker for packet in packets)


def test_whoever_never_spoke_is_not_silent_now(driver: NoiseDriver) -> None:
    driver.run(1)
    driver.do(Pause(1))
    driver.do(SetReflex(1, 1, True, True))
    driver.run(1)
    assert driver.noise() == []


def test_on_hold_and_after_the_end_nothing_leaves(driver: NoiseDriver) -> None:
    driver.say(1, FRAME * 50)
    driver.run(0.1)
    driver.do(UpdateStream(1, PORT, StreamSpec(remote=REMOTE, send=False, comfort_noise_type=13)))
    driver.run(0.5)
    assert driver.noise() == []
    driver.do(UpdateStream(1, PORT, AGREED))
    driver.run(0.1)
    driver.do(Stop(1, None))
    driver.do(CloseStream(1))
    driver.run(0.5)
    assert driver.noise() == []


def test_it_is_counted(driver: NoiseDriver) -> None:
    driver.say(1, FRAME * 2)
    driver.run(1)
    driver.do(AskStatistics(1))
    (statistics,) = driver.events(StreamStatistics)
    assert (statistics.packets_sent, statistics.octets_sent) == (3, 321)


def test_an_error_of_the_socket_is_counted(driver: NoiseDriver) -> None:
    driver.say(1, FRAME)
    driver.run(0.015)
    driver.datagrams.failing.add(REMOTE)
    driver.run(0.1)
    assert driver.plane._send_errors == 1


def test_wide_band_has_a_number_of_its_own() -> None:
    driver = NoiseDriver(
        StreamSpec(remote=REMOTE, payload_type=97, encoding="L16", clock_rate=16000, comfort_noise_type=99)
    )
    driver.say(1, bytes(640))
    (packet,) = driver.run(0.021)
    (noise,) = driver.noise()
    assert (noise.payload_type, noise.timestamp) == (99, packet.timestamp + 320)
