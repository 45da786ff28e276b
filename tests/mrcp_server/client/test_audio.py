"""One call's audio over loopback."""

import asyncio
import itertools
import socket
import time
from collections.abc import AsyncIterator, Iterator

import numpy as np
import pylibsrtp
import pytest

from mrcp_server.client.audio import AudioPort, ReceivedPacket, frames_of
from rtp.messages import SrtpKeys
from rtp.wire.g711 import Law, encode
from rtp.wire.packet import RtpPacket
from rtp.wire.payload_types import PCMA, PCMU
from rtp.wire.telephone_event import KeyDown, KeyUp, TelephoneEventDecoder

pytestmark = pytest.mark.anyio

TONE = (3000 * np.sin(np.arange(160) * 2 * np.pi / 16)).astype(np.int16)


@pytest.fixture(name="port")
async def _port() -> AsyncIterator[AudioPort]:
    port = AudioPort("127.0.0.1")
    port.open()
    yield port
    port.close()
    port.close()


@pytest.fixture(name="peer")
def _peer() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind(("127.0.0.1", 0))
        peer.settimeout(2)
        yield peer


def received(*packets: RtpPacket, first_ns: int = 1000) -> list[ReceivedPacket]:
    return [ReceivedPacket(packet, first_ns + index) for index, packet in enumerate(packets)]


def packet(number: int, timestamp: int, payload: bytes = b"") -> RtpPacket:
    return RtpPacket(0, number, timestamp, 7, payload or encode(TONE, Law.PCMU), marker=number == 0)


async def test_packets_are_kept_with_their_kernel_times(port: AudioPort, peer: socket.socket) -> None:
    before_ns = time.time_ns()
    for data in (bytes(packet(1, 160)), bytes((0x80, 200, 0, 6)) + bytes(24), b"junk", bytes(packet(2, 320))):
        peer.sendto(data, ("127.0.0.1", port.port))
    for _ in range(10):  # what was sent is there: the loop only has to look
        await asyncio.sleep(0)
    assert [item.packet.sequence_number for item in port.received] == [1, 2]
    assert all(before_ns <= item.arrival_ns <= time.time_ns() for item in port.received)
    first, last = port.received[0].arrival_ns, port.received[1].arrival_ns
    assert port.first_after_ns(before_ns) == first
    assert port.first_after_ns(first + 1) == last == port.last_ns()
    assert port.first_after_ns(last + 1) is None


async def test_columns_hold_what_was_heard(port: AudioPort) -> None:
    assert port.last_ns() is None
    assert len(port.arrivals()) == 0
    port.received = received(packet(0, 160), packet(1, 320))
    columns = port.arrivals()
    assert columns["sequence_number"].tolist() == [0, 1]
    assert columns["marker"].tolist() == [True, False]
    assert columns["arrival_ns"].tolist() == [1000, 1001]
    assert columns["payload_bytes"].tolist() == [160, 160]


class TestSamples:
    """What a listener would have heard."""

    async def test_packets_follow_each_other(self, port: AudioPort) -> None:
        port.received = received(packet(0, 0), packet(1, 160))
        assert len(port.samples(PCMU)) == 320
        assert len(port.samples(PCMU, since_ns=1001)) == 160

    async def test_silence_between_talkspurts_is_silence(self, port: AudioPort) -> None:
        port.received = received(packet(0, 2**32 - 160), packet(1, 800))
        samples = port.samples(PCMU)
        assert len(samples) == 160 + 800 + 160
        assert not samples[160:960].any()

    async def test_late_and_double_packets_are_left_out(self, port: AudioPort) -> None:
        port.received = received(packet(0, 160), packet(0, 160), packet(1, 0))
        assert len(port.samples(PCMU)) == 160

    async def test_an_absurd_gap_does_not_fill_the_memory(self, port: AudioPort) -> None:
        port.received = received(packet(0, 0), packet(1, 2**31 - 1))
        assert len(port.samples(PCMU)) == 160 + 30 * 8000 + 160

    async def test_nothing_is_nothing(self, port: AudioPort) -> None:
        assert len(port.samples(PCMA)) == 0


async def test_frames_leave_in_real_time(port: AudioPort, peer: socket.socket) -> None:
    began = time.monotonic()
    sent = await port.send_frames([b"a" * 160, b"b" * 160, b"c" * 160], peer.getsockname(), 8)
    assert sent == 3
    assert 0.035 < time.monotonic() - began < 0.5
    packets = [RtpPacket.parse(peer.recv(2048)) for _ in range(3)]
    assert [item.payload[:1] for item in packets] == [b"a", b"b", b"c"]
    assert [item.marker for item in packets] == [True, False, False]
    assert {item.payload_type for item in packets} == {8}
    assert {(b.timestamp - a.timestamp) % 2**32 for a, b in itertools.pairwise(packets)} == {160}
    assert {(b.sequence_number - a.sequence_number) % 2**16 for a, b in itertools.pairwise(packets)} == {1}


async def test_a_stalled_sender_does_not_catch_up(port: AudioPort, peer: socket.socket) -> None:
    def frames() -> Iterator[bytes]:
        yield b"x" * 160
        time.sleep(0.15)
        yield b"x" * 160
        yield b"x" * 160

    began = time.monotonic()
    await port.send_frames(frames(), peer.getsockname(), 0)
    assert time.monotonic() - began > 0.15 + 0.015


async def test_keys_are_telephone_events(port: AudioPort, peer: socket.socket) -> None:
    await port.send_keys("1#", peer.getsockname(), 101)
    decoder = TelephoneEventDecoder()
    events = []
    peer.settimeout(0)
    while True:
        try:
            item = RtpPacket.parse(peer.recv(2048))
        except BlockingIOError:
            break
        assert item.payload_type == 101
        events += decoder.push(item.timestamp, item.payload, 0.0)
    assert [event.event for event in events if isinstance(event, KeyDown)] == [1, 11]
    assert [event.duration for event in events if isinstance(event, KeyUp)] == [800, 800]


async def test_no_key_is_an_error(port: AudioPort) -> None:
    with pytest.raises(ValueError, match="substring"):
        await port.send_keys("1x", ("127.0.0.1", 9), 101)


def test_the_last_frame_is_filled_up() -> None:
    frames = frames_of(np.concatenate((TONE, TONE[:10])), PCMA)
    assert [len(frame) for frame in frames] == [160, 160]
    assert frames[1][10:] == encode(np.zeros(150, np.int16), Law.PCMA)
    assert frames_of(np.zeros(0, np.int16), PCMU) == []


async def test_encrypted_audio_both_ways(port: AudioPort, peer: socket.socket) -> None:
    """libsrtp is the peer; the sequence numbers go around on the way, and what it did not send is not heard."""
    ours, theirs = bytes(range(30)), bytes(range(30, 60))
    policy = pylibsrtp.Policy
    reads = pylibsrtp.Session(policy(key=ours, ssrc_type=policy.SSRC_ANY_INBOUND))
    writes = pylibsrtp.Session(policy(key=theirs, ssrc_type=policy.SSRC_ANY_OUTBOUND))
    port.secure(SrtpKeys("AES_CM_128_HMAC_SHA1_80", send=ours, receive=theirs))
    port._sequence_number = 0xFFFE
    frame = encode(TONE, Law.PCMU)
    await port.send_frames([frame] * 4, peer.getsockname(), 0)
    packets = [RtpPacket.parse(reads.unprotect(peer.recv(2048))) for _ in range(4)]
    assert [one.sequence_number for one in packets] == [0xFFFE, 0xFFFF, 0, 1]
    assert {one.payload for one in packets} == {frame}
    for data in (bytes(packet(1, 160)), writes.protect(bytes(packet(2, 320)))):
        peer.sendto(data, ("127.0.0.1", port.port))
    for _ in range(10):
        await asyncio.sleep(0)
    assert [item.packet for item in port.received] == [packet(2, 320)]
