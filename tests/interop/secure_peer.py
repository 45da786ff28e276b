"""A telephone whose media libsrtp encrypts: raw SIP and MRCP, sockets of its own, and nothing of ours in between."""

import base64
import random
import re
import socket
import time
from types import TracebackType
from typing import Self

import pylibsrtp

from rtp.wire.packet import RtpPacket
from rtp.wire.telephone_event import encode_key, event_of
from tests.interop.running import HOST, RunningServer
from tests.interop.stranger import SipStranger, header, mrcp_message, tag_of

POLICY = pylibsrtp.Policy
SUITES = {
    "AES_CM_128_HMAC_SHA1_80": (30, POLICY.SRTP_PROFILE_AES128_CM_SHA1_80),
    "AES_CM_128_HMAC_SHA1_32": (30, POLICY.SRTP_PROFILE_AES128_CM_SHA1_32),
    "AEAD_AES_128_GCM": (28, POLICY.SRTP_PROFILE_AEAD_AES_128_GCM),
    "AEAD_AES_256_GCM": (44, POLICY.SRTP_PROFILE_AEAD_AES_256_GCM),
}
ANSWER_S = 10.0
CALLER_SSRC = 0x5EC0DE
_DRAWN = random.Random(CALLER_SSRC)


class SecurePeer:
    """One call at a time. A context manager."""

    def __init__(self, server: RunningServer, suite: str = "AES_CM_128_HMAC_SHA1_80") -> None:
        self._server = server
        self.suite = suite
        self.sip = SipStranger(server)
        self.rtp, self.rtcp = _pair()
        self.mrcp = socket.socket()
        self.mrcp.settimeout(ANSWER_S)
        self.key = self.server_key = b""
        self.answer = ""
        self._channel = ""
        self._said = b""
        self._cseq = 1
        self._request = 0
        self.sequence_number = 100
        self._timestamp = 8000
        self.renew()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.answer.startswith("SIP/2.0 200"):
            self.sip.bye(self.answer)
            self.sip.receive()
        self.sip.socket.close()
        for opened in (self.rtp, self.rtcp, self.mrcp):
            opened.close()

    # SIP

    def renew(self) -> None:
        """A new key of ours, for the next offer."""
        self.key = _DRAWN.randbytes(SUITES[self.suite][0])

    @property
    def port(self) -> int:
        return int(self.rtp.getsockname()[1])

    @property
    def crypto(self) -> str:
        return f"1 {self.suite} inline:{base64.b64encode(self.key).decode()}"

    def offer(
        self, *crypto: str, resource: str = "speechsynth", protocol: str = "RTP/SAVP", direction: str = "sendrecv"
    ) -> str:
        """`crypto` are the lines, ours when none is given."""
        lines = "".join(f"a=crypto:{value}\r\n" for value in crypto or (self.crypto,))
        return (
            f"v=0\r\no=- 1 1 IN IP4 {HOST}\r\ns=-\r\nc=IN IP4 {HOST}\r\nt=0 0\r\n"
            "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=connection:new\r\n"
            f"a=resource:{resource}\r\na=cmid:1\r\n"
            f"m=audio {self.port} {protocol} 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
            f"{lines}a={direction}\r\na=mid:1\r\n"
        )

    def invite(self, offer: str) -> str:
        """The answer to an INVITE, or to a re-INVITE where there is a call; acknowledged."""
        self._cseq += 1
        is_new = not self.answer.startswith("SIP/2.0 200")
        call, to_tag = ("", "") if is_new else (header(self.answer, "Call-ID"), tag_of(self.answer))
        self.sip.send(self.sip.request("INVITE", offer, call=call, to_tag=to_tag, cseq=self._cseq))
        answer = self.sip.receive()
        acknowledged = header(answer, "Call-ID"), tag_of(answer)
        self.sip.send(self.sip.request("ACK", call=acknowledged[0], to_tag=acknowledged[1], cseq=self._cseq))
        if answer.startswith("SIP/2.0 200"):
            self.answer = answer
        return answer

    def call(self, offer: str = "") -> None:
        """Call, take up the keys, connect the control channel."""
        answer = self.invite(offer or self.offer())
        assert answer.startswith("SIP/2.0 200"), answer
        self.take_keys()
        self._channel = _attribute(answer, "channel")
        self.mrcp.connect((HOST, self._server.mrcp_port))

    def take_keys(self) -> None:
        """Sessions of libsrtp with the keys of the last answer, as Asterisk and FreeSWITCH make them anew."""
        tag, suite, text = _attribute(self.answer, "crypto").split(" ")
        assert (tag, suite) == ("1", self.suite)
        self.server_key = base64.b64decode(text.removeprefix("inline:"))
        _, profile = SUITES[suite]
        self._sending = pylibsrtp.Session(
            POLICY(key=self.key, ssrc_type=POLICY.SSRC_ANY_OUTBOUND, srtp_profile=profile)
        )
        self._receiving = pylibsrtp.Session(
            POLICY(key=self.server_key, ssrc_type=POLICY.SSRC_ANY_INBOUND, srtp_profile=profile)
        )

    # Media

    @property
    def target(self) -> tuple[str, int]:
        found = re.search(r"^m=audio (\d+) ", self.answer, re.MULTILINE)
        assert found is not None
        return HOST, int(found[1])

    def datagrams(self) -> list[bytes]:
        """RTP as it came, since the last call."""
        return _drain(self.rtp)

    def opened(self, datagrams: list[bytes]) -> list[RtpPacket]:
        """What libsrtp makes of them; it raises for what is not authentic, or had before."""
        return [RtpPacket.parse(self._receiving.unprotect(datagram)) for datagram in datagrams]

    def reports(self) -> list[bytes]:
        """RTCP, opened."""
        return [self._receiving.unprotect_rtcp(datagram) for datagram in _drain(self.rtcp)]

    def protect(self, packet: RtpPacket) -> bytes:
        return self._sending.protect(bytes(packet))

    def protect_rtcp(self, packet: bytes) -> bytes:
        return self._sending.protect_rtcp(packet)

    def packets_of_key(self, key: str) -> list[RtpPacket]:
        """One press, numbered behind what was made before."""
        packets = []
        for item in encode_key(event_of(key), self._timestamp, 800, interval=160):
            packets.append(
                RtpPacket(101, self.sequence_number, item.timestamp, CALLER_SSRC, item.payload, marker=item.marker)
            )
            self.sequence_number += 1
        self._timestamp += 4000
        return packets

    def press(self, key: str, opened: socket.socket | None = None) -> None:
        for packet in self.packets_of_key(key):
            (opened or self.rtp).sendto(self.protect(packet), self.target)
            time.sleep(0.02)

    # MRCP

    def request(self, method: str, body: str, *headers: str) -> None:
        self._request += 1
        self.mrcp.sendall(mrcp_message(method, self._request, self._channel, body.encode(), *headers))

    def speak(self, text: str) -> None:
        self.request("SPEAK", text, "Content-Type: text/plain")

    def recognize_key(self) -> None:
        self.request(
            "RECOGNIZE", "builtin:dtmf/digits?length=1", "Content-Type: text/uri-list", "Cancel-If-Queue: false",
            "No-Input-Timeout: 8000",
        )  # fmt: skip
        self.wait_for("IN-PROGRESS")

    def wait_for(self, text: str) -> str:
        """What was said up to and with the message that holds `text`."""
        ends = time.monotonic() + ANSWER_S
        while text.encode() not in self._said:
            assert time.monotonic() < ends, self._said
            self._said += self.mrcp.recv(65536)
        time.sleep(0.05)
        said, self._said = self._said, b""
        return said.decode()


def _pair() -> tuple[socket.socket, socket.socket]:
    for _ in range(100):
        rtp, rtcp = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        rtp.bind((HOST, 0))
        port = rtp.getsockname()[1]
        if port % 2 == 0:
            try:
                rtcp.bind((HOST, port + 1))
            except OSError:
                pass
            else:
                return rtp, rtcp
        rtp.close()
        rtcp.close()
    raise RuntimeError("no pair of ports")


def _drain(opened: socket.socket) -> list[bytes]:
    taken: list[bytes] = []
    opened.setblocking(False)
    try:
        while True:
            taken.append(opened.recv(2048))
    except BlockingIOError:
        return taken


def _attribute(text: str, name: str) -> str:
    found = re.search(rf"^a={name}:(.*?)\r$", text, re.MULTILINE)
    assert found is not None, text
    return found[1]
