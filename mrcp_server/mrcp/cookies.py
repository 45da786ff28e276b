"""The cookie store of one MRCP session (§6.2.15).

The client pushes cookies with Set-Cookie; whoever fetches a document for the session asks for those that match; new
ones that an origin server gave go back to the client in the final response or event. The store dies with the session.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

# Several cookies may be joined with commas (§6.2). A comma inside an Expires date is not followed by `name=`.
_COOKIE_BORDER: Final = re.compile(r",\s*(?=[^\s;,=]+=)")
_PAIR: Final = re.compile(r"\s*([^\s;,=]+)\s*=\s*(\"[^\"]*\"|[^;]*?)\s*")

# RFC 6265 §6.1: "At least 50 cookies per domain", 4096 bytes each. An IVR session talks to few hosts.
MAX_COOKIES: Final = 200
MAX_COOKIE_BYTES: Final = 4096


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie. Attribute names are lower case; a flag such as Secure has the value ""."""

    name: str
    value: str
    attributes: tuple[tuple[str, str], ...]
    received_at: float
    """Monotonic seconds."""

    def attribute(self, name: str) -> str | None:
        """The value of an attribute, None when the cookie does not have it."""
        return next((value for key, value in self.attributes if key.lower() == name), None)

    def age_s(self, now: float) -> int:
        """Age when it came, as its sender said, plus the time since."""
        stated = self.attribute("age") or "0"
        return (int(stated) if stated.isdigit() else 0) + int(now - self.received_at)

    def expired(self, now: float) -> bool:
        """By Max-Age, counted from the age it came with. (Expires needs the wall clock: left to the fetcher.)"""
        max_age = self.attribute("max-age")
        return max_age is not None and max_age.lstrip("-").isdigit() and int(max_age) <= self.age_s(now)

    def set_cookie(self, now: float) -> str:
        """The Set-Cookie value with the current Age. Domain and Max-Age go back as they came (§6.2.15)."""
        parts = [f"{self.name}={self.value}"]
        parts += [f"{key}={value}" if value else key for key, value in self.attributes if key.lower() != "age"]
        return "; ".join([*parts, f"Age={self.age_s(now)}"])


def parse_set_cookie(value: str, now: float) -> list[Cookie]:
    """The cookies of one header value. Raises: ValueError when one has no `name=value` at its front."""
    return [_parse_one(item, now) for item in _COOKIE_BORDER.split(value)]


def _parse_one(item: str, now: float) -> Cookie:
    if len(item) > MAX_COOKIE_BYTES:
        raise ValueError("cookie is larger than 4096 bytes")
    first, *rest = item.split(";")
    match = _PAIR.fullmatch(first)
    if match is None:
        raise ValueError(f"not a cookie: {first[:80]!r}")
    attributes = []
    for part in rest:
        name, _, attribute_value = part.strip().partition("=")
        if name:
            attributes.append((name.strip(), attribute_value.strip()))
    return Cookie(match[1], match[2], tuple(attributes), now)


class CookieJar:
    """Cookies of a session by name, domain and path; the newest of a triple counts."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], Cookie] = {}

    def put(self, value: str, now: float) -> None:
        """Store what one Set-Cookie value holds. Raises: ValueError, and then nothing was stored."""
        for cookie in parse_set_cookie(value, now):
            domain = (cookie.attribute("domain") or "").lower()
            key = (cookie.name, domain, cookie.attribute("path") or "/")
            self._cookies.pop(key, None)
            if not cookie.expired(now):  # RFC 6265 §5.3: an expired one removes its namesake
                self._cookies[key] = cookie
        while len(self._cookies) > MAX_COOKIES:
            self._cookies.pop(next(iter(self._cookies)))

    def put_from_origin(self, value: str, host: str, path: str, now: float) -> str:
        """Store what an HTTP server set, with the defaults of RFC 6265 §5.1.4 for Domain and Path, and return the
        value that goes back to the client. Raises: ValueError."""
        cookie = _parse_one(value, now)
        defaults = []
        if cookie.attribute("domain") is None:
            defaults.append(("Domain", host))
        if cookie.attribute("path") is None:
            defaults.append(("Path", path.rpartition("/")[0] or "/"))
        cookie = replace(cookie, attributes=(*cookie.attributes, *defaults))
        complete = cookie.set_cookie(now)
        self.put(complete, now)
        return complete

    def matching(self, host: str, path: str, now: float, *, secure: bool) -> str:
        """The value of the Cookie header for a request (RFC 6265 §5.4); empty when none matches."""
        host = host.lower()
        return "; ".join(
            f"{cookie.name}={cookie.value}"
            for cookie in self._cookies.values()
            if not cookie.expired(now)
            and _domain_matches(host, cookie.attribute("domain") or "")
            and _path_matches(path or "/", cookie.attribute("path") or "/")
            and (secure or cookie.attribute("secure") is None)
        )

    def header_values(self, now: float) -> list[str]:
        """The whole store for GET-PARAMS, one Set-Cookie value a cookie."""
        return [cookie.set_cookie(now) for cookie in self._cookies.values() if not cookie.expired(now)]

    def __len__(self) -> int:
        return len(self._cookies)


def _domain_matches(host: str, domain: str) -> bool:
    domain = domain.lower().lstrip(".")
    return not domain or host == domain or host.endswith("." + domain)


def _path_matches(path: str, prefix: str) -> bool:
    return path == prefix or (path.startswith(prefix) and (prefix.endswith("/") or path[len(prefix)] == "/"))
