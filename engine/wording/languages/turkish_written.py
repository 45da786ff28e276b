"""Shapes of Turkish that look at one way of writing each: sums with names, files, annexes, roads, blood groups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.language import Place, Shape
from engine.wording.languages import turkish_tables as tables
from engine.wording.languages.turkish_endings import attach

if TYPE_CHECKING:
    from engine.wording.language import Language

_PRICED = re.compile(r"(?:\d|TL|₺|lira|ay|taksit|mg|ml)[ ]?\Z")
_LONGEST_MINOR_DIGITS = 2
_JOINED_TO = frozenset(".,-−+±/:")


def written_shapes(language: Language) -> list[Shape]:
    number = number_pattern(language)
    names = "|".join(tables.CURRENCY_NAMES)
    small = "[a-zçğıöşü]"
    sum_named = rf"(?P<number>{number})[ ](?P<name>{names})(?P<ending>{small}{{1,10}})?(?!\w)"
    even = rf"(?P<number>{number})(?:[.,]-{{1,2}}|[.,][–—])[ ]?(?:TL|₺)(?!\w)"
    part = rf"(?P<number>\d{{1,4}})/(?P<part>\d{{1,3}})\.(?=[ ]{small})"
    return [
        Shape("amount", re.compile(sum_named), _named_amount, 36),
        Shape("amount", re.compile(even), _even, 41),
        Shape("cardinal", re.compile(rf"(?P<number>\d{{1,3}}),5(?=[ ](?:{tables.HALVED}))"), _and_half, 24),
        Shape("ordinal", re.compile(part), _part_ordinal, 24, needs="/"),
        Shape("letters", re.compile(r"(?P<what>[EK])\.(?=[ ]?\d{4}/\d)"), _file, 25, "aA"),
        Shape("code", re.compile(r"(?P<word>EK|Ek)-(?P<number>\d{1,3})(?!\w)"), _annex, 25, "aA"),
        Shape("code", re.compile(r"(?P<letter>[A-Z])-(?P<number>[1-9]\d{1,2})(?![\w-])"), _road, 18, "aA", "-"),
        Shape("sign", re.compile(r"Rh[ ]?\(?(?P<sign>[-+−])\)?(?!\w)"), _rhesus, 25, "aAR"),
        Shape("sign", re.compile(r"[xX](?=[ ]\d)"), _by, 9, "xX"),
        Shape("sign", re.compile(r"(?P<number>\d{1,4})(?P<power>[²³])(?!\w)"), _power, 24, needs="²³"),
    ]


def _named_amount(match: re.Match[str], place: Place) -> str | None:
    """ "12,50 liraya": with kuruş, and what was written behind the name stands behind them."""
    language = place.language
    found, ending = figure(match["number"], language), match["ending"]
    currency = language.currency(tables.CURRENCY_NAMES[match["name"]])
    if found is None or currency is None or not 0 < len(found.fraction) <= _LONGEST_MINOR_DIGITS:
        return None
    words = language.money(found, currency)
    return attach(words, ending) if ending else words


def _even(match: re.Match[str], place: Place) -> str | None:
    """ "1.500,- TL"."""
    found, currency = figure(match["number"], place.language), place.language.currency("TRY")
    return None if found is None or currency is None else place.language.money(found, currency)


def _and_half(match: re.Match[str], place: Place) -> str | None:
    """ "1,5 saat" is "bir buçuk saat"."""
    if place.start and place.text[place.start - 1] in _JOINED_TO:
        return None
    number = int(match["number"])
    return f"{place.language.cardinal(number)} buçuk" if number else "yarım"


def _part_ordinal(match: re.Match[str], place: Place) -> str | None:
    """ "25/2. madde"."""
    language = place.language
    return f"{language.whole(match['number'])} {language.signs['/']} {language.ordinal(int(match['part']))}"


def _file(match: re.Match[str], place: Place) -> str | None:
    """ "E. 2023/456, K. 2024/789"."""
    del place
    return "Esas" if match["what"] == "E" else "Karar"


def _annex(match: re.Match[str], place: Place) -> str | None:
    return f"{match['word']} {place.language.whole(match['number'])}"


def _road(match: re.Match[str], place: Place) -> str | None:
    """ "D-100"."""
    return f"{place.language.spell(match['letter'])} {place.language.whole(match['number'])}"


def _rhesus(match: re.Match[str], place: Place) -> str | None:
    del place
    return "R H pozitif" if match["sign"] == "+" else "R H negatif"


def _by(match: re.Match[str], place: Place) -> str | None:
    """ "199 TL x 6"."""
    del match
    return place.language.by if _PRICED.search(place.text[max(0, place.start - 8) : place.start]) else None


def _power(match: re.Match[str], place: Place) -> str | None:
    return f"{place.language.whole(match['number'])} {place.language.signs[match['power']]}"
