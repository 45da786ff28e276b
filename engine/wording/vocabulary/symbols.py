"""Signs that mean the same in every language."""

from __future__ import annotations

CURRENCY_SIGNS = {
    "$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₹": "INR", "Rs.": "INR", "Rs": "INR",
    "₩": "KRW", "₪": "ILS", "₽": "RUB", "₺": "TRY", "₴": "UAH", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL", "MX$": "MXN", "zł": "PLN", "฿": "THB", "₫": "VND",
    "₱": "PHP", "₦": "NGN", "₸": "KZT", "kr": "SEK", "Kč": "CZK", "Ft": "HUF", "CHF": "CHF", "元": "CNY", "円": "JPY",
    "RMB": "CNY", "TL": "TRY", "руб.": "RUB", "руб": "RUB", "р.": "RUB", "lei": "RON",
}  # fmt: skip
"""A sign or a symbol of letters → ISO 4217. Before a number only those that are no ordinary word are looked for."""
QUIET = frozenset(
    " ,.;:!?'\"()[]{}-–—…«»„“”―‥‘’‚‹›¿¡。、，．；：！？「」『』（）［］【】《》〈〉・|\\_`\n\t\r।،؛؟\u200c\u200d\ufe0f"
)
"""Signs of punctuation: nothing is said for them in running text."""
VULGAR_FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
    "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
