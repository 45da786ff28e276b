"""The synthesizer's state machine, RFC 6787 §8.1, as a table. `machine.Synthesizer` carries the steps out.

One row for each arrow of the figure and for each pair the text of §8.6-§8.14 rules on. Every method has a row in every
state; a report that has none in a state is stale there. Timers have no rows: they carry out late what a row has begun
(the end of a SPEAK, after the drain), or answer a request in place of a report that did not come.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Final

from mrcp_server.mrcp.state_table import Table, refused, row
from mrcp_server.mrcp.wire.codes import Method


class State(StrEnum):
    """The state of the resource "reflects the state of the request at the head of the queue" (§8.1)."""

    IDLE = "idle"
    SPEAKING = "speaking"
    PAUSED = "paused"


class Report(StrEnum):
    """What comes from below, as `reports.SynthesizerReports` has it."""

    STARTED = "started"
    MARKED = "marked"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"
    KILLED = "killed"
    """Barge-in within the media plane, before the client says so."""
    JUMPED = "jumped"
    LEXICON_LOADED = "lexicon-loaded"
    LEXICON_FAILED = "lexicon-failed"


@unique
class Step(StrEnum):
    """What is done for a row."""

    BEGIN = "200 IN-PROGRESS, start speaking"
    ENQUEUE = "200 PENDING, behind the others"
    STOP = "stop the chosen requests; ANSWER_STOP"
    PAUSE = "pause output, 200 with the id"
    RESUME = "resume output, 200 with the id"
    CONTROL = "jump within the active request; ANSWER_CONTROL"
    BARGE_IN = "stop all if the active request allows it; ANSWER_STOP"
    LOAD_LEXICON = "load or unload; ANSWER_LEXICON"
    STAY_PAUSED = "200 with the id of the active request"
    STAY_SPEAKING = "200"
    NOTHING = "200 with Speech-Marker, nothing was ended"

    TELL_START = "SPEECH-MARKER if the request was PENDING"
    TELL_MARK = "SPEECH-MARKER with the mark"
    COMPLETE = "SPEAK-COMPLETE, next one starts"
    HOLD_END = "keep the end until RESUME"
    FAIL = "SPEAK-COMPLETE with the cause, 007 for all behind it"
    KILL = "SPEAK-COMPLETE 001 for all"
    NOTE_SYNC_ID = "remember the Proxy-Sync-Id"
    ANSWER_STOP = "200 with the ids of what was ended, next one starts"
    ANSWER_CONTROL = "200 with the id, or why not"
    ANSWER_LEXICON = "200, or 407 with the cause"


_IDLE, _SPEAKING, _PAUSED = State.IDLE, State.SPEAKING, State.PAUSED

TABLE: Final[Table[State, Step]] = {
    # figure: Idle --SPEAK--> Speaking
    (_IDLE, Method.SPEAK): row(Step.BEGIN, _SPEAKING),
    # figure: Idle --STOP--> Idle; §8.7 "Otherwise, there is no Active-Request-Id-List"
    (_IDLE, Method.STOP): row(Step.NOTHING, _IDLE),
    # §8.9 "when a SPEAK is not active, the server MUST respond with … 402"
    (_IDLE, Method.PAUSE): refused(_IDLE),
    # §8.10 "with no active SPEAK request, the server MUST respond with … 402"
    (_IDLE, Method.RESUME): refused(_IDLE),
    # not drawn; §8.11 speaks of "a synthesizer that is speaking"
    (_IDLE, Method.CONTROL): refused(_IDLE),
    # figure: Idle --BARGE-IN-OCCURRED--> Idle
    (_IDLE, Method.BARGE_IN_OCCURRED): row(Step.NOTHING, _IDLE),
    # figure: Idle --DEFINE-LEXICON--> Idle
    (_IDLE, Method.DEFINE_LEXICON): row(Step.LOAD_LEXICON, _IDLE),
    (_IDLE, Report.LEXICON_LOADED): row(Step.ANSWER_LEXICON),
    (_IDLE, Report.LEXICON_FAILED): row(Step.ANSWER_LEXICON),
    # the prompt and the caller's speech crossed; §6.2.4: its BARGE-IN-OCCURRED is still to come
    (_IDLE, Report.KILLED): row(Step.NOTE_SYNC_ID, _IDLE),
    # §8.6 "speaking or paused …: the status returns success with a request-state of PENDING"
    (_SPEAKING, Method.SPEAK): row(Step.ENQUEUE, _SPEAKING),
    # figure: Speaking --STOP--> Idle; §8.7 "the next pending SPEAK request, if any, … enters the speaking state"
    (_SPEAKING, Method.STOP): row(Step.STOP, _IDLE, _SPEAKING),
    # figure: Speaking --PAUSE--> Paused
    (_SPEAKING, Method.PAUSE): row(Step.PAUSE, _PAUSED),
    # figure: Speaking --RESUME--> Speaking
    (_SPEAKING, Method.RESUME): row(Step.STAY_SPEAKING, _SPEAKING),
    # figure: Speaking --CONTROL--> Speaking; §8.11: a jump beyond the end completes the SPEAK
    (_SPEAKING, Method.CONTROL): row(Step.CONTROL, _SPEAKING, _IDLE),
    # figure: Speaking --BARGE-IN-OCCURRED--> Idle; not killable: stays
    (_SPEAKING, Method.BARGE_IN_OCCURRED): row(Step.BARGE_IN, _IDLE, _SPEAKING),
    # §8.14 "in the speaking or paused state, the server MUST respond with … 402"
    (_SPEAKING, Method.DEFINE_LEXICON): refused(_SPEAKING),
    # §8.13: one that was PENDING tells that it begins, and each one what marks it passes
    (_SPEAKING, Report.STARTED): row(Step.TELL_START, _SPEAKING),
    (_SPEAKING, Report.MARKED): row(Step.TELL_MARK, _SPEAKING),
    # figure: Speaking --SPEAK-COMPLETE--> Idle; or the next one speaks
    (_SPEAKING, Report.FINISHED): row(Step.COMPLETE, _IDLE, _SPEAKING),
    # §8.6 "If the current SPEAK fails, all SPEAK methods in the pending queue are cancelled"
    (_SPEAKING, Report.FAILED): row(Step.FAIL, _IDLE),
    # not at once where a STOP is on its way: its answer is the end of what it names
    (_SPEAKING, Report.KILLED): row(Step.KILL, _IDLE),
    (_SPEAKING, Report.STOPPED): row(Step.ANSWER_STOP),
    (_SPEAKING, Report.JUMPED): row(Step.ANSWER_CONTROL),
    # §8.6 as above
    (_PAUSED, Method.SPEAK): row(Step.ENQUEUE, _PAUSED),
    # figure: Paused --STOP--> Idle; §8.7 "becomes IN-PROGRESS and enters the paused state"
    (_PAUSED, Method.STOP): row(Step.STOP, _IDLE, _PAUSED),
    # figure: Paused --PAUSE--> Paused
    (_PAUSED, Method.PAUSE): row(Step.STAY_PAUSED, _PAUSED),
    # figure: Paused --RESUME--> Speaking
    (_PAUSED, Method.RESUME): row(Step.RESUME, _SPEAKING),
    # figure: Paused --CONTROL--> Paused
    (_PAUSED, Method.CONTROL): row(Step.CONTROL, _PAUSED, _IDLE),
    # figure: Paused --BARGE-IN-OCCURRED--> Idle; not killable: stays
    (_PAUSED, Method.BARGE_IN_OCCURRED): row(Step.BARGE_IN, _IDLE, _PAUSED),
    # §8.14 as above
    (_PAUSED, Method.DEFINE_LEXICON): refused(_PAUSED),
    # it began, or passed the mark, as the PAUSE came
    (_PAUSED, Report.STARTED): row(Step.TELL_START, _PAUSED),
    (_PAUSED, Report.MARKED): row(Step.TELL_MARK, _PAUSED),
    # The last packet and the PAUSE crossed. The figure has no SPEAK-COMPLETE in this state: it comes after RESUME.
    (_PAUSED, Report.FINISHED): row(Step.HOLD_END, _PAUSED),
    (_PAUSED, Report.FAILED): row(Step.FAIL, _IDLE),
    (_PAUSED, Report.KILLED): row(Step.KILL, _IDLE),
    (_PAUSED, Report.STOPPED): row(Step.ANSWER_STOP),
    (_PAUSED, Report.JUMPED): row(Step.ANSWER_CONTROL),
}
