"""Methods, events, status codes, request states and completion causes: the words of RFC 6787.

Members keep the wire spelling, so that `Method.STOP == "STOP"`.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Final


class ResourceType(StrEnum):
    """§3.1, §13.1.1: the part of a Channel-Identifier behind the "@"."""

    SPEECHSYNTH = "speechsynth"
    BASICSYNTH = "basicsynth"
    SPEECHRECOG = "speechrecog"
    DTMFRECOG = "dtmfrecog"


class Method(StrEnum):
    """Requests: §6.1, §8.2, §9.2."""

    SET_PARAMS = "SET-PARAMS"
    GET_PARAMS = "GET-PARAMS"

    SPEAK = "SPEAK"
    STOP = "STOP"
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    BARGE_IN_OCCURRED = "BARGE-IN-OCCURRED"
    CONTROL = "CONTROL"
    DEFINE_LEXICON = "DEFINE-LEXICON"

    DEFINE_GRAMMAR = "DEFINE-GRAMMAR"
    RECOGNIZE = "RECOGNIZE"
    INTERPRET = "INTERPRET"
    GET_RESULT = "GET-RESULT"
    START_INPUT_TIMERS = "START-INPUT-TIMERS"

    START_PHRASE_ENROLLMENT = "START-PHRASE-ENROLLMENT"
    ENROLLMENT_ROLLBACK = "ENROLLMENT-ROLLBACK"
    END_PHRASE_ENROLLMENT = "END-PHRASE-ENROLLMENT"
    MODIFY_PHRASE = "MODIFY-PHRASE"
    DELETE_PHRASE = "DELETE-PHRASE"


class EventName(StrEnum):
    """Events: §8.3, §9.3."""

    SPEECH_MARKER = "SPEECH-MARKER"
    SPEAK_COMPLETE = "SPEAK-COMPLETE"

    START_OF_INPUT = "START-OF-INPUT"
    RECOGNITION_COMPLETE = "RECOGNITION-COMPLETE"
    INTERPRETATION_COMPLETE = "INTERPRETATION-COMPLETE"


class RequestState(StrEnum):
    """§5.3."""

    COMPLETE = "COMPLETE"
    IN_PROGRESS = "IN-PROGRESS"
    PENDING = "PENDING"


class Status(IntEnum):
    """§5.4."""

    SUCCESS = 200
    SUCCESS_FIELDS_IGNORED = 201
    METHOD_NOT_ALLOWED = 401
    METHOD_NOT_VALID_IN_STATE = 402
    UNSUPPORTED_FIELD = 403
    ILLEGAL_FIELD_VALUE = 404
    RESOURCE_NOT_ALLOCATED = 405
    MANDATORY_FIELD_MISSING = 406
    OPERATION_FAILED = 407
    UNRECOGNIZED_ENTITY = 408
    UNSUPPORTED_FIELD_VALUE = 409
    OUT_OF_ORDER = 410
    INTERNAL_ERROR = 501
    VERSION_NOT_SUPPORTED = 502
    TOO_LARGE = 504


class SpeakCause(StrEnum):
    """Completion-Cause of the synthesizer, §8.4.4: the whole header value."""

    NORMAL = "000 normal"
    BARGE_IN = "001 barge-in"
    PARSE_FAILURE = "002 parse-failure"
    URI_FAILURE = "003 uri-failure"
    ERROR = "004 error"
    LANGUAGE_UNSUPPORTED = "005 language-unsupported"
    LEXICON_LOAD_FAILURE = "006 lexicon-load-failure"
    CANCELLED = "007 cancelled"


class RecognitionCause(StrEnum):
    """Completion-Cause of the recognizer, §9.4.11: the whole header value."""

    SUCCESS = "000 success"
    NO_MATCH = "001 no-match"
    NO_INPUT_TIMEOUT = "002 no-input-timeout"
    HOTWORD_MAXTIME = "003 hotword-maxtime"
    GRAMMAR_LOAD_FAILURE = "004 grammar-load-failure"
    GRAMMAR_COMPILATION_FAILURE = "005 grammar-compilation-failure"
    RECOGNIZER_ERROR = "006 recognizer-error"
    SPEECH_TOO_EARLY = "007 speech-too-early"
    SUCCESS_MAXTIME = "008 success-maxtime"
    URI_FAILURE = "009 uri-failure"
    LANGUAGE_UNSUPPORTED = "010 language-unsupported"
    CANCELLED = "011 cancelled"
    SEMANTICS_FAILURE = "012 semantics-failure"
    PARTIAL_MATCH = "013 partial-match"
    PARTIAL_MATCH_MAXTIME = "014 partial-match-maxtime"
    NO_MATCH_MAXTIME = "015 no-match-maxtime"
    GRAMMAR_DEFINITION_FAILURE = "016 grammar-definition-failure"


# What may end a SPEAK that could not be spoken to its end: everything that is neither an end by itself, nor a
# barge-in, nor the fault of the SPEAK before it.
SPEAK_FAILURES: Final = frozenset(SpeakCause) - {SpeakCause.NORMAL, SpeakCause.BARGE_IN, SpeakCause.CANCELLED}

# §5.4: statuses from here on are failures.
FAILURE: Final = 400
# Which cause may stand in which message: an event (0), a success, or any failure. UniMRCP once answered `407` with
# `000 success` (its issue 129); a pair that is not listed here cannot be built (`message.cause_fields`).
ALLOWED_CAUSES: Final[dict[tuple[str, int], frozenset[str]]] = {
    (EventName.SPEAK_COMPLETE, 0): frozenset(SpeakCause),
    (Method.DEFINE_LEXICON, FAILURE): frozenset(
        {SpeakCause.URI_FAILURE, SpeakCause.ERROR, SpeakCause.LEXICON_LOAD_FAILURE}
    ),
    # §5.4: 407 is "Method or Operation Failed (see Completion-Cause header field)", whatever the method.
    (Method.CONTROL, FAILURE): SPEAK_FAILURES,
    (EventName.RECOGNITION_COMPLETE, 0): frozenset(RecognitionCause),
    (EventName.INTERPRETATION_COMPLETE, 0): frozenset(RecognitionCause),
    (Method.DEFINE_GRAMMAR, Status.SUCCESS): frozenset({RecognitionCause.SUCCESS}),
}
_START_FAILURES: Final = frozenset(
    {
        RecognitionCause.GRAMMAR_LOAD_FAILURE,
        RecognitionCause.GRAMMAR_COMPILATION_FAILURE,
        RecognitionCause.RECOGNIZER_ERROR,
        RecognitionCause.URI_FAILURE,
        RecognitionCause.LANGUAGE_UNSUPPORTED,
        RecognitionCause.GRAMMAR_DEFINITION_FAILURE,
    }
)
for _method in (Method.DEFINE_GRAMMAR, Method.RECOGNIZE, Method.INTERPRET):
    ALLOWED_CAUSES[_method, FAILURE] = frozenset[str](_START_FAILURES)

FAILURE_CAUSES: Final[dict[str, str]] = {
    # §9.4.11: "MUST be sent in the DEFINE-GRAMMAR and RECOGNIZE responses, if they return with a failure status"; its
    # table has 016 for "any DEFINE-GRAMMAR error other than grammar-load-failure and grammar-compilation-failure".
    Method.DEFINE_GRAMMAR: RecognitionCause.GRAMMAR_DEFINITION_FAILURE,
    Method.RECOGNIZE: RecognitionCause.RECOGNIZER_ERROR,
    Method.INTERPRET: RecognitionCause.RECOGNIZER_ERROR,
    # §8.14: "a failure status-code of 407 and a Completion-Cause header field describing the failure reason"
    Method.DEFINE_LEXICON: SpeakCause.LEXICON_LOAD_FAILURE,
}
"""What a failure answer to these methods says where nothing more particular is known."""


def cause_is_allowed(message: str, status: int, cause: str) -> bool:
    """Whether `cause` may stand in the response `status` to method `message`, or (status 0) in event `message`."""
    return cause in ALLOWED_CAUSES.get((message, min(status, FAILURE)), ())
