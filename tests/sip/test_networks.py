"""Who is in which network, who is the same host, and who is counted as one."""

import pytest

from sip.networks import Networks, plain, same_host, source_of


@pytest.mark.parametrize("host", ["10.1.2.3", "::ffff:10.1.2.3", "192.0.2.7", "2001:db8::1", "2001:db8::1%eth0"])
def test_hosts_that_are_in(host: str) -> None:
    assert host in Networks(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"])


@pytest.mark.parametrize("host", ["11.1.2.3", "192.0.2.8", "2001:db9::1", "ivr.example.com", ""])
def test_hosts_that_are_not(host: str) -> None:
    assert host not in Networks(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"])


def test_none_and_all() -> None:
    assert "10.1.2.3" not in Networks()
    assert not Networks()
    assert "10.1.2.3" in Networks.all()
    assert "::1" in Networks.all()
    assert "ivr.example.com" in Networks.all()
    assert Networks.all()


def test_what_is_no_network() -> None:
    with pytest.raises(ValueError, match="ivr"):
        Networks(["ivr"])


def test_spellings_of_one_address() -> None:
    assert same_host("::ffff:192.0.2.1", "192.0.2.1")
    assert same_host("2001:DB8:0:0::1", "2001:db8::1")
    assert not same_host("192.0.2.1", "192.0.2.2")
    assert plain("fe80::1%eth0") == "fe80::1"
    assert plain("ivr") == "ivr"


def test_an_ipv6_subscriber_is_one_source() -> None:
    assert source_of("2001:db8:1:2::1") == source_of("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert source_of("2001:db8:1:3::1") != source_of("2001:db8:1:2::1")
    assert source_of("192.0.2.1") == source_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert source_of("no address") == "no address"
