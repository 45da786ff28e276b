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
