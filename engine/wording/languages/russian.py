"""Russian."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording.classes import ordinals
from engine.wording.classes.units import unit_pattern
from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.languages import russian_numbers as numerals
from engine.wording.languages import russian_tables as tables
from engine.wording.languages.declined import Declined, listed
from engine.wording.languages.russian_agreement import SMALL, agreement, ordinal_form
from engine.wording.languages.russian_names import (
    LIMITS,
    behind_years,
    holy,
    is_noun,
    limited,
    manifold,
    quarter,
    roman,
    title,
    working,
)
from engine.wording.languages.russian_shapes import own_shapes
from engine.wording.languages.slavic import Slavic, behind, speaker
from engine.wording.languages.slavic_shapes import later_shapes
from engine.wording.patterns import DIGITS
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Date, Noun

_WEEKDAYS = (
    "понедельник понедельника понедельнику понедельник понедельником понедельнике",
    "вторник вторника вторнику вторник вторником вторнике", "среда среды среде среду средой среде",
    "четверг четверга четвергу четверг четвергом четверге", "пятница пятницы пятнице пятницу пятницей пятнице",
    "суббота субботы субботе субботу субботой субботе",
    "воскресенье воскресенья воскресенью воскресенье воскресеньем воскресенье",
)  # fmt: skip
_DAY_CASES = {"на": "a", "за": "a", "по": "a", "к": "d", "ко": "d", "перед": "i", "между": "i", "о": "l", "об": "l"}
_PLURAL_ONLY = frozenset({("сутки",), ("ножницы",), ("очки",), ("брюки",), ("часы",), ("каникулы",), ("джинсы",)})
_BENT_STREET = re.compile(r"[ ]?[А-ЯЁ]\w{2,20}(?:ной|ской|вой|кой)(?!\w)")
_HOURLY = frozenset({"сейчас", "уже", "было", "время", "в", "около"})
_EVERY = {
    "понедельник": "понедельникам", "вторник": "вторникам", "среду": "средам", "четверг": "четвергам",
    "пятницу": "пятницам", "субботу": "субботам", "воскресенье": "воскресеньям",
}  # fmt: skip
_TODAY = frozenset({"сегодня", "завтра", "вчера", "это", "послезавтра"})
_FRACTIONS = listed("десятый сотый тысячный десятитысячный стотысячный миллионный")
_HALF = {"n": "половина", "g": "половины", "d": "половине", "a": "половину", "i": "половиной", "l": "половине"}


class Russian(Slavic):
    """Russian, as in Russia."""

    tag, locale, country = "ru-RU", "ru", "RU"
    digit_names = listed("ноль один два три четыре пять шесть семь восемь девять")
    minus, plus, plus_minus = "минус", "плюс", "плюс-минус"
    point, dot = "запятая", "точка"
    percent_word, per_mille = tables.PERCENT.noun, tables.PER_MILLE.noun
    magnitudes = tables.MAGNITUDES
    mixed_and = "и"
    ordinal_suffixes = (
        "-(?:ого|его|ому|ему|ыми|ими|го|му|ый|ий|ой|ая|ья|ое|ье|ые|ьи|"
        "ым|им|ом|ем|ую|ью|ей|ых|их|ми|ти|мя|й|я|е|м|ю|х|и)"
    )
    to, ratio_to, score_to, by, times = "до", "к", "", "на", "умножить на"
    range_from, range_joint = "от", ""
    and_word, about, extension, number_word, symbol = "и", "около", "добавочный", "номер", "символ"
    capital = "заглавная"
    hashtag = "хештег"
    booleans: ClassVar[Mapping[str, str]] = {"true": "да", "false": "нет"}
    currencies = tables.CURRENCIES
    currency_signs: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("руб.", "руб", "р.", "р", "рублей", "рубля", "рубль", "RUR", "РУБ.", "РУБ", "Руб.", "Р.",
            "РУБЛЕЙ"), "RUB"),
        **dict.fromkeys(("евро", "ЕВРО"), "EUR"),
        **dict.fromkeys(("долл.", "долл", "долларов", "доллара", "доллар"), "USD"),
        "грн": "UAH", "грн.": "UAH", "тенге": "KZT",
    }  # fmt: skip
    signs_only_behind = Slavic.signs_only_behind | frozenset(currency_signs)
    range_words = "(?:по|до)"
    units = tables.UNITS
    no_units = frozenset(
        {
            "A",
            "B",
            "a",
            "t",
            "in",
            "PS",
            "kn",
            "hp",
            "lb",
            "lbs",
            "oz",
            "yd",
            "gal",
            "nmi",
            "mi",
            "s",
            "sec",
            "ft",
            "J",
            "bar",
        }
    )
    per = tables.PER
    durations: ClassVar[Mapping[str, Noun]] = {name: noun.noun for name, noun in tables.DURATIONS.items()}
    duration_units = tables.DURATION_UNITS
    abbreviations = tables.ABBREVIATIONS
    sentence_ends = tables.SENTENCE_ENDS
    short_nouns = tables.SHORT_NOUNS
    nouns = tables.NOUNS
    governors = tables.GOVERNORS
    object_verbs = tables.OBJECT_VERBS
    small_words = SMALL
    sentence_starts = tables.SENTENCE_STARTS
    stop_abbreviations = tables.NO_SENTENCE_ENDS
    fillers = frozenset(listed("даже всего лишь примерно почти целых максимум минимум"))
    dotted_governors = frozenset({"ок", "пл"})
    conjunctions = frozenset({"и", "или"})
    between = frozenset({"между"})
    rates = "в день|в сутки|в неделю|в месяц|в год|в час"
    turn = tables.TURN
    expiring = frozenset(
        {"карта", "карты", "карту", "действует", "действительна", "действителен", "срок", "годен", "до"}
    )
    roman_nouns = tables.ROMAN_NOUNS
    counted_behind = frozenset(listed("стр страницы страницах страниц с п пп пункты ст статьи рис табл номера номерах"))
    signs = tables.SIGNS
    spelled_signs = tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    vowels = "АЕЁИОУЫЭЮЯAEIOUY"
    single_words = frozenset(listed("А В И К О С У Я"))
    clues = tables.CLUES
    connectors = tables.CONNECTORS
    doubtful_months = frozenset({"мар", "сен", "дек"})
    weekday_nouns: ClassVar[Sequence[Declined]] = tuple(Declined(forms.split(), forms.split()) for forms in _WEEKDAYS)

    # Numbers ---------------------------------------------------------------------------------------------------

    def numeral(self, number: int, form: str) -> str:
        return numerals.cardinal(number, form)

    def rank(self, number: int, form: str) -> str:
        return numerals.ordinal(number, form)

    def ordinal(self, number: int, form: str = "") -> str:
        # "5-ти", "2-х" are cardinals.
        return self.cardinal(number, form[1:]) if form[:1] == "c" else super().ordinal(number, form)

    def plural_of(self, number: int) -> str:
        return numerals.category(number)

    def decimal(self, written: Figure, form: str, *, counted: bool) -> str:
        case, gender = form[0], form[1:]
        if written.fraction == "5" and written.value and len(written.whole) <= 6 and (counted or written.value > 1):
            if written.value == 1:
                return "полутора" if case not in "na" else "полторы" if gender == "f" else "полтора"
            return f"{self.numeral(written.value, case + gender)} с половиной"
        if len(written.fraction) > len(_FRACTIONS) or len(written.whole) > 9:
            return f"{self.whole(written.whole)} {self.point} {self.digits(written.fraction)}"
        parts = int(written.fraction)
        whole = f"{self.numeral(written.value, case + 'f')} {self._part('целый', written.value, case)}"
        if not parts:
            return whole
        name = self._part(_FRACTIONS[len(written.fraction) - 1], parts, case)
        return f"{whole} {self.numeral(parts, case + 'f')} {name}"

    @staticmethod
    def _part(word: str, count: int, case: str) -> str:
        if numerals.category(count) == "one":
            return numerals.adjective(word, case + "f")
        return numerals.adjective(word, ("g" if case in "na" else case) + "p")

    def noun_form(self, noun: Declined, figure: Figure, case: str) -> str:
        if figure.fraction and (figure.fraction != "5" or figure.value < 2):
            return (
                noun.several(case)
                if figure.value == 1 and figure.fraction == "5" and case not in "na"
                else noun.one("g")
            )
        kind = numerals.category(int(figure.whole[-3:] or "0"))
        if kind == "one":
            return noun.one(case)
        if case in "na":
            few = noun.several("n") if noun.gender == "f" else noun.one("g")
            return (noun.few or few) if kind == "few" else noun.several("g")
        return noun.several(case)

    def count(self, figure: Figure, noun: Noun) -> str:
        if self.governor == "по" and not figure.fraction and self.plural_of(figure.value) == "one":
            # "по 1 табл.", but "по 2 табл."
            return self._view("d", "").count(figure, noun)
        return super().count(figure, noun)

    def governed(self, place: Place) -> str:
        words = behind(place, 1)
        if words == ("ночи",) and self.governor in ("", "на", "за", "через") and not place.before_is(_HOURLY, 2):
            return "f+"
        return super().governed(place)

    def placed(self, kind: str, words: str, place: Place) -> str:
        # "по пн и ср", but "с пн по пт"
        if kind == "date" and speaker(place).governor == "по" and not {"с", "со"}.intersection(place.before[-6:]):
            return _EVERY.get(words, words)
        return "одни" if words == "один" and behind(place, 1) in _PLURAL_ONLY else words

    def is_single(self, number: int) -> bool:
        return numerals.category(number) == "one"

    def _are_genitive(self, top: int) -> bool:
        return True

    def fraction(self, top: int, bottom: int) -> str:
        case = self.case or "n"
        if (top, bottom) == (1, 2):
            return _HALF[case]
        if bottom in (3, 4):
            stem = "трет" if bottom == 3 else "четверт"
            if top == 1:
                return stem + {"n": "ь", "a": "ь", "i": "ью"}.get(case, "и")
            ending = {"d": "ям", "i": "ями", "l": "ях"}.get(
                case, "и" if case in "na" and self.plural_of(top) == "few" else "ей"
            )
            return f"{self.numeral(top, case + 'f')} {stem}{ending}"
        return super().fraction(top, bottom)

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        case = self.case or "n"
        if top == 1 and bottom in (2, 4):
            return f"{self.numeral(whole, case + 'm')} с {'половиной' if bottom == 2 else 'четвертью'}"
        return f"{self.numeral(whole, case + 'f')} {self._part('целый', whole, case)} и {self.fraction(top, bottom)}"

    def over(self, top: int, bottom: int) -> str:
        return f"{self.cardinal(top)} дробь {self.cardinal(bottom)}"

    def agreement(self, digits: str, words: tuple[str, ...]) -> str:
        return agreement(int(digits[-3:] or "0"), self.cases, words)

    def year_rank(self, number: int, form: str) -> str:
        """A year of the calendar, which is an ordinal."""
        return self.rank(number, form)

    def ordinal_form(self, suffix: str, place: Place) -> str:
        number = int("".join([char for char in place.written if char in DIGITS])[-6:] or "0")
        return ordinal_form(suffix.lstrip("-."), number, behind(place, 2))

    def month_year(self, number: int) -> str:
        return f"{self.rank(number, 'gm')} года"

    def page_range(self, first: Figure, last: Figure) -> str:
        return f"{self.cardinal(first.value)}, {self.cardinal(last.value)}"

    # Time ------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        return {
            **cldr.month_numbers(self.locale),
            "янв": 1,
            "фев": 2,
            "мар": 3,
            "апр": 4,
            "авг": 8,
            "сен": 9,
            "сент": 9,
            "окт": 10,
            "ноя": 11,
            "нояб": 11,
            "дек": 12,
        }

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        return {**cldr.weekday_numbers(self.locale), "пон": 1, "чтв": 4, "суб": 6, "воскр": 7, "вск": 7}

    def date(self, date: Date, place: Place | None = None) -> str:
        weekday = f"{self.weekday(date.weekday)} " if date.weekday else ""
        year = "" if date.year is None else f"{self.rank(date.year, 'gm')}{self._year_word(place)}"
        if date.month is None:
            return weekday + (self.rank(date.day, "nn") if date.day else f"{self.rank(date.year or 0, 'nm')} год")
        if date.day is None:
            return f"{weekday}{self._month_alone(date.month, place)} {year}".rstrip()
        day = self.rank(date.day, self.day_case(place) + "n")
        return f"{weekday}{day} {self.month(date.month)} {year}".rstrip()

    @staticmethod
    def _year_word(place: Place | None) -> str:
        if place is not None and re.match(r"[ \u00a0]?г(?:\.|од|(?!\w))", place.text[place.end : place.end + 5]):
            return ""
        return " года"

    def _month_alone(self, number: int, place: Place | None) -> str:
        if place is not None:
            written = place.written.split()[0].strip(".,")
            if written.lower() == self.month(number):
                return written
        return self.month(number, standalone=True)

    def day_case(self, place: Place | None) -> str:
        if place is not None and place.before[-1:] and place.before[-1] in _TODAY:
            return "n"
        return _DAY_CASES.get(self.governor, "g")

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        start = "" if self.governor in ("с", "со") else "с "
        ending = self._view("a", "по").date(first._replace(day=last, weekday=None), place)
        return f"{start}{self.rank(first.day or 1, 'gn')} по {ending}"

    def span(self, first: Date, last: Date, place: Place) -> str:
        start = "" if self.governor in ("с", "со") else "с "
        return f"{start}{self._view('g', 'с').date(first)} по {self._view('a', 'по').date(last)}"

    def weekdays(self, first: int, last: int, place: Place | None = None) -> str:
        start = "" if self.governor in ("с", "со") else "с "
        return f"{start}{self.weekday_nouns[first - 1].one('g')} по {self.weekday_nouns[last - 1].one('a')}"

    def is_time(self, written: str, place: Place) -> bool:
        """ "8.00": a time behind "в", and behind "с", "до" where the minutes are no month."""
        following = place.text[place.end : place.end + 8].lstrip()
        if following[:1].isdigit() or self.unit_next.match(following):
            return False
        minutes = written.partition(".")[2]
        clued = self.governor in ("в", "с", "до", "после", "около", "к", "между", "на", "по", "от")
        return clued and len(minutes) == 2 and (int(minutes) > 12 or minutes == "00" or self.governor == "в")

    @cached_property
    def unit_next(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{unit_pattern(self)}|%|руб|₽|р\.|евро|€|млн|тыс|млрд)(?!\w)")

    def is_weekday(self, written: str, place: Place) -> bool:
        """ "пн" is no word; "ВС РФ" is a court."""
        return not (written.isupper() and len(written) < 4)

    def are_hours(self, written: str, place: Place) -> bool:
        last = re.split("[-–]", place.before[-1])[-1].rstrip(".,:") if place.before else ""
        return last in self.weekday_numbers or last in ("пятницу", "субботу", "ежедневно", "воскресенье")

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        case = self.case or "n"
        if self.governor in ("на", "по", "за"):
            case = "a"
        bare = (
            place is not None
            and case == "g"
            and re.match(r"[ ]до[ ]", place.text[place.end : place.end + 4]) is not None
        )
        return self._clock(clock, case, bare=bare)

    def _clock(self, clock: Clock, case: str, *, bare: bool = False) -> str:
        hour = Figure(str(clock.hour))
        if clock.second:
            parts = [(clock.hour, tables.HOUR), (clock.minute, tables.MINUTE), (clock.second, tables.SECOND)]
            words = [
                f"{self.numeral(count, case + noun.gender)} {self.noun_form(noun, Figure(str(count)), case)}"
                for count, noun in parts
            ]
        elif clock.minute:
            words = ["ноль" if not clock.hour else self.numeral(clock.hour, case + "m")]
            words += [*(["ноль"] if clock.minute < 10 else []), self.numeral(clock.minute, case + "m")]
        elif bare:
            words = [self.numeral(clock.hour, case + "m")]
        else:
            words = [self.numeral(clock.hour, case + "m"), self.noun_form(tables.HOUR, hour, case)]
        if clock.half:
            night, evening = clock.hour % 12 < 4, clock.hour % 12 > 5
            words.append(("ночи" if night else "утра") if clock.half == "a" else "вечера" if evening else "дня")
        if clock.zone:
            words.append(self.spell(clock.zone))
        return " ".join(words)

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        start = "" if self.governor in ("с", "со") else "с "
        return f"{start}{self._clock(first, 'g', bare=True)} до {self._clock(last, 'g')}"

    # Words -----------------------------------------------------------------------------------------------------

    def roman(self, number: int, place: Place) -> str | None:
        return roman(self, number, place)

    def abbreviated(self, written: str, words: str, place: Place) -> str | None:
        following = place.text[place.end : place.end + 24].lstrip()
        if written.lower() in ("гр.", "тов.", "ген.", "инж.", "св.", "полк."):
            if not following[:1].isupper():
                return None
            if written.lower() == "св.":
                return holy(following)
            return title(self, words, following, place.before[-1:]) if words.lower() in tables.TITLES else words
        if written.lower() in ("вв.", "гг.", "в."):
            return behind_years(self, written.lower(), place)
        if words.lower() in tables.TITLES:
            return title(self, words, following, place.before[-1:])
        if written.lower() in LIMITS:
            return limited(self, written, place)
        if written.lower() == "след." and behind(place, 1):
            return None
        if written.lower() == "ув." and re.match(r"г-жа|госпожа", following):
            words = words[:-2] + "ая"
        if written.lower() == "раб.":
            return working(self, place)
        return words

    def short_noun(self, written: str, place: Place) -> str:
        small = written.lower()
        if small in ("нед.", "мес.") and self.governor in ("в", "на", "за"):
            return self.short_nouns[small].one("a")
        if small == "ул." and not self.cases and _BENT_STREET.match(place.text, place.end):
            return "улицы"
        if small == "пл." and place.text[place.end : place.end + 2].strip()[:1].isdigit():
            return "площадью"
        if small == "кв.":
            found = quarter(place)
            if found:
                return found
        return super().short_noun(written, place) if is_noun(written.lower(), place) else ""

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small = written.lower()
        if small in tables.CURRENT and self.cases[-1:] == "l":
            return tables.CURRENT[small]
        if small in ("г.", "стр.", "ст.", "п.", "д."):
            return manifold(self, small, place)
        return super().abbreviation(written, words, place) or None

    # Shapes ----------------------------------------------------------------------------------------------------

    def shapes(self) -> Sequence[Shape]:
        # "3-м" is an ordinal and no length.
        ranks = [shape._replace(weight=24) for shape in ordinals.shapes(self)]
        return [*super().shapes(), *ranks, *later_shapes(self), *own_shapes(self)]
