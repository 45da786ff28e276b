"""Polish numerals by case and gender.

num2words knows the nominative only. A form is two letters: the case (`declined.CASES`) and the gender, "m", "f", "n",
"v" (men), "c" (children: "dwoje"), "p" (plural, of ordinals).
"""

from __future__ import annotations

from functools import lru_cache

from engine.wording.languages.declined import CASES, listed

_ONES = listed("zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć")
_OBLIQUE = listed("zera jednego dwóch trzech czterech pięciu sześciu siedmiu ośmiu dziewięciu")
_TEENS = listed(
    "dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście"
)
_TENS = listed(
    ". . dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt"
)
_HUNDREDS = listed(". sto dwieście trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset")
_HUNDREDS_OBLIQUE = listed(". stu dwustu trzystu czterystu pięciuset sześciuset siedmiuset ośmiuset dziewięciuset")
_COLLECTIVE = listed(". . dwoj troj czwor pięcior sześcior siedmior ośmior dziewięcior dziesięcior")
# Nominative, genitive … of the singular, then of the plural.
_SCALES = (
    ("tysiąc tysiąca tysiącowi tysiąc tysiącem tysiącu", "tysiące tysięcy tysiącom tysiące tysiącami tysiącach"),
    ("milion miliona milionowi milion milionem milionie", "miliony milionów milionom miliony milionami milionach"),
    ("miliard miliarda miliardowi miliard miliardem miliardzie",
        "miliardy miliardów miliardom miliardy miliardami miliardach"),
    ("bilion biliona bilionowi bilion bilionem bilionie", "biliony bilionów bilionom biliony bilionami bilionach"),
    ("biliard biliarda biliardowi biliard biliardem biliardzie",
        "biliardy biliardów biliardom biliardy biliardami biliardach"),
    ("trylion tryliona trylionowi trylion trylionem trylionie",
        "tryliony trylionów trylionom tryliony trylionami trylionach"),
    ("tryliard tryliarda tryliardowi tryliard tryliardem tryliardzie",
        "tryliardy tryliardów tryliardom tryliardy tryliardami tryliardach"),
)  # fmt: skip
_ONE = {
    "m": "jeden jednego jednemu jeden jednym jednym", "a": "jeden jednego jednemu jednego jednym jednym",
    "v": "jeden jednego jednemu jednego jednym jednym", "f": "jedna jednej jednej jedną jedną jednej",
    "n": "jedno jednego jednemu jedno jednym jednym",
}  # fmt: skip
_ZERO = listed("zero zera zeru zero zerem zerze")
_SMALL = {
    2: "dwa dwóch dwom dwa dwoma dwóch", 3: "trzy trzech trzem trzy trzema trzech",
    4: "cztery czterech czterem cztery czterema czterech",
}  # fmt: skip


def category(number: int) -> str:
    """What a whole number asks of its noun: "one", "few" or "many"."""
    if number == 1:
        return "one"
    return "few" if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else "many"


@lru_cache(maxsize=4096)
def cardinal(number: int, form: str) -> str:
    """A quantity in a form; numbers of more than 24 figures are not known."""
    case, gender = form[0], form[1:] or "m"
    if number < 0:
        return f"minus {cardinal(-number, form)}"
    place = CASES.index(case)
    if number == 0:
        return _ZERO[place]
    if number == 1:
        return _ONE.get(gender, _ONE["m"]).split()[place]
    if gender == "c":
        if number <= 10:
            return _collective(number, case)
        gender = "v"
    groups: list[int] = []
    rest = number
    while rest:
        rest, group = divmod(rest, 1000)
        groups.append(group)
    words: list[str] = []
    for index in range(len(groups) - 1, 0, -1):
        if groups[index]:
            words += _scale(groups[index], index - 1, case)
    words += _below_thousand(groups[0], case, gender)
    return " ".join(words)


def _collective(number: int, case: str) -> str:
    stem = _COLLECTIVE[number]
    nominative = "e" if stem.endswith("j") else "o"
    return stem + {"n": nominative, "a": nominative, "g": "ga", "d": "gu", "i": "giem", "l": "gu"}[case]


def _scale(count: int, index: int, case: str) -> list[str]:
    singular, plural = (forms.split() for forms in _SCALES[index])
    place = CASES.index(case)
    if count == 1:
        return [singular[place]]
    if case in "na" and category(count) == "many":
        return [*_below_thousand(count, case, "m"), plural[1]]
    return [*_below_thousand(count, case, "m"), plural[place]]


def _below_thousand(number: int, case: str, gender: str) -> list[str]:
    # Men are counted in the genitive form: "dwudziestu jeden pasażerów".
    if gender == "v" and case in "na":
        case = "g"
    direct = case in "na"
    words = []
    hundreds, rest = divmod(number, 100)
    if hundreds:
        words.append((_HUNDREDS if direct else _HUNDREDS_OBLIQUE)[hundreds])
    if 10 <= rest <= 19:
        words.append(_TEENS[rest - 10] if direct else _bent(_TEENS[rest - 10], case))
        return words
    tens, ones = divmod(rest, 10)
    if tens:
        words.append(_TENS[tens] if direct else _bent(_TENS[tens], case))
    if ones:
        words.append(_one(ones, case, gender))
    return words


def _one(ones: int, case: str, gender: str) -> str:
    if ones == 1:
        # Behind tens and hundreds it does not change.
        return "jeden"
    if ones == 2 and gender == "f" and case in "nai":
        return "dwiema" if case == "i" else "dwie"
    if ones in _SMALL:
        return _SMALL[ones].split()[CASES.index(case)]
    return _ONES[ones] if case in "na" else _bent(_ONES[ones], case)


_BENT = {
    "dziesięć": "dziesięci", "dwanaście": "dwunast", "dwadzieścia": "dwudziest", "trzydzieści": "trzydziest",
    "czterdzieści": "czterdziest",
    **{one: oblique[:-1] for one, oblique in zip(_ONES[5:], _OBLIQUE[5:], strict=True)},
}  # fmt: skip


def _bent(word: str, case: str) -> str:
    """A numeral from five to ninety in another case than the nominative: "pięciu", "pięcioma"."""
    stem = _BENT.get(word)
    if stem is None:
        teen = word.endswith("naście")
        stem = word.removesuffix("ście") + "st" if teen else word.removesuffix("ąt") + "ęci"
    return stem + ("oma" if case == "i" else "u")


# Ordinals ----------------------------------------------------------------------------------------------------------

_RANKS = listed(
    "zerowy pierwszy drugi trzeci czwarty piąty szósty siódmy ósmy dziewiąty dziesiąty jedenasty dwunasty trzynasty "
    "czternasty piętnasty szesnasty siedemnasty osiemnasty dziewiętnasty"
)
_RANKS_OF_TEN = listed(
    ". . dwudziesty trzydziesty czterdziesty pięćdziesiąty sześćdziesiąty siedemdziesiąty osiemdziesiąty "
    "dziewięćdziesiąty"
)
_RANKS_OF_HUNDRED = listed(
    ". setny dwusetny trzechsetny czterechsetny pięćsetny sześćsetny siedemsetny osiemsetny dziewięćsetny"
)


def adjective(word: str, form: str) -> str:
    """An adjective, given as in a dictionary ("drugi", "setny"), in a form."""
    case, gender = form[0], form[1:] or "m"
    stem, hard = word[:-1], word.endswith("y")
    soft = "" if hard else "i"
    if not hard and not word.endswith(("ki", "gi")):
        # "trzeci": the i belongs to the stem.
        stem, soft = word, ""
    y = "y" if hard else "i"
    base = stem if hard or soft else stem[:-1]
    if gender == "f":
        return {"n": stem + "a", "a": stem + "ą", "i": stem + "ą"}.get(case, stem + soft + "ej")
    if gender == "p":
        if case in "na":
            return stem + soft + "e"
        return base + {"d": y + "m", "i": y + "mi"}.get(case, y + "ch")
    if case in "na" and gender == "n":
        return stem + soft + "e"
    if case == "n" or (case == "a" and gender == "m"):
        return word
    return {"g": stem + soft + "ego", "a": stem + soft + "ego", "d": stem + soft + "emu"}.get(case, base + y + "m")


@lru_cache(maxsize=4096)
def ordinal(number: int, form: str) -> str:
    """A rank in a form; what stands before the tens is as in counting: "tysiąc dziewięćset osiemnastego"."""
    if number < 0:
        return f"minus {ordinal(-number, form)}"
    head, rest = divmod(number, 100)
    if rest or not number:
        before = [cardinal(head * 100, "nm")] if head else []
        tens = [] if rest < 20 else [_RANKS_OF_TEN[rest // 10]]
        ones = [_RANKS[rest if rest < 20 else rest % 10]] if rest < 20 or rest % 10 else []
        return " ".join([*before, *[adjective(word, form) for word in tens + ones]])
    thousands, hundreds = divmod(head, 10)
    if hundreds:
        before = [cardinal(thousands * 1000, "nm")] if thousands else []
        return " ".join([*before, adjective(_RANKS_OF_HUNDRED[hundreds], form)])
    millions, thousands = divmod(thousands, 1000)
    if thousands:
        before = [cardinal(millions * 1_000_000, "nm")] if millions else []
        return " ".join([*before, adjective(("" if thousands == 1 else compound(thousands)) + "tysięczny", form)])
    for scale, name in ((1_000_000, "bilionowy"), (1000, "miliardowy"), (1, "milionowy")):
        if millions % scale == 0 and millions // scale < 1000:
            return adjective(("" if millions == scale else compound(millions // scale)) + name, form)
    return cardinal(number, "nm")


_PREFIXES = {1: "jedno", 2: "dwu", 3: "trzy", 4: "cztero", 100: "stu"}


@lru_cache(maxsize=1024)
def compound(number: int) -> str:
    """A number as the first part of a word: "dwudziestoczterogodzinny"."""
    if number in _PREFIXES:
        return _PREFIXES[number]
    if number >= 1000:
        return cardinal(number, "gm").replace(" ", "")
    hundreds, rest = divmod(number, 100)
    parts = [_HUNDREDS_OBLIQUE[hundreds]] if hundreds else []
    if 0 < rest < 20:
        parts.append(_PREFIXES.get(rest) or cardinal(rest, "gm")[:-1] + "o")
    elif rest:
        tens, ones = divmod(rest, 10)
        parts.append(cardinal(tens * 10, "gm")[:-1] + "o")
        if ones:
            parts.append(_PREFIXES.get(ones) or cardinal(ones, "gm")[:-1] + "o")
    return "".join(parts) or "zero"
