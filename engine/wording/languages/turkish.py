"""Turkish: endings follow the words that figures are said with, ordinals and roman numbers have a full stop."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording.classes.amounts import CODES
from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.classes.phones import spoken
from engine.wording.classes.romans import value, whole
from engine.wording.classes.units import unit_pattern
from engine.wording.figures import SIGN, Figure
from engine.wording.language import LONGEST_CARDINAL_DIGITS, Language, Place, Shape
from engine.wording.languages import turkish_tables as tables
from engine.wording.languages.spans import SHORT_DATE, date_spans, short_date
from engine.wording.languages.turkish_endings import attach, with_capitals
from engine.wording.languages.turkish_written import written_shapes
from engine.wording.languages.written import card_shapes, measure_shapes
from engine.wording.patterns import DIGITS
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Date, Noun

_SMALL, _CAPITAL = "a-zçğıöşüâîû", "A-ZÇĞİÖŞÜÂÎÛ"
_UNJOINED = (
    "de|da|te|ta|den|dan|ten|tan|li|lı|lu|lü|lik|lık|luk|lük|er|ar|"
    "şer|şar|ye|ya|lerde|larda|lerin|ların|lere|lara|si|sı|sü"
)
"""Endings that are also written without an apostrophe and are no symbol of a unit."""
_ENDING = re.compile(rf"'(?P<ending>[{_SMALL}]{{1,16}}|[{_CAPITAL}]{{1,16}})(?![\w'])")


class Turkish(Language):
    """Turkish of Turkey."""

    tag = "tr-TR"
    locale = "tr"
    country = "TR"
    digit_names = tables.DIGITS
    minus, plus, plus_minus = "eksi", "artı", "artı eksi"
    point, dot = "virgül", "nokta"
    percent_word, per_mille = Noun("yüzde"), Noun("binde")
    groups_by_blanks = True
    magnitudes: ClassVar[Mapping[str, Noun]] = with_capitals(tables.MAGNITUDES)
    mixed_and = "tam"
    ordinal_suffixes = "'?[ıiuü]?nc[ıiuü]"
    to, ratio_to, score_to, by = "ila", "bölü", "", "çarpı"
    and_word, about, extension, number_word, symbol = "ve", "yaklaşık", "dahili", "numara", "sembol"
    capital = "büyük"
    booleans: ClassVar[Mapping[str, str]] = {"true": "evet", "false": "hayır"}
    currencies = tables.CURRENCIES
    currency_signs: ClassVar[Mapping[str, str]] = tables.CURRENCY_SIGNS
    signs_only_behind = (Language.signs_only_behind | frozenset(tables.CURRENCY_SIGNS)) - {"TL"} - tables.FOREIGN
    range_words = "(?:ila|ile)"
    time_signs = ":."
    durations: ClassVar[Mapping[str, Noun]] = {
        "year": Noun("yıl"), "month": Noun("ay"), "week": Noun("hafta"), "day": Noun("gün"),
        "hour": Noun("saat"), "minute": Noun("dakika"), "second": Noun("saniye"),
        "millisecond": Noun("milisaniye"),
    }  # fmt: skip
    duration_units: ClassVar[Mapping[str, str]] = {
        "yıl": "year", "ay": "month", "hafta": "week", "gün": "day", "saat": "hour", "sa": "hour",
        "st": "hour", "dakika": "minute", "dk": "minute", "saniye": "second", "sn": "second",
        "ms": "millisecond", "msn": "millisecond",
    }  # fmt: skip
    units = tables.UNITS
    no_units = frozenset({"in", "A", "B", "kn", "PS"})
    per = tables.PER
    abbreviations = tables.ABBREVIATIONS
    signs = tables.SIGNS
    spelled_signs = tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    vowels = "AEIİOÖUÜÂÎÛ"
    single_words = frozenset({"O"})
    clues = tables.CLUES
    connectors = tables.CONNECTORS
    sentence_starts, stop_abbreviations = tables.SENTENCE_STARTS, tables.NEVER_LAST
    endings = _ENDING

    # Numbers ---------------------------------------------------------------------------------------------------

    def cardinal(self, number: int, form: str = "") -> str:
        del form
        if len(str(abs(number))) > LONGEST_CARDINAL_DIGITS:
            return self.digits(str(number))
        if number < 0:
            return f"{self.minus} {self.cardinal(-number)}"
        if not number:
            return tables.DIGITS[0]
        words: list[str] = []
        for index, scale in reversed(list(enumerate(tables.SCALES))):
            group = number // 1000**index % 1000
            if group:
                # A thousand is "bin" without a "bir".
                words += ([] if group == 1 and index == 1 else _under_thousand(group)) + ([scale] if scale else [])
        return " ".join(words)

    def ordinal(self, number: int, form: str = "") -> str:
        del form
        words = self.cardinal(number)
        return attach(words, "inci") or words

    def decimals(self, digits: str) -> str:
        zeros = len(digits) - len(digits.lstrip("0"))
        if len(digits) > 3 or zeros == len(digits):
            return self.digits(digits)
        return " ".join([tables.DIGITS[0]] * zeros + [self.cardinal(int(digits))])

    def category(self, figure: Figure) -> str:
        del figure
        return "other"

    def count(self, figure: Figure, noun: Noun) -> str:
        """Units of speed stand around the number: "saatte doksan kilometre"."""
        words = self.number(figure)
        return noun.one.replace("{}", words) if "{}" in noun.one else f"{words} {noun.one}"

    def magnified(self, figure: Figure, magnitude: str) -> str:
        if figure.fraction == "5" and figure.value:
            return f"{self.number(figure._replace(fraction=''))} buçuk {self.magnitudes[magnitude].one}"
        return self.count(figure, self.magnitudes[magnitude])

    def for_each(self, words: str, per: str) -> str:
        return per.replace("{}", words) if "{}" in per else f"{words} {per}"

    def percent(self, figure: Figure, sign: str = "%") -> str:
        before = f"{self.sign(figure.sign)} " if figure.sign else ""
        word = (self.percent_word if sign == "%" else self.per_mille).one
        return f"{before}{word} {self.number(figure._replace(sign=''))}"

    def joined(self, first: str, last: str, place: Place | None = None) -> str:
        """What is said before a number is said before both: "saatte elli ila yetmiş kilometre"."""
        head, blank, rest = last.partition(" ")
        if blank and head in tables.BEFORE_NUMBERS and not first.startswith(head):
            return f"{head} {super().joined(first, rest, place)}"
        return super().joined(first, last, place)

    def fraction(self, top: int, bottom: int) -> str:
        if (top, bottom) == (1, 2):
            return "yarım"
        of = attach(self.cardinal(bottom), "de")
        return f"{of} {self.cardinal(top)}" if bottom <= 100 else self.over(top, bottom)

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        if (top, bottom) == (1, 2):
            return f"{self.cardinal(whole)} buçuk"
        return f"{self.cardinal(whole)} tam {self.fraction(top, bottom)}"

    def roman(self, number: int, place: Place) -> str | None:
        if any(word.startswith("yüzyıl") for word in place.after(1)):
            return self.ordinal(number)
        if self._ROMAN_LIST.match(place.text, place.end):
            return self.ordinal(number)
        counted = place.before_is(tables.COUNTED)
        if len(place.written) == 1:
            return self.cardinal(number) if counted and place.written in "IVX" else None
        before = place.text[: place.start].rstrip().rpartition(" ")[2]
        is_numeral = set(place.written) <= set("IVX") and before[:1].isupper()
        return self.cardinal(number) if counted or is_numeral else None

    _ROMAN_LIST = re.compile(rf"[ ]?(?:ve|veya|ile|ila|,|-|–)[ ]?[IVXL]{{1,7}}\.[ ]?[{_SMALL}]")

    def with_ending(self, words: str, ending: str, kind: str) -> str | None:
        if kind in ("letters", "web", "abbreviation", "title", "sign"):
            return None
        ending = ending.replace("I", "ı").replace("İ", "i").lower()
        name = words.rpartition(" ")[2]
        said = attach(words, ending, buffer="s" if kind == "fraction" else "y")
        if said is None or not name[0].isupper():
            return said
        # Months keep the apostrophe of names.
        return f"{words}'{said[len(words) :]}" if len(name) > 1 else None

    # Time ------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        return with_capitals(cldr.month_numbers(self.locale))

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        more = {"pts": 1, "çarş": 3, "perş": 4, "çrş": 3, "prş": 4, "cts": 6, "pzr": 7}
        return with_capitals({**cldr.weekday_numbers(self.locale), **more})

    def date(self, date: Date, place: Place | None = None) -> str:
        words = [
            self.weekday(date.weekday) if date.weekday else "",
            self.cardinal(date.day) if date.day is not None else "",
            self.month(date.month) if date.month is not None else "",
            self.year(date.year) if date.year is not None else "",
        ]
        return " ".join([word for word in words if word])

    def is_month(self, written: str, date: Date, place: Place) -> bool:
        """ "3 ara", "5 kas": short names are words in small letters; "ekim" and "aralık" are without a day."""
        small = written.lower().rstrip(".")
        if len(small) < 4 and small != "may":
            return written[0].isupper()
        return date.day is not None or written[0].isupper()

    _SURE_WEEKDAYS = frozenset({"pzt", "pts", "cmt", "cts", "çrş", "prş", "pzr"})

    def is_weekday(self, written: str, place: Place) -> bool:
        """ "Sal", "Per", "Çar" and "Paz" are words or abbreviations elsewhere."""
        if written.rstrip(".").lower() in self._SURE_WEEKDAYS:
            return True
        if not written[0].isupper():
            return False
        after, behind = place.after(1), place.text[place.end : place.end + 3]
        return (
            after[:1] in (("günü",), ("günleri",), ("sabahı",), ("akşamı",))
            or (place.before[-1:] != () and place.before[-1] in self.month_numbers)
            or re.match(r"[,:]?[ ]\d", behind) is not None
            or (written[-1] == "." and behind.lstrip()[:1].islower())
        )

    def is_date(self, place: Place) -> bool:
        return re.match(r"\d{1,2}/0\d(?!\d)", place.text[place.start : place.start + 6]) is not None

    _DAY_TIMES = tables.DAY_TIMES

    def is_time(self, written: str, place: Place) -> bool:
        """ "09.15" is a time unless a unit follows it: decimals have a comma."""
        if self._unit_behind.match(place.text, place.end):
            return False
        return (
            written[1:2] != "." or place.before_is(self._DAY_TIMES, 2) or place.text[place.end : place.end + 1] == "'"
        )

    def are_hours(self, written: str, place: Place) -> bool:
        """ "10.00-14.00" are no decimals."""
        return self._HOURS.match(written) is not None

    _HOURS = re.compile(r"\d{1,2}[.:]\d\d[ ]?(?:[-–—]|ila|ile)[ ]?\d{1,2}[.:]\d\d(?!\d)")

    @cached_property
    def _unit_behind(self) -> re.Pattern[str]:
        return re.compile(rf"[ ]?(?:{unit_pattern(self)}|puan|derece|lira|dolar|avro|euro)(?![\w])|[ ]?[%‰]")

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        words = [self.cardinal(clock.hour)]
        if clock.minute or clock.second is not None:
            words.append(self._two_figures(clock.minute))
        if not clock.hour:
            words.insert(0, tables.DIGITS[0])
            words += [] if len(words) > 2 else [tables.DIGITS[0]] * 2
        if clock.second is not None:
            words.append(self._two_figures(clock.second))
        if place is None and len(words) == 1:
            words.insert(0, "saat")
        if clock.half:
            words.insert(0, "öğleden önce" if clock.half == "a" else "öğleden sonra")
        return " ".join(words)

    def _two_figures(self, number: int) -> str:
        return f"{tables.DIGITS[0]} {self.cardinal(number)}" if 0 < number < 10 else self.cardinal(number)

    # Digits, letters and words ---------------------------------------------------------------------------------

    def character(self, char: str) -> str:
        # As in words, "İ" is a small letter: see turkish_tables.
        return "i" if char in "iİ" else super().character(char)

    def code(self, text: str) -> str:
        if text.isdigit() and len(text) < 3:
            return self.whole(text)
        return super().code(text)

    def web_word(self, word: str) -> str:
        return self.spell(word) if word.lower() in ("www", "tr") else word

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small = written.lower()
        behind = place.text[place.end : place.end + 6]
        words = self._elsewhere(small, place) or words
        if small == "md." and words == "madde":
            return words
        behind_name = written[0].isupper() and small in tables.BEHIND_CAPITALS
        if (
            small in tables.BEFORE_FIGURES
            and not behind_name
            and not tables.FIGURES_BEHIND.match(place.text, place.end)
        ):
            return words if small == "tel" and behind[:1] in ":." else None
        if small in ("no", "no."):
            return self._number_noun(place)
        if small in tables.BEFORE_CAPITALS and not re.match(rf"[ ]?[{_CAPITAL}]", behind):
            return None
        if small in tables.BEHIND_CAPITALS and (written[0].isupper() or written not in self.abbreviations):
            before = place.text[max(0, place.start - 30) : place.start].rstrip()
            named = before.rpartition(" ")[2][:1]
            if not written[0].isupper() or not (named.isupper() or named.isdigit()):
                return None
        if small == "haz." and not behind.strip()[:1].isupper():
            return None
        if small in tables.LISTS_END and re.match(rf"[ ]{{1,2}}[{_CAPITAL}]", behind):
            return f"{words}."
        return words

    @staticmethod
    def _elsewhere(small: str, place: Place) -> str:
        """What else an abbreviation stands for, by what is around it; "" where nothing else."""
        if small == "md." and tables.FIGURES_BEHIND.match(place.text, place.end):
            return "madde"
        if small == "org." and place.after(1)[:1] in (("sanayi",), ("san",)):
            return "Organize"
        before = place.text[max(0, place.start - 4) : place.start]
        return tables.COUNTED_STREETS.get(small, "") if re.search(r"\d\.[ ]?\Z", before) else ""

    def _number_noun(self, place: Place) -> str:
        return "numarası" if place.before_is(tables.NUMBERED) else self.number_word

    # Shapes of its own -----------------------------------------------------------------------------------------

    def shapes(self) -> Sequence[Shape]:
        number = number_pattern(self)
        small, capital = f"[{_SMALL}]", f"[{_CAPITAL}]"
        stop = rf"\.(?=[ ]{{1,2}}(?:{small}|{capital})|,[ ]|'{small})"
        units = "|".join(sorted(tables.ABBREVIATED_UNITS, key=len, reverse=True))
        percents = rf"(?P<sign>[%‰])[ ]?(?P<first>[-−+]?{number})(?:[ ]?[-–—][ ]?[%‰]?(?P<last>{number}))?"
        sides = rf"(?P<a>{number})[ ]?[×xX][ ]?(?P<b>{number})(?:[ ]?[×xX][ ]?(?P<c>{number}))?[ ]?"
        return [
            *date_spans(self),
            *card_shapes(tables.EXPIRY, tables.FILES),
            *measure_shapes(self),
            *written_shapes(self),
            Shape("code", re.compile(rf"(?P<code>\d{{4,8}})(?=[ ](?:{tables.CODES_BEHIND}))"), self._code, 28),
            Shape(
                "date",
                re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?=[ ]tarih)"),
                self._short_date,
                33,
                needs=".",
            ),
            Shape("date", SHORT_DATE, self._short_date, 20, needs="/"),
            Shape("percent", re.compile(rf"(?P<minus>[-−+])?{percents}"), self._percent_first, 33, "%‰-−+"),
            Shape(
                "ordinal",
                re.compile(rf"(?P<number>\d{{1,3}}(?:\.\d{{3}}){{0,3}}|\d{{4}}){stop}"),
                self._ordinal_stop,
                19,
            ),
            Shape(
                "ordinal",
                re.compile(rf"(?P<first>\d{{1,3}})\.[ ]?[-–][ ]?(?P<last>\d{{1,3}})\.(?=[ ]{small})"),
                self._ordinals,
                21,
            ),
            Shape(
                "ordinal",
                re.compile(rf"(?P<number>\d{{1,4}})\.(?P<ending>(?:{_UNJOINED})[a-zı]{{0,4}})(?!\w)"),
                self._joined_ending,
                18,
            ),
            Shape(
                "ordinal", re.compile(rf"(?P<number>\d{{1,3}})\.(?=(?:{small}|{capital}){{3}})"), self._ordinal_stop, 17
            ),
            Shape("score", re.compile(rf"(?P<times>\d{{1,3}})[ ]?[xX×](?=[ ]?{self._price})"), self._times, 26),
            Shape(
                "cardinal", re.compile(rf"(?P<number>\d{{1,4}})(?P<ending>{_UNJOINED})(?!\w)"), self._joined_ending, 9
            ),
            Shape(
                "roman",
                re.compile(rf"(?P<roman>[IVXLC]{{1,7}})\.(?=[ ]{{0,2}}(?:{small}|{capital}))"),
                self._roman_stop,
                22,
                "aA",
            ),
            Shape("roman", re.compile(r"(?P<roman>[IVX]{1,7})(?=')"), self._roman_ending, 14, "aA"),
            Shape("letters", re.compile(rf"{capital}{{2,8}}(?=')"), self._capitals, 8, f"aA{_CAPITAL[3:]}"),
            Shape(
                "cardinal", re.compile(r"(?P<whole>\d{1,4})\.(?P<part>\d{1,2})(?![\w]|[.,:/]\d)"), self._with_dot, 11
            ),
            Shape(
                "cardinal",
                re.compile(rf"{SIGN}\d{{1,3}}(?:\.\d{{3}}){{2,8}}(?!\w|[.,]\d)"),
                self._grouped,
                16,
                DIGITS + "-−+±",
            ),
            Shape(
                "ratio",
                re.compile(r"(?P<first>\d{1,4}):(?P<last>\d{1,3}(?:\.\d{3}){1,3}|\d{1,9})(?![\w:]|[.,]\d)"),
                self._ratio,
                12,
            ),
            Shape(
                "unit",
                re.compile(rf"(?P<number>{SIGN}{number})[ ]?(?P<unit>{units})\.(?=[ ]{{1,2}}{small}|'{small})"),
                self._unit_stop,
                23,
            ),
            Shape("score", re.compile(rf"{sides}(?P<unit>{unit_pattern(self)})(?![^\W_])"), self._sides, 24),
            Shape("code", re.compile(r"(?P<code>TR\d{2}(?:[ ]?\d{4}){1,5}(?:[ ]?\d{2})?)(?!\w)"), self._code, 30, "aA"),
            Shape("code", re.compile(r"(?P<code>\d{3,8})(?=[ ](?:ile|le)[ ](?:bit|başla))"), self._code, 28),
            Shape("code", re.compile(r"(?P<code>\d{4,8})(?=[ ](?:numaralı|nolu|no'lu|no\.lu))"), self._code, 28),
            Shape(
                "code",
                re.compile(r"(?P<code>\d{5})(?=[ ][A-ZÇĞİÖŞÜ][\wçğıöşü]{1,20}[ ]?/[ ]?[A-ZÇĞİÖŞÜ])"),
                self._code,
                20,
            ),
            Shape(
                "code",
                re.compile(r"(?P<city>0[1-9]|[1-7]\d|8[01])[ ]?(?P<letters>[A-Z]{1,3})[ ]?(?P<rest>\d{2,5})(?!\w)"),
                self._plate,
                29,
            ),
            Shape(
                "phone",
                re.compile(r"0[ ]?(?:[2-5]\d\d|8[05]0)[ -]\d{3}[ -]\d{1,2}[ -]\d{2,3}(?!\w|[-.,]\d)"),
                self._phone,
                23,
                "0",
            ),
            Shape("phone", re.compile(r"444[ -]?\d(?:[ -]\d{3}|\d[ -]?\d{2}|\d{3})(?!\w)"), self._phone, 23),
            Shape("phone", re.compile(r"(?:[2-5]\d\d[ -])?\d{3}[ -]\d{2}[ -]\d{2}(?![\w]|[-.,]\d)"), self._phone, 23),
            Shape("address", re.compile(r"(?P<number>\d{1,4})/(?P<door>\d{1,3}|[A-Z])(?![\w/])"), self._door, 19),
            Shape(
                "phone",
                re.compile(r"(?:0[ ]?)?\(0?(?:[2-5]\d\d|8[05]0)\)[ ]?\d{3}[ -]?\d{1,2}[ -]?\d{2,3}(?!\w)"),
                self._phone,
                26,
                "0(",
            ),
            Shape("address", re.compile(r"(?:No|NO|no|Nr|nr)[ ]?[.:]{1,2}[ ]?(?=\d)"), self._number_sign, 24, "aA"),
            Shape("address", re.compile(r"(?P<what>[DK])[ ]?[:.][ ]?(?=\d)"), self._flat, 20, "aA"),
        ]

    def _short_date(self, match: re.Match[str], place: Place) -> str | None:
        return short_date(match, place, ("tarih", "günü"), tables.HOUSES)

    def _percent_first(self, match: re.Match[str], place: Place) -> str | None:
        first = figure(match["first"], self)
        if first is None:
            return None
        words = self.percent(first, match["sign"])
        last = figure(match["last"], self) if match["last"] else None
        if match["last"]:
            if last is None:
                return None
            words = self.joined(words, self.number(last), place)
        return f"{self.sign(match['minus'].replace('−', '-'))} {words}" if match["minus"] else words

    def _ordinal_stop(self, match: re.Match[str], place: Place) -> str | None:
        """A capital behind a full stop begins a sentence, but for what is counted in names: "3. Cadde"."""
        if place.start and place.text[place.start - 1] in ".,:/-":
            return None
        behind = place.text[place.end : place.end + 3].lstrip()[:1]
        begins = not place.text[: place.start].strip() or place.before[-1:] == (".",)
        known = place.after(1)[:1]
        if behind.isupper() and not begins and not (known and known[0] in tables.PLACES | tables.RULERS):
            return None
        return self.ordinal(int(match["number"].replace(".", "")))

    def _ordinals(self, match: re.Match[str], place: Place) -> str | None:
        return self.joined(self.ordinal(int(match["first"])), self.ordinal(int(match["last"])), place)

    def _joined_ending(self, match: re.Match[str], place: Place) -> str | None:
        stop = match[0][len(match["number"])] == "."
        number = int(match["number"])
        return attach(self.ordinal(number) if stop else self.cardinal(number), match["ending"])

    def _roman_stop(self, match: re.Match[str], place: Place) -> str | None:
        written, number = match["roman"], whole(match["roman"])
        if number is None or (place.start and place.text[place.start - 1].isalnum()):
            return None
        following = place.text[place.end : place.end + 3].lstrip()[:1]
        word = place.after(1)[:1]
        if len(written) == 1 and written in "LC":
            return self.ordinal(number) if word and word[0].startswith("yüzyıl") else None
        if len(written) == 1 and following.isupper() and not (word and word[0] in tables.RULERS | tables.PLACES):
            return None
        if place.before_is(tables.COUNTED) and following.isupper():
            return f"{self.cardinal(number)}."
        return self.ordinal(number)

    def _roman_ending(self, match: re.Match[str], place: Place) -> str | None:
        number = whole(match["roman"])
        counted = place.before_is(tables.COUNTED) or re.match(
            r"'[ıiuü]?nc[ıiuü]", place.text[place.end : place.end + 5]
        )
        return self.cardinal(value(match["roman"])) if number is not None and counted else None

    def _capitals(self, match: re.Match[str], place: Place) -> str | None:
        word = match[0]
        has_vowel = any(char in self.vowels for char in word)
        if word in self.as_words or (word not in self.spelled and len(word) > (3 if has_vowel else 6)):
            return None
        return self.spell(word)

    def _with_dot(self, match: re.Match[str], place: Place) -> str | None:
        if place.start and place.text[place.start - 1] in ".,:/-":
            return None
        return f"{self.whole(match['whole'])} {self.dot} {self.decimals(match['part'])}"

    def _grouped(self, match: re.Match[str], place: Place) -> str | None:
        """ "85.372.377" is no version."""
        found = figure(match[0], self)
        return None if found is None else self.number(found)

    def _ratio(self, match: re.Match[str], place: Place) -> str | None:
        return f"{attach(self.whole(match['first']), 'e')} {self.whole(match['last'].replace('.', ''))}"

    def _unit_stop(self, match: re.Match[str], place: Place) -> str | None:
        found, noun = figure(match["number"], self), self.unit(match["unit"])
        return None if found is None or noun is None else self.count(found, noun)

    def _sides(self, match: re.Match[str], place: Place) -> str | None:
        sides = [figure(match[key], self) for key in "abc" if match[key]]
        noun = self.unit(match["unit"])
        known = [self.number(side) for side in sides if side is not None]
        return f" {self.by} ".join(known) + f" {noun.one}" if noun and len(known) == len(sides) else None

    @cached_property
    def _price(self) -> str:
        signs = "|".join(map(re.escape, [*self.all_currency_signs, *CODES.split()]))
        return rf"(?:[₺$€£]|{number_pattern(self)}[ ]?(?:{signs})(?!\w))"

    def _times(self, match: re.Match[str], place: Place) -> str | None:
        return f"{self.whole(match['times'])} {self.by}"

    def _code(self, match: re.Match[str], place: Place) -> str | None:
        return super().code(match["code"])

    def _plate(self, match: re.Match[str], place: Place) -> str | None:
        around = place.text[max(0, place.start - 40) : place.end + 40].lower()
        letters, rest = match["letters"], match["rest"]
        if "plaka" not in around and "araç" not in around and "arac" not in around:
            return None
        if letters in CODES.split() or letters in self.all_currency_signs or letters in self.units:
            return None
        number = self.whole(rest) if len(rest) < 4 else self.digits(rest)
        return f"{self.whole(match['city'])} {self.spell(letters)} {number}"

    def _phone(self, match: re.Match[str], place: Place) -> str | None:
        if place.start and place.text[place.start - 1] in ".,-/":
            return None
        return spoken(match[0], "", self)

    _HOUSES = tables.HOUSES

    def _door(self, match: re.Match[str], place: Place) -> str | None:
        """ "No: 12/5" is no fraction and no date."""
        door = match["door"]
        if door.isdigit() and not place.before_is(self._HOUSES):
            return None
        return f"{self.whole(match['number'])} {self.signs['/']} {self.whole(door) if door.isdigit() else door}"

    def _number_sign(self, match: re.Match[str], place: Place) -> str | None:
        return self._number_noun(place)

    def _flat(self, match: re.Match[str], place: Place) -> str | None:
        return "daire " if match["what"] == "D" else "kat "


def _under_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [tables.DIGITS[hundreds]] if hundreds > 1 else []
    words += ["yüz"] if hundreds else []
    return words + [word for word in (tables.TENS[rest // 10], tables.DIGITS[rest % 10] if rest % 10 else "") if word]
