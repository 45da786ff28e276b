"""Running text → tokens: at each place where something may begin, the likeliest class reads it.

What may begin at a place is chosen by its first character; each shape that fits weighs what it says by itself and what
the words around add, and the heaviest that reads it wins, the longer one of two. A text is read once from left to
right; a shape reads a bounded stretch, so the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from engine.wording.classes import signs
from engine.wording.classes.all import all_shapes
from engine.wording.context import CLUE, KEPT_WORDS, Clues
from engine.wording.forms import OneForm, one_form, with_wide_signs
from engine.wording.language import Language, Place, Shape
from engine.wording.patterns import MARKS, WINDOW, WORD, words_after
from engine.wording.reading.sieve import Sieve
from engine.wording.token import Reading, Token
from engine.wording.vocabulary.symbols import QUIET

# A word, a run of figures, or one sign.
_UNIT = re.compile(rf"{WORD}(?:'{WORD})*+|\d+|[^\w\s]|_")
_BREAKS_SENTENCE = frozenset(".!?;…।")
_GLUE = frozenset("0123456789-.@&/_:+#%°'²³")
_DOUBTFUL = _GLUE | {"'"}
_LONGEST_GLUED_CHARACTERS = 300


_Match = tuple[int, int, int, Shape, re.Match[str], frozenset[str]]


class Reader:
    """Reads one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._clues = Clues(language)
        self._by_start: dict[str, list[Shape]] = {}
        for shape in all_shapes(language):
            for char in shape.starts:
                self._by_start.setdefault(char, []).append(shape)
        named = (*language.abbreviations, *language.titles, *language.month_numbers, *language.weekday_numbers)
        signs_of_letters = [sign for sign in language.all_currency_signs if sign[0].isalpha()]
        found = [match[0].lower() for name in (*named, *signs_of_letters) if (match := _UNIT.match(name))]
        # One letter of an abbreviation has a sign behind it, by which it is looked at.
        self._words = frozenset(word for word in found if len(word) > 1 or word in language.abbreviations)
        self._sieve = Sieve(self._by_start)
        self._unit = _unspaced_unit(self._by_start) if language.unspaced else _UNIT
        self._endings = tuple(ending.rstrip(".") for ending in language.abbreviated_endings)
        # "a" stands for words of any beginning, which are looked at for other reasons.
        self._beginnings = frozenset(self._by_start) - frozenset("aA")
        # Most signs of a sentence are these.
        self._quiet = frozenset(QUIET) - frozenset(self._by_start) - frozenset(language.signs)

    def prepare(self) -> None:
        """Makes what is made when it is needed first, before that."""
        self._sieve.prepare()

    def read(self, text: str) -> list[Token]:
        """All of `text` as tokens, those that are said as written among them; places are the original's."""
        form = one_form(text)
        tokens: list[Token] = []
        position = 0
        for reading in self.readings(self.language.prepared(form.text)):
            tokens += self._plain(form, text, position, reading.start)
            start, end = form.place(reading.start), form.end(reading.end)
            tokens.append(Token(reading.kind, start, end, text[start:end], reading.words))
            position = reading.end
        return tokens + self._plain(form, text, position, len(form.text))

    def _plain(self, form: OneForm, text: str, start: int, end: int) -> list[Token]:
        found = []
        for match in self._unit.finditer(form.text, start, end):
            first, last = form.place(match.start()), form.end(match.end())
            kind = "word" if match[0][0].isalpha() else "sign"
            if kind == "sign" and form.is_inside(match.start()):
                continue  # the brackets of "⑽", which nobody wrote
            found.append(Token(kind, first, last, text[first:last], match[0] if kind == "word" else ""))
        return found

    def words(self, text: str) -> str:
        """What is said for `text`; it is returned as it is where it already says so."""
        whole_form = one_form(text)
        # What is left as it is keeps its own signs in a script without blanks.
        form = with_wide_signs(whole_form, text) if self.language.unspaced else whole_form.text
        joins = _joins_without_blanks if self.language.unspaced else _joins
        parts: list[str] = []
        position = 0
        for reading in self.readings(self.language.prepared(whole_form.text)):
            gap = form[position : reading.start]
            parts.append(gap)
            if reading.words:
                # What was written without a blank between is said with one.
                if joins(gap[-1:] or (parts[-2][-1:] if len(parts) > 1 else ""), reading.words[0]):
                    parts.append(" ")
                parts.append(reading.words)
                if self.language.capitals_begin_sentences and reading.kind in _COUNTING and _loses_stop(form, reading):
                    parts.append(".")
            elif gap[-1:] not in ("", " ") or not gap:
                parts.append(" ")
            position = reading.end
            if reading.words and position < len(form) and joins(reading.words[-1], form[position]):
                parts.append(" ")
        if not parts:
            return form
        parts.append(form[position:])
        return _tidy("".join(parts))

    def readings(self, text: str) -> Iterator[Reading]:
        """What is said differently from how it is written, from left to right."""
        before: list[str] = []
        position, run_end = 0, 0
        while match := self._unit.search(text, position):
            start, position = match.span()
            unit = match[0]
            if len(before) > 4 * KEPT_WORDS:
                del before[:-KEPT_WORDS]
            if unit.islower() and self._is_plain(text, start, position, unit):
                # Most of a text is words that are said as they are.
                before.append(unit)
                continue
            if "'" in unit and (elided := self._elided(unit)):
                # What stands behind an article without its vowel is a word of its own: "l'IBAN".
                before.append(elided.lower())
                position = start + len(elided) + 1
                continue
            if start >= run_end and len(text) - start >= _LONGEST_TOKEN and _RUN.match(text, start):
                run_end = _end_of_run(text, start)
            read = self._of_run if start < run_end else self._of_unit
            reading = None if self._is_quiet(text, position, unit) else read(text, start, position, unit, before)
            if reading is not None:
                yield reading
                before += [word.lower().rstrip(":") for word in text[start : reading.end].split()[-2:]]
                position = reading.end
            elif unit[0].isalpha():
                before.append(unit.lower())
            elif unit in _BREAKS_SENTENCE and not text[position : position + 1].isalnum():
                before.append(".")

    def _elided(self, unit: str) -> str:
        """The article at the beginning of "l'IBAN"; "" where there is none."""
        head = unit.partition("'")[0]
        return head if head.lower() in self.language.elisions else ""

    def _is_quiet(self, text: str, end: int, unit: str) -> bool:
        # A comma or full stop begins something only before figures: ".5".
        return unit in self._quiet or (unit in ".," and not text[end : end + 1].isdigit())

    def _is_plain(self, text: str, start: int, end: int, unit: str) -> bool:
        """Whether a word in small letters is nothing else, told by what it is and the sign behind it."""
        return (
            unit not in self._words
            and unit not in self.language.particles
            and (unit[0] not in self._beginnings or not self._sieve.word_shapes(unit[0], text[start : start + 2]))
            and text[end : end + 1] not in _DOUBTFUL
            and "'" not in unit
        )

    def _of_run(self, text: str, start: int, end: int, unit: str, before: list[str]) -> Reading | None:
        """What is said for one unit of a run that is no token: it is spelled as far as it has figures and signs."""
        del before
        if unit[0].isdigit():
            return Reading("code", start, end, self.language.closed(self.language.digits(unit)))
        return None if unit[0].isalnum() else signs.reading(text, start, end, self.language)

    def _of_unit(self, text: str, start: int, end: int, unit: str, before: list[str]) -> Reading | None:
        shapes = self._shapes(text, start, end, unit)
        if not shapes and unit[0].isalpha():
            return None
        return self._best(text, start, end, unit, before, shapes)

    def _best(
        self, text: str, start: int, end: int, unit: str, before: list[str], shapes: Sequence[Shape]
    ) -> Reading | None:
        if not shapes:
            return signs.reading(text, start, end, self.language) if not unit[0].isalnum() else None
        if start and unit[0].isdecimal() and text[start - 1].isdigit():
            return None
        recent = before[-KEPT_WORDS:]
        clues = self._clues.before_at(text, start) if self.language.unspaced else self._clues.before(recent)
        found = self._matches(text, start, end, clues, shapes)
        if found:
            found.sort(key=_weight, reverse=True)
            words_before = tuple(recent)
            language = self.language.at(words_before)
            for _, last, _, shape, match, kinds in found:
                place = Place(language, text, start, last, words_before, kinds)
                words = shape.read(match, place)
                if words is not None:
                    words = self.language.closed(self.language.placed(shape.kind, words, place))
                    return self._ended(Reading(shape.kind, start, last, words), text)
        if unit[0].isdigit():
            return self._ended(Reading("code", start, end, self.language.closed(self.language.digits(unit))), text)
        return None if unit[0].isalnum() else signs.reading(text, start, end, self.language)

    def _ended(self, reading: Reading, text: str) -> Reading:
        """With the case ending that is written behind it, in a language that writes such."""
        endings = self.language.endings
        if endings is None:
            return reading
        match = endings.match(text, reading.end) if reading.words else None
        words = self.language.with_ending(reading.words, match["ending"], reading.kind) if match else None
        return reading if match is None or words is None else reading._replace(end=match.end(), words=words)

    def _matches(self, text: str, start: int, end: int, clues: frozenset[str], shapes: Sequence[Shape]) -> list[_Match]:
        """What fits at a place: (weight, its end, its order, shape, match, clues)."""
        found: list[_Match] = []
        limit = start + _LONGEST_GLUED_CHARACTERS
        limit = limit if end <= limit else len(text)
        after_kinds = self._clues.after_kinds
        near = frozenset(text[start : start + WINDOW])
        for order, shape in enumerate(shapes):
            likely = shape.kind in after_kinds
            if (shape.needs and near.isdisjoint(shape.needs)) or (
                shape.clued and not likely and shape.kind not in clues
            ):
                continue
            match = shape.pattern.match(text, start, limit)
            if match is None:
                continue
            kinds = clues
            if likely and shape.kind in self._clues_after(text, match.end()):
                kinds |= {shape.kind}
            weight = shape.weight + (CLUE if shape.kind in kinds else 0)
            found.append((weight, match.end(), -order, shape, match, kinds))
        return found

    def _clues_after(self, text: str, position: int) -> frozenset[str]:
        if self.language.unspaced:
            return self._clues.after_at(text, position)
        return self._clues.after(words_after(text, position, 2))

    def _shapes(self, text: str, start: int, end: int, unit: str) -> Sequence[Shape]:
        first = unit[0]
        if "0" <= first <= "9":
            return self._sieve.figure_shapes(first, text[end : end + 2])
        if not first.isalpha() or (self.language.unspaced and not first.isascii()):
            return self._by_start.get(first, _NONE)
        behind = text[end : end + 1]
        glued = behind in _GLUE and (text[end + 1 : end + 2].isalnum() or behind.isdigit())
        if (
            glued
            or unit.lower() in self._words
            or (behind == "." and (len(unit) == 1 or unit.endswith(self._endings)))
            or text.startswith("://", end)
            or (text[end + 1 : end + 2].isdigit() and unit.lower() in self.language.particles)
            or (behind == "/" and f"{unit}/" in self.language.abbreviations)
        ):
            return self._sieve.word_shapes("a", text[start : start + 2])
        if first.isupper() and unit[1:2].upper() == unit[1:2]:
            return self._sieve.word_shapes("A", text[start : start + 2])
        # "a" and "A" stand for words of any beginning.
        return self._sieve.word_shapes(first, text[start : start + 2]) if first not in "aA" else _NONE


_LONGEST_TOKEN = 100
"""What has no blank for longer is no token, unless it is an address: nobody takes it in, and it costs most."""
_RUN = re.compile(rf"(?!https?:|www\.)[!-~]{{{_LONGEST_TOKEN}}}")
_RUN_END = re.compile(r"[^!-~]")


def _end_of_run(text: str, start: int) -> int:
    match = _RUN_END.search(text, start)
    return match.start() if match else len(text)


_NONE: list[Shape] = []
_MARKS = frozenset(MARKS)
_weight = itemgetter(0, 1, 2)
# Classes that may take an abbreviation's full stop along: "5 min." also ends a sentence.
_COUNTING = frozenset({"amount", "cardinal", "date", "duration", "time", "unit", "year"})


def _loses_stop(text: str, reading: Reading) -> bool:
    """Whether a full stop was read as part of a token though it ends the sentence, too."""
    if text[reading.end - 1] != "." or not reading.words[-1].isalnum():
        return False
    last = text[reading.start : reading.end - 1].rpartition(" ")[2]
    if last.isalpha() and last.lower() == reading.words.rpartition(" ")[2].lower():
        # A whole word is no abbreviation.
        return True
    behind = text[reading.end : reading.end + 4]
    following = behind.lstrip()
    return not following or (behind[0].isspace() and following[0].isupper())


_BLANKS = re.compile(r"(?<!\s)\s{2,}")
_BLANK_BEFORE_STOP = re.compile(r"(?<!\s)\s+(?=[,.;:!?](?:\s|\Z))")


def _tidy(text: str) -> str:
    return _BLANKS.sub(" ", _BLANK_BEFORE_STOP.sub("", text))


def _unspaced_unit(starts: Iterable[str]) -> re.Pattern[str]:
    """The same in a script without blanks: one letter that begins a shape, or those up to the next that does."""
    first = "".join([re.escape(char) for char in starts if char.isalnum() and not char.isascii()])
    beginning = f"[{first}]" if first else "(?!)"
    return re.compile(rf"[A-Za-z]+(?:'[A-Za-z]+)*+|\d+|{beginning}|(?:(?!{beginning})[^\W\d_A-Za-z])++|[^\w\s]|_")


def _joins_without_blanks(left: str, right: str) -> bool:
    """Whether two characters would make one word, where only words of ASCII have blanks between."""
    return left.isascii() and right.isascii() and _joins(left, right)


def _joins(left: str, right: str) -> bool:
    """Whether two characters would make one word, or a sign between them one of both."""
    return bool(left) and (left.isalnum() or left in _MARKS or left in ":;,") and right.isalnum()
