"""Figures in what a model writes → the number words that a grammar has for them.

A run of figures may be said in many ways: "4582" is "four five eight two", "forty five eighty two", "four thousand
five hundred eighty two". Which of these a grammar takes is found as the figures come, each by the words that may stand
for it where it stands; no list of readings is made.
"""

from __future__ import annotations

ONES = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
)  # fmt: skip
TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
ORDINAL_ONES = (
    "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
)  # fmt: skip
ORDINAL_TEENS = (
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth",
)  # fmt: skip
ORDINAL_TENS = (
    "", "", "twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth",
)  # fmt: skip
ZEROS = ("zero", "oh", "o", "nought", "naught", "null", "nil")
SCALES = (("thousand",), ("million", "thousand"), ("billion", "million", "thousand"))
"""What is said behind each group of three figures but the last, in numbers of two, three and four groups."""
REPEATS = {"double": 2, "triple": 3, "treble": 3}
SUFFIXES = ("st", "nd", "rd", "th")

WORDS = frozenset(
    {*ONES, *TEENS, *TENS, *ORDINAL_ONES, *ORDINAL_TEENS, *ORDINAL_TENS, *ZEROS, *SCALES[-1], *REPEATS, "hundred", "a"}
) - {""}
"""Words one of which has to be expected where figures are to mean anything."""


def digit_words(figure: int) -> tuple[str, ...]:
    """How a figure is said alone."""
    return ZEROS if figure == 0 else (ONES[figure],)
