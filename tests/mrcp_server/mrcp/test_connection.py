"""A server's control connection: order, errors, time-outs."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.connection import Connection, ConnectionLimits, MessageStream
from mrcp_server.mrcp.errors import MessageError
from mrcp_server.mrcp.wire.codes import RequestState
from mrcp_server.mrcp.wire.message import Event, Headers, Request, Response, parse_message


def request(method: str, request_id: int, channel: str | None = "a@speechsynth", body: bytes = b"") -> bytes:
    """The bytes of a request."""
    return bytes(Request(method, request_id, Headers([("Channel-Identifier", channel)] if channel else []), body))


def ids(connection: Connection) -> list[int]:
    """Ids of the requests that can be read now."""
    return [one.request_id for one in connection.requests()]


def test_requests_of_several_channels_come_in_order() -> None:
    connection = Connection()
    connection.receive_data(request("SPEAK", 1) + request("RECOGNIZE", 7, "b@speechrecog") + request("STOP", 2), 0.0)
    assert ids(connection) == [1, 7, 2]
    assert connection.data_to_send() == b""


def test_what_is_sent_is_sent_once() -> None:
    connection = Connection()
    connection.send(Response(1, 200))
    connection.send(Event("SPEAK-COMPLETE", 1, RequestState.COMPLETE))
    data = connection.data_to_send()
    assert data == bytes(Response(1, 200)) + bytes(Event("SPEAK-COMPLETE", 1, RequestState.COMPLETE))
    assert connection.data_to_send() == b""


def test_garbage_is_answered_and_then_the_connection_is_to_be_closed() -> None:
    connection = Connection()
    connection.receive_data(request("STOP", 1) + b"GARBAGE\r\n\r\n" + request("STOP", 2), 0.0)
    assert ids(connection) == [1]
    answer = parse_message(connection.data_to_send())
    assert answer == Response(0, 408)
    assert connection.close_reason == "not an MRCPv2 message"
    connection.receive_data(request("STOP", 3), 0.0)
    assert ids(connection) == []
    assert connection.next_timer() is None


def test_bad_messages_in_good_frames_are_answered_and_the_next_is_read() -> None:
    connection = Connection(ConnectionLimits(max_message_bytes=300))
    other_version = request("SPEAK", 1).replace(b"MRCP/2.0", b"MRCP/3.0")
    connection.receive_data(other_version + request("SPEAK", 2, None) + request("SPEAK", 3, body=b"x" * 400), 0.0)
    connection.receive_data(request("STOP", 4), 0.0)
    assert ids(connection) == [4]
    stream = MessageStream()
    stream.receive_data(connection.data_to_send(), 0.0)
    answers = list(stream.messages())
    assert [(one.request_id, one.status) for one in answers if isinstance(one, Response)] == [
        (1, 502),
        (2, 406),
        (3, 504),
    ]
    assert [one.channel_identifier for one in answers] == ["a@speechsynth", "", "a@speechsynth"]
    assert connection.close_reason is None


def test_responses_and_events_from_a_client_are_dropped() -> None:
    connection = Connection()
    connection.receive_data(bytes(Response(1, 200)) + request("STOP", 2), 0.0)
    assert ids(connection) == [2]
    assert connection.data_to_send() == b""


def test_answers_stand_in_the_order_of_the_requests() -> None:
    connection = Connection()
    connection.receive_data(request("STOP", 1) + request("STOP", 2, None), 0.0)
    for one in connection.requests():
        connection.send(Response(one.request_id, 200))
    stream = MessageStream()
    stream.receive_data(connection.data_to_send(), 0.0)
    assert [one.request_id for one in stream.messages()] == [1, 2]


def test_end_of_stream_is_a_reason_to_close_and_the_first_reason_stays() -> None:
    connection = Connection()
    connection.receive_eof()
    assert connection.close_reason == "closed by the peer"
    connection.close_reason = "first"
    connection.receive_eof()
    assert connection.close_reason == "first"


class TestTimers:
    """Half a message and silence."""

    LIMITS = ConnectionLimits(silence_timeout_s=10.0, message_timeout_s=25.0)

    def test_idle_connections_have_no_timer(self) -> None:
        connection = Connection(self.LIMITS)
        assert connection.next_timer() is None
        connection.receive_data(request("STOP", 1), 5.0)
        assert ids(connection) == [1]
        assert connection.next_timer() is None
        connection.handle_timer(1e9)
        assert connection.close_reason is None

    def test_silence_after_half_a_message(self) -> None:
        connection = Connection(self.LIMITS)
        connection.receive_data(request("STOP", 1) + request("STOP", 2)[:20], 5.0)
        assert ids(connection) == [1]
        assert connection.next_timer() == pytest.approx(15.0)
        connection.handle_timer(14.0)
        assert connection.close_reason is None
        connection.handle_timer(15.0)
        assert connection.close_reason == "half a message, then silence"

    def test_a_trickle_ends_too(self) -> None:
        connection = Connection(self.LIMITS)
        data = request("STOP", 1)
        for second in range(0, 24, 4):
            connection.receive_data(data[second : second + 4], float(second))
            assert ids(connection) == []
        assert connection.next_timer() == pytest.approx(25.0)

    def test_rest_of_the_message_stops_the_timer(self) -> None:
        connection = Connection(self.LIMITS)
        data = request("STOP", 1)
        connection.receive_data(data[:20], 0.0)
        assert ids(connection) == []
        connection.receive_data(data[20:], 9.0)
        assert ids(connection) == [1]
        assert connection.next_timer() is None


def test_client_side_stream_raises_what_it_cannot_read() -> None:
    stream = MessageStream()
    stream.receive_data(b"MRCP/2.0 31 1 200 WHATEVER\r\nX:y\r\n\r\n"[:31] + bytes(Response(1, 200)), 0.0)
    with pytest.raises(MessageError):
        list(stream.messages())
