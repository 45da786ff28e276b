"""What callers say to the built-in grammars, made up word by word with what it means: all seeded.

Made without the grammars, so that these can be measured by it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
YES = (
    "yes", "yeah", "yes please", "sure", "okay", "that's right", "that is correct", "correct", "yes that's right",
    "of course", "yes sir", "right", "yep", "absolutely",
)  # fmt: skip
NO = (
    "no", "nope", "no thanks", "no thank you", "wrong", "that's wrong", "that is incorrect", "no that's not right",
    "no sir", "not at all", "that is not correct",
)  # fmt: skip
STRANGE = (
    "my number is five five five one two one two", "call me at home", "five five five point two", "the blue one",
    "I would like to speak to somebody", "what do you mean", "one moment please", "maybe tomorrow", "five or six",
    "no problem at all", "the second one", "half a dozen", "seven of nine", "double trouble", "eight hundred miles",
    "not yet", "I do not know", "six pack", "area fifty one is closed", "three blind mice", "ten past the hour",
    "area code please", "operator", "can you repeat that", "two for the price of one", "who is this", "nine lives",
)  # fmt: skip
"""No answer to anything that is asked."""


class Answer(NamedTuple):
    """What is said, and the value of the built-in grammar for it."""

    said: str
    value: object


def below_100(number: int) -> str:
    """In words."""
    if number < 10:
        return ONES[number]
    if number < 20:
        return TEENS[number - 10]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f" {ONES[ones]}" if ones else "")


def cardinal(rng: random.Random, number: int) -> str:
    """In words, with "and" or without."""
    if number >= 1000:
        rest = f" {cardinal(rng, number % 1000)}" if number % 1000 else ""
        return f"{cardinal(rng, number // 1000)} thousand{rest}"
    if number >= 100:
        rest = f" {rng.choice(('', 'and '))}{below_100(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100]} hundred{rest}"
    return below_100(number)


def _figures(rng: random.Random, count: int) -> tuple[str, str]:
    digits = "".join(rng.choice("0123456789") for _ in range(count))
    return " ".join(rng.choice(("zero", "oh")) if one == "0" else ONES[int(one)] for one in digits), digits


def _phone_group(rng: random.Random, kinds: Sequence[str]) -> tuple[str, str]:
    figure = rng.randrange(1, 10)
    kind = rng.choice(kinds)
    if kind == "double":
        return f"double {ONES[figure]}", f"{figure}" * 2
    if kind == "triple":
        return f"triple {ONES[figure]}", f"{figure}" * 3
    if kind == "pair":
        number = rng.choice([one for one in range(10, 100) if one < 20 or one % 10])
        return below_100(number), str(number)
    return _figures(rng, 3)


def phone(rng: random.Random) -> Answer:
    """Area codes, hundreds, pairs, doubles, "oh", extensions."""
    words: list[str] = []
    value = ""
    kinds = ["figures", "pair"]
    if rng.random() < 0.3:
        said, value = _figures(rng, 3)
        words += ["area code", said]
    elif rng.random() < 0.3:
        first = rng.choice(("", "1"))
        more, digits = _figures(rng, 3)
        words += [*(["one"] if first else []), "eight hundred", more]
        value = f"{first}800{digits}"
    else:
        # Behind others the recogniser writes figures, and swallows the word: nothing is left by which to know it.
        kinds += ["double", "triple"]
    for said, digits in [_phone_group(rng, kinds) for _ in range(rng.randrange(1, 3))]:
        words.append(said)
        value += digits
    said, digits = _figures(rng, 4)
    if rng.random() < 0.2:
        count = rng.choice((*range(1, 10), *range(11, 20)))
        said, digits = (f"{below_100(count)} hundred", f"{count}00")
    words.append(said)
    value += digits
    if rng.random() < 0.25:
        said, digits = _figures(rng, rng.randrange(1, 4))
        words += ["extension", said]
        value += f"x{digits}"
    return Answer(" ".join(words), value)


def digits(rng: random.Random) -> Answer:
    """One by one."""
    return Answer(*_figures(rng, rng.randrange(3, 9)))


def boolean(rng: random.Random) -> Answer:
    """Short, with and without politeness."""
    value = rng.random() < 0.5
    return Answer(rng.choice(YES if value else NO), value)


def number(rng: random.Random) -> Answer:
    """Whole, negative, with decimals."""
    whole = rng.choice((rng.randrange(100), rng.randrange(1000), rng.randrange(200_000)))
    said, value = cardinal(rng, whole), str(whole)
    if rng.random() < 0.3:
        more, decimals = _figures(rng, rng.randrange(1, 4))
        said, value = f"{said} point {more}", f"{value}.{decimals}"
    if rng.random() < 0.2:
        said, value = f"minus {said}", f"-{value}"
    return Answer(said, value)


def currency(rng: random.Random) -> Answer:
    """Dollars, euros, pounds, and cents."""
    whole, cents = rng.choice((rng.randrange(2, 100), rng.randrange(100, 3000))), rng.randrange(2, 100)
    unit, code = rng.choice((("dollars", "USD"), ("euros", "EUR")))
    said = f"{cardinal(rng, whole)} {unit}"
    if rng.random() < 0.5:
        return Answer(f"{said} and {below_100(cents)} cents", f"{code}{whole}.{cents:02}")
    return Answer(said, f"{code}{whole}.00")


def date(rng: random.Random) -> Answer:
    """Month and day, with and without a year."""
    month, day = rng.randrange(12), rng.randrange(1, 21)
    said = rng.choice((f"{MONTHS[month]} {ORDINALS[day - 1]}", f"the {ORDINALS[day - 1]} of {MONTHS[month]}"))
    year = "????"
    if rng.random() < 0.6:
        century, rest = rng.choice((19, 20)), rng.randrange(10, 100)
        said, year = f"{said} {TEENS[9] if century == 19 else TENS[0]} {below_100(rest)}", f"{century}{rest}"
    return Answer(said, f"{year}{month + 1:02}{day:02}")


def time(rng: random.Random) -> Answer:
    """On a clock of twelve hours."""
    hour, minute = rng.randrange(1, 13), rng.choice((0, 15, 30, rng.randrange(1, 60)))
    name = below_100(hour)
    if minute == 0:
        said = f"{name} o'clock"
    elif minute < 10:
        said = f"{name} oh {ONES[minute]}"
    else:
        said = rng.choice((f"{name} {below_100(minute)}", *_quarters(minute, name)))
    half, mark = rng.choice((("", "?"), (" a m", "a"), (" p m", "p"), (" in the morning", "a"), (" at night", "p")))
    return Answer(said + half, f"{hour:02}{minute:02}{mark}")


def _quarters(minute: int, hour: str) -> Iterator[str]:
    if minute in (15, 30):
        yield f"{'quarter' if minute == 15 else 'half'} past {hour}"


ANSWERS: dict[str, Callable[[random.Random], Answer]] = {
    "boolean": boolean, "currency": currency, "date": date, "digits": digits, "number": number, "phone": phone,
    "time": time,
}  # fmt: skip


def answers(kind: str, count: int, seed: int = 6) -> list[Answer]:
    """Different answers to a question for a `kind` of built-in grammar."""
    rng = random.Random(f"{kind} {seed}")
    found: dict[str, Answer] = {}
    for _ in range(50 * count):
        answer = ANSWERS[kind](rng)
        found.setdefault(answer.said, answer)
        if len(found) == count:
            break
    return list(found.values())


def strange(kind: str, count: int, seed: int = 6) -> list[str]:
    """What is said to other questions, or is no answer at all."""
    rng = random.Random(f"strange {kind} {seed}")
    others = [answer.said for other in ANSWERS if other != kind for answer in answers(other, count, seed)]
    return [*rng.sample(STRANGE, min(count // 2, len(STRANGE))), *rng.sample(others, count - count // 2)]
