"""Shapes that several languages share, for them to take: what else has a class of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.dates import possible, whole_year
from engine.wording.language import Place, Shape
from engine.wording.patterns import DIGITS
from engine.wording.vocabulary.nouns import Date

if TYPE_CHECKING:
    from engine.wording.language import Language

SHORT_DATE = re.compile(r"(?P<day>3[01]|[12]\d|0?[1-9])/(?P<month>0[1-9]|1[0-2]|[1-9])(?![\w/]|[.,:-]?\d)")
"""A day and a month that may also be a fraction: "15/03"."""
_DASH = r"[ ]?[-–—][ ]?"


def date_spans(language: Language) -> list[Shape]:
    """Dates from one day to another, each with its month: "28 July – 3 August", "01.05.2024 - 15.05.2024"."""
    months = "|".join(sorted(map(re.escape, language.month_numbers), key=len, reverse=True))
    day, named, year = r"(?P<d@>3[01]|[12]\d|0?[1-9])", rf"(?P<m@>(?i:{months}))\.?", r"(?:[ ](?P<y@>[12]\d{3}))?"
    with_name = rf"{day}\.?[ ]{named}{year}"
    in_figures = rf"{day}(?P<s@>[./])(?P<m@>1[0-2]|0?[1-9])(?P=s@)(?P<y@>\d{{4}})"
    end = r"(?!\w|[./]\d)"
    return [
        Shape("date", re.compile(f"{one.replace('@', '1')}{_DASH}{one.replace('@', '2')}{end}"), _span, 34, DIGITS)
        for one in (with_name, in_figures)
    ]


def short_date(match: re.Match[str], place: Place, behind: tuple[str, ...], houses: frozenset[str]) -> str | None:
    """ "15/03", and "5/11" where a word that begins with one of `behind` says so; behind `houses` it is a number."""
    day, month = match["day"], match["month"]
    after = place.after(1)
    sure = "0" in (day[0], month[0]) or (after and after[0].startswith(behind))
    if not sure or place.before_is(houses) or (place.start and place.text[place.start - 1] in "/.-:,"):
        return None
    found = Date(int(day), int(month))
    return place.language.date(found, place) if possible(found) else None


def _span(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    dates = []
    for end in "12":
        month = match[f"m{end}"].lower().rstrip(".")
        number = int(month) if month.isdigit() else language.month_numbers.get(month)
        year = match[f"y{end}"]
        found = Date(int(match[f"d{end}"]), number, whole_year(year) if year else None)
        if number is None or not possible(found):
            return None
        dates.append(found)
    return language.joined(language.date(dates[0], place), language.date(dates[1], place), place)
