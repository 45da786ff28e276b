"""What a SPEAK shall sound like and how its URIs are fetched, after the precedence rules are applied.

§8.6: markup wins over the header fields of the SPEAK, these win over the session's values (SET-PARAMS), these over
our defaults. Everything but the markup is settled here, once, when the SPEAK arrives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from mrcp_server.mrcp.parameters import RequestValues
from mrcp_server.mrcp.synthesizer import prosody
from mrcp_server.mrcp.synthesizer.headers import SYNTHESIZER_DEFAULTS, VOICE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mrcp_server.mrcp.synthesizer.length import SpeechLength


_VOICE: Final = tuple((name.lower().replace("-", "_"), name.lower()) for name in VOICE_FIELDS)
_PROSODY: Final = tuple((attribute, prosody.PREFIX.lower() + attribute) for attribute in prosody.ATTRIBUTES)


class SpeakParameters(msgspec.Struct, frozen=True, kw_only=True):
    """Settled values of one SPEAK. None or empty: nobody asked for anything. What has a default has it in the field
    table: see `settle` and `defaults`.

    (A struct, since building a frozen dataclass of this size costs a tenth of answering a SPEAK.)
    """

    voice_name: str | None = None
    voice_gender: str | None = None
    """"male", "female" or "neutral"."""
    voice_age: int | None = None
    """Years."""
    voice_variant: int | None = None
    prosody: Mapping[str, str] = {}
    """SSML prosody attributes ("rate", "volume", …). §8.4.7: "only apply if the speech data is of type
    'text/plain'", so they are to be used for the text/plain entities of the SPEAK and for no other."""
    markup_prosody: Mapping[str, str] = {}
    """Those that a CONTROL has set, which hold for markup as well: as if an element around all of it set them."""
    speech_language: str | None = None
    """BCP 47; for data that does not name its language itself."""
    speaker_profile: str | None = None
    """URI."""
    lexicon_search_order: tuple[str, ...] = ()
    """URIs, first one first; lexicons that the markup names come before all of them."""
    kill_on_barge_in: bool
    start_at: SpeechLength | None = None
    """Jump-Size of the SPEAK: begin speaking this far into the data; beyond the end is silence of length zero."""
    speak_at_most: SpeechLength | None = None
    """Speak-Length of the SPEAK, from the point where speaking begins."""
    fetch_timeout_ms: int | None = None
    fetch_hint: str
    """"prefetch" or "safe" (not before it is referenced)."""
    audio_fetch_hint: str
    """"prefetch", "safe" or "stream"."""
    cache_control: str = ""
    """Directives as sent: max-age, max-stale, min-fresh."""
    vendor: Mapping[str, str] = {}
    """Vendor-Specific-Parameters by name, whatever form the name has."""
    logging_tag: str | None = None
    basic: bool = False
    """Resource is basicsynth: only `speak`, `audio`, `say-as` and `mark` are to be expected of the markup (§3.1)."""

    @classmethod
    def defaults(cls, **changes: Any) -> SpeakParameters:
        """What holds where nobody says anything but these `changes` (names of attributes)."""
        settled = settle(RequestValues(SYNTHESIZER_DEFAULTS), basic=False)
        return msgspec.structs.replace(settled, **changes)

    def changed(self, typed: Mapping[str, Any], vendor: Mapping[str, str]) -> SpeakParameters:
        """The same with what a CONTROL changes on the fly (§8.4.6, §8.4.7, §6.2.16): `typed` are its header fields."""
        changes: dict[str, Any] = {attribute: typed[name] for attribute, name in _VOICE if name in typed}
        if changes and "voice_name" not in changes:
            # A name goes before all other wishes, and an older one would undo this.
            changes |= {"voice_name": None, "speaker_profile": None}
        if prosody := {attribute: typed[name] for attribute, name in _PROSODY if name in typed}:
            changes["prosody"] = {**self.prosody, **prosody}
            changes["markup_prosody"] = {**self.markup_prosody, **prosody}
        if vendor:
            changes["vendor"] = {**self.vendor, **vendor}
        return msgspec.structs.replace(self, **changes) if changes else self

    def aged(self, max_age_s: int | None, max_stale_s: int | None) -> SpeakParameters:
        """The same with SSML's maxage and maxstale, which go before Cache-Control (§6.2.13: the last one counts)."""
        directives = [self.cache_control] if self.cache_control else []
        directives += [f"max-age={max_age_s}"] if max_age_s is not None else []
        directives += [f"max-stale={max_stale_s}"] if max_stale_s is not None else []
        return msgspec.structs.replace(self, cache_control=", ".join(directives))


def settle(values: RequestValues, *, basic: bool) -> SpeakParameters:
    """The values that hold for a SPEAK or DEFINE-LEXICON, by their names here."""
    value, optional = values.typed.__getitem__, values.typed.get
    return SpeakParameters(
        voice_name=optional("voice-name"),
        voice_gender=optional("voice-gender"),
        voice_age=optional("voice-age"),
        voice_variant=optional("voice-variant"),
        prosody={attribute: given for attribute, name in _PROSODY if (given := optional(name)) is not None},
        speech_language=optional("speech-language"),
        speaker_profile=optional("speaker-profile"),
        lexicon_search_order=optional("lexicon-search-order", ()),
        kill_on_barge_in=value("kill-on-barge-in"),
        start_at=optional("jump-size"),
        speak_at_most=optional("speak-length"),
        fetch_timeout_ms=optional("fetch-timeout"),
        fetch_hint=value("fetch-hint"),
        audio_fetch_hint=value("audio-fetch-hint"),
        cache_control=optional("cache-control", ""),
        vendor=values.vendor,
        logging_tag=optional("logging-tag"),
        basic=basic,
    )
