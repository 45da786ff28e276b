"""Whether media is encrypted: what the configuration allows, for each offer (`rtp.srtp`; RFC 3711, RFC 4568)."""

import secrets
from typing import Literal

from mrcp_server.config import ConfigError
from rtp.wire import srtp_suites
from sip.security_descriptions import AgreedCrypto, CryptoTerms

SrtpLevel = Literal["off", "offered", "required", "required-with-tls"]
INSTALLATION = "pip install 'mrcp-server[srtp]'"

_KEY_BYTES = {name: suite.master_bytes for name, suite in srtp_suites.SUITES.items()}


class MediaSecurity:
    """The level, and what it means for one line."""

    def __init__(self, level: SrtpLevel, *, is_available: bool) -> None:
        """`is_available`: the library for it is installed.

        Raises:
            ConfigError: it is not, and every call would have to be refused.
        """
        self._level = level
        self.is_missing = level != "off" and not is_available
        """Nothing can be encrypted for want of the library, though it may be."""
        if self.is_missing and level != "offered":
            raise ConfigError(f'rtp.srtp: "{level}" needs the library cryptography: {INSTALLATION}')

    @property
    def is_in_use(self) -> bool:
        """Media may be encrypted."""
        return self._level != "off" and not self.is_missing

    def terms(self, transport: str, agreed: AgreedCrypto | None) -> CryptoTerms:
        """For a line whose offer came over a SIP transport; `agreed` is what it has already."""
        is_required = self._level in {"required", "required-with-tls"}
        if self._level == "off":
            return CryptoTerms(reason="encrypted media is switched off here (rtp.srtp)")
        if self.is_missing:
            return CryptoTerms(reason="encrypted media is not installed here")
        if self._level == "required-with-tls" and transport.lower() not in {"tls", "wss"}:
            # RFC 4568 §5.1: who reads the offer has the keys.
            return CryptoTerms(is_required=True, reason="keys of encrypted media must come over TLS (sips)")
        return CryptoTerms(_KEY_BYTES, is_required=is_required, new_key=secrets.token_bytes, agreed=agreed)
