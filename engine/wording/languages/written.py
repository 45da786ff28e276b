"""Shapes that several languages share, for them to take: cards, their months, parts of units, sums to sums."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.amounts import CODES
from engine.wording.classes.dates import possible, whole_year
from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.classes.phones import spoken
from engine.wording.classes.units import unit_pattern
from engine.wording.language import Place, Shape
from engine.wording.patterns import DIGITS, alternatives
from engine.wording.vocabulary.nouns import Date
from engine.wording.vocabulary.symbols import VULGAR_FRACTIONS

if TYPE_CHECKING:
    from engine.wording.language import Language

_END = r"(?![\w/]|[.,:-]?\d)"
_FULL_MONTH = re.compile(rf"(?P<month>0[1-9]|1[0-2])/(?P<year>20\d\d){_END}")
_SHORT_MONTH = re.compile(rf"(?P<month>0[1-9]|1[0-2])/(?P<year>[2-4]\d){_END}")
_MASKED = re.compile(
    r"(?P<head>\d{4,6})?[ -]?(?:[*•]{3,12}[ -]?){1,4}(?P<tail>\d{2,6})(?!\w|[.,]\d|[ ]?\*)"
    r"|(?P<first>\d{4,6}(?=[ -]?[xX])|\d{2,3}(?=[ -]?[xX]{2,4}[ -][xX]))[ -]?"
    r"(?:[xX]{2,8}[ -]?){1,4}(?P<last>\d{2,6})(?!\w|[.,]\d)"
)
_MARKED_NUMBER = re.compile(r"#(?P<number>\d{4,12})(?!\w|[.,]\d)")
_KEYS = re.compile(r"[*#]{1,3}\d{1,12}(?:[*#]\d{1,20}){0,5}#(?!\w)")
_PARTS = (
    rf"(?:(?P<whole>\d{{1,3}})[ ]?)?(?:(?P<vulgar>[{''.join(VULGAR_FRACTIONS)}])"
    r"|(?<!\d)(?P<top>\d{1,3})/(?P<bottom>\d{1,3}))[ ]?"
)
_LOOKED_BACK = 5


def card_shapes(expiry: frozenset[str], files: frozenset[str]) -> list[Shape]:
    """A month and a year in figures, the short form behind the words `expiry`; cards with stars; "#12345".

    Beside the words `files` such figures are a number with its year.
    """

    def full_month(match: re.Match[str], place: Place) -> str | None:
        return None if place.before_is(files, 2) or files.intersection(place.after(1)) else _month(match, place)

    def short_month(match: re.Match[str], place: Place) -> str | None:
        return _month(match, place) if place.before_is(expiry, _LOOKED_BACK) else None

    return [
        Shape("date", _FULL_MONTH, full_month, 30, needs="/"),
        Shape("date", _SHORT_MONTH, short_month, 45, needs="/"),
        Shape("code", _MASKED, _masked, 46, DIGITS + "*•", "*•xX"),
        Shape("phone", _KEYS, _keys, 27, "*#"),
        Shape("code", _MARKED_NUMBER, _marked, 24, "#"),
    ]


def measure_shapes(language: Language) -> list[Shape]:
    """Fractions of units, amounts to amounts, and several days of one month."""
    number = number_pattern(language)
    signs = alternatives([*language.all_currency_signs, *CODES.split()])
    sums = [rf"(?P<{key}>{number})[ ]?(?P<{key}_sign>{signs})" for key in ("first", "last")]
    months = alternatives(language.month_numbers, any_case=True)
    days = r"(?P<a>\d{1,2})[-–](?P<b>\d{1,2})[-–](?P<c>\d{1,2})"
    return [
        Shape(
            "unit",
            re.compile(rf"{_PARTS}(?P<unit>{unit_pattern(language)})(?!\w)"),
            _part,
            41,
            DIGITS + "".join(VULGAR_FRACTIONS),
            "/" + "".join(VULGAR_FRACTIONS),
        ),
        Shape("amount", re.compile(rf"{sums[0]}[ ]?[-–—][ ]?{sums[1]}(?!\w)"), _sums, 44, needs="-–—"),
        Shape("date", re.compile(rf"{days}\.?[ ](?P<month>{months})(?!\w)"), _days, 44, needs="-–"),
    ]


def _month(match: re.Match[str], place: Place) -> str | None:
    if place.start and place.text[place.start - 1] in "/.-:,":
        return None
    return place.language.date(Date(None, int(match["month"]), whole_year(match["year"])), place)


def _masked(match: re.Match[str], place: Place) -> str | None:
    """What is hidden is not said."""
    head, tail = match["head"] or match["first"], match["tail"] or match["last"]
    digits = place.language.digits
    return f"{digits(head)}, {digits(tail)}" if head else digits(tail)


def _keys(match: re.Match[str], place: Place) -> str | None:
    return spoken(match[0], "", place.language)


def _marked(match: re.Match[str], place: Place) -> str | None:
    return f"{place.language.number_word} {place.language.digits(match['number'])}"


def _part(match: re.Match[str], place: Place) -> str | None:
    language, noun = place.language, place.language.unit(match["unit"])
    if (
        noun is None
        or "{}" in noun.one
        or match["unit"] in noun
        or (place.start and place.text[place.start - 1] in "/.,:-")
    ):
        return None
    top, bottom = VULGAR_FRACTIONS.get(match["vulgar"]) or (int(match["top"]), int(match["bottom"]))
    if bottom < 2 or (match["whole"] and top >= bottom):
        return None
    if match["whole"]:
        words = language.mixed(int(match["whole"]), top, bottom)
    else:
        words = language.fraction(top, bottom) if top < bottom else language.over(top, bottom)
    return f"{words} {noun.one if top <= bottom else noun.form('other')}"


def _sums(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    said = []
    for key in ("first", "last"):
        sign = match[f"{key}_sign"]
        found, currency = figure(match[key], language), language.currency(language.all_currency_signs.get(sign, sign))
        if found is None or currency is None:
            return None
        said.append(language.money(found, currency))
    return language.joined(said[0], said[1], place)


def _days(match: re.Match[str], place: Place) -> str | None:
    """ "12-13-14 March": no date in figures."""
    language = place.language
    first, second, third = (int(match[key]) for key in "abc")
    month = language.month_numbers.get(match["month"].lower())
    last = Date(third, month)
    if month is None or not first < second < third or not possible(last):
        return None
    return f"{language.cardinal(first)} {language.cardinal(second)} {language.date(last, place)}"
