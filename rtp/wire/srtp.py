"""Packets of SRTP and SRTCP, sealed and opened with one master key (RFC 3711; RFC 7714 for AES-GCM).

A transform knows keys and no stream: whoever calls it says the packet's index. Importing this module needs the library
`cryptography` (OpenSSL); `rtp.wire.srtp_suites.is_available` tells whether it is there.

    SRTP    header | encrypted payload | tag                           §3.1
    SRTCP   8 octets | encrypted rest | E, index | tag                 §3.4
            8 octets | encrypted rest | tag | E, index                 RFC 7714 §9
"""

import hmac
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

from rtp.wire.packet import CSRC_COUNT_MASK, EXTENSION_BIT, HEADER_BYTES, VERSION_BITS
from rtp.wire.srtp_suites import SUITES, Suite

RTCP_HEADER_BYTES = 8
INDEX_BYTES = 4
ENCRYPTED_BIT = 1 << 31
"""E: the packet is encrypted (§3.4)."""
MAX_RTCP_INDEX = (1 << 31) - 1

# §4.3.2: labels of the session keys.
_RTP_KEY, _RTP_AUTHENTICATION, _RTP_SALT, _RTCP_KEY, _RTCP_AUTHENTICATION, _RTCP_SALT = range(6)
_AUTHENTICATION_BYTES = 20
_SALT_BYTES = 14
"""Of counter mode, and of key derivation whatever the suite (RFC 7714 §11 fills up with zeros)."""


class Transform(Protocol):
    """One direction of a session; made by `make_transform`."""

    suite: Suite

    def seal(self, header: bytes, payload: bytes, index: int) -> bytes:
        """What follows `header` (RTP, its SSRC in octets 8 to 11) on the wire: encrypted payload and tag."""
        ...

    def open(self, header: bytes, sealed: bytes, index: int) -> bytes | None:
        """The payload of what follows `header`; None where it is not authentic."""
        ...

    def seal_rtcp(self, packet: bytes, index: int) -> bytes:
        """A whole SRTCP packet from a compound one; `index` is 31 bits and never used twice."""
        ...

    def open_rtcp(self, datagram: bytes) -> bytes | None:
        """The compound packet of an SRTCP one; None where it is not authentic, or not encrypted."""
        ...


def make_transform(suite_name: str, master: bytes) -> Transform:
    """The transform of master key and master salt, one behind the other, as `inline:` has them.

    Raises:
        ValueError: another suite, or another number of octets.
    """
    suite = SUITES.get(suite_name)
    if suite is None or len(master) != suite.master_bytes:
        raise ValueError(f"{suite_name} with {len(master)} octets of key and salt")
    key, salt = master[: suite.key_bytes], master[suite.key_bytes :]
    return _AesGcm(suite, key, salt) if suite.is_aead else _AesCm(suite, key, salt)


def derive(key: bytes, salt: bytes, label: int, size: int) -> bytes:
    """A session key of `size` octets (§4.3.1, key derivation rate 0; RFC 6188 §2 for 256 bits)."""
    start = int.from_bytes(salt.ljust(_SALT_BYTES, b"\0"), "big") ^ label << 48
    stream = Cipher(algorithms.AES(key), modes.CTR((start << 16).to_bytes(16, "big"))).encryptor()
    return stream.update(bytes(size))


def split_rtp(datagram: bytes) -> tuple[bytes, bytes] | None:
    """The header that stays readable, CSRC list and extension with it, and what follows; None for what is no RTP."""
    if len(datagram) < HEADER_BYTES or datagram[0] & 0xC0 != VERSION_BITS:
        return None
    size = HEADER_BYTES + 4 * (datagram[0] & CSRC_COUNT_MASK)
    if datagram[0] & EXTENSION_BIT:
        size += 4 + 4 * int.from_bytes(datagram[size + 2 : size + 4], "big")
    return None if len(datagram) < size else (datagram[:size], datagram[size:])


def rtcp_index(datagram: bytes, suite: Suite) -> int | None:
    """The index that an SRTCP packet claims; None for one that is too short to have any."""
    if len(datagram) < RTCP_HEADER_BYTES + INDEX_BYTES + suite.rtcp_tag_bytes:
        return None
    end = len(datagram) if suite.is_aead else len(datagram) - suite.rtcp_tag_bytes
    return int.from_bytes(datagram[end - INDEX_BYTES : end], "big") & MAX_RTCP_INDEX


class _AesCm:
    """AES in counter mode with HMAC-SHA1 (§4.1.1, §4.2.1)."""

    def __init__(self, suite: Suite, key: bytes, salt: bytes) -> None:
        self.suite = suite
        self._rtp = _Counter(key, salt, _RTP_KEY, suite.key_bytes)
        self._rtcp = _Counter(key, salt, _RTCP_KEY, suite.key_bytes)

    def seal(self, header: bytes, payload: bytes, index: int) -> bytes:
        encrypted = self._rtp.crypt(payload, header[8:12], index)
        return encrypted + self._rtp.tag(header + encrypted, index >> 16)[: self.suite.tag_bytes]

    def open(self, header: bytes, sealed: bytes, index: int) -> bytes | None:
        size = len(sealed) - self.suite.tag_bytes
        if size < 0:
            return None
        expected = self._rtp.tag(header + sealed[:size], index >> 16)[: self.suite.tag_bytes]
        if not hmac.compare_digest(expected, sealed[size:]):
            return None
        return self._rtp.crypt(sealed[:size], header[8:12], index)

    def seal_rtcp(self, packet: bytes, index: int) -> bytes:
        header = packet[:RTCP_HEADER_BYTES]
        encrypted = header + self._rtcp.crypt(packet[RTCP_HEADER_BYTES:], header[4:8], index)
        word = index | ENCRYPTED_BIT
        return encrypted + word.to_bytes(4, "big") + self._rtcp.tag(encrypted, word)[: self.suite.rtcp_tag_bytes]

    def open_rtcp(self, datagram: bytes) -> bytes | None:
        index = rtcp_index(datagram, self.suite)
        if index is None:
            return None
        end = len(datagram) - self.suite.rtcp_tag_bytes
        word = int.from_bytes(datagram[end - INDEX_BYTES : end], "big")
        encrypted = datagram[: end - INDEX_BYTES]
        expected = self._rtcp.tag(encrypted, word)[: self.suite.rtcp_tag_bytes]
        if not hmac.compare_digest(expected, datagram[end:]) or not word & ENCRYPTED_BIT:
            return None
        header = encrypted[:RTCP_HEADER_BYTES]
        return header + self._rtcp.crypt(encrypted[RTCP_HEADER_BYTES:], header[4:8], index)


class _Counter:
    """Key stream and tag of one kind of packet. The cipher's and the hash's start are computed once and kept."""

    def __init__(self, key: bytes, salt: bytes, first_label: int, key_bytes: int) -> None:
        session_key = derive(key, salt, first_label, key_bytes)
        # Key, authentication key, salt: the labels of a kind follow each other.
        self._hmac = HMAC(derive(key, salt, first_label + 1, _AUTHENTICATION_BYTES), hashes.SHA1())  # noqa: S303  # RFC 3711
        self._salt = int.from_bytes(derive(key, salt, first_label + 2, _SALT_BYTES), "big") << 16
        self._stream = Cipher(algorithms.AES(session_key), modes.CTR(bytes(16))).encryptor()

    def crypt(self, data: bytes, ssrc: bytes, index: int) -> bytes:
        """§4.1.1: IV = salt·2^16 XOR SSRC·2^64 XOR index·2^16."""
        iv = self._salt ^ int.from_bytes(ssrc, "big") << 64 ^ index << 16
        self._stream.reset_nonce(iv.to_bytes(16, "big"))
        return self._stream.update(data)

    def tag(self, data: bytes, word: int) -> bytes:
        """§4.2: over the packet and a word behind it, the rollover counter or the SRTCP index."""
        code = self._hmac.copy()
        code.update(data)
        code.update(word.to_bytes(4, "big"))
        return code.finalize()


class _AesGcm:
    """AES in Galois/counter mode: header authenticated, the rest encrypted too (RFC 7714 §8, §9)."""

    def __init__(self, suite: Suite, key: bytes, salt: bytes) -> None:
        self.suite = suite
        self._rtp = AESGCM(derive(key, salt, _RTP_KEY, suite.key_bytes))
        self._rtp_salt = int.from_bytes(derive(key, salt, _RTP_SALT, suite.salt_bytes), "big")
        self._rtcp = AESGCM(derive(key, salt, _RTCP_KEY, suite.key_bytes))
        self._rtcp_salt = int.from_bytes(derive(key, salt, _RTCP_SALT, suite.salt_bytes), "big")

    def seal(self, header: bytes, payload: bytes, index: int) -> bytes:
        return self._rtp.encrypt(_gcm_iv(self._rtp_salt, header[8:12], index), payload, header)

    def open(self, header: bytes, sealed: bytes, index: int) -> bytes | None:
        try:
            return self._rtp.decrypt(_gcm_iv(self._rtp_salt, header[8:12], index), sealed, header)
        except InvalidTag:
            return None

    def seal_rtcp(self, packet: bytes, index: int) -> bytes:
        header, word = packet[:RTCP_HEADER_BYTES], (index | ENCRYPTED_BIT).to_bytes(4, "big")
        iv = _gcm_iv(self._rtcp_salt, header[4:8], index)
        return header + self._rtcp.encrypt(iv, packet[RTCP_HEADER_BYTES:], header + word) + word

    def open_rtcp(self, datagram: bytes) -> bytes | None:
        index = rtcp_index(datagram, self.suite)
        if index is None or not datagram[-INDEX_BYTES] & 0x80:
            return None
        header, word = datagram[:RTCP_HEADER_BYTES], datagram[-INDEX_BYTES:]
        iv = _gcm_iv(self._rtcp_salt, header[4:8], index)
        try:
            return header + self._rtcp.decrypt(iv, datagram[RTCP_HEADER_BYTES:-INDEX_BYTES], header + word)
        except InvalidTag:
            return None


def _gcm_iv(salt: int, ssrc: bytes, index: int) -> bytes:
    """RFC 7714 §8.1, §9.1: salt XOR (two zeros, SSRC, 48 bits of index)."""
    return (salt ^ int.from_bytes(ssrc, "big") << 48 ^ index).to_bytes(12, "big")
