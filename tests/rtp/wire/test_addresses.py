"""Addresses are what the kernel's structures say."""

import socket

import pytest

from rtp.wire.addresses import canonical, pack_sockaddr, sockaddr_bytes, unpack_sockaddr


@pytest.mark.parametrize("address", [("192.0.2.1", 5004), ("2001:db8::1", 65535), ("127.0.0.1", 0)])
def test_addresses_survive_both_ways(address: tuple[str, int]) -> None:
    packed = pack_sockaddr(address)
    assert len(packed) == 28
    assert unpack_sockaddr(packed) == address
    assert sockaddr_bytes(packed) == (28 if ":" in address[0] else 16)


def test_family_port_and_host_stand_where_linux_wants_them() -> None:
    packed = pack_sockaddr(("192.0.2.1", 0x1234))
    assert int.from_bytes(packed[:2], "little") == socket.AF_INET
    assert packed[2:8] == b"\x12\x34\xc0\x00\x02\x01"
    assert pack_sockaddr(("::1", 1))[0] == socket.AF_INET6


def test_ipv4_in_ipv6_clothes_is_ipv4() -> None:
    assert canonical(("::ffff:192.0.2.1", 7)) == ("192.0.2.1", 7)
    assert canonical(("2001:DB8:0::1", 7)) == ("2001:db8::1", 7)
    assert pack_sockaddr(("::ffff:192.0.2.1", 7)) == pack_sockaddr(("192.0.2.1", 7))


@pytest.mark.parametrize("address", [("example.org", 1), ("192.0.2.1", 65536), ("192.0.2.1", -1)])
def test_what_is_no_address_is_refused(address: tuple[str, int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        pack_sockaddr(address)
