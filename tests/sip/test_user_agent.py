"""The facade: what is malformed is answered where it can be, and nothing is ever raised (RFC 3261 §8, §16.3)."""

import pytest

from sip.configuration import UserAgentConfig
from sip.events import Acked, Barred, CallFailed, Invited, OptionsAsked
from sip.flow import Flow
from sip.headers import Headers
from sip.message import Response
from sip.networks import Networks
from tests.fakes.sip import CLIENT, SDP, SERVER, SipPeer, agent_of, status_of


class TestMalformed:
    """RFC 4475 says what to expect; §8.2.6 how to answer."""

    @pytest.mark.parametrize(
        ("old", "new", "status", "reason"),
        [
            (b"Max-Forwards: 70", b"Max-Forwards: many", 400, "bad Max-Forwards: many"),
            (b"SIP/2.0\r\n", b"SIP/3.1\r\n", 505, "Version Not Supported"),
            (b"INVITE sip", b"INVITE  sip", 400, "bad request line"),
            (b"Call-ID: call-1\r\n", b"", 400, "Call-ID missing"),
            (b"Content-Length: ", b"Content-Length: 9", 400, "body shorter than Content-Length"),
            (b"CSeq: 1 INVITE", b"CSeq: 1 BYE", 400, "CSeq names another method"),
        ],
    )
    def test_it_is_answered_with_a_reason(self, old: bytes, new: bytes, status: int, reason: str) -> None:
        peer = SipPeer()
        (answer,) = peer.send(peer.request("INVITE", body=SDP).replace(old, new, 1))
        assert isinstance(answer, Response)
        assert answer.status == status
        assert answer.reason.startswith(reason)
        assert peer.agent.transaction_count == 0
        assert peer.agent.counters.malformed == 1

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\r\n\r\n",
            b"\0\0\0\0",
            b"garbage",
            b"\xff" * 2_000,
            b"SIP/2.0 200 OK\r\n\r\n",
            b"SIP/2.0 999 OK\r\n\r\n",
            b"INVITE sip:a SIP/2.0\r\n\r\n",
            b"ACK  sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKx\r\n\r\n",
            b"ACK sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKx\r\n\r\n",
        ],
    )
    def test_what_cannot_be_answered_is_dropped(self, data: bytes) -> None:
        peer = SipPeer()
        assert peer.send(data) == []
        assert peer.events == []

    def test_a_broken_via_is_echoed_as_it_is(self) -> None:
        peer = SipPeer()
        (answer,) = peer.send(b"INVITE sip:a SIP/2.0\r\nVia: non\rsense, SIP/2.0/UDP b\nX: y\r\n\r\n")
        assert status_of([answer]) == 400
        assert answer.headers.elements("Via") == ["non sense", "SIP/2.0/UDP b X: y"]

    def test_keep_alives_are_not_counted(self) -> None:
        peer = SipPeer()
        peer.send(b"\r\n\r\n")
        peer.send(b"\0")
        assert peer.agent.counters.malformed == 0


class TestAddresses:
    """What we call ourselves."""

    @pytest.mark.parametrize(
        ("config", "transport", "contact"),
        [
            (UserAgentConfig(), "udp", "<sip:192.0.2.2:8060>"),
            (UserAgentConfig(user="mrcp"), "tcp", "<sip:mrcp@192.0.2.2:8060;transport=tcp>"),
            (UserAgentConfig(external_address="2001:db8::7"), "tls", "<sip:[2001:db8::7]:8060;transport=tls>"),
        ],
    )
    def test_the_contact_is_where_we_are_reached(self, config: UserAgentConfig, transport: str, contact: str) -> None:
        agent = agent_of(config)
        agent.invite("sip:a", None, flow=Flow(transport, CLIENT, SERVER), now=0.0)
        ((data, _),) = agent.data_to_send()
        assert f"Contact: {contact}\r\n".encode() in data
        assert f"Via: SIP/2.0/{transport.upper()} ".encode() in data


def test_queues_are_emptied_by_taking_them() -> None:
    peer = SipPeer()
    peer.agent.receive(peer.request("OPTIONS"), peer.flow, 0.0)
    (event,) = peer.agent.events()
    assert isinstance(event, OptionsAsked)
    assert peer.agent.events() == []
    peer.agent.respond(event.transaction, 200, now=0.0)
    assert len(peer.agent.data_to_send()) == 1
    assert peer.agent.data_to_send() == []


def test_counters_and_configuration_can_be_read() -> None:
    peer = SipPeer()
    peer.send(peer.request("OPTIONS"))
    peer.send(peer.request("INFO"))
    counters = peer.agent.counters
    assert (counters.requests, counters.responses, counters.refused) == (2, 0, 1)
    assert peer.agent.config.product == "mrcp-server"


def test_a_closed_connection_is_not_taken_for_a_bye() -> None:
    peer = SipPeer(transport="tcp")
    peer.send(peer.request("INVITE", body=SDP))
    peer.events.clear()
    (dialog,) = peer.agent.dialogs
    transaction = dialog.server_invite
    assert transaction is not None
    peer.agent.respond(transaction, 200, now=0.0, sdp=SDP.encode())
    peer.take()
    peer.send(peer.request("ACK", to_tag=dialog.id[1]))
    peer.agent.watch_flows(lambda _flow: False)
    peer.agent.bye(dialog, now=0.0)
    ((_, flow),) = peer.take_raw()
    assert flow == Flow("tcp", ("192.0.2.1", 5070), SERVER)


def test_a_failed_flow_touches_only_its_own_transactions() -> None:
    agent = agent_of()
    agent.invite("sip:a", None, flow=Flow("tcp", CLIENT, SERVER), now=0.0)
    agent.transport_failed(Flow("udp", CLIENT, SERVER), 0.0)
    assert agent.events() == []


def test_a_lost_connection_fails_what_went_over_it() -> None:
    agent = agent_of()
    agent.watch_flows(lambda flow: flow.connection == 3)
    elsewhere = (CLIENT[0], CLIENT[1] + 1)
    for remote, connection in ((CLIENT, 0), (CLIENT, 1), (CLIENT, 2), (CLIENT, 3), (elsewhere, 2)):
        agent.invite("sip:a", None, flow=Flow("tcp", remote, SERVER, connection), now=0.0)
    agent.connection_lost("tcp", CLIENT, 2, 0.0)
    assert [event.status for event in agent.events() if isinstance(event, CallFailed)] == [503] * 3
    agent.connection_lost("tls", CLIENT, 3, 0.0)
    assert agent.events() == []


def test_no_header_can_be_smuggled_into_an_answer() -> None:
    peer = SipPeer()
    peer.send(peer.request("OPTIONS"))
    asked = peer.pop_event(OptionsAsked)
    with pytest.raises(ValueError, match="line break"):
        peer.agent.respond(asked.transaction, 200, now=0.0, headers=[("X", "a\r\nb")])
    assert Headers() == Headers()


def test_status_of_a_ping_is_whatever_the_user_says() -> None:
    peer = SipPeer()
    peer.send(peer.request("OPTIONS"))
    peer.agent.respond(peer.pop_event(OptionsAsked).transaction, 404, now=0.0)
    assert status_of(peer.take()) == 404


def test_who_may_call_no_more_is_heard_in_the_calls_that_stand() -> None:
    """Networks may change while calls run: the BYE of such a call must end it."""
    peer = SipPeer()
    peer.send(peer.request("INVITE", body=SDP))
    dialog = peer.agent.respond(peer.pop_event(Invited).transaction, 200, now=0.0, sdp=SDP.encode())
    assert dialog is not None
    peer.take()
    peer.agent.config.networks = Networks(["198.51.100.0/24"])
    tag = dialog.id[1]
    assert peer.send(peer.request("ACK", to_tag=tag)) == []
    peer.pop_event(Acked)
    for method, other in (("OPTIONS", ""), ("INVITE", ""), ("BYE", "x"), ("BYE", f"{tag}x")):
        assert status_of(peer.send(peer.request(method, cseq=2, to_tag=other))) == 403
        peer.pop_event(Barred)
    assert status_of(peer.send(peer.request("BYE", "To: <sip:a", cseq=2))) == 403
    peer.pop_event(Barred)
    assert status_of(peer.send(peer.request("BYE", cseq=2, to_tag=tag))) == 200
    assert peer.agent.dialogs == []


def test_fewer_calls_may_wait_for_their_ack() -> None:
    peer = SipPeer()
    peer.send(peer.request("INVITE", body=SDP))
    peer.agent.respond(peer.pop_event(Invited).transaction, 200, now=0.0, sdp=SDP.encode())
    peer.take()
    peer.agent.limit_unconfirmed(1)
    assert status_of(peer.send(peer.request("INVITE", body=SDP, call_id="call-2"))) == 503
    peer.agent.limit_unconfirmed(4)
    assert peer.send(peer.request("INVITE", body=SDP, call_id="call-3")) == []
    peer.pop_event(Invited)
