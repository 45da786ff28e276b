"""Russian."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import ClassVar

from engine.wording.classes import ordinals
from engine.wording.classes.units import unit_pattern
from engine.wording.figures import Figure
from engine.wording.languages import cldr
from engine.wording.languages import russian_numbers as numerals
from engine.wording.languages import russian_tables as tables
from engine.wording.languages.declined import Declined
from engine.wording.languages.nouns import Clock, Date, Noun
from engine.wording.languages.slavic import Slavic, own, speaker
from engine.wording.shape import DIGITS, Place, Shape

_WEEKDAYS = (
    "понедельник понедельника понедельнику понедельник понедельником понедельнике",
    "вторник вторника вторнику вторник вторником вторнике", "среда среды среде среду средой среде",
    "четверг четверга четвергу четверг четвергом четверге", "пятница пятницы пятнице пятницу пятницей пятнице",
    "суббота субботы субботе субботу субботой субботе",
    "воскресенье воскресенья воскресенью воскресенье воскресеньем воскресенье",
)  # fmt: skip
_MONTH_CASES = frozenset(
    "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре январём февралём мартом апрелем "
    "маем июнем июлем августом сентябрём октябрём ноябрём декабрём январю февралю марту апрелю маю июню июлю августу "
    "сентябрю октябрю ноябрю декабрю".split()
)
_SMALL = frozenset(
    "в во на и или с со до от к по за из у о об при не но а то мы вы он она они это будет был была было утра вечера дня ночи "
    "для без через как что если когда где уже ещё также только вылетает прибудет приходите звоните ежедневно".split()
)
_DAY_CASES = {"на": "a", "за": "a", "по": "a", "к": "d", "ко": "d", "перед": "i", "между": "i", "о": "l", "об": "l"}
_TODAY = frozenset({"сегодня", "завтра", "вчера", "это", "послезавтра"})
_FRACTIONS = "десятый сотый тысячный десятитысячный стотысячный миллионный".split()
_HALF = {"n": "половина", "g": "половины", "d": "половине", "a": "половину", "i": "половиной", "l": "половине"}
_UPPER, _LOWER = "А-ЯЁ", "а-яё"


class Russian(Slavic):
    """Russian, as in Russia."""

    tag, locale, country = "ru-RU", "ru", "RU"
    digit_names = "ноль один два три четыре пять шесть семь восемь девять".split()
    minus, plus, plus_minus = "минус", "плюс", "плюс-минус"
    point, dot = "запятая", "точка"
    percent_word, per_mille = tables.PERCENT.noun, tables.PER_MILLE.noun
    magnitudes = tables.MAGNITUDES
    mixed_and = "и"
    ordinal_suffixes = (
        "-(?:ого|его|ому|ему|ыми|ими|го|му|ый|ий|ой|ая|ья|ое|ье|ые|ьи|ым|им|ом|ем|ую|ью|ей|ых|их|ми|ти|мя|й|я|е|м|ю|х|и)"
    )
    to, ratio_to, score_to, by, times = "до", "к", "", "на", "умножить на"
    range_from, range_joint = "от", ""
    and_word, about, extension, number_word, symbol = "и", "около", "добавочный", "номер", "символ"
    capital = "заглавная"
    hashtag = "хештег"
    booleans: ClassVar[Mapping[str, str]] = {"true": "да", "false": "нет"}
    currencies = tables.CURRENCIES
    currency_signs: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("руб.", "руб", "р.", "р", "рублей", "рубля", "рубль", "RUR"), "RUB"),
        **dict.fromkeys(("евро",), "EUR"), **dict.fromkeys(("долл.", "долл", "долларов", "доллара", "доллар"), "USD"),
        "грн": "UAH", "грн.": "UAH", "тенге": "KZT",
    }  # fmt: skip
    signs_only_behind = Slavic.signs_only_behind | frozenset(currency_signs)
    range_words = "(?:по|до)"
    units = tables.UNITS
    no_units = frozenset({"A", "B", "a", "t", "in", "PS", "kn", "hp", "lb", "lbs", "oz", "yd", "gal", "nmi", "mi", "s", "sec", "ft", "J", "bar", "A"})
    per = tables.PER
    durations: ClassVar[Mapping[str, Noun]] = {name: noun.noun for name, noun in tables.DURATIONS.items()}
    duration_units = tables.DURATION_UNITS
    abbreviations = tables.ABBREVIATIONS
    sentence_ends = tables.SENTENCE_ENDS
    short_nouns = tables.SHORT_NOUNS
    nouns = tables.NOUNS
    governors = tables.GOVERNORS
    object_verbs = tables.OBJECT_VERBS
    fillers = frozenset("даже всего лишь примерно почти целых максимум минимум".split())
    dotted_governors = frozenset({"ок"})
    conjunctions = frozenset({"и", "или"})
    between = frozenset({"между"})
    roman_nouns = tables.ROMAN_NOUNS
    counted_behind = frozenset("стр страницы страницах страниц с п пп пункты ст статьи рис табл номера номерах".split())
    signs = tables.SIGNS
    spelled_signs = tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    vowels = "АЕЁИОУЫЭЮЯAEIOUY"
    single_words = frozenset("А В И К О С У Я".split())
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
        return f"{whole} {self.numeral(parts, case + 'f')} {self._part(_FRACTIONS[len(written.fraction) - 1], parts, case)}"

    @staticmethod
    def _part(word: str, count: int, case: str) -> str:
        if numerals.category(count) == "one":
            return numerals.adjective(word, case + "f")
        return numerals.adjective(word, ("g" if case in "na" else case) + "p")

    def noun_form(self, noun: Declined, figure: Figure, case: str) -> str:
        if figure.fraction and (figure.fraction != "5" or figure.value < 2):
            return noun.several(case) if figure.value == 1 and figure.fraction == "5" and case not in "na" else noun.one("g")
        kind = numerals.category(int(figure.whole[-3:] or "0"))
        if kind == "one":
            return noun.one(case)
        if case in "na":
            return (noun.few or noun.one("g")) if kind == "few" else noun.several("g")
        return noun.several(case)

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
            ending = {"d": "ям", "i": "ями", "l": "ях"}.get(case, "и" if case in "na" and self.plural_of(top) == "few" else "ей")
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
        return _agreement(int(digits[-3:] or "0"), self.cases, self.governor, words)

    def year_rank(self, number: int, form: str) -> str:
        """A year of the calendar, which is an ordinal."""
        return self.rank(number, form)

    def ordinal_form(self, suffix: str, place: Place) -> str:
        number = int("".join([char for char in place.written if char in DIGITS])[-6:] or "0")
        return _ordinal_form(suffix.lstrip("-."), number, place.after(2))

    def page_range(self, first: Figure, last: Figure) -> str:
        return f"{self.cardinal(first.value)}, {self.cardinal(last.value)}"

    # Time ------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        return {**cldr.month_numbers(self.locale), "янв": 1, "фев": 2, "мар": 3, "апр": 4, "авг": 8, "сен": 9, "сент": 9, "окт": 10, "ноя": 11, "нояб": 11, "дек": 12}

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
        day = self.rank(date.day, self._day_case(place) + "n")
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

    def _day_case(self, place: Place | None) -> str:
        if place is not None and place.before[-1:] and place.before[-1] in _TODAY:
            return "n"
        return _DAY_CASES.get(self.governor, "g")

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        start = "" if self.governor in ("с", "со") else "с "
        ending = self._view("a", "по").date(first._replace(day=last, weekday=None), place)
        return f"{start}{self.rank(first.day or 1, 'gn')} по {ending}"

    def weekdays(self, first: int, last: int, place: Place | None = None) -> str:
        start = "" if self.governor in ("с", "со") else "с "
        return f"{start}{self.weekday_nouns[first - 1].one('g')} по {self.weekday_nouns[last - 1].one('a')}"

    def is_time(self, written: str, place: Place) -> bool:
        """ "8.00": a time behind "в", and behind "с", "до" where the minutes are no month."""
        following = place.text[place.end : place.end + 8].lstrip()
        if following[:1].isdigit() or self._unit_next.match(following):
            return False
        minutes = written.partition(".")[2]
        clued = self.governor in ("в", "с", "до", "после", "около", "к", "между", "на", "по", "от")
        return clued and len(minutes) == 2 and (int(minutes) > 12 or minutes == "00" or self.governor == "в")

    @cached_property
    def _unit_next(self) -> re.Pattern[str]:
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
        bare = place is not None and case == "g" and re.match(r"[ ]до[ ]", place.text[place.end : place.end + 4]) is not None
        return self._clock(clock, case, bare=bare)

    def _clock(self, clock: Clock, case: str, *, bare: bool = False) -> str:
        hour = Figure(str(clock.hour))
        if clock.second:
            parts = [(clock.hour, tables.HOUR), (clock.minute, tables.MINUTE), (clock.second, tables.SECOND)]
            words = [f"{self.numeral(count, case + noun.gender)} {self.noun_form(noun, Figure(str(count)), case)}" for count, noun in parts]
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
        return _roman(self, number, place)

    def abbreviated(self, written: str, words: str, place: Place) -> str | None:
        following = place.text[place.end : place.end + 24].lstrip()
        if written.lower() in ("гр.", "тов.", "ген.", "инж.", "св.", "полк."):
            if not following[:1].isupper():
                return None
            return _holy(following) if written.lower() == "св." else words
        if written.lower() in ("вв.", "гг.", "в."):
            return _behind_years(self, written.lower(), place)
        if words.lower() in tables.TITLES:
            return _title(self, words, following)
        return words

    def short_noun(self, written: str, place: Place) -> str:
        return super().short_noun(written, place) if _is_noun(self, written.lower(), place) else ""

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small = written.lower()
        if small in ("г.", "стр.", "ст.", "п.", "д."):
            return _manifold(self, small, place)
        return super().abbreviation(written, words, place) or None

    # Shapes ----------------------------------------------------------------------------------------------------

    def shapes(self) -> Sequence[Shape]:
        # "3-м" is an ordinal and no length.
        ranks = [shape._replace(weight=24) for shape in ordinals.shapes(self)]
        return [*super().shapes(), *ranks, *_own_shapes(self)]


# Agreement with the noun behind -----------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def is_feminine(word: str) -> bool:
    """Whether a noun, in any of its forms, is feminine where its ending does not tell."""
    return word.startswith(tuple(tables.FEMININE)) or word.endswith(
        ("ость", "ости", "остью", "знь", "знью", "ция", "ции", "цию", "цией", "сия", "сии", "сию")
    )


_ADJECTIVE = re.compile(r"\w{2,30}(?:ый|ий|ой|ая|яя|ое|ее|ую|юю|ого|его|ому|ему|ым|им|ом|ем|ых|их|ые|ие|ыми|ими|ей)")
_NOT_ADJECTIVES = frozenset(
    "сообщение уведомление предупреждение рублей дней людей детей гостей изменение отделение заявление сообщением другом домом "
    "часом годом днём днем предложение приложение обращение объявление разрешение решение место местом случай трамвай чай "
    "раздел месяцем ключом автобусом билетом человеком занятие действие событие условие мероприятие здание издание задание "
    "изменением разом метром рублём секундой минутой неделей строкой картой".split()
)


def _is_adjective(word: str) -> bool:
    return bool(_ADJECTIVE.fullmatch(word)) and word not in _NOT_ADJECTIVES and not word.endswith(("ение", "ание", "ением", "анием", "ствие", "тием"))


def _noun(words: tuple[str, ...]) -> str:
    if len(words) > 1 and _is_adjective(words[0]) and words[1] not in _SMALL and not words[0].endswith(("ом", "ем")):
        return words[1]
    return words[0] if len(words) == 1 or words[1] in _SMALL or not _DATIVE.fullmatch(words[0]) else words[1]


_DATIVE = re.compile(r"\w{1,20}(?:ном|вом|ком|лом|том|щем|шем|нем|ском)")


@lru_cache(maxsize=4096)
def _agreement(number: int, cases: str, governor: str, words: tuple[str, ...]) -> str:
    kind = numerals.category(number)
    case = cases[:1] or "n"
    if not words or words[0] in _SMALL or len(words[0]) == 1 or words[0].endswith(("ся", "сь")):
        return case + "m"
    noun = _noun(words)
    if noun in tables.COLLECTIVE and case in "na":
        return case + "c"
    if kind == "one":
        return _single(words[0], noun, cases)
    if kind == "few" and case == "a" and number < 5 and (noun == "человек" or noun.endswith(("ов", "ев", "ых", "их"))):
        return "aa"
    for ending, plural_case in (("ами", "i"), ("ями", "i"), ("детьми", "i"), ("людьми", "i"), ("ах", "l"), ("ях", "l"), ("ам", "d"), ("ям", "d")):
        if noun.endswith(ending) and len(noun) > 3:
            case = plural_case
    if case == "n" and noun.endswith(("ых", "их")) and cases:
        case = cases[0]
    return case + ("f" if kind == "few" and noun.endswith(("ы", "и")) and case in "na" and noun not in ("пути", "дни") else "m")


_BY_ADJECTIVE = (
    ("ого", "gm"), ("его", "gm"), ("ому", "dm"), ("ему", "dm"), ("ая", "nf"), ("яя", "nf"), ("ое", "nn"), ("ее", "nn"),
    ("ую", "af"), ("юю", "af"), ("ым", "im"), ("им", "im"), ("ом", "lm"), ("ем", "lm"), ("ый", "nm"), ("ий", "nm"),
)  # fmt: skip


def _single(first: str, noun: str, cases: str) -> str:
    """The form of "one" before a singular, by the endings."""
    case = cases[:1] or "n"
    if first != noun and _is_adjective(first):
        for ending, form in _BY_ADJECTIVE:
            if first.endswith(ending):
                if form == "gm" and case == "a":
                    return "aa"
                return ("a" if form[0] == "n" and case == "a" else form[0]) + form[1]
        if first.endswith(("ой", "ей")):
            return "gf"
    return _by_last_letter(noun, cases)


_LIVING = re.compile("реб[её]нка|человека|клиента|пассажира|сотрудника|пациента|гостя|взрослого|пользователя|участника|друга|врача|учителя|водителя")


def _by_last_letter(noun: str, cases: str) -> str:
    case = cases[:1] or "n"
    if noun.endswith(("ой", "ей", "ью")) and (case in "gdil" or "i" in cases) and not noun.endswith("ей "):
        return "if"
    if noun.endswith(("ом", "ем", "ём")) and len(noun) > 4 and case in "gi":
        return "im"
    last = noun[-1]
    if last in "ую":
        return "dm" if "d" in cases or (cases[-1:] == "l" and noun in ("году", "часу", "углу", "ряду")) else "af"
    if last in "ая":
        if case == "g" and not is_feminine(noun):
            return "gm"
        if noun.endswith("мя"):
            return ("a" if case == "a" else "n") + "n"
        if _LIVING.match(noun):
            return "gm" if case == "g" else "aa"
        return "aa" if case == "a" else "nf"
    if last in "оеё":
        if last == "е" and cases[-1:] in ("l", "d") and not noun.endswith(("ие", "ье")):
            return ("lf" if is_feminine(noun) else "lm") if cases[-1:] == "l" else "df"
        return ("a" if case == "a" else "n") + "n"
    if last in "ыи":
        return (case if case not in "na" else cases[-1:] if cases[-1:] in ("l", "d") else "g") + "f"
    feminine = is_feminine(noun) and last == "ь"
    return ("a" if case == "a" else "n") + ("f" if feminine else "m")


@lru_cache(maxsize=2048)
def _ordinal_form(suffix: str, number: int, words: tuple[str, ...]) -> str:
    noun = _noun(words) if words else ""
    if suffix in ("ти", "и"):
        return "cgm"
    if suffix == "мя":
        return "cim"
    if suffix == "х" and number < 10:
        return "cgm"
    by_suffix = {
        "го": "gm", "ого": "gm", "его": "gm", "му": "dm", "ому": "dm", "ему": "dm", "я": "nf", "ая": "nf", "ья": "nf", "ю": "af", "ую": "af",
        "ью": "af", "ым": "im", "им": "im", "ом": "lm", "ем": "lm", "ых": "gp", "их": "gp", "х": "gp", "ми": "ip", "ыми": "ip", "ими": "ip",
        "ые": "np", "ьи": "np", "ей": "gf", "ое": "nn", "ье": "nn", "ый": "nm", "ий": "nm",
    }.get(suffix)  # fmt: skip
    if by_suffix:
        return by_suffix
    if suffix == "м":
        return "im" if noun.endswith(("ом", "ем", "ём", "ым")) else "lm"
    if suffix == "е":
        plural = noun.endswith(("ы", "и", "а", "я")) and noun or (number % 10 == 0 and number > 10 and (not noun or noun in _SMALL))
        return "np" if plural else "nn"
    # "й", "ой": a man's nominative or any oblique case of a woman's.
    return "gf" if noun.endswith(("ы", "и", "е", "ой", "ей", "ью")) and noun not in _SMALL else "nm"


# Abbreviations by their place -------------------------------------------------------------------------------------

_BEFORE_FIGURE = frozenset("д. кв. корп. к. строен. стр. с. оф. эт. под. пом. каб. ком. вл. п. ст. гл. ч. рис. табл. т.".split())
_BEFORE_NAME = frozenset("м. пос. дер. г. ш. о. оз. пл. наб.".split())


def _is_noun(language: Russian, small: str, place: Place) -> bool:
    """Whether a short noun is one: a house before its number, a street before or behind a name."""
    following = place.text[place.end : place.end + 4].lstrip(" №")
    behind = place.text[: place.start].rstrip()[-1:] if place.start < 200 else place.text[place.start - 9 : place.start].rstrip()[-1:]
    if small in _BEFORE_FIGURE:
        return following[:1].isdigit() or (small in ("эт.", "кв.", "каб.") and following[:1].isalnum())
    if small == "м.":
        return following[:1].isupper() and not behind.isdigit()
    if small in ("пр.", "ш.", "пер.", "о."):
        return following[:1].isupper() or following[:1].isdigit() or bool(re.search(r"(?:ый|ий|ая|ое|ой)\s*\Z", place.text[max(0, place.start - 8) : place.start]))
    return True


def _manifold(language: Russian, small: str, place: Place) -> str | None:
    """Abbreviations of several nouns: "г." is a year or a town, "стр." a page or a building."""
    following = place.text[place.end : place.end + 4].lstrip()
    before = place.text[max(0, place.start - 14) : place.start].rstrip()
    case = language.cases[-1:] or "n"
    stop = "." if following[:1].isupper() and place.text[place.end : place.end + 1] == " " else ""
    noun: Declined | None = None
    if small == "г.":
        if before[-1:].isdigit() and re.search(r"\d{4}\Z", before):
            return "года" + stop
        if not following[:1].isupper() or before[-1:].isdigit():
            return None
        noun = tables.SHORT_NOUNS["г."]
    elif small == "стр.":
        if not following[:1].isdigit():
            return None
        houses = any(word.rstrip(".,") in ("д", "дом", "корп", "к") for word in place.before[-6:])
        noun = tables.BUILDING if houses else tables.SHORT_NOUNS["стр."]
    elif small == "ст.":
        if following[:1].isupper():
            noun = tables.STATION
        elif following[:1].isdigit():
            noun = tables.SHORT_NOUNS["ст."]
    elif small == "п.":
        if following[:1].isdigit():
            noun = tables.SHORT_NOUNS["п."]
        elif following[:1].isupper() and before[-1:] == ",":
            noun = tables.SHORT_NOUNS["пос."]
    elif following[:1].isdigit():
        noun = tables.SHORT_NOUNS["д."]
    elif following[:1].isupper():
        noun = tables.SHORT_NOUNS["дер."]
    if noun is None:
        return None
    several = small == "стр." and re.match(r"\s?\d{1,4}\s?[-–]\s?\d", place.text[place.end : place.end + 10])
    return noun.several(case) if several else noun.one(case)


def _behind_years(language: Russian, small: str, place: Place) -> str | None:
    before = place.text[max(0, place.start - 30) : place.start].rstrip()
    if small in ("в.", "вв."):
        found = re.search(r"(?:(\w{1,8})[ ])?[IVX]{1,5}(?:[ ]?(?:[-–]|и|до|по)[ ]?[IVX]{1,5})?\Z", before)
        if not found:
            return None
        case = language.governors.get((found[1] or "").lower(), "g")
        case = "l" if case[-1:] == "l" and (found[1] or "").lower() in ("в", "во", "о") else "d" if case == "d" else "g"
        words = {"l": "веке", "g": "века", "d": "веку"} if small == "в." else {"l": "веках", "g": "веков", "d": "векам"}
        return words[case]
    if before[-1:].isdigit():
        return "годов"
    decade = re.search(r"(?:(\w{1,8})[ ])?\d{2,4}-(?:х|е)\Z", before)
    if not decade:
        return None
    if before[-1] == "е":
        return "годы"
    return "годах" if (decade[1] or "").lower() in ("в", "о") else "годов"


def _holy(following: str) -> str:
    name = re.match(r"\w{1,30}", following)
    ending = name[0][-1] if name else ""
    return {"а": "святого", "я": "святого", "ы": "святой", "и": "святой", "у": "святому", "ю": "святому"}.get(ending, "святой")


def _title(language: Russian, title: str, following: str) -> str:
    """A title in the case of the name behind it: "проф. Соколова" behind "у"."""
    name = re.match(r"(?:[А-ЯЁ]\.[ ]?){0,2}([А-ЯЁ]\w{1,30})", following)
    if name is None or not language.cases:
        return title
    for ending, letter in (("ым", "i"), ("им", "i"), ("ой", "f"), ("у", "d"), ("ому", "d"), ("а", "g"), ("ого", "g"), ("ого", "g")):
        if name[1].endswith(ending):
            case = letter if letter in "dig" and letter in language.cases else "n" if letter != "f" else language.cases[-1]
            break
    else:
        return title
    if title.lower() == "инженер" or not title.lower().endswith("ь"):
        return title + {"g": "а", "d": "у", "i": "ом", "l": "е", "a": "а", "n": ""}[case]
    return title


# Roman numbers ----------------------------------------------------------------------------------------------------

_CENTURY = re.compile(r"[ \u00a0]?(?:вв?\.|век[а-я]{0,3})(?!\w)")
_CHAIN = re.compile(r"[ \u00a0]?(?:[-–]|и|или|до|по)[ \u00a0]?[IVXLC]{1,6}[ \u00a0]?(?:вв?\.|век\w{0,3})(?!\w)")


def _roman(language: Russian, number: int, place: Place) -> str | None:
    text, end = place.text, place.end
    if _CENTURY.match(text, end) or _CHAIN.match(text, end):
        return language.rank(number, _century_case(language, place) + "m")
    named = text[max(0, place.start - 30) : place.start].rstrip(" ").rpartition(" ")[2]
    if len(named) > 2 and named[0].isupper() and named.isalpha() and (len(place.written) > 1 or place.written in "IVX"):
        monarch = _monarch_form(named)
        if text[place.start - 1] == " " and not _ORDERED_BEHIND.match(text, end):
            return language.rank(number, monarch)
    words = place.after(2)
    if text[end : end + 1] == " " and words and (len(place.written) > 1 or _ORDERED_BEHIND.match(text, end)):
        return language.rank(number, _rank_by_noun(words, language.cases))
    return None


_ORDERED_BEHIND = re.compile(
    r"[ ](?:[Мм]иров\w+|[Вв]семирн\w+|квартал\w*|полугоди\w+|этап\w*|тур\w*|съезд\w*|созыв\w*|групп\w*|степен\w*|категори\w*|"
    r"[Мм]еждународн\w+|[Оо]лимпийск\w+|[Ее]жегодн\w+|[Вв]сероссийск\w+|курс\w*|класс\w*|том\w*)(?!\w)"
)


def _rank_by_noun(words: tuple[str, ...], cases: str) -> str:
    first = words[0]
    for ending, form in (*_BY_ADJECTIVE, ("ой", "gf"), ("ей", "gf"), ("ых", "gp"), ("их", "gp"), ("ые", "np"), ("ие", "np")):
        if first.endswith(ending) and _is_adjective(first):
            return form
    return _by_last_letter(first, cases)


def _monarch_form(name: str) -> str:
    if name.endswith(("ий", "ай", "ей", "й")):
        return "nm"
    for ending, form in (
        ("ом", "im"), ("ем", "im"), ("ём", "im"), ("ой", "gf"), ("ей", "gf"), ("у", "dm"), ("ю", "dm"), ("ы", "gf"), ("е", "lm"), ("и", "gf"),
    ):
        if name.endswith(ending):
            return form
    female = re.match(r"Екатерин|Елизавет|Анн|Мари|Виктори|Ольг|Софь|Изабелл|Маргарит|Клеопатр|Александр[аыо]?\Z", name)
    if name.endswith(("а", "я")):
        return "nf" if female and not name.startswith("Александр") else "gm"
    return "nm"


def _century_case(language: Russian, place: Place) -> str:
    found = re.match(r"[ \u00a0]?век(\w{0,3})", place.text[place.end : place.end + 8])
    if found:
        case = {"е": "l", "а": "g", "у": "d", "ом": "i", "": "n", "ах": "l", "ов": "g", "ами": "i"}.get(found[1])
        if case:
            return case
    if language.governor in ("в", "во", "о"):
        return "l"
    if place.before[-1:] == ("и",):
        earlier = re.search(r"(\w{1,8})[ ][IVX]{1,5}[ ]и[ ]\Z", place.text[max(0, place.start - 20) : place.start])
        return "l" if earlier and earlier[1].lower() in ("в", "во", "о") else "g"
    return {"d": "d", "i": "i"}.get(language.case, "g")


# Own shapes -------------------------------------------------------------------------------------------------------


def _own_shapes(language: Russian) -> list[Shape]:
    months = "|".join(sorted(map(re.escape, language.month_numbers), key=len, reverse=True))
    ordered = "|".join(sorted(tables.ORDERED, key=len, reverse=True))
    return own(
        ("year", r"(?P<year>[1-9]\d{2,3})(?:[ ]?[-–][ ]?(?P<last>\d{4}|\d\d))?(?:-[йгому]{1,3})?[ \u00a0]?(?P<word>год(?:а|у|ом|е|ы|ов|ах|ам|ами)?|гг?\.|гг?(?![\w.]))(?!\w)", _year, 45, DIGITS),
        ("compound", rf"(?P<number>\d{{1,6}})(?P<percent>[ ]?%)-(?P<rest>н[{_LOWER}]{{2,5}})(?!\w)", _compound, 44, DIGITS),
        ("year", r"(?P<year>[12]\d{3})(?!\w|[.,:/-]\d|[ \u00a0]\d{3}(?!\d))", _bare_year, 12, DIGITS),
        ("year", r"(?P<year>[12]\d{3})[ ]?[-–/][ ]?(?P<last>[12]\d{3}|\d\d)(?!\w|[-/.,]\d)", _span, 18, DIGITS),
        ("date", r"(?P<day>3[01]|[12]\d|0?[1-9])\.(?P<month>0[1-9]|1[0-2])(?!\w|[.,:/-]\d)(?:\.(?=[ ][а-я\d]))?", _short_date, 20, DIGITS),
        ("date", rf"(?P<day>3[01]|[12]\d|0?[1-9])[ ](?P<joint>и|или)[ ](?P<last>3[01]|[12]\d|0?[1-9])[ ](?P<month>(?i:{months}))(?![^\W\d_])\.?", _two_days, 33, DIGITS),
        ("ordinal", rf"(?P<number>\d{{1,3}})(?=[ \u00a0](?:{ordered})(?!\w))", _numbered, 17, DIGITS),
        ("phone", r"(?P<body>[78][ -]?\(?\d{3,4}\)?[ -]\d{2,3}[ -]\d\d[ -]?\d\d|\d{3}-\d\d-\d\d|\d\d-\d\d-\d\d|[78][ -]?\(?\d{3,4}\)?[ -]\d{3}[ -]\d{4}|[78]9\d{9})(?!\w|[.:/-]\d)(?:,?[ ]?доб\.?[ ](?P<extension>\d{1,6}))?", _phone, 25, DIGITS),
        ("address", rf"(?P<code>\d{{6}})(?=,?[ ](?:г\.|[{_UPPER}][{_LOWER}]))", _postcode, 16, DIGITS),
        ("address", rf"(?P<house>\d{{1,4}})[ ]?(?P<letter>[{_UPPER}{_LOWER}])(?!\w|[.\-]\w)", _house, 22, DIGITS),
        ("address", r"(?P<house>\d{1,4})/(?P<part>\d{1,4})(?!\w|[.,:/-]\d)", _corner, 30, DIGITS),
        ("unit", r"(?P<number>\d{1,6}(?:,\d{1,3})?)[ \u00a0]?с(?=[ \u00a0]*(?:[.,;:!?)]|\Z))", _seconds, 21, DIGITS),
        ("unit", r"(?P<number>[1-9]\d{0,5}(?:,\d{1,3})?)(?P<blank>[ \u00a0])?(?P<unit>[АВ])(?![\w-]|\.\w|[ ][а-яё])", _volts, 20, DIGITS),
        ("ratio", r"(?P<first>\d{1,4})[ ]?:[ ]?(?P<last>\d{1,4})(?![\w:]|[.,]\d)", _ratio, 12, DIGITS),
        ("sign", r"[*#](?=[\s.,;!?)]|\Z)", _key, 20, "*#"),
        ("compound", rf"(?P<number>\d{{1,6}})(?P<percent>(?!))?-(?P<rest>[{_LOWER}]{{3,24}})(?!\w)", _compound, 17, DIGITS),
        ("code", rf"(?P<head>[{_UPPER}]{{1,4}})(?P<joint>[- ]?)(?P<number>\d{{1,12}})(?P<tail>(?:[-/]?[{_UPPER}A-Z0-9]{{1,8}}){{0,4}})(?!\w|[.,]\d)", _code, 16, "aA"),
    )  # fmt: skip


def _russian(place: Place) -> Russian:
    language = speaker(place)
    if not isinstance(language, Russian):  # pragma: no cover - these shapes are Russian's only
        raise TypeError(language)
    return language


_YEAR_WORDS = {
    "год": "nm", "года": "gm", "году": "lm", "годом": "im", "годе": "lm", "годы": "np", "годов": "gp", "годах": "lp", "годам": "dp", "годами": "ip",
}  # fmt: skip
_SHORT_YEAR = {"l": "году", "g": "года", "d": "году", "n": "год", "i": "годом"}
_SHORT_YEARS = {"l": "годах", "g": "годов", "d": "годам", "n": "годы", "i": "годами"}


def _year(match: re.Match[str], place: Place) -> str | None:
    language, word = _russian(place), match["word"]
    form = _YEAR_WORDS.get(word, "")
    if not form and not _is_short_year(match, place, language):
        return None
    stop = ""
    if not form:
        case = {"в": "l", "во": "l", "на": "n", "за": "n", "по": "n"}.get(language.governor) or {"d": "d", "i": "i", "l": "l"}.get(language.case, "g")
        several = word.startswith("гг")
        form, word = case + "m", (_SHORT_YEARS if several else _SHORT_YEAR)[case]
        behind = place.text[place.end : place.end + 3]
        if match["word"].endswith(".") and (not behind.strip() or (behind[0] == " " and behind[1:2].isupper())):
            stop = "."
    if word == "году" and form == "lm" and language.case == "d":
        form = "dm"
    first = int(match["year"])
    singular = form[0] + "m"
    if not match["last"]:
        if form[1] == "p":
            return None
        return f"{language.rank(first, singular)} {word}{stop}"
    last = match["last"]
    whole = int(last) if len(last) == 4 else int(match["year"][: -len(last)] + last)
    return f"{language.rank(first, singular)} {language.rank(whole, singular)} {word}{stop}" if whole > first else None


def _is_short_year(match: re.Match[str], place: Place, language: Russian) -> bool:
    """ "250 г муки" is a weight: without a full stop a preposition or the end of the sentence must tell."""
    if len(match["year"]) < 4 or match["year"][:2] not in ("10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"):
        return False
    if match["word"].endswith(".") or match["word"] == "гг":
        return True
    return language.governor in ("в", "с", "до", "по", "к", "за", "на", "от") and not place.after(1)


def _bare_year(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    before = place.before[-1] if place.before else ""
    if before in _MONTH_CASES or before in language.month_numbers:
        return f"{language.rank(int(match['year']), 'gm')} года"
    if language.governor in ("с", "от") and re.match(r"[ ](?:по|до)[ ][12]\d{3}[ ]?г", place.text[place.end : place.end + 12]):
        return language.rank(int(match["year"]), "gm")
    if before in _YEAR_WORDS and not place.after(1):
        return language.rank(int(match["year"]), _YEAR_WORDS[before][0] + "m")
    return None


def _span(match: re.Match[str], place: Place) -> str | None:
    """ "сезон 2024/25"."""
    language, first, last = _russian(place), int(match["year"]), int(match["last"])
    short = len(match["last"]) == 2 and last > first % 100
    if (not short and last <= first) or not 1100 <= first <= 2100:
        return None
    return f"{language.cardinal(first)}, {language.cardinal(last)}"


def _short_date(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    if language.governor not in ("от", "до", "с", "по", "на", "к", "после", "за") and "date" not in place.clues:
        return None
    following = place.text[place.end : place.end + 8].lstrip()
    if language._unit_next.match(following) or following[:1].isdigit():
        return None
    date = Date(int(match["day"]), int(match["month"]))
    return language.date(date, place)


def _two_days(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    month = language.month_numbers.get(match["month"].lower())
    if month is None:
        return None
    first = language.rank(int(match["day"]), language._day_case(place) + "n")
    return f"{first} {match['joint']} {language.date(Date(int(match['last']), month), place)}"


def _numbered(match: re.Match[str], place: Place) -> str | None:
    """ "на 3 этаже"; but "2 этажа" is counted where the form fits."""
    language = _russian(place)
    number, noun = int(match["number"]), place.after(1)[0]
    kind = numerals.category(number)
    if (kind == "few" and tables.ORDERED[noun][0] == "g" and language.case != "g") or kind == "one" and number > 1 and noun in ("этаж", "ряд"):
        return None
    if number == 1 and tables.ORDERED[noun][0] == "n":
        return None
    if noun == "этаж" and language.case == "g":
        return None
    form = tables.ORDERED[noun]
    if form[0] == "l" and language.case == "d" and noun == "ряду":
        form = "dm"
    return language.rank(number, form)


def _phone(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    if place.start and place.text[place.start - 1] in ".,:/-+":
        return None
    body = match["body"]
    groups = re.findall(r"\d+", body)
    if len(groups) == 1:
        groups = [body[0], body[1:4], body[4:7], body[7:9], body[9:]]
    words = language.phone(groups)
    return f"{words}, {language.extension} {language.cardinal(int(match['extension']))}" if match["extension"] else words


def _postcode(match: re.Match[str], place: Place) -> str | None:
    if place.text[place.end : place.end + 1] != "," and "code" not in place.clues:
        return None
    return _russian(place).digits(match["code"])


_HOUSES = frozenset("д. д дом дома доме ул. ул улица улице пр-т кв. кв корп. корпус литера литер стр. квартира подъезд место места мест кабинет каб. офис оф. аудитория вагон палата строение помещение".split())


def _house(match: re.Match[str], place: Place) -> str | None:
    """ "д. 12А", "12а"; "220 В" and "5 с" are none, nor "дом 5 и"."""
    language = _russian(place)
    house = any(word in _HOUSES for word in place.before[-2:])
    glued = match.end("house") == match.start("letter")
    if not glued or (not house and (match["letter"].islower() or match["letter"] == "В")):
        return None
    return f"{language.cardinal(int(match['house']))} {match['letter'].upper()}"


def _corner(match: re.Match[str], place: Place) -> str | None:
    """ "ул. Мира, 12/5": a house at a corner."""
    language = _russian(place)
    if not any(word in _HOUSES for word in place.before[-4:]):
        return None
    return f"{language.cardinal(int(match['house']))} дробь {language.cardinal(int(match['part']))}"


def _seconds(match: re.Match[str], place: Place) -> str | None:
    whole, _, fraction = match["number"].partition(",")
    language = _russian(place)
    return language.count(Figure(whole, fraction), tables.SECOND.noun)


def _volts(match: re.Match[str], place: Place) -> str | None:
    """ "220 В", "16 А"; "12А" is a house or a seat."""
    if not match["blank"] and match["unit"] == "А":
        return None
    whole, _, fraction = match["number"].partition(",")
    noun = tables.AMPERE if match["unit"] == "А" else tables.VOLT
    return _russian(place).count(Figure(whole, fraction), noun.noun)


def _ratio(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    if place.start and place.text[place.start - 1] in ":.,":
        return None
    first, last = int(match["first"]), int(match["last"])
    if "score" in place.clues or any(word.startswith(("счёт", "счет", "матч", "выигр", "побед", "проигр")) for word in place.before[-6:]):
        return f"{language.cardinal(first)} {language.cardinal(last)}"
    return f"{language.cardinal(first)} к {language.cardinal(last, 'dm')}"


def _key(match: re.Match[str], place: Place) -> str | None:
    case = _russian(place).case
    stem = "решётк" if match[0] == "#" else "звёздочк"
    return stem + {"a": "у", "g": "и", "d": "е", "i": "ой", "l": "е"}.get(case, "а")


def _compound(match: re.Match[str], place: Place) -> str | None:
    """ "5-минутный", "10%-ная", "3-комнатная"; endings of ordinals are no second part."""
    number, rest = int(match["number"]), match["rest"]
    if match["percent"]:
        if not rest.startswith("н"):
            return None
        return f"{numerals.compound(number)}процент{rest}"
    if len(rest) < 4:
        return None
    return numerals.compound(number) + rest


def _code(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    head, number = match["head"], match["number"]
    if place.start and place.text[place.start - 1] in "-./":
        return None
    if match["joint"] == " " and ("code" not in place.clues and len(number) < 3 or head in language.as_words or head in language.single_words or len(head) > 3):
        return None
    if not match["tail"] and len(number) <= 2 and number[0] != "0":
        return f"{language.spell(head)} {language.cardinal(int(number))}"
    return language.code(match[0])
