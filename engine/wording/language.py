"""What a language says for numbers, amounts, dates and the rest: tables, and methods for what a table cannot say.

A new language is a subclass with its tables; a method is overridden where the language does not do as most do. The
names of the tables are documented in docs/wording.md. Values arrive parsed: nothing here looks at written text but the
hooks that say so. Words are separated by single blanks; what they come to is bounded by the figures' length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from engine.wording.figures import Figure
from engine.wording.patterns import DIGITS, words_after
from engine.wording.tables import Tables
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Currency, Date, Noun
from engine.wording.vocabulary.symbols import CURRENCY_SIGNS, QUIET

LONGEST_CARDINAL_DIGITS = 21
"""A longer figure is said digit by digit."""


class Place(NamedTuple):
    """Where a shape was found."""

    language: Language
    text: str
    """The whole text, in one form."""
    start: int
    end: int
    before: tuple[str, ...]
    """The words just before, in small letters, the last one last; "." where a sentence ended."""
    clues: frozenset[str]
    """The classes that the words before speak for."""

    @property
    def written(self) -> str:
        return self.text[self.start : self.end]

    @property
    def is_inside_word(self) -> bool:
        """Whether a letter or figure of the same word stands just before."""
        before = self.text[self.start - 1 : self.start] if self.start else ""
        return before.isalnum() and (before.isascii() or not self.language.unspaced)

    def after(self, count: int = 2) -> tuple[str, ...]:
        """The next words of the sentence, in small letters."""
        return words_after(self.text, self.end, count)

    def before_is(self, words: frozenset[str], within: int = 1) -> bool:
        """Whether one of the last `within` words before is among `words`."""
        return any(word in words for word in self.before[-within:])


class Shape(NamedTuple):
    """One shape of a class."""

    kind: str
    pattern: re.Pattern[str]
    """Matched at the first character only, and bounded in what it reads."""
    read: Callable[[re.Match[str], Place], str | None]
    """What is said; None where it is not of this class after all."""
    weight: int
    """How much the shape says by itself: 10 is a bare number, 20 a shape that is hardly anything else."""
    starts: str = DIGITS
    """The characters it can begin with; "A" stands for a word that begins with a capital letter, "a" for any word."""
    needs: str = ""
    """Characters of which one at least is in what it reads, within `WINDOW` characters: a look that spares a match."""
    clued: bool = False
    """Whether it is looked for behind a clue of its class only."""


class Language(Tables):
    """One language, as one region says it. Instances are shared and hold no state but what they have looked up."""

    # Views -------------------------------------------------------------------------------------------------------

    def at(self, before: tuple[str, ...]) -> Language:
        """The language as it speaks behind these words (as in `Place`), where they ask for a case."""
        del before
        return self

    def ends(self) -> tuple[Language, Language]:
        """The language as it says the first and the last end of a range, where these have cases of their own."""
        return self, self

    # Numbers ---------------------------------------------------------------------------------------------------

    def cardinal(self, number: int, form: str = "") -> str:
        """A quantity; `form` is the gender or case that a noun asks for, in the language's own letters."""
        del form
        if len(str(abs(number))) > LONGEST_CARDINAL_DIGITS:
            return self.digits(str(number))
        return _by_package(number, self.num2words, "cardinal")

    def ordinal(self, number: int, form: str = "") -> str:
        """A rank."""
        del form
        return _by_package(number, self.num2words, "ordinal")

    def year(self, number: int) -> str:
        """A year of the calendar."""
        return self.cardinal(number)

    def digits(self, text: str) -> str:
        """ASCII digits one by one; everything else is left out."""
        return " ".join([self.digit_names[ord(char) - 48] for char in text if "0" <= char <= "9"])

    def whole(self, digits: str, form: str = "") -> str:
        """Digits without separators as a quantity; too many, or with a zero before, one by one."""
        if len(digits) > LONGEST_CARDINAL_DIGITS or (len(digits) > 1 and digits[0] == "0"):
            return self.digits(digits)
        return self.cardinal(int(digits or "0"), form)

    def decimals(self, digits: str) -> str:
        """The digits behind the decimal sign."""
        return self.digits(digits)

    def number(self, figure: Figure, form: str = "") -> str:
        """A written number with its sign and decimals."""
        words = self.whole(figure.whole, "" if figure.fraction else form)
        if figure.fraction:
            words = f"{words} {self.point} {self.decimals(figure.fraction)}"
        return f"{self.sign(figure.sign)} {words}" if figure.sign else words

    def sign(self, sign: str) -> str:
        """The word of a sign before a number."""
        return {"-": self.minus, "+": self.plus, "±": self.plus_minus}[sign]

    def category(self, figure: Figure) -> str:
        """CLDR's plural category of a number."""
        if len(figure.whole) + len(figure.fraction) > LONGEST_CARDINAL_DIGITS:
            return "other"
        number = f"{figure.whole.lstrip('0') or '0'}.{figure.fraction}" if figure.fraction else figure.whole or "0"
        return cldr.plural_category(self.locale, number)

    def count(self, figure: Figure, noun: Noun) -> str:
        """A number and what it counts: "two kilometers"."""
        return f"{self.number(figure, noun.gender)} {noun.form(self.category(figure))}"

    def magnified(self, figure: Figure, magnitude: str) -> str:
        """A number with "million", "k" … behind it, which is written as in `magnitudes`."""
        return self.count(figure, self.magnitudes[magnitude])

    def is_magnitude(self, written: str, place: Place) -> bool:
        """Whether a letter behind a number is "thousand", "million"…, where no currency is."""
        del written, place
        return True

    def fraction(self, top: int, bottom: int) -> str:
        """A fraction: 3/4."""
        names = self.fractions.get(bottom)
        if names is None:
            return self.over(top, bottom)
        return f"{self.cardinal(top)} {names[0 if top == 1 else 1]}"

    def over(self, top: int, bottom: int) -> str:
        """A fraction whose denominator has no name of its own."""
        return f"{self.cardinal(top)} {self.signs.get('/', '')} {self.cardinal(bottom)}".replace("  ", " ")

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        """A whole number and a fraction: 2 1/2."""
        return f"{self.cardinal(whole)} {self.mixed_and} {self.fraction(top, bottom)}".replace("  ", " ")

    def percent(self, figure: Figure, sign: str = "%") -> str:
        """A number and "%" or "‰"."""
        return self.count(figure, self.percent_word if sign == "%" else self.per_mille)

    def decade(self, number: int, *, short: bool) -> str | None:
        """ "1990s" (or "'90s", `short`) where the language writes decades so; None elsewhere."""
        del number, short
        return None

    def short_year(self, number: int) -> str:
        """The last year of a span like "1990-95", of which only two figures are written."""
        return self.year(number)

    def is_count(self, place: Place) -> bool:
        """Whether a bare number counts the word behind it, so that a clue before it means nothing: "call 10 people"."""
        del place
        return False

    def is_year(self, place: Place) -> bool:
        """Whether four bare figures are a year, without a clue."""
        del place
        return False

    def roman(self, number: int, place: Place) -> str | None:
        """A roman number behind the word before it (a king, a century, a chapter); None where it is none."""
        del number, place
        return None

    def governed(self, place: Place) -> str:
        """The form that the words around a bare number ask of it: gender or case, "" for the form of counting."""
        del place
        return ""

    def placed(self, kind: str, words: str, place: Place) -> str:
        """What a class says, in the form that the words around `place` ask for: the case behind a preposition."""
        del kind, place
        return words

    def ordinal_form(self, suffix: str, place: Place) -> str:
        """The form that a written ordinal has by its suffix ("ª") and its place."""
        del suffix, place
        return ""

    def with_ending(self, words: str, ending: str, kind: str) -> str | None:
        """What was read, of the class `kind`, with the ending that was written behind it; None leaves it as written."""
        del words, ending, kind
        return None

    def score(self, first: int, last: int) -> str:
        """The score of a game."""
        return f"{self.cardinal(first)} {self.score_to} {self.cardinal(last)}".replace("  ", " ")

    def joined(self, first: str, last: str, place: Place | None = None) -> str:
        """The ends of a range; `place` is where it was written."""
        del place
        return f"{first} {self.to} {last}"

    # Amounts ---------------------------------------------------------------------------------------------------

    def currency(self, code: str) -> Currency | None:
        """A currency by its ISO 4217 code."""
        known = self.currencies.get(code)
        if known is None and code.isalpha() and len(code) == 3:
            noun = cldr.currency(self.locale, code)
            return noun and Currency(noun)
        return known

    def money(self, figure: Figure, currency: Currency, magnitude: str = "") -> str:
        """An amount; with a `magnitude` its decimals are no cents."""
        if magnitude:
            return f"{self.magnified(figure, magnitude)} {self.magnitude_of} {self.many(currency.major)}".replace(
                "  ", " "
            )
        minor = figure.fraction.rstrip("0")
        if not minor:
            return self.count(figure._replace(fraction=""), currency.major)
        if currency.minor is None or len(minor) > currency.minor_digits:
            return self.count(figure, currency.major)
        cents = Figure(str(int((minor + "00")[: currency.minor_digits])))
        minor_words = self.count(cents, currency.minor)
        sign = f"{self.sign(figure.sign)} " if figure.sign else ""
        if not figure.value:
            return sign + minor_words
        major = self.count(Figure(figure.whole), currency.major)
        return f"{sign}{major} {self.money_and} {minor_words}".replace("  ", " ")

    def for_each(self, words: str, per: str) -> str:
        """An amount or a measure for each of something; `per` is what is said for that."""
        return f"{words} {per}"

    def many(self, noun: Noun) -> str:
        """A noun behind "million"."""
        return noun.many or noun.other or noun.one

    # Time ------------------------------------------------------------------------------------------------------

    def date(self, date: Date, place: Place | None = None) -> str:
        """A date; `place` is where it was written, for the case that the words before ask for."""
        raise NotImplementedError

    def month(self, number: int, *, standalone: bool = False) -> str:
        """The name of a month, as it stands in a date unless `standalone`."""
        return cldr.months(self.locale, standalone=standalone)[number - 1]

    def weekday(self, number: int) -> str:
        """The name of a weekday, 1 is Monday."""
        return cldr.weekdays(self.locale)[number - 1]

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        """A range of days of one month: "3-5 March"."""
        return self.joined(
            self.date(Date(first.day, weekday=first.weekday), place),
            self.date(first._replace(day=last, weekday=None), place),
            place,
        )

    def weekdays(self, first: int, last: int, place: Place | None = None) -> str:
        """A range of weekdays: "Mon-Fri"."""
        return self.joined(self.weekday(first), self.weekday(last), place)

    def is_weekday(self, written: str, place: Place) -> bool:
        """Whether an abbreviated weekday that stands alone is one, and no word."""
        return written[0].isupper() and (written.endswith(".") or place.text[place.end : place.end + 1] in (",", ":"))

    def ends_sentence(self, place: Place) -> bool:
        """Whether the full stop of an abbreviation that ends here is a sentence's, too."""
        return not place.text[place.end : place.end + 80].strip(" \n\t\u00a0)\"'»”")

    def is_date(self, place: Place) -> bool:
        """Whether "12/3" is a date, without a clue."""
        del place
        return False

    def is_month(self, written: str, date: Date, place: Place) -> bool:
        """Whether a word that looks like a month is one: "may 5", "mar 3"."""
        del written, date, place
        return True

    def is_time(self, written: str, place: Place) -> bool:
        """Whether "9.30" is a time, without a clue."""
        del written, place
        return False

    def are_hours(self, written: str, place: Place) -> bool:
        """Whether "9-17" are hours, without a clue."""
        del written, place
        return False

    def clock_of_h(self, hour: int, minute: int, exact: bool, place: Place) -> str | None:
        """ "14h30", "14 h" (not `exact`): a time, or a duration where the words around say so."""
        del exact
        return self.clock(Clock(hour, minute), place)

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        """A time of day."""
        raise NotImplementedError

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        """A range of times."""
        return self.joined(self.clock(first, place), self.clock(last, place), place)

    def duration_noun(self, unit: str) -> Noun:
        """The noun of a unit of time."""
        known = self.durations.get(unit)
        if known is None:
            known = cldr.duration(self.locale, unit)
        return known

    def duration(self, parts: Sequence[tuple[Figure, str]]) -> str:
        """Counts and units, largest first."""
        return " ".join([self.count(figure, self.duration_noun(unit)) for figure, unit in parts])

    # Measures --------------------------------------------------------------------------------------------------

    def unit(self, symbol: str) -> Noun | None:
        """The noun of a unit's symbol."""
        return self.units.get(symbol) or cldr.unit(self.locale, symbol, self.unit_genders.get(symbol, ""))

    def noun_at(self, noun: Noun, place: Place) -> Noun:
        """The noun of a currency or unit in the forms its place asks for: "a ten dollar card"."""
        del place
        return noun

    # Digits and letters ----------------------------------------------------------------------------------------

    def phone(self, groups: Sequence[str], *, international: bool = False) -> str:
        """A telephone number by its groups, which letters and the keys may be among."""
        words = [
            self.digits(group) if group.isdigit() else self.spelled_signs.get(group, self.signs.get(group, group))
            for group in groups
        ]
        return (f"{self.plus} " if international else "") + ", ".join(words)

    def spell(self, text: str) -> str:
        """Letters, digits and signs one by one; blanks part groups with a comma."""
        groups = [[name for char in group if (name := self.character(char))] for group in text.split()]
        return ", ".join([" ".join(names) for names in groups if names])

    def character(self, char: str) -> str:
        """What one character is called."""
        if "0" <= char <= "9":
            return self.digit_names[ord(char) - 48]
        if char in self.spelled_signs or char in self.signs:
            return self.spelled_signs.get(char) or self.signs[char]
        if char.isalpha():
            upper = char.upper() if len(char.upper()) == 1 else char
            return self.letter_names.get(upper, upper)
        return "" if char in QUIET else self.symbol

    def spell_case(self, text: str) -> str:
        """As `spell`, with "capital" said before the letters that are capitals."""
        groups = []
        for group in text.split():
            names = [
                f"{self.capital} {self.character(char)}" if char.isupper() else self.character(char) for char in group
            ]
            groups.append(" ".join(names))
        return ", ".join(groups)

    def code(self, text: str) -> str:
        """A code: letters by name and digits one by one, a comma where it has a sign or a blank."""
        parts = "".join([char if char.isalnum() else " " for char in text]).split()
        return ", ".join([" ".join([self.character(char) for char in part]) for part in parts])

    def version(self, parts: Sequence[str]) -> str:
        """The numbers of a version."""
        return f" {self.dot} ".join([self.whole(part) for part in parts])

    def house_number(self, digits: str) -> str:
        """The number of a house."""
        return self.whole(digits)

    def web_word(self, word: str) -> str:
        """A word of an address; "www" and the short names of countries are spelled."""
        return self.spell(word) if word.lower() == "www" else word

    # Words -----------------------------------------------------------------------------------------------------

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        """An abbreviation's words at its place; None where it is none there."""
        del written, place
        return words

    def is_before_name(self, place: Place) -> bool:
        """Whether a title is followed by a name."""
        following = place.text[place.end : place.end + 3].lstrip()
        return following[:1].isupper()

    def sounds_like_word(self, capitals: str) -> bool:
        """Whether an unknown word in capitals can be said as a word."""
        return any(char in self.vowels for char in capitals)

    def is_letter(self, letter: str, place: Place) -> bool:
        """Whether a single capital is a letter and no word; at the beginning of a sentence it may be either."""
        return letter not in self.single_words or bool(place.clues & {"letters", "code"})

    def is_slash_said(self, text: str, start: int) -> bool:
        """Whether a slash that no class has taken is said."""
        return not (text[start - 1 : start].isalpha() and text[start + 1 : start + 2].isalpha())

    def shapes(self) -> Sequence[Shape]:
        """Shapes that only this language has."""
        return ()

    def prepared(self, text: str) -> str:
        """The text, in one form, before anything is looked for; of the same length."""
        return text

    def closed(self, words: str) -> str:
        """What is said, with the blanks and commas that the script has."""
        return words

    # Looked up once --------------------------------------------------------------------------------------------

    @cached_property
    def separators(self) -> tuple[str, str]:
        """The decimal sign and the sign between groups."""
        return cldr.separators(self.locale)

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        """Every written form of a month in small letters, without full stops."""
        return cldr.month_numbers(self.locale)

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        """Every written form of a weekday in small letters, without full stops."""
        return cldr.weekday_numbers(self.locale)

    @cached_property
    def all_currency_signs(self) -> Mapping[str, str]:
        """Every sign of a currency → its ISO 4217 code."""
        return {**CURRENCY_SIGNS, **self.currency_signs}


@lru_cache(maxsize=4096)
def _by_package(number: int, language: str, to: str) -> str:
    from num2words import num2words

    return str(num2words(number, lang=language, to=to))
