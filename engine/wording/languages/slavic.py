"""What Polish and Russian have in common: cases that the words before and the noun behind a number ask for."""

from __future__ import annotations

import copy
import re
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import ClassVar, Self

from engine.wording.classes import romans
from engine.wording.classes.numbers import figure, is_serial, number_pattern
from engine.wording.classes.units import unit_pattern
from engine.wording.figures import Figure
from engine.wording.language import LONGEST_CARDINAL_DIGITS, Language, Place, Shape
from engine.wording.languages.declined import Declined
from engine.wording.patterns import DIGITS
from engine.wording.vocabulary.nouns import Date, Noun
from engine.wording.vocabulary.symbols import VULGAR_FRACTIONS

_FILLERS_BACK = 2
_WORDS_BACK = 5


class Slavic(Language):
    """A language with cases. What stands behind a preposition is said by a view of it, which `at` gives."""

    groups_by_blanks = True
    dotted_dates = True
    capitals_begin_sentences = True
    time_signs = ":."

    case: str = ""
    """What the word before asks of a quantity (`declined.CASES`); "" where there is none that asks."""
    cases: str = ""
    """All that it may ask for; the last one is what it asks of a noun: "w" → "al"."""
    governor: str = ""
    """The word itself."""

    governors: ClassVar[Mapping[str, str]] = {}
    dotted_governors: ClassVar[frozenset[str]] = frozenset()
    """Of `governors` and `hour_words` those that are abbreviations."""
    small_words: ClassVar[frozenset[str]] = frozenset()
    """Words that no number counts."""
    fillers: ClassVar[frozenset[str]] = frozenset()
    """Words between a preposition and its number: "nawet"."""
    conjunctions: ClassVar[frozenset[str]] = frozenset()
    between: ClassVar[frozenset[str]] = frozenset()
    object_verbs: ClassVar[re.Pattern[str]] = re.compile("(?!)")
    """Verbs that ask for the accusative."""
    nouns: ClassVar[Mapping[str, Declined]] = {}
    """By their first form."""
    short_nouns: ClassVar[Mapping[str, Declined]] = {}
    """Abbreviated nouns: "ul." → "ulica"; what is said depends on the word before."""
    hour_words: ClassVar[frozenset[str]] = frozenset()
    """Of `short_nouns` those behind which an hour follows."""
    weekday_nouns: ClassVar[Sequence[Declined]] = ()
    sentence_ends: ClassVar[frozenset[str]] = frozenset()
    """Abbreviations that end a sentence where a capital follows."""
    doubtful_months: ClassVar[frozenset[str]] = frozenset()
    """Short names of months that are words, too."""

    def year_rank(self, number: int, case: str) -> str:
        """A year of the calendar, which is an ordinal."""
        raise NotImplementedError

    def day_case(self, place: Place | None) -> str:
        """The case of the day in a date."""
        raise NotImplementedError

    def plain_date(self, date: Date) -> str:
        """A date in the genitive, whatever stands before it."""
        raise NotImplementedError

    @cached_property
    def unit_next(self) -> re.Pattern[str]:
        """What may stand behind a number and makes it a measure."""
        raise NotImplementedError

    range_from: ClassVar[str] = ""
    range_joint: ClassVar[str] = ""
    """Between the ends of a range behind a preposition."""
    times: ClassVar[str] = ""
    """Between the factors of "5 × 4 = 20"."""
    rates: ClassVar[str] = "(?!)"
    """Regular expression of what stands behind "2 x": "dziennie"."""
    turn: ClassVar[Declined | None] = None
    """The noun of "2 x dziennie"."""
    expiring: ClassVar[frozenset[str]] = frozenset()
    """Words behind which "12/27" is a month and a year."""
    roman_nouns: ClassVar[Mapping[str, str]] = {}
    """Nouns before a roman number → the form of its ordinal: "rozdział" → "nm"."""
    counted_behind: ClassVar[frozenset[str]] = frozenset()
    """Nouns behind which numbers are counted off: "strony 10-12"."""

    # Cases -----------------------------------------------------------------------------------------------------

    def at(self, before: tuple[str, ...]) -> Language:
        found = self._governor(before)
        return self._view(*found) if found else self

    def _governor(self, before: tuple[str, ...]) -> tuple[str, str] | None:
        if not before:
            return None
        last = before[-1].rstrip(".")
        if last in self.weekday_numbers:
            # "w pn., śr. i pt."
            return self._governor(before[:-1])
        if before[-1][-1] == "." and last not in self.dotted_governors:
            # "с. 20" is a page.
            return None
        phrase = f"{before[-2]} {last}" if len(before) > 1 else last
        cases = self.governors.get(phrase) or self.governors.get(last)
        if cases:
            return cases, last
        if last in self.hour_words:
            earlier = self._governor(before[:-1]) if before[-2:-1] != (last,) else None
            return (earlier[0][-1] if earlier else "n"), last
        if last in self.fillers:
            return self._governor(before[-1 - _FILLERS_BACK : -1])
        if last in self.conjunctions:
            return self._joined_to(before)
        return ("a", last) if self.object_verbs.fullmatch(last) else None

    def _joined_to(self, before: tuple[str, ...]) -> tuple[str, str] | None:
        """What governs behind "and": "między 8 a 10", "w pn. i pt."."""
        for word in before[-_WORDS_BACK:-1]:
            if word in self.between:
                return self.governors[word], word
        if len(before) > 1 and before[-2].rstrip(".") in self.weekday_numbers:
            return self._governor(before[:-1])
        return self._coordinated(before)

    def _coordinated(self, before: tuple[str, ...]) -> tuple[str, str] | None:
        """ "для 2 взрослых и 1 ребёнка": the first number's preposition is the second one's, too."""
        for index in range(len(before) - 2, max(-1, len(before) - _WORDS_BACK - 3), -1):
            if index and before[index][0] in DIGITS:
                word = before[index - 1]
                if self.object_verbs.fullmatch(word):
                    return "a", word
                return (self.governors[word], word) if word in self.governors else None
            if before[index] == ".":
                return None
            if self.object_verbs.fullmatch(before[index]):
                # "dodaj cukier i 1 jajko"
                return "a", before[index]
        return None

    @cached_property
    def _views(self) -> dict[tuple[str, str], Self]:
        return {}

    def _view(self, cases: str, governor: str) -> Self:
        if governor not in self.governors and governor not in self.hour_words:
            governor = ""
        found = self._views.get((cases, governor))
        if found is None:
            found = copy.copy(self)
            found.cases, found.case, found.governor = cases, cases[0], governor
            self._views[cases, governor] = found
        return found

    def form(self, form: str) -> str:
        """A whole form of a gender: "f" → "gf" behind a word that asks for the genitive."""
        return form if len(form) > 1 else (self.case or "n") + (form or "m")

    # Numbers ---------------------------------------------------------------------------------------------------

    @abstractmethod
    def numeral(self, number: int, form: str) -> str:
        """A quantity in a form."""

    @abstractmethod
    def rank(self, number: int, form: str) -> str:
        """An ordinal in a form."""

    @abstractmethod
    def plural_of(self, number: int) -> str:
        """ "one", "few" or "many"."""

    @abstractmethod
    def decimal(self, written: Figure, form: str, *, counted: bool) -> str:
        """A number with decimals; `counted` if a noun follows."""

    @abstractmethod
    def agreement(self, digits: str, words: tuple[str, ...]) -> str:
        """The form of a number before these words."""

    def cardinal(self, number: int, form: str = "") -> str:
        if len(str(abs(number))) > LONGEST_CARDINAL_DIGITS:
            return self.digits(str(number))
        return self.numeral(number, form if len(form) > 1 else "n" + (form or "m"))

    def ordinal(self, number: int, form: str = "") -> str:
        if len(str(abs(number))) > LONGEST_CARDINAL_DIGITS:
            return self.digits(str(number))
        return self.rank(number, form or "nm")

    def number(self, figure: Figure, form: str = "") -> str:
        return self._number(figure, self.form(form.rstrip("+")), counted=form.endswith("+"))

    def _number(self, written: Figure, form: str, *, counted: bool) -> str:
        words = self.decimal(written, form, counted=counted) if written.fraction else self.whole(written.whole, form)
        return f"{self.sign(written.sign)} {words}" if written.sign else words

    def decimals(self, digits: str) -> str:
        rest = digits.lstrip("0")
        if len(digits) > 3 or not rest:
            return self.digits(digits)
        zeros = self.digits(digits[: len(digits) - len(rest)])
        return f"{zeros} {self.cardinal(int(rest))}".lstrip()

    def count(self, figure: Figure, noun: Noun) -> str:
        declined = self.nouns.get(noun.one)
        if declined is None:
            return f"{self._number(figure, self.form(noun.gender), counted=True)} {noun.form(self.category(figure))}"
        form = self.form(declined.gender)
        return f"{self._number(figure, form, counted=True)} {self.noun_form(declined, figure, form[0])}"

    def noun_form(self, noun: Declined, figure: Figure, case: str) -> str:
        """The form of a noun behind a number in a case."""
        raise NotImplementedError

    def category(self, figure: Figure) -> str:
        return (
            "other"
            if figure.fraction
            else self.plural_of(int((figure.whole or "0")[-3:]) + 1000 * (len(figure.whole) > 3))
        )

    def governed(self, place: Place) -> str:
        digits = "".join([char for char in place.written[-24:] if char in DIGITS])
        words = behind(place, 3)
        return self.agreement(digits, words) + ("+" if words and words[0] not in self.small_words else "")

    @property
    def is_free(self) -> bool:
        """Whether no preposition stands before, so that a range can bring its own."""
        return self.case in ("", "n") or (self.case == "a" and not self.governor)

    def ends(self) -> tuple[Language, Language]:
        if self.is_free:
            both = self._view("g", "")
            return both, both
        if self.range_joint and self.case == "a":
            return self, self._view("g", "")
        return self, self

    def joined(self, first: str, last: str, place: Place | None = None) -> str:
        if self.is_free:
            return f"{self.range_from} {first} {self.to} {last}"
        if not self.range_joint:
            return f"{first}-{last}" if " " not in first and last.count(" ") < 2 else f"{first}, {last}"
        return f"{first} {self.range_joint} {last}"

    def magnified(self, figure: Figure, magnitude: str) -> str:
        words = self.count(figure, self.magnitudes[magnitude])
        # "tysiąc", "миллион" say that it is one.
        return words.partition(" ")[2] if figure.whole == "1" and not figure.fraction and not figure.sign else words

    def is_magnitude(self, written: str, place: Place) -> bool:
        """ "k." is the beginning of a code of laws: "art. 10 k.c."."""
        return written not in "kKкК" or place.text[place.end : place.end + 1] != "."

    def fraction(self, top: int, bottom: int) -> str:
        case = self.case or "n"
        if bottom > 1000:
            return self.over(top, bottom)
        part = self.rank(
            bottom,
            (case if self.is_single(top) else "g" if case in "na" and self._are_genitive(top) else case)
            + ("f" if self.is_single(top) else "p"),
        )
        return f"{self.numeral(top, case + 'f')} {part}"

    def is_single(self, number: int) -> bool:
        """Whether a number's noun is in the singular."""
        return self.plural_of(number) == "one"

    def _are_genitive(self, top: int) -> bool:
        return self.plural_of(top) == "many"

    # Time ------------------------------------------------------------------------------------------------------

    def weekday(self, number: int) -> str:
        return self.weekday_nouns[number - 1].one(self.case or "n")

    def is_weekday(self, written: str, place: Place) -> bool:
        following = place.text[place.end : place.end + 1]
        return written.endswith(".") or following in (",", ":") or (bool(self.case) and not following.isalnum())

    def is_month(self, written: str, date: Date, place: Place) -> bool:
        """ "lis", "mar" are none without a day."""
        return date.day is not None or written.lower() not in self.doubtful_months

    # Words -----------------------------------------------------------------------------------------------------

    def short_noun(self, written: str, place: Place) -> str:
        """An abbreviated noun in the case that the word before asks for."""
        noun = self.short_nouns[written.lower()]
        case = self.cases[-1:] or "n"
        words = (
            noun.several(case)
            if written[:3].lower() not in _PHONES and _BEFORE_RANGE.match(place.text, place.end)
            else noun.one(case)
        )
        return words[0].upper() + words[1:] if written[0].isupper() else words

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        if written.lower() in self.short_nouns:
            found: str | None = self.short_noun(written, place)
        else:
            found = self.abbreviated(written, words, place)
        if found and written.lower() in self.sentence_ends and _BEFORE_SENTENCE.match(place.text, place.end):
            following = _WORD.match(place.text, place.end)
            # What the table of such words tells, the class says itself.
            known = following is None or following[1].lower() in self.sentence_starts or _ROMAN.fullmatch(following[1])
            return found + "." if following and following[1][0].isupper() and not known else found
        return found

    def abbreviated(self, written: str, words: str, place: Place) -> str | None:
        """An abbreviation that is no noun; None where it is none."""
        del written, place
        return words

    def is_letter(self, letter: str, place: Place) -> bool:
        if letter not in self.single_words:
            return True
        return bool(place.clues & {"letters", "code"}) or bool(
            place.before and place.before[-1] != "." and not behind(place, 1)
        )

    # Shapes ----------------------------------------------------------------------------------------------------

    def shapes(self) -> Sequence[Shape]:
        number = number_pattern(self)
        unit = unit_pattern(self)
        vulgar = "".join(VULGAR_FRACTIONS)
        return [
            Shape(
                "unit",
                re.compile(
                    rf"(?P<first>{number})(?:[ \u00a0]?(?:[cdm]?m|[дсм]?м))?[ \u00a0]?[×xXхХ][ \u00a0]?"
                    rf"(?P<second>{number})(?:[ \u00a0]?(?:[cdm]?m|[дсм]?м)(?=[ \u00a0]?[×xXхХ]))?"
                    rf"(?:[ \u00a0]?[×xXхХ][ \u00a0]?(?P<third>{number}))?[ \u00a0]?(?P<unit>{unit})(?![^\W_²³]|[²³])"
                ),
                _sides,
                25,
            ),
            Shape(
                "range",
                re.compile(rf"(?P<first>{number})[ ]?[-–—][ ]?(?P<last>{number})(?![^\W_]|[-–/]\d|/\w|[.,:]\d)"),
                _range,
                13,
            ),
            Shape("score", re.compile(r"(?P<first>\d{1,6})[ ]?[×xхX*·][ ]?(?P<last>\d{1,6})(?=[ ]?=)"), _product, 17),
            Shape(
                "date", re.compile(r"(?P<month>0?[1-9]|1[0-2])/(?P<year>20\d\d|[2-4]\d)(?!\w|[.,/-]\d)"), _expiry, 31
            ),
            Shape(
                "unit", re.compile(rf"(?P<number>\d{{1,3}})[ ]?(?:[x×х]|р\.)(?=[ ](?:{self.rates})(?!\w))"), _times, 45
            ),
            Shape("roman", re.compile(r"[IVXLCDM]{1,9}(?![\w'])"), _roman_part, 29, "aA"),
            Shape(
                "unit",
                re.compile(r"(?P<first>\d{2,3})/(?P<last>\d{2,3})[ ]?(?P<unit>mmHg|мм рт\. ?ст\.)"),
                _pressure,
                34,
            ),
            Shape("fraction", re.compile(rf"(?P<whole>\d{{1,6}})[ \u00a0]?(?P<vulgar>[{vulgar}])(?!\w)"), _mixed, 31),
            Shape(
                "fraction",
                re.compile(r"(?P<whole>\d{1,4})[ ](?P<top>\d)/(?P<bottom>\d{1,2})(?![\w/]|[.,]\d)"),
                _mixed,
                16,
            ),
        ]

    def span(self, first: Date, last: Date, place: Place) -> str:
        """Two dates with a dash between."""
        raise NotImplementedError

    @cached_property
    def score_words(self) -> frozenset[str]:
        """The words that tell of a game."""
        return frozenset(self.clues.get("score", "").replace("|", " ").split())

    def month_year(self, number: int) -> str:
        """A year behind a month."""
        return self.rank(number, "gm")

    def asks_for_object(self, words: Sequence[str]) -> bool:
        """Whether a verb among the words asks for the accusative: "naciśnij 0 lub *"."""
        return any(self.object_verbs.fullmatch(word) for word in words)

    def page_range(self, first: Figure, last: Figure) -> str:
        """The ends of a range that are counted off: "strony 10-12"."""
        return f"{self.cardinal(first.value)}, {self.cardinal(last.value)}"


_BEHIND = re.compile(r"[ \u00a0]{1,3}([^\W\d_]{1,40}(?:-[^\W\d_]{1,40})?)")


def behind(place: Place, count: int) -> tuple[str, ...]:
    """The words that follow without a sign between, in small letters: a noun and what belongs to it."""
    found: list[str] = []
    position = place.end
    while len(found) < count:
        match = _BEHIND.match(place.text, position)
        if match is None:
            break
        found.append(match[1].lower())
        position = match.end()
    return tuple(found)


_BEFORE_RANGE = re.compile(r"[ \u00a0]{0,2}\d{1,4}(?:[.:]\d\d)?[ ]?[-–—][ ]?\d")
_PHONES = ("tel", "тел")
_ROMAN = re.compile("[IVX]{2,7}")
_WORD = re.compile(r"[ \u00a0]{1,3}[\"'(]?([^\W\d_]{1,30})")
_BEFORE_SENTENCE = re.compile(r"[ \u00a0]{1,3}[^\W\d_]")


def speaker(place: Place) -> Slavic:
    """The language of a place, which is one of these."""
    language = place.language
    if not isinstance(language, Slavic):  # pragma: no cover - shapes of this module are read by its languages only
        raise TypeError(language)
    return language


def _sides(match: re.Match[str], place: Place) -> str | None:
    language = speaker(place)
    sides = [figure(match[key], language) for key in ("first", "second", "third") if match[key]]
    noun = language.unit(match["unit"])
    known = [side for side in sides if side is not None]
    if noun is None or len(known) < len(sides):
        return None
    words = [language.number(side, noun.gender) for side in known[:-1]]
    return f" {language.by} ".join([*words, language.count(known[-1], noun)])


def _expiry(match: re.Match[str], place: Place) -> str | None:
    """ "karta ważna do 12/27": month and year."""
    language = speaker(place)
    if not language.expiring.intersection(place.before[-4:]):
        return None
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    month = language.month(int(match["month"]), standalone=language.case != "g")
    return f"{month} {language.month_year(year)}"


def _times(match: re.Match[str], place: Place) -> str | None:
    language = speaker(place)
    return None if language.turn is None else language.count(Figure(match["number"]), language.turn.noun)


def _product(match: re.Match[str], place: Place) -> str | None:
    language = speaker(place)
    return f"{language.whole(match['first'])} {language.times} {language.whole(match['last'])}"


def _pressure(match: re.Match[str], place: Place) -> str | None:
    language = speaker(place)
    noun = language.unit(match["unit"])
    first, last = Figure(match["first"]), Figure(match["last"])
    return None if noun is None else f"{language.number(first)} {language.by} {language.count(last, noun)}"


_FILE = re.compile(r"[ ][A-ZА-Я][A-ZА-Яa-z]{0,2}[ ]\d")


def _roman_part(match: re.Match[str], place: Place) -> str | None:
    """A chapter, a class, a volume."""
    language = speaker(place)
    form = language.roman_nouns.get(place.before[-1].rstrip(".")) if place.before else None
    if not form or not romans.whole(match[0]) or place.text[place.start - 2 : place.start - 1] in ",;:":
        return None
    if _FILE.match(place.text, place.end):
        return None
    return language.rank(romans.value(match[0]), form)


def _range(match: re.Match[str], place: Place) -> str | None:
    """Bare numbers: the noun behind them, which is written out, says whether both are in its case."""
    language = speaker(place)
    first, last = figure(match["first"], language), figure(match["last"], language)
    if first is None or last is None or is_serial(match["first"]) or is_serial(match["last"]):
        return None
    if place.start and place.text[place.start - 1] in "-–/":
        return None
    if first.decimal >= last.decimal:
        return f"{language.number(first)} {language.minus} {language.number(last)}" if " - " in match[0] else None
    if place.before and place.before[-1].rstrip(".") in language.counted_behind:
        return language.page_range(first, last)
    words = behind(place, 3)
    form = language.agreement(last.whole, words)
    several = not words or language.plural_of(last.value) == "many"
    opening, closing = language.ends()
    if form[0] in "na" and several and (language.is_free or opening is not closing):
        # The noun is in the genitive already: "od trzech do pięciu dni", "na trzy do pięciu dni".
        start = "g" if language.is_free else "a"
        return language.joined(opening.number(first, start + form[1:]), closing.number(last, "g" + form[1:]))
    spoken = [language.number(end, form) for end in (first, last)]
    if form[0] in "na" or not language.range_joint:
        return ("-" if not any(" " in words for words in spoken) else ", ").join(spoken)
    return f" {language.range_joint} ".join(spoken)


def _mixed(match: re.Match[str], place: Place) -> str | None:
    language = speaker(place)
    parts = match.groupdict()
    if parts.get("vulgar"):
        top, bottom = VULGAR_FRACTIONS[parts["vulgar"]]
    else:
        top, bottom = int(parts["top"]), int(parts["bottom"])
    if not 0 < top < bottom:
        return None
    if (top, bottom) == (1, 2):
        form = language.agreement("2", behind(place, 2))
        return language.decimal(Figure(match["whole"], "5"), form, counted=bool(behind(place, 1)))
    return language.mixed(int(match["whole"]), top, bottom)


def own(*shapes: tuple[str, str, Callable[[re.Match[str], Place], str | None], int, str]) -> list[Shape]:
    """Shapes from their kinds, patterns, readings, weights and first characters."""
    return [Shape(kind, re.compile(pattern), read, weight, starts) for kind, pattern, read, weight, starts in shapes]
