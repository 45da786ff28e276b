"""What every resource has: a state table that is carried out, and what §5 and §6 give, generic methods, refusals and
answers in order.

`Synthesizer` and `Recognizer` add their table and its steps. All of it is pure: requests, reports and `now` go in,
actions and the next timer come out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, Protocol

from mrcp_server.mrcp.actions import Emit, LogTag, Respond
from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.errors import LocalProtocolError, MrcpError
from mrcp_server.mrcp.parameters import SessionParameters
from mrcp_server.mrcp.state_table import StateT, StepT
from mrcp_server.mrcp.wire.codes import Method, RequestState, Status
from mrcp_server.mrcp.wire.headers import LOGGING_TAG
from mrcp_server.mrcp.wire.message import CHANNEL_IDENTIFIER, Event, Headers, Response, failure_fields
from mrcp_server.mrcp.wire.ntp import ntp_timestamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from enum import StrEnum

    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.parameters import Means
    from mrcp_server.mrcp.state_table import Table
    from mrcp_server.mrcp.wire.headers import FieldTable
    from mrcp_server.mrcp.wire.message import Request

# Requests that wait behind one whose answer is not known yet. Waiting is bounded by a timer, so this only meets a
# client that floods us meanwhile.
MAX_HELD_REQUESTS: Final = 256


class Features(Protocol):
    """How much of its resource a server supports, as `SynthesizerFeatures` and `RecognizerFeatures` say it."""

    @property
    def methods(self) -> frozenset[str]:
        """A method that is missing here is answered 401."""

    def field_table(self) -> FieldTable:
        """The header fields of its requests."""


class Resource(Generic[StateT, StepT]):
    """The part of a resource that does not depend on its kind."""

    _STEPS: ClassVar[Mapping[Any, Callable[..., list[Action]]]]
    """What carries out each step of the table: for a method it is given the request, its typed header fields and
    `now`, for a report what was reported. (Functions, not bound methods: a resource must not refer to itself.)"""

    def __init__(
        self,
        channel_identifier: str,
        *,
        rows: Table[StateT, StepT],
        state: StateT,
        features: Features,
        table: FieldTable | None,
        wall_offset_s: float,
        cookies: CookieJar | None,
        contents: Contents | None,
        means: Means | None,
    ) -> None:
        """`rows` is the state table and `state` where it begins. The others are as in `Synthesizer`."""
        self.channel_identifier = channel_identifier
        self.cookies = cookies if cookies is not None else CookieJar()
        self.contents = contents if contents is not None else Contents()
        self._table = table or features.field_table()
        self.parameters = SessionParameters(self._table, self.cookies, means)
        self._methods = features.methods
        self._rows = rows
        self._first_state = self._state = state
        self._wall_offset_s = wall_offset_s
        self._identifier_field = (CHANNEL_IDENTIFIER, channel_identifier)
        self._held: list[Request] = []

    @property
    def state(self) -> StateT:
        """One of the states of its table."""
        return self._state

    def close(self) -> list[Action]:
        """The channel is gone: forget everything. Nothing more is sent; what the actions name is to be ended."""
        self._held.clear()
        self._state = self._first_state
        return []

    def end_all(self, reason: str, now: float) -> list[Action]:
        """The session is about to be ended from our side: all that is outstanding gets its end, and what waits its
        answer, for a client whose call ends without a word goes on waiting. `reason` is for its log. Only messages
        follow; the channel ends the work when it is closed."""
        actions = self._end_running(reason, now)
        held, self._held = self._held, []
        error = MrcpError(Status.OPERATION_FAILED, reason)
        actions += [self._refuse(request, error) for request in held]
        return [action for action in actions if isinstance(action, Respond | Emit)]

    def _end_running(self, reason: str, now: float) -> list[Action]:
        """End what runs, and answer what waits for a report."""
        raise NotImplementedError

    # ---- the table --------------------------------------------------------------------------------------------------

    def _serve(self, request: Request, now: float) -> list[Action]:
        """Carry out what the table has for a method. Raises: MrcpError, 402 for one that is not valid now."""
        step = self._rows[self._state, Method(request.method)].step
        if step is None:
            raise MrcpError(Status.METHOD_NOT_VALID_IN_STATE, f"{request.method} while {self._state.value}")
        typed = self._table.check(request.method, request.headers)
        return self._STEPS[step](self, request, typed, now)

    def _take(self, report: StrEnum, *told: Any) -> list[Action]:
        """Carry out what the table has for a report; nothing follows from one that it has no row for."""
        row = self._rows.get((self._state, report))
        return [] if row is None else self._STEPS[row.step](self, *told)

    def _enter(self, state: StateT, trigger: StrEnum) -> None:
        """The one place where the state changes. Raises: LocalProtocolError for an arrow that is not in the table."""
        if state not in self._rows[self._state, trigger].after:
            raise LocalProtocolError(f"{trigger.value} does not lead from {self._state} to {state}")
        self._state = state

    # ---- requests -----------------------------------------------------------------------------------------------

    def handle(self, request: Request, now: float) -> list[Action]:
        """Serve one request. Nothing is answered out of order: while an answer waits for a report, later requests
        wait behind it."""
        if self._is_waiting():
            if len(self._held) >= MAX_HELD_REQUESTS:
                return [self._refuse(request, MrcpError(Status.INTERNAL_ERROR, "too many requests wait"))]
            self._held.append(request)
            return []
        return self._answer(request, now)

    def _is_waiting(self) -> bool:
        """Whether the answer to an earlier request is still open."""
        raise NotImplementedError

    def _answer(self, request: Request, now: float) -> list[Action]:
        try:
            if request.method not in self._methods:
                raise MrcpError(Status.METHOD_NOT_ALLOWED, "the resource has no such method")
            if request.method == Method.SET_PARAMS:
                return self._set_params(request, now)
            if request.method == Method.GET_PARAMS:
                return [self._get_params(request, now)]
            return self._serve(request, now)
        except MrcpError as error:
            return [self._refuse(request, error)]

    def _set_params(self, request: Request, now: float) -> list[Action]:
        status = self.parameters.set(request, now)
        actions: list[Action] = [self._respond(request, status)]
        tag = request.headers.get(LOGGING_TAG)
        if tag is not None:
            actions.append(LogTag(tag))
        return actions

    def _get_params(self, request: Request, now: float) -> Respond:
        return self._success(request, self.parameters.answer_get(request, now))

    def _serve_held(self, now: float) -> list[Action]:
        """Serve what waited, until one of them has to wait itself."""
        actions: list[Action] = []
        while self._held and not self._is_waiting():
            actions += self._answer(self._held.pop(0), now)
        return actions

    # ---- messages -----------------------------------------------------------------------------------------------

    def _respond(
        self,
        request: Request,
        status: int,
        state: RequestState = RequestState.COMPLETE,
        fields: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> Respond:
        headers = Headers([self._identifier_field, *fields])
        return Respond(Response(request.request_id, status, state, headers, body))

    def _refuse(self, request: Request, error: MrcpError) -> Respond:
        """A failure answer, with why (§8.14, §9.4.11)."""
        fields = [*failure_fields(request.method, error.status, error.reason, error.cause), *error.fields]
        return replace(self._respond(request, error.status, fields=fields), reason=error.reason)

    def _success(self, request: Request, fields: Iterable[tuple[str, str]] = (), body: bytes = b"") -> Respond:
        """200 COMPLETE."""
        return self._respond(request, Status.SUCCESS, fields=fields, body=body)

    def _emit(
        self,
        name: str,
        request_id: int,
        state: RequestState,
        fields: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> Emit:
        return Emit(Event(name, request_id, state, Headers([self._identifier_field, *fields]), body))

    def _ntp(self, now: float, ntp: int | None = None) -> int:
        """The instant as the media plane saw it, else as we do."""
        return ntp_timestamp(now, self._wall_offset_s) if ntp is None else ntp
