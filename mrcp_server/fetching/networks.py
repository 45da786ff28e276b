"""Networks that no URI may lead to, however its address is spelt."""

import ipaddress
import socket
from collections.abc import Iterable, Sequence

from mrcp_server.config import OWN

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# What gateways and tunnels translate to the IPv4 address that stands in the last 32 bits: RFC 6052 §2.1, RFC 8215,
# RFC 2765 §2.1, RFC 4291 §2.5.5.1.
_TRANSLATED = tuple(
    ipaddress.IPv6Network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96", "::/96")
)


class BlockedNetworks:
    """What a policy keeps URIs away from."""

    def __init__(self, networks: Sequence[str]) -> None:
        """`networks` in CIDR notation, or `OWN`. Raises ValueError for what is neither."""
        self._blocks_own = OWN in networks
        self._networks: list[_Network] = [ipaddress.ip_network(network) for network in networks if network != OWN]

    def hold(self, address: str) -> bool:
        """Whether an address, IPv6 with its zone or without, lies in one of them, or stands for one that does."""
        ip = ipaddress.ip_address(address.partition("%")[0])
        return any(self._has(one) for one in (ip, *_meant_by(ip)))

    def _has(self, ip: _Address) -> bool:
        return any(ip in network for network in self._networks) or (self._blocks_own and _is_own(ip))


def _meant_by(ip: _Address) -> Iterable[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address may be translated to on the way."""
    if isinstance(ip, ipaddress.IPv4Address):
        return
    for embedded in (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())):
        if embedded is not None:
            yield embedded
    # `::` and `::1` are no IPv4 addresses in IPv6 clothes.
    if any(ip in network for network in _TRANSLATED) and int(ip) > 1:
        yield ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)


def _is_own(ip: _Address) -> bool:
    """The kernel answers from an address of its own exactly when that is the one that is asked for: connecting a UDP
    socket asks it and sends nothing."""
    family = socket.AF_INET if isinstance(ip, ipaddress.IPv4Address) else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(ip), 9))
            source = str(probe.getsockname()[0])
    except OSError:
        return False  # no way leads there
    return ipaddress.ip_address(source.partition("%")[0]) == ip
