"""Italian of Italy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import ClassVar

from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.languages import italian_tables as tables
from engine.wording.languages import southern_shapes
from engine.wording.languages.southern_romance import SouthernRomance
from engine.wording.languages.words import in_order, words
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Date, Noun

_UNDER_TWENTY = in_order(
    "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
    "diciassette "
    "diciotto diciannove"
)
_TENS = in_order("- - venti trenta quaranta cinquanta sessanta settanta ottanta novanta")
_SCALES = (
    ("milione", "milioni"),
    ("miliardo", "miliardi"),
    ("bilione", "bilioni"),
    ("biliardo", "biliardi"),
    ("trilione", "trilioni"),
)
_ORDINALS = in_order("- primo secondo terzo quarto quinto sesto settimo ottavo nono decimo")
_LONGEST_CARDINAL_DIGITS = 18
_LONGEST_ORDINAL_DIGITS = 9


class Italian(SouthernRomance):
    """Italian of Italy."""

    tag = "it-IT"
    locale = "it_IT"
    country = "IT"
    digit_names = _UNDER_TWENTY[:10]
    minus, plus, plus_minus = "meno", "più", "più o meno"
    point, dot = "virgola", "punto"
    percent_word, per_mille = Noun("per cento"), Noun("per mille")
    ordinal_suffixes = r"(?:\.?[ºª°]|\^|(?:esim|m)[oaie]|[ao](?=[ ][a-zà-ù]{3}))"
    version_word = "versione"
    magnitudes = tables.MAGNITUDES
    thousand_magnitudes = frozenset({"k", "mila"})
    million_of = magnitude_of = "di"
    fractions = tables.FRACTIONS
    mixed_and = and_word = "e"
    to = ratio_to = score_to = "a"
    by, about, extension, number_word, symbol = "per", "circa", "interno", "numero", "simbolo"
    capital = "maiuscola"
    booleans: ClassVar[Mapping[str, str]] = {"true": "sì", "false": "no"}
    hashtag = "hashtag"
    currencies = tables.CURRENCIES
    no_signs = frozenset({"lei"})
    money_and = "e"
    range_words = "(?:al|a)"
    halves: ClassVar[Mapping[str, str]] = {
        "am": "a", "a.m.": "a", "a.m": "a", "a. m.": "a", "pm": "p", "p.m.": "p", "p.m": "p", "p. m.": "p",
    }  # fmt: skip
    zones = ("CET", "CEST", "GMT", "UTC")
    time_signs = ":.h"
    clock_words = ("h", "ore")
    durations: ClassVar[Mapping[str, Noun]] = {
        "year": Noun("anno", "anni", "m"), "month": Noun("mese", "mesi", "m"),
        "week": Noun("settimana", "settimane", "f"),
        "day": Noun("giorno", "giorni", "m"), "hour": Noun("ora", "ore", "e"),
        "minute": Noun("minuto", "minuti", "m"),
        "second": Noun("secondo", "secondi", "m"), "millisecond": Noun("millisecondo", "millisecondi", "m"),
    }  # fmt: skip
    duration_units: ClassVar[Mapping[str, str]] = {
        "min": "minute", "sec": "second", "gg": "day", "g": "day", "ora": "hour", "ore": "hour", "minuto": "minute",
        "minuti": "minute", "secondo": "second", "secondi": "second", "giorno": "day", "giorni": "day",
        "settimana": "week",
        "settimane": "week", "mese": "month", "mesi": "month", "anno": "year", "anni": "year",
    }  # fmt: skip
    units = tables.UNITS
    no_units = tables.NO_UNITS
    per = tables.PER
    degree = Noun("grado", "gradi", "m")
    inch = Noun("pollice", "pollici", "m")
    hectare = Noun("ettaro", "ettari", "m")
    participles = tables.PARTICIPLES
    titles = tables.TITLES
    abbreviations = tables.ABBREVIATIONS
    ending_abbreviations = tables.ENDING
    signs = tables.SIGNS
    spelled_signs = tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    vowels = "AEIOUÀÈÉÌÒÙ"
    single_words = frozenset("AEIOÈ")
    elisions = words("l dell all dall nell sull d un quest quell c s m t v n")
    clues = tables.CLUES
    around = tables.AROUND
    sentence_starts = tables.SENTENCE_STARTS
    stop_abbreviations = tables.STOP_ABBREVIATIONS
    connectors = tables.CONNECTORS
    score_words = tables.SCORE_WORDS
    function_words = tables.STOP_WORDS
    label_words = tables.LABELS
    feminine_articles = words("all dall")
    opening_words = words("orario orari aperto aperti aperta apertura sportello :")
    ordinal_articles = words(
        "il la lo al alla del della dal dalla nel nella sul un una questo questa suo sua mio tuo nostro "
        "arrivato arrivata arrivati classificato classificata piazzato piazzata finito"
    )
    hour_words = words("alle ore le dalle delle all dall h")
    postcode = r"\d{5}"
    grouped_phones = (
        r"3\d{2}[ /-]\d{3}[ -]\d{4}|3\d{2}[ /.-]\d{2}[ .-]\d{2}[ .-]\d{3}|3\d{2}/\d{6,7}|"
        r"3\d{2}[ -]\d{7}|3\d{2}[ -]\d{2}(?:[ -]\d{2}){2}[ -]?\d|"
        r"[89]\d{2}[ -]\d{2,3}[ -]\d{2,3}(?:[ -]\d{2})?"
    )
    fraction_behind = r"(?:d(?:i|e[li]|egli|ell[aeo])(?!\w)|d(?:ell)?')"
    weekday_initials: ClassVar[Mapping[str, int]] = {"L": 1, "G": 4, "V": 5, "S": 6, "D": 7}

    # Numbers ---------------------------------------------------------------------------------------------------

    def cardinal(self, number: int, form: str = "") -> str:
        """`form` is the article's before a noun: "m" un, "z" uno, "f" una, "e" un'."""
        if len(str(abs(number))) > _LONGEST_CARDINAL_DIGITS:
            return self.digits(str(number))
        if number == 1 and form:
            return {"m": "un", "z": "uno", "f": "una"}.get(form, "un'")
        return f"{self.minus} {_cardinal(-number)}" if number < 0 else _cardinal(number)

    def ordinal(self, number: int, form: str = "") -> str:
        """`form` is the ending: "o", "a", "i" or "e"."""
        if not 0 < number < 10**_LONGEST_ORDINAL_DIGITS:
            return self.cardinal(number)
        return _ordinal(number)[:-1] + (form or "o")

    def ordinal_form(self, suffix: str, place: Place) -> str:
        if suffix == "^":
            noun = _NOUN_BEHIND.match(place.text, place.end, place.end + 40)
            return "a" if noun and _is_feminine(noun[1].lower()) else "o"
        return "a" if suffix.endswith("ª") else suffix[-1] if suffix[-1:] in ("a", "i", "e") else "o"

    def gender(self, noun: str) -> str:
        word = noun.lower().partition(" ")[0]
        if _is_feminine(word):
            return "e" if word[0] in _VOWELS else "f"
        return "z" if _ASKS_UNO.match(word) else "m"

    def half(self, noun: str, *, plural: bool = False) -> str:
        feminine = noun.endswith("e") if plural else bool(noun) and _is_feminine(noun)
        return "mezza" if feminine else "mezzo"

    def half_of(self, noun: str) -> str:
        return "mezz'ora" if noun == "ora" else super().half_of(noun)

    def singular(self, noun: str) -> str:
        return tables.SINGULARS.get(noun, noun)

    def counted(self, noun: str, place: Place, *, one: bool) -> str:
        if noun[0].isupper() and not noun.isupper():
            return ""
        return self.gender(noun) if one else "m"

    def count(self, figure: Figure, noun: Noun) -> str:
        return super().count(figure, noun).replace("un' ", "un'")

    def category(self, figure: Figure) -> str:
        return "one" if figure.is_one else "other"

    def fraction(self, top: int, bottom: int) -> str:
        if bottom < 2:
            return self.over(top, bottom)
        ordinal = self.ordinal(bottom)
        names = self.fractions.get(bottom) or (ordinal, ordinal[:-1] + "i")
        return f"{self.cardinal(top, 'm')} {names[0 if top == 1 else 1]}"

    def over(self, top: int, bottom: int) -> str:
        joint = self.signs["/"] if top >= bottom or bottom > _LEAST_YEAR else "su"
        return f"{self.cardinal(top)} {joint} {self.cardinal(bottom)}"

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        return f"{self.cardinal(whole)} e {'mezzo' if (top, bottom) == (1, 2) else self.fraction(top, bottom)}"

    def joined(self, first: str, last: str, place: Place | None = None) -> str:
        first = first.removesuffix(f" {self.million_of}")
        before = place.before[-1] if place is not None and place.before else ""
        joint = _JOINTS.get(before)
        if joint is not None or place is None:
            return f"{first}{joint or ' '}{last}"
        if before in tables.BEFORE_PAIRS or _YEARS.match(place.written):
            return f"{first} {last}"
        if place.written.endswith("%") or place.written[0].isalpha():
            return f"{_with_article('dal', first)} {_with_article('al', last)}"
        return f"da {first} a {last}"

    def roman(self, number: int, place: Place) -> str | None:
        word, written = place.before[-1] if place.before else "", place.written
        noun = _ANY_NOUN_BEHIND.match(place.text, place.end, place.end + 40)
        name = noun[1].lower() if noun else ""
        if written in ("C", "D", "L", "M"):
            return None
        if name in self.month_numbers and name != "set":
            return self.cardinal(number)
        if name in tables.RANKED and (len(written) > 1 or word):
            return self.ordinal(number, "a" if _is_feminine(name) else "o")
        if word in _CENTURIES or (word in ("e", "al", "o") and any(one in _CENTURIES for one in place.before[-4:])):
            return self.ordinal(number)
        if word in tables.COUNTED:
            return self.cardinal(number)
        if word in tables.KINGS or word in tables.QUEENS:
            return self.ordinal(number, "a" if word in tables.QUEENS else "o")
        shouted = name and place.text[place.end : place.end + 1 + len(name)].isupper()
        if word in tables.RANKING and name and len(written) > 1 and name not in self.function_words and not shouted:
            return self.ordinal(number, "a" if _is_feminine(name) else "o")
        named = place.text[max(0, place.start - 30) : place.start].rstrip().rpartition(" ")[2]
        if len(written) > 1 and set(written) <= set("IVX") and named[:1].isupper() and not named.isupper():
            return self.cardinal(number)
        return None

    # Time ------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        return {**cldr.month_numbers(self.locale), "sett": 9, "genn": 1, "febbr": 2}

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        return {
            **cldr.weekday_numbers(self.locale),
            "lunedi": 1,
            "martedi": 2,
            "mercoledi": 3,
            "giovedi": 4,
            "venerdi": 5,
        }

    def date(self, date: Date, place: Place | None = None) -> str:
        found = [self.weekday(date.weekday)] if date.weekday else []
        if date.day is not None:
            # "L'1 gennaio" is "l'uno".
            elided = place is not None and place.start > 0 and place.text[place.start - 1] == "'"
            found.append("primo" if date.day == 1 and not elided else self.cardinal(date.day))
        if date.month is not None:
            found.append(self.month(date.month))
        if date.year is not None:
            found.append(self.year(date.year))
        return " ".join(found)

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        start = self.date(Date(first.day, weekday=first.weekday))
        end = self.date(first._replace(day=last, weekday=None))
        if place is not None and place.text[place.start - 1 : place.start] == "'":
            return f"{start} {_with_article('al', end)}"
        if place is None or not (place.before_is(_BEFORE_DATE) or place.before_is(_BEFORE_SPAN)):
            start = _with_article("dal", start)
        return f"{start} {_with_article('al', end)}"

    def weekdays(self, first: int, last: int, place: Place | None = None) -> str:
        before = place.before[-1] if place is not None and place.before else ""
        if before == "da":
            return f"{self.weekday(first)} a {self.weekday(last)}"
        start, end = ("alla " if day == 7 else "al " for day in (first, last))
        head = "" if before in ("da", "dal", "dalla") else f"d{start}"
        return f"{head}{self.weekday(first)} {end}{self.weekday(last)}"

    def is_month(self, written: str, date: Date, place: Place) -> bool:
        """ "3 set" are parts of a match, "mar" without a day is the sea."""
        small = written.lower()
        if date.day is None:
            dotted = date.year is not None and "." in place.written
            return dotted or small not in ("mar", "set", "gen", "mag", "ago")
        marked = date.year is not None or date.weekday is not None or place.written.endswith(".")
        return small not in ("set", "ago") or marked or place.before_is(_BEFORE_DATE)

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        written = place.written.rstrip(".") if place is not None else ""
        hour = "una" if clock.hour == 1 else self.cardinal(clock.hour)
        found = f"{hour} e {self.cardinal(clock.minute)}" if clock.minute else hour
        if clock.second:
            minutes = "" if clock.minute else " e zero minuti"
            found += f"{minutes} e {self.count(Figure(str(clock.second)), self.duration_noun('second'))}"
        if clock.half:
            found += f" {self._part_of_day(clock)}"
        elif not clock.minute and not clock.second and written.endswith("ore"):
            found = self.count(Figure(str(clock.hour)), self.duration_noun("hour"))
        if clock.zone:
            found += f" {self.spell(clock.zone)}"
        return found

    @staticmethod
    def _part_of_day(clock: Clock) -> str:
        if clock.half == "a":
            return "di notte" if clock.hour == 12 else "del mattino"
        if clock.hour == 12:
            return "del pomeriggio" if clock.minute else "di mezzogiorno"
        return "del pomeriggio" if clock.hour < 6 else "di sera"

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        written = place.written.rstrip(".") if place is not None else ""
        if written.endswith(self.clock_words) and not first.minute and not last.minute and not _is_hour(place):
            # "In 24-48 ore".
            return self.joined(
                self.cardinal(first.hour), self.count(Figure(str(last.hour)), self.duration_noun("hour")), place
            )
        before = place.before[-1] if place is not None and place.before else ""
        start = "" if before in ("dalle", "alle", "le", "ore", "delle", "dall", "all") else _article(first.hour, "d")
        return f"{start}{self.clock(first)} {_article(last.hour, '')}{self.clock(last)}"

    # Words -----------------------------------------------------------------------------------------------------

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small = written.lower()
        following = place.text[place.end : place.end + 12].lstrip()
        before_figure = bool(_FIGURE_BEHIND.match(following))
        if small in ("n.", "nr.") and re.match(r"d(?:i|ell[ao'])(?!\w)|progressivo", following):
            return words
        if small.rstrip(".") in ("max", "min"):
            return self._extreme(small, words, place) if before_figure or small == "max" else None
        if small in ("incl.", "escl.") and place.before:
            return words[:-1] + _ending(place.before[-1])
        if small in ("segg.", "ss.") and place.before_is(_ANDS):
            return "seguenti"
        if small == "cap.":
            return "capitolo" if before_figure else "capitano" if following[:1].isupper() else None
        if small in ("sec.", "secc.") and _ROMAN_BEFORE.search(place.text, max(0, place.start - 9), place.start):
            return words
        if small in tables.BEFORE_FIGURES and not before_figure:
            return None
        if small in ("h", "h.", "min.") and place.text[: place.start].rstrip()[-1:].isdigit():
            return None
        if small in tables.BEFORE_NAMES and not following[:1].isupper():
            return None
        return words

    @staticmethod
    def _extreme(small: str, words: str, place: Place) -> str | None:
        """ "Temp. max." is "temperatura massima"; behind figures "min." is minutes."""
        if small.startswith("min") and place.text[: place.start].rstrip()[-1:].isdigit():
            return None
        before = [word.rstrip(".:") for word in place.before]
        noun = before[-1] if before else ""
        if noun in ("temperature", "altezze"):
            return words[:-1] + "e"
        warm = any(word in ("temp", "temperatura") for word in before)
        return words[:-1] + "a" if _is_feminine(noun) or noun == "temp" or (warm and len(noun) < 4) else words

    def shapes(self) -> Sequence[Shape]:
        return [
            *super().shapes(),
            *southern_shapes.shapes(self),
            Shape("code", _PLATE, self._code, 22, "A"),
            Shape("time", _COMMA_TIME, self._comma_time, 26, needs=","),
            Shape("address", _HOUSE, self._house, 19, needs="/"),
            Shape("year", _SHORT_YEAR, self._short_year, 20, "'"),
            Shape("fraction", _HALF_HOUR, self._half_hour, 36, "½1"),
            Shape("cardinal", _ONE_ELIDED, self._one_elided, 12),
        ]

    def _comma_time(self, match: re.Match[str], place: Place) -> str | None:
        """ "Alle 17,30"."""
        known = place.before_is(self.hour_words)
        return self.clock(Clock(int(match["hour"]), int(match["minute"]))) if known else None

    def _house(self, match: re.Match[str], place: Place) -> str | None:
        """ "12/A"."""
        return f"{self.whole(match[1])} {self.signs['/']} {self.spell(match[2])}"

    def _short_year(self, match: re.Match[str], place: Place) -> str | None:
        """ "Anni '80", "nel '68"."""
        return self.cardinal(int(match[1])) if not place.start or place.text[place.start - 1] in " (-–/" else None

    def _half_hour(self, match: re.Match[str], place: Place) -> str | None:
        return "mezz'ora"

    def _one_elided(self, match: re.Match[str], place: Place) -> str | None:
        """ "1 ora" is "un'ora"."""
        named = place._replace(end=place.start + 1)
        return f"un'{match['noun']}" if self.governed(named) == "e" else None


_VOWELS = frozenset("aeiouàèéìòù")
_CENTURIES = words("secolo secoli sec. secc.")
_BEFORE_DATE = words("il al dal del entro giorno")
_BEFORE_SPAN = words("dall dei i nei giorni")
_ANDS = words("e ed")
_JOINTS = {
    "da": " a ",
    "dal": " al ",
    "dai": " ai ",
    "dalla": " alla ",
    "dall": " al ",
    "dalle": " alle ",
    "tra": " e ",
    "fra": " e ",
}
_LEAST_YEAR = 1900
_YEARS = re.compile(r"(?:1\d|20)\d\d[ ]?[-–—/]")
_ASKS_UNO = re.compile(r"s[^aeiouàèéìòùw\W]|z|gn|ps|pn|x|y|i[aeou]")
_NOUN_BEHIND = re.compile(r"[ \u00a0]([a-zàèéìòù]{3,})")
_ANY_NOUN_BEHIND = re.compile(r"[ \u00a0]([^\W\d_]{3,})")
_FIGURE_BEHIND = re.compile(r"\d|[IVXLC]{1,8}(?!\w)|[A-Z](?!\w)|[A-Z]-?\d|-\d|[°º]|[a-z]\)")
_ROMAN_BEFORE = re.compile(r"(?<![^\W_])[IVXL]{1,7}[ ]\Z")
_COMMA_TIME = re.compile(
    r"(?P<hour>[01]?\d|2[0-4]),(?P<minute>[0-5]\d)"
    r"(?![\w%]|[.,]\d|[ ]?[%€$£]|[ ](?:euro|per|mila|mil|mln|mld|[a-z]{1,2}|milion[ei]|miliard[oi])(?!\w))"
)
_HALF_HOUR = re.compile(r"(?:½|1/2)[ \u00a0]ora(?!\w)")
_PLATE = re.compile(r"[A-Z]{2}[ ]\d{3}[ ]?[A-Z]{2}(?!\w)")
_HOUSE = re.compile(r"(\d{1,4})/([A-Za-z])(?!\w)")
_SHORT_YEAR = re.compile(r"'(\d\d)(?!\w)")
_ONE_ELIDED = re.compile(r"1[ \u00a0](?P<noun>[aeiou][a-zàèéìòù]{2,24}+)")


def _is_hour(place: Place | None) -> bool:
    return place is not None and "time" in place.clues


def _ending(noun: str) -> str:
    """Of what is said of a noun, of either number."""
    if noun == "iva" or _is_feminine(noun):
        return "a"
    return noun[-1] if noun[-1:] in ("i", "e") else "o"


def _with_article(article: str, words: str) -> str:
    """ "Dal dieci", "dall'otto", "dallo zero"."""
    if words.startswith(("o", "u")):
        return f"{article}l'{words}"
    return f"{article}lo {words}" if words.startswith("zero") else f"{article} {words}"


def _article(hour: int, head: str) -> str:
    return f"{head}all'" if hour == 1 else f"{head}alle "


@lru_cache(maxsize=4096)
def _cardinal(number: int) -> str:
    low, rest = number % 1_000_000, number // 1_000_000
    found = [] if not low and rest else [_under_million(low)]
    for one, many in _SCALES:
        low, rest = rest % 1000, rest // 1000
        if low:
            found.insert(0, f"un {one}" if low == 1 else f"{_under_thousand(low)} {many}")
    return " ".join(found)


def _under_million(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _under_thousand(rest)
    head = "mille" if thousands == 1 else _under_thousand(thousands).replace("tré", "tre") + "mila"
    if not rest:
        return head
    tail = _under_thousand(rest)
    return head + ("tré" if tail == "tre" else tail)


def _under_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    head = ("" if hundreds == 1 else _UNDER_TWENTY[hundreds]) + "cento" if hundreds else ""
    if rest >= 20:
        tens, ones = _TENS[rest // 10], rest % 10
        # Before "uno" and "otto" a ten loses its vowel, and at the end of a number "tre" has an accent.
        tens = tens[:-1] if ones in (1, 8) else tens
        tail = tens + ("" if not ones else "tré" if ones == 3 else _UNDER_TWENTY[ones])
    else:
        tail = "" if not rest and hundreds else "tré" if rest == 3 and hundreds else _UNDER_TWENTY[rest]
    return head[:-1] + tail if head and tail.startswith("ott") else head + tail


@lru_cache(maxsize=2048)
def _ordinal(number: int) -> str:
    if number <= 10:
        return _ORDINALS[number]
    found = _cardinal(number)
    if found.endswith("mila"):
        return found[:-2] + "llesimo"
    if found.endswith(("tré", "sei")):
        return found.replace("tré", "tre") + "esimo"
    head = found.removesuffix("milioni") + "milion" if found.endswith("milioni") else found[:-1]
    return (head.removeprefix("un ") if head == "un milion" else head) + "esimo"


_FEMININE_ENDING = re.compile(r"(?:[^mM]a|[^mM]ma|zione|sione|gione|tà|tù|ice|udine|igine|aggine)\Z")


@lru_cache(maxsize=4096)
def _is_feminine(word: str) -> bool:
    """Whether a noun in the singular is feminine, by its ending and the exceptions among common ones."""
    if word in tables.MASCULINE_WORDS:
        return False
    if word in tables.FEMININE_WORDS:
        return True
    return bool(_FEMININE_ENDING.search(word)) and not word.endswith(("ista", "emma", "amma", "gramma"))
