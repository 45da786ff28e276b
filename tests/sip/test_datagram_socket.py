"""A UDP socket: what it brings, what it sends, and that another server may read it."""

import asyncio
import socket

from sip.datagram_socket import DatagramSocket, udp_socket
from sip.flow import Flow

HOST = "127.0.0.1"


class Owner:
    """Keeps what comes."""

    def __init__(self) -> None:
        self.came: list[tuple[bytes, Flow]] = []
        self.failures = 0
        self.opened: list[DatagramSocket] = []

    def socket_opened(self, opened: DatagramSocket) -> None:
        self.opened.append(opened)

    def receive_datagram(self, data: bytes, flow: Flow) -> None:
        self.came.append((data, flow))

    def local_host_for(self, remote_host: str) -> str:
        return f"to {remote_host}"

    def note_send_failure(self) -> None:
        self.failures += 1


async def opened(owner: Owner, host: str = HOST) -> DatagramSocket:
    _, endpoint = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: DatagramSocket(owner), sock=udp_socket(host, 0)
    )
    return endpoint


def test_datagrams_go_both_ways_and_a_wildcard_has_a_name_for_each_peer() -> None:
    async def run() -> None:
        owner = Owner()
        endpoint = await opened(owner, "0.0.0.0")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
            peer.bind((HOST, 0))
            peer.sendto(b"ping", (HOST, endpoint.bound[1]))
            await asyncio.sleep(0.05)
            assert owner.came == [(b"ping", Flow("udp", peer.getsockname(), (f"to {HOST}", endpoint.bound[1])))]
            assert endpoint.send(b"pong", peer.getsockname())
            assert peer.recv(9) == b"pong"
        assert not endpoint.send(b"", (HOST, 0))
        endpoint.error_received(OSError())
        assert owner.failures == 1
        endpoint.close()

    asyncio.run(run())


def test_who_is_detached_still_sends_and_what_comes_waits_for_the_other() -> None:
    async def run() -> None:
        owner = Owner()
        endpoint = await opened(owner)
        waiting = endpoint.detach()
        with waiting, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
            peer.bind((HOST, 0))
            peer.sendto(b"for the other", endpoint.bound)
            await asyncio.sleep(0.05)
            assert owner.came == []
            assert waiting.recv(99) == b"for the other"
            assert endpoint.send(b"from the old", peer.getsockname())
            assert peer.recvfrom(99) == (b"from the old", endpoint.bound)
        endpoint.close()
        await asyncio.sleep(0)

    asyncio.run(run())
