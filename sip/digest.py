"""Digest authentication as RFC 7616 computes it: what a peer proves in Authorization, and whether it is right."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final, Self

from sip.grammar import split_list, unquote

_LONGEST_BYTES: Final = 4_096
"""Of one Authorization value; certificates and tickets of other schemes are of no use here."""
_NC_DIGITS: Final = 8
_HEXADECIMAL: Final = frozenset("0123456789abcdefABCDEF")


class Algorithm(StrEnum):
    """Hashes of RFC 8760 that are offered."""

    SHA_256 = "SHA-256"
    MD5 = "MD5"


_HASHES: Final[dict[Algorithm, Callable[..., "hashlib._Hash"]]] = {
    Algorithm.SHA_256: hashlib.sha256,
    # What older stacks can; it keeps a password from being read, not from being guessed by who listens.
    Algorithm.MD5: partial(hashlib.md5, usedforsecurity=False),
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """The value of an Authorization header (RFC 7616 §3.4)."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: str = "MD5"
    qop: str = ""
    """Empty where the peer leaves it out, as RFC 2069 had it and RFC 3261 §22.4 still allows."""
    cnonce: str = ""
    nc: str = ""
    """The nonce count as written, 8 hexadecimal digits; empty without qop."""

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """The credentials; None for another scheme, and for what is none: it proves nothing."""
        scheme, _, rest = value.strip().partition(" ")
        if scheme.lower() != "digest" or len(value) > _LONGEST_BYTES:
            return None
        found: dict[str, str] = {}
        for part in split_list(rest):
            name, equals, text = part.partition("=")
            name = name.strip().lower()
            if not equals or name in found:
                return None
            found[name] = unquote(text.strip())
        needed = ("username", "realm", "nonce", "uri", "response")
        if any(name not in found for name in needed):
            return None
        credentials = cls(
            **{name: found[name] for name in needed},
            algorithm=found.get("algorithm", "MD5"),
            qop=found.get("qop", "").lower(),
            cnonce=found.get("cnonce", ""),
            nc=found.get("nc", ""),
        )
        return credentials if credentials._is_whole else None

    @property
    def _is_whole(self) -> bool:
        """§3.4: with qop there must be cnonce and nc."""
        if not self.qop:
            return True
        return (
            bool(self.cnonce) and len(self.nc) == _NC_DIGITS and all(one in "0123456789abcdefABCDEF" for one in self.nc)
        )

    @property
    def count(self) -> int | None:
        """How often the nonce has been used with this request; None where the peer does not count."""
        return int(self.nc, 16) if self.qop else None

    def prove(self, password: str, method: str) -> bool:
        """Whether whoever wrote this knows the password; takes the same time whatever is wrong."""
        try:
            algorithm = Algorithm(self.algorithm.upper())
        except ValueError:
            return False
        expected = response_of(self, password, method, algorithm)
        return hmac.compare_digest(expected.encode(), _bytes(self.response.lower()))


def response_of(credentials: Credentials, password: str, method: str, algorithm: Algorithm) -> str:
    """The right `response` for these credentials (RFC 7616 §3.4.1; without qop that of RFC 2069)."""

    def digest(*parts: str) -> str:
        text: str = _HASHES[algorithm](_bytes(":".join(parts))).hexdigest()
        return text

    secret = digest(credentials.username, credentials.realm, password)
    what = digest(method, credentials.uri)
    if not credentials.qop:
        return digest(secret, credentials.nonce, what)
    return digest(secret, credentials.nonce, credentials.nc, credentials.cnonce, credentials.qop, what)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
