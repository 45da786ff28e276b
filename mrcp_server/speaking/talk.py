"""One SPEAK on its way: composed, synthesized, laid into its leg as fast as the ring takes it, moved by CONTROL.

The pump is a task; everything the plane reports comes through the leg (`on_…`). A talk tells its observer what the
protocol needs to know, and fills in the record.

    WAITING --start--> SILENT --first audio--> WRITING --last audio--> WRITTEN --played--> ENDED
                        |                          |                      |
                        | failure                  +-------> FAILED <-----+ failure, with audio in the leg
                        v                                      |
                      ENDED <-----------------played-----------+

A CONTROL that moves it, or a plane that was replaced, takes it back to SILENT.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

from engine.documents.errors import DocumentError
from engine.errors import ClipError, EngineError, LanguageUnsupportedError
from engine.interface import Element, Sentence, Utterance, VoiceSelection, walk
from engine.speaking.position import START, Jump, Position
from engine.speaking.speaker import Speaker, Speech
from engine.workers.pool import Priority
from mrcp_server.call.leg import Leg
from mrcp_server.call.one_task import OneTask
from mrcp_server.mrcp.synthesizer.length import SpeechLength, Unit
from mrcp_server.mrcp.synthesizer.reports import JumpOutcome, SpeakFailure
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
from mrcp_server.mrcp.wire.codes import SpeakCause
from mrcp_server.mrcp.wire.entity import Entity
from mrcp_server.observability.log import Logger
from mrcp_server.observability.records import SpeakRecord
from mrcp_server.speaking.composing import ComposeError, Composer
from mrcp_server.speaking.portions import Portions, has_mark, jump_of
from rtp.frames import RING_MS
from rtp.messages import Finished, MarkReached, Started, Stopped


class TalkObserver(Protocol):
    """Who is told how a talk fares."""

    def on_talk_started(self, talk: "Talk", event: Started) -> None: ...
    def on_talk_mark(self, talk: "Talk", event: MarkReached) -> None: ...
    def on_talk_written(self, talk: "Talk") -> None:
        """All its audio is on its way: the next one may follow behind it."""

    def on_talk_finished(self, talk: "Talk", event: Finished) -> None: ...
    def on_talk_failed(self, talk: "Talk", failure: SpeakFailure) -> None: ...


class Recordings(Protocol):
    """Where the recordings of a document come from."""

    def prefetch(self, elements: Sequence[Element]) -> None:
        """What will be played before long."""

    def close(self) -> None:
        """Nothing more will."""


@dataclass(frozen=True, slots=True)
class SpeakOrder:
    """What is to be spoken."""

    request_id: int
    entities: Sequence[Entity]
    parameters: SpeakParameters
    lead_in_ms: int = 0
    lead_out_ms: int = 0


class TalkState(Enum):
    """Where in the picture above."""

    WAITING = "its turn has not come"
    SILENT = "its audio is being made, none lies in the leg"
    WRITING = "audio lies in the leg, more is to come"
    WRITTEN = "all its audio lies in the leg"
    FAILED = "what lies in the leg is played, no more is to come"
    ENDED = "its end has been told"


_IN_LEG = (TalkState.WRITING, TalkState.WRITTEN, TalkState.FAILED)


class Talk:
    """One SPEAK in flight."""

    def __init__(
        self,
        order: SpeakOrder,
        *,
        leg: Leg,
        speaker: Speaker,
        composer: Composer,
        recordings: Recordings,
        record: SpeakRecord,
        observer: TalkObserver,
        logger: Callable[[], Logger],
    ) -> None:
        self.order = order
        self.record = record
        self._state = TalkState.WAITING
        self._number = 0
        self._leg = leg
        self._speaker = speaker
        self._composer = composer
        self._recordings = recordings
        self._voices: set[VoiceSelection] = set()
        self._told: set[str] = set()
        """Notes on the document that the log has."""
        self._observer = observer
        self._logger = logger
        self._fmt = leg.format
        """Of its utterance on the leg."""
        self._has_room = True
        """The ring takes more of it."""
        self._room: asyncio.Future[None] | None = None
        """What the pump waits for when the ring is full."""
        self._task = OneTask()
        self._portions = Portions()
        self._starts_paused = False
        self._start_depth_ms = 0
        """Audio that its voices need at hand before the first of it is played."""
        self._started_at: float | None = None
        """When its utterance began to be played, on the leg's clock."""
        self._audio_until = 0.0
        self.is_falling_silent = False
        """What lay in the leg is being stopped for a CONTROL; how much of it was heard is not known yet."""
        self._failure: SpeakFailure | None = None
        """Why it goes no further than what lies in the leg."""

    @property
    def request_id(self) -> int:
        """The SPEAK's request-id."""
        return self.order.request_id

    @property
    def state(self) -> TalkState:
        """How far it is."""
        return self._state

    @property
    def number(self) -> int | None:
        """Its utterance number on the leg; None while nothing of it lies there."""
        return self._number if self._state in _IN_LEG else None

    @property
    def is_begun(self) -> bool:
        """Its pump runs or has run."""
        return self._state is not TalkState.WAITING

    @property
    def is_written(self) -> bool:
        """All its audio is on its way."""
        return self._state is TalkState.WRITTEN

    def _enter(self, state: TalkState) -> None:
        """The one place where the state changes."""
        self._state = state
        if state is not TalkState.FAILED:
            self._failure = None

    def start(self, *, paused: bool = False) -> None:
        """Begins to make audio; it is played when what lies before it in the leg has ended. `paused`: it is to stand
        still at its first frame."""
        self._starts_paused = paused
        self._run(self._pump_all())

    def cancel(self) -> None:
        """Stops making audio. What lies in the leg is the caller's to silence (`number`)."""
        self._task.cancel()
        self._portions.cancel()
        self._recordings.close()

    def note_heard(self, played_ms: int | None) -> None:
        """It came to no end: puts into its record what was heard of it. `played_ms` of what lies in the leg had left;
        None where nobody knows, or nothing lies there."""
        self.record.audio_ms += played_ms or 0
        if self.record.audio_ms or played_ms is not None:
            self.record.heard_text = self._portions.heard_text(self._fmt.samples(played_ms or 0))

    def move(
        self,
        jump: SpeechLength | None,
        length: SpeechLength | None,
        then: Callable[[JumpOutcome], None],
        parameters: SpeakParameters | None = None,
    ) -> None:
        """CONTROL (§8.11): goes on speaking somewhere else, no longer than `length`, or as other `parameters` want it;
        `then` is told the outcome, and PAST_END after MOVED when it has become known that nothing was left to speak
        there."""
        self._run(self._move(jump, length, then, parameters or self.order.parameters))

    # --- what the leg reports --------------------------------------------------------------------------------------

    def on_started(self, event: Started) -> None:
        self._started_at = self._leg.playing_time(event.at)
        if self.record.first_packet_at is None:
            self.record.first_packet_at = event.at
        self._observer.on_talk_started(self, event)

    def on_mark(self, event: MarkReached) -> None:
        self._observer.on_talk_mark(self, event)

    def on_room(self) -> None:
        self._has_room = True
        if self._room is not None and not self._room.done():
            self._room.set_result(None)

    def on_finished(self, event: Finished) -> None:
        failure = self._failure
        self._enter(TalkState.ENDED)
        self._recordings.close()
        self.record.last_packet_at = event.at
        self.record.underruns += event.underruns
        self.record.audio_ms += event.frames * self._leg.stream.spec.ptime_ms
        if failure is None:
            self._observer.on_talk_finished(self, event)
        else:
            self._report_failure(failure)

    def on_interrupted(self) -> None:
        """The plane was replaced: go on where it was for those who hear it, as far as the clock tells."""
        self._run(self._go_on(self._leave(self._played_ms_by_the_clock())))

    # --- the pump --------------------------------------------------------------------------------------------------

    def _run(self, work: Coroutine[None, None, None]) -> None:
        if self._state is TalkState.WAITING:
            self._enter(TalkState.SILENT)
        self._task.run(self._guard(work), work)

    async def _guard(self, work: Coroutine[None, None, None]) -> None:
        """Every way a SPEAK can go wrong becomes the completion cause the RFC has for it (§8.4.4)."""
        try:
            await work
        except ComposeError as error:
            self._fail(error.failure)
        except DocumentError as error:
            self._fail(SpeakFailure(SpeakCause.PARSE_FAILURE, str(error)))
        except LanguageUnsupportedError as error:
            self._fail(SpeakFailure(SpeakCause.LANGUAGE_UNSUPPORTED, error.reason))
        except ClipError as error:
            self._fail(SpeakFailure(SpeakCause.URI_FAILURE, error.reason, error.uri, error.reason))
        except EngineError as error:
            self._fail(SpeakFailure(SpeakCause.ERROR, error.reason))
        except Exception:  # noqa: BLE001  # our own bug must end this SPEAK, not the session, and be seen
            self._logger().exception("speak failed", request_id=self.request_id)
            self._fail(SpeakFailure(SpeakCause.ERROR, "internal error"))

    def _fail(self, failure: SpeakFailure) -> None:
        """It goes no further. What lies in the leg is played to its end: only a STOP or the caller cuts (§8.7)."""
        self._recordings.close()
        if self._state not in _IN_LEG:
            self._enter(TalkState.ENDED)
            self._report_failure(failure)
            return
        if self._state is TalkState.WRITING:
            self._leg.write(self._number, b"", (), final=True)
        self._enter(TalkState.FAILED)
        self._failure = failure

    def _report_failure(self, failure: SpeakFailure) -> None:
        self.record.reason = failure.reason
        self._observer.on_talk_failed(self, failure)

    async def _pump_all(self) -> None:
        parameters = self.order.parameters
        if parameters.start_at is not None or parameters.speak_at_most is not None:
            await self._pump_part_of(await self._whole())
            return
        priority, elements = Priority.FIRST, 0
        composing = self._composer.compose(self.order.entities, parameters, lambda: self._audio_until)
        async with aclosing(composing):
            async for utterance in composing:
                self._note_text(utterance.elements)
                await self._pump(self._speak(utterance, priority=priority), elements)
                elements += len(utterance.elements)
                priority = Priority.CONTINUATION
        self._finish_writing()

    async def _pump_part_of(self, whole: Utterance) -> None:
        """A SPEAK that begins further on (Jump-Size) or ends early (Speak-Length)."""
        parameters = self.order.parameters
        length = jump_of(parameters.speak_at_most)
        speech = self._speak(whole, length=length)
        if (jump := jump_of(parameters.start_at)) is not None:
            try:
                landing = speech.jump(0, jump)
            except KeyError:
                speech.cancel()
                raise EngineError(f"Jump-Size: there is no mark {jump.tag!r}") from None
            if not landing.past_end:
                speech = speech.speak_from(landing.position, length)
            else:
                speech.cancel()
        await self._pump(speech, 0)
        self._finish_writing()

    async def _whole(self) -> Utterance:
        parts = [part async for part in self._composer.compose(self.order.entities, self.order.parameters)]
        self.record.text = ""
        for part in parts:
            self._note_text(part.elements)
        if len(parts) == 1:
            return parts[0]
        elements = tuple(element for part in parts for element in part.elements)
        return Utterance(elements, notes=tuple(note for part in parts for note in part.notes))

    def _speak(
        self,
        utterance: Utterance,
        *,
        start: Position = START,
        length: Jump | None = None,
        priority: Priority = Priority.FIRST,
    ) -> Speech:
        if self.record.text_ready_at is None:
            self.record.text_ready_at = asyncio.get_running_loop().time()
        self._recordings.prefetch(utterance.elements)
        self._note_voices(utterance.elements)
        self._tell_notes(utterance.notes)
        vendor = tuple(self.order.parameters.vendor.items())
        return self._speaker.speak(
            utterance, self._leg.format, start=start, length=length, priority=priority, parameters=vendor
        )

    async def _pump(self, speech: Speech, elements: int) -> None:
        """Writes one speech; `elements` of the prompt lie before it."""
        self._portions.add(speech, elements)
        try:
            async for chunk in speech:
                if not chunk.samples and not chunk.marks:
                    continue  # `_finish_writing` begins what has nothing to say
                if self.record.first_audio_at is None:
                    self.record.first_audio_at = asyncio.get_running_loop().time()
                while not self._has_room:
                    self._room = asyncio.get_running_loop().create_future()
                    await self._room
                self._portions.forget_played(self._fmt.samples(RING_MS))
                self._has_room = self._write(chunk.payload, chunk.samples, chunk.marks) > 0
        finally:
            speech.cancel()
            self.record.count(speech.timings)
            for uri, reason in speech.replaced:
                # SSML 1.1 §3.3.1: the environment must be told.
                self._logger().warning("recording replaced", request_id=self.request_id, uri=uri, reason=reason)

    def _write(self, payload: bytes, samples: int, marks: Sequence[tuple[int, str]]) -> int:
        number = self._utterance()
        self._portions.written_samples += samples
        now = asyncio.get_running_loop().time()
        self._audio_until = max(self._audio_until, now) + samples / self._leg.format.rate_hz
        return self._leg.write(number, payload, marks)

    def _utterance(self) -> int:
        """Its number on the leg. The utterance is announced with its first audio, so that one that fails before it is
        never told of below."""
        if self._state in _IN_LEG:
            return self._number
        fmt, was_silent = self._leg.format, self._leg.is_silent
        self._fmt, self._has_room, self._started_at = fmt, True, None
        # Only a RESUME lets go what begins paused; where it has come, there will not be another.
        paused = self._starts_paused and self._leg.is_paused
        self._number, _ = self._leg.begin(self, paused=paused, source=self.record.voice, depth_ms=self._start_depth_ms)
        self._enter(TalkState.WRITING)
        lead_in = fmt.samples(self.order.lead_in_ms) if was_silent else 0
        if lead_in:
            self._leg.write(self._number, fmt.silence(lead_in))
        self._portions.restart(lead_in)
        return self._number

    def _finish_writing(self) -> None:
        number = self._utterance()
        fmt = self._leg.format
        tail = fmt.silence(fmt.samples(self.order.lead_out_ms)) if self.order.lead_out_ms else b""
        self._leg.write(number, tail, (), final=True)
        self._enter(TalkState.WRITTEN)
        self._observer.on_talk_written(self)

    def _note_voices(self, elements: Sequence[Element]) -> None:
        """Who speaks, for the record; and wishes for a voice that nobody meets, told once each."""
        for element in walk(elements):
            if not isinstance(element, Sentence) or element.voice in self._voices:
                continue
            self._voices.add(element.voice)
            try:
                voice, missed, changed = self._speaker.choice_for(element.voice)
            except EngineError:
                return  # it is said when its turn comes
            if len(self._voices) == 1:
                self.record.voice = voice.name
            self._start_depth_ms = max(self._start_depth_ms, voice.start_depth_ms)
            if changed:
                # SSML 1.1 §3.1.13: a language speaking failure, which another voice mends.
                language = element.voice.language
                self._logger().info("voice changed", request_id=self.request_id, language=language, voice=voice.name)
            if missed:
                wanted = {name: value for name, value in element.voice.wishes() if name in missed}
                self._logger().warning(
                    "voice wish not met", request_id=self.request_id, wanted=wanted, voice=voice.name
                )

    def _tell_notes(self, notes: Sequence[str]) -> None:
        """What in the document means nothing here, in one line, and once however often it is spoken anew."""
        untold = tuple(dict.fromkeys(note for note in notes if note not in self._told))
        if untold:
            self._told.update(untold)
            self._logger().warning("markup not as it should be", request_id=self.request_id, notes=untold)

    def _note_text(self, elements: Sequence[Element]) -> None:
        said = [element.text for element in walk(elements) if isinstance(element, Sentence)]
        self.record.text = " ".join([self.record.text, *said] if self.record.text else said)

    # --- moving ----------------------------------------------------------------------------------------------------

    async def _move(
        self,
        jump: SpeechLength | None,
        length: SpeechLength | None,
        then: Callable[[JumpOutcome], None],
        parameters: SpeakParameters,
    ) -> None:
        whole = await self._whole()
        if jump is not None and jump.unit is Unit.TAG and not has_mark(whole.elements, jump.tag):
            then(JumpOutcome.UNKNOWN_MARK)
            await self._carry_on(whole)
            return
        if parameters is not self.order.parameters:
            # The same elements and words in another voice or manner: places in them stay what they are.
            self.order = replace(self.order, parameters=parameters)
            whole = await self._whole()
        if self._state is TalkState.ENDED:
            # While its text was looked at it has come to its end, and that has been told.
            then(JumpOutcome.PAST_END)
            return
        speech = self._speak(whole, start=await self._silence(), length=jump_of(length))
        outcome = JumpOutcome.MOVED
        if (wanted := jump_of(jump)) is not None:
            landing = speech.jump(0, wanted)
            if landing.past_end:
                speech.cancel()
                then(JumpOutcome.PAST_END)
                return
            outcome = JumpOutcome.RESTARTED if landing.restarted else JumpOutcome.MOVED
            speech = speech.speak_from(landing.position, jump_of(length))
        then(outcome)
        await self._pump(speech, 0)
        if self._state is TalkState.SILENT:
            then(JumpOutcome.PAST_END)
        else:
            self._finish_writing()

    async def _carry_on(self, whole: Utterance) -> None:
        """Nothing was moved: make the audio that is still missing."""
        if self._state not in (TalkState.SILENT, TalkState.WRITING):
            return
        position = self._portions.position(self._portions.written_samples)
        await self._speak_whole(self._speak(whole, start=position))

    async def _go_on(self, position: Position) -> None:
        await self._speak_whole(self._speak(await self._whole(), start=position))

    async def _speak_whole(self, speech: Speech) -> None:
        await self._pump(speech, 0)
        self._finish_writing()

    async def _silence(self) -> Position:
        """Takes what lies in the leg away; returns the place until which it was played."""
        number = self.number
        self._enter(TalkState.SILENT)
        if number is None:
            return self._portions.position(0)
        answer: asyncio.Future[Position] = asyncio.get_running_loop().create_future()
        self.is_falling_silent = True

        def take(event: Stopped | None) -> None:
            self.is_falling_silent = False
            if event is None:
                played_ms = self._played_ms_by_the_clock()
            else:
                played_ms = sum(item.played_ms for item in event.utterances if item.utterance == number)
            position = self._leave(played_ms)
            if not answer.cancelled():  # else it was ended meanwhile, and only its record asks
                answer.set_result(position)

        self._leg.stop([number], take)
        return await answer

    def _leave(self, played_ms: int) -> Position:
        """What lay in the leg is gone, after so much of it; returns the place that is."""
        self._enter(TalkState.SILENT)
        played = self._fmt.samples(played_ms)
        position = self._portions.position(played)
        self._portions.leave(played)
        self.record.audio_ms += played_ms
        self._started_at, self._has_room = None, True
        return position

    def _played_ms_by_the_clock(self) -> int:
        """How much of its utterance was played, where the plane cannot tell any more."""
        if self._started_at is None:
            return 0
        now = self._leg.playing_time(asyncio.get_running_loop().time())
        return min(int((now - self._started_at) * 1000), self._fmt.ms(self._portions.written_samples))
