"""Sweeps over real loopback sockets."""

import errno
import socket
import time
from collections.abc import Iterator

import numpy as np
import pytest

from mrcp_server.client import receiver
from mrcp_server.client.receiver import SweepReceiver, mean_squares, open_receiving_socket
from rtp.wire.g711 import Law, encode
from rtp.wire.packet import RtpPacket


@pytest.fixture(name="sockets")
def _sockets() -> Iterator[list[socket.socket]]:
    opened = [open_receiving_socket("127.0.0.1") for _ in range(3)]
    yield opened
    for item in opened:
        item.close()


def send(target: socket.socket, *datagrams: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for datagram in datagrams:
            sender.sendto(datagram, target.getsockname())


def packet(number: int, payload: bytes = b"\xff" * 160, payload_type: int = 0) -> bytes:
    return bytes(RtpPacket(payload_type, number, number * 160, 77, payload, marker=number == 1))


def test_a_sweep_reads_all_sockets_with_their_kernel_times(sockets: list[socket.socket]) -> None:
    before_ns = time.time_ns()
    send(sockets[0], packet(1), packet(2))
    send(sockets[2], packet(9))
    (batch,) = SweepReceiver(sockets).sweep()
    assert batch["stream"].tolist() == [0, 0, 2]
    assert batch["sequence_number"].tolist() == [1, 2, 9]
    assert batch["timestamp"].tolist() == [160, 320, 1440]
    assert batch["marker"].tolist() == [True, False, False]
    assert batch["ssrc"].tolist() == [77, 77, 77]
    assert batch["payload_bytes"].tolist() == [160, 160, 160]
    assert ((batch["arrival_ns"] >= before_ns) & (batch["arrival_ns"] <= time.time_ns())).all()


def test_the_time_is_that_of_arrival_and_not_of_reading(sockets: list[socket.socket]) -> None:
    sweeper = SweepReceiver(sockets)
    # The kernel turns its stamping on a little after the first socket asks for it.
    for number in range(100):
        send(sockets[0], packet(number))
        sent_ns = time.time_ns()
        time.sleep(0.01)
        (batch,) = sweeper.sweep()
        if batch["arrival_ns"][0] <= sent_ns:
            return
    pytest.fail("every time was later than the sending")


def test_nothing_waiting_is_no_batch(sockets: list[socket.socket]) -> None:
    assert SweepReceiver(sockets).sweep() == []


def test_what_is_no_rtp_is_left_out(sockets: list[socket.socket]) -> None:
    sender_report = bytes((0x80, 200, 0, 6)) + bytes(24)
    send(sockets[1], b"x", sender_report, packet(4))
    (batch,) = SweepReceiver(sockets).sweep()
    assert batch["sequence_number"].tolist() == [4]


def test_full_batches_and_full_calls_go_on(sockets: list[socket.socket], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiver, "BATCH_ROWS", 8)
    monkeypatch.setattr(receiver, "PER_CALL", 3)
    sweeper = SweepReceiver(sockets)
    for _ in range(2):
        send(sockets[0], *(packet(number) for number in range(7)))
        send(sockets[1], *(packet(number) for number in range(7)))
        numbers = [number for batch in sweeper.sweep() for number in batch["sequence_number"].tolist()]
        assert numbers == list(range(7)) * 2


def test_a_second_sweep_has_times_too(sockets: list[socket.socket]) -> None:
    sweeper = SweepReceiver(sockets)
    for number in range(3):
        send(sockets[0], packet(number))
        (batch,) = sweeper.sweep()
        assert abs(int(batch["arrival_ns"][0]) - time.time_ns()) < 5_000_000_000


def test_loudness_is_that_of_the_decoded_samples() -> None:
    tone = (1000 * np.ones(160)).astype(np.int16)
    payloads = [encode(tone, Law.PCMU), encode(tone, Law.PCMA), b"\x00" * 160, b""]
    rows = np.zeros((4, 200), np.uint8)
    for row, payload in zip(rows, payloads, strict=True):
        row[12 : 12 + len(payload)] = np.frombuffer(payload, np.uint8)
    lengths = np.array([len(payload) for payload in payloads])
    result = mean_squares(rows, np.array([0, 8, 101, 0], np.uint8), np.full(4, 12), lengths)
    assert np.sqrt(result[:2]) == pytest.approx([1000, 1000], rel=0.03)
    assert np.isnan(result[2:]).all()


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(OSError, match="assign"):
        open_receiving_socket("192.0.2.1")


def test_a_closed_socket_is_an_error(sockets: list[socket.socket]) -> None:
    sweeper = SweepReceiver(sockets)
    sockets[0].close()
    with pytest.raises(OSError) as raised:  # noqa: PT011  # the number is what is asserted
        sweeper.sweep()
    assert raised.value.errno == errno.EBADF
