"""Exchanges of the UniMRCP demo clients, replayed: each has to end as RFC 6787 says."""

import re

import numpy as np
import pytest

from rtp.wire.g711 import Law, decode
from rtp.wire.packet import RtpPacket
from tests.interop.running import RunningServer
from tests.interop.trace_peer import MrcpConnection, Reply, TracePeer

pytestmark = pytest.mark.interop

PROMPT_LIMIT_S = 15.0


@pytest.fixture(name="needs_recognizer")
def _needs_recognizer(server: RunningServer) -> None:
    if not server.offers("speechrecog"):
        pytest.skip("this server has no recognizer")


def assert_answered(reply: Reply, status: int = 200) -> None:
    assert reply.start.startswith(f"SIP/2.0 {status} "), reply


def assert_spoken(packets: list[RtpPacket]) -> None:
    """Real-time G.711 of one source that can be heard, marked at its beginning.

    A machine that stands still for a frame leaves a gap in time, never in numbers, and the packet behind it is marked.
    """
    assert len(packets) > 30
    assert {packet.payload_type for packet in packets} == {0}
    assert {len(packet.payload) for packet in packets} == {160}
    assert len({packet.ssrc for packet in packets}) == 1
    assert packets[0].marker
    numbers = np.array([packet.sequence_number for packet in packets])
    assert (np.diff(numbers) % 65536 == 1).all()
    steps = np.diff([packet.timestamp for packet in packets]) % 2**32
    assert (steps % 160 == 0).all()
    late = np.flatnonzero(steps != 160)
    assert len(late) <= 3
    assert all(packets[index + 1].marker for index in late)
    pcm = np.concatenate([decode(packet.payload, Law.PCMU) for packet in packets]).astype(np.float64)
    assert np.sqrt(np.mean(pcm**2)) > 300


def assert_mrcp_answer(reply: Reply, request_id: int, state: str, status: int = 200) -> None:
    assert re.fullmatch(rf"MRCP/2\.0 \d+ {request_id} {status} {state}", reply.start), reply


def wait_for_end(connection: MrcpConnection, event: str, request_id: int) -> Reply:
    """The completion event. A SPEAK without marks that did not wait in the queue raises no other one."""
    reply = connection.receive(PROMPT_LIMIT_S)
    assert re.fullmatch(rf"MRCP/2\.0 \d+ {event} {request_id} COMPLETE", reply.start), reply
    return reply


class TestSynth:
    """unimrcpclient, "run synth uni2"."""

    def test_speaks_and_hangs_up(self, server: RunningServer) -> None:
        with TracePeer(server, "synth") as peer:
            answer = peer.sip("01-invite.sip")
            assert_answered(answer)
            for line in ("a=setup:passive", "a=connection:new", "a=cmid:1", "a=mid:1", "a=sendonly"):
                assert f"{line}\r\n" in answer.body
            # Control line first and one line for each of the offer's, or the client gets lost.
            assert re.findall(r"m=(\w+)", answer.body) == ["application", "audio"]
            peer.send_sip("02-ack.sip")
            connection = peer.connect(1)
            assert_mrcp_answer(peer.mrcp("03-speak.mrcp", connection), 1, "IN-PROGRESS")
            complete = wait_for_end(connection, "SPEAK-COMPLETE", 1)
            assert complete.headers["completion-cause"] == "000 normal"
            assert_spoken(peer.hear(1, 0.1))
            removed = peer.sip("04-reinvite.sip")
            assert_answered(removed)
            assert re.findall(r"m=(\w+) (\d+)", removed.body) == [("application", "0"), ("audio", "0")]
            peer.send_sip("05-ack.sip")
            connection.close()
            assert_answered(peer.sip("06-bye.sip"))


class TestDiscover:
    """unimrcpclient, "run discover uni2"."""

    def test_options_tell_what_there_is(self, server: RunningServer) -> None:
        with TracePeer(server, "discover") as peer:
            answer = peer.sip("01-options.sip")
        assert_answered(answer)
        assert answer.headers["content-type"] == "application/sdp"
        assert "m=application 0 TCP/MRCPv2 1\r\n" in answer.body
        assert "a=resource:speechsynth\r\n" in answer.body
        assert re.search(r"m=audio 0 RTP/AVP .*\b0\b.*\b8\b", answer.body)


@pytest.mark.usefixtures("needs_recognizer")
class TestParams:
    """UniMRCP's umc, "run params"."""

    def test_what_was_set_is_told(self, server: RunningServer) -> None:
        with TracePeer(server, "params") as peer:
            assert_answered(peer.sip("01-invite.sip"))
            peer.send_sip("02-ack.sip")
            connection = peer.connect(1)
            # Speed-Vs-Accuracy changes nothing (201).
            assert_mrcp_answer(peer.mrcp("03-set-params.mrcp", connection), 1, "COMPLETE", 201)
            told = peer.mrcp("04-get-params.mrcp", connection)
            assert_mrcp_answer(told, 2, "COMPLETE")
            assert told.headers["n-best-list-length"] == "5"
            assert float(told.headers["sensitivity-level"]) == pytest.approx(0.531)
            assert_mrcp_answer(peer.mrcp("05-set-params.mrcp", connection), 3, "COMPLETE")
            told = peer.mrcp("06-get-params.mrcp", connection)
            assert told.headers["speech-complete-timeout"] == "1000"
            # Names without a dot are not what the RFC wants, and what every FreeSWITCH sends; these change nothing.
            assert_mrcp_answer(peer.mrcp("07-set-params.mrcp", connection), 5, "COMPLETE", 201)
            told = peer.mrcp("08-get-params.mrcp", connection)
            assert "swirec_phoneme_lookahead_beam=-50" in told.headers["vendor-specific-parameters"]
            connection.close()
            assert_answered(peer.sip("09-bye.sip"))


class TestConcurrent:
    """UniMRCP's umc, "run synth", "run recog", "run synth": three dialogs, two connections."""

    def test_two_synthesizers_share_a_connection(self, server: RunningServer) -> None:
        with TracePeer(server, "concurrent") as peer:
            assert_answered(peer.sip("01-invite.sip"))
            peer.send_sip("03-ack.sip")
            shared = peer.connect(1)
            assert_mrcp_answer(peer.mrcp("05-speak.mrcp", shared), 1, "IN-PROGRESS")
            answer = peer.sip("08-invite.sip")
            assert_answered(answer)
            assert "a=connection:existing\r\n" in answer.body
            peer.send_sip("09-ack.sip")
            channels = {peer.calls[1].channel, peer.calls[3].channel}
            assert len(channels) == 2
            # Both channels have a request 1: only the Channel-Identifier tells them apart.
            assert_mrcp_answer(peer.mrcp("10-speak.mrcp", shared), 1, "IN-PROGRESS")
            ended = [wait_for_end(shared, "SPEAK-COMPLETE", 1) for _ in range(2)]
            assert {reply.headers["channel-identifier"].partition("@")[0] for reply in ended} == channels
            assert {reply.headers["completion-cause"] for reply in ended} == {"000 normal"}
            assert_spoken(peer.hear(1, 0.1))
            assert_spoken(peer.hear(3, 0.1))
            assert_answered(peer.sip("12-bye.sip"))
            shared.close()
            assert_answered(peer.sip("13-bye.sip"))

    @pytest.mark.usefixtures("needs_recognizer")
    def test_recognizer_beside_them(self, server: RunningServer) -> None:
        with TracePeer(server, "concurrent") as peer:
            assert_answered(peer.sip("02-invite.sip"))
            peer.send_sip("04-ack.sip")
            connection = peer.connect(2)
            defined = peer.mrcp("06-define-grammar.mrcp", connection)
            assert_mrcp_answer(defined, 1, "COMPLETE")
            assert defined.headers["completion-cause"] == "000 success"
            assert_mrcp_answer(peer.mrcp("07-recognize.mrcp", connection), 2, "IN-PROGRESS")
            connection.close()
            assert_answered(peer.sip("11-bye.sip"))


def test_a_crossing_bye_is_answered(server: RunningServer) -> None:
    """UniMRCP closes its connection just before its BYE: the server must not have forgotten the dialog by then."""
    with TracePeer(server, "synth") as peer:
        assert_answered(peer.sip("01-invite.sip"))
        peer.send_sip("02-ack.sip")
        connection = peer.connect(1)
        assert_mrcp_answer(peer.mrcp("03-speak.mrcp", connection), 1, "IN-PROGRESS")
        connection.close()
        assert_answered(peer.sip("06-bye.sip"))
