"""Which web pages may reach the HTTP door through a visitor's browser, told by `Host` and `Origin`.

A page of a stranger cannot read answers of ours (same-origin policy), but it can send: a form's POST, a WebSocket
upgrade. And with a name of its own that it lets lead here (DNS rebinding) it passes for a page of ours, so the names
under which the server is asked are checked as well (RFC 9110 §7.2, §17.1).
"""

import ipaddress
import socket
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from mrcp_server.doors.web.refusal import Reason, RefusedError

ANY = "*"
_HARMLESS_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


class Origins:
    """The rules of one server; its methods raise RefusedError.

    `hosts` are further names of this server, `*` for any. Nobody can rebind an address, a name without a dot or one
    below `localhost`; those are always right.
    """

    def __init__(self, hosts: Sequence[str] = (), origins: Sequence[str] = ()) -> None:
        self._own = socket.gethostname().lower()
        self.change(hosts, origins)

    def change(self, hosts: Sequence[str], origins: Sequence[str]) -> None:
        """Other names and pages from now on."""
        self._hosts = {host.lower().rstrip(".") for host in hosts}
        self._any_host = ANY in self._hosts
        self._origins = {origin.rstrip("/").lower() for origin in origins}

    def check(self, method: str, scheme: str, headers: Mapping[str, str]) -> None:
        """Refuses a request for another host, and one that a foreign page sent and that is more than looking.

        `headers` by their names in lower case; `scheme` is the request's: `http`, `https`, `ws` or `wss`.
        """
        host = headers.get("host", "")
        self._check_host(host)
        if method not in _HARMLESS_METHODS or scheme in {"ws", "wss"}:
            self._check_origin(scheme, host, headers.get("origin", ""))

    def _check_host(self, host: str) -> None:
        """A request without one is not a browser's (HTTP/1.0); in HTTP/1.1 the parser asks for it."""
        if self._any_host or not host:
            return
        name = _split(host, 0)[0].rstrip(".")
        if name in self._hosts or name == self._own or _is_nobodys(name):
            return
        raise RefusedError(Reason.HOST, "the server is not known by this name; see http.allowed_hosts")

    def _check_origin(self, scheme: str, host: str, origin: str) -> None:
        origin = origin.rstrip("/").lower()
        if not origin or origin in self._origins or ANY in self._origins:
            return
        # A proxy in front may take the encryption off: its page has another scheme than the request, and its port.
        page, separator, authority = origin.partition("://")
        if not separator or _split(authority, _PORTS.get(page, 0)) not in (
            _split(host, _PORTS.get(page, 0)),
            _split(host, _PORTS.get(scheme, 0)),
        ):
            raise RefusedError(Reason.ORIGIN, "web pages of this origin may not call; see http.cors_origins")


def _split(authority: str, port: int) -> tuple[str, int]:
    """Name in lower case and port of `host[:port]`, as of nobody when it is malformed."""
    try:
        parts = urlsplit("//" + authority)
        return (parts.hostname or "").lower(), parts.port or port
    except ValueError:
        return "malformed.invalid", -1


def _is_nobodys(name: str) -> bool:
    """A name that no stranger can have lead anywhere."""
    if "." not in name and ":" not in name:
        return True
    if name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
