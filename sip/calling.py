"""The client half outside dialogs: placing a call (RFC 3261 §13.2), giving it up (§9.1), and every answer."""

from collections.abc import Sequence
from functools import partial

from sip.body import sdp_of
from sip.configuration import Header
from sip.core import Core
from sip.dialog import Dialog, DialogState, is_secure
from sip.dialog_requests import DialogRequests
from sip.errors import MessageError
from sip.events import CallAnswered, CallFailed, CallProgressed
from sip.flow import Flow
from sip.headers import Headers, NameAddr
from sip.message import Request, Response
from sip.outgoing_call import OutgoingCall
from sip.own_credentials import authorization_of
from sip.session_timer import agreed
from sip.uri import Uri


class Calling:
    """Places calls and hands answers to their transactions."""

    def __init__(self, core: Core, requests: DialogRequests) -> None:
        self._core = core
        self._requests = requests

    def invite(
        self,
        uri: str,
        sdp: bytes | None,
        *,
        flow: Flow,
        now: float,
        from_uri: str | None,
        to_uri: str | None,
        headers: Sequence[Header],
    ) -> OutgoingCall:
        """Send an INVITE.

        Raises:
            SipError: one of the URIs is none.
        """
        core = self._core
        contact = core.contact(flow, is_secure=is_secure(uri))
        target = Uri.parse(uri)
        to = Uri.parse(to_uri) if to_uri else target
        from_ = Uri.parse(from_uri) if from_uri else NameAddr.parse(contact).uri
        fields = Headers(
            [
                ("Max-Forwards", "70"),
                ("From", f"<{from_}>;tag={core.new_token()}"),
                ("To", f"<{to}>"),
                ("Call-ID", f"{core.new_token()}{core.new_token()}"),
                ("CSeq", "1 INVITE"),
                ("Contact", contact),
                *core.client_headers,
                *headers,
            ]
        )
        if sdp:
            fields.add("Content-Type", "application/sdp")
        call = OutgoingCall(Request("INVITE", target.text, fields, sdp or b""), flow)
        self._send_invite(call, now)
        return call

    def _send_invite(self, call: OutgoingCall, now: float) -> None:
        self._core.send_request(
            call.request,
            call.flow,
            on_answer=partial(self._answered, call),
            on_failure=partial(self._failed, call),
            now=now,
        )

    def cancel(self, call: OutgoingCall, now: float) -> None:
        """Send CANCEL as soon as it may be sent."""
        if call.is_cancelled or call.is_over:
            return
        call.is_cancelled = True
        if call.progressed:
            self._send_cancel(call, now)

    def handle_response(self, response: Response, now: float) -> None:
        """Hand an answer to the transaction it belongs to.

        Raises:
            MessageError: Via or CSeq cannot be read.
        """
        key = response.via.branch, response.cseq.method
        transaction = self._core.client_transactions.get(key)
        if transaction is None or len(response.headers.elements("Via")) != 1:
            # §18.1.2, §8.1.3.3: not ours, or one that went astray with a Via of another behind ours.
            self._core.counters.unmatched += 1
        else:
            transaction.handle_response(response, now)

    def _answered(self, call: OutgoingCall, response: Response, now: float) -> None:
        if response.status < 200:
            first = not call.progressed
            call.progressed = True
            if response.status > 100:
                self._core.emit(CallProgressed(call, response))
            if first and call.is_cancelled:
                self._send_cancel(call, now)
        elif response.status < 300:
            self._accepted(call, response, now)
        elif not call.is_cancelled and (again := self._again(call, response)) is not None:
            call.request, call.progressed = again, False
            call.renewed += 1
            self._send_invite(call, now)
        else:
            call.is_over = True
            self._core.emit(CallFailed(call, response.status, response))

    def _again(self, call: OutgoingCall, response: Response) -> Request | None:
        return self._core.authorized(call.request, response, call.request.cseq.number + 1, call.renewed)

    def _accepted(self, call: OutgoingCall, response: Response, now: float) -> None:
        core = self._core
        flow = call.flow
        try:
            dialog = Dialog.of_client(call.request, response, flow)
        except MessageError:
            # A 2xx without a readable To, Contact or Record-Route: no ACK can be addressed. It will be repeated, and
            # then the callee gives up (§13.3.1.4).
            core.counters.malformed += 1
            if not call.is_over:
                call.is_over = True
                core.emit(CallFailed(call, 502, response))
            return
        known = core.dialogs.get(dialog.id)
        number = call.request.cseq.number
        if known is not None:
            self._requests.acknowledge(known, number)
            return
        if dialog.id[2] in call.tags:
            return  # the dialog is over: its ACK went out before its BYE
        call.tags.add(dialog.id[2])
        dialog.state = DialogState.CONFIRMED
        dialog.local_sdp = call.request.body or None
        dialog.authorization = authorization_of(call.request)
        core.dialogs[dialog.id] = dialog
        self._requests.acknowledge(dialog, number)
        if call.is_over:
            # Another branch of a fork answered too (§13.2.2.4): the first one has the call.
            dialog.end_reported = True
            self._requests.bye(dialog, now, None)
            return
        call.is_over = True
        self._requests.start_session_timer(dialog, agreed(response), now)
        core.emit(CallAnswered(call, dialog, response, sdp_of(response)))

    def _failed(self, call: OutgoingCall, status: int, _now: float) -> None:
        call.is_over = True
        self._core.emit(CallFailed(call, status, None))

    def _send_cancel(self, call: OutgoingCall, now: float) -> None:
        """§9.1: Request-URI, Call-ID, To, From, number and topmost Via of the INVITE; its Route too."""
        invite = call.request
        headers = Headers([("Via", invite.headers.elements("Via")[0]), ("Max-Forwards", "70")])
        for name in ("From", "To", "Call-ID", "Route"):
            for value in invite.headers.all(name):
                headers.add(name, value)
        headers.add("CSeq", f"{invite.cseq.number} CANCEL")
        self._core.start_transaction(
            Request("CANCEL", invite.uri, headers),
            call.flow,
            invite.via.branch,
            on_answer=_ignore,
            on_failure=_ignore,
            now=now,
        )


def _ignore(_answer: object, _now: float) -> None:
    """Whatever becomes of a CANCEL, the INVITE's own answer decides."""
