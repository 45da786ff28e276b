"""An address that has proved nothing gets a second of audio; what proves it, and what does not."""

import pytest

from rtp.messages import AddressProved, AddressUnproved, CloseStream, StreamSpec, UpdateStream
from rtp.sending.probation import ALLOWANCE_MS
from rtp.wire.addresses import pack_sockaddr
from rtp.wire.packet import RtpPacket
from rtp.wire.rtcp import ReceiverReport, ReportBlock, SourceDescription
from tests.rtp.plane_driver import PORT, REMOTE, SSRC, PlaneDriver

OTHER = ("192.0.2.7", 4000)
UNPROVEN = StreamSpec(remote=REMOTE, is_proven=False)
FRAMES = 2 * ALLOWANCE_MS // 20


class Line(PlaneDriver):
    """A stream that has twice as much to say as it may say without proof."""

    def __init__(self, spec: StreamSpec = UNPROVEN) -> None:
        super().__init__()
        self.open(spec=spec)
        self.say(1, bytes(160 * FRAMES * 20 // spec.ptime_ms * spec.ptime_ms // 20))

    def spoken_ms(self, duration_s: float = 3.0, ptime_ms: int = 20) -> int:
        return len(self.run(duration_s)) * ptime_ms

    def hear_rtp(self) -> None:
        self.datagrams.arriving.append((PORT, REMOTE, bytes(RtpPacket(0, 1, 0, 99, bytes(160))), self.now))

    def hear_report(self, ssrc: int, host: str = REMOTE[0]) -> None:
        block = ReportBlock(ssrc, 0, 0, 1, 0)
        datagram = bytes(ReceiverReport(7, (block,))) + bytes(SourceDescription.cname(7, "peer"))
        self.datagrams.arriving_rtcp.append((PORT, pack_sockaddr((host, REMOTE[1] + 1)), datagram))

    def reports(self) -> int:
        """RTCP that left since the last call."""
        count = sum(is_rtcp for _, is_rtcp, *_ in self.datagrams.rtcp)
        self.datagrams.rtcp = []
        return count


@pytest.mark.parametrize("ptime_ms", [10, 20, 60])
def test_a_second_leaves_and_the_rest_waits(ptime_ms: int) -> None:
    line = Line(StreamSpec(remote=REMOTE, is_proven=False, ptime_ms=ptime_ms))
    assert ALLOWANCE_MS - 250 < line.spoken_ms(ptime_ms=ptime_ms) + ptime_ms * line.reports() <= ALLOWANCE_MS
    assert [event.stream for event in line.events(AddressUnproved)] == [1]
    line.run(20)
    assert line.reports() == 0
    line.do(CloseStream(1))
    assert line.reports() == 0


def test_rtp_from_there_is_proof() -> None:
    line = Line()
    spoken = line.spoken_ms()
    line.hear_rtp()
    assert line.spoken_ms() == 2 * ALLOWANCE_MS - spoken
    assert len(line.events(AddressProved)) == 1
    assert line.reports() > 0


def test_rtp_that_comes_in_time_holds_nothing_up() -> None:
    line = Line()
    line.run(0.5)
    line.hear_rtp()
    assert line.spoken_ms() > ALLOWANCE_MS
    assert line.events(AddressUnproved) == []
    assert line.events(AddressProved) == []


def test_a_report_on_our_stream_is_proof_and_any_other_is_none() -> None:
    line = Line()
    line.run(2)
    line.hear_report(SSRC + 2)
    line.hear_report(SSRC + 1, host=OTHER[0])
    assert line.spoken_ms() == 0
    line.hear_report(SSRC + 1)
    assert line.spoken_ms() > ALLOWANCE_MS - 100


def test_control_may_vouch_for_it_later() -> None:
    line = Line()
    line.run(2)
    line.do(UpdateStream(1, PORT, StreamSpec(remote=REMOTE)))
    assert line.spoken_ms() > ALLOWANCE_MS - 100


def test_one_second_is_for_all_addresses_and_proof_for_one() -> None:
    line = Line()
    line.hear_rtp()
    line.run(0.3)
    line.do(UpdateStream(1, PORT, StreamSpec(remote=(REMOTE[0], 4002), is_proven=False)))
    line.run(0.5)
    assert line.events(AddressUnproved) == []
    for turn in range(10):
        line.say(2 + turn, bytes(160 * FRAMES))
    spent = 0
    for turn in range(5):
        line.do(UpdateStream(1, PORT, StreamSpec(remote=(OTHER[0], 4000 + 2 * turn), is_proven=False)))
        line.run(0.2)
        line.do(UpdateStream(1, PORT, StreamSpec(remote=(f"192.0.2.{20 + turn}", 4000), is_proven=False)))
        spent += line.spoken_ms(0.2)
    assert 0 < spent <= ALLOWANCE_MS
    assert line.spoken_ms() == 0
    assert len(line.events(AddressUnproved)) == 1


def test_reports_go_to_no_third_host_that_nobody_vouches_for() -> None:
    for is_proven in (False, True):
        line = Line(StreamSpec(remote=REMOTE, remote_rtcp=OTHER, is_proven=is_proven))
        line.hear_rtp()
        line.run(8)
        assert (line.reports() > 0) is is_proven
