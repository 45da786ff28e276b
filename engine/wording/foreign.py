"""say-as in languages other than English.

Numbers, ranks, years and amounts go through num2words where it is installed (an optional dependency) and knows the
language; otherwise the text is handed to the engine as written, whose own rules for that language are the next best.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from engine.wording.money import SYMBOLS

# num2words takes time that grows with the number; nobody takes in more digits than these as a quantity.
_LONGEST_NUMBER_DIGITS = 21
_NUMBER = re.compile(r"[-+−]?\d+(?:[.,]\d+)?")
_AMOUNT = re.compile(r"(?P<before>\D{0,3}?)\s*(?P<amount>\d+(?:[.,]\d{1,2})?)\s*(?P<behind>\D{0,3})")


def spell(text: str) -> str:
    """Return `text` with a blank between its characters and a comma between its groups; engines name them."""
    return ", ".join([" ".join(group.upper()) for group in text.split()])


def say_as(text: str, kind: str, format_: str, language: str) -> str:
    """Return the words of a say-as content in `language`; `text` itself where nothing better is known."""
    if kind == "telephone":
        # Engines read a run of digits as one huge number.
        return ", ".join([" ".join(group) for group in re.findall(r"\+|\d+", text)]) or text
    if kind == "number" and format_ in ("ordinal", "cardinal"):
        kind = format_
    words = None
    compact = text.replace(" ", "")
    if kind in ("cardinal", "number", "ordinal") and _NUMBER.fullmatch(compact.rstrip(".")):
        words = _call(compact.rstrip("."), language, "ordinal" if kind == "ordinal" else "cardinal")
    elif kind == "currency":
        words = _money(text, format_, language)
    return words or text


def number_words(figures: str, language: str, to: str = "cardinal") -> str:
    """A number in words, by num2words; "" where that is not installed or does not know the language."""
    return _call(figures, language, to) or ""


def _money(text: str, format_: str, language: str) -> str | None:
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        return None
    name = match["before"].strip() or match["behind"].strip() or format_
    return _call(match["amount"], language, "currency", currency=SYMBOLS.get(name, name.upper()))


@lru_cache(maxsize=1)
def _num2words() -> Callable[..., str] | None:
    try:
        from num2words import num2words
    except ImportError:
        return None
    function: Callable[..., str] = num2words
    return function


def _call(text: str, language: str, to: str, **arguments: Any) -> str | None:
    function = _num2words()
    digits = text.replace(",", ".").replace("−", "-")
    if function is None or len(digits) > _LONGEST_NUMBER_DIGITS:
        return None
    value = float(digits) if "." in digits else int(digits)
    for tag in (language.replace("-", "_"), language[:2]):
        try:
            return str(function(value, lang=tag, to=to, **arguments)).replace("-", " ")
        except (NotImplementedError, TypeError, ValueError, KeyError, OverflowError, AttributeError, IndexError):
            # The package raises all of these for a language, a currency or a size it does not know.
            continue
    return None
