"""Amounts of money: a sign, an ISO 4217 code or a name before or behind a number, "million", ranges, "per month"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.numbers import figure, known_magnitude, magnitude_of, magnitude_pattern, number_pattern
from engine.wording.figures import SIGN
from engine.wording.language import Place, Shape
from engine.wording.patterns import DIGITS, alternatives
from engine.wording.stops import closing_stop
from engine.wording.vocabulary.nouns import Currency

if TYPE_CHECKING:
    from engine.wording.language import Language

CODES = (
    "USD EUR GBP JPY CNY INR KRW ILS RUB UAH TRY CHF CAD AUD NZD SGD HKD MXN BRL SEK NOK DKK PLN CZK HUF RON BGN ZAR "
    "AED SAR THB ARS CLP COP PEN PHP IDR MYR VND TWD EGP NGN KES MAD ISK KZT"
)
"""ISO 4217 codes that are looked for in running text; a say-as takes all that CLDR names."""


def shapes(language: Language) -> list[Shape]:
    number, magnitude = number_pattern(language), magnitude_pattern(language)
    signs = language.all_currency_signs
    # Before a number stand signs, and letters only where they are no word.
    before = _alternatives([sign for sign in signs if sign not in language.signs_only_behind] + CODES.split())
    behind = _alternatives([*signs, *CODES.split()])
    per = _per(language)
    first = "".join({sign[0] for sign in signs if not sign[0].isalpha()}) + "aA"
    prefixed = re.compile(
        rf"{SIGN}(?P<sign>{before})[ \u00a0]{{0,2}}(?P<minus>[-−](?=\d))?(?P<number>{number}){magnitude}?"
        rf"(?:[ ]?[-–—][ ]?(?:(?P=sign)[ \u00a0]?)?(?P<last>{number})"
        rf"{magnitude.replace('<magnitude>', '<last_magnitude>')}?)?{per}(?![^\W_])"
    )
    suffixed = re.compile(
        rf"{SIGN}(?P<number>{number})(?:[ ]?[-–—][ ]?(?P<last>{number}))?{magnitude}?"
        rf"[ \u00a0]?(?P<sign>{behind}){per}(?![^\W_])"
    )
    found = [
        Shape("amount", prefixed, _prefixed, 40, first + "-−+±"),
        Shape("amount", suffixed, _suffixed, 35, DIGITS + "-−+±.,"),
    ]
    letters = {sign[0] for sign in signs if sign[0].isalpha() and not sign[0].isascii()}
    if letters:
        found.append(Shape("amount", prefixed, _prefixed, 40, "".join(letters)))
    return found


def _alternatives(names: list[str]) -> str:
    ordered = sorted(dict.fromkeys(names), key=len, reverse=True)
    firsts = re.escape("".join(sorted({name[0] for name in ordered})))
    written = [rf"{re.escape(name)}(?![^\W\d_])" if name[-1].isalpha() else re.escape(name) for name in ordered]
    return f"(?=[{firsts}])(?:{'|'.join(written)})"


def _per(language: Language) -> str:
    names = sorted(language.per, key=len, reverse=True)
    behind = sorted(language.per_behind, key=len, reverse=True)
    # A full stop is an abbreviation's only where the sentence goes on.
    stop = r"(?:\.(?=[,;]|[ \u00a0][^\W\d_A-Z]))?(?!\w)"
    slashed = rf"[ ]?/[ ]?(?P<per>{alternatives(names)}){stop}" if names else "(?P<per>(?!))"
    bare = rf"[ ]?(?P<per_behind>{alternatives(behind)})(?!\w)"
    return f"(?:{slashed}|{bare})?"


def _prefixed(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    sign = match[0].lstrip()[0]
    number = ("-" if match["minus"] or sign in "-−" else sign if sign in "+±" else "") + match["number"]
    return _spoken(number, match["last"], match, place, language)


def _suffixed(match: re.Match[str], place: Place) -> str | None:
    sign = match[0].lstrip()[0]
    number = ("-" if sign in "-−" else sign if sign in "+±" else "") + match["number"]
    return _spoken(number, match["last"], match, place, place.language)


def _spoken(number: str, last: str | None, match: re.Match[str], place: Place, language: Language) -> str | None:
    code = language.all_currency_signs.get(match["sign"], match["sign"])
    currency = language.currency(code)
    first = figure(number, language)
    if currency is None or first is None:
        return None
    per = language.per[match["per"]] if match["per"] else language.per_behind.get(match["per_behind"] or "", "")
    if not per:
        currency = Currency(
            language.noun_at(currency.major, place),
            currency.minor and language.noun_at(currency.minor, place),
            currency.minor_digits,
        )
    magnitude = magnitude_of(match, language)
    joint = known_magnitude(match.groupdict().get("last_magnitude") or "", language)
    if last:
        second = figure(last, language)
        if second is None:
            return None
        opening, closing = language.ends()
        ending = closing.money(second, currency, joint or magnitude)
        if first.fraction.strip("0") and not (joint or magnitude):
            start = opening.money(first, currency)
        else:
            whole = first if joint or magnitude else first._replace(fraction="")
            start = opening.number(whole, currency.major.gender)
        words = language.joined(start, ending, place)
    else:
        words = language.money(first, currency, magnitude)
    return (language.for_each(words, per) if per else words) + closing_stop(match[0], place)


_SAID = re.compile(
    r"\s*+(?P<minus>[-−])?\s*+(?P<before>[^\d\s.,+−-]{1,4}?)?\s*+(?P<minus2>[-−])?\s*+"
    r"(?P<number>[.,]?\d[\d.,' \u00a0\u202f]{0,60})(?P<behind>[^\d]{0,16})"
)


def say(text: str, currency: str, language: Language) -> str | None:
    """Read an amount: "$42.10"; None when `text` is none.

    The currency comes from the sign or code in `text`, else from `currency` (an ISO 4217 code, as the `format` of
    say-as may give it), else it is not named.
    """
    match = _SAID.fullmatch(text)
    if match is None:
        return None
    found = figure(match["number"].strip(), language)
    if found is None:
        return None
    sign = "-" if match["minus"] or match["minus2"] else ""
    found = found._replace(sign=sign)
    behind, magnitude = match["behind"].strip(), ""
    head, _, rest = behind.partition(" ")
    for written, left in ((head, rest), (behind, "")):
        if written in language.magnitudes or written.lower() in language.magnitudes:
            magnitude, behind = (written if written in language.magnitudes else written.lower()), left.strip()
            break
    name = (match["before"] or "").strip() or behind or currency
    known = _currency(name, language)
    if behind and match["before"]:
        return None
    if known is None:
        if magnitude or (behind and not behind.isalpha()):
            return None
        return f"{language.number(found)} {name}".rstrip()
    return language.money(found, known, magnitude)


def _currency(name: str, language: Language) -> Currency | None:
    return language.currency(language.all_currency_signs.get(name, name.upper())) if name else None
