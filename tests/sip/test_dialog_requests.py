"""Requests of ours inside a dialog (RFC 3261 §12.2.1, §14.1, §15.1.1) and session refreshes (RFC 4028)."""

import pytest

from sip.configuration import UserAgentConfig
from sip.dialog import Dialog
from sip.events import Acked, Ended, EndReason, Event, Refreshed, ReinviteAnswered, Reinvited, ReinviteFailed
from sip.message import Request, Response, parse_message
from tests.fakes.sip import SDP, SipPair, SipPeer, status_of

from .test_answering import ANSWER, call
from .test_calling import connect, inject

CHANGED = SDP.replace("4000", "4002").encode()


def sent_of(pair: SipPair, method: bytes) -> list[Request]:
    found = [parse_message(data) for data in pair.wire if data.startswith(method)]
    return [message for message in found if isinstance(message, Request)]


def answer_to(request: Request | Response, status: int, *headers: str) -> bytes:
    """What a peer answers to a request of the server."""
    lines = [f"SIP/2.0 {status} x", *(f"Via: {via}" for via in request.headers.all("Via"))]
    lines += [f"{name}: {request.headers.get(name)}" for name in ("From", "To", "Call-ID", "CSeq")]
    return ("\r\n".join([*lines, *headers]) + "\r\n\r\n").encode()


def one_request(sent: list[Request | Response]) -> Request:
    (request,) = sent
    assert isinstance(request, Request)
    return request


class TestBye:
    """§15.1.1."""

    @pytest.mark.parametrize("transport", ["udp", "tcp"])
    def test_our_bye_ends_it_on_both_sides(self, transport: str) -> None:
        pair = SipPair(transport=transport)
        client, server = connect(pair)
        pair.server.bye(server, now=0.0, reason='SIP;cause=503;text="engine lost"')
        pair.server.bye(server, now=0.0)
        pair.run()
        theirs, ours = pair.client_event(Ended), pair.server_event(Ended)
        assert (theirs.dialog, theirs.reason) == (client, EndReason.BYE)
        assert theirs.request is not None
        assert theirs.request.headers.get("Reason") == 'SIP;cause=503;text="engine lost"'
        assert (ours.dialog, ours.reason, ours.status) == (server, EndReason.LOCAL, 200)
        pair.advance(100.0)
        assert pair.server.transaction_count == pair.client.transaction_count == 0
        assert pair.server.dialogs == pair.client.dialogs == []

    def test_it_waits_for_the_ack(self) -> None:
        pair = SipPair(lose=lambda data: data.startswith(b"ACK"))
        with pytest.raises(ValueError, match="not enough values"):
            connect(pair)
        (server,) = pair.server.dialogs
        pair.server.bye(server, now=0.0)
        pair.run()
        assert not sent_of(pair, b"BYE")
        pair.lose = lambda _data: False
        pair.advance(0.5)
        assert len(sent_of(pair, b"BYE")) == 1
        assert pair.server_event(Ended).reason is EndReason.LOCAL

    def test_nobody_answers_it(self) -> None:
        pair = SipPair()
        _, server = connect(pair)
        pair.lose = lambda _data: True
        pair.server.bye(server, now=0.0)
        pair.run()
        pair.advance(32.0)
        ended = pair.server_event(Ended)
        assert (ended.reason, ended.status) == (EndReason.LOCAL, 408)

    def test_it_leaves_a_moment_after_the_end(self) -> None:
        """What the user has to say before it takes another way."""
        peer = SipPeer(UserAgentConfig(farewell_s=0.04))
        dialog = call(peer)
        peer.agent.bye(dialog, now=peer.now)
        assert peer.advance(0.039) == []
        assert one_request(peer.advance(0.002)).method == "BYE"

    def test_one_that_has_not_left_is_not_sent_to_a_peer_that_hangs_up(self) -> None:
        peer = SipPeer(UserAgentConfig(farewell_s=0.04))
        dialog = call(peer)
        peer.agent.bye(dialog, now=peer.now)
        assert status_of(peer.send(peer.request("BYE", cseq=2, to_tag=dialog.id[1]))) == 200
        assert peer.pop_event(Ended).reason is EndReason.LOCAL
        assert peer.advance(100.0) == []
        assert peer.agent.dialogs == []

    def test_byes_may_cross(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        peer.agent.bye(dialog, now=0.0)
        ours = one_request(peer.take())
        assert status_of(peer.send(peer.request("BYE", cseq=2, to_tag=dialog.id[1]))) == 200
        assert peer.events == []
        peer.send(answer_to(ours, 100))
        assert peer.events == []
        peer.send(answer_to(ours, 481))
        ended = peer.pop_event(Ended)
        assert (ended.reason, ended.status) == (EndReason.LOCAL, 481)


class TestReinvite:
    """§14.1."""

    def test_a_changed_session_is_offered_and_agreed(self) -> None:
        pair = SipPair()
        client, server = connect(pair)
        pair.client.reinvite(client, CHANGED, now=0.0, headers=[("X-Why", "more")])
        pair.run()
        event = pair.server_event(Reinvited)
        assert event.offer == CHANGED.decode()
        assert event.transaction.request.headers.get("X-Why") == "more"
        pair.server.respond(event.transaction, 200, now=0.0, sdp=ANSWER)
        pair.run()
        answered = pair.client_event(ReinviteAnswered)
        assert (answered.dialog, answered.sdp) == (client, ANSWER.decode())
        assert pair.server_event(Acked).dialog is server
        assert client.local_sdp == CHANGED

    def test_a_repeated_2xx_is_acknowledged_again_and_told_once(self) -> None:
        pair = SipPair()
        client, _ = connect(pair)
        pair.client.reinvite(client, CHANGED, now=0.0)
        pair.run()
        pair.server.respond(pair.server_event(Reinvited).transaction, 200, now=0.0, sdp=ANSWER)
        pair.run()
        pair.client_event(ReinviteAnswered)
        inject(pair, -2, b"200", b"200")
        assert pair.client_events == []
        assert pair.client.data_to_send()[0][0] == pair.wire[-1]

    def test_a_contact_that_cannot_be_read_leaves_the_target(self) -> None:
        pair = SipPair(lose=lambda data: b"CSeq: 2 INVITE" in data and data.startswith(b"SIP/2.0 200"))
        client, _ = connect(pair)
        pair.client.reinvite(client, CHANGED, now=0.0)
        pair.run()
        pair.server.respond(pair.server_event(Reinvited).transaction, 200, now=0.0, sdp=ANSWER)
        pair.run()
        inject(pair, -1, b"Contact: <", b'Contact: "')
        pair.client_event(ReinviteAnswered)
        assert client.remote_target == "sip:192.0.2.2:8060"

    @pytest.mark.parametrize("status", [488, 491])
    def test_a_refusal_leaves_the_session(self, status: int) -> None:
        pair = SipPair()
        client, _ = connect(pair)
        pair.client.reinvite(client, CHANGED, now=0.0)
        pair.run()
        pair.server.respond(pair.server_event(Reinvited).transaction, 100, now=0.0)
        pair.run()
        event = pair.server.dialogs[0].server_invite
        assert event is not None
        pair.server.respond(event, status, now=0.0)
        pair.run()
        assert pair.client_event(ReinviteFailed).status == status
        assert client.is_established
        assert client.local_sdp == SDP.encode()

    @pytest.mark.parametrize("status", [408, 481])
    def test_an_answer_that_the_dialog_is_gone_ends_it(self, status: int) -> None:
        peer = SipPeer()
        dialog = call(peer)
        peer.agent.reinvite(dialog, CHANGED, now=0.0)
        request = one_request(peer.take())
        ack, bye = peer.send(answer_to(request, status))
        assert isinstance(ack, Request)
        assert isinstance(bye, Request)
        assert (ack.method, bye.method) == ("ACK", "BYE")
        failed, ended = peer.events
        assert isinstance(failed, ReinviteFailed)
        assert isinstance(ended, Ended)
        assert ended.reason is EndReason.GONE

    def test_no_answer_at_all_ends_it(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        peer.agent.reinvite(dialog, CHANGED, now=0.0)
        peer.advance(32.0)
        failed, ended = peer.events
        assert isinstance(failed, ReinviteFailed)
        assert (failed.status, failed.response) == (408, None)
        assert isinstance(ended, Ended)

    def test_it_may_not_be_sent_while_another_is_open(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        peer.agent.reinvite(dialog, CHANGED, now=0.0)
        with pytest.raises(RuntimeError, match="open"):
            peer.agent.reinvite(dialog, CHANGED, now=0.0)

    def test_it_may_not_be_sent_after_the_end(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        peer.agent.bye(dialog, now=0.0)
        with pytest.raises(RuntimeError, match="ended"):
            peer.agent.reinvite(dialog, CHANGED, now=0.0)

    def test_a_2xx_behind_the_end_is_only_acknowledged(self) -> None:
        peer = SipPeer()
        dialog = call(peer)
        peer.agent.reinvite(dialog, CHANGED, now=0.0)
        request = one_request(peer.take())
        peer.send(peer.request("BYE", cseq=2, to_tag=dialog.id[1]))
        peer.pop_event(Ended)
        ack = one_request(peer.send(answer_to(request, 200)))
        assert ack.method == "ACK"
        assert peer.events == []


class TestSessionTimer:
    """RFC 4028 §7.4, §10."""

    def timed(self, *headers: str, config: UserAgentConfig | None = None) -> tuple[SipPeer, Dialog]:
        peer = SipPeer(config)
        return peer, call(peer, *(headers or ("Supported: timer", "Session-Expires: 600;refresher=uac")))

    def test_a_session_that_is_not_refreshed_is_ended(self) -> None:
        peer, dialog = self.timed()
        assert peer.advance(567.9) == []
        bye = one_request(peer.advance(0.2))
        assert bye.headers.get("Reason") == 'SIP;cause=408;text="session expired"'
        ended = peer.pop_event(Ended)
        assert (ended.dialog, ended.reason) == (dialog, EndReason.EXPIRED)

    def test_a_refresh_gives_it_the_whole_interval_again(self) -> None:
        peer, dialog = self.timed()
        peer.advance(300.0)
        peer.send(
            peer.request(
                "INVITE",
                "Supported: timer",
                "Session-Expires: 600;refresher=uac",
                body=SDP,
                cseq=2,
                to_tag=dialog.id[1],
            )
        )
        peer.pop_event(Refreshed)
        peer.send(peer.request("ACK", cseq=2, to_tag=dialog.id[1]))
        peer.events.clear()
        assert peer.advance(567.0) == []
        assert one_request(peer.advance(1.2)).method == "BYE"

    def test_an_ended_call_expires_no_more(self) -> None:
        peer, dialog = self.timed()
        peer.send(peer.request("BYE", cseq=2, to_tag=dialog.id[1]))
        peer.events.clear()
        assert peer.advance(1000.0) == []
        assert peer.events == []

    def test_both_sides_keep_each_other_alive(self) -> None:
        pair = SipPair(server=UserAgentConfig(session_expires_s=600))
        client, server = connect(pair)
        assert client.session_timer is not None
        assert client.session_timer.we_refresh
        pair.advance(3_000.0)
        assert len(sent_of(pair, b"UPDATE")) >= 9
        assert {type(event) for event in pair.server_events} == {Refreshed}
        assert pair.client_events == []
        pair.lose = lambda _data: True
        pair.advance(1_000.0)
        reasons = [_reason(pair.client_events), _reason(pair.server_events)]
        assert reasons == [EndReason.GONE, EndReason.EXPIRED]
        assert not server.is_established

    def test_we_refresh_by_reinvite_where_update_is_not_known(self) -> None:
        peer, _dialog = self.timed("Supported: timer", "Session-Expires: 600;refresher=uas")
        request = one_request(peer.advance(300.0))
        assert (request.method, request.body) == ("INVITE", ANSWER)
        assert request.headers.get("Session-Expires") == "600;refresher=uac"
        ack = one_request(peer.send(answer_to(request, 200, "Session-Expires: 600;refresher=uac")))
        assert ack.method == "ACK"
        assert peer.events == []
        assert one_request(peer.advance(300.0)).method == "INVITE"

    def test_a_dialog_without_sdp_is_refreshed_by_update(self) -> None:
        peer, dialog = self.timed("Supported: timer", "Session-Expires: 600;refresher=uas")
        dialog.local_sdp = None
        assert one_request(peer.advance(300.0)).method == "UPDATE"

    def test_a_refused_refresh_by_reinvite_is_not_told(self) -> None:
        peer, dialog = self.timed("Supported: timer", "Session-Expires: 600;refresher=uas")
        request = one_request(peer.advance(300.0))
        peer.send(answer_to(request, 488))
        assert peer.events == []
        assert dialog.is_established

    def update(self) -> tuple[SipPeer, Dialog, Request]:
        peer, dialog = self.timed("Supported: timer", "Allow: UPDATE", "Session-Expires: 600;refresher=uas")
        request = one_request(peer.advance(300.0))
        assert (request.method, request.body) == ("UPDATE", b"")
        return peer, dialog, request

    def test_a_peer_that_forgets_the_interval_ends_the_timer(self) -> None:
        peer, _, request = self.update()
        peer.send(answer_to(request, 100))
        peer.send(answer_to(request, 200))
        assert peer.advance(2_000.0) == []

    def test_491_is_tried_again_after_a_wait(self) -> None:
        peer, _, request = self.update()
        peer.send(answer_to(request, 491))
        assert peer.advance(0.99) == []
        assert one_request(peer.advance(0.02)).method == "UPDATE"

    def test_the_owner_of_the_call_id_waits_longer(self) -> None:
        pair = SipPair(server=UserAgentConfig(session_expires_s=600))
        client, _ = connect(pair)
        pair.lose = lambda data: data.startswith(b"UPDATE")
        pair.advance(300.0)
        update = sent_of(pair, b"UPDATE")[0]
        pair.client.receive(answer_to(update, 491), pair.client_flow, pair.now)
        before = len(pair.wire)
        pair.advance(3.0)
        assert len(pair.wire) == before
        pair.advance(0.1)
        assert len(pair.wire) == before + 1
        assert client.is_established

    def test_422_is_tried_again_with_the_interval_wanted(self) -> None:
        peer, _, request = self.update()
        peer.send(answer_to(request, 422, "Min-SE: 1800"))
        again = one_request(peer.advance(0.0))
        assert again.headers.get("Session-Expires") == "1800;refresher=uac"

    def test_a_peer_that_is_never_content_is_asked_once_more_and_not_for_ever(self) -> None:
        peer, _, request = self.update()
        peer.send(answer_to(request, 422, "Min-SE: 1800"))
        again = one_request(peer.advance(0.0))
        assert peer.send(answer_to(again, 422, "Min-SE: 1801")) == []
        assert one_request(peer.advance(268.0)).method == "BYE"
        assert peer.pop_event(Ended).reason is EndReason.EXPIRED

    @pytest.mark.parametrize("header", ["Min-SE: x", "Min-SE: 5"])
    def test_a_422_that_says_nothing_lets_it_expire(self, header: str) -> None:
        peer, _, request = self.update()
        peer.send(answer_to(request, 422, header))
        assert one_request(peer.advance(268.0)).method == "BYE"
        assert peer.pop_event(Ended).reason is EndReason.EXPIRED

    def test_481_ends_it(self) -> None:
        peer, _, request = self.update()
        assert one_request(peer.send(answer_to(request, 481))).method == "BYE"
        assert peer.pop_event(Ended).reason is EndReason.GONE

    def test_a_refresh_waits_while_a_request_is_open(self) -> None:
        peer, dialog = self.timed("Supported: timer", "Allow: UPDATE", "Session-Expires: 600;refresher=uas")
        peer.send(peer.request("INVITE", body=CHANGED.decode(), cseq=2, to_tag=dialog.id[1]))
        event = peer.pop_event(Reinvited)
        assert [status_of([one]) for one in peer.advance(302.5)] == [100]
        peer.agent.respond(event.transaction, 488, now=peer.now)
        peer.take()
        peer.send(peer.request("ACK", "Via: " + str(event.transaction.request.via.text), cseq=2, to_tag=dialog.id[1]))
        assert one_request(peer.advance(0.6)).method == "UPDATE"

    @pytest.mark.parametrize("has_timer", [True, False])
    def test_a_refresh_that_waits_for_a_call_that_ended_is_dropped(self, has_timer: bool) -> None:
        peer, dialog, request = self.update()
        peer.send(peer.request("BYE", cseq=2, to_tag=dialog.id[1]))
        if not has_timer:
            dialog.session_timer = None
        peer.send(answer_to(request, 491))
        assert peer.advance(100.0) == []


def _reason(events: list[Event]) -> EndReason:
    (ended,) = [event for event in events if isinstance(event, Ended)]
    return ended.reason
