"""What there is to speak with, for SET-PARAMS and GET-PARAMS of a synthesizer (RFC 6787 §6.1)."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from engine.errors import EngineError, LanguageUnsupportedError
from engine.interface import VoiceInfo, VoiceSelection
from engine.speaking.voice_choice import Choice
from mrcp_server.mrcp.parameters import RequestValues
from mrcp_server.mrcp.synthesizer.prosody import PREFIX
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters, settle
from mrcp_server.speaking.composing import select_voice

_DEFAULT_PROSODY = {f"{PREFIX.lower()}{attribute}": "default" for attribute in ("pitch", "range", "rate", "volume")}
"""SSML's word for it (§3.2.4); the other attributes have none."""


class Voices(Protocol):
    """What is asked of an `engine.speaking.speaker.Speaker`."""

    @property
    def voices(self) -> Collection[VoiceInfo]: ...
    def voice_for(self, selection: VoiceSelection) -> VoiceInfo: ...
    def choice_for(self, selection: VoiceSelection) -> Choice: ...


class SpeakingMeans:
    """Voices and languages; implements `mrcp.parameters.Means`."""

    def __init__(self, speaker: Voices, *, language: str, fetch_timeout_ms: int) -> None:
        """`language` is spoken, and `fetch_timeout_ms` waited for a document, where nobody says otherwise."""
        self._speaker = speaker
        self._language = language
        self._fetch_timeout_ms = fetch_timeout_ms

    def set_fetch_timeout(self, timeout_ms: int) -> None:
        """So long is waited for a document from now on, where nobody says otherwise."""
        self._fetch_timeout_ms = timeout_ms

    def has(self, name: str, value: Any) -> bool:
        """False for a language that nobody speaks, and for a name or gender that no voice has."""
        match name:
            case "speech-language":
                return self._voice(VoiceSelection(language=value)) is not None
            case "voice-name":
                return self._has_one_named(SpeakParameters.defaults(voice_name=value))
            case "speaker-profile":
                return self._has_one_named(SpeakParameters.defaults(speaker_profile=value))
            case "voice-gender":
                # Whoever speaks is neutral enough.
                return value == "neutral" or any(voice.gender == value for voice in self._speaker.voices)
        return True

    def heeds(self, vendor_name: str) -> bool:
        """Whether one of the voices does."""
        return any(vendor_name in voice.parameters for voice in self._speaker.voices)

    def in_force(self, typed: Mapping[str, Any]) -> Mapping[str, str]:
        """The language, the voice that would speak by `typed`, and how."""
        selection = select_voice(settle(RequestValues(typed), basic=False), self._language)
        values = {"speech-language": selection.language, "fetch-timeout": str(self._fetch_timeout_ms)}
        values |= _DEFAULT_PROSODY
        if (voice := self._voice(selection)) is not None:
            values |= {"voice-name": voice.name, "voice-gender": voice.gender, "voice-variant": "1"}
            values |= {"voice-age": str(voice.age)} if voice.age is not None else {}
        return values

    def _has_one_named(self, parameters: SpeakParameters) -> bool:
        selection = select_voice(parameters, self._language)
        try:
            return "name" not in self._speaker.choice_for(selection).missed
        except LanguageUnsupportedError:
            return False

    def _voice(self, selection: VoiceSelection) -> VoiceInfo | None:
        try:
            return self._speaker.voice_for(selection)
        except EngineError:
            return None
