"""What Polish and Russian write alike: spans of dates in figures, masked cards, tolerances, parts of measures."""

from __future__ import annotations

import re

from engine.wording.classes.units import unit_pattern
from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.languages.slavic import Slavic, speaker
from engine.wording.vocabulary.nouns import Date
from engine.wording.vocabulary.symbols import VULGAR_FRACTIONS

_DAY, _MONTH = r"3[01]|[12]\d|0?[1-9]", r"0[1-9]|1[0-2]"


def later_shapes(language: Slavic) -> list[Shape]:
    """The shapes of a language."""
    unit = unit_pattern(language)
    vulgar = "".join(VULGAR_FRACTIONS)
    return [
        Shape("score", re.compile(r"(?P<first>\d{1,3}):(?P<last>\d{1,3})(?![\w:])"), _next_score, 45, needs=":"),
        Shape("code", re.compile(r"(?:[*•]{2,16}[ ]?|[*•])(?P<digits>\d{4})(?![\w#*])"), _masked, 50, "*•"),
        Shape("sign", re.compile(r"\+/[-−](?=[ ]?\d)"), _tolerance, 50, "+"),
        Shape(
            "date",
            re.compile(
                rf"(?P<day>{_DAY})\.(?P<month>{_MONTH})\.?[ ]?[-–—][ ]?(?P<last>{_DAY})\.(?P<last_month>{_MONTH})"
                r"(?:\.(?P<year>\d{4}))?(?:\.(?=,|[ ][a-zа-яё]))?(?!\w|[.,:/-]\d)"
            ),
            _date_span,
            34,
            needs=".",
        ),
        Shape(
            "date",
            re.compile(
                rf"(?P<day>{_DAY})[ ]?[-–—][ ]?(?P<last>{_DAY})\.(?P<month>{_MONTH})"
                rf"\.(?:(?P<year>\d{{4}})(?!\d)|(?=[ ][a-zа-я]))"
            ),
            _days_of_month,
            36,
            needs=".",
        ),
        Shape(
            "fraction",
            re.compile(
                rf"(?:(?P<whole>\d{{1,3}})[ ])?(?P<top>\d)/(?P<bottom>\d{{1,2}})[ \u00a0]?(?P<unit>{unit})"
                r"(?![^\W_²³]|[²³]|[ .]{0,2}\d)"
            ),
            _fraction_of,
            32,
            needs="/",
        ),
        Shape(
            "fraction",
            re.compile(rf"(?P<vulgar>[{vulgar}])[ \u00a0]?(?P<unit>{unit})(?![^\W_²³]|[²³])"),
            _fraction_of,
            35,
            vulgar,
        ),
    ]


_AFTER_SCORE = re.compile(r"\d:\d{1,3}[,;]?[ ](?:(?:i|oraz|и)[ ])?\Z")


def _next_score(match: re.Match[str], place: Place) -> str | None:
    """ "wygrali 21:15, 21:19"."""
    language = speaker(place)
    if not language.score_words.intersection(place.before) or not _AFTER_SCORE.search(
        place.text[max(0, place.start - 14) : place.start]
    ):
        return None
    return language.score(int(match["first"]), int(match["last"]))


def _masked(match: re.Match[str], place: Place) -> str:
    """ "karta **** 4412"."""
    return place.language.digits(match["digits"])


def _tolerance(match: re.Match[str], place: Place) -> str:
    del match
    return place.language.plus_minus


def _days_of_month(match: re.Match[str], place: Place) -> str | None:
    """ "1-3.07.2025"."""
    first, last = int(match["day"]), int(match["last"])
    year = int(match["year"]) if match["year"] else None
    return speaker(place).days(Date(first, int(match["month"]), year), last, place) if first < last else None


def _date_span(match: re.Match[str], place: Place) -> str | None:
    """ "24.12–2.01"; "godz. 9.10–11.10" are times."""
    language = speaker(place)
    year = int(match["year"]) if match["year"] else None
    if "time" in place.clues or (year is None and language.governor in language.hour_words):
        return None
    first = Date(int(match["day"]), int(match["month"]))
    return language.span(first, Date(int(match["last"]), int(match["last_month"]), year), place)


_LARGEST_BOTTOM = 10


def _fraction_of(match: re.Match[str], place: Place) -> str | None:
    """ "1/2 kg", "1 1/2 kg"."""
    language, parts = speaker(place), match.groupdict()
    noun = language.unit(match["unit"])
    top, bottom = (
        VULGAR_FRACTIONS[parts["vulgar"]] if parts.get("vulgar") else (int(match["top"]), int(match["bottom"]))
    )
    if noun is None or not 0 < top < bottom <= _LARGEST_BOTTOM:
        return None
    whole = parts.get("whole")
    if whole and (top, bottom) == (1, 2):
        return language.count(Figure(whole, "5"), noun)
    words = language.mixed(int(whole), top, bottom) if whole else language.fraction(top, bottom)
    return f"{words} {noun.other}"
