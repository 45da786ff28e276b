"""SSML 1.0 and 1.1: the specifications' examples speak or fail as specified; each element does what its clause says."""

import re
import time
from pathlib import Path

import pytest

from engine.documents.errors import DocumentError
from engine.documents.lexicon import parse_lexicon
from engine.documents.ssml import BASIC_ELEMENTS, LexiconReference, lexicon_references, parse_ssml
from engine.interface import (
    BLEEP_URI,
    PLAIN,
    Break,
    Clip,
    Mark,
    Pitch,
    Prosody,
    Sentence,
    Span,
    Utterance,
    VoiceSelection,
    walk,
)

VECTORS = Path(__file__).parents[2] / "vectors" / "ssml"
SAYS = re.compile(r"<!-- says: (.*?) -->")


def speak(body: str, attributes: str = "") -> Utterance:
    return parse_ssml(f'<speak version="1.1" xml:lang="en-US" {attributes}>{body}</speak>')


def test_what_is_around_the_document_holds_in_it() -> None:
    document = '<speak version="1.1" xml:lang="en-US">one <prosody volume="+3dB">two</prosody></speak>'
    [sentence] = sentences(parse_ssml(document, prosody=Prosody(rate=2.0)))
    spans = [part for part in sentence.parts if isinstance(part, Span)]
    assert [(span.prosody.rate, span.prosody.volume_db) for span in spans] == [(2.0, 0.0), (2.0, 3.0)]


def sentences(utterance: Utterance) -> list[Sentence]:
    return [element for element in utterance.elements if isinstance(element, Sentence)]


def texts(utterance: Utterance) -> list[str]:
    return [sentence.text for sentence in sentences(utterance)]


def only_span(utterance: Utterance) -> Span:
    (sentence,) = sentences(utterance)
    (part,) = sentence.parts
    assert isinstance(part, Span)
    return part


def only_clip(utterance: Utterance) -> Clip:
    (clip,) = [element for element in utterance.elements if isinstance(element, Clip)]
    return clip


@pytest.mark.parametrize("path", sorted((VECTORS / "valid").glob("*.ssml")), ids=lambda path: path.stem)
def test_valid_document_is_spoken(path: Path) -> None:
    document = path.read_bytes()
    says = SAYS.search(document.decode())
    assert says
    assert " | ".join(texts(parse_ssml(document))) == says[1]


@pytest.mark.parametrize("path", sorted((VECTORS / "invalid").glob("*.ssml")), ids=lambda path: path.stem)
def test_invalid_document_is_refused(path: Path) -> None:
    with pytest.raises(DocumentError):
        parse_ssml(path.read_bytes())


class TestStructure:
    """§3.1.1, §3.1.7: paragraphs and sentences."""

    def test_numbers_and_natural_pauses(self) -> None:
        utterance = speak("<p>One. Two.</p><p><s>Three</s><s>Four</s></p>")
        assert [(s.text, s.paragraph, s.sentence, s.pause_ms) for s in sentences(utterance)] == [
            ("One.", 0, 0, 250),
            ("Two.", 0, 1, 500),
            ("Three", 1, 2, 250),
            ("Four", 1, 3, 500),
        ]

    def test_markup_does_not_end_a_sentence(self) -> None:
        assert texts(speak("Hel<emphasis>lo</emphasis> <mark name='m'/> world. Yes.")) == ["Hello world.", "Yes."]

    def test_a_sentence_end_inside_markup_counts(self) -> None:
        first, second = sentences(speak("<prosody rate='fast'>One. Two</prosody> three."))
        assert (first.text, second.text) == ("One.", "Two three.")
        assert [part.prosody.rate for part in second.parts if isinstance(part, Span)] == [1.35, 1.0]

    def test_blank_text_says_nothing(self) -> None:
        assert speak(" <p> </p> <s/> ... <s>!</s>").elements == ()

    def test_a_line_is_named_in_the_error(self) -> None:
        with pytest.raises(DocumentError) as caught:
            speak("\n\n<p><break time='x'/></p>")
        assert caught.value.line == 3

    def test_text_in_a_declared_charset(self) -> None:
        document = '<?xml version="1.0" encoding="iso-8859-1"?><speak>Grüße</speak>'
        assert texts(parse_ssml(document.encode("latin-1"))) == ["Grüße"]
        assert texts(parse_ssml(document)) == ["Grüße"]

    def test_basicsynth_knows_few_elements(self) -> None:
        body = "<speak>Hi <mark name='a'/><say-as interpret-as='digits'>12</say-as></speak>"
        assert texts(parse_ssml(body, allowed=BASIC_ELEMENTS)) == ["Hi one two"]
        with pytest.raises(DocumentError, match="not supported"):
            parse_ssml("<speak><p>Hi</p></speak>", allowed=BASIC_ELEMENTS)

    def test_deep_nesting_and_bombs_are_refused_quickly(self) -> None:
        start = time.process_time()
        for document in (
            b"<speak>" + b"<voice>" * 10_000,
            b"<speak>" + b"<voice>" * 150 + b"</voice>" * 150 + b"</speak>",
            b'<!DOCTYPE speak [<!ENTITY a "' + b"a" * 10_000 + b'"><!ENTITY b "&a;&a;&a;">]><speak>&b;</speak>',
        ):
            with pytest.raises(DocumentError):
                parse_ssml(document)
        assert time.process_time() - start < 0.3


class TestWords:
    """§3.1.8 to §3.1.10 and lexicons."""

    def test_plain_text_is_normalised_and_keeps_its_source(self) -> None:
        span = only_span(speak("It costs $42.10."))
        assert (span.text, span.source) == ("It costs forty two dollars and ten cents.", "It costs $42.10.")

    def test_source_is_empty_where_nothing_changed(self) -> None:
        assert only_span(speak("Hello there.")).source == ""

    def test_foreign_elements_are_transparent_everywhere(self) -> None:
        body = "<say-as interpret-as='digits' xmlns:v='urn:v'>1<v:b>2</v:b></say-as>"
        assert texts(speak(body)) == ["one two"]

    def test_say_as_uses_the_language_around_it(self) -> None:
        assert texts(speak("<s xml:lang='de'><say-as interpret-as='cardinal'>42</say-as></s>")) == ["zweiundvierzig"]

    def test_an_expletive_is_a_tone_as_long_as_the_word(self) -> None:
        before, clip, behind = speak("What the <say-as interpret-as='expletive'>heck</say-as> is it?").elements
        assert isinstance(before, Sentence)
        assert isinstance(clip, Clip)
        assert isinstance(behind, Sentence)
        assert (before.text, clip.uri, clip.repeat_ms, behind.text) == ("What the", BLEEP_URI, 300, "is it?")
        assert (before.sentence, clip.sentence, behind.sentence) == (0, 0, 0)
        assert only_clip(speak("<say-as interpret-as='bleep'>censor this</say-as>")).repeat_ms == 715
        assert speak("<say-as interpret-as='bleep'> </say-as>").elements == ()

    def test_a_dot_in_sub_does_not_end_the_sentence(self) -> None:
        assert texts(speak("See <sub alias='Doctor'>Dr.</sub> Smith.")) == ["See Doctor Smith."]

    def test_an_empty_alias_is_silent(self) -> None:
        assert texts(speak("Left <sub alias=' '>and gone</sub> right.")) == ["Left right."]

    def test_phoneme_becomes_ipa(self) -> None:
        assert only_span(speak("<phoneme ph='pɪˈkɑːn'>pecan</phoneme>")).ipa == "pɪˈkɑːn"
        sampa = only_span(speak('<phoneme alphabet="x-sampa" ph="pI&quot;kA:n">pecan</phoneme>'))
        assert (sampa.text, sampa.ipa) == ("pecan", "pɪˈkɑːn")

    def test_phoneme_of_an_unknown_alphabet_is_read_as_text(self) -> None:
        assert only_span(speak("<phoneme alphabet='x-acme-ups' ph='P IH'>pecan</phoneme>")).ipa == ""

    def test_phoneme_without_text_has_its_ipa_as_text(self) -> None:
        assert only_span(speak("<phoneme ph='tə'/>")).text == "tə"

    def test_a_pronunciation_longer_than_any_is_refused(self) -> None:
        assert len(only_span(speak(f"<phoneme ph='{'ta ' * 333}'>x</phoneme>")).ipa) == 998
        with pytest.raises(DocumentError, match="a pronunciation of 1001 characters, at most 1000"):
            speak(f"<phoneme ph='{'a' * 1001}'>x</phoneme>")

    def test_token_is_one_word(self) -> None:
        assert only_span(speak("<token>hello world</token>")).token

    def test_lang_differs_only_where_it_does(self) -> None:
        (sentence,) = sentences(speak("a <lang xml:lang='fr'>deux</lang> <lang xml:lang='en-US'>b</lang> <w>c</w>"))
        assert [part.language for part in sentence.parts if isinstance(part, Span)] == ["", "fr", "", ""]

    def test_language_of_a_sentence_goes_to_the_voice(self) -> None:
        (sentence,) = sentences(speak("<s xml:lang='fr-FR'>Bonjour</s>"))
        assert sentence.voice.language == "fr-FR"
        (sentence,) = sentences(speak("<voice xml:lang='it'>Ciao</voice>"))
        assert sentence.voice.language == "it"


LEXICON = parse_lexicon(
    "<lexicon version='1.0' xml:lang='en'><lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias>"
    "</lexeme><lexeme><grapheme>pecan</grapheme><phoneme>pɪˈkɑːn</phoneme></lexeme></lexicon>"
)


class TestLexicons:
    """SSML 1.0 §3.1.4, 1.1 §3.1.5."""

    URI = "http://h/x.pls"

    def test_references_are_listed(self) -> None:
        document = (
            "<speak xml:base='http://h/'><lexicon uri='x.pls' xml:id='a' type='t' fetchtimeout='2s'/><p>b</p></speak>"
        )
        assert lexicon_references(document) == (LexiconReference(self.URI, "a", "t", 2000),)
        assert lexicon_references(document.encode("utf-16")) == (LexiconReference(self.URI, "a", "t", 2000),)
        assert lexicon_references("<speak><lexicon uri='x.pls'/></speak>", base_uri="http://h/y") == (
            LexiconReference(self.URI),
        )
        assert lexicon_references(b"<speak>a</speak>") == ()

    def test_version_1_0_applies_to_the_whole_document(self) -> None:
        document = f"<speak version='1.0'><lexicon uri='{self.URI}'/>The W3C, a Pecan.</speak>"
        (sentence,) = sentences(parse_ssml(document, lexicons={self.URI: LEXICON}))
        assert sentence.text == "The World Wide Web Consortium, a Pecan."
        assert [part.ipa for part in sentence.parts if isinstance(part, Span)] == ["", "pɪˈkɑːn", ""]

    def test_version_1_1_applies_inside_lookup(self) -> None:
        document = (
            f"<speak version='1.1'><lexicon uri='{self.URI}' xml:id='a'/>W3C <lookup ref='a'>W3C</lookup></speak>"
        )
        (sentence,) = sentences(parse_ssml(document, lexicons={self.URI: LEXICON}))
        assert sentence.text == "W three C World Wide Web Consortium"
        assert sentence.parts[0].source == "W3C W3C"  # type: ignore[union-attr] # one span

    def test_how_a_lexicon_may_be_fetched(self) -> None:
        (reference,) = lexicon_references("<speak><lexicon uri='http://h/x' maxage='60' maxstale='0'/></speak>")
        assert (reference.max_age_s, reference.max_stale_s, reference.fetch_timeout_ms) == (60, 0, None)
        with pytest.raises(DocumentError):
            lexicon_references("<speak><lexicon uri='http://h/x' maxage='soon'/></speak>")

    def test_a_missing_lexicon_counts_as_empty(self) -> None:
        document = "<speak version='1.1'><lexicon uri='a' xml:id='a'/><lookup ref='a'>W3C</lookup></speak>"
        assert texts(parse_ssml(document)) == ["W three C"]

    def test_session_lexicons_apply_everywhere(self) -> None:
        utterance = parse_ssml("<speak>W3C</speak>", session_lexicons=[LEXICON])
        assert texts(utterance) == ["World Wide Web Consortium"]


class TestVoice:
    """§3.2.1."""

    def test_markup_has_precedence_over_the_session(self) -> None:
        session = VoiceSelection(language="de", names=("Anna",), gender="female")
        (sentence,) = sentences(
            parse_ssml("<speak xml:lang='en'><voice gender='male'>a</voice></speak>", voice=session)
        )
        assert (sentence.voice.language, sentence.voice.names, sentence.voice.gender) == ("en", (), "male")

    def test_without_markup_the_session_counts(self) -> None:
        session = VoiceSelection(language="de", names=("Anna",))
        (sentence,) = sentences(parse_ssml("<speak>a</speak>", voice=session))
        assert sentence.voice == session

    def test_nested_voices_inherit(self) -> None:
        (sentence,) = sentences(speak("<voice gender='female' languages='en de'><voice age='6'>a</voice></voice>"))
        assert (sentence.voice.gender, sentence.voice.age) == ("female", 6)
        assert sentence.voice.languages == ("en", "de")

    def test_a_name_replaces_inherited_features(self) -> None:
        (sentence,) = sentences(speak("<voice gender='female' age='6'><voice name='Mike Joe'>a</voice></voice>"))
        assert (sentence.voice.names, sentence.voice.gender, sentence.voice.age) == (("Mike", "Joe"), "", None)

    def test_keep_existing_remembers_the_voice_around(self) -> None:
        (sentence,) = sentences(
            speak("<voice name='A'><voice name='B' required='name' onvoicefailure='keepexisting'>a</voice></voice>")
        )
        assert sentence.voice.required == ("name",)
        assert sentence.voice.existing is not None
        assert sentence.voice.existing.names == ("A",)

    def test_a_voice_element_takes_the_policy_along(self) -> None:
        """§3.1.13: onlangfailure is inherited, and the voice may be one that cannot speak the language."""
        body = "<voice name='A'>one</voice><p onlangfailure='ignorelang'><voice name='A'>two</voice></p>"
        found = sentences(speak(body, "onlangfailure='ignoretext'"))
        assert [sentence.voice.on_language_failure for sentence in found] == ["ignoretext", "ignorelang"]

    def test_another_voice_cuts_a_sentence_into_fragments(self) -> None:
        found = sentences(speak("Say <voice name='B'>hello</voice>. Bye."))
        assert [(s.text, s.sentence, s.pause_ms) for s in found] == [
            ("Say", 0, 0),
            ("hello", 0, 250),
            ("Bye.", 1, 250),
        ]

    def test_a_whole_sentence_before_another_voice_is_one(self) -> None:
        found = sentences(speak("Hello there. <voice name='B'>Bye.</voice>"))
        assert [(s.text, s.sentence, s.pause_ms) for s in found] == [("Hello there.", 0, 250), ("Bye.", 1, 250)]


class TestProsody:
    """§3.2.2, §3.2.4."""

    def test_nesting_combines(self) -> None:
        span = only_span(
            speak("<prosody rate='50%' pitch='+2st'><prosody rate='+10%' volume='-6dB'>a</prosody></prosody>")
        )
        assert span.prosody.rate == pytest.approx(0.55)
        assert span.prosody.volume_db == -6
        assert span.prosody.pitch.factor == pytest.approx(2 ** (2 / 12))

    def test_emphasis(self) -> None:
        assert only_span(speak("<emphasis>a</emphasis>")).emphasis == "moderate"
        assert only_span(speak("<emphasis level='strong'>a</emphasis>")).emphasis == "strong"

    def test_a_duration_is_shared_by_length(self) -> None:
        first, second = sentences(speak("<prosody duration='10s'><s>abcd</s><s>abcdef</s></prosody>"))
        spans = [first.parts[0], second.parts[0]]
        assert [span.prosody.duration_ms for span in spans if isinstance(span, Span)] == [4000, 6000]

    def test_a_contour_is_cut_at_sentences(self) -> None:
        first, second = sentences(
            speak("<prosody contour='(0%,100Hz) (100%,200Hz)'><s>abcde</s><s>abcde</s></prosody>")
        )
        assert isinstance(first.parts[0], Span)
        assert isinstance(second.parts[0], Span)
        assert first.parts[0].prosody.contour == ((0.0, Pitch(hz=100)), (100.0, Pitch(hz=150)))
        assert second.parts[0].prosody.contour == ((0.0, Pitch(hz=150)), (100.0, Pitch(hz=200)))

    def test_an_inner_duration_replaces_the_outer_contour(self) -> None:
        span = only_span(speak("<prosody contour='(0%,+1st)'><prosody duration='1s'>a</prosody></prosody>"))
        assert span.prosody == Prosody(duration_ms=1000)

    def test_no_attributes_change_nothing(self) -> None:
        assert only_span(speak("<prosody>a</prosody>")).prosody == PLAIN


class TestBreaksAndMarks:
    """§3.2.3, §3.3.2."""

    def test_a_break_inside_a_sentence_is_a_part(self) -> None:
        (sentence,) = sentences(speak("Take a breath <break time='250ms'/> then go."))
        assert sentence.parts[1] == Break(250)

    def test_a_break_between_sentences_replaces_the_natural_pause(self) -> None:
        utterance = speak("One. <break strength='x-strong'/> Two.")
        first, pause, _ = utterance.elements
        assert isinstance(first, Sentence)
        assert (first.pause_ms, pause) == (0, Break(1200))

    def test_strength_none_takes_the_pause_away(self) -> None:
        utterance = speak("<s>One.</s><break strength='none'/><s>Two.</s>")
        assert [sentence.pause_ms for sentence in sentences(utterance)] == [0, 250]
        assert not any(isinstance(element, Break) for element in utterance.elements)

    def test_a_break_after_a_paragraph_replaces_its_pause(self) -> None:
        utterance = speak("<p>One.</p><break time='2s'/><p>Two.</p>")
        assert [sentence.pause_ms for sentence in sentences(utterance)] == [0, 500]

    def test_breaks_alone_stay(self) -> None:
        assert speak("<break time='1s'/><break/>").elements == (Break(1000), Break(400))

    def test_a_break_has_an_upper_bound(self) -> None:
        assert speak("<break time='99999999999999999999s'/>").elements == (Break(600_000),)

    def test_marks_keep_their_places(self) -> None:
        utterance = speak("<mark name='a'/>Go <mark name='b'/>there.<mark name='c'/> <mark name='d'/>Now.")
        assert utterance.elements[0] == Mark("a")
        first = utterance.elements[1]
        assert isinstance(first, Sentence)
        assert [part.name for part in first.parts if isinstance(part, Mark)] == ["b"]
        assert [element.name for element in utterance.elements if isinstance(element, Mark)] == ["a", "c", "d"]

    def test_start_and_end_marks(self) -> None:
        utterance = speak("<mark name='a'/>x<mark name='b'/>", "startmark='a' endmark='b'")
        assert (utterance.start_mark, utterance.end_mark) == ("a", "b")


class TestAudio:
    """§3.3.1."""

    def test_uri_is_resolved_against_the_nearest_base(self) -> None:
        assert only_clip(speak("<audio src='b.wav'/>", "xml:base='http://h/a/'")).uri == "http://h/a/b.wav"
        inner = speak("<p xml:base='../c/'><audio src='b.wav'/></p>", "xml:base='http://h/a/'")
        assert only_clip(inner).uri == "http://h/c/b.wav"
        assert only_clip(parse_ssml("<speak><audio src='cid:a@b'/></speak>", base_uri="http://h/")).uri == "cid:a@b"

    def test_fallback_is_kept_apart(self) -> None:
        utterance = speak(
            "Before. <audio src='a'>Or <emphasis>this</emphasis>.<audio src='b'>Deep</audio></audio> After."
        )
        clip = only_clip(utterance)
        assert texts(utterance) == ["Before.", "After."]
        assert [element.text for element in walk(clip.fallback) if isinstance(element, Sentence)] == [
            "Or this.",
            "Deep",
        ]

    def test_a_clip_cuts_its_sentence(self) -> None:
        found = sentences(speak("Press <audio src='one.wav'/> now."))
        assert [(s.text, s.sentence, s.pause_ms) for s in found] == [("Press", 0, 0), ("now.", 0, 250)]

    def test_without_a_source_the_content_is_spoken(self) -> None:
        assert texts(speak("<audio>Hello</audio>")) == ["Hello"]

    def test_attributes(self) -> None:
        clip = only_clip(
            speak(
                "<audio src='a' clipBegin='500ms' clipEnd='2s' repeatCount='2.5' soundLevel='-6dB' speed='50%' "
                "fetchtimeout='3s' fetchhint='safe' maxage='60' maxstale='5'><desc>bell</desc></audio>"
            )
        )
        assert (clip.begin_ms, clip.end_ms, clip.repeat_count, clip.repeat_ms) == (500, 2000, 2.5, None)
        assert (clip.sound_level_db, clip.speed, clip.fetch_timeout_ms, clip.fetch_hint) == (-6.0, 0.5, 3000, "safe")
        assert (clip.max_age_s, clip.max_stale_s, clip.description) == (60, 5, "bell")

    @pytest.mark.parametrize("attribute", ["maxage='x'", "clipBegin='x'", "repeatCount='x'", "src='http://[x'"])
    def test_illegal_values_are_refused(self, attribute: str) -> None:
        source = "" if attribute.startswith("src") else "src='a'"
        with pytest.raises(DocumentError):
            speak(f"<audio {source} {attribute}/>", "xml:base='http://h/'")


def test_marks_are_bounded_where_there_is_no_speech_between_them() -> None:
    """Each is an event, and those at one instant are told at once."""
    ssml = '<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en">{}</speak>'
    parse_ssml(ssml.format('<mark name="m"/>' * 1000))
    parse_ssml(ssml.format('a <mark name="m"/>' * 3000))
    with pytest.raises(DocumentError, match="1000 marks more"):
        parse_ssml(ssml.format('<mark name="m"/>' * 1001 + "a" * 1000))
