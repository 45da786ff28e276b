"""SIP and SIPS URIs (RFC 3261 §19.1), and enough of every other scheme to refuse it politely."""

import re
from typing import NamedTuple, Self

from sip.errors import MessageError
from sip.flow import Address
from sip.grammar import HOST, PORT, SCHEME, parse_parameters

MAX_URI_CHARACTERS = 4_096
DEFAULT_PORT = 5060
DEFAULT_TLS_PORT = 5061

# SIP-URI = "sip:" [ userinfo ] hostport uri-parameters [ headers ]. The user may hold ";" and "?" (RFC 4475 semiuri):
# what stands before the last "@" is the user part.
_URI = re.compile(
    rf"(?P<scheme>[Ss][Ii][Pp][Ss]?):(?:(?P<user>[^@\s<>\"]*)@)?(?P<host>{HOST})(?::(?P<port>{PORT})?)?"
    r"(?P<parameters>(?:;[^?\s<>\"]*)?)(?:\?(?P<headers>[^\s<>\"]*))?"
)
_OTHER = re.compile(rf"({SCHEME}):[^\s<>\"]*")


class Uri(NamedTuple):
    """A parsed URI. For schemes other than sip and sips only `scheme` and `text` mean something."""

    text: str
    """As received, to be echoed."""
    scheme: str
    """Lower case."""
    user: str | None
    """User and password as written, with escapes."""
    host: str
    """Without the brackets of IPv6."""
    port: int | None
    """None when not written or 0."""
    parameters: dict[str, str | None]
    headers: str | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a URI.

        Raises:
            MessageError: it is none, or too long.
        """
        if len(text) > MAX_URI_CHARACTERS:
            raise MessageError("URI too long", status=414)
        match = _URI.fullmatch(text)
        if match is None:
            return cls._parse_other(text)
        scheme, user, host, port, raw_parameters, headers = match.groups()
        parameters = parse_parameters(raw_parameters)
        number = int(port) if port else 0
        if parameters is None or number > 65_535:
            raise MessageError(f"bad URI: {text[:60]}")
        return cls(text, scheme.lower(), user, host.strip("[]"), number or None, parameters, headers)

    @classmethod
    def _parse_other(cls, text: str) -> Self:
        match = _OTHER.fullmatch(text)
        if match is None or match[1].lower() in {"sip", "sips"}:
            raise MessageError(f"bad URI: {text[:60]}")
        return cls(text, match[1].lower(), None, "", None, {}, None)

    @property
    def is_sip(self) -> bool:
        """Whether the scheme is sip or sips."""
        return self.scheme in {"sip", "sips"}

    @property
    def transport(self) -> str | None:
        """The transport the URI asks for: "udp", "tcp", "tls"; None where it leaves the choice."""
        wanted = self.parameters.get("transport")
        if self.scheme == "sips":
            return "tls"
        return wanted.lower() if wanted else None

    @property
    def address(self) -> Address:
        """Where it points, with the default port of its transport (RFC 3263 §4.2, without looking anything up).

        `maddr` (§19.1.1) replaces the host.
        """
        default = DEFAULT_TLS_PORT if self.transport == "tls" else DEFAULT_PORT
        return (self.parameters.get("maddr") or self.host).strip("[]"), self.port or default

    def __str__(self) -> str:
        return self.text


def bracketed(host: str) -> str:
    """A host as it stands in a URI or a Via: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host
