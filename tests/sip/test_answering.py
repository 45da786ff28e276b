"""The server half (RFC 3261 §8.2, §9.2, §12.2.2, §13.3, §14.2, §15.1.2; RFC 3311) before a hand-driven peer."""

import pytest

from sip.configuration import Refusal, UserAgentConfig
from sip.dialog import Dialog
from sip.events import Acked, Cancelled, Ended, EndReason, Invited, OptionsAsked, Refreshed, Reinvited
from sip.flow import Flow
from sip.message import Request, Response
from sip.networks import Networks
from tests.fakes.sip import SDP, SipPeer, status_of

ANSWER = SDP.replace("192.0.2.1", "192.0.2.2").encode()
CHANGED = SDP.replace("4000", "4002")


def call(peer: SipPeer, *headers: str) -> Dialog:
    """Place a call and have it answered and acknowledged."""
    invited, _ = invite(peer, *headers)
    dialog = peer.agent.respond(invited.transaction, 200, now=peer.now, sdp=ANSWER)
    assert dialog is not None
    peer.take()
    peer.send(peer.request("ACK", to_tag=dialog.id[1]))
    assert peer.pop_event(Acked).dialog is dialog
    return dialog


def invite(peer: SipPeer, *headers: str, body: str = SDP, cseq: int = 1, to_tag: str = "") -> tuple[Invited, bytes]:
    data = peer.request("INVITE", *headers, body=body, cseq=cseq, to_tag=to_tag)
    assert peer.send(data) == []
    return peer.pop_event(Invited), data


def reinvite(
    peer: SipPeer, dialog: Dialog, *headers: str, body: str = CHANGED, cseq: int = 2
) -> list[Request | Response]:
    return peer.send(peer.request("INVITE", *headers, body=body, cseq=cseq, to_tag=dialog.id[1]))


class TestCall:
    """§13.3: from INVITE to BYE."""

    def test_an_invite_becomes_an_event_with_its_offer(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer)
        assert invited.offer == SDP
        assert invited.parts == ()
        assert invited.request.uri == "sip:server@192.0.2.2:8060"

    def test_the_200_tells_all_that_the_caller_needs(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer, "Record-Route: <sip:p1;lr>", "Record-Route: <sip:p2;lr>")
        dialog = peer.agent.respond(invited.transaction, 200, now=0.0, sdp=ANSWER, headers=[("X-Own", "1")])
        (answer,) = peer.take()
        assert isinstance(answer, Response)
        assert (answer.status, answer.body) == (200, ANSWER)
        headers = answer.headers
        assert headers.get("Contact") == "<sip:192.0.2.2:8060>"
        assert headers.get("Content-Type") == "application/sdp"
        assert headers.get("Allow") == "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE"
        assert headers.get("Supported") == "timer"
        assert headers.get("Server") == "mrcp-server"
        assert headers.get("X-Own") == "1"
        assert headers.all("Record-Route") == ["<sip:p1;lr>", "<sip:p2;lr>"]
        assert headers.get("Via") == "SIP/2.0/UDP 192.0.2.1:5070;rport=5070;branch=z9hG4bK1;received=192.0.2.1"
        assert dialog is not None
        assert answer.to.tag == dialog.id[1]

    def test_a_slow_user_is_covered_by_100(self) -> None:
        peer = SipPeer()
        invited, data = invite(peer)
        assert peer.advance(0.19) == []
        (trying,) = peer.advance(0.02)
        assert isinstance(trying, Response)
        assert (trying.status, trying.to.tag) == (100, "")
        assert status_of(peer.send(data)) == 100
        peer.agent.respond(invited.transaction, 180, now=1.0)
        (ringing,) = peer.take()
        assert ringing.headers.get("Contact") is not None
        assert status_of(peer.send(data)) == 180

    def test_a_repeated_invite_gets_the_same_answer(self) -> None:
        peer = SipPeer()
        invited, data = invite(peer)
        peer.agent.respond(invited.transaction, 200, now=0.0, sdp=ANSWER)
        first = peer.take_raw()
        peer.agent.receive(data, peer.flow, 0.1)
        assert peer.take_raw() == first
        assert peer.events == []
        assert peer.agent.counters.repeated == 1

    @pytest.mark.parametrize("transport", ["udp", "tcp"])
    def test_the_200_is_repeated_until_its_ack(self, transport: str) -> None:
        peer = SipPeer(transport=transport)
        invited, _ = invite(peer)
        dialog = peer.agent.respond(invited.transaction, 200, now=0.0, sdp=ANSWER)
        assert dialog is not None
        assert [status_of([one]) for one in [*peer.take(), *peer.advance(4.0)]] == [200] * 4
        assert peer.send(peer.request("ACK", to_tag=dialog.id[1])) == []
        assert peer.pop_event(Acked).answer is None
        assert peer.send(peer.request("ACK", to_tag=dialog.id[1])) == []
        assert peer.advance(100.0) == []
        assert peer.events == []

    def test_without_an_ack_the_call_is_ended_by_bye(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer)
        dialog = peer.agent.respond(invited.transaction, 200, now=0.0, sdp=ANSWER)
        *answers, bye = peer.advance(32.0)
        assert len(answers) == 11
        assert isinstance(bye, Request)
        assert bye.method == "BYE"
        assert bye.headers.get("Reason") == 'SIP;cause=408;text="no ACK"'
        ended = peer.pop_event(Ended)
        assert (ended.dialog, ended.reason) == (dialog, EndReason.NO_ACK)
        peer.advance(40.0)
        assert peer.events == []
        assert peer.agent.dialogs == []
        assert peer.agent.transaction_count == 0

    def test_a_wanted_bye_does_not_wait_for_a_lost_ack_forever(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer)
        dialog = peer.agent.respond(invited.transaction, 200, now=0.0, sdp=ANSWER)
        assert dialog is not None
        peer.agent.bye(dialog, now=0.0, reason="SIP;cause=503")
        bye = peer.advance(32.0)[-1]
        assert isinstance(bye, Request)
        assert bye.headers.get("Reason") == "SIP;cause=503"
        assert peer.events == []

    def test_the_callers_bye_ends_it(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        bye = peer.request("BYE", cseq=2, to_tag=dialog.id[1])
        assert status_of(peer.send(bye)) == 200
        ended = peer.pop_event(Ended)
        assert (ended.reason, ended.request is not None) == (EndReason.BYE, True)
        assert status_of(peer.send(bye)) == 200
        assert status_of(peer.send(peer.request("BYE", cseq=3, to_tag=dialog.id[1]))) == 481
        assert peer.events == []

    def test_a_bye_before_the_ack_ends_the_repetition(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer)
        dialog = peer.agent.respond(invited.transaction, 200, now=0.0, sdp=ANSWER)
        assert dialog is not None
        peer.take()
        assert status_of(peer.send(peer.request("BYE", cseq=2, to_tag=dialog.id[1]))) == 200
        assert peer.advance(100.0) == []
        assert peer.pop_event(Ended).reason is EndReason.BYE

    def test_an_offer_may_come_from_us_and_its_answer_with_the_ack(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer, body="")
        assert invited.offer is None
        dialog = peer.agent.respond(invited.transaction, 200, now=0.0, sdp=ANSWER)
        assert dialog is not None
        peer.take()
        peer.send(peer.request("ACK", body=SDP, to_tag=dialog.id[1]))
        assert peer.pop_event(Acked).answer == SDP

    def test_parts_beside_the_sdp_are_handed_on(self) -> None:
        peer = SipPeer()
        xml = "Content-Type: application/xml\r\n\r\n<x/>"
        body = f"--b\r\nContent-Type: application/sdp\r\n\r\n{SDP}\r\n--b\r\n{xml}\r\n--b--"
        invited, _ = invite(peer, "Content-Type: multipart/mixed;boundary=b", body=body)
        assert invited.offer == SDP
        assert [part.content for part in invited.parts] == [b"<x/>"]

    def test_a_refusal_keeps_no_dialog_and_awaits_its_ack(self) -> None:
        peer = SipPeer()
        invited, _data = invite(peer)
        peer.agent.respond(invited.transaction, 488, now=0.0, headers=[("Warning", '304 x "y"')], reason="No Audio")
        (answer,) = peer.take()
        assert isinstance(answer, Response)
        assert (answer.status, answer.reason, answer.headers.get("Warning")) == (488, "No Audio", '304 x "y"')
        assert status_of(peer.advance(0.5)) == 488
        ack = peer.request("ACK", to_tag=answer.to.tag, branch="z9hG4bK1")
        assert peer.send(ack) == []
        assert peer.advance(100.0) == []
        assert peer.agent.dialogs == []

    def test_a_second_answer_does_nothing(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer)
        assert peer.agent.respond(invited.transaction, 486, now=0.0) is None
        peer.take()
        assert peer.agent.respond(invited.transaction, 200, now=0.0, sdp=ANSWER) is None
        assert peer.take() == []

    def test_rfc_2543_callers_are_answered(self) -> None:
        peer = SipPeer()
        peer.send(
            peer.request(
                "INVITE",
                "Via: SIP/2.0/UDP gw.example.com",
                "From: <sip:+1555@gw>",
                "Contact:",
                "Max-Forwards:",
                body=SDP,
            )
            .replace(b"Contact:\r\n", b"")
            .replace(b"Max-Forwards:\r\n", b"")
        )
        invited = peer.pop_event(Invited)
        dialog = peer.agent.respond(invited.transaction, 200, now=0.0, sdp=ANSWER)
        assert dialog is not None
        assert dialog.remote_target == "sip:+1555@gw"


class TestRefused:
    """What the stack answers by itself."""

    def test_a_full_server_says_503_and_when_to_come_back(self) -> None:
        peer = SipPeer(UserAgentConfig(max_dialogs=1, retry_after_s=7))
        invite(peer)
        (answer,) = peer.send(peer.request("INVITE", body=SDP, call_id="second"))
        assert status_of([answer]) == 503
        assert answer.headers.get("Retry-After") == "7"
        assert peer.agent.counters.overloaded == 1

    def test_a_draining_server_refuses_calls_and_keeps_dialogs(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        assert peer.agent.accepting
        peer.agent.accepting = False
        assert status_of(peer.send(peer.request("INVITE", body=SDP, call_id="second"))) == 503
        reinvite(peer, dialog)
        peer.pop_event(Reinvited)

    def test_too_many_transactions_are_refused_without_remembering(self) -> None:
        peer = SipPeer(UserAgentConfig(max_transactions=1))
        invite(peer)
        assert status_of(peer.send(peer.request("OPTIONS", call_id="2"))) == 503
        assert peer.agent.transaction_count == 1

    def test_a_flood_of_options_leaves_room_for_calls(self) -> None:
        peer = SipPeer(UserAgentConfig(max_transactions=4))
        peer.send(peer.request("OPTIONS", call_id="1"))
        peer.pop_event(OptionsAsked)
        assert status_of(peer.send(peer.request("OPTIONS", call_id="2"))) == 503
        assert [(one.status, one.method) for one in peer.rejected] == [(503, "OPTIONS")]
        invite(peer, "Call-ID: 3")

    def test_what_transactions_hold_is_bounded_and_one_source_leaves_room_for_others(self) -> None:
        peer = SipPeer(UserAgentConfig(max_transaction_octets=200_000))
        other = peer.flow._replace(remote=("192.0.2.9", 5060))
        large = SDP + "a=" + "x" * 20_000
        count = 0
        while not peer.send(peer.request("INVITE", body=large, call_id=f"{count}")):
            peer.agent.respond(peer.pop_event(Invited).transaction, 488, now=0.0)
            peer.take()
            count += 1
        assert peer.rejected[-1].status == 503
        # Refused, each is its head and its answer only.
        assert 50 < count < 500
        assert peer.agent.transaction_count == count
        peer.agent.receive(peer.request("INVITE", body=SDP, call_id="another"), other, 0.0)
        peer.take()
        peer.pop_event(Invited)
        peer.advance(40)
        assert peer.agent.transaction_count == 1
        peer.send(peer.request("INVITE", body=large, call_id="later"))
        peer.pop_event(Invited)

    @pytest.mark.parametrize("method", ["CANCEL", "BYE"])
    def test_what_belongs_to_nothing_is_481_and_not_remembered(self, method: str) -> None:
        peer = SipPeer()
        request = peer.request(method, to_tag="" if method == "CANCEL" else "none")
        for _ in range(2):
            assert status_of(peer.send(request)) == 481
        assert peer.agent.transaction_count == 0
        assert [(one.status, one.method) for one in peer.rejected] == [(481, method)] * 2

    def test_a_merged_request_is_482(self) -> None:
        peer = SipPeer()
        invite(peer)
        assert status_of(peer.send(peer.request("INVITE", body=SDP))) == 482

    def test_the_same_call_may_come_again_when_the_first_is_forgotten(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer)
        peer.agent.respond(invited.transaction, 486, now=0.0)
        peer.take()
        peer.advance(100.0)
        invite(peer)

    @pytest.mark.parametrize("method", ["BYE", "UPDATE", "CANCEL"])
    def test_what_belongs_to_nothing_is_481(self, method: str) -> None:
        peer = SipPeer()
        assert status_of(peer.send(peer.request(method))) == 481
        assert status_of(peer.send(peer.request(method, to_tag="x", cseq=2))) == 481

    def test_an_ack_that_belongs_to_nothing_is_not_answered(self) -> None:
        peer = SipPeer()
        assert peer.send(peer.request("ACK", to_tag="x")) == []
        assert peer.agent.counters.unmatched == 1

    @pytest.mark.parametrize(
        ("header", "status"),
        [
            ("Contact: <sip:a b>", 400),
            ("Record-Route: <http://a>", 400),
            ("Record-Route: " + ", ".join(["<sip:a;lr>"] * 33), 400),
            ("Content-Type: multipart/mixed", 400),
            ("Require: precondition", 420),
            ("Session-Expires: 5\r\nSupported: timer", 422),
            ("Min-SE: x", 400),
        ],
    )
    def test_a_bad_invite_is_no_event_and_leaves_no_dialog(self, header: str, status: int) -> None:
        peer = SipPeer()
        assert status_of(peer.send(peer.request("INVITE", header, body=SDP))) == status
        assert peer.events == []
        assert peer.agent.dialogs == []

    def test_a_challenge_stops_an_invite(self) -> None:
        seen: list[tuple[Request, Flow]] = []

        def challenge(request: Request, flow: Flow, _now: float) -> Refusal | None:
            seen.append((request, flow))
            return None if "Authorization" in request.headers else Refusal(401, [("WWW-Authenticate", "Digest")])

        peer = SipPeer(UserAgentConfig(challenge=challenge))
        (answer,) = peer.send(peer.request("INVITE", body=SDP))
        assert (status_of([answer]), answer.headers.get("WWW-Authenticate")) == (401, "Digest")
        peer.send(peer.request("INVITE", "Authorization: Digest x", body=SDP, cseq=2))
        peer.pop_event(Invited)
        assert seen[0][1] == peer.flow


class TestForeign:
    """Who knows the ids of a dialog and is not its peer."""

    ELSEWHERE = Flow("udp", ("192.0.2.99", 5070), ("192.0.2.2", 8060))

    @pytest.mark.parametrize("method", ["BYE", "INVITE", "UPDATE", "OPTIONS"])
    def test_requests_from_another_host_are_refused(self, method: str) -> None:
        peer = SipPeer()
        dialog = call(peer)
        body = CHANGED if method in ("INVITE", "UPDATE") else ""
        data = peer.request(method, body=body, cseq=2, to_tag=dialog.id[1])
        assert status_of(peer.send(data, flow=self.ELSEWHERE)) == 403
        assert peer.events == []
        assert [(one.status, one.method) for one in peer.rejected] == [(403, method)]
        assert dialog.is_established
        assert (dialog.remote_cseq, dialog.flow) == (1, peer.flow)

    def test_another_port_of_the_host_is_no_other_host(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        flow = Flow("udp", (peer.flow.remote[0], 9999), peer.flow.local)
        assert status_of(peer.send(peer.request("BYE", cseq=2, to_tag=dialog.id[1]), flow=flow)) == 200

    def test_other_peers_may_where_they_are_named(self) -> None:
        peer = SipPeer(UserAgentConfig(other_peers=Networks(["192.0.2.99"])))
        dialog = call(peer)
        data = peer.request("BYE", cseq=2, to_tag=dialog.id[1])
        assert status_of(peer.send(data, flow=self.ELSEWHERE)) == 200

    def test_its_ack_confirms_nothing(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer)
        dialog = peer.agent.respond(invited.transaction, 200, now=peer.now, sdp=ANSWER)
        assert dialog is not None
        peer.take()
        ack = peer.request("ACK", to_tag=dialog.id[1])
        assert peer.send(ack, flow=self.ELSEWHERE) == []
        assert dialog.confirmation is not None
        assert peer.agent.counters.unmatched == 1
        peer.send(ack)
        assert peer.pop_event(Acked).dialog is dialog

    def test_its_cancel_finds_nothing(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer)
        cancel = peer.request("CANCEL", branch="z9hG4bK1")
        assert status_of(peer.send(cancel, flow=self.ELSEWHERE)) == 481
        assert not invited.transaction.is_answered


class TestCancel:
    """§9.2."""

    def test_an_unanswered_call_is_given_up(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer)
        cancelled, terminated = peer.send(peer.request("CANCEL", branch="z9hG4bK1"))
        assert (status_of([cancelled]), status_of([terminated])) == (200, 487)
        assert cancelled.cseq.method == "CANCEL"
        assert cancelled.to.tag == terminated.to.tag
        assert peer.pop_event(Cancelled).transaction is invited.transaction
        assert peer.agent.respond(invited.transaction, 200, now=0.0, sdp=ANSWER) is None
        assert peer.agent.dialogs == []

    def test_an_answered_call_is_not(self) -> None:
        peer = SipPeer()
        call(peer)
        assert status_of(peer.send(peer.request("CANCEL", branch="z9hG4bK1"))) == 200
        assert peer.events == []

    def test_a_bye_in_an_early_dialog_is_a_cancel(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer)
        peer.agent.respond(invited.transaction, 180, now=0.0)
        (ringing,) = peer.take()
        answers = peer.send(peer.request("BYE", cseq=2, to_tag=ringing.to.tag))
        assert [status_of([answer]) for answer in answers] == [200, 487]
        assert peer.pop_event(Cancelled).transaction is invited.transaction
        assert peer.agent.dialogs == []

    def test_a_reinvite_may_be_cancelled(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        reinvite(peer, dialog, "Via: SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKre")
        peer.events.clear()
        answers = peer.send(peer.request("CANCEL", "Via: SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKre", cseq=2))
        assert [status_of([answer]) for answer in answers] == [200, 487]
        assert peer.agent.dialogs == [dialog]


class TestReinvite:
    """§14.2, RFC 3311, RFC 4028 §7.4."""

    def test_a_changed_offer_is_an_event(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        assert reinvite(peer, dialog, "Contact: <sip:new@192.0.2.9:5099>") == []
        event = peer.pop_event(Reinvited)
        assert (event.dialog, event.offer) == (dialog, CHANGED)
        assert peer.agent.respond(event.transaction, 200, now=0.0, sdp=ANSWER) is dialog
        assert status_of(peer.take()) == 200
        peer.send(peer.request("ACK", cseq=2, to_tag=dialog.id[1]))
        peer.pop_event(Acked)
        assert dialog.remote_target == "sip:new@192.0.2.9:5099"
        assert dialog.is_established

    @pytest.mark.parametrize("contact", ["<s'p:a@192.0.2.9>", "<sip:@>", '"open <sip:a@b>'])
    @pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
    def test_a_contact_that_cannot_be_read_is_400(self, method: str, contact: str) -> None:
        peer = SipPeer()
        dialog = call(peer)
        before = dialog.remote_target
        asked = peer.request(method, f"Contact: {contact}", body=CHANGED, cseq=2, to_tag=dialog.id[1])
        assert status_of(peer.send(asked)) == 400
        assert dialog.remote_target == before
        assert dialog.is_established

    def test_a_refused_one_leaves_the_session(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        reinvite(peer, dialog)
        event = peer.pop_event(Reinvited)
        assert peer.agent.respond(event.transaction, 488, now=0.0) is None
        assert status_of(peer.take()) == 488
        assert dialog.is_established
        reinvite(peer, dialog, cseq=3)
        peer.pop_event(Reinvited)

    def test_one_that_is_refused_moves_the_peer_nowhere(self) -> None:
        """RFC 6141 §4."""
        peer = SipPeer()
        dialog = call(peer)
        target, flow = dialog.remote_target, dialog.flow
        text = peer.request("INVITE", body=SDP.replace("4000", "4002"), cseq=2, to_tag=dialog.id[1]).decode()
        moved = text.replace("Contact: <sip:", "Contact: <sip:elsewhere.")
        assert moved != text
        peer.send(moved.encode())
        peer.agent.respond(peer.pop_event(Reinvited).transaction, 488, now=peer.now)
        assert (dialog.remote_target, dialog.flow) == (target, flow)

    @pytest.mark.parametrize("body", [SDP, SDP.replace("o=- 1 1", "o=- 1 2")])
    def test_an_unchanged_one_is_answered_at_once(self, body: str) -> None:
        peer = SipPeer()
        dialog = call(peer)
        (answer,) = reinvite(peer, dialog, "Supported: timer", "Session-Expires: 600;refresher=uac", body=body)
        assert (status_of([answer]), answer.body) == (200, ANSWER)
        assert answer.headers.get("Session-Expires") == "600;refresher=uac"
        assert answer.headers.get("Require") == "timer"
        assert peer.pop_event(Refreshed).dialog is dialog

    def test_one_without_sdp_asks_for_our_offer(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        reinvite(peer, dialog, body="")
        event = peer.pop_event(Reinvited)
        assert event.offer is None
        peer.agent.respond(event.transaction, 200, now=0.0, sdp=ANSWER)
        peer.take()
        update = peer.request("UPDATE", body=CHANGED, cseq=3, to_tag=dialog.id[1])
        assert status_of(peer.send(update)) == 491
        peer.send(peer.request("ACK", cseq=2, to_tag=dialog.id[1], body=SDP))
        assert peer.pop_event(Acked).answer == SDP

    def test_a_second_one_before_our_answer_is_500_with_retry_after(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        reinvite(peer, dialog)
        (answer,) = reinvite(peer, dialog, cseq=3)
        assert (status_of([answer]), answer.headers.get("Retry-After")) == (500, "5")

    def test_one_that_crosses_ours_is_491(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        peer.agent.reinvite(dialog, ANSWER, now=0.0)
        peer.take()
        assert status_of(reinvite(peer, dialog)) == 491

    def test_one_that_overtakes_its_ack_confirms_the_first(self) -> None:
        peer = SipPeer()
        invited, _ = invite(peer)
        dialog = peer.agent.respond(invited.transaction, 200, now=0.0, sdp=ANSWER)
        assert dialog is not None
        peer.take()
        reinvite(peer, dialog)
        acked, changed = peer.events
        assert isinstance(acked, Acked)
        assert isinstance(changed, Reinvited)

    def test_one_that_comes_behind_our_bye_is_481(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        peer.agent.bye(dialog, now=0.0)
        peer.take()
        assert status_of(reinvite(peer, dialog)) == 481

    def test_a_request_out_of_order_is_500(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        reinvite(peer, dialog, cseq=9)
        assert status_of(peer.send(peer.request("BYE", cseq=5, to_tag=dialog.id[1]))) == 500

    def test_an_update_without_sdp_only_refreshes(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        update = peer.request("UPDATE", "Session-Expires: 600", "Supported: timer", cseq=2, to_tag=dialog.id[1])
        (answer,) = peer.send(update)
        assert (status_of([answer]), answer.body) == (200, b"")
        assert answer.headers.get("Session-Expires") == "600;refresher=uac"
        peer.pop_event(Refreshed)

    def test_an_update_with_an_offer_is_an_event(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        peer.send(peer.request("UPDATE", body=CHANGED, cseq=2, to_tag=dialog.id[1]))
        event = peer.pop_event(Reinvited)
        assert status_of(reinvite(peer, dialog, cseq=3)) == 500
        assert peer.agent.respond(event.transaction, 200, now=0.0, sdp=ANSWER) is dialog
        assert status_of(peer.take()) == 200
        # Only the 500 waits for its ACK: an UPDATE has none.
        assert {status_of([answer]) for answer in peer.advance(100.0)} == {500}
        assert dialog.remote_offer == CHANGED

    def test_a_bye_answers_what_is_open(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        reinvite(peer, dialog)
        event = peer.pop_event(Reinvited)
        answers = peer.send(peer.request("BYE", cseq=3, to_tag=dialog.id[1]))
        assert [status_of([answer]) for answer in answers] == [200, 487]
        assert peer.agent.respond(event.transaction, 200, now=0.0, sdp=ANSWER) is None
        peer.pop_event(Ended)


class TestOptions:
    """§11.2, RFC 6787 §7."""

    def test_it_is_answered_with_sdp(self) -> None:
        peer = SipPeer()
        peer.send(peer.request("OPTIONS"))
        asked = peer.pop_event(OptionsAsked)
        assert asked.request.method == "OPTIONS"
        assert peer.agent.respond(asked.transaction, 200, now=0.0, sdp=ANSWER) is None
        (answer,) = peer.take()
        assert (status_of([answer]), answer.body) == (200, ANSWER)
        assert "application/sdp" in answer.headers.tokens("Accept")
        assert answer.headers.get("Allow") is not None

    def test_a_dialog_may_be_pinged(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        peer.send(peer.request("OPTIONS", "User-Agent: FreeSWITCH", cseq=2, to_tag=dialog.id[1]))
        asked = peer.pop_event(OptionsAsked)
        peer.agent.respond(asked.transaction, 200, now=0.0)
        (answer,) = peer.take()
        assert status_of([answer]) == 200
        assert dialog.peer_product == "FreeSWITCH"
        assert dialog.is_established
