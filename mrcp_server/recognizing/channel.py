"""A recognizer channel at work: carries out what `mrcp.recognizer` asks for, with grammars, recognizers and a leg.

The plane says when the caller speaks; at the first silence what was said is decoded on speculation, so that the
answer is there when the machine's timers have run out.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from engine.apart import Apart, InThreads
from engine.audio.decoding_apart import decode_apart
from engine.errors import EngineError, LanguageUnsupportedError
from engine.grammars.interpretation import InputInterpreter, InterpretedInput
from engine.grammars.store import GrammarStore
from engine.recognition import NARROW_HZ, recognizer_rate_hz
from engine.workers.listener_pool import ListenerPool
from mrcp_server.call.control_channel import ChannelContext, ControlChannel
from mrcp_server.call.document_sources import SessionSource
from mrcp_server.call.leg import Leg
from mrcp_server.call.waveform_store import WaveformStore
from mrcp_server.mrcp.actions import Action
from mrcp_server.mrcp.channel import Channel
from mrcp_server.mrcp.recognizer.actions import (
    BargeIn,
    Decode,
    InterpretText,
    LoadGrammars,
    StartRecognizing,
    StopRecognizing,
    StoreWaveform,
)
from mrcp_server.mrcp.recognizer.machine import Recognizer
from mrcp_server.mrcp.recognizer.recognition_result import MatchState
from mrcp_server.mrcp.recognizer.reports import RecognitionFailure
from mrcp_server.mrcp.wire.codes import RecognitionCause, ResourceType
from mrcp_server.observability.log import TextPolicy
from mrcp_server.recognizing.grammar_loading import GrammarLoader, GrammarLoadError
from mrcp_server.recognizing.recognize_input import MAX_RECORDING_S, LoadedGrammars, RecognizeInput, result_of
from rtp.audio.resample import resample
from rtp.messages import AudioReceived, KeyPressed, SpeechEnded, SpeechStarted
from rtp.receiving.recording import RecordingInput, scan_recording
from rtp.wire.telephone_event import key_of

_NO_LINE = RecognitionFailure(RecognitionCause.RECOGNIZER_ERROR, "the channel has no audio line")


@dataclass(frozen=True, slots=True)
class RecognizerServices:
    """What all recognizer channels share."""

    pool: ListenerPool
    store: GrammarStore
    interpreter: InputInterpreter
    waveforms: WaveformStore
    language: str = "en-US"
    apart: Apart = field(default_factory=InThreads)
    """Where recordings are decoded."""


class RecognizerChannel(ControlChannel):
    """One recognizer channel."""

    def __init__(
        self,
        channel: Channel,
        machine: Recognizer,
        context: ChannelContext,
        *,
        services: RecognizerServices,
        source: SessionSource,
        text_policy: TextPolicy,
        on_barge_in: Callable[[str], None],
    ) -> None:
        """`on_barge_in` is told the Proxy-Sync-Id of each START-OF-INPUT that a prompt may be silenced for."""
        super().__init__(channel, machine, context)
        self.machine = machine
        self.leg: Leg | None = None
        self._services = services
        self._source = source
        self._text_policy = text_policy
        self._on_barge_in = on_barge_in
        self._loader = GrammarLoader(
            services.store,
            source,
            engines=services.pool.engine_abilities,
            language=services.language,
            speech=channel.identifier.resource_type != ResourceType.DTMFRECOG,
            asker=context.source,
        )
        self._active: RecognizeInput | None = None
        self._ended: RecognizeInput | None = None
        """The one before, while its recording is wanted."""
        self._tasks: dict[int, set[asyncio.Task[None]]] = {}
        """By request, so that a STOP ends its work."""
        self._guess: asyncio.Task[None] | None = None
        """The last decoding on speculation; speech that goes on cancels it."""
        self._look: asyncio.Task[None] | None = None
        """The last look at speech that goes on."""
        self._looked: InterpretedInput | None = None
        """What a look saw, while it is reported: a decision that follows is about that."""

    @property
    def state(self) -> str:
        """For the console."""
        return "idle" if self._active is None else "listening"

    def attach(self, leg: Leg | None) -> None:
        """The caller's line from now on; None: there is none. A recognition that is on its way goes on there."""
        if leg is self.leg:
            return
        if self.leg is not None:
            self.leg.remove_observer(self)
        self.leg = leg
        if leg is not None:
            leg.add_observer(self)
            if self._active is not None:
                self._listen(self._active)

    def close(self) -> None:
        """Ends all work; nothing is reported any more."""
        super().close()
        for tasks in self._tasks.values():
            for task in tasks:
                task.cancel()
        self._end_active()
        self._ended = None
        if self.leg is not None:
            self.leg.remove_observer(self)

    def carry_out(self, actions: list[Action]) -> None:
        """Does what the machine asks for, in order. May be called again from inside."""
        super().carry_out(actions)
        active = self._active
        if active is None or not active.has_spoken or not self.machine.awaits_input:
            return
        # Hotword mode: what was said matched nothing, and the machine waits again.
        active.forget()
        if active.is_speaking:
            active.has_spoken = True
            self.carry_out(self.machine.speech_started(active.request_id, active.speaks_since))

    # --- what the line says ------------------------------------------------------------------------------------------

    def on_key(self, event: KeyPressed) -> None:
        key = key_of(event.event)
        if key is not None:
            # As the log has what was recognised: keys are passwords and card numbers.
            shown = key if self._text_policy.policy == "full" else "pressed"
            self.context.feed.record(event.at, "RTP", "in", f"key {shown}")
            self.carry_out(self.machine.key(key, event.at))

    def on_speech_started(self, event: SpeechStarted) -> None:
        active = self._active
        if active is None:
            return
        if self._guess is not None:
            self._guess.cancel()
        active.is_speaking = active.has_spoken = True
        active.speaks_since = event.at
        self.context.feed.record(event.at, "RTP", "in", "speech begins")
        is_early = event.is_early and event.listen_number == active.first_listen_number
        self.carry_out(self.machine.speech_started(active.request_id, event.at, too_early=is_early))

    def on_speech_ended(self, event: SpeechEnded) -> None:
        active = self._active
        if active is None:
            return
        active.speech_ended(event.silent_at)
        self.context.feed.record(event.at, "RTP", "in", "speech ends")
        asks = active.recognizes_speech
        self.carry_out(self.machine.speech_ended(active.request_id, event.silent_at, is_asked=asks))
        if self._active is active and asks:
            self._guess = self._spawn(active.request_id, self._guess_meaning(active))

    def on_audio(self, event: AudioReceived) -> None:
        active = self._active
        if active is None:
            return
        active.push(event.pcm, event.rate_hz, event.at, silent=event.is_silent)
        if not (active.is_speaking and active.recognizes_speech):
            return
        if active.looks.is_due(len(event.pcm) / (2 * event.rate_hz)) and (self._look is None or self._look.done()):
            self._look = self._spawn(active.request_id, self._look_at(active))

    # --- grammars ----------------------------------------------------------------------------------------------------

    def _load(self, action: LoadGrammars) -> None:
        is_heard = not (action.define or action.for_text or action.parameters.input_waveform_uri)
        if self.leg is None and is_heard:
            # §9.9: "If the resource could not start a recognition …": nothing will ever be heard.
            self._fail_soon(action.request_id, _NO_LINE)
            return
        self._spawn(action.request_id, self._load_grammars(action))

    async def _load_grammars(self, action: LoadGrammars) -> None:
        try:
            grammars = await self._loader.load(action.entities, action.parameters, heard=not action.for_text)
        except GrammarLoadError as error:
            if action.request_id in self.machine.request_ids:  # its answer was PENDING, and no other line tells why
                self.context.logger.warning(
                    "grammar refused", cause=str(error.failure.cause), reason=error.failure.reason
                )
            self.carry_out(self.machine.grammars_failed(action.request_id, error.failure, self.context.clock()))
            return
        if grammars.dropped_tags:
            self.context.logger.warning("tags dropped", request_id=action.request_id, reason=grammars.dropped_tags)
        cookies = self._source.take_new_cookies()
        loaded, now = LoadedGrammars(grammars), self.context.clock()
        self.carry_out(self.machine.grammars_loaded(action.request_id, loaded, now, new_cookies=cookies))

    # --- recognizing -------------------------------------------------------------------------------------------------

    def _start(self, action: StartRecognizing) -> None:
        self._end_active()
        self._ended = None
        parameters = action.parameters
        rate_hz = NARROW_HZ if self.leg is None else recognizer_rate_hz(self.leg.format.rate_hz)
        active = self._active = RecognizeInput(
            action.request_id,
            cast("LoadedGrammars", action.grammars).grammars,
            parameters,
            interpreter=self._services.interpreter,
            rate_hz=rate_hz,
            source=self.context.source,
        )
        if parameters.input_waveform_uri is not None:
            self._spawn(active.request_id, self._recognize_file(active, parameters.input_waveform_uri))
            return
        if self.leg is None:
            self._fail_soon(active.request_id, _NO_LINE)
            return
        try:
            active.open(self._services.pool)
        except EngineError as error:
            self._fail_soon(active.request_id, _failure(error))
            return
        self._listen(active)

    def _listen(self, active: RecognizeInput) -> None:
        """Has the plane report the caller's speech and audio; keys come unasked."""
        parameters = active.parameters
        if self.leg is None or parameters.input_waveform_uri is not None:
            return
        if active.recognizes_speech or parameters.save_waveform:
            self.leg.listen(
                self,
                sensitivity=parameters.sensitivity_level,
                wants_speech=active.recognizes_speech,
                wants_all_audio=parameters.save_waveform,
                forgets_line=parameters.new_audio_channel,
            )
            active.first_listen_number = active.first_listen_number or self.leg.listen_number

    async def _recognize_file(self, active: RecognizeInput, uri: str) -> None:
        """Input-Waveform-URI (§9.4.10): the recording instead of the line."""
        try:
            entity = await self._source.entity(uri, active.parameters)
            decoded, rate_hz = await decode_apart(
                self._services.apart,
                entity.body,
                media_type=entity.content_type,
                name=uri,
                max_s=MAX_RECORDING_S,
                source=self.context.source,
            )
            samples, active.rate_hz, recorded = await asyncio.to_thread(_scan_recording, decoded, rate_hz, active)
        except EngineError as error:
            failure = RecognitionFailure(RecognitionCause.URI_FAILURE, f"cannot hear {uri}", uri, error.reason)
            self._fail(active.request_id, failure)
            return
        try:
            active.open(self._services.pool)
        except EngineError as error:
            self._fail(active.request_id, _failure(error))
            return
        now = self.context.clock()
        active.push(samples.astype("<i2").tobytes(), active.rate_hz, now + len(samples) / active.rate_hz)
        # Keys win over speech, as on a line; a recording in which there is neither is no input.
        if recorded.has_speech and not recorded.keys:
            self.carry_out(self.machine.speech_started(active.request_id, now))
        self.carry_out(self.machine.input_ended(active.request_id, self.context.clock(), digits=recorded.keys))

    async def _guess_meaning(self, active: RecognizeInput) -> None:
        """At a silence: what was said so far, and whether it may be all (it decides which timer runs)."""
        state = None
        try:
            state = active.match_state(await active.interpret(final=False))
        except EngineError as error:
            # What cannot be recognized now may be at the end; if not, that is the time to fail.
            self.context.logger.warning("no early guess", request_id=active.request_id, reason=error.reason)
        if state is MatchState.NONE and active.parameters.early_no_match:
            # A pause is not reason enough to cut the caller short; looks are.
            state = None
        self.carry_out(self.machine.recognized_so_far(active.request_id, state, self.context.clock()))

    async def _look_at(self, active: RecognizeInput) -> None:
        """While the caller speaks: has he said the hotword, or can it be no sentence any more?"""
        before = active.forgotten
        try:
            seen = await active.look()
        except EngineError as error:
            self.context.logger.warning("no look", request_id=active.request_id, reason=error.reason)
            return
        if seen is None or active.forgotten != before or self._active is not active:
            return
        state = active.looks.judge(seen)
        if state is None:
            return
        self._looked = seen
        try:
            self.carry_out(self.machine.recognized_so_far(active.request_id, state, self.context.clock()))
        finally:
            self._looked = None

    def _decode(self, action: Decode) -> None:
        self._spawn(action.request_id, self._decode_input(action, self._looked))

    async def _decode_input(self, action: Decode, looked: InterpretedInput | None) -> None:
        active = self._active
        if active is None or active.request_id != action.request_id:
            return
        try:
            if action.digits is not None:
                interpreted = await active.read_keys(action.digits)
            elif looked is not None:
                # What comes now is not what was decided about.
                interpreted = looked
            else:
                interpreted = await active.interpret(final=True)
        except EngineError as error:
            self._fail(action.request_id, _failure(error))
            return
        self._log_result(interpreted, active)
        self._log_failed_semantics(action.request_id, interpreted)
        self.carry_out(self.machine.recognized(action.request_id, active.result(interpreted), self.context.clock()))

    def _log_result(self, interpreted: InterpretedInput, active: RecognizeInput) -> None:
        best = interpreted.likeliest or interpreted.rejected
        fields = self._text_policy.fields(best.text) if best is not None else {}
        confidence = round(best.confidence, 3) if best is not None else None
        fields |= active.heard_by
        self.context.logger.info("heard", status=interpreted.status.value, confidence=confidence, **fields)

    def _log_failed_semantics(self, request_id: int, interpreted: InterpretedInput) -> None:
        best = interpreted.best
        if best is not None and best.semantics_failed:
            self.context.logger.warning("semantics failed", request_id=request_id, reason=best.reason)

    def _stop(self, action: StopRecognizing) -> None:
        for task in self._tasks.pop(action.request_id, set()):
            if task is not asyncio.current_task():
                task.cancel()
        active = self._active
        if active is not None and active.request_id == action.request_id:
            self._end_active()
            self._ended = active

    def _store_waveform(self, action: StoreWaveform) -> None:
        ended, self._ended = self._ended, None
        waveform = None
        if ended is not None and ended.request_id == action.request_id:
            waveform = self._services.waveforms.store(
                bytes(ended.recording), ended.rate_hz, action.media_type, self.context.session
            )

        def report() -> None:
            if not self.is_closed:
                self.carry_out(self.machine.waveform_stored(action.request_id, waveform, self.context.clock()))

        asyncio.get_running_loop().call_soon(report)

    def _interpret(self, action: InterpretText) -> None:
        self._spawn(action.request_id, self._interpret_text(action))

    async def _interpret_text(self, action: InterpretText) -> None:
        grammars = cast("LoadedGrammars", action.grammars).grammars
        n_best = action.parameters.n_best_list_length
        try:
            interpreted = await self._services.interpreter.text(
                action.text, grammars, n_best, source=self.context.source
            )
        except EngineError as error:
            self._fail(action.request_id, _failure(error))
            return
        self._log_failed_semantics(action.request_id, interpreted)
        self.carry_out(self.machine.interpreted(action.request_id, result_of(interpreted), self.context.clock()))

    def _barge_in(self, action: BargeIn) -> None:
        self._on_barge_in(action.sync_id)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _spawn(self, request_id: int, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(self._guard(request_id, work))
        tasks = self._tasks.setdefault(request_id, set())
        tasks.add(task)

        def forget(done: asyncio.Task[None]) -> None:
            work.close()  # where it was cancelled before it had begun
            tasks.discard(done)
            if not tasks and self._tasks.get(request_id) is tasks:
                del self._tasks[request_id]

        task.add_done_callback(forget)
        return task

    async def _guard(self, request_id: int, work: Coroutine[None, None, None]) -> None:
        """Our own bug ends one request with 006, and is seen."""
        try:
            await work
        except Exception:
            self.context.logger.exception("recognition failed", request_id=request_id)
            self._fail(request_id, RecognitionFailure(RecognitionCause.RECOGNIZER_ERROR, "internal error"))

    def _fail_soon(self, request_id: int, failure: RecognitionFailure) -> None:
        asyncio.get_running_loop().call_soon(self._fail, request_id, failure)

    def _fail(self, request_id: int, failure: RecognitionFailure) -> None:
        """Only one of the two has an effect: the grammars were still being loaded, or they were there."""
        if self.is_closed:
            return
        now = self.context.clock()
        self.carry_out(self.machine.grammars_failed(request_id, failure, now))
        self.carry_out(self.machine.recognition_failed(request_id, failure, now))

    def _end_active(self) -> None:
        active, self._active = self._active, None
        self._guess = self._look = None
        if active is None:
            return
        active.close()
        if self.leg is not None:
            self.leg.stop_listening(self)

    HANDLERS: ClassVar[dict[type, Callable[..., None]]] = {
        **ControlChannel.HANDLERS,
        LoadGrammars: _load,
        StartRecognizing: _start,
        Decode: _decode,
        StopRecognizing: _stop,
        StoreWaveform: _store_waveform,
        InterpretText: _interpret,
        BargeIn: _barge_in,
    }


def _failure(error: EngineError) -> RecognitionFailure:
    unsupported = isinstance(error, LanguageUnsupportedError)
    cause = RecognitionCause.LANGUAGE_UNSUPPORTED if unsupported else RecognitionCause.RECOGNIZER_ERROR
    return RecognitionFailure(cause, error.reason)


def _scan_recording(
    samples: NDArray[np.int16], rate_hz: int, active: RecognizeInput
) -> tuple[NDArray[np.int16], int, RecordingInput]:
    """The samples of a recording at a rate that a recognizer takes, that rate, and what is in it."""
    wanted_hz = recognizer_rate_hz(rate_hz)
    wanted = samples if rate_hz == wanted_hz else resample(samples, rate_hz, wanted_hz)
    narrow = wanted if wanted_hz == NARROW_HZ else resample(wanted, wanted_hz, NARROW_HZ)
    sensitivity = active.parameters.sensitivity_level
    return wanted, wanted_hz, scan_recording(narrow, sensitivity, wants_keys=active.grammars.dtmf)
