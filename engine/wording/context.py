"""The words around: which classes they speak for, by the languages' tables of clues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.wording.language import Language

CLUE = 20
"""What a clue adds to a weight: more than any shape is ahead of another."""
_LONGEST_PHRASE_WORDS = 4
_MOST_CONNECTORS = 4
_LONGEST_WRITTEN = 24
KEPT_WORDS = 8
"""How many words before are looked at: a phrase and the connectors behind it."""


class Clues:
    """The clues of one language, ready to be looked up."""

    def __init__(self, language: Language) -> None:
        self._before = _by_phrase(language.clues)
        self._after = _by_phrase(language.clues_after)
        self.after_kinds = frozenset(language.clues_after)
        """The classes that words behind can speak for."""
        self._connectors = language.connectors
        self._endings = {end: frozenset({kind}) for end, kind in language.clue_endings.items()}
        self._before_lengths = _lengths(self._before)
        self._after_lengths = _lengths(self._after)
        self._connector_lengths = _lengths(self._connectors)
        self._last_words = frozenset(phrase.rpartition(" ")[2] for phrase in self._before)

    def before(self, words: list[str]) -> frozenset[str]:
        """The classes that the last of `words` speak for, with or without connectors ("your PIN is 4582")."""
        found = self._ending(words)
        end = len(words)
        while end and words[end - 1] in self._connectors:
            end -= 1
            more = self._ending(words[:end])
            found = found | more if found and more else found or more
        return found

    def after(self, words: tuple[str, ...]) -> frozenset[str]:
        """The classes that the words behind speak for."""
        found: frozenset[str] = frozenset()
        if words and self._after:
            for count in range(1, len(words) + 1):
                found |= self._after.get(" ".join(words[:count]), frozenset())
        return found

    def before_at(self, text: str, position: int) -> frozenset[str]:
        """The same in a script without blanks: what is written up to `position` ends with a phrase, and connectors."""
        window = text[max(0, position - _LONGEST_WRITTEN) : position].lower()
        found = self._ending_at(window)
        for _ in range(_MOST_CONNECTORS):
            connector = next((n for n in self._connector_lengths if window[-n:] in self._connectors), 0)
            if not connector or not window:
                break
            window = window[:-connector]
            found |= self._ending_at(window)
        return found

    def after_at(self, text: str, position: int) -> frozenset[str]:
        """The same for what is written from `position`."""
        found: frozenset[str] = frozenset()
        for length in self._after_lengths:
            found |= self._after.get(text[position : position + length].lower(), frozenset())
        return found

    def _ending_at(self, window: str) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for length in self._before_lengths:
            kinds = self._before.get(window[-length:]) if length <= len(window) else None
            # "id" is no phrase in "paid".
            if kinds and not (
                window[-length] < "{"
                and window[-length - 1 : -length].isascii()
                and window[-length - 1 : -length].isalnum()
            ):
                found |= kinds
        return found

    def _ending(self, words: list[str]) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        if not words:
            return found
        if words[-1] not in self._last_words:
            return self._of_compound(words[-1]) if self._endings else found
        for count in range(1, min(_LONGEST_PHRASE_WORDS, len(words)) + 1):
            kinds = self._before.get(" ".join(words[-count:]))
            if kinds:
                found |= kinds
        return found

    def _of_compound(self, word: str) -> frozenset[str]:
        """What a word speaks for by its last part: "Vorgangsnummer"."""
        return next(
            (kinds for end, kinds in self._endings.items() if len(word) > len(end) and word.endswith(end)),
            frozenset(),
        )


def _lengths(phrases: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted({len(phrase) for phrase in phrases}, reverse=True))


def _by_phrase(table: Mapping[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for kind, phrases in table.items():
        for phrase in phrases.split("|"):
            words = " ".join(phrase.split())
            if words:
                found[words] = found.get(words, frozenset()) | {kind}
    return found
