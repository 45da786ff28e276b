"""Russian numerals by case and gender.

num2words declines them only in part. A form is two letters: the case (`declined.CASES`) and the gender, "m", "a" (a
living being), "f", "n", "c" (children, days and nights: "двое"), "p" (plural, of ordinals).
"""

from __future__ import annotations

from functools import lru_cache

from engine.wording.languages.declined import CASES, listed

_TABLE = {
    0: "ноль нуля нулю ноль нулём нуле", 2: "два двух двум два двумя двух", 3: "три трёх трём три тремя трёх",
    4: "четыре четырёх четырём четыре четырьмя четырёх", 8: "восемь восьми восьми восемь восемью восьми",
    40: "сорок сорока сорока сорок сорока сорока", 90: "девяносто девяноста девяноста девяносто девяноста девяноста",
    100: "сто ста ста сто ста ста", 200: "двести двухсот двумстам двести двумястами двухстах",
    300: "триста трёхсот трёмстам триста тремястами трёхстах",
    400: "четыреста четырёхсот четырёмстам четыреста четырьмястами четырёхстах",
}  # fmt: skip
_ONE = {
    "m": "один одного одному один одним одном", "a": "один одного одному одного одним одном",
    "f": "одна одной одной одну одной одной", "n": "одно одного одному одно одним одном",
    "c": "одни одних одним одни одними одних",
}  # fmt: skip
_SIMPLE = {
    5: "пять", 6: "шесть", 7: "семь", 9: "девять", 10: "десять", 11: "одиннадцать", 12: "двенадцать", 13: "тринадцать",
    14: "четырнадцать", 15: "пятнадцать", 16: "шестнадцать", 17: "семнадцать", 18: "восемнадцать", 19: "девятнадцать",
    20: "двадцать", 30: "тридцать",
}  # fmt: skip
for _number, _word in _SIMPLE.items():
    _oblique = _word[:-1] + "и"
    _TABLE[_number] = f"{_word} {_oblique} {_oblique} {_word} {_word}ю {_oblique}"
for _number in (5, 6, 7, 8):
    _word, _oblique, _, _, _by, _ = _TABLE[_number].split()
    _tens = f"{_oblique}десяти"
    _TABLE[_number * 10] = f"{_word}десят {_tens} {_tens} {_word}десят {_by}десятью {_tens}"
for _number in (5, 6, 7, 8, 9):
    _word, _oblique, _, _, _by, _ = _TABLE[_number].split()
    _TABLE[_number * 100] = f"{_word}сот {_oblique}сот {_oblique}стам {_word}сот {_by}стами {_oblique}стах"
_FORMS = {number: words.split() for number, words in _TABLE.items()}
_COLLECTIVE = listed(". . двое трое четверо пятеро шестеро семеро")
_SCALES = (
    ("тысяча тысячи тысяче тысячу тысячей тысяче", "тысячи тысяч тысячам тысячи тысячами тысячах"),
    *[
        (f"{word} {word}а {word}у {word} {word}ом {word}е", f"{word}ы {word}ов {word}ам {word}ы {word}ами {word}ах")
        for word in ("миллион", "миллиард", "триллион", "квадриллион", "квинтиллион", "секстиллион")
    ],
)


def category(number: int) -> str:
    """What a whole number asks of its noun: "one", "few" or "many"."""
    last, two = number % 10, number % 100
    if last == 1 and two != 11:
        return "one"
    return "few" if last in (2, 3, 4) and two not in (12, 13, 14) else "many"


@lru_cache(maxsize=4096)
def cardinal(number: int, form: str) -> str:
    """A quantity in a form; numbers of more than 21 figures are not known."""
    case, gender = form[0], form[1:] or "m"
    if number < 0:
        return f"минус {cardinal(-number, form)}"
    if number == 0:
        return _FORMS[0][CASES.index(case)]
    if gender == "c" and 2 <= number <= 7 and case in "na":
        return _COLLECTIVE[number]
    groups: list[int] = []
    rest = number
    while rest:
        rest, group = divmod(rest, 1000)
        groups.append(group)
    words: list[str] = []
    for index in range(len(groups) - 1, 0, -1):
        if groups[index]:
            words += _scale(groups[index], index - 1, case, first=not words)
    return " ".join(words + _below_thousand(groups[0], case, gender))


def _scale(count: int, index: int, case: str, *, first: bool) -> list[str]:
    singular, plural = (forms.split() for forms in _SCALES[index])
    place, kind = CASES.index(case), category(count)
    # "тысяча двести", not "одна тысяча двести".
    head = [] if count == 1 and first else _below_thousand(count, case, "m" if index else "f")
    if kind == "one":
        return [*head, singular[place]]
    if case in "na":
        return [*head, singular[1] if kind == "few" else plural[1]]
    return [*head, plural[place]]


def _below_thousand(number: int, case: str, gender: str) -> list[str]:
    place = CASES.index(case)
    words = []
    hundreds, rest = number - number % 100, number % 100
    if hundreds:
        words.append(_FORMS[hundreds][place])
    if rest > 20 and rest % 10:
        words.append(_FORMS[rest - rest % 10][place])
        rest %= 10
    if rest == 1:
        words.append(_ONE.get(gender, _ONE["m"]).split()[place])
    elif rest == 2 and gender == "f" and case in "na":
        words.append("две")
    elif rest in (2, 3, 4) and gender == "a" and case == "a" and number < 5:
        words.append(_FORMS[rest][1])
    elif rest:
        words.append(_FORMS[rest][place])
    return words


# Ordinals ----------------------------------------------------------------------------------------------------------

_RANKS = listed(
    "нулевой первый второй третий четвёртый пятый шестой седьмой восьмой девятый десятый одиннадцатый двенадцатый "
    "тринадцатый четырнадцатый пятнадцатый шестнадцатый семнадцатый восемнадцатый девятнадцатый"
)
_RANKS_OF_TEN = listed(
    ". . двадцатый тридцатый сороковой пятидесятый шестидесятый семидесятый восьмидесятый девяностый"
)
_RANKS_OF_HUNDRED = listed(
    ". сотый двухсотый трёхсотый четырёхсотый пятисотый шестисотый семисотый восьмисотый девятисотый"
)
_ENDINGS = {
    "m": "ый ого ому ый ым ом", "a": "ый ого ому ого ым ом", "n": "ое ого ому ое ым ом", "f": "ая ой ой ую ой ой",
    "p": "ые ых ым ые ыми ых",
}  # fmt: skip
_ENDINGS_OF_THREE = {
    "m": "ий ьего ьему ий ьим ьем", "a": "ий ьего ьему ьего ьим ьем", "n": "ье ьего ьему ье ьим ьем",
    "f": "ья ьей ьей ью ьей ьей", "p": "ьи ьих ьим ьи ьими ьих",
}  # fmt: skip


def adjective(word: str, form: str) -> str:
    """An adjective, given as in a dictionary ("второй", "целый"), in a form."""
    gender = form[1:] or "m"
    if form[0] in "na" and gender == "m":
        return word
    if form[0] == "n" and gender == "a":
        return word
    endings = _ENDINGS_OF_THREE if word == "третий" else _ENDINGS
    return word[:-2] + endings.get(gender, endings["m"]).split()[CASES.index(form[0])]


@lru_cache(maxsize=4096)
def ordinal(number: int, form: str) -> str:
    """A rank in a form; only the last word is declined: "тысяча девятьсот восемьдесят девятого"."""
    if number < 0:
        return f"минус {ordinal(-number, form)}"
    rest = number % 100
    last = rest if rest < 20 else rest % 10
    if last or not number:
        head = number - last
        return f"{cardinal(head, 'nm')} {adjective(_RANKS[last], form)}" if head else adjective(_RANKS[last], form)
    if rest:
        head = number - rest
        word = adjective(_RANKS_OF_TEN[rest // 10], form)
        return f"{cardinal(head, 'nm')} {word}" if head else word
    hundreds = number // 100 % 10
    if hundreds:
        head = number - hundreds * 100
        word = adjective(_RANKS_OF_HUNDRED[hundreds], form)
        return f"{cardinal(head, 'nm')} {word}" if head else word
    for power, name in ((1000, "тысячный"), (10**6, "миллионный"), (10**9, "миллиардный"), (10**12, "триллионный")):
        count = number // power % 1000
        if count:
            head = number - count * power
            word = adjective(("" if count == 1 else compound(count)) + name, form)
            return f"{cardinal(head, 'nm')} {word}" if head else word
    return cardinal(number, "nm")


_PREFIXES = {1: "одно", 40: "сорока", 90: "девяносто", 100: "сто", 1000: "тысяче"}


@lru_cache(maxsize=1024)
def compound(number: int) -> str:
    """A number as the first part of a word: "двадцатичетырёхчасовой"."""
    if number in _PREFIXES:
        return _PREFIXES[number]
    parts, rest = [], number
    if number > 100 and number % 100 and number < 1000:
        hundreds, rest = number - number % 100, number % 100
        parts.append("сто" if hundreds == 100 else cardinal(hundreds, "gm"))
    if rest > 20 and rest % 10 and rest < 100:
        parts.append(compound(rest - rest % 10))
        rest %= 10
    parts.append(_PREFIXES.get(rest) or cardinal(rest, "gm").replace(" ", ""))
    return "".join(parts)
