"""The plane in its real process: sound on loopback, both pipes, death and replacement."""

import asyncio
import errno
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from typing import TypeVar

import numpy as np
import pytest

from rtp.errors import NoPortError, PlaneError
from rtp.messages import (
    AnyEvent,
    AudioReceived,
    Finished,
    Interrupted,
    KeyPressed,
    LowWater,
    OpenStream,
    PlaneReady,
    PortMissing,
    PromptKilled,
    SpeechEnded,
    SpeechStarted,
    SrtpKeys,
    Started,
    Stopped,
    StreamClosed,
    StreamSpec,
    StreamStatistics,
)
from rtp.process.plane_process import MediaPlane, PlaneOptions
from rtp.wire.g711 import Law, encode
from rtp.wire.packet import RtpPacket
from rtp.wire.sequence import unix_from_ntp
from rtp.wire.telephone_event import encode_key
from tests.fakes.telephone_audio import frames, silence, speech

pytestmark = pytest.mark.anyio

SECOND = bytes(range(1, 251)) * 32
Wanted = TypeVar("Wanted")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Peer:
    """A phone: a socket and what the plane said of its stream."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.events: list[AnyEvent] = []

    def spec(self) -> StreamSpec:
        return StreamSpec(remote=self.socket.getsockname(), telephone_event_type=101)

    def packets(self) -> list[RtpPacket]:
        found = []
        while True:
            try:
                found.append(RtpPacket.parse(self.socket.recv(2000)))
            except BlockingIOError:
                return found

    async def event(self, kind: type[Wanted]) -> Wanted:
        """The first event of a kind, waited for and taken."""
        for _ in range(500):
            for event in self.events:
                if isinstance(event, kind):
                    self.events.remove(event)
                    return event
            await asyncio.sleep(0.01)
        raise AssertionError(f"no {kind.__name__} in {self.events}")


@pytest.fixture
def peer() -> Iterator[Peer]:
    peer = Peer()
    with peer.socket:
        yield peer


@pytest.fixture
async def plane() -> AsyncIterator[MediaPlane]:
    reported: list[object] = []
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None, streams=64), reported.append)
    await plane.start()
    assert isinstance(reported[0], PlaneReady)
    yield plane
    await plane.close()
    await plane.close()


async def test_sound_goes_out_and_comes_to_its_end(plane: MediaPlane, peer: Peer) -> None:
    assert plane.scheduling
    stream = plane.open_stream(peer.spec(), peer.events.append)
    stream.begin(1)
    stream.write(1, SECOND[:1600], final=True)
    started = await peer.event(Started)
    finished = await peer.event(Finished)
    assert finished.frames == 10
    packets = peer.packets()
    assert b"".join(packet.payload for packet in packets) == SECOND[:1600]
    assert packets[0].timestamp == started.rtp_timestamp
    assert {packet.ssrc for packet in packets} == {stream.ssrc}
    statistics = await plane.stream_statistics(stream)
    assert statistics.packets_sent == 10 == plane.rows.packets_sent(stream.row)
    assert (await plane.statistics()).streams == 1
    stream.close()
    closed = await peer.event(StreamClosed)
    assert closed.statistics.octets_sent == 1600
    assert plane.streams == 0


async def test_a_stream_keeps_its_relation_of_the_clocks_through_the_death_of_a_plane(
    plane: MediaPlane, peer: Peer
) -> None:
    stream = plane.open_stream(peer.spec(), peer.events.append, wall_offset_s=42.0)
    stream.begin(1)
    stream.write(1, SECOND[:1600], final=True)
    started = await peer.event(Started)
    assert unix_from_ntp(started.ntp) == pytest.approx(started.at + 42.0, abs=0.1)
    assert isinstance(reopening := stream.reopening()[0], OpenStream)
    assert reopening.wall_offset_s == 42.0


async def test_stop_and_low_water_cross_the_pipes(plane: MediaPlane, peer: Peer) -> None:
    stream = plane.open_stream(peer.spec(), peer.events.append)
    stream.begin(1)
    stream.write(1, SECOND * 2)
    await peer.event(Started)
    stream.stop()
    stopped = await peer.event(Stopped)
    assert stopped.utterances[0].utterance == 1
    sent = len(peer.packets())
    await asyncio.sleep(0.05)
    assert peer.packets() == []
    assert stopped.utterances[0].frames == sent
    stream.begin(2)
    assert (await peer.event(LowWater)).utterance == 2


async def test_a_caller_is_heard_and_barges_in(plane: MediaPlane, peer: Peer) -> None:
    stream = plane.open_stream(peer.spec(), peer.events.append)
    stream.begin(1)
    stream.write(1, SECOND * 2, final=True)
    stream.listen(1)
    stream.set_reflex(stream, speech=True, keys=True)
    await peer.event(Started)
    pcm = np.concatenate((silence(0.2), speech("call the sales department"), silence(0.4)))
    begin = asyncio.get_running_loop().time()
    for number, frame in enumerate(frames(pcm)):
        packet = RtpPacket(0, number, number * 160, 7, encode(frame, Law.PCMU))
        peer.socket.sendto(bytes(packet), ("127.0.0.1", stream.local_port))
        await asyncio.sleep(max(begin + 0.02 * number - asyncio.get_running_loop().time(), 0))
    ended = await peer.event(SpeechEnded)
    killed, started = await peer.event(PromptKilled), await peer.event(SpeechStarted)
    assert [one.utterance for one in killed.utterances] == [1]
    assert started.onset_at - begin == pytest.approx(0.2, abs=0.1)
    assert ended.silent_at > started.onset_at
    assert sum(len(event.pcm) for event in peer.events if isinstance(event, AudioReceived)) > 16000 * 0.8
    first, *_ = encode_key(5, 0, 800)
    peer.socket.sendto(bytes(RtpPacket(101, 900, 0, 7, first.payload)), ("127.0.0.1", stream.local_port))
    assert (await peer.event(KeyPressed)).event == 5


async def test_a_dead_plane_is_replaced_and_streams_go_on(peer: Peer) -> None:
    reported: list[object] = []
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None, streams=64), reported.append)
    await plane.start()
    stream = plane.open_stream(peer.spec(), peer.events.append)
    closing = plane.open_stream(peer.spec(), peer.events.append)
    stream.begin(1)
    stream.write(1, SECOND * 2)
    await peer.event(Started)
    await asyncio.sleep(0.05)
    assert plane.pid is not None
    os.kill(plane.pid, signal.SIGKILL)
    closing.close()
    interrupted = await peer.event(Interrupted)
    assert interrupted.utterances == (1,)
    assert (await peer.event(StreamClosed)).stream == closing.number
    before = peer.packets()
    stream.begin(2)
    stream.write(2, SECOND[:480], final=True)
    await peer.event(Finished)
    after = peer.packets()
    assert plane.faults == 1
    assert any(isinstance(event, PlaneError) for event in reported)
    assert after[0].ssrc == before[-1].ssrc
    assert 1 < (after[0].sequence_number - before[-1].sequence_number) & 0xFFFF < 100
    # A second death so soon is answered after a pause.
    os.kill(plane.pid or 0, signal.SIGKILL)
    for _ in range(500):
        if sum(isinstance(event, PlaneReady) for event in reported) == 3:
            break
        await asyncio.sleep(0.01)
    stream.begin(3)
    stream.write(3, SECOND[:160], final=True)
    await peer.event(Finished)
    await plane.close()


async def test_commands_while_the_plane_is_down_do_no_harm(peer: Peer) -> None:
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None, streams=64))
    await plane.start()
    stream = plane.open_stream(peer.spec(), peer.events.append)
    plane.faults = 1
    plane._restart_delay_s = 60.0
    os.kill(plane.pid or 0, signal.SIGKILL)
    for _ in range(500):
        if plane.pid is None:
            break
        await asyncio.sleep(0.01)
    stream.begin(1)
    stream.write(1, SECOND, final=True)
    stream.stop()
    with pytest.raises(PlaneError, match="did not answer"):
        await plane.statistics()
    await plane.close()


async def test_streams_of_a_dead_plane_are_closed_with_it(peer: Peer) -> None:
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None, streams=64))
    await plane.start()
    stream = plane.open_stream(peer.spec(), peer.events.append)
    plane.faults = 1  # not the first death: the next plane is waited for
    os.kill(plane.pid or 0, signal.SIGKILL)
    stream.close()
    await plane.close()
    assert peer.events == [StreamClosed(stream.number, StreamStatistics(stream.number))]


@pytest.mark.parametrize("refused", ["socket.socketpair", "subprocess.Popen"])
async def test_a_plane_that_the_system_refuses_is_tried_again(monkeypatch: pytest.MonkeyPatch, refused: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    told: asyncio.Queue[object] = asyncio.Queue()
    monkeypatch.setattr("rtp.process.plane_process.RETRY_S", 0.01)
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None, streams=64), told.put_nowait)
    await plane.start()
    assert isinstance(await told.get(), PlaneReady)
    with monkeypatch.context() as patch:
        patch.setattr(refused, refuse)
        os.kill(plane.pid or 0, signal.SIGKILL)
        assert "died" in str(await told.get())
        for _ in range(3):
            assert str(await told.get()) == "the media plane cannot be started: Too many open files"
    while not isinstance(await told.get(), PlaneReady):
        pass
    assert plane.pid is not None
    await plane.close()


async def test_what_cannot_be_opened_is_refused() -> None:
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None, streams=1))
    await plane.start()
    with pytest.raises(ValueError, match="cannot send"):
        plane.open_stream(StreamSpec(remote=None, encoding="opus"), print)
    with pytest.raises(ValueError, match="IPv6"):
        plane.open_stream(StreamSpec(remote=("::1", 1)), print)
    plane.open_stream(StreamSpec(remote=("127.0.0.1", 9)), print)
    with pytest.raises(NoPortError, match="all 1 streams"):
        plane.open_stream(StreamSpec(remote=("127.0.0.1", 9)), print)
    await plane.close()


async def test_a_re_invite_to_a_taken_address_moves_the_port(plane: MediaPlane) -> None:
    first = plane.open_stream(StreamSpec(remote=("127.0.0.1", 40001)), lambda _event: None)
    second = plane.open_stream(StreamSpec(remote=("127.0.0.1", 40003)), lambda _event: None)
    assert first.local_port == second.local_port
    second.update(StreamSpec(remote=("127.0.0.1", 40003), send=False))
    assert first.local_port == second.local_port
    second.update(StreamSpec(remote=("127.0.0.1", 40001)))
    assert first.local_port != second.local_port
    second.close()
    assert (
        plane.open_stream(StreamSpec(remote=("127.0.0.1", 40001)), lambda _event: None).local_port != first.local_port
    )


async def test_a_change_that_is_abandoned_gives_its_port_back(plane: MediaPlane) -> None:
    first = plane.open_stream(StreamSpec(remote=("127.0.0.1", 40001)), print)
    second = plane.open_stream(StreamSpec(remote=("127.0.0.1", 40003)), print)
    port = second.local_port
    change = second.change(StreamSpec(remote=("127.0.0.1", 40005)))
    beside = first.change(StreamSpec(remote=("127.0.0.1", 40007)), apart_from=[change])
    assert beside.local_port != change.local_port
    beside.abandon()
    change.abandon()
    assert (second.local_port, second.spec.remote) == (port, ("127.0.0.1", 40003))
    # Both addresses are as free, and as taken, as before.
    assert plane.open_stream(StreamSpec(remote=("127.0.0.1", 40005)), print).local_port == port
    assert plane.open_stream(StreamSpec(remote=("127.0.0.1", 40003)), print).local_port != port
    assert plane.open_stream(StreamSpec(remote=("127.0.0.1", 40001)), print).local_port != first.local_port


async def test_streams_are_kept_apart_when_asked(plane: MediaPlane) -> None:
    first = plane.open_stream(StreamSpec(remote=("127.0.0.1", 40001), receive=False), print)
    second = plane.open_stream(StreamSpec(remote=("127.0.0.1", 40003), receive=False), print, apart_from=[first])
    assert first.local_port != second.local_port
    second.update(StreamSpec(remote=("127.0.0.1", 40001), receive=False), apart_from=[first])
    assert first.local_port != second.local_port
    shared = plane.open_stream(StreamSpec(remote=("127.0.0.1", 40005), receive=False), print)
    assert shared.local_port == first.local_port


async def test_a_handler_that_fails_takes_no_events_from_others(plane: MediaPlane, peer: Peer) -> None:
    failures: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
    stream = plane.open_stream(peer.spec(), _fail)
    stream.stop()
    other = plane.open_stream(peer.spec(), peer.events.append)
    other.stop()
    await peer.event(Stopped)
    assert isinstance(failures[0]["exception"], RuntimeError)


def _fail(_event: AnyEvent) -> None:
    raise RuntimeError("a session's fault")


async def test_a_plane_that_cannot_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    plane = MediaPlane(PlaneOptions(host="127.0.0.1"))
    with pytest.raises(PlaneError, match="exit status 1"):
        await plane.start()


async def test_a_plane_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rtp.process.plane_process.START_TIMEOUT_S", 0.05)
    monkeypatch.setattr("rtp.process.plane_process.CLOSE_TIMEOUT_S", 0.05)
    plane = MediaPlane(PlaneOptions(host="127.0.0.1"))
    with pytest.raises(PlaneError, match="not ready"):
        await plane.start()


async def test_an_ordinary_process_is_one_too() -> None:
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None, streams=8, is_urgent=False))
    await plane.start()
    assert plane.scheduling == "ordinary"
    assert plane.pid is not None
    # A service manager signals the whole group; control decides when the calls end.
    os.kill(plane.pid, signal.SIGTERM)
    assert (await plane.statistics()).streams == 0
    await plane.close()
    assert plane.pid is None


async def test_encrypted_streams_begin_in_the_lower_half_of_the_sequence_numbers(plane: MediaPlane) -> None:
    """Who misses the packets before the numbers go around would guess the rollover counter wrong for ever."""
    keys = SrtpKeys("AES_CM_128_HMAC_SHA1_80", bytes(30), bytes(30))
    specs = [StreamSpec(remote=("127.0.0.1", 4000 + number), receive=False, srtp=keys) for number in range(30)]
    streams = [plane.open_stream(spec, lambda _event: None) for spec in specs]
    openings = [opening for stream in streams for opening in stream.reopening() if isinstance(opening, OpenStream)]
    assert len(openings) == 30
    assert all(opening.sequence_number < 0x8000 for opening in openings)
    assert (await plane.statistics()).streams == 30


async def test_a_plane_that_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    told: asyncio.Queue[object] = asyncio.Queue()
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None, streams=8), told.put_nowait)
    await plane.start()
    assert isinstance(await told.get(), PlaneReady)
    hung = plane.pid or 0
    monkeypatch.setattr("rtp.process.plane_process.LOOK_S", 0.02)
    os.kill(hung, signal.SIGSTOP)
    assert str(await told.get()) == "the media plane died: killed: it does not answer"
    monkeypatch.undo()
    assert isinstance(await told.get(), PlaneReady)
    assert plane.pid not in (None, hung)
    await plane.close()


async def test_a_port_that_the_plane_could_not_take_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rtp.process.plane_process.RETRY_S", 0.01)
    told: asyncio.Queue[object] = asyncio.Queue()
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None, streams=8), told.put_nowait)
    await plane.start()
    stream = plane.open_stream(StreamSpec(remote=("127.0.0.1", 40001)), print)
    assert {stream.local_port, stream.local_port + 1} == plane.ports
    before = (await plane.statistics()).ports
    missing = PortMissing(0, stream.port_key)
    plane._dispatch(missing)
    await asyncio.sleep(0.1)
    assert (await plane.statistics()).ports == before + 1
    assert isinstance(await told.get(), PlaneReady)
    assert await told.get() == missing
    await plane.close()
