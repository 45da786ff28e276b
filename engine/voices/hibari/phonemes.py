"""A piece as the voice's input: ids of phonemes, each with the span that it belongs to, and where words begin."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import EngineError
from engine.voices.hibari.alphabet import PAUSES, SILENT, from_ipa
from engine.wording import numbers
from engine.wording.normalize import is_english, normalize
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.interface import Piece, Span
    from engine.voices.hibari.pronunciation import Pronounced, Pronunciation

MAX_PHONEMES = 400
"""In one run: the voice has heard no longer sentences. A piece of 300 characters seldom comes near."""
_PAD = 0
_FIGURE = re.compile(r"(\d)(?=(\w?))")
_PART = re.compile(r"\S+|\s+")


class Phoneme(NamedTuple):
    """One sign of the voice's alphabet."""

    sign: str
    span: int
    """The index of the span it belongs to."""
    word: int
    """The character of the piece at which its word begins."""

    @property
    def silent(self) -> bool:
        return self.sign in SILENT


class Run(NamedTuple):
    """What goes through the networks at once."""

    phonemes: tuple[Phoneme, ...]
    words: tuple[tuple[int, int], ...]
    """(index of its first phoneme, character of the piece) of words that begin here."""

    def ids(self, vocabulary: Mapping[str, int]) -> list[int]:
        """The network's input, with a pad at either end."""
        return [_PAD, *(vocabulary[phoneme.sign] for phoneme in self.phonemes), _PAD]


def runs(piece: Piece, pronunciation: Pronunciation, vocabulary: Mapping[str, int]) -> list[Run]:
    """The runs of a piece: one, unless it is very long; none when there is nothing in it to say.

    Raises:
        EngineError: it has words, but none that can be read.
    """
    found = [phoneme for phoneme in _phonemes(piece, pronunciation) if phoneme.sign in vocabulary]
    if all(phoneme.silent for phoneme in found):
        if any(char.isalnum() for char in piece.text):
            raise EngineError(f"an English voice cannot read {piece.text!r}")
        return []
    if not piece.closes and found[-1].sign not in PAUSES:
        found.append(found[-1]._replace(sign=","))  # the sentence goes on: the voice stays up
    starts = [word.start for word in words(piece.spans)]
    return [_run(part, starts) for part in _cut(found)]


def _run(phonemes: list[Phoneme], starts: list[int]) -> Run:
    begun: dict[int, int] = {}
    for index, phoneme in enumerate(phonemes):
        word = starts[max(0, bisect_right(starts, phoneme.word) - 1)] if starts else 0
        if not phoneme.sign.isspace():
            begun.setdefault(word, index)
    return Run(tuple(phonemes), tuple((index, word) for word, index in sorted(begun.items())))


def _cut(phonemes: list[Phoneme]) -> Iterator[list[Phoneme]]:
    """`phonemes` in runs of at most `MAX_PHONEMES`, cut behind a pause if possible, else between words."""
    while len(phonemes) > MAX_PHONEMES:
        window = phonemes[:MAX_PHONEMES]
        at = _last(window, PAUSES) or _last(window, " ") or MAX_PHONEMES
        yield phonemes[:at]
        phonemes = phonemes[at:]
    yield phonemes


def _last(phonemes: list[Phoneme], signs: str) -> int:
    """Behind the last of `signs`, if that is not in the first half."""
    for index in range(len(phonemes) - 1, len(phonemes) // 2, -1):
        if phonemes[index].sign in signs:
            return index + 1
    return 0


def _phonemes(piece: Piece, pronunciation: Pronunciation) -> Iterator[Phoneme]:
    starts = list(itertools.accumulate((len(span.text) for span in piece.spans), initial=0))[:-1]
    reading = _Reading()
    given: dict[tuple[int, int], str] = {}
    for span, begin in zip(piece.spans, starts, strict=True):
        phonemes = from_ipa(span.ipa, british=pronunciation.british) if span.ipa and span.text.strip() else ""
        at = reading.length
        reading.add(span, begin, piece.language, as_written=bool(phonemes))
        if phonemes:
            given[at, reading.length] = phonemes
    for part in pronunciation.pronounce(reading.text, given):
        character = reading.character(part.character)
        span_index = max(0, bisect_right(starts, character) - 1)
        yield from _signs(part, span_index, character)


def _signs(part: Pronounced, span: int, character: int) -> Iterator[Phoneme]:
    for sign in part.phonemes + (" " if part.blank else ""):
        yield Phoneme(sign, span, character)


class _Reading:
    """The text to be pronounced, in which figures have become words, and the way back to the piece's characters."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._anchors: list[int] = []
        self._characters: list[tuple[int, bool]] = []  # the character, and whether words stand for figures there
        self.length = 0

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, span: Span, begin: int, language: str, *, as_written: bool) -> None:
        if as_written:
            self._append(span.text, begin, replaced=False)
            return
        for match in _PART.finditer(span.text):
            written = match.group()
            spoken = _without_figures(written, language)
            self._append(spoken, begin + match.start(), replaced=spoken != written)

    def character(self, position: int) -> int:
        """The character of the piece that is read at `position`."""
        index = max(0, bisect_right(self._anchors, position) - 1)
        if not self._anchors:
            return 0
        character, replaced = self._characters[index]
        return character if replaced else character + position - self._anchors[index]

    def _append(self, text: str, character: int, *, replaced: bool) -> None:
        self._anchors.append(self.length)
        self._characters.append((character, replaced))
        self._parts.append(text)
        self.length += len(text)


def _without_figures(word: str, language: str) -> str:
    """`word` as words, where it has figures: by our normaliser, and what that leaves, figure by figure."""
    if not any(map(str.isdigit, word)):
        return word
    spoken = normalize(word, language if is_english(language) else "en-US")
    return _FIGURE.sub(lambda found: f" {numbers.digits(found[1])}{' ' if found[2] else ''}", spoken).lstrip()
