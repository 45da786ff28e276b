"""Session descriptions (RFC 8866), read as they come and written as they were read.

Every line is kept, known or not, in its order: peers put `a=` before `c=`, leave formats out after `TCP/MRCPv2`
(Cisco UCCX) and put `a=fmtp` where it means nothing. Reading refuses only what cannot be understood at all:

    session   v= o= s= …        one `lines` list
    media     m= then its lines one `lines` list each

Typed views (`origin`, `connection`, `attribute()`) read the lines when asked.
"""

from dataclasses import dataclass, field
from typing import NamedTuple, Self

from sip.errors import SdpError

# An MRCPv2 offer has 20 to 60 lines. The limits keep a hostile body from costing more than a call does.
MAX_LINES = 1_000
MAX_LINE_CHARACTERS = 4_096
MAX_MEDIA = 64

Line = tuple[str, str]
"""Type letter and value."""


class ConnectionField(NamedTuple):
    """`c=IN IP4 192.0.2.1`."""

    address: str
    address_type: str = "IP4"

    @classmethod
    def to_host(cls, host: str) -> Self:
        """The connection for an IP literal or a name."""
        return cls(host, "IP6" if ":" in host else "IP4")

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read the value of a `c=` line; a TTL or count behind the address is dropped (RFC 8866 §5.7).

        Raises:
            SdpError: not three fields, or neither IP4 nor IP6.
        """
        fields = value.split()
        if len(fields) != 3 or fields[0].upper() != "IN" or fields[1].upper() not in {"IP4", "IP6"}:
            raise SdpError(f"bad c= line: {value[:40]}", warning=301)
        return cls(fields[2].partition("/")[0], fields[1].upper())

    def __str__(self) -> str:
        return f"IN {self.address_type} {self.address}"


class Origin(NamedTuple):
    """`o=name session version IN IP4 host`. Numbers stay text: peers send 64 bits and more, or words."""

    username: str
    session_id: str
    version: str
    connection: ConnectionField

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read the value of an `o=` line.

        Raises:
            SdpError: not six fields.
        """
        fields = value.split()
        if len(fields) != 6:
            raise SdpError(f"bad o= line: {value[:40]}", warning=307)
        return cls(fields[0], fields[1], fields[2], ConnectionField(fields[5], fields[4].upper()))

    def __str__(self) -> str:
        return f"{self.username} {self.session_id} {self.version} {self.connection}"


class _Section:
    """What session and media level have in common: lines with attributes among them."""

    __slots__ = ()

    lines: list[Line]

    @property
    def connection(self) -> ConnectionField | None:
        """The first `c=` line of this level.

        Raises:
            SdpError: it cannot be read.
        """
        value = self.line("c")
        return None if value is None else ConnectionField.parse(value)

    def line(self, letter: str) -> str | None:
        """Value of the first line of this type."""
        for kind, value in self.lines:
            if kind == letter:
                return value
        return None

    def attribute(self, name: str) -> str | None:
        """Value of the first `a=name:value`; "" for a property attribute `a=name`; None when absent."""
        prefix = f"{name}:"
        for kind, value in self.lines:
            if kind == "a" and (value == name or value.startswith(prefix)):
                return value[len(prefix) :].strip()
        return None

    def attributes(self, name: str) -> list[str]:
        """Values of all `a=name…` lines of this level, in order."""
        prefix = f"{name}:"
        return [
            value[len(prefix) :].strip()
            for kind, value in self.lines
            if kind == "a" and (value == name or value.startswith(prefix))
        ]

    def has(self, name: str) -> bool:
        """Whether `a=name` stands here, with or without a value."""
        return self.attribute(name) is not None

    def add_attribute(self, name: str, value: str | None = None) -> None:
        """Append `a=name` or `a=name:value`.

        Raises:
            ValueError: a line break in it.
        """
        text = name if value is None else f"{name}:{value}"
        if "\r" in text or "\n" in text:
            raise ValueError("line break in an SDP attribute")
        self.lines.append(("a", text))


@dataclass(slots=True)
class Media(_Section):
    """One `m=` line and the lines below it."""

    kind: str
    """audio, application, …"""
    port: int
    """0 means refused or removed (RFC 3264 §6, §8.2)."""
    protocol: str
    """As written, e.g. RTP/AVP, TCP/MRCPv2."""
    formats: list[str]
    """Payload types or format names as written. Empty where a peer leaves them out."""
    port_count: int = 1
    lines: list[Line] = field(default_factory=list)

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read the value of an `m=` line.

        Raises:
            SdpError: fewer than three fields, or no port from 0 to 65535.
        """
        fields = value.split()
        if len(fields) < 3:
            raise SdpError(f"bad m= line: {value[:40]}", warning=307)
        port, _, count = fields[1].partition("/")
        # ASCII digits only: int() would take "²" for an error and "٣" for 3.
        if not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65_535):
            raise SdpError(f"bad port in m= line: {value[:40]}", warning=307)
        ports = int(count) if count.isascii() and count.isdigit() and len(count) <= 5 else 1
        return cls(fields[0], int(port), fields[2], fields[3:], ports)

    def __str__(self) -> str:
        port = str(self.port) if self.port_count == 1 else f"{self.port}/{self.port_count}"
        head = " ".join(["m=" + self.kind, port, self.protocol, *self.formats])
        return "".join([head, "\r\n", *(f"{kind}={value}\r\n" for kind, value in self.lines)])


@dataclass(slots=True)
class SessionDescription(_Section):
    """A whole description. `str()` gives the text back, with CRLF."""

    lines: list[Line] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)

    @classmethod
    def create(cls, origin: Origin, *, host: str | None = None, name: str = "-") -> Self:
        """A new description: v, o, s, c (when `host` is given), t. Append `Media` to `media`."""
        lines = [("v", "0"), ("o", str(origin)), ("s", name)]
        if host is not None:
            lines.append(("c", str(ConnectionField.to_host(host))))
        lines.append(("t", "0 0"))
        return cls(lines)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a description; CRLF and bare LF are both taken (RFC 8866 §5), blank lines skipped.

        Raises:
            SdpError: the first line is not `v=0`, a line is not `x=…`, an `m=` line cannot be read, or a limit is
                passed. Lines of other types are read when they are asked for.
        """
        rows = text.replace("\r\n", "\n").split("\n")
        if len(rows) > MAX_LINES:
            raise SdpError("session description too long")
        session = cls()
        lines = session.lines
        for row in rows:
            if row[1:2] != "=":
                if not row.strip():
                    continue
                # A crypto line that was folded or lost its letter shows its key here.
                shown = "" if "inline:" in row else f": {row[:40]}"
                raise SdpError(f"bad SDP line{shown}", warning=307)
            letter, value = row[0], row[2:]
            _check_line(value)
            if letter == "m":
                if len(session.media) == MAX_MEDIA:
                    raise SdpError("too many media lines")
                session.media.append(Media.parse(value))
                lines = session.media[-1].lines
            else:
                lines.append((letter, value))
        if not session.lines or session.lines[0] != ("v", "0"):
            raise SdpError("session description does not begin with v=0", warning=307)
        return session

    @property
    def origin(self) -> Origin:
        """The `o=` line.

        Raises:
            SdpError: it is missing or cannot be read.
        """
        value = self.line("o")
        if value is None:
            raise SdpError("o= line missing", warning=307)
        return Origin.parse(value)

    def host_of(self, media: Media) -> str | None:
        """Address a medium is at: its own `c=` line, else the session's (RFC 8866 §5.7); None without either.

        Raises:
            SdpError: the line cannot be read.
        """
        connection = media.connection or self.connection
        return None if connection is None else connection.address

    def __str__(self) -> str:
        head = [f"{kind}={value}\r\n" for kind, value in self.lines]
        return "".join([*head, *map(str, self.media)])

    def __bytes__(self) -> bytes:
        return str(self).encode("utf-8", "surrogateescape")


def _check_line(value: str) -> None:
    if len(value) > MAX_LINE_CHARACTERS:
        raise SdpError("SDP line too long")
    if "\r" in value or "\0" in value:
        raise SdpError("control character in SDP", warning=307)
