"""What SET-PARAMS may ask of a synthesizer, and what holds without it."""

from collections.abc import Collection
from typing import Any

import pytest

from engine.interface import VoiceInfo, VoiceSelection
from engine.speaking.voice_choice import Choice, VoiceChooser
from mrcp_server.mrcp.synthesizer.headers import SYNTHESIZER_DEFAULTS, SYNTHESIZER_FIELDS
from mrcp_server.speaking.means import SpeakingMeans

ANNA = VoiceInfo("anna", "tone", ("de-DE", "de"), "female", 30, aliases=("Lady",), parameters=("tone.mood",))
KATE = VoiceInfo("kate", "tone", ("en-US",), "female")


class Voices:
    """These voices."""

    def __init__(self, *voices: VoiceInfo) -> None:
        self.voices: Collection[VoiceInfo] = voices
        self._chooser = VoiceChooser(voices)

    def voice_for(self, selection: VoiceSelection) -> VoiceInfo:
        return self._chooser.choose(selection).voice

    def choice_for(self, selection: VoiceSelection) -> Choice:
        return self._chooser.choose(selection)


MEANS = SpeakingMeans(Voices(KATE, ANNA), language="en-US", fetch_timeout_ms=5000)


@pytest.mark.parametrize(
    ("name", "value", "there"),
    [
        ("speech-language", "de-AT", True),
        ("speech-language", "xx", False),
        ("voice-name", "ANNA", True),
        ("voice-name", "lady", True),
        ("voice-name", "mallory", False),
        ("speaker-profile", "http://h/voices/kate.xml", True),
        ("speaker-profile", "http://h/voices/mallory.xml", False),
        ("voice-gender", "female", True),
        ("voice-gender", "neutral", True),
        ("voice-gender", "male", False),
        ("voice-age", 99, True),
        ("fetch-timeout", 1, True),
    ],
)
def test_what_is_there(name: str, value: Any, there: bool) -> None:
    assert MEANS.has(name, value) == there


def test_a_voice_is_there_though_nobody_speaks_the_configured_language() -> None:
    means = SpeakingMeans(Voices(ANNA), language="xx", fetch_timeout_ms=5000)
    assert means.has("voice-name", "anna")
    assert not means.has("voice-name", "mallory")
    assert "voice-name" not in means.in_force(SYNTHESIZER_DEFAULTS)


def test_vendor_parameters_are_those_of_the_voices() -> None:
    assert MEANS.heeds("tone.mood")
    assert not MEANS.heeds("tone.hat")


def test_in_force_is_the_voice_that_would_speak() -> None:
    assert MEANS.in_force(SYNTHESIZER_DEFAULTS).items() >= {
        ("speech-language", "en-US"),
        ("voice-name", "kate"),
        ("voice-gender", "female"),
        ("fetch-timeout", "5000"),
        ("prosody-rate", "default"),
    }
    assert "voice-age" not in MEANS.in_force(SYNTHESIZER_DEFAULTS)
    told = MEANS.in_force({**SYNTHESIZER_DEFAULTS, "speech-language": "de"})
    assert (told["speech-language"], told["voice-name"], told["voice-age"]) == ("de", "anna", "30")


def test_what_is_in_force_can_be_set() -> None:
    """Each value is a legal one of its field, and one that is there."""
    fields = {field.name.lower(): field for field in SYNTHESIZER_FIELDS}
    told = dict(MEANS.in_force({**SYNTHESIZER_DEFAULTS, "speech-language": "de"}))
    assert told.pop("fetch-timeout") == "5000"
    for name, value in told.items():
        assert MEANS.has(name, fields[name].parse(value)), name
