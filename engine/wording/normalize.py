"""Written text → words that every engine reads the same way.

Two doors: `normalize` for running text and `say_as` for what a document marked up. Both speak by the same languages
(`engine.wording.languages`): a say-as names the class, in running text it is found (`engine.wording.reading.reader`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from engine.wording.classes import (
    amounts,
    codes,
    dates,
    durations,
    fractions,
    numbers,
    ordinals,
    phones,
    romans,
    times,
    units,
    web,
)
from engine.wording.classes.signs import SYMBOL, may_hold_nameless
from engine.wording.forms import one_form
from engine.wording.languages.registry import name_of
from engine.wording.reading.readers import reader_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.wording.language import Language
    from engine.wording.reading.reader import Reader
    from engine.wording.token import Token

# Prompts of an IVR repeat; the longest sentence kept is the longest piece an engine gets.
_CACHED_SENTENCES = 2048
_LONGEST_CACHED_CHARACTERS = 400
LONGEST_SAID_CHARACTERS = 200
"""The content of a say-as; a longer one is running text, unless it is spelled."""


def normalize(text: str, language: str = "en-US") -> str:
    """Return running `text` with figures, dates, amounts, units, abbreviations and signs as words.

    `language` is a BCP 47 tag; the text of a language without a file in `engine.wording.languages` is left to its
    engine. What is not understood stays as written.

    Raises:
        LanguageNotReadyError: as of `reader_of`, which whoever can wait never sees.
    """
    reader = reader_of(language)
    if reader is None:
        return text
    return reader.words(text) if len(text) > _LONGEST_CACHED_CHARACTERS else _cached(text, reader)


def tokens(text: str, language: str = "en-US") -> list[Token] | None:
    """Return what `text` is made of, token by token; None for a language that is left to its engine."""
    reader = reader_of(language)
    return None if reader is None else reader.read(text)


def unsaid_signs(text: str, language: str = "en-US") -> int:
    """Count the signs, or rows of them, in `text` that have no name and are read as a mere "symbol".

    0 for a language that is left to its engine.
    """
    reader = reader_of(language)
    if reader is None or not may_hold_nameless(text, reader.language):
        return 0
    return sum(reading.kind == SYMBOL for reading in reader.readings(one_form(text).text))


def is_known(language: str) -> bool:
    """Tell whether this layer reads a language; its engine reads one that it does not."""
    return name_of(language) is not None


@lru_cache(maxsize=_CACHED_SENTENCES)
def _cached(text: str, reader: Reader) -> str:
    return reader.words(text)


def is_english(language: str) -> bool:
    """Tell whether a BCP 47 tag is English; no tag counts as English, the default language of this server."""
    return language[:2].lower() in ("en", "") and language[2:3] in ("", "-", "_")


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
    text = " ".join(one_form(text).text.split())
    kind, format_ = _kind(interpret_as, format_)
    if not text:
        return ""
    spoken = reader_of(language)
    if spoken is None:
        # Engines read a run of digits as one huge number, but the names of single ones they know.
        return _apart(text) if kind in ("characters", "digits", "telephone") else text
    known = spoken.language
    if kind == "characters":
        return known.closed(known.spell_case(text) if "case" in f"{format_} {detail}" else known.spell(text))
    if len(text) > LONGEST_SAID_CHARACTERS and kind not in _OF_ANY_LENGTH:
        return normalize(text, language)
    reader = _KINDS.get(kind)
    words = reader(text, format_.strip(), known) if reader else None
    return known.closed(words) if words is not None else normalize(text, language)


def _apart(text: str) -> str:
    return ", ".join([" ".join(group.upper()) for group in text.split()])


def is_bleeped(interpret_as: str) -> bool:
    """Tell whether the content of such a say-as is not to be said at all: a tone is heard in its place."""
    return _kind(interpret_as, "")[0] in ("expletive", "bleep")


def _kind(interpret_as: str, format_: str) -> tuple[str, str]:
    """The kind by its name in `_KINDS`, and the format; platforms put both into one: `date:dmy`, `number_digit`."""
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


def _cardinal(text: str, _format: str, language: Language) -> str | None:
    words = numbers.say_cardinal(text, language)
    roman = romans.whole(text) if words is None else None
    return words if roman is None else language.cardinal(roman)


def _ordinal(text: str, _format: str, language: Language) -> str | None:
    words = ordinals.say(text, language)
    roman = romans.whole(text) if words is None else None
    return words if roman is None else language.ordinal(roman)


_SAID_AS_TWO = frozenset({"24/7", "50/50", "9/11"})


def _number(text: str, format_: str, language: Language) -> str | None:
    # `format` chooses the reading: cardinal, ordinal, digits, telephone (say-as note §3.4).
    format_ = _ALIASES.get(format_.lower(), format_.lower())
    if format_ and format_ in _KINDS and format_ != "number":
        return _KINDS[format_](text, "", language)
    if text in _SAID_AS_TWO:
        return " ".join([language.whole(part) for part in text.split("/")])
    return fractions.say(text, language) or _cardinal(text, "", language)


def _date(text: str, format_: str, language: Language) -> str | None:
    return dates.say(text, format_, language, lambda rest: normalize(rest, language.tag))


def _is_of_the_web(text: str) -> bool:
    return " " not in text and not {"@", ".", "/"}.isdisjoint(text)


_KINDS: dict[str, Callable[[str, str, Language], str | None]] = {
    "date": _date,
    "time": times.say,
    "duration": durations.say,
    "telephone": lambda text, _format, language: phones.say(text, language),
    "currency": lambda text, format_, language: amounts.say(text, format_.upper(), language),
    "number": _number,
    "cardinal": _cardinal,
    "ordinal": _ordinal,
    "digits": lambda text, _format, language: codes.say_digits(text, language),
    "fraction": lambda text, _format, language: fractions.say(text, language),
    "unit": lambda text, _format, language: units.say(text, language),
    # Of the web; a postal one is running text.
    "address": lambda text, _format, language: web.say(text, language) if _is_of_the_web(text) else None,
    "boolean": lambda text, _format, language: language.booleans.get(text.lower()),
}
