"""Polish."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording.classes.units import unit_pattern
from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.languages import polish_numbers as numerals
from engine.wording.languages import polish_tables as tables
from engine.wording.languages.declined import Declined, listed
from engine.wording.languages.polish_agreement import SMALL, agreement, rank_form
from engine.wording.languages.polish_names import (
    TITLE_NAMES,
    before_floor,
    limited,
    quarter,
    roman,
    sir_or_madam,
    street,
    title,
    working,
)
from engine.wording.languages.polish_nouns import ROMAN_NOUNS
from engine.wording.languages.polish_shapes import own_shapes
from engine.wording.languages.slavic import Slavic, behind
from engine.wording.languages.slavic_shapes import later_shapes
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Date, Noun

_WEEKDAYS = (
    "poniedziałek poniedziałku poniedziałkowi poniedziałek poniedziałkiem poniedziałku",
    "wtorek wtorku wtorkowi wtorek wtorkiem wtorku", "środa środy środzie środę środą środzie",
    "czwartek czwartku czwartkowi czwartek czwartkiem czwartku", "piątek piątku piątkowi piątek piątkiem piątku",
    "sobota soboty sobocie sobotę sobotą sobocie", "niedziela niedzieli niedzieli niedzielę niedzielą niedzieli",
)  # fmt: skip
_TIME_CASE = {"o": "l", "po": "l", "przy": "l", "w": "l", "na": "a", "za": "a", "przez": "n", "godzinę": "a"}


_TIMES = frozenset({"godzina", "minuta", "sekunda", "dzień", "tydzień", "miesiąc", "rok", "milisekunda", "raz"})
_PASSED = frozenset({"metr", "kilometr", "godzina", "minuta", "sekunda", "dzień", "tydzień", "miesiąc", "rok"})


class Polish(Slavic):
    """Polish, as in Poland."""

    tag, locale, country = "pl-PL", "pl", "PL"
    digit_names = listed("zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć")
    minus, plus, plus_minus = "minus", "plus", "plus minus"
    point, dot = "przecinek", "kropka"
    percent_word, per_mille = tables.PERCENT.noun, tables.PER_MILLE.noun
    magnitudes = tables.MAGNITUDES
    mixed_and = "i"
    ordinal_suffixes = (
        "-(?:szego|szej|szym|szy|sza|sze|giego|giej|gim|gie|gi|ga|ciego|ciej|cim|cia|cie|ci|[tmwn]ego|[tmwn]ej|"
        "[tmwn]ym|"
        "[tmwn][yaeą]|[gc]ą|szą|go|ego|ej|emu|ym)"
    )
    to, ratio_to, score_to, by, times = "do", "do", "", "na", "razy"
    range_from, range_joint = "od", "do"
    and_word, about, extension, number_word, symbol = "i", "około", "wewnętrzny", "numer", "symbol"
    capital = "wielkie"
    hashtag = "hasztag"
    booleans: ClassVar[Mapping[str, str]] = {"true": "tak", "false": "nie"}
    currencies = tables.CURRENCIES
    currency_signs: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("zł", "zł.", "złotych", "złote", "złoty", "PLN", "ZŁ", "Zł", "zl", "ZL", "ZŁ."), "PLN"),
        **dict.fromkeys(("euro", "eur", "EURO", "Euro"), "EUR"), "Kč": "CZK",
    }  # fmt: skip
    signs_only_behind = Slavic.signs_only_behind | (frozenset(currency_signs) - {"PLN"})
    range_words = "(?:do)"
    units = tables.UNITS
    no_units = frozenset(
        {"A", "B", "a", "PS", "kn", "hp", "in", "lb", "lbs", "oz", "yd", "J", "gal", "nmi", "sec", "kmh", "kph", "Ω"}
    )
    per = tables.PER
    durations: ClassVar[Mapping[str, Noun]] = {name: noun.noun for name, noun in tables.DURATIONS.items()}
    duration_units = tables.DURATION_UNITS
    abbreviations = tables.ABBREVIATIONS
    sentence_ends = tables.SENTENCE_ENDS
    short_nouns = tables.SHORT_NOUNS
    hour_words = frozenset({"godz", "godzina", "godziny", "godzinie", "godzinę", "godziną", "godzinach"})
    nouns = tables.NOUNS
    governors = tables.GOVERNORS
    object_verbs = tables.OBJECT_VERBS
    small_words = SMALL
    sentence_starts = tables.SENTENCE_STARTS
    stop_abbreviations = tables.NO_SENTENCE_ENDS
    fillers = frozenset(
        listed(
            "nawet tylko aż łącznie łącznej całe całych niespełna ci mi nam wam mu jej im minimum "
            "maksymalnie maks max min"
        )
    )
    dotted_governors = frozenset({"ok", "godz", "temp", "pow"})
    doubtful_months = frozenset({"lis", "mar", "sie", "lip"})
    conjunctions = frozenset({"a", "i", "oraz"})
    between = frozenset({"między", "pomiędzy"})
    rates = "dziennie|na dobę|na dzień|w tygodniu|tygodniowo|w miesiącu|miesięcznie|po|rocznie|w roku"
    turn = tables.TURN
    expiring = frozenset({"karta", "karty", "kartę", "ważna", "ważny", "ważne", "ważności", "do"})
    roman_nouns = ROMAN_NOUNS
    counted_behind = frozenset(
        {"str", "s", "strony", "stronach", "stron", "art", "pkt", "ust", "nr", "numery", "numerach", "pokoje", "rozdz"}
    )
    signs = tables.SIGNS
    spelled_signs = tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    vowels = "AEIOUYĄĘÓ"
    single_words = frozenset(listed("A I O U W Z"))
    clues = tables.CLUES
    connectors = tables.CONNECTORS
    weekday_nouns: ClassVar[Sequence[Declined]] = tuple(Declined(forms.split(), forms.split()) for forms in _WEEKDAYS)

    # Numbers ---------------------------------------------------------------------------------------------------

    def numeral(self, number: int, form: str) -> str:
        return numerals.cardinal(number, form)

    def rank(self, number: int, form: str) -> str:
        return numerals.ordinal(number, form)

    def plural_of(self, number: int) -> str:
        return numerals.category(number)

    def decimal(self, written: Figure, form: str, *, counted: bool) -> str:
        gender, case = form[1:], form[0]
        half = written.fraction.rstrip("0") == "5" and len(written.whole) <= 3 and len(written.fraction) == 1
        if half and written.value == 0:
            return "pół" if counted else "zero przecinek pięć"
        if half and written.value == 1 and counted:
            return "półtorej" if gender == "f" else "półtora"
        if half:
            return f"{self.numeral(written.value, (case if counted else 'n') + gender)} i pół"
        return f"{self.whole(written.whole)} {self.point} {self.decimals(written.fraction)}"

    def noun_form(self, noun: Declined, figure: Figure, case: str) -> str:
        if figure.fraction:
            return noun.one("g")
        kind = self.category(figure)
        if kind == "one":
            return noun.one(case)
        return noun.several("g" if kind == "many" and case in "na" else case)

    def count(self, figure: Figure, noun: Noun) -> str:
        if self.governor == "po" and noun.one in _PASSED:
            # "po 200 m skręć w lewo", but "po 5 zł".
            return self._view("l", "").count(figure, noun)
        if self.governor in ("w", "we") and not figure.fraction and noun.one not in _TIMES:
            # "w 100%", but "w 10 s".
            return self._view("l", "").count(figure, noun)
        if self.governor == "po" and figure.whole == "1" and not figure.fraction:
            # "po 1 tabl."
            return self._view("l", "").count(figure, noun)
        return super().count(figure, noun)

    def for_each(self, words: str, per: str) -> str:
        # "24 h/dobę", but "20 zł/dobę".
        return f"{words} {'na dobę' if per == 'za dobę' and 'godzin' in words else per}"

    def page_range(self, first: Figure, last: Figure) -> str:
        return f"{self.cardinal(first.value)} do {self.cardinal(last.value, 'gm')}"

    def percent(self, figure: Figure, sign: str = "%") -> str:
        return self.count(figure, self.percent_word if sign == "%" else self.per_mille)

    def fraction(self, top: int, bottom: int) -> str:
        if (top, bottom) == (1, 2):
            return "pół"
        if (top, bottom) == (1, 4) and self.case in ("", "n", "a"):
            return "jedną czwartą" if self.case == "a" else "jedna czwarta"
        return super().fraction(top, bottom)

    def over(self, top: int, bottom: int) -> str:
        return f"{self.cardinal(top)} przez {self.cardinal(bottom)}"

    def agreement(self, digits: str, words: tuple[str, ...]) -> str:
        return agreement(int(digits[-4:] or "0") + (1000 if len(digits) > 4 else 0), self.cases, words)

    def year(self, number: int) -> str:
        return self.cardinal(number)

    def year_rank(self, number: int, case: str) -> str:
        """A year of the calendar, which is an ordinal."""
        return self.rank(number, case + "m")

    def is_year(self, place: Place) -> bool:
        return False

    def ordinal_form(self, suffix: str, place: Place) -> str:
        bare = suffix.lstrip("-.")
        if bare.endswith("ego") or bare == "go":
            return "gm"
        if bare.endswith("ej"):
            return "gf"
        if bare.endswith("ym"):
            return "lm"
        if bare.endswith("ą"):
            return "af" if self.case == "a" else "if"
        if not suffix:
            return "nm"
        return rank_form(self.cases, behind(place, 3))

    # Time ------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        return {**cldr.month_numbers(self.locale), "wrz": 9, "paź": 10, "paz": 10}

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        return {**cldr.weekday_numbers(self.locale), "nd": 7, "ndz": 7, "pn": 1, "sr": 3, "so": 6, "sb": 6}

    def date(self, date: Date, place: Place | None = None) -> str:
        weekday = f"{self.weekday(date.weekday)} " if date.weekday else ""
        year = "" if date.year is None else self.year_rank(date.year, "g")
        if date.month is None:
            return weekday + self.rank(date.day or date.year or 0, "nm")
        if date.day is None:
            return f"{weekday}{self._month_alone(date.month, place)} {year}".rstrip()
        return f"{weekday}{self.rank(date.day, self.day_case(place) + 'm')} {self.month(date.month)} {year}".rstrip()

    def _month_alone(self, number: int, place: Place | None) -> str:
        if place is not None:
            written = place.written.split()[0].strip(".,")
            if written.lower() == self.month(number):
                return written
        return self.month(number, standalone=True)

    def day_case(self, place: Place | None) -> str:
        if self.case == "i" and self.governor != "pod":
            return "i"
        if self.governor in ("po", "przy"):
            return "l"
        if (
            place is not None
            and place.before[-2:-1] in (("dziś",), ("dzisiaj",), ("jutro",), ("wczoraj",))
            and place.before[-1] in ("jest", "był", "będzie")
        ):
            return "n"
        return "g"

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        start = self.rank(first.day or 1, "gm")
        if self.case == "i":
            start = self.rank(first.day or 1, "im")
        return f"od {start} do {self.plain_date(first._replace(day=last, weekday=None))}"

    def plain_date(self, date: Date) -> str:
        return self._view("g", "").date(date)

    def span(self, first: Date, last: Date, place: Place) -> str:
        start = "" if self.governor == "od" else "od "
        return f"{start}{self.plain_date(first)} do {self.plain_date(last)}"

    def weekdays(self, first: int, last: int, place: Place | None = None) -> str:
        start, end = (self.weekday_nouns[number - 1].one("g") for number in (first, last))
        return f"{start} do {end}" if self.governor == "od" else f"od {start} do {end}"

    def is_time(self, written: str, place: Place) -> bool:
        """ "8.00": a time behind "o", "godz." and where the minutes are no month."""
        following = place.text[place.end : place.end + 8].lstrip()
        if following[:1].isdigit() or self.unit_next.match(following):
            return False
        if self.governor in ("o", *self.hour_words):
            return True
        minutes = written.partition(".")[2]
        clued = self.governor in ("od", "do", "po", "przed", "około", "ok", "między", "a", "w")
        return clued and len(minutes) == 2 and (int(minutes) > 12 or minutes == "00")

    @cached_property
    def unit_next(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{unit_pattern(self)}|%|zł|PLN|euro|€|mln|tys|mld)(?!\w)")

    def is_weekday(self, written: str, place: Place) -> bool:
        return super().is_weekday(written, place) or bool(
            re.match(r"[ ]\d{1,2}(?:[:.]\d\d)?[ ]?[-–]", place.text[place.end : place.end + 9])
        )

    def are_hours(self, written: str, place: Place) -> bool:
        if self.governor in self.hour_words:
            return True
        last = re.split("[-–]", place.before[-1])[-1].rstrip(".,:") if place.before else ""
        return last in self.weekday_numbers or last in ("piątku", "soboty", "niedzieli", "codziennie")

    def time_case(self) -> str:
        return _TIME_CASE.get(self.governor) or self.cases[-1:] or "n"

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        return self._clock(clock, self.time_case())

    def _clock(self, clock: Clock, case: str) -> str:
        hour = "zero" if not clock.hour and clock.minute else self.rank(clock.hour, case + "f")
        words = [hour]
        if clock.minute or clock.second:
            words.append(("zero " if clock.minute < 10 else "") + self.cardinal(clock.minute))
        if clock.second:
            words.append(f"i {self.count_plain(clock.second, tables.SECOND)}")
        if clock.half:
            night, evening = clock.hour % 12 < 4, clock.hour % 12 > 5
            words.append(
                ("w nocy" if night else "rano") if clock.half == "a" else "wieczorem" if evening else "po południu"
            )
        if clock.zone:
            words.append(self.spell(clock.zone))
        return " ".join(words)

    def count_plain(self, number: int, noun: Declined) -> str:
        """A count in the nominative."""
        figure = Figure(str(number))
        return f"{self.numeral(number, 'n' + noun.gender)} {self.noun_form(noun, figure, 'n')}"

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        if place is not None and re.search(r"\bdo\b", place.written):
            return f"{self._clock(first, 'g')} do {self._clock(last, 'g')}"
        start = "" if self.governor == "od" else "od "
        return f"{start}{self._clock(first, 'g')} do {self._clock(last, 'g')}"

    # Words -----------------------------------------------------------------------------------------------------

    def phone(self, groups: Sequence[str], *, international: bool = False) -> str:
        words = [
            self.digits(group) if group.isdigit() else {"*": "gwiazdka", "#": "krzyżyk"}.get(group, group)
            for group in groups
        ]
        return ("plus " if international else "") + ", ".join(words)

    def web_word(self, word: str) -> str:
        return self.spell(word) if word.lower() == "www" else word

    def roman(self, number: int, place: Place) -> str | None:
        return roman(self, number, place)

    def abbreviated(self, written: str, words: str, place: Place) -> str | None:
        bare = written.lower().rstrip(".")
        following = place.text[place.end : place.end + 24].lstrip()
        if bare == "al":
            return self._alley(following, place)
        if written.isupper() and len(written) > 1 and written[-1] != "." and words.lower() in TITLE_NAMES:
            return None
        limit = limited(self, bare, place)
        if limit:
            return limit
        if bare == "por" and following[:1].isupper():
            return "porucznik"
        if words.lower() in TITLE_NAMES:
            return title(self, written, words, following, place.before[-1:])
        if bare == "p" and following[:1].isupper() and not place.text[place.end : place.end + 3].strip()[:1].isdigit():
            return None
        if bare == "m" and not (following[:1].isdigit() and place.written.islower()):
            return None
        if written.lower() in ("min.", "in.", "max", "max.", "cz.", "wyd.") and (
            place.text[max(0, place.start - 12) : place.start].rstrip()[-1:].isdigit()
        ):
            return None
        return words

    def short_noun(self, written: str, place: Place) -> str:
        small = written.lower()
        earlier = place.text[max(0, place.start - 12) : place.start].rstrip()[-6:]
        following = place.text[place.end : place.end + 6].lstrip()
        if small == "r." and not earlier[-1:].isdigit():
            return ""
        if small == "w." and not re.search(r"[IVX]$", earlier):
            return ""
        if small in ("r.", "w."):
            # Behind a date or a century, whose own case is the genitive or the locative.
            return "roku" if small == "r." else "wieku"
        if small in ("pkt.", "kl.", "s.", "t.") and not following[:1].isalnum():
            return ""
        if small in ("nr", "nr.", "tel.", "tel", "tyg.", "tydz.", "mies.") and self.governor == "na":
            # "SMS na nr 7055"
            return self.short_nouns[small].one("a")
        if small == "pow." and following[:1].isdigit():
            return "powierzchnia" if not self.cases else "powierzchni"
        if small == "kw.":
            return quarter(self, place)
        if small == "p." and earlier[-1:] in ("I", "V", "X"):
            return "piętrze" if before_floor(self, place) else "piętro"
        return (street(self, place) if small == "ul." else "") or super().short_noun(written, place)

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small = written.lower()
        if written == "p." and place.text[place.end : place.end + 2].strip()[:1].isupper():
            return sir_or_madam(place.text[place.end : place.end + 34].lstrip())
        if small in ("p.", "s.", "t.") and small in self.short_nouns:
            following = place.text[place.end : place.end + 3].lstrip()
            earlier = place.text[max(0, place.start - 12) : place.start].rstrip()[-1:]
            if written != small or not (following[:1].isdigit() or (small == "p." and earlier in "IVX" and earlier)):
                return None
        if small in tables.CURRENT and self.cases[-1:] == "l":
            return tables.CURRENT[small]
        if small == "rob.":
            return working(self, place)
        return super().abbreviation(written, words, place) or None

    def _alley(self, following: str, place: Place) -> str:
        case = self.cases[-1:] or "n"
        many = re.match(r"[A-ZŁŚŻŹ]\w{2,20}(?:ie|e|ich|ych)\b", following)
        return tables.ALLEY.several(case) if many else tables.ALLEY.one(case)

    # Shapes ----------------------------------------------------------------------------------------------------

    def shapes(self) -> Sequence[Shape]:
        return [*super().shapes(), *later_shapes(self), *own_shapes(self)]
