"""Numbers: cardinals and decimals, with a sign, with groups, with "million" or "k" behind them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.figures import NUMBER, SIGN, SPACED_NUMBER, Figure, parse
from engine.wording.language import Place, Shape
from engine.wording.patterns import DIGITS, alternatives

if TYPE_CHECKING:
    from engine.wording.language import Language

_LONGEST_QUANTITY_DIGITS = 6
"""A longer run without groups is an account or a ticket, unless it is round."""


def number_pattern(language: Language) -> str:
    """Regular expression of a number without its sign."""
    return SPACED_NUMBER if language.groups_by_blanks else NUMBER


def figure(text: str, language: Language) -> Figure | None:
    """A written number by the language's separators; None when it is none."""
    return parse(text, *language.separators)


def magnitude_pattern(language: Language) -> str:
    """Regular expression of "million", "k" … behind a number, with the blank before; "" in a language without."""
    names = sorted(language.magnitudes, key=len, reverse=True)
    return (
        rf"(?:[ \u00a0]?(?P<magnitude>{alternatives(names, any_case=True)})(?![^\W_]|\.[^\W\d_])(?:\.(?=,|[ ][a-z]))?)"
        if names
        else "(?P<magnitude>(?!))"
    )


def magnitude_of(match: re.Match[str], language: Language) -> str:
    """Which of `language.magnitudes` was written; "" if none."""
    return known_magnitude(match["magnitude"] or "", language)


def known_magnitude(written: str, language: Language) -> str:
    """The key of `language.magnitudes` for what was written; "" if none: a pattern without case takes "ı" for "i"."""
    keys = (written, written.lower())
    return next((key for key in keys if key in language.magnitudes), "")


def shapes(language: Language) -> list[Shape]:
    number = number_pattern(language)
    starts = DIGITS + "-−+±.,"
    return [
        Shape("cardinal", re.compile(rf"{SIGN}(?P<number>{number})(?![^\W_])"), _number, 10, starts),
        Shape(
            "cardinal", re.compile(rf"{SIGN}(?P<number>{number}){magnitude_pattern(language)}"), _magnified, 14, starts
        ),
    ]


def _number(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    written = match[0]
    if written[0] in ".," and place.start and not place.text[place.start - 1].isspace():
        return None
    found = figure(written, language)
    if found is None:
        return None
    if is_serial(match["number"]):
        return language.digits(written)
    return language.number(found, language.governed(place))


def is_serial(written: str) -> bool:
    """Whether a run of digits is an account or a ticket and no quantity."""
    return written.isdigit() and (
        (len(written) > 1 and written[0] == "0")
        or (len(written) > _LONGEST_QUANTITY_DIGITS and not written.endswith("000"))
    )


def _magnified(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    found = figure(match[0][: match.start("magnitude") - match.start()], language)
    magnitude = magnitude_of(match, language)
    if found is None or not magnitude or not language.is_magnitude(match["magnitude"], place):
        return None
    return language.magnified(found, magnitude)


def say_cardinal(text: str, language: Language) -> str | None:
    """Read the content of a say-as cardinal; roman numbers are numbers, too. None when it is none."""
    found = figure(text.replace(" ", "") if not language.groups_by_blanks else text, language)
    return None if found is None else language.number(found)
