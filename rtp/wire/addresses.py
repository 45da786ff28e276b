"""Transport addresses as the kernel spells them: `sockaddr_in` and `sockaddr_in6` of Linux, both in 28 bytes."""

import ipaddress
import struct
from functools import lru_cache

from rtp.messages import Address

SOCKADDR_BYTES = 28
"""sizeof(struct sockaddr_in6); an IPv4 one fills the first 16 and leaves zeros."""
SOCKADDR_IN_BYTES = 16

AF_INET = 2
AF_INET6 = 10

_IN = struct.Struct("=H2s4s20x")
_IN6 = struct.Struct("=H2s4s16s4s")
_PORT = struct.Struct("!H")


def canonical(address: Address) -> Address:
    """One spelling per address; an IPv4 address in IPv6 clothes is IPv4 (RFC 4291 §2.5.5.2).

    Raises:
        ValueError: the host is no literal IP address.
    """
    return _canonical_host(address[0]), address[1]


# Peers are few, and each is named at every stream: what it costs to read an address is paid once.
@lru_cache(1_024)
def _canonical_host(host: str) -> str:
    ip = ipaddress.ip_address(host)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return str(ip)


def pack_sockaddr(address: Address) -> bytes:
    """28 bytes; `sockaddr_bytes` says how many of them the kernel is to read.

    Raises:
        ValueError: the host is no literal IP address, or the port is above 65,535.
    """
    host, number = canonical(address)
    if not 0 <= number <= 0xFFFF:
        raise ValueError(f"port {number} of {host}")
    port = _PORT.pack(number)
    ip = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return _IN.pack(AF_INET, port, ip.packed)
    return _IN6.pack(AF_INET6, port, bytes(4), ip.packed, bytes(4))


def unpack_sockaddr(sockaddr: bytes) -> Address:
    """The address in 28 bytes as `recvmmsg` leaves them."""
    (family,) = struct.unpack_from("=H", sockaddr)
    if family == AF_INET:
        _, port, host = _IN.unpack(sockaddr)
    else:
        _, port, _, host, _ = _IN6.unpack(sockaddr)
    return str(ipaddress.ip_address(host)), _PORT.unpack(port)[0]


def sockaddr_bytes(sockaddr: bytes) -> int:
    """Length of the address proper."""
    return SOCKADDR_IN_BYTES if sockaddr[0] == AF_INET else SOCKADDR_BYTES
