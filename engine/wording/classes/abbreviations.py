"""Abbreviations and titles, by the languages' tables; their full stop ends a sentence only where one ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.language import Place, Shape
from engine.wording.stops import closing_stop

if TYPE_CHECKING:
    from engine.wording.language import Language


def shapes(language: Language) -> list[Shape]:
    found = []
    for table, read, weight in ((language.abbreviations, _abbreviation, 19), (language.titles, _title, 18)):
        if table:
            names = sorted(table, key=len, reverse=True)
            written = "|".join(
                [re.escape(name) if name.endswith(".") else rf"{re.escape(name)}(?![\w])" for name in names]
            )
            starts = {"a", "A", *{name[0] for name in names if not name[0].isascii() or not name[0].isalpha()}}
            starts |= {char.upper() for char in starts if len(char.upper()) == 1}
            pattern = re.compile(rf"(?P<written>(?i:{written}))")
            found.append(
                Shape("abbreviation" if read is _abbreviation else "title", pattern, read, weight, "".join(starts))
            )
    if language.abbreviated_endings:
        endings = "|".join(map(re.escape, sorted(language.abbreviated_endings, key=len, reverse=True)))
        pattern = re.compile(rf"(?P<head>[^\W\d_]{{2,40}}?)(?P<ending>{endings})(?!\w)")
        found.append(Shape("abbreviation", pattern, _ending, 17, "aA"))
    return found


def _ending(match: re.Match[str], place: Place) -> str | None:
    if _inside_word(place):
        return None
    return match["head"] + place.language.abbreviated_endings[match["ending"]] + closing_stop(match[0], place)


def _abbreviation(match: re.Match[str], place: Place) -> str | None:
    language, written = place.language, match["written"]
    if _inside_word(place):
        return None
    words = language.abbreviations.get(written)
    if words is None:
        # One in small letters may begin a sentence, and in a heading all of it is capitals.
        words = language.abbreviations.get(written.lower()) or language.abbreviations.get(
            written[0] + written[1:].lower()
        )
        if words is None:
            return None
        words = words[0].upper() + words[1:] if not written[-2:-1].isupper() else words
    words = language.abbreviation(written, words, place)
    return None if words is None else words + closing_stop(written, place)


def _title(match: re.Match[str], place: Place) -> str | None:
    language, written = place.language, match["written"]
    if _inside_word(place) or written not in language.titles:
        return None
    before_name, elsewhere = language.titles[written]
    if language.is_before_name(place):
        return before_name or None
    return elsewhere + closing_stop(written, place) if elsewhere else None


def _inside_word(place: Place) -> bool:
    if place.start == 0:
        return False
    before = place.text[place.start - 1]
    return place.is_inside_word or before in "@/_" or (before == "'" and not place.language.elisions)
