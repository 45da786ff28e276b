"""What English plain text says with figures, signs and abbreviations, as words.

One pass with one alternation for figures (only over text that has one), one for abbreviations, one for signs. Each
alternative is a named group with a function of the same name; the first that matches wins, so the order of `_FIGURES`
is the order of precedence: an amount before a number, a date before a fraction.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.wording import clock, dates, numbers, telephone, units
from engine.wording.money import MONEY, money

# Groups are counted, and chains below begin where they do: from each of their parts, they would be read to their end.
_NUMBER = r"\d{1,3}(?:,\d{3}){1,12}(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_SIGNED = rf"(?:(?<![\w)])[-−+])?(?:{_NUMBER})"

_FIGURES = {
    "money": MONEY,
    "named_date": rf"\b(?:{dates.NAMED_DATE})\b",
    "numeric_date": rf"(?<![\w./-])(?:{dates.NUMERIC_DATE})(?![\w/-]|\.\d)",
    "time": rf"(?<![\w:.])(?:{clock.CLOCK_TIME})(?![\w:])",
    # "9am-5pm", "$5-$10", "20%-30%": the figures around it are matched on their own.
    "span": (
        r"(?<=[\dmM%])\s?[-–]\s?"
        r"(?=[$€£¥]\d|\d+(?:[.,]\d+)?\s?%|\d{1,2}(?::\d\d)?\s?[aApP]\.?[mM]\b|\d{1,2}:\d\d)"
    ),
    "years": r"(?<![\w.,-])(?:1[6-9]|20)\d\d(?: ?[-–] ?| to | and )(?:1[6-9]|20)\d\d(?![\w-]|[.,]\d)",
    "telephone": (
        r"(?<![\w.])(?:\+\d[\d ().-]{5,18}\d|(?:1[-. ])?\(\d{3}\) ?\d{3}[-. ]?\d{4}|"
        r"(?:1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}|\d{3}-\d{4}|"
        r"(?<![A-Z0-9]-)1-8\d\d-[A-Z0-9]+(?:-[A-Z0-9]+)*|(?<!\d-)\d+(?:-\d+){2,})(?!\w|-\d)"
        r"(?:,? ?(?:ext(?:ension|\.)?|x) ?\d{1,6}\b)?"
    ),
    "dotted": r"(?<![\w.])\d+(?:\.\d+){2,}(?!\w)",
    "fraction": r"(?<![\w./])(?:(?:\d+ )?\d{1,3}/\d{1,3})(?![\w/])",
    "decade": r"(?<!\w)(?:'\d0s|[12]\d\d0s|\d0s)\b",
    "ordinal": r"(?<![\w.])\d{1,3}(?:,?\d{3}){0,6}(?:st|nd|rd|th)\b",
    "measure": rf"(?<![\w.]){_SIGNED}(?:{units.UNIT})",
    "feet": r"(?<![\w.])\d{1,2}' ?\d{1,2}(?:\"|'')",
    "hash": r"(?:#|№\s?)\d+\b",
    "year": (
        r"(?:(?<=\b[iI]n )|(?<=\b[sS]ince )|(?<=\byear )|(?<=\bQ[1-4] ))[12]\d{3}\b(?![,.]\d)"
        r"|(?<=\b(?:of|by) )(?:19|20)\d\d\b(?![,.]\d)"
    ),
    "range": r"(?<![\w.,-])\d+(?:\.\d+)? ?[-–] ?\d+(?:\.\d+)?(?:"
    rf"{units.UNIT})?(?![\w-]|[.,]\d)",
    "about": r"~\s?(?=\d)",
    # "3D", "10k", "v2.0" are for the engine.
    "number": rf"(?<![\w.]){_SIGNED}(?!\w)",
}

_ABBREVIATIONS = {
    "Mr": "Mister",
    "Mrs": "Missus",
    "Ms": "Miz",
    "Prof": "Professor",
    "Gen": "General",
    "Sgt": "Sergeant",
    "Capt": "Captain",
    "Lt": "Lieutenant",
    "Rev": "Reverend",
    "Jr": "Junior",
    "Sr": "Senior",
    "Ave": "Avenue",
    "Blvd": "Boulevard",
    "Rd": "Road",
    "Hwy": "Highway",
    "Apt": "Apartment",
    "Rm": "Room",
    "Ext": "Extension",
    "ext": "extension",
    "Dept": "Department",
    "Inc": "Incorporated",
    "Corp": "Corporation",
    "Ltd": "Limited",
    "approx": "approximately",
    "appt": "appointment",
    "etc": "et cetera",
    "vs": "versus",
}
_SIGN_WORDS = {
    "&": "and",
    "@": "at",
    "=": "equals",
    "+": "plus",
    "×": "times",
    "÷": "divided by",
    "≤": "less than or equal to",
    "≥": "greater than or equal to",
    "≠": "not equal to",
    "≈": "about",
    "→": "to",
    "©": "copyright",
    "®": "registered",
    "™": "trademark",
    "½": "one half",
    "¼": "one quarter",
    "¾": "three quarters",
    "€": "euro",
    "£": "pound",
    "°": "degrees",
    "№": "number",
}
_WORDS = {
    "street": r"\bSt\.(?P<street_next>\s+[A-Z])?",
    "doctor": r"\bDr\.(?P<doctor_next>\s+[A-Z])?",
    "number_sign": r"\bNo\.(?=\s?\d)",
    "latin": r"\b(?:e\.g\.|i\.e\.)",
    "abbreviation": rf"\b(?:{'|'.join(_ABBREVIATIONS)})\.",
}


def _compile(groups: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in groups.items()))


# None begins with a small letter but "the" and "zł": that one look spares most places the whole alternation.
_FIGURES_PATTERN = re.compile(f"(?![a-su-y])(?:{_compile(_FIGURES).pattern})")
_WORDS_PATTERN = _compile(_WORDS)


def plain(text: str, *, month_first: bool = True) -> str:
    """Return English `text` with its figures, signs and abbreviations as words; what is not understood stays as it is.

    `month_first` is the reading of "3/4/2025": American (the default) or not.
    """
    if "." in text:
        text = _WORDS_PATTERN.sub(_replace_word, text)
    if _HAS_ADDRESS.search(text):
        text = _ADDRESS.sub(lambda match: address(match[0]), text)
    if _HAS_FIGURE.search(text):
        text = _FIGURES_PATTERN.sub(_replace_american if month_first else _replace_british, text)
    # Last, since "@" and "€" belong to addresses and amounts first.
    if _SIGN.search(text):
        text = _BLANKS.sub(" ", _BLANKS_BEFORE_STOP.sub(r"\1", _SIGN.sub(_sign, text)))
    return text


# Nobody hears out a longer number, and Python refuses to read one of more than 4,300 digits.
LONGEST_FIGURE = 1000
_HAS_FIGURE = re.compile(r"[0-9]")
_HAS_ADDRESS = re.compile(r"@|www\.|://")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?')]|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
)
# A run of blanks is looked at from its first one only, here and below.
_SIGN = re.compile("(?:(?<!\\s)\\s++)?([" + re.escape("".join(_SIGN_WORDS)) + "])\\s*")
_BLANKS = re.compile(r"\s{2,}")
_SOLID = re.compile(r"\S")
_RUN = re.compile(r"\d+")
_BLANKS_BEFORE_STOP = re.compile(r"(?<!\s)\s++([,.;:!?]|\Z)")


def _sign(match: re.Match[str]) -> str:
    before = " " if match.start() else ""
    return f"{before}{_SIGN_WORDS[match[1]]} "


def _replace_american(match: re.Match[str]) -> str:
    return _replace_figure(match, month_first=True)


def _replace_british(match: re.Match[str]) -> str:
    return _replace_figure(match, month_first=False)


def _replace_figure(match: re.Match[str], *, month_first: bool) -> str:
    name = match.lastgroup or ""
    if len(match[0]) > LONGEST_FIGURE:
        return _RUN.sub(lambda run: f" {numbers.digits(run[0])} ", match[0]).strip()
    if name == "numeric_date":
        return dates.date(match[0], month_first=month_first) or match[0]
    return _FIGURE_WORDS[name](match[0])


def _or_same(function: Callable[[str], str | None]) -> Callable[[str], str]:
    def words(text: str) -> str:
        return function(text) or text

    return words


def address(text: str) -> str:
    """Read a URL or mail address: "www.example.com/a" → "www dot example dot com slash a"."""
    text = re.sub(r"^https?://", "", text).rstrip("/")
    for sign, word in ((".", " dot "), ("/", " slash "), ("@", " at "), ("-", " dash "), ("_", " underscore ")):
        text = text.replace(sign, word)
    text = re.sub(r"\d+", lambda run: f" {numbers.digits(run[0])} ", text)
    return " ".join(text.split())


_DENOMINATORS = frozenset([*range(2, 11), 12, 16, 20, 32, 50, 64, 100])
_SLASHED = frozenset({(24, 7), (50, 50), (9, 11)})


def fraction(text: str) -> str:
    """Read "3/4" or "2 1/2"; what is no usual fraction is read as two numbers: "24/7", "120/80"."""
    whole, _, rest = text.rpartition(" ")
    top, bottom = (int(part) for part in rest.split("/"))
    if not whole and (top >= bottom or bottom not in _DENOMINATORS):
        joint = " " if (top, bottom) in _SLASHED else " over "
        return f"{numbers.cardinal(top)}{joint}{numbers.cardinal(bottom)}"
    words = numbers.fraction(top, bottom)
    return f"{numbers.cardinal(int(whole))} and {'a' + words[3:] if top == 1 else words}" if whole else words


def _ordinal(text: str) -> str:
    return numbers.ordinal(int(text[:-2].replace(",", "")))


_RANGE_PARTS = re.compile(r"(?<![\d.])([\d.]++) ?[-–] ?([\d.]+)\s?(.*)", re.DOTALL)
_MEASURE_PARTS = re.compile(r"([-+−]?(?<![\d.,])(?:[.,]*+\d)++)\s?(.*)", re.DOTALL)


def _measure(text: str) -> str:
    number, symbol = _MEASURE_PARTS.findall(text)[0]
    return f"{numbers.number(number)} {units.unit(symbol, single=number == '1')}"


def _feet(text: str) -> str:
    feet, inches = re.findall(r"\d+", text)
    return f"{numbers.number(feet)} {'foot' if feet == '1' else 'feet'} {numbers.number(inches)}"


def _range(text: str) -> str:
    low, high, unit = _RANGE_PARTS.findall(text)[0]
    words = f"{numbers.number(low)} to {numbers.number(high)}"
    return f"{words} {units.unit(unit, single=False)}" if unit else words


def _years(text: str) -> str:
    first, last = text[:4], text[-4:]
    return f"{numbers.year(int(first))} {'and' if ' and ' in text else 'to'} {numbers.year(int(last))}"


# A run this long without grouping is an account or a ticket, not a quantity.
_LONGEST_QUANTITY_DIGITS = 6


def _number(text: str) -> str:
    if len(text) > _LONGEST_QUANTITY_DIGITS and text.isdigit():
        return telephone.telephone(text) if len(text) in (7, 10, 11) else numbers.digits(text)
    return numbers.number(text)


_FIGURE_WORDS: dict[str, Callable[[str], str]] = {
    "money": _or_same(money),
    "named_date": lambda text: dates.date(text) or _RUN.sub(lambda run: _number(run[0]), text),
    "time": _or_same(clock.time),
    "telephone": telephone.telephone,
    "dotted": lambda text: " dot ".join(map(_number, text.split("."))),
    "fraction": fraction,
    "decade": dates.decade,
    "ordinal": _ordinal,
    "measure": _measure,
    "feet": _feet,
    "hash": lambda text: "number " + _number(text.lstrip("#№ ")),
    "year": lambda text: numbers.year(int(text)),
    "years": _years,
    "span": lambda _: " to ",
    "about": lambda _: "about ",
    "range": _range,
    "number": _number,
}


def _replace_word(match: re.Match[str]) -> str:
    name = match.lastgroup or ""
    text = match[0]
    if name in ("street", "street_next"):
        return _title(match, "street_next", "Saint", "Street")
    if name in ("doctor", "doctor_next"):
        return _title(match, "doctor_next", "Doctor", "Drive")
    if name == "abbreviation":
        following = match.string[match.end() : match.end() + 1]
        return _ABBREVIATIONS[text[:-1]] + (" " if following.isalpha() else _stop(match))
    return {"No.": "number", "e.g.": "for example", "i.e.": "that is"}[text]


def _title(match: re.Match[str], following: str, title: str, road: str) -> str:
    """Tell "St. James" from "Main St.": a capital behind makes a title, unless a number stands just before."""
    if match[following] and not _follows_figure(match.string, match.start()):
        return title + match[following]
    return road + (match[following] or _stop(match))


def _follows_figure(text: str, end: int) -> bool:
    # Not by cutting the text: it is long, and has many abbreviations.
    while end and text[end - 1].isspace():
        end -= 1
    return end > 0 and text[end - 1].isdigit()


def _stop(match: re.Match[str]) -> str:
    # The full stop of an abbreviation at the end also ends the sentence.
    return "" if _SOLID.search(match.string, match.end()) else "."
