from collections.abc import Iterator

import pytest

from engine.interface import MAX_PIECE_CHARACTERS, NOBODY, Break, Mark, Part, Sentence, Span, VoiceInfo, VoiceSelection
from engine.speaking.pieces import PiecePlan, marks_with_words, plan_sentence, sentence_words, window

ENGLISH = VoiceInfo("en", "x", ("en-us", "en"), parameters=("heeded",))
FRENCH = VoiceInfo("fr", "x", ("fr",))


def choose(selection: VoiceSelection) -> VoiceInfo:
    return FRENCH if selection.language.startswith("fr") else ENGLISH


def plan(*parts: Part, first_word: int = 0) -> list[PiecePlan | Break | Mark]:
    return list(plan_sentence(Sentence(parts, VoiceSelection("en")), choose, first_word=first_word))


def only(found: list[PiecePlan | Break | Mark]) -> Iterator[PiecePlan]:
    return (part for part in found if isinstance(part, PiecePlan))


def test_a_short_sentence_is_one_piece_with_its_marks() -> None:
    (found,) = plan(Mark("a"), Span(" one two "), Mark("b"), Span("three."), Mark("c"))
    assert isinstance(found, PiecePlan)
    assert found.piece.text == "one two three."
    assert found.marks == ((0, "a"), (8, "b"), (14, "c"))
    assert [(word.start, word.end) for word in found.words] == [(0, 3), (4, 7), (8, 14)]
    assert (found.piece.voice, found.piece.language, found.piece.closes) == ("en", "en", True)


def test_breaks_part_pieces_and_words_are_counted_on() -> None:
    first, rest, second = plan(Span("one two"), Break(300), Mark("m"), Span("three."))
    assert isinstance(first, PiecePlan)
    assert isinstance(second, PiecePlan)
    assert rest == Break(300)
    assert (first.piece.closes, second.piece.closes) == (False, True)
    assert (first.first_word, second.first_word) == (0, 2)
    assert second.marks == ((0, "m"),)


def test_marks_between_breaks_come_by_themselves() -> None:
    assert plan(Break(1), Mark("m"), Span(" "), Break(2)) == [Break(1), Mark("m"), Break(2)]
    assert plan(Mark("m")) == [Mark("m")]
    assert plan() == []


def test_equal_sentences_are_equal_pieces_whatever_surrounds_them() -> None:
    (plain,) = only(plan(Span("Hello you.")))
    (other,) = only(plan(Mark("m"), Span("  Hello you. ", source="HELLO", token=True)))
    assert plain.piece == other.piece
    assert other.sources[0].source == "HELLO"


@pytest.mark.parametrize("joint", [", ", " "])
def test_long_sentences_are_cut_behind_a_clause_or_between_words(joint: str) -> None:
    text = joint.join(["word word word"] * 60) + "."
    found = list(only(plan(Span(text[:400]), Mark("m"), Span(text[400:]))))
    assert all(len(one.piece.text) <= MAX_PIECE_CHARACTERS for one in found)
    assert " ".join(one.piece.text for one in found) == text
    assert [one.piece.closes for one in found] == [False] * (len(found) - 1) + [True]
    assert sum(len(one.marks) for one in found) == 1
    assert [one.first_word for one in found] == [
        sum(len(before.words) for before in found[:index]) for index in range(len(found))
    ]
    if joint == ", ":
        assert all(one.piece.text.endswith((",", ".")) for one in found)


def test_what_has_no_good_place_is_cut_by_force_but_not_inside_a_pronunciation() -> None:
    found = list(only(plan(Span("x" * 700))))
    assert [len(one.piece.text) for one in found] == [300, 300, 100]
    found = list(only(plan(Span("y" * 290), Span("x" * 500, ipa="a"), Span("z" * 200))))
    assert [len(one.piece.text) for one in found] == [290, 500, 200]
    found = list(only(plan(Span("one two " * 60, ipa="a"))))
    assert len(found) == 1


def test_another_language_gets_a_voice_that_speaks_it() -> None:
    found = list(only(plan(Span("He said "), Span("bonjour", language="fr"), Span(" to "), Span("me", language="en"))))
    assert [(one.piece.voice, one.piece.text) for one in found] == [
        ("en", "He said"),
        ("fr", "bonjour"),
        ("en", "to"),
        ("en", "me"),
    ]


def test_a_voice_gets_the_parameters_it_heeds() -> None:
    given = (("heeded", "1"), ("call", "77"))
    (found,) = only(list(plan_sentence(Sentence((Span("a"),)), choose, parameters=given)))
    assert found.piece.parameters == (("heeded", "1"),)


SENTENCE = (Span("one two "), Mark("m"), Span("three", source="3"), Break(5), Mark("n"), Span(" four."))


@pytest.mark.parametrize(
    ("first", "end", "kept"),
    [
        (0, None, list(SENTENCE)),
        (1, None, [Span("two "), *SENTENCE[1:]]),
        (2, None, list(SENTENCE[1:])),
        (3, None, [Span("four.")]),
        (4, None, []),
        (0, 1, [Span("one ")]),
        (0, 2, [SENTENCE[0], Mark("m")]),
        (2, 3, [Mark("m"), SENTENCE[2], Break(5), Mark("n"), Span(" ")]),
        (0, 9, list(SENTENCE)),
    ],
)
def test_a_window_of_words(first: int, end: int | None, kept: list[Part]) -> None:
    assert window(SENTENCE, first, end) == kept


def test_words_and_marks_of_a_sentence() -> None:
    sentence = Sentence(SENTENCE)
    assert len(sentence_words(sentence)) == 4
    assert list(marks_with_words(sentence)) == [("m", 2), ("n", 3)]


def test_a_plan_from_the_middle_counts_from_there() -> None:
    (first, rest, second) = plan(*SENTENCE, first_word=1)
    assert isinstance(first, PiecePlan)
    assert isinstance(second, PiecePlan)
    assert (first.piece.text, first.first_word, rest, second.first_word) == ("two three", 1, Break(5), 3)


def test_what_nobody_is_to_speak_leaves_its_marks() -> None:
    """SSML 1.1 §3.1.13: onlangfailure="ignoretext"."""

    def nobody(selection: VoiceSelection) -> VoiceInfo:
        return NOBODY if selection.on_language_failure == "ignoretext" else ENGLISH

    parts: tuple[Part, ...] = (
        Span("one "),
        Mark("a"),
        Span("deux trois", language="fr", on_language_failure="ignoretext"),
        Mark("b"),
        Span(" four."),
    )
    first, mark, last = plan_sentence(Sentence(parts, VoiceSelection("en")), nobody)
    assert isinstance(first, PiecePlan)
    assert isinstance(last, PiecePlan)
    assert (first.piece.text, first.marks, mark) == ("one", ((3, "a"),), Mark("b"))
    # Its words still count, so that places in the sentence are what they are without it.
    assert (last.piece.text, last.first_word) == ("four.", 3)


def test_an_ignored_language_is_that_of_the_voice() -> None:
    def same(selection: VoiceSelection) -> VoiceInfo:
        return ENGLISH

    (found,) = only(
        list(
            plan_sentence(
                Sentence((Span("deux", language="fr", on_language_failure="ignorelang"),), VoiceSelection("en-US")),
                same,
            )
        )
    )
    assert (found.piece.voice, found.piece.language) == ("en", "en-US")
    assert found.piece.spans == (Span("deux", language="fr"),)


def test_pronunciations_count_for_what_a_piece_may_hold() -> None:
    spans = [Span("x ", ipa="a" * 100) for _ in range(12)]
    found = list(only(plan(*spans)))
    assert [sum(len(span.ipa) for span in one.piece.spans) for one in found] == [300, 300, 300, 300]
    assert "".join(one.piece.text for one in found).replace(" ", "") == "x" * 12


def test_a_pronunciation_too_long_for_any_piece_is_one_by_itself() -> None:
    found = list(only(plan(Span("a b "), Span("x", ipa="a" * 1000), Span(" c d"))))
    assert [one.piece.text for one in found] == ["a b", "x", "c d"]
