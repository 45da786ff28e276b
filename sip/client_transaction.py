"""Client transactions: RFC 3261 §17.1 with the Accepted state of RFC 6026.

Used for BYE, session refreshes and re-INVITEs of the server, and for everything of the test client. The rules are the
two tables; an input without a row changes nothing.
"""

from collections.abc import Callable
from enum import Enum, StrEnum
from typing import Final, Protocol

from sip.flow import Flow
from sip.headers import Headers
from sip.message import Request, Response
from sip.timers import Schedule, Timer, Timers


class State(StrEnum):
    """States of figures 5 and 6 of RFC 3261, and figure 4 of RFC 6026."""

    CALLING = "Calling"
    TRYING = "Trying"
    PROCEEDING = "Proceeding"
    COMPLETED = "Completed"
    ACCEPTED = "Accepted"
    TERMINATED = "Terminated"


class Input(StrEnum):
    """What moves a transaction."""

    PROVISIONAL = "1xx"
    SUCCESS = "2xx"
    FAILURE = "300-699"
    TIMER_A = "timer A"
    """Repeat an INVITE; E repeats the others."""
    TIMER_B = "timer B"
    """Give an INVITE up; F gives the others up."""
    TIMER_D = "timer D"
    TIMER_E = "timer E"
    TIMER_F = "timer F"
    TIMER_K = "timer K"
    TIMER_M = "timer M"
    TRANSPORT_ERROR = "transport error"


class Act(Enum):
    """What a transition does besides changing the state."""

    REPEAT = "send the request again and double its timer"
    SLOW_DOWN = "send the request again, next in T2"
    SEND_ACK = "acknowledge a failure"
    TELL = "hand the answer to the user"
    TELL_TIMEOUT = "tell the user that nobody answers"
    TELL_TRANSPORT = "tell the user that the network does not carry it"
    START_D = "start timer D"
    START_K = "start timer K"
    START_M = "start timer M"


Row = tuple[State, tuple[Act, ...]]

INVITE_TRANSITIONS: Final[dict[tuple[State, Input], Row]] = {
    (State.CALLING, Input.TIMER_A): (State.CALLING, (Act.REPEAT,)),
    (State.CALLING, Input.TIMER_B): (State.TERMINATED, (Act.TELL_TIMEOUT,)),
    (State.CALLING, Input.TRANSPORT_ERROR): (State.TERMINATED, (Act.TELL_TRANSPORT,)),
    (State.CALLING, Input.PROVISIONAL): (State.PROCEEDING, (Act.TELL,)),
    (State.CALLING, Input.SUCCESS): (State.ACCEPTED, (Act.TELL, Act.START_M)),
    (State.CALLING, Input.FAILURE): (State.COMPLETED, (Act.SEND_ACK, Act.TELL, Act.START_D)),
    (State.PROCEEDING, Input.PROVISIONAL): (State.PROCEEDING, (Act.TELL,)),
    (State.PROCEEDING, Input.SUCCESS): (State.ACCEPTED, (Act.TELL, Act.START_M)),
    (State.PROCEEDING, Input.FAILURE): (State.COMPLETED, (Act.SEND_ACK, Act.TELL, Act.START_D)),
    (State.COMPLETED, Input.FAILURE): (State.COMPLETED, (Act.SEND_ACK,)),
    (State.COMPLETED, Input.TIMER_D): (State.TERMINATED, ()),
    (State.ACCEPTED, Input.SUCCESS): (State.ACCEPTED, (Act.TELL,)),
    (State.ACCEPTED, Input.TIMER_M): (State.TERMINATED, ()),
}

NON_INVITE_TRANSITIONS: Final[dict[tuple[State, Input], Row]] = {
    (State.TRYING, Input.TIMER_E): (State.TRYING, (Act.REPEAT,)),
    (State.TRYING, Input.TIMER_F): (State.TERMINATED, (Act.TELL_TIMEOUT,)),
    (State.TRYING, Input.TRANSPORT_ERROR): (State.TERMINATED, (Act.TELL_TRANSPORT,)),
    (State.TRYING, Input.PROVISIONAL): (State.PROCEEDING, (Act.TELL,)),
    (State.TRYING, Input.SUCCESS): (State.COMPLETED, (Act.TELL, Act.START_K)),
    (State.TRYING, Input.FAILURE): (State.COMPLETED, (Act.TELL, Act.START_K)),
    (State.PROCEEDING, Input.TIMER_E): (State.PROCEEDING, (Act.SLOW_DOWN,)),
    (State.PROCEEDING, Input.TIMER_F): (State.TERMINATED, (Act.TELL_TIMEOUT,)),
    (State.PROCEEDING, Input.TRANSPORT_ERROR): (State.TERMINATED, (Act.TELL_TRANSPORT,)),
    (State.PROCEEDING, Input.PROVISIONAL): (State.PROCEEDING, (Act.TELL,)),
    (State.PROCEEDING, Input.SUCCESS): (State.COMPLETED, (Act.TELL, Act.START_K)),
    (State.PROCEEDING, Input.FAILURE): (State.COMPLETED, (Act.TELL, Act.START_K)),
    (State.COMPLETED, Input.TIMER_K): (State.TERMINATED, ()),
}


_INPUT_OF_CLASS: Final = {1: Input.PROVISIONAL, 2: Input.SUCCESS}


class ClientLayer(Protocol):
    """What a transaction needs of those who made it."""

    schedule: Schedule

    @property
    def timers(self) -> Timers:
        """T1, T2, T4."""

    def send(self, data: bytes, flow: Flow) -> None:
        """Hand bytes to the network."""

    def client_transaction_ended(self, transaction: "ClientTransaction") -> None:
        """The transaction has terminated and matches nothing any more."""


class ClientTransaction:
    """One request of ours; tells each answer to `on_answer(response, now)`.

    When no answer comes at all, `on_failure(status, now)` is told 408 (time-out) or 503 (transport), as RFC 3261
    §8.1.3.1 says to treat these.
    """

    __slots__ = (
        "_data",
        "_interval",
        "_layer",
        "_on_answer",
        "_on_failure",
        "_response",
        "_timers",
        "_transitions",
        "branch",
        "flow",
        "request",
        "state",
    )

    def __init__(
        self,
        layer: ClientLayer,
        branch: str,
        request: Request,
        flow: Flow,
        *,
        on_answer: Callable[[Response, float], None],
        on_failure: Callable[[int, float], None],
        now: float,
        patience_s: float | None = None,
    ) -> None:
        """Sends the request, whose topmost Via has this branch. It is given up after `patience_s`, None: 64*T1."""
        self._layer = layer
        self.branch = branch
        self.request = request
        self.flow = flow
        self._on_answer = on_answer
        self._on_failure = on_failure
        self._data = bytes(request)
        # Stands for silence until an answer comes.
        self._response = Response(408, "", Headers())
        self._timers: list[Timer] = []
        is_invite = request.method == "INVITE"
        self._transitions = INVITE_TRANSITIONS if is_invite else NON_INVITE_TRANSITIONS
        self.state = State.CALLING if is_invite else State.TRYING
        self._interval = layer.timers.t1
        layer.send(self._data, flow)
        if not flow.is_reliable:
            self._start(self._repeat_timer, now + self._interval)
        given_up_at = now + (layer.timers.give_up if patience_s is None else patience_s)
        self._start(Input.TIMER_B if is_invite else Input.TIMER_F, given_up_at)

    @property
    def key(self) -> tuple[str, str]:
        """What an answer is matched by (§17.1.3)."""
        return self.branch, self.request.method

    def handle_response(self, response: Response, now: float) -> None:
        """An answer with our branch came."""
        self._response = response
        self._step(_INPUT_OF_CLASS.get(response.status // 100, Input.FAILURE), now)

    def handle_transport_error(self, now: float) -> None:
        """The request cannot be sent."""
        self._step(Input.TRANSPORT_ERROR, now)

    def handle_timer(self, name: str, now: float) -> None:
        """One of A, B, D, E, F, K, M fired."""
        self._step(Input(name), now)

    @property
    def _repeat_timer(self) -> Input:
        return Input.TIMER_A if self.request.method == "INVITE" else Input.TIMER_E

    def _step(self, step: Input, now: float) -> None:
        row = self._transitions.get((self.state, step))
        if row is None:
            return
        before, self.state = self.state, row[0]
        if before is not self.state and not (before is State.TRYING and self.state is State.PROCEEDING):
            # Timers E and F of a non-INVITE go on in Proceeding; every other change ends those of the old state.
            # An INVITE that got 1xx waits without limit (§17.1.1.2); the user may cancel it.
            self._stop_timers()
        for act in row[1]:
            self._do(act, now)
        if self.state is State.TERMINATED:
            self._stop_timers()
            # Who is told may know us: nothing that is over waits for the garbage collector, which seldom comes.
            self._on_answer, self._on_failure = _tell_nobody, _tell_nobody
            self._layer.client_transaction_ended(self)

    def _do(self, act: Act, now: float) -> None:
        timers = self._layer.timers
        reliable = self.flow.is_reliable
        match act:
            case Act.TELL:
                self._on_answer(self._response, now)
            case Act.TELL_TIMEOUT:
                self._on_failure(408, now)
            case Act.TELL_TRANSPORT:
                self._on_failure(503, now)
            case Act.SEND_ACK:
                self._send_ack()
            case Act.START_D:
                self._start(Input.TIMER_D, now if reliable else now + timers.timer_d)
            case Act.START_K:
                self._start(Input.TIMER_K, now if reliable else now + timers.t4)
            case Act.START_M:
                self._start(Input.TIMER_M, now + timers.give_up)
            case _:
                self._repeat(act, now)

    def _repeat(self, act: Act, now: float) -> None:
        """Timers A and E: A doubles without bound, E up to T2 (§17.1.1.2, §17.1.2.2)."""
        t2 = self._layer.timers.t2
        doubled = 2 * self._interval
        is_invite = self.request.method == "INVITE"
        self._interval = t2 if act is Act.SLOW_DOWN else doubled if is_invite else min(doubled, t2)
        self._layer.send(self._data, self.flow)
        self._start(self._repeat_timer, now + self._interval)

    def _send_ack(self) -> None:
        """The ACK for a failure (§17.1.1.3): same Request-URI, Via, From, Call-ID and Route, the answer's To."""
        request = self.request
        headers = Headers([("Via", request.headers.elements("Via")[0]), ("Max-Forwards", "70")])
        # The credentials, too (§22.1).
        for name in ("From", "Call-ID", "Route", "Authorization", "Proxy-Authorization"):
            for value in request.headers.all(name):
                headers.add(name, value)
        headers.add("To", self._response.headers.get("To") or "")
        headers.add("CSeq", f"{request.cseq.number} ACK")
        self._layer.send(bytes(Request("ACK", request.uri, headers)), self.flow)

    def _start(self, timer: Input, deadline: float) -> None:
        self._timers.append(self._layer.schedule.start(deadline, self, timer.value))

    def _stop_timers(self) -> None:
        for timer in self._timers:
            timer.stop()
        self._timers.clear()


def _tell_nobody(_what: Response | int, _now: float) -> None:
    """It is over."""
