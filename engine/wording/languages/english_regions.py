"""English of the United Kingdom and of India."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import ClassVar

from engine.wording import numbers
from engine.wording.language import Place, Shape
from engine.wording.languages import english_region_shapes, english_shapes
from engine.wording.languages import english_tables as tables
from engine.wording.languages import english_words as known
from engine.wording.languages.english import American
from engine.wording.vocabulary.nouns import Currency, Noun


def _spelt(noun: Noun) -> Noun:
    """British spelling: metres and litres, but meters that measure."""
    return Noun(*[re.sub(r"(met|lit)er(?=s?\b)", r"\1re", part) for part in (noun.one, noun.other)])


class British(American):
    """English of the United Kingdom: "one hundred and five", the day before the month."""

    tag = "en-GB"
    locale = "en_GB"
    country = "GB"
    date_order = "dmy"
    time_signs = ":."
    halves: ClassVar[Mapping[str, str]] = {key: half for key, half in American.halves.items() if len(key) > 1}
    states: ClassVar[Mapping[str, str]] = {}
    directions: ClassVar[Mapping[str, str]] = {}
    signs: ClassVar[Mapping[str, str]] = {**tables.SIGNS, "#": "hash"}
    abbreviations: ClassVar[Mapping[str, str]] = {**tables.ABBREVIATIONS, **tables.BRITISH_ABBREVIATIONS}
    per_behind: ClassVar[Mapping[str, str]] = {**American.per_behind, "p.m.": "per month", "pm": "per month"}
    units: ClassVar[Mapping[str, Noun]] = {symbol: _spelt(noun) for symbol, noun in tables.UNITS.items()}

    def cardinal(self, number: int, form: str = "") -> str:
        del form
        return _with_and(numbers.cardinal(number))

    def currency(self, code: str) -> Currency | None:
        # A say-as has "5p" as well.
        cents = super().currency("INR" if self.country == "IN" else "GBP") if code == "P" else None
        return Currency(cents.minor, None, 0) if cents and cents.minor else super().currency(code)

    def year(self, number: int) -> str:
        return _with_and(super().year(number))

    def noun_at(self, noun: Noun, place: Place) -> Noun:
        return noun if noun.other == "pence" else super().noun_at(noun, place)

    def is_time(self, written: str, place: Place) -> bool:
        # "14.30" is a decimal as well; trains and doctors have it after "at".
        hour, _, minute = written.partition(".")
        if not minute.isdigit() or not hour.isdigit() or not int(hour):
            return False
        following = place.after(1)
        is_service = not following or following[0] in known.TRAINS
        if place.before_is(_THE) and is_service and len(minute) == 2 and int(hour) >= _FIRST_TRAIN:
            return True
        if place.before_is(known.TRAVELLING) and len(minute) == 2:
            return True
        if int(minute) % 5 or not place.before_is(known.BEFORE_HOURS):
            return False
        return any(word in known.TIMED for word in (*place.before, *place.after(1)))

    def score(self, first: int, last: int) -> str:
        return f"{self.cardinal(first) if first else 'nil'} {self.cardinal(last) if last else 'nil'}"

    def shapes(self) -> Sequence[Shape]:
        return [*super().shapes(), *english_shapes.british(self), *english_region_shapes.british(self)]


class Indian(British):
    """English of India: lakhs and crores."""

    tag = "en-IN"
    locale = "en_IN"
    country = "IN"
    abbreviations: ClassVar[Mapping[str, str]] = {**British.abbreviations, **tables.INDIAN_ABBREVIATIONS}
    currency_signs: ClassVar[Mapping[str, str]] = {"RS.": "INR", "RS": "INR"}
    magnitudes: ClassVar[Mapping[str, Noun]] = {**tables.MAGNITUDES, **tables.INDIAN_MAGNITUDES}
    spelled = tables.SPELLED | tables.INDIAN_SPELLED
    as_words = tables.AS_WORDS | {"NEET", "GATE"}
    stop_abbreviations = tables.NEVER_LAST | {"Smt.", "Adv.", "Shri.", "Sh.", "Km.", "Er."}

    def cardinal(self, number: int, form: str = "") -> str:
        del form
        if number < 0:
            return f"minus {self.cardinal(-number)}"
        if number < 100_000 or number >= 10**12:
            return _with_and(numbers.cardinal(number))
        crores, rest = divmod(number, 10_000_000)
        lakhs, rest = divmod(rest, 100_000)
        parts = [f"{self.cardinal(crores)} crore" if crores else "", f"{numbers.cardinal(lakhs)} lakh" if lakhs else ""]
        if rest:
            parts.append(("and " if rest < 100 else "") + self.cardinal(rest))
        return " ".join([part for part in parts if part])

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        if written == "BAL" and place.after(1) == ("to",):
            return None
        if written in ("Ph.", "Ph"):
            return words if _PHASE.match(place.text, place.end) else super().abbreviation(written, "phone", place)
        if written in tables.INDIAN_ABBREVIATIONS and written not in ("Sec.", "sec."):
            return words
        return super().abbreviation(written, words, place)

    def is_magnitude(self, written: str, place: Place) -> bool:
        # "2 L" is milk; only of an amount is it a lakh.
        return written not in "lL" and super().is_magnitude(written, place)

    def shapes(self) -> Sequence[Shape]:
        return [*super().shapes(), *english_shapes.indian(self), *english_region_shapes.indian(self)]


_FIRST_TRAIN = 5
_THE = frozenset({"the"})
_PHASE = re.compile(r" ?(?:[IVX]{1,4}|\d)(?!\w)")


@lru_cache(maxsize=4096)
def _with_and(words: str) -> str:
    """ "one hundred five" → "one hundred and five"."""
    parts = words.split(" ")
    found: list[str] = []
    for index, word in enumerate(parts):
        found.append(word)
        following = parts[index + 1] if index + 1 < len(parts) else ""
        if (
            word == "hundred"
            and following
            and following not in ("thousand", "million", "billion", "trillion", "quadrillion", "quintillion")
        ) or (
            word in ("thousand", "million", "billion")
            and following
            and "hundred" not in parts[index + 1 :]
            and not any(scale in parts[index + 1 :] for scale in ("thousand", "million"))
        ):
            found.append("and")
    return " ".join(found)
