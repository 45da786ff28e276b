import msgspec
import pytest

from engine.workers.framing import MAX_MESSAGE_BYTES, MessageReader, WorkerProtocolError, encode_message


class Number(msgspec.Struct, frozen=True, array_like=True, tag=0):
    value: int


class Text(msgspec.Struct, frozen=True, array_like=True, tag=1):
    value: str


MESSAGES = [Number(1), Text("zwölf"), Number(1 << 40), Text("")]


def test_messages_come_out_as_they_went_in_however_they_are_cut() -> None:
    octets = b"".join(map(encode_message, MESSAGES))
    for size in (1, 5, len(octets)):
        reader = MessageReader(Number | Text)
        found = []
        for begin in range(0, len(octets), size):
            found += reader.receive_data(octets[begin : begin + size])
        assert found == MESSAGES


def test_the_length_stands_in_front() -> None:
    octets = encode_message(Text("hi"))
    assert octets[:4] == (len(octets) - 4).to_bytes(4, "big")


def test_a_message_that_is_too_long_is_refused_before_it_is_there() -> None:
    with pytest.raises(WorkerProtocolError, match="message of 16777217 octets"):
        MessageReader(Number).receive_data((MAX_MESSAGE_BYTES + 1).to_bytes(4, "big"))


def test_what_is_no_message_is_refused() -> None:
    with pytest.raises(WorkerProtocolError):
        MessageReader(Number).receive_data(b"\x00\x00\x00\x02hi")
    with pytest.raises(WorkerProtocolError):
        MessageReader(Number).receive_data(encode_message(Text("not a number")))
