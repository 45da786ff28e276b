"""Offers as RFC 6787 §4.2 wants them, and answers as servers write them."""

import pytest

from mrcp_server.client.errors import AnswerError, ClientError
from mrcp_server.client.offer import Answer, Offer, new_crypto
from rtp.wire.payload_types import L16_8000, PCMA, PCMU
from sip.security_descriptions import CryptoLine

ANSWER = (
    "v=0\r\no=UniMRCPServer 1 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n"
    "m=application 1544 TCP/MRCPv2 1\r\na=setup:passive\r\na=connection:new\r\n"
    "a=channel:1d01@speechsynth\r\na=cmid:1\r\n"
    "m=audio 5000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
    "a=sendonly\r\na=mid:1\r\n"
)


class TestOffer:
    def test_one_control_line_a_resource_and_one_audio_line(self) -> None:
        offer = Offer("192.0.2.1", 4000, ("speechsynth", "speechrecog"), "sendrecv")
        assert bytes(offer).decode() == (
            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
            "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=connection:new\r\n"
            "a=resource:speechsynth\r\na=cmid:1\r\n"
            "m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=connection:new\r\n"
            "a=resource:speechrecog\r\na=cmid:1\r\n"
            "m=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\na=ptime:20\r\na=mid:1\r\n"
        )

    def test_the_wanted_codec_and_connection_are_said(self) -> None:
        text = bytes(Offer("::1", 4000, codecs=(PCMA,), connection="existing", ptime_ms=30)).decode()
        assert "c=IN IP6 ::1\r\n" in text
        assert "m=audio 4000 RTP/AVP 8 101\r\n" in text
        assert "a=connection:existing\r\n" in text
        assert "a=ptime:30\r\n" in text


class TestAnswer:
    def test_everything_a_call_needs_is_read(self) -> None:
        answer = Answer.parse(ANSWER, ["speechsynth"])
        assert answer == Answer(
            ("192.0.2.2", 1544), {"speechsynth": "1d01@speechsynth"}, ("192.0.2.2", 5000), PCMU, 0, 101
        )

    def test_media_may_be_elsewhere(self) -> None:
        text = ANSWER.replace("a=mid:1\r\n", "c=IN IP4 192.0.2.9\r\na=mid:1\r\n")
        assert Answer.parse(text, ["speechsynth"]).audio == ("192.0.2.9", 5000)

    def test_codecs_are_known_by_name_or_number(self) -> None:
        text = ANSWER.replace("m=audio 5000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000", "m=audio 5000 RTP/AVP x 77 96")
        text = text.replace("a=rtpmap:101 telephone-event/8000", "a=rtpmap:96 L16/8000")
        answer = Answer.parse(text, ["speechsynth"])
        assert (answer.codec, answer.payload_type, answer.telephone_event_type) == (L16_8000, 96, None)

    def test_an_existing_connection_is_noticed(self) -> None:
        text = ANSWER.replace("connection:new", "connection:existing")
        assert Answer.parse(text, ["speechsynth"]).uses_existing_connection

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "no session description"),
            ("v=0\r\n", "lacks control lines"),
            (ANSWER.replace("1544", "0"), "no speechsynth for us"),
            (ANSWER.replace("a=channel", "a=canal"), "no speechsynth for us"),
            (ANSWER.replace("m=audio 5000", "m=audio 0"), "no audio line"),
            (ANSWER.replace("c=IN IP4 192.0.2.2\r\n", ""), "no address"),
            (ANSWER.replace("RTP/AVP 0 101", "RTP/AVP 18 101"), "no codec"),
        ],
    )
    def test_what_no_call_can_be_made_of_is_an_error(self, text: str, message: str) -> None:
        with pytest.raises(AnswerError, match=message):
            Answer.parse(text, ["speechsynth"])


class TestEncrypted:
    """RFC 4568."""

    CRYPTO = CryptoLine("1", "AEAD_AES_128_GCM", bytes(28))
    THEIRS = CryptoLine("1", "AEAD_AES_128_GCM", bytes(range(28)))

    def test_the_audio_line_says_so(self) -> None:
        text = bytes(Offer("192.0.2.1", 4000, crypto=self.CRYPTO)).decode()
        assert "m=audio 4000 RTP/SAVP 0 8 101\r\n" in text
        assert f"a=crypto:1 AEAD_AES_128_GCM inline:{'A' * 38}==\r\n" in text

    def test_the_answer_brings_the_other_key(self) -> None:
        text = ANSWER.replace("RTP/AVP", "RTP/SAVP") + f"a=crypto:{self.THEIRS}\r\n"
        assert Answer.parse(text, ("speechsynth",), self.CRYPTO).crypto == self.THEIRS
        assert Answer.parse(text, ("speechsynth",)).crypto is None

    def test_an_answer_in_clear_is_an_error(self) -> None:
        with pytest.raises(AnswerError, match="0 crypto lines"):
            Answer.parse(ANSWER, ("speechsynth",), self.CRYPTO)

    def test_keys_are_new_each_time(self) -> None:
        first, second = (new_crypto("AES_CM_128_HMAC_SHA1_80") for _ in range(2))
        assert first.key != second.key
        assert len(first.key) == 30

    def test_a_suite_must_be_known(self) -> None:
        with pytest.raises(ClientError, match="not ROT13"):
            new_crypto("ROT13")

    def test_without_the_library_there_are_no_keys(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("mrcp_server.client.offer.is_available", lambda: False)
        with pytest.raises(ClientError, match="needs the library"):
            new_crypto("AES_CM_128_HMAC_SHA1_80")
