"""Shapes of the languages without blanks: numbers with powers in words, ends of ranges with a counter each, rates."""

from __future__ import annotations

import re
from math import gcd
from typing import TYPE_CHECKING, cast

from engine.wording.classes import phones, web
from engine.wording.classes.dates import possible
from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.classes.units import unit_pattern
from engine.wording.figures import SIGN
from engine.wording.language import Place, Shape
from engine.wording.patterns import DIGITS
from engine.wording.vocabulary.nouns import Date

if TYPE_CHECKING:
    from engine.wording.languages.unspaced import Unspaced

COUNTED = "年月日時时点分秒週周天円元块個个名人件回次枚本台歳岁階层度万億亿千百間间条章部卷巻级級世期话話晚泊夜圆圓"
ENDS = COUNTED + "%‰℃°ジ頁页ルトンmgLlWBh"
"""What the first end of a range may end with, besides a figure."""
HAN_OR_KANA = "ぁ-んァ-ヶー一-龥"
_SIGNED = DIGITS + "-−+±"


_A_DAY = r"(?P<month>1[0-2]|0?[1-9])/(?P<day>3[01]|[12]\d|0?[1-9])"
_LAST_DAY = _A_DAY.replace("<", "<last_")


def shapes(language: Unspaced) -> list[Shape]:
    """What the language has besides the shapes of every language."""
    small, big = language.small_powers, language.big_powers
    power = rf"(?:[{small}]{{0,2}}[{big}]{{1,2}}|[{small}])"
    plain = r"\d{1,12}(?:,\d{3}){0,4}+(?!\d)(?:\.\d{1,8}+)?"
    compound = rf"(?:{plain}[ ]?{power}){{1,6}}(?:\d{{1,7}}(?:,\d{{3}}){{0,2}}(?![\d.,/:%-]))?"
    number = number_pattern(language)
    speeds = "|".join([re.escape(unit) for unit, noun in language.units.items() if "{}" in noun.one])
    counter = rf"[{HAN_OR_KANA}]{{1,4}}?"
    found = [
        Shape("cardinal", re.compile(rf"{SIGN}(?P<number>{compound})"), _compound, 36, _SIGNED, small + big),
        Shape("cardinal", re.compile(rf"{SIGN}{number}(?=[ ]?[{language.counters}])"), _counted, 34, _SIGNED),
        Shape("cardinal", re.compile(rf"0(?P<number>\d)(?=[ ]?(?:{language.zero_before}))"), _zero_before, 37, "0"),
        # "5月10日–15日", "100円–200円": each end has its counter.
        Shape("range", re.compile(r"[-–—~][ ]?(?=[¥$€£]?\d)"), _between_figures, 45, "-–—~"),
        Shape("range", re.compile(rf"~[ ]?(?=[{HAN_OR_KANA}])"), _between_words, 20, "~"),
        Shape(
            "date",
            re.compile(r"(?P<year>(?:19|20)\d\d)/(?P<month>1[0-2]|0?[1-9])(?![\w/]|[.,:-]\d)"),
            _month,
            15,
            "12",
            "/",
        ),
        Shape("address", re.compile(rf"\d{{3,5}}(?=[ ]?(?:{language.rooms}))"), _room, 38),
        Shape("phone", re.compile(rf"(?:{language.mobile})(?!\w|[.,-]\d)"), _phone, 22),
        Shape("phone", re.compile(r"0\d{1,4}[ ]?\(\d{1,4}\)[ -]?\d{4}(?!\w|[.,-]\d)"), _phone, 24, "0", "("),
        Shape(
            "date",
            re.compile(rf"{_A_DAY}(?P<sure>[ ]?(?:{language.date_words}))?(?![\w/]|[.,:-]\d)"),
            _day,
            24,
            needs="/",
        ),
        Shape("unit", re.compile(rf"(?P<number>{number})[ ]?(?P<unit>{speeds})(?!\w)"), _speed, 25, needs="/°℉kmr"),
        Shape("sign", re.compile(r"[-−][ ]?(?=\d{1,12}(?:\.\d{1,8})?[ ]?=)"), _subtracted, 46, "-−"),
        Shape("date", re.compile(rf"{_A_DAY}[ ]?[-–—~][ ]?{_LAST_DAY}(?![\w/]|[.,:-]\d)"), _days, 47, needs="/"),
        # "PM2.5", "M7.1"; "iPhone15", "Windows11".
        Shape(
            "code", re.compile(r"(?P<letters>[A-Z]{1,4})(?P<number>\d{1,3}\.\d{1,2})(?!\w|\.\d)"), _decimal, 26, "aA"
        ),
        Shape("code", re.compile(r"(?P<word>[A-Za-z]{4,20})(?P<number>\d{1,4})(?![\w-]|\.\w)"), _name, 18, "aA"),
        Shape("sign", re.compile(r"[²³]"), _power, 10, "²³"),
        Shape("phone", re.compile(r"[#*]\d{2,8}(?!\w|[.,-]\d)"), _service, 26, "#*"),
        # An address ends with ASCII.
        Shape("web", re.compile(r"(?i:https?://|www\.)[!#-;=?-~]{1,200}(?<![.,;:!?'()])"), _web, 51, "aA"),
    ]
    if language.rates:
        per = "|".join(map(re.escape, sorted(language.rates, key=len, reverse=True)))
        sign = r"(?P<sign>[¥$€£])?"
        unit = rf"(?P<unit>{unit_pattern(language)}|{counter})?"
        behind = rf"[ ]?/[ ]?(?P<per>{per})(?:/(?P<second>{per}))?(?![\w/])"
        pattern = rf"(?=[^/\s]{{1,24}}[ ]?/){sign}(?P<number>{compound}|{number}){unit}{behind}"
        found.append(Shape("amount", re.compile(pattern), _rate, 46, DIGITS + "¥$€£", "/"))
    return found


def _language(place: Place) -> Unspaced:
    return cast("Unspaced", place.language)


def _compound(match: re.Match[str], place: Place) -> str | None:
    language = _language(place)
    sign = match[0][0]
    words = language.compound(match["number"])
    return f"{language.sign('-' if sign == '−' else sign)}{words}" if sign in "-−+±" else words


def _counted(match: re.Match[str], place: Place) -> str | None:
    language = _language(place)
    found = figure(match[0], language)
    if found is None or (len(found.whole) > 1 and found.whole[0] == "0"):
        return None
    return language.number(found, language.governed(place))


def _zero_before(match: re.Match[str], place: Place) -> str | None:
    return _language(place).minute_after_zero(int(match["number"]), place)


_FIGURE_AND_WORD = re.compile(r"\d[^\d\sぁ-ん]{1,5}[ ]?\Z")
_FIGURE_AND_COUNTER = re.compile(rf"\d[^\d\s]{{0,4}}[{ENDS}][ ]?\Z|\d[{ENDS}][ ]?\Z|[¥$€£][\d,.]{{1,12}}[ ]?\Z")


def _between_figures(match: re.Match[str], place: Place) -> str | None:
    language = _language(place)
    before = place.text[max(0, place.start - 14) : place.start]
    if match[0][0] == "–" and _FIGURE_AND_WORD.search(before):
        return language.to
    if _FIGURE_AND_COUNTER.search(before):
        return language.to
    # What is no range is an address: "12-3号".
    if before[-1:].isdigit() or (before and before[-1] in language.buildings and re.search(r"\d", before[-4:])):
        return language.house_joint
    return None


def _between_words(match: re.Match[str], place: Place) -> str | None:
    """ "東京~大阪", but "は~い" is a long vowel."""
    del match
    before, after = place.text[place.start - 1 : place.start], place.text[place.end : place.end + 1]
    if "ぁ" <= before <= "ん" and "ぁ" <= after <= "ん":
        return "ー"
    if before.isalnum() and not "ぁ" <= before <= "ん" and not "ぁ" <= after <= "ん" and after != "ー":
        return _language(place).to
    return None


def _month(match: re.Match[str], place: Place) -> str | None:
    return place.language.date(Date(month=int(match["month"]), year=int(match["year"])), place)


def _day(match: re.Match[str], place: Place) -> str | None:
    """ "12/25", "4/8までに": no fraction has such a bottom, or is not reduced, or has such a word behind it."""
    month, day = int(match["month"]), int(match["day"])
    if place.text[max(0, place.start - 1) : place.start] in ("/", ".", "-", ":") and place.start:
        return None
    if "fraction" in place.clues or not (
        match["sure"] is not None or "date" in place.clues or day > 12 or (gcd(month, day) > 1 and day > 2)
    ):
        return None
    found = Date(day, month)
    if not possible(found):
        return None
    words = place.language.date(found, place)
    return words + match["sure"] if match["sure"] else words


def _days(match: re.Match[str], place: Place) -> str | None:
    """ "1/1–1/3"."""
    first, last = Date(int(match["day"]), int(match["month"])), Date(int(match["last_day"]), int(match["last_month"]))
    if not possible(first) or not possible(last):
        return None
    language = place.language
    return language.joined(language.date(first), language.date(last), place)


def _decimal(match: re.Match[str], place: Place) -> str | None:
    found = figure(match["number"], place.language)
    if place.is_inside_word or found is None:
        return None
    return f"{place.language.spell(match['letters'])} {place.language.number(found)}"


def _name(match: re.Match[str], place: Place) -> str | None:
    if place.is_inside_word or match["word"].isupper() or "code" in place.clues:
        return None
    return f"{match['word']} {place.language.whole(match['number'])}"


def _power(match: re.Match[str], place: Place) -> str | None:
    return _language(place).powers[match[0]]


def _speed(match: re.Match[str], place: Place) -> str | None:
    """ "時速60km/h": what is said before the unit is there already."""
    language = _language(place)
    noun, found = language.unit(match["unit"]), figure(match["number"], language)
    if (
        noun is None
        or found is None
        or "{}" not in noun.one
        or not place.text.endswith(language.speed_words, max(0, place.start - 6), place.start)
    ):
        return None
    return language.number(found, noun.gender) + noun.one.partition("{}")[2]


def _subtracted(match: re.Match[str], place: Place) -> str | None:
    del match
    before = place.text[max(0, place.start - 2) : place.start].rstrip()
    return _language(place).subtract if before[-1:].isdigit() else None


def _room(match: re.Match[str], place: Place) -> str | None:
    return place.language.digits(match[0])


def _phone(match: re.Match[str], place: Place) -> str | None:
    return phones.spoken(match[0], "", place.language)


def _service(match: re.Match[str], place: Place) -> str | None:
    language = _language(place)
    return language.signs[match[0][0]] + language.phone_digits(match[0][1:])


def _web(match: re.Match[str], place: Place) -> str | None:
    return web.say(match[0], place.language)


def _rate(match: re.Match[str], place: Place) -> str | None:
    language = _language(place)
    written, unit = match["number"], match["unit"] or ""
    found = figure(written, language)
    code = language.all_currency_signs.get(match["sign"] or unit)
    currency = language.currency(code) if code else None
    if f"{unit}/{match['per']}" in language.units:
        return None
    if found is None:
        unit = language.many(currency.major) if currency and match["sign"] else unit
        words = language.compound(written) + unit
    elif currency is not None:
        words = language.money(found, currency)
    elif language.unit(unit) is not None:
        noun = language.unit(unit)
        words = language.count(found, noun) if noun else ""
    elif unit and not unit.isascii():
        words = language.number(found, language.governed(place._replace(end=match.end("number")))) + unit
    else:
        return None
    before = place.text[max(0, place.start - 6) : place.start].rstrip()
    words = language.rate(words, match["per"], before, money=currency is not None or unit in ("円", "元"))
    return language.rate(words, match["second"], before, money=False) if match["second"] else words
