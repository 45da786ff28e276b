"""What German and Dutch write alike and other languages do not: "5,-", "3/2019", "Sa/So", IBANs in groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from engine.wording.classes.numbers import figure
from engine.wording.languages.language import Language
from engine.wording.languages.nouns import Date
from engine.wording.shape import Place, Shape

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
    last_abbreviations: ClassVar[frozenset[str]] = frozenset()
    """Abbreviations that sentences end with, in small letters."""

    def shapes(self) -> Sequence[Shape]:
        signs = "|".join(re.escape(sign) for sign in sorted(self.all_currency_signs, key=len, reverse=True))
        codes = "EUR|CHF|USD|GBP"
        whole = re.compile(
            rf"(?:(?P<before>[€$£]|{codes})[ ]{{0,2}})?(?P<number>\d{{1,3}}(?:[.' ]\d{{3}}){{1,3}}|\d{{1,9}}),(?:[-–—]{{1,2}}|--)"
            rf"(?:[ ]?(?P<behind>(?:{signs}|{codes})(?![^\W_])))?(?![\w])"
        )
        days = "|".join(re.escape(name) for name in sorted(self.weekday_numbers, key=len, reverse=True))
        pair = re.compile(rf"(?P<first>(?i:{days}))\.?[ ]?(?:/|\+|&)[ ]?(?P<last>(?i:{days}))(?P<stop>\.)?(?!\w)")
        return [
            Shape("amount", whole, self._without_cents, 45, "0123456789€$£aA"),
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
        if kind in ("abbreviation", "title") and place.written.lower() not in self.last_abbreviations:
            return words
        word = _WORD.match(following)
        return words + "." if word and word[0][0].isupper() and word[0].lower() in self.sentence_beginners else words

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
