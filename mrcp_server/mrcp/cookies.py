"""The cookie store of one MRCP session (§6.2.15), the only place where cookies are kept.

The client pushes cookies with Set-Cookie; whoever fetches a document for the session asks for those that match; new
ones that an origin server gave go back to the client in the final response or event. The store dies with the session.

A cookie without Domain belongs to one host (RFC 6265 §5.3): the one that set it, or, when the client pushed it, the
host of the first document that the session fetches then.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

# Several cookies may be joined with commas (§6.2). A comma inside an Expires date is not followed by `name=`.
_COOKIE_BORDER: Final = re.compile(r",\s*(?=[^\s;,=]+=)")

# RFC 6265 §6.1: "At least 50 cookies per domain", 4096 bytes each. An IVR session talks to few hosts.
MAX_COOKIES: Final = 200
MAX_COOKIE_BYTES: Final = 4096


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie. Attribute names are as they were written; a flag such as Secure has the value ""."""

    name: str
    value: str
    attributes: tuple[tuple[str, str], ...]
    received_at: float
    """Monotonic seconds."""
    host: str = ""
    """The only host that gets it (the host-only-flag of RFC 6265 §5.3); empty: whoever lies in its Domain."""
    expires_at: float | None = None
    """Monotonic seconds by Expires, which counts where there is no Max-Age (RFC 6265 §5.3)."""

    def attribute(self, name: str) -> str | None:
        """The value of an attribute, None when the cookie does not have it."""
        return next((value for key, value in self.attributes if key.lower() == name), None)

    @property
    def domain(self) -> str:
        """Its Domain in lower case without a leading dot (RFC 6265 §5.2.3); empty when it has none."""
        return (self.attribute("domain") or "").lower().removeprefix(".")

    @property
    def path(self) -> str:
        """Its Path; what does not begin with a slash is none (RFC 6265 §5.2.4)."""
        path = self.attribute("path") or ""
        return path if path.startswith("/") else "/"

    def age_s(self, now: float) -> int:
        """Age when it came, as its sender said, plus the time since."""
        stated = self.attribute("age") or "0"
        return (int(stated) if _is_number(stated) else 0) + int(now - self.received_at)

    def expired(self, now: float) -> bool:
        """By Max-Age, counted from the age it came with, else by Expires."""
        max_age = self.attribute("max-age")
        if max_age is not None and _is_number(max_age.removeprefix("-")):
            return int(max_age) <= self.age_s(now)
        return self.expires_at is not None and self.expires_at <= now

    def belongs_to(self, host: str) -> bool:
        """Whether this host, in lower case, gets it (RFC 6265 §5.4). Nobody gets one that has no host yet."""
        return host == self.host if self.host else _lies_in(host, self.domain)

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
    if any((letter < " " and letter != "\t") or letter == "\x7f" for letter in item):
        raise ValueError("control character in a cookie")  # no request could be written with it
    first, *rest = item.split(";")
    name, equals, value = (part.strip() for part in first.partition("="))
    if not equals or not name or any(letter in " ,\t" for letter in name):
        raise ValueError(f"not a cookie: {first[:80]!r}")
    attributes = []
    for part in rest:
        attribute, _, attribute_value = part.strip().partition("=")
        if attribute:
            attributes.append((attribute.strip(), attribute_value.strip()))
    return Cookie(name, value, tuple(attributes), now)


class CookieJar:
    """Cookies of a session by name, domain and path; the newest of a triple counts."""

    def __init__(self, wall_offset_s: Callable[[], float] | None = None) -> None:
        """`wall_offset_s` gives Unix time minus the clock of every `now`, for Expires, as it is when a cookie comes:
        somebody may set the wall clock. None leaves Expires alone."""
        self._wall_offset_s = wall_offset_s
        self._cookies: dict[tuple[str, str, str], Cookie] = {}

    def put(self, value: str, now: float) -> None:
        """Store what one Set-Cookie value of the client holds.

        One without Domain waits for `settle`; when the client says it again it stays where it is, and so does one that
        an origin server had set for its host alone.

        Raises: ValueError, and then nothing was stored.
        """
        for cookie in parse_set_cookie(value, now):
            known = self._cookies.get(_key(cookie))
            self._store(replace(cookie, host=known.host) if known is not None else cookie, now)

    def settle(self, host: str) -> None:
        """A document of `host` is fetched: cookies that the client gave without Domain go there, and nowhere else."""
        for key, cookie in self._cookies.items():
            if not cookie.host and not cookie.domain:
                self._cookies[key] = replace(cookie, host=host.lower())

    def put_from_origin(self, value: str, host: str, path: str, now: float) -> str:
        """Store what the HTTP server at `host` set in its answer for `path`; the defaults for Domain and Path are
        those of RFC 6265 §5.1.4 and §5.3. Returns the value that goes back to the client.

        Raises: ValueError; also for a Domain that the host does not lie in (§5.3).
        """
        cookie, host = _parse_one(value, now), host.lower()
        if cookie.domain and not _lies_in(host, cookie.domain):
            raise ValueError(f"cookie of {host[:80]} for {cookie.domain[:80]}")
        attributes = [(key, value) for key, value in cookie.attributes if key.lower() != "domain" or value.strip(".")]
        if not cookie.domain:
            attributes.append(("Domain", host))
        if not (cookie.attribute("path") or "").startswith("/"):
            attributes = [(key, value) for key, value in attributes if key.lower() != "path"]
            attributes.append(("Path", path.rpartition("/")[0] or "/"))
        complete = replace(cookie, attributes=tuple(attributes), host="" if cookie.domain else host)
        self._store(complete, now)
        return complete.set_cookie(now)

    def matching(self, host: str, path: str, now: float, *, secure: bool) -> str:
        """The value of the Cookie header for a request (RFC 6265 §5.4); empty when none matches."""
        host = host.lower()
        found = [
            cookie
            for cookie in self._cookies.values()
            if not cookie.expired(now)
            and cookie.belongs_to(host)
            and _path_matches(path or "/", cookie.path)
            and (secure or cookie.attribute("secure") is None)
        ]
        # "Cookies with longer paths are listed before cookies with shorter paths."
        found.sort(key=lambda cookie: -len(cookie.path))
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in found)

    def header_values(self, now: float) -> list[str]:
        """The whole store for GET-PARAMS, one Set-Cookie value a cookie."""
        return [cookie.set_cookie(now) for cookie in self._cookies.values() if not cookie.expired(now)]

    def __len__(self) -> int:
        return len(self._cookies)

    def _store(self, cookie: Cookie, now: float) -> None:
        cookie = replace(cookie, expires_at=self._expiry(cookie))
        key = _key(cookie)
        self._cookies.pop(key, None)
        if not cookie.expired(now):  # RFC 6265 §5.3: an expired one removes its namesake
            self._cookies[key] = cookie
        while len(self._cookies) > MAX_COOKIES:
            self._cookies.pop(next(iter(self._cookies)))

    def _expiry(self, cookie: Cookie) -> float | None:
        stated = cookie.attribute("expires")
        if not stated or self._wall_offset_s is None:
            return None
        try:
            return parsedate_to_datetime(stated).timestamp() - self._wall_offset_s()
        except (ValueError, TypeError, IndexError, OverflowError):
            return None  # RFC 6265 §5.2.1: "ignore the cookie-av"


def _key(cookie: Cookie) -> tuple[str, str, str]:
    return cookie.name, cookie.domain, cookie.path


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12


def _lies_in(host: str, domain: str) -> bool:
    """RFC 6265 §5.1.3; a domain of one label (`com`) is a host and holds no others."""
    if not domain or host == domain:
        return bool(domain)
    return "." in domain and host.endswith("." + domain) and not _is_address(host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _path_matches(path: str, prefix: str) -> bool:
    return path == prefix or (path.startswith(prefix) and (prefix.endswith("/") or path[len(prefix)] == "/"))
