"""Octets by source, in all and of each."""

from sip.octet_shares import OctetShares


def test_one_source_leaves_room_for_others() -> None:
    octets = OctetShares(100, 0.75)
    octets.change("192.0.2.1", 70)
    assert octets.has_room("192.0.2.1", 5)
    assert not octets.has_room("192.0.2.1", 6)
    assert octets.has_room("192.0.2.2", 30)
    assert not octets.has_room("192.0.2.2", 31)


def test_a_kind_has_its_part_of_the_room() -> None:
    octets = OctetShares(100, 0.8)
    assert octets.has_room("192.0.2.1", 20, 0.25)
    assert not octets.has_room("192.0.2.1", 21, 0.25)
    octets.change("192.0.2.2", 20)
    assert not octets.has_room("192.0.2.1", 6, 0.25)


def test_what_is_given_back_is_forgotten() -> None:
    octets = OctetShares(100, 1.0)
    octets.change("192.0.2.1", 60)
    octets.change("192.0.2.1", -20)
    assert (octets.total, len(octets)) == (40, 1)
    octets.change("192.0.2.1", -40)
    assert (octets.total, len(octets)) == (0, 0)


def test_an_ipv6_source_is_its_64() -> None:
    octets = OctetShares(100, 0.5)
    octets.change("2001:db8::1", 50)
    assert not octets.has_room("2001:db8::2", 1)
    assert octets.has_room("2001:db8:0:1::1", 50)
