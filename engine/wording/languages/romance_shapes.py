"""What French and Portuguese write alike besides what `romance` has: roads, codes, scales, stopwatches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from engine.wording.classes.dates import whole_year
from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.classes.romans import whole as whole_roman
from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.vocabulary.nouns import Date

if TYPE_CHECKING:
    from engine.wording.languages.romance import Romance

_MINUS = re.compile(
    r"[-−][ ](?=(?:R\$|US\$|[€£$])[ ]?\d|\d[\d .,]{0,15}+(?:[€£$%°]|(?:EUR|euros?|reais|dollars|dólares)(?!\w)))"
)
_BEFORE_MINUS = re.compile(r"(?::|\b(?:de|est|é|solde|saldo))[ ]{1,3}\Z")
_DIFFERENCE = r"(?P<a>{0})[ ][-−–][ ](?P<b>{0})(?=[ ]?=)"
_ROAD = re.compile(
    r"(?P<letters>[ABDEN]|RN|RD|BR|SP|MG|EN|IC|IP|PR)(?P<sign>[- ]?)(?P<number>\d{3,4})(?!\w|[-./]\w|[ ]\d)"
)
_IBAN = re.compile(r"[A-Z]{2}\d\d(?:[ ][A-Z0-9]{4}){2,8}(?:[ ][A-Z0-9]{1,4})?(?!\w)")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?!\w)")
_HOURS_OR = re.compile(r"(?P<a>\d{1,2})[ ]?h?[ ]?/[ ]?(?P<b>\d{1,3})[ ]?(?:h|horas|heures)(?!\w)")
_HOUR_AND_HALF = re.compile(r"(?P<hours>\d{1,3})[ ]?h(?:eures?|oras?)?[ ](?:et?[ ])?(?:1/2|½)(?!\w)")
_HOUR_AND_MINUTES = re.compile(
    r"(?P<hours>\d{1,3})[ ]?h(?:eures?|oras?)?[ ]et?[ ](?P<minutes>\d{1,2})[ ]?(?:min|mn|m)(?!\w)"
)
_GROUPED_RATIO = re.compile(r"(?P<a>\d{1,3}):(?P<b>\d{1,3}(?:[. ]\d{3}){1,3})(?!\w|[.,:]\d)")
_SCALE = re.compile(r"1/(?P<b>\d{1,3}(?:[. ]\d{3}){1,3}|\d{4,6})(?!\w|[.,/]\d)")
_PARTED_CODE = re.compile(r"\d{2,12}(?:[./-]\d{1,14}){2,6}(?!\w|[.,/-]\d)")
_COIN = re.compile(r"(?P<major>\d{1,6})[ ]?(?P<sign>[€$£])[ ]?(?P<minor>\d\d)(?!\w|[.,]\d)")
_PER = re.compile(r"/[ ]?(?P<per>[^\W\d_]{1,8})(?!\w)")
_FOR = re.compile(r"/(?=\d{1,4}[ ]?(?:g|kg|ml|cl|l|L|km|m|m²|min)(?!\w))")
_PRICE = re.compile(r"(?:[€$£][ ]?\d[\d.,]{0,9}|[€$£])\Z")
_DAYS_OF_ALL = frozenset({"jour", "nuit", "mois", "semaine", "dia", "noite", "mês", "semana", "ano", "an"})
_FOLD = re.compile(r"[x×](?P<count>\d{1,3})(?!\w|[.,]\d|[ ]?[x×])")
_POWER = re.compile(r"(?P<base>\d{1,6})(?P<power>[²³])(?!\w)")
_HASH_KEY = re.compile(r"#(?=\d{1,8}[#*])")
_STOPWATCH = re.compile(
    r"(?:(?P<hours>\d{1,2})[ ]?h[ ]?(?P<m1>[0-5]\d)|(?P<m2>\d{1,3}))['′][ ]?(?P<seconds>[0-5]\d)(?:\"|''|″|”)?(?!\w)|"
    r"(?P<alone>\d{1,2})[\"″s](?P<hundredths>\d\d)(?!\w)"
)
_COLD = re.compile(r"–(?=\d{1,3}(?:,\d{1,2})?[ ]?°)")
_FIRST_OF_MONTH = re.compile(r"1(?:er|[º°])/(?P<month>0?[1-9]|1[0-2])(?:/(?P<year>\d{4}|\d\d))?(?!\w|[/.-]\d)")
_NUMBERED = re.compile(r"#(?=[A-Z]{1,3}-?\d)")
_SECTION = re.compile(r"(?:[IVX]{2,7}|I)(?![\w'-])")


def shapes(language: Romance) -> list[Shape]:
    """The shapes, for one of the two languages."""
    part_of_noun = re.compile(
        rf"(?P<top>[1-9])/(?P<bottom>[3-9])[ ](?P<noun>(?:{'|'.join(language.recipe_nouns)})s?)(?!\w)"
    )
    units = "|".join(
        [
            re.escape(name)
            for name in ("c. à s.", "c. à c.", "c.à.s.", "c.à.c.", "kg", "km", "l", "L", "m")
            if language.unit(name)
        ]
    )
    part_of_unit = re.compile(rf"(?P<top>[1-9])/(?P<bottom>[2-9])[ ]?(?P<unit>{units})(?!\w|[/²³])")
    return [
        Shape("sign", _MINUS, _minus, 30, "-−"),
        Shape("sign", re.compile(_DIFFERENCE.replace("{0}", number_pattern(language))), _difference, 24, needs="-−–"),
        Shape("code", _ROAD, _road, 18, "aA"),
        Shape("code", _IBAN, _iban, 41, "aA"),
        Shape("code", _BIC, _bic, 9, "A", clued=True),
        Shape("duration", _HOURS_OR, _hours_or, 30, needs="/"),
        Shape("duration", _HOUR_AND_HALF, _hour_and_half, 76, needs="h"),
        Shape("duration", _HOUR_AND_MINUTES, _hour_and_minutes, 31, needs="h"),
        Shape("ratio", _GROUPED_RATIO, _grouped_ratio, 26, needs=":"),
        Shape("fraction", _SCALE, _scale, 75, "1", "/"),
        Shape("code", _PARTED_CODE, _parted_code, 4, clued=True),
        Shape("amount", _COIN, _coin, 37, needs="€$£"),
        Shape("fraction", part_of_unit, _part_of_unit, 75, needs="/"),
        Shape("fraction", part_of_noun, _part, 75, needs="/"),
        Shape("sign", _PER, _per, 20, "/"),
        Shape("sign", _FOR, _for, 20, "/"),
        Shape("sign", _FOLD, _fold, 21, "aA×"),
        Shape("sign", _NUMBERED, _numbered, 25, "#"),
        Shape("sign", _HASH_KEY, _hash_key, 25, "#"),
        Shape("sign", _COLD, _cold, 20, "–"),
        Shape("cardinal", _POWER, _power, 16, needs="²³"),
        Shape("duration", _STOPWATCH, _stopwatch, 29, needs="'′\"″s"),
        Shape("date", _FIRST_OF_MONTH, _first_of_month, 32, "1"),
        Shape("roman", _SECTION, _section, 34, "aA", "IVX"),
    ]


def _language(place: Place) -> Romance:
    return cast("Romance", place.language)


def _minus(match: re.Match[str], place: Place) -> str | None:
    """ "Solde : - 25 €"; elsewhere it is a dash."""
    del match
    if place.start and not _BEFORE_MINUS.search(place.text, max(0, place.start - 12), place.start):
        return None
    return _language(place).minus + " "


def _difference(match: re.Match[str], place: Place) -> str | None:
    language = _language(place)
    first, second = figure(match["a"], language), figure(match["b"], language)
    if first is None or second is None:
        return None
    return f"{language.number(first)} {language.minus} {language.number(second)}"


def _road(match: re.Match[str], place: Place) -> str | None:
    """ "D906", "BR-101", "A320": the number as one."""
    letters = match["letters"]
    if (place.start and place.text[place.start - 1].isalnum()) or "code" in place.clues or match["number"][0] == "0":
        return None
    if (match["sign"] and len(letters) < 2) or (letters in "ABE" and len(match["number"]) > 3):
        return None
    return f"{_language(place).spell(letters)} {_language(place).whole(match['number'])}"


def _iban(match: re.Match[str], place: Place) -> str | None:
    if place.start and place.text[place.start - 1].isalnum():
        return None
    return _language(place).code(match[0])


def _bic(match: re.Match[str], place: Place) -> str | None:
    return _language(place).code(match[0]) if place.before_is(frozenset({"bic", "swift"}), 4) else None


def _hours_or(match: re.Match[str], place: Place) -> str | None:
    """ "24/48 h": one or the other."""
    first, last = int(match["a"]), int(match["b"])
    language = _language(place)
    joint = language.to if first < last else language.in_turn if first == last else ""
    if not joint or (place.start and place.text[place.start - 1] in "/.,-:"):
        return None
    noun = language.duration_noun("hour")
    start = language.cardinal(first, noun.gender)
    return f"{start} {joint} {language.count(Figure(str(last)), noun)}"


def _hour_and_half(match: re.Match[str], place: Place) -> str | None:
    language = _language(place)
    return language.hours_and_half(int(match["hours"]))


def _hour_and_minutes(match: re.Match[str], place: Place) -> str | None:
    language = _language(place)
    hours, minutes = (Figure(str(int(match[key]))) for key in ("hours", "minutes"))
    return (
        f"{language.count(hours, language.duration_noun('hour'))} {language.and_word} "
        f"{language.count(minutes, language.duration_noun('minute'))}"
    )


def _grouped_ratio(match: re.Match[str], place: Place) -> str | None:
    language = _language(place)
    last = figure(match["b"], language)
    return None if last is None else f"{language.whole(match['a'])} {language.ratio_to} {language.number(last)}"


def _scale(match: re.Match[str], place: Place) -> str | None:
    language = _language(place)
    bottom = "".join([char for char in match["b"] if char.isdigit()])
    years = len(match["b"]) == 4 and 1900 <= int(bottom) < 2100
    if years or (place.start and place.text[place.start - 1] in "/.,-:"):
        return None
    return language.scale(bottom)


def _parted_code(match: re.Match[str], place: Place) -> str | None:
    """ "2024.0001234-5" behind a clue."""
    if "code" not in place.clues or figure(match[0], place.language) is not None:
        return None
    return _language(place).code(match[0])


def _coin(match: re.Match[str], place: Place) -> str | None:
    """ "5€50"."""
    language = _language(place)
    currency = language.currency(language.all_currency_signs[match["sign"]])
    return currency and language.money(Figure(match["major"], match["minor"]), currency)


def _part(match: re.Match[str], place: Place) -> str | None:
    """ "3/4 tasse" is said with "de"."""
    language = _language(place)
    top, bottom = int(match["top"]), int(match["bottom"])
    if top >= bottom or (place.start and place.text[place.start - 1] in "/.,-:"):
        return None
    return language.joined_by_of(language.fraction(top, bottom), match["noun"])


def _per(match: re.Match[str], place: Place) -> str | None:
    """ "Nets/mois", "3 fois/j"; but "jour/nuit"."""
    per = match["per"]
    before = place.text[place.start - 1 : place.start]
    if per not in _language(place).per or not (before.isalnum() or before == ")"):
        return None
    if place.before and (place.before[-1] in _DAYS_OF_ALL or len(place.before[-1]) < 2) and not before.isdigit():
        return None
    return _language(place).per[per]


def _for(match: re.Match[str], place: Place) -> str | None:
    """ "2 €/100 g"."""
    del match
    if not _PRICE.search(place.text, max(0, place.start - 16), place.start):
        return None
    return _language(place).per_quantity


def _fold(match: re.Match[str], place: Place) -> str | None:
    """ "x10"."""
    if place.start and place.text[place.start - 1].isalnum():
        return None
    return f"{_language(place).times_word} {_language(place).whole(match['count'])}"


def _hash_key(match: re.Match[str], place: Place) -> str | None:
    """ "#31#" is dialled."""
    del match
    return _language(place).signs["#"]


def _cold(match: re.Match[str], place: Place) -> str | None:
    del match
    return _language(place).minus + " " if not place.start or place.text[place.start - 1].isspace() else None


def _power(match: re.Match[str], place: Place) -> str | None:
    square, cube = _language(place).powers
    return f"{_language(place).whole(match['base'])} {square if match['power'] == '²' else cube}"


def _stopwatch(match: re.Match[str], place: Place) -> str | None:
    """ "2h03'12\"" and "9\"58"."""
    language = _language(place)
    if place.start and place.text[place.start - 1] in ".,:-/":
        return None
    if match["alone"]:
        seconds = language.count(Figure(match["alone"]), language.duration_noun("second"))
        return f"{seconds} {language.whole(match['hundredths'])}"
    written = (("hour", match["hours"]), ("minute", match["m1"] or match["m2"]), ("second", match["seconds"]))
    return language.duration([(Figure(str(int(count))), unit) for unit, count in written if count is not None])


def _first_of_month(match: re.Match[str], place: Place) -> str | None:
    year = match["year"]
    return _language(place).date(Date(1, int(match["month"]), whole_year(year) if year else None), place)


def _section(match: re.Match[str], place: Place) -> str | None:
    """Of two letters or more it is no letter behind "section"."""
    language = _language(place)
    number = whole_roman(match[0])
    if number is None or language.head_word(place) not in language.counted:
        return None
    return language.roman(number, place)


def _part_of_unit(match: re.Match[str], place: Place) -> str | None:
    """ "1/4 l", "1/2 kg"."""
    language = _language(place)
    top, bottom, noun = int(match["top"]), int(match["bottom"]), language.unit(match["unit"])
    if noun is None or top >= bottom or (place.start and place.text[place.start - 1] in "/.,-:"):
        return None
    if (top, bottom) == (1, 2):
        return language.half_of(noun)
    return language.joined_by_of(language.fraction(top, bottom), noun.one)


def _numbered(match: re.Match[str], place: Place) -> str | None:
    """ "Commande #A1234"."""
    del match
    return _language(place).number_word + " "
