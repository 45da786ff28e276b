"""Host names in an offer, such as `c=IN IP4 media.ivr.svc`: looked up beside the event loop, and put in as addresses.

RFC 8866 §5.7 allows a name where an address stands, and containers are known by theirs. A look-up may take as long as
name servers like, and anybody may send us names: an offer waits for so long and no longer, and there are few threads,
of which each peer gets its share. A name that hangs costs its thread until the system gives up.
"""

import asyncio
import contextlib
import re
import socket
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from sip.errors import SdpError
from sip.hosts import literal
from sip.networks import source_of
from sip.sdp import ConnectionField, Line, Media, SessionDescription

LOOK_UP_S: Final = 2.0
"""How long an offer waits for its names: a caller should not be left without an answer for longer."""
MOST_THREADS: Final = 16
MOST_THREADS_OF_A_PEER: Final = 4
MOST_WAITING: Final = 256
"""Names that may wait for a thread."""
MOST_WAITING_OF_A_PEER: Final = 64
MOST_NAMES: Final = 8
"""Different names in one offer; a call has two or three lines."""
KEPT_S: Final = 10.0
"""How long an address is known: calls of one peer come in bursts, and a name moves seldom."""
_MOST_KEPT: Final = 1_024
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,252}")
_UNKNOWN_ADDRESS: Final = 301  # RFC 3261 §20.43

Name = tuple[str, str]
"""A host and its address type, `IP4` or `IP6`."""
LookUp = Callable[[str, socket.AddressFamily], str]
"""The address of a name; blocks. Raises OSError or UnicodeError."""

_FAMILIES: Final = {"IP4": socket.AF_INET, "IP6": socket.AF_INET6}


def look_up(name: str, family: socket.AddressFamily) -> str:
    """The first address that the system knows for a name."""
    found = socket.getaddrinfo(name, None, family, socket.SOCK_DGRAM)
    return str(found[0][4][0])


class _Wanted(NamedTuple):
    """A name that waits for a thread."""

    name: Name
    peer: str
    """Its source: of IPv6 a /64."""
    until: float
    """Nobody waits for it any more after that."""


class HostNames:
    """One for the whole server, in one event loop."""

    def __init__(self, look_up: LookUp = look_up, *, timeout_s: float = LOOK_UP_S) -> None:
        self._look_up = look_up
        self._timeout_s = timeout_s
        self._looking: dict[tuple[Name, str], asyncio.Future[str]] = {}
        """By name and peer: nobody is to wait in the queue of another, behind names that hang. Fails with ValueError,
        whose text says why."""
        self._queue: deque[_Wanted] = deque()
        self._threads: Counter[str] = Counter()
        """At work, by the peer that asked."""
        self._known: OrderedDict[Name, tuple[float, str]] = OrderedDict()

    async def settled(self, offer: SessionDescription, peer: str) -> SessionDescription:
        """The offer with addresses for the names that its audio lines are at. `peer` is the host it came from.

        Raises SdpError: a name that is none, that nobody knows in time, or too many of them.
        """
        names = names_in(offer)
        if len(names) > MOST_NAMES:
            raise SdpError(f"{len(names)} host names in one offer", warning=_UNKNOWN_ADDRESS)
        waiting = {name: self._address(name, source_of(peer)) for name in names}
        if waiting:
            await asyncio.wait(waiting.values(), timeout=self._timeout_s)
        return with_addresses(offer, {name: self._found(name, future) for name, future in waiting.items()})

    def _found(self, name: Name, looking: asyncio.Future[str]) -> str:
        if not looking.done():
            raise SdpError(f"host {name[0][:80]} not found in {self._timeout_s:g} s", warning=_UNKNOWN_ADDRESS)
        error = looking.exception()
        if error is not None:
            raise SdpError(f"host {name[0][:80]}: {error}"[:200], warning=_UNKNOWN_ADDRESS)
        return looking.result()

    def _address(self, name: Name, peer: str) -> asyncio.Future[str]:
        looking = self._looking.get((name, peer))
        if looking is not None:
            return looking
        loop = asyncio.get_running_loop()
        future: asyncio.Future[str] = loop.create_future()
        known = self._known.get(name)
        if known is not None and loop.time() < known[0]:
            future.set_result(known[1])
        elif not _NAME.fullmatch(name[0]):
            _fail(future, "not a host name")
        elif not self._has_room(peer):
            _fail(future, "too many host names are being looked up")
        else:
            self._looking[name, peer] = future
            self._queue.append(_Wanted(name, peer, loop.time() + self._timeout_s))
            self._start()
        return future

    def _has_room(self, peer: str) -> bool:
        """Whether one more of a peer may wait. Names for which nobody waits any more take no room from others: those of
        a peer whose threads all hang are not looked at before one of them is free."""
        if not self._is_room_for(peer):
            self._start()
        return self._is_room_for(peer)

    def _is_room_for(self, peer: str) -> bool:
        of_peer = sum(wanted.peer == peer for wanted in self._queue)
        return len(self._queue) < MOST_WAITING and of_peer < MOST_WAITING_OF_A_PEER

    def _start(self) -> None:
        """Give threads to those that wait, in their order, as far as there are any for them."""
        now = asyncio.get_running_loop().time()
        for wanted in tuple(self._queue):
            if wanted.until <= now:
                self._queue.remove(wanted)
                _fail(self._looking.pop((wanted.name, wanted.peer)), "not looked up in time")
            elif self._threads.total() < MOST_THREADS and self._threads[wanted.peer] < MOST_THREADS_OF_A_PEER:
                self._queue.remove(wanted)
                self._threads[wanted.peer] += 1
                # Of its own, and a daemon: what hangs must not have to be waited for at the end.
                threading.Thread(target=self._run, args=(wanted, asyncio.get_running_loop()), daemon=True).start()

    def _run(self, wanted: _Wanted, loop: asyncio.AbstractEventLoop) -> None:
        """In a thread."""
        try:
            address, reason = self._look_up(wanted.name[0], _FAMILIES[wanted.name[1]]), ""
        except (OSError, UnicodeError) as error:
            address, reason = "", getattr(error, "strerror", None) or str(error)
        with contextlib.suppress(RuntimeError):  # the loop is closed: the server has ended meanwhile
            loop.call_soon_threadsafe(self._finish, wanted, address, reason)

    def _finish(self, wanted: _Wanted, address: str, reason: str) -> None:
        self._threads[wanted.peer] -= 1
        self._threads += Counter()  # forgets who has none
        future = self._looking.pop((wanted.name, wanted.peer))
        if address:
            self._known[wanted.name] = (asyncio.get_running_loop().time() + KEPT_S, address)
            self._known.move_to_end(wanted.name)
            if len(self._known) > _MOST_KEPT:
                self._known.popitem(last=False)
            future.set_result(address)
        else:
            _fail(future, reason)
        self._start()


def _fail(future: asyncio.Future[str], reason: str) -> None:
    future.set_exception(ValueError(reason))
    future.exception()  # known to be looked at: nobody may be waiting any more


def names_in(offer: SessionDescription) -> set[Name]:
    """The host names that audio lines in use are at, for RTP and RTCP. What cannot be read is left to the planning."""
    names: set[Name] = set()
    for media in offer.media:
        if media.kind == "audio" and media.port:
            names.update(_names_of(media.lines))
            if media.line("c") is None:
                names.update(_names_of(line for line in offer.lines if line[0] == "c"))
    return names


def with_addresses(offer: SessionDescription, addresses: Mapping[Name, str]) -> SessionDescription:
    """The same offer with these names replaced, wherever they stand."""
    media = [
        Media(one.kind, one.port, one.protocol, one.formats, one.port_count, _replaced(one.lines, addresses))
        for one in offer.media
    ]
    return SessionDescription(_replaced(offer.lines, addresses), media)


def _names_of(lines: Iterable[Line]) -> set[Name]:
    found = (_connection_of(line) for line in lines)
    return {
        (field.address, field.address_type) for field in found if field is not None and literal(field.address) is None
    }


def _replaced(lines: Iterable[Line], addresses: Mapping[Name, str]) -> list[Line]:
    replaced: list[Line] = []
    for letter, value in lines:
        field = _connection_of((letter, value))
        address = None if field is None else addresses.get((field.address, field.address_type))
        if field is not None and address is not None:
            head = "" if letter == "c" else value.partition(" ")[0] + " "
            replaced.append((letter, f"{head}{ConnectionField(address, field.address_type)}"))
        else:
            replaced.append((letter, value))
    return replaced


def _connection_of(line: Line) -> ConnectionField | None:
    """What `c=IN IP4 host` and `a=rtcp:5001 IN IP4 host` (RFC 3605) name; None for other lines, and broken ones."""
    letter, value = line
    if letter == "a" and value.startswith("rtcp:"):
        value = value.partition(" ")[2]
    elif letter != "c":
        return None
    try:
        return ConnectionField.parse(value)
    except SdpError:
        return None
