"""The client half outside dialogs (RFC 3261 §13.2, §9.1), two agents back to back."""

import pytest

from sip.dialog import Dialog
from sip.errors import SipError
from sip.events import Acked, CallAnswered, CallFailed, CallProgressed, Cancelled, Ended, EndReason, Invited
from sip.message import Request, Response, parse_message
from sip.outgoing_call import OutgoingCall
from tests.fakes.sip import SDP, SipPair

ANSWER = SDP.replace("192.0.2.1", "192.0.2.2").encode()


def place(pair: SipPair, uri: str = "sip:192.0.2.2:8060") -> OutgoingCall:
    call = pair.client.invite(uri, SDP.encode(), flow=pair.client_flow, now=pair.now)
    pair.run()
    return call


def connect(pair: SipPair) -> tuple[Dialog, Dialog]:
    """A call up on both sides: the client's dialog and the server's."""
    place(pair)
    invited = pair.server_event(Invited)
    server = pair.server.respond(invited.transaction, 200, now=pair.now, sdp=ANSWER)
    pair.run()
    pair.server_event(Acked)
    assert server is not None
    return pair.client_event(CallAnswered).dialog, server


def inject(pair: SipPair, index: int, old: bytes, new: bytes) -> None:
    """Give the client a changed copy of what went over the wire."""
    assert old in pair.wire[index]
    pair.client.receive(pair.wire[index].replace(old, new), pair.client_flow, pair.now)
    pair.client_events += pair.client.events()


class TestInvite:
    """§13.2."""

    @pytest.mark.parametrize("transport", ["udp", "tcp"])
    def test_a_call_is_answered_and_acknowledged(self, transport: str) -> None:
        pair = SipPair(transport=transport)
        client, server = connect(pair)
        assert client.id == (server.id[0], server.id[2], server.id[1])
        assert client.is_established
        assert server.is_established
        assert [bytes(data).split()[0] for data in pair.wire] == [b"INVITE", b"SIP/2.0", b"ACK"]

    def test_the_invite_says_who_we_are(self) -> None:
        pair = SipPair()
        pair.client.invite(
            "sip:speech@192.0.2.2:8060",
            None,
            flow=pair.client_flow,
            now=0.0,
            from_uri="sip:ivr@example.com",
            to_uri="sip:tts@example.com",
            headers=[("X-Call", "7")],
        )
        request = parse_message(pair.client.data_to_send()[0][0])
        assert isinstance(request, Request)
        assert request.uri == "sip:speech@192.0.2.2:8060"
        assert (request.from_.uri.text, request.to.uri.text) == ("sip:ivr@example.com", "sip:tts@example.com")
        assert request.headers.get("X-Call") == "7"
        assert "Content-Type" not in request.headers
        assert next(request.headers.items())[0] == "Via"

    def test_a_uri_that_is_none_is_an_error(self) -> None:
        pair = SipPair()
        with pytest.raises(SipError):
            pair.client.invite("not a uri", None, flow=pair.client_flow, now=0.0)

    def test_progress_is_told(self) -> None:
        pair = SipPair()
        call = place(pair)
        invited = pair.server_event(Invited)
        pair.advance(0.3)
        assert pair.client_events == []
        pair.server.respond(invited.transaction, 180, now=pair.now)
        pair.run()
        event = pair.client_event(CallProgressed)
        assert (event.call, event.response.status) == (call, 180)

    def test_a_refusal_is_told_and_acknowledged(self) -> None:
        pair = SipPair()
        call = place(pair)
        invited = pair.server_event(Invited)
        pair.server.respond(invited.transaction, 503, now=0.0, headers=[("Retry-After", "3")])
        pair.run()
        failed = pair.client_event(CallFailed)
        assert (failed.call, failed.status) == (call, 503)
        assert failed.response is not None
        assert failed.response.headers.get("Retry-After") == "3"
        assert pair.wire[-1].startswith(b"ACK")
        pair.advance(100.0)
        assert pair.client.transaction_count == pair.server.transaction_count == 0

    def test_silence_is_408(self) -> None:
        pair = SipPair(lose=lambda _data: True)
        place(pair)
        pair.advance(32.0)
        failed = pair.client_event(CallFailed)
        assert (failed.status, failed.response) == (408, None)

    def test_a_broken_transport_is_503(self) -> None:
        pair = SipPair()
        place(pair)
        pair.client.transport_failed(pair.client_flow, 0.1)
        pair.run()
        assert pair.client_event(CallFailed).status == 503

    def test_a_lost_ack_is_sent_again(self) -> None:
        lost: list[bytes] = []

        def lose_first_ack(data: bytes) -> bool:
            if data.startswith(b"ACK") and not lost:
                lost.append(data)
                return True
            return False

        pair = SipPair(lose=lose_first_ack)
        place(pair)
        invited = pair.server_event(Invited)
        pair.server.respond(invited.transaction, 200, now=0.0, sdp=ANSWER)
        pair.run()
        assert pair.server_events == []
        pair.advance(1.0)
        pair.server_event(Acked)
        assert pair.wire[-1] == lost[0]
        pair.client_event(CallAnswered)

    def test_a_second_branch_of_a_fork_is_acknowledged_and_ended(self) -> None:
        pair = SipPair()
        client, _ = connect(pair)
        inject(pair, 1, b";tag=s1", b";tag=other")
        assert pair.client_events == []
        ack, bye = [parse_message(data) for data, _ in pair.client.data_to_send()]
        assert isinstance(ack, Request)
        assert isinstance(bye, Request)
        assert (ack.method, bye.method, bye.to.tag) == ("ACK", "BYE", "other")
        assert client.is_established

    def test_a_2xx_for_a_dialog_that_is_over_does_nothing(self) -> None:
        pair = SipPair()
        client, _ = connect(pair)
        pair.client.bye(client, now=0.0)
        pair.run()
        pair.client_event(Ended)
        inject(pair, 1, b"200", b"200")
        assert pair.client.data_to_send() == []

    @pytest.mark.parametrize("times", [1, 2])
    def test_a_2xx_that_cannot_be_acknowledged_fails_the_call_once(self, times: int) -> None:
        pair = SipPair(lose=lambda data: data.startswith(b"SIP/2.0 200"))
        place(pair)
        invited = pair.server_event(Invited)
        pair.server.respond(invited.transaction, 200, now=0.0, sdp=ANSWER)
        pair.run()
        for _ in range(times):
            inject(pair, 1, b"Contact: <", b'Contact: "')
        assert pair.client_event(CallFailed).status == 502

    def test_an_answer_that_is_not_ours_is_dropped(self) -> None:
        pair = SipPair()
        place(pair)
        invited = pair.server_event(Invited)
        pair.server.respond(invited.transaction, 404, now=0.0)
        ((data, _),) = pair.server.data_to_send()
        for changed in (
            data.replace(b"branch=z9hG4bK", b"branch=z9hG4bKno"),
            data.replace(b"\r\nFrom", b", a\r\nFrom", 1),
        ):
            pair.client.receive(changed, pair.client_flow, 0.0)
        assert pair.client.events() == []
        assert pair.client.counters.unmatched == 2
        pair.client.receive(data.replace(b"CSeq: 1", b"CSeq: x"), pair.client_flow, 0.0)
        assert pair.client.counters.malformed == 1


class TestCancel:
    """§9.1."""

    def test_a_call_is_given_up(self) -> None:
        pair = SipPair()
        call = place(pair)
        pair.server_event(Invited)
        pair.advance(0.3)
        pair.client.cancel(call, now=pair.now)
        pair.client.cancel(call, now=pair.now)
        pair.run()
        pair.server_event(Cancelled)
        assert pair.client_event(CallFailed).status == 487
        cancel = next(parse_message(data) for data in pair.wire if data.startswith(b"CANCEL"))
        assert isinstance(cancel, Request)
        assert cancel.headers.get("Via") == call.request.headers.get("Via")
        assert cancel.cseq == (1, "CANCEL")
        pair.client.cancel(call, now=pair.now)
        pair.run()
        assert pair.client_events == []

    def test_it_waits_for_a_provisional_answer(self) -> None:
        pair = SipPair()
        call = place(pair)
        pair.client.cancel(call, now=0.0)
        pair.run()
        assert not [data for data in pair.wire if data.startswith(b"CANCEL")]
        pair.server_event(Invited)
        pair.advance(0.3)
        assert pair.client_event(CallFailed).status == 487

    def test_routes_of_the_invite_are_those_of_its_cancel(self) -> None:
        pair = SipPair()
        call = pair.client.invite(
            "sip:192.0.2.2", None, flow=pair.client_flow, now=0.0, headers=[("Route", "<sip:proxy;lr>")]
        )
        pair.run()
        pair.advance(0.3)
        pair.client.cancel(call, now=pair.now)
        pair.run()
        cancel = next(data for data in pair.wire if data.startswith(b"CANCEL"))
        assert b"Route: <sip:proxy;lr>\r\n" in cancel

    def test_it_may_cross_the_answer(self) -> None:
        pair = SipPair()
        call = place(pair)
        invited = pair.server_event(Invited)
        pair.client.cancel(call, now=0.0)
        pair.server.respond(invited.transaction, 200, now=0.0, sdp=ANSWER)
        pair.run()
        dialog = pair.client_event(CallAnswered).dialog
        pair.client.bye(dialog, now=0.0)
        pair.run()
        assert pair.client_event(Ended).reason is EndReason.LOCAL


def test_the_answer_is_told_with_its_sdp() -> None:
    pair = SipPair()
    call = place(pair)
    invited = pair.server_event(Invited)
    pair.server.respond(invited.transaction, 200, now=0.0, sdp=ANSWER)
    pair.run()
    answered = pair.client_event(CallAnswered)
    assert answered.call is call
    assert answered.sdp == ANSWER.decode()
    assert isinstance(answered.response, Response)
