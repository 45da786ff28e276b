"""Media at another address than the caller's, over a started server: a second of it, until somebody answers for it."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rtp.wire.packet import RtpPacket
from rtp.wire.rtcp import ReceiverReport, ReportBlock, SourceDescription
from tests.interop.running import HOST, RunningServer
from tests.interop.stranger import OFFER, SipStranger, header, lines_since, mrcp_message, tag_of, wait_for

pytestmark = pytest.mark.interop

MEDIA_HOST = "127.0.0.2"
SECOND = 50
"""Packets of 20 ms."""
TEXT = " ".join(["hello"] * 40)
"""Some two and a half seconds of the tone engine."""
QUIET_S = 0.4
KEYS = "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=connection:existing\r\na=resource:dtmfrecog\r\na=cmid:1\r\n"
"""A line that listens, beside that of the synthesizer."""


class MediaServer:
    """A pair of ports apart from the signalling, and what has come to them."""

    def __init__(self) -> None:
        while True:
            self.rtp, self.rtcp = socket.socket(type=socket.SOCK_DGRAM), socket.socket(type=socket.SOCK_DGRAM)
            self.rtp.bind((MEDIA_HOST, 0))
            self.port: int = self.rtp.getsockname()[1]
            try:
                self.rtcp.bind((MEDIA_HOST, self.port + 1))
            except OSError:
                self.close()
                continue
            break
        self.packets: list[bytes] = []
        self.reports: list[bytes] = []

    def close(self) -> None:
        self.rtp.close()
        self.rtcp.close()

    def offer(self, direction: str = "sendrecv", version: int = 1) -> str:
        return (
            OFFER.replace(f"c=IN IP4 {HOST}", f"c=IN IP4 {MEDIA_HOST}")
            .replace("m=audio 4000", f"m=audio {self.port}")
            .replace("a=recvonly", f"a={direction}")
            .replace("o=- 1 1", f"o=- 1 {version}")
        )

    def listen(self, *, at_least: int = 1) -> int:
        """Until there are so many packets, and then until nothing has come for a while. Returns how many came."""
        before = len(self.packets)
        self.rtp.settimeout(10.0)
        while len(self.packets) - before < at_least:
            self.packets.append(self.rtp.recv(2048))
        self.rtp.settimeout(QUIET_S)
        try:
            while True:
                self.packets.append(self.rtp.recv(2048))
        except TimeoutError:
            return len(self.packets) - before
        finally:
            self._take_reports()

    def _take_reports(self) -> None:
        self.rtcp.setblocking(False)
        try:
            while True:
                self.reports.append(self.rtcp.recv(2048))
        except BlockingIOError:
            pass

    @property
    def ssrc(self) -> int:
        return RtpPacket.parse(self.packets[0]).ssrc


@pytest.fixture(name="media")
def _media() -> Iterator[MediaServer]:
    media = MediaServer()
    yield media
    media.close()


@pytest.fixture(scope="module", name="tone")
def _tone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    settings = {"engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth"]'}
    with RunningServer(tmp_path_factory.mktemp("tone") / "log", settings) as server:
        yield server


@pytest.fixture(scope="module", name="strict")
def _strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    settings = {
        "engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth", "dtmfrecog"]',
        "rtp.address_proof": "media", "limits.session_idle_s": "3",
    }  # fmt: skip
    with RunningServer(tmp_path_factory.mktemp("strict") / "log", settings) as server:
        yield server


@contextmanager
def called(server: RunningServer, offer: str, *, acknowledged: bool) -> Iterator[tuple[SipStranger, str]]:
    """A call from 127.0.0.1 in which a prompt has begun: its caller and the 200."""
    with SipStranger(server) as caller:
        caller.send(caller.request("INVITE", offer))
        answer = caller.receive()
        if acknowledged:
            caller.acknowledge(answer)
        found = re.search(r"a=channel:(\S+)", answer)
        assert found is not None, answer
        with socket.create_connection((server.host, server.mrcp_port), timeout=5) as control:
            control.sendall(mrcp_message("SPEAK", 1, found[1], TEXT.encode(), "Content-Type: text/plain"))
            assert b" 200 IN-PROGRESS" in control.recv(65536)
            yield caller, answer
        caller.bye(answer)


def rtp_port(answer: str) -> int:
    found = re.search(r"m=audio (\d+)", answer)
    assert found is not None, answer
    return int(found[1])


def test_without_ack_a_second_at_most_goes_to_another_address(tone: RunningServer, media: MediaServer) -> None:
    offset = tone.log.stat().st_size
    with called(tone, media.offer("recvonly"), acknowledged=False) as (caller, answer):
        assert SECOND // 2 < media.listen() <= SECOND
        assert len(media.reports) <= 1
        told = [line for line in lines_since(tone, offset) if line["event"].startswith("media held back")]
        assert len(told) == 1
        caller.acknowledge(answer)
        assert media.listen() > SECOND
    media.listen(at_least=0)
    assert len(media.packets) > 2 * SECOND


def test_with_the_ack_it_plays_whole(tone: RunningServer, media: MediaServer) -> None:
    offset = tone.log.stat().st_size
    with called(tone, media.offer("recvonly"), acknowledged=True):
        assert media.listen() > 2 * SECOND
    assert [line for line in lines_since(tone, offset) if line["event"].startswith("media held back")] == []


def test_the_callers_own_address_needs_no_proof(tone: RunningServer) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as audio:
        audio.bind((HOST, 0))
        audio.settimeout(10)
        offer = OFFER.replace("m=audio 4000", f"m=audio {audio.getsockname()[1]}")
        with called(tone, offer, acknowledged=False):
            for _ in range(2 * SECOND):
                audio.recv(2048)


@pytest.mark.parametrize("acknowledged", [False, True])
def test_rtp_from_there_lets_it_go_on(strict: RunningServer, media: MediaServer, acknowledged: bool) -> None:
    offer = media.offer().replace("m=audio", KEYS + "m=audio")
    with called(strict, offer, acknowledged=acknowledged) as (_, answer):
        assert SECOND // 2 < media.listen() <= SECOND
        packet = RtpPacket(0, 1, 0, 99, b"\xff" * 160)
        media.rtp.sendto(bytes(packet), (strict.host, rtp_port(answer)))
        assert media.listen() > SECOND


def test_a_report_on_our_stream_lets_it_go_on(strict: RunningServer, media: MediaServer) -> None:
    """Who only receives sends no RTP."""
    with called(strict, media.offer("recvonly"), acknowledged=True) as (_, answer):
        assert SECOND // 2 < media.listen() <= SECOND

        def report(ssrc: int) -> None:
            block = ReportBlock(ssrc, 0, 0, 1, 0, 0, 0)
            datagram = bytes(ReceiverReport(7, (block,))) + bytes(SourceDescription.cname(7, "media"))
            media.rtcp.sendto(datagram, (strict.host, rtp_port(answer) + 1))

        report(media.ssrc ^ 1)
        assert media.listen(at_least=0) == 0
        report(media.ssrc)
        assert media.listen() > SECOND


def test_a_new_address_within_the_call_has_to_answer_too(strict: RunningServer, media: MediaServer) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as audio:
        audio.bind((HOST, 0))
        audio.settimeout(10)
        offer = OFFER.replace("m=audio 4000", f"m=audio {audio.getsockname()[1]}")
        with called(strict, offer, acknowledged=True) as (caller, answer):
            audio.recv(2048)
            moved = media.offer("recvonly", version=2)
            call, to_tag = header(answer, "Call-ID"), tag_of(answer)
            caller.send(caller.request("INVITE", moved, call=call, to_tag=to_tag, cseq=2))
            assert caller.receive().startswith("SIP/2.0 200")
            caller.send(caller.request("ACK", call=call, to_tag=to_tag, cseq=2))
            assert SECOND // 2 < media.listen() <= SECOND


def test_a_call_that_is_held_back_is_idle(strict: RunningServer, media: MediaServer) -> None:
    offset = strict.log.stat().st_size
    started = time.monotonic()
    with called(strict, media.offer("recvonly"), acknowledged=True) as (caller, _):
        caller.socket.settimeout(20)
        assert caller.receive().startswith("BYE ")
        assert time.monotonic() - started > 2
    wait_for(lambda: any(line["event"] == "session closed" for line in lines_since(strict, offset)))
    assert media.listen(at_least=0) <= SECOND


def test_known_networks_need_no_proof(tmp_path: Path, media: MediaServer) -> None:
    settings = {
        "engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth"]',
        "rtp.address_proof": "media", "rtp.trusted_networks": '["127.0.0.2"]',
    }  # fmt: skip
    with (
        RunningServer(tmp_path / "log", settings) as server,
        called(server, media.offer("recvonly"), acknowledged=False),
    ):
        assert media.listen() > 2 * SECOND


def test_media_to_the_server_itself_are_refused(tone: RunningServer, media: MediaServer) -> None:
    """It would flood its own doors in the name of its own host, which then is muted, and speak into others' calls."""
    with called(tone, media.offer(), acknowledged=True) as (_, answer):
        for port in (tone.sip_port, rtp_port(answer), rtp_port(answer) + 1):
            own = OFFER.replace("m=audio 4000", f"m=audio {port}")
            named = OFFER + f"a=rtcp:{port} IN IP4 {HOST}\r\n"
            for offer in (own, named):
                with SipStranger(tone) as peer:
                    peer.send(peer.request("INVITE", offer))
                    refusal = peer.receive()
                    peer.send(peer.request("ACK", call=header(refusal, "Call-ID"), to_tag=tag_of(refusal)))
                assert refusal.startswith("SIP/2.0 488 "), offer
                assert "media to a port of this server" in header(refusal, "Warning")
