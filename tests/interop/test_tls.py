"""SIP and MRCP over TLS as other people's TLS sees them: a call by `openssl s_client`, a channel by GnuTLS, the channel
that we open to `openssl s_server`, and certificates that are not those of the offer.
"""

import re
import secrets
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.fakes.certificates import Certificates, der_of, fingerprint_of
from tests.interop.running import HOST, RunningServer, free_port
from tests.interop.stranger import assert_works, header, lines_since, mrcp_message, tag_of, told, wait_for
from tests.interop.tls_peers import OpensslServer, Peer, gnutls_client, openssl_client

pytestmark = pytest.mark.interop


@dataclass
class SecureServer:
    """A server with TLS on every door, and its certificates."""

    server: RunningServer
    certificates: Certificates
    certificate: Path
    sip_port: int
    mrcp_port: int

    def connected(self, port: int) -> ssl.SSLSocket:
        """Python's own TLS."""
        context = ssl.create_default_context(cafile=str(self.certificates.ca))
        return context.wrap_socket(socket.create_connection((HOST, port), timeout=5), server_hostname=HOST)

    def offer(self, *attributes: str, port: int = 9, protocol: str = "TCP/TLS/MRCPv2") -> str:
        lines = "".join(f"a={attribute}\r\n" for attribute in attributes or ("setup:active",))
        return (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=application {port} {protocol} 1\r\n{lines}a=connection:new\r\na=resource:speechsynth\r\na=cmid:1\r\n"
            "m=audio 4000 RTP/AVP 0 8\r\na=recvonly\r\na=mid:1\r\n"
        )


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureServer]:
    folder = tmp_path_factory.mktemp("tls")
    certificates = Certificates(folder)
    certificate = certificates.issue()
    sip_port, mrcp_port = free_port(), free_port()
    settings = {
        "tls.certificate": str(certificate),
        "tls.reload_check_s": "0.1",
        "sip.tls": "offered",
        "sip.tls_port": str(sip_port),
        "mrcp.tls": "offered",
        "mrcp.tls_port": str(mrcp_port),
        "http.tls": "offered",
        "engine.synthesizer": "tone",
        "engine.workers": "1",
        "mrcp.resources": '["speechsynth"]',
    }
    with RunningServer(folder / "server.log", settings) as server:
        yield SecureServer(server, certificates, certificate, sip_port, mrcp_port)


@dataclass
class TlsCall:
    """A SIP call whose messages go through a process that speaks TLS."""

    secure: SecureServer
    peer: Peer
    scheme: str = "sips"
    call_id: str = field(default_factory=lambda: secrets.token_hex(8))
    to_tag: str = ""

    def request(self, method: str, body: str = "", cseq: int = 1) -> None:
        to = f";tag={self.to_tag}" if self.to_tag else ""
        lines = [
            f"{method} {self.scheme}:{HOST}:{self.secure.sip_port};transport=tls SIP/2.0",
            f"Via: SIP/2.0/TLS {HOST}:5061;rport;branch=z9hG4bK{secrets.token_hex(8)}",
            "Max-Forwards: 70",
            f"From: <{self.scheme}:caller@{HOST}>;tag=1",
            f"To: <{self.scheme}:{HOST}>{to}",
            f"Call-ID: {self.call_id}",
            f"CSeq: {cseq} {method}",
            f"Contact: <{self.scheme}:caller@{HOST}:5061;transport=tls>",
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self.peer.send("\r\n".join(lines) + "\r\n\r\n" + body)

    def invite(self, offer: str) -> str:
        """The final answer; acknowledged when it is a 200."""
        self.request("INVITE", offer)
        answer = self.peer.sip()
        self.to_tag = tag_of(answer)
        if answer.startswith("SIP/2.0 200"):
            self.request("ACK")
        return answer

    def bye(self) -> None:
        self.request("BYE", cseq=2)
        assert self.peer.sip().startswith("SIP/2.0 200")


@pytest.fixture
def call(secure: SecureServer) -> Iterator[TlsCall]:
    with openssl_client(secure.sip_port, secure.certificates.ca) as peer:
        yield TlsCall(secure, peer)


def channel_of(answer: str) -> str:
    found = re.search(r"^a=channel:(\S+)", answer, re.MULTILINE)
    assert found is not None, answer
    return found[1]


def speak(control: Peer, channel: str) -> None:
    """One SPEAK from its request to its end."""
    control.send(mrcp_message("SPEAK", 1, channel, b"Hello there.", "Content-Type: text/plain"))
    assert " 1 200 IN-PROGRESS" in control.mrcp()
    assert "SPEAK-COMPLETE 1 COMPLETE" in control.mrcp()


def test_a_whole_call_by_openssl(secure: SecureServer, call: TlsCall) -> None:
    answer = call.invite(secure.offer())
    assert f"m=application {secure.mrcp_port} TCP/TLS/MRCPv2 1\r\n" in answer
    assert "a=setup:passive\r\n" in answer
    assert f"a=fingerprint:{fingerprint_of(secure.certificate)}\r\n" in answer
    assert header(answer, "Contact") == f"<sips:{HOST}:{secure.sip_port}>"  # RFC 3261 §12.1.1
    with openssl_client(secure.mrcp_port, secure.certificates.ca) as control:
        speak(control, channel_of(answer))
    call.bye()


def test_a_channel_by_gnutls(secure: SecureServer, call: TlsCall, tmp_path: Path) -> None:
    channel = channel_of(call.invite(secure.offer("setup:actpass")))
    with gnutls_client(secure.mrcp_port, secure.certificates.ca, tmp_path / "gnutls.log") as control:
        speak(control, channel)
    call.bye()


@pytest.mark.parametrize("options", [["-tls1_2"], ["-tls1_3"]], ids=["1.2", "1.3"])
def test_both_versions(secure: SecureServer, call: TlsCall, options: list[str]) -> None:
    channel = channel_of(call.invite(secure.offer()))
    with openssl_client(secure.mrcp_port, secure.certificates.ca, *options) as control:
        speak(control, channel)
    call.bye()


def test_a_lost_connection_of_the_channel_ends_the_call(secure: SecureServer, call: TlsCall) -> None:
    """RFC 6787 §4.6; the BYE comes on the caller's own connection, for it listens nowhere."""
    channel = channel_of(call.invite(secure.offer()))
    with openssl_client(secure.mrcp_port, secure.certificates.ca) as control:
        control.send(mrcp_message("GET-PARAMS", 1, channel))
        assert " 1 200 COMPLETE" in control.mrcp()
    assert call.peer.sip().startswith("BYE sips:caller@")


class TestWhoMayUseAChannel:
    """RFC 8122 §6.2, RFC 6787 §12.2."""

    @pytest.mark.parametrize("hash_name", ["sha-256", "sha-384", "sha-512"])
    def test_the_certificate_of_the_offer(self, secure: SecureServer, call: TlsCall, hash_name: str) -> None:
        own = secure.certificates.issue(
            "client.example", file="client.pem", authority=Certificates(self._folder(secure)).authority
        )
        answer = call.invite(secure.offer("setup:active", f"fingerprint:{fingerprint_of(own, hash_name)}"))
        assert f"a=fingerprint:{fingerprint_of(secure.certificate, hash_name)}\r\n" in answer
        with openssl_client(secure.mrcp_port, secure.certificates.ca, "-cert", str(own), "-key", str(own)) as control:
            speak(control, channel_of(answer))
        call.bye()

    def test_no_other_one(self, secure: SecureServer, call: TlsCall) -> None:
        own = secure.certificates.issue("client.example", file="client.pem")
        other = secure.certificates.issue("client.example", file="other.pem")
        channel = channel_of(call.invite(secure.offer("setup:active", f"fingerprint:{fingerprint_of(own)}")))
        request = mrcp_message("GET-PARAMS", 1, channel)
        for options in (["-cert", str(other), "-key", str(other)], []):
            with (
                told(secure.server, "channel refused"),
                openssl_client(secure.mrcp_port, secure.certificates.ca, *options) as peer,
            ):
                peer.send(request)
                assert " 1 405 COMPLETE" in peer.mrcp()
        call.bye()

    def test_no_connection_without_tls(self, secure: SecureServer, call: TlsCall) -> None:
        channel = channel_of(call.invite(secure.offer()))
        address = (HOST, secure.server.mrcp_port)
        with told(secure.server, "channel refused"), socket.create_connection(address, timeout=5) as plain:
            plain.sendall(mrcp_message("GET-PARAMS", 1, channel))
            assert b" 1 405 COMPLETE" in plain.recv(4096)
        call.bye()

    def test_fingerprints_that_bind_nobody_are_no_fingerprints(self, secure: SecureServer, call: TlsCall) -> None:
        answer = call.invite(secure.offer("setup:active", "fingerprint:SHA-1 " + ":".join(["4A"] * 20)))
        assert answer.startswith("SIP/2.0 488")
        assert "no a=fingerprint of sha-256, sha-384, sha-512" in header(answer, "Warning")

    @staticmethod
    def _folder(secure: SecureServer) -> Path:
        folder = secure.certificate.parent / "stranger"
        folder.mkdir(exist_ok=True)
        return folder


class TestWhereWeConnect:
    """RFC 4145 §4: the client says `passive`, so it is we who open the connection and say ClientHello."""

    def test_to_the_certificate_of_the_offer(self, secure: SecureServer, call: TlsCall) -> None:
        own = secure.certificates.issue(
            "any.example", file="passive.pem", authority=Certificates(TestWhoMayUseAChannel._folder(secure)).authority
        )
        with OpensslServer(own) as control:
            answer = call.invite(secure.offer("setup:passive", f"fingerprint:{fingerprint_of(own)}", port=control.port))
            assert "m=application 9 TCP/TLS/MRCPv2 1\r\n" in answer
            assert "a=setup:active\r\n" in answer
            speak(control, channel_of(answer))
            call.bye()

    def test_of_an_authority_where_there_is_no_fingerprint(self, secure: SecureServer, call: TlsCall) -> None:
        # It is for our address, but of no authority that the system knows.
        with told(secure.server, "control connection not made"), OpensslServer(secure.certificate) as control:
            assert call.invite(secure.offer("setup:passive", port=control.port)).startswith("SIP/2.0 200")
            assert call.peer.sip().startswith("BYE ")

    def test_to_no_other_certificate(self, secure: SecureServer, call: TlsCall) -> None:
        with told(secure.server, "control connection not made"), OpensslServer(secure.certificate) as control:
            own = secure.certificates.issue("any.example", file="passive.pem")
            offer = secure.offer("setup:passive", f"fingerprint:{fingerprint_of(own)}", port=control.port)
            assert call.invite(offer).startswith("SIP/2.0 200")
            assert call.peer.sip().startswith("BYE ")

    def test_nowhere_else_than_at_the_caller(self, secure: SecureServer, call: TlsCall) -> None:
        """Else anybody's SDP would have us connect anywhere."""
        offer = secure.offer("setup:passive", port=free_port()).replace("c=IN IP4 127.0.0.1", "c=IN IP4 127.0.0.2")
        answer = call.invite(offer)
        assert answer.startswith("SIP/2.0 488")
        assert header(answer, "Warning").startswith("301 ")

    def test_not_without_tls(self, secure: SecureServer, call: TlsCall) -> None:
        answer = call.invite(secure.offer("setup:passive", port=free_port(), protocol="TCP/MRCPv2"))
        assert answer.startswith("SIP/2.0 488")


class TestHandshakesThatFail:
    """One line with the peer and the reason; nothing else is disturbed."""

    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            (["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"], "a TLS version that is too old"),
            (["-tls1_2", "-cipher", "AES128-SHA"], "no common cipher"),
        ],
        ids=["TLS 1.1", "no forward secrecy"],
    )
    def test_old_ways(self, secure: SecureServer, options: list[str], reason: str) -> None:
        before = secure.server.log.stat().st_size
        for port in (secure.sip_port, secure.mrcp_port, secure.server.http_port):
            with openssl_client(port, secure.certificates.ca, *options) as peer:
                peer.closes()
        reasons = [line["reason"] for line in _told(secure, before, 3)]
        assert reasons == [reason] * 3

    def test_renegotiation(self, secure: SecureServer) -> None:
        command = ["openssl", "s_client", "-tls1_2", "-connect", f"{HOST}:{secure.mrcp_port}"]
        done = subprocess.run(command, input=b"R\n", capture_output=True, timeout=20, check=False)
        assert b"no renegotiation" in done.stderr, done.stderr

    @pytest.mark.parametrize(
        ("what", "reason"),
        [
            (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "an HTTP request without TLS"),
            (b"OPTIONS sip:a SIP/2.0\r\n\r\n", "no TLS"),
            (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xff" * 600, None),
            (b"\x16\x03\x01\x40", "closed by the peer in the middle"),
        ],
        ids=["HTTP", "SIP", "garbage", "half a record"],
    )
    def test_what_is_none(self, secure: SecureServer, what: bytes, reason: str | None) -> None:
        before = secure.server.log.stat().st_size
        for port in (secure.sip_port, secure.mrcp_port):
            with socket.create_connection((HOST, port), timeout=5) as plain:
                plain.sendall(what)
                plain.shutdown(socket.SHUT_WR)
                while plain.recv(4096):
                    pass
        lines = _told(secure, before, 2)
        assert [line["door"] for line in lines] == ["sip", "mrcp"]
        assert all(line["peer"] == HOST for line in lines)
        assert reason is None or [line["reason"] for line in lines] == [reason, reason]

    def test_a_client_that_does_not_know_our_authority(self, secure: SecureServer, tmp_path: Path) -> None:
        before = secure.server.log.stat().st_size
        with openssl_client(secure.sip_port, Certificates(tmp_path).ca) as peer:
            assert "unable to get local issuer certificate" in peer.closes()
        assert [line["reason"] for line in _told(secure, before, 1)] == [
            "the peer does not know the authority of our certificate"
        ]


def _told(secure: SecureServer, offset: int, count: int) -> list[dict[str, object]]:
    """The lines about handshakes since then, when there are so many."""

    def lines() -> list[dict[str, object]]:
        return [line for line in lines_since(secure.server, offset) if line["event"] == "TLS failed"]

    wait_for(lambda: len(lines()) >= count)
    return lines()


def test_https_and_http_on_one_port(secure: SecureServer) -> None:
    with secure.connected(secure.server.http_port) as https:
        https.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert https.recv(4096).startswith(b"HTTP/1.1 200")
    assert secure.server.get("/readyz") == {"status": "ready"}


@pytest.mark.anyio
async def test_a_new_certificate_is_taken_up_and_calls_go_on(secure: SecureServer, call: TlsCall) -> None:
    """By looking at the file; a broken one is told, and the one before stays."""

    def shown() -> bytes | None:
        with secure.connected(secure.mrcp_port) as tls:
            return tls.getpeercert(binary_form=True)

    channel = channel_of(call.invite(secure.offer()))
    with openssl_client(secure.mrcp_port, secure.certificates.ca) as control:
        control.send(mrcp_message("GET-PARAMS", 1, channel))
        assert " 1 200 COMPLETE" in control.mrcp()
        offset = secure.server.log.stat().st_size
        secure.certificate.write_text("broken")
        wait_for(lambda: any(one["event"] == "certificate not reloaded" for one in lines_since(secure.server, offset)))
        assert shown()
        secure.certificates.issue()
        wait_for(lambda: shown() == der_of(secure.certificate))
        control.send(mrcp_message("GET-PARAMS", 2, channel))
        assert " 2 200 COMPLETE" in control.mrcp()
    assert call.peer.sip().startswith("BYE ")
    await assert_works(secure.server)
