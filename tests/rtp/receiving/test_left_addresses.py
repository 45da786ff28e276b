"""An address that a stream has left is kept from others for a while, and then forgotten."""

from rtp.receiving.left_addresses import QUARANTINE_S, LeftAddresses


def test_an_address_is_held_until_its_time_is_over() -> None:
    left = LeftAddresses()
    left.leave(b"a", 10.0)
    assert left.holds(b"a", 10.0)
    assert left.holds(b"a", 9.0)
    assert left.holds(b"a", 10.0 + QUARANTINE_S - 0.001)
    assert not left.holds(b"a", 10.0 + QUARANTINE_S)
    assert not left.holds(b"b", 10.0)


def test_an_address_that_is_left_again_is_held_from_then() -> None:
    left = LeftAddresses()
    left.leave(b"a", 10.0)
    left.leave(b"b", 10.5)
    left.leave(b"a", 11.0)
    assert left.holds(b"a", 11.0 + QUARANTINE_S - 0.001)


def test_what_is_over_is_forgotten() -> None:
    left = LeftAddresses()
    for number in range(100):
        left.leave(bytes((number,)), number * 1.0)
    assert len(left) == QUARANTINE_S
