"""Recent events of recent sessions, for the console's ladder diagram: bounded in sessions, events and text."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Literal

Protocol = Literal["SIP", "MRCP", "RTP", "ENGINE"]
Direction = Literal["in", "out", "note"]

# A busy server forgets the oldest call first; 500 calls of 200 lines stay below 50 MB even with long lines.
SESSIONS = 500
EVENTS_PER_SESSION = 200
_LONGEST_TEXT = 400


@dataclass(slots=True, frozen=True)
class FeedEvent:
    """One arrow of the ladder."""

    at: float
    """Seconds of the monotonic clock."""
    protocol: Protocol
    direction: Direction
    """`in` is peer to server; `note` is something inside the server."""
    label: str
    """The message in one line, as in `SPEAK 1` or `200 OK (INVITE)`."""


@dataclass(slots=True)
class SessionFeed:
    """What happened in one session, oldest first."""

    session: str
    opened_at: float
    peer: str
    closed_at: float | None = None
    events: deque[FeedEvent] = field(default_factory=lambda: deque(maxlen=EVENTS_PER_SESSION))

    def record(self, at: float, protocol: Protocol, direction: Direction, label: str) -> None:
        """Adds an arrow; the oldest falls out when there are too many."""
        label = label[:_LONGEST_TEXT]
        if not label.isascii():  # bytes that are no UTF-8 come as lone surrogates, which no page can show
            label = label.encode("utf-8", "backslashreplace").decode()
        self.events.append(FeedEvent(at, protocol, direction, label))


class Feed:
    """The sessions the console can show, oldest first."""

    def __init__(self, sessions: int = SESSIONS) -> None:
        self._limit = sessions
        self._sessions: OrderedDict[str, SessionFeed] = OrderedDict()

    def open(self, session: str, at: float, peer: str) -> SessionFeed:
        """Begins a session's record; the oldest session is forgotten when there are too many."""
        feed = SessionFeed(session, at, peer)
        self._sessions[session] = feed
        while len(self._sessions) > self._limit:
            self._sessions.popitem(last=False)
        return feed

    def get(self, session: str) -> SessionFeed | None:
        """The record of a session, None when it is unknown or forgotten."""
        return self._sessions.get(session)

    def recent(self, count: int) -> list[SessionFeed]:
        """The newest sessions, newest first."""
        newest = list(self._sessions.values())[-count:] if count > 0 else []
        return newest[::-1]
