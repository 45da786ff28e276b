"""What a SPEAK shall sound like: request over session over defaults."""

from __future__ import annotations

from mrcp_server.mrcp.parameters import RequestValues
from mrcp_server.mrcp.synthesizer.actions import StartSpeaking
from mrcp_server.mrcp.synthesizer.headers import BASICSYNTH, SYNTHESIZER_DEFAULTS, SynthesizerFeatures
from mrcp_server.mrcp.synthesizer.length import SpeechLength, Unit
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters, settle
from tests.mrcp_server.mrcp.dialogue import synthesizer_client


def test_request_over_session_over_default() -> None:
    """§8.6."""
    client = synthesizer_client()
    client.say(
        "SET-PARAMS", "Voice-Name: Kate", "Voice-Age: 60", 'Vendor-Specific-Parameters: a=1;b="2"', "Prosody-Rate: slow"
    )
    actions = client.speak(
        "Voice-Age: 8",
        "Voice-Gender: neutral",
        "Voice-Variant: 2",
        "Prosody-Volume: loud",
        "Vendor-Specific-Parameters: a=3",
        "Speech-Language: de-DE",
        "Speaker-Profile: http://p/kate",
        "Lexicon-Search-Order: <http://a/1> <http://a/2>",
        "Jump-Size: 2 Second",
        "Speak-Length: 3 Word",
        "Fetch-Timeout: 500",
        "Fetch-Hint: safe",
        "Audio-Fetch-Hint: stream",
        "Cache-Control: max-age=5",
        "Logging-Tag: t",
        "Kill-On-Barge-In: false",
    )
    start = actions[1]
    assert isinstance(start, StartSpeaking)
    got = start.parameters
    assert (got.voice_name, got.voice_age, got.voice_gender, got.voice_variant) == ("Kate", 8, "neutral", 2)
    assert got.prosody == {"rate": "slow", "volume": "loud"}
    assert got.vendor == {"a": "3", "b": "2"}
    assert (got.speech_language, got.speaker_profile) == ("de-DE", "http://p/kate")
    assert got.lexicon_search_order == ("http://a/1", "http://a/2")
    assert (got.start_at, got.speak_at_most) == (SpeechLength(Unit.SECOND, 2), SpeechLength(Unit.WORD, 3))
    assert (got.fetch_timeout_ms, got.fetch_hint, got.audio_fetch_hint) == (500, "safe", "stream")
    assert (got.cache_control, got.logging_tag, got.kill_on_barge_in) == ("max-age=5", "t", False)


def test_defaults() -> None:
    actions = synthesizer_client().speak()
    assert isinstance(actions[1], StartSpeaking)
    got = actions[1].parameters
    assert got.kill_on_barge_in
    assert (got.fetch_hint, got.audio_fetch_hint, got.cache_control) == ("prefetch", "prefetch", "")
    assert (got.voice_name, got.prosody, got.vendor, got.basic) == (None, {}, {}, False)


def test_kill_on_barge_in_holds_even_where_the_field_is_not_supported() -> None:
    client = synthesizer_client(features=SynthesizerFeatures(unsupported_fields=frozenset({"Kill-On-Barge-In"})))
    client.speak()
    assert client.resource.killable


def test_defaults_are_those_of_the_field_table() -> None:
    """Whatever the session has: basicsynth does without some of the fields."""
    actions = synthesizer_client(features=BASICSYNTH).speak()
    assert isinstance(actions[1], StartSpeaking)
    assert actions[1].parameters == SpeakParameters.defaults(basic=True)
    typed = {**SYNTHESIZER_DEFAULTS, "fetch-hint": "safe"}
    got = settle(RequestValues(typed, vendor={"a": "b"}), basic=False)
    assert got == SpeakParameters.defaults(fetch_hint="safe", vendor={"a": "b"})


def test_defaults_are_those_of_the_rfc() -> None:
    """§8.4.2, §8.4.10, §8.4.11."""
    parameters = SpeakParameters.defaults()
    assert parameters.kill_on_barge_in
    assert (parameters.fetch_hint, parameters.audio_fetch_hint) == ("prefetch", "prefetch")


def test_ages_of_the_markup_go_behind_the_directives_of_the_header() -> None:
    """§6.2.13: of several of one name the last counts; SSML 1.1 §3.1.5.1, §3.3.1: maxage, maxstale."""
    assert SpeakParameters.defaults().aged(None, None).cache_control == ""
    parameters = SpeakParameters.defaults(cache_control="max-age=9")
    assert parameters.aged(5, 0).cache_control == "max-age=9, max-age=5, max-stale=0"


def test_a_control_changes_what_it_names() -> None:
    """§8.4.6, §8.4.7: Prosody-* of a CONTROL hold for markup, too."""
    before = SpeakParameters.defaults(voice_name="Kate", prosody={"rate": "slow", "volume": "soft"}, vendor={"a": "1"})
    after = before.changed({"prosody-rate": "fast", "voice-name": "Paul", "jump-size": 1}, {"b": "2"})
    assert (after.voice_name, after.vendor) == ("Paul", {"a": "1", "b": "2"})
    assert (after.prosody, after.markup_prosody) == ({"rate": "fast", "volume": "soft"}, {"rate": "fast"})
    assert before.changed({"jump-size": 1}, {}) is before


def test_another_wish_for_the_voice_takes_an_older_name_away() -> None:
    before = SpeakParameters.defaults(voice_name="Kate", speaker_profile="http://h/Kate", voice_variant=2)
    after = before.changed({"voice-gender": "male"}, {})
    assert (after.voice_name, after.speaker_profile) == (None, None)
    assert (after.voice_gender, after.voice_variant) == ("male", 2)
