"""The control connection against a server that is a script of bytes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count

import pytest

from mrcp_server.client import control
from mrcp_server.client.control import ControlChannel, ControlConnection, answer_of, completion_of
from mrcp_server.client.errors import (
    CallLostError,
    ReplyTimeoutError,
    RequestRefusedError,
    RequestStoppedError,
    ServerUnreachableError,
)
from mrcp_server.mrcp.wire.codes import RequestState
from mrcp_server.mrcp.wire.message import Event, Headers, Response

pytestmark = pytest.mark.anyio

CHANNEL = "32AECB23433802@speechsynth"
OTHER = "43b9ae17@speechrecog"


def response(request_id: int, state: RequestState = RequestState.COMPLETE, status: int = 200, **more: str) -> bytes:
    fields = [("Channel-Identifier", CHANNEL), *((name.replace("_", "-"), value) for name, value in more.items())]
    return bytes(Response(request_id, status, state, Headers(fields)))


def complete(request_id: int, channel: str = CHANNEL) -> bytes:
    fields = [("Channel-Identifier", channel), ("Completion-Cause", "000 normal")]
    return bytes(Event("SPEAK-COMPLETE", request_id, RequestState.COMPLETE, Headers(fields)))


@asynccontextmanager
async def served(*replies: bytes) -> AsyncIterator[tuple[ControlConnection, list[bytes]]]:
    """A connection to a server that answers each chunk received with the next reply; an empty one closes."""
    waiting = list(replies)
    received: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while waiting and (data := await reader.read(65536)):
            received.append(data)
            reply = waiting.pop(0)
            if not reply:
                writer.close()
                return
            writer.write(reply)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    connection = await ControlConnection.connect("127.0.0.1", server.sockets[0].getsockname()[1], 2.0)
    try:
        yield connection, received
    finally:
        connection.close()
        server.close()
        await server.wait_closed()
        await asyncio.sleep(0)


def ids() -> Callable[[], int]:
    return count(1).__next__


async def test_a_request_gets_its_response_and_its_end() -> None:
    progress = response(1, RequestState.IN_PROGRESS)
    async with served(progress + complete(1)) as (connection, received):
        channel = ControlChannel(connection, CHANNEL, ids())
        exchange = await channel.request("SPEAK", [("Content-Type", "text/plain")], b"Hello", timeout_s=2)
        assert (await answer_of(exchange, 2)).request_state is RequestState.IN_PROGRESS
        event = await completion_of(exchange, 2)
        assert event.headers.get("completion-cause") == "000 normal"
        assert exchange.sent_ns <= exchange.responded_ns <= exchange.completed_ns
        assert [item.name for _, item in exchange.events] == ["SPEAK-COMPLETE"]
    assert b"".join(received) == (
        b"MRCP/2.0 122 SPEAK 1\r\nChannel-Identifier: 32AECB23433802@speechsynth\r\n"
        b"Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nHello"
    )


async def test_ids_rise_over_all_channels_of_a_call() -> None:
    next_id = ids()
    async with served(b"") as (connection, _):
        first, second = (ControlChannel(connection, name, next_id) for name in (CHANNEL, OTHER))
        assert [first.send("SPEAK").request_id, second.send("RECOGNIZE").request_id] == [1, 2]


async def test_events_find_their_channel_and_others_are_dropped() -> None:
    mixed = complete(1, OTHER) + complete(9) + response(1, RequestState.IN_PROGRESS) + complete(1)
    async with served(mixed) as (connection, _):
        exchange = ControlChannel(connection, CHANNEL, ids()).send("SPEAK")
        assert (await completion_of(exchange, 2)).channel_identifier == CHANNEL
        assert len(exchange.events) == 1


async def test_messages_may_come_in_any_pieces() -> None:
    connection = ControlConnection()
    connection.connection_made(asyncio.Transport())
    connection.write = lambda data: None  # type: ignore[method-assign]  # there is no socket
    exchange = ControlChannel(connection, CHANNEL, ids()).send("SPEAK")
    for byte in response(1, RequestState.IN_PROGRESS) + complete(1):
        connection.data_received(bytes((byte,)))
    assert exchange.completion.done()


async def test_a_refused_request_is_an_error_and_ends() -> None:
    refused = response(1, status=407, Completion_Cause="004 error")
    async with served(refused) as (connection, _):
        channel = ControlChannel(connection, CHANNEL, ids())
        with pytest.raises(RequestRefusedError, match=r"407 \(004 error\)") as raised:
            await channel.request("SPEAK", timeout_s=2)
        assert raised.value.status == 407


async def test_waiting_for_the_end_of_a_refused_request_ends() -> None:
    async with served(response(1, status=402)) as (connection, _):
        exchange = ControlChannel(connection, CHANNEL, ids()).send("SPEAK")
        with pytest.raises(RequestRefusedError):
            await completion_of(exchange, 2)


async def test_silence_is_a_time_out_that_says_of_what() -> None:
    async with served(response(7)) as (connection, _):
        channel = ControlChannel(connection, CHANNEL, ids())
        with pytest.raises(ReplyTimeoutError, match="no answer to STOP within 0"):
            await channel.request("STOP", timeout_s=0.01)
        with pytest.raises(ReplyTimeoutError, match="SPEAK did not complete within 0"):
            await completion_of(channel.send("SPEAK"), 0.01)


async def test_a_closed_connection_ends_everything_that_waits() -> None:
    async with served(b"") as (connection, _):
        channel = ControlChannel(connection, CHANNEL, ids())
        exchange = channel.send("SPEAK")
        with pytest.raises(CallLostError, match="closed the control connection"):
            await answer_of(exchange, 2)
        with pytest.raises(CallLostError):
            channel.send("STOP")


async def test_stopped_requests_are_told_apart() -> None:
    async with served(response(1, RequestState.IN_PROGRESS)) as (connection, _):
        channel = ControlChannel(connection, CHANNEL, ids())
        exchange = await channel.request("SPEAK", timeout_s=2)
        channel.abandon([1, 99])
        with pytest.raises(RequestStoppedError, match="SPEAK was stopped"):
            await completion_of(exchange, 2)


async def test_a_closed_channel_hears_no_more() -> None:
    async with served(b"") as (connection, _):
        channel = ControlChannel(connection, CHANNEL, ids())
        exchange = channel.send("SPEAK")
        channel.close()
        channel.close()
        with pytest.raises(CallLostError, match="channel was closed"):
            await answer_of(exchange, 2)


@pytest.mark.parametrize(
    "garbage",
    [
        b"x" * control.MAX_START_LINE_BYTES,
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"MRCP/2.0 9999999999 1 200 COMPLETE\r\n\r\n",
        b"MRCP/2.0 3 1 200 COMPLETE\r\n\r\n",
        b"MRCP/2.0 30 1 2x0 COMPLETE\r\n\r\n",
    ],
)
async def test_garbage_closes_the_connection(garbage: bytes) -> None:
    async with served(garbage) as (connection, _):
        exchange = ControlChannel(connection, CHANNEL, ids()).send("SPEAK")
        with pytest.raises(CallLostError):
            await answer_of(exchange, 2)
        assert connection.malformed == 1


async def test_a_closed_port_is_said_clearly() -> None:
    with pytest.raises(ServerUnreachableError, match=r"no MRCP connection to 127\.0\.0\.1:9: "):
        await ControlConnection.connect("127.0.0.1", 9, 2.0)


async def test_a_connection_that_never_opens_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def forever(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", forever)
    with pytest.raises(ReplyTimeoutError, match="within 0"):
        await ControlConnection.connect("127.0.0.1", 9, 0.01)


async def test_closing_what_was_never_open_is_harmless() -> None:
    ControlConnection().close()
