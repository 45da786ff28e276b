"""Hosts and the networks they are in: who is who, as far as an address can tell."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final, Self

from sip.hosts import literal

_MOST_REMEMBERED: Final = 4_096


class Networks:
    """A set of networks that addresses are looked up in."""

    def __init__(self, networks: Iterable[str] = ()) -> None:
        """Each is written as `10.0.0.0/8`, `2001:db8::/32` or as a single address.

        Raises:
            ValueError: one is none of these.
        """
        self._networks: tuple[IPv4Network | IPv6Network, ...] = tuple(ip_network(network) for network in networks)
        self._is_all = False

    @classmethod
    def all(cls) -> Self:
        """Every host, by name too."""
        everything = cls()
        everything._is_all = True
        return everything

    def __bool__(self) -> bool:
        return self._is_all or bool(self._networks)

    def __contains__(self, host: str) -> bool:
        """Whether a host is in one of them; a name is only where all hosts are."""
        if self._is_all:
            return True
        address = _address(host)
        return address is not None and any(address in network for network in self._networks)


def same_host(one: str, other: str) -> bool:
    """Whether two spellings mean the same address: `::ffff:192.0.2.1` is 192.0.2.1, and zones of IPv6 do not count."""
    return one == other or plain(one) == plain(other)


@lru_cache(_MOST_REMEMBERED)
def plain(host: str) -> str:
    """The one spelling of an address; a name as it is."""
    address = _address(host)
    return host if address is None else str(address)


@lru_cache(_MOST_REMEMBERED)
def source_of(host: str) -> str:
    """Who is counted as one: an IPv4 address, or an IPv6 source's /64, which is what one subscriber has."""
    address = _address(host)
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), 64), strict=False))
    return host if address is None else str(address)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    address = literal(host.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
