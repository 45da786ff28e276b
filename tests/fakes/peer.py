"""The client's end of a control connection: keeps what was sent to it and tells it in a line each."""

from mrcp_server.mrcp.wire.message import Event, Response


class Peer:
    """`take()` gives `1 200 IN-PROGRESS`, `SPEAK-COMPLETE 1 (000 normal)`, `START-OF-INPUT 1`, …"""

    def __init__(self) -> None:
        self.is_open = True
        self.messages: list[Response | Event] = []
        self.last: Response | Event | None = None
        self.closed: list[str] = []
        """Channels that it need not remember any more."""

    def send(self, message: Response | Event) -> None:
        self.messages.append(message)
        self.last = message

    def forget(self, identifier: str) -> None:
        self.closed.append(identifier)

    def take(self) -> list[str]:
        taken, self.messages = self.messages, []
        return [_line(message) for message in taken]

    def field(self, name: str) -> str | None:
        """Of the last message."""
        assert self.last is not None
        return self.last.headers.get(name)

    @property
    def body(self) -> str:
        """Of the last message."""
        assert self.last is not None
        return self.last.body.decode()


def _line(message: Response | Event) -> str:
    ids = message.headers.get("Active-Request-Id-List")
    cause = message.headers.get("Completion-Cause")
    tail = (f" [{ids}]" if ids else "") + (f" ({cause})" if cause else "")
    if isinstance(message, Response):
        return f"{message.request_id} {message.status:d} {message.request_state}{tail}"
    return f"{message.name} {message.request_id}{tail}"
