"""The recognizer resource, speechrecog and dtmfrecog: RFC 6787 §9 without I/O.

`table.TABLE` says what each method and each report does in each state; the methods below are its steps, and
`recognition.Recognition` is one RECOGNIZE while it listens. Every RECOGNIZE and INTERPRET gets an answer and, if that
is IN-PROGRESS or PENDING, an end: its complete event, or its id in the answer to STOP, never both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from mrcp_server.mrcp.actions import Emit, Respond
from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.recognizer import actions as act
from mrcp_server.mrcp.recognizer.dtmf_input import TypeAhead
from mrcp_server.mrcp.recognizer.headers import SPEECHRECOG
from mrcp_server.mrcp.recognizer.messages import result_entity, waveform_uri
from mrcp_server.mrcp.recognizer.recognition import Decide, Done, InputStarted, Phase, Recognition, TooEarly, judge
from mrcp_server.mrcp.recognizer.recognize_parameters import settle
from mrcp_server.mrcp.recognizer.recognize_request import (
    CONTEXT_BLOCK,
    parse_context_block,
    parse_grammars,
    parse_recognize,
    split_interpret,
)
from mrcp_server.mrcp.recognizer.reports import RecognitionFailure, RecognizerReports
from mrcp_server.mrcp.recognizer.requests import Loading, RecognizerRequest, RecognizerTimes
from mrcp_server.mrcp.recognizer.result_form import NLSML, UTF_8, settle_form
from mrcp_server.mrcp.recognizer.table import TABLE, State, Step
from mrcp_server.mrcp.request_queue import RequestQueue
from mrcp_server.mrcp.wire.codes import EventName, Method, RecognitionCause, RequestState, Status
from mrcp_server.mrcp.wire.entity import normalize_content_id
from mrcp_server.mrcp.wire.fields import active_ids, cookie_fields, failed_uri_fields
from mrcp_server.mrcp.wire.message import cause_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.contents import Contents
    from mrcp_server.mrcp.cookies import CookieJar
    from mrcp_server.mrcp.parameters import Means, RequestValues
    from mrcp_server.mrcp.recognizer.headers import RecognizerFeatures
    from mrcp_server.mrcp.recognizer.recognition import Outcome
    from mrcp_server.mrcp.recognizer.recognition_result import Grammars, MatchState, RecognitionResult, Waveform
    from mrcp_server.mrcp.recognizer.result_form import ResultForm
    from mrcp_server.mrcp.wire.entity import Entity
    from mrcp_server.mrcp.wire.headers import FieldTable
    from mrcp_server.mrcp.wire.message import Request

# A client that queues more has lost count; each one holds its grammars.
MAX_QUEUED: Final = 100
# "A RECOGNIZE "fails" (and so cancels its queue) with every cause except 000 and 008" (docs/decisions.md).
_MATCHES: Final = (RecognitionCause.SUCCESS, RecognitionCause.SUCCESS_MAXTIME)


class Recognizer(RecognizerReports):
    """One recognizer channel. `RecognizerReports` has what it wants to be told."""

    def __init__(
        self,
        channel_identifier: str,
        *,
        wall_offset_s: float,
        new_sync_id: Callable[[], str],
        features: RecognizerFeatures = SPEECHRECOG,
        table: FieldTable | None = None,
        times: RecognizerTimes | None = None,
        result_format: str = NLSML,
        failure_bodies: bool = True,
        too_early: TooEarly = TooEarly.NO_MATCH,
        cookies: CookieJar | None = None,
        contents: Contents | None = None,
        means: Means | None = None,
    ) -> None:
        """`new_sync_id` gives a Proxy-Sync-Id that was never given before. `result_format` is as in `agree_on`.
        `failure_bodies` False sends no-match and no-input without a body. `too_early` is when 007 is told. The others
        are as in `Synthesizer`."""
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
        self._new_sync_id = new_sync_id
        self._times = times or RecognizerTimes()
        self.agree_on(result_format)
        self._failure_bodies = failure_bodies
        self._too_early = too_early
        self._queue: RequestQueue[RecognizerRequest] = RequestQueue(MAX_QUEUED)
        self._loading: Loading | None = None
        self._makes_way = False
        """A newer RECOGNIZE is held until the active one, which it has cancelled, has told its end."""
        self._kept: RecognizerRequest | None = None
        self._type_ahead = TypeAhead()
        self._context_block: Entity | None = None

    def agree_on(self, result_format: str) -> None:
        """§6.3: later requests have results of this type, one of `result_form.MEDIA_TYPES`, where no Accept asks for
        another."""
        self._result_format = result_format
        self.parameters.assume({"accept": result_format, "accept-charset": UTF_8})

    # ---- what can be asked ------------------------------------------------------------------------------------------

    @property
    def request_ids(self) -> tuple[int, ...]:
        """Outstanding requests, the active one first."""
        return self._queue.ids()

    @property
    def awaits_input(self) -> bool:
        """Whether a RECOGNIZE listens and had no input yet, or in hotword mode none that it had to look at."""
        recognition = self._recognition
        return recognition is not None and recognition.phase is Phase.WAITING

    @property
    def barges_in_on(self) -> tuple[bool, bool]:
        """Whether (speech, a key) on the line is START-OF-INPUT now: a normal-mode RECOGNIZE waits for input."""
        recognition = self._recognition
        if recognition is None or not self.awaits_input or self._queue.active.parameters.hotword:
            return (False, False)
        takes_line = self._queue.active.parameters.input_waveform_uri is None
        return (recognition.wants_speech and takes_line, recognition.wants_keys)

    @property
    def _recognition(self) -> Recognition | None:
        """That of the active request, while it listens."""
        active = self._queue.head
        return active.recognition if active is not None else None

    # ---- time -------------------------------------------------------------------------------------------------------

    def next_timer(self) -> float | None:
        """When `handle_timer` is due."""
        due = [self._loading.deadline if self._loading else None]
        if (active := self._queue.head) is not None:
            due += [active.deadline, active.recognition.next_timer() if active.recognition else None]
        return min((one for one in due if one is not None), default=None)

    def handle_timer(self, now: float) -> list[Action]:
        """Do what is due: timers of the active RECOGNIZE, or giving up on work that does not end."""
        loading = self._loading
        if loading is not None and now >= loading.deadline:
            late = RecognitionFailure(RecognitionCause.GRAMMAR_LOAD_FAILURE, "grammars were not ready in time")
            stop = act.StopRecognizing(loading.request.request_id)
            return [stop, *self._refuse_start(loading, late), *self._serve_held(now)]
        active = self._queue.head
        if active is None:
            return []
        if active.deadline is not None and now >= active.deadline:
            return self._give_up(active, now) + self._serve_held(now)
        if active.recognition is None:
            return []
        return self._carry_out(active, active.recognition.handle_timer(now), now)

    def _give_up(self, active: RecognizerRequest, now: float) -> list[Action]:
        if active.done is not None:
            return self._complete(active, active.done, now, waveform=None)
        cause = RecognitionCause.RECOGNIZER_ERROR
        if active.grammars is None:
            cause = RecognitionCause.GRAMMAR_LOAD_FAILURE
        late = RecognitionFailure(cause, "no answer in time")
        return [act.StopRecognizing(active.request_id), *self._end_with(active, late, now)]

    # ---- requests ---------------------------------------------------------------------------------------------------

    def _is_waiting(self) -> bool:
        return self._loading is not None or self._makes_way

    def _define(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        content_id = request.headers.get("Content-ID")
        if content_id and not request.body:
            # §9.5.1: redefinition "with an empty message body": the name is unset
            self.contents.drop(normalize_content_id(content_id))
            self._forget_result(Method.DEFINE_GRAMMAR)
            return [self._success(request, cause_fields(Method.DEFINE_GRAMMAR, 200, RecognitionCause.SUCCESS))]
        return self._load(request, typed, now, parse_grammars(request, self._features))

    def _recognize(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        return self._load(request, typed, now, parse_recognize(request, self._features))

    def _interpret(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        text, grammars = split_interpret(request, self._features)
        return self._load(request, typed, now, grammars, text)

    def _load(
        self, request: Request, typed: Mapping[str, Any], now: float, grammars: tuple[Entity, ...], text: str = ""
    ) -> list[Action]:
        loaded = self._settle(request, typed, now, grammars, text)
        self._loading = Loading(loaded, now + self._times.load_s)
        define, for_text = request.method == Method.DEFINE_GRAMMAR, request.method == Method.INTERPRET
        return [act.LoadGrammars(request.request_id, grammars, loaded.parameters, define, for_text)]

    def _settle(
        self, request: Request, typed: Mapping[str, Any], now: float, grammars: tuple[Entity, ...], text: str = ""
    ) -> RecognizerRequest:
        values = self.parameters.values_for(request, typed, now)
        return RecognizerRequest(request, grammars, settle(values), self._form(typed, values), text)

    def _form(self, typed: Mapping[str, Any], values: RequestValues) -> ResultForm:
        return settle_form(typed, self.parameters.get, values.vendor, self._result_format)

    def _queue_or_cancel(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        """§9.4.27: the running RECOGNIZE's own Cancel-If-Queue says what a newer one does to it."""
        grammars = parse_recognize(request, self._features)
        if self._queue.active.parameters.cancel_if_queue:
            return self._make_way(request, now)
        self._queue.check_room()
        queued = self._settle(request, typed, now, grammars)
        queued.was_pending = True
        self._queue.append(queued)
        return [
            self._respond(request, queued.form.status, RequestState.PENDING),
            act.LoadGrammars(request.request_id, grammars, queued.parameters),
        ]

    def _make_way(self, request: Request, now: float) -> list[Action]:
        """§9.4.27: the active RECOGNIZE is cancelled, and `request` served when it has told its end: with Save-Waveform
        what was heard until then goes with that (§9.4.8)."""
        self._held.insert(0, request)
        self._makes_way = True
        active = self._queue.active
        actions: list[Action] = []
        if active.done is None:  # else it has its result already, and only waits for its waveform
            if active.recognition is None:
                actions.append(act.StopRecognizing(active.request_id))
            actions += self._end(active, Done(RecognitionCause.CANCELLED), now)
        return actions + self._serve_held(now)

    def _get_result(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        """§9.11: the same recognition by other constraints."""
        kept = cast("RecognizerRequest", self._kept)  # this state is entered with a result, by `_complete`
        done = cast("Done", kept.done)
        if kept.result.alternatives:
            done = judge(kept.result, kept.parameters.constrained(typed))
        form = self._form(typed, self.parameters.values_for(request, typed, now))
        fields, body = result_entity(done, kept.grammar, self._wall_offset_s, form, mode=kept.mode)
        return [self._respond(request, form.status, fields=fields, body=body)]

    def _start_timers(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        active = self._queue.active
        active.timers_wanted = True
        if active.recognition is not None:
            active.recognition.start_timers(now)
        return [self._success(request)]

    def _too_late(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        return [self._success(request)]

    def _stop(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        """§9.10; without a list the active request, and "the first RECOGNIZE method in the queue becomes active"."""
        wanted = typed.get("active-request-id-list", self.request_ids[:1])
        active = self._queue.active
        ended = self._queue.remove(wanted)
        if not ended:
            return [self._success(request)]
        actions: list[Action] = [act.StopRecognizing(one.request_id) for one in ended]
        actions.append(self._success(request, [active_ids(one.request_id for one in ended)]))
        if ended[0] is active:
            self._kept = None
            self._enter(State.RECOGNIZING if self._queue else State.IDLE, Method.STOP)
            actions += self._begin_next(now)
        return actions

    def _nothing(self, request: Request, typed: Mapping[str, Any], now: float) -> list[Action]:
        self._forget_result(Method.STOP)
        return [self._success(request)]

    def _set_params(self, request: Request, now: float) -> list[Action]:
        """§9.4.13: with Recognizer-Context-Block comes a body."""
        block = parse_context_block(request, self._features)
        actions = super()._set_params(request, now)
        if block is not None:
            self._context_block = block
        return actions

    def _get_params(self, request: Request, now: float) -> Respond:
        answer = super()._get_params(request, now)
        block = self._context_block
        if block is None or CONTEXT_BLOCK not in answer.response.headers:
            return answer
        fields = [("Content-Type", block.content_type), ("Content-ID", f"<{block.content_id}>")]
        return self._success(request, [*list(answer.response.headers)[1:], *fields], block.body)

    # ---- reports about grammars -------------------------------------------------------------------------------------

    def _answer_loaded(
        self, request_id: int, grammars: Grammars, now: float, new_cookies: Sequence[str]
    ) -> list[Action]:
        loading = self._loading
        if loading is None or loading.request.request_id != request_id:
            return []
        return self._start(loading, grammars, now, new_cookies) + self._serve_held(now)

    def _answer_not_loaded(self, request_id: int, failure: RecognitionFailure, now: float) -> list[Action]:
        loading = self._loading
        if loading is None or loading.request.request_id != request_id:
            return []
        return self._refuse_start(loading, failure) + self._serve_held(now)

    def _keep_grammars(
        self, request_id: int, grammars: Grammars, now: float, new_cookies: Sequence[str]
    ) -> list[Action]:
        queued = self._queue.find(request_id)
        if queued is None or queued.grammars is not None:
            return []
        failure = self._unfit(queued, grammars)
        if failure is not None:
            return self._keep_failure(request_id, failure, now)
        queued.grammars = grammars
        return self._begin(queued, now) if queued is self._queue.active else []

    def _keep_failure(self, request_id: int, failure: RecognitionFailure, now: float) -> list[Action]:
        queued = self._queue.find(request_id)
        if queued is None or queued.grammars is not None:
            return []
        queued.failure = failure
        return self._end_with(queued, failure, now) if queued is self._queue.active else []

    def _start(self, loading: Loading, grammars: Grammars, now: float, new_cookies: Sequence[str]) -> list[Action]:
        started = loading.request
        failure = self._unfit(started, grammars)
        if failure is not None:
            return self._refuse_start(loading, failure)
        self._loading = None
        started.grammars = grammars
        request = started.request
        if request.method == Method.DEFINE_GRAMMAR:
            self._forget_result(Method.DEFINE_GRAMMAR)
            # Who writes grammars for another server's tags is to learn of it before anybody speaks.
            dropped = grammars.dropped_tags
            fields = cause_fields(Method.DEFINE_GRAMMAR, Status.SUCCESS, RecognitionCause.SUCCESS, dropped)
            return [self._success(request, [*fields, *cookie_fields(new_cookies)])]
        answer = self._respond(request, started.form.status, RequestState.IN_PROGRESS)
        self._kept = None
        self._queue.append(started)
        if request.method == Method.INTERPRET:
            self._enter(State.INTERPRETING, Method.INTERPRET)
            started.deadline = now + self._times.decode_s
            return [answer, act.InterpretText(started.request_id, started.text, grammars, started.parameters)]
        self._enter(State.RECOGNIZING, Method.RECOGNIZE)
        return [answer, *self._begin(started, now)]

    def _unfit(self, request: RecognizerRequest, grammars: Grammars) -> RecognitionFailure | None:
        """Why these grammars cannot be taken; if they can, inline ones are kept from here on (§9.5.1)."""
        if grammars.speech and not self._features.speech:
            return RecognitionFailure(
                RecognitionCause.GRAMMAR_COMPILATION_FAILURE, "dtmfrecog takes DTMF grammars only"
            )
        for entity in request.entities:
            if entity.content_id and not self.contents.put(entity):
                return RecognitionFailure(RecognitionCause.GRAMMAR_DEFINITION_FAILURE, "no room for the grammar")
        return None

    def _refuse_start(self, loading: Loading, failure: RecognitionFailure) -> list[Action]:
        """§9.9: "If the resource could not start a recognition …: 407 and a Completion-Cause"."""
        self._loading = None
        request = loading.request.request
        self._forget_result(Method(request.method))
        fields = failed_uri_fields(failure)
        error = MrcpError(Status.OPERATION_FAILED, failure.reason, fields, cause=failure.cause)
        return [self._refuse(request, error)]

    # ---- reports about input ----------------------------------------------------------------------------------------

    def _speech_started(self, request_id: int, now: float, too_early: bool) -> list[Action]:
        return self._tell(request_id, now, lambda recognition: recognition.speech_started(now, too_early=too_early))

    def _speech_ended(self, request_id: int, now: float, is_asked: bool) -> list[Action]:
        return self._tell(request_id, now, lambda recognition: recognition.speech_ended(now, is_asked=is_asked))

    def _recognized_so_far(self, request_id: int, state: MatchState | None, now: float) -> list[Action]:
        return self._tell(request_id, now, lambda recognition: recognition.recognized_so_far(state, now))

    def _input_ended(self, request_id: int, digits: str, now: float) -> list[Action]:
        return self._tell(request_id, now, lambda recognition: recognition.input_ended(now, digits))

    def _tell(self, request_id: int, now: float, tell: Callable[[Recognition], list[Outcome]]) -> list[Action]:
        active = self._queue.find(request_id)
        if active is None or active.recognition is None:
            return []
        return self._carry_out(active, tell(active.recognition), now)

    def _press(self, digit: str, now: float) -> list[Action]:
        active = self._queue.active
        if active.recognition is None or not active.recognition.wants_keys:
            return self._keep_key(digit, now)
        outcomes, taken = active.recognition.press(digit, now)
        if not taken:
            self._type_ahead.put_back(digit, now)
        return self._carry_out(active, outcomes, now)

    def _keep_key(self, digit: str, now: float) -> list[Action]:
        """§9.4.31: keys that nothing wants yet wait for the next RECOGNIZE."""
        self._type_ahead.press(digit, now)
        return []

    def _decide(self, request_id: int, result: RecognitionResult, now: float) -> list[Action]:
        active = self._queue.find(request_id)
        if active is None or active.recognition is None or active.done is not None:
            return []
        active.result = result
        active.deadline = None
        return self._carry_out(active, active.recognition.recognized(result), now)

    def _interpreted(self, request_id: int, result: RecognitionResult, now: float) -> list[Action]:
        active = self._queue.find(request_id)
        if active is None:
            return []
        active.result = result
        return self._complete(active, judge(result, active.parameters), now)

    def _fail(self, request_id: int, failure: RecognitionFailure, now: float) -> list[Action]:
        active = self._queue.active
        if active.request_id != request_id or active.done is not None:
            return []
        return self._end_with(active, failure, now)

    def _tell_waveform(self, request_id: int, waveform: Waveform | None, now: float) -> list[Action]:
        active = self._queue.find(request_id)
        if active is None or active.done is None:
            return []
        return self._complete(active, active.done, now, waveform=waveform) + self._serve_held(now)

    def close(self) -> list[Action]:
        """The channel is gone: forget everything. Nothing more is sent."""
        ids = self._queue.ids() + ((self._loading.request.request_id,) if self._loading else ())
        self._queue.clear()
        self._loading = self._kept = None
        self._makes_way = False
        super().close()
        return [act.StopRecognizing(request_id) for request_id in ids]

    def _end_running(self, reason: str, now: float) -> list[Action]:
        failure = RecognitionFailure(RecognitionCause.RECOGNIZER_ERROR, reason)
        actions = [] if self._loading is None else self._refuse_start(self._loading, failure)
        while len(self._queue):
            active = self._queue.active
            active.failure = active.failure if active.done else failure
            actions += self._complete(active, active.done or Done(failure.cause), now)
        return actions

    # ---- shared parts of the steps ----------------------------------------------------------------------------------

    def _forget_result(self, trigger: Method) -> None:
        self._kept = None
        self._enter(State.IDLE, trigger)

    def _begin(self, active: RecognizerRequest, now: float) -> list[Action]:
        """The request is the active one and its grammars are there: listen."""
        grammars, parameters = active.grammars, active.parameters
        if grammars is None:
            active.deadline = now + self._times.load_s
            return []
        active.deadline = None
        if parameters.clear_dtmf_buffer or parameters.new_audio_channel:
            self._type_ahead.clear()
        # What the caller says while one is PENDING is no surprise to it.
        too_early = TooEarly.NEVER if active.was_pending else self._too_early
        recognition = Recognition(grammars, parameters, now, speech=self._features.speech, too_early=too_early)
        active.recognition = recognition
        if active.timers_wanted:
            recognition.start_timers(now)
        actions: list[Action] = [act.StartRecognizing(active.request_id, grammars, parameters)]
        buffer_time_ms = self.parameters.get("dtmf-buffer-time")
        while recognition.wants_keys and (digit := self._type_ahead.take(now, buffer_time_ms)) is not None:
            actions += self.key(digit, now)
        return actions

    def _carry_out(self, active: RecognizerRequest, outcomes: Iterable[Outcome], now: float) -> list[Action]:
        actions: list[Action] = []
        for outcome in outcomes:
            if isinstance(outcome, InputStarted):
                actions += self._start_of_input(active, outcome.kind)
            elif isinstance(outcome, Decide):
                active.deadline = now + self._times.decode_s
                actions.append(act.Decode(active.request_id, outcome.digits, outcome.goes_on))
            else:
                actions += self._finish(active, outcome, now)
        return actions

    def _start_of_input(self, active: RecognizerRequest, kind: str) -> list[Action]:
        """§9.12: with Input-Type (§9.4.5) and a Proxy-Sync-Id of its own (§6.2.4)."""
        sync_id = self._new_sync_id()
        fields = [("Input-Type", kind), ("Proxy-Sync-Id", sync_id)]
        event = self._emit(EventName.START_OF_INPUT, active.request_id, RequestState.IN_PROGRESS, fields)
        return [event, act.BargeIn(active.request_id, sync_id)]

    def _finish(self, active: RecognizerRequest, done: Done, now: float) -> list[Action]:
        """The recognition is over; with Save-Waveform the event waits for the URI."""
        stop = act.StopRecognizing(active.request_id)
        active.recognition, active.deadline = None, None
        if not active.parameters.save_waveform:
            return [stop, *self._complete(active, done, now)]
        active.done = done
        active.deadline = now + self._times.waveform_s
        return [stop, act.StoreWaveform(active.request_id, active.parameters.media_type)]

    def _end_with(self, active: RecognizerRequest, failure: RecognitionFailure, now: float) -> list[Action]:
        active.failure = failure
        return self._end(active, Done(failure.cause), now)

    def _end(self, active: RecognizerRequest, done: Done, now: float) -> list[Action]:
        """End it before its own end; of one that has not begun there is nothing to hand over."""
        if active.recognition is None:
            return self._complete(active, done, now)
        return self._finish(active, done, now)

    def _complete(
        self, active: RecognizerRequest, done: Done, now: float, waveform: Waveform | None = None
    ) -> list[Action]:
        """RECOGNITION-COMPLETE or INTERPRETATION-COMPLETE; then the queue goes on or is cancelled."""
        active.done, active.recognition, active.deadline = done, None, None
        self._makes_way = False
        self._queue.remove([active.request_id])
        interpreting = active.request.method == Method.INTERPRET
        event = self._complete_event(active, done, waveform)
        if interpreting:
            self._enter(State.IDLE, EventName.INTERPRETATION_COMPLETE)
            return [event]
        self._kept = active
        if done.cause not in _MATCHES:
            actions = [event, *self._cancel_all()]
            self._enter(State.RECOGNIZED, EventName.RECOGNITION_COMPLETE)
            return actions
        self._enter(State.RECOGNIZING if self._queue else State.RECOGNIZED, EventName.RECOGNITION_COMPLETE)
        return [event, *self._begin_next(now)]

    def _complete_event(self, ended: RecognizerRequest, done: Done, waveform: Waveform | None = None) -> Emit:
        interpreting = ended.request.method == Method.INTERPRET
        name = EventName.INTERPRETATION_COMPLETE if interpreting else EventName.RECOGNITION_COMPLETE
        failure = ended.failure
        reason = failure.reason if failure else done.accepted[0].reason if done.accepted else ""
        fields = cause_fields(name, 0, done.cause, reason)
        if failure is not None:
            fields += failed_uri_fields(failure)
        if ended.parameters.save_waveform and not interpreting:
            fields.append(waveform_uri(waveform))
        content, body = result_entity(
            done,
            ended.grammar,
            self._wall_offset_s,
            ended.form,
            also_failures=self._failure_bodies,
            mode=ended.mode,
        )
        return self._emit(name, ended.request_id, RequestState.COMPLETE, [*fields, *content], body)

    def _cancel_all(self) -> list[Action]:
        """§9.4.27: each one that is outstanding ends with 011."""
        actions: list[Action] = []
        for cancelled in self._queue.clear():
            cancelled.failure = None
            actions.append(act.StopRecognizing(cancelled.request_id))
            actions.append(self._complete_event(cancelled, Done(RecognitionCause.CANCELLED)))
        return actions

    def _begin_next(self, now: float) -> list[Action]:
        """The head of the queue is the active one now."""
        active = self._queue.head
        if active is None:
            return []
        self._kept = None
        if active.failure is not None:
            return self._end_with(active, active.failure, now)
        return self._begin(active, now)

    _STEPS: ClassVar[Mapping[Step, Callable[..., list[Action]]]] = {
        Step.DEFINE: _define,
        Step.RECOGNIZE: _recognize,
        Step.QUEUE_OR_CANCEL: _queue_or_cancel,
        Step.INTERPRET: _interpret,
        Step.GET_RESULT: _get_result,
        Step.START_TIMERS: _start_timers,
        Step.TOO_LATE: _too_late,
        Step.STOP: _stop,
        Step.NOTHING: _nothing,
        Step.ANSWER_LOADED: _answer_loaded,
        Step.ANSWER_NOT_LOADED: _answer_not_loaded,
        Step.KEEP_GRAMMARS: _keep_grammars,
        Step.KEEP_FAILURE: _keep_failure,
        Step.SPEECH_STARTED: _speech_started,
        Step.SPEECH_ENDED: _speech_ended,
        Step.RECOGNIZED_SO_FAR: _recognized_so_far,
        Step.INPUT_ENDED: _input_ended,
        Step.PRESS: _press,
        Step.TYPE_AHEAD: _keep_key,
        Step.DECIDE: _decide,
        Step.INTERPRETED: _interpreted,
        Step.FAIL: _fail,
        Step.TELL_WAVEFORM: _tell_waveform,
    }
