"""Runs of text → sentences; `test_ssml` has the cases that documents make."""

from engine.documents.builder import Builder, Style
from engine.documents.lexicon import parse_lexicon
from engine.interface import Break, Clip, Mark, Prosody, Sentence, Span, VoiceSelection

PLAIN_STYLE = Style()
OTHER_VOICE = Style(voice=VoiceSelection(names=("B",)))


def sentences(builder: Builder) -> list[Sentence]:
    return [element for element in builder.finish() if isinstance(element, Sentence)]


def test_blanks_between_runs_are_single_and_inside() -> None:
    builder = Builder()
    loud = Style(prosody=Prosody(volume_db=6))
    for text, style in ((" a  ", PLAIN_STYLE), (" b", loud), (" \n ", PLAIN_STYLE), ("c ", loud), ("d", PLAIN_STYLE)):
        builder.text(text, style)
    (sentence,) = sentences(builder)
    assert [part.text for part in sentence.parts if isinstance(part, Span)] == ["a ", "b c ", "d"]


def test_blanks_of_several_runs_are_one() -> None:
    builder = Builder()
    loud = Style(prosody=Prosody(volume_db=6))
    for text, style in (("a ", PLAIN_STYLE), (" ", loud), (" ", PLAIN_STYLE), (" b", loud)):
        builder.text(text, style)
    (sentence,) = sentences(builder)
    assert sentence.text == "a b"


def test_a_blank_goes_behind_the_span_before_a_mark() -> None:
    builder = Builder()
    builder.reading("1", PLAIN_STYLE, spoken="one")
    builder.mark("m")
    builder.text(" ", PLAIN_STYLE)
    builder.reading("2", PLAIN_STYLE, spoken="two")
    (sentence,) = sentences(builder)
    assert sentence.parts == (Span("one ", source="1 "), Mark("m"), Span("two", source="2"))


def test_a_leading_blank_between_marks_is_dropped() -> None:
    builder = Builder()
    builder.text("", PLAIN_STYLE)
    builder.reading("", PLAIN_STYLE)
    builder.text(" ", PLAIN_STYLE)
    builder.mark("m")
    builder.text("x", PLAIN_STYLE)
    assert builder.finish() == (Mark("m"), Sentence((Span("x"),), pause_ms=250))


def test_an_atom_does_not_end_a_sentence() -> None:
    builder = Builder()
    builder.text("See ", PLAIN_STYLE)
    builder.reading("Dr. A. B.", PLAIN_STYLE, spoken="the doctor")
    builder.text(" Now. Then", PLAIN_STYLE)
    assert [sentence.text for sentence in sentences(builder)] == ["See the doctor Now.", "Then"]


def test_an_end_right_behind_an_atom() -> None:
    builder = Builder()
    builder.text("One.", PLAIN_STYLE)
    builder.text(" ", PLAIN_STYLE)
    builder.reading("Two", PLAIN_STYLE, spoken="two")
    builder.text("\n\n", PLAIN_STYLE)
    builder.reading("Three", PLAIN_STYLE, spoken="three")
    assert [sentence.text for sentence in sentences(builder)] == ["One.", "two", "three"]


def test_punctuation_alone_ends_the_fragment_before() -> None:
    builder = Builder()
    builder.text("Hello", OTHER_VOICE)
    builder.text(". Bye", PLAIN_STYLE)
    assert [(s.text, s.sentence, s.pause_ms) for s in sentences(builder)] == [("Hello", 0, 250), ("Bye", 1, 250)]


def test_breaks_beside_punctuation_alone_stay() -> None:
    builder = Builder()
    builder.text("!", PLAIN_STYLE)
    builder.pause(100)
    builder.text("!", PLAIN_STYLE)
    assert builder.finish() == (Break(100),)


def test_a_sentence_that_a_clip_ends() -> None:
    builder = Builder()
    builder.text("Press", PLAIN_STYLE)
    builder.clip(Clip("a"))
    builder.end_sentence()
    builder.text("Now", PLAIN_STYLE)
    assert [(s.text, s.sentence, s.pause_ms) for s in sentences(builder)] == [("Press", 0, 0), ("Now", 1, 250)]


def test_no_break_inside_a_sentence_is_nothing() -> None:
    builder = Builder()
    builder.text("a ", PLAIN_STYLE)
    builder.pause(0)
    builder.text(" b", PLAIN_STYLE)
    assert builder.finish() == (Sentence((Span("a b"),), pause_ms=250),)


def test_a_paragraph_of_a_clip_counts() -> None:
    builder = Builder()
    builder.clip(Clip("a"))
    builder.end_paragraph()
    builder.end_paragraph()
    builder.text("x", PLAIN_STYLE)
    assert [sentence.paragraph for sentence in sentences(builder)] == [1]


def test_a_break_behind_a_clip_touches_no_pause() -> None:
    builder = Builder()
    builder.text("One.", PLAIN_STYLE)
    builder.clip(Clip("a"))
    builder.pause(100)
    assert [sentence.pause_ms for sentence in sentences(builder)] == [250]


def test_lexicon_words_are_spans_of_their_own() -> None:
    lexicon = parse_lexicon("<lexicon><lexeme><grapheme>Bo</grapheme><phoneme>boː</phoneme></lexeme></lexicon>")
    builder = Builder()
    builder.text(" Bo and Bo ", Style(lexicons=(lexicon,)))
    builder.text("go", PLAIN_STYLE)
    (sentence,) = sentences(builder)
    assert sentence.parts == (Span("Bo", ipa="boː"), Span(" and "), Span("Bo ", ipa="boː"), Span("go"))


def test_a_stronger_pause_is_longer_than_what_would_be_there() -> None:
    """SSML 1.1 §3.2.3: a break with neither strength nor time."""
    builder = Builder()
    builder.stronger_pause()
    builder.text("One", PLAIN_STYLE)
    builder.stronger_pause()
    builder.text(" two. ", PLAIN_STYLE)
    builder.stronger_pause()
    builder.text("Three.", PLAIN_STYLE)
    builder.end_paragraph()
    builder.stronger_pause()
    elements = builder.finish()
    first = elements[1]
    assert isinstance(first, Sentence)
    assert [part for part in first.parts if isinstance(part, Break)] == [Break(400)]
    assert [element for element in elements if isinstance(element, Break)] == [Break(400), Break(700), Break(700)]
    assert [element.pause_ms for element in elements if isinstance(element, Sentence)] == [0, 0]


def test_an_alias_is_said_as_its_words_are() -> None:
    """PLS §4.7."""
    lexicon = parse_lexicon(
        '<lexicon version="1.0" alphabet="ipa"><lexeme><grapheme>GNU</grapheme><alias>GNU, 2 unix</alias>'
        "<phoneme>ɡnuː</phoneme></lexeme><lexeme><grapheme>unix</grapheme><phoneme>juːnɪks</phoneme></lexeme></lexicon>"
    )
    builder = Builder()
    builder.text("The GNU book.", Style(lexicons=(lexicon,)))
    (sentence,) = sentences(builder)
    assert sentence.text == "The GNU, two unix book."
    assert [(part.text, part.ipa) for part in sentence.parts if isinstance(part, Span)] == [
        ("The ", ""),
        ("GNU", "ɡnuː"),
        (", two ", ""),
        ("unix", "juːnɪks"),
        (" book.", ""),
    ]


def test_spans_of_different_policies_stay_apart() -> None:
    builder = Builder()
    for text, policy in (("a ", "ignorelang"), ("b ", "ignoretext"), ("c", "ignoretext")):
        builder.text(text, Style(language="fr", on_language_failure=policy))  # type: ignore[arg-type]  # literals
    (sentence,) = sentences(builder)
    assert [(p.text, p.on_language_failure) for p in sentence.parts if isinstance(p, Span)] == [
        ("a ", "ignorelang"),
        ("b c", "ignoretext"),
    ]
