"""Requests, responses and events: bytes in, objects out, and back (§5).

    request   MRCP/2.0 310 SPEAK 1
    response  MRCP/2.0 83 1 200 IN-PROGRESS
    event     MRCP/2.0 122 SPEAK-COMPLETE 1 COMPLETE

`framing.py` cuts the byte stream into messages; this file reads one whole message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from mrcp_server.mrcp.errors import LocalProtocolError, MessageError
from mrcp_server.mrcp.wire.codes import FAILURE, FAILURE_CAUSES, Method, RequestState, cause_is_allowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VERSION: Final = "MRCP/2.0"
CRLF: Final = "\r\n"
CHANNEL_IDENTIFIER: Final = "Channel-Identifier"

# §5.2: request-id is "representable as an unsigned 32-bit integer".
MAX_REQUEST_ID: Final = 2**32 - 1

# Header fields are short; vendor parameters and cookies make a few KiB. Beyond this a peer wants our memory.
MAX_HEAD_BYTES: Final = 64 * 1024

# Text that is not UTF-8 must survive until it is echoed "exactly as sent" (§6.1.1): undecodable bytes pass through.
_ENCODING: Final = ("utf-8", "surrogateescape")

_VERSION: Final = re.compile(r"MRCP/0*([0-9]{1,2})\.([0-9]{1,2})")
_NAME: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_FOLD: Final = re.compile(r"\r?\n[ \t]+")
_LINE_BREAK: Final = re.compile(r"[\r\n]+")
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")


class Headers:
    """Header fields in the order and spelling of the message; looked up without regard to case (§6.2)."""

    __slots__ = ("_fields", "_index")

    def __init__(self, fields: Iterable[tuple[str, str]] = (), index: dict[str, str] | None = None) -> None:
        """`index`, if the caller has it already, is what `index()` gives."""
        self._fields = list(fields)
        self._index = index

    def get(self, name: str) -> str | None:
        """The value, None when absent. Several fields of one name are joined with "," in their order (§6.2)."""
        return (self._index or self.index()).get(name.lower())

    def index(self) -> dict[str, str]:
        """Values by lower-case name, in order of first appearance. Not to be changed by the caller."""
        if self._index is None:
            self._index = self._build_index()
        return self._index

    def _build_index(self) -> dict[str, str]:
        index: dict[str, str] = {}
        for name, value in self._fields:
            key = name.lower()
            if key not in index:
                index[key] = value
            else:
                # Vendor-Specific-Parameters is the one list that is separated by semicolons (§6.2.16).
                separator = ";" if key == "vendor-specific-parameters" else ","
                index[key] = f"{index[key]}{separator}{value}"
        return index

    def raw(self, name: str) -> list[tuple[str, str]]:
        """All fields of that name exactly as sent, to be echoed."""
        key = name.lower()
        return [item for item in self._fields if item[0].lower() == key]

    def add(self, name: str, value: str) -> None:
        """Append one field."""
        self._fields.append((name, value))
        self._index = None

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._fields == other._fields

    __hash__ = None  # type: ignore[assignment]  # mutable, as dict says it too

    def __repr__(self) -> str:
        return f"Headers({self._fields!r})"


@dataclass(slots=True)
class Request:
    """Client to server (§5.2)."""

    method: str
    request_id: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @property
    def channel_identifier(self) -> str:
        """`32AECB23433802@speechsynth`; empty when the message has none."""
        return self.headers.get(CHANNEL_IDENTIFIER) or ""

    def __bytes__(self) -> bytes:
        return _serialize(f"{self.method} {self.request_id}", self.headers, self.body)


@dataclass(slots=True)
class Response:
    """Server to client, one for each request (§5.3)."""

    request_id: int
    status: int
    request_state: RequestState = RequestState.COMPLETE
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @property
    def channel_identifier(self) -> str:
        """As in `Request`."""
        return self.headers.get(CHANNEL_IDENTIFIER) or ""

    def __bytes__(self) -> bytes:
        start = f"{self.request_id} {self.status:d} {self.request_state}"
        return _serialize(start, self.headers, self.body)


@dataclass(slots=True)
class Event:
    """Server to client, about a request that was not COMPLETE with its response (§5.5)."""

    name: str
    request_id: int
    request_state: RequestState
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @property
    def channel_identifier(self) -> str:
        """As in `Request`."""
        return self.headers.get(CHANNEL_IDENTIFIER) or ""

    def __bytes__(self) -> bytes:
        start = f"{self.name} {self.request_id} {self.request_state}"
        return _serialize(start, self.headers, self.body)


Message: TypeAlias = Request | Response | Event


def _serialize(start: str, headers: Headers, body: bytes) -> bytes:
    lines = [f"{name}: {value}\r\n" for name, value in headers]
    block = "".join(lines)
    if block.count("\n") != len(lines) or block.count("\r") != len(lines):
        # A line break inside a value (the name of a <mark>, a URI from a document) would become a header field.
        lines = [f"{name}: {_LINE_BREAK.sub(' ', value)}\r\n" for name, value in headers]
        block = "".join(lines)
    if body and "Content-Length" not in headers:
        block += f"Content-Length: {len(body)}\r\n"
    rest = f" {start}\r\n{block}\r\n".encode(*_ENCODING)
    # message-length counts itself (§5.1), so its own digits may lengthen it by one.
    length = len(VERSION) + 1 + len(rest) + len(body)
    digits = len(str(length))
    if len(str(length + digits)) > digits:
        digits += 1
    return b"%b %d%b%b" % (VERSION.encode(), length + digits, rest, body)


def cause_fields(message: str, status: int, cause: str, reason: str = "") -> list[tuple[str, str]]:
    """Completion-Cause (and Completion-Reason, when there is one) for a response or, status 0, an event. A failure
    response always has a reason, if only the name of the cause.

    Raises: LocalProtocolError for a pair that `codes.ALLOWED_CAUSES` does not have.
    """
    if not cause_is_allowed(message, status, cause):
        raise LocalProtocolError(f"{message} {status or 'event'} cannot carry Completion-Cause {cause!r}")
    fields = [("Completion-Cause", cause)]
    if status >= FAILURE:
        reason = reason or cause.partition(" ")[2]
    if reason:
        fields.append(("Completion-Reason", quote(reason)))
    return fields


def failure_fields(method: str, status: int, reason: str, cause: str = "") -> list[tuple[str, str]]:
    """What a failure answer to `method` says of itself: Completion-Cause, where the RFC has one for the method, and
    Completion-Reason. Nothing for SET-PARAMS and GET-PARAMS, whose answers list the offending fields (§6.1.1, §6.1.2).

    `cause` empty: that of `codes.FAILURE_CAUSES`. Raises: as `cause_fields`.
    """
    if method in (Method.SET_PARAMS, Method.GET_PARAMS):
        return []
    cause = cause or FAILURE_CAUSES.get(method, "")
    return cause_fields(method, status, cause, reason) if cause else [("Completion-Reason", quote(reason))]


# Reasons quote what peers have sent, and are read by people.
_LONGEST_REASON: Final = 400


def quote(text: str) -> str:
    """A quoted-string (§15) of one line; what cannot be printed becomes a blank, and what is too long is cut."""
    printable = "".join(one if one.isprintable() else " " for one in text[: 2 * _LONGEST_REASON])
    flat = " ".join(printable.split())
    flat = flat if len(flat) <= _LONGEST_REASON else f"{flat[:_LONGEST_REASON]}…"
    escaped = flat.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


# ---- bytes to objects -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StartLine:
    """The first line, before anything else of the message is known."""

    version: tuple[int, int]
    length: int
    tokens: tuple[str, ...]
    """What follows the length: (METHOD, id), (id, status, state) or (EVENT, id, state)."""

    @property
    def request_id(self) -> int:
        """The id if one can be read, else 0: it is needed for the answer to a message that is otherwise bad."""
        for token in self.tokens[:2]:
            if token.isdigit() and token.isascii() and len(token) <= 10:
                return int(token)
        return 0

    @classmethod
    def parse(cls, line: bytes) -> StartLine:
        """`line` is without its line end. Raises: ValueError when it is not `MRCP/x.y length token…`."""
        if not line.isascii():
            raise ValueError("start line is not ASCII")
        words = line.decode("ascii").split()
        if len(words) < 3:
            raise ValueError("start line has fewer than three words")
        if words[0] == VERSION:
            version = (2, 0)
        elif match := _VERSION.fullmatch(words[0]):
            version = (int(match[1]), int(match[2]))
        else:
            raise ValueError("start line does not begin with an MRCP version")
        # §5.1: 1*19DIGIT, decimal, leading zeros allowed.
        if not (words[1].isdigit() and len(words[1]) <= 19):
            raise ValueError("message-length is not a number of at most 19 digits")
        return cls(version, int(words[1]), tuple(words[2:]))


# Names that were valid once, with their lower case; a session sends the same dozen names all day.
_SEEN_NAMES: Final[dict[str, str]] = {}
_MAX_SEEN_NAMES: Final = 512


def _lower_name(name: str) -> str | None:
    """The name in lower case; None when it is not a field-name."""
    if _NAME.fullmatch(name) is None:
        return None
    lowered = name.lower()
    if len(_SEEN_NAMES) < _MAX_SEEN_NAMES and len(name) <= 64:
        _SEEN_NAMES[name] = lowered
    return lowered


def parse_header_block(block: bytes) -> Headers:
    """Header lines without the empty line that ends them. Raises: ValueError for a line that is not a field."""
    text = block.decode(*_ENCODING)
    if "\n " in text or "\n\t" in text:
        text = _FOLD.sub(" ", text)  # §6.2: a line that begins with white space continues the one before it
    fields = []
    index: dict[str, str] = {}
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        key = (_SEEN_NAMES.get(name) or _lower_name(name)) if colon else None
        if key is None:
            if line.strip("\r"):
                raise ValueError(f"not a header field: {line[:40]!r}")
            continue
        value = value.strip(" \t\r")
        fields.append((name, value))
        index[key] = value
    return Headers(fields, index if len(index) == len(fields) else None)


def parse_message(data: bytes, start: StartLine | None = None) -> Message:
    """One whole message, as framed by its message-length. `start` is its start line if that has been parsed already.

    Raises: MessageError with the status to answer: 502 for another version, 408 for what is not a message,
    404 for a Content-Length that does not fit, 410 for an id above 32 bits.
    """
    line_end = data.find(b"\n")
    if start is None:
        try:
            start = StartLine.parse(data[: line_end if line_end >= 0 else None].rstrip(b"\r"))
        except ValueError as error:
            raise MessageError(408, str(error)) from error
    head, body = _split_head(data, line_end)
    if len(head) > MAX_HEAD_BYTES:
        raise MessageError(504, "more header fields than are taken", request_id=start.request_id)
    try:
        headers = parse_header_block(head)
    except ValueError as error:
        raise MessageError(408, str(error), request_id=start.request_id) from error
    if start.version != (2, 0):
        raise MessageError(
            502,
            f"version {start.version[0]}.{start.version[1]}",
            request_id=start.request_id,
            channel_identifier=headers.get(CHANNEL_IDENTIFIER),
        )
    return _build(start, headers, _bound_body(start, headers, body))


def _split_head(data: bytes, line_end: int) -> tuple[bytes, bytes]:
    """Header block and what follows the empty line; `line_end` is the end of the start line."""
    end = data.find(b"\r\n\r\n", line_end - 1)
    if end >= 0 and b"\n\n" not in data[line_end:end]:
        return data[line_end + 1 : end], data[end + 4 :]
    lenient = _HEAD_END.search(data, max(line_end - 1, 0))  # bare line feeds
    if lenient is None:
        return data[line_end + 1 :], b""
    return data[line_end + 1 : lenient.start()], data[lenient.end() :]


def _bound_body(start: StartLine, headers: Headers, body: bytes) -> bytes:
    """§6.2.11: a missing Content-Length is zero, and what lies behind it is not content."""
    value = headers.index().get("content-length")
    if value is None:
        return b""
    if not (value.isdigit() and value.isascii() and len(value) <= 19 and int(value) <= len(body)):
        # Not echoed: a Content-Length in an answer without a body would put the client out of step.
        raise MessageError(
            404,
            f"Content-Length {value[:40]!r} with {len(body)} octets",
            request_id=start.request_id,
            channel_identifier=headers.get(CHANNEL_IDENTIFIER),
        )
    return body[: int(value)]


def _build(start: StartLine, headers: Headers, body: bytes) -> Message:
    tokens = start.tokens
    try:
        if len(tokens) == 2:
            return Request(tokens[0], _check_request_id(_parse_request_id(tokens[1]), headers), headers, body)
        if tokens[0].isdigit() and len(tokens) == 3:
            request_id = _parse_request_id(tokens[0])
            return Response(request_id, _parse_status(tokens[1]), RequestState(tokens[2]), headers, body)
        # §5.1 and §9.20 show INTERPRETATION-COMPLETE with a "200" inside; it means nothing.
        if len(tokens) == 3 or (len(tokens) == 4 and tokens[2] == "200" and not tokens[0].isdigit()):
            request_id = _parse_request_id(tokens[1])
            return Event(tokens[0], request_id, RequestState(tokens[-1]), headers, body)
    except ValueError as error:
        raise _bad_start_line(start, headers) from error
    raise _bad_start_line(start, headers)


def _bad_start_line(start: StartLine, headers: Headers) -> MessageError:
    return MessageError(
        408,
        "start line is no request, response or event",
        request_id=start.request_id,
        channel_identifier=headers.get(CHANNEL_IDENTIFIER),
    )


def _parse_status(token: str) -> int:
    if not (len(token) == 3 and token.isdigit() and token.isascii() and token[0] != "0"):
        raise ValueError(token)
    return int(token)


def _parse_request_id(token: str) -> int:
    if not (token.isdigit() and token.isascii() and len(token) <= 10):
        raise ValueError(token)
    return int(token)


def _check_request_id(request_id: int, headers: Headers) -> int:
    """§5.2: the ids of requests have 32 bits. The answer to one that has more still names it."""
    if request_id > MAX_REQUEST_ID:
        raise MessageError(
            410,
            "request-id is above 32 bits",
            request_id=request_id,
            channel_identifier=headers.get(CHANNEL_IDENTIFIER),
        )
    return request_id
