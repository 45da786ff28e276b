"""Server transactions: RFC 3261 §17.2 with the Accepted state of RFC 6026.

The rules are the two tables. A transaction repeats answers and absorbs repeated requests; what a request means is the
business of `sip.answering`. An input without a row changes nothing.
"""

from enum import Enum, StrEnum
from typing import Final, Protocol

from sip.flow import Flow
from sip.message import Request
from sip.timers import Schedule, Timer, Timers


class State(StrEnum):
    """States of figures 7 and 8 of RFC 3261, and figure 5 of RFC 6026."""

    TRYING = "Trying"
    PROCEEDING = "Proceeding"
    COMPLETED = "Completed"
    ACCEPTED = "Accepted"
    CONFIRMED = "Confirmed"
    TERMINATED = "Terminated"


class Input(StrEnum):
    """What moves a transaction."""

    REQUEST = "request"
    """The request again."""
    ACK = "ACK"
    PROVISIONAL = "1xx"
    SUCCESS = "2xx"
    FAILURE = "300-699"
    TRYING_DUE = "200 ms without an answer"
    TIMER_G = "timer G"
    TIMER_H = "timer H"
    TIMER_I = "timer I"
    TIMER_J = "timer J"
    TIMER_L = "timer L"


class Act(Enum):
    """What a transition does besides changing the state."""

    SEND = "send the new answer"
    REPEAT = "send the last answer again, if there was one"
    TRY = "send 100 Trying unless there was an answer"
    START_G = "start timer G at T1"
    DOUBLE_G = "start timer G at twice the time, T2 at most"
    START_H = "start timer H"
    START_I = "start timer I"
    START_J = "start timer J"
    START_L = "start timer L"


Row = tuple[State, tuple[Act, ...]]

INVITE_TRANSITIONS: Final[dict[tuple[State, Input], Row]] = {
    (State.PROCEEDING, Input.REQUEST): (State.PROCEEDING, (Act.REPEAT,)),
    (State.PROCEEDING, Input.TRYING_DUE): (State.PROCEEDING, (Act.TRY,)),
    (State.PROCEEDING, Input.PROVISIONAL): (State.PROCEEDING, (Act.SEND,)),
    (State.PROCEEDING, Input.SUCCESS): (State.ACCEPTED, (Act.SEND, Act.START_L)),
    (State.PROCEEDING, Input.FAILURE): (State.COMPLETED, (Act.SEND, Act.START_G, Act.START_H)),
    # RFC 6026 §7.1 has the repeated INVITE absorbed and leaves the 2xx to its own clock. We repeat it at once as well:
    # the caller has told us that it did not arrive.
    (State.ACCEPTED, Input.REQUEST): (State.ACCEPTED, (Act.REPEAT,)),
    (State.ACCEPTED, Input.SUCCESS): (State.ACCEPTED, (Act.SEND,)),
    (State.ACCEPTED, Input.TIMER_L): (State.TERMINATED, ()),
    (State.COMPLETED, Input.REQUEST): (State.COMPLETED, (Act.REPEAT,)),
    (State.COMPLETED, Input.TIMER_G): (State.COMPLETED, (Act.REPEAT, Act.DOUBLE_G)),
    (State.COMPLETED, Input.TIMER_H): (State.TERMINATED, ()),
    (State.COMPLETED, Input.ACK): (State.CONFIRMED, (Act.START_I,)),
    (State.CONFIRMED, Input.ACK): (State.CONFIRMED, ()),
    (State.CONFIRMED, Input.TIMER_I): (State.TERMINATED, ()),
}

NON_INVITE_TRANSITIONS: Final[dict[tuple[State, Input], Row]] = {
    (State.TRYING, Input.PROVISIONAL): (State.PROCEEDING, (Act.SEND,)),
    (State.TRYING, Input.SUCCESS): (State.COMPLETED, (Act.SEND, Act.START_J)),
    (State.TRYING, Input.FAILURE): (State.COMPLETED, (Act.SEND, Act.START_J)),
    (State.PROCEEDING, Input.REQUEST): (State.PROCEEDING, (Act.REPEAT,)),
    (State.PROCEEDING, Input.PROVISIONAL): (State.PROCEEDING, (Act.SEND,)),
    (State.PROCEEDING, Input.SUCCESS): (State.COMPLETED, (Act.SEND, Act.START_J)),
    (State.PROCEEDING, Input.FAILURE): (State.COMPLETED, (Act.SEND, Act.START_J)),
    (State.COMPLETED, Input.REQUEST): (State.COMPLETED, (Act.REPEAT,)),
    (State.COMPLETED, Input.TIMER_J): (State.TERMINATED, ()),
}

TransactionKey = tuple[str, ...]


_INPUT_OF_CLASS: Final = {1: Input.PROVISIONAL, 2: Input.SUCCESS}


class ServerLayer(Protocol):
    """What a transaction needs of those who made it."""

    schedule: Schedule

    @property
    def timers(self) -> Timers:
        """T1, T2, T4."""

    def send(self, data: bytes, flow: Flow) -> None:
        """Hand bytes to the network."""

    def trying(self, transaction: "ServerTransaction") -> bytes:
        """The 100 of an INVITE."""

    def server_transaction_ended(self, transaction: "ServerTransaction") -> None:
        """The transaction has terminated and matches nothing any more."""

    def server_transaction_resized(self, transaction: "ServerTransaction", by: int) -> None:
        """It holds so many octets more, or fewer."""


class ServerTransaction:
    """One request and its answers; also the handle a user answers with."""

    __slots__ = (
        "_answer",
        "_g_interval",
        "_layer",
        "_timers",
        "_transitions",
        "flow",
        "key",
        "merge_key",
        "offer",
        "repeats",
        "request",
        "size",
        "state",
        "to_tag",
        "user_data",
        "vias",
    )

    def __init__(self, layer: ServerLayer, key: TransactionKey, request: Request, flow: Flow, vias: str) -> None:
        """`vias` are the Via lines of every answer; `key` is what `transaction_key` gave for the request."""
        self._layer = layer
        self.key = key
        self.merge_key: TransactionKey | None = None
        """Under which a merged copy of the request is recognised (§8.2.2.2); None in a dialog."""
        self.request = request
        """Without its body once it has been refused."""
        self.size = request.head_size + len(request.body)
        """Octets that are held: the request and its answer."""
        self.flow = flow
        self.vias = vias
        is_invite = request.method == "INVITE"
        self._transitions = INVITE_TRANSITIONS if is_invite else NON_INVITE_TRANSITIONS
        self.state = State.PROCEEDING if is_invite else State.TRYING
        self.to_tag = ""
        """Our tag in every answer but 100."""
        self.offer: str | None = None
        """The SDP of an INVITE or UPDATE."""
        self.repeats = 0
        """How often the request came again."""
        self.user_data: object = None
        """Whatever the user wants to find again."""
        self._answer = b""
        self._g_interval = 0.0
        self._timers: list[Timer] = []

    def start_trying(self, deadline: float) -> None:
        """Send 100 at `deadline` unless there is an answer by then (§17.2.1). For INVITE only."""
        self._start(Input.TRYING_DUE, deadline)

    @property
    def is_answered(self) -> bool:
        """Whether the final answer has been sent."""
        return self.state not in {State.TRYING, State.PROCEEDING}

    def respond(self, status: int, data: bytes, now: float) -> None:
        """Send an answer. Does nothing after the final one, but for a 2xx repeated by the user (RFC 6026)."""
        step = _INPUT_OF_CLASS.get(status // 100, Input.FAILURE)
        if (self.state, step) in self._transitions:
            self._hold(step, data)
            self._step(step, now)

    def _hold(self, step: Input, answer: bytes) -> None:
        """Nobody looks into a request any more that was refused, and whoever sends many of them sends large ones."""
        before = len(self.request.body) + len(self._answer)
        self._answer = answer
        if step is Input.FAILURE:
            self.request.body, self.offer = b"", None
        by = len(self.request.body) + len(answer) - before
        self.size += by
        self._layer.server_transaction_resized(self, by)

    def abandon(self) -> None:
        """End without an answer: the request was answered beside it, and is not remembered (§8.2.7)."""
        for timer in self._timers:
            timer.stop()
        self._timers.clear()
        self.state = State.TERMINATED
        self._layer.server_transaction_ended(self)

    def handle_request(self, now: float) -> None:
        """The same request came again."""
        self.repeats += 1
        self._step(Input.REQUEST, now)

    def handle_ack(self, now: float) -> None:
        """The ACK for an answer of 300 and more came."""
        self._step(Input.ACK, now)

    def handle_timer(self, name: str, now: float) -> None:
        """One of G, H, I, J, L fired."""
        self._step(Input(name), now)

    def _step(self, step: Input, now: float) -> None:
        row = self._transitions.get((self.state, step))
        if row is None:
            return
        if row[0] is not self.state:
            for timer in self._timers:
                timer.stop()
            self._timers.clear()
            self.state = row[0]
        for act in row[1]:
            self._do(act, now)
        if self.state is State.TERMINATED:
            self._layer.server_transaction_ended(self)

    def _do(self, act: Act, now: float) -> None:
        if act is Act.TRY or act is Act.SEND or act is Act.REPEAT:
            self._send(act)
        else:
            self._start_timer(act, now)

    def _send(self, act: Act) -> None:
        if act is Act.TRY:
            if self._answer:
                return
            self._answer = self._layer.trying(self)
        if self._answer:
            self._layer.send(self._answer, self.flow)

    def _start_timer(self, act: Act, now: float) -> None:
        timers = self._layer.timers
        reliable = self.flow.is_reliable
        if act is Act.START_G or act is Act.DOUBLE_G:
            # §17.2.1: "If an unreliable transport is being used, timer G is set to fire in T1 seconds".
            if not reliable:
                doubled = min(2 * self._g_interval, timers.t2)
                self._g_interval = timers.t1 if act is Act.START_G else doubled
                self._start(Input.TIMER_G, now + self._g_interval)
        elif act is Act.START_I:
            self._start(Input.TIMER_I, now if reliable else now + timers.t4)
        elif act is Act.START_J:
            self._start(Input.TIMER_J, now if reliable else now + timers.give_up)
        else:
            self._start(Input.TIMER_H if act is Act.START_H else Input.TIMER_L, now + timers.give_up)

    def _start(self, timer: Input, deadline: float) -> None:
        self._timers.append(self._layer.schedule.start(deadline, self, timer.value))


def transaction_key(request: Request, method: str | None = None) -> TransactionKey:
    """What a request is matched by (§17.2.3); `method` replaces its own, for the INVITE that a CANCEL means.

    Raises:
        MessageError: a header it needs is missing or cannot be read.
    """
    via = request.via
    method = method or request.method
    if method == "ACK":
        method = "INVITE"
    branch = via.branch
    # The magic cookie alone names nothing (RFC 4475 badbranch).
    if branch[:7].lower() == "z9hg4bk" and len(branch) > 7:
        return branch, via.sent_by, method
    # RFC 2543 peers: Request-URI, From tag, Call-ID, CSeq and topmost Via together are the name.
    return method, request.uri, request.from_.tag, request.call_id, str(request.cseq.number), via.text
