"""RFC 3261 §18.3 and RFC 5626 §4.4.1: messages out of a byte stream."""

import pytest

from sip.errors import MessageError
from sip.message import MAX_BODY_BYTES, MAX_HEAD_BYTES
from sip.stream import KeepAlive, StreamFramer

ONE = b"OPTIONS sip:a SIP/2.0\r\nContent-Length: 4\r\n\r\nbody"
TWO = b"BYE sip:a SIP/2.0\r\nl :\r\n 0\r\n\r\n"


def take_all(framer: StreamFramer) -> list[bytes | KeepAlive]:
    taken = []
    while (message := framer.next_message()) is not None:
        taken.append(message)
    return taken


def test_whole_messages_come_out_at_once() -> None:
    framer = StreamFramer()
    framer.receive_data(ONE + TWO + ONE[:10])
    assert take_all(framer) == [ONE, TWO]
    assert not framer.is_empty


def test_bytes_may_come_one_by_one() -> None:
    framer = StreamFramer()
    taken: list[bytes | KeepAlive] = []
    for byte in ONE + b"\r\n\r\n" + TWO:
        framer.receive_data(bytes([byte]))
        taken += take_all(framer)
    assert taken == [ONE, KeepAlive.PING, TWO]
    assert framer.is_empty


def test_a_lone_line_end_is_skipped() -> None:
    framer = StreamFramer()
    framer.receive_data(b"\r\n")
    assert take_all(framer) == []
    assert framer.is_empty
    framer.receive_data(TWO)
    assert take_all(framer) == [TWO]


@pytest.mark.parametrize(
    "data",
    [
        b"BYE sip:a SIP/2.0\r\n\r\n",
        b"BYE sip:a SIP/2.0\r\nl: 1\r\nContent-Length: 2\r\n\r\n",
        b"BYE sip:a SIP/2.0\r\nl: -1\r\n\r\n",
        b"BYE sip:a SIP/2.0\r\nl: %d\r\n\r\n" % (MAX_BODY_BYTES + 1),
        b"x" * (MAX_HEAD_BYTES + 5),
        b"x" * (MAX_HEAD_BYTES + 5) + b"\r\n\r\n",
    ],
)
def test_a_stream_that_cannot_be_cut_is_given_up(data: bytes) -> None:
    framer = StreamFramer()
    framer.receive_data(data)
    with pytest.raises(MessageError):
        framer.next_message()


def test_a_repeated_equal_length_is_one() -> None:
    framer = StreamFramer()
    data = b"BYE sip:a SIP/2.0\r\nl: 0\r\nContent-Length: 0\r\n\r\n"
    framer.receive_data(data)
    assert take_all(framer) == [data]


@pytest.mark.parametrize("line_ends", [b"\r\r\n\r\n", b"\n\r\n\r\n\r\n", b"\r\n\n\r\n\r\n", b"\r\n\r\n\r\n"])
def test_line_ends_mean_the_same_however_they_arrive(line_ends: bytes) -> None:
    found = []
    for cut in range(len(line_ends) + 1):
        framer, taken = StreamFramer(), list[bytes | KeepAlive]()
        for piece in (line_ends[:cut], line_ends[cut:] + ONE):
            framer.receive_data(piece)
            taken += take_all(framer)
        found.append(taken)
    assert found == [found[0]] * len(found)
