"""Nonces of digest authentication: told from forged, old and used ones, with little to remember.

A nonce says when it was made and carries a code that only we can write, for the host that it was given to. So none has
to be remembered before it is used rightly, and strangers cannot fill the table.
"""

import hmac
from collections.abc import Callable
from enum import Enum
from typing import Final

from sip.networks import source_of

_MOST_USED: Final = 16_384
"""Nonces in use that are remembered; the oldest are spent beyond it, which costs their owners one more challenge."""
_CODE_DIGITS: Final = 32


class Standing(Enum):
    """What a nonce is worth."""

    GOOD = "good"
    STALE = "stale"
    """Once ours, or perhaps before a restart; the peer may try again with a new one."""


class Nonces:
    """Makes nonces and counts their uses."""

    def __init__(self, key: bytes, new_token: Callable[[], str], lifetime_s: float) -> None:
        """`key` is secret, of 16 random bytes or more; `new_token` gives something unguessable each time."""
        self._key = key
        self._new_token = new_token
        self.lifetime_s = lifetime_s
        """May change."""
        self._counts: dict[str, int] = {}
        """The highest count that each nonce was used with, the first used first."""
        self._spent_ms = -1
        """Those made until then are not good any more, unless they are in the table."""

    def __len__(self) -> int:
        return len(self._counts)

    def make(self, host: str, now: float) -> str:
        """A new one for a host."""
        head = f"{int(now * 1000):x}.{self._new_token()}"
        return f"{head}.{self._code(head, host)}"

    def use(self, nonce: str, host: str, count: int | None, now: float) -> Standing:
        """Count a use by who has proved to know a password; `None` for a peer that does not count: that is one use."""
        head, _, code = nonce.rpartition(".")
        if not hmac.compare_digest(code.encode("utf-8", "surrogateescape"), self._code(head, host).encode()):
            return Standing.STALE
        made_ms, now_ms = int(head.partition(".")[0], 16), int(now * 1000)
        known = self._counts.get(nonce)
        if now_ms - made_ms > self.lifetime_s * 1000 or (known is None and made_ms <= self._spent_ms):
            return Standing.STALE
        if known is not None and (count is None or count <= known):
            return Standing.STALE
        self._counts[nonce] = 1 << 32 if count is None else count
        self._forget(now_ms)
        return Standing.GOOD

    def _forget(self, now_ms: int) -> None:
        """Those that are too old to be used again, and the first ones of too many."""
        for nonce in list(self._first_used(2)):
            made_ms = int(nonce.partition(".")[0], 16)
            if now_ms - made_ms > self.lifetime_s * 1000:
                del self._counts[nonce]
            elif len(self._counts) > _MOST_USED:
                del self._counts[nonce]
                self._spent_ms = max(self._spent_ms, made_ms)

    def _first_used(self, count: int) -> list[str]:
        """Two are looked at for each that is added, so that the table shrinks when nothing is used any more."""
        return [nonce for nonce, _ in zip(self._counts, range(count), strict=False)]

    def _code(self, head: str, host: str) -> str:
        text = f"{head}.{source_of(host)}".encode("utf-8", "surrogateescape")
        return hmac.digest(self._key, text, "sha256").hex()[:_CODE_DIGITS]
