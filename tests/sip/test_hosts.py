"""Which hosts are addresses."""

from ipaddress import ip_address

import pytest

from sip.hosts import literal


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "::", "fe80::1%eth0"])
def test_an_address_is_read(host: str) -> None:
    assert literal(host) == ip_address(host)


@pytest.mark.parametrize("host", ["", "ivr.example.com", "192.0.2", "[2001:db8::1]", "192.0.2.256"])
def test_a_name_is_none(host: str) -> None:
    assert literal(host) is None
