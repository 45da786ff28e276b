"""Why a request over HTTP or WebSocket is refused, in our own words; each dialect says it in its vendor's."""

from collections.abc import Mapping, MutableMapping
from enum import Enum
from typing import Any

_NOTED = "mrcp_server.refusal"


class Reason(Enum):
    """What is wrong; the value is the HTTP status most vendors answer with."""

    KEY = "key", 401
    ORIGIN = "origin", 403
    HOST = "host", 421
    RATE = "rate", 429
    STREAMS = "streams", 429
    CHARACTERS = "characters", 429
    INVALID = "invalid", 400
    EMPTY_TEXT = "empty_text", 400
    TEXT_TOO_LONG = "text_too_long", 400
    DOCUMENT = "document", 400
    AUDIO = "audio", 400
    VOICE = "voice", 404
    MODEL = "model", 404
    FORMAT = "format", 400
    UNKNOWN_URL = "unknown_url", 404
    METHOD = "method", 405
    UPLOAD_TOO_LARGE = "upload_too_large", 413
    TOO_MUCH_WORK = "too_much_work", 422
    NOT_READY = "not_ready", 503
    OVERLOADED = "overloaded", 503
    ENGINE = "engine", 500

    def __init__(self, word: str, status: int) -> None:
        self.word = word
        self.status = status


class RefusedError(Exception):
    """A request cannot be served. `field` names the parameter that is to blame, where one is."""

    def __init__(self, reason: Reason, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.field = field

    @property
    def status(self) -> int:
        """The usual HTTP status."""
        return self.reason.status

    def note(self, scope: MutableMapping[str, Any]) -> None:
        """Leaves the reason in the request's ASGI scope, for the log; the answer has it in the vendor's words."""
        scope[_NOTED] = self.message


def noted_reason(scope: Mapping[str, Any]) -> str:
    """Why the request of this ASGI scope was refused, empty when nobody said."""
    reason: str = scope.get(_NOTED, "")
    return reason
