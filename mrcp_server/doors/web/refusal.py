"""Why a request over HTTP or WebSocket is refused, in our own words; each dialect says it in its vendor's."""

from enum import Enum


class Reason(Enum):
    """What is wrong; the value is the HTTP status most vendors answer with."""

    KEY = "key", 401
    ORIGIN = "origin", 403
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
