"""Certificates of a test's own authority, as files."""

import datetime as dt
import ssl
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from mrcp_server.tls.fingerprint import Fingerprint

HOST = "127.0.0.1"


class Certificates:
    """An authority, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.authority = trustme.CA()
        self.ca = folder / "ca.pem"
        """The authority's own certificate."""
        self.authority.cert_pem.write_to_path(str(self.ca))

    def issue(
        self, *names: str, file: str = "server.pem", valid: bool = True, authority: trustme.CA | None = None
    ) -> Path:
        """A certificate with its key in one file: for this machine unless `names` says for whom, expired unless
        `valid`, by another authority where one is given."""
        expires_at = None if valid else dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        begins_at = None if valid else dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
        issuer = authority or self.authority
        made = issuer.issue_cert(*(names or (HOST, "localhost")), not_before=begins_at, not_after=expires_at)
        path = self._folder / file
        replacement = path.with_suffix(".new")
        made.private_key_and_cert_chain_pem.write_to_path(str(replacement))
        replacement.replace(path)
        return path

    def key_of(self, pem: Path, file: str = "key.pem", passphrase: bytes = b"") -> Path:
        """The key alone, encrypted where there is a passphrase."""
        path = self._folder / file
        key = load_pem_private_key(pem.read_bytes(), None)
        protection = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection))
        return path


def der_of(pem: Path) -> bytes:
    """The first certificate of a file."""
    text = pem.read_text()
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    first = text.index(begin)
    return ssl.PEM_cert_to_DER_cert(text[first : text.index(end, first) + len(end)] + "\n")


def fingerprint_of(pem: Path, hash_name: str = "sha-256") -> str:
    """As it stands in SDP."""
    return str(Fingerprint.of(der_of(pem), hash_name))
