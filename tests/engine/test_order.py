from engine.interface import AudioFormat, Utterance
from engine.order import Order
from engine.pool import Priority
from engine.position import START


def test_an_order_is_for_all_of_an_utterance_unless_it_says_otherwise() -> None:
    order = Order(Utterance(()), AudioFormat())
    assert (order.start, order.end, order.max_ms, order.priority) == (START, None, None, Priority.FIRST)
