"""Written text → words that every engine reads the same way.

Two doors: `normalize` for running text and `say_as` for what a document marked up. English is done here; for other
languages numbers go through num2words where that package is installed, and running text is left to the engine's own
rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from engine.wording import clock, dates, foreign, money, numbers, plain, telephone, units
from engine.wording.characters import spell
from engine.wording.format_spellings import date_order

# Prompts of an IVR repeat; the longest sentence kept is the longest piece an engine gets.
_CACHED_SENTENCES = 2048
_LONGEST_CACHED_CHARACTERS = 400


def normalize(text: str, language: str = "en-US") -> str:
    """Return running `text` with figures, dates, amounts, units and abbreviations as words.

    `language` is a BCP 47 tag; only English is rewritten. Never raises: what is not understood stays as written.
    """
    if not is_english(language):
        return text
    if len(text) > _LONGEST_CACHED_CHARACTERS:
        return plain.plain(text, month_first=_month_first(language))
    return _normalize_english(text, _month_first(language))


@lru_cache(maxsize=_CACHED_SENTENCES)
def _normalize_english(text: str, month_first: bool) -> str:
    return plain.plain(text, month_first=month_first)


def is_english(language: str) -> bool:
    """Tell whether a BCP 47 tag is English; no tag counts as English, the default language of this server."""
    return language[:2].lower() in ("en", "") and language[2:3] in ("", "-", "_")


def _month_first(language: str) -> bool:
    # en-US, and en without a region; Canada and the Philippines write both, the rest day first.
    return language[3:].upper() in ("", "US", "PH", "CA")


def say_as(text: str, interpret_as: str, format_: str = "", detail: str = "", language: str = "en-US") -> str:
    """Return the content of an SSML `say-as` as words.

    Args:
        text: the element's text.
        interpret_as: date, time, duration, telephone, currency, number, cardinal, ordinal, digits, characters,
            spell-out, fraction, unit, address, verbatim, name…, or VoiceXML's `vxml:` forms; any case.
        format_: the attribute `format` (say-as note §3), e.g. "dmy" or "hms12".
        detail: the attribute `detail`.
        language: BCP 47 tag of the content.

    A kind or a content that is not understood is read as running text: SSML 1.1 §3.1.9 asks the processor to go on.
    """
    text = " ".join(text.split())
    kind, format_ = _kind(interpret_as, format_)
    if not text:
        return ""
    if kind in ("characters", "digits") and (kind == "characters" or not is_english(language)):
        return spell(text, case="case" in f"{format_} {detail}") if is_english(language) else foreign.spell(text)
    if len(text) > plain.LONGEST_FIGURE and kind not in _OF_ANY_LENGTH:
        return normalize(text, language)
    if not is_english(language):
        return foreign.say_as(text, kind, format_, language)
    reader = _ENGLISH.get(kind)
    words = reader(text, format_.strip(), language) if reader else None
    return words if words is not None else normalize(text, language)


def is_bleeped(interpret_as: str) -> bool:
    """Tell whether the content of such a say-as is not to be said at all: a tone is heard in its place."""
    return _kind(interpret_as, "")[0] in ("expletive", "bleep")


def _kind(interpret_as: str, format_: str) -> tuple[str, str]:
    """The kind by its name in `_ENGLISH`, and the format; platforms put both into one: `date:dmy`, `number_digit`."""
    kind = interpret_as.strip().lower()
    if kind in _ALIASES:
        return _ALIASES[kind], format_
    base, sign, rest = kind.replace("_", ":").partition(":")
    if sign and base in _WITH_FORMAT:
        return base, format_ or _ALIASES.get(rest, rest)
    return kind, format_


_WITH_FORMAT = frozenset({"date", "time", "duration", "number", "currency", "telephone"})
_OF_ANY_LENGTH = frozenset({"characters", "digits", "telephone", "address", "name"})
_ALIASES = {
    "spell-out": "characters",
    "verbatim": "characters",
    "letters": "characters",
    "acronym": "characters",
    "character": "characters",
    "spell": "characters",
    "digit": "digits",
    "vxml:date": "date",
    "vxml:time": "time",
    "vxml:currency": "currency",
    "vxml:phone": "telephone",
    "vxml:number": "number",
    "vxml:digits": "digits",
    "vxml:boolean": "boolean",
    "money": "currency",
    "phone": "telephone",
    "measure": "unit",
    "net": "address",
    "uri": "address",
    "email": "address",
}

_NUMBER = re.compile(r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")


def _cardinal(text: str, _format: str, _language: str) -> str | None:
    compact = text.replace(" ", "")
    if not compact or compact[-1] not in "0123456789" or not _NUMBER.fullmatch(compact):
        return _roman(compact, numbers.cardinal)
    return numbers.number(compact)


def _ordinal(text: str, _format: str, _language: str) -> str | None:
    match = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d{1,21})(?:st|nd|rd|th|\.)?", text.replace(" ", ""), re.IGNORECASE)
    return numbers.ordinal(int(match[1].replace(",", ""))) if match else _roman(text, numbers.ordinal)


_ROMAN = re.compile(r"(?=.)M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", re.IGNORECASE | re.ASCII)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def _roman(text: str, words: Callable[[int], str]) -> str | None:
    # The say-as note lets "VI" be an ordinal or a cardinal.
    if not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_VALUES[char] for char in text.upper()]
    total = sum(
        -value if index + 1 < len(values) and values[index + 1] > value else value for index, value in enumerate(values)
    )
    return words(total)


def _number(text: str, format_: str, language: str) -> str | None:
    # `format` chooses the reading: cardinal, ordinal, digits, telephone (say-as note §3.4).
    format_ = _ALIASES.get(format_.lower(), format_.lower())
    if format_ and format_ in _ENGLISH and format_ != "number":
        return _ENGLISH[format_](text, "", language)
    if re.fullmatch(r"(?:\d+ )?\d{1,3}/\d{1,3}", text):
        return plain.fraction(text)
    return _fraction(text, "", language) or _cardinal(text, "", language)


def _digits(text: str, _format: str, _language: str) -> str | None:
    return spell(text) if any(char.isdigit() for char in text) else None


_TIME_MARK = re.compile(r"(?<=\d)T(?=\d)")


def _date(text: str, format_: str, language: str) -> str | None:
    order, month_first = date_order(format_), _month_first(language)
    words = dates.date(text, order, month_first=month_first)
    if words is not None or not order:
        return words
    # A time of day behind it, or what else people write there, must not take the order along.
    head, _, tail = _TIME_MARK.sub(" ", text).partition(" ")
    words = dates.date(head, order, month_first=month_first) if tail else None
    return f"{words}, {normalize(tail, language)}" if words is not None else dates.figures(text)


def _unit(text: str, _format: str, _language: str) -> str | None:
    measured = units.measure(text)
    return f"{numbers.number(measured[0])} {measured[1]}" if measured and _NUMBER.fullmatch(measured[0]) else None


_FRACTION = re.compile(
    r"(?P<sign>[-−]\s?)?(?:(?P<whole>\d{1,9})(?:\s?\+\s?|\s))?(?P<top>\d{1,9})\s?[/⁄∕]\s?(?P<bottom>\d{1,9})"
)
_VULGAR = re.compile(r"(\d?)\s?\+?\s?([¼-¾⅐-⅞])")


def _fraction(text: str, _format: str, _language: str) -> str | None:
    """Read "3/20", and mixed ones as platforms write them: "5 1/2", "5+1/2", "5½"."""
    text = _VULGAR.sub(lambda match: f"{match[1]} {unicodedata.normalize('NFKC', match[2])}", text).strip()
    match = _FRACTION.fullmatch(text)
    if match is None or not int(match["bottom"]):
        return None
    words = numbers.fraction(int(match["top"]), int(match["bottom"]))
    if match["whole"]:
        words = f"{numbers.cardinal(int(match['whole']))} and {'a' + words[3:] if match['top'] == '1' else words}"
    return f"minus {words}" if match["sign"] else words


_ENGLISH: dict[str, Callable[[str, str, str], str | None]] = {
    "date": _date,
    "time": lambda text, format_, _: clock.time(text, format_),
    "duration": lambda text, format_, _: clock.duration(text, format_),
    "telephone": lambda text, _format, _language: telephone.telephone(text) or None,
    "currency": lambda text, format_, _: money.money(text, format_.upper() or None),
    "number": _number,
    "cardinal": _cardinal,
    "ordinal": _ordinal,
    "digits": _digits,
    "fraction": _fraction,
    "unit": _unit,
    "address": lambda text, _format, _language: plain.address(text),
    "boolean": lambda text, _format, _language: {"true": "yes", "false": "no"}.get(text.lower()),
}
