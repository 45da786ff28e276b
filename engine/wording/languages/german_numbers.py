"""The names of German numbers."""

from __future__ import annotations

from functools import lru_cache

from engine.wording.languages import german_tables as tables


@lru_cache(maxsize=4096)
def cardinal(number: int) -> str:
    """A quantity that counts nothing; num2words errs at 101000 ("einhunderteinstausend")."""
    if number < 0:
        return f"minus {cardinal(-number)}"
    if number < 1_000_000:
        return _below_million(number, "eins")
    words = []
    for power in range(len(tables.SCALES), 0, -1):
        count, number = divmod(number, 1000 ** (power + 1))
        if count:
            single, several = tables.SCALES[power - 1]
            words.append(f"eine {single}" if count == 1 else f"{_below_million(count, 'eine')} {several}")
    if number:
        words.append(_below_million(number, "eins"))
    return " ".join(words)


def _below_million(number: int, last: str) -> str:
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        return f"{_below_thousand(thousands, 'ein')}tausend{_below_thousand(rest, last) if rest else ''}"
    return _below_thousand(number, last)


def _below_thousand(number: int, last: str) -> str:
    """`last` is what a one at the end is called: "ein" before "tausend"."""
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = "ein" if hundreds == 1 else tables.UNITS_AND_TEENS[hundreds]
        return f"{head}hundert{_below_thousand(rest, last) if rest else ''}"
    if number == 1:
        return last
    if number < 20:
        return tables.UNITS_AND_TEENS[number]
    tens, unit = divmod(number, 10)
    if not unit:
        return tables.TENS[tens]
    return f"{'ein' if unit == 1 else tables.UNITS_AND_TEENS[unit]}und{tables.TENS[tens]}"


@lru_cache(maxsize=4096)
def ordinal_stem(number: int) -> str:
    """An ordinal without its ending; num2words has "nullte" and "millionste" right, but not "zweimillionste"."""
    words = cardinal(number)
    for written, stem in tables.ORDINAL_ENDS.items():
        if words.endswith(written) and 0 < number % 100 < 20:
            return words[: -len(written)] + stem
    if number % 1_000_000 == 0 and number:
        one = words.replace("eine ", "").replace(" ", "").lower()
        return one.removesuffix("en").removesuffix("e") + "st"
    return words + ("t" if 0 < number % 100 < 20 or number == 0 else "st")


def compounded(number: int) -> str:
    """A number as the first part of a word: "ein", "zwei"."""
    words = cardinal(number)
    return words.removesuffix("s") if words.endswith("eins") else words
