"""Shares and rates of sources, in bounded tables."""

from mrcp_server.doors.sources import Guests, SourceRate, SourceShare

ONE, OTHER = "192.0.2.1", "192.0.2.2"


def test_everybody_is_a_guest_unless_networks_are_named() -> None:
    assert ONE in Guests([])
    assert "" in Guests([])
    assert ONE in Guests(["192.0.2.0/24"])
    assert "198.51.100.1" not in Guests(["192.0.2.0/24"])
    assert "" not in Guests(["192.0.2.0/24"])


def test_one_source_has_its_share_and_another_has_its_own() -> None:
    share = SourceShare(10, 0.25)
    for _ in range(3):
        assert not share.is_used_up(ONE)
        share.take(ONE)
    assert share.is_used_up(ONE)
    assert not share.is_used_up(OTHER)
    share.give_back(ONE)
    assert not share.is_used_up(ONE)


def test_a_share_is_one_at_least_and_nothing_is_kept_of_who_holds_nothing() -> None:
    share = SourceShare(1, 0.1)
    assert not share.is_used_up(ONE)
    share.take(ONE)
    assert share.is_used_up(ONE)
    share.give_back(ONE)
    assert len(share) == 0


def test_an_ipv6_subscriber_is_one_source() -> None:
    share = SourceShare(1, 1.0)
    share.take("2001:db8::1")
    assert share.is_used_up("2001:db8::2")
    assert not share.is_used_up("2001:db8:0:1::2")


def test_so_many_a_second() -> None:
    rate = SourceRate(2)
    assert [rate.admits(ONE, 10.0) for _ in range(3)] == [True, True, False]
    assert rate.admits(OTHER, 10.0)
    assert rate.owed_s(ONE, 10.0) == 0.5
    assert rate.admits(ONE, 10.5)
    assert not rate.admits(ONE, 10.5)


def test_less_than_one_a_second() -> None:
    rate = SourceRate(0.1)
    assert rate.admits(ONE, 0.0)
    assert not rate.admits(ONE, 9.0)
    assert rate.admits(ONE, 10.5)


def test_what_was_spent_in_advance_is_waited_for() -> None:
    rate = SourceRate(10)
    rate.spend(ONE, 0.0, 30)
    assert round(rate.owed_s(ONE, 0.0), 6) == 2.1
    assert rate.owed_s(OTHER, 0.0) == 0.0


def test_no_limit() -> None:
    rate = SourceRate(0)
    assert all(rate.admits(ONE, 0.0) for _ in range(1000))
    assert len(rate) == 0


def test_the_table_is_bounded() -> None:
    rate = SourceRate(1)
    for number in range(10_000):
        rate.spend(f"10.0.{number >> 8}.{number & 255}", 0.0)
    assert len(rate) <= 4096


def test_networks_change() -> None:
    guests = Guests(["192.0.2.0/24"])
    guests.change(["198.51.100.0/24"])
    assert ONE not in guests
    guests.change([])
    assert ONE in guests


def test_a_share_changes_under_those_who_hold_it() -> None:
    share = SourceShare(10, 0.5)
    for _ in range(5):
        share.take(ONE)
    share.change(10, 0.6)
    assert not share.is_used_up(ONE)
    share.change(10, 0.1)
    for _ in range(4):
        share.give_back(ONE)
    assert share.is_used_up(ONE)
    share.give_back(ONE)
    assert not share.is_used_up(ONE)


def test_a_rate_changes_and_what_was_used_counts_on() -> None:
    rate = SourceRate(1)
    assert rate.admits(ONE, 0.0)
    rate.change(10)
    assert not rate.admits(ONE, 0.0)
    assert rate.admits(ONE, 0.1)
    rate.change(0)
    assert all(rate.admits(ONE, 0.1) for _ in range(100))
    assert rate.owed_s(ONE, 0.1) == 0.0
    rate.change(1)
    assert rate.admits(ONE, 0.1)
