from engine.workers.framing import MessageReader, encode_message
from engine.workers.listener_messages import ListenerNotice
from engine.workers.notices import Broken, Retiring
from engine.workers.worker_messages import Notice


def test_every_kind_of_worker_says_them_alike() -> None:
    notices = [Broken("no such voice"), Retiring(5 << 20)]
    octets = b"".join(map(encode_message, notices))
    for kind in (Notice, ListenerNotice):
        assert MessageReader(kind).receive_data(octets) == notices


def test_both_say_why_the_worker_ends() -> None:
    assert Broken("no such voice").reason == "no such voice"
    assert Retiring((5 << 20) + 1).reason == "retired at 5 MiB"
