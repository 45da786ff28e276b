"""Numbers as English words.

Words are separated by single spaces and never hyphenated ("forty two"): every engine reads that the same way, and a
jump by words (RFC 6787 §8.4.1) counts what is spoken. Numbers too long to be a quantity are read digit by digit.
"""

from __future__ import annotations

from functools import lru_cache

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
UNDER_TWENTY = _SMALL.split()
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = ("", " thousand", " million", " billion", " trillion", " quadrillion", " quintillion")
IRREGULAR_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
IRREGULAR_PLURALS = {"six": "sixes"}
# Beyond the last scale word nobody takes it in as a quantity.
LONGEST_CARDINAL_DIGITS = 3 * len(SCALES)


def _under_thousand(number: int) -> str:
    words = []
    hundreds, rest = divmod(number, 100)
    if hundreds:
        words.append(UNDER_TWENTY[hundreds] + " hundred")
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        words.append(TENS[tens] + (" " + UNDER_TWENTY[ones] if ones else ""))
    elif rest or not words:
        words.append(UNDER_TWENTY[rest])
    return " ".join(words)


@lru_cache(maxsize=4096)
def cardinal(number: int) -> str:
    """Return `number` as a quantity: 42 → "forty two", -7 → "minus seven"."""
    if number < 0:
        return "minus " + cardinal(-number)
    if number < 1000:
        return _under_thousand(number)
    text = str(number)
    if len(text) > LONGEST_CARDINAL_DIGITS:
        return digits(text)
    groups = []
    scale = 0
    while number:
        number, group = divmod(number, 1000)
        if group:
            groups.append(_under_thousand(group) + SCALES[scale])
        scale += 1
    return " ".join(reversed(groups))


def ordinal(number: int) -> str:
    """Return `number` as a rank: 22 → "twenty second"."""
    return rank(cardinal(number))


def rank(words: str) -> str:
    """The rank of a number in words, with or without "and": "one hundred and two" → "one hundred and second"."""
    head, _, last = words.rpartition(" ")
    if last in IRREGULAR_ORDINALS:
        last = IRREGULAR_ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return f"{head} {last}" if head else last


def digits(text: str) -> str:
    """Read the ASCII digits of `text` one by one and drop everything else: "4-2" → "four two"."""
    return " ".join([UNDER_TWENTY[ord(char) - 48] for char in text if "0" <= char <= "9"])


def number(text: str) -> str:
    """Read a written number: "1,234.50" → "one thousand two hundred thirty four point five zero".

    `text` is an optional sign, digits with optional grouping commas, and an optional decimal part; ".5" is allowed.
    Whoever calls has matched that form; a leading zero ("007") makes it a digit string.
    """
    sign = ""
    if text[0] in "+-−":
        sign = "plus " if text[0] == "+" else "minus "
        text = text[1:]
    whole, point, fraction = text.replace(",", "").partition(".")
    if (len(whole) > 1 and whole[0] == "0") or len(whole) > LONGEST_CARDINAL_DIGITS:
        words = digits(whole)
    else:
        words = cardinal(int(whole)) if whole else "zero"
    if point and fraction:
        words += " point " + digits(fraction)
    return sign + words


def year(value: int) -> str:
    """Read a year: 1999 → "nineteen ninety nine", 2005 → "two thousand five", 2024 → "twenty twenty four"."""
    century, rest = divmod(value, 100)
    if value < 1000 or value > 9999 or (century % 10 == 0 and rest < 10):
        return cardinal(value)
    if rest == 0:
        return cardinal(century) + " hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def plural(words: str) -> str:
    """Return the plural of a number's last word: "nineteen twenty" → "nineteen twenties"."""
    if words.endswith("y"):
        return words[:-1] + "ies"
    head, _, last = words.rpartition(" ")
    last = IRREGULAR_PLURALS.get(last, last + "s")
    return f"{head} {last}" if head else last


def fraction(numerator: int, denominator: int) -> str:
    """Read a fraction: 1/2 → "one half", 3/4 → "three quarters", 5/8 → "five eighths".

    A denominator below 2 has no such name and is read "over".
    """
    top = cardinal(numerator)
    if denominator < 2:
        return f"{top} over {cardinal(denominator)}"
    if denominator == 2:
        return f"{top} half" if numerator == 1 else f"{top} halves"
    name = "quarter" if denominator == 4 else ordinal(denominator)
    return f"{top} {name}" if numerator == 1 else f"{top} {name}s"
