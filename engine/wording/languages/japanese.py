"""Japanese."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.languages import japanese_tables as tables
from engine.wording.languages import unspaced_shapes
from engine.wording.languages.unspaced import Unspaced
from engine.wording.languages.unspaced_shapes import COUNTED
from engine.wording.patterns import DIGITS
from engine.wording.vocabulary.nouns import Clock, Date, Noun

_DIGITS = "〇一二三四五六七八九"
_BIG = "万億兆京垓"
_PART = re.compile(r"([\d.,]+)[ ]?([^\d.,\s]*)")


class Japanese(Unspaced):
    """Japanese of Japan."""

    tag = "ja-JP"
    locale = "ja"
    country = "JP"
    digit_names = ("ゼロ", *_DIGITS[1:])
    minus, plus, plus_minus = "マイナス", "プラス", "プラスマイナス"
    point, dot, comma = "点", "ドット", "、"
    percent_word, per_mille = Noun("パーセント"), Noun("パーミル")
    magnitudes: ClassVar[Mapping[str, Noun]] = {name: Noun(name) for name in ("百", "千", "百万", "千万", *"万億兆")}
    big_powers = "万億兆"
    over_word, mixed_and = "分の", "と"
    to, ratio_to, score_to, by = "から", "対", "対", "かける"
    and_word, about, extension, symbol = "アンド", "約", "内線", "記号"
    capital = "大文字の"
    booleans: ClassVar[Mapping[str, str]] = {"true": "はい", "false": "いいえ"}
    hashtag = "ハッシュタグ"
    version_word = "バージョン"
    currencies = tables.CURRENCIES
    halves: ClassVar[Mapping[str, str]] = {"am": "a", "a.m.": "a", "pm": "p", "p.m.": "p"}
    zones = ("JST", "UTC", "GMT")
    durations = tables.DURATIONS
    duration_units = tables.DURATION_UNITS
    units = tables.UNITS
    no_units = frozenset(
        {"in", "A", "B", "bar", "PS", "kn", "J", "cl", "hl", "dm", "MP", "nmi", "kbit", "Mbit", "Gbit", "l/100km"}
    )
    rates, money_rates = tables.RATES, tables.MONEY_RATES
    range_prefixes = ("時速", "秒速", "華氏", "毎分", "毎秒", "リッター")
    said_rates = (
        "月額",
        "月々",
        "毎月",
        "年額",
        "年間",
        "日額",
        "時給",
        "日給",
        "月給",
        "一日",
        "1日",
        "時間あたり",
        "月あたり",
    )
    speed_words = ("時速", "秒速", "分速", "風速", "毎時", "毎秒")
    powers: ClassVar[Mapping[str, str]] = {"²": "の二乗", "³": "の三乗"}
    subtract = "引く"
    date_words = "から|まで|より|発売|開催|開始|締|必着|付|迄|以降|以前|現在|時点|頃"
    phone_groups = re.compile(r"(0[789]0)(\d{4})(\d{4})")
    rooms = "号室|号棟の"
    buildings, house_joint = "目番号地棟館", "の"
    zero_before = "[月日時分秒歳]"
    mobile = r"0[789]0\d{8}|0120\d{6}|0800\d{7}"
    counters = COUNTED + "つ歩席室泊点位ページ頁キロメカセ日月か"
    roman_heads = (
        "第",
        "その",
        "パート",
        "レベル",
        "フェーズ",
        "タイプ",
        "シリーズ",
        "ステージ",
        "グレード",
        "クラス",
        "セクション",
    )
    roman_tails = ("世", "章", "部", "巻", "期", "条", "編", "回", "節", "型", "類", "種", "級", "話", "幕", "相")
    abbreviations = tables.ABBREVIATIONS
    signs, spelled_signs = tables.SIGNS, tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    clues, clues_after, connectors = tables.CLUES, tables.CLUES_AFTER, tables.CONNECTORS

    def numeral(self, number: int, form: str = "") -> str:
        if not number:
            return "ゼロ"
        words, power = "", 0
        while number:
            number, rest = divmod(number, 10**4)
            if rest:
                # 1000 is 千, but 10 million is 一千万.
                thousands = _below_ten_thousand(rest)
                one = "一" if power and thousands.startswith("千") else ""
                words = one + thousands + (_BIG[power - 1] if power else "") + words
            power += 1
        return words

    def compound(self, written: str) -> str:
        words = ""
        for digits, power in _PART.findall(written):
            whole, _, fraction = digits.replace(",", "").partition(".")
            number = self.number(Figure(whole, fraction))
            # "1千万" is 一千万, "1千円" is 千円.
            words += ("" if number == "一" and power in ("百", "千") else number) + power
        return words

    def year(self, number: int) -> str:
        return self.cardinal(number)

    def weekday(self, number: int) -> str:
        return f"{tables.WEEKDAYS[number - 1]}曜日"

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        return f"{self.cardinal(whole)}と{self.fraction(top, bottom)}"

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        half = {"a": "午前", "p": "午後"}.get(clock.half, "")
        hour = "零" if clock.hour == 0 else self.cardinal(clock.hour)
        minute = f"{self.cardinal(clock.minute)}分" if clock.minute or clock.second else ""
        second = f"{self.cardinal(clock.second)}秒" if clock.second else ""
        zone = {"JST": "日本時間", "UTC": "協定世界時", "GMT": "グリニッジ標準時"}.get(clock.zone, "")
        return f"{zone}{half}{hour}時{minute}{second}"

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        return f"{self.clock(first)}から{self.clock(last)}"

    def shapes(self) -> Sequence[Shape]:
        day = f"[{tables.WEEKDAYS}]"
        han = "一-龥々"
        holiday = "(?:[・/,、 ]?(?P<holiday>祝日?|休日?|振休))?"
        more = "(?:曜日?)?"
        return [
            *unspaced_shapes.shapes(self),
            Shape(
                "date",
                re.compile(
                    r"(?:(?P<year>\d{4})/)?(?P<month>1[0-2]|0?[1-9])/(?P<day>3[01]|[12]\d|0?[1-9])"
                    rf"[ ]?\((?P<weekday>{day}){more}{holiday}\)"
                ),
                _with_weekday,
                44,
                needs="(",
            ),
            Shape("date", re.compile(rf"\((?P<weekday>{day}){more}{holiday}\)"), _weekday_behind, 44, "("),
            Shape(
                "date",
                re.compile(rf"(?P<first>{day}){more}[ ]?[-–—~][ ]?(?P<last>{day}){more}(?![{han}])"),
                _weekdays,
                44,
                tables.WEEKDAYS,
            ),
            Shape(
                "date",
                re.compile(
                    rf"(?P<first>{day})・(?P<second>{day})(?:・(?P<third>{day}))?(?:・(?P<holiday>祝)日?)?(?:曜日?)?(?![{han}])"
                ),
                _some_weekdays,
                44,
                tables.WEEKDAYS,
            ),
            Shape(
                "date",
                re.compile(
                    r"(?P<era>[MTSHR])(?P<year>\d{1,2})[./年](?P<month>1[0-2]|0?[1-9])[./月](?P<day>3[01]|[12]\d|0?[1-9])日?(?!\w|\.\d)"
                ),
                _era,
                60,
                "aA",
            ),
            Shape("date", re.compile(r"(?P<era>[MTSHR])(?P<year>\d{1,2})年(?P<to>度?)"), _era_year, 60, "aA"),
            Shape("year", re.compile(r"1(?=年)"), _first_year, 50, "1", "年"),
            Shape(
                "time",
                re.compile(r"(?P<half>[aApP])\.?[mM]\.?[ ]?(?=(?:1[0-2]|0?\d)(?:[:時]|[ ]?[-–~]))"),
                _half,
                60,
                "aA",
            ),
            Shape("code", re.compile(r"1\d\d(?=番(?![目号線地]))"), _digits, 40, "1", "番"),
            Shape("cardinal", re.compile(r"\d{1,3}(?=番(?!号))"), _ticket, 30, needs="番"),
            Shape("time", re.compile(r"00?(?=時(?!間))"), _midnight, 50, "0", "時"),
            Shape("code", re.compile(r"〒[ ]?(?P<code>\d{3}-?\d{4})(?!\d)"), _postcode, 40, "〒"),
            Shape("address", re.compile(r"\d{1,4}(?:-\d{1,4}){1,4}(?!\w|-\d|[.:]\d)"), _block, 23, needs="-"),
            Shape(
                "address", re.compile(r"(?P<below>B)?(?P<number>\d{1,3})F(?![\w+-])"), _floor, 30, "aA" + DIGITS, "F"
            ),
            Shape("abbreviation", re.compile(rf"\((?P<kind>[{''.join(tables.COMPANIES)}])\)"), _company, 30, "("),
            Shape("abbreviation", re.compile(r"[Nn][Oo]\.?[ ]?1(?![\d.,:-])"), _number_one, 30, "aA"),
        ]


def _below_ten_thousand(number: int) -> str:
    words = ""
    for power, name in ((1000, "千"), (100, "百"), (10, "十")):
        digit, number = divmod(number, power)
        if digit:
            words += ("" if digit == 1 else _DIGITS[digit]) + name
    return words + (_DIGITS[number] if number else "")


def _holiday(match: re.Match[str]) -> str:
    return "、" + {"祝": "祝日", "休": "休日"}.get(match["holiday"], match["holiday"]) if match["holiday"] else ""


def _with_weekday(match: re.Match[str], place: Place) -> str | None:
    weekday = tables.WEEKDAYS.index(match["weekday"]) + 1
    year = int(match["year"]) if match["year"] else None
    return place.language.date(Date(int(match["day"]), int(match["month"]), year, weekday), place) + _holiday(match)


def _weekday_behind(match: re.Match[str], place: Place) -> str | None:
    if place.text[max(0, place.start - 2) : place.start].rstrip(" ")[-1:] not in ("日", *DIGITS):
        return None
    return place.language.weekday(tables.WEEKDAYS.index(match["weekday"]) + 1) + _holiday(match)


def _is_word(place: Place) -> bool:
    before = place.text[place.start - 1 : place.start]
    return "一" <= before <= "龥"


def _weekdays(match: re.Match[str], place: Place) -> str | None:
    if _is_word(place):
        return None
    first, last = (tables.WEEKDAYS.index(match[key]) + 1 for key in ("first", "last"))
    return place.language.weekdays(first, last, place)


def _some_weekdays(match: re.Match[str], place: Place) -> str | None:
    if _is_word(place):
        return None
    days = [match[key] + "曜日" for key in ("first", "second", "third") if match[key]]
    return "、".join(days + (["祝日"] if match["holiday"] else []))


_ERAS = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}


def _of_era(match: re.Match[str], place: Place) -> str:
    year = int(match["year"])
    return f"{_ERAS[match['era']]}{'元' if year == 1 else place.language.cardinal(year)}年"


def _era(match: re.Match[str], place: Place) -> str | None:
    if place.is_inside_word:
        return None
    return _of_era(match, place) + place.language.date(Date(int(match["day"]), int(match["month"])))


def _era_year(match: re.Match[str], place: Place) -> str | None:
    return None if place.is_inside_word else _of_era(match, place) + match["to"]


def _first_year(match: re.Match[str], place: Place) -> str | None:
    del match
    return "元" if place.text[max(0, place.start - 2) : place.start] in _ERAS.values() else None


def _half(match: re.Match[str], place: Place) -> str | None:
    if place.is_inside_word:
        return None
    return "午前" if match["half"] in "aA" else "午後"


def _digits(match: re.Match[str], place: Place) -> str | None:
    return place.language.digits(match[0])


def _ticket(match: re.Match[str], place: Place) -> str | None:
    return place.language.whole(match[0])


def _midnight(match: re.Match[str], place: Place) -> str | None:
    del match, place
    return "零"


def _postcode(match: re.Match[str], place: Place) -> str | None:
    return "郵便番号" + place.language.code(match["code"])


_PLACE_BEFORE = re.compile(
    r"(?:町|区|市|村|目|番地|通|条|丁目|台|丘|園|谷|宿|木|坂|本|橋|座|池|川|山|島|崎|野|田|原|沢|塚|"
    r"\d{3}[ ]?[ぁ-ん])[ ]?\Z"
)


def _block(match: re.Match[str], place: Place) -> str | None:
    """ "神南1-2-3": a block, a house and what more there is; a telephone number has longer groups."""
    groups = match[0].split("-")
    if (
        "phone" in place.clues
        or "code" in place.clues
        or "score" in place.clues
        or any(group[0] == "0" for group in groups)
    ):
        return None
    if place.text[max(0, place.start - 1) : place.start] in ("-", "("):
        return None
    named = _PLACE_BEFORE.search(place.text, max(0, place.start - 7), place.start) is not None
    short = all(len(group) < 4 for group in groups[:-1]) and sum(map(len, groups)) < 9
    if len(groups) == 2 and not named:
        return None
    if not short or (
        place.text[place.end : place.end + 1] and place.text[place.end] in "ペ頁人名個件回日年月円時分点%"
    ):
        return None
    return "の".join([place.language.whole(group) for group in groups])


def _floor(match: re.Match[str], place: Place) -> str | None:
    if place.is_inside_word:
        return None
    return ("地下" if match["below"] else "") + place.language.cardinal(int(match["number"])) + "階"


def _company(match: re.Match[str], place: Place) -> str | None:
    """ "(株)山田商事", "山田商事(株)"; "代" only before a telephone number."""
    if match["kind"] == "代" and not place.text[max(0, place.start - 2) : place.start].rstrip()[-1:].isdigit():
        return None
    return tables.COMPANIES[match["kind"]]


def _number_one(match: re.Match[str], place: Place) -> str | None:
    del match
    return None if place.is_inside_word else "ナンバーワン"
