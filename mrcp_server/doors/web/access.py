"""Who may use the speech endpoints, and how much: API keys, compared in constant time, and limits for each key.

A key comes as `Authorization: Bearer KEY` or `Token KEY`, as `xi-api-key`, as WebSocket subprotocols `token, KEY`,
or in a socket's first message. Never in a URL, because URLs are logged by every proxy on the way.
"""

import hashlib
import hmac
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager

from mrcp_server.doors.web.refusal import Reason, RefusedError

_MINUTE_S = 60.0


class Allowance:
    """So much a minute, refilled evenly, all of it usable at once (a token bucket). 0 does not limit."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._left = float(per_minute)
        self._at: float | None = None

    def change(self, per_minute: int) -> None:
        """Another rate from now on; who had used up nothing may use all of the new one."""
        self._left = min(self._left + max(0, per_minute - self._per_minute), per_minute)
        self._per_minute = per_minute

    def take(self, amount: int, now: float) -> bool:
        """Uses up `amount`, or nothing and says False when less is left.

        An amount above a whole minute's is let through when the bucket is full, which then owes the rest.
        """
        if not self._per_minute:
            return True
        if self._at is not None:
            self._left = min(self._per_minute, self._left + (now - self._at) * self._per_minute / _MINUTE_S)
        self._at = now
        if self._left < min(amount, self._per_minute):
            return False
        self._left -= amount
        return True


class Caller:
    """One key's owner, or everybody where no key is asked for."""

    def __init__(self, name: str, requests: int, streams: int, characters: int) -> None:
        self.name = name
        """For log lines: a digest of the key, or `anonymous`."""
        self._requests = Allowance(requests)
        self._characters = Allowance(characters)
        self._most_streams = streams
        self.streams = 0

    def limit(self, requests: int, streams: int, characters: int) -> None:
        """Other limits from now on; what was used counts on."""
        self._requests.change(requests)
        self._characters.change(characters)
        self._most_streams = streams

    def count_request(self, now: float) -> None:
        """Raises RefusedError when the key made too many requests in the last minute."""
        if not self._requests.take(1, now):
            raise RefusedError(Reason.RATE, "too many requests in a minute for this key")

    def count_characters(self, characters: int, now: float) -> None:
        """Raises RefusedError when the key had too many characters spoken in the last minute."""
        if not self._characters.take(characters, now):
            raise RefusedError(Reason.CHARACTERS, "too many characters in a minute for this key")

    @contextmanager
    def stream(self) -> Generator[None]:
        """Holds one of the key's streams. Raises RefusedError when all are in use."""
        if self._most_streams and self.streams >= self._most_streams:
            raise RefusedError(Reason.STREAMS, f"this key may hold {self._most_streams} streams at once")
        self.streams += 1
        try:
            yield
        finally:
            self.streams -= 1


class Access:
    """The keys of the configuration and the callers they stand for."""

    def __init__(
        self,
        keys: Sequence[str],
        *,
        requests_per_minute: int = 0,
        concurrent_streams: int = 0,
        characters_per_minute: int = 0,
    ) -> None:
        limits = (requests_per_minute, concurrent_streams, characters_per_minute)
        self._callers = [(key.encode(), Caller(_digest(key), *limits)) for key in keys]
        self._anonymous = Caller("anonymous", *limits)

    def change(
        self, keys: Sequence[str], *, requests_per_minute: int, concurrent_streams: int, characters_per_minute: int
    ) -> None:
        """Other keys and limits from now on. Who keeps a key keeps what it used; streams of one that is gone go on."""
        limits = (requests_per_minute, concurrent_streams, characters_per_minute)
        known = dict(self._callers)
        self._callers = [(key.encode(), known.get(key.encode()) or Caller(_digest(key), *limits)) for key in keys]
        for caller in (self._anonymous, *(caller for _, caller in self._callers)):
            caller.limit(*limits)

    @property
    def open(self) -> bool:
        """No key is asked for."""
        return not self._callers

    def admit(self, key: str) -> Caller:
        """The caller whose key it is. Raises RefusedError for a wrong or missing one.

        Takes the same time whichever key is right and however much of one is.
        """
        if self.open:
            return self._anonymous
        presented = key.encode("utf-8", "surrogatepass")
        found: Caller | None = None
        for known, caller in self._callers:
            if hmac.compare_digest(known, presented):
                found = caller
        if found is None:
            raise RefusedError(Reason.KEY, "the API key is wrong" if key else "an API key is needed")
        return found


def presented_key(headers: Mapping[str, str]) -> str:
    """The key that a request's headers carry, empty without one."""
    scheme, _, rest = headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() in {"bearer", "token"}:
        return rest.strip()
    if scheme and not rest:
        return scheme
    if "xi-api-key" in headers:
        return headers["xi-api-key"].strip()
    offered = [item.strip() for item in headers.get("sec-websocket-protocol", "").split(",")]
    if len(offered) == 2 and offered[0].lower() in {"token", "bearer"}:
        return offered[1]
    return ""


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]
