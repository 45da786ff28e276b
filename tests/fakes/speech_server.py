"""A scripted MRCPv2 server for tests of the client: SIP over UDP, one control port, a tone as voice."""

import asyncio
import re
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from rtp.wire.g711 import Law, encode
from rtp.wire.packet import RtpPacket

HOST = "127.0.0.1"
PACKETS_OF_A_WORD = 8
"""After so many RTP packets something is "recognised"."""
TONE = encode((2500 * np.sin(np.arange(160) * 2 * np.pi / 20)).astype(np.int16), Law.PCMU)
SESSION_LINES = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"


@dataclass(slots=True)
class Script:
    """How the server behaves."""

    invite_status: int = 200
    """Final answer to INVITE; 0 for none at all."""
    invite_headers: str = ""
    invite_delay_s: float = 0.0
    """How long the answer to INVITE takes; a CANCEL does not stop it."""
    invites_back: bool = False
    """INVITE the client as soon as it has called."""
    answers_bye: bool = True
    channel_port: int = -1
    """Port of the control line in the answer; −1 for the true one, 0 to refuse the resource."""
    body: str = ""
    """SDP instead of the true one."""
    speak_status: int = 200
    speaks_at_most: int = 10**6
    """SPEAKs after so many are refused with 407."""
    speak_packets: int = 8
    """Packets of a SPEAK, 20 ms apart; it then completes."""
    speak_cause: str = "000 normal"
    grammar_cause: str = "000 success"
    hangs_up_on: str = ""
    """A method at which the control connection is closed instead of an answer."""
    ignores: str = ""
    """A method that gets no answer."""


@dataclass(slots=True)
class FakeSpeechServer(asyncio.DatagramProtocol):
    """See `running`."""

    script: Script
    sip_port: int = 0
    mrcp_port: int = 0
    rtp_port: int = 0
    requests: list[str] = field(default_factory=list)
    """Every SIP and MRCP method received, in order."""
    answers: list[str] = field(default_factory=list)
    """Status lines the client answered with."""
    bodies: list[str] = field(default_factory=list)
    """Bodies of the MRCP requests."""
    heard: list[RtpPacket] = field(default_factory=list)
    """RTP the client sent."""
    _sip: asyncio.DatagramTransport | None = None
    _rtp: asyncio.DatagramTransport | None = None
    _targets: dict[str, int] = field(default_factory=dict)
    """Audio port of the client by channel."""
    _playing: dict[tuple[str, int], "asyncio.Task[None]"] = field(default_factory=dict)
    _calls: int = 0
    _speaks: int = 0
    _params: dict[str, str] = field(default_factory=dict)
    _began: asyncio.Event = field(default_factory=asyncio.Event)
    _enough: asyncio.Event = field(default_factory=asyncio.Event)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._sip = cast(asyncio.DatagramTransport, transport)

    # SIP

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        head, _, body = data.decode().partition("\r\n\r\n")
        method = head.split(" ", 1)[0]
        if not method.strip():
            return
        if method != "SIP/2.0":
            self.requests.append(method)
        if method == "INVITE" and self.script.invite_status:
            status = self.script.invite_status
            answer = self._sdp(body) if status == 200 else ""
            loop = asyncio.get_running_loop()
            loop.call_later(
                self.script.invite_delay_s, self._answer, head, addr, status, answer, self.script.invite_headers
            )
            if self.script.invites_back:
                self._invite(addr)
        elif method == "SIP/2.0":
            self.answers.append(head.partition("\r\n")[0])
        elif (method == "BYE" and self.script.answers_bye) or method == "CANCEL":
            self._answer(head, addr, 200)

    def _invite(self, addr: tuple[str, int]) -> None:
        assert self._sip is not None
        us = f"<sip:{HOST}:{self.sip_port}>"
        lines = [
            f"INVITE sip:{addr[0]}:{addr[1]} SIP/2.0", f"Via: SIP/2.0/UDP {HOST}:{self.sip_port};branch=z9hG4bKback",
            f"From: {us};tag=back", f"To: <sip:{addr[0]}:{addr[1]}>", "Call-ID: back", "CSeq: 1 INVITE",
            f"Contact: {us}", "Max-Forwards: 70", "Content-Length: 0", "", "",
        ]  # fmt: skip
        self._sip.sendto("\r\n".join(lines).encode(), addr)

    def _answer(self, head: str, addr: tuple[str, int], status: int, body: str = "", more: str = "") -> None:
        assert self._sip is not None
        kept = [line for line in head.split("\r\n") if re.match(r"(?i)(via|from|to|call-id|cseq):", line)]
        kept = [f"{line};tag=fake" if re.match(r"(?i)to:(?!.*tag=)", line) else line for line in kept]
        if body:
            kept += [f"Contact: <sip:{HOST}:{self.sip_port}>", "Content-Type: application/sdp"]
        lines = [f"SIP/2.0 {status} Scripted", *kept, f"{more}Content-Length: {len(body)}", "", body]
        self._sip.sendto("\r\n".join(lines).encode(), addr)

    def _sdp(self, offer: str) -> str:
        if self.script.body:
            return self.script.body
        self._calls += 1
        audio = re.search(r"m=audio (\d+)", offer)
        assert audio
        port = self.mrcp_port if self.script.channel_port < 0 else self.script.channel_port
        lines = SESSION_LINES
        for resource in re.findall(r"a=resource:(\w+)", offer):
            channel = f"{self._calls:04x}abcd@{resource}"
            self._targets[channel] = int(audio[1])
            lines += (
                f"m=application {port} TCP/MRCPv2 1\r\na=setup:passive\r\na=connection:new\r\na=channel:{channel}\r\n"
            )
        return lines + f"m=audio {self.rtp_port} RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"

    def push(self, packet: RtpPacket) -> None:
        """From the audio port."""
        self.heard.append(packet)
        self._began.set()
        if len(self.heard) == PACKETS_OF_A_WORD:
            self._enough.set()

    # MRCP

    async def serve_control(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while start := await reader.readline():
                length = int(start.split()[1])
                rest = await reader.readexactly(length - len(start))
                self._handle(start.decode().split(), rest.decode(), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _handle(self, start: list[str], rest: str, writer: asyncio.StreamWriter) -> None:
        method, request_id = start[2], int(start[3])
        head, _, body = rest.partition("\r\n\r\n")
        fields = dict(re.findall(r"(?m)^([\w-]+): ?([^\r]*)", head))
        channel = fields.pop("Channel-Identifier")
        self.requests.append(method)
        self.bodies.append(body)
        if method == self.script.hangs_up_on:
            writer.close()
        elif method != self.script.ignores:
            self._dispatch(method, request_id, channel, fields, writer)

    def _dispatch(
        self, method: str, request_id: int, channel: str, fields: dict[str, str], writer: asyncio.StreamWriter
    ) -> None:
        state, status, more = "COMPLETE", 200, ""
        if method == "SPEAK":
            status = self.script.speak_status if self._speaks < self.script.speaks_at_most else 407
            self._speaks += 1
            if status == 200:
                state = "IN-PROGRESS"
                self._begin(channel, request_id, self._speak(channel, request_id, writer))
        elif method == "RECOGNIZE":
            state = "IN-PROGRESS"
            self._begin(channel, request_id, self._listen(channel, request_id, writer))
        elif method in {"STOP", "BARGE-IN-OCCURRED"}:
            more = self._stop(channel)
        elif method == "DEFINE-GRAMMAR":
            more = f"Completion-Cause: {self.script.grammar_cause}\r\n"
        elif method == "SET-PARAMS":
            self._params |= fields
        elif method == "GET-PARAMS":
            more = "".join(f"{name}: {self._params.get(name, '')}\r\n" for name in fields or self._params)
        _write(writer, f"{request_id} {status} {state}", channel, more)

    def _begin(self, channel: str, request_id: int, work: Coroutine[None, None, None]) -> None:
        self._playing[channel, request_id] = asyncio.get_running_loop().create_task(work)

    def _stop(self, channel: str) -> str:
        ended = [key for key, task in self._playing.items() if key[0] == channel and not task.done()]
        for key in ended:
            self._playing[key].cancel()
        return f"Active-Request-Id-List: {','.join(str(key[1]) for key in ended)}\r\n" if ended else ""

    async def _speak(self, channel: str, request_id: int, writer: asyncio.StreamWriter) -> None:
        assert self._rtp is not None
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number in range(self.script.speak_packets):
            await asyncio.sleep(max(began + number * 0.02 - loop.time(), 0))
            packet = RtpPacket(0, number, number * 160, 7, TONE, marker=number == 0)
            self._rtp.sendto(bytes(packet), (HOST, self._targets[channel]))
        _write(writer, f"SPEECH-MARKER {request_id} IN-PROGRESS", channel, "Speech-Marker: timestamp=1;here\r\n")
        cause = f"Completion-Cause: {self.script.speak_cause}\r\n"
        _write(writer, f"SPEAK-COMPLETE {request_id} COMPLETE", channel, cause)

    async def _listen(self, channel: str, request_id: int, writer: asyncio.StreamWriter) -> None:
        await self._began.wait()
        _write(writer, f"START-OF-INPUT {request_id} IN-PROGRESS", channel, "Input-Type: speech\r\n")
        await self._enough.wait()
        more = "Completion-Cause: 000 success\r\nContent-Type: application/nlsml+xml\r\n"
        _write(writer, f"RECOGNITION-COMPLETE {request_id} COMPLETE", channel, more, "<result>yes</result>")


class _RtpReceiver(asyncio.DatagramProtocol):
    def __init__(self, fake: FakeSpeechServer) -> None:
        self._fake = fake

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._fake.push(RtpPacket.parse(data))


@asynccontextmanager
async def running(script: Script | None = None) -> AsyncIterator[FakeSpeechServer]:
    """A server on free loopback ports."""
    loop = asyncio.get_running_loop()
    fake = FakeSpeechServer(script or Script())
    sip, _ = await loop.create_datagram_endpoint(lambda: fake, (HOST, 0))
    fake._rtp, _ = await loop.create_datagram_endpoint(lambda: _RtpReceiver(fake), (HOST, 0))
    control = await asyncio.start_server(fake.serve_control, HOST, 0)
    fake.sip_port = sip.get_extra_info("sockname")[1]
    fake.rtp_port = fake._rtp.get_extra_info("sockname")[1]
    fake.mrcp_port = control.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        for task in fake._playing.values():
            task.cancel()
        await asyncio.gather(*fake._playing.values(), return_exceptions=True)
        sip.close()
        fake._rtp.close()
        control.close()
        await control.wait_closed()


def _write(writer: asyncio.StreamWriter, start: str, channel: str, more: str = "", body: str = "") -> None:
    content = f"Content-Length: {len(body)}\r\n" if body else ""
    rest = f" {start}\r\nChannel-Identifier: {channel}\r\n{more}{content}\r\n{body}"
    length = len("MRCP/2.0 ") + len(rest)
    length += next(digits for digits in range(1, 9) if len(str(length + digits)) == digits)
    writer.write(f"MRCP/2.0 {length}{rest}".encode())
