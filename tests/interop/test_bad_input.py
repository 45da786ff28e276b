"""What a hostile, broken or vanished peer does to a started server: it is told in a line, and the next call works."""

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from mrcp_server.client.client import MrcpClient
from mrcp_server.client.errors import RequestRefusedError
from mrcp_server.client.offer import Offer
from tests.interop.running import FIRST_PORT, HOST, LAST_PORT, RunningServer
from tests.interop.stranger import (
    OFFER,
    SipStranger,
    assert_works,
    mrcp_message,
    pids_of,
    resident_kib,
    settled_kib,
    tag_of,
    told,
    wait_for,
)

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

MESSAGE_TIMEOUT_S = 1.0
UNBOUND_S = 3.0


@pytest.fixture(scope="module", name="tough")
def _tough(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server of little patience. All its processes must be there at the end."""
    settings = {
        "engine.workers": "1",
        "mrcp.resources": '["speechsynth", "basicsynth"]',
        "mrcp.message_timeout_s": str(MESSAGE_TIMEOUT_S),
        "mrcp.unbound_timeout_s": str(UNBOUND_S),
        "limits.drain_s": "1",
    }
    with RunningServer(tmp_path_factory.mktemp("tough") / "log", settings) as server:
        pids = pids_of(server)
        yield server
        assert pids_of(server) == pids


def sessions(server: RunningServer) -> float:
    return server.metrics()["mrcp_sessions_active"]


# --- SIP --------------------------------------------------------------------------------------------------------------

MALFORMED = [
    "INVITE\r\n\r\n",
    "\0" * 700,
    "INVITE sip:x SIP/2.0\r\n\r\n",
    "{request} garbage",
    "INVITE sip:\udcff\udcfe SIP/2.0\r\nVia: x\r\n\r\n",
    "{head}Content-Length: 99999\r\n\r\nshort",
    "{head}Content-Length: -1\r\n\r\n",
    "{head}CSeq: 1 INVITE\r\nCSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n",
    "{head}Via: \r\n" + "X: y\r\n" * 400 + "\r\n",
    "{head}X: " + "y" * 20000 + "\r\n\r\n",
]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_malformed_sip_is_told_and_forgotten(tough: RunningServer, transport: str) -> None:
    with told(tough, "rejected"):
        for text in MALFORMED:
            with SipStranger(tough, transport) as stranger, contextlib.suppress(ConnectionError):
                whole = stranger.request("INVITE", OFFER)
                head = whole.partition("Content-Type")[0]
                stranger.send(text.replace("{head}", head).replace("{request}", whole[:200]))
        await assert_works(tough)


@pytest.mark.parametrize(
    "offer",
    [
        "this is no session description",
        "v=0\r\n" + "m=audio 1 RTP/AVP 0\r\n" * 3000,
        OFFER.replace("c=IN IP4 127.0.0.1\r\n", ""),
        OFFER.replace("c=IN IP4 127.0.0.1", "c=IN IP4 nobody.invalid"),
        OFFER.replace("c=IN IP4 127.0.0.1", "c=IN IP4 999.1.1.1"),
        OFFER.replace("m=audio 4000", "m=audio 99999"),
        OFFER.replace("RTP/AVP 0 8", "RTP/AVP 300"),
        OFFER.replace("RTP/AVP 0 8", "RTP/SAVP 0"),
        OFFER.replace("cmid:1", "cmid:7").replace("speechsynth", "\udcff\udcff"),
        OFFER.replace("TCP/MRCPv2", "TCP/TLS/MRCPv2"),
    ],
)
async def test_a_faulty_session_description_is_refused_or_answered(tough: RunningServer, offer: str) -> None:
    with SipStranger(tough) as stranger, told(tough):
        before = sessions(tough)
        body = offer.encode("utf-8", "surrogateescape")
        request = stranger.request("INVITE", "x" * len(body))
        stranger.send(request.encode()[: -len(body)] + body)
        answer = stranger.receive()
        if answer.startswith("SIP/2.0 2"):
            stranger.acknowledge(answer)
            stranger.bye(answer)
        else:
            assert answer.startswith(("SIP/2.0 4", "SIP/2.0 60")), answer
            stranger.send(stranger.request("ACK"))
        wait_for(lambda: sessions(tough) == before)


async def test_two_channels_of_a_type_are_refused_or_kept_apart(tough: RunningServer) -> None:
    control = OFFER[OFFER.index("m=application") : OFFER.index("m=audio")]
    with SipStranger(tough) as stranger, told(tough):
        stranger.send(stranger.request("INVITE", OFFER.replace(control, control * 2)))
        answer = stranger.receive()
        assert answer.startswith("SIP/2.0 200 ")
        assert answer.count("m=application 0 ") == 1
        stranger.acknowledge(answer)
        stranger.bye(answer)
        wait_for(lambda: sessions(tough) == 0)


async def test_without_a_free_rtp_port_a_call_is_503(tmp_path: Path) -> None:
    first = random.randrange(FIRST_PORT, LAST_PORT, 2)
    settings = {
        "engine.synthesizer": "tone",
        "engine.workers": "1",
        "mrcp.resources": '["speechsynth"]',
        "rtp.ports": f"{first}-{first + 3}",
    }
    with RunningServer(tmp_path / "log", settings) as server:
        with contextlib.ExitStack() as taken:
            for port in range(first, first + 4):
                taken.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)).bind((HOST, port))
            with SipStranger(server) as stranger, told(server, "refused"):
                stranger.send(stranger.request("INVITE", OFFER))
                answer = stranger.receive()
                assert answer.startswith("SIP/2.0 503 "), answer
                assert "Retry-After: " in answer
                stranger.send(stranger.request("OPTIONS"))
                assert stranger.receive().startswith("SIP/2.0 200 ")
        await assert_works(server)


async def test_hold_by_reinvite_silences_the_line_and_keeps_the_request(tough: RunningServer) -> None:
    """RFC 3264 §8.4: while the caller holds, nothing is sent; the SPEAK lives and goes on afterwards."""
    async with MrcpClient(tough.sip_uri) as client:
        call, caller = client.call, client._caller
        speak = await client.begin_speak("One two three four five six.")

        async def reinvite(direction: str, version: int) -> None:
            offer = Offer(HOST, client.audio.port, direction=direction, version=version)
            caller._agent.reinvite(call._dialog, bytes(offer), now=asyncio.get_running_loop().time())
            caller._sip.flush()
            await asyncio.sleep(0.3)

        await asyncio.sleep(0.3)
        await reinvite("inactive", 2)
        held = len(client.audio.received)
        await asyncio.sleep(0.3)
        assert len(client.audio.received) == held
        assert held > 10
        assert not speak.completion.done()
        await reinvite("recvonly", 3)
        result = await client.finish_speak(speak)
        assert result.is_normal
        assert len(client.audio.received) > held + 20


# --- floods -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["OPTIONS", "CANCEL", "BYE", "REGISTER", "ACK"])
async def test_a_flood_of_requests_passes(tough: RunningServer, method: str) -> None:
    before = settled_kib(tough)
    with SipStranger(tough, host="127.0.0.2") as stranger, told(tough, most=120):
        for number in range(1500):
            stranger.send(stranger.request(method, to_tag="none" if method == "BYE" else ""))
            if number % 50 == 0:
                stranger.drain()
                await asyncio.sleep(0)
        await assert_works(tough)
    assert resident_kib(tough) - before < 40_000


async def test_a_flood_of_invites_without_ack_leaves_room_for_a_call(tough: RunningServer) -> None:
    with SipStranger(tough) as stranger, told(tough, "session opened"):
        answers: dict[str, str] = {}
        for _ in range(300):
            stranger.send(stranger.request("INVITE", OFFER))
        await assert_works(tough)

        def all_answered() -> bool:
            for answer in stranger.drain():
                if answer.startswith("SIP/2.0 200"):
                    answers[tag_of(answer)] = answer
            return len(answers) == 300

        wait_for(all_answered)
        for answer in answers.values():
            stranger.bye(answer)
        wait_for(lambda: sessions(tough) == 0)
    assert tough.metrics()['rtp_streams{plane="0"}'] == 0


async def test_thousands_of_idle_connections_keep_nobody_out(tough: RunningServer) -> None:
    before = tough.metrics()['process_descriptors{index="0",role="control"}']
    idle: list[socket.socket] = []
    try:
        for port, count in ((tough.mrcp_port, 1500), (tough.sip_port, 500), (tough.http_port, 300)):
            idle += [socket.create_connection((tough.host, port), 5) for _ in range(count)]
        wait_for(lambda: tough.metrics()["mrcp_connections_active"] >= 1500)
        await assert_works(tough)
        # Those that never say anything are not kept.
        wait_for(lambda: tough.metrics()["mrcp_connections_active"] == 0, UNBOUND_S + 5)
    finally:
        for connection in idle:
            connection.close()
    wait_for(lambda: tough.metrics()['process_descriptors{index="0",role="control"}'] <= before + 5)
    await assert_works(tough)


# --- MRCP -------------------------------------------------------------------------------------------------------------


SPEAK = b'<speak version="1.0" xml:lang="en" xmlns="http://www.w3.org/2001/10/synthesis">%s</speak>'
BILLION_LAUGHS = (
    b'<!DOCTYPE speak [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
    + SPEAK % b"&j;"
)
EXTERNAL_ENTITY = b'<!DOCTYPE speak [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SPEAK % b"&a;"


@pytest.mark.parametrize(
    ("body", "content_type", "outcome"),
    [
        (b"", "text/plain", "any"),
        (b"", "application/ssml+xml", "002 parse-failure"),
        (b" \r\n\t", "text/plain", "any"),
        (b"Hello.", "text/plain;charset=klingon", "refused"),
        (b"\xff\xfe\x00", "text/plain;charset=utf-8", "any"),
        (b"Hello.", 'text/html; x="', "refused"),
        (b"Hello.", "multipart/mixed", "refused"),
        (b"<speak>" + b"<p>" * 50_000, "application/ssml+xml", "002 parse-failure"),
        (b"<speak>&#0;</speak>", "application/ssml+xml", "002 parse-failure"),
        (BILLION_LAUGHS, "application/ssml+xml", "002 parse-failure"),
        (EXTERNAL_ENTITY, "application/ssml+xml", "002 parse-failure"),
        ("\u202e\u0000\ufffe".encode(), "text/plain", "any"),
    ],
)
async def test_a_body_that_cannot_be_spoken_ends_its_request_only(
    tough: RunningServer, body: bytes, content_type: str, outcome: str
) -> None:
    with told(tough):
        async with MrcpClient(tough.sip_uri) as client:
            try:
                speak = await client._synthesizer.request("SPEAK", [("Content-Type", content_type)], body, timeout_s=5)
                cause = (await client.finish_speak(speak, 10)).cause
            except RequestRefusedError:
                cause = "refused"
            assert cause == outcome or outcome == "any", cause
            assert (await client.speak("Yes.")).is_normal


async def test_a_megabyte_of_text_is_spoken_in_bounded_memory(tough: RunningServer) -> None:
    text = " ".join(
        f"This is sentence {number} of a book that nobody will hear to its end." for number in range(16_000)
    )
    assert len(text) > 1_000_000
    await assert_works(tough)
    before = settled_kib(tough)
    with told(tough, "speak"):
        async with MrcpClient(tough.sip_uri) as client:
            speak = await client.begin_speak(text)
            for _ in range(4):
                await asyncio.sleep(0.5)
                assert resident_kib(tough) - before < 60_000
            assert await client.stop() == [speak.request_id]
            assert len(client.audio.received) > 50
            assert (await client.speak("Yes.")).is_normal


async def test_a_peer_that_never_reads_is_cut_off(tough: RunningServer) -> None:
    before = settled_kib(tough)
    with told(tough, "connection aborted"):
        async with MrcpClient(tough.sip_uri) as client:
            channel = client.call.channels["speechsynth"].identifier
            with socket.socket() as deaf:
                deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                deaf.connect((tough.host, tough.mrcp_port))
                deaf.settimeout(30)
                request = b"".join(mrcp_message("GET-PARAMS", 10 + number, channel) for number in range(200))
                with pytest.raises(ConnectionError):
                    await asyncio.to_thread(deaf.sendall, request * 1000)
            assert resident_kib(tough) - before < 60_000
    await assert_works(tough)


async def test_a_client_that_vanishes_is_hung_up_on(tough: RunningServer) -> None:
    """A connection that is reset, with a prompt playing and no BYE: RFC 6787 §4.6."""
    with told(tough, "session closed"), SipStranger(tough) as stranger:
        stranger.send(stranger.request("INVITE", OFFER))
        answer = stranger.receive()
        stranger.acknowledge(answer)
        channel = answer.partition("a=channel:")[2].partition("\r\n")[0]
        control = socket.create_connection((tough.host, tough.mrcp_port), 5)
        control.sendall(mrcp_message("SPEAK", 1, channel, b"One two three four five.", "Content-Type: text/plain"))
        assert b" 200 IN-PROGRESS" in control.recv(65536)
        control.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        control.close()
        bye = stranger.receive()
        assert bye.startswith("BYE "), bye
        wait_for(lambda: sessions(tough) == 0)
    await assert_works(tough)


# --- RTP --------------------------------------------------------------------------------------------------------------


async def test_rtp_from_strangers_is_dropped_and_counted(tough: RunningServer) -> None:
    def strangers() -> float:
        metrics = tough.metrics()
        return metrics['rtp_strangers_total{plane="0"}'] + metrics['rtp_malformed_total{plane="0"}']

    async with MrcpClient(tough.sip_uri) as client:
        before = strangers()
        speaking = asyncio.create_task(client.speak("One two three four five six."))
        packet = struct.pack("!BBHII", 0x80, 0, 1, 160, 7) + b"\xff" * 160
        host, port = client.call.answer.audio
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.bind(("127.0.0.2", 0))
            for data in (packet, b"", b"\0", b"\x80", packet[:11], b"\xff" * 1400) * 50:
                stranger.sendto(data, (host, port))
                stranger.sendto(data, (host, port + 1))
            result = await speaking
        assert result.is_normal
        assert result.order.lost == 0
        await asyncio.to_thread(wait_for, lambda: strangers() >= before + 100)
