"""RFC 3261 §17.2 (figures 7 and 8) and RFC 6026 §7.1, row by row."""

import pytest

from sip.flow import Flow
from sip.message import Request, parse_message
from sip.server_transaction import (
    INVITE_TRANSITIONS,
    NON_INVITE_TRANSITIONS,
    Input,
    ServerTransaction,
    State,
    transaction_key,
)
from sip.timers import Schedule, Timers

ADDRESS = ("192.0.2.1", 5060)


class Layer:
    """What a transaction needs, and a record of it."""

    def __init__(self) -> None:
        self.schedule = Schedule()
        self.timers = Timers()
        self.sent: list[bytes] = []
        self.ended = 0
        self.octets = 0
        """By how many more the transaction has been said to hold."""

    def send(self, data: bytes, flow: Flow) -> None:
        self.sent.append(data)

    def trying(self, transaction: ServerTransaction) -> bytes:
        return b"100"

    def server_transaction_ended(self, transaction: ServerTransaction) -> None:
        self.ended += 1

    def server_transaction_resized(self, transaction: ServerTransaction, by: int) -> None:
        self.octets += by

    def run(self, until: float) -> list[float]:
        """Fire what is due; returns when something was sent."""
        times = []
        while (deadline := self.schedule.next_deadline()) is not None and deadline <= until:
            before = len(self.sent)
            self.schedule.handle(deadline)
            times += [deadline] * (len(self.sent) - before)
        return times


def request_of(method: str, *, branch: str = "z9hG4bKa", via: str = "", extra: str = "") -> Request:
    via = via or f"SIP/2.0/UDP Host:5060;branch={branch}"
    message = parse_message(
        f"{method} sip:b@c SIP/2.0\r\nVia: {via}\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:b@c>\r\nCall-ID: id\r\n"
        f"CSeq: 7 {method}\r\n{extra}\r\n".encode()
    )
    assert isinstance(message, Request)
    return message


def start(method: str, transport: str = "udp") -> tuple[ServerTransaction, Layer]:
    layer = Layer()
    flow = Flow(transport, ADDRESS, ADDRESS)
    return ServerTransaction(layer, ("key",), request_of(method), flow, ""), layer


class TestInvite:
    """Figure 7, figure 5 of RFC 6026."""

    def test_100_goes_out_when_the_user_is_slow(self) -> None:
        transaction, layer = start("INVITE")
        transaction.start_trying(0.2)
        assert layer.run(1.0) == [0.2]
        assert layer.sent == [b"100"]
        transaction.handle_request(1.0)
        assert layer.sent == [b"100", b"100"]

    def test_no_100_behind_a_provisional_answer(self) -> None:
        transaction, layer = start("INVITE")
        transaction.start_trying(0.2)
        transaction.respond(180, b"180", 0.1)
        layer.run(1.0)
        assert layer.sent == [b"180"]
        transaction.handle_request(1.0)
        assert layer.sent == [b"180", b"180"]

    def test_a_repeated_request_before_any_answer_is_absorbed(self) -> None:
        transaction, layer = start("INVITE")
        transaction.handle_request(0.1)
        assert layer.sent == []

    def test_a_failure_is_repeated_until_its_ack(self) -> None:
        transaction, layer = start("INVITE")
        transaction.respond(486, b"486", 0.0)
        assert transaction.is_answered
        assert layer.run(8.0) == [0.5, 1.5, 3.5, 7.5]
        transaction.handle_request(8.0)
        transaction.handle_ack(8.1)
        assert transaction.state is State.CONFIRMED
        transaction.handle_ack(8.2)
        transaction.handle_request(8.3)
        assert layer.run(100.0) == []
        assert layer.ended == 1

    def test_timer_h_ends_the_wait(self) -> None:
        transaction, layer = start("INVITE")
        transaction.respond(486, b"486", 0.0)
        assert layer.run(100.0)[-3:] == [23.5, 27.5, 31.5]
        assert transaction.state is State.TERMINATED

    def test_over_tcp_a_failure_is_sent_once_and_its_ack_ends_it(self) -> None:
        transaction, layer = start("INVITE", "tcp")
        transaction.respond(486, b"486", 0.0)
        assert layer.run(10.0) == []
        transaction.handle_ack(10.0)
        layer.run(10.0)
        assert layer.ended == 1

    def test_a_2xx_is_accepted_and_repeated_on_demand_until_timer_l(self) -> None:
        transaction, layer = start("INVITE")
        transaction.respond(200, b"200", 0.0)
        transaction.handle_request(1.0)
        transaction.respond(200, b"200", 2.0)
        assert layer.sent == [b"200"] * 3
        transaction.handle_ack(3.0)
        assert transaction.state is State.ACCEPTED
        layer.run(31.9)
        assert layer.ended == 0
        layer.run(32.0)
        assert layer.ended == 1

    def test_a_second_final_answer_changes_nothing(self) -> None:
        transaction, layer = start("INVITE")
        transaction.respond(200, b"200", 0.0)
        transaction.respond(486, b"486", 0.0)
        transaction.respond(180, b"180", 0.0)
        assert layer.sent == [b"200"]


class TestNonInvite:
    """Figure 8."""

    def test_the_answer_is_kept_for_64_t1(self) -> None:
        transaction, layer = start("BYE")
        transaction.handle_request(0.0)
        assert layer.sent == []
        transaction.respond(200, b"200", 0.0)
        transaction.handle_request(1.0)
        assert layer.sent == [b"200", b"200"]
        layer.run(31.9)
        assert layer.ended == 0
        layer.run(32.0)
        assert layer.ended == 1

    def test_over_tcp_it_ends_with_its_answer(self) -> None:
        transaction, layer = start("BYE", "tcp")
        transaction.respond(200, b"200", 5.0)
        layer.run(5.0)
        assert layer.ended == 1

    def test_a_provisional_answer_is_repeated(self) -> None:
        transaction, layer = start("OPTIONS")
        transaction.respond(100, b"100", 0.0)
        transaction.handle_request(0.1)
        transaction.respond(182, b"182", 0.2)
        transaction.respond(404, b"404", 0.3)
        assert layer.sent == [b"100", b"100", b"182", b"404"]
        assert transaction.state is State.COMPLETED


@pytest.mark.parametrize("table", [INVITE_TRANSITIONS, NON_INVITE_TRANSITIONS])
def test_nothing_leaves_the_terminated_state(table: dict[tuple[State, Input], object]) -> None:
    assert not [key for key in table if key[0] is State.TERMINATED]


class TestKey:
    """§17.2.3."""

    def test_branch_and_sent_by_name_a_transaction(self) -> None:
        assert transaction_key(request_of("INVITE")) == ("z9hG4bKa", "host:5060", "INVITE")
        assert transaction_key(request_of("ACK")) == transaction_key(request_of("INVITE"))
        assert transaction_key(request_of("CANCEL"), "INVITE") == transaction_key(request_of("INVITE"))
        assert transaction_key(request_of("CANCEL")) != transaction_key(request_of("INVITE"))

    @pytest.mark.parametrize("branch", ["z9hG4bK", "1", ""])
    def test_old_peers_are_matched_by_everything_else(self, branch: str) -> None:
        key = transaction_key(request_of("INVITE", branch=branch))
        assert key[:5] == ("INVITE", "sip:b@c", "1", "id", "7")


class TestOctets:
    """What a transaction holds."""

    @pytest.mark.parametrize(("status", "left"), [(200, b"offer"), (488, b"")])
    def test_a_refused_request_is_remembered_without_its_body(self, status: int, left: bytes) -> None:
        request = request_of("INVITE")
        request.body = b"offer"
        layer = Layer()
        transaction = ServerTransaction(layer, ("key",), request, Flow("udp", ADDRESS, ADDRESS), "")
        before = transaction.size
        assert before == request.head_size + 5
        transaction.respond(status, b"an answer", 0.0)
        assert request.body == left
        assert transaction.size == request.head_size + len(left) + len(b"an answer")
        assert layer.octets == transaction.size - before
