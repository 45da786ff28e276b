"""One RECOGNIZE while it listens: timers, speech, DTMF, and what its input amounts to (§9.9).

Reports go in, outcomes come out; `Recognizer` turns outcomes into messages and actions. Normal mode:

    waiting for input --speech, key--> input --silence timer, term--> deciding --result--> done
          |                              |
    no-input timer                 recognition timer (of speech)

Keys have their own timers (`dtmf_input`). Hotword mode has no start of input, and goes back to waiting when what was
said or pressed does not match: the no-input timer then runs anew, from the silence behind it.

How long a silence ends the input depends on what was said, which the engine tells. Where it was asked and has not
answered yet, no silence is long enough for anything but the incomplete timer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, TypeAlias

from mrcp_server.mrcp.recognizer.dtmf_input import DtmfInput, Verdict
from mrcp_server.mrcp.recognizer.recognition_result import Alternative, MatchState, RecognitionResult
from mrcp_server.mrcp.wire.codes import RecognitionCause

if TYPE_CHECKING:
    from mrcp_server.mrcp.recognizer.recognition_result import Grammars
    from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters


class TooEarly(StrEnum):
    """When a RECOGNIZE ends with 007, since the caller was speaking already as it began (§9.4.11)."""

    NEVER = "never"
    NO_MATCH = "no-match"
    """Where 001 would be told: what was left of the speech is recognized first, and often is all that is needed."""
    ALWAYS = "always"
    """At once."""


class Phase(Enum):
    """Where in the picture above."""

    WAITING = "waiting for input"
    SPEECH = "taking speech"
    SILENCE = "speech has paused"
    DTMF = "taking keys"
    DECIDING = "waiting for the engine's word"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class InputStarted:
    """START-OF-INPUT is due."""

    kind: str
    """Its Input-Type."""


@dataclass(frozen=True, slots=True)
class Decide:
    """The engine is to say what the input was."""

    digits: str | None = None
    """The input, when it was keys."""
    goes_on: bool = False
    """If it was nothing, recognition goes on."""


@dataclass(frozen=True, slots=True)
class Done:
    """The RECOGNIZE is over."""

    cause: RecognitionCause
    accepted: tuple[Alternative, ...] = ()
    """Its results, best first."""
    rejected: Alternative | None = None
    """Without results, the best of what was not one."""


Outcome: TypeAlias = InputStarted | Decide | Done


class Recognition:
    """The input of one RECOGNIZE. `speech` False takes no speech whatever the grammars are (dtmfrecog)."""

    def __init__(
        self,
        grammars: Grammars,
        parameters: RecognizeParameters,
        now: float,
        *,
        speech: bool = True,
        too_early: TooEarly = TooEarly.NO_MATCH,
    ) -> None:
        self._parameters = parameters
        # A hotword is looked for in speech that goes on.
        self._too_early = TooEarly.NEVER if parameters.hotword else too_early
        self._was_early = False
        self._speech = speech and grammars.speech
        self._dtmf = DtmfInput(grammars, parameters) if grammars.dtmf else None
        self.phase = Phase.WAITING
        self._match: MatchState | None = None
        self._is_asked = False
        self._speech_began_at = self._speech_ended_at = self._last_input_at = now
        self._timed_out = self._is_over = False
        self._timers_began_at: float | None = None
        self._no_input_at: float | None = None
        self._recognition_at: float | None = None
        # A recording is not waited for: that it cannot be had is told by its own failure.
        if parameters.start_input_timers and parameters.input_waveform_uri is None:
            self.start_timers(now)

    @property
    def wants_speech(self) -> bool:
        """Whether speech is input of this RECOGNIZE."""
        return self._speech

    @property
    def wants_keys(self) -> bool:
        """Whether a key pressed now is input of this RECOGNIZE; else it is kept for the next one."""
        return self._dtmf is not None and self.phase not in (Phase.DECIDING, Phase.DONE)

    # ---- time -------------------------------------------------------------------------------------------------------

    def start_timers(self, now: float) -> None:
        """START-INPUT-TIMERS, or the beginning (§9.13). Means nothing once there is input, but for input that a hotword
        is not found in."""
        if self._timers_began_at is None:
            self._timers_began_at = now
            if self.phase is Phase.WAITING:
                self._await_input(now)

    def _await_input(self, since: float) -> None:
        """The no-input timer, where it is to run."""
        began_at = self._timers_began_at
        if began_at is not None:
            self._no_input_at = max(since, began_at) + self._parameters.no_input_timeout_ms / 1000

    def next_timer(self) -> float | None:
        """When `handle_timer` is due."""
        if self.phase in (Phase.DECIDING, Phase.DONE):
            return None
        if self.phase is Phase.WAITING:
            return self._no_input_at
        if self.phase is Phase.DTMF:
            return self._dtmf.deadline if self._dtmf is not None else None
        due = [self._recognition_at]
        if self.phase is Phase.SILENCE:
            due.append(self._silence_ends_at())
        return min((one for one in due if one is not None), default=None)

    def _silence_ends_at(self) -> float:
        """§9.4.15, §9.4.16: the complete timer where nothing can follow (or the engine cannot tell), the incomplete
        timer where more may come; what cannot become a match any more need not wait for more either."""
        parameters = self._parameters
        complete_ms, incomplete_ms = parameters.speech_complete_timeout_ms, parameters.speech_incomplete_timeout_ms
        more_may_come = self._match in (MatchState.PARTIAL, MatchState.COMPLETE)
        wait_ms = incomplete_ms if more_may_come else complete_ms
        if self._is_asked:
            wait_ms = max(complete_ms, incomplete_ms)
        return self._speech_ended_at + wait_ms / 1000

    def handle_timer(self, now: float) -> list[Outcome]:
        """Act on the timer that is due."""
        due = self.next_timer()
        if due is None or now < due:
            return []
        if self.phase is Phase.WAITING:
            return [self._done(RecognitionCause.NO_INPUT_TIMEOUT)]
        if self.phase is Phase.DTMF and self._dtmf is not None:
            return self._expire_keys(self._dtmf)
        # §9.9, 5: Recognition-Timeout; when both are late, the one that was due first counts.
        self._timed_out = due == self._recognition_at
        return self._decide_speech()

    def _expire_keys(self, dtmf: DtmfInput) -> list[Outcome]:
        verdict = dtmf.expire()
        if verdict is Verdict.NO_MATCH and self._goes_on:
            dtmf.forget()
            self._wait_again()
            return []
        return self._judge_keys(verdict)

    # ---- speech -----------------------------------------------------------------------------------------------------

    def speech_started(self, now: float, *, too_early: bool = False) -> list[Outcome]:
        """The caller begins to speak, or goes on after a pause; `too_early`: he was speaking when this began."""
        if not self._speech:
            return []
        if too_early and self.phase is Phase.WAITING:
            if self._too_early is TooEarly.ALWAYS:
                return [self._done(RecognitionCause.SPEECH_TOO_EARLY)]
            self._was_early = self._too_early is TooEarly.NO_MATCH
        if self.phase is Phase.SILENCE:
            self.phase, self._is_asked = Phase.SPEECH, False
        if self.phase is not Phase.WAITING:
            return []
        self._speech_began_at = now
        return self._input_started(Phase.SPEECH, "speech", now)

    def speech_ended(self, now: float, *, is_asked: bool = False) -> list[Outcome]:
        """The caller has fallen silent; `now` is when. `is_asked`: the engine was asked what that was, and
        `recognized_so_far` will tell."""
        if self.phase is not Phase.SPEECH:
            return []
        self._speech_ended_at = self._last_input_at = now
        self.phase = Phase.SILENCE
        self._is_asked = is_asked
        if is_asked:
            self._match = None
        return []

    def recognized_so_far(self, state: MatchState | None, now: float | None = None) -> list[Outcome]:
        """How far the speech so far fits the grammars; None: the engine cannot tell. `now` is when, where the caller
        may be speaking on."""
        if self.phase not in (Phase.SPEECH, Phase.SILENCE):
            return []
        self._match, self._is_asked = state, False
        if self._parameters.hotword:
            # §9.9: "If at any point a match occurs, the RECOGNIZE MUST complete"
            matches = state in (MatchState.COMPLETE, MatchState.COMPLETE_NO_MORE)
            speaks_until = now if self.phase is Phase.SPEECH else None
            return self._decide_speech() if matches and self._fits_hotword(speaks_until) else []
        if state is MatchState.NONE and self._parameters.early_no_match:
            return self._decide_speech()
        return []

    def input_ended(self, now: float, digits: str = "") -> list[Outcome]:
        """All of the Input-Waveform-URI was taken, `digits` as keys in it; there will be no more."""
        self._is_over = True
        outcomes: list[Outcome] = []
        for digit in digits:
            told, taken = self.press(digit, now)
            outcomes += told
            if not (taken and self.wants_keys):
                break  # What follows belongs to no other request: it was in this one's recording.
        if self.phase in (Phase.SPEECH, Phase.SILENCE):
            return outcomes + self._decide_speech()
        if self.phase is Phase.DTMF and self._dtmf is not None:
            return outcomes + self._judge_keys(self._dtmf.expire())
        return [self._done(RecognitionCause.NO_INPUT_TIMEOUT)] if self.phase is Phase.WAITING else outcomes

    def _decide_speech(self) -> list[Outcome]:
        self.phase = Phase.DECIDING
        if self._goes_on and not self._fits_hotword():
            self._wait_again()
            return []
        return [Decide(None, self._goes_on)]

    @property
    def _goes_on(self) -> bool:
        """Whether what does not match is to be ignored (hotword mode, before its time is up or the recording over)."""
        return self._parameters.hotword and not self._timed_out and not self._is_over

    def _fits_hotword(self, speaks_until: float | None = None) -> bool:
        """§9.4.28, §9.4.29: utterances too short or too long to be a hotword are not even looked at; nor is one that
        goes on, and is so by now."""
        ended_at = self._speech_ended_at if speaks_until is None else speaks_until
        length_ms = (ended_at - self._speech_began_at) * 1000
        longest_ms = self._parameters.hotword_max_duration_ms
        if ended_at <= self._speech_began_at:
            return True  # matched while speech goes on: its length is not known
        return length_ms >= self._parameters.hotword_min_duration_ms and (longest_ms is None or length_ms <= longest_ms)

    def _wait_again(self) -> None:
        """§9.9, hotword 5: "the Recognition-Timeout MUST be stopped and reset", until there is input again; if there is
        none, the no-input timer ends the silence as it would have ended one in the beginning."""
        self.phase = Phase.WAITING
        self._match = self._recognition_at = self._no_input_at = None
        self._is_asked = False
        self._await_input(self._last_input_at)

    # ---- keys -------------------------------------------------------------------------------------------------------

    def press(self, digit: str, now: float) -> tuple[list[Outcome], bool]:
        """A key that `wants_keys` asked for. The second value is False when it belongs to the next RECOGNIZE."""
        dtmf = self._dtmf
        if dtmf is None or not self.wants_keys:
            return [], False
        outcomes = self._input_started(Phase.DTMF, "dtmf", now) if self.phase is Phase.WAITING else []
        self.phase = Phase.DTMF  # keys win over speech that was going on
        self._last_input_at = now
        self._was_early = False
        verdict = dtmf.press(digit, now)
        if verdict is Verdict.NOT_MINE:
            return outcomes + self._decide_keys(dtmf), False
        if not dtmf.digits and self._goes_on:
            self._wait_again()
        return outcomes + self._judge_keys(verdict), True

    def _judge_keys(self, verdict: Verdict) -> list[Outcome]:
        dtmf = self._dtmf
        if dtmf is None or verdict is Verdict.MORE:
            return []
        if verdict is Verdict.MATCH:
            return self._decide_keys(dtmf)
        return [self._done(RecognitionCause.NO_MATCH, rejected=self._pressed(dtmf))]

    def _decide_keys(self, dtmf: DtmfInput) -> list[Outcome]:
        self.phase = Phase.DECIDING
        return [Decide(dtmf.digits, self._goes_on)]

    @staticmethod
    def _pressed(dtmf: DtmfInput) -> Alternative:
        return Alternative(dtmf.digits, 0.0, "", mode="dtmf")

    # ---- the end ----------------------------------------------------------------------------------------------------

    def recognized(self, result: RecognitionResult) -> list[Outcome]:
        """The engine's word on what was to be decided."""
        if self.phase is not Phase.DECIDING:
            return []
        done = judge(result, self._parameters, timed_out=self._timed_out)
        if self._was_early and done.cause is RecognitionCause.NO_MATCH:
            done = replace(done, cause=RecognitionCause.SPEECH_TOO_EARLY)
        if self._goes_on and not done.accepted:
            self._wait_again()
            return []
        self.phase = Phase.DONE
        return [done]

    def _input_started(self, phase: Phase, kind: str, now: float) -> list[Outcome]:
        """START-OF-INPUT, in normal mode only. §9.9: "The Recognition-Timeout MUST be started when the recognition
        resource detects speech or a DTMF digit"; of keys it ends nothing, as VoiceXML's maxspeechtimeout does not
        (§6.3.2 of VoiceXML 2.0: "the maximum duration of user speech"), so that it need not run."""
        self.phase = phase
        self._no_input_at = None
        self._recognition_at = now + self._parameters.recognition_timeout_ms / 1000
        return [] if self._parameters.hotword else [InputStarted(kind)]

    def _done(self, cause: RecognitionCause, rejected: Alternative | None = None) -> Done:
        self.phase = Phase.DONE
        return Done(cause, rejected=rejected)


def judge(result: RecognitionResult, parameters: RecognizeParameters, *, timed_out: bool = False) -> Done:
    """Cause and results of what an engine recognized (§9.4.1, §9.4.4, §9.4.11)."""
    ranked = sorted(result.alternatives, key=lambda one: -one.confidence)
    accepted = tuple(one for one in ranked if one.confidence >= parameters.confidence_threshold)
    if accepted:
        if accepted[0].semantics_failed:
            return Done(RecognitionCause.SEMANTICS_FAILURE, accepted[:1])
        accepted = accepted[: parameters.n_best_list_length]
        return Done(RecognitionCause.SUCCESS_MAXTIME if timed_out else RecognitionCause.SUCCESS, accepted)
    best = ranked[0] if ranked else None
    if timed_out and parameters.hotword:
        return Done(RecognitionCause.HOTWORD_MAXTIME, rejected=best or result.partial or result.rejected)
    begun = result.partial
    if best is None and begun is not None and begun.confidence >= parameters.confidence_threshold:
        partial = RecognitionCause.PARTIAL_MATCH_MAXTIME if timed_out else RecognitionCause.PARTIAL_MATCH
        return Done(partial, rejected=begun)
    no_match = RecognitionCause.NO_MATCH_MAXTIME if timed_out else RecognitionCause.NO_MATCH
    return Done(no_match, rejected=best or begun or result.rejected)
