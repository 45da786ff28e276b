"""`a=crypto` is read, chosen and answered as RFC 4568 says, and never shown."""

import base64
import itertools

import pytest

from sip.errors import SdpError
from sip.sdp import Media, SessionDescription
from sip.security_descriptions import AgreedCrypto, CryptoLine, CryptoTerms, agree, is_secured, read_agreed

KEY = bytes(range(100, 130))
TEXT = base64.b64encode(KEY).decode()
LENGTHS = {"AES_CM_128_HMAC_SHA1_80": 30, "AES_CM_128_HMAC_SHA1_32": 30, "AEAD_AES_128_GCM": 28}
LINE = f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}"


def terms(*, is_required: bool = False, agreed: AgreedCrypto | None = None) -> CryptoTerms:
    numbers = itertools.count(1)
    return CryptoTerms(LENGTHS, is_required, new_key=lambda size: bytes([next(numbers)]) * size, agreed=agreed)


def offer(*crypto: str, protocol: str = "RTP/SAVP") -> Media:
    media = Media("audio", 4000, protocol, ["0"])
    for value in crypto:
        media.add_attribute("crypto", value)
    return media


@pytest.mark.parametrize(
    "value",
    [
        LINE,
        f"1  AES_CM_128_HMAC_SHA1_80  inline:{TEXT}|2^20",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|2^48",
        f"1 AES_CM_128_HMAC_SHA1_80 INLINE:{TEXT}|1048576 WSH=64",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT} -NOVEL=1",
    ],
)
def test_lines_that_are_taken(value: str) -> None:
    assert CryptoLine.parse(value, LENGTHS) == CryptoLine("1", "AES_CM_128_HMAC_SHA1_80", KEY)


def test_padding_may_be_left_out() -> None:
    key = bytes(28)
    value = f"7 AEAD_AES_128_GCM inline:{base64.b64encode(key).decode().rstrip('=')}"
    assert CryptoLine.parse(value, LENGTHS) == CryptoLine("7", "AEAD_AES_128_GCM", key)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "cannot be read"),
        ("1 AES_CM_128_HMAC_SHA1_80", "cannot be read"),
        (f"x AES_CM_128_HMAC_SHA1_80 inline:{TEXT}", "cannot be read"),
        (f"12345678901 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}", "cannot be read"),
        (f"² AES_CM_128_HMAC_SHA1_80 inline:{TEXT}", "cannot be read"),
        (f"1 F8_128_HMAC_SHA1_80 inline:{TEXT}", "F8_128_HMAC_SHA1_80 is not available"),
        (f"1 inline:{TEXT} x", "(unreadable) is not available"),
        (f"1 AES_CM_128_HMAC_SHA1_80 {TEXT}", "without inline key"),
        (f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT[:-4]}", "30 octets"),
        (f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT[:-1]}é", "30 octets"),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:", "30 octets"),
        (f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|1:4", "MKI"),
        (f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|2^20|1:4", "MKI"),
        (f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|2^49", "lifetime"),
        (f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|soon", "lifetime"),
        (f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|2^20|1:4|5", "without inline key"),
        (f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|2^20|1:4;inline:{TEXT}|2^20|2:4", "several keys"),
        (LINE + " KDR=1", "KDR is not supported"),
        (LINE + " UNENCRYPTED_SRTP", "UNENCRYPTED_SRTP is not supported"),
        (LINE + " UNENCRYPTED_SRTCP", "UNENCRYPTED_SRTCP is not supported"),
        (LINE + " UNAUTHENTICATED_SRTP", "UNAUTHENTICATED_SRTP is not supported"),
        (LINE + f" FEC_KEY=inline:{TEXT}", "FEC_KEY is not supported"),
        (LINE + f" {TEXT}", "(unreadable) is not supported"),
    ],
)
def test_lines_that_are_refused_say_why_and_show_no_key(value: str, reason: str) -> None:
    with pytest.raises(SdpError) as caught:
        CryptoLine.parse(value, LENGTHS)
    assert reason in caught.value.reason
    assert not any(TEXT[start : start + 6] in str(caught.value) for start in range(len(TEXT) - 6))


def test_a_line_can_be_written_and_read() -> None:
    line = CryptoLine("3", "AES_CM_128_HMAC_SHA1_32", KEY)
    assert CryptoLine.parse(str(line), LENGTHS) == line


def test_what_is_printed_shows_no_key() -> None:
    agreed = agree(offer(LINE), terms())
    assert agreed is not None
    for text in (repr(agreed), repr(agreed.line), repr(terms(agreed=agreed))):
        assert repr(KEY) not in text
        assert repr(agreed.key) not in text


def test_a_broken_line_of_sdp_shows_no_key() -> None:
    """One that was folded, or lost its letter, on the way."""
    for broken in (f"inline:{TEXT}", f" a=crypto:1 X inline:{TEXT}"):
        with pytest.raises(SdpError) as caught:
            SessionDescription.parse("v=0\r\n" + broken + "\r\n")
        assert TEXT[:8] not in str(caught.value)


class TestChoice:
    """§7.1.2."""

    def test_the_first_that_can_be_had(self) -> None:
        agreed = agree(
            offer(
                f"1 F8_128_HMAC_SHA1_80 inline:{TEXT}",
                f"2 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|2^20|1:4",
                f"4 AES_CM_128_HMAC_SHA1_32 inline:{TEXT}",
                f"5 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}",
            ),
            terms(),
        )
        assert agreed is not None
        assert agreed.offered == CryptoLine("4", "AES_CM_128_HMAC_SHA1_32", KEY)
        assert agreed.line == CryptoLine("4", "AES_CM_128_HMAC_SHA1_32", b"\x01" * 30)

    def test_the_same_key_again_keeps_ours(self) -> None:
        first = agree(offer(LINE), terms())
        again = agree(offer(LINE.replace("1 AES", "2 AES")), terms(agreed=first))
        assert first is not None
        assert again is not None
        assert (again.key, again.line.tag) == (first.key, "2")

    def test_another_key_or_suite_has_a_new_one_of_ours(self) -> None:
        first = AgreedCrypto(CryptoLine("1", "AES_CM_128_HMAC_SHA1_80", KEY), b"ours")
        other = base64.b64encode(KEY[::-1]).decode()
        for value in (LINE.replace(TEXT, other), LINE.replace("_80", "_32")):
            again = agree(offer(value), terms(agreed=first))
            assert again is not None
            assert again.key == b"\x01" * 30

    @pytest.mark.parametrize("protocol", ["RTP/SAVP", "RTP/SAVPF", "rtp/savp"])
    def test_a_secured_line_is_never_in_clear(self, protocol: str) -> None:
        assert is_secured(protocol)
        with pytest.raises(SdpError, match="without a=crypto"):
            agree(offer(protocol=protocol), terms())
        with pytest.raises(SdpError, match="MKI"):
            agree(offer(LINE + "|1:4", protocol=protocol), terms())
        with pytest.raises(SdpError, match="not available") as caught:
            agree(offer(LINE, protocol=protocol), CryptoTerms())
        assert (caught.value.status, caught.value.warning) == (488, 302)

    def test_best_effort_is_taken_up_where_it_can_be(self) -> None:
        assert agree(offer(LINE, protocol="RTP/AVP"), terms()) is not None
        assert agree(offer(LINE + "|1:4", protocol="RTP/AVP"), terms()) is None
        assert agree(offer(LINE, protocol="RTP/AVP"), CryptoTerms()) is None
        assert agree(offer(protocol="RTP/AVP"), terms()) is None

    def test_a_line_in_clear_is_refused_where_encryption_is_required(self) -> None:
        assert agree(offer(LINE, protocol="RTP/AVP"), terms(is_required=True)) is not None
        with pytest.raises(SdpError, match="must be encrypted"):
            agree(offer(protocol="RTP/AVP"), terms(is_required=True))
        with pytest.raises(SdpError, match="over TLS"):
            agree(offer(LINE, protocol="RTP/AVP"), CryptoTerms(is_required=True, reason="keys come over TLS"))

    def test_lines_beyond_measure_are_not_read(self) -> None:
        bad = [f"1 F8_128_HMAC_SHA1_80 inline:{TEXT}"] * 900
        with pytest.raises(SdpError, match="F8"):
            agree(offer(*bad, LINE), terms())


class TestAnswer:
    """§7.1.3."""

    OFFERED = CryptoLine("1", "AES_CM_128_HMAC_SHA1_80", bytes(30))

    def test_it_brings_the_other_key(self) -> None:
        assert read_agreed(offer(LINE), self.OFFERED).key == KEY

    @pytest.mark.parametrize("lines", [(), (LINE, LINE), (LINE.replace("1 A", "2 A"),), (LINE.replace("_80", "_32"),)])
    def test_it_has_one_line_of_those_offered(self, lines: tuple[str, ...]) -> None:
        with pytest.raises(SdpError):
            read_agreed(offer(*lines), self.OFFERED)
