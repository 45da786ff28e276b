import asyncio
from typing import Any

import pytest

from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.sockets.websocket import (
    ClosedError,
    IdleError,
    Socket,
    StalledError,
    close_code,
    converse,
    parse_object,
    together,
)

pytestmark = pytest.mark.anyio


class _Wire:
    """Stands for the framework's socket: what is received is scripted, what is sent is kept."""

    def __init__(self, *incoming: dict[str, Any]) -> None:
        self._incoming = list(incoming)
        self.sent: list[dict[str, Any]] = []
        self.closes: list[tuple[int, str]] = []
        self.takes = True
        self.broken = False

    async def receive(self) -> dict[str, Any]:
        if not self._incoming:
            await asyncio.Event().wait()
        return self._incoming.pop(0)

    async def send(self, message: dict[str, Any]) -> None:
        if self.broken:
            raise RuntimeError("closed")
        if not self.takes:
            await asyncio.Event().wait()
        self.sent.append(message)

    async def close(self, code: int, reason: str) -> None:
        await self.send({"type": "close"})
        self.closes.append((code, reason))


def _socket(wire: _Wire) -> Socket:
    return Socket(wire, 0.01)  # type: ignore[arg-type]  # a double


class _Closer:
    def __init__(self) -> None:
        self.said: list[str] = []

    async def refused(self, socket: Socket, refusal: RefusedError) -> None:
        self.said.append(refusal.message)

    async def idle(self, socket: Socket) -> None:
        self.said.append("idle")


async def _forever() -> None:
    await asyncio.Event().wait()


async def _raises(error: Exception) -> None:
    raise error


async def test_messages_idleness_and_the_end() -> None:
    wire = _Wire(
        {"type": "websocket.receive", "text": ""},
        {"type": "websocket.receive", "bytes": b"b"},
        {"type": "websocket.disconnect", "code": 1000},
    )
    socket = _socket(wire)
    assert [await socket.receive(1), await socket.receive(None)] == ["", b"b"]
    with pytest.raises(ClosedError):
        await socket.receive(None)
    with pytest.raises(ClosedError):
        await socket.send_bytes(b"")
    await socket.close()
    assert wire.closes == []
    with pytest.raises(IdleError):
        await _socket(_Wire()).receive(0.01)


async def test_a_client_that_takes_nothing_and_one_that_has_left() -> None:
    wire = _Wire()
    socket = _socket(wire)
    await socket.send_json({"a": 1})
    assert wire.sent == [{"type": "websocket.send", "text": '{"a": 1}'}]
    wire.takes = False
    with pytest.raises(StalledError):
        await socket.send_bytes(b"")
    await socket.close()
    wire.broken = True
    with pytest.raises(ClosedError):
        await _socket(wire).send_bytes(b"")
    await _socket(wire).close()


async def test_a_close_reason_is_cut_at_a_character() -> None:
    wire = _Wire()
    await _socket(wire).close(1008, "é" * 100)
    assert wire.closes == [(1008, "é" * 61)]


async def test_the_reader_ends_the_writers_and_failures_come_up() -> None:
    await together(asyncio.sleep(0), _forever())
    with pytest.raises(ZeroDivisionError):
        await together(_forever(), _raises(ZeroDivisionError()))
    await together(asyncio.sleep(0.01), asyncio.sleep(0))


async def test_ends_are_said_as_the_dialect_does() -> None:
    closer = _Closer()
    wire = _Wire()
    await converse(_socket(wire), closer, _raises(RefusedError(Reason.INVALID, "wrong")))
    await converse(_socket(wire), closer, _forever(), _raises(IdleError()))
    await converse(_socket(wire), closer, _raises(ClosedError()))
    assert closer.said == ["wrong", "idle"]
    await converse(_socket(wire), closer, _raises(StalledError()))
    assert wire.closes == [(1008, "the client does not read")]


def test_close_codes_tell_whose_fault_it_is() -> None:
    assert close_code(RefusedError(Reason.ENGINE, "broken")) == close_code(RefusedError(Reason.OVERLOADED, "")) == 1011
    assert close_code(RefusedError(Reason.VOICE, "no such")) == 1008


async def test_an_object_is_received_or_the_message_refused() -> None:
    wire = _Wire({"type": "websocket.receive", "text": '{"a": 1}'}, {"type": "websocket.receive", "bytes": b"b"})
    socket = _socket(wire)
    assert await socket.receive_object(1) == {"a": 1}
    with pytest.raises(RefusedError):
        await socket.receive_object(1)


def test_json_objects_only() -> None:
    assert parse_object('{"a": 1}') == {"a": 1}
    for message in (b"{}", "nonsense", "[]", "7", "[" * 100_000):
        with pytest.raises(RefusedError):
            parse_object(message)
