"""Suites carry the lengths of their standards (RFC 4568 §6.2, RFC 7714 §12)."""

import pytest

from rtp.wire.srtp_suites import SUITES, is_available


@pytest.mark.parametrize(
    ("name", "master_bytes", "tag_bytes", "rtcp_tag_bytes"),
    [
        ("AES_CM_128_HMAC_SHA1_80", 30, 10, 10),
        ("AES_CM_128_HMAC_SHA1_32", 30, 4, 10),
        ("AEAD_AES_128_GCM", 28, 16, 16),
        ("AEAD_AES_256_GCM", 44, 16, 16),
    ],
)
def test_a_suite_has_its_lengths(name: str, master_bytes: int, tag_bytes: int, rtcp_tag_bytes: int) -> None:
    suite = SUITES[name]
    assert (suite.master_bytes, suite.tag_bytes, suite.rtcp_tag_bytes) == (master_bytes, tag_bytes, rtcp_tag_bytes)


def test_developers_have_the_library() -> None:
    assert is_available()
