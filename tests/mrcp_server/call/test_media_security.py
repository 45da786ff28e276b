"""The levels of `rtp.srtp`, for offers over each transport."""

import pytest

from mrcp_server.call.media_security import MediaSecurity, SrtpLevel
from mrcp_server.config import ConfigError


@pytest.mark.parametrize(
    ("level", "transport", "can_be", "must_be"),
    [
        ("off", "udp", False, False),
        ("off", "tls", False, False),
        ("offered", "udp", True, False),
        ("required", "udp", True, True),
        ("required-with-tls", "udp", False, True),
        ("required-with-tls", "tcp", False, True),
        ("required-with-tls", "tls", True, True),
    ],
)
def test_what_a_level_means(level: SrtpLevel, transport: str, can_be: bool, must_be: bool) -> None:
    terms = MediaSecurity(level, is_available=True).terms(transport, None)
    assert (terms.new_key is not None, terms.is_required) == (can_be, must_be)


def test_keys_differ() -> None:
    terms = MediaSecurity("offered", is_available=True).terms("udp", None)
    assert terms.new_key is not None
    assert len({terms.new_key(30) for _ in range(50)}) == 50


def test_without_the_library_media_stays_in_clear_where_it_may() -> None:
    security = MediaSecurity("offered", is_available=False)
    assert security.is_missing
    assert not security.is_in_use
    assert security.terms("udp", None).new_key is None
    assert MediaSecurity("off", is_available=False).is_missing is False


@pytest.mark.parametrize("level", ["required", "required-with-tls"])
def test_without_the_library_nothing_can_be_required(level: SrtpLevel) -> None:
    with pytest.raises(ConfigError, match="cryptography"):
        MediaSecurity(level, is_available=False)
