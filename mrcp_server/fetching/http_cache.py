"""Documents and recordings that were fetched by HTTP, kept as RFC 9111 allows and as RFC 6787 §6.2.13 asks.

Pure: headers and `now` (wall clock seconds) in, decisions out. What was fetched with or for one session's cookies is
never kept, so that no caller hears another one's account balance.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum

# RFC 9111 §4.2.2: "a typical setting of this fraction might be 10%"; a day bounds what a guess may cost.
_HEURISTIC_SHARE = 0.1
_LONGEST_GUESS_S = 86_400.0
_ENTRY_BYTES = 700
"""An answer without body, with its place in the table: whoever has many kept pays for each."""
_KEPT_FIELDS = ("content-type", "etag", "last-modified")


class Freshness(Enum):
    """What may be done with a kept answer."""

    FRESH = "fresh"
    REVALIDATE = "revalidate"
    """Ask the origin with the validators first."""


@dataclass(frozen=True, slots=True)
class Directives:
    """Cache-Control of an MRCP request: "max-age", "max-stale", "min-fresh" (§6.2.13). None: not given."""

    max_age_s: float | None = None
    max_stale_s: float | None = None
    """Infinite for max-stale without a value."""
    min_fresh_s: float = 0.0

    @classmethod
    def parse(cls, value: str) -> "Directives":
        """Unknown directives and broken numbers are as if absent: the header was checked where it came in."""
        pairs = _directives(value)
        stale = pairs.get("max-stale")
        return cls(
            _seconds(pairs.get("max-age")),
            float("inf") if stale == "" else _seconds(stale),
            _seconds(pairs.get("min-fresh")) or 0.0,
        )


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """One answer."""

    body: bytes
    content_type: str
    etag: str
    last_modified: str
    stored_at: float
    """On the clock of every `now`, which nobody sets."""
    initial_age_s: float
    lifetime_s: float
    must_revalidate: bool
    size_bytes: int
    """What it takes in memory, its URI and header fields included."""

    def age_s(self, now: float) -> float:
        """RFC 9111 §4.2.3, without the correction for a slow answer."""
        return max(0.0, self.initial_age_s + now - self.stored_at)

    def freshness(self, wanted: Directives, now: float) -> Freshness:
        """RFC 9111 §4.2 with the request's directives; the lesser max-age counts."""
        age_s = self.age_s(now)
        lifetime_s = self.lifetime_s if wanted.max_age_s is None else min(self.lifetime_s, wanted.max_age_s)
        if age_s + wanted.min_fresh_s <= lifetime_s and lifetime_s > 0:
            return Freshness.FRESH
        may_be_stale = wanted.max_stale_s is not None and not self.must_revalidate
        if may_be_stale and age_s - lifetime_s <= (wanted.max_stale_s or 0.0):
            return Freshness.FRESH
        return Freshness.REVALIDATE

    def validators(self) -> dict[str, str]:
        """Headers of a conditional request (RFC 9110 §13.1)."""
        headers = {"If-None-Match": self.etag} if self.etag else {}
        if self.last_modified:
            headers["If-Modified-Since"] = self.last_modified
        return headers


class HttpCache:
    """Answers by URI, bounded in bytes; what was not used longest goes first."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[str, CachedResponse] = OrderedDict()
        self.bytes = 0
        self.hits = 0
        self.misses = 0

    def resize(self, max_bytes: int) -> None:
        """Keeps at most so much from now on."""
        self._max_bytes = max_bytes
        while self.bytes > max_bytes:
            self.forget(next(iter(self._kept)))

    def find(self, uri: str) -> CachedResponse | None:
        """What is kept for `uri`, fresh or not."""
        kept = self._kept.get(uri)
        if kept is not None:
            self._kept.move_to_end(uri)
        return kept

    def store(
        self, uri: str, headers: Mapping[str, str], body: bytes, *, now: float, date: float, has_cookies: bool
    ) -> None:
        """Keeps an answer if that is allowed. `headers` have lower-case names. `date` is Unix time, which the origin's
        dates are compared with; `now` is of a clock that nobody sets.

        One that came with or for a cookie (`has_cookies`) is no other session's, and says nothing of what is kept.
        """
        if has_cookies:
            return
        self.forget(uri)
        control = _directives(headers.get("cache-control", ""))
        varies = any(name.strip().lower() in ("*", "cookie") for name in headers.get("vary", "").split(","))
        if "no-store" in control or "private" in control or varies or "set-cookie" in headers:
            return
        size_bytes = _ENTRY_BYTES + sum(len(headers.get(name, "")) for name in _KEPT_FIELDS) + 2 * len(uri) + len(body)
        if size_bytes > self._max_bytes // 4:
            return
        self._kept[uri] = CachedResponse(
            body,
            headers.get("content-type", ""),
            headers.get("etag", ""),
            headers.get("last-modified", ""),
            now,
            _seconds(headers.get("age")) or 0.0,
            _lifetime_s(headers, control, date),
            "must-revalidate" in control or "no-cache" in control,
            size_bytes,
        )
        self.bytes += size_bytes
        while self.bytes > self._max_bytes:
            self.forget(next(iter(self._kept)))

    def refresh(self, uri: str, headers: Mapping[str, str], *, now: float, date: float) -> None:
        """The origin said 304: the body stands, its age begins anew (RFC 9111 §4.3.4)."""
        old = self._kept.get(uri)
        if old is not None:
            merged = {"content-type": old.content_type, "etag": old.etag, "last-modified": old.last_modified}
            self.store(uri, {**merged, **headers}, old.body, now=now, date=date, has_cookies=False)

    def forget(self, uri: str) -> None:
        """Drops what is kept for `uri`, if anything."""
        kept = self._kept.pop(uri, None)
        if kept is not None:
            self.bytes -= kept.size_bytes


def _lifetime_s(headers: Mapping[str, str], control: Mapping[str, str], now: float) -> float:
    """`now` is Unix time. RFC 9111 §4.2.1 and §4.2.2."""
    if "no-cache" in control:
        return 0.0
    stated = _seconds(control.get("max-age"))
    if stated is not None:
        return stated
    if "expires" in headers:
        expires = _date(headers["expires"])
        return 0.0 if expires is None else max(0.0, expires - (_date(headers.get("date", "")) or now))
    modified = _date(headers.get("last-modified", ""))
    return 0.0 if modified is None else min(max(0.0, now - modified) * _HEURISTIC_SHARE, _LONGEST_GUESS_S)


def _directives(value: str) -> dict[str, str]:
    pairs = (item.partition("=") for item in value.split(","))
    return {name.strip().lower(): text.strip().strip('"') for name, _, text in pairs if name.strip()}


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 12 else None


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
