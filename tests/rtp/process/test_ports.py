"""Streams share ports as far as they can be told apart."""

import errno
import socket

import pytest

from rtp.errors import NoPortError
from rtp.process.ports import DSCP_EF, IPV6_KEY, PortPool, split_ports

PEER = ("192.0.2.1", 4000)
OTHER = ("192.0.2.2", 4000)


@pytest.fixture
def pool() -> "PortPool":
    return PortPool("127.0.0.1", None, 0, 0)


def test_a_pair_is_an_even_port_and_the_odd_one_above(pool: PortPool) -> None:
    pair = pool.claim(PEER, receive=True)
    assert pair.port % 2 == 0
    assert pair.rtcp.getsockname()[1] == pair.rtp.getsockname()[1] + 1
    assert pair.rtp.getsockopt(socket.IPPROTO_IP, socket.IP_TOS) == DSCP_EF
    pool.close()
    assert pool.pairs == []


def test_different_peers_share_a_port_and_equal_ones_do_not(pool: PortPool) -> None:
    first = pool.claim(PEER, receive=True)
    assert pool.claim(OTHER, receive=True) is first
    second = pool.claim(PEER, receive=True)
    assert second is not first
    assert pool.claim(OTHER, receive=True) is second
    pool.close()


def test_out_of_descriptors_no_port_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> socket.socket:
        raise OSError(errno.EMFILE, "Too many open files")

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        first = probe.getsockname()[1] & ~1
    pool = PortPool("127.0.0.1", None, first, first + 1)
    with monkeypatch.context() as patch:
        patch.setattr("rtp.process.ports._bound", refuse)
        with pytest.raises(NoPortError, match="can be opened: Too many open files"):
            pool.claim(PEER, receive=True)
    assert pool.claim(PEER, receive=True).port == first
    pool.close()


def test_streams_that_only_send_share_the_first_port(pool: PortPool) -> None:
    pairs = {id(pool.claim(PEER, receive=False)) for _ in range(10)}
    pairs.add(id(pool.claim(None, receive=True)))
    assert len(pairs) == 1
    pool.release(pool.pairs[0], PEER, receive=False)
    pool.close()


def test_a_released_port_is_used_again_lowest_first(pool: PortPool) -> None:
    pairs = [pool.claim(PEER, receive=True) for _ in range(4)]
    pool.release(pairs[2], PEER, receive=True)
    pool.release(pairs[0], PEER, receive=True)
    assert pool.claim(PEER, receive=True) is pairs[0]
    assert pool.claim(PEER, receive=True) is pairs[2]
    for pair in pairs:
        pool.release(pair, PEER, receive=True)
    assert not any(family.claims for family in pool._families.values())
    assert len(pool.pairs) == 4
    pool.close()


def test_after_a_re_invite_the_old_port_is_kept_where_it_will_do(pool: PortPool) -> None:
    for _ in range(3):
        pool.claim(PEER, receive=True)
    third = pool.pairs[2]
    assert pool.claim(OTHER, receive=True, prefer=third) is third
    assert pool.claim(OTHER, receive=True, prefer=third) is pool.pairs[0]
    assert pool.claim(OTHER, receive=True, prefer=pool.pairs[1]) is pool.pairs[1]
    pool.release(pool.pairs[0], OTHER, receive=True)
    pool.release(pool.pairs[1], OTHER, receive=True)
    assert pool.claim(OTHER, receive=True, prefer=pool.pairs[1]) is pool.pairs[1]
    assert pool.claim(OTHER, receive=True, prefer=pool.pairs[0]) is pool.pairs[0]
    assert pool.claim(PEER, receive=False, prefer=third) is third
    pool.close()


def test_lines_of_one_session_have_ports_of_their_own(pool: PortPool) -> None:
    first = pool.claim(PEER, receive=False)
    second = pool.claim(OTHER, receive=False, others={first.port})
    third = pool.claim(OTHER, receive=True, others={first.port, second.port})
    assert len({first.port, second.port, third.port}) == 3
    # What was passed over for one session is there for the next.
    assert pool.claim(OTHER, receive=True) is first
    assert pool.claim(OTHER, receive=True, prefer=third, others={third.port}) is second
    assert pool.claim(PEER, receive=False, prefer=first, others={first.port}) is second
    pool.close()


def test_ports_of_other_programs_are_passed_over_and_the_range_ends() -> None:
    probe = PortPool("127.0.0.1", None, 0, 0)
    first = probe.claim(PEER, receive=True).port
    pool = PortPool("127.0.0.1", None, first, first + 1)
    with pytest.raises(NoPortError, match=r"127\.0\.0\.1"):
        pool.claim(PEER, receive=True)
    probe.pairs[0].rtp.close()
    busy = PortPool("127.0.0.1", None, first, first + 1)
    with pytest.raises(NoPortError):
        busy.claim(PEER, receive=True)
    probe.close()
    free = PortPool("127.0.0.1", None, first - 1, first + 1)
    pair = free.claim(PEER, receive=True)
    assert pair.port == first
    with pytest.raises(NoPortError):
        free.claim(PEER, receive=True)
    with pytest.raises(NoPortError):
        free.claim(OTHER, receive=True) and free.claim(OTHER, receive=True)
    free.release(pair, PEER, receive=True)
    assert free.claim(PEER, receive=True) is pair
    free.close()


def test_a_port_that_another_program_has_given_up_is_found_again() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1] & ~1
        pool = PortPool("127.0.0.1", None, port, port + 1)
        for _ in range(2):
            with pytest.raises(NoPortError):
                pool.claim(PEER, receive=True)
    assert pool.claim(PEER, receive=True).port == port
    pool.close()


def test_no_claim_is_left_of_a_peer_that_got_no_port() -> None:
    pool = PortPool("127.0.0.1", None, 2, 2)
    with pytest.raises(NoPortError):
        pool.claim(PEER, receive=True)
    assert not any(family.claims for family in pool._families.values())


def test_both_families_and_the_refusal_of_the_one_not_served() -> None:
    both = PortPool("127.0.0.1", "::1", 0, 0)
    six = both.claim(("2001:db8::1", 1), receive=True)
    four = both.claim(("::ffff:192.0.2.1", 1), receive=True)
    assert (six.is_ipv6, four.is_ipv6) == (True, False)
    assert six.key == six.port | IPV6_KEY
    # A peer that moves to the other family cannot keep its port.
    assert both.claim(("2001:db8::2", 1), receive=False, prefer=four) is six
    both.close()
    only_six = PortPool("::1", None, 0, 0)
    assert both.ip_versions == {4, 6}
    assert only_six.ip_versions == {6}
    with pytest.raises(ValueError, match="IPv4"):
        only_six.claim(PEER, receive=True)


def test_a_machine_without_ipv6_serves_ipv4() -> None:
    pool = PortPool("127.0.0.1", "2001:db8::77", 0, 0)
    assert pool.ip_versions == {4}
    with pytest.raises(ValueError, match="IPv6"):
        pool.claim(("2001:db8::1", 1), receive=True)


def test_a_host_that_is_not_ours_is_named() -> None:
    with pytest.raises(NoPortError, match=r"192\.0\.2\.77"):
        PortPool("192.0.2.77", None, 0, 0).claim(PEER, receive=True)


def test_planes_divide_the_range() -> None:
    assert split_ports(5000, 6000, 1) == [(5000, 5999)]
    assert split_ports(5001, 5009, 2) == [(5002, 5005), (5006, 5009)]
    assert split_ports(0, 0, 2) == [(0, 0), (0, 0)]
