"""French, as France says it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording.classes import phones
from engine.wording.classes.romans import value
from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.languages import french_tables as tables
from engine.wording.languages import romance_shapes
from engine.wording.languages.romance import Romance
from engine.wording.patterns import DIGITS
from engine.wording.stops import closing_stop
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Currency, Date, Noun

_ROMAN = r"(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{1,3})"
_ROMAN_ORDINAL = re.compile(
    rf"(?P<roman>{_ROMAN})(?P<suffix>ers?|[èe]?re|es?|[èe]mes?|nde?)(?![^\W_])(?P<century>[ ]s\.)?"
)
# "De 1 M€" is "d'un million d'euros".
_OF_ONE_MILLION = re.compile(
    r"(?P<of>[dD])e[ ]"
    r"(?=1(?:[ ]?(?:millions?|milliards?|billions?|M|Md|Mds|Mrd|mio)(?![^\W\d_])|(?:[ .]000){2,4}(?!\d)))"
)
_TO_MONTH = re.compile(
    r"(?P<word>[aA]u|[lL]e)[ ](?=(?:0[1-9]|1[0-2])/(?:(?:19|20)\d\d|(?:1[3-9]|[2-9]\d))(?!\w|[/.,-]\d))"
)
_ARTICLE = re.compile(r"(?P<letter>[LRDA])\.?[ ]?(?P<parts>\d{1,4}(?:-\d{1,3}){1,3})(?!\w|-\w)")
_HOUSE = re.compile(r"\d(?:[ ]?(?:bis|ter|[A-D]))?,?[ ]\Z")
_RANKED = re.compile(r"(?:\d{1,2}|[ivx]{1,6})(?:er|e|è|ème)")
_BEFORE_POSTCODE = re.compile(r"(?P<number>\d{1,4})(?=[ ][-–][ ]\d{5}[ ][A-ZÀ-Ý])")
_NAMED_WAR = re.compile(r"(?:14-18|39-45)(?!\w|-)")
_NUMBER_SIGN = re.compile(r"[nN][°º](?P<many>s)?(?:[ ]?(?=\d)|(?!\w))")
_FREE_PHONE = re.compile(r"(?P<body>0[ ]?8\d\d(?:[ .]\d{3}[ .]\d{3}|(?:[ .]\d\d){3}))(?!\w|[ .]?\d)")
_SEVERAL = re.compile(r"[ ]?\d{1,4}[ ]?(?:[-–]|à|et)[ ]?\d")
_TIMES = re.compile(r"(?P<count>\d{1,3})x(?:/(?P<per>jour|j|semaine|sem|mois|an)(?!\w)|(?![^\W_]|[ ]?\d))")
_OF_AN_HOUR = re.compile(r"(?:(?P<half>1/2|½)|(?P<three>3/4|¾)|(?:1/4|¼))[ ]?(?:d')?h(?:eure)?(?!\w)")
_AROUND_THE_CLOCK = re.compile(
    r"(?P<a>24|7)[ ]?(?P<unit>[hHjJ])?[ ]?(?:/|sur)[ ]?(?P<b>24|7)(?:[ ]?(?:(?P=unit)))?(?!\w|[/.,]\d)"
)


class French(Romance):
    """French of France."""

    tag = "fr-FR"
    locale = "fr"
    num2words = "fr"
    country = "FR"
    digit_names = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
    minus, plus, plus_minus = "moins", "plus", "plus ou moins"
    point, dot = "virgule", "point"
    percent_word, per_mille = Noun("pour cent"), Noun("pour mille")
    groups_by_blanks = True
    magnitudes = tables.MAGNITUDES
    thousands = frozenset({"k"})
    fractions = tables.FRACTIONS
    mixed_and = "et"
    times_word = "fois"
    of, elided_of = "de", "d'"
    ordinal_suffixes = "(?:ers?|[èe]?res?|[èe]mes?|nde?s?|es?|è)"
    to, ratio_to, score_to, by = "à", "pour", "à", "par"
    and_word, about, extension, number_word, symbol = "et", "environ", "poste", "numéro", "symbole"
    capital = "majuscule"
    booleans: ClassVar[Mapping[str, str]] = {"true": "oui", "false": "non"}
    currencies = tables.CURRENCIES
    range_words = "(?:au|à)"
    zones = ("UTC", "GMT", "CET", "CEST")
    time_signs = ":h"
    clock_words = ("heures", "heure", "h")
    durations = tables.DURATIONS
    duration_units = tables.DURATION_UNITS
    units = tables.UNITS
    unit_genders = tables.UNIT_GENDERS
    no_units = frozenset({"in", "A", "B", "J", "PS", "mi", "kn", "gal", "cal", "ft", "bar"})
    per = tables.PER
    abbreviations = tables.ABBREVIATIONS
    titles = tables.TITLES
    signs = tables.SIGNS
    spelled_signs = tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    vowels = "AEIOUYÀÂÉÈÊËÎÏÔÙÛ"
    single_words = frozenset({"A", "Y", "O", "À", "Ô"})
    elisions = tables.ELISIONS
    clues = tables.CLUES
    clues_after = tables.CLUES_AFTER
    connectors = tables.CONNECTORS
    sentence_starts = tables.SENTENCE_STARTS
    enders = tables.ENDERS
    stop_abbreviations = tables.NEVER_LAST
    particles = frozenset({"au"})
    currency_signs = tables.CURRENCY_SIGNS
    signs_only_behind = Romance.signs_only_behind | frozenset(tables.CURRENCY_SIGNS)
    recipe_nouns = tables.RECIPE_NOUNS
    uncounted = tables.UNCOUNTED
    hashtag = "hashtag"
    feminine_words = tables.FEMININE
    masculine_words = tables.MASCULINE
    feminine_endings = tables.FEMININE_ENDINGS
    neutral_words = tables.NEUTRAL
    labels = tables.LABELS
    doubtful_weekdays = frozenset({"mar", "mer", "jeu"})
    dash_word, out_of = "tiret", "sur"
    powers, per_quantity, counted = ("au carré", "au cube"), "pour", tables.COUNTED
    metre = Noun("mètre", "mètres")

    # Numbers -------------------------------------------------------------------------------------------------------

    def cardinal(self, number: int, form: str = "") -> str:
        words = super().cardinal(number)
        if form == "label" and words.endswith(("vingts", "cents")):
            # "Page quatre-vingt": behind its noun it is a rank, which takes no s.
            return words[:-1]
        if form == "f" and (words == "un" or words.endswith((" un", "-un"))):
            return words + "e"
        return words

    def ordinal(self, number: int, form: str = "") -> str:
        plural = "s" if form.endswith("s") else ""
        if form.startswith("second"):
            return form
        if number == 1:
            return ("première" if form.startswith("f") else "premier") + plural
        # The package has "quatre-vingtsième" and "deux centsième".
        words = self.cardinal(number)
        if words.endswith(("illion", "illiard")):
            words = words.removeprefix("un ")
        if words.endswith(("vingts", "cents", "illions", "illiards")):
            words = words[:-1]
        for ending, instead in (("cinq", "cinqu"), ("neuf", "neuv")):
            words = words.removesuffix(ending) + instead if words.endswith(ending) else words
        return words.removesuffix("e") + "ième" + plural

    def ordinal_form(self, suffix: str, place: Place) -> str:
        plural = "s" if suffix.endswith("s") else ""
        if suffix.startswith("nd"):
            return ("seconde" if suffix.startswith("nde") else "second") + plural
        if suffix.startswith(("re", "ère", "ere")):
            return "f" + plural
        if suffix.startswith("er"):
            return "m" + plural
        return (self.gender_of(place.after(2)) or "m") + plural

    _STREETS = tables.STREETS

    _street_words = frozenset((word,) for word in (*_STREETS, "boulevard", "bd", "av", "quai", "cours", "place"))

    def governed(self, place: Place) -> str:
        """Only "un" has a gender; a house's number has none."""
        if place.before_is(self.labels):
            return "label"
        if not place.written.endswith("1") or place.written.endswith(("11", "71", "91")):
            return ""
        words = place.after(2)
        if words[:1] and (
            words[0] in self._STREETS or (words[0] == "place" and words[1:2] in (("de",), ("du",), ("des",)))
        ):
            return ""
        return super().governed(place)

    def year(self, number: int) -> str:
        return self.cardinal(number, "label")

    def fraction(self, top: int, bottom: int) -> str:
        one, several = self.fractions.get(bottom) or (self.ordinal(bottom), self.ordinal(bottom) + "s")
        if bottom > 100 or bottom < 2:
            return self.over(top, bottom)
        return f"{self.cardinal(top)} {one if top == 1 else several}"

    def over(self, top: int, bottom: int) -> str:
        return f"{self.cardinal(top)} sur {self.cardinal(bottom)}"

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        words = "demi" if (top, bottom) == (1, 2) else self.fraction(top, bottom)
        return f"{self.cardinal(whole)} et {words}"

    def half(self, whole: int | None, noun: str, place: Place) -> str | None:
        feminine = self.is_feminine(noun.lower())
        if whole is not None:
            if noun.islower() and noun not in ("sur", "et", "ou", "de", "du", "des", "pour", "par"):
                return f"{self.cardinal(whole, 'f' if feminine else '')} {noun} et demi{'e' if feminine else ''}"
            return None
        return f"{'une' if feminine else 'un'} demi-{noun}" if feminine else None

    def half_of(self, noun: Noun) -> str:
        return f"{'une' if noun.gender == 'f' else 'un'} demi-{noun.one}"

    def scale(self, bottom: str) -> str:
        return f"un {self.ordinal(int(bottom))}"

    def hours_and_half(self, hours: int) -> str:
        return f"{self._hour(hours)} et demie"

    def roman(self, number: int, place: Place) -> str | None:
        word = self.head_word(place)
        written = place.written
        if word in tables.COUNTED:
            return self.cardinal(number) if written not in ("C", "D", "L", "M") else None
        single = len(written) == 1
        before = re.split(r"[\s'-]", place.text[max(0, place.start - 40) : place.start].rstrip())[-1]
        named = before[:1].isupper() and not before.isupper() and before.isalpha()
        if word in tables.KINGS or (named and not single and len(written) < 7 and number < 40):
            if single and written in "CDLM":
                return None
            return self.ordinal(1, "f" if self.is_feminine(word) else "") if number == 1 else self.cardinal(number)
        if place.after(1)[:1] in (("siècle",), ("siècles",), ("arrondissement",)) or (word in ("siècle", "siècles")):
            return self.ordinal(number)
        return self.cardinal(number) if self.is_bare_roman(place) else None

    # Amounts -------------------------------------------------------------------------------------------------------

    def money(self, figure: Figure, currency: Currency, magnitude: str = "") -> str:
        """ "Douze euros cinquante", but "douze euros et cinq centimes"."""
        minor = figure.fraction
        if not magnitude and figure.value and currency.minor and len(minor) in (1, 2) and int((minor + "0")[:2]) >= 10:
            return f"{self.count(figure._replace(fraction=''), currency.major)} {self.cardinal(int((minor + '0')[:2]))}"
        return super().money(figure, currency, magnitude)

    money_and = "et"

    # Time ----------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        return {**cldr.month_numbers(self.locale), **tables.MONTHS}

    def placed(self, kind: str, words: str, place: Place) -> str:
        """ "Tous les ven." has a plural."""
        name = words.rstrip(".")
        if kind == "date" and place.before_is(frozenset({"les", "des", "aux"})) and name in cldr.weekdays(self.locale):
            return f"{name}s{words[len(name) :]}"
        return words

    def date(self, date: Date, place: Place | None = None) -> str:
        parts = [self.weekday(date.weekday)] if date.weekday else []
        if date.day is not None:
            parts.append("premier" if date.day == 1 and date.month else self.cardinal(date.day))
        if date.month is not None:
            parts.append(self.month(date.month))
        if date.year is not None:
            parts.append(self.year(date.year))
        return " ".join(parts)

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        start = "premier" if first.day == 1 else self.cardinal(first.day or 0)
        weekday = f"{self.weekday(first.weekday)} " if first.weekday else ""
        return f"{weekday}{start} au {self.date(first._replace(day=last, weekday=None))}"

    def weekdays(self, first: int, last: int, place: Place | None = None) -> str:
        article = "" if place is not None and place.before_is(frozenset({"du", "le", "de", "les"})) else "du "
        return f"{article}{self.weekday(first)} au {self.weekday(last)}"

    def joined(self, first: str, last: str, place: Place | None = None) -> str:
        if place is not None and place.before_is(frozenset({"entre"})):
            return f"{first} et {last}"
        # Days of the year have the article: "du quinze juin au trente août".
        if place is not None and place.before_is(frozenset({"du"})) and last.rpartition(" ")[2] in self.month_numbers:
            return f"{first} au {last}"
        return f"{first} à {last}"

    def clock_of_h(self, hour: int, minute: int, exact: bool, place: Place) -> str | None:
        if not exact:
            return self._hour(hour)
        return self.clock(Clock(hour, minute), place)

    def _hour(self, hour: int) -> str:
        return f"{self.cardinal(hour, 'f')} {'heure' if hour < 2 else 'heures'}"

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        hour = clock.hour
        if clock.half:
            hour = hour % 12 + (12 if clock.half == "p" else 0)
        lasting = place is not None and ("duration" in place.clues or place.before_is(tables.LASTING))
        if not clock.minute and not clock.second and hour in (0, 12, 24) and not lasting:
            words = "midi" if hour == 12 else "minuit"
        elif clock.second is not None:
            minutes, seconds = (
                f"{self.cardinal(count, 'f')} {name}{'' if count < 2 else 's'}"
                for count, name in ((clock.minute, "minute"), (clock.second, "seconde"))
            )
            words = f"{self._hour(hour)} {minutes} et {seconds}"
        else:
            words = self._hour(hour) + (f" {self.cardinal(clock.minute, 'f')}" if clock.minute else "")
        return f"{words} {self.spell(clock.zone)}" if clock.zone else words

    def decimals(self, digits: str) -> str:
        words = super().decimals(digits)
        return words[:-1] if words.endswith("vingts") else words

    def is_date(self, place: Place) -> bool:
        return place.after(1)[:1] not in self._street_words and super().is_date(place)

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        before = (
            tuple(re.split(r"[-–]", word)[-1].strip(".") for word in place.before[-1:]) if place is not None else ()
        )
        joint = "et" if before == ("entre",) else "à"
        words = f"{self._of_day(first)} {joint} {self._of_day(last)}"
        return f"de {words}" if before and (before[0] in self.weekday_numbers or before[0] in tables.OPEN) else words

    def _of_day(self, clock: Clock) -> str:
        return self._hour(clock.hour) if not clock.minute else self.clock(clock)

    def are_hours(self, written: str, place: Place) -> bool:
        return place.before_is(frozenset(self.weekday_numbers))

    # Digits, letters and words -------------------------------------------------------------------------------------

    def phone(self, groups: Sequence[str], *, international: bool = False) -> str:
        """In pairs, as France dials; other groups as numbers."""
        run = "".join(groups)
        if [len(group) for group in groups] == [3, 3, 4] and run.isdigit() and run[0] == "0":
            groups = [run[index : index + 2] for index in range(0, 10, 2)]
        elif run.isdigit() and [len(group) for group in groups[-3:]] == [3, 3, 4] and len(groups) < 5:
            # America's are said digit by digit.
            return super().phone(groups, international=international)
        elif international and run.isdigit() and len(run) == 11 and run.startswith("33"):
            groups = ["33", run[2], *[run[index : index + 2] for index in range(3, 11, 2)]]
        words = [
            self._group(group) if group.isdigit() else self.spelled_signs.get(group, self.signs.get(group, group))
            for group in groups
        ]
        return ("plus " if international else "") + ", ".join(words)

    def _group(self, digits: str) -> str:
        if len(digits) == 4:
            return f"{self._group(digits[:2])} {self._group(digits[2:])}"
        if len(digits) > 4 or not digits.strip("0"):
            return self.digits(digits)
        zeros = len(digits) - len(digits.lstrip("0"))
        return " ".join(["zéro"] * zeros + [self.cardinal(int(digits))])

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small = written.lower()
        if written.isupper() and 1 < len(written.rstrip(".")) < 4 and written not in self.abbreviations:
            # "CF" is no "cf.".
            return None
        following = place.text[place.end : place.end + 2].strip()
        if small in tables.BEFORE_FIGURES and not (
            following[:1].isdigit()
            or following in ("n°", "nº")
            or following[:1] in ("I", "V", "X")
            or (small == "art." and following[1:] == "")
        ):
            return None
        if small in tables.BEFORE_NAMES and not following.lstrip("-(")[:1].isalpha():
            return None
        if small in ("p.", "art.") and _SEVERAL.match(place.text, place.end):
            words += "s"
        if (
            small in tables.BEHIND_FIGURES
            and not place.text[max(0, place.start - 2) : place.start].rstrip()[-1:].isalnum()
        ):
            return None
        if small == "r." and not _HOUSE.search(place.text, max(0, place.start - 9), place.start):
            return None
        if small == "arr." and place.before and _RANKED.fullmatch(place.before[-1]):
            return "arrondissement"
        if small == "max." and place.before_is(frozenset({"prénom"})):
            return None
        return words

    def is_before_name(self, place: Place) -> bool:
        words = place.after(2)
        if place.written in ("Mal", "Gal"):
            # "Avenue du Mal Foch"
            return super().is_before_name(place) and place.before_is(frozenset({"du", "le", "au", "place", "rue"}))
        if place.written == "M.":
            # "M. et Mme Martin", "M. le Maire"; but "chez M. Il".
            return words[:1] in (("et",), ("le",), ("l",), ("ou",)) or (
                super().is_before_name(place) and words[:1] not in (("il",), ("elle",), ("je",), ("on",), ("ils",))
            )
        return super().is_before_name(place) and words[:1] not in tables.PRONOUNS

    def is_letter(self, letter: str, place: Place) -> bool:
        """ "A" and "Y" begin sentences and are words where all is written in capitals."""
        if letter not in self.single_words:
            return True
        if place.clues & {"letters", "code"}:
            return True
        begins = not place.before or place.before[-1] == "."
        around = [
            word
            for word in (
                *place.text[max(0, place.start - 20) : place.start].split()[-1:],
                *place.text[place.end : place.end + 20].split()[:1],
            )
            if len(word) > 2
        ]
        return (
            letter == "A"
            and not begins
            and not any(word.isupper() for word in around)
            and "-" not in place.text[place.end : place.end + 1]
        )

    def web_word(self, word: str) -> str:
        return self.spell(word) if word.lower() in tables.SPELLED_IN_ADDRESSES else word

    def shapes(self) -> Sequence[Shape]:
        letters = "aA" + "IVX"
        return [
            *super().shapes(),
            *romance_shapes.shapes(self),
            Shape("roman", _ROMAN_ORDINAL, _roman_ordinal, 26, letters),
            Shape("sign", _NUMBER_SIGN, _number, 30, "aAnN"),
            Shape("sign", _TIMES, _times, 15, needs="x"),
            Shape("fraction", _OF_AN_HOUR, _of_an_hour, 76, DIGITS + "½¼¾", "h"),
            Shape("phone", _FREE_PHONE, _free_phone, 27, "0"),
            Shape("duration", _AROUND_THE_CLOCK, _around, 29, "27"),
            Shape("amount", _OF_ONE_MILLION, _of_one_million, 30, "dD"),
            Shape("expiry", _TO_MONTH, _to_month, 30, "aAlL", "/"),
            Shape("letters", _ARTICLE, _article, 28, "aA", "-"),
            Shape("address", _BEFORE_POSTCODE, _box, 21, needs="-–"),
            Shape("year", _NAMED_WAR, _named_war, 34, "13", "-"),
        ]


def _roman_ordinal(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    if place.start and place.text[place.start - 1].isalnum():
        return None
    # "Vers" is a word: only one is "Ier" and only two "IInd".
    if {"r": 1, "n": 2}.get(match["suffix"].lstrip("eè")[:1], value(match["roman"])) != value(match["roman"]):
        return None
    form = language.ordinal_form(match["suffix"], place)
    if form in ("m", "ms") and language.is_feminine(place.before[-1] if place.before else ""):  # type: ignore[attr-defined]
        form = "f" + form[1:]
    words = language.ordinal(value(match["roman"]), form)
    return f"{words} siècle{closing_stop(match[0], place)}" if match["century"] else words


def _of_one_million(match: re.Match[str], place: Place) -> str | None:
    del place
    return match["of"] + "'"


def _to_month(match: re.Match[str], place: Place) -> str | None:
    """ "Jusqu'au 08/27" is "jusqu'en août"."""
    small = match["word"].lower()
    if small == "au" and not place.before_is(frozenset({"jusqu"})):
        return None
    year = place.text[match.end() + 3 : match.end() + 7]
    if small == "le" and "expiry" not in place.clues and not (year.isdigit() and len(year) == 4):
        return None
    return "En " if match["word"][0].isupper() else "en "


def _article(match: re.Match[str], place: Place) -> str | None:
    """ "L. 121-4" of a code of law."""
    language = place.language
    if place.start and place.text[place.start - 1].isalnum():
        return None
    if "." not in match[0] and not place.before_is(frozenset({"article", "articles", "art"})):
        return None
    parts = " tiret ".join([language.whole(part) for part in match["parts"].split("-")])
    return f"{language.spell(match['letter'])} {parts}"


def _box(match: re.Match[str], place: Place) -> str | None:
    """ "BP 12 – 33000 Bordeaux" is no range."""
    return place.language.whole(match["number"])


def _named_war(match: re.Match[str], place: Place) -> str | None:
    """ "La guerre de 14-18" has no "à"."""
    if not place.before_is(frozenset({"guerre", "celle", "en", "de"})):
        return None
    return " ".join([place.language.whole(part) for part in match[0].split("-")])


def _number(match: re.Match[str], place: Place) -> str | None:
    del place
    return "numéros" if match["many"] else "numéro"


def _times(match: re.Match[str], place: Place) -> str | None:
    per = place.language.per.get(match["per"] or "", "")
    return f"{place.language.cardinal(int(match['count']), 'f')} fois {per}".rstrip()


def _of_an_hour(match: re.Match[str], place: Place) -> str | None:
    if (place.start and place.text[place.start - 1] in "/.,-") or place.text[
        max(0, place.start - 2) : place.start
    ].strip().isdigit():
        return None
    return "une demi-heure" if match["half"] else "trois quarts d'heure" if match["three"] else "un quart d'heure"


def _free_phone(match: re.Match[str], place: Place) -> str | None:
    return phones.spoken(match["body"], "", place.language)


def _around(match: re.Match[str], place: Place) -> str | None:
    del place
    names = {"24": "vingt-quatre", "7": "sept"}
    if (match["a"], match["b"]) == ("7", "24"):
        return None
    if match["a"] != match["b"]:
        return "vingt-quatre heures sur vingt-quatre et sept jours sur sept"
    unit = {"24": " heures", "7": " jours"}[match["a"]]
    return f"{names[match['a']]}{unit} sur {names[match['b']]}"
