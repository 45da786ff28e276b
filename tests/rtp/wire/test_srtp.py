"""Transforms against the vectors of RFC 3711 appendix B and RFC 7714 §16, §17, and against libsrtp."""

import random

import pylibsrtp
import pytest

from rtp.wire.packet import RtpPacket
from rtp.wire.srtp import Transform, derive, make_transform, rtcp_index, split_rtp
from rtp.wire.srtp_suites import SUITES

KEY = bytes.fromhex("E1F97A0D3E018BE0D64FA32C06DE4139")
SALT = bytes.fromhex("0EC675AD498AFEEBB6960B3AABE6")
POLICY = pylibsrtp.Policy
PROFILES = {
    "AES_CM_128_HMAC_SHA1_80": POLICY.SRTP_PROFILE_AES128_CM_SHA1_80,
    "AES_CM_128_HMAC_SHA1_32": POLICY.SRTP_PROFILE_AES128_CM_SHA1_32,
    "AEAD_AES_128_GCM": POLICY.SRTP_PROFILE_AEAD_AES_128_GCM,
    "AEAD_AES_256_GCM": POLICY.SRTP_PROFILE_AEAD_AES_256_GCM,
}
every_suite = pytest.mark.parametrize("name", SUITES)
PACKET = bytes(RtpPacket(0, 0x1234, 160, 0xCAFEBABE, bytes(range(160))))
REPORT = bytes.fromhex("80c90001cafebabe81ca0003cafebabe0104616263640000")


class TestVectors:
    """What the standards print."""

    def test_session_keys(self) -> None:
        """RFC 3711 B.3; the authentication key goes on as far as is asked."""
        assert derive(KEY, SALT, 0, 16) == bytes.fromhex("C61E7A93744F39EE10734AFE3FF7A087")
        assert derive(KEY, SALT, 2, 14) == bytes.fromhex("30CBBC08863D8C85D49DB34A9AE1")
        assert derive(KEY, SALT, 1, 94) == bytes.fromhex(
            "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE"
            "E049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC25"
            "6D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2"
        )

    def test_session_keys_of_256_bits(self) -> None:
        """RFC 6188 §7.2."""
        key = bytes.fromhex("F0F04914B513F2763A1B1FA130F10E2998F6F6E43E4309D1E622A0E332B9F1B6")
        salt = bytes.fromhex("3B04803DE51EE7C96423AB5B78D2")
        expected = "5BA1064E30EC51613CAD926C5A28EF731EC7FB397F70A960653CAF06554CD8C4"
        assert derive(key, salt, 0, 32) == bytes.fromhex(expected)

    def test_key_stream_of_counter_mode(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """RFC 3711 B.2: session key and salt given, SSRC and index zero; what encrypts zeros is the key stream."""
        session = {
            0: bytes.fromhex("2B7E151628AED2A6ABF7158809CF4F3C"),
            2: bytes.fromhex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"),
        }
        transform = _with_session_keys(monkeypatch, "AES_CM_128_HMAC_SHA1_80", session)
        assert transform.seal(bytes(12), bytes(48), 0)[:48] == bytes.fromhex(
            "E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0"
        )

    def test_packet_of_the_reference_implementation(self) -> None:
        header = bytes.fromhex("800f1234decafbadcafebabe")
        transform = make_transform("AES_CM_128_HMAC_SHA1_80", KEY + SALT)
        expected = bytes.fromhex("4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb")
        assert transform.seal(header, b"\xab" * 16, 0x1234) == expected

    @pytest.mark.parametrize(
        ("name", "key_bytes", "sealed"),
        [
            (
                "AEAD_AES_128_GCM",
                16,
                (
                    "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
                    "899d7f27beb16a9152cf765ee4390cce"
                ),
            ),
            (
                "AEAD_AES_256_GCM",
                32,
                (
                    "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b"
                    "7aa3db36dfffd6b0f9bb7878d7a76c13"
                ),
            ),
        ],
    )
    def test_galois_counter_mode(self, monkeypatch: pytest.MonkeyPatch, name: str, key_bytes: int, sealed: str) -> None:
        """RFC 7714 §16.1, §16.2."""
        transform = _with_session_keys(monkeypatch, name, {0: bytes(range(key_bytes)), 2: b"Quid pro quo"})
        header, payload = bytes.fromhex("8040f17b8041f8d35501a0b2"), b"Gallia est omnis divisa in partes tres"
        assert transform.seal(header, payload, 0xF17B) == bytes.fromhex(sealed)
        assert transform.open(header, bytes.fromhex(sealed), 0xF17B) == payload

    @pytest.mark.parametrize(
        ("name", "key_bytes", "sealed"),
        [
            (
                "AEAD_AES_128_GCM",
                16,
                (
                    "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b"
                    "c84aa45896cf4d2fc5abf87245d9eade"
                ),
            ),
            (
                "AEAD_AES_256_GCM",
                32,
                (
                    "d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad"
                    "1d1eb30c4446839f57ff6f6cb26ac3be"
                ),
            ),
        ],
    )
    def test_galois_counter_mode_of_rtcp(
        self, monkeypatch: pytest.MonkeyPatch, name: str, key_bytes: int, sealed: str
    ) -> None:
        """RFC 7714 §17.1, §17.2."""
        transform = _with_session_keys(monkeypatch, name, {3: bytes(range(key_bytes)), 5: b"Quid pro quo"})
        plain = bytes.fromhex(
            "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef"
        )
        whole = plain[:8] + bytes.fromhex(sealed) + bytes.fromhex("800005d4")
        assert transform.seal_rtcp(plain, 0x5D4) == whole
        assert transform.open_rtcp(whole) == plain
        assert rtcp_index(whole, transform.suite) == 0x5D4


class TestLibsrtp:
    """Another implementation on the other side, each way."""

    @every_suite
    def test_it_reads_what_we_write(self, name: str) -> None:
        master = random.Random(name).randbytes(SUITES[name].master_bytes)
        ours, theirs = make_transform(name, master), _session(name, master, POLICY.SSRC_ANY_INBOUND)
        sealed = PACKET[:12] + ours.seal(PACKET[:12], PACKET[12:], 0x1234)
        assert theirs.unprotect(sealed) == PACKET
        assert theirs.unprotect_rtcp(ours.seal_rtcp(REPORT, 9)) == REPORT

    @every_suite
    def test_we_read_what_it_writes(self, name: str) -> None:
        master = random.Random(name).randbytes(SUITES[name].master_bytes)
        ours, theirs = make_transform(name, master), _session(name, master, POLICY.SSRC_ANY_OUTBOUND)
        parts = split_rtp(theirs.protect(PACKET))
        assert parts is not None
        assert ours.open(*parts, 0x1234) == PACKET[12:]
        assert ours.open_rtcp(theirs.protect_rtcp(REPORT)) == REPORT

    @every_suite
    def test_extension_and_sources_stay_readable(self, name: str) -> None:
        """§3.1: the header is authenticated, not encrypted; padding is."""
        packet = bytes(
            RtpPacket(
                8, 9, 0, 7, b"audio", csrc=(1, 2), extension_profile=0xBEDE, extension=b"\x10\xff\0\0", padding_bytes=4
            )
        )
        master = random.Random(name).randbytes(SUITES[name].master_bytes)
        parts = split_rtp(_session(name, master, POLICY.SSRC_ANY_OUTBOUND).protect(packet))
        assert parts is not None
        header, sealed = parts
        assert packet.startswith(header)
        assert len(header) == 12 + 8 + 8
        assert header + (make_transform(name, master).open(header, sealed, 9) or b"") == packet


class TestForgeries:
    """Nothing that was changed on the way is taken, and nothing raises."""

    @every_suite
    def test_any_changed_octet_is_noticed(self, name: str) -> None:
        transform = make_transform(name, bytes(SUITES[name].master_bytes))
        sealed = PACKET[:12] + transform.seal(PACKET[:12], PACKET[12:], 0x1234)
        report = transform.seal_rtcp(REPORT, 3)
        for place in range(len(sealed)):
            forged = bytearray(sealed)
            forged[place] ^= 0x40
            parts = split_rtp(bytes(forged))
            assert parts is None or transform.open(*parts, 0x1234) is None, place
        for place in range(len(report)):
            forged = bytearray(report)
            forged[place] ^= 0x40
            assert transform.open_rtcp(bytes(forged)) is None, place

    @every_suite
    def test_the_wrong_index_is_noticed(self, name: str) -> None:
        """The rollover counter is authenticated though nobody sends it (§4.2)."""
        transform = make_transform(name, bytes(SUITES[name].master_bytes))
        sealed = transform.seal(PACKET[:12], PACKET[12:], 0x1_1234)
        assert transform.open(PACKET[:12], sealed, 0x1234) is None

    @every_suite
    def test_short_packets_are_no_packets(self, name: str) -> None:
        transform = make_transform(name, bytes(SUITES[name].master_bytes))
        sealed, report = transform.seal(PACKET[:12], b"", 1), transform.seal_rtcp(REPORT, 1)
        assert [transform.open(PACKET[:12], sealed[:size], 1) for size in range(len(sealed))] == [None] * len(sealed)
        assert [transform.open_rtcp(report[:size]) for size in range(len(report))] == [None] * len(report)

    @every_suite
    def test_rtcp_in_clear_is_refused_even_when_authentic(self, name: str) -> None:
        """E = 0 is what UNENCRYPTED_SRTCP would mean, which nobody agrees to."""
        master = random.Random(name).randbytes(SUITES[name].master_bytes)
        transform = make_transform(name, master)
        report = bytearray(transform.seal_rtcp(REPORT, 1))
        report[-4 if SUITES[name].is_aead else -14] &= 0x7F
        assert transform.open_rtcp(bytes(report)) is None

    def test_what_is_no_rtp_has_no_header(self) -> None:
        for datagram in (b"", b"\x80" * 11, b"\0" * 40, b"\x8f" + bytes(20), b"\x90" + bytes(11) + b"\0\0\xff\xff"):
            assert split_rtp(datagram) is None

    def test_a_key_of_another_length_is_refused(self) -> None:
        with pytest.raises(ValueError, match="29 octets"):
            make_transform("AES_CM_128_HMAC_SHA1_80", bytes(29))
        with pytest.raises(ValueError, match="F8_128_HMAC_SHA1_80"):
            make_transform("F8_128_HMAC_SHA1_80", bytes(30))


def _session(name: str, master: bytes, kind: int) -> pylibsrtp.Session:
    return pylibsrtp.Session(POLICY(key=master, ssrc_type=kind, srtp_profile=PROFILES[name]))


def _with_session_keys(monkeypatch: pytest.MonkeyPatch, name: str, keys: dict[int, bytes]) -> Transform:
    """A transform whose session keys are given by their labels, as the vectors have them."""

    def given(_key: bytes, _salt: bytes, label: int, size: int) -> bytes:
        return keys.get(label, bytes(size))

    monkeypatch.setattr("rtp.wire.srtp.derive", given)
    return make_transform(name, bytes(SUITES[name].master_bytes))
