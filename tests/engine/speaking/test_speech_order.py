from engine.interface import AudioFormat, Utterance
from engine.speaking.position import START
from engine.speaking.speech_order import SpeechOrder
from engine.workers.pool import Priority


def test_an_order_is_for_all_of_an_utterance_unless_it_says_otherwise() -> None:
    order = SpeechOrder(Utterance(()), AudioFormat())
    assert (order.start, order.end, order.max_ms, order.priority) == (START, None, None, Priority.FIRST)
