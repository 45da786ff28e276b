"""TLS of the whole server: the doors that speak it, what it connects with, and certificates that change meanwhile."""

import asyncio
from collections.abc import Sequence
from functools import partial

from mrcp_server.config import Config
from mrcp_server.observability.log import get_logger
from mrcp_server.observability.peer_log import PeerLog
from mrcp_server.tls.credentials import CredentialFiles, Credentials, client_context, unverified_context
from mrcp_server.tls.endpoint import TlsClient, TlsDoor
from mrcp_server.tls.errors import CredentialsError
from mrcp_server.tls.fingerprint import Fingerprint
from mrcp_server.tls.handshakes import HandshakeLimits, Handshakes
from mrcp_server.tls_config import Door


class Encryption:
    """`load` before the doors open; then `watch`, and `reload` whenever somebody asks for it; `close` at the end.

    A door that is None speaks no TLS.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._log = get_logger()
        tls = config.tls
        self.handshakes = Handshakes(HandshakeLimits(tls.handshake_timeout_s, tls.max_handshakes))
        self._credentials: list[Credentials] = []
        self.sip = self._door("sip") if config.sip.tls != "off" else None
        self.mrcp = self._door("mrcp", asks_for_any=True) if config.mrcp.tls != "off" else None
        self.http = (
            self._door("http", takes_plain=config.http.tls_use == "offered") if config.http.tls_use != "off" else None
        )
        self._files = self._files_of("sip") if tls.certificate else None
        self.client = TlsClient(partial(client_context, tls.peer_ca, self._files), self.handshakes)
        """For peers that have to have a certificate of an authority for their address."""
        self.fingerprint_client = TlsClient(partial(unverified_context, self._files), self.handshakes)
        """For peers that are known by a fingerprint."""
        self._watching: asyncio.Task[None] | None = None

    def load(self) -> None:
        """Reads all files.

        Raises:
            CredentialsError: one of them cannot be used; the text names key, file and reason.
        """
        for credentials in self._credentials:
            credentials.load()
        if authorities := self._config.tls.peer_ca:
            try:
                client_context(authorities)
            except CredentialsError as error:
                raise CredentialsError(f"tls.peer_ca: {error}") from None

    def reload(self) -> bool:
        """Takes changed certificates, keys and authorities into use; connections that are open go on. True when all is
        in use that the files hold now. What cannot be used is told in the log, and what was in use stays.
        """
        is_well = True
        for credentials in self._credentials:
            files = credentials.files
            try:
                credentials.load()
            except CredentialsError as error:
                is_well = False
                self._log.error("certificate not reloaded", reason=str(error))
            else:
                self._log.info(
                    "certificate reloaded", file=files.certificate, fingerprint=str(credentials.fingerprints()[0])
                )
        for client in (self.client, self.fingerprint_client):
            client.forget_context()
        return is_well

    def watch(self) -> None:
        """Begins to look at the files from time to time."""
        if self._credentials and self._config.tls.reload_check_s:
            self._watching = asyncio.get_running_loop().create_task(self._watch(), name="certificate files")

    def fingerprints(self, also: Sequence[Fingerprint]) -> list[Fingerprint]:
        """Of the MRCP door's certificate: SHA-256, and in the hashes of `also`."""
        return self.mrcp.credentials.fingerprints(also) if self.mrcp is not None else []

    async def close(self) -> None:
        """Ends what runs here."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
            self._watching = None
        self.handshakes.close()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._config.tls.reload_check_s)
            # Files may lie on a disk that hangs: it is this task alone that waits for it then.
            if await asyncio.to_thread(self._has_changed):
                self.reload()

    def _has_changed(self) -> bool:
        changed = [credentials.has_changed() for credentials in self._credentials]  # each takes note of what it sees
        return any(changed)

    def _files_of(self, door: Door) -> CredentialFiles:
        tls, http = self._config.tls, self._config.http
        authorities = tls.client_ca if door in tls.client_ca_doors else ""
        if door == "http" and http.tls_certificate:
            return CredentialFiles(
                http.tls_certificate,
                http.tls_key,
                authorities,
                tls.minimum_version,
                certificate_key="http.tls_certificate",
                key_key="http.tls_key",
            )
        return CredentialFiles(tls.certificate, tls.key, authorities, tls.minimum_version)

    def _door(self, door: Door, *, asks_for_any: bool = False, takes_plain: bool = False) -> TlsDoor:
        credentials = Credentials(self._files_of(door), asks_for_any=asks_for_any)
        self._credentials.append(credentials)
        return TlsDoor(credentials, self.handshakes, PeerLog(get_logger(door=door)), takes_plain=takes_plain)
