"""Who may call: the challenges of RFC 3261 §22 and what is made of their answers.

`Authenticator.check` is what `UserAgentConfig.challenge` wants. One algorithm after the other is offered, the stronger
first, each with a header of its own (RFC 8760 §2.3).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from sip.configuration import Header, Refusal
from sip.digest import Algorithm, Credentials
from sip.flow import Flow
from sip.message import Request
from sip.nonces import Nonces, Standing

_MOST_CREDENTIALS: Final = 8
"""Authorization headers that are looked at: a request may have one for each realm on its way."""
_NEVER_ASKED: Final = frozenset({"ACK", "CANCEL"})
"""RFC 3261 §22.1: neither can be answered anew."""
_NOBODY: Final = "nobody's password"


class Authenticator:
    """Asks for a user name and password in one realm."""

    def __init__(
        self,
        users: Mapping[str, str],
        *,
        realm: str,
        nonces: Nonces,
        algorithms: Sequence[Algorithm] = tuple(Algorithm),
        open_methods: frozenset[str] = frozenset(),
    ) -> None:
        """`users` are passwords by name; `open_methods` are not asked. Who is replaced by another one hands on its
        `nonces`: then nobody who is just answering a challenge is asked anew, and both can be asked about a request."""
        self._users = users
        self._realm = realm
        self._algorithms = tuple(algorithms)
        self._nonces = nonces
        self._open_methods = open_methods | _NEVER_ASKED

    def check(self, request: Request, flow: Flow, now: float) -> Refusal | None:
        """None when the request may be served. 401 asks for credentials, 403 refuses wrong ones."""
        if request.method in self._open_methods:
            return None
        credentials = self._credentials_in(request)
        if credentials is None:
            return self._challenge(flow, now)
        # A name that nobody has takes as long as a wrong password.
        password = self._users.get(credentials.username)
        proved = credentials.prove(_NOBODY if password is None else password, request.method)
        if password is None or not proved:
            return Refusal(403, reason="wrong user name or password")
        if self._nonces.use(credentials.nonce, flow.remote[0], credentials.count, now) is Standing.STALE:
            return self._challenge(flow, now, stale=True)
        return None

    def _credentials_in(self, request: Request) -> Credentials | None:
        """Those for our realm, by an algorithm and quality that we offer."""
        for value in request.headers.all("Authorization")[:_MOST_CREDENTIALS]:
            credentials = Credentials.parse(value)
            if (
                credentials is not None
                and credentials.realm == self._realm
                and credentials.algorithm.upper() in self._algorithms
                and credentials.qop in ("", "auth")
            ):
                return credentials
        return None

    def _challenge(self, flow: Flow, now: float, *, stale: bool = False) -> Refusal:
        nonce = self._nonces.make(flow.remote[0], now)
        headers: list[Header] = []
        for algorithm in self._algorithms:
            parts = [f'realm="{self._realm}"', f'nonce="{nonce}"', f"algorithm={algorithm}", 'qop="auth"']
            if stale:
                parts.append("stale=true")
            headers.append(("WWW-Authenticate", f"Digest {', '.join(parts)}"))
        return Refusal(401, headers)
