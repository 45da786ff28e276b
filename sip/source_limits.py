"""What one source of junk may cost us, so that the calls of others are set up beside its flood.

A call that is set up costs its source nothing, so neither a load test from one host nor a border controller that
carries every call is ever held back. What costs a token of the source's bucket: a message that cannot be read, a
request outside a call that does not lead to one (OPTIONS, REGISTER, a refused INVITE, a BYE of no call), an INVITE
until its ACK comes, an ACK or answer that belongs to nothing, the endless repetition of one request. A request within
a call costs a tenth: session refreshes and pings of ten thousand calls are no flood.

A source without tokens is muted: it is heard only within its calls, and when it has overdrawn its bucket once more,
not at all, until tokens have grown back. What is dropped is dropped unread, for a microsecond.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from sip.networks import source_of

_MOST_SOURCES: Final = 4_096
"""Buckets that are not full; those of the longest unseen are forgotten beyond it."""
_TOLD_EVERY_S: Final = 60.0
_MOST_LOOKED_AT_BYTES: Final = 2_048
_CALL_ID = re.compile(rb"\n(?:call-id|i)[ \t]*:[ \t]*([^\r\n]+)", re.IGNORECASE)
_FROM_TAG = re.compile(rb"\n(?:from|f)[ \t]*:[^\r\n]*?;[ \t]*tag[ \t]*=[ \t]*([^\s;,]+)", re.IGNORECASE)
_TO_TAG = re.compile(rb"\n(?:to|t)[ \t]*:[^\r\n]*?;[ \t]*tag[ \t]*=[ \t]*([^\s;,]+)", re.IGNORECASE)


@dataclass(slots=True)
class _Bucket:
    """Of one source that is in debt."""

    tokens: float
    """As of `at`."""
    at: float
    dropped: int = 0
    """Since it was last told of."""
    told_at: float | None = None


class SourceLimits:
    """Token buckets by source address; an IPv6 source is its /64, which is what one subscriber has."""

    def __init__(self, tokens_per_s: float, burst: float, most: int = _MOST_SOURCES) -> None:
        """Each source may cost `tokens_per_s` for ever and `burst` at once; 0 tokens a second: no limit."""
        self._tokens_per_s = tokens_per_s
        self._burst = burst
        self._most = most
        self._buckets: dict[str, _Bucket] = {}
        self.dropped = 0
        """Messages that were not read."""

    def change(self, tokens_per_s: float, burst: float) -> None:
        """Other limits from now on; what sources owe stays."""
        self._tokens_per_s = tokens_per_s
        self._burst = burst

    def __len__(self) -> int:
        return len(self._buckets)

    def admits(self, host: str, data: bytes, dialogs: Container[tuple[str, str, str]], now: float) -> bool:
        """Whether a message is to be read. `dialogs` are by Call-ID, our tag and the peer's."""
        bucket = self._buckets.get(source_of(host))
        if bucket is None:
            return True
        self._refill(bucket, now)
        if bucket.tokens >= self._burst and (bucket.told_at is None or now - bucket.told_at >= _TOLD_EVERY_S):
            del self._buckets[source_of(host)]
            return True
        if bucket.tokens >= 1 or (bucket.tokens > -self._burst and _is_in_dialog(data, dialogs)):
            return True
        bucket.dropped += 1
        self.dropped += 1
        return False

    def is_muted(self, host: str, now: float) -> bool:
        """Whether a source has no tokens left."""
        bucket = self._buckets.get(source_of(host))
        if bucket is None:
            return False
        self._refill(bucket, now)
        return bucket.tokens < 1

    def charge(self, host: str, now: float, tokens: float = 1.0) -> None:
        """The source has cost something for nothing."""
        if not self._tokens_per_s:
            return
        source = source_of(host)
        bucket = self._buckets.pop(source, None)
        if bucket is None:
            if len(self._buckets) >= self._most:
                del self._buckets[next(iter(self._buckets))]
            bucket = _Bucket(self._burst, now)
        else:
            self._refill(bucket, now)
        bucket.tokens = max(bucket.tokens - tokens, -self._burst)
        # Behind the others: the first is the one that was longest unseen.
        self._buckets[source] = bucket

    def refund(self, host: str, tokens: float = 1.0) -> None:
        """What it was charged for has become a call, or was our own fault."""
        source = source_of(host)
        bucket = self._buckets.get(source)
        if bucket is None:
            return
        bucket.tokens += tokens
        if bucket.tokens >= self._burst and bucket.told_at is None:
            del self._buckets[source]

    def tell(self, host: str, now: float) -> int:
        """How many messages of a source were dropped, when it is time to tell of it: at the first, then once a minute;
        else 0."""
        bucket = self._buckets.get(source_of(host))
        if bucket is None or not bucket.dropped:
            return 0
        if bucket.told_at is not None and now - bucket.told_at < _TOLD_EVERY_S:
            return 0
        bucket.told_at = now
        dropped, bucket.dropped = bucket.dropped, 0
        return dropped

    def _refill(self, bucket: _Bucket, now: float) -> None:
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._tokens_per_s)
        bucket.at = now


def _is_in_dialog(data: bytes, dialogs: Container[tuple[str, str, str]]) -> bool:
    """Whether it seems to belong to a call; a look at the beginning of the message, no more."""
    head = data[:_MOST_LOOKED_AT_BYTES]
    call_id, ours, theirs = _CALL_ID.search(head), _TO_TAG.search(head), _FROM_TAG.search(head)
    if call_id is None or ours is None or theirs is None:
        return False
    name, local, remote = (found[1].decode("utf-8", "surrogateescape").strip() for found in (call_id, ours, theirs))
    # An answer to a request of ours has our tag in From.
    return (name, local, remote) in dialogs or (name, remote, local) in dialogs
