"""What Spanish and Italian have in common: numbers follow the gender of nouns, and figures stand in like places."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording.classes.fractions import USUAL
from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.classes.units import unit_pattern
from engine.wording.figures import Figure
from engine.wording.language import LONGEST_CARDINAL_DIGITS, Language, Place, Shape
from engine.wording.languages.southern_words import Around
from engine.wording.languages.words import words
from engine.wording.patterns import DIGITS, alternatives
from engine.wording.vocabulary.cldr import UNITS
from engine.wording.vocabulary.nouns import Clock, Currency, Date, Noun
from engine.wording.vocabulary.symbols import VULGAR_FRACTIONS

_NEXT = re.compile(r"[ \u00a0]{1,2}([^\W\d_]+)")
_VULGAR = "".join(VULGAR_FRACTIONS)
_LONGEST_PLAIN_CODE_DIGITS = 2
"""A "code" as short as that is a number: "pedido 12"."""
_MOST_SCORED = 99


class SouthernRomance(Language):
    """Gender, "millions of", and the shapes that need to know the noun behind a number."""

    groups_by_blanks = True
    million_of: ClassVar[str] = ""
    """Between whole millions and what they count: "un millón de euros"."""
    thousand_magnitudes: ClassVar[frozenset[str]] = frozenset()
    """Those of `magnitudes` that make a number of thousands with the figure before."""
    function_words: ClassVar[frozenset[str]] = frozenset()
    """Words behind a number that it does not count."""
    label_words: ClassVar[frozenset[str]] = frozenset()
    """Words before a number that it names: "opción 1"."""
    feminine_articles: ClassVar[frozenset[str]] = frozenset()
    """Before a number without a noun they ask for the feminine: "las 21"."""
    ordinal_articles: ClassVar[frozenset[str]] = frozenset()
    """Before figures with "°" they tell an ordinal from degrees."""
    degree: ClassVar[Noun] = Noun("")
    inch: ClassVar[Noun] = Noun("")
    hectare: ClassVar[Noun] = Noun("")
    participles: ClassVar[str] = "(?!)"
    """Regular expression of the words behind "ha" where it is the verb."""
    score_words: ClassVar[frozenset[str]] = frozenset()
    """One of them in the sentence before makes "3-1" a score."""
    ending_abbreviations: ClassVar[frozenset[str]] = frozenset()
    """In small letters and without blanks; a capital behind one of these begins a sentence."""
    hour_words: ClassVar[frozenset[str]] = frozenset()
    """Before "9h30" and "9.30" they make it a time of day: "las"."""
    no_signs: ClassVar[frozenset[str]] = frozenset()
    """Signs of currencies that are words here."""
    opening_words: ClassVar[frozenset[str]] = frozenset()
    """Before "9-13" and another span they make both hours: "horario"."""
    postcode: ClassVar[str] = "(?!)"
    """Regular expression of a postcode that stands before a town."""
    grouped_phones: ClassVar[str] = "(?!)"
    """Regular expression of telephone numbers that are known by their groups alone."""
    fraction_behind: ClassVar[str] = "(?!)"
    """Regular expression of what stands behind "1/3" and makes it no date: "de los"."""
    weekday_initials: ClassVar[Mapping[str, int]] = {}
    """Of a range like "L-V"."""
    around: ClassVar[Around] = Around()
    """The words that `southern_shapes` looks for."""

    @abstractmethod
    def gender(self, noun: str) -> str:
        """The form of a number before `noun`: "m", "f" …"""

    @abstractmethod
    def half(self, noun: str, *, plural: bool = False) -> str:
        """ "Half" in the gender of a noun, "" for none."""

    def half_of(self, noun: str) -> str:
        """ "Half a kilo"."""
        return f"{self.half(noun)} {noun}"

    def singular(self, noun: str) -> str:
        """A noun that is written behind "1½", in the form for one."""
        return noun

    # Numbers ---------------------------------------------------------------------------------------------------

    def decimals(self, digits: str) -> str:
        # Two are said as a number, more one by one.
        return self.cardinal(int(digits)) if len(digits) == 2 and digits[0] != "0" else self.digits(digits)

    def number(self, figure: Figure, form: str = "") -> str:
        words = super().number(figure, form)
        return f"{words} {self.million_of}" if form and _is_millions(figure) else words

    def joined(self, first: str, last: str, place: Place | None = None) -> str:
        return super().joined(first.removesuffix(f" {self.million_of}"), last, place)

    def magnified(self, figure: Figure, magnitude: str) -> str:
        fraction = figure.fraction.ljust(3, "0")
        if (
            magnitude in self.thousand_magnitudes
            and len(fraction) == 3
            and len(figure.whole) < LONGEST_CARDINAL_DIGITS - 3
        ):
            words = self.whole((figure.whole + fraction).lstrip("0") or "0")
            return f"{self.sign(figure.sign)} {words}" if figure.sign else words
        return super().magnified(figure, magnitude)

    def money(self, figure: Figure, currency: Currency, magnitude: str = "") -> str:
        if not magnitude:
            return super().money(figure, currency)
        words = self.magnified(figure, magnitude)
        noun = self.many(currency.major)
        if noun in words.split():
            return words
        return f"{words} {noun}" if magnitude in self.thousand_magnitudes else f"{words} {self.million_of} {noun}"

    def governed(self, place: Place) -> str:
        """The gender of the noun behind; none where the number is a name or stands alone."""
        before = place.before[-1] if place.before else ""
        alone = "f" if before in self.feminine_articles else ""
        one = place.written.lstrip("+-−±") == "1"
        match = _NEXT.match(place.text, place.end, place.end + 40)
        following = match[1] if match else ""
        if not following or following.lower() in self.function_words:
            return alone
        if one and before in self.label_words:
            return ""
        return self.counted(following, place, one=one) or alone

    @abstractmethod
    def counted(self, noun: str, place: Place, *, one: bool) -> str:
        """The form that the word behind a number asks for; "" where it is no noun."""

    # What is counted -------------------------------------------------------------------------------------------

    @cached_property
    def _units(self) -> dict[str, Noun | None]:
        return {}

    def unit(self, symbol: str) -> Noun | None:
        if symbol not in self._units:
            noun = super().unit(symbol)
            if noun is not None and not noun.gender:
                noun = noun._replace(gender=self.gender(noun.one))
            if len(self._units) > len(UNITS) + 1000:
                return noun
            self._units[symbol] = noun
        return self._units[symbol]

    def currency(self, code: str) -> Currency | None:
        found = super().currency(code)
        if found is None or found.major.gender:
            return found
        return found._replace(major=found.major._replace(gender=self.gender(found.major.one)))

    @cached_property
    def all_currency_signs(self) -> Mapping[str, str]:
        return {sign: code for sign, code in super().all_currency_signs.items() if sign not in self.no_signs}

    def duration(self, parts: Sequence[tuple[Figure, str]]) -> str:
        words = [self.count(count, self.duration_noun(unit)) for count, unit in parts]
        return f" {self.and_word} ".join([" ".join(words[:-1]), words[-1]] if words[1:] else words)

    def is_weekday(self, written: str, place: Place) -> bool:
        following = place.text[place.end : place.end + 2].lstrip()
        marked = written.endswith(".") and not following[:1].isupper()
        if written.lower().rstrip(".") == "mar":
            # It is the sea, too.
            hours = _HOURS_BEHIND.match(place.text, place.end, place.end + 10) is not None
            return marked and bool(following) and (place.before_is(_BEFORE_WEEKDAY) or hours)
        return marked or following[:1].isdigit() or super().is_weekday(written, place)

    def clock_of_h(self, hour: int, minute: int, exact: bool, place: Place) -> str | None:
        if place.before_is(self.hour_words):
            return self.clock(Clock(hour, minute), place)
        if not exact or not minute:
            return None
        parts = [(Figure(str(hour)), "hour")] if hour else []
        return self.duration([*parts, (Figure(str(minute)), "minute")])

    def is_time(self, written: str, place: Place) -> bool:
        return place.before_is(self.hour_words)

    def are_hours(self, written: str, place: Place) -> bool:
        before = place.before[-1].rstrip(".,:") if place.before else ""
        recent = place.before[:-1] if before in _JOINING else place.before
        if len(recent) > 1 and _HOURS.fullmatch(recent[-1]):
            # "Lun-ven 9-13 e 15-19".
            before = recent[-2].rstrip(".,:")
            if before in self.opening_words:
                return True
        return re.split("[-–]", before)[-1].rstrip(".") in self.weekday_numbers

    # Digits, letters and words ---------------------------------------------------------------------------------

    def code(self, text: str) -> str:
        if text.isdigit() and len(text) <= _LONGEST_PLAIN_CODE_DIGITS:
            return self.whole(text)
        return super().code(text)

    def phone(self, groups: Sequence[str], *, international: bool = False) -> str:
        if len(groups) == 1 and groups[0].isdigit() and len(groups[0]) <= _LONGEST_PLAIN_CODE_DIGITS:
            return self.whole(groups[0])
        if international and groups and len(groups[0]) <= 3 and groups[0].isdigit():
            rest = super().phone(groups[1:])
            return f"{self.plus} {self.whole(groups[0])}" + (f", {rest}" if rest else "")
        return super().phone(groups, international=international)

    def web_word(self, word: str) -> str:
        small = word.lower()
        is_word = any(char in "aeiouyáéíóúàèìòù" for char in small) or len(small) > 3 or small == "com"
        return word if is_word else self.spell(word)

    def ends_sentence(self, place: Place) -> bool:
        """A capital begins a sentence behind figures, weekdays and what seldom has a name behind it."""
        if super().ends_sentence(place):
            return True
        following = place.text[place.end : place.end + 4].lstrip(" \u00a0\n)\"'»”")
        if not (following[:1].isupper() or following[:1] in ("¿", "¡")):
            return False
        small = place.written.lower().replace(" ", "")
        last = _LAST_WORD.search(place.written.lower().rstrip("."))
        named = small in self.ending_abbreviations or (last is not None and last[0] in self._short_weekdays)
        return named or any(char.isdigit() for char in small)

    def is_letter(self, letter: str, place: Place) -> bool:
        if _DOTTED_LETTER.match(place.text, place.end):
            # "S. M.": part of an abbreviation.
            return False
        if letter not in self.single_words or place.clues & {"letters", "code"}:
            return True
        before = place.text[max(0, place.start - 2) : place.start].strip()
        return bool(before) and (before[-1].isdigit() or before[-1] in "ºª°") and not _NEXT.match(place.text, place.end)

    # Shapes ----------------------------------------------------------------------------------------------------

    def shapes(self) -> Sequence[Shape]:
        number, unit = number_pattern(self), unit_pattern(self)
        months = alternatives(self.month_numbers, any_case=True)
        sides = (
            rf"({number})[ ]?[×xX][ ]?({number})(?:[ ]?[×xX][ ]?({number}))?[ \u00a0]?(?P<unit>{unit})(?![^\W_²³]|[²³])"
        )
        mixed = (
            rf"(?P<whole>\d{{1,4}})(?:[ \u00a0]?(?P<vulgar>[{_VULGAR}])|"
            r"[ +]{1,3}(?P<top>\d{1,3})/(?P<bottom>\d{1,4}))[ \u00a0]?"
        )
        dashed = (
            rf"(?P<day>3[01]|[12]\d|0?[1-9])(?P<sign>[-/])(?P<month>{months})\.?"
            r"(?P=sign)(?P<year>\d{4}|\d\d)(?!\w|[-/]\w)"
        )
        part = rf"{_WRITTEN.pattern}(?=[ ](?:{self.fraction_behind}))"
        return [
            Shape("unit", re.compile(sides), self._sides, 21, needs="×xX"),
            Shape("date", re.compile(dashed), self._dashed_date, 31, needs="-/"),
            Shape(
                "fraction",
                re.compile(rf"{mixed}(?:(?P<unit>{unit})(?![^\W_²³])|(?P<noun>[^\W\d_]{{3,24}}+))"),
                self._mixed_noun,
                32,
                needs=_VULGAR + "/",
            ),
            Shape("date", _MONTH_WITH_ZERO, self._short_date, 18, needs="/"),
            Shape("fraction", _ALONE, self._fraction, 31, _VULGAR),
            Shape("fraction", _WRITTEN, self._fraction, 14, needs="/"),
            Shape("fraction", re.compile(part), self._fraction, 34, needs="/"),
            Shape("code", _IBAN, self._code, 30, "aA"),
            Shape("code", _FLIGHT, self._flight, 17, "aA", clued=True),
            Shape("code", _PARTS, self._parts, 16, needs="-"),
            Shape("code", _GROUPED, self._grouped_code, 8, needs=".", clued=True),
            Shape("code", _ROAD, self._road, 17, "aA", "-"),
            Shape("letters", _HYPHENED, self._hyphened, 18, "aA", "-"),
            Shape("abbreviation", _STOP, self._stop, 20, "."),
            Shape("unit", _INCHES, self._inches, 24, needs="\"″'"),
            Shape("unit", _HECTARES, self._hectares, 20, needs="h"),
            Shape("ordinal", _DEGREES, self._degrees, 19, DIGITS + "-−", "°"),
            Shape("score", _SCORE, self._score, 17, needs="-–"),
            Shape("address", re.compile(rf"(?:{self.postcode})(?=[ ][^\W\d_][a-zà-ÿ])"), self._postcode, 13),
            Shape("phone", re.compile(rf"(?:{self.grouped_phones})(?!\w|[.,-]\d| \d)"), self._grouped_phone, 18),
            Shape("date", _INITIALS, self._initials, 20, "aA", "-–"),
        ]

    def _sides(self, match: re.Match[str], place: Place) -> str | None:
        """ "120 x 80 cm"."""
        noun = self.unit(match["unit"])
        found = [figure(part, self) for part in match.groups()[:3] if part]
        if noun is None or None in found:
            return None
        known = [one for one in found if one is not None]
        words = [self.number(one) for one in known[:-1]] + [self.count(known[-1], noun)]
        return f" {self.by} ".join(words)

    def _dashed_date(self, match: re.Match[str], place: Place) -> str | None:
        """ "23-abr-1987"."""
        month, year = self.month_numbers[match["month"].lower()], match["year"]
        whole = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 69 else 2000)
        return self.date(Date(int(match["day"]), month, whole), place)

    def _short_date(self, match: re.Match[str], place: Place) -> str | None:
        """ "15/08": a zero before the month is no fraction's and no house's."""
        return self.date(Date(int(match[1]), int(match[2])), place)

    def _mixed_noun(self, match: re.Match[str], place: Place) -> str | None:
        """ "2½ horas", "1 1/2 kg"."""
        top, bottom = (
            VULGAR_FRACTIONS[match["vulgar"]] if match["vulgar"] else (int(match["top"]), int(match["bottom"]))
        )
        if top >= bottom or not top:
            return None
        whole = Figure(match["whole"])
        if match["unit"]:
            noun = self.unit(match["unit"])
            if noun is None:
                return None
            words, gender = self.count(whole, noun), noun.gender
            name = noun.one
        else:
            name = match["noun"]
            if name.lower() in self.function_words or not name.islower():
                return None
            name = self.singular(name) if match["whole"] == "1" else name
            gender = self.gender(name)
            words = self.count(whole, Noun(name, name, gender))
        part = self.half(name, plural=not match["unit"] and match["whole"] != "1")
        return f"{words} {self.mixed_and} {part if bottom == 2 else self.fraction(top, bottom)}"

    def _fraction(self, match: re.Match[str], place: Place) -> str | None:
        """ "1/2 pastilla", "¼ de litro"."""
        written = match.groupdict()
        top, bottom = (
            VULGAR_FRACTIONS[written["vulgar"]] if written.get("vulgar") else (int(match["top"]), int(match["bottom"]))
        )
        if place.start and place.text[place.start - 1] in "/.,:-":
            return None
        unclued = not written.get("vulgar") and "fraction" not in place.clues
        if not 0 < top < bottom or (unclued and bottom not in USUAL):
            return None
        behind = _NEXT.match(place.text, place.end, place.end + 40)
        noun = behind[1].lower() if behind else ""
        return self.fraction_of(top, bottom, "" if noun in self.function_words else noun, place)

    def fraction_of(self, top: int, bottom: int, noun: str, place: Place) -> str:
        """A fraction before a noun, or before none ("")."""
        if (top, bottom) == (1, 2) and noun:
            return self.half(noun)
        if (top, bottom) == (1, 2) and place.before_is(_ANDS):
            # "Un etto e 1/2".
            noun = place.before[-2] if len(place.before) > 1 else ""
            if noun.isdigit():
                return self.half(self.duration_noun("hour").one if set(place.before[-3:-2]) & self.hour_words else "")
            return self.half(noun) if noun.isalpha() else self.fraction(1, 2)
        words = self.fraction(top, bottom)
        if top == 1 and place.before_is(_ARTICLES):
            return words.partition(" ")[2] or words
        return words

    def _code(self, match: re.Match[str], place: Place) -> str | None:
        return super().code(match[0])

    def _flight(self, match: re.Match[str], place: Place) -> str | None:
        """ "VY 1208" behind "vuelo"."""
        return super().code(match[0]) if "code" in place.clues else None

    def _parts(self, match: re.Match[str], place: Place) -> str | None:
        """ "100-4521-B"."""
        return super().code(match[0]) if any(char.isalpha() for char in match[0]) else None

    def _grouped_code(self, match: re.Match[str], place: Place) -> str | None:
        """ "12.345.678-Z" behind "DNI"."""
        return super().code(match[0].replace(".", "")) if "code" in place.clues else None

    def _road(self, match: re.Match[str], place: Place) -> str | None:
        """ "A-6", "N-340"."""
        return None if "code" in place.clues else f"{self.spell(match[1])} {self.whole(match[2])}"

    def _hyphened(self, match: re.Match[str], place: Place) -> str | None:
        """ "R-I-Z-Z-O"."""
        return self.spell(match[0].replace("-", ""))

    @cached_property
    def _stopped_units(self) -> frozenset[str]:
        return frozenset({*UNITS, *self.units, *self.duration_units, *self.clock_words})

    @cached_property
    def _ordinal_suffix(self) -> re.Pattern[str]:
        return re.compile(self.ordinal_suffixes)

    def _is_sentence(self, following: str, place: Place) -> bool:
        """Whether a word behind a full stop begins a sentence."""
        match = _NEXT.match(place.text, place.start + 1, place.start + 40)
        return following.isupper() and match is not None and match[1].lower() in self.sentence_starts

    @cached_property
    def _behind_figures(self) -> re.Pattern[str]:
        ordinal = f"|(?P<ordinal>{self.ordinal_suffixes})" if self.ordinal_suffixes else ""
        return re.compile(rf"\d(?:[ \u00a0]?(?P<unit>[^\W\d_]{{1,6}}[²³]?){ordinal})\Z")

    def _stop(self, match: re.Match[str], place: Place) -> str | None:
        """The full stop of "5 km." or "lun." in the middle of a sentence is none."""
        head = place.text[max(0, place.start - 12) : place.start]
        following = match["next"]
        last = _LAST_WORD.search(head)
        if last is not None and following.islower() and last[0].lower() in self._short_weekdays:
            return ""
        for found in self._behind_figures.finditer(head):
            if found["unit"] in self._stopped_units and following.islower():
                return ""
            if found["unit"] and found["unit"].isascii():
                suffix = self._ordinal_suffix.match(place.text, place.start - len(found["unit"]))
                if suffix is not None and suffix.end() == place.start and not self._is_sentence(following, place):
                    return ""
        return None

    @cached_property
    def _short_weekdays(self) -> frozenset[str]:
        names = {self.weekday(number).lower() for number in range(1, 8)}
        return frozenset(name for name in self.weekday_numbers if name not in names)

    def _inches(self, match: re.Match[str], place: Place) -> str | None:
        """'32"', unless the sign closes a quotation."""
        if match["sign"] == '"' and place.text.count('"', max(0, place.start - 300), place.start) % 2:
            return None
        found = figure(match["number"], self)
        return None if found is None else self.count(found, self.inch)

    def _hectares(self, match: re.Match[str], place: Place) -> str | None:
        """ "ha" is a verb as well."""
        found = figure(match["number"], self)
        if found is None or re.match(rf"[ ](?:{self.participles})", place.text[place.end : place.end + 30]):
            return None
        return self.count(found, self.hectare)

    def _degrees(self, match: re.Match[str], place: Place) -> str | None:
        """ "10° piso" and "el 3° de la lista" are ordinals, "a 25°" are degrees."""
        sign, number = match["sign"] or "", match["number"]
        behind = _NEXT.match(place.text, place.end, place.end + 40)
        noun = behind[1] if behind else ""
        counts = bool(noun) and noun.lower() not in self.function_words
        if (
            not sign
            and len(number) <= 3
            and "," not in number
            and (counts or place.before_is(self.ordinal_articles) or self._is_rank(int(number), place))
        ):
            return self.ordinal(int(number), self.ordinal_form("°", place))
        found = figure(sign + number, self)
        return None if found is None else self.count(found, self.degree)

    def _is_rank(self, number: int, place: Place) -> bool:
        """ "È 1° in classifica", where nothing is said of warmth."""
        return number <= _LOWEST_PLAIN_RANK and place.before_is(_ARE) and self.around.warm.isdisjoint(place.before)

    def _score(self, match: re.Match[str], place: Place) -> str | None:
        recent = place.before[::-1]
        sentence = recent[: recent.index(".")] if "." in recent else recent
        if not any(word in self.score_words for word in sentence) or max(int(match[1]), int(match[2])) > _MOST_SCORED:
            return None
        return f"{self.whole(match[1])} {self.score_to} {self.whole(match[2])}"

    def _postcode(self, match: re.Match[str], place: Place) -> str | None:
        return None if match[0].endswith("000") and match[0][0] != "0" and not place.before else self.digits(match[0])

    def _grouped_phone(self, match: re.Match[str], place: Place) -> str | None:
        """Groups that no quantity has; with the groups of one, only where nothing is counted."""
        groups = re.split(r"[ \u00a0./-]", match[0])
        if all(len(group) == 3 for group in groups[1:]) and self.governed(place):
            return None
        return self.phone(groups)

    def _initials(self, match: re.Match[str], place: Place) -> str | None:
        """ "L-V"."""
        first, last = (self.weekday_initials.get(letter) for letter in (match[1], match[2]))
        if first is None or last is None or first >= last:
            return None
        return self.weekdays(first, last, place)


_BEFORE_WEEKDAY = frozenset({"el", "este", "próximo", "il", "ogni", "prossimo"})
_DOTTED_LETTER = re.compile(r"\.[ ]?[A-Z]\.")
_LOWEST_PLAIN_RANK = 3
_ARE = words("è sono sei siamo arriva arrivò es está quedó queda")
_ANDS = words("y e")
_JOINING = words("y e /")
_HOURS_BEHIND = re.compile(r"[ ]\d{1,2}(?:[:.]\d\d)?[ ]?[-–][ ]?\d")
_HOURS = re.compile(r"\d{1,2}(?:[:.]\d\d)?[-–]\d{1,2}(?:[:.]\d\d)?h?,?")
_ARTICLES = words("un una el la al del il lo nel sul")
_MONTH_WITH_ZERO = re.compile(r"(3[01]|[12]\d|0?[1-9])/(0[1-9])(?![\w/]|[.,:-]?\d)")
_LAST_WORD = re.compile(r"[^\W\d_]{1,6}\Z")
_ALONE = re.compile(rf"(?P<vulgar>[{_VULGAR}])(?!\w)")
_WRITTEN = re.compile(r"(?P<top>\d{1,3})/(?P<bottom>\d{1,4})(?![\w/]|[.,]\d)")
_IBAN = re.compile(r"[A-Z]{2}\d\d(?:[ ](?=[A-Z]{0,3}\d)[A-Z0-9]{4}){1,8}+(?:[ ]\d{1,3}(?!\w))?(?!\w)")
_FLIGHT = re.compile(r"(?:[A-Z]{2}|[A-Z]\d)[ ]\d{2,4}(?!\w|[.,]\d)")
_PARTS = re.compile(r"\d{1,10}(?:-[A-Z0-9]{1,10}){2,6}+(?![\w-])")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3}){1,4}+(?:-?[A-Z0-9])?(?![\w-]|[.,]\d|[ ]?[€$£])")
_ROAD = re.compile(r"([A-Z]{1,2})-([1-9]\d{0,2})(?![\w-]|\.\d)")
_HYPHENED = re.compile(r"[^\W\d_](?:-[^\W\d_](?!\w)){2,20}+(?![\w-])")
_STOP = re.compile(r"\.(?=[ \u00a0](?P<next>[^\W\d_]))")
_NUMBER = r"(?P<number>\d{1,12}+(?:[.,]\d{1,6})?)"
_INCHES = re.compile(rf"{_NUMBER}[ ]?(?P<sign>\"|″|'')(?!\w)")
_HECTARES = re.compile(rf"{_NUMBER}[ \u00a0]?ha(?!\w)")
_DEGREES = re.compile(r"(?P<sign>[-−](?=\d))?(?P<number>\d{1,4}(?:,\d{1,2})?)[ ]?°(?![ ]?[CFK](?!\w))(?!\w)")
_SCORE = re.compile(r"(\d{1,3})[-–](\d{1,3})(?![\w:]|[-–.,/]\d|%|[ ]?[%€$])")
_INITIALS = re.compile(r"([LMXJVSDG])[-–]([LMXJVSDG])(?![\w-])")


def _is_millions(figure: Figure) -> bool:
    whole = figure.whole
    return (
        not figure.fraction
        and 6 < len(whole) <= LONGEST_CARDINAL_DIGITS
        and whole.endswith("000000")
        and whole[0] != "0"
    )
