"""Defaults of a SPEAK nobody said anything about."""

from mrcp_server.mrcp.speak_parameters import SpeakParameters


def test_defaults_are_those_of_the_rfc() -> None:
    """§8.4.2, §8.4.10, §8.4.11."""
    parameters = SpeakParameters()
    assert parameters.kill_on_barge_in
    assert (parameters.fetch_hint, parameters.audio_fetch_hint) == ("prefetch", "prefetch")
