import msgspec
import pytest

from engine.errors import LanguageUnsupportedError, VoiceUnavailableError
from engine.interface import NOBODY, LanguageFailure, VoiceInfo, VoiceSelection
from engine.speaking.voice_choice import Choice, VoiceChooser, in_range, language_fit, reads

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


def test_among_equals_a_voice_at_home_is_preferred() -> None:
    french = [VoiceInfo(name, "espeak", (name, "fr")) for name in ("fr-be", "fr-ch", "fr-fr")]
    chooser = VoiceChooser((*VOICES, *french))
    assert chooser.choose(VoiceSelection("fr")).voice.name == "fr-fr"
    assert chooser.choose(VoiceSelection("fr-CH")).voice.name == "fr-ch"


class TestNaturalVoices:
    """One that sounds like a person is better than the right accent, and than one that does not."""

    HEART = VoiceInfo("heart", "hibari", ("en-US", "en"), "female", natural=True)
    EMMA = VoiceInfo("emma", "hibari", ("en-GB", "en"), "female", natural=True)
    THORSTEN = VoiceInfo("thorsten", "piper", ("de-DE",), natural=True)

    @pytest.mark.parametrize(
        ("selection", "name"),
        [
            (VoiceSelection(), "heart"),
            (VoiceSelection("en"), "heart"),
            (VoiceSelection("en-GB"), "heart"),
            (VoiceSelection("en-GB", names=("en-gb",)), "en-gb"),
            (VoiceSelection("en-US", languages=("en-GB",)), "en-gb"),
            (VoiceSelection("en-GB", gender="male"), "en-gb"),
            (VoiceSelection("en-US", gender="male"), "en-us"),
            (VoiceSelection("en-US", gender="female"), "heart"),
            (VoiceSelection("en-US", gender="female", variant=2), "en-us+f2"),
            (VoiceSelection("de-DE"), "thorsten"),
        ],
    )
    def test_they_go_first_where_nothing_else_is_asked_for(self, selection: VoiceSelection, name: str) -> None:
        voices = (self.HEART, *VOICES[:5], self.THORSTEN)
        assert VoiceChooser(voices).choose(selection).voice.name == name

    def test_the_right_accent_is_better_among_them(self) -> None:
        chooser = VoiceChooser((self.HEART, *VOICES, self.EMMA))
        assert chooser.choose(VoiceSelection("en-GB")).voice.name == "emma"
        assert chooser.choose(VoiceSelection("en-IE")).voice.name == "heart"

    def test_who_chose_another_default_engine_hears_that(self) -> None:
        chooser = VoiceChooser((*VOICES, self.HEART))
        assert chooser.choose(VoiceSelection("en-GB")).voice.name == "en-gb"
        assert chooser.choose(VoiceSelection("en-US")).voice.name == "en-us"


def test_a_language_nobody_speaks_is_refused() -> None:
    """RFC 6787 §8.4.4: 005 language-unsupported."""
    with pytest.raises(LanguageUnsupportedError) as refused:
        chosen(VoiceSelection("tlh"))
    assert refused.value.language == "tlh"


def test_what_is_not_met_is_told() -> None:
    choice = VoiceChooser(VOICES).choose(VoiceSelection("de", ("nobody",), gender="female", age=3, variant=7))
    assert choice.missed == ("name", "gender", "age", "variant")
    assert VoiceChooser(VOICES).choose(VoiceSelection("de", ("amy",))).missed == ("language",)


class TestFeatures:
    """SSML 1.1 §3.2.1: required, ordering, and what is done where nobody has what is required."""

    def test_whoever_has_what_is_required_goes_before_a_name(self) -> None:
        assert chosen(VoiceSelection("en", names=("amy",), gender="male", required=("gender",))) == "en-us"

    def test_languages_are_required_unless_other_features_are(self) -> None:
        assert chosen(VoiceSelection("en", names=("amy",), languages=("de",))) == "de"
        assert chosen(VoiceSelection("en", names=("amy",), languages=("de",), required=(), ordering=())) == "amy"

    def test_where_nobody_has_it_the_nearest_speaks_and_it_is_told(self) -> None:
        choice = VoiceChooser(VOICES).choose(VoiceSelection("en", names=("nobody",), required=("name",)))
        assert (choice.voice.name, choice.missed) == ("en-us", ("name",))
        choice = VoiceChooser(VOICES).choose(VoiceSelection(gender="neutral", required=("gender",)))
        assert (choice.voice.name, choice.missed) == ("en-us", ("gender",))
        wanted = VoiceSelection(gender="female", variant=9, required=("gender", "variant"))
        assert VoiceChooser(VOICES).choose(wanted).missed == ("variant",)
        assert chosen(VoiceSelection(gender="female", variant=2, required=("gender", "variant"))) == "en-us+f3"

    def test_the_voice_around_goes_on_only_where_the_required_is_missing(self) -> None:
        existing = VoiceSelection("en", names=("amy",))
        keep = VoiceSelection("en", names=("nobody",), required=("name",), on_failure="keepexisting", existing=existing)
        assert chosen(keep) == "amy"
        without = VoiceSelection("de", gender="female", on_failure="keepexisting", existing=existing)
        assert chosen(without) == "de"

    def test_the_order_of_features(self) -> None:
        wanted = VoiceSelection("en", names=("en-gb",), gender="female", age=70)
        assert chosen(wanted) == "en-gb"
        gender = VoiceSelection("en", names=("en-gb",), gender="female", ordering=("gender",))
        assert chosen(gender) == "en-us+f2"
        age = VoiceSelection("en", names=("en-gb",), gender="male", age=70, ordering=("age", "gender"))
        assert chosen(age) == "old"

    def test_a_voice_reads_all_of_the_languages(self) -> None:
        both = VoiceInfo("both", "piper", ("de-CH", "fr-CH"))
        chooser = VoiceChooser((*VOICES, both))
        assert chooser.choose(VoiceSelection("en", languages=("de", "fr"))) == Choice(both)
        assert chooser.choose(VoiceSelection("en", languages=("*-CH",))) == Choice(both)
        partly = chooser.choose(VoiceSelection("en", languages=("de", "it")))
        assert (partly.voice.name, partly.missed) == ("de", ("languages",))


class TestLanguageFailure:
    """SSML 1.1 §3.1.13: the voice around cannot speak the language of an element."""

    @staticmethod
    def choose(language: str, policy: LanguageFailure, around: VoiceSelection | None = None) -> Choice:
        outside = around or VoiceSelection("en-US")
        selection = msgspec.structs.replace(outside, language=language, on_language_failure=policy, around=outside)
        return VoiceChooser(VOICES).choose(selection)

    @pytest.mark.parametrize("policy", ["", "changevoice", "processorchoice"])
    def test_another_voice_speaks(self, policy: LanguageFailure) -> None:
        choice = self.choose("de", policy)
        assert (choice.voice.name, choice.missed, choice.changed) == ("de", (), True)

    def test_the_language_is_ignored(self) -> None:
        choice = self.choose("de", "ignorelang")
        assert (choice.voice.name, choice.missed) == ("en-us", ("language",))

    def test_the_text_is_ignored(self) -> None:
        assert self.choose("de", "ignoretext") == Choice(NOBODY, ("language",))
        assert self.choose("en-GB", "ignoretext").voice.name == "en-gb"

    @pytest.mark.parametrize("policy", ["", "changevoice", "processorchoice", "ignorelang"])
    def test_where_nobody_speaks_it_the_voice_around_goes_on(self, policy: LanguageFailure) -> None:
        assert self.choose("tlh", policy) == Choice(VOICES[0], ("language",))

    def test_where_nobody_speaks_it_the_text_may_be_ignored(self) -> None:
        assert self.choose("tlh", "ignoretext") == Choice(NOBODY, ("language",))

    def test_a_voice_that_was_asked_for_goes_on_where_it_can(self) -> None:
        amy = VoiceSelection("en-US", names=("amy",))
        assert self.choose("en-GB", "", amy).voice.name == "amy"
        assert self.choose("de", "", amy).voice.name == "de"
        assert self.choose("en-GB", "", VoiceSelection("en-US", languages=("en-US",))).voice.name == "en-us"

    def test_a_document_in_a_language_that_nobody_speaks(self) -> None:
        chooser = VoiceChooser(VOICES, "de")
        for policy in ("changevoice", "ignorelang"):
            selection = VoiceSelection("tlh", on_language_failure=policy)
            assert chooser.choose(selection) == Choice(VOICES[4], ("language",))
        assert chooser.choose(VoiceSelection("tlh", on_language_failure="ignoretext")).voice is NOBODY
        with pytest.raises(LanguageUnsupportedError):
            chooser.choose(VoiceSelection("tlh", on_language_failure="processorchoice"))
        # One that is spoken has its voice whatever the default is.
        assert chooser.choose(VoiceSelection("en-US", on_language_failure="ignorelang")).voice.name == "en-us"

    def test_a_voice_that_was_asked_for_cannot_read_the_text(self) -> None:
        chooser = VoiceChooser(VOICES)
        wanted = VoiceSelection("en", names=("de",), on_language_failure="changevoice")
        assert chooser.choose(wanted).voice.name == "en-us"
        wanted = VoiceSelection("en", names=("de",), on_language_failure="ignoretext")
        assert chooser.choose(wanted).voice is NOBODY


@pytest.mark.parametrize(
    ("tag", "wanted", "is_in"),
    [
        ("de-DE", "de", True),
        ("de-Latn-DE", "de-DE", True),
        ("de-DE", "de-*-DE", True),
        ("de-CH", "*-ch", True),
        ("de", "de-DE", False),
        ("de-AT", "de-DE", False),
        ("fr", "*", True),
        ("en", "de", False),
        ("de-x-DE", "de-DE", False),
        ("en_us", "en-US", False),
    ],
)
def test_language_ranges(tag: str, wanted: str, is_in: bool) -> None:
    """RFC 4647 §3.3.2."""
    assert in_range(tag, wanted) == is_in


def test_accents() -> None:
    """ "language:accent": what a voice is listed with is both."""
    assert reads(VOICES[3], ("en:en-GB",))
    assert not reads(VOICES[0], ("en:en-GB",))
    assert not reads(VOICES[3], ("en:pt",))


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
