"""Hosts as SIP and SDP write them: which are literal IP addresses."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

# A call names the same few hosts a dozen times; what strangers write may push others out, no more.
_REMEMBERED = 1_024


@lru_cache(_REMEMBERED)
def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host without brackets spells; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def ip_version(host: str) -> int | None:
    """4 or 6 for an address; 4 for an IPv4 one in IPv6 dress (`::ffff:192.0.2.1`), None for a name."""
    address = literal(host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return 4
    return None if address is None else address.version
