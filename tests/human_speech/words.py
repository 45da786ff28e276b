"""The words of the corpus, the recordings that hold them, and grammars over them."""

import re
from collections.abc import Iterable

DIGITS = {
    "en-US": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "es-MX": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    "fr-CA": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    "it-IT": ("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"),
    "ru-RU": ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"),
}
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

# Words and phrases with the recordings in which each is said.
LETTERS = {letter: f"letters/{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"}
ALPHABET = {
    word: f"phonetic/{word[0]}_p"
    for word in (
        "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima",
        "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey",
        "x-ray", "yankee", "zulu",
    )
}  # fmt: skip
DAYS = {
    day: f"digits/day-{number}"
    for number, day in enumerate(("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"))
}
MONTHS = {
    month: f"digits/mon-{number}"
    for number, month in enumerate(
        (
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        )
    )
}  # fmt: skip
MENUS = {
    "tuning": {
        "activated": "activated",
        "all circuits are busy now": "all-circuits-busy-now",
        "call forward on no answer": "call-fwd-no-ans",
        "cancelled": "cancelled",
        "from an unknown caller": "from-unknown-caller",
        "hello": "hello",
        "invalid choice": "conf-errormenu",
        "location": "location",
        "message deleted": "vm-deleted",
        "no more messages": "vm-nomore",
        "password": "vm-password",
        "to call this number": "to-call-this-number",
        "urgent": "vm-Urgent",
        "work": "vm-Work",
    },
    "held_out": {
        "call forwarding": "call-forwarding",
        "call waiting": "call-waiting",
        "do not disturb": "do-not-disturb",
        "extension": "extension",
        "family": "vm-Family",
        "friends": "vm-Friends",
        "goodbye": "goodbye",
        "hello world": "hello-world",
        "hold time": "queue-reporthold",
        "information about your last call": "info-about-last-call",
        "one moment please": "one-moment-please",
        "please try again": "please-try-again",
        "speed dial": "speed-dial",
        "telephone number": "telephone-number",
    },
}
SOUNDS = {"tuning": ("beep", "ascending-2tone"), "held_out": ("beeperr", "descending-2tone", "tt-monkeys")}
"""Recordings in which nobody speaks."""
SOUND_LIKE_OTHERS = frozenset({"for", "to", "too", "oh", "are", "you", "your", "be", "see", "tea", "why", "yes", "no"})
"""Short words that a listener, too, may take for a digit or a letter: no fair test of refusing."""
CORRECTIONS = {
    "invalid": "I'm sorry, that is not a valid extension.  Please try again.",
    "pbx-invalid": "I am sorry, but that's not a valid extension.  Please try again.",
    "pbx-invalidpark": "I am sorry, but there is no call parked on that extension.  Please try again.",
    "queue-periodic-announce": "All of our representatives are currently busy. Please stay on the line and your call "
    "will be answered by the next available representative.",
    "unidentified-no-callback": "Unidentified or withheld and therefore cannot be called back.",
}
"""What is said in recordings whose text in the package differs."""
SYMBOLS = {"*": "star", "#": "pound"}


def digits_grammar(language: str) -> str:
    """Return a grammar of one to sixteen digits."""
    return _abnf(f"({' | '.join(DIGITS[language])})<1-16>", language)


def list_grammar(phrases: Iterable[str]) -> str:
    """Return a grammar of any one of these phrases."""
    return _abnf(" | ".join(phrases))


def _abnf(rule: str, language: str = "en-US") -> str:
    return f"#ABNF 1.0 UTF-8;\nlanguage {language};\nroot $said;\npublic $said = {rule};\n"


YES_NO = list_grammar(("yes", "no"))
_ONES = " | ".join(DIGITS["en-US"][1:])
_BELOW_100 = f"({_ONES} | {' | '.join(_TEENS)} | ({' | '.join(_TENS)}) [{_ONES}])"
NUMBERS = _abnf(f"({_ONES}) hundred [{_BELOW_100}] | {_BELOW_100}")
"""One to 999, without "and"."""


def spoken_number(number: int) -> list[tuple[str, str]]:
    """Return a number of 1 to 999 as its words, each with the recording below digits/ that says it."""
    spoken: list[tuple[str, str]] = []
    if number >= 100:
        spoken += [(DIGITS["en-US"][number // 100], str(number // 100)), ("hundred", "hundred")]
    below = number % 100
    if below >= 20:
        spoken.append((_TENS[below // 10 - 2], str(below // 10 * 10)))
        below %= 10
    if below >= 10:
        spoken.append((_TEENS[below - 10], str(below)))
    elif below:
        spoken.append((DIGITS["en-US"][below], str(below)))
    return spoken


def plain(text: str) -> list[str]:
    """Return the words of a written text in lower case, without punctuation."""
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
