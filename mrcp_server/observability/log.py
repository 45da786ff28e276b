"""Log lines: structlog, one JSON object a line, or coloured text on a terminal.

Every line of a call carries `session`, bound once when the session opens. What the network sent reaches a line
only as a value, never as its text, and is escaped: it makes no line of its own and no terminal obeys it. Writing a
line never raises; level and form may change while the process runs (`change_form`), for loggers that exist already too.
"""

import contextlib
import functools
import hmac
import json
import secrets
import sys
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any, BinaryIO, Literal

import msgspec
import structlog
from structlog.typing import FilteringBoundLogger, Processor

from mrcp_server.observability.control_characters import escaped, escaped_block

Logger = FilteringBoundLogger
Policy = Literal["full", "hash", "off"]
Form = Literal["auto", "console", "json"]
LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_LONGEST_TEXT = 2000
_LONGEST_VALUE = 2_000
"""Characters. Peers may send fields of 64 KB, and who sends one should not fill the disk, or the queue of lines."""
_LONGEST_BLOCK = 32_000
_MOST_ITEMS = 50
_LONGEST_ITEM = 200

_DIGEST_KEY = secrets.token_bytes(32)
"""Of this process: the same text has the same digest as long as it runs."""

_encode = msgspec.json.Encoder(enc_hook=repr).encode
_to_text = functools.cache(structlog.dev.ConsoleRenderer)
_BLOCKS = frozenset({"exception", "stack"})
"""Fields that a terminal gets as lines of their own."""
_LONG = _BLOCKS | {"text"}
"""Fields that are bounded where they are made, or that our own code writes."""


class _Form:
    """How lines look, and which are written."""

    def __init__(self) -> None:
        self.least = LEVELS["info"]
        self.is_text = False

    def leave_out(self, _logger: Any, level: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if LEVELS.get(level, LEVELS["error"]) < self.least:
            raise structlog.DropEvent
        return event

    def render(self, _logger: Any, name: str, event: MutableMapping[str, Any]) -> bytes:
        """The line, its line feed included."""
        if self.is_text:
            shown = {key: _harmless(key, value) for key, value in event.items()}
            return _to_text()(None, name, shown).encode("utf-8", "backslashreplace") + b"\n"
        return _to_json(event)


_form = _Form()


def _bounded(_logger: Any, _level: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        event[name] = _cut(value, _LONGEST_BLOCK if name in _LONG else _LONGEST_VALUE)
    return event


def _cut(value: Any, longest: int) -> Any:
    """The value, cut where it is long; it says how much there was."""
    if isinstance(value, str):
        return value if len(value) <= longest else f"{value[:longest]}… ({len(value)} characters)"
    if isinstance(value, list | tuple):
        items = [_cut(one, _LONGEST_ITEM) for one in value[:_MOST_ITEMS]]
        return items if len(value) <= _MOST_ITEMS else [*items, f"… ({len(value)} in all)"]
    if isinstance(value, dict):
        return {name: _cut(one, longest) for name, one in value.items()}
    return value


def _to_json(event: MutableMapping[str, Any]) -> bytes:
    # What every line has comes first, in columns for the eye.
    event = {"timestamp": event.pop("timestamp"), "level": event.pop("level"), "event": event.pop("event"), **event}
    try:
        return _encode(event) + b"\n"
    except Exception:  # noqa: BLE001  # lone surrogates, or a value whose repr fails: a line must not end a call
        return _encode({str(name): _readable(value) for name, value in event.items()}) + b"\n"


def _readable(value: Any) -> Any:
    """What the network sent may hold bytes that are no UTF-8, as lone surrogates: a line shows them escaped."""
    if isinstance(value, int | float | bool | None):
        return value
    try:
        text = value if isinstance(value, str) else repr(value)
    except Exception as error:  # noqa: BLE001  # whatever it is, the line goes on without it
        text = f"<{type(value).__name__}, which cannot be shown: {type(error).__name__}>"
    return text.encode("utf-8", "backslashreplace").decode()


def _harmless(name: str, value: Any) -> Any:
    """A value as a terminal may have it; structlog shows many strings as they are, and of others the `repr`."""
    readable = _readable(value)
    if not isinstance(readable, str):
        return readable
    if name in _BLOCKS:
        return escaped_block(readable)
    shown = escaped(readable)
    if isinstance(value, str) and (shown == readable or name == "event"):
        return shown
    return _Shown(escaped(json.dumps(readable, ensure_ascii=False)) if isinstance(value, str) else shown)


class _Shown:
    """Appears as this text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


class _LineLogger:
    """What structlog hands finished lines to."""

    def __init__(self, put: Callable[[bytes], None]) -> None:
        self.debug = self.info = self.warning = self.error = self.critical = self.exception = put


def configure(
    level: str,
    form: Form,
    stream: BinaryIO | None = None,
    *,
    put: Callable[[bytes], None] | None = None,
) -> None:
    """Sets the process's log output; call it before the first logger is used.

    Lines go to `put`, which must neither wait nor raise; without it they are written to `stream`, or standard error.
    """
    change_form(level, form)
    shared: list[Processor] = [
        _form.leave_out,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _bounded,
        _form.render,
    ]
    structlog.configure(
        processors=shared,
        # All levels pass here: which are written may change behind loggers that have been made.
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS["debug"]),
        logger_factory=lambda: _LineLogger(put or _write_to(stream or sys.stderr.buffer)),
        cache_logger_on_first_use=False,
    )


def change_form(level: str, form: Form) -> None:
    """Sets which lines are written and how they look, also for loggers that exist already."""
    _form.least = LEVELS[level]
    _form.is_text = form == "console" or (form == "auto" and sys.stderr.isatty())


def _write_to(stream: BinaryIO) -> Callable[[bytes], None]:
    def put(line: bytes) -> None:
        with contextlib.suppress(OSError, ValueError):  # no room, nobody reads, or it is closed
            stream.write(line)
            stream.flush()

    return put


def note_of_drops(lines: int) -> bytes:
    """The line that tells that others are missing before it."""
    event = {
        "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "level": "warning",
        "event": "log lines dropped",
        "lines": lines,
    }
    return _form.render(None, "warning", event)


def get_logger(**bound: Any) -> Logger:
    """A logger whose every line carries `bound`."""
    logger: Logger = structlog.get_logger(**bound)
    return logger.bind()


def tell_foreign_text(text: str) -> None:
    """A line with what somebody else wrote to standard error: a child, or a native library."""
    get_logger().warning("standard error", text=text)


class TextPolicy:
    """What of prompts, results and keys a log line and the console may hold (`log.text`)."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        """May change while calls run."""

    def fields(self, text: str) -> dict[str, Any]:
        """The fields that stand for `text` in a line: always its length, then the text, its digest or nothing."""
        fields: dict[str, Any] = {"characters": len(text)}
        if self.policy == "full":
            fields["text"] = text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…"
        elif self.policy == "hash":
            # With a key that nobody has: of a PIN or a card number there are few enough to try them all.
            fields["text_digest"] = hmac.digest(_DIGEST_KEY, text.encode("utf-8", "surrogatepass"), "sha256").hex()[:16]
        return fields
