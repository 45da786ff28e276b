"""What decides who may, and what is encrypted: credentials, keys in SDP, certificates, packets; and coded content."""

from contextlib import suppress

from mrcp_server.fetching.content_coding import LARGEST_PART_BYTES, ContentCodingError, ContentDecoder
from mrcp_server.tls.certificate_message import CERTIFICATE_MESSAGE, leaf_of
from mrcp_server.tls.fingerprint import parse_fingerprints
from rtp.wire.srtp_suites import SUITES
from sip.authentication import Authenticator
from sip.errors import SdpError
from sip.flow import Flow
from sip.headers import Headers
from sip.message import Request
from sip.nonces import Nonces
from sip.own_credentials import Challenge
from sip.security_descriptions import CryptoLine
from tests.fuzz.guided.target import Target, pieces, texts

_FLOW = Flow("udp", ("192.0.2.1", 5060), ("192.0.2.2", 8060))
_KEY_BYTES = dict.fromkeys(SUITES, 30)
_MOST_CONTENT_BYTES = 4096


def authorize(data: bytes) -> None:
    """Whatever stands in Authorization is asked for anew or refused, and never taken."""
    value = texts(data).replace("\r", " ").replace("\n", " ")
    asking = Authenticator({"ivr": "secret"}, realm="speech", nonces=Nonces(b"k" * 32, lambda: "t", 300))
    refusal = asking.check(Request("INVITE", "sip:a", Headers([("Authorization", value)])), _FLOW, 1.0)
    assert refusal is not None
    assert refusal.status in (401, 403)
    Challenge.parse(value)


def read_crypto(data: bytes) -> None:
    """A crypto line, or SdpError without its key; fingerprints."""
    text = texts(data)
    with suppress(SdpError):
        line = CryptoLine.parse(text, _KEY_BYTES)
        assert CryptoLine.parse(str(line), _KEY_BYTES).key == line.key
    for found in parse_fingerprints(text.split(",")):
        assert len(found.digest) in (32, 48, 64)


def read_certificate(data: bytes) -> None:
    """A certificate out of any handshake message."""
    leaf = leaf_of(CERTIFICATE_MESSAGE, data)
    assert leaf is None or (leaf and leaf in data)


def decode(data: bytes) -> None:
    """Coded content, in bounded parts up to its bound, the same however it arrives."""
    coding, data = (("", "gzip", "deflate", "x-gzip")[data[0] % 4], data[1:]) if data else ("", b"")
    parts = pieces(data)
    assert _decoded(coding, parts) == _decoded(coding, [b"".join(parts)])


def _decoded(coding: str, parts: list[bytes]) -> bytes | None:
    found = b""
    try:
        decoder = ContentDecoder(coding, _MOST_CONTENT_BYTES)
        for part in parts:
            for piece in decoder.decode(part):
                assert len(piece) <= max(LARGEST_PART_BYTES, len(part))
                found += piece
        decoder.end()
    except ContentCodingError:
        return None
    assert len(found) <= _MOST_CONTENT_BYTES
    return found


_DIGEST = (
    b'Digest username="ivr", realm="speech", nonce="t", uri="sip:a", response="0", qop=auth, nc=00000001, cnonce="c"'
)
_CRYPTO = b"1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20"
_PRINT = b"sha-256 " + b":".join([b"AB"] * 32)
_CERTIFICATE = b"\x0b\x00\x00\x0a\x00\x00\x07\x00\x00\x04abcd"
TARGETS = (
    Target("authorization", authorize, ("sip",), lambda: [_DIGEST], "sip"),
    Target("crypto-line", read_crypto, ("sip", "mrcp_server.tls"), lambda: [_CRYPTO, _PRINT], "sdp"),
    Target("certificate", read_certificate, ("mrcp_server.tls",), lambda: [_CERTIFICATE]),
    Target(
        "content-coding",
        decode,
        ("mrcp_server.fetching",),
        lambda: [b"\x01\x00x", b"\x02\x01\x02\x78\x9c\x03\x00\x00\x00\x00\x01"],
    ),
)
