"""The synthesizer resource, speechsynth and basicsynth: RFC 6787 §8 without I/O.

`synthesizer_table.TABLE` says what each method and each report does in each state; the methods below are its steps.
Every SPEAK gets an answer and, if that is IN-PROGRESS or PENDING, an end: SPEAK-COMPLETE, or its id in the answer to
STOP or BARGE-IN-OCCURRED, never both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from mrcp_server.mrcp.actions import Respond
from mrcp_server.mrcp.codes import SPEAK_FAILURES, EventName, Method, RequestState, SpeakCause, Status
from mrcp_server.mrcp.errors import LocalProtocolError, MrcpError
from mrcp_server.mrcp.fields import active_ids, cookie_fields, failed_uri_fields
from mrcp_server.mrcp.message import cause_fields
from mrcp_server.mrcp.resource import Resource
from mrcp_server.mrcp.synthesizer import actions as act
from mrcp_server.mrcp.synthesizer.awaited_report import AwaitedReport, SynthesizerTimes
from mrcp_server.mrcp.synthesizer.headers import SPEECHSYNTH
from mrcp_server.mrcp.synthesizer.length import Unit
from mrcp_server.mrcp.synthesizer.messages import (
    speak_complete_fields,
    speech_marker,
)
from mrcp_server.mrcp.synthesizer.reports import JumpOutcome, SpeakFailure
from mrcp_server.mrcp.synthesizer.speak_queue import Ended, Speak, SpeakQueue
from mrcp_server.mrcp.synthesizer.speak_request import changes_on_the_fly, parse_lexicons, parse_speech, settle
from mrcp_server.mrcp.synthesizer.table import TABLE, Report, State, Step, Trigger

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.contents import Contents
    from mrcp_server.mrcp.cookies import CookieJar
    from mrcp_server.mrcp.headers import FieldTable
    from mrcp_server.mrcp.message import Request
    from mrcp_server.mrcp.synthesizer.headers import SynthesizerFeatures

# A client that queues more has lost count; each one holds its text.
MAX_QUEUED: Final = 1000
MAX_QUEUED_BYTES: Final = 16 << 20
# Proxy-Sync-Ids of barge-ins that were carried out inside; the client's BARGE-IN-OCCURRED follows within a round trip.
_REMEMBERED_SYNC_IDS: Final = 16


class Synthesizer(Resource):
    """One synthesizer channel. See `reports.SynthesizerReports` for what it wants to be told."""

    def __init__(
        self,
        channel_identifier: str,
        *,
        wall_offset_s: float,
        features: SynthesizerFeatures = SPEECHSYNTH,
        table: FieldTable | None = None,
        speech_markers: bool = True,
        times: SynthesizerTimes | None = None,
        cookies: CookieJar | None = None,
        contents: Contents | None = None,
        max_queued: int = MAX_QUEUED,
        max_queued_bytes: int = MAX_QUEUED_BYTES,
    ) -> None:
        """`wall_offset_s` is Unix time minus monotonic time. `table` is `features.field_table()`, built once by the
        caller and shared by all channels. `speech_markers` False sends no SPEECH-MARKER events (clients that break
        on them); the Speech-Marker header stays. `cookies` and `contents` belong to the dialog. So many SPEAKs may be
        outstanding, and their bodies hold so many octets; one more is answered 501."""
        super().__init__(
            channel_identifier,
            methods=features.methods,
            table=table or features.field_table(),
            wall_offset_s=wall_offset_s,
            cookies=cookies,
            contents=contents,
        )
        self._features = features
        self._speech_markers = speech_markers
        self._times = times or SynthesizerTimes()
        self._state = State.IDLE
        self._queue = SpeakQueue()
        self._max_queued = max_queued
        self._max_queued_bytes = max_queued_bytes
        self._waiting: AwaitedReport | None = None
        self._drain_until: float | None = None
        self._killed_by: tuple[str, ...] = ()

    # ---- what can be asked ------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """IDLE, SPEAKING or PAUSED."""
        return self._state

    @property
    def request_ids(self) -> tuple[int, ...]:
        """Outstanding SPEAKs, the active one first."""
        return self._queue.ids()

    @property
    def killable(self) -> bool:
        """Whether speech of the caller is to stop playout now: the active SPEAK's Kill-On-Barge-In decides."""
        return self._state is not State.IDLE and self._queue.active.parameters.kill_on_barge_in

    # ---- time -------------------------------------------------------------------------------------------------------

    def next_timer(self) -> float | None:
        """When `handle_timer` is due."""
        if self._waiting is not None:
            return self._waiting.deadline
        return self._drain_until

    def handle_timer(self, now: float) -> list[Action]:
        """End a drain, or answer a request whose report did not come."""
        due = self.next_timer()
        if due is None or now < due:
            return []
        waiting = self._waiting
        if waiting is None:
            actions = self._complete_active(Report.FINISHED)
        elif waiting.request.method == Method.CONTROL:
            actions = self._jumped(waiting, JumpOutcome.FAILED, now, None)
        elif waiting.request.method == Method.DEFINE_LEXICON:
            failure = SpeakFailure(SpeakCause.LEXICON_LOAD_FAILURE, "not loaded in time")
            actions = self._answer_lexicon(waiting, failure, ())
        else:
            actions = self._finish_stop(waiting, now, None)
        return actions + self._serve_held(now)

    # ---- requests ---------------------------------------------------------------------------------------------------

    def _is_waiting(self) -> bool:
        return self._waiting is not None

    def _serve(self, request: Request, now: float) -> list[Action]:
        step = TABLE[self._state, Method(request.method)].step
        if step is Step.REFUSE:
            raise MrcpError(Status.METHOD_NOT_VALID_IN_STATE, request.method)
        typed = self._table.check(request.method, request.headers)
        return self._STEPS[step](self, request, typed, now)

    def _begin(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        speak = self._parse_speak(request, typed, now)
        self._enter(State.SPEAKING, Method.SPEAK)
        self._queue.append(speak)
        fields = [speech_marker(self._ntp(now))]
        return [
            self._respond(request, Status.SUCCESS, RequestState.IN_PROGRESS, fields),
            act.StartSpeaking(speak.request_id, speak.entities, speak.parameters),
        ]

    def _enqueue(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        if len(self._queue) >= self._max_queued:
            raise MrcpError(Status.INTERNAL_ERROR, "queue is full")
        if self._queue.body_bytes + len(request.body) > self._max_queued_bytes:
            raise MrcpError(Status.INTERNAL_ERROR, "the queue holds too much text")
        speak = self._parse_speak(request, typed, now)
        speak.was_pending = True
        self._queue.append(speak)
        actions: list[Action] = [self._respond(request, Status.SUCCESS, RequestState.PENDING)]
        if self._state is State.SPEAKING and self._queue.active.ended:
            # The drain protects the end of a prompt against silence; now speech follows: hand over at once.
            return actions + self._complete_active(Report.FINISHED)
        return [*actions, act.PrepareSpeaking(speak.request_id, speak.entities, speak.parameters)]

    def _parse_speak(self, request: Request, typed: Mapping[str, Any], now: float) -> Speak:
        entities = parse_speech(request, self._features)
        vendor_pairs = self.parameters.parse_vendor(request.headers)
        self.parameters.take_cookies(request.headers, now)
        for entity in entities:
            if entity.content_id:
                self.contents.put(entity)
        parameters = settle(typed, vendor_pairs, self.parameters, basic=self._features.basic)
        return Speak(request.request_id, entities, parameters)

    def _nothing(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        return [self._respond(request, Status.SUCCESS, fields=[self._marker_of_active(now)])]

    def _stay_speaking(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        return [self._respond(request, Status.SUCCESS)]

    def _stop(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        wanted = typed.get("active-request-id-list")
        outstanding = self._queue.ids()
        chosen = outstanding if wanted is None else tuple(one for one in outstanding if one in wanted)
        return self._end_requests(request, typed, chosen, now)

    def _barge_in(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        # §6.2.4: the Proxy-Sync-Id tells that this barge-in "has been processed through a direct interaction"; a SPEAK
        # that came after it is not meant.
        handled = typed.get("proxy-sync-id") in self._killed_by
        chosen = self._queue.ids() if self.killable and not handled else ()
        return self._end_requests(request, typed, chosen, now)

    def _end_requests(
        self, request: Request, typed: Mapping[str, Any], chosen: tuple[int, ...], now: float
    ) -> list[Action]:
        """§8.7, §8.8: the answer lists what was ended and no SPEAK-COMPLETE follows for it."""
        if not chosen:
            return self._nothing(request, typed, now)
        waiting = AwaitedReport(request, chosen, now + self._times.stop_s)
        active = self._queue.active
        if active.request_id not in chosen or active.ended:  # nothing of it is being heard
            return [act.DropSpeaking(chosen), *self._finish_stop(waiting, now, None)]
        self._waiting = waiting
        return [act.StopSpeaking(chosen)]

    def _pause(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        self._enter(State.PAUSED, Method.PAUSE)
        self._drain_until = None
        active = self._queue.active.request_id
        return [self._respond_with_ids(request, [active]), act.PauseSpeaking(active)]

    def _stay_paused(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        return [self._respond_with_ids(request, [self._queue.active.request_id])]

    def _resume(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        self._enter(State.SPEAKING, Method.RESUME)
        active = self._queue.active
        actions: list[Action] = [self._respond_with_ids(request, [active.request_id])]
        if active.ended:
            return actions + self._drain_or_complete(now)
        return [*actions, act.ResumeSpeaking(active.request_id)]

    def _control(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        jump, length = typed.get("jump-size"), typed.get("speak-length")
        changes = changes_on_the_fly(typed)
        active = self._queue.active
        waiting = AwaitedReport(request, (active.request_id,), now + self._times.jump_s)
        if not (jump or length or changes):
            return self._jumped(waiting, JumpOutcome.MOVED, now, None, keep_end=True)
        if active.ended and (jump is None or (jump.unit is not Unit.TAG and jump.count >= 0)):
            return self._jumped(waiting, JumpOutcome.PAST_END, now, None)
        self._drain_until = None
        self._waiting = waiting
        return [act.JumpSpeaking(active.request_id, jump, length, changes)]

    def _load_lexicon(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        unload = typed.get("load-lexicon") is False
        lexicons = parse_lexicons(request, self._features, unload=unload)
        vendor_pairs = self.parameters.parse_vendor(request.headers)
        self.parameters.take_cookies(request.headers, now)
        parameters = settle(typed, vendor_pairs, self.parameters, basic=self._features.basic)
        self._waiting = AwaitedReport(request, (), now + self._times.lexicon_s, lexicons, unload)
        return [act.LoadLexicon(request.request_id, lexicons, parameters, unload)]

    # ---- reports ----------------------------------------------------------------------------------------------------

    def started(self, request_id: int, now: float, ntp: int | None = None) -> list[Action]:
        """See `SynthesizerReports`. §8.13: a SPEAK that was PENDING tells with a null marker that it begins."""
        speak = self._active_or_hold(request_id, lambda: self.started(request_id, now, ntp))
        if speak is None or not speak.was_pending:
            return []
        speak.was_pending = False
        return self._speech_marker_event(speak, self._ntp(now, ntp))

    def marked(self, request_id: int, name: str, now: float, ntp: int | None = None) -> list[Action]:
        """See `SynthesizerReports`."""
        speak = self._active_or_hold(request_id, lambda: self.marked(request_id, name, now, ntp))
        if speak is None:
            return []
        speak.last_mark = name
        return self._speech_marker_event(speak, self._ntp(now, ntp))

    def finished(
        self, request_id: int, now: float, ntp: int | None = None, *, new_cookies: Sequence[str] = ()
    ) -> list[Action]:
        """See `SynthesizerReports`."""
        cookies = tuple(new_cookies)
        speak = self._active_or_hold(request_id, lambda: self.finished(request_id, now, ntp, new_cookies=cookies))
        if speak is None or speak.ended:
            return []
        if self._waiting is not None and self._waiting.request.method != Method.CONTROL:
            return []  # being stopped: the answer to the STOP lists it, that is its end
        speak.ended = Ended(self._ntp(now, ntp), cookies)
        if self._waiting is not None or TABLE[self._state, Report.FINISHED].step is Step.HOLD_END:
            return []  # a CONTROL may still bring it back; a PAUSE holds it
        return self._drain_or_complete(now)

    def failed(
        self,
        request_id: int,
        failure: SpeakFailure,
        now: float,
        ntp: int | None = None,
        *,
        new_cookies: Sequence[str] = (),
    ) -> list[Action]:
        """See `SynthesizerReports`. Raises: LocalProtocolError for a cause that is not a failure's."""
        if failure.cause not in SPEAK_FAILURES:
            raise LocalProtocolError(f"a SPEAK cannot fail with {failure.cause!r}")
        cookies = tuple(new_cookies)
        speak = self._active_or_hold(
            request_id, lambda: self.failed(request_id, failure, now, ntp, new_cookies=cookies)
        )
        if speak is None or speak.ended:
            return []
        actions: list[Action] = []
        if self._waiting is not None:
            if self._waiting.request.method != Method.CONTROL:
                return []  # as in `finished`
            actions.append(self._respond(self._waiting.request, Status.OPERATION_FAILED))
            self._waiting = None
        self._enter(State.IDLE, Report.FAILED)
        _, *cancelled = self._queue.clear()
        end = self._ntp(now, ntp)
        fields = speak_complete_fields(failure.cause, end, speak.last_mark, failure=failure, new_cookies=cookies)
        actions.append(self._emit(EventName.SPEAK_COMPLETE, request_id, RequestState.COMPLETE, fields))
        actions += self._end_all(cancelled, SpeakCause.CANCELLED, end)
        return actions + self._serve_held(now)

    def stopped(self, request_ids: Collection[int], now: float, ntp: int | None = None) -> list[Action]:
        """See `SynthesizerReports`."""
        waiting = self._waiting
        if waiting is None or not set(waiting.request_ids).intersection(request_ids):
            return []
        if waiting.request.method == Method.CONTROL:
            return []
        return self._finish_stop(waiting, now, ntp) + self._serve_held(now)

    def killed(self, sync_id: str, now: float, ntp: int | None = None) -> list[Action]:
        """See `SynthesizerReports`. §8.4.4: 001 is for the barge-in that no BARGE-IN-OCCURRED has told us of."""
        self._killed_by = (*self._killed_by, sync_id)[-_REMEMBERED_SYNC_IDS:]
        if TABLE[self._state, Report.KILLED].step is Step.IGNORE:
            return []
        actions: list[Action] = []
        being_stopped: tuple[int, ...] = ()
        if self._waiting is not None and self._waiting.request.method == Method.CONTROL:
            fields = [active_ids(self._waiting.request_ids), self._marker_of_active(now)]
            actions.append(self._respond(self._waiting.request, Status.SUCCESS, fields=fields))
            self._waiting = None
        elif self._waiting is not None:
            being_stopped = self._waiting.request_ids
        victims = [one for one in self._queue.ids() if one not in being_stopped]
        if not being_stopped:
            self._enter(State.IDLE, Report.KILLED)
            self._drain_until = None
        actions += self._end_all(self._queue.remove(victims), SpeakCause.BARGE_IN, self._ntp(now, ntp))
        return actions + self._serve_held(now)

    def jumped(self, request_id: int, outcome: JumpOutcome, now: float, ntp: int | None = None) -> list[Action]:
        """See `SynthesizerReports`."""
        waiting = self._waiting
        if waiting is None or waiting.request.method != Method.CONTROL:
            return []
        if request_id not in waiting.request_ids:
            return []
        return self._jumped(waiting, outcome, now, ntp) + self._serve_held(now)

    def lexicon_loaded(self, request_id: int, now: float, *, new_cookies: Sequence[str] = ()) -> list[Action]:
        """See `SynthesizerReports`."""
        return self._lexicon_ended(request_id, None, now, new_cookies)

    def lexicon_failed(
        self, request_id: int, failure: SpeakFailure, now: float, *, new_cookies: Sequence[str] = ()
    ) -> list[Action]:
        """See `SynthesizerReports`."""
        return self._lexicon_ended(request_id, failure, now, new_cookies)

    def close(self) -> list[Action]:
        """The channel is gone: forget everything. Nothing more is sent."""
        speaks = self._queue.clear()
        self._state = State.IDLE
        self._waiting = self._drain_until = None
        self._held.clear()
        return [act.DropSpeaking(tuple(speak.request_id for speak in speaks))] if speaks else []

    # ---- shared parts of the steps ----------------------------------------------------------------------------------

    def _enter(self, state: State, trigger: Trigger) -> None:
        """The one place where the state changes."""
        if state not in TABLE[self._state, trigger].after:
            raise LocalProtocolError(f"{trigger.value} does not lead from {self._state} to {state}")
        self._state = state

    def _active_or_hold(self, request_id: int, again: Callable[[], list[Action]]) -> Speak | None:
        """The SPEAK a report is about. None for one that is over; a report for one that is still behind another is
        kept until it is the active one, so that no event overtakes the SPEAK-COMPLETE in front of it."""
        speak = self._queue.find(request_id)
        if speak is not None and speak is not self._queue.active:
            speak.early_reports.append(again)
            return None
        return speak

    def _finish_stop(self, waiting: AwaitedReport, now: float, ntp: int | None) -> list[Action]:
        self._waiting = None
        active = self._queue.active
        marker = speech_marker(self._ntp(now, ntp), active.last_mark)
        ended = self._queue.remove(waiting.request_ids)
        fields = [active_ids([speak.request_id for speak in ended]), marker]
        actions: list[Action] = [self._respond(waiting.request, Status.SUCCESS, fields=fields)]
        if any(speak is active for speak in ended):
            actions += self._next(Method(waiting.request.method))
        return actions

    def _next(self, trigger: Trigger) -> list[Action]:
        """The active SPEAK is over: the next one takes its place, speaking or paused as the resource is."""
        self._drain_until = None
        self._enter(self._state if len(self._queue) else State.IDLE, trigger)
        if not len(self._queue):
            return []
        speak = self._queue.active
        paused = self._state is State.PAUSED
        actions: list[Action] = [act.StartSpeaking(speak.request_id, speak.entities, speak.parameters, paused)]
        reports, speak.early_reports = speak.early_reports, []
        for report in reports:
            actions += report()
        return actions

    def _drain_or_complete(self, now: float) -> list[Action]:
        if len(self._queue) == 1 and self._times.drain_s > 0:
            self._drain_until = now + self._times.drain_s
            return []
        return self._complete_active(Report.FINISHED)

    def _complete_active(self, trigger: Trigger) -> list[Action]:
        speak = self._queue.pop_active()
        ended = speak.ended or Ended(0)
        fields = speak_complete_fields(SpeakCause.NORMAL, ended.ntp, speak.last_mark, new_cookies=ended.new_cookies)
        complete = self._emit(EventName.SPEAK_COMPLETE, speak.request_id, RequestState.COMPLETE, fields)
        return [complete, *self._next(trigger)]

    def _jumped(
        self,
        waiting: AwaitedReport,
        outcome: JumpOutcome,
        now: float,
        ntp: int | None,
        *,
        keep_end: bool = False,
    ) -> list[Action]:
        self._waiting = None
        active = self._queue.active
        instant = self._ntp(now, ntp)
        actions: list[Action] = [self._answer_control(waiting, outcome, instant)]
        if outcome is JumpOutcome.PAST_END:
            # §8.11: "The active SPEAK request completes and returns a SPEAK-COMPLETE event following the response"
            active.ended = active.ended or Ended(instant)
            return actions + self._complete_active(Method.CONTROL)
        if outcome in (JumpOutcome.MOVED, JumpOutcome.RESTARTED) and not keep_end:
            active.ended = None
        elif active.ended and self._state is State.SPEAKING and self._drain_until is None:
            actions += self._drain_or_complete(now)
        return actions

    def _answer_control(self, waiting: AwaitedReport, outcome: JumpOutcome, instant: int) -> Respond:
        request = waiting.request
        if outcome is JumpOutcome.FAILED:
            return self._respond(request, Status.OPERATION_FAILED)
        if outcome is JumpOutcome.UNKNOWN_MARK:
            return self._respond(request, Status.UNSUPPORTED_FIELD_VALUE, fields=request.headers.raw("Jump-Size"))
        fields = [
            active_ids(waiting.request_ids),
            speech_marker(instant, self._queue.active.last_mark),
        ]
        if outcome is JumpOutcome.RESTARTED:
            fields.append(("Speak-Restart", "true"))
        return self._respond(request, Status.SUCCESS, fields=fields)

    def _lexicon_ended(
        self, request_id: int, failure: SpeakFailure | None, now: float, new_cookies: Sequence[str]
    ) -> list[Action]:
        waiting = self._waiting
        if waiting is None or waiting.request.method != Method.DEFINE_LEXICON:
            return []
        if waiting.request.request_id != request_id:
            return []
        return self._answer_lexicon(waiting, failure, new_cookies) + self._serve_held(now)

    def _answer_lexicon(
        self, waiting: AwaitedReport, failure: SpeakFailure | None, new_cookies: Sequence[str]
    ) -> list[Action]:
        self._waiting = None
        fields = cookie_fields(new_cookies)
        if failure is None:
            failure = self._keep_lexicons(waiting)
        if failure is None:
            return [self._respond(waiting.request, Status.SUCCESS, fields=fields)]
        cause = cause_fields(Method.DEFINE_LEXICON, Status.OPERATION_FAILED, failure.cause, failure.reason)
        fields = [*cause, *failed_uri_fields(failure), *fields]
        return [self._respond(waiting.request, Status.OPERATION_FAILED, fields=fields)]

    def _keep_lexicons(self, waiting: AwaitedReport) -> SpeakFailure | None:
        """§8.5.2: "The server MUST store the lexicon … for the duration of the session"."""
        for lexicon in waiting.lexicons:
            if not lexicon.content_id:
                continue
            if waiting.unload:
                self.contents.drop(lexicon.content_id)
            elif not self.contents.put(lexicon):
                return SpeakFailure(SpeakCause.LEXICON_LOAD_FAILURE, "no room for the lexicon")
        return None

    # ---- messages ---------------------------------------------------------------------------------------------------

    def _end_all(self, speaks: Iterable[Speak], cause: SpeakCause, instant: int) -> list[Action]:
        """SPEAK-COMPLETE with one cause for each, then drop them."""
        ended = list(speaks)
        events: list[Action] = [
            self._emit(
                EventName.SPEAK_COMPLETE,
                speak.request_id,
                RequestState.COMPLETE,
                speak_complete_fields(cause, instant, speak.last_mark),
            )
            for speak in ended
        ]
        return [*events, act.DropSpeaking(tuple(speak.request_id for speak in ended), cause)] if ended else []

    def _speech_marker_event(self, speak: Speak, ntp: int) -> list[Action]:
        if not self._speech_markers:
            return []
        fields = [speech_marker(ntp, speak.last_mark)]
        return [self._emit(EventName.SPEECH_MARKER, speak.request_id, RequestState.IN_PROGRESS, fields)]

    def _marker_of_active(self, now: float) -> tuple[str, str]:
        mark = self._queue.active.last_mark if len(self._queue) else ""
        return speech_marker(self._ntp(now), mark)

    def _respond_with_ids(self, request: Request, request_ids: Iterable[int]) -> Respond:
        return self._respond(request, Status.SUCCESS, fields=[active_ids(request_ids)])

    _STEPS: ClassVar[dict[Step, Callable[[Synthesizer, Request, Mapping[str, Any], float], list[Action]]]] = {
        Step.BEGIN: _begin,
        Step.ENQUEUE: _enqueue,
        Step.STOP: _stop,
        Step.PAUSE: _pause,
        Step.RESUME: _resume,
        Step.CONTROL: _control,
        Step.BARGE_IN: _barge_in,
        Step.LOAD_LEXICON: _load_lexicon,
        Step.STAY_PAUSED: _stay_paused,
        Step.STAY_SPEAKING: _stay_speaking,
        Step.NOTHING: _nothing,
    }
