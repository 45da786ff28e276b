"""Polish."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import ClassVar

from engine.wording.classes import romans
from engine.wording.classes.numbers import figure
from engine.wording.classes.units import unit_pattern
from engine.wording.figures import Figure
from engine.wording.languages import cldr
from engine.wording.languages import polish_numbers as numerals
from engine.wording.languages import polish_tables as tables
from engine.wording.languages.declined import Declined
from engine.wording.languages.nouns import Clock, Date, Noun
from engine.wording.languages.slavic import Slavic, own, speaker
from engine.wording.shape import DIGITS, Place, Shape, words_after

_WEEKDAYS = (
    "poniedziałek poniedziałku poniedziałkowi poniedziałek poniedziałkiem poniedziałku",
    "wtorek wtorku wtorkowi wtorek wtorkiem wtorku", "środa środy środzie środę środą środzie",
    "czwartek czwartku czwartkowi czwartek czwartkiem czwartku", "piątek piątku piątkowi piątek piątkiem piątku",
    "sobota soboty sobocie sobotę sobotą sobocie", "niedziela niedzieli niedzieli niedzielę niedzielą niedzieli",
)  # fmt: skip
_MONTH_CASES = (
    "styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrześniu październiku listopadzie grudniu "
    "styczniem lutym marcem kwietniem majem czerwcem lipcem sierpniem wrześniem październikiem listopadem grudniem"
).split()
# Words behind a preposition and a figure that show that no noun follows it.
_SMALL = frozenset(
    "do i oraz a lub albo w we z ze na o od po przed przy za pod dla nie jest są był była było zostanie odbędzie się rano "
    "wieczorem codziennie zapraszamy prosimy odleci odjedzie przyjedzie rozpocznie zamykamy otwieramy to ale czyli przez "
    "tylko oprócz następnego dnia w środę jutro dziś dzisiaj każdego".split()
)
_OPENING = re.compile(
    r"godzin\w*|działa\w*|czynn\w*|otwart\w*|pracuj\w*|przyjmuj\w*|zapraszamy|infolinia|zamknięt\w*|codziennie|biuro|"
    r"sklep|dostępn\w*|pon|pt|sob|niedz|poniedziałk\w*|piąt\w*|sobot\w*|niedziel\w*|dyżur\w*|wizyt\w*|spotkani\w*"
)
_LOCATIVE_PREPOSITIONS = frozenset({"w", "we", "na", "o", "po", "przy"})
_TIME_CASE = {"o": "l", "po": "l", "przy": "l", "w": "l", "na": "a", "za": "a", "przez": "n", "godzinę": "a"}


_PASSED = frozenset({"metr", "kilometr", "godzina", "minuta", "sekunda", "dzień", "tydzień", "miesiąc", "rok"})


class Polish(Slavic):
    """Polish, as in Poland."""

    tag, locale, country = "pl-PL", "pl", "PL"
    digit_names = "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć".split()
    minus, plus, plus_minus = "minus", "plus", "plus minus"
    point, dot = "przecinek", "kropka"
    percent_word, per_mille = tables.PERCENT.noun, tables.PER_MILLE.noun
    magnitudes = tables.MAGNITUDES
    mixed_and = "i"
    ordinal_suffixes = r"-(?:szy|sza|sze|szego|szej|szym|gi|ga|gie|giego|giej|gim|ci|cia|cie|ciego|ciej|cim|[tmwn][yae]|[tmwn]ego|[tmwn]ej|[tmwn]ym|ty|ta|te|go|ej|ego|emu|ym|stu|tej|tego)"
    to, ratio_to, score_to, by, times = "do", "do", "", "na", "razy"
    range_from, range_joint = "od", "do"
    and_word, about, extension, number_word, symbol = "i", "około", "wewnętrzny", "numer", "symbol"
    capital = "wielkie"
    hashtag = "hasztag"
    booleans: ClassVar[Mapping[str, str]] = {"true": "tak", "false": "nie"}
    currencies = tables.CURRENCIES
    currency_signs: ClassVar[Mapping[str, str]] = {
        **{form: "PLN" for form in ("zł", "zł.", "złotych", "złote", "złoty", "PLN")},
        **{form: "EUR" for form in ("euro", "eur")}, "Kč": "CZK",
    }  # fmt: skip
    signs_only_behind = Slavic.signs_only_behind | {"zł.", "złotych", "złote", "złoty", "euro", "eur"}
    range_words = "(?:do)"
    units = tables.UNITS
    no_units = frozenset({"A", "B", "a", "PS", "kn", "hp", "in", "lb", "lbs", "oz", "yd", "J", "gal", "nmi", "sec", "kmh", "kph", "Ω"})
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
    fillers = frozenset("nawet tylko aż łącznie łącznej całe całych niespełna minimum maksymalnie maks max min".split())
    dotted_governors = frozenset({"ok", "godz"})
    doubtful_months = frozenset({"lis", "mar", "sie", "lip"})
    conjunctions = frozenset({"a", "i", "oraz"})
    between = frozenset({"między", "pomiędzy"})
    roman_nouns = tables.ROMAN_NOUNS
    counted_behind = frozenset({"str", "s", "strony", "stronach", "stron", "art", "pkt", "ust", "nr", "numery", "numerach", "pokoje", "rozdz"})
    signs = tables.SIGNS
    spelled_signs = tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    vowels = "AEIOUYĄĘÓ"
    single_words = frozenset("A I O U W Z".split())
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
        return super().count(figure, noun)

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
        return _agreement(int(digits[-4:] or "0") + (1000 if len(digits) > 4 else 0), self.cases, self.governor, words)

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
        if not suffix:
            return "nm"
        return _rank_form(self.cases, place.after(3))

    # Time ------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        return {**cldr.month_numbers(self.locale), "wrz": 9, "paź": 10, "paz": 10}

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        return {**cldr.weekday_numbers(self.locale), "nd": 7, "pn": 1, "sr": 3, "so": 6}

    def date(self, date: Date, place: Place | None = None) -> str:
        weekday = f"{self.weekday(date.weekday)} " if date.weekday else ""
        year = "" if date.year is None else self.year_rank(date.year, "g")
        if date.month is None:
            return weekday + self.rank(date.day or date.year or 0, "nm")
        if date.day is None:
            return f"{weekday}{self._month_alone(date.month, place)} {year}".rstrip()
        return f"{weekday}{self.rank(date.day, self._day_case(place) + 'm')} {self.month(date.month)} {year}".rstrip()

    def _month_alone(self, number: int, place: Place | None) -> str:
        if place is not None:
            written = place.written.split()[0].strip(".,")
            if written.lower() == self.month(number):
                return written
        return self.month(number, standalone=True)

    def _day_case(self, place: Place | None) -> str:
        if self.case == "i" and self.governor != "pod":
            return "i"
        if self.governor in ("po", "przy"):
            return "l"
        if place is not None and place.before[-2:-1] in (("dziś",), ("dzisiaj",), ("jutro",), ("wczoraj",)) and place.before[-1] in ("jest", "był", "będzie"):
            return "n"
        return "g"

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        start = self.rank(first.day or 1, "gm")
        if self.case == "i":
            start = self.rank(first.day or 1, "im")
        return f"od {start} do {self._plain_date(first._replace(day=last, weekday=None))}"

    def _plain_date(self, date: Date) -> str:
        return self._view("g", "").date(date)

    def weekdays(self, first: int, last: int, place: Place | None = None) -> str:
        start, end = (self.weekday_nouns[number - 1].one("g") for number in (first, last))
        return f"{start} do {end}" if self.governor == "od" else f"od {start} do {end}"

    def is_time(self, written: str, place: Place) -> bool:
        """ "8.00": a time behind "o", "godz." and where the minutes are no month."""
        following = place.text[place.end : place.end + 8].lstrip()
        if following[:1].isdigit() or self._unit_next.match(following):
            return False
        if self.governor in ("o", *self.hour_words):
            return True
        minutes = written.partition(".")[2]
        clued = self.governor in ("od", "do", "po", "przed", "około", "ok", "między", "a", "w")
        return clued and len(minutes) == 2 and (int(minutes) > 12 or minutes == "00")

    @cached_property
    def _unit_next(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{unit_pattern(self)}|%|zł|PLN|euro|€|mln|tys|mld)(?!\w)")

    def is_weekday(self, written: str, place: Place) -> bool:
        return super().is_weekday(written, place) or bool(re.match(r"[ ]\d{1,2}(?:[:.]\d\d)?[ ]?[-–]", place.text[place.end : place.end + 9]))

    def are_hours(self, written: str, place: Place) -> bool:
        if self.governor in self.hour_words:
            return True
        last = re.split("[-–]", place.before[-1])[-1].rstrip(".,:") if place.before else ""
        return last in self.weekday_numbers or last in ("piątku", "soboty", "niedzieli", "codziennie")

    def _time_case(self) -> str:
        return _TIME_CASE.get(self.governor) or self.cases[-1:] or "n"

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        return self._clock(clock, self._time_case())

    def _clock(self, clock: Clock, case: str) -> str:
        hour = "zero" if not clock.hour and clock.minute else self.rank(clock.hour, case + "f")
        words = [hour]
        if clock.minute or clock.second:
            words.append(("zero " if clock.minute < 10 else "") + self.cardinal(clock.minute))
        if clock.second:
            words.append(f"i {self.count_plain(clock.second, tables.SECOND)}")
        if clock.half:
            night, evening = clock.hour % 12 < 4, clock.hour % 12 > 5
            words.append(("w nocy" if night else "rano") if clock.half == "a" else "wieczorem" if evening else "po południu")
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
        return _roman(self, number, place)

    def abbreviated(self, written: str, words: str, place: Place) -> str | None:
        bare = written.lower().rstrip(".")
        following = place.text[place.end : place.end + 24].lstrip()
        if bare == "al":
            return self._alley(following, place)
        if written.isupper() and len(written) > 1 and written[-1] != "." and words.lower() in _TITLE_NAMES:
            return None
        if bare == "por" and following[:1].isupper():
            return "porucznik"
        if words.lower() in _TITLE_NAMES:
            return _title(self, written, words, following, place)
        if bare in ("p", "s", "t", "m", "kl", "bud", "rys"):
            if not following[:1].isdigit() or not place.written.islower():
                return None
        if written.lower() in ("min.", "in.", "max", "max.", "cz.", "wyd.") and (place.text[: place.start].rstrip()[-1:].isdigit()):
            return None
        return words

    def short_noun(self, written: str, place: Place) -> str:
        small = written.lower()
        behind = place.text[: place.start].rstrip()[-6:]
        following = place.text[place.end : place.end + 6].lstrip()
        if small == "r." and not behind[-1:].isdigit():
            return ""
        if small == "w." and not re.search(r"[IVX]$", behind):
            return ""
        if small in ("r.", "w."):
            # Behind a date or a century, whose own case is the genitive or the locative.
            return "roku" if small == "r." else "wieku"
        if small in ("pkt.", "kl.", "s.", "t.") and not following[:1].isalnum():
            return ""
        if small == "p." and behind[-1:] in ("I", "V", "X"):
            return "piętrze" if _before_floor(self, place) else "piętro"
        return super().short_noun(written, place)

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small = written.lower()
        if small in ("p.", "s.", "t.") and small in self.short_nouns:
            following = place.text[place.end : place.end + 3].lstrip()
            behind = place.text[: place.start].rstrip()[-1:]
            if written != small or not (following[:1].isdigit() or (small == "p." and behind in "IVX" and behind)):
                return None
        return super().abbreviation(written, words, place) or None

    def _alley(self, following: str, place: Place) -> str:
        case = self.cases[-1:] or "n"
        many = re.match(r"[A-ZŁŚŻŹ]\w{2,20}(?:ie|e|ich|ych)\b", following)
        return tables.ALLEY.several(case) if many else tables.ALLEY.one(case)

    # Shapes ----------------------------------------------------------------------------------------------------

    def shapes(self) -> Sequence[Shape]:
        return [*super().shapes(), *_own_shapes(self)]


_TITLE_NAMES = frozenset(tables.TITLES.values())


def _title(language: Polish, written: str, title: str, following: str, place: Place) -> str | None:
    """A title in the case that the name's ending shows: "dr. Nowaka"."""
    match = re.match(r"(?:(?:hab|n|med|inż|Hab)\.? ){0,3}(?:[A-ZŁŚŻŹĆ]\. )?([A-ZŁŚŻŹĆ]\w{1,30})", following)
    title = title.lower()
    if match is None:
        if title in ("święty", "redaktor", "dyrektor", "lekarz", "generał", "kapitan", "siostra", "major", "kardynał", "docent"):
            return None if title in ("święty", "siostra") or not written.endswith(".") else title
        return title
    name = match[1]
    case = _name_case(name, language.cases)
    if title == "siostra":
        return None
    if title == "święty":
        return numerals.adjective("święty", _saint_form(name, case))
    if case == "n":
        return title.capitalize() if written[0].isupper() else title
    forms = tables.TITLE_FORMS.get(title)
    if forms:
        return forms[{"g": 0, "a": 0, "d": 1, "i": 2, "l": 2}[case]] if case != "l" else forms[0 if title != "ksiądz" else 1]
    return title + {"g": "a", "a": "a", "d": "owi", "i": "em", "l": "ze"}[case]


def _name_case(name: str, cases: str) -> str:
    if name.endswith(("ego",)):
        return "g"
    if name.endswith(("owi", "emu")):
        return "d"
    if name.endswith(("em", "im", "ym")) and cases[-1:] != "l":
        return "i"
    if name.endswith("a") and ("g" in cases) and not tables.FEMALE_NAMES.match(name):
        return "g"
    return "n"


def _saint_form(name: str, case: str) -> str:
    if tables.FEMALE_NAMES.match(name):
        return {"a": "nf", "ą": "if", "ę": "af"}.get(name[-1], "gf")
    if name.endswith("a"):
        return "gm"
    if name.endswith("em"):
        return "im"
    return {"g": "gm", "d": "dm", "i": "im"}.get(case, "nm")


# Agreement with the noun behind -----------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def gender_of(word: str) -> str:
    """The gender of a noun in any of its forms: "f", "n", "m", "v" (men), "c" (children); "" if it is not known."""
    if word in tables.COLLECTIVE:
        return "c"
    for end in range(len(word), 1, -1):
        found = tables.STEMS.get(word[:end])
        if found:
            return found
    for ending, stem in (("ce", "k"), ("dze", "g"), ("rze", "r"), ("le", "ł"), ("ście", "st"), ("cie", "t"), ("dzie", "d"), ("ie", "")):
        found = tables.STEMS.get(word.removesuffix(ending) + stem) if word.endswith(ending) else None
        if found:
            return found
    if word.endswith(("ość", "ości", "ością", "cja", "cje", "cji", "cję", "cją", "zja", "zji", "zje", "sja", "sje", "sji")):
        return "f"
    if word.endswith(("nie", "nia", "cie", "niu", "ciu", "niem", "um")):
        return "n"
    return ""


_ADJECTIVE = re.compile(r"\w{2,30}(?:ych|ich|ymi|imi|ego|emu|ym|im|ej|ą|ne|we|ie|szych|ny|wy|na|wa|cy|ca|ki|ka|kie)")


@lru_cache(maxsize=4096)
def _agreement(number: int, cases: str, governor: str, words: tuple[str, ...]) -> str:
    kind = numerals.category(number)
    words = words if words[:1] and words[0] not in _SMALL and len(words[0]) > 1 else ()
    if not words:
        return ("n" if not cases else cases[0]) + "m"
    noun = _noun(words)
    gender = gender_of(noun)
    case = cases[:1] or "n"
    for ending, plural_case in (("ach", "l"), ("ami", "i"), ("dziećmi", "i"), ("ludźmi", "i"), ("gośćmi", "i"), ("om", "d")):
        if kind != "one" and noun.endswith(ending) and gender != "":
            case = plural_case
        elif kind != "one" and noun.endswith(ending) and (case == "l" or ending != "om"):
            case = plural_case
    if kind == "one":
        return _single(words[0], noun, gender, cases)
    if case in "na":
        return _counted(kind, case, noun, gender)
    return case + {"": "m", "n": "m"}.get(gender, gender)


def _noun(words: tuple[str, ...]) -> str:
    for word in words[:3]:
        if gender_of(word):
            return word
        if not _ADJECTIVE.fullmatch(word):
            return word
    return words[0]


def _counted(kind: str, case: str, noun: str, gender: str) -> str:
    """Nominative and accusative: men are counted in the genitive, and two women and things "dwie"."""
    if gender in ("v", "c"):
        return case + gender
    if kind == "few":
        if noun.endswith("ów") or (noun.endswith("rzy") and not gender):
            return case + "v"
        if not gender:
            gender = "n" if noun.endswith("a") else "m" if not noun.endswith(("yny", "ki", "ty", "ly", "je", "ie")) else _guess(noun)
    return case + (gender or "m")


def _guess(noun: str) -> str:
    return "f" if noun.endswith(("yny", "iny", "je", "nie", "arki", "ówki", "czki", "yty", "oty")) else "m"


_BY_ADJECTIVE = (
    ("ego", "gm"), ("emu", "dm"), ("ej", "gf"), ("ą", "af"), ("ym", "lm"), ("im", "lm"),
    ("owy", "nm"), ("ny", "nm"), ("ki", "nm"), ("wa", "nf"), ("na", "nf"), ("ka", "nf"), ("we", "nn"), ("ne", "nn"), ("kie", "nn"),
)  # fmt: skip


def _single(first: str, noun: str, gender: str, cases: str) -> str:
    """The form of "one", and of an ordinal, before a singular: by the endings, then by the gender that is known."""
    case = cases[:1] or "n"
    if first != noun and _ADJECTIVE.fullmatch(first):
        for ending, form in _BY_ADJECTIVE:
            if first.endswith(ending):
                if form == "af":
                    return ("i" if "i" in cases and "a" not in cases else "a") + "f"
                if form == "gm" and "g" not in cases:
                    return "aa"
                return form if form[0] != "n" or case != "a" else "a" + form[1]
    for ending, form in (("ę", "af"), ("ego", "gm"), ("owi", "dm"), ("em", "im"), ("ą", "if")):
        if noun.endswith(ending):
            return form
    return _by_last_letter(noun, gender, cases)


def _by_last_letter(noun: str, gender: str, cases: str) -> str:
    case = cases[:1] or "n"
    last = noun[-1]
    feminine = gender == "f"
    locative = cases[-1:] == "l"
    if last == "a":
        if "g" in cases and not (gender == "v" and not feminine):
            return "gm"
        if feminine or not gender or gender == "v":
            return "nf" if case != "a" or feminine or not gender else "aa"
        return "gm" if gender == "n" or case != "a" else "aa"
    if last in "yi":
        if feminine and noun.endswith(("ci", "cy", "i", "y")):
            return ("l" if locative else "g") + "f"
        return "nm"
    if last == "u":
        return ("l" if locative else "d" if "d" in cases else "g") + "m"
    if last == "e":
        if feminine:
            return "lf"
        neuter = gender == "n" or (not gender and noun.endswith(("nie", "cie")))
        return "lm" if locative and (not neuter or noun.endswith("rze")) else ("a" if case == "a" else "n") + "n"
    if last == "o" or noun.endswith("um"):
        return ("a" if case == "a" else "n") + "n"
    if feminine:
        return ("a" if case == "a" else "n") + "f"
    if gender == "v" and case == "a":
        return "aa"
    return ("a" if case == "a" else "n") + "m"


@lru_cache(maxsize=2048)
def _rank_form(cases: str, words: tuple[str, ...]) -> str:
    """The form of an ordinal before its noun."""
    if not words:
        return (cases[-1:] or "n") + "m"
    noun = _noun(words)
    for ending, form in (("ach", "lp"), ("ami", "ip"), ("ów", "gp"), ("om", "dp")):
        if noun.endswith(ending):
            return form
    return _single(words[0], noun, gender_of(noun), cases)


# Roman numbers ----------------------------------------------------------------------------------------------------

_CENTURY = re.compile(r"[ \u00a0]?(?:w\.|wiek(?:u|iem|owi|i|ów|ach)?)(?!\w)")
_CHAIN = re.compile(r"[ \u00a0]?(?:[-–/]|i|oraz|lub|a|do)[ \u00a0]?[IVXLC]{1,6}[ \u00a0]?(?:w\.|wiek\w{0,3})(?!\w)")


_NAMED = re.compile(
    r"[ \u00a0](?:Rzecz[py]|Wojn|Lig|Lice|Szkoł|Komisari|Urz|Wydział|Oddział|Program|Konferenc|Kongres|Festiwal|Zjazd|Liceum|Maraton|Bieg|Konkurs|"
    r"Sesj|Etap|Edycj|Sobór|Soboru|Klinik|Brygad|Dywizj|Armi|Pułk|Symfoni|Koncert|Igrzysk|Oddzia)"
)


def _behind_name(place: Place) -> bool:
    """Whether a monarch's name stands before: then the number is his."""
    named = place.text[max(0, place.start - 30) : place.start].rstrip().rpartition(" ")[2]
    return len(named) > 2 and named[0].isupper() and named.isalpha() and place.before[-1:] != (".",) and place.start > len(named) + 1


def _roman(language: Polish, number: int, place: Place) -> str | None:
    written = place.written
    if _CENTURY.match(place.text, place.end) or _CHAIN.match(place.text, place.end):
        return language.rank(number, _century_case(language, place) + "m")
    before = place.before[-1] if place.before else ""
    following = words_after(place.text, place.end, 2)
    if following and _NAMED.match(place.text, place.end) and not before[-1:].isdigit() and not _behind_name(place):
        return language.rank(number, _rank_form(language.cases, following))
    if re.match(r"[ \u00a0]p\.", place.text[place.end : place.end + 4]):
        return language.rank(number, "ln" if language.cases[-1:] == "l" else "nn")
    if place.text[place.end : place.end + 1] == " " and following and place.text[place.end + 1 : place.end + 2].islower():
        if (len(written) > 1 or written in "IVX") and following[0] not in _SMALL:
            if len(written) == 1 and following[0] not in ("piętro", "wojna", "wojny", "wojnie", "liga", "rzeczpospolita") and not gender_of(following[0]):
                return None
            if written == "I" and gender_of(following[0]) not in ("f", "m", "n"):
                return None
            return language.rank(number, _rank_form(language.cases, following))
    return _monarch(language, number, place)


def _before_floor(language: Polish, place: Place) -> bool:
    found = re.search(r"(\w{1,8})[ ][IVX]{1,5}[ ]\Z", place.text[max(0, place.start - 16) : place.start])
    return found is not None and language.governors.get(found[1].lower(), "")[-1:] == "l"


def _century_case(language: Polish, place: Place) -> str:
    for word, case in (("wiekiem", "i"), ("wieku", "l" if language.cases[-1:] == "l" else "g"), ("wiek", "n")):
        if re.match(rf"[ \u00a0]?{word}\b", place.text[place.end : place.end + 10]):
            return case
    return language.cases[-1:] or "g"


def _monarch(language: Polish, number: int, place: Place) -> str | None:
    named = place.text[max(0, place.start - 30) : place.start].rstrip().rpartition(" ")[2]
    if not named[:1].isupper() or not named.isalpha() or len(named) < 3 or (len(place.written) == 1 and place.written in "CDLM"):
        return None
    if place.text[place.start - 1 : place.start] != " ":
        return None
    female = tables.FEMALE_NAMES.match(named)
    if female:
        return language.rank(number, {"a": "nf", "ą": "if", "ę": "af"}.get(named[-1], "gf"))
    for ending, form in (("owi", "dm"), ("em", "im"), ("iem", "im"), ("ego", "gm"), ("a", "gm"), ("ym", "im"), ("u", "lm"), ("ie", "lm"), ("ze", "lm")):
        if named.endswith(ending):
            return language.rank(number, form)
    return language.rank(number, "nm")


# Own shapes -------------------------------------------------------------------------------------------------------

_STREET = frozenset("ul ul. ulica ulicy ulicę al al. aleja alei aleje pl pl. plac placu os os. osiedle osiedlu adres adresem adres:".split())
_LETTER = "A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż"


def _own_shapes(language: Polish) -> list[Shape]:
    months = "|".join(sorted(map(re.escape, language.month_numbers), key=len, reverse=True))
    return own(
        ("unit", r"(?P<number>\d{1,6}(?:,\d{1,3})?)[ \u00a0]?pkt(?!\w|\.?[ ]?\d|\.? proc)", _points, 21, DIGITS),
        ("year", r"(?P<year>[1-9]\d{2,3})(?:[ ]?[-–/][ ]?(?P<last>\d{4}|\d\d))?[ \u00a0]?(?P<word>rokiem|rokowi|roku|rok|r\.(?!\w)|r(?![\w.]))(?!\w)", _year, 41, DIGITS),
        ("year", r"(?P<year>[12]\d{3})(?:[ ]?[-–/][ ]?(?P<last>[12]\d{3}|\d\d))?(?!\w|[.,:/-]\d|[ \u00a0]\d{3}(?!\d))", _bare_year, 18, DIGITS),
        ("year", r"(?P<decade>[2-9]0|[12]\d\d0)\.?(?!\w|[ ]?[-–.,:/]?[ ]?\d)", _decade, 23, DIGITS),
        ("date", rf"(?P<day>3[01]|[12]\d|0?[1-9])[ .]{{1,2}}(?P<month>XI{{0,2}}|I{{1,3}}|I[VX]|VI{{0,3}})(?:[ .]{{1,2}}(?P<year>\d{{4}})|(?=[ ]?r?(?:[,;]|\.?\s*\Z)))(?!\w)", _roman_month, 32, DIGITS),
        ("date", r"(?P<day>3[01]|[12]\d|0?[1-9])\.(?P<month>0[1-9]|1[0-2])(?!\w|[.,:/-]\d)(?:\.(?=[ ][a-z\d]))?", _short_date, 20, DIGITS),
        ("date", rf"(?P<day>3[01]|[12]\d|0?[1-9])\.?[ ]?(?P<joint>[-–—]|i|oraz|do)[ ]?(?P<last>3[01]|[12]\d|0?[1-9])\.?(?P<first_month>)[ ](?P<month>(?i:{months}))(?![^\W\d_])\.?(?:[ ](?P<year>\d{{4}})(?!\w|[.,:/]\d))?", _two_days, 33, DIGITS),
        ("ordinal", rf"(?P<number>\d{{1,4}})\.(?=[ \u00a0](?!(?:{months}|i|oraz|lub|a|w|z|na|do|od|to|nie|jest|czy|po|się)(?!\w))[a-ząćęłńóśźż]{{2}})", _ordinal, 18, DIGITS),
        ("ordinal", r"(?P<number>\d{1,3})(?=[ \u00a0](?:" + "|".join(sorted(tables.ORDERED, key=len, reverse=True)) + r")(?!\w))", _numbered, 17, DIGITS),
        ("phone", rf"(?P<body>\d{{3}}[ -]\d{{3}}[ -]\d{{3}}|\d\d[ -]\d{{3}}[ -]\d\d[ -]\d\d|\d\d[ -]\d{{3}}[ -]\d{{4}})(?!\w|[ .,:/-]\d)(?:[ ]?,?[ ]?wewn?\.?[ ](?P<extension>\d{{1,6}}))?", _phone, 15, DIGITS),
        ("address", r"(?P<first>\d\d)-(?P<last>\d{3})(?!\w|[.,:/-]\d)", _postcode, 21, DIGITS),
        ("address", rf"(?P<house>\d{{1,4}})(?P<letter>[A-Za-z])?[ ]?(?P<joint>/|m\.?|lok\.?)[ ]?(?P<flat>\d{{1,4}})(?P<flat_letter>[A-Za-z])?(?!\w|[.,:/-]\d|[ ]?[%°])", _flat, 33, DIGITS),
        ("time", r"(?P<hour>[01]?\d|2[0-4])(?!\w|[.,:/-]\d|[ ]?[-–%°])", _bare_hour, 14, DIGITS),
        ("ratio", r"(?P<first>\d{1,4})[ ]?[:][ ]?(?P<last>\d{1,4})(?![\w:]|[.,]\d)", _ratio, 12, DIGITS),
        ("sign", r"[*#](?=[\s.,;!?)]|\Z)", _key, 20, "*#"),
        ("compound", rf"(?P<number>\d{{1,6}})-(?P<rest>(?:procent|minut|godzin|sekund|dni|tygodni|miesięcz|let|rocz|osob|pokoj|stron|kilometr|metr|krot|cal|gwiazdk|piętr|drzwi|stop|punkt|złot|dolar|eur|gram|kilogram|litr|cyfr|etap|częśc|kolor|letni|leci|tysięcz|lat|klas|bit|calow|centymetr|milimetr|watt?|kilowat|ton|ton|liter|tom|zmian|punkt|fun|znak|element|mil|hektar)[{_LETTER}]{{0,14}})(?!\w)", _compound, 42, DIGITS),
        ("letters", r"(?P<word>SMS|MMS|PIN|PIT|VAT|CIT|ATM)-?(?P<ending>a|u|em|ie|ów|y|i|owi|om|ami|ach|owy|owa|owe|owego|owej|owym|ową)(?!\w)", _inflected, 30, "aA"),
    )  # fmt: skip


def _polish(place: Place) -> Polish:
    language = speaker(place)
    if not isinstance(language, Polish):  # pragma: no cover - these shapes are Polish's only
        raise TypeError(language)
    return language


def _points(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    found = figure(match["number"], language)
    return None if found is None else language.count(found, tables.POINT.noun)


def _year(match: re.Match[str], place: Place) -> str | None:
    language, word = _polish(place), match["word"]
    case = {"rokiem": "i", "rokowi": "d", "rok": "n"}.get(word, "")
    if not case:
        if place.before[-1:] and place.before[-1] in ("roku",):
            return None
        case = "l" if language.cases[-1:] == "l" else "i" if "i" in language.cases and word[:2] == "r." else "g"
        if language.governor == "za" and word[0:2] == "r.":
            case = "n"
    noun = {"g": "roku", "l": "roku", "i": "rokiem", "d": "rokowi", "n": "rok"}[case]
    first = int(match["year"])
    stop = "." if word == "r." and not place.text[place.end :].strip() else ""
    if word == "r." and re.match(r"[ ][A-ZĄĆĘŁŃÓŚŹŻ]", place.text[place.end : place.end + 2]):
        stop = "."
    spoken = language.year_rank(first, case)
    if match["last"]:
        last = match["last"]
        whole = int(last) if len(last) == 4 else int(match["year"][: -len(last)] + last)
        return f"{spoken}, {language.year_rank(whole, case)} {noun}{stop}" if whole > first else None
    return f"{spoken} {noun}{stop}"


_YEAR_BEFORE = frozenset({*_MONTH_CASES, "rok", "roku", "rokiem", "lata", "latach", "lat", "roku:"})


def _bare_year(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    first, last = int(match["year"]), match["last"]
    before = place.before[-1] if place.before else ""
    if before in ("lata", "lat", "latach") and last:
        return f"{language.cardinal(first)}, {language.cardinal(int(last))}" if int(last) > first else None
    if before in ("rok", "roku", "rokiem"):
        case = {"rok": "n", "rokiem": "i"}.get(before) or ("l" if _before_is(place, _LOCATIVE_PREPOSITIONS) else "g")
        return language.year_rank(first, case) if not last else None
    if last:
        # "sezon 2024/25"
        short = len(last) == 2 and int(last) > first % 100
        if not short and int(last) <= first:
            return None
        return f"{language.cardinal(first)}, {language.cardinal(int(last))}"
    if before in _MONTH_CASES or before in language.month_numbers:
        return language.year_rank(first, "g")
    following = place.after(1)
    if not 1800 <= first <= 2100 or (following and following[0] not in _SMALL):
        return None
    if language.governor in ("w", "od", "do", "po", "przed", "z", "sprzed") and first % 100:
        return language.year_rank(first, language.cases[-1])
    return None


def _before_is(place: Place, words: frozenset[str]) -> bool:
    return len(place.before) > 1 and place.before[-2] in words


def _decade(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    near = place.before[-1:]
    if near and near[0] in ("i", "oraz", "lub", "a") and len(place.before) > 2:
        near = place.before[-3:-2]
    cases = {"lat": "g", "lata": "n", "latach": "l", "latami": "i", "latom": "d"}
    case = cases.get(near[0]) if near else None
    if case is None:
        return None
    stop = "." if match[0].endswith(".") and not place.text[place.end :].strip() else ""
    return language.rank(int(match["decade"]), case + "p") + stop


def _roman_month(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    year = int(match["year"]) if match["year"] else None
    month = romans.value(match["month"])
    if year is None and not place.clues & {"date"} and language.governor not in ("do", "od", "dnia"):
        return None
    return language.date(Date(int(match["day"]), month, year), place) if month <= 12 else None


def _short_date(match: re.Match[str], place: Place) -> str | None:
    """ "24.12" without a full stop: behind "od", "do", "dnia", unless a unit follows."""
    language = _polish(place)
    if language.governor not in ("od", "do", "z", "na", "po", "przed", "dnia", "między") and "date" not in place.clues:
        return None
    following = place.text[place.end : place.end + 8].lstrip()
    if language._unit_next.match(following) or following[:1].isdigit():
        return None
    return language.date(Date(int(match["day"]), int(match["month"])), place)


def _two_days(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    month = language.month_numbers.get(match["month"].lower())
    first, last = int(match["day"]), int(match["last"])
    year = int(match["year"]) if match["year"] else None
    if month is None or first >= last:
        return None
    ending = Date(last, month, year)
    if match["joint"] in ("i", "oraz"):
        return f"{language.rank(first, language._day_case(place) + 'm')} {match['joint']} {language.date(ending, place)}"
    start = "" if language.governor == "od" else "od "
    return f"{start}{language.rank(first, 'gm')} do {language._plain_date(ending)}"


def _ordinal(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    if place.before and place.before[-1].rstrip(".") in ("nr", "art", "ust", "pkt", "godz", "ul", "tel"):
        return None
    return language.rank(int(match["number"]), _rank_form(language.cases, place.after(3)))


def _numbered(match: re.Match[str], place: Place) -> str | None:
    """ "na 3 piętrze"; but "2 miejsca" and "1 edycja" are counted where the form fits."""
    language = _polish(place)
    number, noun = int(match["number"]), place.after(1)[0]
    counted = {"piętra": (2, 3, 4), "klasy": (2, 3, 4), "rundy": (2, 3, 4), "rocznicy": (), "edycji": (5, 6, 7, 8, 9, 0), "urodzin": ()}
    if noun in counted and (number % 10 in counted[noun] or noun == "urodzin") and "l" not in language.cases[-1:] and not language.case:
        return None
    if noun in ("urodziny",):
        return language.rank(number, "np")
    return language.rank(number, _rank_form(language.cases, (noun,)))


def _phone(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    if place.start and place.text[place.start - 1] in ".,:/-+":
        return None
    words = language.phone(re.split("[ -]", match["body"]))
    return f"{words}, {language.extension} {language.cardinal(int(match['extension']))}" if match["extension"] else words


def _postcode(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    clued = bool(place.before) and place.before[-1] in ("pocztowy", "kod")
    named = re.match(r"[ ]{1,2}[A-ZĄĆĘŁŃÓŚŹŻ][a-ząćęłńóśźż]", place.text[place.end : place.end + 4])
    if not clued and not named and match["first"][0] != "0" and match["last"][0] != "0":
        return None
    return f"{language.digits(match['first'])}, {language.digits(match['last'])}"


def _flat(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    near = place.before[-5:]
    if not any(word in _STREET or word.rstrip(".") in _STREET for word in near):
        return None
    house = language.cardinal(int(match["house"])) + (f" {match['letter'].upper()}" if match["letter"] else "")
    flat = language.cardinal(int(match["flat"])) + (f" {match['flat_letter'].upper()}" if match["flat_letter"] else "")
    joint = {"/": "łamane przez", "m": "mieszkania", "l": "lokal"}[match["joint"][0]]
    return f"{house} {joint} {flat}"


def _bare_hour(match: re.Match[str], place: Place) -> str | None:
    """ "o 18", "po godz. 20", "od 9 do 17" among opening hours."""
    language = _polish(place)
    following = place.text[place.end : place.end + 8].lstrip()
    if language._unit_next.match(following):
        return None
    if language.governor in language.hour_words and language.governor != "godzin":
        if language.governor == "godziny" and not place.before[-2:-1]:
            return None
        return language.clock(Clock(int(match["hour"])), place)
    words = place.after(1)
    if words and words[0] not in _SMALL:
        return None
    if language.governor == "o":
        return language.clock(Clock(int(match["hour"])), place)
    if language.governor in ("od", "do", "po", "przed", "między") and any(_OPENING.fullmatch(word) for word in place.before[-8:]):
        return language.clock(Clock(int(match["hour"])), place)
    return None


def _ratio(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    if place.start and place.text[place.start - 1] in ":.,":
        return None
    return f"{language.cardinal(int(match['first']))} do {language.cardinal(int(match['last']), 'gm')}"


def _key(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    if match[0] == "#":
        return "krzyżyk"
    return "gwiazdkę" if language.case == "a" else {"g": "gwiazdki", "i": "gwiazdką"}.get(language.case, "gwiazdka")


def _compound(match: re.Match[str], place: Place) -> str | None:
    number = int(match["number"])
    rest = match["rest"]
    if rest.startswith("leci"):
        return {100: "stu", 1000: "tysiąc"}.get(number, numerals.compound(number)) + rest
    return numerals.compound(number) + rest


def _inflected(match: re.Match[str], place: Place) -> str | None:
    known = {"SMS": "esemes", "MMS": "ememes", "PIN": "pin", "PIT": "pit", "VAT": "vat", "CIT": "cit"}.get(match["word"])
    return known + match["ending"] if known else None
