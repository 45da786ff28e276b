"""RFC 3261 §13.3.1.4: a 2xx is repeated until its ACK."""

from sip.confirmation import Confirmation, Unconfirmed
from sip.flow import Flow

from .test_server_transaction import ADDRESS, Layer


def start(
    layer: Layer,
    lost: list[float],
    waiting: Unconfirmed | None = None,
    now: float = 0.0,
    *,
    is_first: bool = True,
    host: str = ADDRESS[0],
) -> Confirmation:
    flow = Flow("tcp", (host, ADDRESS[1]), ADDRESS)
    waiting = Unconfirmed(10, 4.0) if waiting is None else waiting
    return Confirmation(
        layer, 1, b"200", flow, made_offer=False, is_first=is_first, on_lost=lost.append, waiting=waiting, now=now
    )


def test_it_is_repeated_up_to_t2_then_given_up_over_tcp_too() -> None:
    layer = Layer()
    lost: list[float] = []
    start(layer, lost)
    assert layer.run(100.0) == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    assert lost == [32.0]


def test_the_ack_ends_it() -> None:
    layer = Layer()
    lost: list[float] = []
    confirmation = start(layer, lost)
    layer.run(1.0)
    confirmation.stop()
    assert layer.run(100.0) == []
    assert lost == []


def test_too_many_that_wait_keep_the_next_out_until_the_oldest_has_waited_long_enough() -> None:
    layer, waiting = Layer(), Unconfirmed(2, 4.0)
    lost: list[float] = []
    start(layer, lost, waiting)
    start(layer, [], waiting, 1.0, is_first=False)  # within a call: it is there already
    assert waiting.make_room(1.0)
    start(layer, [], waiting, 1.0)
    assert not waiting.make_room(3.9)
    assert lost == []
    assert waiting.make_room(4.0)
    assert lost == [4.0]
    assert len(waiting) == 1


def test_who_is_confirmed_or_given_up_waits_no_more() -> None:
    layer, waiting = Layer(), Unconfirmed(5, 4.0)
    start(layer, [], waiting).stop()
    start(layer, [], waiting)
    layer.run(100.0)
    assert len(waiting) == 0


def test_the_bound_may_change() -> None:
    layer, waiting = Layer(), Unconfirmed(1, 4.0)
    start(layer, [], waiting)
    assert not waiting.make_room(0.0)
    waiting.most = 2
    assert waiting.make_room(0.0)


def test_one_source_has_half_of_the_room_at_most() -> None:
    layer, waiting = Layer(), Unconfirmed(4, 4.0)
    lost: list[float] = []
    start(layer, lost, waiting, host="2001:db8::1")
    assert waiting.has_share_for("2001:db8::2", 0.0)
    start(layer, [], waiting, 1.0, host="2001:db8::2")  # the same /64, and so the same source
    assert not waiting.has_share_for("2001:db8::3", 3.9)
    assert waiting.has_share_for("2001:db8:0:1::1", 3.9)
    assert waiting.make_room(3.9)
    assert waiting.has_share_for("2001:db8::3", 4.0)
    assert lost == [4.0]
    assert len(waiting) == 1


def test_one_call_of_a_source_always_has_its_share() -> None:
    assert Unconfirmed(1, 4.0).has_share_for("192.0.2.1", 0.0)
