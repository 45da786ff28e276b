"""A source of junk is muted; calls, however many, are not."""

import pytest

from sip.configuration import UserAgentConfig
from sip.dialog import Dialog
from sip.events import Acked, Invited, Muted, OptionsAsked
from sip.flow import Flow
from sip.source_limits import SourceLimits
from tests.fakes.sip import SDP, SERVER, SipPeer

JUNK = b"junk"


class TestBuckets:
    """Tokens by source address."""

    def test_a_source_is_muted_when_its_tokens_are_spent_and_heard_when_they_have_grown_back(self) -> None:
        sources = SourceLimits(10, 3)
        for _ in range(3):
            assert sources.admits("192.0.2.1", JUNK, (), 0.0)
            sources.charge("192.0.2.1", 0.0)
        assert sources.is_muted("192.0.2.1", 0.0)
        assert not sources.admits("192.0.2.1", JUNK, (), 0.05)
        assert sources.admits("192.0.2.2", JUNK, (), 0.05)
        assert sources.admits("192.0.2.1", JUNK, (), 0.1)
        assert not sources.is_muted("192.0.2.1", 0.1)
        assert not sources.is_muted("192.0.2.2", 0.1)
        assert sources.dropped == 1

    def test_without_a_rate_there_is_no_limit(self) -> None:
        sources = SourceLimits(0, 1)
        for _ in range(100):
            sources.charge("192.0.2.1", 0.0)
        assert sources.admits("192.0.2.1", JUNK, (), 0.0)
        assert len(sources) == 0

    def test_what_was_refunded_was_never_spent(self) -> None:
        sources = SourceLimits(1, 2)
        sources.refund("192.0.2.1")
        for _ in range(100):
            sources.charge("192.0.2.1", 0.0)
            sources.refund("192.0.2.1")
        assert len(sources) == 0

    def test_a_source_that_has_recovered_is_forgotten(self) -> None:
        sources = SourceLimits(10, 1)
        sources.charge("192.0.2.1", 0.0)
        assert sources.admits("192.0.2.1", JUNK, (), 1.0)
        assert len(sources) == 0

    def test_the_table_is_bounded_and_forgets_who_was_longest_silent(self) -> None:
        sources = SourceLimits(1, 1, most=2)
        for host in ("192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.3"):
            sources.charge(host, 0.0)
        assert len(sources) == 2
        assert [sources.is_muted(f"192.0.2.{last}", 0.0) for last in (1, 2, 3)] == [True, False, True]

    @pytest.mark.parametrize(
        ("one", "other", "is_same"),
        [
            ("2001:db8::1", "2001:db8:0:0:ffff::2", True),
            ("2001:db8::1", "2001:db8:0:1::1", False),
            ("fe80::1%eth0", "fe80::2", True),
            ("x:y", "x:z", False),
        ],
    )
    def test_an_ipv6_source_is_its_network(self, one: str, other: str, is_same: bool) -> None:
        sources = SourceLimits(1, 1)
        sources.charge(one, 0.0)
        assert sources.is_muted(other, 0.0) is is_same

    def test_it_is_told_at_once_then_once_a_minute(self) -> None:
        sources = SourceLimits(1, 1)
        assert sources.tell("192.0.2.1", 0.0) == 0
        for _ in range(3):
            sources.charge("192.0.2.1", 0.0)
        assert sources.tell("192.0.2.1", 0.0) == 0
        told = []
        for tenth in range(1_300):
            now = tenth / 10
            sources.charge("192.0.2.1", now)
            if not sources.admits("192.0.2.1", JUNK, (), now):
                told.append(sources.tell("192.0.2.1", now))
        assert [count for count in told if count] == [1, 600, 600]

    def test_who_recovers_between_is_not_told_of_again_within_the_minute(self) -> None:
        sources = SourceLimits(1, 1)
        told = []
        for now in (0.0, 0.1, 20.0, 20.1, 20.2):
            if not sources.admits("192.0.2.1", JUNK, (), now):
                told.append(sources.tell("192.0.2.1", now))
            sources.charge("192.0.2.1", now)
        assert told == [1, 0, 0]


def peer_of(tokens: int) -> SipPeer:
    """Its agent refills a token in 100 s: nothing grows back within a test."""
    return SipPeer(UserAgentConfig(junk_per_s=0.01, junk_burst=tokens))


def call(peer: SipPeer, number: int, *, is_acked: bool = True) -> Dialog:
    peer.send(peer.request("INVITE", body=SDP, call_id=f"call-{number}"))
    peer.events = peer.events[-1:]
    invited = peer.pop_event(Invited)
    dialog = peer.agent.respond(invited.transaction, 200, now=peer.now, sdp=SDP.encode())
    assert dialog is not None
    peer.take()
    if is_acked:
        peer.send(peer.request("ACK", to_tag=dialog.id[1], call_id=dialog.id[0]))
        peer.pop_event(Acked)
    return dialog


def is_muted(peer: SipPeer, transport: str = "udp") -> bool:
    return peer.agent.is_muted(transport, peer.flow.remote[0], peer.now)


class TestWhatCosts:
    """What leads to no call."""

    def test_any_number_of_calls_costs_nothing(self) -> None:
        peer = peer_of(2)
        for number in range(50):
            dialog = call(peer, number)
            peer.send(peer.request("BYE", to_tag=dialog.id[1], cseq=2, call_id=dialog.id[0]))
        assert not is_muted(peer)
        assert peer.agent.dropped == 0

    def test_invites_that_are_never_acknowledged(self) -> None:
        peer = peer_of(3)
        for number in range(3):
            call(peer, number, is_acked=False)
        assert is_muted(peer)
        peer.send(peer.request("INVITE", body=SDP, call_id="call-9"))
        assert [type(event) for event in peer.events] == [Muted]
        assert peer.agent.dropped == 1

    def test_a_bye_instead_of_the_ack_shows_that_the_answer_came(self) -> None:
        peer = peer_of(2)
        for number in range(5):
            dialog = call(peer, number, is_acked=False)
            peer.send(peer.request("BYE", to_tag=dialog.id[1], cseq=2, call_id=dialog.id[0]))
        assert not is_muted(peer)

    @pytest.mark.parametrize("status", [500, 503])
    def test_what_is_our_own_fault_costs_nothing(self, status: int) -> None:
        peer = peer_of(2)
        for number in range(5):
            peer.send(peer.request("INVITE", body=SDP, call_id=f"call-{number}"))
            peer.agent.respond(peer.pop_event(Invited).transaction, status, now=peer.now)
            peer.take()
        assert not is_muted(peer)

    def test_a_server_that_drains_mutes_nobody(self) -> None:
        peer = peer_of(2)
        peer.agent.accepting = False
        for number in range(5):
            peer.send(peer.request("INVITE", body=SDP, call_id=f"call-{number}"))
        assert not is_muted(peer)

    @pytest.mark.parametrize("method", ["OPTIONS", "REGISTER", "BYE", "CANCEL", "ACK", "NOTIFY"])
    def test_requests_outside_calls(self, method: str) -> None:
        peer = peer_of(3)
        for number in range(3):
            tag = "nobody" if method in ("BYE", "ACK") else ""
            peer.send(peer.request(method, to_tag=tag, call_id=f"call-{number}"))
        assert is_muted(peer)

    def test_refused_invites(self) -> None:
        peer = peer_of(3)
        for number in range(3):
            peer.send(peer.request("INVITE", body=SDP, call_id=f"call-{number}"))
            peer.agent.respond(peer.pop_event(Invited).transaction, 488, now=peer.now)
            peer.take()
        assert is_muted(peer)

    @pytest.mark.parametrize("data", [b"garbage", b"INVITE sip:a SIP/2.0\r\n\r\n", b"SIP/2.0 200 OK\r\n\r\n"])
    def test_what_cannot_be_read(self, data: bytes) -> None:
        peer = peer_of(3)
        for _ in range(3):
            peer.send(data)
        assert is_muted(peer)

    def test_answers_to_nothing(self) -> None:
        peer = peer_of(3)
        answer = b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKx\r\nCSeq: 1 BYE\r\n\r\n"
        for _ in range(3):
            peer.send(answer)
        assert is_muted(peer)

    def test_bytes_of_a_stream_that_are_no_message(self) -> None:
        peer = peer_of(3)
        for _ in range(3):
            peer.agent.note_malformed("garbage", Flow("tcp", peer.flow.remote, SERVER), 0.0)
        assert is_muted(peer, "tcp")

    def test_forged_datagrams_mute_nobody_who_comes_by_a_connection(self) -> None:
        peer = peer_of(3)
        for _ in range(9):
            peer.send(b"garbage")
        assert is_muted(peer)
        assert not is_muted(peer, "tcp")
        assert not is_muted(peer, "tls")
        stream = Flow("tcp", peer.flow.remote, SERVER, 7)
        peer.agent.receive(peer.request("INVITE", body=SDP), stream, peer.now)
        peer.take()
        assert any(isinstance(event, Invited) for event in peer.events)

    def test_keep_alives_cost_nothing(self) -> None:
        peer = peer_of(2)
        for _ in range(5):
            peer.send(b"\r\n\r\n")
        assert not is_muted(peer)

    def test_repetitions_for_want_of_an_answer_cost_nothing_and_endless_ones_do(self) -> None:
        peer = peer_of(5)
        options = peer.request("OPTIONS")
        for _ in range(13):
            peer.send(options)
        assert not is_muted(peer)
        for _ in range(4):
            peer.send(options)
        assert is_muted(peer)


class TestMuted:
    """What is still heard of a muted source."""

    def test_its_calls_go_on(self) -> None:
        peer = peer_of(3)
        dialog = call(peer, 0)
        for _ in range(4):
            peer.send(JUNK)
        assert is_muted(peer)
        (answer,) = peer.send(peer.request("BYE", to_tag=dialog.id[1], cseq=2, call_id=dialog.id[0]))
        assert answer.start_line == "SIP/2.0 200 OK"

    def test_answers_to_our_own_requests_are_heard(self) -> None:
        peer = peer_of(3)
        dialog = call(peer, 0)
        for _ in range(4):
            peer.send(JUNK)
        peer.agent.bye(dialog, now=peer.now)
        (bye,) = peer.take()
        fields = "".join(f"{name}: {bye.headers.get(name)}\r\n" for name in ("Via", "From", "To", "Call-ID", "CSeq"))
        peer.events.clear()
        peer.send(f"SIP/2.0 200 OK\r\n{fields}Content-Length: 0\r\n\r\n".encode())
        assert [type(event).__name__ for event in peer.events] == ["Ended"]

    def test_a_flood_within_a_call_is_not_heard_for_ever(self) -> None:
        peer = peer_of(3)
        dialog = call(peer, 0)
        for method in ("OPTIONS", "NOTIFY", "ACK"):
            for _ in range(100):
                peer.send(peer.request(method, to_tag=dialog.id[1], cseq=9, call_id=dialog.id[0]))
        # Ten for a token, of two buckets; the first two requests were the call's.
        assert peer.agent.counters.requests == 2 + 10 * 6
        assert peer.agent.dropped == 240

    def test_another_source_is_heard(self) -> None:
        peer = peer_of(3)
        for _ in range(5):
            peer.send(JUNK)
        peer.events.clear()
        other = Flow("udp", ("192.0.2.99", 5060), SERVER)
        peer.agent.receive(peer.request("OPTIONS"), other, peer.now)
        (event,) = peer.agent.events()
        assert isinstance(event, OptionsAsked)

    def test_it_is_told_of(self) -> None:
        peer = peer_of(1)
        for _ in range(5):
            peer.send(JUNK)
        muted = [event for event in peer.events if isinstance(event, Muted)]
        assert [(event.flow, event.dropped) for event in muted] == [(peer.flow, 1)]
        assert peer.agent.dropped == 4


def test_other_limits_of_sources_count_at_once() -> None:
    sources = SourceLimits(1, 2)
    for _ in range(2):
        sources.charge("192.0.2.1", 0.0)
    assert sources.is_muted("192.0.2.1", 0.0)
    sources.change(100, 2)
    assert not sources.is_muted("192.0.2.1", 0.02)
