"""The kernel drops what the filter denies, on real sockets: of either family, by port and by host."""

import socket
from collections.abc import Iterator

import pytest

from rtp.process.kernel_filter import attach, program
from rtp.receiving.flood_guard import SAMPLED, SourceFilter
from rtp.wire.addresses import pack_sockaddr

MANY = 64 * SAMPLED // 16


class Line:
    """A receiving socket and some that send to it."""

    def __init__(self, host: str) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.receiving, *self.sending = (socket.socket(family, socket.SOCK_DGRAM) for _ in range(4))
        for one in (self.receiving, *self.sending):
            one.bind((host, 0))
        self.receiving.setblocking(False)
        self.sources = [pack_sockaddr(one.getsockname()[:2]) for one in self.sending]

    def arrived(self, index: int, count: int = MANY) -> int:
        """How many of so many that one sends are taken."""
        taken = 0
        for _ in range(count):
            self.sending[index].sendto(b"x", self.receiving.getsockname())
            try:
                taken += len(self.receiving.recv(10))
            except BlockingIOError:
                continue
        return taken

    def close(self) -> None:
        for one in (self.receiving, *self.sending):
            one.close()


@pytest.fixture(params=["127.0.0.1", "::1"], name="line")
def _line(request: pytest.FixtureRequest) -> Iterator[Line]:
    line = Line(request.param)
    yield line
    line.close()


def test_who_is_denied_is_sampled_and_others_are_taken(line: Line) -> None:
    assert attach(line.receiving, SourceFilter((line.sources[0],)))
    # Of 256, four on average; forty are as good as impossible.
    assert line.arrived(0) < 40
    assert line.arrived(1) == MANY


def test_only_who_is_allowed_is_taken(line: Line) -> None:
    assert attach(line.receiving, SourceFilter((line.sources[2],), (line.sources[1], line.sources[2])))
    assert line.arrived(0) < 40
    assert line.arrived(1) == MANY
    assert line.arrived(2) < 40


def test_a_host_is_allowed_whatever_its_port(line: Line) -> None:
    host = line.sources[0][:2] + bytes(2) + line.sources[0][4:]
    assert attach(line.receiving, SourceFilter((), (host,)))
    assert line.arrived(0) == line.arrived(1) == MANY
    elsewhere = pack_sockaddr(("2001:db8::1" if ":" in line.receiving.getsockname()[0] else "192.0.2.1", 0))
    assert attach(line.receiving, SourceFilter((), (elsewhere,)))
    assert line.arrived(0) < 40


def test_without_a_filter_all_is_taken_again(line: Line) -> None:
    assert attach(line.receiving, None)
    attach(line.receiving, SourceFilter((), ()))
    assert line.arrived(0) < 40
    assert attach(line.receiving, None)
    assert line.arrived(0) == MANY


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_thousand_sources_make_a_program_that_the_kernel_takes(host: str) -> None:
    line = Line(host)
    try:
        sources = tuple(pack_sockaddr((host, port)) for port in range(20_000, 20_999))
        assert attach(line.receiving, SourceFilter((), (*sources, line.sources[1])))
        assert line.arrived(0) < 40
        assert line.arrived(1) == MANY
    finally:
        line.close()


def test_hosts_that_are_many_are_passed_by_far_jumps() -> None:
    hosts = [f"10.0.{number // 250}.{number % 250 + 1}" for number in range(500)]
    wanted = SourceFilter((), tuple(pack_sockaddr((host, port)) for host in hosts for port in (4000, 4002)))
    assert all(jump < 256 for _, when_true, when_false, _ in program(wanted) for jump in (when_true, when_false))


def test_what_the_kernel_refuses_is_told() -> None:
    line = Line("127.0.0.1")
    try:
        sources = tuple(pack_sockaddr(("127.0.0.1", port)) for port in range(1, 5_000))
        assert not attach(line.receiving, SourceFilter((), sources))
        assert line.arrived(0) == MANY
    finally:
        line.close()
