"""Log lines: structlog, one JSON object a line, or coloured text on a terminal.

Every line of a call carries `session`, bound once when the session opens. What the network sent reaches a line
only as a value, never as its text, and JSON or `repr` escapes it.
"""

import hashlib
import sys
from typing import Any, BinaryIO, Literal

import msgspec
import structlog
from structlog.typing import FilteringBoundLogger, Processor

Logger = FilteringBoundLogger
LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_LONGEST_TEXT = 2000

_encode = msgspec.json.Encoder(enc_hook=repr).encode


def _to_json(_logger: Any, _name: str, event: Any) -> bytes:
    # What every line has comes first, in columns for the eye.
    event = {"timestamp": event.pop("timestamp"), "level": event.pop("level"), "event": event.pop("event"), **event}
    try:
        return _encode(event)
    except UnicodeEncodeError:
        return _encode({name: _readable(value) for name, value in event.items()})


def _readable(value: Any) -> Any:
    """What the network sent may hold bytes that are no UTF-8, as lone surrogates: a line shows them escaped."""
    if isinstance(value, int | float | bool | None):
        return value
    text = value if isinstance(value, str) else repr(value)
    return text.encode("utf-8", "backslashreplace").decode()


def configure(level: str, form: Literal["auto", "console", "json"], stream: BinaryIO | None = None) -> None:
    """Sets the process's log output; call it once, before the first logger is used."""
    console = form == "console" or (form == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    if console:
        structlog.configure(
            processors=[*shared, structlog.dev.ConsoleRenderer()],
            wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
            logger_factory=structlog.PrintLoggerFactory(sys.stderr),
            cache_logger_on_first_use=False,
        )
        return
    structlog.configure(
        processors=[*shared, _to_json],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.BytesLoggerFactory(stream or sys.stderr.buffer),
        cache_logger_on_first_use=False,
    )


def get_logger(**bound: Any) -> Logger:
    """A logger whose every line carries `bound`."""
    logger: Logger = structlog.get_logger(**bound)
    return logger.bind()


class TextPolicy:
    """What of prompts and results a log line may hold (`log.text`)."""

    def __init__(self, policy: Literal["full", "hash", "off"]) -> None:
        self._policy = policy

    def fields(self, text: str) -> dict[str, Any]:
        """The fields that stand for `text` in a line: always its length, then the text, its digest or nothing."""
        fields: dict[str, Any] = {"characters": len(text)}
        if self._policy == "full":
            fields["text"] = text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…"
        elif self._policy == "hash":
            fields["text_sha256"] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return fields
