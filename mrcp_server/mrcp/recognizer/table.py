"""The recognizer's state machine, RFC 6787 §9.1, as a table. `recognizer.py` carries the steps out.

One row for each arrow of the figure and for each pair the text of §9.8-§9.20 rules on. The figure has no state for a
running INTERPRET; §9.20 forbids a second one beside it, so it is one here.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Final, NamedTuple, TypeAlias

from mrcp_server.mrcp.codes import Method


class State(StrEnum):
    """The three of the figure, and INTERPRETING."""

    IDLE = "idle"
    RECOGNIZING = "recognizing"
    RECOGNIZED = "recognized"
    INTERPRETING = "interpreting"


class Report(StrEnum):
    """What comes from below and moves the machine."""

    COMPLETED = "completed"
    """RECOGNITION-COMPLETE or INTERPRETATION-COMPLETE is due."""


@unique
class Step(StrEnum):
    """What is done for a row."""

    DEFINE = "load the grammars, then 200 or 407"
    RECOGNIZE = "load the grammars, then IN-PROGRESS or 407"
    QUEUE_OR_CANCEL = "by Cancel-If-Queue of the running one: PENDING, or 011 for it and RECOGNIZE"
    INTERPRET = "load the grammars, then IN-PROGRESS or 407, and interpret"
    GET_RESULT = "200 with the result by other constraints"
    START_TIMERS = "200, no-input timer runs"
    STOP = "200 with the ids of what was ended"
    NOTHING = "200, nothing to do"
    REFUSE = "402"
    COMPLETE = "complete event, next one of the queue starts"
    IGNORE = "stale report"


class Row(NamedTuple):
    """Step and the states it may lead to."""

    step: Step
    after: frozenset[State]


Trigger: TypeAlias = Method | Report


def _row(step: Step, *after: State) -> Row:
    return Row(step, frozenset(after))


_IDLE, _BUSY, _DONE, _READING = State.IDLE, State.RECOGNIZING, State.RECOGNIZED, State.INTERPRETING

TABLE: Final[dict[tuple[State, Trigger], Row]] = {
    # figure: Idle --DEFINE-GRAMMAR--> Idle
    (_IDLE, Method.DEFINE_GRAMMAR): _row(Step.DEFINE, _IDLE),
    # figure: Idle --RECOGNIZE--> Recognizing
    (_IDLE, Method.RECOGNIZE): _row(Step.RECOGNIZE, _BUSY, _IDLE),
    # figure: Idle --INTERPRET--> Idle
    (_IDLE, Method.INTERPRET): _row(Step.INTERPRET, _READING, _IDLE),
    # §9.11 "MAY be issued when the recognizer resource is in the recognized state"
    (_IDLE, Method.GET_RESULT): _row(Step.REFUSE, _IDLE),
    # not drawn: there is nothing the timers could belong to
    (_IDLE, Method.START_INPUT_TIMERS): _row(Step.REFUSE, _IDLE),
    # figure: Idle --STOP--> Idle
    (_IDLE, Method.STOP): _row(Step.NOTHING, _IDLE),
    (_IDLE, Report.COMPLETED): _row(Step.IGNORE, _IDLE),
    # §9.8 "in the recognition state, the DEFINE-GRAMMAR request MUST respond with a failure status"
    (_BUSY, Method.DEFINE_GRAMMAR): _row(Step.REFUSE, _BUSY),
    # figure: Recognizing --RECOGNIZE--> Recognizing; §9.4.27
    (_BUSY, Method.RECOGNIZE): _row(Step.QUEUE_OR_CANCEL, _BUSY, _DONE),
    # §9.20 "If a RECOGNIZE … is already in progress …: 402"
    (_BUSY, Method.INTERPRET): _row(Step.REFUSE, _BUSY),
    # §9.11 as above
    (_BUSY, Method.GET_RESULT): _row(Step.REFUSE, _BUSY),
    # figure: Recognizing --START-INPUT-TIMERS--> Recognizing
    (_BUSY, Method.START_INPUT_TIMERS): _row(Step.START_TIMERS, _BUSY),
    # figure: Recognizing --STOP--> Idle; §9.4.27 "is stopped …, the first RECOGNIZE method in the queue becomes active"
    (_BUSY, Method.STOP): _row(Step.STOP, _IDLE, _BUSY),
    # figure: Recognizing --RECOGNITION-COMPLETE--> Recognized; or the next of the queue
    (_BUSY, Report.COMPLETED): _row(Step.COMPLETE, _DONE, _BUSY),
    # figure: Recognized --DEFINE-GRAMMAR--> Idle
    (_DONE, Method.DEFINE_GRAMMAR): _row(Step.DEFINE, _IDLE),
    # figure: Recognized --RECOGNIZE--> Recognizing
    (_DONE, Method.RECOGNIZE): _row(Step.RECOGNIZE, _BUSY, _IDLE),
    # not drawn; nothing forbids it
    (_DONE, Method.INTERPRET): _row(Step.INTERPRET, _READING, _DONE, _IDLE),
    # figure: Recognized --GET-RESULT--> Recognized
    (_DONE, Method.GET_RESULT): _row(Step.GET_RESULT, _DONE),
    # not drawn, as in idle
    (_DONE, Method.START_INPUT_TIMERS): _row(Step.REFUSE, _DONE),
    # figure: Recognized --STOP--> Idle
    (_DONE, Method.STOP): _row(Step.NOTHING, _IDLE),
    (_DONE, Report.COMPLETED): _row(Step.IGNORE, _DONE),
    (_READING, Method.DEFINE_GRAMMAR): _row(Step.REFUSE, _READING),
    # not ruled on; the text for INTERPRET, read the other way round
    (_READING, Method.RECOGNIZE): _row(Step.REFUSE, _READING),
    # §9.20 "or another INTERPRET operation is already in progress …: 402"
    (_READING, Method.INTERPRET): _row(Step.REFUSE, _READING),
    (_READING, Method.GET_RESULT): _row(Step.REFUSE, _READING),
    (_READING, Method.START_INPUT_TIMERS): _row(Step.REFUSE, _READING),
    (_READING, Method.STOP): _row(Step.STOP, _IDLE),
    # figure: the INTERPRET arrow ends in Idle
    (_READING, Report.COMPLETED): _row(Step.COMPLETE, _IDLE),
}
