"""Defaults that RFCs ask for."""

from sip.configuration import Refusal, UserAgentConfig


def test_defaults_follow_the_rfcs() -> None:
    config = UserAgentConfig()
    assert config.trying_after_s == 0.2  # RFC 3261 §17.2.1
    assert config.min_session_expires_s == 90  # RFC 4028 §5
    assert config.timers.t1 == 0.5
    assert Refusal(401).headers == ()
