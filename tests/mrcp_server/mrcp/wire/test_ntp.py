"""NTP timestamps."""

from mrcp_server.mrcp.wire.ntp import ntp_timestamp


def test_epoch_and_fraction() -> None:
    assert ntp_timestamp(0.0, 0.0) == 2_208_988_800 << 32
    assert ntp_timestamp(10.5, -10.0) == (2_208_988_800 << 32) + 2**31


def test_era_ends_in_2036() -> None:
    """RFC 5905 §6: the seconds wrap."""
    assert ntp_timestamp(2**32 - 2_208_988_800 + 1, 0.0) >> 32 == 1
