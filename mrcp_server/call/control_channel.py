"""One control channel at work: requests to the resource, its answers and events to the connection they belong on."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from mrcp_server.call.control_security import ControlSecurity
from mrcp_server.mrcp.actions import Action, Emit, LogTag, Respond
from mrcp_server.mrcp.channel import Channel
from mrcp_server.mrcp.wire.codes import Method, RequestState
from mrcp_server.mrcp.wire.message import Event, Request, Response
from mrcp_server.observability.feed import SessionFeed
from mrcp_server.observability.log import Logger
from mrcp_server.observability.metrics import Metrics

# A client that goes on like that must not fill the log.
_MOST_REFUSALS_TOLD = 20
# A Logging-Tag stands in every line of its session (RFC 6787 §6.2.14); as a header field it may have 64 KB.
_LONGEST_TAG = 200


class Peer(Protocol):
    """The connection a request came on."""

    @property
    def is_open(self) -> bool:
        """False once it was lost; what is sent then goes nowhere."""

    def send(self, message: Response | Event) -> None:
        """Queues a message; it leaves before the loop turns."""

    def forget(self, identifier: str) -> None:
        """The channel is closed: nothing is sent to it any more, and no request is for it."""


@dataclass(slots=True)
class ChannelContext:
    """What every channel of a session shares."""

    session: str
    clock: Callable[[], float]
    logger: Logger
    feed: SessionFeed
    metrics: Metrics
    settle_s: float = 0.0
    """The shortest time between the answer IN-PROGRESS and the event that ends the request."""
    source: str = ""
    """The host that calls: what it has done apart is done in turn with that of others."""


class Machine(Protocol):
    """What a resource does besides serving requests: it waits, for a report or for a drain to end, and ends."""

    def end_all(self, reason: str, now: float) -> list[Action]: ...
    def next_timer(self) -> float | None: ...
    def handle_timer(self, now: float) -> list[Action]: ...


class ControlChannel:
    """The generic half; `SynthesizerChannel` and `RecognizerChannel` add what their resource's actions do."""

    def __init__(self, channel: Channel, machine: Machine, context: ChannelContext) -> None:
        self.channel = channel
        self._timed = machine
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at: float | None = None
        self.context = context
        self.is_closed = False
        self.security: ControlSecurity | None = None
        """What a connection must be to carry it; None: it is not agreed to be over TLS."""
        self.peers: set[Peer] = set()
        """Connections on which this channel has been addressed and that still live."""
        self.had_peer = False
        self.last_request_at: float | None = None
        self._latest: Peer | None = None
        self._peer_of: dict[int, Peer] = {}
        self._refusals = 0
        self._in_progress_at: dict[int, float] = {}
        """When requests that are not over were answered IN-PROGRESS."""
        self._held: list[Emit] = []
        """Events that end requests, one of them so soon that its client may not have taken notice of the answer."""
        self._release: asyncio.TimerHandle | None = None
        self.on_change: Callable[[], None] | None = None
        """Called after the resource has done something: what barges in on what may have changed."""

    @property
    def identifier(self) -> str:
        """Its Channel-Identifier."""
        return str(self.channel.identifier)

    def receive(self, request: Request, peer: Peer) -> None:
        """Serves a request that came on `peer`; answers go there."""
        now = self.context.clock()
        self.context.metrics.requests.labels(_known(request.method)).inc()
        self.context.feed.record(now, "MRCP", "in", f"{request.method} {request.request_id}")
        self.last_request_at = now
        self.had_peer = True
        self.peers.add(peer)
        self._latest = peer
        refusal = self.channel.admit(request, peer)
        if refusal is not None:
            # Whose request has this id, and may run, still hears of it where it came from.
            self._answer(refusal, peer)
            return
        self._peer_of[request.request_id] = peer
        self.carry_out(self.channel.resource.handle(request, now))

    def lose(self, peer: Peer) -> bool:
        """Notes that a connection is gone; True when the channel now has none although it had one (§4.6)."""
        self.peers.discard(peer)
        self.channel.forget(peer)
        return self.had_peer and not self.peers

    def carry_out(self, actions: list[Action]) -> None:
        """Does what the resource asks for, in order."""
        for action in actions:
            self.HANDLERS[type(action)](self, action)
        self._arm()
        if self.on_change is not None:
            self.on_change()

    def _arm(self) -> None:
        due = None if self.is_closed else self._timed.next_timer()
        if due == self._timer_at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = due
        self._timer = None if due is None else asyncio.get_running_loop().call_at(due, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = self._timer_at = None
        self.carry_out(self._timed.handle_timer(self.context.clock()))

    def forget(self, request_id: int) -> None:
        """Nothing more will be sent for this request."""
        self._peer_of.pop(request_id, None)
        self._in_progress_at.pop(request_id, None)

    def end_all(self, reason: str) -> None:
        """We are about to end the session: tells the end of every request that is not over. `close` comes next."""
        self.carry_out(self._timed.end_all(reason, self.context.clock()))

    def close(self) -> None:
        """The channel is deallocated: nothing is sent any more."""
        self._send_held()
        self.is_closed = True
        self.on_change = None
        self._arm()
        self._peer_of.clear()
        self._in_progress_at.clear()
        for peer in self.peers:
            peer.forget(self.identifier)
        self.peers.clear()

    def _respond(self, action: Respond) -> None:
        response = action.response
        if response.request_state is RequestState.IN_PROGRESS:
            self._in_progress_at[response.request_id] = self.context.clock()
        peer = self._peer_of.get(response.request_id, self._latest)
        if response.request_state is RequestState.COMPLETE:
            self._peer_of.pop(response.request_id, None)
        self._answer(action, peer)

    def _answer(self, action: Respond, peer: Peer | None) -> None:
        self._send_held()
        response = action.response
        self.context.metrics.responses.labels(str(int(response.status))).inc()
        if action.reason:
            self._tell_refusal(response, action.reason)
        self._send(peer, response, f"{response.request_id} {response.status:d} {response.request_state}")

    def _tell_refusal(self, response: Response, reason: str) -> None:
        self._refusals += 1
        if self._refusals > _MOST_REFUSALS_TOLD:
            return
        told = {"cause": str(cause)} if (cause := response.headers.get("Completion-Cause")) else {}
        if self._refusals == _MOST_REFUSALS_TOLD:
            told["further"] = "not told on this channel"
        self.context.logger.warning(
            "request refused", id=response.request_id, status=int(response.status), **told, reason=reason
        )

    def _emit(self, action: Emit) -> None:
        if action.event.request_state is RequestState.COMPLETE and self._comes_too_soon(action.event):
            self._held.append(action)
            return
        self._send_held()
        self._send_event(action)

    def _comes_too_soon(self, event: Event) -> bool:
        """Clients wait for the answer in one thread and take events in another: an event that comes at once overtakes
        the answer inside of them (app_unimrcp shows an error then, mod_unimrcp waits for ever). So it is held for a
        moment, and the ends of other requests that come with it stay behind it. All else that is to be sent on this
        channel does not wait: the end goes in front of it."""
        at = self._in_progress_at.pop(event.request_id, None)
        wait_s = 0.0 if at is None else at + self.context.settle_s - self.context.clock()
        if wait_s > 0 and self._release is None:
            self._release = asyncio.get_running_loop().call_later(wait_s, self._send_held)
        return wait_s > 0 or bool(self._held)

    def _send_held(self) -> None:
        if self._release is not None:
            self._release.cancel()
            self._release = None
        held, self._held = self._held, []
        for action in held:
            self._send_event(action)

    def _send_event(self, action: Emit) -> None:
        event = action.event
        peer = self._peer_of.get(event.request_id, self._latest)
        if event.request_state is RequestState.COMPLETE:
            self._peer_of.pop(event.request_id, None)
        cause = event.headers.get("Completion-Cause")
        self._send(peer, event, f"{event.name} {event.request_id}" + (f" ({cause})" if cause else ""))

    def _send(self, peer: Peer | None, message: Response | Event, label: str) -> None:
        if peer is None or not peer.is_open:
            peer = self._latest
        if self.is_closed or peer is None or not peer.is_open:
            return
        self.context.feed.record(self.context.clock(), "MRCP", "out", label)
        peer.send(message)

    def _tag(self, action: LogTag) -> None:
        self.context.logger = self.context.logger.bind(logging_tag=action.tag[:_LONGEST_TAG])

    # Functions, not bound methods: a channel that refers to itself would stay until the garbage collector comes.
    HANDLERS: ClassVar[dict[type, Callable[..., None]]] = {Respond: _respond, Emit: _emit, LogTag: _tag}


_METHODS = frozenset(Method)


def _known(method: str) -> str:
    """A method name as a metric's label: a peer must not be able to make up labels without end."""
    return method if method in _METHODS else "other"
