"""The crypto suites of SRTP that are spoken here, as `a=crypto` names them (RFC 4568 §6.2, RFC 7714 §14.2)."""

import importlib.util
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suite:
    """What a suite's name stands for."""

    name: str
    key_bytes: int
    salt_bytes: int
    tag_bytes: int
    """Authentication tag of an RTP packet."""
    rtcp_tag_bytes: int
    """Of an RTCP packet: RFC 4568 §6.2.2 shortens that of RTP only."""
    is_aead: bool

    @property
    def master_bytes(self) -> int:
        """Octets of master key and master salt together, what `inline:` carries."""
        return self.key_bytes + self.salt_bytes


SUITES = {
    suite.name: suite
    for suite in (
        Suite("AES_CM_128_HMAC_SHA1_80", 16, 14, 10, 10, is_aead=False),
        Suite("AES_CM_128_HMAC_SHA1_32", 16, 14, 4, 10, is_aead=False),
        Suite("AEAD_AES_128_GCM", 16, 12, 16, 16, is_aead=True),
        Suite("AEAD_AES_256_GCM", 32, 12, 16, 16, is_aead=True),
    )
}


def is_available() -> bool:
    """The library that `rtp.wire.srtp` computes with is installed; it is optional."""
    return importlib.util.find_spec("cryptography") is not None
