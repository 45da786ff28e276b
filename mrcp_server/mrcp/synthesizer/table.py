"""The synthesizer's state machine, RFC 6787 §8.1, as a table. `synthesizer.py` carries the steps out.

One row for each arrow of the figure and for each pair the text of §8.6-§8.14 rules on; every (state, method) and
(state, report) pair has a row. `after` are the states the row may lead to: a step that tries another one is our bug
and raises before anything has changed.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Final, NamedTuple, TypeAlias

from mrcp_server.mrcp.codes import Method


class State(StrEnum):
    """The state of the resource "reflects the state of the request at the head of the queue" (§8.1)."""

    IDLE = "idle"
    SPEAKING = "speaking"
    PAUSED = "paused"


class Report(StrEnum):
    """What comes from below and moves the machine."""

    FINISHED = "finished"
    FAILED = "failed"
    KILLED = "killed"
    """Barge-in within the media plane, before the client says so."""


@unique
class Step(StrEnum):
    """What is done for a row."""

    BEGIN = "200 IN-PROGRESS, start speaking"
    ENQUEUE = "200 PENDING, behind the others"
    STOP = "stop the chosen requests, 200 with their ids"
    PAUSE = "pause output, 200 with the id"
    RESUME = "resume output, 200 with the id"
    CONTROL = "jump within the active request, 200 with its id"
    BARGE_IN = "stop all if the active request allows it, 200 with their ids"
    LOAD_LEXICON = "load or unload, then 200"
    STAY_PAUSED = "200 with the id of the active request"
    STAY_SPEAKING = "200"
    NOTHING = "200 with Speech-Marker, nothing was ended"
    REFUSE = "402"
    COMPLETE = "SPEAK-COMPLETE, next one starts"
    HOLD_END = "keep the end until RESUME"
    FAIL = "SPEAK-COMPLETE with the cause, 007 for all behind it"
    KILL = "SPEAK-COMPLETE 001 for all"
    IGNORE = "stale report"


class Row(NamedTuple):
    """Step and the states it may lead to."""

    step: Step
    after: frozenset[State]


Trigger: TypeAlias = Method | Report


def _row(step: Step, *after: State) -> Row:
    return Row(step, frozenset(after))


_IDLE, _SPEAKING, _PAUSED = State.IDLE, State.SPEAKING, State.PAUSED

TABLE: Final[dict[tuple[State, Trigger], Row]] = {
    # figure: Idle --SPEAK--> Speaking
    (_IDLE, Method.SPEAK): _row(Step.BEGIN, _SPEAKING),
    # figure: Idle --STOP--> Idle; §8.7 "Otherwise, there is no Active-Request-Id-List"
    (_IDLE, Method.STOP): _row(Step.NOTHING, _IDLE),
    # §8.9 "when a SPEAK is not active, the server MUST respond with … 402"
    (_IDLE, Method.PAUSE): _row(Step.REFUSE, _IDLE),
    # §8.10 "with no active SPEAK request, the server MUST respond with … 402"
    (_IDLE, Method.RESUME): _row(Step.REFUSE, _IDLE),
    # not drawn; §8.11 speaks of "a synthesizer that is speaking"
    (_IDLE, Method.CONTROL): _row(Step.REFUSE, _IDLE),
    # figure: Idle --BARGE-IN-OCCURRED--> Idle
    (_IDLE, Method.BARGE_IN_OCCURRED): _row(Step.NOTHING, _IDLE),
    # figure: Idle --DEFINE-LEXICON--> Idle
    (_IDLE, Method.DEFINE_LEXICON): _row(Step.LOAD_LEXICON, _IDLE),
    (_IDLE, Report.FINISHED): _row(Step.IGNORE, _IDLE),
    (_IDLE, Report.FAILED): _row(Step.IGNORE, _IDLE),
    (_IDLE, Report.KILLED): _row(Step.IGNORE, _IDLE),
    # §8.6 "speaking or paused …: the status returns success with a request-state of PENDING"
    (_SPEAKING, Method.SPEAK): _row(Step.ENQUEUE, _SPEAKING),
    # figure: Speaking --STOP--> Idle; §8.7 "the next pending SPEAK request, if any, … enters the speaking state"
    (_SPEAKING, Method.STOP): _row(Step.STOP, _IDLE, _SPEAKING),
    # figure: Speaking --PAUSE--> Paused
    (_SPEAKING, Method.PAUSE): _row(Step.PAUSE, _PAUSED),
    # figure: Speaking --RESUME--> Speaking
    (_SPEAKING, Method.RESUME): _row(Step.STAY_SPEAKING, _SPEAKING),
    # figure: Speaking --CONTROL--> Speaking; §8.11: a jump beyond the end completes the SPEAK
    (_SPEAKING, Method.CONTROL): _row(Step.CONTROL, _SPEAKING, _IDLE),
    # figure: Speaking --BARGE-IN-OCCURRED--> Idle; not killable: stays
    (_SPEAKING, Method.BARGE_IN_OCCURRED): _row(Step.BARGE_IN, _IDLE, _SPEAKING),
    # §8.14 "in the speaking or paused state, the server MUST respond with … 402"
    (_SPEAKING, Method.DEFINE_LEXICON): _row(Step.REFUSE, _SPEAKING),
    # figure: Speaking --SPEAK-COMPLETE--> Idle; or the next one speaks
    (_SPEAKING, Report.FINISHED): _row(Step.COMPLETE, _IDLE, _SPEAKING),
    # §8.6 "If the current SPEAK fails, all SPEAK methods in the pending queue are cancelled"
    (_SPEAKING, Report.FAILED): _row(Step.FAIL, _IDLE),
    (_SPEAKING, Report.KILLED): _row(Step.KILL, _IDLE),
    # §8.6 as above
    (_PAUSED, Method.SPEAK): _row(Step.ENQUEUE, _PAUSED),
    # figure: Paused --STOP--> Idle; §8.7 "becomes IN-PROGRESS and enters the paused state"
    (_PAUSED, Method.STOP): _row(Step.STOP, _IDLE, _PAUSED),
    # figure: Paused --PAUSE--> Paused
    (_PAUSED, Method.PAUSE): _row(Step.STAY_PAUSED, _PAUSED),
    # figure: Paused --RESUME--> Speaking
    (_PAUSED, Method.RESUME): _row(Step.RESUME, _SPEAKING),
    # figure: Paused --CONTROL--> Paused
    (_PAUSED, Method.CONTROL): _row(Step.CONTROL, _PAUSED, _IDLE),
    # figure: Paused --BARGE-IN-OCCURRED--> Idle; not killable: stays
    (_PAUSED, Method.BARGE_IN_OCCURRED): _row(Step.BARGE_IN, _IDLE, _PAUSED),
    # §8.14 as above
    (_PAUSED, Method.DEFINE_LEXICON): _row(Step.REFUSE, _PAUSED),
    # The last packet and the PAUSE crossed. The figure has no SPEAK-COMPLETE in this state: it comes after RESUME.
    (_PAUSED, Report.FINISHED): _row(Step.HOLD_END, _PAUSED),
    (_PAUSED, Report.FAILED): _row(Step.FAIL, _IDLE),
    (_PAUSED, Report.KILLED): _row(Step.KILL, _IDLE),
}
