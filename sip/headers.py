"""Header fields: the collection, and the values that have a structure (RFC 3261 §20)."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

from sip.errors import MessageError
from sip.grammar import HOST, PORT, QUOTED_STRING, SWS, TOKEN, is_token, parse_parameters, split_list
from sip.uri import Uri, bracketed

# RFC 3261 §7.3.3, and the registry for the later ones.
COMPACT_FORMS = {
    "a": "Accept-Contact",
    "b": "Referred-By",
    "c": "Content-Type",
    "d": "Request-Disposition",
    "e": "Content-Encoding",
    "f": "From",
    "i": "Call-ID",
    "j": "Reject-Contact",
    "k": "Supported",
    "l": "Content-Length",
    "m": "Contact",
    "n": "Identity-Info",
    "o": "Event",
    "r": "Refer-To",
    "s": "Subject",
    "t": "To",
    "u": "Allow-Events",
    "v": "Via",
    "x": "Session-Expires",
    "y": "Identity",
}
# fmt: off
_NAMES = (
    "Accept", "Accept-Encoding", "Accept-Language", "Alert-Info", "Allow", "Authorization", "Call-ID",
    "Call-Info", "Contact", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length",
    "Content-Type", "CSeq", "Date", "Error-Info", "Event", "Expires", "From", "In-Reply-To", "Max-Forwards",
    "MIME-Version", "Min-Expires", "Min-SE", "Organization", "P-Asserted-Identity", "Path", "Priority", "Privacy",
    "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Require", "RAck", "RSeq", "Reason", "Record-Route",
    "Referred-By", "Reply-To", "Require", "Retry-After", "Route", "Server", "Session-Expires", "Session-ID",
    "Subject", "Supported", "Timestamp", "To", "Unsupported", "User-Agent", "Via", "Warning", "WWW-Authenticate",
)
# fmt: on
CANONICAL = {
    **{name: name for name in _NAMES},
    **{name.lower(): name for name in _NAMES},
    **COMPACT_FORMS,
    **{short.upper(): name for short, name in COMPACT_FORMS.items()},
}


def canonical_name(name: str) -> str:
    """The one spelling of a header name: the RFC's for those it knows, Capitalised-Words for others."""
    return CANONICAL.get(name) or CANONICAL.get(name.lower()) or "-".join(map(str.capitalize, name.split("-")))


class Headers:
    """Header fields in order of first appearance; names are matched in any case and in their compact form.

    Nearly every name has one line: its value stands alone, and further lines stand beside. A dictionary of strings is
    the quickest thing to build, and the garbage collector need not look into it while the message is kept.
    """

    __slots__ = ("_first", "_more")

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._first: dict[str, str] = {}
        self._more: dict[str, list[str]] | None = None
        for name, value in items:
            self.add(name, value)

    @classmethod
    def of_lines(cls, lines: Iterable[str]) -> tuple[Self, str | None]:
        """Read unfolded header lines: what could be read, and what was wrong with the first that could not."""
        headers = cls()
        first = headers._first
        fault = None
        for line in lines:
            name, colon, value = line.partition(":")
            known = CANONICAL.get(name)
            if known is None:
                name = name.rstrip(" \t")
                if not colon or not is_token(name):
                    fault = fault or f"bad header line: {line[:40]}"
                    continue
                known = canonical_name(name)
            if known in first:
                headers._append(known, value.strip(" \t"))
            else:
                first[known] = value.strip(" \t")
        return headers, fault

    def get(self, name: str) -> str | None:
        """The first value as written, or None."""
        return self._first.get(CANONICAL.get(name) or canonical_name(name))

    def all(self, name: str) -> list[str]:
        """All values as written, one a header line."""
        name = CANONICAL.get(name) or canonical_name(name)
        first = self._first.get(name)
        if first is None:
            return []
        return [first, *self._more.get(name, ())] if self._more else [first]

    def only(self, name: str) -> str:
        """The one value of a header that must be there once (From, To, Call-ID, CSeq).

        Raises:
            MessageError: there is none, or more than one: then nobody can say which is meant (RFC 4475 multi01).
        """
        name = CANONICAL.get(name) or canonical_name(name)
        value = self._first.get(name)
        if value is None:
            raise MessageError(f"{name} missing")
        if self._more and name in self._more:
            raise MessageError(f"more than one {name}")
        return value

    def elements(self, name: str) -> list[str]:
        """All values of a list header (Via, Route, Require, …), comma-separated ones split (§7.3.1)."""
        name = CANONICAL.get(name) or canonical_name(name)
        first = self._first.get(name)
        if first is None:
            return []
        if not self._more and "," not in first:
            return [first] if first else []
        return [part for value in self.all(name) for part in split_list(value) if part]

    def tokens(self, name: str) -> set[str]:
        """The elements in lower case, parameters cut off: option tags, methods, media types."""
        return {element.partition(";")[0].strip().lower() for element in self.elements(name)}

    def add(self, name: str, value: str) -> None:
        """Append a value.

        Raises:
            ValueError: a line break in it, which would let a caller write headers of his own.
        """
        if "\r" in value or "\n" in value:
            raise ValueError(f"line break in a {name} header")
        name = canonical_name(name)
        if name in self._first:
            self._append(name, value)
        else:
            self._first[name] = value

    def _append(self, name: str, value: str) -> None:
        if self._more is None:
            self._more = {}
        self._more.setdefault(name, []).append(value)

    def remove(self, name: str) -> None:
        """Drop all values."""
        name = canonical_name(name)
        self._first.pop(name, None)
        if self._more:
            self._more.pop(name, None)

    def set(self, name: str, value: str) -> None:
        """Replace all values by this one."""
        self.remove(name)
        self.add(name, value)

    def put_first(self, name: str, value: str) -> None:
        """Replace all values by this one and move it to the top, where proxies look for Via (§7.3.1)."""
        self.remove(name)
        rest, self._first = self._first, {}
        self.add(name, value)
        self._first |= rest

    def items(self) -> Iterator[tuple[str, str]]:
        """(name, value) for every line."""
        for name, value in self._first.items():
            yield name, value
            if self._more:
                for other in self._more.get(name, ()):
                    yield name, other

    def __contains__(self, name: str) -> bool:
        return canonical_name(name) in self._first

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and list(self.items()) == list(other.items())

    __hash__ = None  # type: ignore[assignment]  # mutable, like the list it stands for

    def __repr__(self) -> str:
        return f"Headers({list(self.items())!r})"

    def __str__(self) -> str:
        return "".join([f"{name}: {value}\r\n" for name, value in self.items()])


# via-parm = sent-protocol LWS sent-by *( SEMI via-params ); sent-protocol has SLASH with white space around it.
_VIA = re.compile(
    rf"SIP{SWS}/{SWS}2\.0{SWS}/{SWS}({TOKEN})[ \t]+({HOST})(?:{SWS}:{SWS}({PORT}))?{SWS}((?:;.*)?)",
    re.IGNORECASE | re.DOTALL,
)
# name-addr = [ display-name ] LAQUOT addr-spec RAQUOT. RFC 4475 §3.1.2.15 (baddn) lets an element take a display name
# that is neither token nor quoted when it can; we take what has no quote, comma or angle bracket in it.
_NAME_ADDR = re.compile(rf"({QUOTED_STRING}{SWS}|[^\"<>,;]*)<([^<>]*)>{SWS}((?:;.*)?)", re.DOTALL)
_CSEQ = re.compile(rf"([0-9]{{1,10}})[ \t]+({TOKEN})")
_RPORT = re.compile(rf";{SWS}rport{SWS}(?:=[^;]*)?(?=;|$)", re.IGNORECASE)
_RECEIVED = re.compile(rf";{SWS}received{SWS}=[^;]*", re.IGNORECASE)
MAX_CSEQ = 2**31 - 1  # §8.1.1.5: "MUST be less than 2**31"
_MAX_SECONDS = 2**32 - 1


class Via(NamedTuple):
    """One hop (§20.42)."""

    text: str
    """As received: an answer echoes it untouched but for `received` and `rport`."""
    transport: str
    """Upper case."""
    host: str
    port: int | None
    parameters: dict[str, str | None]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one via-parm.

        Raises:
            MessageError: it is none.
        """
        text = text.strip()
        match = _VIA.fullmatch(text)
        parameters = None if match is None else parse_parameters(match[4])
        if match is None or parameters is None or (match[3] and int(match[3]) > 65_535):
            raise MessageError(f"bad Via: {text[:60]}")
        return cls(text, match[1].upper(), match[2].strip("[]"), int(match[3]) if match[3] else None, parameters)

    @property
    def branch(self) -> str:
        """The transaction's name; "" from an RFC 2543 peer."""
        return self.parameters.get("branch") or ""

    @property
    def sent_by(self) -> str:
        """Host and port, lower case, for matching (§17.2.3)."""
        return f"{self.host}:{self.port or ''}".lower()

    def received_from(self, host: str, port: int) -> str:
        """The text with `received` and `rport` filled in (§18.2.1, RFC 3581 §4)."""
        text = self.text
        if "rport" in self.parameters:
            # Whatever value the request put there, ours is the truth.
            text = _RPORT.sub(f";rport={port}", text)
        elif self.host == host:
            return text
        if "received" in self.parameters:
            text = _RECEIVED.sub("", text)
        return f"{text};received={host}"


class NameAddr(NamedTuple):
    """From, To, Contact, Route and Record-Route: a URI with an optional name and header parameters."""

    display_name: str
    """As written, with its quotes."""
    uri_text: str
    parameters: dict[str, str | None]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a name-addr or addr-spec. Without angle brackets parameters belong to the header (§20).

        Raises:
            MessageError: it is neither.
        """
        if "<" in text:
            match = _NAME_ADDR.fullmatch(text.strip())
            if match is None:
                raise MessageError(f"bad address: {text[:60]}")
            display_name, uri, rest = match.groups()
        else:
            display_name = ""
            uri, semicolon, rest = text.partition(";")
            rest = semicolon + rest
            if "?" in uri or "," in uri:
                # §20.10: "… the URI … MUST be enclosed in < and >" (RFC 4475 regbadct).
                raise MessageError(f"address needs angle brackets: {text[:60]}")
        parameters = parse_parameters(rest)
        if parameters is None:
            raise MessageError(f"bad address parameters: {text[:60]}")
        return cls(display_name.strip(), uri.strip(), parameters)

    @property
    def uri(self) -> Uri:
        """The URI, read now: From and To are compared by tag, and theirs is nobody's business.

        Raises:
            MessageError: it is none.
        """
        return Uri.parse(self.uri_text)

    @property
    def tag(self) -> str:
        """The dialog's half at this side; "" without one."""
        return self.parameters.get("tag") or ""


class CSeq(NamedTuple):
    """`CSeq: 4711 INVITE`."""

    number: int
    method: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it.

        Raises:
            MessageError: not a number below 2**31 and a method.
        """
        match = _CSEQ.fullmatch(text)
        if match is None or (number := int(match[1])) > MAX_CSEQ:
            raise MessageError(f"bad CSeq: {text[:40]}")
        return cls(number, match[2])


class SessionExpires(NamedTuple):
    """`Session-Expires: 600;refresher=uac` (RFC 4028 §4)."""

    seconds: int
    refresher: str | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it.

        Raises:
            MessageError: no number of seconds, or a refresher that is neither uac nor uas.
        """
        value, semicolon, rest = text.partition(";")
        parameters = parse_parameters(semicolon + rest) or {}
        refresher = parameters.get("refresher")
        if refresher is not None:
            refresher = refresher.lower()
        if refresher not in {None, "uac", "uas"}:
            raise MessageError(f"bad refresher: {text[:40]}")
        return cls(parse_seconds(value.strip(), "Session-Expires"), refresher)

    def __str__(self) -> str:
        return f"{self.seconds};refresher={self.refresher}" if self.refresher else str(self.seconds)


def parse_seconds(text: str, name: str) -> int:
    """delta-seconds (§25.1).

    Raises:
        MessageError: not a number below 2**32.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= _MAX_SECONDS):
        raise MessageError(f"bad {name}: {text[:40]}")
    return int(text)


def via_text(transport: str, host: str, port: int, branch: str) -> str:
    """A Via of ours; asks for rport (RFC 3581) so that answers find us behind a NAT."""
    return f"SIP/2.0/{transport.upper()} {bracketed(host)}:{port};rport;branch={branch}"
