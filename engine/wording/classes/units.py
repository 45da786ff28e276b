"""Measures: numbers with units, ranges of them, speeds and prices per something, feet and inches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.numbers import figure, magnitude_of, magnitude_pattern, number_pattern
from engine.wording.figures import SIGN
from engine.wording.language import Place, Shape
from engine.wording.patterns import DIGITS, alternatives
from engine.wording.stops import closing_stop
from engine.wording.vocabulary.cldr import UNITS

if TYPE_CHECKING:
    from engine.wording.language import Language


def shapes(language: Language) -> list[Shape]:
    number, starts = number_pattern(language), DIGITS + "-−+±.,"
    unit = rf"(?P<unit>{unit_pattern(language)})"
    per = _per(language)
    # A letter that is elided is no unit: "alle 3 l'ufficio".
    end = _END + (r"(?!'[^\W\d_])" if language.elisions else "")
    return [
        Shape(
            "unit",
            re.compile(rf"(?P<number>{SIGN}{number}){magnitude_pattern(language)}?[ \u00a0]?-?{unit}{per}{end}"),
            _measure,
            20,
            starts,
        ),
        Shape(
            "unit",
            re.compile(rf"(?P<first>{SIGN}{number})[ ]?[-–—][ ]?(?P<last>{number})[ \u00a0]?{unit}{per}{end}"),
            _range,
            22,
            starts,
        ),
        Shape("unit", _FEET, _feet, 24, needs="'′"),
    ]


# The full stop of an abbreviated unit is its own where the sentence goes on in small letters.
_END = (
    r"(?:\.(?=[,;]|[ ]\d{1,2}[ ]?[a-z]{2,3}\b|[ ]{1,2}[a-zß-öø-ÿăąćčďęěğıłńňőœřśşšťůűźżžа-яё]))?"
    r"(?![^\W_²³]|[²³])"
)
_FEET = re.compile(r"(?P<feet>\d{1,3})['′][ ]?(?P<inches>\d{1,2})(?:\"|''|″|”)")


def unit_pattern(language: Language) -> str:
    """Regular expression of the symbols of units."""
    names = sorted({*UNITS, *language.units} - language.no_units, key=len, reverse=True)
    return alternatives(names)


def _per(language: Language) -> str:
    names = sorted(language.per, key=len, reverse=True)
    return rf"(?:/(?P<per>{alternatives(names)})(?!\w))?" if names else "(?P<per>(?!))?"


def _measure(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    found, noun = figure(match["number"], language), language.unit(match["unit"])
    if found is None or noun is None or _closes_quote(match["unit"], place):
        return None
    noun = noun if match["per"] else language.noun_at(noun, place)
    magnitude = magnitude_of(match, language)
    if magnitude:
        words = f"{language.magnified(found, magnitude)} {language.many(noun)}"
    else:
        words = language.count(found, noun)
    return (language.for_each(words, language.per[match["per"]]) if match["per"] else words) + closing_stop(
        match[0], place
    )


def _closes_quote(unit: str, place: Place) -> bool:
    """Whether a sign of inches is the end of a quotation: "press 5"."""
    return unit == '"' and place.text.count('"', max(0, place.start - 200), place.start) % 2 == 1


def _range(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    first, last, noun = figure(match["first"], language), figure(match["last"], language), language.unit(match["unit"])
    if first is None or last is None or noun is None or _closes_quote(match["unit"], place):
        return None
    noun = noun if match["per"] else language.noun_at(noun, place)
    opening, closing = language.ends()
    words = language.joined(opening.number(first, noun.gender), closing.count(last, noun), place)
    words = language.for_each(words, language.per[match["per"]]) if match["per"] else words
    return words + closing_stop(match[0], place)


def _feet(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    feet, inches = figure(match["feet"], language), figure(match["inches"], language)
    foot = language.unit("ft")
    if feet is None or inches is None or foot is None:
        return None
    return f"{language.count(feet, foot)} {language.number(inches)}"


_SAID = re.compile(r"\s*([-+−]?[\d.,' ]{1,60}?)\s?([^\d\s.,][^\s]{0,11}(?: ft)?)\s*")


def say(text: str, language: Language) -> str | None:
    """Read the content of a say-as unit: "5 km"; None when it is none."""
    match = _SAID.fullmatch(text)
    found = figure(match[1], language) if match else None
    noun = language.unit(match[2]) if match else None
    if match and noun is None and match[2] in "%‰" and found:
        return language.percent(found, match[2])
    return None if found is None or noun is None else language.count(found, noun)
