"""The server half: from a request to an event, and from the user's decision to the answer.

RFC 3261 §8.2, §9.2, §12.2.2, §13.3, §14.2 and §15.1.2; RFC 3311 for UPDATE.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from sip.body import find_sdp, parts_of, sdp_of, text_of
from sip.checks import ACCEPT, check_request, check_syntax
from sip.configuration import Header, Refusal
from sip.confirmation import Confirmation
from sip.core import Core
from sip.dialog import Dialog, DialogState
from sip.dialog_requests import DialogRequests
from sip.errors import SipError
from sip.events import Acked, Cancelled, EndReason, Invited, OptionsAsked, Refreshed, Reinvited, Rejected
from sip.flow import Flow
from sip.message import Request
from sip.networks import same_host
from sip.responses import build_response, via_lines
from sip.server_transaction import ServerTransaction, TransactionKey, transaction_key
from sip.session_timer import agree, check_interval
from sip.status import phrase

_ORIGIN_LINE: Final = re.compile(r"^o=.*$", re.MULTILINE)
# §14.2 and RFC 3311 §5.2: Retry-After "of a randomly chosen value between 0 and 10 seconds".
_RETRY_RANGE_S: Final = 11
_UNKNOWN: Final = 481
_FOREIGN: Final = 403
_OUR_FAULT: Final = 500
_CHALLENGE: Final = 401
_GUESS: Final = 20.0
"""Ten passwords a second can be tried from one source with the limits that servers come with."""
_WITHIN_CALL: Final = 0.1
_OVERLOADED: Final = 0.1
"""A call that we had no room for: who hunts for a server with room is no flood, who asks for ever is."""
_PART_OF_OTHERS: Final = 0.25
"""Of the room for transactions, for those that neither begin a call nor belong to one."""
_MOST_REPEATS: Final = 12
"""Timer E or A makes ten of them in 64*T1 (§17.1); more is no repetition for want of an answer."""


class Answering:
    """Takes requests, keeps dialogs right, and carries out `UserAgent.respond`."""

    def __init__(self, core: Core, requests: DialogRequests) -> None:
        self._core = core
        self._requests = requests
        self.accepting = True
        self._challenge_tag = ""
        """Our tag in every 401: a request that comes again gets the same one, and the ACK is known by it (§8.2.7)."""
        self._in_dialog: dict[str, Callable[[ServerTransaction, Dialog, float], None]] = {
            "INVITE": self._reinvited,
            "UPDATE": self._updated,
            "BYE": self._bye,
            "OPTIONS": self._options,
        }

    # From the network.

    def handle_request(self, request: Request, flow: Flow, now: float) -> None:
        """Take a request that could be read.

        Raises:
            MessageError: it contradicts itself; nothing has been changed.
        """
        check_syntax(request)
        key = transaction_key(request)
        transaction = self._core.server_transactions.get(key)
        if request.method == "ACK":
            self._acked(request, transaction, flow, now)
        elif transaction is not None:
            self._core.counters.repeated += 1
            transaction.handle_request(now)
            if transaction.repeats > _MOST_REPEATS:
                self._core.sources(flow.transport).charge(flow.remote[0], now)
        else:
            self._handle_new(request, key, flow, now)

    def _handle_new(self, request: Request, key: TransactionKey, flow: Flow, now: float) -> None:
        core = self._core
        vias = via_lines(request.headers, flow, request.via)
        is_charged = not request.to.tag and request.method != "CANCEL"
        if is_charged or request.method not in ("BYE", "CANCEL"):
            core.sources(flow.transport).charge(flow.remote[0], now, 1.0 if is_charged else _WITHIN_CALL)
        if not self._has_room(request, flow):
            # Without a transaction: an answer that costs nothing to remember.
            self._count_overload()
            core.emit(Rejected(flow, 503, "too many transactions", request.method))
            extra = (("Retry-After", str(core.config.retry_after_s)),)
            core.send(build_response(request.headers, vias, 503, to_tag=core.new_token(), extra=extra), flow)
            return
        transaction = ServerTransaction(core, key, request, flow, vias)
        # In a dialog the To tag is ours and must be echoed; a request for a dialog we do not know keeps its tag too.
        transaction.to_tag = request.to.tag or core.new_token()
        core.remember(transaction)
        if request.method == "INVITE":
            transaction.start_trying(now + core.config.trying_after_s)
        try:
            self._dispatch(transaction, now)
        except SipError as fault:
            core.counters.refused += 1
            if fault.status in (_UNKNOWN, _FOREIGN) and not is_charged:
                core.sources(flow.transport).charge(flow.remote[0], now)
            elif fault.status >= _OUR_FAULT and is_charged:
                core.sources(flow.transport).refund(flow.remote[0], 1.0 - _OVERLOADED)
            core.emit(Rejected(flow, fault.status, fault.reason, request.method))
            if fault.status == _UNKNOWN and request.method != "INVITE":
                # A flood of BYE and CANCEL leaves nothing to remember.
                self._answer_and_forget(transaction, _UNKNOWN, transaction.to_tag, reason=fault.reason)
            else:
                self._answer(transaction, fault.status, now, headers=fault.headers, reason=fault.reason)

    def _has_room(self, request: Request, flow: Flow) -> bool:
        """Whether there may be a transaction beside those there are: a flood of OPTIONS must leave room for calls, and
        one source for others."""
        core = self._core
        part = 1.0 if request.method == "INVITE" or request.to.tag else _PART_OF_OTHERS
        size = request.head_size + len(request.body)
        is_among_most = len(core.server_transactions) < int(core.config.max_transactions * part)
        return is_among_most and core.remembered.has_room(flow.remote[0], size, part)

    def _dispatch(self, transaction: ServerTransaction, now: float) -> None:
        request = transaction.request
        if request.method == "CANCEL":
            self._cancelled(transaction, now)
            return
        refusal = check_request(request, self._core.config.accepted_besides)
        if refusal is None and not request.to.tag:
            self._check_merged(transaction)
            if request.method in ("INVITE", "OPTIONS"):
                refusal = self._authenticate(transaction, now)
        if refusal is not None:
            self._refuse(transaction, refusal, now)
        elif request.to.tag:
            self._dispatch_in_dialog(transaction, now)
        elif request.method == "INVITE":
            self._invited(transaction, now)
        elif request.method == "OPTIONS":
            self._core.emit(OptionsAsked(transaction))
        else:
            # BYE and UPDATE mean nothing outside a dialog (§15.1.2, RFC 3311 §5.2).
            raise SipError(481, "Call/Transaction Does Not Exist")

    def _authenticate(self, transaction: ServerTransaction, now: float, dialog: Dialog | None = None) -> Refusal | None:
        """Whether the peer is who may call (§22), or might when its call began: passwords change, and who is not known
        any more must be able to end its calls. What asking cost its source is given back when it has answered; a
        password that was guessed wrongly costs it much."""
        challenge = self._core.config.challenge
        request, host = transaction.request, transaction.flow.remote[0]
        refusal = None if challenge is None else challenge(request, transaction.flow, now)
        if refusal is not None and dialog is not None and dialog.challenge != challenge:
            refusal = None if dialog.challenge is None else dialog.challenge(request, transaction.flow, now)
        if refusal is not None and refusal.status != _CHALLENGE:
            self._core.sources(transaction.flow.transport).charge(host, now, _GUESS)
        elif refusal is None and challenge is not None and "Authorization" in request.headers:
            self._core.sources(transaction.flow.transport).refund(host)
        return refusal

    def _refuse(self, transaction: ServerTransaction, refusal: Refusal, now: float) -> None:
        request = transaction.request
        if refusal.status == _CHALLENGE:
            self._core.counters.challenged += 1
            self._challenge_tag = self._challenge_tag or self._core.new_token()
            tag = request.to.tag or self._challenge_tag
            self._answer_and_forget(transaction, _CHALLENGE, tag, headers=refusal.headers, reason=refusal.reason)
            return
        self._core.counters.refused += 1
        reason = refusal.reason or phrase(refusal.status)
        self._core.emit(Rejected(transaction.flow, refusal.status, reason, request.method))
        self._answer(transaction, refusal.status, now, headers=refusal.headers, reason=refusal.reason)

    def _answer_and_forget(
        self,
        transaction: ServerTransaction,
        status: int,
        to_tag: str,
        *,
        headers: Sequence[Header] = (),
        reason: str | None = None,
    ) -> None:
        """§8.2.7: without a transaction. What strangers send leaves nothing, and nothing is repeated to who may not
        have asked for it."""
        transaction.abandon()
        request = transaction.request
        data = build_response(
            request.headers, transaction.vias, status, to_tag=to_tag, reason=reason, extra=tuple(headers)
        )
        self._core.send(data, transaction.flow)

    def _check_merged(self, transaction: ServerTransaction) -> None:
        """§8.2.2.2: the same request by another path. Without a From tag (RFC 2543) it cannot be told."""
        request = transaction.request
        tag = request.from_.tag
        if not tag:
            return
        key = (tag, request.call_id, str(request.cseq.number), request.method)
        if key in self._core.merge_keys:
            raise SipError(482, "Loop Detected")
        transaction.merge_key = key
        self._core.merge_keys[key] = transaction

    def _dispatch_in_dialog(self, transaction: ServerTransaction, now: float) -> None:
        request = transaction.request
        dialog = self._core.dialogs.get((request.call_id, request.to.tag, request.from_.tag))
        if dialog is None:
            raise SipError(481, "Call/Transaction Does Not Exist")
        if not self._is_from_peer(dialog, transaction.flow):
            raise SipError(_FOREIGN, "the call is not from this address")
        refusal = self._authenticate(transaction, now, dialog)
        if refusal is not None:
            self._refuse(transaction, refusal, now)
            return
        number = request.cseq.number
        if dialog.remote_cseq is not None and number < dialog.remote_cseq:
            # §12.2.2: "…out of order and MUST be rejected with a 500".
            raise SipError(500, "CSeq out of order")
        dialog.remote_cseq = number
        self._in_dialog[request.method](transaction, dialog, now)

    def _is_from_peer(self, dialog: Dialog, flow: Flow) -> bool:
        return dialog.may_involve(flow.remote[0], self._core.config.other_peers)

    # Calls.

    def _invited(self, transaction: ServerTransaction, now: float) -> None:
        core = self._core
        request = transaction.request
        if not self.accepting:
            self._count_overload()
            # Without Retry-After: nobody will be here, and clients such as Sofia wait for what it says.
            raise SipError(503, "Service Unavailable")
        host = transaction.flow.remote[0]
        is_greedy = not core.unconfirmed.has_share_for(host, now)
        if is_greedy or len(core.dialogs) >= core.config.max_dialogs or not core.unconfirmed.make_room(now):
            self._count_overload()
            if is_greedy:
                # Calls that it never acknowledges: no fault of ours, and no reason to answer it for ever.
                core.sources(transaction.flow.transport).charge(host, now)
            raise SipError(503, "Service Unavailable", (("Retry-After", str(core.config.retry_after_s)),))
        check_interval(request, core.config)
        dialog = Dialog.of_server(transaction)
        parts = parts_of(request)
        sdp = find_sdp(parts)
        transaction.offer = None if sdp is None else text_of(sdp)
        dialog.server_invite = transaction
        dialog.challenge = core.config.challenge
        core.dialogs[dialog.id] = dialog
        core.emit(
            Invited(
                transaction,
                transaction.offer,
                tuple(part for part in parts if part is not sdp),
            )
        )

    def _count_overload(self) -> None:
        self._core.counters.overloaded += 1

    def _reinvited(self, transaction: ServerTransaction, dialog: Dialog, now: float) -> None:
        self._check_glare(dialog)
        if dialog.confirmation is not None:
            # The peer has our 2xx, or it would not go on: its ACK was lost or comes late.
            self._confirmed(dialog, dialog.confirmation, None, now)
        request = transaction.request
        check_interval(request, self._core.config)
        _check_contact(request)
        transaction.offer = offer = sdp_of(request)
        dialog.server_invite = transaction
        self._change(transaction, dialog, offer, now)

    def _updated(self, transaction: ServerTransaction, dialog: Dialog, now: float) -> None:
        """RFC 3311 §5.2; without SDP it only refreshes."""
        request = transaction.request
        transaction.offer = offer = sdp_of(request)
        if offer is not None:
            self._check_glare(dialog)
            if dialog.confirmation is not None and dialog.confirmation.made_offer:
                raise SipError(491, "Request Pending")
        check_interval(request, self._core.config)
        _check_contact(request)
        if offer is None:
            self.respond(transaction, 200, now)
            self._core.emit(Refreshed(dialog))
            return
        dialog.server_update = transaction
        self._change(transaction, dialog, offer, now)

    def _check_glare(self, dialog: Dialog) -> None:
        if dialog.server_invite is not None or dialog.server_update is not None:
            # §14.2: a second INVITE before the final answer to the first.
            retry = str(int(self._core.random() * _RETRY_RANGE_S))
            raise SipError(500, "Another request of this dialog is open", (("Retry-After", retry),))
        if dialog.client_invite is not None:
            raise SipError(491, "Request Pending")
        if not dialog.is_established:
            raise SipError(481, "Call/Transaction Does Not Exist")

    def _change(self, transaction: ServerTransaction, dialog: Dialog, offer: str | None, now: float) -> None:
        """Answer a mere refresh (RFC 4028 §7.4: nothing but the origin line may differ), hand on the rest."""
        known = dialog.remote_offer
        if offer is not None and known is not None and dialog.local_sdp is not None and _same(offer, known):
            self.respond(transaction, 200, now, sdp=dialog.local_sdp)
            self._core.emit(Refreshed(dialog))
        else:
            self._core.emit(Reinvited(dialog, transaction, offer))

    def _options(self, transaction: ServerTransaction, dialog: Dialog, _now: float) -> None:
        dialog.learn(transaction.request)
        self._core.emit(OptionsAsked(transaction))

    def _bye(self, transaction: ServerTransaction, dialog: Dialog, now: float) -> None:
        self._answer(transaction, 200, now)
        if dialog.confirmation is not None:
            self._refund(dialog.confirmation)
        for open_request in (dialog.server_invite, dialog.server_update):
            # §15.1.2: "…MUST still respond to any pending requests received for that dialog. It is RECOMMENDED that a
            # 487 (Request Terminated) response be generated".
            if open_request is not None:
                self._answer(open_request, 487, now)
        if dialog.state is DialogState.EARLY and dialog.server_invite is not None:
            self._core.emit(Cancelled(dialog.server_invite))
            self._core.drop_dialog(dialog)
        elif dialog.state is DialogState.ENDING:
            # BYEs crossed: ours is still to be answered, and its answer ends the dialog. One that waits need not leave.
            if dialog.farewell is not None:
                self._core.drop_dialog(dialog)
                self._core.report_end(dialog, EndReason.LOCAL)
        else:
            self._core.drop_dialog(dialog)
            self._core.report_end(dialog, EndReason.BYE, request=transaction.request)

    def _cancelled(self, transaction: ServerTransaction, now: float) -> None:
        """§9.2."""
        invite = self._core.server_transactions.get(transaction_key(transaction.request, "INVITE"))
        if invite is None or not same_host(invite.flow.remote[0], transaction.flow.remote[0]):
            raise SipError(481, "Call/Transaction Does Not Exist")
        transaction.to_tag = invite.to_tag
        self._answer(transaction, 200, now)
        if not invite.is_answered:
            self.respond(invite, 487, now)
            self._core.emit(Cancelled(invite))

    def _acked(self, request: Request, transaction: ServerTransaction | None, flow: Flow, now: float) -> None:
        dialog = self._core.dialogs.get((request.call_id, request.to.tag, request.from_.tag))
        waiting = None if dialog is None else dialog.confirmation
        if dialog is not None and not self._is_from_peer(dialog, flow):
            self._core.counters.unmatched += 1
            self._core.emit(Rejected(flow, _FOREIGN, "the call is not from this address", "ACK"))
        elif dialog is not None and waiting is not None and waiting.cseq == request.cseq.number:
            dialog.flow = flow
            self._confirmed(dialog, waiting, sdp_of(request), now)
        elif transaction is not None:
            transaction.handle_ack(now)
        elif request.to.tag and request.to.tag == self._challenge_tag:
            self._core.sources(flow.transport).charge(flow.remote[0], now, _WITHIN_CALL)
        elif dialog is None:
            self._core.counters.unmatched += 1
        else:
            self._core.sources(flow.transport).charge(flow.remote[0], now, _WITHIN_CALL)

    def _confirmed(self, dialog: Dialog, waiting: Confirmation, answer: str | None, now: float) -> None:
        waiting.stop()
        dialog.confirmation = None
        self._refund(waiting)
        if dialog.wanted_bye is not None:
            self._requests.bye(dialog, now, dialog.wanted_bye[0])
        else:
            self._core.emit(Acked(dialog, answer))

    def _refund(self, waiting: Confirmation) -> None:
        """The peer has our 2xx: its INVITE has led to a call."""
        if waiting.is_first:
            self._core.sources(waiting.flow.transport).refund(waiting.flow.remote[0])

    # From the user.

    def respond(
        self,
        transaction: ServerTransaction,
        status: int,
        now: float,
        *,
        sdp: bytes | None = None,
        headers: Sequence[Header] = (),
        reason: str | None = None,
    ) -> Dialog | None:
        """See `UserAgent.respond`."""
        if transaction.is_answered:
            return None
        request = transaction.request
        dialog = self._core.dialogs.get((request.call_id, transaction.to_tag, request.from_.tag))
        if dialog is not None and status >= 300:
            self._close_request(transaction, dialog)
        if status >= _OUR_FAULT and not request.to.tag:
            self._core.sources(transaction.flow.transport).refund(transaction.flow.remote[0], 1.0 - _OVERLOADED)
        if sdp is not None:
            headers = [*headers, ("Content-Type", "application/sdp")]
        if not 200 <= status < 300:
            if status > 100 and dialog is not None and dialog.state is DialogState.EARLY:
                headers = [("Contact", self._core.contact(transaction.flow, is_secure=dialog.is_secure)), *headers]
            self._answer(transaction, status, now, headers=headers, reason=reason, body=sdp or b"")
            return None
        if request.method == "OPTIONS" or dialog is None:
            headers = [("Accept", ACCEPT), *headers]
            self._answer(transaction, status, now, headers=headers, reason=reason, body=sdp or b"")
            return None
        self._accept(transaction, dialog, status, now, sdp, headers, reason)
        return dialog

    def _accept(
        self,
        transaction: ServerTransaction,
        dialog: Dialog,
        status: int,
        now: float,
        sdp: bytes | None,
        headers: Sequence[Header],
        reason: str | None,
    ) -> None:
        """A 2xx to an INVITE or an UPDATE (§13.3.1.4)."""
        request = transaction.request
        timer, timer_headers = agree(request, self._core.config)
        routes = [("Record-Route", route) for route in request.headers.all("Record-Route")]
        contact = ("Contact", self._core.contact(transaction.flow, is_secure=dialog.is_secure))
        data = self._answer(
            transaction,
            status,
            now,
            headers=[*routes, contact, *timer_headers, *headers],
            reason=reason,
            body=sdp or b"",
        )
        is_first = dialog.state is DialogState.EARLY
        if is_first:
            dialog.state = DialogState.CONFIRMED
        else:
            # RFC 6141 §4: what is refused has not moved the peer either.
            dialog.refresh_target(request, transaction.flow)
        self._close_request(transaction, dialog)
        self._requests.start_session_timer(dialog, timer, now)
        if sdp is not None:
            dialog.local_sdp = sdp
            dialog.remote_offer = transaction.offer
        if request.method == "INVITE":
            dialog.confirmation = Confirmation(
                self._core,
                request.cseq.number,
                data,
                transaction.flow,
                made_offer=transaction.offer is None,
                is_first=is_first,
                on_lost=lambda lost_at: self._lost(dialog, lost_at),
                waiting=self._core.unconfirmed,
                now=now,
            )

    def _lost(self, dialog: Dialog, now: float) -> None:
        """§13.3.1.4: "If the server retransmits the 2xx response for 64*T1 seconds without receiving an ACK, the
        dialog is confirmed, but the session SHOULD be terminated. This is accomplished with a BYE".
        """
        dialog.confirmation = None
        wanted = dialog.wanted_bye
        if wanted is None:
            self._requests.bye(dialog, now, 'SIP;cause=408;text="no ACK"', EndReason.NO_ACK)
        else:
            self._requests.bye(dialog, now, wanted[0])

    def _close_request(self, transaction: ServerTransaction, dialog: Dialog) -> None:
        """The request gets its final answer: it is no longer open in its dialog, and an early dialog goes."""
        if dialog.server_invite is transaction:
            dialog.server_invite = None
            if dialog.state is DialogState.EARLY:
                self._core.dialogs.pop(dialog.id, None)
        if dialog.server_update is transaction:
            dialog.server_update = None

    def _answer(
        self,
        transaction: ServerTransaction,
        status: int,
        now: float,
        *,
        headers: Sequence[Header] = (),
        reason: str | None = None,
        body: bytes = b"",
    ) -> bytes:
        """Build an answer and give it to the transaction."""
        data = build_response(
            transaction.request.headers,
            transaction.vias,
            status,
            to_tag=transaction.to_tag if status > 100 else "",
            reason=reason,
            extra=(*self._core.server_headers, *headers) if status > 100 else headers,
            body=body,
        )
        transaction.respond(status, data, now)
        return data


def _check_contact(request: Request) -> None:
    """Reads it for the error it may raise: the target is refreshed with a 2xx only."""
    contact = request.contact
    if contact is not None:
        contact.uri  # noqa: B018


def _same(offer: str, known: str) -> bool:
    """Whether two descriptions differ in the origin line at most."""
    return offer == known or _ORIGIN_LINE.sub("", offer) == _ORIGIN_LINE.sub("", known)
