"""The capturing process: started, fed over loopback, read back."""

import json
import os
import resource
import socket
import sys
from pathlib import Path

import pytest

from mrcp_server.client import capture
from mrcp_server.client.arrivals import ARRIVAL
from mrcp_server.client.capture import Capture, allow_descriptors, count_drops
from mrcp_server.client.errors import ClientError
from mrcp_server.client.receiver import open_receiving_socket
from rtp.wire.packet import RtpPacket

pytestmark = pytest.mark.anyio


async def test_packets_of_every_port_come_back() -> None:
    handle = Capture("127.0.0.1", 3)
    await handle.start()
    assert len(set(handle.ports)) == 3
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for number in range(5):
            for port in handle.ports[1:]:
                sender.sendto(bytes(RtpPacket(0, number, number * 160, port, b"\xff" * 160)), ("127.0.0.1", port))
    arrivals, dropped = await handle.stop()
    assert dropped == 0
    assert sorted(arrivals["stream"].tolist()) == [1] * 5 + [2] * 5
    assert set(arrivals["ssrc"].tolist()) == set(handle.ports[1:])


async def test_an_impossible_address_is_one_clear_error() -> None:
    handle = Capture("192.0.2.1", 1)
    with pytest.raises(ClientError, match=r"cannot open 1 RTP ports on 192\.0\.2\.1"):
        await handle.start()


async def test_a_silent_process_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "START_S", 0.0)
    handle = Capture("127.0.0.1", 1)
    with pytest.raises(ClientError):
        await handle.start()
    await handle.discard()


async def test_discarding_before_the_start_is_harmless() -> None:
    await Capture("127.0.0.1", 1).discard()


def test_the_program_serves_its_ports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["capture", "127.0.0.1", "2", str(tmp_path / "out")])
    with (tmp_path / "in").open("wb+") as nothing:
        monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": nothing}))
        assert capture.main() == 0
    ports, dropped = capsys.readouterr().out.splitlines()
    assert len(set(json.loads(ports))) == 2
    assert dropped == "0"


def test_the_program_says_what_it_cannot_open(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["capture", "192.0.2.1", "2", "unused"])
    assert capture.main() == 1
    assert "assign" in capsys.readouterr().err


def test_drops_are_read_from_the_kernels_table(tmp_path: Path) -> None:
    table = tmp_path / "udp"
    heading = (
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode ref p drops"
    )
    row = "  {}: 0100007F:{:04X} 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 1 2 0000 {}"
    table.write_text("\n".join((heading, row.format(1, 4000, 5), row.format(2, 4002, 7), row.format(3, 9, 9))))
    assert count_drops([4000, 4002], [table]) == 12


def test_the_limit_of_open_files_is_raised_and_never_lowered() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (300, hard))
        allow_descriptors(50)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 300
        allow_descriptors(150)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 350
        allow_descriptors(10**9)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_the_loop_ends_with_its_input(tmp_path: Path) -> None:
    with open_receiving_socket("127.0.0.1") as first:
        first_port = first.getsockname()[1]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(bytes(RtpPacket(0, 1, 160, 5, b"x" * 160)), ("127.0.0.1", first_port))
        reading, writing = os.pipe()
        os.close(writing)
        with os.fdopen(reading, "rb") as stopped, (tmp_path / "out").open("wb") as file:
            capture.run([first], file, stopped, 0.01)
    assert (tmp_path / "out").stat().st_size == ARRIVAL.itemsize
