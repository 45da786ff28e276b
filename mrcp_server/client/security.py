"""The client's TLS: whom it believes, what it shows, and whether its control channels have it too."""

import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mrcp_server.client.errors import ClientError
from mrcp_server.tls.credentials import CredentialFiles, client_context, unverified_context
from mrcp_server.tls.endpoint import TlsClient
from mrcp_server.tls.fingerprint import Fingerprint
from mrcp_server.tls.handshakes import HandshakeLimits, Handshakes

_CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----[^-]{1,65536}-----END CERTIFICATE-----")


@dataclass(frozen=True, slots=True)
class ClientTls:
    """What is asked for."""

    authorities: str = ""
    """PEM file of those that the server's certificate may be from; empty: the system's."""
    certificate: str = ""
    """PEM file with a certificate and its key, for servers that want one; empty for none."""
    control: bool | None = None
    """Control channels over TLS; None: when SIP is over TLS."""

    def is_for_control(self, sip_transport: str) -> bool:
        """Whether the offer asks for TCP/TLS/MRCPv2."""
        return sip_transport == "tls" if self.control is None else self.control

    def fingerprints(self) -> tuple[Fingerprint, ...]:
        """Of our certificate, for the offer. Raises ClientError when it cannot be read."""
        if not self.certificate:
            return ()
        try:
            found = _CERTIFICATE.search(Path(self.certificate).read_text(encoding="ascii", errors="replace"))
        except OSError as error:
            raise ClientError(f"{self.certificate}: {error.strerror or error}") from None
        if found is None:
            raise ClientError(f"{self.certificate}: holds no certificate")
        return (Fingerprint.of(ssl.PEM_cert_to_DER_cert(found[0])),)


class ClientSecurity:
    """What connects. `close` it."""

    def __init__(self, tls: ClientTls) -> None:
        self._handshakes = Handshakes(HandshakeLimits(timeout_s=30.0, share_of_one_host=1.0))
        files = CredentialFiles(tls.certificate) if tls.certificate else None
        self.verified = TlsClient(partial(client_context, tls.authorities, files), self._handshakes)
        """For a server whose certificate has to be of an authority and for its name."""
        self._by_fingerprint = TlsClient(partial(unverified_context, files), self._handshakes)

    def for_control(self, fingerprints: Sequence[Fingerprint]) -> TlsClient:
        """For control channels of an answer with these fingerprints."""
        return self._by_fingerprint if fingerprints else self.verified

    def close(self) -> None:
        """Ends its thread."""
        self._handshakes.close()
