"""Defaults of a SPEAK nobody said anything about."""

from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters


def test_defaults_are_those_of_the_rfc() -> None:
    """§8.4.2, §8.4.10, §8.4.11."""
    parameters = SpeakParameters()
    assert parameters.kill_on_barge_in
    assert (parameters.fetch_hint, parameters.audio_fetch_hint) == ("prefetch", "prefetch")


def test_ages_of_the_markup_go_behind_the_directives_of_the_header() -> None:
    """§6.2.13: of several of one name the last counts; SSML 1.1 §3.1.5.1, §3.3.1: maxage, maxstale."""
    assert SpeakParameters().aged(None, None).cache_control == ""
    assert SpeakParameters(cache_control="max-age=9").aged(5, 0).cache_control == "max-age=9, max-age=5, max-stale=0"
