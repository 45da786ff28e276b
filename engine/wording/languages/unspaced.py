"""What Japanese and Chinese have in common: no blanks, numbers by myriads, a word behind each figure of a date or time.

Most figures are followed by their counter, which stays as it is written: "3人", "5月3日", "14時30分". What stands apart
from that is in `unspaced_shapes`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording.figures import Figure
from engine.wording.language import LONGEST_CARDINAL_DIGITS, Language, Place
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Currency, Date, Noun

TEMPERATURE = "°"
"""The gender of a noun whose negative numbers are below zero."""
_BLANKS = re.compile(r"(?<![!-~])[ ]+|[ ]+(?![!-~])")
_WAVE = re.compile(r"(\d[^\d\s~ぁ-ん]{0,5}[ ]?)~(?=[ ]?[¥$€£]?\d)")


class Unspaced(Language):
    """A language that is written in Han characters."""

    unspaced = True
    date_order = "ymd"
    comma: ClassVar[str] = ""
    """Between groups and parts."""
    over_word: ClassVar[str] = ""
    """Between the bottom of a fraction, which is said first, and its top."""
    range_prefixes: ClassVar[Sequence[str]] = ()
    """What stands before a measure, and so before both ends of a range."""
    small_powers: ClassVar[str] = "百千"
    big_powers: ClassVar[str] = ""
    """The powers of ten thousand, from the smallest, as they are written behind figures."""
    rates: ClassVar[Mapping[str, str]] = {}
    """Written behind a slash → where the amount stands in what is said for both: "日" → "一日{}"."""
    money_rates: ClassVar[Mapping[str, str]] = {}
    """The same for amounts of money, where that is another word."""
    said_rates: ClassVar[tuple[str, ...]] = ()
    """What says before an amount what it is paid for."""
    speed_words: ClassVar[tuple[str, ...]] = ()
    """What says before a speed what it is of: "時速"."""
    powers: ClassVar[Mapping[str, str]] = {}
    """Said for a small figure above a number."""
    subtract: ClassVar[str] = ""
    """Between two numbers of a sum."""
    date_words: ClassVar[str] = "(?!)"
    """Regular expression of what is behind a date and behind no fraction."""
    rooms: ClassVar[str] = ""
    """Regular expression of what stands behind the number of a room."""
    buildings: ClassVar[str] = ""
    """What a number of an address ends with before a dash."""
    house_joint: ClassVar[str] = ""
    """Said for the dash in an address."""
    zero_before: ClassVar[str] = ""
    """Regular expression of what follows a number that has a zero before it."""
    phone_groups: ClassVar[re.Pattern[str]] = re.compile("(?!)")
    """Of a long telephone number, one group each; those that match nothing are left out."""
    mobile: ClassVar[str] = "(?!)"
    """Regular expression of the telephone numbers that are known without a clue."""
    counters: ClassVar[str] = ""
    """Characters that a counter begins with: what is before it is a quantity."""
    roman_heads: ClassVar[tuple[str, ...]] = ()
    roman_tails: ClassVar[tuple[str, ...]] = ()
    """What stands before and behind roman numbers."""
    # Numbers ---------------------------------------------------------------------------------------------------

    def cardinal(self, number: int, form: str = "") -> str:
        if number < 0:
            return self.minus + self.cardinal(-number, form)
        return self.digits(str(number)) if number >= 10**LONGEST_CARDINAL_DIGITS else self.numeral(number, form)

    def numeral(self, number: int, form: str = "") -> str:
        """A number in the script's numerals."""
        raise NotImplementedError

    def ordinal(self, number: int, form: str = "") -> str:
        return f"第{self.cardinal(number)}"

    def category(self, figure: Figure) -> str:
        return "other"

    def count(self, figure: Figure, noun: Noun) -> str:
        """A number and its unit, which may stand on both sides of it: "時速{}キロ"."""
        number = self.degrees(figure) if noun.gender == TEMPERATURE else self.number(figure, noun.gender)
        return noun.one.replace("{}", number) if "{}" in noun.one else number + noun.one

    def degrees(self, figure: Figure) -> str:
        """A temperature without its unit."""
        return self.number(figure)

    def many(self, noun: Noun) -> str:
        return noun.one.replace("{}", "")

    def unit(self, symbol: str) -> Noun | None:
        """CLDR's names have their number in the middle; those of the tables are all there are."""
        return self.units.get(symbol)

    def compound(self, written: str) -> str:
        """A number whose powers of ten are written in words: "3万5千"."""
        raise NotImplementedError

    def fraction(self, top: int, bottom: int) -> str:
        return f"{self.cardinal(bottom)}{self.over_word}{self.cardinal(top)}"

    def over(self, top: int, bottom: int) -> str:
        return self.fraction(top, bottom)

    def joined(self, first: str, last: str, place: Place | None = None) -> str:
        """The ends of a range; what stands before a measure is said once."""
        for prefix in self.range_prefixes:
            if last.startswith(prefix) and not first.startswith(prefix):
                return f"{prefix}{first}{self.to}{last.removeprefix(prefix)}"
        return f"{first}{self.to}{last}"

    def money(self, figure: Figure, currency: Currency, magnitude: str = "") -> str:
        if magnitude:
            return self.magnified(figure, magnitude) + self.many(currency.major)
        return super().money(figure, currency)

    def rate(self, words: str, per: str, before: str, *, money: bool) -> str:
        """An amount per something, unless what is written before it says so already: "時給1,200円/時"."""
        pattern = (money and self.money_rates.get(per)) or self.rates[per]
        prefix = pattern.partition("{}")[0]
        return (
            words
            if before.endswith(self.said_rates) or (prefix and before.endswith(prefix))
            else pattern.replace("{}", words)
        )

    def roman(self, number: int, place: Place) -> str | None:
        head, tail = place.text[max(0, place.start - 8) : place.start], place.text[place.end : place.end + 4]
        known = head.rstrip().endswith(self.roman_heads) or tail.startswith(self.roman_tails)
        # Behind a name: "路易XIV"; "XX" stands for a name, "XL" is a size.
        known = known or (
            len(place.written) > 1
            and set(place.written) <= set("IVX")
            and set(place.written) != {"X"}
            and head[-1:].isalpha()
        )
        return self.cardinal(number) if known else None

    # Time ------------------------------------------------------------------------------------------------------

    def date(self, date: Date, place: Place | None = None) -> str:
        year = "" if date.year is None else f"{self.year(date.year)}年"
        month = "" if date.month is None else self.month(date.month)
        day = "" if date.day is None else f"{self.cardinal(date.day)}日"
        return year + month + day + (self.weekday(date.weekday) if date.weekday else "")

    def month(self, number: int, *, standalone: bool = False) -> str:
        return f"{self.cardinal(number)}月"

    def is_weekday(self, written: str, place: Place) -> bool:
        return False

    def is_date(self, place: Place) -> bool:
        """ "12/25" is a date, "3/4" a fraction, "24/7" neither."""
        month, _, day = place.written.partition("/")
        return day.isdigit() and month.isdigit() and int(month) <= 12 and int(month) >= int(day)

    def is_month(self, written: str, date: Date, place: Place) -> bool:
        return written[0].isupper()

    def minute_after_zero(self, minute: int, place: Place) -> str:
        """ "05分": a figure that is written with a zero before."""
        return self.cardinal(minute)

    # Digits and letters ----------------------------------------------------------------------------------------

    def phone_digits(self, group: str) -> str:
        """A group of a telephone number."""
        return self.digits(group)

    def phone(self, groups: Sequence[str], *, international: bool = False) -> str:
        known = self.phone_groups.fullmatch("".join(groups))
        groups = [group for group in known.groups() if group] if known else groups
        words = [
            self.phone_digits(group) if group.isdigit() else self.spelled_signs.get(group, self.signs.get(group, group))
            for group in groups
        ]
        return (self.plus if international else "") + ", ".join(words)

    def version(self, parts: Sequence[str]) -> str:
        return self.point.join([self.whole(part) for part in parts])

    def is_before_name(self, place: Place) -> bool:
        return True

    def is_letter(self, letter: str, place: Place) -> bool:
        """An English sentence may be quoted."""
        following = place.text[place.end : place.end + 2]
        return not (letter in "AI" and following[:1] == " " and following[1:].isascii() and following[1:].isalpha())

    # Scripts ---------------------------------------------------------------------------------------------------

    def prepared(self, text: str) -> str:
        """A wave behind a figure and its counter is a dash."""
        return _WAVE.sub(r"\1–", text) if "~" in text else text

    def closed(self, words: str) -> str:
        return _BLANKS.sub("", words.replace(", ", self.comma)) if " " in words else words

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        """English ones: the language's own are figures with a word behind."""
        return cldr.month_numbers("en")

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        return cldr.weekday_numbers("en")
