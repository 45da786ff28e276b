"""Amounts of money as English words."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.wording.numbers import cardinal, number


class Currency(NamedTuple):
    """Names of a currency."""

    one: str
    many: str
    minor_one: str = "cent"
    minor_many: str = "cents"
    minor_digits: int = 2
    """How many decimals the minor unit has; 0: there is none."""


_PENCE = ("penny", "pence")
CURRENCIES = {
    "USD": Currency("dollar", "dollars"),
    "EUR": Currency("euro", "euros"),
    "GBP": Currency("pound", "pounds", *_PENCE),
    "JPY": Currency("yen", "yen", "", "", 0),
    "CNY": Currency("yuan", "yuan", "fen", "fen"),
    "INR": Currency("rupee", "rupees", "paisa", "paise"),
    "KRW": Currency("won", "won", "", "", 0),
    "ILS": Currency("shekel", "shekels", "agora", "agorot"),
    "RUB": Currency("rouble", "roubles", "kopeck", "kopecks"),
    "UAH": Currency("hryvnia", "hryvnias", "kopiyka", "kopiykas"),
    "TRY": Currency("lira", "lira", "kurus", "kurus"),
    "CHF": Currency("Swiss franc", "Swiss francs", "centime", "centimes"),
    "CAD": Currency("Canadian dollar", "Canadian dollars"),
    "AUD": Currency("Australian dollar", "Australian dollars"),
    "NZD": Currency("New Zealand dollar", "New Zealand dollars"),
    "SGD": Currency("Singapore dollar", "Singapore dollars"),
    "HKD": Currency("Hong Kong dollar", "Hong Kong dollars"),
    "MXN": Currency("Mexican peso", "Mexican pesos", "centavo", "centavos"),
    "BRL": Currency("real", "reais", "centavo", "centavos"),
    "SEK": Currency("Swedish krona", "Swedish kronor", "ore", "ore"),
    "NOK": Currency("Norwegian krone", "Norwegian kroner", "ore", "ore"),
    "DKK": Currency("Danish krone", "Danish kroner", "ore", "ore"),
    "PLN": Currency("zloty", "zlotys", "grosz", "groszy"),
    "CZK": Currency("Czech koruna", "Czech korunas", "haler", "halers"),
    "ZAR": Currency("rand", "rand"),
    "AED": Currency("dirham", "dirhams", "fils", "fils"),
    "SAR": Currency("riyal", "riyals", "halala", "halalas"),
    "THB": Currency("baht", "baht", "satang", "satang"),
}
SYMBOLS = {
    "$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₪": "ILS", "₽": "RUB",
    "₺": "TRY", "₴": "UAH", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD",
    "R$": "BRL", "zł": "PLN", "฿": "THB",
}  # fmt: skip
MAGNITUDES = {
    "k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion", "t": "trillion",
    "tn": "trillion",
    "thousand": "thousand", "million": "million", "billion": "billion", "trillion": "trillion",
}  # fmt: skip

_SYMBOL = "|".join(re.escape(symbol) for symbol in sorted(SYMBOLS, key=len, reverse=True))
_CODE = "|".join(CURRENCIES)
_AMOUNT = r"\d{1,3}(?:,\d{3}){1,12}(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_MAGNITUDE_NAMES = "|".join(MAGNITUDES)
_MAGNITUDE = rf"\s?(?:{_MAGNITUDE_NAMES})"
MONEY = (
    rf"(?<![\w.])(?:(?:(?<![\d%])[-−])?(?:{_SYMBOL}|(?:{_CODE})\s?)\s?[-−]?(?:{_AMOUNT})(?:(?i:{_MAGNITUDE})\b)?"
    rf"|[-−]?(?:{_AMOUNT})\s?(?:[€£₹₪₽₺₴฿]|zł|(?:{_CODE})\b))(?!\d)"
)
"""Regular expression of an amount with its symbol or ISO 4217 code, before or behind."""

_PARTS = re.compile(
    rf"\s*+(?P<minus>[-−])?\s*+(?P<before>{_SYMBOL}|[A-Za-z]{{3}})?\s*+(?P<minus2>[-−])?\s*+(?P<amount>{_AMOUNT})"
    rf"(?:\s?(?P<magnitude>(?i:{_MAGNITUDE_NAMES}))\b)?\s*+(?P<behind>{_SYMBOL}|[A-Za-z]{{3}})?\s*+$"
)


def money(text: str, currency: str | None = None) -> str | None:
    """Read an amount: "$42.10" → "forty two dollars and ten cents"; None when `text` is none.

    The currency comes from the symbol or code in `text`, else from `currency` (an ISO 4217 code, as the `format` of
    say-as may give it), else it is not named.
    """
    parts = _PARTS.match(text)
    if parts is None:
        return None
    name = parts["before"] or parts["behind"] or currency or ""
    known = CURRENCIES.get(SYMBOLS.get(name, name.upper()))
    sign = "minus " if parts["minus"] or parts["minus2"] else ""
    amount = parts["amount"].replace(",", "")
    if known is None:
        return f"{sign}{number(amount)} {name}".rstrip()
    if parts["magnitude"]:
        written = parts["magnitude"].lower()
        # Case is ignored as Unicode has it: a long s counts as an s.
        return f"{sign}{number(amount)} {MAGNITUDES.get(written, written)} {known.many}"
    return sign + _amount(amount, known)


def _amount(amount: str, currency: Currency) -> str:
    whole_text, _, fraction = amount.partition(".")
    whole = int(whole_text or "0")
    if len(fraction.rstrip("0")) > currency.minor_digits:
        # "$0.125": not a sum of coins.
        return f"{number(amount)} {currency.many}"
    minor = int((fraction + "00")[: currency.minor_digits] or "0")
    major_words = f"{cardinal(whole)} {currency.one if whole == 1 else currency.many}"
    if not minor:
        return major_words
    minor_words = f"{cardinal(minor)} {currency.minor_one if minor == 1 else currency.minor_many}"
    return minor_words if not whole else f"{major_words} and {minor_words}"
