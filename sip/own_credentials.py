"""The other side of digest authentication: our own name and password, for servers that ask (RFC 3261 §22.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Self

from sip.configuration import Header
from sip.digest import Algorithm, Credentials, response_of
from sip.grammar import split_list, unquote
from sip.headers import Headers
from sip.message import Request, Response

_ANSWERED_IN: Final = {401: ("WWW-Authenticate", "Authorization"), 407: ("Proxy-Authenticate", "Proxy-Authorization")}
_MOST_TIMES: Final = 3
"""By a proxy, by the server, and once more by whoever finds a nonce stale."""
_FIRST_USE: Final = "00000001"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a server asks for (RFC 7616 §3.3)."""

    realm: str
    nonce: str
    algorithm: Algorithm
    has_qop: bool
    opaque: str | None
    is_stale: bool

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """A challenge that we can answer; None for any other."""
        scheme, _, rest = value.strip().partition(" ")
        found = {
            name.strip().lower(): unquote(text.strip())
            for name, _, text in (part.partition("=") for part in split_list(rest))
        }
        qualities = {one.strip().lower() for one in found.get("qop", "").split(",")} - {""}
        algorithm = found.get("algorithm", "MD5").upper()
        is_known = scheme.lower() == "digest" and "realm" in found and "nonce" in found
        if not is_known or algorithm not in tuple(Algorithm) or (qualities and "auth" not in qualities):
            return None
        stale = found.get("stale", "").lower() == "true"
        opaque = found.get("opaque")
        return cls(found["realm"], found["nonce"], Algorithm(algorithm), bool(qualities), opaque, stale)


class OwnCredentials:
    """Answers the challenges that our requests meet."""

    def __init__(self, username: str, password: str, new_token: Callable[[], str]) -> None:
        self._username = username
        self._password = password
        self._new_token = new_token

    def authorized(self, request: Request, response: Response, number: int, times: int) -> Request | None:
        """The request anew, with CSeq `number` and what its 401 or 407 asks for. None when there is nothing to answer,
        when what was answered before was not right, and when it has been renewed so many `times`."""
        names = _ANSWERED_IN.get(response.status)
        if names is None or times >= _MOST_TIMES:
            return None
        asked, answered = names
        challenges = (Challenge.parse(value) for value in response.headers.all(asked))
        # RFC 8760 §2.4: the topmost that we know.
        challenge = next((one for one in challenges if one is not None), None)
        if challenge is None or (answered in request.headers and not challenge.is_stale):
            return None
        headers = Headers((name, value) for name, value in request.headers.items() if name not in ("Via", answered))
        headers.set("CSeq", f"{number} {request.method}")
        headers.add(*self._answer(answered, challenge, request))
        return Request(request.method, request.uri, headers, request.body)

    def _answer(self, name: str, challenge: Challenge, request: Request) -> Header:
        credentials = Credentials(
            self._username,
            challenge.realm,
            challenge.nonce,
            request.uri,
            "",
            challenge.algorithm,
            qop="auth" if challenge.has_qop else "",
            cnonce=self._new_token() if challenge.has_qop else "",
            nc=_FIRST_USE if challenge.has_qop else "",
        )
        response = response_of(credentials, self._password, request.method, challenge.algorithm)
        parts = [
            f"username={_quoted(credentials.username)}",
            f"realm={_quoted(credentials.realm)}",
            f"nonce={_quoted(credentials.nonce)}",
            f"uri={_quoted(credentials.uri)}",
            f'response="{response}"',
            f"algorithm={challenge.algorithm}",
        ]
        if challenge.has_qop:
            parts += ["qop=auth", f"nc={credentials.nc}", f'cnonce="{credentials.cnonce}"']
        if challenge.opaque is not None:
            parts.append(f"opaque={_quoted(challenge.opaque)}")
        return name, f"Digest {', '.join(parts)}"


def authorization_of(request: Request) -> tuple[Header, ...]:
    """The credentials in a request, for its ACK: there they are repeated (RFC 3261 §22.1)."""
    names = [answered for _, answered in _ANSWERED_IN.values()]
    return tuple((name, value) for name in names for value in request.headers.all(name))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
