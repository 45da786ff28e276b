"""Two servers meet at a path, in one process and with doors that only note what is asked of them."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from mrcp_server.operation.handover import (
    HandoverDoor,
    HandoverError,
    Other,
    Predecessor,
    Sockets,
    call_id_of,
    close_all,
    fitting,
)
from sip.flow import Flow

pytestmark = pytest.mark.anyio

FLOW = Flow("tcp", ("192.0.2.1", 5060), ("192.0.2.2", 8060), 7)


def message(call_id: str) -> bytes:
    return f"BYE sip:x SIP/2.0\r\nVia: x\r\nCall-ID: {call_id}\r\n\r\n".encode()


class Doors:
    """Notes what is asked of it."""

    def __init__(self, calls: set[str], sessions: set[str]) -> None:
        self.calls = calls
        self.sessions = sessions
        self.asked: list[object] = []
        self.port = 0

    def detach(self) -> Sockets:
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self.asked.append("detach")
        self.listening = listening
        return {"mrcp": [listening]}

    def close(self) -> None:
        self.listening.close()

    async def attach(self) -> None:
        self.asked.append("attach")

    def call_ids(self) -> set[str]:
        return set(self.calls)

    def session_ids(self) -> set[str]:
        return set(self.sessions)

    def take_message(self, data: bytes, flow: Flow) -> None:
        self.asked.append(("message", data, flow))

    def send_answer(self, data: bytes, flow: Flow) -> None:
        self.asked.append(("answer", data, flow))

    async def take_connection(self, opened: socket.socket, data: bytes) -> None:
        opened.close()
        self.asked.append(("connection", data))


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  # sockets: nothing here to signal
            await asyncio.sleep(0.001)


async def test_sockets_and_what_belongs_to_whom_pass_between_them(tmp_path: Path) -> None:
    old, new = Doors({f"old-{number}" for number in range(2500)}, {"s1"}), Doors(set(), set())
    taken: list[Other] = []
    door = HandoverDoor(tmp_path / "meet", old, taken.append)
    door.open()
    predecessor = Predecessor.reach(tmp_path / "meet")
    assert predecessor is not None
    sockets = await predecessor.take()
    assert fitting(sockets, "mrcp", "127.0.0.1", 1) is None
    found = fitting(sockets, "mrcp", "127.0.0.1", old.port)
    assert found is not None
    found.close()
    assert sockets == {"mrcp": []}
    other = predecessor.succeed(new)
    # What comes before the old one knows that it has been taken over from is not lost either.
    assert other.divert(message("old-7"), FLOW)
    predecessor.taken()
    await until(lambda: taken)
    assert other.session_ids == {"s1"}
    assert not other.divert(message("of the new one"), FLOW)
    assert not other.divert(b"garbage", FLOW)
    assert taken[0].divert(message("later"), FLOW)
    assert not taken[0].divert(message("old-7"), FLOW)
    assert taken[0].send_back(b"answer", FLOW)
    with socket.socket() as some:
        assert other.pass_connection(some, b"MRCP")
    await until(lambda: len(old.asked) == 3 and len(new.asked) == 2)
    assert old.asked == ["detach", ("message", message("old-7"), FLOW), ("connection", b"MRCP")]
    assert new.asked == [("message", message("later"), FLOW), ("answer", b"answer", FLOW)]
    door.close()
    await until(lambda: not other.link.is_open)
    assert not other.divert(message("old-7"), FLOW)
    predecessor.close()
    old.close()


async def test_calls_that_began_at_the_old_one_meanwhile_are_its_own(tmp_path: Path) -> None:
    """On connections that were open; or a name in their offer was being looked up."""
    old, new, taken = Doors({"first"}, set()), Doors(set(), set()), list[Other]()
    door = HandoverDoor(tmp_path / "meet", old, taken.append)
    door.open()
    predecessor = Predecessor.reach(tmp_path / "meet")
    assert predecessor is not None
    close_all(await predecessor.take())
    other = predecessor.succeed(new)
    old.calls.add("meanwhile")
    old.sessions.add("s1")
    predecessor.taken()
    await until(lambda: other.session_ids == {"s1"})
    assert other.divert(message("meanwhile"), FLOW)
    assert not taken[0].divert(message("meanwhile"), FLOW)
    taken[0].announce((), ["s2"])
    await until(lambda: other.session_ids == {"s1", "s2"})
    predecessor.close()
    door.close()
    old.close()


@pytest.mark.parametrize("has_taken", [False, True])
async def test_the_old_one_reads_on_when_the_new_one_dies(tmp_path: Path, has_taken: bool) -> None:
    old, taken = Doors(set(), set()), list[Other]()
    door = HandoverDoor(tmp_path / "meet", old, taken.append)
    door.open()
    predecessor = Predecessor.reach(tmp_path / "meet")
    assert predecessor is not None
    close_all(await predecessor.take())
    if has_taken:
        predecessor.taken()
        await until(lambda: taken)
    predecessor.close()
    await until(lambda: old.asked == ["detach", "attach"])
    door.close()
    old.close()


async def test_a_server_that_ends_meanwhile_has_not_handed_over(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(str(tmp_path / "meet"))
        listening.listen()
        predecessor = Predecessor.reach(tmp_path / "meet")
        assert predecessor is not None
        taking = asyncio.create_task(predecessor.take())
        listening.accept()[0].close()
        with pytest.raises(HandoverError, match="has ended"):
            await taking


async def test_nobody_to_take_over_from(tmp_path: Path) -> None:
    assert Predecessor.reach(tmp_path / "nobody") is None
    door = HandoverDoor(tmp_path / "left", Doors(set(), set()), print)
    door.open()
    door.close()
    assert Predecessor.reach(tmp_path / "left") is None
    door.open()  # what a dead one has left is no hindrance
    door.close()


@pytest.mark.parametrize(
    ("text", "call_id"),
    [
        (b"BYE x SIP/2.0\r\nI : a@b \r\n\r\n", "a@b"),
        (b"SIP/2.0 200 OK\r\ncall-id:a\r\n\r\nCall-ID: body", "a"),
        (b"BYE x SIP/2.0\r\n\r\nCall-ID: body", ""),
        (b"", ""),
    ],
)
def test_the_call_id_of_what_nobody_has_read(text: bytes, call_id: str) -> None:
    assert call_id_of(text) == call_id
