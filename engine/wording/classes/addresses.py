"""Addresses: house numbers before a street, states with their postcodes, directions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.language import Place, Shape

if TYPE_CHECKING:
    from engine.wording.language import Language


def shapes(language: Language) -> list[Shape]:
    found = []
    if language.street_types:
        types = "|".join(re.escape(name) for name in sorted(language.street_types, key=len, reverse=True))
        directions = "|".join(re.escape(name) for name in sorted(language.directions, key=len, reverse=True))
        named = rf"(?:[ ][A-Z0-9][\w'-]{{0,20}}\.?){{1,4}}?[ ](?:{types})(?!\w)"
        street = rf"(?:[ ](?:{directions}))?{named}"
        found += [
            Shape("address", re.compile(rf"(?P<number>\d{{1,5}}+[A-Z]?)(?=[ ][A-Z0-9])(?={street})"), _house, 21),
            Shape("address", re.compile(rf"(?P<direction>{directions})(?={named})"), _direction, 22, "aA"),
        ]  # fmt: skip
    if language.states:
        states = "|".join(language.states)
        found.append(
            Shape(
                "address",
                re.compile(rf"(?P<state>{states})(?:[ ]{{1,2}}(?P<code>\d{{5}}(?:-\d{{4}})?))?(?![\w-])"),
                _state,
                21,
                "aA",
            )
        )
    return found


def _house(match: re.Match[str], place: Place) -> str | None:
    language, number = place.language, match["number"]
    if number[-1].isalpha():
        return f"{language.house_number(number[:-1])} {language.spell(number[-1])}"
    return language.house_number(number)


def _direction(match: re.Match[str], place: Place) -> str | None:
    return place.language.directions[match["direction"]]


_COMMA = re.compile(r"[^\W\d_]\s?,\s?\Z")


def _state(match: re.Match[str], place: Place) -> str | None:
    """ "Springfield, IL 62704": a state stands behind a comma or before its code."""
    language = place.language
    if not match["code"] and not _COMMA.search(place.text, max(0, place.start - 4), place.start):
        return None
    name = language.states[match["state"]]
    return f"{name} {language.code(match['code'])}" if match["code"] else name
