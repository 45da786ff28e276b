"""RTCP in both directions: whose report it is, what it says, where ours goes."""

import numpy as np
import pylibsrtp
import pytest

from rtp.frames import FrameShape
from rtp.messages import Address, SrtpKeys, StreamSpec
from rtp.receiving.receiver import Receiver
from rtp.rtcp_reports import INTERVAL_S, Reporter
from rtp.sending.probation import Probation
from rtp.streams import SharedRows, StreamTable
from rtp.wire.addresses import pack_sockaddr
from rtp.wire.packet import RtpPacket
from rtp.wire.rtcp import Goodbye, ReceiverReport, ReportBlock, SenderReport, SourceDescription, parse_compound
from rtp.wire.sequence import ntp_from_unix, ntp_middle
from tests.fakes.datagrams import arrivals_of

ROW, PORT, SSRC, NOW = 1, 5000, 0x1234, 100.0
PEER = ("192.0.2.1", 4000)
SPEC = StreamSpec(remote=PEER)


class Line:
    """A reporter and what it sends."""

    def __init__(self, spec: StreamSpec = SPEC) -> None:
        self.sent: list[tuple[int, bool, Address, bytes]] = []
        shared = SharedRows(bytearray(SharedRows.size_bytes(4)), 4)
        self.table = StreamTable(shared, 4)
        self.receiver = Receiver(
            4, shared, [], wall_offset_s=np.zeros(4), on_first=lambda *_: None, on_latched=lambda *_: None
        )
        self.reporter = Reporter(
            self.table,
            self.receiver,
            lambda _row: None,
            lambda *what: self.sent.append(what),
            cname="me",
            probation=Probation(shared, [], lambda _row: None),
        )
        self.open(ROW, SSRC, spec)

    def open(self, row: int, ssrc: int, spec: StreamSpec) -> None:
        self.table.open(row, ssrc=ssrc, sequence_number=0, timestamp=77, wall_offset_s=0.0, is_resumed=False)
        self.table.set_shape(row, FrameShape.of(spec), 0, 0)
        self.receiver.open(row, row, PORT, spec)
        self.reporter.open(row, PORT, ssrc, spec)

    def receive(self, datagram: bytes, source: Address = (PEER[0], 4001)) -> None:
        self.reporter.receive(PORT, pack_sockaddr(source), datagram, NOW + 3)


def test_a_sender_report_says_what_was_sent_and_when() -> None:
    line = Line()
    line.table.shared.sequence_number[ROW] += 3
    line.reporter.sent_first(ROW, NOW)
    line.reporter.sent_first(ROW, NOW)
    ((port, is_rtcp, address, datagram),) = line.sent
    assert (port, is_rtcp, address) == (PORT, True, (PEER[0], 4001))
    report, description = parse_compound(datagram)
    assert report == SenderReport(SSRC, ntp_from_unix(NOW), 77 + 800_000, 3, 480)
    assert description == SourceDescription.cname(SSRC, "me")
    line.reporter.handle_timer(NOW + INTERVAL_S - 0.01)
    assert len(line.sent) == 1
    line.reporter.handle_timer(NOW + INTERVAL_S)
    assert len(line.sent) == 2


def test_one_who_only_listens_reports_as_receiver_with_the_senders_time() -> None:
    line = Line()
    line.receiver.receive(arrivals_of([(PORT, PEER, bytes(RtpPacket(0, 5, 0, 99, bytes(160))), NOW)]))
    line.reporter.received_first(ROW, NOW)
    line.reporter.received_first(ROW, NOW + 1)
    line.receive(bytes(SenderReport(99, ntp_from_unix(NOW), 0, 1, 160)))
    line.reporter.handle_timer(NOW + 4)
    report = parse_compound(line.sent[0][3])[0]
    assert isinstance(report, ReceiverReport)
    (block,) = report.reports
    assert (block.ssrc, block.highest_sequence) == (99, 5)
    assert (block.last_sr, block.delay_since_last_sr) == (ntp_middle(ntp_from_unix(NOW)), 65536)


def test_the_peers_report_gives_loss_jitter_and_round_trip() -> None:
    line = Line()
    sent = ntp_middle(ntp_from_unix(NOW + 1))
    line.receive(bytes(ReceiverReport(99, (ReportBlock(SSRC, 64, 1, 1, 80, sent, 65536),))))
    reporting = line.reporter.reporting(ROW)
    assert reporting.fraction_lost == 0.25
    assert reporting.jitter_ms == 10
    assert reporting.round_trip_ms == pytest.approx(1000, abs=1)


def test_streams_that_share_an_address_are_told_apart_by_ssrc() -> None:
    line = Line()
    line.open(2, 0x5678, SPEC)
    line.receive(bytes(ReceiverReport(99, (ReportBlock(SSRC, 128, 1, 1, 80),))))
    assert line.reporter.reporting(ROW).fraction_lost == 0.5
    assert line.reporter.reporting(2).fraction_lost is None
    assert line.reporter.reporting(ROW).round_trip_ms is None


def test_a_report_from_another_port_of_the_host_counts_and_from_another_host_does_not() -> None:
    line = Line()
    block = ReportBlock(SSRC, 128, 1, 1, 80)
    line.receive(bytes(ReceiverReport(99, (block,))), ("203.0.113.5", 4001))
    assert line.reporter.strangers == 1
    line.receive(bytes(ReceiverReport(99, (ReportBlock(1, 1, 1, 1, 1), block))), (PEER[0], 9999))
    reporting = line.reporter.reporting(ROW)
    assert reporting.fraction_lost == 0.5
    line.receive(bytes(ReceiverReport(99)), (PEER[0], 9999))
    assert line.reporter.strangers == 2


def test_the_peers_goodbye_is_counted_and_ends_nothing() -> None:
    line = Line()
    line.receive(bytes(ReceiverReport(99)) + bytes(Goodbye((99,))))
    assert line.reporter.reporting(ROW).goodbyes == 1


def test_what_is_no_rtcp_is_counted() -> None:
    line = Line()
    line.receive(b"\x80")
    assert line.reporter.malformed == 1


@pytest.mark.parametrize(
    ("spec", "target"),
    [
        (StreamSpec(remote=PEER, rtcp_mux=True), (False, PEER)),
        (StreamSpec(remote=PEER, remote_rtcp=("192.0.2.9", 9)), (True, ("192.0.2.9", 9))),
        (StreamSpec(remote=None), None),
        (StreamSpec(remote=("192.0.2.1", 65535)), None),
    ],
)
def test_reports_go_where_negotiation_said(spec: StreamSpec, target: tuple[bool, Address] | None) -> None:
    line = Line(spec)
    line.reporter.sent_first(ROW, NOW)
    assert [what[1:3] for what in line.sent] == ([] if target is None else [target])


def test_on_a_shared_port_reports_follow_a_latched_peer() -> None:
    line = Line(StreamSpec(remote=PEER, rtcp_mux=True))
    line.reporter.latched(ROW, pack_sockaddr((PEER[0], 4444)))
    line.reporter.sent_first(ROW, NOW)
    assert line.sent[0][2] == (PEER[0], 4444)
    apart = Line()
    apart.reporter.latched(ROW, pack_sockaddr((PEER[0], 4444)))
    apart.reporter.sent_first(ROW, NOW)
    assert apart.sent[0][2] == (PEER[0], 4001)


def test_goodbye_is_said_to_who_has_heard_of_us() -> None:
    line = Line()
    line.reporter.sent_first(ROW, NOW)
    line.reporter.close(ROW, NOW + 1)
    assert parse_compound(line.sent[-1][3])[-1] == Goodbye((SSRC,))
    silent = Line()
    silent.reporter.close(ROW, NOW)
    assert silent.sent == []


def test_what_is_due_together_is_sent_in_rounds_the_most_overdue_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rtp.rtcp_reports.MOST_AT_ONCE", 2)
    line = Line()
    for row in (0, 2, 3):
        line.open(row, SSRC + 10 + row, SPEC)
    for row, at in ((0, NOW + 0.2), (1, NOW + 0.1), (2, NOW), (3, NOW + 0.3)):
        line.reporter.sent_first(row, at)
    line.sent.clear()
    due = NOW + INTERVAL_S + 1
    line.reporter.handle_timer(due)
    line.reporter.handle_timer(due + 0.02)
    line.reporter.handle_timer(due + 0.04)
    reports = [parse_compound(datagram)[0] for *_, datagram in line.sent]
    assert [report.ssrc - SSRC for report in reports if isinstance(report, ReceiverReport)] == [12, 0, 10, 13]


class TestEncrypted:
    """SRTCP (RFC 3711 §3.4), both ways."""

    THEIRS, OURS = bytes(range(30)), bytes(range(30, 60))
    SPEC = StreamSpec(remote=PEER, srtp=SrtpKeys("AES_CM_128_HMAC_SHA1_80", OURS, THEIRS))

    def _line(self) -> tuple[Line, pylibsrtp.Session, pylibsrtp.Session]:
        line = Line(self.SPEC)
        line.table.protection.open_stream(ROW, self.SPEC.srtp, is_resumed=False)
        policy = pylibsrtp.Policy
        reads = pylibsrtp.Session(policy(key=self.OURS, ssrc_type=policy.SSRC_ANY_INBOUND))
        return line, reads, pylibsrtp.Session(policy(key=self.THEIRS, ssrc_type=policy.SSRC_ANY_OUTBOUND))

    def test_reports_and_the_goodbye_are_sealed(self) -> None:
        line, reads, _ = self._line()
        line.table.shared.sequence_number[ROW] += 3
        line.reporter.sent_first(ROW, NOW)
        line.reporter.close(ROW, NOW + 1)
        first, last = (parse_compound(reads.unprotect_rtcp(datagram)) for *_, datagram in line.sent)
        assert isinstance(first[0], SenderReport)
        assert isinstance(last[-1], Goodbye)

    def test_a_report_counts_when_it_is_authentic_wherever_it_comes_from(self) -> None:
        line, _, writes = self._line()
        block = ReportBlock(SSRC, 128, 1, 1, 160, 0, 0)
        reports = [bytes(ReceiverReport(7, (block,))) for _ in range(2)]
        line.receive(reports[0])
        line.receive(reports[0], (PEER[0], 5555))
        line.receive(b"\x81\xc9\0\x01" + bytes(40))
        assert line.reporter.reporting(ROW).fraction_lost is None
        assert line.table.protection.unauthentic == 3
        line.receive(writes.protect_rtcp(reports[0]))
        assert line.reporter.reporting(ROW).fraction_lost == 0.5

    def test_a_peer_behind_another_port_is_known_by_its_source(self) -> None:
        """Its report blocks cannot be read before its keys are known; the SSRC of its audio can."""
        line, _, writes = self._line()
        line.receiver.ssrc[ROW] = 7
        sealed = writes.protect_rtcp(bytes(ReceiverReport(7, (ReportBlock(SSRC, 128, 1, 1, 160, 0, 0),))))
        line.receive(sealed, ("192.0.2.9", 5555))
        assert line.reporter.reporting(ROW).fraction_lost is None
        line.receive(sealed, (PEER[0], 5555))
        assert line.reporter.reporting(ROW).fraction_lost == 0.5
