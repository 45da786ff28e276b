"""The recognizer's state machine, RFC 6787 §9.1, as a table. `machine.Recognizer` carries the steps out.

One row for each arrow of the figure and for each pair the text of §9.8-§9.20 rules on. The figure has no state for a
running INTERPRET; §9.20 forbids a second one beside it, so it is one here.

Every method has a row in every state; a report that has none in a state is stale there. Reports and timers move the
active RECOGNIZE through the phases of `recognition.Recognition`; where these end, the row of the complete event says
where the resource goes.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Final

from mrcp_server.mrcp.state_table import Table, refused, row
from mrcp_server.mrcp.wire.codes import EventName, Method


class State(StrEnum):
    """The three of the figure, and INTERPRETING."""

    IDLE = "idle"
    RECOGNIZING = "recognizing"
    RECOGNIZED = "recognized"
    INTERPRETING = "interpreting"


class Report(StrEnum):
    """What comes from below, as `reports.RecognizerReports` has it."""

    GRAMMARS_LOADED = "grammars-loaded"
    GRAMMARS_FAILED = "grammars-failed"
    SPEECH_STARTED = "speech-started"
    SPEECH_ENDED = "speech-ended"
    RECOGNIZED_SO_FAR = "recognized-so-far"
    INPUT_ENDED = "input-ended"
    KEY = "key"
    RECOGNIZED = "recognized"
    INTERPRETED = "interpreted"
    RECOGNITION_FAILED = "recognition-failed"
    WAVEFORM_STORED = "waveform-stored"


@unique
class Step(StrEnum):
    """What is done for a row."""

    DEFINE = "load the grammars; ANSWER_LOADED"
    RECOGNIZE = "load the grammars; ANSWER_LOADED, recognize"
    QUEUE_OR_CANCEL = "by Cancel-If-Queue of the running one: PENDING, or 011 for it and RECOGNIZE"
    INTERPRET = "load the grammars; ANSWER_LOADED, interpret"
    GET_RESULT = "200 with the result by other constraints"
    START_TIMERS = "200, no-input timer runs"
    TOO_LATE = "200, the result is kept"
    STOP = "200 with the ids of what was ended"
    NOTHING = "200, nothing to do"

    ANSWER_LOADED = "200 or IN-PROGRESS to the request that waits for these grammars"
    ANSWER_NOT_LOADED = "407 to the request that waits for these grammars"
    KEEP_GRAMMARS = "of a request in the queue; it begins if it is the active one"
    KEEP_FAILURE = "of a request in the queue; COMPLETE if it is the active one"
    SPEECH_STARTED = "input of the active RECOGNIZE: speech begins"
    SPEECH_ENDED = "input of the active RECOGNIZE: speech pauses"
    RECOGNIZED_SO_FAR = "input of the active RECOGNIZE: it fits so far, or not"
    INPUT_ENDED = "input of the active RECOGNIZE: there is no more"
    PRESS = "input of the active RECOGNIZE, if it takes keys; else TYPE_AHEAD"
    TYPE_AHEAD = "keep the key for the next RECOGNIZE"
    DECIDE = "the engine's word, to the active RECOGNIZE"
    INTERPRETED = "the interpreter's word: COMPLETE"
    FAIL = "COMPLETE with the cause"
    TELL_WAVEFORM = "COMPLETE, which has waited for the URI"
    COMPLETE = "complete event, next one of the queue starts"


_IDLE, _BUSY, _DONE, _READING = State.IDLE, State.RECOGNIZING, State.RECOGNIZED, State.INTERPRETING

TABLE: Final[Table[State, Step]] = {
    # figure: Idle --DEFINE-GRAMMAR--> Idle
    (_IDLE, Method.DEFINE_GRAMMAR): row(Step.DEFINE, _IDLE),
    # figure: Idle --RECOGNIZE--> Recognizing
    (_IDLE, Method.RECOGNIZE): row(Step.RECOGNIZE, _BUSY, _IDLE),
    # figure: Idle --INTERPRET--> Idle
    (_IDLE, Method.INTERPRET): row(Step.INTERPRET, _READING, _IDLE),
    # §9.11 "MAY be issued when the recognizer resource is in the recognized state"
    (_IDLE, Method.GET_RESULT): refused(_IDLE),
    # not drawn: there is nothing the timers could belong to
    (_IDLE, Method.START_INPUT_TIMERS): refused(_IDLE),
    # figure: Idle --STOP--> Idle
    (_IDLE, Method.STOP): row(Step.NOTHING, _IDLE),
    (_IDLE, Report.GRAMMARS_LOADED): row(Step.ANSWER_LOADED),
    (_IDLE, Report.GRAMMARS_FAILED): row(Step.ANSWER_NOT_LOADED),
    # §9.4.31; as in the other states in which nothing takes keys
    (_IDLE, Report.KEY): row(Step.TYPE_AHEAD, _IDLE),
    # §9.8 "in the recognition state, the DEFINE-GRAMMAR request MUST respond with a failure status"
    (_BUSY, Method.DEFINE_GRAMMAR): refused(_BUSY),
    # figure: Recognizing --RECOGNIZE--> Recognizing; §9.4.27
    (_BUSY, Method.RECOGNIZE): row(Step.QUEUE_OR_CANCEL, _BUSY, _DONE),
    # §9.20 "If a RECOGNIZE … is already in progress …: 402"
    (_BUSY, Method.INTERPRET): refused(_BUSY),
    # §9.11 as above
    (_BUSY, Method.GET_RESULT): refused(_BUSY),
    # figure: Recognizing --START-INPUT-TIMERS--> Recognizing
    (_BUSY, Method.START_INPUT_TIMERS): row(Step.START_TIMERS, _BUSY),
    # figure: Recognizing --STOP--> Idle; §9.4.27 "is stopped …, the first RECOGNIZE method in the queue becomes active"
    (_BUSY, Method.STOP): row(Step.STOP, _IDLE, _BUSY),
    # §9.4.27: those in the queue load theirs meanwhile
    (_BUSY, Report.GRAMMARS_LOADED): row(Step.KEEP_GRAMMARS),
    (_BUSY, Report.GRAMMARS_FAILED): row(Step.KEEP_FAILURE),
    # §9.9: input, and what becomes of it; the row of RECOGNITION-COMPLETE says where its end leads
    (_BUSY, Report.SPEECH_STARTED): row(Step.SPEECH_STARTED),
    (_BUSY, Report.SPEECH_ENDED): row(Step.SPEECH_ENDED),
    (_BUSY, Report.RECOGNIZED_SO_FAR): row(Step.RECOGNIZED_SO_FAR),
    (_BUSY, Report.INPUT_ENDED): row(Step.INPUT_ENDED),
    (_BUSY, Report.KEY): row(Step.PRESS),
    (_BUSY, Report.RECOGNIZED): row(Step.DECIDE),
    (_BUSY, Report.RECOGNITION_FAILED): row(Step.FAIL),
    (_BUSY, Report.WAVEFORM_STORED): row(Step.TELL_WAVEFORM),
    # figure: Recognizing --RECOGNITION-COMPLETE--> Recognized; or the next of the queue
    (_BUSY, EventName.RECOGNITION_COMPLETE): row(Step.COMPLETE, _DONE, _BUSY),
    # figure: Recognized --DEFINE-GRAMMAR--> Idle
    (_DONE, Method.DEFINE_GRAMMAR): row(Step.DEFINE, _IDLE),
    # figure: Recognized --RECOGNIZE--> Recognizing
    (_DONE, Method.RECOGNIZE): row(Step.RECOGNIZE, _BUSY, _IDLE),
    # not drawn; nothing forbids it
    (_DONE, Method.INTERPRET): row(Step.INTERPRET, _READING, _DONE, _IDLE),
    # figure: Recognized --GET-RESULT--> Recognized
    (_DONE, Method.GET_RESULT): row(Step.GET_RESULT, _DONE),
    # not drawn: it crossed RECOGNITION-COMPLETE, and there is nothing left to time
    (_DONE, Method.START_INPUT_TIMERS): row(Step.TOO_LATE, _DONE),
    # figure: Recognized --STOP--> Idle
    (_DONE, Method.STOP): row(Step.NOTHING, _IDLE),
    (_DONE, Report.GRAMMARS_LOADED): row(Step.ANSWER_LOADED),
    (_DONE, Report.GRAMMARS_FAILED): row(Step.ANSWER_NOT_LOADED),
    (_DONE, Report.KEY): row(Step.TYPE_AHEAD, _DONE),
    (_READING, Method.DEFINE_GRAMMAR): refused(_READING),
    # not ruled on; the text for INTERPRET, read the other way round
    (_READING, Method.RECOGNIZE): refused(_READING),
    # §9.20 "or another INTERPRET operation is already in progress …: 402"
    (_READING, Method.INTERPRET): refused(_READING),
    (_READING, Method.GET_RESULT): refused(_READING),
    (_READING, Method.START_INPUT_TIMERS): refused(_READING),
    (_READING, Method.STOP): row(Step.STOP, _IDLE),
    (_READING, Report.KEY): row(Step.TYPE_AHEAD, _READING),
    (_READING, Report.INTERPRETED): row(Step.INTERPRETED),
    (_READING, Report.RECOGNITION_FAILED): row(Step.FAIL),
    # figure: the INTERPRET arrow ends in Idle
    (_READING, EventName.INTERPRETATION_COMPLETE): row(Step.COMPLETE, _IDLE),
}
