"""What was played of a talk, and where in its prompt that is."""

from typing import cast

import pytest

from engine.interface import AudioFormat, Element, Mark, Sentence, Span, Utterance
from engine.speaking.position import START, Jump, Position, Unit
from engine.speaking.speaker import Speech
from mrcp_server.mrcp.synthesizer import length
from mrcp_server.mrcp.synthesizer.length import SpeechLength
from mrcp_server.speaking.portions import Portions, has_mark, jump_of
from tests.fakes.talking import WORD_MS, FakeSpeaker, FakeSpeech

FMT = AudioFormat()
WORD = FMT.samples(WORD_MS)


def say(text: str) -> FakeSpeech:
    """A speech of these words."""
    return FakeSpeaker().speak(Utterance((Sentence((Span(text),)),)), FMT)


def portions(*texts: str) -> Portions:
    """One portion of one element each, all written."""
    kept = Portions()
    for elements, text in enumerate(texts):
        kept.add(cast(Speech, say(text)), elements)
        kept.written_samples += WORD * len(text.split())
    return kept


@pytest.mark.parametrize(
    ("words", "position"),
    [(0, START), (1, Position(0, 1)), (2, Position(1, 0)), (3, Position(1, 1)), (9, Position(1, 7))],
)
def test_position_counts_the_portions_before(words: int, position: Position) -> None:
    assert portions("one two", "three four").position(words * WORD) == position


def test_nothing_is_known_of_nothing() -> None:
    kept = Portions()
    assert (kept.position(5), kept.heard_text(5)) == (START, "")


@pytest.mark.parametrize(("words", "text"), [(0, ""), (1, "one"), (3, "one two three"), (9, "one two three four")])
def test_heard_text(words: int, text: str) -> None:
    assert portions("one two", "three four").heard_text(words * WORD) == text


def test_the_clock_of_another_utterance_starts_behind_its_lead_in() -> None:
    kept = portions("one two")
    kept.restart(WORD)
    assert kept.written_samples == WORD
    assert (kept.position(0), kept.position(WORD), kept.position(2 * WORD)) == (START, START, Position(0, 1))
    assert kept.heard_text(WORD) == ""


def test_what_has_left_the_ring_is_over() -> None:
    kept = portions(*"abcdef")
    kept.forget_played(2 * WORD)
    assert kept.heard_text(6 * WORD) == "a b c d e f"
    assert kept.heard_text(4 * WORD) == "a b c d"
    assert kept.position(4 * WORD) == Position(4, 0)
    assert kept.position(3 * WORD) == START


def test_what_was_made_and_not_played_was_not_heard() -> None:
    """A jump, or a plane that died."""
    kept = portions("one two three four", "five six")
    kept.leave(2 * WORD)
    assert (kept.written_samples, kept.position(WORD), kept.heard_text(9 * WORD)) == (0, START, "one two")
    kept.add(cast(Speech, say("four five six")), 0)
    kept.restart(0)
    assert kept.heard_text(2 * WORD) == "one two four five"


def test_one_that_was_cut_short_was_heard_as_far_as_it_was_written() -> None:
    kept = Portions()
    kept.add(cast(Speech, say("one two three")), 0)
    kept.written_samples += 2 * WORD
    kept.add(cast(Speech, say("again")), 0)
    assert kept.heard_text(9 * WORD) == "one two again"


def test_cancelling_stops_them_all() -> None:
    kept, speeches = Portions(), [say("one"), say("two")]
    for speech in speeches:
        kept.add(cast(Speech, speech), 0)
    kept.cancel()
    assert all(speech.cancelled for speech in speeches)


def test_lengths_in_the_words_of_the_engine() -> None:
    assert jump_of(None) is None
    assert jump_of(SpeechLength(length.Unit.WORD, -3)) == Jump(Unit.WORD, -3)
    assert jump_of(SpeechLength(length.Unit.TAG, tag="here")) == Jump(Unit.TAG, 0, "here")


def test_marks_stand_between_and_within_sentences() -> None:
    elements: tuple[Element, ...] = (Mark("a"), Sentence((Span("x"), Mark("b"))))
    assert [has_mark(elements, name) for name in "abc"] == [True, True, False]
