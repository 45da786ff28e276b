"""What German and Dutch write alike and other languages do not: "5,-", "3/2019", "Sa/So", IBANs in groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from engine.wording.classes import phones
from engine.wording.classes.numbers import figure
from engine.wording.classes.units import unit_pattern
from engine.wording.language import Language, Place, Shape
from engine.wording.nouns import Date, Noun
from engine.wording.symbols import VULGAR_FRACTIONS

_MONTH_YEAR = re.compile(r"(?P<month>0?[1-9]|1[0-2])[/.](?P<year>(?:19|20)\d\d)(?!\w|[./-]\d)")
_IBAN = re.compile(
    r"[A-Z]{2}\d\d(?:[ ]?[A-Z]{4}(?![^\W_]))?(?:[ ]?(?=[A-Z0-9]{0,3}\d)[A-Z0-9]{4}){0,7}(?:[ ]?\d{1,3})?(?![^\W_])"
)
_WORD = re.compile(r"[^\W\d_]{1,30}")
_SHORTEST_IBAN = 8


class Germanic(Language):
    """The base of German and Dutch."""

    sentence_beginners: ClassVar[frozenset[str]] = frozenset()
    """Words whose capital behind a full stop means that a sentence begins, in small letters."""
    divided_by: ClassVar[str] = ""
    times: ClassVar[str] = ""
    """Between factors, where that is another word than between sides."""
    extension_words: ClassVar[str] = ""
    """Regular expression of what stands before an extension."""
    last_abbreviations: ClassVar[frozenset[str]] = frozenset()
    """Abbreviations that sentences end with, in small letters."""

    def shapes(self) -> Sequence[Shape]:
        signs = "|".join(re.escape(sign) for sign in sorted(self.all_currency_signs, key=len, reverse=True))
        codes = "EUR|CHF|USD|GBP"
        whole = re.compile(
            rf"(?:(?P<before>[€$£]|{codes})[ ]{{0,2}})?"
            r"(?P<number>\d{1,3}(?:[.' ]\d{3}){1,3}|\d{1,9}),(?:[-–—]{1,2})"
            rf"(?:[ ]?(?P<behind>(?:{signs}|{codes})(?![^\W_])))?(?![\w])"
        )
        fraction = re.compile(
            r"(?:(?P<whole>\d{1,4})[ ]?)?(?P<written>[½¼¾⅓⅔⅛]|(?<!\d)(?<!\d[.,])[1-3]/[2-4])[ ]?"
            rf"(?P<unit>{unit_pattern(self)})(?![^\W_]|[²³/])"
        )
        phone = re.compile(
            r"(?P<body>0\d{1,5}(?:[ ]?[-–/][ ]?\d{2,8}|[ ]\d)(?:[ -]\d{1,8}(?![^\W_]|[.,]\d)){0,6})(?!\w|[.,:/-]\d)"
            rf"(?:,?[ ](?:{self.extension_words})[ ]?(?P<extension>\d{{1,5}}))?"
        )
        days = "|".join(re.escape(name) for name in sorted(self.weekday_numbers, key=len, reverse=True))
        pair = re.compile(rf"(?P<first>(?i:{days}))\.?[ ]?(?:/|\+|&)[ ]?(?P<last>(?i:{days}))(?P<stop>\.)?(?!\w)")
        return [
            Shape("amount", whole, self._without_cents, 45, "0123456789€$£aA"),
            Shape("fraction", fraction, self._fraction_of, 36, "0123456789½¼¾⅓⅔⅛"),
            Shape("ratio", re.compile(r"\d{1,3}:\d{1,3}(?:\.\d{3}){1,3}(?!\w|[.,:]\d)"), self._scale, 30),
            Shape("score", re.compile(r"(?P<a>\d{1,9}) : (?P<b>\d{1,9})(?![\w:]|[.,]\d)"), self._division, 24),
            Shape("score", re.compile(r"(?P<a>\d{1,9})[ ]?[x×·*][ ]?(?P<b>\d{1,9})(?=[ ]?=)"), self._product, 24),
            Shape("phone", phone, self._phone, 23, "0"),
            Shape("date", _MONTH_YEAR, self._month_year, 14),
            Shape("date", pair, self._two_weekdays, 27, "aA"),
            Shape("code", _IBAN, self._iban, 22, "aA"),
        ]

    def stopped(self, kind: str, words: str, place: Place) -> str:
        """The full stop of what is written short also ends the sentence, where the sentence ends."""
        if words[-1:] in ("", ".") or place.text[place.end - 1] != ".":
            return words
        following = place.text[place.end : place.end + 30].lstrip(" \"')")
        if not following:
            return words if place.text[place.end + 30 :] else words + "."
        written = place.written.lower()
        is_short = kind in ("abbreviation", "title") and not written.endswith(tuple(self.abbreviated_endings))
        if is_short and written not in self.last_abbreviations:
            return words
        word = _WORD.match(following)
        return words + "." if word and word[0][0].isupper() and word[0].lower() in self.sentence_beginners else words

    def is_behind_weekday(self, place: Place) -> bool:
        """ "Mo-Fr 9-17"."""
        return bool(place.before) and re.split("[-–/]", place.before[-1])[-1].rstrip(".") in self.weekday_numbers

    def fraction_of(self, whole: int | None, top: int, bottom: int, noun: Noun, place: Place) -> str:
        """A fraction of a unit."""
        words = self.fraction(top, bottom) if whole is None else self.mixed(whole, top, bottom)
        return f"{words} {noun.one if whole is None else noun.form('other')}"

    def _fraction_of(self, match: re.Match[str], place: Place) -> str | None:
        written = match["written"]
        top, bottom = VULGAR_FRACTIONS[written] if len(written) == 1 else (int(written[0]), int(written[2]))
        noun = self.unit(match["unit"])
        if (
            noun is None
            or top >= bottom
            or (len(written) > 1 and match["whole"] and match[0][len(match["whole"])] != " ")
        ):
            return None
        return self.fraction_of(int(match["whole"]) if match["whole"] else None, top, bottom, noun, place)

    def _scale(self, match: re.Match[str], place: Place) -> str | None:
        """ "1:50.000"."""
        first, _, last = match[0].partition(":")
        return f"{self.whole(first)} {self.ratio_to} {self.whole(last.replace('.', ''))}"

    def _division(self, match: re.Match[str], place: Place) -> str | None:
        """ "10 : 2 = 5" is a division, "3 : 1" is a score."""
        joint = self.divided_by if place.text[place.end : place.end + 3].lstrip()[:1] == "=" else self.ratio_to
        return f"{self.whole(match['a'])} {joint} {self.whole(match['b'])}"

    def _product(self, match: re.Match[str], place: Place) -> str | None:
        return f"{self.whole(match['a'])} {self.times or self.by} {self.whole(match['b'])}"

    def _phone(self, match: re.Match[str], place: Place) -> str | None:
        """ "0170 / 1234567", "0180 5 12 34 56"."""
        if sum(char.isdigit() for char in match["body"]) < 7 or (
            place.start and place.text[place.start - 1] in ".,:-+/"
        ):
            return None
        return phones.spoken(match["body"], match["extension"] or "", self)

    def _without_cents(self, match: re.Match[str], place: Place) -> str | None:
        """ "5,-": no cents; without a sign it is euros."""
        sign = match["behind"] or match["before"] or "€"
        currency = self.currency(self.all_currency_signs.get(sign, sign))
        found = figure(match["number"], self)
        return None if currency is None or found is None else self.money(found, currency)

    def _month_year(self, match: re.Match[str], place: Place) -> str | None:
        if place.start and place.text[place.start - 1] in "/.-:,":
            return None
        # "3.2019" is no decimal here: the decimal sign is a comma.
        return self.date(Date(None, int(match["month"]), int(match["year"])), place)

    def _two_weekdays(self, match: re.Match[str], place: Place) -> str | None:
        first, last = (self.weekday_numbers[match[key].lower()] for key in ("first", "last"))
        if first == last:
            return None
        return f"{self.weekday(first)} {self.and_word} {self.weekday(last)}"

    def _iban(self, match: re.Match[str], place: Place) -> str | None:
        written = match[0].replace(" ", "")
        if "iban" not in place.before and len(written) < 2 * _SHORTEST_IBAN:
            return None
        if len(written) < _SHORTEST_IBAN:
            return None
        return self.code(match[0])
