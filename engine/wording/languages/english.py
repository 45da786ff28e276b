"""English, as the United States say it; what other regions say in another way is theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording import numbers
from engine.wording.figures import Figure
from engine.wording.languages import cldr
from engine.wording.languages import english_tables as tables
from engine.wording.languages.language import Language
from engine.wording.languages.nouns import Clock, Date, Noun
from engine.wording.shape import Place, words_after


class American(Language):
    """English of the United States."""

    tag = "en-US"
    locale = "en_US"
    country = "US"
    digit_names = numbers.UNDER_TWENTY[:10]
    minus, plus, plus_minus = "minus", "plus", "plus or minus"
    point, dot = "point", "dot"
    percent_word, per_mille = Noun("percent"), Noun("per mille")
    ordinal_suffixes = "(?i:st|nd|rd|th)"
    magnitudes = tables.MAGNITUDES
    mixed_and = "and"
    to, ratio_to, score_to, by = "to", "to", "to", "by"
    and_word, about, extension, number_word, symbol = "and", "about", "extension", "number", "symbol"
    capital = "capital"
    booleans: ClassVar[Mapping[str, str]] = {"true": "yes", "false": "no"}
    currencies = tables.CURRENCIES
    money_and = "and"
    date_order = "mdy"
    month_first_names = True
    date_of = "of"
    date_article = "(?:[tT]he )?"
    range_words = "(?:to|through|until|till)"
    halves: ClassVar[Mapping[str, str]] = {
        "am": "a", "a.m.": "a", "a.m": "a", "a": "a", "pm": "p", "p.m.": "p", "p.m": "p", "p": "p",
        "a. m.": "a", "p. m.": "p",
    }  # fmt: skip
    zones = (
        "EST",
        "EDT",
        "CST",
        "CDT",
        "MST",
        "MDT",
        "PST",
        "PDT",
        "ET",
        "CT",
        "MT",
        "PT",
        "GMT",
        "UTC",
        "BST",
        "IST",
        "CET",
        "CEST",
    )
    clock_words = ("o'clock", "hrs", "hours")
    units = tables.UNITS
    no_units = frozenset({"in", "A", "B", "bar", "PS", "t", "kn", "a"})
    per = tables.PER
    abbreviations = tables.ABBREVIATIONS
    stop_abbreviations = tables.NEVER_LAST
    titles = tables.TITLES
    street_types = tables.STREET_TYPES
    directions = tables.DIRECTIONS
    states = tables.STATES
    signs = tables.SIGNS
    spelled_signs = tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    single_words = frozenset({"A", "I", "O"})
    clues = tables.CLUES
    clues_after = tables.CLUES_AFTER
    connectors = tables.CONNECTORS

    def cardinal(self, number: int, form: str = "") -> str:
        del form
        return numbers.cardinal(number)

    def ordinal(self, number: int, form: str = "") -> str:
        del form
        return self._ordinal(self.cardinal(number))

    @staticmethod
    def _ordinal(words: str) -> str:
        head, _, last = words.rpartition(" ")
        if last in numbers.IRREGULAR_ORDINALS:
            last = numbers.IRREGULAR_ORDINALS[last]
        else:
            last = last[:-1] + "ieth" if last.endswith("y") else last + "th"
        return f"{head} {last}" if head else last

    def year(self, number: int) -> str:
        return numbers.year(number)

    def short_year(self, number: int) -> str:
        rest = number % 100
        return f"oh {self.cardinal(rest)}" if rest < 10 else self.cardinal(rest)

    def decade(self, number: int, *, short: bool) -> str:
        del short
        return numbers.plural(self.cardinal(number) if number < 100 else self.year(number))

    def fraction(self, top: int, bottom: int) -> str:
        one, many = tables.FRACTIONS.get(bottom, ("", ""))
        if not one:
            one = self.ordinal(bottom)
            many = one + "s"
        return f"{self.cardinal(top)} {one if top == 1 else many}"

    def over(self, top: int, bottom: int) -> str:
        return f"{self.cardinal(top)} over {self.cardinal(bottom)}"

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        words = self.fraction(top, bottom)
        return f"{self.cardinal(whole)} and {'a' + words[3:] if top == 1 else words}"

    def category(self, figure: Figure) -> str:
        return "one" if figure.is_one else "other"

    def magnified(self, figure: Figure, magnitude: str) -> str:
        return f"{self.number(figure)} {self.magnitudes[magnitude].one}"

    _KINGS = frozenset(
        "king queen pope emperor czar tsar henry louis charles george edward elizabeth james john philip william richard "
        "francis napoleon benedict pius leo paul peter catherine alexander nicholas frederick gregory urban innocent ivan "
        "clement boniface ferdinand alfonso juan carlos victoria mary ramses ptolemy albert leopold christian gustav".split()
    )
    _COUNTED = frozenset(
        "war chapter part act scene volume book phase type class level section title article appendix bowl rocky episode "
        "unit division grade stage step tier group mark world table figure series wrestlemania schedule option henry star".split()
    )

    def roman(self, number: int, place: Place) -> str | None:
        word = place.before[-1] if place.before else ""
        single = len(place.written) == 1
        if word in self._COUNTED and word != "henry":
            return None if single and place.written in "CDLM" else self.cardinal(number)
        if word in self._KINGS and not (single and place.written in "CDLM"):
            return f"the {self.ordinal(number)}"
        named = place.text[: place.start].rstrip().split(" ")[-1][:1].isupper() if place.start else False
        if single or not named or not place.start:
            return None
        following = words_after(place.text, place.end, 1)
        del following
        return self.cardinal(number)

    # Time ------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        return {**cldr.month_numbers(self.locale), **tables.MONTHS}

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        return {**cldr.weekday_numbers(self.locale), **tables.WEEKDAYS}

    def date(self, date: Date, place: Place | None = None) -> str:
        weekday = f"{self.weekday(date.weekday)}, " if date.weekday else ""
        year = None if date.year is None else self.year(date.year)
        if date.month is None:
            spoken = "" if date.day is None else self.ordinal(date.day)
        elif date.day is None:
            return weekday + " ".join([word for word in (self.month(date.month), year) if word])
        elif date.day_first:
            article = "" if place is not None and place.before[-1:] == ("the",) else "the "
            spoken = f"{article}{self.ordinal(date.day)} of {self.month(date.month)}"
        else:
            spoken = f"{self.month(date.month)} {self.ordinal(date.day)}"
        return weekday + ", ".join([words for words in (spoken, year) if words])

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        if first.day_first:
            start = f"the {self.ordinal(first.day or 0)}"
            return f"{start} to {self.date(first._replace(day=last, weekday=None), None)}"
        ending = self.ordinal(last)
        year = "" if first.year is None else f", {self.year(first.year)}"
        return f"{self.date(first._replace(year=None), place)} to {ending}{year}"

    def is_month(self, written: str, date: Date, place: Place) -> bool:
        """ "may", "march", "mar" and "sun" are words in small letters, unless they stand in a whole date."""
        return (
            written[0].isupper()
            or (written.lower() not in ("may", "march", "mar", "dec", "jan", "sun", "sat") or date.day_first)
            and date.day is not None
        )

    def is_date(self, place: Place) -> bool:
        return False

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        words = [self.cardinal(clock.hour)]
        if clock.minute:
            words.append(("oh " if clock.minute < 10 else "") + self.cardinal(clock.minute))
        elif not clock.half:
            words.append("o'clock" if 1 <= clock.hour <= 12 else "hundred")
        if clock.second:
            words.append(f"and {self.cardinal(clock.second)} second{'s' if clock.second != 1 else ''}")
        if clock.half:
            words.append(clock.half.upper() + " M")
        if clock.zone:
            words.append(self.spell(clock.zone))
        return " ".join(words)

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        return f"{self._bare(first)} to {self._bare(last)}"

    def _bare(self, clock: Clock) -> str:
        words = self.clock(clock)
        return words.removesuffix(" o'clock") if not clock.minute else words

    def are_hours(self, written: str, place: Place) -> bool:
        return bool(place.before) and place.before[-1] in self.weekday_numbers

    # Digits, letters and words ---------------------------------------------------------------------------------

    def house_number(self, digits: str) -> str:
        number = int(digits)
        if digits[0] == "0" or len(digits) > 4:
            return self.digits(digits)
        if len(digits) < 3 or number % 100 == 0:
            return self.cardinal(number)
        return self._in_pairs(digits)

    def _in_pairs(self, digits: str) -> str:
        head, rest = int(digits[:-2]), int(digits[-2:])
        return f"{self.cardinal(head)} {'oh ' if rest < 10 else ''}{self.cardinal(rest)}"

    def phone(self, groups: Sequence[str], *, international: bool = False) -> str:
        words = [
            self.digits(group) if group.isdigit() else {"*": "star", "#": "hash"}.get(group, group) for group in groups
        ]
        return ("plus " if international else "") + ", ".join(words)

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small = written.lower()
        following = place.text[place.end : place.end + 2]
        if small in tables.BEFORE_FIGURES:
            return words if re.match(r"\s?\d|\s?[A-Z]?\d", following) else None
        if small in (
            "co.",
            "ct.",
            "pl.",
            "ter.",
            "min.",
            "max.",
            "ft.",
            "mt.",
            "ste.",
            "gen.",
            "rep.",
            "pres.",
            "est.",
            "ste",
            "mr",
            "ms",
            "mrs",
            "apt",
            "sq.",
            "sr.",
            "jr",
        ):
            return self._doubtful(small, words, place)
        return words

    def _doubtful(self, small: str, words: str, place: Place) -> str | None:
        """What is a word of its own in small letters."""
        written = place.text[place.start : place.end]
        if small in ("min.", "max.", "est."):
            return words if written.islower() and not place.text[: place.start].rstrip()[-1:].isdigit() else None
        return words if written[0].isupper() else None

    def is_before_name(self, place: Place) -> bool:
        """ "Dr. Smith", "St. James", but "Main St. Apt 4" and "Elm Dr.": a road has a name or a number before it."""
        following = place.text[place.end : place.end + 12].lstrip()
        if not following[:1].isupper():
            return False
        before = place.text[max(0, place.start - 24) : place.start].rstrip()
        if before[-1:].isdigit():
            return False
        named = before.rpartition(" ")[2]
        if (
            place.written.startswith("St")
            and named[:1].isupper()
            and named.isalpha()
            and len(named) > 2
            and not before.endswith(".")
        ):
            # "Main St. Apt 4" has a road before it; "Mount St. Helens" a mountain.
            word = following.split(" ")[0].strip(".,")
            return (
                word not in ("Apt", "Suite", "Ste", "Unit", "Floor", "Fl", "And", "In", "Is", "At")
                and named not in self._STREETS
            )
        return True

    _STREETS = frozenset(
        "Main Elm Oak Pine Maple Cedar High Park Wall Church Market State Broad First Second Third Fourth Fifth Baker Fleet".split()
    )

    def is_letter(self, letter: str, place: Place) -> bool:
        if letter == "I":
            return bool(place.clues & {"letters", "code"})
        if letter == "A":
            following = words_after(place.text, place.end, 1)
            return bool(place.clues & {"letters", "code"}) or (
                bool(place.before) and place.before[-1] != "." and not following
            )
        return True
