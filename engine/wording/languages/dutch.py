"""Dutch, as the Netherlands say it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import ClassVar

from engine.wording.classes.dates import whole_year
from engine.wording.classes.letters import is_shouted
from engine.wording.classes.numbers import figure
from engine.wording.figures import Figure
from engine.wording.language import LONGEST_CARDINAL_DIGITS, Place, Shape
from engine.wording.languages import dutch_tables as tables
from engine.wording.languages.germanic import Germanic
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Date, Noun

_ROMAN = r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"


class Dutch(Germanic):
    """Dutch of the Netherlands."""

    tag = "nl-NL"
    locale = "nl"
    country = "NL"
    digit_names = tables.UNITS_AND_TEENS[:10]
    minus, plus, plus_minus = "min", "plus", "plus min"
    point, dot = "komma", "punt"
    percent_word, per_mille = Noun("procent"), Noun("promille")
    groups_by_blanks = True
    magnitudes = tables.MAGNITUDES
    ordinal_suffixes = "(?:ste|de|e)"
    divided_by = "gedeeld door"
    times = "keer"
    pressure_to, pressure_words = "over", frozenset({"bloeddruk", "bloeddrukwaarde"})
    file_words = frozenset({"maat", "zaaknummer", "zaaknr.", "dossiernummer", "dossiernr."})
    street_ends = tables.STREET_ENDS
    listed = "en|of"
    or_words, part_words = ("of",), ("tot", "van", "t/m")
    calling = tables.CALLING
    clue_endings = tables.CLUE_ENDINGS
    often = " keer"
    final_abbreviations = tables.FINAL
    extension_words = "toestel|toest\\.|tst\\."
    to, ratio_to, score_to, by = "tot", "op", "", "bij"
    and_word, about, extension, number_word, symbol = "en", "circa", "toestel", "nummer", "teken"
    capital = "hoofdletter"
    hashtag = "hashtag"
    booleans: ClassVar[Mapping[str, str]] = {"true": "ja", "false": "nee"}
    currencies = tables.CURRENCIES
    currency_signs = tables.CURRENCY_SIGNS
    signs_only_behind = Germanic.signs_only_behind | frozenset(tables.CURRENCY_SIGNS)
    money_and = "en"
    range_words = "(?:t/m|tot en met|tot)"
    date_article = "(?:de )?"
    zones = ("CET", "CEST", "UTC", "GMT")
    time_signs = ":."
    clock_words = ("uur", "u.", "u", "h")
    durations = tables.DURATIONS
    duration_units = tables.DURATION_UNITS
    units = tables.UNITS
    no_units = frozenset({"in", "A", "B", "bar", "J", "kn", "MP", "cal", "hl", "t"})
    per = tables.PER
    abbreviations = tables.ABBREVIATIONS
    abbreviated_endings = tables.ENDINGS
    last_abbreviations = tables.LAST
    sentence_beginners = tables.SENTENCE_BEGINNERS
    signs = tables.SIGNS
    spelled_signs = tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    single_words = frozenset({"U", "O"})
    clues = tables.CLUES
    clues_after = tables.CLUES_AFTER
    connectors = tables.CONNECTORS

    # Numbers ---------------------------------------------------------------------------------------------------

    def cardinal(self, number: int, form: str = "") -> str:
        """num2words errs in leaving out the blank behind "duizend", and writes "honderdéén"."""
        return _cardinal(number) if abs(number) < 10**LONGEST_CARDINAL_DIGITS else self.digits(str(number))

    def ordinal(self, number: int, form: str = "") -> str:
        return _ordinal(number)

    def year(self, number: int) -> str:
        if 1100 <= number < 2000:
            rest = number % 100
            return f"{_cardinal(number // 100)}honderd{_below_thousand(rest) if rest else ''}"
        return self.cardinal(number)

    def short_year(self, number: int) -> str:
        return self.cardinal(number % 100)

    def category(self, figure: Figure) -> str:
        return "one" if figure.is_one else "other"

    def magnified(self, figure: Figure, magnitude: str) -> str:
        if magnitude in tables.THOUSANDS:
            whole = figure.whole + (figure.fraction + "000")[:3]
            return self.number(Figure(whole.lstrip("0") or "0", figure.fraction[3:], figure.sign))
        return self.count(figure, self.magnitudes[magnitude])

    def fraction(self, top: int, bottom: int) -> str:
        count = "een" if top == 1 else self.cardinal(top)
        return f"{count} {'half' if bottom == 2 else 'kwart' if bottom == 4 else _ordinal(bottom)}"

    def over(self, top: int, bottom: int) -> str:
        return f"{self.cardinal(top)} gedeeld door {self.cardinal(bottom)}"

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        if (top, bottom) != (1, 2):
            return f"{self.cardinal(whole)} en {self.fraction(top, bottom)}"
        words = self.cardinal(whole)
        return "anderhalf" if whole == 1 else f"{words}{'ën' if words.endswith('e') else 'en'}half"

    def is_year(self, place: Place) -> bool:
        """ "twaalfhonderdvijftig" is as good for a quantity."""
        return True

    def joined(self, first: str, last: str, place: Place | None = None) -> str:
        """ "2024/25" is a season; what is numbered has its last one as well: "pagina's tien tot en met twaalf"."""
        if place is not None and re.fullmatch(r"\d{4}/\d\d(?:\d\d)?", place.written):
            return f"{first} {last}"
        return f"{first} {self.to} {last}"

    def placed(self, kind: str, words: str, place: Place) -> str:
        """A half has an ending before what has "de": "een halve liter", "een half uur"."""
        if kind == "fraction" and words.endswith("half"):
            noun = place.after(1)
            if (
                noun
                and noun[0] not in tables.NO_NOUNS
                and noun[0] not in tables.HET_NOUNS
                and not noun[0].endswith(("je", "tje"))
            ):
                words = words.removesuffix("half") + "halve"
        return self.stopped(kind, words, place)

    def fraction_of(self, whole: int | None, top: int, bottom: int, noun: Noun, place: Place) -> str:
        words = self.fraction(top, bottom) if whole is None else self.mixed(whole, top, bottom)
        if words.endswith("half") and noun.one.partition(" ")[0] not in tables.HET_NOUNS:
            words = words.removesuffix("half") + "halve"
        return f"{words} {noun.one}"

    # Time ------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        return {**cldr.month_numbers("nl"), "sept": 9, "febr": 2, "mar": 3}

    def date(self, date: Date, place: Place | None = None) -> str:
        words = [
            "" if date.weekday is None else self.weekday(date.weekday),
            "" if date.day is None else self.cardinal(date.day),
            "" if date.month is None else self.month(date.month),
            "" if date.year is None else self.year(date.year),
        ]
        return " ".join([word for word in words if word])

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        joint = "tot" if place is not None and re.search(r"\d tot \d", place.written) else "tot en met"
        start = self.date(Date(first.day, weekday=first.weekday))
        return f"{start} {joint} {self.date(first._replace(day=last, weekday=None))}"

    def weekdays(self, first: int, last: int, place: Place | None = None) -> str:
        joint = "tot" if place is not None and " tot " in place.written and "met" not in place.written else "tot en met"
        return f"{self.weekday(first)} {joint} {self.weekday(last)}"

    def is_weekday(self, written: str, place: Place) -> bool:
        """ "ma", "do" and "zo" are words, too."""
        small, before = written.lower().rstrip("."), place.before[-1] if place.before else ""
        listed = self.is_behind_weekday(place) or (
            before in ("en", "of", "t/m", "tot")
            and any(word.rstrip(".") in self.weekday_numbers for word in place.before[-3:-1])
        )
        following = place.text[place.end : place.end + 2]
        if _DAY_BEHIND.match(place.text, place.end):
            return True
        if small == "zo":
            return (
                listed
                or bool(_HOURS_BEHIND.match(place.text, place.end))
                or (
                    before in ("op", "elke", "iedere", "t/m")
                    and following.strip()[:1] in ("", ".", ",")
                    and following[:1] != "'"
                )
            )
        if (
            listed
            or _HOURS_BEHIND.match(place.text, place.end)
            or before in ("op", "elke", "iedere", "t/m", "vanaf", "volgende", "a.s.", "komende")
        ):
            return True
        return (
            written[0].isupper()
            and small not in ("do", "ma", "di")
            and (following[:1] in (",", ":") or following.strip()[:1].isdigit())
        )

    def is_month(self, written: str, date: Date, place: Place) -> bool:
        """ "Jan" is a name."""
        return date.day is not None or date.year is not None

    def is_time(self, written: str, place: Place) -> bool:
        return bool(place.before) and place.before[-1] in ("om", "rond") and len(written.partition(".")[2]) == 2

    def are_hours(self, written: str, place: Place) -> bool:
        return self.is_behind_weekday(place)

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        words = [self.cardinal(clock.hour), "uur"]
        if clock.minute:
            words.append(self.cardinal(clock.minute))
        if clock.second:
            words.append(f"en {self.count(Figure(str(clock.second)), self.durations['second'])}")
        if clock.half:
            words.append(
                "'s ochtends"
                if clock.half == "a"
                else "'s middags"
                if clock.hour < 6 or clock.hour == 12
                else "'s avonds"
            )
        if clock.zone:
            words.append(self.spell(clock.zone))
        return " ".join(words)

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        start = self.cardinal(first.hour) if not first.minute else self.clock(first)
        return f"{start} tot {self.clock(last)}"

    def duration(self, parts: Sequence[tuple[Figure, str]]) -> str:
        words = [self.count(figure, self.duration_noun(unit)) for figure, unit in parts]
        return " en ".join([part for part in (", ".join(words[:-1]), words[-1]) if part])

    # Digits, letters and words ---------------------------------------------------------------------------------

    def web_word(self, word: str) -> str:
        return self.spell(word) if word.lower() in ("www", "nl", "be", "eu", "uk", "tv") else word

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small, known = written.lower(), written in tables.ABBREVIATIONS
        if not known and written.isupper() and _INITIALS.fullmatch(written) and not is_shouted(place):
            return None
        if written == "Tel" and not _FIGURES_BEHIND.match(place.text, place.end):
            return None
        if small in ("p/m", "p.m.") and _ON_CALLS.search(place.text, max(0, place.start - 60), place.start):
            return "per minuut"
        if (
            not known
            and small in tables.ONLY_AS_WRITTEN
            and not (place.before[-1:] in ((), (".",)) and small in ("v.a.", "max.", "min.", "gem."))
        ):
            return None
        following = place.text[place.end : place.end + 8].lstrip()
        if small in tables.BEFORE_FIGURES:
            return words if following[:1].isdigit() or re.match(rf"{_ROMAN}(?!\w)", following) else None
        if small in tables.BEFORE_NAMES and not (
            following[:1].isupper()
            or re.match(
                r"(?:[a-z]{1,5}\.|van |de |den |der |ter |te |'t )", place.text[place.end : place.end + 9].lstrip()
            )
        ):
            return None
        if small == "dr." and place.before[-1:] in (("prof.",), ("professor",), ("drs.",), ("mr.",), ("ir.",)):
            return "doctor"
        if small in ("mr.", "v.h.", "max.", "min.") and not following:
            return None
        return words

    def roman(self, number: int, place: Place) -> str | None:
        word = place.before[-1] if place.before else ""
        if self.is_counted_roman(place, tables.COUNTED) and place.written not in ("C", "D", "L", "M"):
            return self.cardinal(number)
        if word in tables.KINGS and place.written not in ("C", "D", "L", "M"):
            return f"de {self.ordinal(number).capitalize()}"
        return None

    # Shapes that only Dutch has --------------------------------------------------------------------------------

    def shapes(self) -> Sequence[Shape]:
        days = "|".join(sorted(self.weekday_numbers, key=len, reverse=True))
        weekday = rf"(?:(?P<weekday>(?i:{days}))\.?,?[ ]{{1,2}})?"
        dashed = rf"{weekday}(?P<day>\d{{1,2}})-(?P<month>\d{{1,2}})(?![\w/]|[.,:-]\d|-\w)"
        return [
            *super().shapes(),
            Shape("date", re.compile(dashed), self._dashed, 29, "aA0123456789"),
            Shape("date", _EXPIRY, self._expiry, 34, needs="/"),
            Shape("date", _IN_QUARTER, self._in_quarter, 28, "aA"),
            Shape("number", _ARTICLE, self._article, 35, needs=":"),
            Shape("unit", _TONS, self._tons, 20, needs="t"),
            Shape("number", _PLUS, self._plus, 30, needs="+"),
            Shape("ordinal", re.compile(rf"(?P<roman>{_ROMAN})(?:ste|de|e)(?!\w)"), self._roman, 17, "aA"),
            Shape("number", _COMPOUND, self._compound, 33),
            Shape("year", re.compile(r"'(?P<year>\d\d)(?!\w|[.,]\d)"), self._short, 20, "'"),
            Shape("year", re.compile(r"1[1-9]\d\d(?![\w%]|[.,:/-]\d)"), self._bare_year, 11),
            Shape("code", re.compile(r"(?P<digits>[1-9]\d{3})[ ]?(?P<letters>[A-Z]{2})(?![\w-])"), self._postcode, 23),
            Shape(
                "address",
                re.compile(r"(?P<house>\d{1,5})-(?P<more>\d{1,4}|[IVX]{1,4}|hoog)(?![\w-]|[.,]\d)"),
                self._house,
                26,
            ),
            Shape("time", re.compile(r"(?P<hour>[01]?\d|2[0-4])[uU](?P<minute>[0-5]\d)(?!\w)"), self._of_u, 28),
        ]

    def _dashed(self, match: re.Match[str], place: Place) -> str | None:
        """ "op 12-05"."""
        day, month = int(match["day"]), int(match["month"])
        if not (1 <= day <= 31 and 1 <= month <= 12) or (place.start and place.text[place.start - 1] in "-./,:"):
            return None
        before = place.before[-1].rstrip(".") if place.before else ""
        weekday = self.weekday_numbers.get(match["weekday"].lower()) if match["weekday"] else None
        padded = len(match["month"]) == 2 and match["month"][0] == "0"
        after = place.after(1)
        if after and after[0] in _COUNTED_BEHIND:
            return None
        spanned = (
            before in ("van", "tussen") and re.match(r" (?:t/m|tot|en|-|–) ?\d", place.text[place.end : place.end + 8])
        ) or _TO_ANOTHER_DAY.match(place.text, place.end)
        bracketed = (padded or day > 12) and place.text.startswith(")", place.end)
        if spanned or (bracketed and place.text[max(0, place.start - 1) : place.start] == "("):
            before = "op"
        if (
            weekday is None
            and before not in self.weekday_numbers
            and not (before in _BEFORE_DAYS or ((padded or day > 12) and before in _MAYBE_BEFORE_DAYS))
        ):
            return None
        if (
            (weekday is not None or before in self.weekday_numbers)
            and day < month
            and _HOURS_NEAR.match(place.text, place.end)
        ):
            return None
        return self.date(Date(day, month, None, weekday), place)

    def _expiry(self, match: re.Match[str], place: Place) -> str | None:
        """ "geldig tot 08/26": two figures with a zero before are month and year."""
        if not place.before or place.before[-1] not in _BEFORE_EXPIRY or int(match["year"]) <= 12:
            return None
        return self.date(Date(None, int(match["month"]), whole_year(match["year"])), place)

    def _in_quarter(self, match: re.Match[str], place: Place) -> str | None:
        """ "Q3/2024"."""
        return f"Q {self.cardinal(int(match['quarter']))} {self.year(whole_year(match['year']))}"

    def _tons(self, match: re.Match[str], place: Place) -> str | None:
        """ "5 t", but not "5 t/m 8"."""
        found = figure(match["number"], self)
        return None if found is None else self.count(found, Noun("ton"))

    def _article(self, match: re.Match[str], place: Place) -> str | None:
        """ "art. 6:162 BW"."""
        if not place.before_is(frozenset({"art.", "artikel", "artikelen"})):
            return None
        return f"{self.whole(match['book'])} {self.whole(match['number'])}"

    def _plus(self, match: re.Match[str], place: Place) -> str | None:
        """ "65+'ers", "65+ers"."""
        return f"{self.cardinal(int(match['number']))}plusser{'s' if match['several'] else ''}"

    def is_magnitude(self, written: str, place: Place) -> bool:
        """ "4K" is no number."""
        return written != "K"

    def counts_noun(self, place: Place) -> bool:
        after = place.after(1)
        return bool(after) and after[0] in _COUNTED_BEHIND

    def _roman(self, match: re.Match[str], place: Place) -> str | None:
        from engine.wording.classes.romans import value

        return self.ordinal(value(match["roman"])) if match["roman"] else None

    def _compound(self, match: re.Match[str], place: Place) -> str | None:
        """ "25-jarig", "2-persoons", "24-uursservice"."""
        if place.start and place.text[place.start - 1] in ".,:-–/":
            return None
        word = match["word"]
        words = _compounded(int(match["number"])) if int(match["number"]) else "nul"
        if word in self.units or word[0].isupper():
            return f"{words}-{word}" if word[0].isupper() else None
        return f"{words}-{word}" if words[-1] in "aeiou" and word[0] in "aeiou" else words + word

    def _short(self, match: re.Match[str], place: Place) -> str | None:
        """ "de jaren '80", "in '98"."""
        if not place.before or place.before[-1] not in (
            "jaren",
            "in",
            "sinds",
            "uit",
            "van",
            "zomer",
            "seizoen",
            "eind",
            "begin",
            "mei",
            "juni",
            "tot",
        ):
            listed = place.before[-1:] in (("en",), ("of",)) or place.text[place.start - 2 : place.start] == ", "
            if not listed or "jaren" not in place.before[-6:]:
                return None
        return self.cardinal(int(match["year"]))

    def _bare_year(self, match: re.Match[str], place: Place) -> str | None:
        return self.year(int(match[0]))

    def _postcode(self, match: re.Match[str], place: Place) -> str | None:
        if match["letters"] in self.units or match["letters"] in (
            "GB",
            "MB",
            "TB",
            "KB",
            "KW",
            "MW",
            "PK",
            "SA",
            "SD",
            "SS",
            "CM",
            "MM",
            "ML",
            "EU",
        ):
            return None
        return f"{self.digits(match['digits'])}, {self.spell(match['letters'])}"

    def _house(self, match: re.Match[str], place: Place) -> str | None:
        """ "Kerkstraat 14-2"."""
        word = place.before[-1].rstrip(".") if place.before else ""
        if not word.endswith(tables.STREET_ENDS):
            return None
        house, more = match["house"], match["more"]
        if more.isdigit() and int(more) > int(house):
            return f"{self.whole(house)} {self.to} {self.whole(more)}"
        if more == "hoog":
            return f"{self.whole(house)} hoog"
        from engine.wording.classes.romans import whole

        number = int(more) if more.isdigit() else whole(more)
        return None if number is None else f"{self.whole(house)}, {self.cardinal(number)}"

    def _of_u(self, match: re.Match[str], place: Place) -> str | None:
        return self.clock(Clock(int(match["hour"]), int(match["minute"])), place)


_EXPIRY = re.compile(r"(?P<month>0[1-9]|1[0-2])/(?P<year>\d\d)(?![\w/]|[.,-]\d)")
_BEFORE_EXPIRY = tables.words_of("apk in tot t/m geldig eind begin vervaldatum sinds vanaf verloopt per")
_IN_QUARTER = re.compile(r"Q(?P<quarter>[1-4])[ /-]'?(?P<year>20\d\d|\d\d)(?!\w)")
_TONS = re.compile(r"(?P<number>\d{1,6}(?:[.,]\d{1,3})?)[ ]?t(?![\w/'])")
_ARTICLE = re.compile(r"(?P<book>\d{1,2}):(?P<number>\d{1,4})(?!\w|:)")
_PLUS = re.compile(r"(?P<number>\d{1,3})\+'?er(?P<several>s)?(?!\w)")
_BEFORE_DAYS = tables.words_of("vóór door op vanaf sinds per datum t/m uiterlijk geboortedatum dd d.d. vandaag morgen")
_MAYBE_BEFORE_DAYS = tables.words_of("tot van voor na en of tussen ingang naar")
_TO_ANOTHER_DAY = re.compile(r" (?:t/m|tot en met|tot) \d{1,2}-\d{1,2}(?![\d-])")
_HOURS_NEAR = re.compile(r"(?:,? (?:en|tot|of) \d{1,2}(?:[.:]\d\d)?-\d{1,2}(?:[.:]\d\d)?)? ?u(?:ur|\.)?(?!\w)")
_DAY_BEHIND = re.compile(r"(?:,|,? (?:en|of|&)) (?:ma|di|wo|do|vr|za|zo)\.?(?=[ ,.;:]|\Z)(?! [A-Z])")
_HOURS_BEHIND = re.compile(
    r":?[ ](?:\d{1,2}(?:[.:]\d\d)?[ ]?(?:[-–]|tot|t/m|uur|u\b)|(?:gesloten|geopend|open|dicht)(?!\w))"
)
_COUNTED_BEHIND = tables.words_of(
    "jaar jarigen wachtenden berichten stuks producten artikelen dagen werkdagen uren seconden cijfers kaarten "
    "tickets plaatsen mensen kinderen klanten maal nachten uur weken maanden minuten personen euro procent km "
    "kilometer meter graden punten keer liter gasten"
)
_COMPOUND = re.compile(
    rf"(?P<number>\d{{1,6}})-(?P<word>(?:{tables.ADJECTIVES})(?:en|e|er|s)?|[a-zëï]{{3,40}}|[A-Z][a-zëï]{{2,40}})(?![\w-])"
)


_FIGURES_BEHIND = re.compile(r":? ?[\d+(]")
_INITIALS = re.compile(r"(?:[A-Z]\.){2,5}")
_ON_CALLS = re.compile(r"(?i:\bbel(?:t|len)?\b|gesprek|0[89]00|kosten voor dit|\bnummer)")


@lru_cache(maxsize=4096)
def _cardinal(number: int) -> str:
    if number < 0:
        return f"min {_cardinal(-number)}"
    words = []
    for power in range(len(tables.SCALES), 0, -1):
        count, number = divmod(number, 1000 ** (power + 1))
        if count:
            words.append(f"{_cardinal(count)} {tables.SCALES[power - 1]}")
    thousands, rest = divmod(number, 1000)
    if thousands:
        words.append("duizend" if thousands == 1 else f"{_below_thousand(thousands)}duizend")
    if rest or not words:
        words.append("één" if rest == 1 else _below_thousand(rest))
    return " ".join(words)


def _below_thousand(number: int) -> str:
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = "" if hundreds == 1 else tables.UNITS_AND_TEENS[hundreds]
        return f"{head}honderd{_below_thousand(rest) if rest else ''}"
    if number < 20:
        return "een" if number == 1 else tables.UNITS_AND_TEENS[number]
    tens, unit = divmod(number, 10)
    if not unit:
        return tables.TENS[tens]
    return f"{_below_thousand(unit)}{'ën' if unit in (2, 3) else 'en'}{tables.TENS[tens]}"


def _compounded(number: int) -> str:
    words = _cardinal(number)
    return "een" if number == 1 else words


@lru_cache(maxsize=4096)
def _ordinal(number: int) -> str:
    words = _cardinal(number)
    if 0 < number % 100 < 20:
        for written, ordinal in tables.ORDINALS.items():
            if words.endswith(written) and number % 100 in (1, 3, 8):
                return words[: -len(written)] + ordinal
        return words + "de"
    return words.removeprefix("één ") + ("de" if number == 0 else "ste")
