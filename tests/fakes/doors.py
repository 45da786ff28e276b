"""The SIP and MRCP doors on real loopback sockets, with fake planes and a fake speaker behind them."""

import asyncio
import itertools
import re
from typing import Any, Self

from mrcp_server.call.host_names import HostNames
from mrcp_server.call.own_hosts import OwnHosts
from mrcp_server.config import Mrcp, Sip
from mrcp_server.doors.mrcp import MrcpDoor
from mrcp_server.doors.sip import SipDoor
from mrcp_server.fetching.fetcher import Fetcher, FetchPolicy
from mrcp_server.fetching.http_cache import HttpCache
from mrcp_server.mrcp.wire.codes import ResourceType
from mrcp_server.observability.feed import Feed
from mrcp_server.observability.log import TextPolicy
from mrcp_server.observability.metrics import Metrics
from mrcp_server.session import Session, SessionServices, SessionTable
from tests.fakes.stream import FakePlane, FakeStream
from tests.fakes.talking import FakeSpeaker

HOST = "127.0.0.1"


class Doors:
    """`async with Doors() as doors`."""

    def __init__(
        self, *, sessions: int = 100, streams: int = 32, host_names: HostNames | None = None, **mrcp: Any
    ) -> None:
        loop = asyncio.get_running_loop()
        self.plane = FakePlane(streams)
        self.speaker = FakeSpeaker()
        self.metrics = Metrics()
        self.feed = Feed()
        self.table = SessionTable(sessions)
        self.lost: list[Session] = []
        self.services = SessionServices(
            planes=[self.plane.as_plane()],
            metrics=self.metrics,
            feed=self.feed,
            text_policy=TextPolicy("off"),
            clock=loop.time,
            fetcher=Fetcher(FetchPolicy(), HttpCache(1000)),
        )
        self.services.offer(ResourceType.SPEECHSYNTH)
        self.services.make_speaker = self.speaker.with_fetch
        config = Mrcp(host=HOST, port=0, **mrcp)
        self.mrcp = MrcpDoor(config, self.table, self.metrics, on_lost=self._on_lost)
        self.sip = SipDoor(
            Sip(host=HOST, port=0),
            self.services,
            self.table,
            hosts=OwnHosts(control="", media=""),
            resources=list(self.services.tables),
            encodings=["PCMU/8000", "PCMA/8000"],
            shares_connection=self.mrcp.shares_connection,
            host_names=host_names,
            goodbye_s=0.05,
        )

    def _on_lost(self, session: Session) -> None:
        self.lost.append(session)
        self.sip.hang_up(session, "control connection lost")

    async def __aenter__(self) -> Self:
        await self.mrcp.open()
        self.services.mrcp_port = self.mrcp.port
        await self.sip.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.sip.close()
        await self.mrcp.close()
        await asyncio.sleep(0)

    @property
    def stream(self) -> FakeStream:
        """The last stream that was opened."""
        return self.plane.opened[-1]


SYNTH_OFFER = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=connection:new\r\na=resource:speechsynth\r\na=cmid:1\r\n"
    "m=audio 4000 RTP/AVP 0 8\r\na=recvonly\r\na=mid:1\r\n"
)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.received: asyncio.Queue[str] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        self.received.put_nowait(data.decode())


class RawCaller:
    """A SIP client of a few lines over UDP: it sends what a test says, and shows what came."""

    _calls = itertools.count(1)

    def __init__(self, port: int) -> None:
        self._port = port
        self.call_id = f"call-{next(self._calls)}"
        self.to_tag = ""
        self.cseq = 0

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._transport, self._protocol = await loop.create_datagram_endpoint(_Datagrams, (HOST, 0))
        self._address: tuple[str, int] = self._transport.get_extra_info("sockname")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._transport.close()
        await asyncio.sleep(0)

    def send(self, method: str, body: str = "", *headers: str, cseq: int | None = None) -> None:
        if method not in ("ACK", "CANCEL"):
            self.cseq += 1
        number = self.cseq if cseq is None else cseq
        host, port = self._address
        to = f"To: <sip:{HOST}>" + (f";tag={self.to_tag}" if self.to_tag else "")
        lines = [
            f"{method} sip:{HOST}:{self._port} SIP/2.0",
            f"Via: SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK-{self.call_id}-{number}-{method == 'ACK'}",
            "Max-Forwards: 70",
            f"From: <sip:test@{host}:{port}>;tag=from",
            to,
            f"Call-ID: {self.call_id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:test@{host}:{port}>",
            *headers,
        ]
        if body:
            lines.append("Content-Type: application/sdp")
        lines.append(f"Content-Length: {len(body)}")
        self.send_text("\r\n".join(lines) + "\r\n\r\n" + body)

    def send_text(self, message: str) -> None:
        """A message as it is."""
        self._transport.sendto(message.encode(), (HOST, self._port))

    @property
    def port(self) -> int:
        """Its own."""
        return self._address[1]

    @property
    def waiting(self) -> "asyncio.Queue[str]":
        """What has come and was not read."""
        return self._protocol.received

    async def receive(self) -> str:
        """The next message that is not 100."""
        while True:
            message = await asyncio.wait_for(self._protocol.received.get(), 5)
            if not message.startswith("SIP/2.0 100"):
                return message

    async def invite(self, offer: str = SYNTH_OFFER, *headers: str) -> str:
        """INVITE (or re-INVITE), its final answer, and the ACK when that was a 2xx."""
        self.send("INVITE", offer, *headers)
        answer = await self.receive()
        tag = re.search(r"^To:.*;tag=(\S+)", answer, re.MULTILINE)
        if answer.startswith("SIP/2.0 2") and tag is not None:
            self.to_tag = tag[1]
            self.send("ACK")
        return answer

    async def bye(self) -> str:
        self.send("BYE")
        return await self.receive()


def channel_of(answer: str) -> str:
    """The Channel-Identifier in an answer."""
    found = re.search(r"a=channel:(\S+)", answer)
    assert found is not None, answer
    return found[1]


class RawControl:
    """A control connection: bytes out, messages in."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._buffer = b""

    async def __aenter__(self) -> Self:
        self._reader, self.writer = await asyncio.open_connection(HOST, self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()
        await asyncio.sleep(0)

    def send(
        self,
        method: str,
        number: int,
        channel: str,
        body: str = "",
        *headers: str,
        content_type: str = "text/plain",
    ) -> None:
        lines = [f"Channel-Identifier: {channel}", *headers]
        if body:
            lines += [f"Content-Type: {content_type}", f"Content-Length: {len(body.encode())}"]
        rest = f" {method} {number}\r\n" + "\r\n".join(lines) + "\r\n\r\n" + body
        size = len("MRCP/2.0 ") + len(rest.encode())
        size += len(str(size + len(str(size))))
        self.writer.write(f"MRCP/2.0 {size}{rest}".encode())

    async def receive(self) -> str:
        """The next message."""
        while (end := self._message_end()) is None:
            data = await asyncio.wait_for(self._reader.read(65536), 5)
            if not data:
                raise EOFError
            self._buffer += data
        message, self._buffer = self._buffer[:end], self._buffer[end:]
        return message.decode()

    def _message_end(self) -> int | None:
        words = self._buffer.split(b" ", 2)
        if len(words) < 3 or len(self._buffer) < int(words[1]):
            return None
        return int(words[1])

    async def is_closed(self) -> bool:
        """Whether the server closes it within five seconds."""
        return await asyncio.wait_for(self._reader.read(65536), 5) == b""
