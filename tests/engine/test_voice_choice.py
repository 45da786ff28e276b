import pytest

from engine.errors import LanguageUnsupportedError, VoiceUnavailableError
from engine.interface import VoiceInfo, VoiceSelection
from engine.voice_choice import VoiceChooser, language_fit

VOICES = (
    VoiceInfo("en-us", "espeak", ("en-us", "en"), "male", aliases=("English (America)",)),
    VoiceInfo("en-us+f2", "espeak", ("en-us", "en"), "female"),
    VoiceInfo("en-us+f3", "espeak", ("en-us", "en"), "female"),
    VoiceInfo("en-gb", "espeak", ("en-gb", "en"), "male"),
    VoiceInfo("de", "espeak", ("de",), "male"),
    VoiceInfo("amy", "piper", ("en-US",), "female", age=30),
    VoiceInfo("old", "piper", ("en-US",), "female", age=70),
)


def chosen(selection: VoiceSelection, default: str = "") -> str:
    return VoiceChooser(VOICES, default).choose(selection).voice.name


@pytest.mark.parametrize(
    ("selection", "name"),
    [
        (VoiceSelection(), "en-us"),
        (VoiceSelection("en-US"), "en-us"),
        (VoiceSelection("en_gb"), "en-gb"),
        (VoiceSelection("en-AU"), "en-us"),
        (VoiceSelection("de-AT"), "de"),
        (VoiceSelection("en", languages=("xx", "de")), "de"),
        (VoiceSelection(names=("nobody", "AMY")), "amy"),
        (VoiceSelection("de", names=("amy",)), "amy"),
        (VoiceSelection(names=("english (america)",)), "en-us"),
        (VoiceSelection(gender="female"), "en-us+f2"),
        (VoiceSelection(gender="female", variant=2), "en-us+f3"),
        (VoiceSelection(gender="female", variant=99), "old"),
        (VoiceSelection("de", gender="female"), "de"),
        (VoiceSelection(age=28), "amy"),
        (VoiceSelection(age=80, gender="female"), "old"),
        (VoiceSelection("de", age=5), "de"),
        (VoiceSelection(variant=0), "en-us"),
    ],
)
def test_the_nearest_voice_speaks(selection: VoiceSelection, name: str) -> None:
    assert chosen(selection) == name


def test_the_default_voice_is_preferred_among_equals_and_then_its_engine() -> None:
    assert chosen(VoiceSelection("en-US"), "old") == "old"
    assert chosen(VoiceSelection("en-US", gender="male"), "old") == "en-us"
    assert chosen(VoiceSelection("en-US", gender="female", variant=2), "old") == "amy"
    assert chosen(VoiceSelection(), "de") == "de"


def test_a_language_nobody_speaks_is_refused() -> None:
    """RFC 6787 §8.4.4: 005 language-unsupported."""
    with pytest.raises(LanguageUnsupportedError) as refused:
        chosen(VoiceSelection("tlh"))
    assert refused.value.language == "tlh"


def test_what_is_not_met_is_told() -> None:
    choice = VoiceChooser(VOICES).choose(VoiceSelection("de", ("nobody",), gender="female", age=3, variant=7))
    assert choice.missed == ("name", "gender", "age", "variant")


def test_required_features_must_be_met() -> None:
    """SSML 1.1 §3.2.1: required, and what is to be done on failure."""
    wanted = VoiceSelection("de", gender="female", required=("gender",))
    with pytest.raises(VoiceUnavailableError):
        chosen(wanted)
    assert chosen(VoiceSelection("de", gender="female", required=("gender",), on_failure="processorchoice")) == "de"
    existing = VoiceSelection("en", names=("amy",))
    keep = VoiceSelection("de", gender="female", on_failure="keepexisting", existing=existing)
    assert chosen(keep) == "amy"


def test_the_default_must_exist() -> None:
    with pytest.raises(VoiceUnavailableError):
        VoiceChooser(VOICES, "nobody")
    with pytest.raises(VoiceUnavailableError):
        VoiceChooser((), "")


def test_choices_are_remembered_up_to_a_bound() -> None:
    chooser = VoiceChooser(VOICES)
    for variant in range(1001):
        chooser.choose(VoiceSelection(variant=variant))
    assert len(chooser._remembered) == 1
    assert chooser.choose(VoiceSelection(variant=1000)) is chooser.choose(VoiceSelection(variant=1000))


def test_fit_of_languages() -> None:
    assert language_fit(("en-us", "en"), "de") == 0
    assert (
        language_fit(("en-us",), "en-US") > language_fit(("en-gb", "en-us"), "en-us") > language_fit(("en",), "en-us")
    )
