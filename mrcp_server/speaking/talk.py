"""One SPEAK on its way: composed, synthesized, laid into its leg as fast as the ring takes it, moved by CONTROL.

The pump is a task; everything the plane reports comes through the leg (`on_…`). A talk tells its listener what the
protocol needs to know, and fills in the record.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol

from engine.documents.errors import DocumentError
from engine.errors import ClipError, EngineError, LanguageUnsupportedError
from engine.interface import Element, Mark, Sentence, Utterance, VoiceSelection, walk
from engine.speaking.position import START, Jump, Position, Unit
from engine.speaking.speaker import Speaker, Speech
from engine.workers.pool import Priority
from mrcp_server.call.leg import Leg
from mrcp_server.mrcp.codes import SpeakCause
from mrcp_server.mrcp.entity import Entity
from mrcp_server.mrcp.synthesizer.length import SpeechLength
from mrcp_server.mrcp.synthesizer.reports import JumpOutcome, SpeakFailure
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
from mrcp_server.observability.log import Logger
from mrcp_server.observability.records import SpeakRecord
from mrcp_server.speaking.composing import ComposeError, Composer
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


@dataclass(frozen=True, slots=True)
class _Stretch:
    """One speech of this talk, and what lies before it."""

    speech: Speech
    elements: int
    """Elements of the whole prompt before its utterance."""
    samples: int
    """Samples of the leg's utterance before its first one: lead-in, earlier portions."""


# The ring holds two seconds: what is heard now is never older than the last few portions.
_STRETCHES = 4


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
        self.number: int | None = None
        """Its utterance number on the leg, None before the first audio and after the end."""
        self.is_written = False
        self.is_paused = False
        """It is to stand still at its first frame."""
        self._leg = leg
        self._speaker = speaker
        self._composer = composer
        self._recordings = recordings
        self._voices: set[VoiceSelection] = set()
        self._observer = observer
        self._logger = logger
        self._room: asyncio.Future[None] | None = None
        """What the pump waits for when the ring is full."""
        self._task: asyncio.Task[None] | None = None
        self._stretches: list[_Stretch] = []
        self._written_samples = 0
        self._started_at: float | None = None
        self._audio_until = 0.0
        self._failure: SpeakFailure | None = None
        """Why it goes no further than what lies in the leg."""

    @property
    def request_id(self) -> int:
        """The SPEAK's request-id."""
        return self.order.request_id

    @property
    def is_begun(self) -> bool:
        """Its pump runs or has run."""
        return self._task is not None

    def start(self) -> None:
        """Begins to make audio; it is heard when what lies before it in the leg has ended."""
        self._run(self._pump_all())

    def cancel(self) -> None:
        """Stops making audio. What lies in the leg is the caller's to silence (`number`)."""
        if self._task is not None:
            self._task.cancel()
        for stretch in self._stretches:
            stretch.speech.cancel()
        self._recordings.close()

    def spoken_text(self, played_ms: int) -> str:
        """What was heard of the portions that are still known after `played_ms` of this utterance."""
        played = self._leg.format.samples(played_ms)
        heard = [one.speech.spoken(played - one.samples).text for one in self._stretches if one.samples < played]
        return " ".join(text for text in heard if text)

    def move(self, jump: SpeechLength | None, length: SpeechLength | None, then: Callable[[JumpOutcome], None]) -> None:
        """CONTROL (§8.11): goes on speaking somewhere else, or no longer than `length`; `then` is told once."""
        self._run(self._move(jump, length, then))

    # --- what the leg reports --------------------------------------------------------------------------------------

    def on_started(self, event: Started) -> None:
        self._started_at = event.at
        if self.record.first_packet_at is None:
            self.record.first_packet_at = event.at
        self._observer.on_talk_started(self, event)

    def on_mark(self, event: MarkReached) -> None:
        self._observer.on_talk_mark(self, event)

    def on_room(self) -> None:
        if self._room is not None and not self._room.done():
            self._room.set_result(None)

    def on_finished(self, event: Finished) -> None:
        self.number = None
        self._recordings.close()
        self.record.last_packet_at = event.at
        self.record.underruns += event.underruns
        self.record.audio_ms += event.frames * self._leg.stream.spec.ptime_ms
        if self._failure is None:
            self._observer.on_talk_finished(self, event)
        else:
            self._report_failure(self._failure)

    def on_interrupted(self) -> None:
        """The plane was replaced: go on where the listener was, as far as the clock tells."""
        played_ms = 0
        if self._started_at is not None and not self._leg.is_paused:
            played_ms = int((asyncio.get_running_loop().time() - self._started_at) * 1000)
        self.number = self._failure = None
        self._run(self._go_on(self._leg.format.samples(played_ms)))

    # --- the pump --------------------------------------------------------------------------------------------------

    def _run(self, work: Coroutine[None, None, None]) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.get_running_loop().create_task(self._guard(work))
        self._task.add_done_callback(lambda _done: work.close())  # where it was cancelled before it had begun

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
        """It goes no further. What lies in the leg is still heard to its end: only a STOP or the caller cuts (§8.7)."""
        self._recordings.close()
        if self.number is None:
            self._report_failure(failure)
            return
        if not self.is_written and self._failure is None:
            self._leg.write(self.number, b"", (), final=True)
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
        self._note_text(whole.elements)
        length = _jump(parameters.speak_at_most)
        speech = self._speak(whole, length=length)
        if (jump := _jump(parameters.start_at)) is not None:
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
        return parts[0] if len(parts) == 1 else Utterance(tuple(element for part in parts for element in part.elements))

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
        vendor = tuple(self.order.parameters.vendor.items())
        return self._speaker.speak(
            utterance, self._leg.format, start=start, length=length, priority=priority, parameters=vendor
        )

    async def _pump(self, speech: Speech, elements: int) -> None:
        """Writes one speech; `elements` of the prompt lie before it."""
        self._stretches.append(_Stretch(speech, elements, self._written_samples))
        del self._stretches[:-_STRETCHES]
        try:
            async for chunk in speech:
                if self.record.first_audio_at is None:
                    self.record.first_audio_at = asyncio.get_running_loop().time()
                room = self._write(chunk.payload, chunk.samples, chunk.marks)
                while room <= 0 and not chunk.final:
                    self._room = asyncio.get_running_loop().create_future()
                    await self._room
                    room = 1
        finally:
            speech.cancel()
            self.record.count(speech.timings)
            for uri, reason in speech.replaced:
                # SSML 1.1 §3.3.1: the environment must be told.
                self._logger().warning("recording replaced", request_id=self.request_id, uri=uri, reason=reason)

    def _write(self, payload: bytes, samples: int, marks: Sequence[tuple[int, str]]) -> int:
        number = self._begin() if self.number is None else self.number
        self._written_samples += samples
        now = asyncio.get_running_loop().time()
        self._audio_until = max(self._audio_until, now) + samples / self._leg.format.rate_hz
        return self._leg.write(number, payload, marks)

    def _begin(self) -> int:
        """Announces the utterance with its first audio, so that one that fails before it is never heard of below."""
        fmt, was_silent = self._leg.format, self._leg.is_silent
        self.number, _ = self._leg.begin(self, paused=self.is_paused, source=self.record.voice)
        lead_in = fmt.samples(self.order.lead_in_ms) if was_silent else 0
        if lead_in:
            self._leg.write(self.number, fmt.silence(lead_in))
        # The clock of this number starts here; speeches that were started before it begin behind the lead-in.
        self._written_samples = lead_in
        self._stretches = [replace(one, samples=lead_in) for one in self._stretches]
        return self.number

    def _finish_writing(self) -> None:
        number = self._begin() if self.number is None else self.number
        fmt = self._leg.format
        tail = fmt.silence(fmt.samples(self.order.lead_out_ms)) if self.order.lead_out_ms else b""
        self._leg.write(number, tail, (), final=True)
        self.is_written = True
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
            if changed:
                # SSML 1.1 §3.1.13: a language speaking failure, which another voice mends.
                language = element.voice.language
                self._logger().info("voice changed", request_id=self.request_id, language=language, voice=voice.name)
            if missed:
                wanted = {name: value for name, value in element.voice.wishes() if name in missed}
                self._logger().warning(
                    "voice wish not met", request_id=self.request_id, wanted=wanted, voice=voice.name
                )

    def _note_text(self, elements: Sequence[Element]) -> None:
        self.record.text += " ".join(element.text for element in walk(elements) if isinstance(element, Sentence))

    # --- moving ----------------------------------------------------------------------------------------------------

    async def _move(
        self, jump: SpeechLength | None, length: SpeechLength | None, then: Callable[[JumpOutcome], None]
    ) -> None:
        whole = await self._whole()
        if jump is not None and jump.unit == Unit.TAG.value and not _has_mark(whole.elements, jump.tag):
            then(JumpOutcome.UNKNOWN_MARK)
            await self._carry_on(whole)
            return
        position = self._whole_position(await self._silence())
        speech = self._speak(whole, start=position, length=_jump(length))
        outcome = JumpOutcome.MOVED
        if (wanted := _jump(jump)) is not None:
            landing = speech.jump(0, wanted)
            if landing.past_end:
                speech.cancel()
                then(JumpOutcome.PAST_END)
                return
            outcome = JumpOutcome.RESTARTED if landing.restarted else JumpOutcome.MOVED
            speech = speech.speak_from(landing.position, _jump(length))
        then(outcome)
        await self._speak_whole(speech)

    async def _carry_on(self, whole: Utterance) -> None:
        """Nothing was moved: make the audio that is still missing."""
        if self.is_written or self._failure is not None:
            return
        position = self._whole_position(self._written_samples)
        await self._speak_whole(self._speak(whole, start=position))

    async def _go_on(self, played_samples: int) -> None:
        position = self._whole_position(played_samples)
        await self._speak_whole(self._speak(await self._whole(), start=position))

    async def _speak_whole(self, speech: Speech) -> None:
        self.is_written = False
        await self._pump(speech, 0)
        self._finish_writing()

    def _whole_position(self, played_samples: int) -> Position:
        """The place in the whole prompt that is heard after so much of this number."""
        stretch = next((one for one in reversed(self._stretches) if one.samples <= played_samples), None)
        if stretch is None:
            return START
        here = stretch.speech.position(played_samples - stretch.samples)
        return Position(here.element + stretch.elements, here.word, here.skip_ms)

    async def _silence(self) -> int:
        """Takes what lies in the leg away; returns the samples of it that were heard."""
        if self.number is None:
            return 0
        answer: asyncio.Future[Stopped | None] = asyncio.get_running_loop().create_future()
        number, self.number = self.number, None
        self._failure = None

        def take(event: Stopped | None) -> None:
            if not answer.cancelled():
                answer.set_result(event)

        self._leg.stop([number], take)
        event = await answer
        played_ms = sum(item.played_ms for item in event.utterances if item.utterance == number) if event else 0
        return self._leg.format.samples(played_ms)


def _jump(length: SpeechLength | None) -> Jump | None:
    return None if length is None else Jump(Unit(length.unit.value), length.count, length.tag)


def _has_mark(elements: Sequence[Element], name: str) -> bool:
    for element in walk(elements):
        parts = element.parts if isinstance(element, Sentence) else (element,)
        if any(isinstance(part, Mark) and part.name == name for part in parts):
            return True
    return False
