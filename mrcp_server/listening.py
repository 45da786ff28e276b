"""A recognizer channel at work: carries out what `mrcp.recognizer` asks for, with grammars, ears and the caller's leg.

The plane says when the caller speaks; at the first silence what was said is decoded on speculation, so that the
answer is there when the machine's timers have run out.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import cast

from engine.audio_file import decode
from engine.errors import ClipError, EngineError, LanguageUnsupportedError
from engine.grammar_set import GrammarSet
from engine.grammar_store import GrammarStore
from engine.hearing_session import HearingSession
from engine.listener_pool import ListenerPool
from engine.understanding import Meaning, Understander, Understood
from mrcp_server.control_channel import ChannelContext, ControlChannel
from mrcp_server.grammar_loading import GrammarLoader, GrammarLoadError
from mrcp_server.leg import Leg
from mrcp_server.mrcp.actions import (
    BargeIn,
    Decode,
    InterpretText,
    LoadGrammars,
    StartRecognizing,
    StopRecognizing,
    StoreWaveform,
)
from mrcp_server.mrcp.channel import Channel
from mrcp_server.mrcp.codes import RecognitionCause
from mrcp_server.mrcp.listening_reports import RecognitionFailure
from mrcp_server.mrcp.recognition_result import Alternative, Grammars, MatchState, RecognitionResult, Word
from mrcp_server.mrcp.recognize_parameters import RecognizeParameters
from mrcp_server.mrcp.recognizer import Recognizer
from mrcp_server.mrcp.speak_parameters import SpeakParameters
from mrcp_server.observability.log import TextPolicy
from mrcp_server.sources import SessionSource
from mrcp_server.waveforms import WaveformStore
from rtp.messages import AudioHeard, KeyPressed, SpeechEnded, SpeechStarted

KEYS = "0123456789*#ABCD"
"""By event code (RFC 4733 §3.2)."""

# Save-Waveform keeps no more than this of one request.
_MAX_WAVEFORM_S = 120
_INPUT_RATE_HZ = 16000


@dataclass(frozen=True, slots=True)
class Ears:
    """What all recognizer channels share."""

    pool: ListenerPool
    store: GrammarStore
    understander: Understander
    waveforms: WaveformStore
    language: str = "en-US"


@dataclass(slots=True)
class _Active:
    """The RECOGNIZE that listens."""

    request_id: int
    grammars: GrammarSet
    parameters: RecognizeParameters
    hearing: HearingSession | None
    started_at: float
    waveform: bytearray
    rate_hz: int = 8000
    understood: Understood | None = None
    """What was made of the audio so far; None when something was said since."""
    guess: asyncio.Task[None] | None = None


class ListeningChannel(ControlChannel):
    """One recognizer channel."""

    def __init__(
        self,
        channel: Channel,
        machine: Recognizer,
        context: ChannelContext,
        *,
        ears: Ears,
        source: SessionSource,
        text_policy: TextPolicy,
        on_barge_in: Callable[[str], None],
    ) -> None:
        """`on_barge_in` is told the Proxy-Sync-Id of each START-OF-INPUT that a prompt may be silenced for."""
        super().__init__(channel, machine, context)
        self.machine = machine
        self.leg: Leg | None = None
        self._ears = ears
        self._source = source
        self._text_policy = text_policy
        self._on_barge_in = on_barge_in
        self._loader = GrammarLoader(ears.store, source, abilities=ears.pool.abilities, language=ears.language)
        self._active: _Active | None = None
        self._tasks: dict[int, set[asyncio.Task[None]]] = {}
        self._handlers |= {
            LoadGrammars: self._load,
            StartRecognizing: self._start,
            Decode: self._decode,
            StopRecognizing: self._stop,
            StoreWaveform: self._store_waveform,
            InterpretText: self._interpret,
            BargeIn: self._barge_in,
        }

    @property
    def state(self) -> str:
        """For the console."""
        return "idle" if self._active is None else "listening"

    def attach(self, leg: Leg | None) -> None:
        """The line it listens to from now on; None: it has none."""
        if self.leg is not None and self.leg is not leg and self.leg.listener is self:
            self.leg.listener = None
        self.leg = leg
        if leg is not None:
            leg.listener = self

    def close(self) -> None:
        """Ends all work; nothing is reported any more."""
        super().close()
        for tasks in self._tasks.values():
            for task in tasks:
                task.cancel()
        self._end_active()
        self._ears.waveforms.end_session(self.context.session)
        if self.leg is not None and self.leg.listener is self:
            self.leg.listener = None

    # --- what the line says ------------------------------------------------------------------------------------------

    def on_key(self, event: KeyPressed) -> None:
        if event.event < len(KEYS):
            self.context.feed.record(event.at, "RTP", "in", f"key {KEYS[event.event]}")
            self.carry_out(self.machine.key(KEYS[event.event], event.at))

    def on_speech_started(self, event: SpeechStarted) -> None:
        active = self._active
        if active is None:
            return
        active.understood = None
        if active.guess is not None:
            active.guess.cancel()
        self.context.feed.record(event.at, "RTP", "in", "speech begins")
        self.carry_out(self.machine.speech_started(active.request_id, event.at))

    def on_speech_ended(self, event: SpeechEnded) -> None:
        active = self._active
        if active is None:
            return
        self.context.feed.record(event.at, "RTP", "in", "speech ends")
        self.carry_out(self.machine.speech_ended(active.request_id, event.silent_at))
        if self._active is active and active.hearing is not None:
            active.guess = self._spawn(active.request_id, self._guess(active))

    def on_audio(self, event: AudioHeard) -> None:
        active = self._active
        if active is None:
            return
        active.rate_hz = event.rate_hz
        if active.hearing is not None:
            active.hearing.hear(event.pcm, silent=event.is_silent)
        if active.parameters.save_waveform and len(active.waveform) < 2 * event.rate_hz * _MAX_WAVEFORM_S:
            active.waveform += event.pcm

    # --- actions -----------------------------------------------------------------------------------------------------

    def _load(self, action: LoadGrammars) -> None:
        self._spawn(action.request_id, self._load_grammars(action))

    async def _load_grammars(self, action: LoadGrammars) -> None:
        try:
            grammars = await self._loader.load(action.entities, action.parameters)
        except GrammarLoadError as error:
            self.context.logger.warning("grammar refused", cause=str(error.failure.cause), reason=error.failure.reason)
            self.carry_out(self.machine.grammars_failed(action.request_id, error.failure, self.context.clock()))
            return
        cookies = self._source.take_new_cookies()
        now = self.context.clock()
        self.carry_out(
            self.machine.grammars_loaded(action.request_id, cast("Grammars", grammars), now, new_cookies=cookies)
        )

    def _start(self, action: StartRecognizing) -> None:
        self._end_active()
        grammars, parameters = cast("GrammarSet", action.grammars), action.parameters
        if self.leg is None and parameters.input_waveform_uri is None:
            self._fail_soon(action.request_id, RecognitionCause.RECOGNIZER_ERROR, "the channel has no audio line")
            return
        hearing: HearingSession | None = None
        if grammars.speech:
            rate_hz = _INPUT_RATE_HZ if parameters.input_waveform_uri else self._line_rate_hz()
            try:
                spec = grammars.hearing_spec(rate_hz=rate_hz, n_best=max(parameters.n_best_list_length, 2))
                hearing = self._ears.pool.open(spec)
            except LanguageUnsupportedError as error:
                self._fail_soon(action.request_id, RecognitionCause.LANGUAGE_UNSUPPORTED, error.reason)
                return
            except EngineError as error:
                self._fail_soon(action.request_id, RecognitionCause.RECOGNIZER_ERROR, error.reason)
                return
        self._active = _Active(action.request_id, grammars, parameters, hearing, self.context.clock(), bytearray())
        if parameters.input_waveform_uri is not None:
            self._spawn(action.request_id, self._hear_file(self._active, parameters.input_waveform_uri))
        elif self.leg is not None:
            self.leg.listen(
                sensitivity=parameters.sensitivity_level,
                wants_speech=grammars.speech,
                wants_all_audio=parameters.save_waveform,
                forgets_line=parameters.new_audio_channel,
            )

    def _line_rate_hz(self) -> int:
        return self.leg.format.rate_hz if self.leg is not None else 8000

    async def _hear_file(self, active: _Active, uri: str) -> None:
        """Input-Waveform-URI (§9.4.10): the recording instead of the line."""
        try:
            entity = await self._source.entity(
                uri, SpeakParameters(fetch_timeout_ms=active.parameters.fetch_timeout_ms)
            )
            samples, _ = await asyncio.to_thread(
                decode, entity.body, media_type=entity.content_type, name=uri, rate_hz=_INPUT_RATE_HZ
            )
        except ClipError as error:
            failure = RecognitionFailure(RecognitionCause.URI_FAILURE, f"cannot fetch {uri}", uri, error.reason)
            self.carry_out(self.machine.recognition_failed(active.request_id, failure, self.context.clock()))
            return
        except EngineError as error:
            failure = RecognitionFailure(RecognitionCause.URI_FAILURE, error.reason, uri, error.reason)
            self.carry_out(self.machine.recognition_failed(active.request_id, failure, self.context.clock()))
            return
        active.rate_hz = _INPUT_RATE_HZ
        pcm = samples.astype("<i2").tobytes()
        active.waveform += pcm if active.parameters.save_waveform else b""
        self.carry_out(self.machine.speech_started(active.request_id, self.context.clock()))
        if active.hearing is not None:
            active.hearing.hear(pcm)
        self.carry_out(self.machine.input_ended(active.request_id, self.context.clock()))

    async def _guess(self, active: _Active) -> None:
        """At a silence: what was said so far, and whether it may be all (it decides which timer runs)."""
        understood = await self._understand(active, final=False)
        if understood is None or self._active is not active:
            return
        active.understood = understood
        state = MatchState(understood.status.value)
        self.carry_out(self.machine.heard(active.request_id, state, self.context.clock()))

    async def _understand(self, active: _Active, *, final: bool) -> Understood | None:
        assert active.hearing is not None  # noqa: S101  # asked for speech grammars only
        try:
            heard = await active.hearing.ask(final)
        except EngineError as error:
            self._fail(active.request_id, RecognitionCause.RECOGNIZER_ERROR, error.reason)
            return None
        n_best = active.parameters.n_best_list_length
        return await self._ears.understander.speech(heard, active.grammars, n_best)

    def _decode(self, action: Decode) -> None:
        self._spawn(action.request_id, self._decode_input(action))

    async def _decode_input(self, action: Decode) -> None:
        active = self._active
        if active is None or active.request_id != action.request_id:
            return
        understood: Understood | None = Understood()
        if action.digits is not None:
            n_best = active.parameters.n_best_list_length
            understood = await self._ears.understander.digits(action.digits, active.grammars, n_best)
        elif active.hearing is not None:
            if active.guess is not None and not active.guess.done():
                await asyncio.wait({active.guess})
            understood = active.understood or await self._understand(active, final=True)
        if understood is None or self._active is not active:
            return
        if action.goes_on and active.hearing is not None and not understood.alternatives:
            active.hearing.reset()
        self._log_result(understood)
        result = _result(understood, active.started_at)
        self.carry_out(self.machine.recognized(action.request_id, result, self.context.clock()))

    def _log_result(self, understood: Understood) -> None:
        best = understood.alternatives[0] if understood.alternatives else understood.partial or understood.rejected
        fields = self._text_policy.fields(best.text) if best is not None else {}
        confidence = round(best.confidence, 3) if best is not None else None
        self.context.logger.info("heard", status=understood.status.value, confidence=confidence, **fields)

    def _stop(self, action: StopRecognizing) -> None:
        for task in self._tasks.pop(action.request_id, set()):
            if task is not asyncio.current_task():
                task.cancel()
        if self._active is not None and self._active.request_id == action.request_id:
            self._end_active()

    def _store_waveform(self, action: StoreWaveform) -> None:
        active = self._active
        waveform = None
        if active is not None and active.request_id == action.request_id:
            waveform = self._ears.waveforms.store(
                bytes(active.waveform), active.rate_hz, action.media_type, self.context.session
            )
        asyncio.get_running_loop().call_soon(
            lambda: self.carry_out(self.machine.waveform_stored(action.request_id, waveform, self.context.clock()))
        )

    def _interpret(self, action: InterpretText) -> None:
        self._spawn(action.request_id, self._interpret_text(action))

    async def _interpret_text(self, action: InterpretText) -> None:
        grammars = cast("GrammarSet", action.grammars)
        n_best = action.parameters.n_best_list_length
        understood = await self._ears.understander.text(action.text, grammars, n_best)
        now = self.context.clock()
        self.carry_out(self.machine.interpreted(action.request_id, _result(understood, None), now))

    def _barge_in(self, action: BargeIn) -> None:
        self._on_barge_in(action.sync_id)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _spawn(self, request_id: int, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(self._guard(request_id, work))
        tasks = self._tasks.setdefault(request_id, set())
        tasks.add(task)

        def forget(done: asyncio.Task[None]) -> None:
            tasks.discard(done)
            if not tasks:
                self._tasks.pop(request_id, None)

        task.add_done_callback(forget)
        return task

    async def _guard(self, request_id: int, work: Coroutine[None, None, None]) -> None:
        """Our own bug ends one request with 006, and is seen."""
        try:
            await work
        except Exception:
            self.context.logger.exception("recognition failed", request_id=request_id)
            self._fail(request_id, RecognitionCause.RECOGNIZER_ERROR, "internal error")

    def _fail_soon(self, request_id: int, cause: RecognitionCause, reason: str) -> None:
        asyncio.get_running_loop().call_soon(self._fail, request_id, cause, reason)

    def _fail(self, request_id: int, cause: RecognitionCause, reason: str) -> None:
        if self.is_closed:
            return
        failure = RecognitionFailure(cause, reason)
        now = self.context.clock()
        self.carry_out(self.machine.grammars_failed(request_id, failure, now))
        self.carry_out(self.machine.recognition_failed(request_id, failure, now))

    def _end_active(self) -> None:
        active, self._active = self._active, None
        if active is None:
            return
        if active.hearing is not None:
            active.hearing.close()
        if self.leg is not None and active.parameters.input_waveform_uri is None and not self.is_closed:
            self.leg.stop_listening()


def _result(understood: Understood, started_at: float | None) -> RecognitionResult:
    """What was understood in the protocol's words."""

    def alternative(meaning: Meaning) -> Alternative:
        base = started_at
        words = tuple(
            Word(word.text, base + word.start_ms / 1000, base + word.end_ms / 1000, word.confidence)
            for word in meaning.words
            if base is not None
        )
        return Alternative(
            meaning.text,
            meaning.confidence,
            meaning.uri,
            meaning.instance,
            meaning.mode,
            words,
            words[0].start if words else None,
            words[-1].end if words else None,
            meaning.semantics_failed,
        )

    return RecognitionResult(
        tuple(alternative(one) for one in understood.alternatives),
        alternative(understood.partial) if understood.partial is not None else None,
        alternative(understood.rejected) if understood.rejected is not None else None,
    )
