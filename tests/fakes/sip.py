"""Two SIP user agents back to back, and a peer that says exactly what a test writes. Time is a number."""

import itertools
from collections.abc import Callable
from typing import TypeVar

from sip.events import Event, Rejected
from sip.flow import Flow
from sip.message import Request, Response, parse_message
from sip.user_agent import UserAgent, UserAgentConfig

EventType = TypeVar("EventType")

SDP = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
CLIENT = ("192.0.2.1", 5070)
SERVER = ("192.0.2.2", 8060)


def agent_of(config: UserAgentConfig | None = None, *, prefix: str = "s") -> UserAgent:
    """An agent with counted tokens and no randomness."""
    count = itertools.count(1)
    return UserAgent(config or UserAgentConfig(), new_token=lambda: f"{prefix}{next(count)}", random=lambda: 0.5)


def flow_to_client(transport: str = "udp", connection: int = 0) -> Flow:
    """What the server sees a message of the client come from."""
    return Flow(transport, CLIENT, SERVER, connection)


class SipPeer:
    """A hand-driven client in front of one server agent: text in, parsed answers out."""

    def __init__(self, config: UserAgentConfig | None = None, *, transport: str = "udp") -> None:
        self.agent = agent_of(config)
        self.flow = flow_to_client(transport, 0 if transport == "udp" else 7)
        self.now = 0.0
        self.events: list[Event] = []
        self.rejected: list[Rejected] = []
        self._branch = itertools.count(1)

    def request(
        self,
        method: str,
        *headers: str,
        body: str = "",
        cseq: int = 1,
        to_tag: str = "",
        branch: str = "",
        call_id: str = "call-1",
        uri: str = "sip:server@192.0.2.2:8060",
    ) -> bytes:
        """A request as a well-behaved client writes it; a header of the same name replaces the usual one."""
        tag = f";tag={to_tag}" if to_tag else ""
        usual = {
            "via": f"Via: SIP/2.0/UDP 192.0.2.1:5070;rport;branch={branch or f'z9hG4bK{next(self._branch)}'}",
            "max-forwards": "Max-Forwards: 70",
            "from": "From: <sip:client@192.0.2.1:5070>;tag=c1",
            "to": f"To: <sip:server@192.0.2.2:8060>{tag}",
            "call-id": f"Call-ID: {call_id}",
            "cseq": f"CSeq: {cseq} {method}",
            "contact": "Contact: <sip:client@192.0.2.1:5070>",
        }
        if body:
            usual["content-type"] = "Content-Type: application/sdp"
        extra = []
        for header in headers:
            name = header.partition(":")[0].lower()
            if name in usual:
                usual[name] = header
            else:
                extra.append(header)
        lines = [f"{method} {uri} SIP/2.0", *filter(None, usual.values()), *extra]
        lines.append(f"Content-Length: {len(body.encode())}")
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode("utf-8", "surrogateescape")

    def send(self, data: bytes, *, flow: Flow | None = None) -> list[Request | Response]:
        """Give bytes to the agent; returns all it sends for it."""
        self.agent.receive(data, flow or self.flow, self.now)
        return self.take()

    def take(self) -> list[Request | Response]:
        """What the agent has sent since; events are kept in `events` and `rejected`."""
        self._keep_events()
        return [parse_message(data) for data, _flow in self.agent.data_to_send()]

    def take_raw(self) -> list[tuple[bytes, Flow]]:
        """The same with flows, unparsed."""
        self._keep_events()
        return self.agent.data_to_send()

    def _keep_events(self) -> None:
        for event in self.agent.events():
            if isinstance(event, Rejected):
                self.rejected.append(event)
            else:
                self.events.append(event)

    def advance(self, seconds: float) -> list[Request | Response]:
        """Let time pass, timer by timer; returns all that was sent."""
        end = self.now + seconds
        sent = []
        while (deadline := self.agent.next_timer()) is not None and deadline <= end:
            self.now = max(self.now, deadline)
            self.agent.handle_timer(self.now)
            sent += self.take()
        self.now = end
        return sent

    def pop_event(self, kind: type[EventType]) -> EventType:
        """The only event so far, which must be of this type."""
        (event,) = self.events
        self.events.clear()
        assert isinstance(event, kind), event
        return event


class SipPair:
    """A client and a server agent on a wire that a test can cut."""

    def __init__(
        self,
        *,
        transport: str = "udp",
        client: UserAgentConfig | None = None,
        server: UserAgentConfig | None = None,
        lose: Callable[[bytes], bool] = lambda _data: False,
    ) -> None:
        self.client = agent_of(client, prefix="c")
        self.server = agent_of(server, prefix="s")
        number = 0 if transport == "udp" else 1
        self.client_flow = Flow(transport, SERVER, CLIENT, number)
        self.server_flow = Flow(transport, CLIENT, SERVER, number)
        self.now = 0.0
        self.lose = lose
        self.wire: list[bytes] = []
        """Everything that was sent, lost or not."""
        self.client_events: list[Event] = []
        self.server_events: list[Event] = []

    def run(self) -> None:
        """Carry everything over until both sides are silent."""
        while True:
            from_client, from_server = self.client.data_to_send(), self.server.data_to_send()
            for data, _ in from_client:
                self._carry(data, self.server, self.server_flow)
            for data, _ in from_server:
                self._carry(data, self.client, self.client_flow)
            self.client_events += self.client.events()
            self.server_events += self.server.events()
            if not from_client and not from_server:
                return

    def _carry(self, data: bytes, agent: UserAgent, flow: Flow) -> None:
        self.wire.append(data)
        if not self.lose(data):
            agent.receive(data, flow, self.now)

    def advance(self, seconds: float) -> None:
        """Let time pass on both sides."""
        end = self.now + seconds
        while True:
            deadlines = [d for d in (self.client.next_timer(), self.server.next_timer()) if d is not None and d <= end]
            if not deadlines:
                break
            self.now = max(self.now, min(deadlines))
            self.client.handle_timer(self.now)
            self.server.handle_timer(self.now)
            self.run()
        self.now = end

    def client_event(self, kind: type[EventType]) -> EventType:
        """The client's only event so far, which must be of this type."""
        return _only(self.client_events, kind)

    def server_event(self, kind: type[EventType]) -> EventType:
        """The server's only event so far, which must be of this type."""
        return _only(self.server_events, kind)


def _only(events: list[Event], kind: type[EventType]) -> EventType:
    (event,) = events
    events.clear()
    assert isinstance(event, kind), event
    return event


def status_of(sent: list[Request | Response]) -> int:
    """The status of the only message sent."""
    (message,) = sent
    assert isinstance(message, Response), message
    return message.status
