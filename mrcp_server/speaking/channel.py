"""A synthesizer channel at work: carries out what `mrcp.synthesizer` asks for, with talks on a leg.

At most two talks are in motion: the active one, and the next in the queue once all audio of the active one is on its
way, so that a queued SPEAK follows without a gap and a long queue costs nothing.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain, dropwhile, repeat
from typing import ClassVar

from engine.apart import Apart
from engine.documents.lexicon import Lexicon
from engine.speaking.speaker import Fetch, Speaker
from mrcp_server.call.control_channel import ChannelContext, ControlChannel
from mrcp_server.call.document_sources import RequestSource, SessionSource
from mrcp_server.call.leg import Leg, OnStopped
from mrcp_server.call.one_task import OneTask
from mrcp_server.mrcp.channel import Channel
from mrcp_server.mrcp.synthesizer.actions import (
    DropSpeaking,
    JumpSpeaking,
    LoadLexicon,
    PauseSpeaking,
    PrepareSpeaking,
    ResumeSpeaking,
    StartSpeaking,
    StopSpeaking,
)
from mrcp_server.mrcp.synthesizer.machine import Synthesizer
from mrcp_server.mrcp.synthesizer.reports import JumpOutcome, SpeakFailure
from mrcp_server.mrcp.wire.codes import SpeakCause
from mrcp_server.mrcp.wire.entity import URI_LIST
from mrcp_server.observability.log import TextPolicy
from mrcp_server.observability.records import SpeakRecord
from mrcp_server.speaking.composing import ComposeError, Composer, TextOptions, lexicon_uris, select_voice
from mrcp_server.speaking.talk import SpeakOrder, Talk
from rtp.messages import Finished, MarkReached, PromptKilled, Started, Stopped

_NO_LINE = SpeakFailure(SpeakCause.ERROR, "the session has no audio line for this channel")

_REFLEX_PATIENCE_S = 0.25
"""The plane tells of the caller's speech or key together with the prompt it silenced; more is a stalled control."""


@dataclass(frozen=True, slots=True)
class SpeakingOptions:
    """Plain values of the configuration."""

    language: str = "en-US"
    lead_in_ms: int = 0
    lead_out_ms: int = 0
    text: TextOptions = field(default_factory=TextOptions)


class SynthesizerChannel(ControlChannel):
    """Talks of one channel, in the order of the queue; the first is the active one."""

    def __init__(
        self,
        channel: Channel,
        machine: Synthesizer,
        context: ChannelContext,
        *,
        make_speaker: Callable[[Fetch, str], Speaker],
        source: SessionSource,
        text_policy: TextPolicy,
        options: SpeakingOptions,
        apart: Apart,
    ) -> None:
        super().__init__(channel, machine, context)
        self.leg: Leg | None = None
        self._machine = machine
        self._make_speaker = make_speaker
        self._source = source
        self._text_policy = text_policy
        self._options = options
        self._apart = apart
        self._lexicons: dict[str, Lexicon] = {}
        self._talks: dict[int, Talk] = {}
        self._failed: set[int] = set()
        """Requests that failed before their turn came; the client learns of it then."""
        self._loading = OneTask()
        self._killed: PromptKilled | None = None
        """What the plane's reflex has silenced, until `barge_in` comes for it."""

    @property
    def state(self) -> str:
        """For the console."""
        return "speaking" if self._talks else "idle"

    @property
    def killable(self) -> bool:
        """Whether the caller's speech is to silence what plays now (Kill-On-Barge-In of the active SPEAK)."""
        return self._machine.killable

    def attach(self, leg: Leg | None) -> None:
        """The line it speaks into from now on; None: it has none. What is spoken into another one cannot go on."""
        before, self.leg = self.leg, leg
        if before is not None and before is not leg:
            before.on_killed = None
            self._lose_line(before)
        if leg is not None:
            leg.on_killed = self._on_killed

    def _lose_line(self, leg: Leg) -> None:
        """The first SPEAK fails; that ends those behind it too (§8.6)."""
        if not (talks := self._take_away(list(self._talks))):
            return
        if numbers := _numbers(talks):
            leg.drop(numbers)
        for cause, talk in zip(chain((_NO_LINE.cause,), repeat(SpeakCause.CANCELLED)), talks, strict=False):
            self._write_record(talk.record, cause, _NO_LINE.reason)
        self._fail(talks[0].request_id, _NO_LINE)

    def barge_in(self, sync_id: str) -> None:
        """START-OF-INPUT with this Proxy-Sync-Id went out: the prompt is over (RFC 6787 §8.4.2, §9.12). The plane may
        have silenced it before; what it has not is silenced now."""
        if not self._machine.killable:
            return
        killed, self._killed = self._killed, None
        played_ms = _played_ms(killed)
        talks = list(self._talks.values())
        self._talks.clear()
        for talk in talks:
            talk.cancel()
            if talk.number in played_ms:
                self._end_early(talk, SpeakCause.BARGE_IN, played_ms[talk.number])
        self._silence([talk for talk in talks if talk.number not in played_ms], SpeakCause.BARGE_IN)
        now = self.context.clock()
        self.carry_out(self._machine.killed(sync_id, now, killed.ntp if killed is not None else None))

    def _on_killed(self, event: PromptKilled) -> None:
        """The plane's reflex; the recognizer's START-OF-INPUT, and with it `barge_in`, follows at once."""
        self._killed = event
        asyncio.get_running_loop().call_later(_REFLEX_PATIENCE_S, self._end_killed, event)

    def _end_killed(self, event: PromptKilled) -> None:
        """The recognizer took no notice of what set off the reflex: its RECOGNIZE was stopped in that moment, or the
        prompt was another one by then. No SPEAK may be left hanging in silence."""
        if self._killed is not event or self.is_closed:
            return
        played_ms = _played_ms(event)
        silenced = [talk for talk in self._talks.values() if talk.number in played_ms]
        if silenced and self._machine.killable:
            self.barge_in("")
            return
        self._killed = None
        for talk in silenced:
            talk.on_interrupted()

    def close(self) -> None:
        """Ends every talk; nothing is reported any more but their records."""
        super().close()
        if self.leg is not None:
            self.leg.on_killed = None
        self._loading.cancel()
        self._silence(self._take_away(list(self._talks)), "session ended")

    # --- actions ---------------------------------------------------------------------------------------------------

    def _prepare(self, action: PrepareSpeaking) -> None:
        if self.leg is None:
            self._refuse(action)
            return
        self._talks[action.request_id] = self._make_talk(action, self.leg)
        self._start_next()

    def _start(self, action: StartSpeaking) -> None:
        if action.request_id in self._failed:
            self._failed.remove(action.request_id)
            return
        if self.leg is None:
            self._refuse(action)
            return
        talk = self._talks.get(action.request_id)
        if talk is None:
            talk = self._talks[action.request_id] = self._make_talk(action, self.leg)
        if self.leg.is_paused and not action.paused:
            self.leg.resume()
        if not talk.is_begun:
            talk.start(paused=action.paused)

    def _refuse(self, action: PrepareSpeaking | StartSpeaking) -> None:
        self._write_record(self._record_of(action), _NO_LINE.cause, _NO_LINE.reason)
        self._fail(action.request_id, _NO_LINE)

    def _fail(self, request_id: int, failure: SpeakFailure) -> None:
        """Reports it to the resource, once that has done with what it is doing."""
        if self._machine.request_ids[:1] != (request_id,):
            self._failed.add(request_id)
        asyncio.get_running_loop().call_soon(self._report_failure, request_id, failure)

    def _stop(self, action: StopSpeaking) -> None:
        talks = self._take_away(action.request_ids)
        asked_at = self.context.clock()

        def report(event: Stopped | None) -> None:
            now = self.context.clock()
            self.context.metrics.stop.observe(max(0.0, now - asked_at))
            if not self.is_closed:
                self.carry_out(self._machine.stopped(action.request_ids, now, event.ntp if event else None))

        self._silence(talks, action.cause or "stopped", report)

    def _silence(self, talks: list[Talk], cause: str, then: OnStopped = lambda _event: None) -> None:
        """Takes talks off the leg. Their records, in order, and `then` wait until it is known how much was played."""
        numbers = _numbers(talks)
        waiting = list(dropwhile(lambda talk: talk.number is None and not talk.is_falling_silent, talks))
        for talk in talks[: len(talks) - len(waiting)]:
            self._end_early(talk, cause, None)

        def report(event: Stopped | None) -> None:
            played_ms = _played_ms(event)
            for talk in waiting:
                self._end_early(talk, cause, played_ms.get(talk.number))
            then(event)

        if self.leg is None or not waiting:
            asyncio.get_running_loop().call_soon(report, None)
        else:
            self.leg.stop(numbers, report)  # answered behind what a CONTROL has asked before

    def _drop(self, action: DropSpeaking) -> None:
        talks = self._take_away(action.request_ids)
        if self.leg is not None and (numbers := _numbers(talks)):
            self.leg.drop(numbers)
        for talk in talks:
            self._end_early(talk, action.cause or "stopped", None)

    def _take_away(self, request_ids: Iterable[int]) -> list[Talk]:
        """Cancels talks and returns them; what they have on the leg is the caller's to silence."""
        talks = []
        for request_id in request_ids:
            self.forget(request_id)
            self._failed.discard(request_id)
            talk = self._talks.pop(request_id, None)
            if talk is not None:
                talk.cancel()
                talks.append(talk)
        return talks

    def _end_early(self, talk: Talk, cause: str, played_ms: int | None) -> None:
        """Writes the record of a talk that did not come to its end; `played_ms` of it had left."""
        talk.note_heard(played_ms)
        self._write_record(talk.record, cause)

    def _pause(self, _action: PauseSpeaking) -> None:
        if self.leg is not None:
            self.leg.pause()

    def _resume(self, _action: ResumeSpeaking) -> None:
        if self.leg is not None:
            self.leg.resume()

    def _jump(self, action: JumpSpeaking) -> None:
        talk = self._talks.get(action.request_id)
        if talk is None or self.leg is None:
            asyncio.get_running_loop().call_soon(self._jumped, action.request_id, JumpOutcome.FAILED)
            return
        self._unprepare(talk, self.leg)
        talk.move(
            action.jump, action.length, lambda outcome: self._jumped(action.request_id, outcome), action.parameters
        )

    def _jumped(self, request_id: int, outcome: JumpOutcome) -> None:
        if self.is_closed:
            return
        if outcome is JumpOutcome.PAST_END and (talk := self._talks.pop(request_id, None)) is not None:
            talk.cancel()
            self._write_record(talk.record, SpeakCause.NORMAL)
        self.carry_out(self._machine.jumped(request_id, outcome, self.context.clock()))

    def _unprepare(self, active: Talk, leg: Leg) -> None:
        """Takes back what was laid behind the active talk: its end is about to move."""
        for request_id, talk in list(self._talks.items()):
            if talk is not active and talk.is_begun:
                talk.cancel()
                if talk.number is not None:
                    leg.drop([talk.number])
                talk.record.text = ""
                self._talks[request_id] = self._talk_of(talk.order, talk.record, leg)

    # --- talks -----------------------------------------------------------------------------------------------------

    def _make_talk(self, action: PrepareSpeaking | StartSpeaking, leg: Leg) -> Talk:
        options = self._options
        order = SpeakOrder(
            action.request_id, action.entities, action.parameters, options.lead_in_ms, options.lead_out_ms
        )
        voice = select_voice(action.parameters, options.language)
        record = self._record_of(action)
        record.voice = ",".join(voice.names) or voice.language
        return self._talk_of(order, record, leg)

    def _record_of(self, action: PrepareSpeaking | StartSpeaking) -> SpeakRecord:
        return SpeakRecord("mrcp", str(action.request_id), received_at=self.context.clock())

    def _talk_of(self, order: SpeakOrder, record: SpeakRecord, leg: Leg) -> Talk:
        source = RequestSource(self._source, order.entities, order.parameters)
        return Talk(
            order,
            leg=leg,
            speaker=self._make_speaker(source.recording, self.context.source),
            composer=Composer(
                source,
                language=self._options.language,
                lexicons=self._lexicons,
                apart=self._apart,
                asker=self.context.source,
                text_options=self._options.text,
            ),
            recordings=source,
            record=record,
            observer=self,
            logger=lambda: self.context.logger,
        )

    def _start_next(self) -> None:
        """Lays the next talk behind the active one, when all of that is on its way."""
        waiting = iter(self._talks.values())
        active = next(waiting, None)
        following = next(waiting, None)
        if self.leg is None or active is None or following is None or self._failed:
            return  # what waits behind one that has failed will not be spoken
        if active.is_written and not following.is_begun:
            following.start()

    def on_talk_started(self, talk: Talk, event: Started) -> None:
        self.context.feed.record(event.at, "RTP", "out", f"first packet of {talk.request_id}")
        self.carry_out(self._machine.started(talk.request_id, event.at, event.ntp))

    def on_talk_mark(self, talk: Talk, event: MarkReached) -> None:
        self.carry_out(self._machine.marked(talk.request_id, event.name, event.at, event.ntp))

    def on_talk_written(self, talk: Talk) -> None:  # the observer's signature
        self._start_next()

    def on_talk_finished(self, talk: Talk, event: Finished) -> None:
        if self._talks.pop(talk.request_id, None) is not None:
            self._write_record(talk.record, SpeakCause.NORMAL)
            self.carry_out(
                self._machine.finished(
                    talk.request_id, event.at, event.ntp, new_cookies=self._source.take_new_cookies()
                )
            )
            self._start_next()

    def on_talk_failed(self, talk: Talk, failure: SpeakFailure) -> None:
        if self._talks.pop(talk.request_id, None) is None:
            return
        if self.leg is not None and self._machine.request_ids[:1] == (talk.request_id,):
            self._unprepare(talk, self.leg)  # its failure ends what waits behind it
        self._write_record(talk.record, failure.cause, failure.reason)
        self._fail(talk.request_id, failure)

    def _report_failure(self, request_id: int, failure: SpeakFailure) -> None:
        if not self.is_closed:
            cookies = self._source.take_new_cookies()
            self.carry_out(self._machine.failed(request_id, failure, self.context.clock(), new_cookies=cookies))

    def _write_record(self, record: SpeakRecord, cause: str, reason: str = "") -> None:
        record.cause = str(cause)
        record.reason = record.reason or reason
        record.write(self.context.logger, self._text_policy, self.context.metrics)
        for wanted, voice, why in record.substitutions:
            self.context.feed.record(self.context.clock(), "ENGINE", "note", f"{voice} spoke for {wanted}: {why}")

    # --- lexicons --------------------------------------------------------------------------------------------------

    def _load(self, action: LoadLexicon) -> None:
        self._loading.run(self._load_lexicons(action))

    async def _load_lexicons(self, action: LoadLexicon) -> None:
        """DEFINE-LEXICON (§8.14): inline under its Content-ID, or by URI; all or nothing. An inline one is read before
        it is kept, also where it is not to be loaded."""
        source = RequestSource(self._source, action.entities, action.parameters)
        composer = Composer(source, language=self._options.language, lexicons={}, apart=self._apart)
        wanted = action.entities
        if action.unload:
            wanted = tuple(one for one in wanted if one.body and one.content_type != URI_LIST)
        try:
            loaded = await composer.load_lexicons(wanted, action.parameters)
            if action.unload:
                for uri in lexicon_uris(action.entities):
                    self._lexicons.pop(uri, None)
            else:
                self._lexicons.update(loaded)
        except ComposeError as error:
            self.carry_out(
                self._machine.lexicon_failed(
                    action.request_id, error.failure, self.context.clock(), new_cookies=self._source.take_new_cookies()
                )
            )
            return
        cookies = self._source.take_new_cookies()
        self.carry_out(self._machine.lexicon_loaded(action.request_id, self.context.clock(), new_cookies=cookies))

    HANDLERS: ClassVar[dict[type, Callable[..., None]]] = {
        **ControlChannel.HANDLERS,
        PrepareSpeaking: _prepare,
        StartSpeaking: _start,
        StopSpeaking: _stop,
        DropSpeaking: _drop,
        PauseSpeaking: _pause,
        ResumeSpeaking: _resume,
        JumpSpeaking: _jump,
        LoadLexicon: _load,
    }


def _played_ms(event: Stopped | PromptKilled | None) -> dict[int | None, int]:
    """How much of each utterance had left, by the number of its talk."""
    return {item.utterance: item.played_ms for item in event.utterances} if event is not None else {}


def _numbers(talks: Iterable[Talk]) -> list[int]:
    """What these talks are called on their leg; those without audio have no number."""
    return [talk.number for talk in talks if talk.number is not None]
