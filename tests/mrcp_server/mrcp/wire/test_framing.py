"""Framing by message-length, whatever the pieces."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.errors import FramingError, MessageError
from mrcp_server.mrcp.wire.framing import MAX_START_LINE_BYTES, Framer
from mrcp_server.mrcp.wire.message import MAX_HEAD_BYTES, Headers, Request

FIRST = bytes(Request("SPEAK", 1, Headers([("Channel-Identifier", "a@b")]), b"\r\n\r\nMRCP/2.0 hello"))
SECOND = bytes(Request("STOP", 2, Headers([("Channel-Identifier", "a@b")])))


def pulled(framer: Framer) -> list[bytes]:
    """Everything that can be pulled now."""
    messages = []
    while (framed := framer.pull()) is not None:
        messages.append(framed[1])
    return messages


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
def test_any_fragmentation_gives_the_same_messages(size: int) -> None:
    framer, messages, data = Framer(), [], FIRST + SECOND + FIRST
    for start in range(0, len(data), size):
        framer.push(data[start : start + size])
        messages += pulled(framer)
    assert messages == [FIRST, SECOND, FIRST]
    assert not framer.partial


def test_rest_of_the_next_message_stays() -> None:
    framer = Framer()
    framer.push(FIRST + SECOND[:10])
    assert pulled(framer) == [FIRST]
    assert framer.partial
    framer.push(SECOND[10:])
    assert pulled(framer) == [SECOND]


def test_empty_lines_between_messages_are_skipped() -> None:
    framer = Framer()
    framer.push(b"\r\n\n" + FIRST + b"\r\n\r\n" + SECOND + b"\r\n")
    assert pulled(framer) == [FIRST, SECOND]
    assert not framer.partial


@pytest.mark.parametrize(
    ("data", "request_id"),
    [
        (b"G", 0),
        (b"MRCQ", 0),
        (b"SPEAK 1 MRCP/1.0\r\n", 0),
        (b"MRCP/2.0 hello\r\n", 0),
        (b"MRCP/2.0 5 STOP 17\r\n", 17),
        (b"MRCP/2.0 " + b"1" * MAX_START_LINE_BYTES, 0),
    ],
)
def test_garbage_is_a_framing_error(data: bytes, request_id: int) -> None:
    framer = Framer()
    framer.push(data)
    with pytest.raises(FramingError) as caught:
        framer.pull()
    assert (caught.value.status, caught.value.request_id) == (408, request_id)


class TestTooLarge:
    """§5.4: 504."""

    def large(self, size: int = 1000, head: bytes = b"Channel-Identifier: a@b\r\n\r\n") -> bytes:
        start = b"MRCP/2.0 %07d SPEAK 5\r\n" % (30 + len(head) + size)
        return start + head + b"x" * (30 + len(head) + size - len(start) - len(head))

    def test_answer_needs_only_the_head_and_the_rest_is_skipped(self) -> None:
        framer, data = Framer(max_message_bytes=200), self.large()
        framer.push(data[:40])
        assert framer.pull() is None
        framer.push(data[40:80])
        with pytest.raises(MessageError) as caught:
            framer.pull()
        assert not isinstance(caught.value, FramingError)
        assert (caught.value.status, caught.value.request_id, caught.value.channel_identifier) == (504, 5, "a@b")
        assert framer.partial
        framer.push(data[80:500])
        assert framer.pull() is None
        framer.push(data[500:] + SECOND)
        assert pulled(framer) == [SECOND]
        assert not framer.partial

    def test_all_at_once(self) -> None:
        framer = Framer(max_message_bytes=200)
        framer.push(self.large() + SECOND)
        with pytest.raises(MessageError):
            framer.pull()
        assert pulled(framer) == [SECOND]

    def test_head_without_an_end_is_not_waited_for(self) -> None:
        framer = Framer(max_message_bytes=200)
        framer.push(self.large(2 * MAX_HEAD_BYTES, head=b"Channel-Identifier: a@b\r\n"))
        with pytest.raises(MessageError) as caught:
            framer.pull()
        assert caught.value.channel_identifier is None

    def test_head_that_cannot_be_read(self) -> None:
        framer = Framer(max_message_bytes=200)
        framer.push(self.large(head=b"what is this\r\n\r\n"))
        with pytest.raises(MessageError) as caught:
            framer.pull()
        assert caught.value.channel_identifier is None
