"""Which hosts are addresses."""

from ipaddress import ip_address

import pytest

from sip.hosts import ip_version, literal


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "::", "fe80::1%eth0"])
def test_an_address_is_read(host: str) -> None:
    assert literal(host) == ip_address(host)


@pytest.mark.parametrize("host", ["", "ivr.example.com", "192.0.2", "[2001:db8::1]", "192.0.2.256"])
def test_a_name_is_none(host: str) -> None:
    assert literal(host) is None


@pytest.mark.parametrize(
    ("host", "version"),
    [("192.0.2.1", 4), ("2001:db8::1", 6), ("::ffff:192.0.2.1", 4), ("fe80::1%eth0", 6), ("h.example", None)],
)
def test_an_address_has_a_version(host: str, version: int | None) -> None:
    assert ip_version(host) == version
