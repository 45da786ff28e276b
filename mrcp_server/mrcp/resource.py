"""What §5 and §6 give to every resource: generic methods, refusals, answers in order, timers.

`Synthesizer` and `Recognizer` add their own methods and state tables. All of it is pure: requests, reports and `now`
go in, actions and the next timer come out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mrcp_server.mrcp.actions import Emit, LogTag, Respond
from mrcp_server.mrcp.codes import Method, RequestState, Status
from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.headers import LOGGING_TAG
from mrcp_server.mrcp.message import CHANNEL_IDENTIFIER, Event, Headers, Response
from mrcp_server.mrcp.ntp import ntp_timestamp
from mrcp_server.mrcp.parameters import SessionParameters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.headers import FieldTable
    from mrcp_server.mrcp.message import Request

# Requests that wait behind one whose answer is not known yet. Waiting is bounded by a timer, so this only meets a
# client that floods us meanwhile.
MAX_HELD_REQUESTS: Final = 256


class Resource:
    """The part of a resource that does not depend on its kind."""

    def __init__(
        self,
        channel_identifier: str,
        *,
        methods: frozenset[str],
        table: FieldTable,
        wall_offset_s: float,
        cookies: CookieJar | None,
        contents: Contents | None,
    ) -> None:
        self.channel_identifier = channel_identifier
        self.cookies = cookies if cookies is not None else CookieJar()
        self.contents = contents if contents is not None else Contents()
        self.parameters = SessionParameters(table, self.cookies)
        self._table = table
        self._methods = methods
        self._wall_offset_s = wall_offset_s
        self._identifier_field = (CHANNEL_IDENTIFIER, channel_identifier)
        self._held: list[Request] = []

    # ---- requests -----------------------------------------------------------------------------------------------

    def handle(self, request: Request, now: float) -> list[Action]:
        """Serve one request. Nothing is answered out of order: while an answer waits for a report, later requests
        wait behind it."""
        if self._is_waiting():
            if len(self._held) >= MAX_HELD_REQUESTS:
                return [self._respond(request, Status.INTERNAL_ERROR)]
            self._held.append(request)
            return []
        return self._answer(request, now)

    def _is_waiting(self) -> bool:
        """Whether the answer to an earlier request is still open."""
        raise NotImplementedError

    def _serve(self, request: Request, now: float) -> list[Action]:
        """Serve a method that only this kind of resource has. May raise MrcpError."""
        raise NotImplementedError

    def _answer(self, request: Request, now: float) -> list[Action]:
        try:
            if request.method not in self._methods:
                raise MrcpError(Status.METHOD_NOT_ALLOWED, request.method)
            if request.method == Method.SET_PARAMS:
                return self._set_params(request, now)
            if request.method == Method.GET_PARAMS:
                return [self._get_params(request, now)]
            return self._serve(request, now)
        except MrcpError as error:
            return [self._respond(request, error.status, fields=error.fields)]

    def _set_params(self, request: Request, now: float) -> list[Action]:
        status = self.parameters.set(request, now)
        actions: list[Action] = [self._respond(request, status)]
        tag = request.headers.get(LOGGING_TAG)
        if tag is not None:
            actions.append(LogTag(tag))
        return actions

    def _get_params(self, request: Request, now: float) -> Respond:
        fields = self.parameters.answer_get(request, now)
        return self._respond(request, Status.SUCCESS, fields=fields)

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
