"""Keys of encrypted media in SDP: `a=crypto` (RFC 4568), read, chosen and answered.

    a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:BASE64|2^20 KDR=1
             │ │                       │             │    └ session parameters
             │ │                       │             └ lifetime, then MKI:length
             │ │                       └ master key and salt, of what this side sends
             │ └ crypto suite
             └ tag, echoed by the answer

Nothing here prints a key: what is printed ends in logs and answers.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

from sip.errors import SdpError
from sip.sdp import Media

# RFC 3261 §20.43.
_INCOMPATIBLE_PROTOCOL = 302
_MISCELLANEOUS = 399

MAX_LINES = 32
"""Crypto lines looked at; Avaya and Cisco offer up to 12."""
MAX_TAG = 999_999_999
"""§9.1: "tag = 1*9DIGIT"."""
MAX_LIFETIME = 48
"""RFC 3711 §9.2: no more than 2^48 packets under one key."""
_LIFETIME = re.compile(r"(?:2\^)?[0-9]{1,15}", re.ASCII)
_NAME = re.compile(r"[A-Z0-9_]{1,32}", re.ASCII)
_IGNORED = re.compile(r"WSH=[0-9]{2,9}", re.ASCII)
"""§6.3.7: a hint how far packets may be out of order."""


@dataclass(frozen=True, slots=True)
class CryptoLine:
    """One `a=crypto`, of either side."""

    tag: str
    suite: str
    key: bytes = field(repr=False)
    """Master key and, behind it, master salt."""

    @classmethod
    def parse(cls, value: str, key_bytes: Mapping[str, int]) -> Self:
        """Read the value of an `a=crypto` line that can be used.

        Args:
            value: behind `a=crypto:`.
            key_bytes: octets of key and salt of each suite that can be had.

        Raises:
            SdpError: it breaks the grammar, or asks for what is not done here: another suite, several keys, an MKI, a
                key derivation rate, packets without encryption or authentication, FEC. The reason holds no key.
        """
        fields = value.split()
        if len(fields) < 3 or not (fields[0].isascii() and fields[0].isdigit() and int(fields[0][:10]) <= MAX_TAG):
            raise SdpError("a=crypto cannot be read", warning=_MISCELLANEOUS)
        tag, suite, parameters, *session = fields
        if suite not in key_bytes:
            raise SdpError(f"crypto suite {_shown(suite)} is not available", warning=_MISCELLANEOUS)
        for parameter in session:
            _check_session_parameter(parameter)
        return cls(tag, suite, _read_key(parameters, key_bytes[suite]))

    def __str__(self) -> str:
        return f"{self.tag} {self.suite} inline:{base64.b64encode(self.key).decode()}"


@dataclass(frozen=True, slots=True)
class AgreedCrypto:
    """What offer and answer settled for a line: one suite, a key each way."""

    offered: CryptoLine
    """The peer's line that was chosen."""
    key: bytes = field(repr=False)
    """Ours: master key and salt."""

    @property
    def suite(self) -> str:
        return self.offered.suite

    @property
    def line(self) -> CryptoLine:
        """What the answer says: the same tag and suite, our key (§7.1.2)."""
        return CryptoLine(self.offered.tag, self.offered.suite, self.key)


@dataclass(frozen=True, slots=True)
class CryptoTerms:
    """What our side does about encryption on a line."""

    key_bytes: Mapping[str, int] = field(default_factory=dict)
    """Octets of key and salt of each suite that we take."""
    is_required: bool = False
    """A line that cannot be encrypted is refused."""
    reason: str = "encrypted media is not available"
    """Why nothing can be encrypted where there is no `new_key`, for the answer."""
    new_key: Callable[[int], bytes] | None = None
    """Makes a key of so many octets, from a source that nobody can guess; None: nothing is encrypted."""
    agreed: AgreedCrypto | None = None
    """What the line has already."""


def is_secured(protocol: str) -> bool:
    """RTP/SAVP or RTP/SAVPF (RFC 3711 §12, RFC 5124): a line that is encrypted or refused."""
    return protocol.upper() in {"RTP/SAVP", "RTP/SAVPF"}


def agree(media: Media, terms: CryptoTerms) -> AgreedCrypto | None:
    """Choose one of the offer's crypto lines, the first that can be had (§7.1.2); None for a line in clear.

    `RTP/AVP` with `a=crypto` is what telephones write that would like encryption and can do without: it is taken up
    where possible. A re-INVITE that names the key which the line has keeps ours too, so that nothing begins anew.

    Raises:
        SdpError: nothing can be had, and the line may not be in clear.
    """
    if terms.new_key is None:
        if is_secured(media.protocol) or terms.is_required:
            raise SdpError(terms.reason, warning=_INCOMPATIBLE_PROTOCOL)
        return None
    failure: SdpError | None = None
    for value in media.attributes("crypto")[:MAX_LINES]:
        try:
            offered = CryptoLine.parse(value, terms.key_bytes)
        except SdpError as error:
            failure = failure or error
            continue
        return _agreed(offered, terms.new_key, terms.agreed)
    if is_secured(media.protocol):
        raise failure or SdpError(f"{media.protocol[:10]} without a=crypto (RFC 4568)", warning=_MISCELLANEOUS)
    if terms.is_required:
        raise failure or SdpError("media must be encrypted: RTP/SAVP with a=crypto", warning=_INCOMPATIBLE_PROTOCOL)
    return None


def read_agreed(media: Media, offered: CryptoLine) -> CryptoLine:
    """The answer's line to the one crypto line that we offered.

    Raises:
        SdpError: it has none, or one of another tag or suite (§7.1.3).
    """
    values = media.attributes("crypto")
    if len(values) != 1:
        raise SdpError(f"{len(values)} crypto lines in the answer, not 1", warning=_MISCELLANEOUS)
    line = CryptoLine.parse(values[0], {offered.suite: len(offered.key)})
    if (line.tag, line.suite) != (offered.tag, offered.suite):
        raise SdpError("the answer's crypto line is none that was offered", warning=_MISCELLANEOUS)
    return line


def _agreed(offered: CryptoLine, new_key: Callable[[int], bytes], agreed: AgreedCrypto | None) -> AgreedCrypto:
    if agreed is not None and (agreed.offered.suite, agreed.offered.key) == (offered.suite, offered.key):
        return AgreedCrypto(offered, agreed.key)
    return AgreedCrypto(offered, new_key(len(offered.key)))


def _read_key(parameters: str, size: int) -> bytes:
    method, _, rest = parameters.partition(":")
    if ";" in rest:
        raise SdpError("several keys in one a=crypto are not supported", warning=_MISCELLANEOUS)
    text, *more = rest.split("|")
    if method.lower() != "inline" or len(more) > 2:
        raise SdpError("a=crypto without inline key", warning=_MISCELLANEOUS)
    for value in more:
        # §6.1: a lifetime comes first and has no colon, an MKI has one.
        if ":" in value:
            raise SdpError("a=crypto with an MKI is not supported", warning=_MISCELLANEOUS)
        if not _LIFETIME.fullmatch(value) or (value.startswith("2^") and int(value[2:]) > MAX_LIFETIME):
            raise SdpError("a=crypto with a lifetime that makes no sense", warning=_MISCELLANEOUS)
    try:
        # Some leave the padding out.
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != size:
        raise SdpError(f"a=crypto with a key that is not {size} octets in base64", warning=_MISCELLANEOUS)
    return key


def _check_session_parameter(parameter: str) -> None:
    """§6.3.7: what one does not know makes the line unusable, unless a hyphen says that it may be ignored."""
    # KDR=0 would be the default; the grammar begins at 2^0, that is one derivation a packet.
    if not parameter.startswith("-") and not _IGNORED.fullmatch(parameter):
        raise SdpError(f"a=crypto with {_shown(parameter.partition('=')[0])} is not supported", warning=_MISCELLANEOUS)


def _shown(name: str) -> str:
    """A name for people; what looks like anything else may be a key in the wrong place."""
    return name if _NAME.fullmatch(name) else "(unreadable)"
