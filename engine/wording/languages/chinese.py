"""Mandarin."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.languages import chinese_tables as tables
from engine.wording.languages import unspaced_shapes
from engine.wording.languages.unspaced import Unspaced
from engine.wording.languages.unspaced_shapes import COUNTED
from engine.wording.patterns import DIGITS
from engine.wording.vocabulary.nouns import Clock, Currency, Noun

_DIGITS = "零一二三四五六七八九"
_PART = re.compile(r"([\d.,]+)[ ]?([^\d.,\s]*)")
_VALUES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_TWO = tables.COUNTED


class Mandarin(Unspaced):
    """Mandarin of the People's Republic of China."""

    tag = "zh-CN"
    locale = "zh_Hans_CN"
    country = "CN"
    digit_names = tuple(_DIGITS)
    minus, plus, plus_minus = "负", "加", "正负"
    less = "减"
    point, dot, comma = "点", "点", "，"
    percent_word, per_mille = Noun("百分之"), Noun("千分之")
    magnitudes: ClassVar[Mapping[str, Noun]] = {
        name: Noun(name, gender=_TWO) for name in ("百万", "千万", "万亿", *"千万亿")
    }
    big_powers = "万亿"
    over_word, mixed_and = "分之", "又"
    to, ratio_to, score_to, by = "到", "比", "比", "乘"
    and_word, about, extension, symbol = "和", "约", "转", "符号"
    capital = "大写"
    booleans: ClassVar[Mapping[str, str]] = {"true": "是", "false": "否"}
    hashtag = "话题"
    version_word = "V"
    currencies = tables.CURRENCIES
    currency_signs: ClassVar[Mapping[str, str]] = {"¥": "CNY", "￥": "CNY"}
    halves: ClassVar[Mapping[str, str]] = {"am": "a", "a.m.": "a", "pm": "p", "p.m.": "p"}
    zones = ("UTC", "GMT")
    durations = tables.DURATIONS
    duration_units = tables.DURATION_UNITS
    units = tables.UNITS
    no_units = frozenset({"in", "A", "B", "bar", "PS", "kn", "J", "cl", "hl", "MP", "kbit", "Mbit", "Gbit", "l/100km"})
    rates = tables.RATES
    range_prefixes = ("每小时", "每秒", "每分钟", "华氏", "百分之", "千分之")
    said_rates = ("每月", "每年", "每天", "每次", "每人", "每小时")
    speed_words = ("时速", "秒速", "風速", "风速", "每小时", "每秒")
    powers: ClassVar[Mapping[str, str]] = {"²": "的平方", "³": "的立方"}
    subtract = "减"
    date_words = "前|之前|以前|起|开始|截止|举行|当天|至|到期|晚|早|上午|下午|中午"
    phone_groups = re.compile(r"(86)?(1[3-9]\d)(\d{4})(\d{4})")
    rooms = "室|房|号房"
    buildings, house_joint = "号栋楼室座弄路", "杠"
    zero_before = "[月日号时点分秒時點]"
    mobile = r"1[3-9]\d{9}|(?:400|800)\d{7}|95\d{3}|12306|1008[56]|10010|123(?:15|33|45|66)"
    counters = (
        COUNTED
        + "小公厘毫平立美欧日英港韩步"
        + "".join(dict.fromkeys(char for char in tables.MEASURES if char not in COUNTED))
    )
    roman_heads = ("第", "附录", "附件", "附表", "表", "图", "卷", "类型", "级别", "阶段")
    roman_tails = ("期", "世", "级", "型", "类", "卷", "章", "部", "代", "区", "段", "度", "号线")
    abbreviations = tables.ABBREVIATIONS
    signs, spelled_signs = tables.SIGNS, tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    clues, clues_after, connectors = tables.CLUES, tables.CLUES_AFTER, tables.CONNECTORS

    # Numbers ---------------------------------------------------------------------------------------------------

    def numeral(self, number: int, form: str = "") -> str:
        if number == 2 and form == _TWO:
            return "两"
        if number >= 10**8:
            high, rest = divmod(number, 10**8)
            return f"{self.numeral(high, _TWO)}亿{_zero(rest, 10**7)}{self.numeral(rest) if rest else ''}"
        if number >= 10**4:
            high, rest = divmod(number, 10**4)
            return f"{self.numeral(high, _TWO)}万{_zero(rest, 10**3)}{_below_ten_thousand(rest) if rest else ''}"
        words = _below_ten_thousand(number)
        # Two thousand is 两千 where the number begins with it.
        words = "两" + words[1:] if words.startswith("二千") else words
        return words.removeprefix("一") if words.startswith("一十") else words or "零"

    def compound(self, written: str) -> str:
        words, last = "", 0
        for digits, power in _PART.findall(written):
            whole, _, fraction = digits.replace(",", "").partition(".")
            value = 1
            for char in power:
                value *= _VALUES[char]
            amount = int(whole or "0") * value
            form = _TWO if power[:1] in ("千", "万", "亿") else ""
            words += (
                ("零" if last and 0 < amount * 10 < last and (power or len(digits) > 1) else "")
                + self.number(Figure(whole, fraction), form)
                + power
            )
            last = value
        return words

    def sign(self, sign: str) -> str:
        return {"-": self.minus, "+": "正", "±": self.plus_minus}[sign]

    def number(self, figure: Figure, form: str = "") -> str:
        words = self.whole(figure.whole, "" if figure.fraction else form)
        if figure.fraction:
            words = f"{words}点{self.decimals(figure.fraction)}"
        return f"{self.sign(figure.sign)}{words}" if figure.sign else words

    def degrees(self, figure: Figure) -> str:
        return f"零下{self.number(figure._replace(sign=''))}" if figure.sign == "-" else self.number(figure)

    def percent(self, figure: Figure, sign: str = "%") -> str:
        word = self.percent_word if sign == "%" else self.per_mille
        plus_or_minus = self.sign(figure.sign) if figure.sign else ""
        return f"{plus_or_minus}{word.one}{self.number(figure._replace(sign=''))}"

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        return f"{self.cardinal(whole)}又{self.fraction(top, bottom)}"

    def governed(self, place: Place) -> str:
        """Two is 两 before a measure word, but 二 in ranks: 第二位, 二年级."""
        following = place.text[place.end : place.end + 5].lstrip("-–0123456789. ")
        before = place.text[max(0, place.start - 2) : place.start].rstrip()
        if before.endswith(("第", "初", "周", "星期", "礼拜")) or following.startswith(tables.NOT_COUNTED):
            return ""
        return (
            _TWO
            if following and (following[0] in tables.MEASURES or following.startswith(tables.MEASURE_WORDS))
            else ""
        )

    def money(self, figure: Figure, currency: Currency, magnitude: str = "") -> str:
        """Of yuan the tenths and hundredths are named, 角 and 分; of other currencies they are decimals."""
        if magnitude:
            return super().money(figure, currency, magnitude)
        fraction = figure.fraction.rstrip("0")
        if currency.minor is None or not fraction or len(fraction) > currency.minor_digits:
            return self.count(figure._replace(fraction=fraction), currency.major)
        tenths, hundredths = int(fraction[0]), int((fraction + "0")[1])
        words = self.sign(figure.sign) if figure.sign else ""
        if figure.value:
            words += self.count(Figure(figure.whole), currency.major)
            words += "零" if not tenths else ""
        if tenths:
            words += f"{_DIGITS[tenths]}角"
        return words + (f"{_DIGITS[hundredths]}分" if hundredths else "")

    # Time ------------------------------------------------------------------------------------------------------

    def year(self, number: int) -> str:
        return self.digits(str(number)) if number >= 10 else self.cardinal(number)

    def weekday(self, number: int) -> str:
        return f"星期{tables.WEEKDAYS[number - 1]}"

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        half = {"a": "上午", "p": "下午"}.get(clock.half, "")
        words = f"{half}{self.cardinal(clock.hour, _TWO)}点"
        if clock.minute or clock.second:
            words += ("零" if 0 < clock.minute < 10 else "") + f"{self.cardinal(clock.minute)}分"
        return words + (f"{self.cardinal(clock.second)}秒" if clock.second else "")

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        return f"{self.clock(first)}到{self.clock(last)}"

    def minute_after_zero(self, minute: int, place: Place) -> str:
        """ "8点05分" has its zero said."""
        after_time = place.text[place.start - 1 : place.start] in ("点", "时", "分", "點", "時")
        return ("零" if after_time and minute else "") + self.cardinal(minute, self.governed(place))

    # Digits and letters ----------------------------------------------------------------------------------------

    def phone_digits(self, group: str) -> str:
        """One is 幺 on the telephone, so that it is not taken for seven."""
        return self.digits(group).replace("一", "幺")

    def shapes(self) -> Sequence[Shape]:
        return [
            *unspaced_shapes.shapes(self),
            Shape("year", re.compile(r"(?:1\d|2[01])\d\d(?=[ ]?(?:年|届|款|级新|财年|赛季|春节))"), _year, 40, "12"),
            Shape(
                "year",
                re.compile(r"(?P<first>(?:19|20)\d\d)[ ]?[-–—~][ ]?(?P<last>(?:19|20)\d\d)(?=[ ]?年)"),
                _years,
                44,
                "12",
            ),
            Shape("year", re.compile(r"\d\d(?=年(?:1[0-2]|0?[1-9])月)"), _short_year, 40, needs="年"),
            Shape("phone", re.compile(r"转[ ]?(?P<extension>\d{2,8})(?![\d号])"), _extension, 40, "转"),
            Shape(
                "abbreviation",
                re.compile(r"[Nn][Oo]\.?[ ]?(?P<number>\d{1,6})(?![\w.,-]\d)"),
                _number_of_order,
                34,
                "aA",
            ),
            Shape("sign", re.compile(r"(?P<sign>[#*])号?(?P<key>键?)"), _key, 24, "#*"),
            Shape(
                "time",
                re.compile(r"(?P<half>[aApP])\.?[mM]\.?[ ]?(?=(?:1[0-2]|0?\d)(?:[:点时]|[ ]?[-–~]))"),
                _half,
                60,
                "aA",
            ),
            Shape(
                "date",
                re.compile(
                    r"(?P<prefix>周|星期|礼拜)(?P<day>[1-7])(?:[ ]?[-–~][ ]?(?:周|星期|礼拜)?(?P<last>[1-7]))?(?!\d)"
                ),
                _weekday,
                40,
                "周星礼",
            ),
            Shape(
                "date",
                re.compile(
                    r"(?P<prefix>周|星期|礼拜)(?P<day>[一二三四五六日天])[ ]?[-–—~][ ]?"
                    r"(?P<last>(?:周|星期|礼拜)?[一二三四五六日天])"
                ),
                _weekdays,
                40,
                "周星礼",
            ),
        ]


def _zero(rest: int, least: int) -> str:
    return "零" if 0 < rest < least else ""


def _below_ten_thousand(number: int) -> str:
    """A number with 一十 for ten; "" for zero."""
    words, skipped = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            words += ("零" if skipped and words else "") + _DIGITS[digit] + name
        skipped = not digit
    return words


def _year(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    # "有1000年历史" counts them.
    if match[0].endswith("00") and place.text[place.end : place.end + 8].lstrip(" ").startswith(
        ("年历史", "年的历史", "年以来", "年来")
    ):
        return language.cardinal(int(match[0]))
    return language.year(int(match[0]))


def _years(match: re.Match[str], place: Place) -> str | None:
    return f"{place.language.year(int(match['first']))}到{place.language.year(int(match['last']))}"


def _short_year(match: re.Match[str], place: Place) -> str | None:
    return place.language.digits(match[0])


def _extension(match: re.Match[str], place: Place) -> str | None:
    before = place.text[max(0, place.start - 2) : place.start]
    if not before.rstrip(" ,")[-1:].isdigit() and not before.endswith(("请", "机")):
        return None
    return "转" + place.language.digits(match["extension"]).replace("一", "幺")


def _number_of_order(match: re.Match[str], place: Place) -> str | None:
    """ "No.5"."""
    return None if place.is_inside_word else f"第{place.language.whole(match['number'])}号"


def _key(match: re.Match[str], place: Place) -> str | None:
    return place.language.signs[match["sign"]] + match["key"]


def _half(match: re.Match[str], place: Place) -> str | None:
    if place.is_inside_word:
        return None
    return "上午" if match["half"] in "aA" else "下午"


def _weekday(match: re.Match[str], place: Place) -> str | None:
    """ "周1", "星期1-5"."""
    if place.text[place.end : place.end + 1] in ("个", "天", "年", "岁", *DIGITS):
        return None
    first = match["prefix"] + tables.WEEKDAYS[int(match["day"]) - 1]
    return f"{first}到{match['prefix']}{tables.WEEKDAYS[int(match['last']) - 1]}" if match["last"] else first


def _weekdays(match: re.Match[str], place: Place) -> str | None:
    del place
    last = match["last"] if len(match["last"]) > 1 else match["prefix"] + match["last"]
    return f"{match['prefix']}{match['day']}到{last}"
