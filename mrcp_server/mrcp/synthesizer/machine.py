"""The synthesizer resource, speechsynth and basicsynth: RFC 6787 §8 without I/O.

`table.TABLE` says what each method and each report does in each state; the methods below are its steps.
Every SPEAK gets an answer and, if that is IN-PROGRESS or PENDING, an end: SPEAK-COMPLETE, or its id in the answer to
STOP or BARGE-IN-OCCURRED, never both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from mrcp_server.mrcp.actions import Respond
from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.request_queue import RequestQueue
from mrcp_server.mrcp.synthesizer import actions as act
from mrcp_server.mrcp.synthesizer.awaited_report import AwaitedReport, SynthesizerTimes
from mrcp_server.mrcp.synthesizer.headers import SPEECHSYNTH
from mrcp_server.mrcp.synthesizer.length import Unit
from mrcp_server.mrcp.synthesizer.messages import speak_complete_fields, speech_marker
from mrcp_server.mrcp.synthesizer.reports import JumpOutcome, SpeakFailure, SynthesizerReports
from mrcp_server.mrcp.synthesizer.speak import Ended, Speak
from mrcp_server.mrcp.synthesizer.speak_parameters import settle
from mrcp_server.mrcp.synthesizer.speak_request import parse_lexicons, parse_speech
from mrcp_server.mrcp.synthesizer.table import TABLE, Report, State, Step
from mrcp_server.mrcp.wire.codes import EventName, Method, RequestState, SpeakCause, Status
from mrcp_server.mrcp.wire.fields import active_ids, cookie_fields, failed_uri_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from enum import StrEnum

    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.contents import Contents
    from mrcp_server.mrcp.cookies import CookieJar
    from mrcp_server.mrcp.parameters import Means
    from mrcp_server.mrcp.synthesizer.headers import SynthesizerFeatures
    from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
    from mrcp_server.mrcp.wire.headers import FieldTable
    from mrcp_server.mrcp.wire.message import Request

# A client that queues more has lost count; each one holds its text.
MAX_QUEUED: Final = 1000
MAX_QUEUED_BYTES: Final = 16 << 20
# Proxy-Sync-Ids of barge-ins that were carried out inside; the client's BARGE-IN-OCCURRED follows within a round trip.
_REMEMBERED_SYNC_IDS: Final = 16


class Synthesizer(SynthesizerReports):
    """One synthesizer channel. `SynthesizerReports` has what it wants to be told."""

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
        means: Means | None = None,
        max_queued: int = MAX_QUEUED,
        max_queued_bytes: int = MAX_QUEUED_BYTES,
    ) -> None:
        """`wall_offset_s` is Unix time minus monotonic time. `table` is `features.field_table()`, built once by the
        caller and shared by all channels. `speech_markers` False sends no SPEECH-MARKER events (clients that break
        on them); the Speech-Marker header stays. `cookies` and `contents` belong to the dialog, `means` are the
        server's. So many SPEAKs may be outstanding, and their bodies hold so many octets; one more is answered 501."""
        super().__init__(
            channel_identifier,
            rows=TABLE,
            state=State.IDLE,
            features=features,
            table=table,
            wall_offset_s=wall_offset_s,
            cookies=cookies,
            contents=contents,
            means=means,
        )
        self._features = features
        self._speech_markers = speech_markers
        self._times = times or SynthesizerTimes()
        self._queue: RequestQueue[Speak] = RequestQueue(max_queued)
        self._max_queued_bytes = max_queued_bytes
        self._awaited: AwaitedReport | None = None
        self._drain_until: float | None = None
        self._killed_by: tuple[str, ...] = ()

    # ---- what can be asked ------------------------------------------------------------------------------------------

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
        if self._awaited is not None:
            return self._awaited.deadline
        return self._drain_until

    def handle_timer(self, now: float) -> list[Action]:
        """End a drain, or answer a request whose report did not come."""
        due = self.next_timer()
        if due is None or now < due:
            return []
        awaited = self._awaited
        if awaited is None:
            actions = self._complete_active(Report.FINISHED, now)
        else:
            actions = self._answer_without_report(awaited, "not loaded in time", now)
        return actions + self._serve_held(now)

    def _answer_without_report(self, awaited: AwaitedReport, reason: str, now: float) -> list[Action]:
        if awaited.request.method == Method.CONTROL:
            return self._jumped(awaited, JumpOutcome.FAILED, now, None)
        if awaited.request.method == Method.DEFINE_LEXICON:
            return self._lexicon_ended(awaited, SpeakFailure(SpeakCause.LEXICON_LOAD_FAILURE, reason), ())
        return self._finish_stop(awaited, now, None)

    # ---- requests ---------------------------------------------------------------------------------------------------

    def _is_waiting(self) -> bool:
        return self._awaited is not None

    def _begin(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        return self._start(request, self._parse_speak(request, typed, now), now)

    def _start(self, request: Request, speak: Speak, now: float) -> list[Action]:
        self._enter(State.SPEAKING, Method.SPEAK)
        self._queue.append(speak)
        fields = [speech_marker(self._ntp(now))]
        return [
            self._respond(request, Status.SUCCESS, RequestState.IN_PROGRESS, fields),
            act.StartSpeaking(speak.request_id, speak.entities, speak.parameters),
        ]

    def _enqueue(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        self._queue.check_room()
        if self._queue.body_bytes + len(request.body) > self._max_queued_bytes:
            raise MrcpError(Status.INTERNAL_ERROR, "the queue holds too much text")
        speak = self._parse_speak(request, typed, now)
        if self._queue.active.failure is not None:
            # What its failure cancels is what waits behind it; this one came after it.
            return self._complete_active(Report.FAILED, now) + self._start(request, speak, now)
        speak.was_pending = True
        self._queue.append(speak)
        actions: list[Action] = [self._respond(request, Status.SUCCESS, RequestState.PENDING)]
        if self._state is State.SPEAKING and self._queue.active.ended:
            # The drain protects the end of a prompt against silence; now speech follows: hand over at once.
            return actions + self._complete_active(Report.FINISHED, now)
        return [*actions, act.PrepareSpeaking(speak.request_id, speak.entities, speak.parameters)]

    def _parse_speak(self, request: Request, typed: Mapping[str, Any], now: float) -> Speak:
        entities = parse_speech(request, self._features)
        parameters = self._settle(request, typed, now)
        for entity in entities:
            if entity.content_id:
                self.contents.put(entity)
        return Speak(request.request_id, entities, parameters)

    def _settle(self, request: Request, typed: Mapping[str, Any], now: float) -> SpeakParameters:
        return settle(self.parameters.values_for(request, typed, now), basic=self._features.basic)

    def _nothing(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        return [self._success(request, [self._marker_of_active(now)])]

    def _stay_speaking(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        return [self._success(request)]

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
        awaited = AwaitedReport(request, chosen, now + self._times.stop_s)
        cause = SpeakCause.BARGE_IN if request.method == Method.BARGE_IN_OCCURRED else None
        active = self._queue.active
        if active.request_id not in chosen or active.ended:  # nothing of it is being played
            return [act.DropSpeaking(chosen, cause), *self._finish_stop(awaited, now, None)]
        self._awaited = awaited
        return [act.StopSpeaking(chosen, cause)]

    def _pause(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        self._enter(State.PAUSED, Method.PAUSE)
        active = self._queue.active
        if active.failure is None:
            self._drain_until = None
        return [self._respond_with_ids(request, [active.request_id]), act.PauseSpeaking(active.request_id)]

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
        active = self._queue.active
        vendor, ignores = self.parameters.changes_of(request)
        changed = active.parameters.changed(typed, vendor)
        parameters = None if changed is active.parameters else changed
        deadline = now + self._times.jump_s
        awaited = AwaitedReport(request, (active.request_id,), deadline, parameters=parameters, ignores=ignores)
        if not (jump or length or parameters):
            return self._jumped(awaited, JumpOutcome.MOVED, now, None, keep_end=True)
        if active.ended and (jump is None or (jump.unit is not Unit.TAG and jump.count >= 0)):
            return self._jumped(awaited, JumpOutcome.PAST_END, now, None)
        self._drain_until = None
        self._awaited = awaited
        return [act.JumpSpeaking(active.request_id, jump, length, parameters)]

    def _load_lexicon(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        unload = typed.get("load-lexicon") is False
        lexicons = parse_lexicons(request, self._features)
        parameters = self._settle(request, typed, now)
        self._awaited = AwaitedReport(request, (), now + self._times.lexicon_s, lexicons)
        return [act.LoadLexicon(request.request_id, lexicons, parameters, unload)]

    # ---- reports ----------------------------------------------------------------------------------------------------

    def _tell_start(self, request_id: int, now: float, ntp: int | None) -> list[Action]:
        """§8.13: a SPEAK that was PENDING tells with a null marker that it begins."""
        speak = self._active_or_hold(Report.STARTED, request_id, ntp)
        if speak is None or not speak.was_pending:
            return []
        speak.was_pending = False
        return self._speech_marker_event(speak, now, ntp)

    def _tell_mark(self, request_id: int, now: float, ntp: int | None, name: str) -> list[Action]:
        speak = self._active_or_hold(Report.MARKED, request_id, ntp, name)
        if speak is None:
            return []
        speak.last_mark = name
        return self._speech_marker_event(speak, now, ntp)

    def _complete(self, request_id: int, now: float, ntp: int | None, new_cookies: tuple[str, ...]) -> list[Action]:
        if not self._note_end(request_id, now, ntp, new_cookies) or self._awaited is not None:
            return []  # a CONTROL may still bring it back
        return self._drain_or_complete(now)

    def _hold_end(self, request_id: int, now: float, ntp: int | None, new_cookies: tuple[str, ...]) -> list[Action]:
        self._note_end(request_id, now, ntp, new_cookies)
        return []

    def _note_end(self, request_id: int, now: float, ntp: int | None, new_cookies: tuple[str, ...]) -> bool:
        speak = self._active_or_hold(Report.FINISHED, request_id, ntp, new_cookies)
        return speak is not None and self._note_how_it_ended(speak, now, ntp, new_cookies)

    def _note_how_it_ended(
        self,
        speak: Speak,
        now: float,
        ntp: int | None,
        new_cookies: tuple[str, ...],
        failure: SpeakFailure | None = None,
    ) -> bool:
        """False where its end is known, or is another one: the answer to the STOP that is on its way lists it."""
        if speak.ended or self._is_stopping:
            return False
        speak.ended = Ended(self._instant(speak, now, ntp), new_cookies, failure)
        return True

    def _fail(
        self, request_id: int, now: float, ntp: int | None, failure: SpeakFailure, new_cookies: tuple[str, ...]
    ) -> list[Action]:
        """It ends as any other does, after the drain: what was played of it is on its way to the caller, too."""
        speak = self._active_or_hold(Report.FAILED, request_id, ntp, failure, new_cookies)
        if speak is None or not self._note_how_it_ended(speak, now, ntp, new_cookies, failure):
            return []
        actions: list[Action] = []
        if self._awaited is not None:
            error = MrcpError(Status.OPERATION_FAILED, failure.reason or "the SPEAK has failed", cause=failure.cause)
            actions.append(self._refuse(self._awaited.request, error))
            self._awaited = None
        actions += self._drain_or_complete(now)
        return actions + self._serve_held(now)

    def _answer_stop(self, request_ids: Collection[int], now: float, ntp: int | None) -> list[Action]:
        awaited = self._awaited
        if awaited is None or not self._is_stopping or not set(awaited.request_ids).intersection(request_ids):
            return []
        return self._finish_stop(awaited, now, ntp) + self._serve_held(now)

    def _kill(self, sync_id: str, now: float, ntp: int | None) -> list[Action]:
        """§8.4.4: 001 is for the barge-in that no BARGE-IN-OCCURRED has told us of."""
        self._note_sync_id(sync_id, now, ntp)
        actions: list[Action] = []
        being_stopped: tuple[int, ...] = ()
        if self._awaited is not None:
            if self._is_stopping:
                being_stopped = self._awaited.request_ids
            else:
                fields = [active_ids(self._awaited.request_ids), self._marker_of_active(now)]
                actions.append(self._success(self._awaited.request, fields))
                self._awaited = None
        if self._queue.active.failure is not None:
            return actions + self._complete_active(Report.FAILED, now) + self._serve_held(now)
        victims = [one for one in self._queue.ids() if one not in being_stopped]
        if not being_stopped:
            self._enter(State.IDLE, Report.KILLED)
            self._drain_until = None
        actions += self._end_all(self._queue.remove(victims), SpeakCause.BARGE_IN, self._ntp(now, ntp))
        return actions + self._serve_held(now)

    def _note_sync_id(self, sync_id: str, now: float, ntp: int | None) -> list[Action]:
        self._killed_by = (*self._killed_by, sync_id)[-_REMEMBERED_SYNC_IDS:]
        return []

    def _answer_control(self, request_id: int, outcome: JumpOutcome, now: float, ntp: int | None) -> list[Action]:
        awaited, active = self._awaited, self._queue.active
        if awaited is None and outcome is JumpOutcome.PAST_END and request_id == active.request_id:
            if self._drain_until is not None:
                return []  # it has ended by itself, or failed, and is about to be told
            active.ended = active.ended or Ended(self._instant(active, now, ntp))
            return self._complete_active(Method.CONTROL, now)
        if awaited is None or self._is_stopping or request_id not in awaited.request_ids:
            return []
        return self._jumped(awaited, outcome, now, ntp) + self._serve_held(now)

    def _answer_lexicon(
        self, request_id: int, failure: SpeakFailure | None, new_cookies: Sequence[str], now: float
    ) -> list[Action]:
        awaited = self._awaited
        if awaited is None or awaited.request.request_id != request_id:
            return []
        return self._lexicon_ended(awaited, failure, new_cookies) + self._serve_held(now)

    def close(self) -> list[Action]:
        """The channel is gone: forget everything. Nothing more is sent."""
        speaks = self._queue.clear()
        self._awaited = self._drain_until = None
        super().close()
        return [act.DropSpeaking(tuple(speak.request_id for speak in speaks))] if speaks else []

    def _end_running(self, reason: str, now: float) -> list[Action]:
        actions = [] if self._awaited is None else self._answer_without_report(self._awaited, reason, now)
        failure = SpeakFailure(SpeakCause.ERROR, reason)
        while len(self._queue):
            active = self._queue.active
            active.ended = active.ended or Ended(self._instant(active, now), (), failure)
            actions += self._complete_active(Method.STOP, now)
        return actions

    # ---- shared parts of the steps ----------------------------------------------------------------------------------

    @property
    def _is_stopping(self) -> bool:
        """Whether a STOP or BARGE-IN-OCCURRED waits for its report. (While something speaks, only a CONTROL may
        otherwise.)"""
        return self._awaited is not None and self._awaited.request.method != Method.CONTROL

    def _active_or_hold(self, report: Report, request_id: int, ntp: int | None, *told: Any) -> Speak | None:
        """The SPEAK a report is about. None for one that is over; a report for one that is still behind another is
        kept until it is the active one, so that no event overtakes the SPEAK-COMPLETE in front of it."""
        speak = self._queue.find(request_id)
        if speak is not None and speak is not self._queue.active:
            speak.early_reports.append((report, ntp, told))
            return None
        return speak

    def _finish_stop(self, awaited: AwaitedReport, now: float, ntp: int | None) -> list[Action]:
        self._awaited = None
        active = self._queue.active
        instant = self._instant(active, now, ntp)
        ended = self._queue.remove(awaited.request_ids)
        fields = [active_ids([speak.request_id for speak in ended]), speech_marker(instant, active.last_mark)]
        actions: list[Action] = [self._success(awaited.request, fields)]
        if all(speak is not active for speak in ended):
            return actions
        if active.failure is not None:
            actions += self._end_all(self._queue.clear(), SpeakCause.CANCELLED, instant)
        return actions + self._next(Method(awaited.request.method), now)

    def _next(self, trigger: StrEnum, now: float) -> list[Action]:
        """The active SPEAK is over: the next one takes its place, speaking or paused as the resource is."""
        self._drain_until = None
        self._enter(self._state if len(self._queue) else State.IDLE, trigger)
        if not len(self._queue):
            return []
        speak = self._queue.active
        paused = self._state is State.PAUSED
        actions: list[Action] = [act.StartSpeaking(speak.request_id, speak.entities, speak.parameters, paused)]
        reports, speak.early_reports = speak.early_reports, []
        for report, ntp, told in reports:
            # What the media plane has not stamped happens for the client now, behind the end of the one before.
            actions += self._take(report, speak.request_id, now, ntp, *told)
        return actions

    def _drain_or_complete(self, now: float) -> list[Action]:
        silence_follows = len(self._queue) == 1 or self._queue.active.failure is not None
        if silence_follows and self._times.drain_s > 0:
            self._drain_until = now + self._times.drain_s
            return []
        return self._complete_active(Report.FINISHED, now)

    def _complete_active(self, trigger: StrEnum, now: float) -> list[Action]:
        """SPEAK-COMPLETE. §8.6: "If the current SPEAK fails, all SPEAK methods in the pending queue are cancelled"."""
        speak = self._queue.pop_active()
        ended = speak.ended or Ended(self._instant(speak, now))
        failure = ended.failure
        fields = speak_complete_fields(
            failure.cause if failure is not None else SpeakCause.NORMAL,
            ended.ntp,
            speak.last_mark,
            failure=failure,
            new_cookies=ended.new_cookies,
        )
        actions: list[Action] = [self._emit(EventName.SPEAK_COMPLETE, speak.request_id, RequestState.COMPLETE, fields)]
        if failure is not None:
            trigger = Report.FAILED
            actions += self._end_all(self._queue.clear(), SpeakCause.CANCELLED, ended.ntp)
        return actions + self._next(trigger, now)

    def _jumped(
        self,
        awaited: AwaitedReport,
        outcome: JumpOutcome,
        now: float,
        ntp: int | None,
        *,
        keep_end: bool = False,
    ) -> list[Action]:
        self._awaited = None
        active = self._queue.active
        instant = self._instant(active, now, ntp)
        actions: list[Action] = [self._control_answer(awaited, outcome, instant)]
        if outcome is JumpOutcome.PAST_END:
            # §8.11: "The active SPEAK request completes and returns a SPEAK-COMPLETE event following the response"
            active.ended = active.ended or Ended(instant)
            return actions + self._complete_active(Method.CONTROL, now)
        if outcome in (JumpOutcome.MOVED, JumpOutcome.RESTARTED) and not keep_end:
            active.ended = None
            active.parameters = awaited.parameters or active.parameters
        elif active.ended and self._drain_until is None and (self._state is State.SPEAKING or active.failure):
            actions += self._drain_or_complete(now)
        return actions

    def _control_answer(self, awaited: AwaitedReport, outcome: JumpOutcome, instant: int) -> Respond:
        request = awaited.request
        if outcome is JumpOutcome.FAILED:
            error = MrcpError(Status.OPERATION_FAILED, "the jump could not be done", cause=SpeakCause.ERROR)
            return self._refuse(request, error)
        if outcome is JumpOutcome.UNKNOWN_MARK:
            fields = request.headers.raw("Jump-Size")
            return self._refuse(request, MrcpError(Status.UNSUPPORTED_FIELD_VALUE, "there is no such mark", fields))
        fields = [
            active_ids(awaited.request_ids),
            speech_marker(instant, self._queue.active.last_mark),
        ]
        if outcome is JumpOutcome.RESTARTED:
            fields.append(("Speak-Restart", "true"))
        status = Status.SUCCESS_FIELDS_IGNORED if awaited.ignores else Status.SUCCESS
        return self._respond(request, status, fields=fields)

    def _lexicon_ended(
        self, awaited: AwaitedReport, failure: SpeakFailure | None, new_cookies: Sequence[str]
    ) -> list[Action]:
        self._awaited = None
        fields = cookie_fields(new_cookies)
        if failure is None:
            failure = self._keep_lexicons(awaited)
        if failure is None:
            return [self._success(awaited.request, fields)]
        fields = [*failed_uri_fields(failure), *fields]
        error = MrcpError(Status.OPERATION_FAILED, failure.reason, fields, cause=failure.cause)
        return [self._refuse(awaited.request, error)]

    def _keep_lexicons(self, awaited: AwaitedReport) -> SpeakFailure | None:
        """§8.5.2: "The server MUST store the lexicon … for the duration of the session", loaded (§8.4.16) or not."""
        for lexicon in awaited.lexicons:
            if lexicon.content_id and lexicon.body and not self.contents.put(lexicon):
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

    def _speech_marker_event(self, speak: Speak, now: float, ntp: int | None) -> list[Action]:
        speak.marked_ntp = self._instant(speak, now, ntp)
        if not self._speech_markers:
            return []
        fields = [speech_marker(speak.marked_ntp, speak.last_mark)]
        return [self._emit(EventName.SPEECH_MARKER, speak.request_id, RequestState.IN_PROGRESS, fields)]

    def _marker_of_active(self, now: float) -> tuple[str, str]:
        active = self._queue.head
        if active is None:
            return speech_marker(self._ntp(now))
        return speech_marker(self._instant(active, now), active.last_mark)

    def _instant(self, speak: Speak, now: float, ntp: int | None = None) -> int:
        """When something of this SPEAK happens. A mark lies inside of a packet, and what ends the SPEAK is stamped with
        the beginning of one, or by another clock: never before the last marker."""
        return max(self._ntp(now, ntp), speak.marked_ntp)

    def _respond_with_ids(self, request: Request, request_ids: Iterable[int]) -> Respond:
        return self._success(request, [active_ids(request_ids)])

    _STEPS: ClassVar[Mapping[Step, Callable[..., list[Action]]]] = {
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
        Step.TELL_START: _tell_start,
        Step.TELL_MARK: _tell_mark,
        Step.COMPLETE: _complete,
        Step.HOLD_END: _hold_end,
        Step.FAIL: _fail,
        Step.KILL: _kill,
        Step.NOTE_SYNC_ID: _note_sync_id,
        Step.ANSWER_STOP: _answer_stop,
        Step.ANSWER_CONTROL: _answer_control,
        Step.ANSWER_LEXICON: _answer_lexicon,
    }
