"""Certificate, key and authorities of a server: loaded, tried, and loaded anew without a restart.

A certificate is tried in a handshake with ourselves, so that what would fail at the first caller fails at the start.
"""

import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mrcp_server.tls.certificate_message import leaf_of
from mrcp_server.tls.errors import CredentialsError, reason_of
from mrcp_server.tls.fingerprint import Fingerprint

CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2: with forward secrecy and authenticated encryption. Those of 1.3 all have both."""
_MOST_LEARNED = 256
"""Certificates of strangers that one context keeps; then it makes way for a new one."""
_MOST_FLIGHTS = 8
_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


@dataclass(frozen=True, slots=True)
class CredentialFiles:
    """Where things are; all PEM."""

    certificate: str
    """The chain, our own certificate first."""
    key: str = ""
    """The private key, without a passphrase; empty: in the certificate's file."""
    client_ca: str = ""
    """Authorities of clients: every client has to show a certificate of one of them. Empty: none has to."""
    minimum_version: str = "1.2"
    """`1.2` or `1.3`."""
    certificate_key: str = "tls.certificate"
    """What the configuration calls it, for error texts."""
    key_key: str = "tls.key"

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", self.certificate)

    @property
    def paths(self) -> tuple[str, ...]:
        """All files, the certificate first."""
        return tuple(dict.fromkeys(path for path in (self.certificate, self.key, self.client_ca) if path))


class Credentials:
    """`load` first; afterwards `load` again whenever the files have changed. Connections that are open go on."""

    def __init__(self, files: CredentialFiles, *, asks_for_any: bool = False) -> None:
        """With `asks_for_any` clients are asked for a certificate, and whichever they show is taken: whose it is gets
        decided later, by its fingerprint (RFC 8122 §6.2). Not together with `client_ca`, which decides at once.
        """
        self.files = files
        self.asks_for_any = asks_for_any and not files.client_ca
        self.certificate = b""
        """Our own, in DER."""
        self._context: ssl.SSLContext | None = None
        self._learned = 0
        self._seen: tuple[tuple[int, int, int], ...] = ()

    def load(self) -> None:
        """Reads the files and takes them into use. Blocks for some milliseconds.

        Raises:
            CredentialsError: one of them is missing, unreadable, of the wrong kind, encrypted, expired, or does not
                fit the others. What was in use before stays in use.
        """
        seen = _look_at(self.files)
        context = self._make_context()
        certificate = self._try(context)
        self._context, self._learned, self._seen, self.certificate = context, 0, seen, certificate

    def has_changed(self) -> bool:
        """Whether the files are others than when they were last looked at, or loaded. Blocks on the disk."""
        try:
            seen = _look_at(self.files)
        except CredentialsError:
            return False  # in the middle of being replaced; what is loaded goes on
        if seen == self._seen:
            return False
        self._seen = seen
        return True

    @property
    def context(self) -> ssl.SSLContext:
        """The server's side, for a handshake that begins now."""
        if self._context is None:
            self.load()
        elif self._learned > _MOST_LEARNED:
            self._context, self._learned = self._make_context(), 0
        assert self._context is not None  # noqa: S101  # load has made one, or raised
        return self._context

    def fingerprints(self, also: Sequence[Fingerprint] = ()) -> list[Fingerprint]:
        """What to put into SDP: SHA-256, and the hashes that the other side uses (RFC 8122 §5.1)."""
        names = dict.fromkeys(["sha-256", *(one.hash_name for one in also)])
        return [Fingerprint.of(self.certificate, name) for name in names]

    def _make_context(self) -> ssl.SSLContext:
        files = self.files
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = _VERSIONS[files.minimum_version]
        context.set_ciphers(CIPHERS)
        context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION | ssl.OP_CIPHER_SERVER_PREFERENCE
        try:
            context.load_cert_chain(files.certificate, files.key, password=_no_passphrase)
        except ssl.SSLError as error:
            problem = _PROBLEMS.get(error.reason or "", "is no PEM file with a certificate and its key")
            raise self._error(f"{problem} ({error.reason or error})") from None
        except (OSError, ValueError) as error:
            raise self._error(getattr(error, "strerror", None) or str(error)) from None
        if files.client_ca:
            context.verify_mode = ssl.CERT_REQUIRED
            try:
                context.load_verify_locations(files.client_ca)
            except OSError as error:
                reason = f"holds no authorities ({reason_of(error)})"
                raise CredentialsError(f"tls.client_ca {files.client_ca}: {reason}") from None
        elif self.asks_for_any:
            self._take_any(context)
        return context

    def _take_any(self, context: ssl.SSLContext) -> None:
        """Python's ssl asks clients for certificates only to verify them, and has no say in between. So what a client
        shows is trusted as it comes, before OpenSSL looks whether it is: RFC 8122 §6.2 has self-signed ones in mind.
        """
        context.verify_mode = ssl.CERT_OPTIONAL
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN

        def on_message(
            _connection: object, direction: str, _version: object, _content: object, kind: object, data: bytes
        ) -> None:
            leaf = leaf_of(kind, data) if direction == "read" else None
            if leaf is not None:
                self._learned += 1
                try:
                    context.load_verify_locations(cadata=leaf)
                except (ssl.SSLError, ValueError):
                    return  # no certificate: OpenSSL will say so

        context._msg_callback = on_message  # type: ignore[attr-defined]  # noqa: SLF001  # the only hook before verification

    def _try(self, context: ssl.SSLContext) -> bytes:
        """Shakes hands with ourselves. Returns our certificate in DER."""
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
        asked, context.verify_mode = context.verify_mode, ssl.CERT_NONE  # we have no certificate of `client_ca`
        try:
            certificate = _shake(client, context)
            client.verify_mode = ssl.CERT_REQUIRED
            client.verify_flags |= (
                ssl.VERIFY_X509_PARTIAL_CHAIN
            )  # itself is enough: who issued it is the clients' affair
            client.load_verify_locations(cadata=certificate)
            _shake(client, context)
        except ssl.SSLError as error:
            raise self._error(reason_of(error)) from None
        finally:
            context.verify_mode = asked
        return certificate

    def _error(self, problem: str) -> CredentialsError:
        files = self.files
        named = f"{files.certificate_key} {files.certificate}"
        if files.key != files.certificate:
            named += f", {files.key_key} {files.key}"
        return CredentialsError(f"{named}: {problem}")


def client_context(authorities: str = "", files: CredentialFiles | None = None) -> ssl.SSLContext:
    """For connections that we open. `authorities` is a PEM file, empty for the system's; `files` hold what we show.

    Raises:
        CredentialsError: a file cannot be used.
    """
    try:
        context = ssl.create_default_context(cafile=authorities or None)
    except OSError as error:
        raise CredentialsError(f"authorities {authorities}: {error.strerror or reason_of(error)}") from None
    context.minimum_version = _VERSIONS[files.minimum_version if files else "1.2"]
    context.set_ciphers(CIPHERS)
    if files is not None:
        _look_at(files)
        try:
            context.load_cert_chain(files.certificate, files.key, password=_no_passphrase)
        except (OSError, ValueError) as error:
            raise CredentialsError(f"{files.certificate}: {reason_of(error)}") from None
    return context


def unverified_context(files: CredentialFiles | None = None) -> ssl.SSLContext:
    """For a connection whose peer is known by a fingerprint: that has to be compared after the handshake."""
    context = client_context(files=files)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _look_at(files: CredentialFiles) -> tuple[tuple[int, int, int], ...]:
    """What tells one state of the files from another. Raises CredentialsError for one that cannot be read."""
    names = {files.key: files.key_key, files.certificate: files.certificate_key}
    seen = []
    for path in files.paths:
        try:
            with Path(path).open("rb") as file:
                file.read(1)
            state = Path(path).stat()
        except OSError as error:
            name = names.get(path, "tls.client_ca")
            raise CredentialsError(f"{name} {path}: {error.strerror or error}") from None
        seen.append((state.st_mtime_ns, state.st_size, state.st_ino))
    return tuple(seen)


def _no_passphrase() -> str:
    """OpenSSL would ask at the terminal."""
    raise ValueError("the key is encrypted, and there is nobody to ask for its passphrase")


def _shake(client: ssl.SSLContext, server: ssl.SSLContext) -> bytes:
    """A handshake in memory. Returns the server's certificate in DER, raises SSLError."""
    here, there = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking, answering = client.wrap_bio(here, there), server.wrap_bio(there, here, server_side=True)
    for _ in range(_MOST_FLIGHTS):
        with suppress(ssl.SSLWantReadError):
            asking.do_handshake()
            return asking.getpeercert(binary_form=True) or b""
        with suppress(ssl.SSLWantReadError):
            answering.do_handshake()
    raise ssl.SSLError(ssl.SSL_ERROR_SSL, "the handshake does not end")


_PROBLEMS = {
    "KEY_VALUES_MISMATCH": "the key is not that of the certificate",
    "NO_START_LINE": "is no PEM file",
    "EE_KEY_TOO_SMALL": "the key is too short",
    "CA_MD_TOO_WEAK": "the certificate is signed with a hash that is too weak",
}
