"""Fingerprints of certificates in SDP (RFC 8122 §5): what a side promises to show in the handshake of its channel."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASHES = ("sha-256", "sha-384", "sha-512")
"""§5: MD2 and MD5 "MUST NOT be used"; SHA-1 binds nobody any more."""
MOST_FINGERPRINTS = 16
"""Of one line that are read."""
_NAME = re.compile(r"[A-Za-z0-9-]{1,16}")
_PAIRS = re.compile(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){0,63}")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The digest of a certificate in DER."""

    hash_name: str
    """As registered for SDP, in lower case: `sha-256`."""
    digest: bytes

    @classmethod
    def of(cls, certificate: bytes, hash_name: str = HASHES[0]) -> "Fingerprint":
        """That of a certificate in DER."""
        return cls(hash_name, hashlib.new(hash_name.replace("-", ""), certificate).digest())

    def __str__(self) -> str:
        return f"{self.hash_name.upper()} {self.digest.hex(':').upper()}"


def parse_fingerprints(values: Sequence[str]) -> tuple[Fingerprint, ...]:
    """The usable ones among the values of `a=fingerprint` lines; what is malformed, or of another hash, is left out."""
    found = []
    for value in values[:MOST_FINGERPRINTS]:
        name, _, digits = value.strip().partition(" ")
        digits = digits.strip()
        if not _NAME.fullmatch(name) or name.lower() not in HASHES or not _PAIRS.fullmatch(digits):
            continue
        digest = bytes.fromhex(digits.replace(":", ""))
        if len(digest) == int(name[4:]) // 8:
            found.append(Fingerprint(name.lower(), digest))
    return tuple(found)


def matches(certificate: bytes, fingerprints: Iterable[Fingerprint]) -> bool:
    """Whether a certificate in DER is the one that was promised.

    §6.2: one match is enough for each hash that is offered more than once; the strongest hash of those offered decides.
    """
    promised = list(fingerprints)
    strongest = max((HASHES.index(one.hash_name) for one in promised), default=None)
    if strongest is None:
        return False
    shown = Fingerprint.of(certificate, HASHES[strongest])
    return any(one.hash_name == shown.hash_name and hmac.compare_digest(one.digest, shown.digest) for one in promised)
