"""Encrypted calls at a started server; libsrtp, and FFmpeg's own SRTP, are on the other side."""

import base64
import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from rtp.wire.g711 import Law, decode
from rtp.wire.packet import RtpPacket
from tests.interop.running import HOST, RunningServer
from tests.interop.secure_peer import CALLER_SSRC, SUITES, SecurePeer
from tests.interop.stranger import header, lines_since, pids_of, wait_for

pytestmark = pytest.mark.interop

every_suite = pytest.mark.parametrize("suite", SUITES)
UNAUTHENTIC = 'rtp_unauthentic_total{plane="0"}'
QUICK = {"engine.synthesizer": "tone", "engine.workers": "1", "mrcp.resources": '["speechsynth"]'}
LONG = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen."


@pytest.fixture(scope="module", name="secure")
def _secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """It tells all that it ever tells."""
    settings = {"log.level": "debug", "log.text": "full", "engine.workers": "1"}
    with RunningServer(tmp_path_factory.mktemp("secure") / "log", settings) as server:
        yield server


@every_suite
def test_speech_is_encrypted_for_a_peer_with_libsrtp(secure: RunningServer, suite: str) -> None:
    with SecurePeer(secure, suite) as peer:
        peer.call()
        peer.speak("The balance of your account is four hundred and twelve pounds.")
        peer.wait_for("SPEAK-COMPLETE")
        datagrams = peer.datagrams()
        packets = peer.opened(datagrams)
        heard = decode(b"".join(packet.payload for packet in packets), Law.PCMU)
        assert len(packets) > 100
        assert np.sqrt(np.mean(heard.astype(float) ** 2)) > 500
        sent = b"".join(datagram[12:172] for datagram in datagrams)
        # Speech in µ-law has few of the 256 values often; what is encrypted has all alike.
        assert np.bincount(np.frombuffer(sent, np.uint8), minlength=256).max() < 3 * len(sent) / 256
        reports = peer.reports()
        assert reports
        assert {report[1] for report in reports} <= {200, 201}
        assert int.from_bytes(reports[0][4:8], "big") == packets[0].ssrc


@every_suite
def test_keys_are_heard_when_they_are_authentic_and_only_then(secure: RunningServer, suite: str) -> None:
    before = secure.metrics()[UNAUTHENTIC]
    with SecurePeer(secure, suite) as peer, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as elsewhere:
        elsewhere.bind((HOST, 0))
        peer.call(peer.offer(resource="dtmfrecog"))
        peer.recognize_key()
        forged = [bytes(packet) for packet in peer.packets_of_key("9")]
        forged += [datagram + bytes(16) for datagram in forged]
        for datagram in forged:
            peer.rtp.sendto(datagram, peer.target)
            elsewhere.sendto(datagram, peer.target)
        time.sleep(0.1)
        # The stream is where it was: an authentic key from the announced address, another from a port behind NAT.
        peer.press("5")
        assert "<instance>5</instance>" in peer.wait_for("RECOGNITION-COMPLETE")
        assert secure.metrics()[UNAUTHENTIC] - before >= len(forged)
        recorded = [peer.protect(packet) for packet in peer.packets_of_key("7")]
        for instance, datagrams in (("7", recorded), ("3", [])):
            peer.recognize_key()
            for datagram in recorded:
                peer.rtp.sendto(datagram, peer.target)
            if not datagrams:
                peer.press(instance)
            assert f"<instance>{instance}</instance>" in peer.wait_for("RECOGNITION-COMPLETE")


def test_another_port_is_followed_once_it_is_authentic(secure: RunningServer) -> None:
    latched = 'rtp_latched_total{plane="0"}'
    before = secure.metrics()[latched]
    with SecurePeer(secure) as peer, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as elsewhere:
        elsewhere.bind((HOST, 0))
        peer.call(peer.offer(resource="dtmfrecog"))
        peer.recognize_key()
        drawn = random.Random(3711)
        for _ in range(20):
            elsewhere.sendto(bytes(RtpPacket(0, 1, 0, 9, bytes(160))), peer.target)
            elsewhere.sendto(b"\x80" + drawn.randbytes(181), peer.target)
        time.sleep(0.2)
        assert secure.metrics()[latched] == before
        peer.press("6", elsewhere)
        assert "<instance>6</instance>" in peer.wait_for("RECOGNITION-COMPLETE")
        assert secure.metrics()[latched] == before + 1


def test_reports_of_the_peer_are_read_and_forged_ones_are_not(secure: RunningServer) -> None:
    with SecurePeer(secure) as peer:
        peer.call()
        peer.speak(LONG)
        time.sleep(0.3)
        (packet, *_) = peer.opened(peer.datagrams())
        block = packet.ssrc.to_bytes(4, "big") + b"\x80" + bytes(3 + 4 + 4 + 8)
        report = b"\x81\xc9\0\x07" + CALLER_SSRC.to_bytes(4, "big") + block
        target = (peer.target[0], peer.target[1] + 1)

        def lost_percent() -> list[object]:
            sessions = secure.get("/console/state")["sessions"]
            return [session.get("figures", session).get("peer_lost_percent") for session in sessions]

        before = secure.metrics()[UNAUTHENTIC]
        peer.rtcp.sendto(report, target)
        wait_for(lambda: secure.metrics()[UNAUTHENTIC] > before)
        assert 50.0 not in lost_percent()
        peer.rtcp.sendto(peer.protect_rtcp(report), target)
        wait_for(lambda: 50.0 in lost_percent())


def test_no_index_is_used_twice_when_the_plane_is_replaced(tmp_path: Path) -> None:
    """Two packets under one key stream would give both away; and the peer has to hear what comes after."""
    with RunningServer(tmp_path / "log", {"engine.workers": "1"}) as server, SecurePeer(server) as peer:
        peer.call()
        seen: list[bytes] = []
        peer.speak(LONG)
        while len(seen) < 20:
            seen += peer.datagrams()
            time.sleep(0.02)
        (plane,) = server.get("/healthz")["children"]["plane"]
        os.kill(plane, signal.SIGKILL)
        peer.wait_for("SPEAK-COMPLETE")
        wait_for(lambda: server.get("/healthz")["children"]["plane"] not in ([], [plane]))
        peer.speak("After the fall.")
        peer.wait_for("Completion-Cause: 000")
        seen += peer.datagrams()
        packets = peer.opened(seen)  # libsrtp refuses an index that it has had
        numbers = [packet.sequence_number for packet in packets]
        assert len({datagram[2:4] for datagram in seen}) == len(seen)
        assert len({packet.ssrc for packet in packets}) == 1
        assert sum(later - earlier > 1 for earlier, later in itertools.pairwise(numbers)) == 1
        assert all(0 < later - earlier <= 64 for earlier, later in itertools.pairwise(numbers))
        reports = peer.reports()
        assert len(reports) >= 2
        assert pids_of(server)


class TestReinvite:
    """RFC 4568 §7.1.4, and hold as Asterisk does it: the same line again."""

    def test_the_same_key_goes_on_through_hold(self, secure: RunningServer) -> None:
        with SecurePeer(secure) as peer:
            peer.call()
            peer.speak(LONG)
            time.sleep(0.4)
            key = peer.server_key
            assert "a=inactive" in peer.invite(peer.offer(direction="inactive"))
            before = peer.opened(peer.datagrams())
            time.sleep(0.2)
            assert len(peer.datagrams()) <= 1
            peer.invite(peer.offer())
            assert base64.b64encode(key).decode() in peer.answer
            time.sleep(0.4)
            after = peer.opened(peer.datagrams())  # by the same session of libsrtp
            assert after[0].ssrc == before[0].ssrc
            assert after[0].sequence_number - before[-1].sequence_number <= 3

    def test_a_new_key_has_a_new_one_of_ours(self, secure: RunningServer) -> None:
        with SecurePeer(secure) as peer:
            peer.call()
            peer.speak(LONG)
            time.sleep(0.4)
            assert peer.opened(peer.datagrams())
            key = peer.server_key
            peer.renew()
            peer.invite(peer.offer())
            time.sleep(0.1)
            peer.datagrams()
            peer.take_keys()
            assert peer.server_key != key
            time.sleep(0.3)
            assert len(peer.opened(peer.datagrams())) > 10

    def test_encryption_may_end_and_begin(self, secure: RunningServer) -> None:
        with SecurePeer(secure) as peer:
            peer.call()
            peer.speak(LONG)
            time.sleep(0.3)
            answer = peer.invite(without_keys(peer.offer(protocol="RTP/AVP")))
            assert " RTP/AVP " in answer
            assert "a=crypto" not in answer
            time.sleep(0.1)
            peer.datagrams()
            time.sleep(0.2)
            assert {len(datagram) for datagram in peer.datagrams()} == {172}
            peer.renew()
            peer.invite(peer.offer())
            time.sleep(0.1)
            peer.datagrams()
            peer.take_keys()
            time.sleep(0.3)
            assert len(peer.opened(peer.datagrams())) > 10


class TestOffers:
    """What is refused, why, and what telephones write."""

    def test_best_effort_is_answered_in_kind(self, secure: RunningServer) -> None:
        with SecurePeer(secure) as peer:
            peer.call(peer.offer(protocol="RTP/AVP"))
            assert " RTP/AVP 0" in peer.answer
            peer.speak("Yes.")
            peer.wait_for("SPEAK-COMPLETE")
            assert peer.opened(peer.datagrams())

    def test_feedback_profile(self, secure: RunningServer) -> None:
        with SecurePeer(secure) as peer:
            peer.call(peer.offer(protocol="RTP/SAVPF"))
            assert " RTP/SAVPF 0" in peer.answer
            peer.speak("Yes.")
            peer.wait_for("SPEAK-COMPLETE")
            assert peer.opened(peer.datagrams())

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            (("AES_CM_128_HMAC_SHA1_80", "F8_128_HMAC_SHA1_80"), "F8_128_HMAC_SHA1_80 is not available"),
            (("\r\na=sendrecv", "|2^20|1:4\r\na=sendrecv"), "MKI"),
            (("\r\na=sendrecv", " UNENCRYPTED_SRTP\r\na=sendrecv"), "UNENCRYPTED_SRTP"),
            (("inline:", "inline:AAAA"), "30 octets"),
            (("a=crypto", "a=crypt"), "without a=crypto"),
        ],
    )
    def test_what_cannot_be_had_is_488_with_a_reason(
        self, secure: RunningServer, change: tuple[str, str], reason: str
    ) -> None:
        offset = secure.log.stat().st_size
        with SecurePeer(secure) as peer:
            answer = peer.invite(peer.offer().replace(*change))
            assert answer.startswith("SIP/2.0 488 "), answer
            assert reason in header(answer, "Warning")
            wait_for(lambda: any(reason in str(line.get("reason")) for line in lines_since(secure, offset)))


def test_a_flood_of_forged_packets_leaves_the_call_alone(secure: RunningServer) -> None:
    with SecurePeer(secure) as peer, SecurePeer(secure) as other:
        peer.call()
        other.call()
        peer.speak(LONG)
        other.speak(LONG)
        ends = time.monotonic() + 2.0
        drawn = random.Random(3711)
        junk = [drawn.randbytes(200) for _ in range(20)]
        headers = [b"\x80\0" + drawn.randbytes(2) + bytes(4) + CALLER_SSRC.to_bytes(4, "big") for _ in range(20)]
        sent = 0
        while time.monotonic() < ends:
            for body, head in zip(junk, headers, strict=True):
                peer.rtp.sendto(head + body, peer.target)
                sent += 1
            time.sleep(0.01)
        for line in (peer, other):
            packets = line.opened(line.datagrams())
            numbers = [packet.sequence_number for packet in packets]
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
            assert len(numbers) > 60
        assert sent > 1000


def test_no_key_is_told_anywhere(secure: RunningServer) -> None:
    with SecurePeer(secure) as peer:
        peer.call()
        peer.speak("Yes.")
        peer.wait_for("SPEAK-COMPLETE")
        peer.invite(peer.offer().replace(peer.suite, "NONE_SUCH"))
        peer.invite(peer.offer().replace("a=crypto:", " a=crypto:"))
        state = secure.get("/console/state")
        told = str(state)
        for session in state["sessions"]:
            told += str(secure.get(f"/console/sessions/{session.get('session') or session.get('id')}"))
        told += str(secure.metrics()) + secure.log.read_text(errors="replace")
        assert peer.suite in told
        for key in (peer.key, peer.server_key):
            for shown in (base64.b64encode(key).decode(), key.hex(), repr(key)):
                assert shown[:12] not in told


@pytest.mark.parametrize("suite", [[], ["AEAD_AES_256_GCM"]])
def test_the_shipped_client_asks_for_it(secure: RunningServer, suite: list[str]) -> None:
    before = secure.metrics()[UNAUTHENTIC]
    command = [sys.executable, "-m", "mrcp_server", "say", "One moment.", "--server", secure.sip_uri, "--json"]
    printed = subprocess.run([*command, "--srtp", *suite], stdout=subprocess.PIPE, check=True, timeout=30)
    figures = json.loads(printed.stdout)
    assert figures["cause"] == "000 normal"
    assert (figures["heard_s"] > 0.3, figures["lost"]) == (True, 0)
    assert secure.metrics()[UNAUTHENTIC] == before
    assert f"['{(suite or ['AES_CM_128_HMAC_SHA1_80'])[0]}']" in str(
        [line.get("srtp") for line in lines_since(secure, 0) if line["event"] == "session opened"][-1]
    )


class TestFfmpeg:
    """FFmpeg's libavformat has an SRTP of its own (libavformat/srtp.c), keyed from SDP or by options."""

    def test_it_hears_what_we_say(self, secure: RunningServer, tmp_path: Path) -> None:
        with SecurePeer(secure) as peer:
            peer.call()
            line = next(line for line in peer.answer.splitlines() if line.startswith("a=crypto"))
            port = peer.port
            peer.rtp.close()
            peer.rtcp.close()
            description = tmp_path / "call.sdp"
            description.write_text(
                f"v=0\r\no=- 1 1 IN IP4 {HOST}\r\ns=-\r\nc=IN IP4 {HOST}\r\nt=0 0\r\n"
                f"m=audio {port} RTP/SAVP 0\r\n{line}\r\n"
            )
            options = {"protocol_whitelist": "file,rtp,udp,srtp", "reorder_queue_size": "0"}
            heard: list[np.ndarray[tuple[int, ...], np.dtype[np.int16]]] = []

            def listen() -> None:
                with av.open(str(description), format="sdp", options=options, timeout=8) as container:
                    for frame in container.decode(audio=0):
                        heard.append(frame.to_ndarray().astype(np.int16))
                        if sum(part.size for part in heard) > 8000:
                            return

            listening = threading.Thread(target=listen)
            listening.start()
            time.sleep(0.5)
            peer.speak(LONG)
            listening.join(10)
            samples = np.concatenate([part.ravel() for part in heard]).astype(float)
            # Speech is loud, and neighbouring samples are alike; noise of a wrong key is louder, and they are not.
            assert np.sqrt(np.mean(samples**2)) > 500
            assert np.corrcoef(samples[:-1], samples[1:])[0, 1] > 0.5


class TestLevels:
    """`rtp.srtp`, and a server whose library is missing."""

    @pytest.mark.parametrize(
        ("level", "secured", "reason"),
        [
            ("off", True, "switched off"),
            ("required", False, "media must be encrypted"),
            ("required-with-tls", True, "over TLS"),
            ("required-with-tls", False, "over TLS"),
        ],
    )
    def test_what_a_level_refuses(self, tmp_path: Path, level: str, secured: bool, reason: str) -> None:
        with RunningServer(tmp_path / "log", {"rtp.srtp": level, **QUICK}) as server, SecurePeer(server) as peer:
            protocol = "RTP/SAVP" if secured else "RTP/AVP"
            offer = peer.offer(protocol=protocol)
            answer = peer.invite(offer if secured else without_keys(offer))
            assert answer.startswith("SIP/2.0 488 "), answer
            assert reason in header(answer, "Warning")
            if level != "required-with-tls":
                other = peer.offer() if level == "required" else without_keys(peer.offer(protocol="RTP/AVP"))
                assert peer.invite(other).startswith("SIP/2.0 200 ")

    def test_without_the_library_calls_are_in_clear_and_one_line_says_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['cryptography'] = None\n")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        with RunningServer(tmp_path / "log", QUICK) as server, SecurePeer(server) as peer:
            answer = peer.invite(peer.offer())
            assert answer.startswith("SIP/2.0 488 "), answer
            assert "not installed" in header(answer, "Warning")
            assert peer.invite(without_keys(peer.offer(protocol="RTP/AVP"))).startswith("SIP/2.0 200 ")
            lines = [line for line in lines_since(server, 0) if line["event"] == "media is not encrypted"]
            assert len(lines) == 1

    def test_without_the_library_a_server_that_must_encrypt_does_not_start(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['cryptography'] = None\n")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        server = RunningServer(tmp_path / "log", {"rtp.srtp": "required", **QUICK})
        with pytest.raises(RuntimeError, match=r"needs the library cryptography"):
            server.start()


def without_keys(offer: str) -> str:
    return "".join(line for line in offer.splitlines(keepends=True) if not line.startswith("a=crypto"))
