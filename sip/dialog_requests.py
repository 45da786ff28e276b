"""Requests of ours inside a dialog: ACK, BYE, re-INVITE, UPDATE, and the session timer that asks for the last two."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from sip.body import sdp_of
from sip.client_transaction import ClientTransaction
from sip.configuration import Header
from sip.core import Core
from sip.dialog import Dialog, DialogState
from sip.errors import SipError
from sip.events import EndReason, ReinviteAnswered, ReinviteFailed
from sip.flow import Flow
from sip.headers import parse_seconds
from sip.message import Request, Response
from sip.own_credentials import authorization_of
from sip.session_timer import SessionTimer, agreed

_REFRESH: Final = "refresh"
_EXPIRY: Final = "expiry"
_FAREWELL: Final = "farewell"
# What a refusal inside a dialog means for the dialog itself (§12.2.1.2).
_FATAL: Final = frozenset({408, 481})


class DialogRequests:
    """The client half inside dialogs."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def acknowledge(self, dialog: Dialog, number: int) -> None:
        """Send the ACK for a 2xx with this CSeq number; the same bytes for the same number (§13.2.2.4)."""
        ack = dialog.last_ack
        if ack is None or ack[0] != number:
            request = dialog.request("ACK", number)
            for name, value in dialog.authorization:
                request.headers.add(name, value)
            flow = dialog.next_flow(self._core.is_open, self._core.config.other_peers)
            self._core.put_via(request, flow)
            ack = dialog.last_ack = number, bytes(request), flow
        self._core.send(ack[1], ack[2])

    def bye(self, dialog: Dialog, now: float, reason: str | None, end: EndReason = EndReason.LOCAL) -> None:
        """End a dialog; ends other than LOCAL are reported at once, the BYE follows `farewell_s` later."""
        if dialog.state is not DialogState.CONFIRMED:
            return
        if dialog.confirmation is not None and end is EndReason.LOCAL:
            # §15: "…the callee's UA MUST NOT send a BYE on a confirmed dialog until it has received an ACK for its
            # 2xx response or until the server transaction times out."
            dialog.wanted_bye = (reason,)
            return
        dialog.state = DialogState.ENDING
        if dialog.session_timer is not None:
            dialog.session_timer.stop()
        if end is not EndReason.LOCAL:
            self._core.report_end(dialog, end)
        farewell_s = self._core.config.farewell_s
        if farewell_s > 0:
            watch = _Watch(lambda _name, due: self._send_bye(dialog, reason, end, due))
            dialog.farewell = self._core.schedule.start(now + farewell_s, watch, _FAREWELL)
        else:
            self._send_bye(dialog, reason, end, now)

    def _send_bye(self, dialog: Dialog, reason: str | None, end: EndReason, now: float) -> None:
        dialog.farewell = None
        headers = [("Reason", reason)] if reason else []
        self._send(
            dialog,
            "BYE",
            headers=headers,
            on_answer=lambda response, _now: self._bye_ended(dialog, response.status),
            on_failure=lambda status, _now: self._bye_ended(dialog, status),
            now=now,
            # Who has never sent an ACK is hardly there: four BYEs, where others get eleven.
            patience_s=self._core.timers.t2 if end is EndReason.NO_ACK else None,
        )

    def _bye_ended(self, dialog: Dialog, status: int) -> None:
        if status >= 200:
            self._core.drop_dialog(dialog)
            self._core.report_end(dialog, EndReason.LOCAL, status)

    def reinvite(self, dialog: Dialog, sdp: bytes, now: float, headers: Sequence[Header] = ()) -> None:
        """Offer a changed session.

        Raises:
            RuntimeError: not now (§14.1).
        """
        if not dialog.is_established:
            raise RuntimeError("the dialog has ended")
        if dialog.client_invite or dialog.server_invite or dialog.server_update or dialog.confirmation:
            raise RuntimeError("another INVITE or UPDATE of this dialog is open")
        self._send_invite(dialog, sdp, now, headers, is_refresh=False)

    def start_session_timer(self, dialog: Dialog, timer: SessionTimer | None, now: float) -> None:
        """Run a newly agreed interval in place of the one before; None ends it."""
        if dialog.session_timer is not None:
            dialog.session_timer.stop()
        dialog.session_timer = timer
        if timer is not None:
            watch = self._session_watch(dialog)
            start = self._core.schedule.start
            timer.expiry = start(now + timer.expires_after_s, watch, _EXPIRY)
            if timer.we_refresh:
                timer.refresh = start(now + timer.refresh_after_s, watch, _REFRESH)

    def session_due(self, dialog: Dialog, name: str, now: float) -> None:
        """One of the session's two timers fired."""
        if name == _EXPIRY:
            self.bye(dialog, now, 'SIP;cause=408;text="session expired"', EndReason.EXPIRED)
        elif dialog.is_established:
            self._refresh(dialog, now)

    def _refresh(self, dialog: Dialog, now: float) -> None:
        """Refresh by UPDATE where the peer allows it, else by a re-INVITE with the SDP it knows (§7.4).

        A dialog without any SDP is refreshed by UPDATE in any case: a re-INVITE would ask for an offer.
        """
        if dialog.client_invite or dialog.server_invite or dialog.server_update or dialog.confirmation:
            self._refresh_later(dialog, now, 1.0)
        elif "update" in dialog.peer_allows or dialog.local_sdp is None:
            dialog.client_invite = self._send(
                dialog,
                "UPDATE",
                headers=[*self._session_headers(dialog), *self._core.client_headers],
                on_answer=partial(self._refresh_answered, dialog),
                on_failure=partial(self._refresh_failed, dialog, None),
                now=now,
            )
        else:
            self._send_invite(dialog, dialog.local_sdp, now, (), is_refresh=True)

    def _refresh_later(self, dialog: Dialog, now: float, seconds: float) -> None:
        timer = dialog.session_timer
        if timer is not None:
            timer.refresh = self._core.schedule.start(now + seconds, self._session_watch(dialog), _REFRESH)

    def _session_watch(self, dialog: Dialog) -> "_Watch":
        return _Watch(lambda name, now: self.session_due(dialog, name, now))

    def _session_headers(self, dialog: Dialog) -> list[Header]:
        timer = dialog.session_timer
        if timer is None:
            return []
        refresher = "uac" if timer.we_refresh else "uas"
        return [("Session-Expires", f"{timer.interval_s};refresher={refresher}")]

    def _send_invite(
        self, dialog: Dialog, sdp: bytes, now: float, headers: Sequence[Header], *, is_refresh: bool
    ) -> None:
        headers = [*headers, ("Content-Type", "application/sdp")]
        dialog.client_invite = self._send(
            dialog,
            "INVITE",
            headers=[*self._session_headers(dialog), *self._core.client_headers, *headers],
            body=sdp,
            on_answer=partial(self._invite_answered, dialog, sdp, is_refresh),
            on_failure=partial(self._invite_failed, dialog, is_refresh, None),
            now=now,
        )

    def _send(
        self,
        dialog: Dialog,
        method: str,
        *,
        headers: Sequence[Header],
        on_answer: Callable[[Response, float], None],
        on_failure: Callable[[int, float], None],
        now: float,
        body: bytes = b"",
        patience_s: float | None = None,
    ) -> ClientTransaction:
        request = dialog.request(method, dialog.next_cseq())
        flow = dialog.next_flow(self._core.is_open, self._core.config.other_peers)
        if method != "BYE":
            request.headers.add("Contact", self._core.contact(flow, is_secure=dialog.is_secure))
        for name, value in headers:
            request.headers.add(name, value)
        request.body = body
        return self._start(dialog, request, flow, on_answer, on_failure, now, patience_s=patience_s)

    def _start(
        self,
        dialog: Dialog,
        request: Request,
        flow: Flow,
        on_answer: Callable[[Response, float], None],
        on_failure: Callable[[int, float], None],
        now: float,
        times: int = 0,
        patience_s: float | None = None,
    ) -> ClientTransaction:
        """Send a request, and once more when it is asked for our credentials."""

        def answered(response: Response, at: float) -> None:
            again = self._core.authorized(request, response, dialog.local_cseq + 1, times)
            if again is None:
                if request.method == "INVITE":
                    dialog.authorization = authorization_of(request)
                on_answer(response, at)
                return
            dialog.next_cseq()
            renewed = self._start(dialog, again, flow, on_answer, on_failure, at, times + 1, patience_s)
            if dialog.client_invite is transaction:
                dialog.client_invite = renewed

        transaction = self._core.send_request(
            request, flow, on_answer=answered, on_failure=on_failure, now=now, patience_s=patience_s
        )
        return transaction

    def _invite_answered(self, dialog: Dialog, sdp: bytes, is_refresh: bool, response: Response, now: float) -> None:
        if response.status < 200:
            return
        if response.status >= 300:
            self._invite_failed(dialog, is_refresh, response, response.status, now)
            return
        number = response.cseq.number
        again = dialog.last_ack is not None and dialog.last_ack[0] == number
        if not again:
            dialog.client_invite = None
            self._take_answer(dialog, response, now)
        self.acknowledge(dialog, number)
        if again or not dialog.is_established:
            return
        dialog.local_sdp = sdp
        dialog.remote_offer = None
        if not is_refresh:
            self._core.emit(ReinviteAnswered(dialog, response, sdp_of(response)))

    def _take_answer(self, dialog: Dialog, response: Response, now: float) -> None:
        """Contact and session interval of a 2xx. A Contact that cannot be read leaves the target as it was."""
        try:
            dialog.refresh_target(response, dialog.flow)
        except SipError:
            self._core.counters.malformed += 1
        if dialog.is_established:
            self.start_session_timer(dialog, agreed(response), now)

    def _invite_failed(
        self, dialog: Dialog, is_refresh: bool, response: Response | None, status: int, now: float
    ) -> None:
        if is_refresh:
            self._refresh_failed(dialog, response, status, now)
            return
        dialog.client_invite = None
        self._core.emit(ReinviteFailed(dialog, status, response))
        self._end_if_fatal(dialog, status, now)

    def _refresh_answered(self, dialog: Dialog, response: Response, now: float) -> None:
        if response.status < 200:
            return
        if response.status >= 300:
            self._refresh_failed(dialog, response, response.status, now)
            return
        dialog.client_invite = None
        self._take_answer(dialog, response, now)

    def _refresh_failed(self, dialog: Dialog, response: Response | None, status: int, now: float) -> None:
        """491: again after the wait of §14.1. 422: again with the interval wanted (RFC 4028 §7.3). Else expire."""
        dialog.client_invite = None
        timer = dialog.session_timer
        if status == 491:
            # The owner of the Call-ID waits 2.1 to 4 s, the other side up to 2 s.
            random = self._core.random()
            self._refresh_later(dialog, now, 2.1 + 1.9 * random if dialog.is_caller else 2.0 * random)
        elif status == 422 and timer is not None and response is not None:
            try:
                least = parse_seconds((response.headers.get("Min-SE") or "").partition(";")[0], "Min-SE")
            except SipError:
                return
            # A peer that is never content, and says so each time, would have us ask as fast as it answers.
            if least > timer.interval_s and not timer.is_raised:
                timer.interval_s, timer.is_raised = least, True
                self._refresh_later(dialog, now, 0.0)
        else:
            self._end_if_fatal(dialog, status, now)

    def _end_if_fatal(self, dialog: Dialog, status: int, now: float) -> None:
        if status in _FATAL:
            self.bye(dialog, now, None, EndReason.GONE)


class _Watch:
    """Ties timers of a dialog to what is to be done when they are due."""

    __slots__ = ("_do",)

    def __init__(self, do: Callable[[str, float], None]) -> None:
        self._do = do

    def handle_timer(self, name: str, now: float) -> None:
        """Do it."""
        self._do(name, now)
