"""German, as Germany says it; Austria and Switzerland are read the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording.figures import Figure
from engine.wording.language import LONGEST_CARDINAL_DIGITS, Place
from engine.wording.languages import german_tables as tables
from engine.wording.languages.german_grammar import (
    ARTICLES,
    case_of,
    day_form,
    ending,
    gender_of,
    in_dative,
    is_adjective,
    is_known_plural,
    next_noun,
    one,
    with_article,
)
from engine.wording.languages.german_numbers import cardinal, compounded, ordinal_stem
from engine.wording.languages.german_shapes import GermanShapes
from engine.wording.languages.germanic import Germanic
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Currency, Date, Noun


class German(GermanShapes):
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
    pressure_to, pressure_words = (
        "zu",
        frozenset({"blutdruck", "rr", "wert", "werte", "blutdruckwert", "blutdruckwerte"}),
    )
    file_words = frozenset({"aktenzeichen", "az", "az.", "gz", "größe", "gr."})
    street_ends = tables.STREET_ENDS
    listed = "und|oder|sowie|bzw\\."
    or_words, part_words = ("oder",), ("bis", "von")
    calling = tables.CALLING
    clue_endings = tables.CLUE_ENDINGS
    often = "mal"
    extension_words = "Durchwahl|App\\.|DW"
    to, ratio_to, score_to, by = "bis", "zu", "zu", "mal"
    and_word, about, extension, number_word, symbol = "und", "circa", "Durchwahl", "Nummer", "Zeichen"
    capital = "groß"
    hashtag = "Hashtag"
    booleans: ClassVar[Mapping[str, str]] = {"true": "ja", "false": "nein"}
    currencies = tables.CURRENCIES
    currency_signs = tables.CURRENCY_SIGNS
    signs_only_behind = Germanic.signs_only_behind | frozenset(tables.CURRENCY_SIGNS) - {"SFr.", "sFr."}
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
    final_abbreviations = tables.FINAL
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

    def is_magnitude(self, written: str, place: Place) -> bool:
        """ "4K" is no number."""
        return written != "K"

    def money(self, figure: Figure, currency: Currency, magnitude: str = "") -> str:
        """ "450 T€"."""
        if currency.major == tables.CURRENCIES["TEUR"].major:
            return super().money(figure, tables.CURRENCIES["EUR"], "k")
        return super().money(figure, currency, magnitude)

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

    def times_of(self, number: int) -> str:
        return f"{compounded(number)}{self.often}"

    def counts_noun(self, place: Place) -> bool:
        noun = next_noun(place)
        return noun is not None and all(is_adjective(word) for word in noun[2]) and is_known_plural(noun[0])

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
        form = "er" if place is None else day_form(place, article[1].lower() if article else "")
        words = " ".join(
            [
                word
                for word in (self.ordinal(date.day, form), self.month(date.month) if date.month else "", year)
                if word
            ]
        )
        if date.weekday is None:
            return with_article(words, form, place) if place is not None and not article else words
        if article:
            return f"{self.weekday(date.weekday)}, {article[1].lower()} {words}"
        if form == "en":
            return f"{self.weekday(date.weekday)}, den {words}"
        return f"{self.weekday(date.weekday)}, der {self._weak(words)}"

    @staticmethod
    def _weak(words: str) -> str:
        head, _, rest = words.partition(" ")
        return f"{head.removesuffix('r')} {rest}"

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        form = "er" if place is None else day_form(place)
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
        before = [word.rstrip(".") for word in place.before[-2:]]
        dated = bool(before) and (
            before[-1] in _BEFORE_WEEKDAYS
            or self.is_behind_weekday(place)
            or (len(before) > 1 and before[-1] in ("u", "&") and before[0] in self.weekday_numbers)
        )
        if _DAY_BEHIND.match(place.text, place.end):
            return True
        if written == "Fr." and _HOUR_BEHIND.match(place.text, place.end):
            return True
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
        if written in tables.FIRST and place.before[-1:] in ((), (".",)):
            return tables.FIRST[written] if _FIGURE_BEHIND.match(place.text, place.end) else None
        if written not in tables.ABBREVIATIONS and (
            not place.text[place.start].isupper()
            or written.lower() in tables.ONLY_AS_WRITTEN
            or written[0] + written[1:].lower() in tables.ONLY_AS_WRITTEN
        ):
            return None
        following = place.text[place.end : place.end + 8].lstrip()
        if written == "v." and _DATE_BEHIND.match(place.text, place.end):
            return "vom"
        if written == "v." and following[:1].isdigit():
            return "von"
        if self._is_other_word(written, following, place):
            return None
        if written == "tel.":
            return "Telefon" if following[:1].isdigit() or following[:1] in "+(" else words
        if written in ("Std.", "Min.", "Sek.") and _ONE_BEFORE.search(
            place.text[max(0, place.start - 6) : place.start]
        ):
            return words.removesuffix("n")
        return words

    @staticmethod
    def _is_other_word(written: str, following: str, place: Place) -> bool:
        """Whether an abbreviation is none here, by what stands around it."""
        if written in ("f.", "ff."):
            return not (place.before[-1:] and place.before[-1].rstrip(".").isdigit())
        if written in tables.BEFORE_FIGURES:
            return not (following[:1].isdigit() or _ROMAN_BEHIND.match(following))
        if written in tables.BEFORE_NAMES:
            return not following[:1].isupper()
        if written in ("OG", "EG", "UG", "DG", "ZG"):
            return following[:1].isdigit() and place.text[place.end : place.end + 1] != " "
        return written in ("max.", "min.", "u.", "o.", "od.", "med.", "ev.", "ges.") and not following

    def is_before_name(self, place: Place) -> bool:
        return place.text[place.end : place.end + 3].lstrip()[:1].isupper()

    def roman(self, number: int, place: Place) -> str | None:
        is_counted = self.is_counted_roman(place, tables.COUNTED) and place.written not in ("C", "D", "L", "M")
        return self.cardinal(number) if is_counted else None


_WORD_BEHIND = re.compile(r"[ \u00a0]([^\W\d_]+)")
_COUNTED_KINDS = frozenset({"amount", "unit", "duration", "percent", "cardinal", "fraction"})
_MIXED_ENDINGS = {
    "m": {"n": "er", "a": "en", "d": "en", "g": "en"},
    "f": {"n": "e", "a": "e", "d": "en", "g": "en"},
    "n": {"n": "es", "a": "es", "d": "en", "g": "en"},
}
_SPELLED_IN_WEB = frozenset({"www", "de", "at", "ch", "eu", "nl", "fr", "uk", "us", "tv"})
_ARTICLE = re.compile(r"(?:^|[ ,.])([dD](?:er|en|em)) ")
_BEFORE_WEEKDAYS = tables.words_of(
    "am bis ab vom von jeden jedem nächsten kommenden diesen letzten montags zum und oder"
)
_DATE_BEHIND = re.compile(r" ?\d{1,2}\. ?(?:\d|[A-Z])")
_ROMAN_BEHIND = re.compile(r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?!\w)")
_ONE_BEFORE = re.compile(r"(?:½|1/2|\b1)[ \u00a0]?\Z")
_FIGURE_BEHIND = re.compile(r" ?(?:\d|§|Art\.|Nr\.|Abs\.)")
_DAYS = "Mo|Di|Mi|Do|Fr|Sa|So"
_DAY_BEHIND = re.compile(
    rf"(?:,|,? (?:und|oder|u\.|&|sowie)) (?:{_DAYS})(?!\w)|[:,]? (?:geschlossen|geöffnet|Ruhetag|zu(?=[.,;]|\Z))"
)
_HOUR_BEHIND = re.compile(r":? (?:von |ab )?(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?(?: ?(?:[-–]|bis)| Uhr)")
