"""Requests and responses: bytes to objects and back (RFC 3261 §7).

Reading splits the head into header lines and no more; Via, From, To and CSeq are read when they are asked for, once.
Header values are held as they were written (UTF-8, other bytes as surrogates), so what is echoed is what was sent.
"""

import re
from typing import Final

from sip.errors import MessageError
from sip.grammar import is_token
from sip.headers import CSeq, Headers, NameAddr, Via

MAX_HEAD_BYTES: Final = 16_384
"""Request line and headers. The longest message of RFC 4475 has 3.5 KB; a datagram cannot exceed 64 KiB."""
MAX_HEADER_LINES: Final = 256
MAX_BODY_BYTES: Final = 131_072
"""An SDP with six resources has 2 KB; a Genesys SessionXML part tens of KB."""
VERSION: Final = "SIP/2.0"

# Blanks are tried from their first one only: a run of them that nothing folds would else be read again from each.
_FOLD = re.compile(r"(?:(?<![ \t])[ \t]++)?\r\n[ \t]++")
_STATUS_LINE = re.compile(r"SIP/2\.0 ([1-6][0-9]{2})(?: (.*))?", re.IGNORECASE | re.DOTALL)


class UnreadableMessageError(MessageError):
    """A message that cannot be taken; what could be read of it is there, so that the peer can be told."""

    def __init__(
        self, reason: str, *, status: int = 400, method: str | None = None, fields: Headers | None = None
    ) -> None:
        """`method` is None for responses and when the first line told none; `fields` when no headers were found."""
        super().__init__(reason, status=status)
        self.method = method
        self.fields = fields


class Message:
    """What requests and responses share. Do not make one."""

    __slots__ = ("_cseq", "_from", "_to", "_via", "body", "head_size", "headers")

    def __init__(self, headers: Headers, body: bytes) -> None:
        self.headers = headers
        self.body = body
        self.head_size = 0
        """Octets of the head as it was received; 0 for a message of our own."""
        self._via: Via | None = None
        self._from: NameAddr | None = None
        self._to: NameAddr | None = None
        self._cseq: CSeq | None = None

    @property
    def via(self) -> Via:
        """The topmost Via.

        Raises:
            MessageError: it is missing or cannot be read. So for the properties below.
        """
        if self._via is None:
            self._via = Via.parse(self._first_element("Via"))
        return self._via

    @property
    def from_(self) -> NameAddr:
        """From."""
        if self._from is None:
            self._from = NameAddr.parse(self.headers.only("From"))
        return self._from

    @property
    def to(self) -> NameAddr:
        """To."""
        if self._to is None:
            self._to = NameAddr.parse(self.headers.only("To"))
        return self._to

    @property
    def cseq(self) -> CSeq:
        """CSeq."""
        if self._cseq is None:
            self._cseq = CSeq.parse(self.headers.only("CSeq"))
        return self._cseq

    @property
    def call_id(self) -> str:
        """Call-ID."""
        return self.headers.only("Call-ID")

    @property
    def contact(self) -> NameAddr | None:
        """The first Contact, with or without angle brackets; None when there is none or only `*`."""
        if "Contact" not in self.headers:
            return None
        first = self._first_element("Contact")
        return None if first == "*" else NameAddr.parse(first)

    @property
    def content_type(self) -> str:
        """The media type without parameters, lower case; "" when there is none."""
        return (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower().replace(" ", "")

    def _first_element(self, name: str) -> str:
        value = self.headers.get(name) or ""
        elements = self.headers.elements(name) if "," in value or not value else [value]
        if not elements:
            raise MessageError(f"{name} missing")
        return elements[0]

    @property
    def start_line(self) -> str:
        """The first line."""
        raise NotImplementedError

    def __bytes__(self) -> bytes:
        """The message on the wire; Content-Length is always ours."""
        self.headers.set("Content-Length", str(len(self.body)))
        head = f"{self.start_line}\r\n{self.headers}\r\n"
        return head.encode("utf-8", "surrogateescape") + self.body


class Request(Message):
    """A request. Header names given to `headers` are in any spelling."""

    __slots__ = ("method", "uri")

    def __init__(self, method: str, uri: str, headers: Headers, body: bytes = b"") -> None:
        super().__init__(headers, body)
        self.method = method
        self.uri = uri
        """Request-URI as written; `sip.uri.Uri.parse` reads it."""

    @property
    def start_line(self) -> str:
        """Request-Line."""
        return f"{self.method} {self.uri} {VERSION}"

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.uri}>"


class Response(Message):
    """A response."""

    __slots__ = ("reason", "status")

    def __init__(self, status: int, reason: str, headers: Headers, body: bytes = b"") -> None:
        super().__init__(headers, body)
        self.status = status
        self.reason = reason

    @property
    def start_line(self) -> str:
        """Status-Line."""
        return f"{VERSION} {self.status} {self.reason}"

    def __repr__(self) -> str:
        return f"<Response {self.status} {self.reason}>"


def parse_message(data: bytes) -> Request | Response:
    """Read one whole message: a datagram, or what `StreamFramer` cut.

    Bytes behind Content-Length are dropped (§18.3); without Content-Length the body is all the rest.

    Raises:
        UnreadableMessageError: it is none; `method` and `fields` tell how far reading came.
    """
    data = data.lstrip(b"\r\n")
    end = data.find(b"\r\n\r\n")
    if end < 0:
        raise UnreadableMessageError("no empty line after the headers")
    if end > MAX_HEAD_BYTES:
        raise UnreadableMessageError("headers too long", status=413)
    head = data[:end].decode("utf-8", "surrogateescape")
    if "\r\n " in head or "\r\n\t" in head:
        head = _FOLD.sub(" ", head)
    start_line, *lines = head.split("\r\n")
    has_bare = head.count("\r") != len(lines) or head.count("\n") != len(lines)
    if has_bare:
        # Refused below; blanked here, so that no answer ever echoes a line end.
        start_line, *lines = [line.replace("\r", " ").replace("\n", " ") for line in (start_line, *lines)]
    fields, fault = Headers.of_lines(lines[:MAX_HEADER_LINES])
    if len(lines) > MAX_HEADER_LINES:
        fault = "too many headers"
    message = _parse_start_line(start_line, fields)
    if has_bare:
        fault = "bare CR or LF in a header"
    if fault is not None:
        raise UnreadableMessageError(fault, method=_method_of(message), fields=fields)
    message.body = _cut_body(message, data[end + 4 :])
    message.head_size = end + 4
    return message


def _method_of(message: Request | Response) -> str | None:
    return message.method if isinstance(message, Request) else None


def _parse_start_line(line: str, fields: Headers) -> Request | Response:
    if line[:4].upper() == "SIP/":
        match = _STATUS_LINE.fullmatch(line)
        if match is None:
            raise UnreadableMessageError("bad status line")
        return Response(int(match[1]), match[2] or "", fields)
    parts = line.split(" ")
    method = parts[0]
    if len(parts) != 3 or not is_token(method) or not parts[1] or "\t" in line:
        # Extra spaces are refused, not guessed at (RFC 4475 lwsruri, lwsstart, trws): the URI is what it is about.
        raise UnreadableMessageError("bad request line", method=method, fields=fields)
    version = parts[2].upper()
    if version != VERSION:
        known = version.startswith("SIP/") and version[4:].replace(".", "", 1).isdigit()
        fault = ("Version Not Supported", 505) if known else ("bad request line", 400)
        raise UnreadableMessageError(fault[0], status=fault[1], method=method, fields=fields)
    return Request(method, parts[1], fields)


def _cut_body(message: Request | Response, rest: bytes) -> bytes:
    values = message.headers.all("Content-Length")
    fault = None
    status = 400
    length = len(rest)
    if values:
        text = values[0]
        if not (text.isascii() and text.isdigit() and len(text) <= 10) or any(value != text for value in values):
            fault = f"bad Content-Length: {', '.join(values)[:40]}"
        else:
            length = int(text)
            if length > len(rest):
                # §18.3: "If the transport packet ends before the end of the message body, this is considered an error."
                fault = f"body shorter than Content-Length {length}"
    if fault is None and length > MAX_BODY_BYTES:
        fault, status = "body too long", 413
    if fault is not None:
        raise UnreadableMessageError(fault, status=status, method=_method_of(message), fields=message.headers)
    return rest[:length]
