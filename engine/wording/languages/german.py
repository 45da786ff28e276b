"""German, as Germany says it; Austria and Switzerland are read the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording import cldr
from engine.wording.classes import phones
from engine.wording.figures import Figure
from engine.wording.language import LONGEST_CARDINAL_DIGITS, Place, Shape
from engine.wording.languages import german_tables as tables
from engine.wording.languages.german_grammar import (
    ARTICLES,
    case_of,
    ending,
    gender_of,
    governor,
    in_dative,
    is_ordinal,
    king,
    next_noun,
    one,
)
from engine.wording.languages.german_numbers import cardinal, compounded, ordinal_stem
from engine.wording.languages.germanic import Germanic
from engine.wording.nouns import Clock, Currency, Date, Noun

_ROMAN = r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"


class German(Germanic):
    """German of Germany."""

    tag = "de-DE"
    locale = "de"
    country = "DE"
    digit_names = tables.UNITS_AND_TEENS[:10]
    minus, plus, plus_minus = "minus", "plus", "plus minus"
    point, dot = "Komma", "Punkt"
    percent_word, per_mille = Noun("Prozent", "", "n"), Noun("Promille", "", "n")
    groups_by_blanks = True
    magnitudes = tables.MAGNITUDES
    ordinal_suffixes = "(?:s?te[nrsm]?)"
    divided_by = "geteilt durch"
    extension_words = "Durchwahl|App\\.|DW"
    to, ratio_to, score_to, by = "bis", "zu", "zu", "mal"
    and_word, about, extension, number_word, symbol = "und", "circa", "Durchwahl", "Nummer", "Zeichen"
    capital = "groß"
    hashtag = "Hashtag"
    booleans: ClassVar[Mapping[str, str]] = {"true": "ja", "false": "nein"}
    currencies = tables.CURRENCIES
    currency_signs = tables.CURRENCY_SIGNS
    signs_only_behind = Germanic.signs_only_behind | frozenset(tables.CURRENCY_SIGNS)
    money_and = "und"
    dotted_dates = True
    date_article = "(?:d(?:er|en|em) )?"
    range_words = "(?:bis(?: zum)?)"
    zones = ("MEZ", "MESZ", "UTC", "GMT")
    time_signs = ":."
    clock_words = ("Uhr",)
    durations = tables.DURATIONS
    duration_units = tables.DURATION_UNITS
    units = tables.UNITS
    unit_genders = tables.UNIT_GENDERS
    no_units = frozenset({"in", "A", "B", "bar", "J", "kn", "MP", "cal"})
    per = tables.PER
    abbreviations = tables.ABBREVIATIONS
    abbreviated_endings = tables.ENDINGS
    last_abbreviations = tables.LAST
    sentence_beginners = tables.SURE_BEGINNERS
    signs = tables.SIGNS
    spelled_signs = tables.SPELLED_SIGNS
    letter_names: ClassVar[Mapping[str, str]] = {"ß": "Eszett"}
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    vowels = "AEIOUYÄÖÜ"
    single_words = frozenset({"O"})
    clues = tables.CLUES
    clues_after = tables.CLUES_AFTER
    connectors = tables.CONNECTORS

    # Numbers ---------------------------------------------------------------------------------------------------

    def cardinal(self, number: int, form: str = "") -> str:
        """`form` is a gender, or "einen", "einer" … itself; num2words errs at 101000 ("einhunderteinstausend")."""
        if number == 1 and form:
            return ARTICLES[form]["n"] if form in ARTICLES else form
        return cardinal(number) if abs(number) < 10**LONGEST_CARDINAL_DIGITS else self.digits(str(number))

    def ordinal(self, number: int, form: str = "") -> str:
        """`form` is the ending of the adjective, "e" without one."""
        return ordinal_stem(number) + (form or "e")

    def year(self, number: int) -> str:
        if 1100 <= number < 2000:
            rest = number % 100
            return f"{cardinal(number // 100)}hundert{cardinal(rest) if rest else ''}"
        return self.cardinal(number)

    def short_year(self, number: int) -> str:
        return self.cardinal(number % 100)

    def count(self, figure: Figure, noun: Noun) -> str:
        gender = noun.gender or "n"
        return f"{self.number(figure, gender)} {noun.form('one' if figure.is_one else 'other')}"

    def category(self, figure: Figure) -> str:
        return "one" if figure.is_one else "other"

    def magnified(self, figure: Figure, magnitude: str) -> str:
        if magnitude in tables.THOUSANDS:
            whole = figure.whole + (figure.fraction + "000")[:3]
            rest = figure.fraction[3:]
            return self.number(Figure(whole.lstrip("0") or "0", rest, figure.sign))
        return self.count(figure, self.magnitudes[magnitude])

    def fraction(self, top: int, bottom: int) -> str:
        if bottom == 2:
            return "ein halb" if top == 1 else f"{self.cardinal(top)} Halbe"
        stem = ordinal_stem(bottom)
        stem = stem.removeprefix("ein") if bottom in (100, 1000) else stem
        return f"{'ein' if top == 1 else self.cardinal(top)} {stem.capitalize()}el"

    def over(self, top: int, bottom: int) -> str:
        return f"{self.cardinal(top)} durch {self.cardinal(bottom)}"

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        if (top, bottom) == (1, 2):
            return f"{compounded(whole)}einhalb"
        if bottom == 4:
            return f"{compounded(whole)}{compounded(top)}viertel"
        return f"{self.cardinal(whole)} {self.fraction(top, bottom)}"

    def is_year(self, place: Place) -> bool:
        """Four figures without a point are a year, unless they count something."""
        following = _WORD_BEHIND.match(place.text, place.end, place.end + 60)
        return following is None or following[1][0].islower() or following[1].lower() in tables.SENTENCE_BEGINNERS

    def governed(self, place: Place) -> str:
        return one(place) if place.written == "1" else ""

    def ordinal_form(self, suffix: str, place: Place) -> str:
        if len(suffix) > 1:
            return suffix.removeprefix("s").removeprefix("t")
        return ending(place)

    def joined(self, first: str, last: str, place: Place | None = None) -> str:
        """ "2024/25" is a season, which has no "bis"."""
        if place is not None and re.fullmatch(r"\d{4}/\d\d(?:\d\d)?", place.written):
            return f"{first} {last}"
        return f"{first} {self.to} {last}"

    def placed(self, kind: str, words: str, place: Place) -> str:
        """The dative and accusative of what is counted, and of halves: "in einer Stunde", "eine halbe Tablette"."""
        if kind in _COUNTED_KINDS:
            case, sure = case_of(place)
            head, _, rest = words.partition(" ")
            if head in ("ein", "eine"):
                noun = rest.partition(" ")[0]
                if kind == "fraction" and noun == "halb":
                    return self._half(case, place)
                gender = gender_of(noun)
                if gender:
                    words = f"{ARTICLES[gender][case]} {rest}"
            elif case == "d" and sure:
                words = in_dative(words)
        return self.stopped(kind, words, place)

    def fraction_of(self, whole: int | None, top: int, bottom: int, noun: Noun, place: Place) -> str:
        if whole is not None or (top, bottom) != (1, 2):
            return super().fraction_of(whole, top, bottom, noun, place)
        gender, case = noun.gender or "n", case_of(place)[0]
        return f"{ARTICLES[gender][case]} halb{_MIXED_ENDINGS[gender][case]} {noun.one}"

    @staticmethod
    def _half(case: str, place: Place) -> str:
        noun = next_noun(place)
        gender = gender_of(noun[0]) if noun else ""
        if not noun or not gender:
            return "ein halb"
        return f"{ARTICLES[gender][case]} halb{_MIXED_ENDINGS[gender][case]}"

    # Amounts and measures --------------------------------------------------------------------------------------

    def currency(self, code: str) -> Currency | None:
        if code == "Rappen":
            return Currency(Noun("Rappen", "", "m"), None)
        return super().currency(code)

    def unit(self, symbol: str) -> Noun | None:
        return self.units.get(symbol) or cldr.unit("de", symbol, self.unit_genders.get(symbol, ""))

    # Time ------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        return {**cldr.month_numbers("de"), "jänner": 1, "jän": 1, "feber": 2, "febr": 2, "mrz": 3}

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        return {**cldr.weekday_numbers("de"), "sonnabend": 6}

    def date(self, date: Date, place: Place | None = None) -> str:
        year = "" if date.year is None else self.year(date.year)
        if date.day is None:
            return " ".join([word for word in (self.month(date.month) if date.month else "", year) if word])
        written = "" if place is None else place.written
        article = _ARTICLE.search(written)
        form = "er" if place is None else self._day_form(place, article[1].lower() if article else "")
        words = " ".join(
            [
                word
                for word in (self.ordinal(date.day, form), self.month(date.month) if date.month else "", year)
                if word
            ]
        )
        if date.weekday is None:
            return words
        if article:
            return f"{self.weekday(date.weekday)}, {article[1].lower()} {words}"
        if form == "en":
            return f"{self.weekday(date.weekday)}, den {words}"
        return f"{self.weekday(date.weekday)}, der {self._weak(words)}"

    @staticmethod
    def _weak(words: str) -> str:
        head, _, rest = words.partition(" ")
        return f"{head.removesuffix('r')} {rest}"

    @staticmethod
    def _day_form(place: Place, article: str = "") -> str:
        """ "am dritten", "der dritte", "Datum: dritter"."""
        if article:
            return "e" if article == "der" else "en"
        word = governor(place)
        if word == "der":
            return "e"
        return "en" if word in _BEFORE_DAYS else "er"

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        form = "er" if place is None else self._day_form(place)
        weekday = f"{self.weekday(first.weekday)}, den " if first.weekday else ""
        words = self.date(first._replace(day=last, weekday=None))
        ends = self.ordinal(last, "en" if form == "en" or first.weekday else form)
        return (
            f"{weekday}{self.ordinal(first.day or 1, 'en' if weekday else form)} bis {ends} {words.partition(' ')[2]}"
        )

    def is_weekday(self, written: str, place: Place) -> bool:
        if not written[0].isupper():
            return False
        following = place.text[place.end : place.end + 2]
        dated = bool(place.before) and (
            place.before[-1] in _BEFORE_WEEKDAYS or place.before[-1] in self.weekday_numbers
        )
        if written[:2] in ("So", "Do") or written == "Fr.":
            return dated
        return dated or written.endswith(".") or following[:1] in (",", ":", "/") or following[1:2].isdigit()

    def is_month(self, written: str, date: Date, place: Place) -> bool:
        return written[0].isupper()

    def is_time(self, written: str, place: Place) -> bool:
        """ "um 9.30"."""
        return bool(place.before) and place.before[-1] in ("um", "gegen") and len(written.partition(".")[2]) == 2

    def are_hours(self, written: str, place: Place) -> bool:
        return self.is_behind_weekday(place)

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        words = [self.cardinal(clock.hour, "m"), "Uhr"]
        if clock.minute:
            words.append(self.cardinal(clock.minute))
        if clock.second:
            words.append(f"und {self.count(Figure(str(clock.second)), self.durations['second'])}")
        if clock.half:
            words.append(
                "vormittags" if clock.half == "a" else "nachmittags" if clock.hour < 6 or clock.hour == 12 else "abends"
            )
        if clock.zone:
            words.append(self.spell(clock.zone))
        return " ".join(words)

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        """ "neun bis siebzehn Uhr"."""
        start = self.cardinal(first.hour, "m") if not first.minute else self.clock(first)
        return f"{start} bis {self.clock(last)}"

    def duration(self, parts: Sequence[tuple[Figure, str]]) -> str:
        words = [self.count(figure, self.duration_noun(unit)) for figure, unit in parts]
        return " und ".join([part for part in (", ".join(words[:-1]), words[-1]) if part])

    # Digits, letters and words ---------------------------------------------------------------------------------

    def web_word(self, word: str) -> str:
        return self.spell(word) if word.lower() in _SPELLED_IN_WEB else word

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        known = tables.ABBREVIATIONS.get(written)
        if known is None and not place.text[place.start].isupper():
            return None
        if (
            known is None
            and any(one in tables.ABBREVIATIONS for one in (written.lower(),))
            and written.lower() in tables.ONLY_AS_WRITTEN
        ):
            return None
        if known is None and written[0] + written[1:].lower() in tables.ONLY_AS_WRITTEN:
            return None
        following = place.text[place.end : place.end + 8].lstrip()
        if written in tables.BEFORE_FIGURES:
            return words if following[:1].isdigit() or re.match(rf"{_ROMAN}(?!\w)", following) else None
        if written == "tel.":
            return "Telefon" if following[:1].isdigit() or following[:1] in "+(" else words
        if written in tables.BEFORE_NAMES:
            return words if following[:1].isupper() else None
        if written in ("max.", "min.", "u.", "o.", "od.", "med.", "ev.", "ges.") and not following:
            return None
        if (
            written in ("OG", "EG", "UG", "DG", "ZG")
            and following[:1].isdigit()
            and place.text[place.end : place.end + 1] != " "
        ):
            return None
        if written in ("Std.", "Min.", "Sek.") and re.search(
            r"(?:½|1/2|\b1)[ \u00a0]?\Z", place.text[max(0, place.start - 6) : place.start]
        ):
            return words.removesuffix("n")
        return words

    def is_before_name(self, place: Place) -> bool:
        return place.text[place.end : place.end + 3].lstrip()[:1].isupper()

    def roman(self, number: int, place: Place) -> str | None:
        word = place.before[-1] if place.before else ""
        return self.cardinal(number) if word in tables.COUNTED and place.written not in ("C", "D", "L", "M") else None

    # Shapes that only German has -------------------------------------------------------------------------------

    def shapes(self) -> Sequence[Shape]:
        months = "|".join(re.escape(name) for name in sorted(self.month_numbers, key=len, reverse=True))
        tail = (
            r"(?:(?P<month>\d{1,2})\.[ ]?(?P<year>\d{4}|\d\d(?=\D|\Z))?|"
            rf"[ ]?(?P<name>(?i:{months}))(?![^\W\d_])\.?(?:[ ](?P<named_year>\d{{4}}))?)"
        )
        joint = r"[ ]?(?P<joint>[-–—]|bis(?: zum)?|und|oder|/)[ ]?"
        days = re.compile(rf"(?P<first>\d{{1,2}})\.{joint}(?P<last>\d{{1,2}})\.{tail}(?![^\W_])")
        dates = re.compile(
            rf"(?P<first>\d{{1,2}})\.(?P<first_month>\d{{1,2}})\.(?P<first_year>\d{{4}}|\d\d(?!\.))?{joint}(?P<last>\d{{1,2}})\.{tail}(?![^\W_])"
        )
        spaced = re.compile(r"(?P<a>\d{1,2})\.[ ](?P<b>\d{1,2})\.(?:[ ]?(?P<year>\d{4}))?(?!\w|\.)")
        return [
            *super().shapes(),
            Shape("date", days, self._days, 31),
            Shape("date", dates, self._dates, 32),
            Shape("date", spaced, self._spaced, 22),
            Shape("ordinal", re.compile(r"(?P<number>\d{1,4})\.(?![\w.]|[-–/]\w)"), self._ordinal, 17),
            Shape("ordinal", re.compile(rf"(?P<roman>{_ROMAN})(?P<stop>\.)?(?!\w|-\w|\.)"), self._roman, 16, "aA"),
            Shape("number", _COMPOUND, self._compound, 33),
            Shape("number", _TENS, self._tens, 33),
            Shape("time", _HOUR_H, self._hour_h, 28),
            Shape("year", re.compile(r"1[1-9]\d\d(?![\w%]|[.,:/-]\d)"), self._bare_year, 11),
            Shape("phone", re.compile(r"\d{2,8}(?:[ ]\d{2,4})?(?!\w|[.,:/-]\d)"), self._another_phone, 24),
            Shape("date", re.compile(r"(?P<month>0?[1-9]|1[0-2])/(?P<year>\d\d)(?![\w/]|[.,-]\d)"), self._expiry, 34),
            Shape(
                "code",
                re.compile(r"(?:D-)?(?P<code>\d{5})(?= [A-ZÄÖÜ][a-zäöüß]{2,30})"),
                self._postcode,
                21,
                "0123456789aA",
            ),
            Shape("letters", re.compile(r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]?\d{1,4}[EH]?(?![\w-])"), self._plate, 21, "aA"),
        ]

    def _days(self, match: re.Match[str], place: Place) -> str | None:
        """ "10.–12.06.", "3. und 4. Mai"."""
        month, year = self._month_and_year(match)
        first, last = int(match["first"]), int(match["last"])
        if (
            month is None
            or not (1 <= first <= 31 and 1 <= last <= 31)
            or (place.start and place.text[place.start - 1] in ".,:")
        ):
            return None
        form = self._day_form(place)
        joint = "bis" if match["joint"] in "-–—" else "und" if match["joint"] == "/" else match["joint"]
        words = [
            self.ordinal(first, form),
            joint,
            self.ordinal(last, "en" if joint == "bis zum" else form),
            self.month(month),
        ]
        return " ".join(words) + (f" {self.year(year)}" if year else "")

    def _dates(self, match: re.Match[str], place: Place) -> str | None:
        """ "28.06.–03.07.2025"."""
        month, year = self._month_and_year(match)
        first_month = int(match["first_month"])
        if (
            month is None
            or not 1 <= first_month <= 12
            or not (1 <= int(match["first"]) <= 31 and 1 <= int(match["last"]) <= 31)
        ):
            return None
        form = self._day_form(place)
        joint = "bis" if match["joint"] in "-–—" else "und" if match["joint"] == "/" else match["joint"]
        first = f"{self.ordinal(int(match['first']), form)} {self.month(first_month)}"
        if match["first_year"]:
            first += f" {self.year(_whole_year(match['first_year']))}"
        last = f"{self.ordinal(int(match['last']), 'en' if joint == 'bis zum' else form)} {self.month(month)}"
        return f"{first} {joint} {last}" + (f" {self.year(year)}" if year else "")

    def _month_and_year(self, match: re.Match[str]) -> tuple[int | None, int | None]:
        year = match["year"] or match["named_year"]
        month = int(match["month"]) if match["month"] else self.month_numbers[match["name"].lower()]
        return (month if 1 <= month <= 12 else None), (_whole_year(year) if year else None)

    def _spaced(self, match: re.Match[str], place: Place) -> str | None:
        """ "3. 10. 2024"."""
        found = Date(int(match["a"]), int(match["b"]), int(match["year"]) if match["year"] else None)
        if not (1 <= int(match["a"]) <= 31 and 1 <= int(match["b"]) <= 12):
            return None
        if not match["year"] and governor(place) not in _BEFORE_DAYS | {"der"}:
            return None
        return self.date(found, place)

    def _ordinal(self, match: re.Match[str], place: Place) -> str | None:
        number = int(match["number"])
        if place.start and place.text[place.start - 1] in ".,:-–/'":
            return None
        if number == 0 or match["number"][0] == "0" or not is_ordinal(number, place):
            return None
        return self.ordinal(number, ending(place))

    def _roman(self, match: re.Match[str], place: Place) -> str | None:
        from engine.wording.classes.romans import value

        if not match["roman"] or (place.start and place.text[place.start - 1].isalnum()):
            return None
        number, stop = value(match["roman"]), match["stop"]
        word = place.before[-1] if place.before else ""
        if word in tables.COUNTED and match["roman"] not in ("C", "D", "L", "M"):
            return self.cardinal(number) + (stop or "")
        name = word.removesuffix("s") if word not in tables.KINGS else word
        if stop and name in tables.KINGS and match["roman"] not in ("C", "D", "L", "M"):
            return king(self.ordinal(number, ""), name, word, place)
        noun = next_noun(place)
        if stop and noun and noun[0].lower().rstrip(".") in tables.ORDINAL_NOUNS:
            return self.ordinal(number, ending(place))
        return None

    def _compound(self, match: re.Match[str], place: Place) -> str | None:
        """ "25-jährig", "50%igen", "3-fach", "2-Zimmer-Wohnung"."""
        number = match["number"]
        if place.start and place.text[place.start - 1] in ".,:-–/":
            return None
        if "," in number:
            whole, _, fraction = number.partition(",")
            words = f"{self.whole(whole)} Komma {self.decimals(fraction)} "
        else:
            words = compounded(int(number)) if int(number) < 10**6 else self.cardinal(int(number)) + " "
        if match["percent"]:
            return f"{words}prozentig{match['percent_end'] or ''}"
        if match["adjective"]:
            return words + ("mal" if match["adjective"] == "x" else match["adjective"])
        noun = match["noun"]
        if noun.rstrip(".") in self.units or "," in number:
            return None
        words = words[0].upper() + words[1:] if "-" in noun else words
        return f"{words.rstrip()}-{noun}"

    def _tens(self, match: re.Match[str], place: Place) -> str | None:
        """ "80er Jahre", "in den 1990ern", "10er-Karte"."""
        digits, tail = match["number"], match["tail"]
        if place.start and place.text[place.start - 1] in ".,:-/":
            return None
        number = int(digits)
        words = self.year(number) if len(digits) == 4 else cardinal(number)
        words = words + "er" + tail
        noun = next_noun(place)
        is_adjective = not tail and noun is not None and noun[0].lower().startswith("jahr")
        return words if is_adjective else words[0].upper() + words[1:]

    def _hour_h(self, match: re.Match[str], place: Place) -> str | None:
        """ "um 15 h" is a time, "in 15 h" is none."""
        if not place.before or (
            match["minute"] is None and place.before[-1] not in ("um", "ab", "gegen", "bis", "von")
        ):
            return None
        after = place.after(1)
        if after and after[0] in ("vorher", "vor", "nach", "lang", "später"):
            return None
        return self.clock(Clock(int(match["hour"]), int(match["minute"] or 0)), place)

    def _bare_year(self, match: re.Match[str], place: Place) -> str | None:
        return self.year(int(match[0])) if self.is_year(place) else None

    def _another_phone(self, match: re.Match[str], place: Place) -> str | None:
        """ "Notruf 110 oder 112"."""
        before = place.before
        if len(before) < 3 or before[-1] not in ("oder", "und") or not before[-2].rstrip(".,").isdigit():
            return None
        return phones.spoken(match[0], "", self) if any(word in _CALLING for word in before[-6:-2]) else None

    def _expiry(self, match: re.Match[str], place: Place) -> str | None:
        """ "gültig bis 12/27": nobody writes day and month with a slash."""
        if not place.before or place.before[-1] not in (
            "bis",
            "seit",
            "ab",
            "ablaufdatum",
            "gültigkeit",
            "verfallsdatum",
        ):
            return None
        return self.date(Date(None, int(match["month"]), 2000 + int(match["year"])), place)

    def _postcode(self, match: re.Match[str], place: Place) -> str | None:
        before = place.text[max(0, place.start - 2) : place.start]
        noun = next_noun(place)
        counted = noun is None or gender_of(noun[0], guessed=False)
        if match[0][0] != "D" and not (
            before.rstrip()[-1:] == ","
            or (place.before and place.before[-1] in ("in", "aus", "nach", "plz") and not counted)
        ):
            return None
        return self.digits(match["code"])

    def _plate(self, match: re.Match[str], place: Place) -> str | None:
        """The plate of a car: "B-AB 123"."""
        return self.code(match[0])


_CALLING = tables.words_of("notruf nummer nummern rufnummer wählen rufen hotline telefon unter tel")
_WORD_BEHIND = re.compile(r"[ \u00a0]([^\W\d_]+)")
_COUNTED_KINDS = frozenset({"amount", "unit", "duration", "percent", "cardinal", "fraction"})
_MIXED_ENDINGS = {
    "m": {"n": "er", "a": "en", "d": "en", "g": "en"},
    "f": {"n": "e", "a": "e", "d": "en", "g": "en"},
    "n": {"n": "es", "a": "es", "d": "en", "g": "en"},
}
_SPELLED_IN_WEB = frozenset({"www", "de", "at", "ch", "eu", "nl", "fr", "uk", "us", "tv"})
_ARTICLE = re.compile(r"(?:^|[ ,.])([dD](?:er|en|em)) ")
_BEFORE_DAYS = tables.words_of(
    "am vom zum dem den des im beim ab seit nach vor mit bis von für gegen über um auf zwischen jeden jedem "
    "diesen diesem nächsten kommenden letzten vergangenen einschließlich per spätestens in"
)
_BEFORE_WEEKDAYS = tables.words_of(
    "am bis ab vom von jeden jedem nächsten kommenden diesen letzten montags zum und oder"
)
_ADJECTIVES = (
    "jährig|tägig|stündig|minütig|sekündig|monatig|wöchig|fach|mal|stellig|prozentig|köpfig|teilig|stöckig|seitig|gängig|türig|"
    "sitzig|zeilig|jährlich|monatlich|wöchentlich|stufig|polig|x|spurig|sprachig|karätig|malig|bändig|eckig|dimensional"
)
_COMPOUND = re.compile(
    r"(?P<number>\d{1,6}(?:,\d{1,3})?)(?:[ ]?-?(?P<percent>%)[ ]?-?ig(?P<percent_end>e[nrsm]?)?|"
    rf"-?(?P<adjective>(?:{_ADJECTIVES})(?:e[nrsm]?)?)|"
    r"-(?P<noun>[A-ZÄÖÜ][a-zäöüß]{2,40}(?:-[A-ZÄÖÜa-zäöüß]{2,40}){0,3}))(?![\w-])"
)
_TENS = re.compile(r"(?P<number>\d{1,4})er(?P<tail>[ns]?)(?!\w)")
_HOUR_H = re.compile(r"(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?[ ]?h(?!\w|/)")


def _whole_year(text: str) -> int:
    number = int(text)
    return number if len(text) != 2 else number + (1900 if number >= 69 else 2000)
