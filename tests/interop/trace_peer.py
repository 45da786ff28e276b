"""The client's side of the recorded exchanges in tests/vectors/traces, said again to a running server.

A vector is one message as the UniMRCP client sent it; what depends on the run is a placeholder: `{server}`, `{client}`
(addresses), and by number of the call `{rtp:1}` (port), `{to_tag:1}`, `{channel:1}`. Lengths are written anew.
"""

import re
import secrets
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from rtp.wire.packet import RtpPacket, is_rtcp
from tests.interop.running import HOST, RunningServer

VECTORS = Path(__file__).parents[1] / "vectors" / "traces"
ANSWER_S = 5.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A SIP response or an MRCP message: first line, headers in lower case, body."""

    start: str
    headers: dict[str, str]
    body: str

    @classmethod
    def read(cls, data: bytes) -> Self:
        head, _, body = data.decode().partition("\r\n\r\n")
        start, *lines = head.split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return cls(start, {name.strip().lower(): value.strip() for name, _, value in pairs}, body)


class MrcpConnection:
    """A control connection: messages out, messages in, cut by their length."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), ANSWER_S)
        self._buffer = b""

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def receive(self, timeout_s: float = ANSWER_S) -> Reply:
        """The next message. Raises TimeoutError, or ConnectionError when the server closes."""
        self._socket.settimeout(timeout_s)
        while True:
            match = re.match(rb"MRCP/2\.0 (\d+) ", self._buffer)
            if match and len(self._buffer) >= int(match[1]):
                length = int(match[1])
                message, self._buffer = self._buffer[:length], self._buffer[length:]
                return Reply.read(message)
            data = self._socket.recv(65536)
            if not data:
                raise ConnectionError("the server closed the control connection")
            self._buffer += data

    def close(self) -> None:
        self._socket.close()


@dataclass(slots=True)
class TraceCall:
    """What the server told us about one call."""

    rtp: socket.socket
    to_tag: str = ""
    channel: str = ""
    control_port: int = 0
    answer: str = ""
    packets: list[RtpPacket] = field(default_factory=list)


class TracePeer:
    """Plays one trace. A context manager that closes its sockets."""

    def __init__(self, server: RunningServer, trace: str) -> None:
        self._folder = VECTORS / trace
        self._server = (server.host, server.sip_port)
        self._sip = _udp_socket()
        # A server that has heard the same Call-ID and branch a moment ago would rightly call it a loop (482).
        self._salt = secrets.token_hex(4)
        self.calls: dict[int, TraceCall] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sip.close()
        for call in self.calls.values():
            call.rtp.close()

    def send_sip(self, name: str) -> None:
        """Say a SIP message that expects no answer: an ACK."""
        self._sip.sendto(self.render(name), self._server)

    def exchange(self, *requests: bytes, finals: int) -> list[Reply]:
        """Send datagrams without a pause; returns so many final responses, of whatever request."""
        for request in requests:
            self._sip.sendto(request, self._server)
        replies: list[Reply] = []
        self._sip.settimeout(ANSWER_S)
        while len(replies) < finals:
            reply = Reply.read(self._sip.recv(65536))
            if not reply.start.startswith("SIP/2.0 1"):
                replies.append(reply)
        return replies

    def sip(self, name: str) -> Reply:
        """Say a SIP request and wait for its final response; of an INVITE remember tag, channel and ports."""
        request = self.render(name)
        self._sip.sendto(request, self._server)
        wanted = Reply.read(request).headers
        while True:
            self._sip.settimeout(ANSWER_S)
            reply = Reply.read(self._sip.recv(65536))
            same = reply.headers["call-id"] == wanted["call-id"] and reply.headers["cseq"] == wanted["cseq"]
            if same and not reply.start.startswith("SIP/2.0 1"):
                break
        number = re.search(r"\{(?:rtp|to_tag):(\d+)\}", (self._folder / name).read_text())
        if number and wanted["cseq"].endswith("INVITE"):
            self._remember(self.calls[int(number[1])], reply)
        return reply

    def mrcp(self, name: str, connection: MrcpConnection) -> Reply:
        """Say an MRCP request; returns the next message, which has to be its response."""
        connection.send(self.render(name))
        return connection.receive()

    def connect(self, number: int) -> MrcpConnection:
        """The control connection of a call."""
        return MrcpConnection(self.calls[number].control_port)

    def hear(self, number: int, seconds: float) -> list[RtpPacket]:
        """RTP of a call that has come, or comes within a while."""
        call = self.calls[number]
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            call.rtp.settimeout(left)
            try:
                data = call.rtp.recv(2048)
            except TimeoutError:
                break
            if not is_rtcp(data):
                call.packets.append(RtpPacket.parse(data))
        return call.packets

    def _remember(self, call: TraceCall, reply: Reply) -> None:
        tag = re.search(r";tag=([^;]+)", reply.headers["to"])
        call.to_tag = tag[1] if tag else ""
        call.answer = reply.body
        channel = re.search(r"a=channel:([0-9A-Za-z]+)@", reply.body)
        control = re.search(r"m=application (\d+) ", reply.body)
        if channel and control:
            call.channel, call.control_port = channel[1], int(control[1])

    def render(self, name: str) -> bytes:
        """The bytes of a vector, as they are to be said now."""
        text = (self._folder / name).read_bytes().decode()
        text = re.sub(r"\{(\w+)(?::(\d+))?\}", self._value, text)
        head, separator, body = text.partition("\r\n\r\n")
        head = re.sub(r"(?m)^Content-Length: \d+", f"Content-Length: {len(body.encode())}", head)
        head = re.sub(r"(?m)^(Call-ID: .*|Via: .*;branch=[^;\r]*)\r$", rf"\g<1>{self._salt}\r", head)
        if head.startswith("MRCP/"):
            return _with_length(head + separator + body)
        return (head + separator + body).encode()

    def _value(self, match: re.Match[str]) -> str:
        name, number = match[1], int(match[2] or 0)
        if name == "server":
            return f"{self._server[0]}:{self._server[1]}"
        if name == "client":
            return f"{HOST}:{self._sip.getsockname()[1]}"
        if number not in self.calls:
            self.calls[number] = TraceCall(_udp_socket())
        call = self.calls[number]
        if name == "rtp":
            return str(call.rtp.getsockname()[1])
        return {"to_tag": call.to_tag, "channel": call.channel}[name]


def _with_length(message: str) -> bytes:
    """An MRCP message with its message-length, which counts its own digits (RFC 6787 §5.1)."""
    version, _, rest = message.partition(" ")
    rest = rest.partition(" ")[2]
    length = len(f"{version}  {rest}".encode())
    digits = next(count for count in range(1, 9) if len(str(length + count)) == count)
    return f"{version} {length + digits} {rest}".encode()


def _udp_socket() -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind((HOST, 0))
    return opened
