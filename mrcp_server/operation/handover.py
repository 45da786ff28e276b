"""A server takes over from the one that runs on the same ports, and no call is lost.

    new:  take                          everything is ready, but for the doors
    old:  sockets, ids                  it reads none of its doors any more; what comes waits in the kernel
    new:  taken                         the new one reads; the old one drains, and ends by itself
    both: message, answer, connection   until the last call of the old one is over

The listening sockets are the same, so no datagram and no connection falls between. What belongs to a call of the old
one and comes in at the new one is passed on: SIP by its Call-ID, MRCP by the session in its first Channel-Identifier,
with the connection itself. SIP connections stay where they are; what comes on those of the old one for a new call goes
to the new one, and its answer back. If the new one dies before `taken`, the old one goes on.
"""

import asyncio
import contextlib
import os
import socket
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from mrcp_server.operation.link import LARGEST_BYTES, Head, Link, close_descriptors
from sip.flow import Flow

_ANSWER_S = 10.0
"""For a process that only has to gather what it has."""
_IDS_AT_ONCE = 1_000

Sockets = dict[str, list[socket.socket]]
"""Listening sockets by the door; those of SIP and MRCP with the transport (udp, tcp, tls) behind a dot."""


class HandoverError(Exception):
    """The server that runs did not hand over; it goes on."""


class Doors(Protocol):
    """What a server does with its doors."""

    def detach(self) -> Sockets:
        """Reads no more; what comes waits in these."""

    async def attach(self) -> None:
        """Reads on where `detach` stopped."""

    def call_ids(self) -> set[str]:
        """Of every call and transaction."""

    def session_ids(self) -> set[str]:
        """Of every session, as in a Channel-Identifier."""

    def take_message(self, data: bytes, flow: Flow) -> None:
        """A SIP message that came in at the other server."""

    def send_answer(self, data: bytes, flow: Flow) -> None:
        """The other server's answer, on a connection of ours."""

    async def take_connection(self, opened: socket.socket, data: bytes) -> None:
        """A control connection that came in at the other server, and what was read of it."""


@dataclass(slots=True)
class Other:
    """The other server, on either side, once it has taken over or been taken over from."""

    link: Link
    doors: Doors
    has_call: Callable[[str], bool]
    """Whether a SIP message with this Call-ID is for the other server."""
    call_ids: set[str] = field(default_factory=set)
    """Calls that only the other server knows, where it is the old one."""
    session_ids: set[str] = field(default_factory=set)
    """Sessions that only it knows, likewise."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def divert(self, data: bytes, flow: Flow) -> bool:
        """Passes a SIP message on where it is for the other server."""
        call_id = call_id_of(data)
        if not self.link.is_open or not call_id or not self.has_call(call_id):
            return False
        return self.link.send({"kind": "message", "flow": flow}, data)

    def send_back(self, data: bytes, flow: Flow) -> bool:
        """Sends on a connection that the other server has; False when it is gone."""
        return self.link.send({"kind": "answer", "flow": flow}, data)

    def pass_connection(self, opened: socket.socket, data: bytes) -> bool:
        """Gives a control connection away."""
        return self.link.send({"kind": "connection"}, data, [opened])

    def announce(self, calls: Iterable[str], sessions: Iterable[str]) -> None:
        """Tells it of calls and sessions that are ours though they began late."""
        for kind, ids in (("calls", calls), ("sessions", sessions)):
            for some in _in_parts(ids):
                self.link.send({"kind": kind, "ids": some})

    def take(self, head: Head, body: bytes, descriptors: list[int]) -> None:
        """What the other server says."""
        kind = head.get("kind")
        if kind in ("calls", "sessions"):
            (self.call_ids if kind == "calls" else self.session_ids).update(head["ids"])
        elif kind == "connection" and descriptors:
            opened = socket.socket(fileno=descriptors.pop(0))
            task = asyncio.get_running_loop().create_task(self.doors.take_connection(opened, body))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif kind in ("message", "answer"):
            transport, remote, local, connection = head["flow"]
            flow = Flow(transport, (remote[0], remote[1]), (local[0], local[1]), connection)
            (self.doors.take_message if kind == "message" else self.doors.send_answer)(body, flow)
        close_descriptors(descriptors)


class HandoverDoor:
    """Listens at a path of the file system for the server that is to take over."""

    def __init__(self, path: Path, doors: Doors, on_taken: Callable[[Other], None]) -> None:
        """`on_taken`: another server has the doors now; this one is to drain and to end."""
        self._path = path
        self._doors = doors
        self._on_taken = on_taken
        self._listener: socket.socket | None = None
        self._links: set[Link] = set()
        self._giving: Link | None = None
        self._other: Other | None = None
        self._known: set[str] = set()
        """Call-IDs that are ours."""
        self._patience: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """Begins to listen, in place of whoever did before. Raises OSError."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            listener.setblocking(False)
            # Beside, then over it: at no time is nobody there.
            beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
            beside.unlink(missing_ok=True)
            listener.bind(str(beside))
            beside.chmod(stat.S_IRUSR | stat.S_IWUSR)
            listener.listen(1)
            beside.rename(self._path)
        except OSError:
            listener.close()
            raise
        self._listener = listener
        asyncio.get_running_loop().add_reader(listener.fileno(), self._accept)

    def close(self) -> None:
        """Listens no more, and lets go of the server that has taken over."""
        self._stop_listening()
        if self._patience is not None:
            self._patience.cancel()
        for link in list(self._links):
            link.close()

    def _stop_listening(self) -> None:
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener.fileno())
            self._listener.close()
            self._listener = None

    def _accept(self) -> None:
        assert self._listener is not None  # noqa: S101  # it is what has become readable
        try:
            opened, _ = self._listener.accept()
        except OSError:
            return
        link = Link(opened)
        self._links.add(link)
        link.on_message = lambda head, body, descriptors: self._asked(link, head, body, descriptors)
        link.on_end = lambda: self._gone(link)

    def _asked(self, link: Link, head: Head, body: bytes, descriptors: list[int]) -> None:
        if head.get("kind") == "take" and self._giving is None:
            self._giving = link
            sockets = self._doors.detach()
            known = self._known = self._doors.call_ids()
            self._other = Other(link, self._doors, lambda call_id: call_id not in known)
            self._other.announce(known, self._doors.session_ids())
            names = [name for name, group in sockets.items() for _ in group]
            link.send({"kind": "sockets", "names": names}, b"", [one for group in sockets.values() for one in group])
            self._patience = asyncio.get_running_loop().call_later(_ANSWER_S, self._give_up, link)
        elif head.get("kind") == "taken" and self._giving is link:
            assert self._patience is not None  # noqa: S101  # set when it was asked, as the next
            assert self._other is not None  # noqa: S101
            self._patience.cancel()
            self._stop_listening()
            # Connections that were open have brought calls meanwhile.
            late = self._doors.call_ids() - self._known
            self._known |= late
            self._other.announce(late, self._doors.session_ids())
            self._on_taken(self._other)
        elif self._other is not None and self._giving is link:
            self._other.take(head, body, descriptors)
            return
        close_descriptors(descriptors)

    def _give_up(self, link: Link) -> None:
        link.close()
        self._gone(link)

    def _gone(self, link: Link) -> None:
        self._links.discard(link)
        if self._giving is link:
            # Before it had taken, or later: whoever still calls must be heard.
            self._giving = self._other = None
            task = asyncio.get_running_loop().create_task(self._doors.attach())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


class Predecessor:
    """The server that runs, as seen by the one that is to take over."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._call_ids: set[str] = set()
        self._session_ids: set[str] = set()
        self._sockets: asyncio.Future[Sockets] = asyncio.get_running_loop().create_future()
        link.on_message = self._told
        link.on_end = self._gone

    @classmethod
    def reach(cls, path: Path) -> "Predecessor | None":
        """The server that listens at `path`, or None."""
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            opened.settimeout(1.0)
            opened.connect(str(path))
        except OSError:
            opened.close()
            return None
        return cls(Link(opened))

    async def take(self) -> Sockets:
        """Has it stop reading; its sockets. Raises HandoverError, and it goes on."""
        self._link.send({"kind": "take"})
        try:
            async with asyncio.timeout(_ANSWER_S):
                return await self._sockets
        except TimeoutError:
            self._link.close()
            raise HandoverError("the server that runs does not answer") from None

    def succeed(self, doors: Doors) -> Other:
        """We are about to read: what comes is to be shared with it. `taken` follows when we do."""
        calls = self._call_ids
        other = Other(self._link, doors, calls.__contains__, calls, self._session_ids)
        self._link.on_message = other.take
        self._link.on_end = lambda: None
        return other

    def taken(self) -> None:
        """We read now; it drains."""
        self._link.send({"kind": "taken"})

    def close(self) -> None:
        """It is to go on."""
        self._link.close()

    def _told(self, head: Head, _body: bytes, descriptors: list[int]) -> None:
        if head.get("kind") == "calls":
            self._call_ids.update(head["ids"])
        elif head.get("kind") == "sessions":
            self._session_ids.update(head["ids"])
        elif head.get("kind") == "sockets":
            sockets: Sockets = {}
            for name, descriptor in zip(head["names"], descriptors, strict=True):
                sockets.setdefault(name, []).append(socket.socket(fileno=descriptor))
            if not self._sockets.done():
                self._sockets.set_result(sockets)
            return
        close_descriptors(descriptors)

    def _gone(self) -> None:
        if not self._sockets.done():
            self._sockets.set_exception(HandoverError("the server that runs has ended the handover"))


def fitting(inherited: Sockets, name: str, host: str, port: int) -> socket.socket | None:
    """Takes the inherited socket that listens where the configuration wants it; what is left is wanted nowhere."""
    group = inherited.get(name, [])
    for one in group:
        if one.getsockname()[:2] == (host or "0.0.0.0", port):
            group.remove(one)
            return one
    return None


def call_id_of(message: bytes) -> str:
    """The Call-ID of a SIP message that nobody has read yet; empty where there is none."""
    for line in message.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() in (b"call-id", b"i"):
            return value.strip().decode("utf-8", "surrogateescape")
    return ""


def _in_parts(ids: Iterable[str]) -> Iterable[list[str]]:
    """So that each fits into a message."""
    some: list[str] = []
    size = 0
    for one in ids:
        # As JSON an octet may become six.
        if some and (len(some) >= _IDS_AT_ONCE or size + 6 * len(one) > LARGEST_BYTES // 2):
            yield some
            some, size = [], 0
        some.append(one)
        size += 6 * len(one)
    yield some


def close_all(sockets: Sockets) -> None:
    """Those that nobody wants."""
    for group in sockets.values():
        for one in group:
            with contextlib.suppress(OSError):
                one.close()
