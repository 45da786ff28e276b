"""RFC 3261 §13.3.1.4: a 2xx is repeated until its ACK."""

from sip.confirmation import Confirmation
from sip.flow import Flow

from .test_server_transaction import ADDRESS, Layer


def start(layer: Layer, lost: list[float]) -> Confirmation:
    flow = Flow("tcp", ADDRESS, ADDRESS)
    return Confirmation(layer, 1, b"200", flow, made_offer=False, is_first=True, on_lost=lost.append, now=0.0)


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
