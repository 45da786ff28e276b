"""The structure of an utterance (words, sentences, paragraphs, marks) and jumps in it (RFC 6787 §8.4.1, §8.4.15).

Made only when somebody jumps: most prompts are never moved in.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from engine.interface import Clip, Mark, Sentence
from engine.speaking.pieces import marks_with_words, sentence_words
from engine.speaking.position import START, Jump, Landing, Position, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.interface import Utterance


class UtteranceStructure:
    """`length_ms` tells how long an element lasts, as well as is known; it is asked only for jumps back in time."""

    def __init__(self, utterance: Utterance, length_ms: Callable[[int], float]) -> None:
        self._elements = utterance.elements
        self._length_ms = length_ms

    def mark(self, name: str) -> Position:
        """Where the first mark of that name stands.

        Raises:
            KeyError: nowhere.
        """
        return self._marks[name]

    def land(self, position: Position, jump: Jump) -> Landing:
        """Where `jump` leads from `position`.

        Raises:
            KeyError: there is no such mark.
        """
        landing = self._land(position, jump)
        if jump.amount <= 0 and not landing.past_end and self._is_beginning(landing.position):
            # RFC 6787 §8.11: "jumps to the beginning or beyond the beginning of the speech data"
            return Landing(START, restarted=True)
        return landing

    def _land(self, position: Position, jump: Jump) -> Landing:
        match jump.unit:
            case Unit.TAG:
                return Landing(self.mark(jump.tag))
            case Unit.SECOND:
                return self._land_in_time(position, 1000 * jump.amount)
            case Unit.WORD:
                return self._land_on_word(position, jump.amount)
            case Unit.SENTENCE:
                return self._land_on_group(position, jump.amount, [self._sentence(e) for e in self._grouped])
            case Unit.PARAGRAPH:
                return self._land_on_group(position, jump.amount, [self._paragraph(e) for e in self._grouped])

    def end_after(self, position: Position, length: Jump) -> Position | None:
        """Where speech of `length` from `position` ends; None: at the end of the utterance.

        Not for seconds. A mark that is not there, or lies behind, ends nothing.
        """
        if length.unit is Unit.TAG:
            try:
                end = self.mark(length.tag)
            except KeyError:
                return None
            if end[:2] < position[:2]:
                return None
            # Up to and with the mark.
            return Position(end.element + 1) if isinstance(self._elements[end.element], Mark) else end
        landing = self.land(position, length)
        return None if landing.past_end else landing.position

    def _is_beginning(self, position: Position) -> bool:
        """Whether nothing that can be heard of the document, but a break, lies before it."""
        first = self._grouped[0] if self._grouped else 0
        return position.element <= first and not position.word and not position.skip_ms

    # --- words --------------------------------------------------------------------------------------------------------

    @cached_property
    def _word_counts(self) -> list[int]:
        return [len(sentence_words(element)) if isinstance(element, Sentence) else 0 for element in self._elements]

    def _land_on_word(self, position: Position, amount: int) -> Landing:
        counts = self._word_counts
        number = sum(counts[: position.element]) + position.word + amount
        if number < 0:
            return Landing(START, restarted=True)
        for element, count in enumerate(counts):
            if number < count:
                return Landing(Position(element, number))
            number -= count
        return Landing(self._end, past_end=True)

    # --- sentences and paragraphs -------------------------------------------------------------------------------------

    @cached_property
    def _grouped(self) -> list[int]:
        """The elements that belong to a sentence."""
        return [index for index, element in enumerate(self._elements) if isinstance(element, Sentence | Clip)]

    def _sentence(self, element: int) -> int:
        found = self._elements[element]
        assert isinstance(found, Sentence | Clip)  # noqa: S101 (only `_grouped` are asked)
        return found.sentence

    def _paragraph(self, element: int) -> int:
        found = self._elements[element]
        assert isinstance(found, Sentence | Clip)  # noqa: S101 (only `_grouped` are asked)
        return found.paragraph

    def _land_on_group(self, position: Position, amount: int, numbers: list[int]) -> Landing:
        """`numbers` are the sentence or paragraph numbers of `_grouped`."""
        if not numbers:
            return Landing(START, restarted=True) if amount < 0 else Landing(self._end, past_end=True)
        # Between sentences, as in a break, the one before is the current one.
        here = next(
            (
                number
                for element, number in zip(reversed(self._grouped), reversed(numbers), strict=True)
                if element <= position.element
            ),
            numbers[0],
        )
        wanted = here + amount
        if wanted < numbers[0]:
            return Landing(START, restarted=True)
        for element, number in zip(self._grouped, numbers, strict=True):
            if number >= wanted:
                return Landing(Position(element))
        return Landing(self._end, past_end=True)

    # --- time ---------------------------------------------------------------------------------------------------------

    def _land_in_time(self, position: Position, ms: int) -> Landing:
        if position.skip_ms + ms >= 0:
            # How long the rest is shows when it is made: a landing behind the end then has nothing to say.
            return Landing(position._replace(skip_ms=position.skip_ms + ms))
        missing = -(position.skip_ms + ms)
        element = min(position.element, len(self._elements))
        if element < len(self._elements) and position.word:
            share = position.word / max(1, self._word_counts[element])
            before = (self._length_ms(element) - self._pause_ms(element)) * share
            if missing <= before:
                return Landing(Position(element, 0, round(before - missing)))
            missing -= round(before)
        while element > 0:
            element -= 1
            length = self._length_ms(element)
            if missing <= length:
                return Landing(Position(element, 0, round(length - missing)))
            missing -= round(length)
        return Landing(START, restarted=True)

    def _pause_ms(self, index: int) -> int:
        element = self._elements[index]
        return element.pause_ms if isinstance(element, Sentence) else 0

    # --- marks --------------------------------------------------------------------------------------------------------

    @cached_property
    def _marks(self) -> dict[str, Position]:
        found: dict[str, Position] = {}
        for index, element in enumerate(self._elements):
            if isinstance(element, Mark):
                found.setdefault(element.name, Position(index))
            elif isinstance(element, Sentence):
                for name, word in marks_with_words(element):
                    found.setdefault(name, Position(index, word))
        return found

    @property
    def _end(self) -> Position:
        return Position(len(self._elements))
