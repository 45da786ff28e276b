"""Real sockets on loopback: batches out and in, with the kernel's time, and one that cannot be sent."""

import ctypes
import socket
import time
from collections.abc import Iterator

import numpy as np
import pytest

import rtp.process.datagrams
from rtp.messages import Address
from rtp.process.datagrams import BATCH, Datagrams
from rtp.process.kernel_clock import KernelClock
from rtp.process.ports import PortPair, PortPool
from rtp.receiving.receiver import Arrivals
from rtp.sending.wheel import IOVEC_COUNT, IOVECS, MESSAGE_WORDS, NAME, NAME_BYTES, Segment
from rtp.wire.addresses import SOCKADDR_BYTES, pack_sockaddr, sockaddr_bytes

PORT = 7


class Batch:
    """Messages as the plane makes them, of whole datagrams."""

    def __init__(self, *packets: tuple[Address, bytes]) -> None:
        self.buffers = [np.frombuffer(data, np.uint8) for _, data in packets]
        self.names = np.zeros((len(packets), SOCKADDR_BYTES), np.uint8)
        self.iovecs = np.zeros((len(packets), 2), np.int64)
        self.messages = np.zeros((len(packets), MESSAGE_WORDS), np.int64)
        for index, (address, data) in enumerate(packets):
            packed = pack_sockaddr(address)
            self.names[index] = np.frombuffer(packed, np.uint8)
            self.iovecs[index] = (self.buffers[index].ctypes.data, len(data))
            self.messages[index, NAME] = self.names[index].ctypes.data
            self.messages[index, NAME_BYTES] = sockaddr_bytes(packed)
            self.messages[index, IOVECS] = self.iovecs[index].ctypes.data
            self.messages[index, IOVEC_COUNT] = 1
        self.segment = Segment(PORT, 0, self.messages, len(packets), self.messages.ctypes.data)


@pytest.fixture(params=[True, False], ids=["batched", "plain"])
def batching(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.param:
        monkeypatch.setattr(rtp.process.datagrams, "HAS_BATCH_CALLS", False)


def _open(host: str) -> tuple[PortPool, PortPair, Datagrams]:
    pool = PortPool(host, None, 0, 0)
    pair = pool.claim(None, receive=False)
    datagrams = Datagrams(lambda: (pair.rtp.dup(), pair.rtcp.dup()), KernelClock(time.time, time.monotonic))
    datagrams.add_port(PORT)
    return pool, pair, datagrams


@pytest.fixture(params=["127.0.0.1", "::1"])
def ends(request: pytest.FixtureRequest) -> Iterator[tuple[PortPair, Datagrams, socket.socket]]:
    pool, pair, datagrams = _open(request.param)
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as peer:
        peer.bind((request.param, 0))
        peer.settimeout(2)
        yield pair, datagrams, peer
    datagrams.close()
    pool.close()


def _arrived(datagrams: Datagrams) -> list[tuple[int, bytes, bytes, float]]:
    found = []
    for arrivals in datagrams.receive():
        assert isinstance(arrivals, Arrivals)
        for index, size in enumerate(arrivals.lengths.tolist()):
            found.append(
                (
                    int(arrivals.ports[index]),
                    arrivals.datagrams[index, :size].tobytes(),
                    arrivals.sources[index].tobytes(),
                    float(arrivals.at[index]),
                )
            )
    return found


@pytest.mark.usefixtures("batching")
def test_a_batch_leaves_and_arrives(ends: tuple[PortPair, Datagrams, socket.socket]) -> None:
    _, datagrams, peer = ends
    address = peer.getsockname()[:2]
    batch = Batch(*[(address, bytes((n,)) * 20) for n in range(5)])
    assert datagrams.send(batch.segment) in ((), [])
    assert [peer.recv(100)[0] for _ in range(5)] == [0, 1, 2, 3, 4]


@pytest.mark.usefixtures("batching")
def test_what_arrives_comes_with_source_and_time(ends: tuple[PortPair, Datagrams, socket.socket]) -> None:
    pair, datagrams, peer = ends
    host = pair.rtp.getsockname()[0]
    before = time.monotonic()
    for size in (12, 172, 30):
        peer.sendto(bytes(size), (host, pair.port))
    found = _arrived(datagrams)
    assert [len(data) for _, data, _, _ in found] == [12, 172, 30]
    assert {source for _, _, source, _ in found} == {pack_sockaddr(peer.getsockname()[:2])}
    assert all(before - 0.01 < at < time.monotonic() + 0.01 for *_, at in found)
    assert _arrived(datagrams) == []


@pytest.mark.usefixtures("batching")
def test_more_than_a_batch_arrives_in_several(ends: tuple[PortPair, Datagrams, socket.socket]) -> None:
    pair, datagrams, peer = ends
    host = pair.rtp.getsockname()[0]
    for number in range(BATCH + 10):
        peer.sendto(number.to_bytes(2, "big"), (host, pair.port))
    assert [int.from_bytes(data, "big") for _, data, _, _ in _arrived(datagrams)] == list(range(BATCH + 10))


@pytest.mark.usefixtures("batching")
def test_a_datagram_that_cannot_leave_is_skipped(ends: tuple[PortPair, Datagrams, socket.socket]) -> None:
    _, datagrams, peer = ends
    address = peer.getsockname()[:2]
    # A port of 0 is refused by the kernel.
    good, bad = (address, b"good"), ((address[0], 0), b"bad")
    batch = Batch(bad, good, bad, bad, good, bad)
    assert list(datagrams.send(batch.segment)) == [0, 2, 3, 5]
    assert peer.recv(10) + peer.recv(10) == b"goodgood"


def test_rtcp_has_its_own_socket(ends: tuple[PortPair, Datagrams, socket.socket]) -> None:
    pair, datagrams, peer = ends
    address = peer.getsockname()[:2]
    peer.sendto(b"report", (address[0], pair.port + 1))
    assert list(datagrams.receive_rtcp()) == [[(PORT, pack_sockaddr(address), b"report")]]
    assert datagrams.send_one(PORT, True, address, b"answer")
    assert peer.recvfrom(100)[1][1] == pair.port + 1
    assert datagrams.send_one(PORT, False, address, b"answer")
    assert peer.recvfrom(100)[1][1] == pair.port
    assert not datagrams.send_one(PORT, False, (address[0], 0), b"answer")


def test_an_interrupted_call_is_made_again(
    ends: tuple[PortPair, Datagrams, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, datagrams, peer = ends
    batch = Batch((peer.getsockname()[:2], b"once"))

    class Interrupted:
        calls = 0

        def sendmmsg(self, *arguments: object) -> int:
            self.calls += 1
            if self.calls < 3:
                ctypes.set_errno(4)
                return -1
            return 1

    monkeypatch.setattr(rtp.process.datagrams, "_LIBC", Interrupted())
    assert list(datagrams.send(batch.segment)) == []


def test_a_wall_clock_that_was_set_moves_no_arrival() -> None:
    shift_s = 1.0
    clock = KernelClock(lambda: time.time() + shift_s, time.monotonic)
    pool = PortPool("127.0.0.1", None, 0, 0)
    pair = pool.claim(None, receive=False)
    datagrams = Datagrams(lambda: (pair.rtp.dup(), pair.rtcp.dup()), clock)
    datagrams.add_port(PORT)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        # From here on the kernel's clock and this process's are one again: as if somebody had set it back by a second.
        shift_s = 0.0
        before = time.monotonic()
        for _ in range(2):
            peer.sendto(bytes(12), ("127.0.0.1", pair.port))
            ((*_, at),) = _arrived(datagrams)
            assert before - 0.01 < at < time.monotonic() + 0.01
    datagrams.close()
    pool.close()


def test_a_port_whose_sockets_have_not_come_sends_nothing_and_breaks_nothing() -> None:
    datagrams = Datagrams(lambda: None, KernelClock(time.time, time.monotonic))
    assert not datagrams.add_port(PORT)
    datagrams.filter(PORT, None)
    assert not datagrams.send_one(PORT, False, ("127.0.0.1", 9), b"")
    messages = np.zeros((2, MESSAGE_WORDS), np.int64)
    assert list(datagrams.send(Segment(PORT, 0, messages, 2, messages.ctypes.data))) == [0, 1]
    datagrams.close()
