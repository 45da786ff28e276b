"""Traffic that was valid once: mutated SIP, MRCP, RTP, RTCP and HTTP for every port of a server."""

import contextlib
import json
import random
import re
import socket
import struct
import time
from pathlib import Path

from tests.interop.running import HOST, RunningServer
from tests.interop.stranger import OFFER, SipStranger, header, mrcp_message, tag_of

VECTORS = Path(__file__).parents[1] / "vectors"
PIECES = [
    b"\r\n", b"\n", b"\r\n\r\n", b" ", b"\t", b";", b",", b":", b"=", b'"', b"<", b">", b"@", b"\0", b"\xff",
    b"%00", b"0", b"-1", b"65536", b"99999999999", b"4294967296", b"\xe2\x80\xae", b"SIP/2.0", b"MRCP/2.0", b"&#0;",
    b"<speak>", b"\xc3\x28",
]  # fmt: skip
NUMBER = re.compile(rb"\d+")
SPEECH = (
    b"<speak version='1.0' xml:lang='en' xmlns='http://www.w3.org/2001/10/synthesis'>"
    b"<p>One <mark name='m'/>two.</p></speak>"
)
REQUESTS = [
    ("SPEAK", b"One two three.", ["Content-Type: text/plain", "Voice-Gender: female", "Prosody-Rate: fast"]),
    ("SPEAK", SPEECH, ["Content-Type: application/ssml+xml", "Kill-On-Barge-In: false", "Speaker-Profile: x"]),
    ("SPEAK", b"http://127.0.0.1:9/x.wav\r\n", ["Content-Type: text/uri-list", "Fetch-Timeout: 100"]),
    ("STOP", b"", []),
    ("STOP", b"", ["Active-Request-Id-List: 1,2,3"]),
    ("PAUSE", b"", []),
    ("RESUME", b"", []),
    ("BARGE-IN-OCCURRED", b"", ["Proxy-Sync-Id: 987654321"]),
    ("CONTROL", b"", ["Jump-Size: -15 Words", "Prosody-Rate: fast"]),
    ("SET-PARAMS", b"", ["Voice-Name: x", "Logging-Tag: a", "Vendor-Specific-Parameters: a.b=1"]),
    ("GET-PARAMS", b"", ["Voice-Gender:", "Speech-Language:"]),
    ("DEFINE-LEXICON", b"<lexicon/>", ["Content-Type: application/pls+xml", "Content-ID: <l@x>", "Load-Lexicon: true"]),
]
UPGRADE = (
    b"GET /v1/speak HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81\x85\0\0\0\0hello"
)
HTTP = [
    b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /healthz?x=%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    UPGRADE,
]


class Mutator:
    """Cuts, repeats, inserts, flips and swaps; leaves one message in four as it is."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def mutate(self, data: bytes) -> bytes:
        chance = self.chance
        if chance.random() < 0.25:
            return data
        for _ in range(chance.randint(1, 4)):
            data = self._change(data)
        return data[:60_000]

    def _change(self, data: bytes) -> bytes:
        chance = self.chance
        at = chance.randint(0, len(data))
        kind = chance.randrange(6)
        if kind == 0:
            return data[:at] + chance.choice(PIECES) + data[at + chance.choice([0, 1, 4]) :]
        if kind == 1:
            return data[:at] + data[at + chance.choice([1, 2, 20, 200]) :]
        if kind == 2:
            return data[:at] + data[at : at + 40] * chance.choice([2, 50]) + data[at:]
        if kind == 3 and (numbers := list(NUMBER.finditer(data))):
            number = chance.choice(numbers)
            other = chance.choice([b"0", b"-1", b"65536", b"99999999999999999999", b"%d" % chance.randrange(100)])
            return data[: number.start()] + other + data[number.end() :]
        if kind == 4 and data:
            at = chance.randrange(len(data))
            return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        lines = data.split(b"\r\n")
        chance.shuffle(lines)
        return b"\r\n".join(lines)


class Chaos:
    """Everything that is fired, and the calls it fires into. `fire` until enough, then `close`."""

    def __init__(self, server: RunningServer, seed: int) -> None:
        self._server = server
        self._mutator = Mutator(seed)
        self.chance = self._mutator.chance
        self._sip = [SipStranger(server, "udp"), SipStranger(server, "tcp")]
        self._rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._rtp.bind((HOST, 0))
        self._control: socket.socket | None = None
        self._answer = ""
        self._request_id = 0
        self._torture = [path.read_bytes() for path in sorted((VECTORS / "sip/torture").glob("*.dat"))]
        self._answered: dict[tuple[str, str], str] = {}
        self._actions = [
            self._fire_sip,
            self._fire_sip,
            self._fire_mrcp,
            self._fire_mrcp,
            self._fire_rtp,
            self._fire_http,
        ]
        self.fired = 0

    def fire(self) -> None:
        """One message somewhere."""
        self.fired += 1
        if self.fired % 200 == 1:
            self._place_call()
        with contextlib.suppress(OSError):
            self.chance.choice(self._actions)()
        self._collect()

    def close(self) -> None:
        """Hang up all that was answered, as far as the answers can be read."""
        time.sleep(0.3)
        self._collect()
        for answer in self._answered.values():
            self._bye(answer)
        time.sleep(0.3)
        for one in self._sip:
            one.socket.close()
        self._rtp.close()
        if self._control is not None:
            self._control.close()

    def _place_call(self) -> None:
        """A call of our own, for requests and media that belong somewhere."""
        with contextlib.suppress(OSError), SipStranger(self._server) as caller:
            offer = OFFER.replace("4000", str(self._rtp.getsockname()[1])).replace("recvonly", "sendrecv")
            caller.send(caller.request("INVITE", offer))
            answer = caller.receive()
            if answer.startswith("SIP/2.0 200"):
                caller.acknowledge(answer)
                self._note(answer)
                self._answer = answer
        if self._control is not None:
            self._control.close()
        self._control = None

    # --- what is fired ---------------------------------------------------------------------------------------------

    def _fire_sip(self) -> None:
        index = self.chance.randrange(2)
        stranger = self._sip[index]
        kind = self.chance.randrange(4)
        if kind == 0:
            message = self.chance.choice(self._torture)
        elif kind == 1 and self._answer:
            method = self.chance.choice(["INVITE", "UPDATE", "OPTIONS", "INFO", "ACK", "PRACK"])
            call, tag = header(self._answer, "Call-ID"), tag_of(self._answer)
            body = OFFER.replace("recvonly", self.chance.choice(["inactive", "sendrecv", "sendonly"]))
            cseq = self.chance.randrange(2, 1000)
            message = stranger.request(method, body, call=call, to_tag=tag, cseq=cseq).encode()
        else:
            method = self.chance.choice(["INVITE", "INVITE", "OPTIONS", "CANCEL", "BYE", "REGISTER", "SUBSCRIBE"])
            message = stranger.request(method, OFFER if method == "INVITE" else "", "Supported: timer").encode()
        try:
            stranger.send(self._mutator.mutate(message))
        except OSError:
            stranger.socket.close()
            self._sip[index] = SipStranger(self._server, "udp" if index == 0 else "tcp")

    def _fire_mrcp(self) -> None:
        if self._control is None:
            self._control = socket.create_connection((self._server.host, self._server.mrcp_port), 2)
        method, body, headers = self.chance.choice(REQUESTS)
        channel = self._answer.partition("a=channel:")[2].partition("\r\n")[0] or "0@speechsynth"
        self._request_id += 1
        message = mrcp_message(method, self._request_id, channel, body, *headers)
        if self.chance.random() < 0.6:
            # Mutated inside, with a right length: what is behind the framing is to be met too.
            start, _, rest = message.partition(b"\r\n")
            rest = self._mutator.mutate(rest)
            message = _framed(start.split(b" ", 2)[2], rest)
        else:
            message = self._mutator.mutate(message)
        try:
            self._control.sendall(message)
            self._control.setblocking(False)
            if not self._control.recv(1 << 20):
                raise ConnectionError
        except BlockingIOError:
            pass
        except OSError:
            self._control.close()
            self._control = None
        else:
            self._control.settimeout(2)

    def _fire_rtp(self) -> None:
        port = re.search(r"m=audio (\d+)", self._answer)
        if port is None:
            return
        chance = self.chance
        payload_type = chance.choice([0, 8, 13, 101, 127])
        head = struct.pack("!BBHII", 0x80, payload_type, chance.randrange(65536), chance.randrange(1 << 32), 7)
        report = struct.pack("!BBHIIIIII", 0x80, 200, 6, 7, 1, 2, 3, 4, 5)
        source = struct.pack("!BBHI", 0x81, 202, 3, 7) + b"\1\4nobo\0\0"
        data = chance.choice(
            [head + b"\xff" * 160, head + b"\1\x8a\3\x20", report + source, report + b"\x81\xcb\0\1\0\0\0\7"]
        )
        target = int(port[1]) + chance.randrange(2)
        self._rtp.sendto(self._mutator.mutate(data), (HOST, target))

    def _fire_http(self) -> None:
        body = json.dumps({"model": "tts-1", "input": "One.", "voice": "alloy", "response_format": "pcm"}).encode()
        speech = b"POST /v1/audio/speech HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        speech += b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        with socket.create_connection((HOST, self._server.http_port), 2) as connection:
            connection.sendall(self._mutator.mutate(self.chance.choice([*HTTP, speech])))
            if self.chance.random() < 0.5:
                connection.settimeout(0.05)
                connection.recv(65536)

    # --- what comes back -------------------------------------------------------------------------------------------

    def _collect(self) -> None:
        for stranger in self._sip:
            with contextlib.suppress(OSError):
                for data in stranger.drain():
                    for message in re.split(r"(?=SIP/2\.0 )", data):
                        self._note(message)

    def _note(self, answer: str) -> None:
        if answer.startswith("SIP/2.0 200") and " INVITE\r" in answer:
            with contextlib.suppress(AssertionError):
                self._answered[header(answer, "Call-ID"), tag_of(answer)] = answer

    def _bye(self, answer: str) -> None:
        """BYE with the very From and To of the answer."""
        sip = self._sip[0]
        lines = sip.request("BYE", cseq=99999).split("\r\n")
        for index, line in enumerate(lines):
            name = line.partition(":")[0]
            if name in ("From", "To", "Call-ID"):
                lines[index] = f"{name}: {header(answer, name)}"
        sip.send("\r\n".join(lines))


def _framed(start: bytes, rest: bytes) -> bytes:
    size = len(b"MRCP/2.0  ") + len(start) + 2 + len(rest)
    digits = next(count for count in range(1, 10) if len(str(size + count)) == count)
    return b"MRCP/2.0 %d %s\r\n%s" % (size + digits, start, rest)
