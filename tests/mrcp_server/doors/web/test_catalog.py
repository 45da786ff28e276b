import pytest

from engine.interface import VoiceInfo, VoiceSelection
from mrcp_server.config import Aliases, Engine
from mrcp_server.doors.web.catalog import Catalog
from mrcp_server.doors.web.refusal import Reason, RefusedError

VOICES = [
    VoiceInfo("en-us", "espeak", ("en-US",), "male", aliases=("American",)),
    VoiceInfo("de", "espeak", ("de",), "female"),
    VoiceInfo("amy", "piper", ("en-GB",), "female"),
]


def _catalog(**values: object) -> Catalog:
    return Catalog(lambda: VOICES, Aliases.model_validate(values), Engine(voice="en-us"))


def _reason(call: object, *arguments: object) -> Reason:
    assert callable(call)
    with pytest.raises(RefusedError) as caught:
        call(*arguments)
    return caught.value.reason


def test_own_voices_by_name_and_alias_in_any_case() -> None:
    catalog = _catalog()
    assert catalog.voice("EN-us") == VoiceSelection(language="en-US", names=("en-us",))
    assert catalog.voice("american") == catalog.voice("en-us")
    assert catalog.voice("amy", "en-AU") == VoiceSelection(language="en-AU", names=("amy",))


def test_no_name_is_the_configured_voice_unless_a_language_is_wanted() -> None:
    assert _catalog().voice(" ") == VoiceSelection(language="en-US", names=("en-us",))
    assert _catalog().voice("", "fr") == VoiceSelection(language="fr")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Nova", VoiceSelection(language="en-US", gender="female")),
        ("aura-2-thalia-en", VoiceSelection(language="en-US", gender="female")),
        ("aura-2-celeste-es", VoiceSelection(language="es", gender="female")),
        ("aura-orion-en", VoiceSelection(language="en-US", gender="male")),
        ("mine", VoiceSelection(language="de", names=("de",))),
        ("second", VoiceSelection(language="fr", gender="male", variant=2)),
        ("default", VoiceSelection(language="en-US", names=("en-us",))),
    ],
)
def test_aliases_mean_a_gender_or_a_voice(name: str, meant: VoiceSelection) -> None:
    assert _catalog(voices={"mine": "de", "second": "male 2 fr"}).voice(name) == meant


def test_stock_names_are_natural_voices_before_all() -> None:
    """A gender that no natural voice has is let go; who says it without "rather" means it."""
    heart = VoiceInfo("heart", "hibari", ("en-US",), "female", natural=True)
    catalog = Catalog(lambda: [heart, *VOICES], Aliases(voices={"bob": "male", "hans": "rather male de"}), Engine())
    assert catalog.voice("onyx") == VoiceSelection(language="en-US")
    assert catalog.voice("alloy", "en-GB") == VoiceSelection(language="en-GB")
    assert catalog.voice("nova") == VoiceSelection(language="en-US", gender="female")
    assert catalog.voice("bob") == VoiceSelection(language="en-US", gender="male")
    assert catalog.voice("hans") == VoiceSelection(language="de", gender="male")


def test_unknown_names_are_refused() -> None:
    catalog = _catalog(voices={"gone": "removed-voice"}, synthesizers={"old": "removed"})
    assert _reason(catalog.voice, "nobody") is Reason.VOICE
    assert _reason(catalog.voice, "gone") is Reason.VOICE
    assert _reason(catalog.synthesizer, "nothing") is Reason.MODEL
    assert _reason(catalog.synthesizer, "old") is Reason.MODEL
    with pytest.raises(RefusedError, match="…"):
        catalog.voice("x" * 1000)


def test_models_are_engines_or_stock_names() -> None:
    catalog = _catalog(synthesizers={"best": "piper"})
    assert catalog.synthesizer("piper") == "piper"
    assert catalog.synthesizer("best") == "piper"
    assert catalog.synthesizer("tts-1") == ""
    assert catalog.synthesizer("") == ""
    assert catalog.recognizer("whisper-1", ["pocketsphinx"]) == ""
    assert catalog.recognizer("pocketsphinx", ["pocketsphinx"]) == "pocketsphinx"


def test_listings_show_what_can_be_asked_for() -> None:
    catalog = _catalog(voices={"gone": "removed-voice"})
    names = [voice.name for voice in catalog.listing()]
    assert names[:3] == ["en-us", "de", "amy"]
    assert "alloy" in names
    assert "gone" not in names
    assert not any("*" in name for name in names)
    assert catalog.synthesizer_names()[:3] == ["espeak", "piper", "tts-1"]
    assert catalog.recognizer_names(["pocketsphinx"])[0] == "pocketsphinx"


def test_voices_that_appear_later_are_found_and_listed() -> None:
    voices = VOICES[:1]
    catalog = Catalog(lambda: voices, Aliases(), Engine(voice="en-us"))
    assert "amy" not in {voice.name for voice in catalog.listing()}
    assert catalog.listing() is catalog.listing()
    voices = VOICES
    assert catalog.voice("amy").names == ("amy",)
    assert "amy" in {voice.name for voice in catalog.listing()}


def test_other_names_count_at_once() -> None:
    catalog = _catalog(voices={"old": "amy"})
    assert "old" in [voice.name for voice in catalog.listing()]
    catalog.rename(Aliases.model_validate({"voices": {"new": "amy"}}))
    assert _reason(catalog.voice, "old") is Reason.VOICE
    assert catalog.voice("new").names == ("amy",)
    assert {"old", "new"} & {voice.name for voice in catalog.listing()} == {"new"}
