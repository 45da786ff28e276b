"""Portuguese, as Brazil and as Portugal say it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import ClassVar

from engine.wording import cldr
from engine.wording.classes import phones
from engine.wording.classes.dates import whole_year
from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.figures import Figure
from engine.wording.language import LONGEST_CARDINAL_DIGITS, Place, Shape
from engine.wording.languages import portuguese_tables as tables
from engine.wording.languages.romance import Romance, thousandfold
from engine.wording.nouns import Clock, Date, Noun

_WEEKDAY = r"[2-6]\.?[ªa]"
_WEEKDAYS = re.compile(
    rf"(?P<first>{_WEEKDAY})(?P<fair>[- ]feira|s)?"
    r"(?:[ ]?(?P<joint>[-–]|[aàe]|até|às)[ ]?"
    rf"(?P<last>{_WEEKDAY})(?P<fair2>[- ]feira|s)?)?(?!\w)"
)
_NUMBER_SIGN = re.compile(r"[nN](?:\.?[º°]|\.[oO]|o\.)(?P<many>s)?\.?[ ]?(?=\d)")
_SHORT_MONTH = re.compile(r"(?P<day>3[01]|[12]\d|0?[1-9])/(?P<month>[a-zA-Zç]{3,9})\.?(?:/(?P<year>\d{4}|\d\d))?(?!\w)")
_TIMES = re.compile(r"(?P<count>\d{1,3})[ ]?[xX](?=[ ](?:de|sem|com|iguais|no|por|ao|R\$|US\$|€))(?!\w)")
_SCORE = re.compile(r"(?P<a>\d{1,2})[ ]?[xX×][ ]?(?P<b>\d{1,2})(?!\w|[.,]\d)")
_DOCUMENT = re.compile(
    r"(?:\d{3}\.\d{3}\.\d{3}-\d\d|\d\d\.\d{3}\.\d{3}/\d{4}-\d\d|\d\d\.?\d{3}-\d{3}|\d{4}-\d{3}|\d\d\.\d{3}\.\d{3}-[\dXx]|\d{4,12}-[\dXx])"
    r"(?!\w|[-./]\d)"
)
# A name before "S." makes it an initial, but not that of a street.
_INITIAL = re.compile(
    r"(?:\b[A-Z]\.|\b(?!Rua|Avenida|Largo|Praça|Hospital|Ilha|Igreja|Castelo|Em|De|Em)[A-Z][a-zà-ÿ]+)[ ]\Z"
)
_THOUSANDS = r"(?P<number>{0})[ \u00a0]mil(?![^\W_])(?![ ]milhões)"
_FIRST_DAY = re.compile(r"1[º°]/(?P<month>0?[1-9]|1[0-2])(?:/(?P<year>\d{4}|\d\d))?(?!\w|[/.-]\d)")
_RANKED_FIRST = re.compile(r"(?<!\d)1\.?[º°]")
_KILOMETRE = re.compile(r"(?i:km)[ ]?(?=\d)")


class Portuguese(Romance):
    """What both countries say alike."""

    digit_names = ("zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove")
    minus, plus, plus_minus = "menos", "mais", "mais ou menos"
    point, dot = "vírgula", "ponto"
    percent_word, per_mille = Noun("por cento"), Noun("por mil")
    groups_by_blanks = True
    fractions = tables.FRACTIONS
    mixed_and = "e"
    times_word = "vezes"
    ordinal_suffixes = "(?:\\.?[ºª°]s?|\\.?[oa]s?(?![^\\W_]))"
    to, ratio_to, score_to, by = "a", "para", "a", "por"
    and_word, about, number_word, symbol = "e", "cerca de", "número", "símbolo"
    capital = "maiúscula"
    booleans: ClassVar[Mapping[str, str]] = {"true": "sim", "false": "não"}
    money_and = "e"
    date_of = "(?:de|/)"
    range_words = "(?:a|à|às|até)"
    halves = tables.HALVES
    zones = ("UTC", "GMT", "BRT")
    time_signs = ":h"
    clock_words = ("horas", "hora", "hs", "hrs", "h")
    durations = tables.DURATIONS
    duration_units = tables.DURATION_UNITS
    unit_genders = tables.UNIT_GENDERS
    no_units = frozenset({"in", "A", "B", "J", "PS", "kn", "gal", "cal", "bar", "ft"})
    per = tables.PER
    titles = tables.TITLES
    spelled_signs = tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    vowels = "AEIOUÁÉÍÓÚÂÊÔÃÕ"
    single_words = frozenset({"A", "E", "O", "À", "É", "Ó"})
    clues_after = tables.CLUES_AFTER
    connectors = tables.CONNECTORS
    feminine_words = tables.FEMININE
    masculine_words = tables.MASCULINE
    feminine_endings = tables.FEMININE_ENDINGS
    neutral_words = tables.NEUTRAL
    labels = tables.LABELS
    doubtful_weekdays = frozenset({"ter", "dom", "sex", "qui", "seg"})
    dash_word, out_of, metres_joint = "traço", "de", "e"
    metre = Noun("metro", "metros")

    teens: ClassVar[Sequence[str]] = ()
    """Ten to nineteen."""
    long_scale: ClassVar[bool] = False
    """Whether a thousand millions have no name of their own."""
    first_of_month: ClassVar[str] = ""
    """What the first day is called: "primeiro" in Brazil."""

    # Numbers -------------------------------------------------------------------------------------------------------

    def cardinal(self, number: int, form: str = "") -> str:
        """Two genders govern one, two and the hundreds, which the package does not know."""
        if len(str(abs(number))) > LONGEST_CARDINAL_DIGITS:
            return self.digits(str(number))
        if number < 0:
            return f"{self.minus} {self.cardinal(-number, form)}"
        return _cardinal(self, number, form == "f")

    def ordinal(self, number: int, form: str = "") -> str:
        words = _ordinal(number) if 0 < number < 10_000 else self.cardinal(number)
        if number >= 10_000:
            return words
        if form.startswith("f"):
            words = " ".join([word[:-1] + "a" if word.endswith("o") else word for word in words.split(" ")])
        return " ".join([word + "s" for word in words.split(" ")]) if form.endswith("s") else words

    def ordinal_form(self, suffix: str, place: Place) -> str:
        suffix = suffix.strip(".")
        return ("f" if suffix[:1] in "ªa" and suffix else "m") + ("s" if suffix.endswith("s") else "")

    def governed(self, place: Place) -> str:
        before = place.text[max(0, place.start - 5) : place.start].rstrip().rpartition(" ")[2]
        return "" if before.isalnum() and before.isupper() and len(before) > 1 else super().governed(place)

    def fraction(self, top: int, bottom: int) -> str:
        names = self.fractions.get(bottom)
        if names is None and 2 < bottom < 11:
            names = (self.ordinal(bottom), self.ordinal(bottom, "ms"))
        elif names is None and bottom < 1001:
            names = (f"{self.cardinal(bottom)} avos",) * 2
        if names is None or bottom < 2:
            return self.over(top, bottom)
        return names[0] if (top, bottom) == (1, 2) else f"{self.cardinal(top)} {names[0 if top == 1 else 1]}"

    def over(self, top: int, bottom: int) -> str:
        return f"{self.cardinal(top)} sobre {self.cardinal(bottom)}"

    def half(self, whole: int | None, noun: str, place: Place) -> str | None:
        if not noun.islower() or noun in (
            "de",
            "do",
            "da",
            "dos",
            "das",
            "em",
            "para",
            "por",
            "ou",
            "e",
            "no",
            "na",
            "sobre",
        ):
            return None
        feminine = self.is_feminine(noun)
        half = "meia" if feminine else "meio"
        if whole is None:
            return f"{half} {noun}"
        return f"{self.cardinal(whole, 'f' if feminine else '')} {noun} e {half}"

    def roman(self, number: int, place: Place) -> str | None:
        word = self.head_word(place)
        after = place.after(2)
        if len(place.written) > 1 and after[:1] == ("de",) and after[1:] and after[1] in self.month_numbers:
            return self.cardinal(number)
        single = len(place.written) == 1
        if word in tables.COUNTED:
            return self.cardinal(number) if not single or place.written in "IVX" else None
        before = place.text[max(0, place.start - 40) : place.start].rstrip().rpartition(" ")[2]
        named = before[:1].isupper() and not before.isupper() and before.isalpha() and not single and number < 40
        if word in tables.KINGS or named:
            if single and place.written in "CDLM":
                return None
            feminine = "f" if word.endswith("a") else ""
            # Kings and popes are ranked up to ten.
            return self.ordinal(number, feminine) if number < 11 else self.cardinal(number)
        return None

    # Time ----------------------------------------------------------------------------------------------------------

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        return {**cldr.weekday_numbers(self.locale), **tables.WEEKDAYS}

    def out_of_at(self, place: Place) -> str:
        return "por" if "pressão" in place.before[-3:] else self.out_of

    def weekdays(self, first: int, last: int, place: Place | None = None) -> str:
        if place is not None:
            ends = place.written.lower().split()
            if len(ends) == 3 and ends[0] in tables.WHOLE_WEEKDAYS and ends[2] in tables.WHOLE_WEEKDAYS:
                return place.written
        article = (
            ""
            if place is not None and place.before_is(frozenset({"de", "das", "da", "entre", "às", "à", "toda"}))
            else "de "
        )
        return f"{article}{self.weekday(first).removesuffix('-feira')} a {self.weekday(last)}"

    def is_weekday(self, written: str, place: Place) -> bool:
        """ "Segunda" and "quarta" alone stay as they are: they are ranks as well."""
        return written.lower().rstrip(".") not in tables.WHOLE_WEEKDAYS and super().is_weekday(written, place)

    def date(self, date: Date, place: Place | None = None) -> str:
        parts = []
        if date.day is not None:
            first = self.first_of_month or (
                "primeiro" if place is not None and _RANKED_FIRST.search(place.written) else ""
            )
            parts.append(first if date.day == 1 and first else self.cardinal(date.day))
        if date.month is not None:
            parts.append(self.month(date.month))
        if date.year is not None:
            parts.append(self.year(date.year))
        words = " de ".join(parts)
        return f"{self.weekday(date.weekday)}, {words}" if date.weekday and words else words

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        start = self.date(Date(first.day, weekday=first.weekday), place)
        return f"{start} a {self.date(first._replace(day=last, weekday=None))}"

    def clock_of_h(self, hour: int, minute: int, exact: bool, place: Place) -> str | None:
        return self.clock(Clock(hour, minute), place)

    def _hour(self, hour: int) -> str:
        return f"{self.cardinal(hour, 'f')} {'hora' if hour == 1 or (hour == 0 and not self.long_scale) else 'horas'}"

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        words = self._hour(clock.hour)
        minutes = f"{self.cardinal(clock.minute)} {'minuto' if clock.minute == 1 else 'minutos'}"
        if clock.second is not None:
            words = (
                f"{words}, {minutes} e {self.cardinal(clock.second)} {'segundo' if clock.second == 1 else 'segundos'}"
            )
        elif clock.minute:
            words = f"{words} e {minutes}" if not clock.half else f"{words} e {self.cardinal(clock.minute)}"
        if clock.half:
            evening = clock.half == "p" and 6 < clock.hour < 12
            words += " da manhã" if clock.half == "a" else " da noite" if evening else " da tarde"
        return f"{words} {self.spell(clock.zone)}" if clock.zone else words

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        before = re.split(r"[-–]", place.before[-1])[-1].strip(".") if place is not None and place.before else ""
        article = (
            "das "
            if before in self.weekday_numbers or before in ("feira", "aberto", "aberta", "abertos", "funciona")
            else ""
        )
        start = article + self.cardinal(first.hour, "f") + (f" e {self.cardinal(first.minute)}" if first.minute else "")
        return f"{start} {'à' if last.hour == 1 else 'às'} {self.clock(last, place)}"

    def are_hours(self, written: str, place: Place) -> bool:
        return place.before_is(frozenset(self.weekday_numbers) | {"feira"})

    def duration(self, parts: Sequence[tuple[Figure, str]]) -> str:
        words = [self.count(count, self.duration_noun(unit)) for count, unit in parts]
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} e {words[-1]}"

    def is_time(self, written: str, place: Place) -> bool:
        return False

    # Digits, letters and words -------------------------------------------------------------------------------------

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small = written.lower()
        if written.isupper() and 1 < len(written.rstrip(".")) < 4 and written not in self.abbreviations:
            # "CF" is no "cf.".
            return None
        if small == "a.m." and not place.text[max(0, place.start - 2) : place.start].rstrip().endswith("%"):
            return None
        if small == "s." and _INITIAL.search(place.text, max(0, place.start - 24), place.start):
            return None
        following = place.text[place.end : place.end + 2].strip()
        if small == "d.":
            return self._dom(place)
        if (
            small == "cap."
            and written != small
            and not following[:1].isdigit()
            and following[:1] not in ("I", "V", "X")
        ):
            return words if following[:1].isalpha() else None
        if small == "cap.":
            words = "Capítulo" if written != small else words
        if small in tables.BEFORE_FIGURES and not (following[:1].isdigit() or following[:1] in ("I", "V", "X")):
            return None
        if small in tables.BEFORE_NAMES and not following[:1].isalpha():
            return None
        if small in tables.AS_WRITTEN and written not in self.abbreviations:
            return None
        return self.sentence_stop(place, words) if small in tables.MAY_END else words

    def _dom(self, place: Place) -> str | None:
        """ "D. Pedro" is a Dom, "D. Maria" a Dona."""
        name = place.after(1)
        if not name or not place.text[place.end : place.end + 2].strip()[:1].isupper():
            return None
        return (
            "Dona"
            if name[0].endswith(("a", "ia", "iz", "ês", "el")) and not name[0].endswith(("uel", "iel"))
            else "Dom"
        )

    def is_letter(self, letter: str, place: Place) -> bool:
        """ "A", "E" and "O" begin sentences and are words where all is written in capitals."""
        if letter not in self.single_words or place.clues & {"letters", "code"}:
            return True
        begins = not place.before or place.before[-1] == "."
        following = place.after(1)
        return letter in "AE" and not begins and not following

    def web_word(self, word: str) -> str:
        return self.spell(word) if word.lower() in tables.SPELLED_IN_ADDRESSES else word

    def phone(self, groups: Sequence[str], *, international: bool = False) -> str:
        """Brazil's mobile numbers have a group of five, which is said as one."""
        merged: list[str] = []
        for group in groups:
            if len(group) == 4 and [len(one) for one in merged[-2:]] == [2, 3]:
                merged[-2:] = ["".join(merged[-2:])]
            merged.append(group)
        return super().phone(merged, international=international)

    def _own(self) -> Sequence[Shape]:
        return ()

    def shapes(self) -> Sequence[Shape]:
        return [
            *super().shapes(),
            Shape("date", _WEEKDAYS, _weekdays, 28, "23456", "ªa"),
            Shape("date", _SHORT_MONTH, _short_month, 31, needs="/"),
            Shape("sign", _NUMBER_SIGN, _number, 30, "aAnN"),
            Shape("sign", _TIMES, _times, 25, needs="xX"),
            Shape("score", _SCORE, _score, 17, needs="xX×", clued=True),
            Shape("cardinal", re.compile(_THOUSANDS.replace("{0}", number_pattern(self))), _thousands, 18, needs="m"),
            Shape("date", _FIRST_DAY, _first_day, 32, "1"),
            Shape("code", _DOCUMENT, _document, 27, needs="-"),
            Shape("unit", _KILOMETRE, _kilometre, 30, "kKaA"),
            *self._own(),
        ]


_EXTENSION = r"(?:,?[ ](?:(?:ext|ram)\.|extensão|ramal)[ ]?(?P<extension>\d{1,6}))?"
_BRAZILIAN_PHONE = re.compile(rf"(?P<body>(?:\d\d[ ]9?|9[ ]?)?\d{{4}}-\d{{4}})(?!\w|-\d){_EXTENSION}")
_PORTUGUESE_PHONE = re.compile(
    r"(?P<body>(?:2\d|9[1236]|80|70|30)\d[ ]\d{3}[ ]\d{3}|(?:2[12][ ]\d{3}[ ]\d\d[ ]\d\d)|"
    r"(?:808|707|800|760|761)(?:[ ]\d\d){3}|9[1236][ ]\d{3}[ ]\d\d[ ]\d\d)(?!\w|[ .,]?\d)"
    rf"{_EXTENSION}"
)


class Brazilian(Portuguese):
    """Portuguese of Brazil."""

    tag = "pt-BR"
    locale = "pt"
    country = "BR"
    teens = ("dez", "onze", "doze", "treze", "quatorze", "quinze", "dezesseis", "dezessete", "dezoito", "dezenove")
    first_of_month = "primeiro"
    extension = "ramal"
    magnitudes = tables.BRAZILIAN_MAGNITUDES
    thousands = frozenset({"k", "mil"})
    currencies = tables.BRAZILIAN_CURRENCIES
    units = tables.BRAZILIAN_UNITS
    abbreviations = tables.ABBREVIATIONS
    signs: ClassVar[Mapping[str, str]] = {**tables.SIGNS, "#": "sustenido"}
    clues = tables.BRAZILIAN_CLUES

    def _own(self) -> Sequence[Shape]:
        return [Shape("phone", _BRAZILIAN_PHONE, _phone, 23, needs="-")]


class European(Portuguese):
    """Portuguese of Portugal."""

    tag = "pt-PT"
    locale = "pt_PT"
    country = "PT"
    teens = ("dez", "onze", "doze", "treze", "catorze", "quinze", "dezasseis", "dezassete", "dezoito", "dezanove")
    long_scale = True
    extension = "extensão"
    magnitudes = tables.EUROPEAN_MAGNITUDES
    thousands = frozenset({"k", "mil"})
    currencies = tables.EUROPEAN_CURRENCIES
    units = tables.EUROPEAN_UNITS
    abbreviations: ClassVar[Mapping[str, str]] = {**tables.ABBREVIATIONS, **tables.EUROPEAN_ABBREVIATIONS}
    signs: ClassVar[Mapping[str, str]] = {**tables.SIGNS, "#": "cardinal"}
    clues = tables.CLUES

    def category(self, figure: Figure) -> str:
        return "one" if figure.is_one else "other"

    def _own(self) -> Sequence[Shape]:
        return [Shape("phone", _PORTUGUESE_PHONE, _phone, 16, "23789", " ")]


# Numbers in words ----------------------------------------------------------------------------------------------------

_TENS = ("", "", "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa")
_HUNDREDS = (
    "",
    "cento",
    "duzentos",
    "trezentos",
    "quatrocentos",
    "quinhentos",
    "seiscentos",
    "setecentos",
    "oitocentos",
    "novecentos",
)
_SHORT_SCALE = ("", "mil", "milhão", "bilhão", "trilhão", "quatrilhão", "quintilhão", "sextilhão")
_LONG_SCALE = ("", "milhão", "bilião", "trilião", "quatrilião")


@lru_cache(maxsize=8192)
def _cardinal(language: Portuguese, number: int, feminine: bool) -> str:
    if number < 1000:
        return _hundreds(language, number, feminine)
    if not language.long_scale:
        return _scaled(
            number, 1000, _SHORT_SCALE, lambda part, index: _hundreds(language, part, feminine and index < 2)
        )
    if number < 10**6:
        return _scaled(number, 1000, _SHORT_SCALE, lambda part, _: _hundreds(language, part, feminine))
    return _scaled(number, 10**6, _LONG_SCALE, lambda part, index: _cardinal(language, part, feminine and not index))


def _scaled(number: int, base: int, scale: Sequence[str], words_of: object) -> str:
    parts: list[str] = []
    index = 0
    rests: list[int] = []
    while number:
        number, part = divmod(number, base)
        if part:
            words = words_of(part, index)  # type: ignore[operator]
            name = scale[index]
            if name == "mil":
                words = "mil" if part == 1 else f"{words} mil"
            elif name:
                words = f"{words} {name if part == 1 else name.removesuffix('ão') + 'ões'}"
            parts.append(words)
            rests.append(part)
        index += 1
    last = rests[0]
    # "Mil e duzentos", "mil duzentos e um": "e" stands before a last part that has none itself.
    while last >= 1000 and last % 1000 == 0:
        last //= 1000
    joint = " e " if last < 100 or (last < 1000 and last % 100 == 0) else " "
    parts.reverse()
    head = " ".join(parts[:-1])
    return f"{head}{joint}{parts[-1]}" if head else parts[-1]


def _hundreds(language: Portuguese, number: int, feminine: bool) -> str:
    if number == 100:
        return "cem"
    words = []
    hundreds, rest = divmod(number, 100)
    if hundreds:
        words.append(_HUNDREDS[hundreds].replace("os", "as") if feminine and hundreds > 1 else _HUNDREDS[hundreds])
    if 9 < rest < 20:
        words.append(language.teens[rest - 10])
    else:
        tens, ones = divmod(rest, 10)
        if tens:
            words.append(_TENS[tens])
        if ones or not number:
            name = language.digit_names[ones]
            words.append({"um": "uma", "dois": "duas"}.get(name, name) if feminine else name)
    return " e ".join(words)


_ORDINAL_ONES = ("", "primeiro", "segundo", "terceiro", "quarto", "quinto", "sexto", "sétimo", "oitavo", "nono")
_ORDINAL_TENS = (
    "",
    "décimo",
    "vigésimo",
    "trigésimo",
    "quadragésimo",
    "quinquagésimo",
    "sexagésimo",
    "septuagésimo",
    "octogésimo",
    "nonagésimo",
)
_ORDINAL_HUNDREDS = (
    "",
    "centésimo",
    "ducentésimo",
    "trecentésimo",
    "quadringentésimo",
    "quingentésimo",
    "sexcentésimo",
    "septingentésimo",
    "octingentésimo",
    "noningentésimo",
)


@lru_cache(maxsize=4096)
def _ordinal(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    words = []
    if thousands:
        words.append("milésimo" if thousands == 1 else f"{_ORDINAL_ONES[thousands]} milésimo")
    words += [_ORDINAL_HUNDREDS[rest // 100], _ORDINAL_TENS[rest // 10 % 10], _ORDINAL_ONES[rest % 10]]
    return " ".join([word for word in words if word])


# Shapes --------------------------------------------------------------------------------------------------------------

_WEEKDAY_RANKS = {"2": "segunda", "3": "terça", "4": "quarta", "5": "quinta", "6": "sexta"}


def _weekdays(match: re.Match[str], place: Place) -> str | None:
    """ "2ª a 6ª", "3.ª feira"; a rank alone is an ordinal."""
    first, last = match["first"], match["last"]
    if not last and not (match["fair"] or "").endswith("feira"):
        return None
    if last and "a" in first + last and "ª" not in first + last:
        return None
    if last and match["joint"] == "e" and not (match["fair2"] or place.clues & {"time"}):
        return None
    head = _WEEKDAY_RANKS[first[0]] + ("-feira" if (match["fair"] or "").endswith("feira") else match["fair"] or "")
    if not last:
        return head
    tail = _WEEKDAY_RANKS[last[0]] + ("-feira" if (match["fair2"] or "").endswith("feira") else match["fair2"] or "")
    joint = "a" if match["joint"] in "-–" else match["joint"]
    return f"{head} {joint} {tail}"


def _short_month(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    month = language.month_numbers.get(match["month"].lower())
    if month is None:
        return None
    year = match["year"]
    whole = None if year is None else int(year) if len(year) == 4 else 2000 + int(year)
    return language.date(Date(int(match["day"]), month, whole), place)


def _number(match: re.Match[str], place: Place) -> str | None:
    del place
    return "números" if match["many"] else "número"


def _thousands(match: re.Match[str], place: Place) -> str | None:
    """ "2 mil pessoas" has the gender of what is counted."""
    found = figure(match["number"], place.language)
    return None if found is None else place.language.number(thousandfold(found), place.language.governed(place))


def _first_day(match: re.Match[str], place: Place) -> str | None:
    year = match["year"]
    return place.language.date(Date(1, int(match["month"]), whole_year(year) if year else None), place)


def _times(match: re.Match[str], place: Place) -> str | None:
    count = int(match["count"])
    return f"{place.language.cardinal(count, 'f')} {'vez' if count == 1 else 'vezes'}"


def _score(match: re.Match[str], place: Place) -> str | None:
    if "score" not in place.clues:
        return None
    return f"{place.language.whole(match['a'])} a {place.language.whole(match['b'])}"


def _document(match: re.Match[str], place: Place) -> str | None:
    """A postcode, an account, a taxpayer's number: its digits one by one."""
    if place.start and place.text[place.start - 1] in "-./":
        return None
    return place.language.code(match[0])


def _kilometre(match: re.Match[str], place: Place) -> str | None:
    del match
    noun = place.language.unit("km")
    if place.start and place.text[max(0, place.start - 2) : place.start].strip()[-1:].isdigit():
        return None
    return noun and noun.one


_YEARS = re.compile(r"(?P<first>1[5-9]\d\d|20\d\d)-(?P<last>1[5-9]\d\d|20\d\d)")


def _phone(match: re.Match[str], place: Place) -> str | None:
    years = _YEARS.fullmatch(match["body"])
    if years and years["first"] < years["last"] and "phone" not in place.clues:
        return None
    if place.start and (place.text[place.start - 1].isalnum() or place.text[place.start - 1] in ".,-"):
        return None
    return phones.spoken(match["body"], match["extension"] or "", place.language)
