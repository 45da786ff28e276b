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
    assert (kept.position(5), kept.spoken_text(5)) == (START, "")


@pytest.mark.parametrize(("words", "text"), [(0, ""), (1, "one"), (3, "one two three"), (9, "one two three four")])
def test_spoken_text(words: int, text: str) -> None:
    assert portions("one two", "three four").spoken_text(words * WORD) == text


def test_the_clock_of_another_utterance_starts_behind_its_lead_in() -> None:
    kept = portions("one two")
    kept.restart(WORD)
    assert kept.written_samples == WORD
    assert (kept.position(0), kept.position(WORD), kept.position(2 * WORD)) == (START, START, Position(0, 1))
    assert kept.spoken_text(WORD) == ""


def test_only_the_last_few_are_kept() -> None:
    kept = portions(*"abcdef")
    assert kept.spoken_text(6 * WORD) == "c d e f"
    assert kept.position(WORD) == START


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
