"""RFC 3261 §17.1 (figures 5 and 6) and RFC 6026 §7.2, row by row."""

import pytest

from sip.client_transaction import (
    INVITE_TRANSITIONS,
    NON_INVITE_TRANSITIONS,
    ClientTransaction,
    Input,
    State,
)
from sip.flow import Flow
from sip.headers import Headers
from sip.message import Request, Response
from sip.timers import Schedule, Timers

ADDRESS = ("192.0.2.1", 5060)


class Layer:
    """What a transaction needs, and a record of it."""

    def __init__(self) -> None:
        self.schedule = Schedule()
        self.timers = Timers()
        self.sent: list[bytes] = []
        self.ended = 0
        self.answers: list[int] = []
        self.failures: list[int] = []

    def send(self, data: bytes, flow: Flow) -> None:
        self.sent.append(data)

    def client_transaction_ended(self, transaction: ClientTransaction) -> None:
        self.ended += 1

    def run(self, until: float) -> list[float]:
        """Fire what is due; returns when something was sent."""
        times = []
        while (deadline := self.schedule.next_deadline()) is not None and deadline <= until:
            before = len(self.sent)
            self.schedule.handle(deadline)
            times += [deadline] * (len(self.sent) - before)
        return times


def start(method: str, transport: str = "udp") -> tuple[ClientTransaction, Layer]:
    layer = Layer()
    headers = Headers(
        [
            ("Via", "SIP/2.0/UDP a;branch=z9hG4bKx"),
            ("From", "<sip:a@a>;tag=1"),
            ("To", "<sip:b@b>"),
            ("Call-ID", "id"),
            ("CSeq", f"3 {method}"),
            ("Route", "<sip:p;lr>"),
            ("Route", "<sip:q;lr>"),
        ]
    )
    transaction = ClientTransaction(
        layer,
        "z9hG4bKx",
        Request(method, "sip:b@b", headers),
        Flow(transport, ADDRESS, ADDRESS),
        on_answer=lambda response, _now: layer.answers.append(response.status),
        on_failure=lambda status, _now: layer.failures.append(status),
        now=0.0,
    )
    return transaction, layer


def answer(status: int) -> Response:
    return Response(status, "", Headers([("To", "<sip:b@b>;tag=2"), ("CSeq", "3 INVITE")]))


class TestInvite:
    """Figure 5, figure 4 of RFC 6026."""

    def test_it_is_repeated_and_given_up(self) -> None:
        transaction, layer = start("INVITE")
        assert layer.run(100.0) == [0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
        assert layer.failures == [408]
        assert transaction.state is State.TERMINATED
        assert layer.ended == 1

    def test_a_provisional_answer_ends_the_repetition(self) -> None:
        transaction, layer = start("INVITE")
        transaction.handle_response(answer(100), 0.1)
        transaction.handle_response(answer(180), 0.2)
        assert layer.run(1000.0) == []
        assert layer.answers == [100, 180]
        transaction.handle_response(answer(200), 60.0)
        assert transaction.state is State.ACCEPTED

    @pytest.mark.parametrize("first", [[], [100]])
    def test_a_failure_is_acknowledged_each_time_it_comes(self, first: list[int]) -> None:
        transaction, layer = start("INVITE")
        for status in first:
            transaction.handle_response(answer(status), 0.1)
        transaction.handle_response(answer(486), 0.2)
        transaction.handle_response(answer(486), 0.3)
        assert layer.answers == [*first, 486]
        ack = layer.sent[-1].decode()
        assert layer.sent[-2:] == [ack.encode()] * 2
        assert ack.startswith("ACK sip:b@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKx\r\n")
        assert "CSeq: 3 ACK\r\n" in ack
        assert "To: <sip:b@b>;tag=2\r\n" in ack
        assert "Route: <sip:p;lr>\r\nRoute: <sip:q;lr>\r\n" in ack
        layer.run(100.0)
        assert layer.ended == 1

    def test_every_2xx_is_told_until_timer_m(self) -> None:
        transaction, layer = start("INVITE", "tcp")
        transaction.handle_response(answer(200), 1.0)
        transaction.handle_response(answer(200), 2.0)
        transaction.handle_response(answer(486), 2.0)
        assert layer.answers == [200, 200]
        layer.run(33.0)
        assert layer.ended == 1

    def test_over_tcp_nothing_is_repeated_or_kept(self) -> None:
        transaction, layer = start("INVITE", "tcp")
        assert layer.run(31.0) == []
        transaction.handle_response(answer(486), 31.0)
        layer.run(31.0)
        assert layer.ended == 1

    def test_a_broken_transport_is_told(self) -> None:
        transaction, layer = start("INVITE")
        transaction.handle_transport_error(0.1)
        transaction.handle_transport_error(0.1)
        assert (layer.failures, layer.ended) == ([503], 1)


class TestNonInvite:
    """Figure 6."""

    def test_it_is_repeated_up_to_t2_and_given_up(self) -> None:
        _, layer = start("BYE")
        assert layer.run(100.0) == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
        assert layer.failures == [408]

    def test_a_provisional_answer_slows_it_down(self) -> None:
        transaction, layer = start("BYE")
        transaction.handle_response(answer(100), 0.1)
        transaction.handle_response(answer(100), 0.2)
        assert layer.run(9.0) == [0.5, 4.5, 8.5]
        layer.run(100.0)
        assert layer.failures == [408]

    @pytest.mark.parametrize(("status", "first"), [(200, []), (481, []), (200, [100]), (481, [100])])
    def test_the_answer_is_told_once(self, status: int, first: list[int]) -> None:
        transaction, layer = start("BYE")
        for early in first:
            transaction.handle_response(answer(early), 0.1)
        transaction.handle_response(answer(status), 1.0)
        transaction.handle_response(answer(status), 1.1)
        assert layer.answers == [*first, status]
        assert layer.run(5.9) == []
        assert layer.ended == 0
        layer.run(6.0)
        assert layer.ended == 1

    @pytest.mark.parametrize("first", [[], [100]])
    def test_a_broken_transport_is_told(self, first: list[int]) -> None:
        transaction, layer = start("BYE")
        for early in first:
            transaction.handle_response(answer(early), 0.1)
        transaction.handle_transport_error(0.1)
        assert layer.failures == [503]

    def test_over_tcp_the_answer_ends_it(self) -> None:
        transaction, layer = start("BYE", "tls")
        transaction.handle_response(answer(200), 1.0)
        layer.run(1.0)
        assert layer.ended == 1
        assert transaction.key == ("z9hG4bKx", "BYE")


@pytest.mark.parametrize("table", [INVITE_TRANSITIONS, NON_INVITE_TRANSITIONS])
def test_nothing_leaves_the_terminated_state(table: dict[tuple[State, Input], object]) -> None:
    assert not [key for key in table if key[0] is State.TERMINATED]
