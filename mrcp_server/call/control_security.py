"""Control channels over TLS in SDP: which of `TCP/MRCPv2` and `TCP/TLS/MRCPv2` there is, who connects, and who is who.

RFC 6787 §4.2 and §12.2, RFC 4145 (`a=setup`), RFC 8122 (`a=fingerprint`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mrcp_server.tls.fingerprint import HASHES, Fingerprint, matches, parse_fingerprints
from sip.errors import SdpError
from sip.flow import Address
from sip.hosts import literal
from sip.sdp import Media, SessionDescription

PLAIN = "TCP/MRCPv2"
SECURE = "TCP/TLS/MRCPv2"

# RFC 3261 §20.43 warn-codes.
_INCOMPATIBLE_PROTOCOL = 302
_INCOMPATIBLE_ADDRESS = 301
_MISCELLANEOUS = 399


@dataclass(frozen=True, slots=True)
class ControlSecurity:
    """What the connection of a channel over TLS has to be."""

    fingerprints: tuple[Fingerprint, ...] = ()
    """Of the client's certificate; none: whoever knows the channel may have any, or none."""
    connects_to: Address | None = None
    """Where we open it; None where the client does."""

    def admits(self, certificate: bytes | None) -> bool:
        """Whether a TLS connection on which this certificate (in DER) was shown may carry the channel."""
        return not self.fingerprints or (certificate is not None and matches(certificate, self.fingerprints))


@dataclass(frozen=True, slots=True)
class TlsPolicy:
    """What this server does for control channels."""

    use: Literal["off", "offered", "required"] = "off"
    fingerprints: Callable[[Sequence[Fingerprint]], Sequence[Fingerprint]] = field(default=lambda _also: ())
    """Those of its certificate: SHA-256, and in the hashes that the client uses (RFC 8122 §5.1)."""
    may_connect: bool = False
    """Whether it can connect where the client wants to be connected to."""

    @property
    def protocols(self) -> tuple[str, ...]:
        """What can be had, as it stands in an `m=` line."""
        return {"off": (PLAIN,), "offered": (PLAIN, SECURE), "required": (SECURE,)}[self.use]


def agree(offer: SessionDescription, media: Media, policy: TlsPolicy, peer_host: str) -> ControlSecurity | None:
    """What a control line of an offer comes to; None for one without TLS. `peer_host` is where the offer came from.

    Raises:
        SdpError: 488, for a protocol that is not to be had (warning 302), an `a=setup` with which nobody would connect,
            an address to connect to that is not the caller's (301), or fingerprints none of which can be used.
    """
    protocol = media.protocol.upper()
    if protocol not in (one.upper() for one in policy.protocols):
        raise SdpError(
            f"protocol {media.protocol[:40]} is not {' or '.join(policy.protocols)}", warning=_INCOMPATIBLE_PROTOCOL
        )
    is_secure = protocol == SECURE.upper()
    setup = (media.attribute("setup") or "active").lower()
    if setup not in {"active", "actpass"} and not (is_secure and policy.may_connect and setup == "passive"):
        # RFC 4145 §4: `holdconn` has nobody connect; RFC 6787 §4.2 has the client do it. Where a fingerprint, or an
        # authority, tells whom we have reached, we do.
        raise SdpError(f"a=setup:{setup[:40]} opens no connection, it must be active", warning=_MISCELLANEOUS)
    if not is_secure:
        return None
    return ControlSecurity(
        _fingerprints(offer, media), _target(offer, media, peer_host) if setup == "passive" else None
    )


def describe(media: Media, security: ControlSecurity, policy: TlsPolicy) -> None:
    """Adds our fingerprints to an answered line (RFC 8122 §5)."""
    for fingerprint in policy.fingerprints(security.fingerprints):
        media.add_attribute("fingerprint", str(fingerprint))


def _fingerprints(offer: SessionDescription, media: Media) -> tuple[Fingerprint, ...]:
    """§5: at the line, else at the session."""
    written = media.attributes("fingerprint") or offer.attributes("fingerprint")
    found = parse_fingerprints(written)
    if written and not found:
        raise SdpError(f"no a=fingerprint of {', '.join(HASHES)} that can be read", warning=_MISCELLANEOUS)
    return found


def _target(offer: SessionDescription, media: Media, peer_host: str) -> Address:
    """A stranger must not have us connect wherever he likes: only to himself."""
    host = offer.host_of(media)
    if host is None or literal(host) is None or literal(host) != literal(peer_host):
        raise SdpError("a=setup:passive at another address than the caller's", warning=_INCOMPATIBLE_ADDRESS)
    return host, media.port
