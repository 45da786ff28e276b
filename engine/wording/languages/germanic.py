"""What German and Dutch write alike and other languages do not: "5,-", "3/2019", "Sa/So", IBANs in groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording.classes import phones
from engine.wording.classes.dates import possible, whole_year
from engine.wording.classes.numbers import figure
from engine.wording.classes.units import unit_pattern
from engine.wording.figures import Figure
from engine.wording.language import Language, Place, Shape
from engine.wording.patterns import alternatives
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Date, Noun
from engine.wording.vocabulary.symbols import VULGAR_FRACTIONS

_MONTH_YEAR = re.compile(
    r"(?P<month>0[1-9](?=[/.-])|(?:[1-9]|1[0-2])(?=[/.]))[/.-](?P<year>(?:19|20)\d\d)(?!\w|[./-]\d)"
)
_IBAN = re.compile(
    r"[A-Z]{2}\d\d(?:[ ]?[A-Z]{4}(?![^\W_]))?(?:[ ]?(?=[A-Z0-9]{0,3}\d)[A-Z0-9]{4}){0,7}(?:[ ]?\d{1,3})?(?![^\W_])"
)
_WORD = re.compile(r"[^\W\d_]{1,30}")
_SLASHED = re.compile(r"(?P<a>\d{1,4})[ ]?/[ ]?(?P<b>\d{1,4})(?![\w/]|[.,]\d)(?P<unit>[ ]?mmHg)?")
_DOTTED = re.compile(r"\d{1,3}\.\d{1,2}(?!\w|[.,:/%-]?\d|[ ]?[%°€$£])")
_OFTEN = re.compile(
    r"(?P<number>\d{1,3}(?:,\d)?)(?:[ ]?[xX×](?=[ ][^\W\dA-Z_]|[.,!?]|\Z|[ ]?[€$£]|"
    r"[ ]?\d{1,6}(?:[.,]\d{1,3})?[ ]?(?:€|[Ee]uro|EUR|kg|g|mg|ml|l|cl|GB|MB|[Mm]in|Std)(?!\w))|[xX](?=[ ]\d))"
)
_ROOM = re.compile(r"(?P<letters>[A-Z]{1,2})(?P<numbers>\d{1,3}\.\d{1,3})(?!\w|[.,]\d)")
_DOTTED_CODE = re.compile(r"(?:\d{1,4}(?:\.\d{1,4}){3,4}|\d{1,3}(?:\.\d{3}){2,5})(?!\w|[.,]\d)")
_LETTERED_CODE = re.compile(r"\d{1,8}(?:[-/]\d{1,8}){0,3}[-/][A-Z]{1,3}\d{0,4}(?!\w|[-/]\w)")
_GENERATION = re.compile(r"(?P<number>\d{1,2})(?P<letter>[A-Z]{1,3})(?=-[^\W\d_][a-zäöüß])")
_SOCIAL = re.compile(r"116[ ]?1\d\d(?!\w|[.,:/-]\d|[ ]\d)")
_SHORT_YEAR = re.compile(r"(?P<day>\d{1,2})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)'(?P<year>\d\d)(?!\w)")
_BOOKED = re.compile(
    r"(?:(?P<before>€|EUR)[ ]?)?(?P<number>\d{1,3}(?:\.\d{3}){0,3},\d\d)[-−]"
    r"(?:[ ]?(?P<sign>€|EUR)(?!\w|[ ]?\d)|(?=[\s.,;)]|\Z)(?![ ]\d))"
)

_BRACKETED = re.compile(r"\(0[ ]?\d{1,4}\)[ ]?\d{1,8}(?:[ ]\d{1,4}){0,4}(?:-\d{1,5})?(?!\w|[.,:/-]\d)")
_MASKED = re.compile(r"[*•]{2,4}(?:[ -]?[*•]{2,4}){0,3}[ -]?(?P<digits>\d{2,6})(?!\w)")
_FOOTNOTE = re.compile(r"\*{1,3}(?=[\s.,;:)]|\Z|[^\W\d_])")
_ENDING = re.compile(r"[-–](?P<digits>\d{1,5})(?!\w|[.,:/-]\d)")
_MINUS = re.compile(r"(?P<a>\d{1,9})[ ]?[-−–][ ]?(?P<b>\d{1,9})(?=[ ]?=)")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?!\w)")
_NUMBERED = re.compile(r"(?P<head>[^\W\d_]{2,40}?)s?-[Nn]r\.?(?!\w)")
_SHORTEST_IBAN = 8
_LONGEST_COUNT_DIGITS = 5


class Germanic(Language):
    """The base of German and Dutch."""

    sentence_beginners: ClassVar[frozenset[str]] = frozenset()
    """Words whose capital behind a full stop means that a sentence begins, in small letters."""
    divided_by: ClassVar[str] = ""
    pressure_to: ClassVar[str] = ""
    """Between the two of "120/80"."""
    pressure_words: ClassVar[frozenset[str]] = frozenset()
    file_words: ClassVar[frozenset[str]] = frozenset()
    """Behind them a court's number of a file has a slash."""
    street_ends: ClassVar[tuple[str, ...]] = ()
    """How the names of streets end, in small letters."""
    often: ClassVar[str] = ""
    """Behind a number, for "3x"; with a blank before where it is a word of its own."""
    listed: ClassVar[str] = ""
    """Regular expression of what stands between times of which the last one says so."""
    or_words: ClassVar[tuple[str, ...]] = ()
    part_words: ClassVar[tuple[str, ...]] = ()
    """Between the numbers of parts: "bis", "von"."""
    calling: ClassVar[frozenset[str]] = frozenset()
    """Words of which one is before telephone numbers."""
    times: ClassVar[str] = ""
    """Between factors, where that is another word than between sides."""
    extension_words: ClassVar[str] = ""
    """Regular expression of what stands before an extension."""
    last_abbreviations: ClassVar[frozenset[str]] = frozenset()
    """Abbreviations that sentences end with, in small letters."""

    final_abbreviations: ClassVar[frozenset[str]] = frozenset()
    """Those behind which a capital always begins a sentence."""

    def shapes(self) -> Sequence[Shape]:
        signs = "|".join(re.escape(sign) for sign in sorted(self.all_currency_signs, key=len, reverse=True))
        codes = "EUR|CHF|USD|GBP"
        per = alternatives(self.per)
        unit_price = re.compile(rf"(?:per|pro|je)[ ](?P<unit>{per})(?!\w)")
        hour = r"[01]?\d|2[0-4]"
        said = "|".join(map(re.escape, self.clock_words))
        listed = re.compile(
            rf"(?P<hour>{hour})[.:](?P<minute>[0-5]\d)(?=(?:,[ ](?:{hour})[.:][0-5]\d){{0,4}}"
            rf"[ ](?:{self.listed})[ ](?:{hour})(?:[.:][0-5]\d)?[ ]?(?:{said})(?!\w)"
            rf"|,[ ](?:{hour})[.:][0-5]\d(?:,[ ](?:{hour})[.:][0-5]\d){{0,4}}"
            rf"[ ](?:{self.listed})[ ](?:{hour})[.:][0-5]\d)"
        )
        whole = re.compile(
            rf"(?:(?P<before>[€$£]|{codes})[ ]{{0,2}})?"
            r"(?P<number>\d{1,3}(?:[.' ]\d{3}){1,3}|\d{1,9}),(?:[-–—]{1,2})"
            rf"(?:[ ]?(?P<behind>(?:{signs}|{codes})(?![^\W_])))?(?:[ ]?/[ ]?(?P<per>{per})(?!\w))?(?![\w])"
        )
        fraction = re.compile(
            r"(?:(?P<whole>\d{1,4})[ ]?)?(?P<written>[½¼¾⅓⅔⅛]|(?<!\d)(?<!\d[.,])[1-7]/[2-8])[ ]?"
            rf"(?P<unit>{unit_pattern(self)})(?![^\W_]|[²³/])"
        )
        phone = re.compile(
            r"(?P<body>0(?:\d?[ ]\d{2,4}(?=[ ]?/)|\d{1,5})"
            r"(?:[ ]?[-–/][ ]?\d{2,8}|[ ]\d)(?:[ -]\d{1,8}(?![^\W_]|[.,]\d)){0,6})(?!\w|[.,:/-]\d)"
            rf"(?:,?[ ](?:{self.extension_words})[ ]?(?P<extension>\d{{1,5}}))?"
        )
        days = "|".join(re.escape(name) for name in sorted(self.weekday_numbers, key=len, reverse=True))
        pair = re.compile(rf"(?P<first>(?i:{days}))\.?[ ]?(?:/|\+|&)[ ]?(?P<last>(?i:{days}))(?P<stop>\.)?(?!\w)")
        return [
            Shape("amount", whole, self._without_cents, 45, "0123456789€$£aA"),
            Shape("fraction", fraction, self._fraction_of, 36, "0123456789½¼¾⅓⅔⅛"),
            Shape("ratio", re.compile(r"\d{1,3}:\d{1,3}(?:\.\d{3}){1,3}(?!\w|[.,:]\d)"), self._scale, 30),
            Shape(
                "score",
                re.compile(r"(?P<a>\d{1,9}) : (?P<b>\d{1,3}(?:\.\d{3}){1,3}|\d{1,9})(?![\w:]|[.,]\d)"),
                self._division,
                24,
            ),
            Shape("score", re.compile(r"(?P<a>\d{1,9})[ ]?[x×·*][ ]?(?P<b>\d{1,9})(?=[ ]?=)"), self._product, 24),
            Shape("phone", phone, self._phone, 23, "0"),
            Shape("date", _MONTH_YEAR, self._month_year, 18),
            Shape("date", pair, self._two_weekdays, 27, "aA"),
            Shape("code", _IBAN, self._iban, 22, "aA"),
            Shape("code", _BIC, self._bic, 30, "aA"),
            Shape("code", _MASKED, self._masked, 30, "*•"),
            Shape("sign", _FOOTNOTE, self._footnote, 20, "*"),
            Shape("code", _ENDING, self._ending_digits, 60, "-–"),
            Shape("fraction", _SLASHED, self._slashed, 37, needs="/"),
            Shape("code", _ROOM, self._room, 24, "aA", "."),
            Shape("code", _LETTERED_CODE, self._dotted_code, 12, needs="-/", clued=True),
            Shape("code", _GENERATION, self._generation, 15, needs="-"),
            Shape("phone", _SOCIAL, self._social, 13),
            Shape("date", _SHORT_YEAR, self._with_short_year, 31, needs="'"),
            Shape("amount", _BOOKED, self._booked, 41, "0123456789€A", ","),
            Shape("phone", _BRACKETED, self._in_brackets, 25, "("),
            Shape("amount", unit_price, self._unit_price, 15, "pj"),
            Shape("code", _DOTTED_CODE, self._dotted_code, 16, needs=".", clued=True),
            Shape("version", _DOTTED, self._dotted, 11, needs="."),
            Shape("number", _OFTEN, self._often, 22, needs="xX×"),
            Shape("number", _MINUS, self._minus, 34, needs="-−–"),
            Shape("time", listed, self._listed_time, 30, needs=".:"),
            Shape("abbreviation", _NUMBERED, self._numbered, 18, "aA"),
            Shape("phone", re.compile(r"\d{2,8}(?:[ ]\d{2,4})?(?!\w|[.,:/-]\d)"), self._another_phone, 16),
        ]

    def is_counted_roman(self, place: Place, counted: frozenset[str]) -> bool:
        """ "Kapitel IV", and the second one of "Kapitel IV bis VI"."""
        before = place.before
        return bool(before) and (
            before[-1] in counted
            or (
                len(before) > 2
                and before[-3] in counted
                and before[-1] in (self.and_word, *self.or_words, *self.part_words)
            )
        )

    def stopped(self, kind: str, words: str, place: Place) -> str:
        """The full stop of what is written short also ends the sentence, where the sentence ends."""
        if words[-1:] in ("", ".") or place.text[place.end - 1] != ".":
            return words
        following = place.text[place.end : place.end + 30].lstrip(" \"')")
        if not following:
            return words if place.text[place.end + 30 :] else words + "."
        written = place.written.lower()
        is_short = kind in ("abbreviation", "title") and not written.endswith(tuple(self.abbreviated_endings))
        if is_short and written not in self.last_abbreviations:
            return words
        word = _WORD.match(following)
        if not word or not word[0][0].isupper():
            return words
        begins = word[0].lower() in self.sentence_beginners or (is_short and written in self.final_abbreviations)
        return words + "." if begins else words

    def is_behind_weekday(self, place: Place) -> bool:
        """ "Mo-Fr 9-17"."""
        return bool(place.before) and re.split("[-–/]", place.before[-1])[-1].rstrip(".") in self.weekday_numbers

    def fraction_of(self, whole: int | None, top: int, bottom: int, noun: Noun, place: Place) -> str:
        """A fraction of a unit."""
        words = self.fraction(top, bottom) if whole is None else self.mixed(whole, top, bottom)
        return f"{words} {noun.one if whole is None else noun.form('other')}"

    def _fraction_of(self, match: re.Match[str], place: Place) -> str | None:
        written = match["written"]
        top, bottom = VULGAR_FRACTIONS[written] if len(written) == 1 else (int(written[0]), int(written[2]))
        noun = self.unit(match["unit"])
        if (
            noun is None
            or top >= bottom
            or (len(written) > 1 and match["whole"] and match[0][len(match["whole"])] != " ")
        ):
            return None
        return self.fraction_of(int(match["whole"]) if match["whole"] else None, top, bottom, noun, place)

    def _scale(self, match: re.Match[str], place: Place) -> str | None:
        """ "1:50.000"."""
        first, _, last = match[0].partition(":")
        return f"{self.whole(first)} {self.ratio_to} {self.whole(last.replace('.', ''))}"

    def _division(self, match: re.Match[str], place: Place) -> str | None:
        """ "10 : 2 = 5" is a division, "3 : 1" is a score."""
        joint = self.divided_by if place.text[place.end : place.end + 3].lstrip()[:1] == "=" else self.ratio_to
        return f"{self.whole(match['a'])} {joint} {self.whole(match['b'].replace('.', ''))}"

    def _product(self, match: re.Match[str], place: Place) -> str | None:
        return f"{self.whole(match['a'])} {self.times or self.by} {self.whole(match['b'])}"

    def _phone(self, match: re.Match[str], place: Place) -> str | None:
        """ "0170 / 1234567", "0180 5 12 34 56"."""
        if sum(char.isdigit() for char in match["body"]) < 7 or (
            place.start and place.text[place.start - 1] in ".,:-+/"
        ):
            return None
        return phones.spoken(match["body"], match["extension"] or "", self)

    def _without_cents(self, match: re.Match[str], place: Place) -> str | None:
        """ "5,-": no cents; without a sign it is euros."""
        sign = match["behind"] or match["before"] or "€"
        currency = self.currency(self.all_currency_signs.get(sign, sign))
        found = figure(match["number"], self)
        if currency is None or found is None:
            return None
        words = self.money(found, currency)
        return f"{words} {self.per[match['per']]}" if match["per"] else words

    def _month_year(self, match: re.Match[str], place: Place) -> str | None:
        if place.start and place.text[place.start - 1] in "/.-:,":
            return None
        # "3.2019" is no decimal here: the decimal sign is a comma.
        return self.date(Date(None, int(match["month"]), int(match["year"])), place)

    def _two_weekdays(self, match: re.Match[str], place: Place) -> str | None:
        first, last = (self.weekday_numbers[match[key].lower()] for key in ("first", "last"))
        if first == last:
            return None
        return f"{self.weekday(first)} {self.and_word} {self.weekday(last)}"

    def _iban(self, match: re.Match[str], place: Place) -> str | None:
        written = match[0].replace(" ", "")
        if "iban" not in place.before and len(written) < 2 * _SHORTEST_IBAN:
            return None
        if len(written) < _SHORTEST_IBAN:
            return None
        return self.code(match[0])

    def _bic(self, match: re.Match[str], place: Place) -> str | None:
        """ "BIC: COBADEFFXXX"."""
        return self.spell(match[0]) if place.before_is(frozenset({"bic", "swift", "bic-code", "swift-code"})) else None

    def _masked(self, match: re.Match[str], place: Place) -> str | None:
        """ "**** 5678": the stars of a card's number."""
        return self.digits(match["digits"])

    def _footnote(self, match: re.Match[str], place: Place) -> str | None:
        """ "19,90 €*"."""
        before = place.text[place.start - 1 : place.start] if place.start else ""
        if place.text[place.end : place.end + 1].isalpha():
            return None if before.strip() else ""
        return "" if before.isalnum() or before in ("€", "%", "$") else None

    def _ending_digits(self, match: re.Match[str], place: Place) -> str | None:
        """ "Durchwahl -23", "**** -1234"."""
        if not place.clues & {"code", "phone"} or not place.text[place.start - 1 : place.start].isspace():
            return None
        return self.digits(match["digits"])

    def _slashed(self, match: re.Match[str], place: Place) -> str | None:
        """ "120/80 mmHg", "Hauptstr. 12/14", "Aktenzeichen 412/23"."""
        if place.start and place.text[place.start - 1] in ".,:-/":
            return None
        first, last = self.whole(match["a"]), self.whole(match["b"])
        noun = self.units.get("mmHg") if match["unit"] else None
        if noun or place.before_is(self.pressure_words, 3):
            return f"{first} {self.pressure_to} {last}" + (f" {noun.many or noun.other or noun.one}" if noun else "")
        word = place.before[-1].rstrip(".") if place.before else ""
        if word.endswith(self.street_ends) or "code" in place.clues or place.before_is(self.file_words, 4):
            return f"{first} {self.signs['/']} {last}"
        return None

    def _dotted(self, match: re.Match[str], place: Place) -> str | None:
        """ "HDMI 2.1", "Raum 0.12": with a full stop it is no decimal here."""
        if place.start and place.text[place.start - 1] in ".,:-–/":
            return None
        return self.version(match[0].split("."))

    def _room(self, match: re.Match[str], place: Place) -> str | None:
        """ "C3.14"."""
        return f"{self.spell(match['letters'])} {self.version(match['numbers'].split('.'))}"

    def _dotted_code(self, match: re.Match[str], place: Place) -> str | None:
        """ "Rek.nr. 12.34.56.789"."""
        return self.code(match[0])

    def _with_short_year(self, match: re.Match[str], place: Place) -> str | None:
        """ "1-10-'24"."""
        found = Date(int(match["day"]), int(match["month"]), whole_year(match["year"]))
        return self.date(found, place) if possible(found) else None

    def _social(self, match: re.Match[str], place: Place) -> str | None:
        """ "116 117": the numbers of social services."""
        return None if self.is_count(place) else phones.spoken(match[0], "", self)

    def _booked(self, match: re.Match[str], place: Place) -> str | None:
        """ "500,00- €", as accounts are printed."""
        currency, found = self.currency("EUR"), figure(match["number"], self)
        if currency is None or found is None or not (match["before"] or match["sign"]):
            return None
        return self.money(found._replace(sign="-"), currency)

    def _generation(self, match: re.Match[str], place: Place) -> str | None:
        """ "5G-Netz", "4K-TV"."""
        return f"{self.whole(match['number'])} {self.spell(match['letter'])}"

    def _in_brackets(self, match: re.Match[str], place: Place) -> str | None:
        """ "(0 30) 1 23 45-678"."""
        enough = sum(char.isdigit() for char in match[0]) > 6
        return phones.spoken(match[0], "", self) if enough else None

    def _unit_price(self, match: re.Match[str], place: Place) -> str | None:
        """ "pro km"."""
        said = self.per[match["unit"]]
        head, _, rest = said.partition(" ")
        return f"{match[0].partition(' ')[0]} {rest}" if head in ("per", "pro") and rest != match["unit"] else None

    def _often(self, match: re.Match[str], place: Place) -> str | None:
        """ "3x", "3 x täglich"."""
        if place.start and place.text[place.start - 1] in ".,:-–/":
            return None
        whole, _, fraction = match["number"].partition(",")
        return self.times_of(int(whole)) if not fraction else f"{self.number(Figure(whole, fraction))}{self.often}"

    def times_of(self, number: int) -> str:
        """How often."""
        return f"{self.cardinal(number)}{self.often}"

    def _minus(self, match: re.Match[str], place: Place) -> str | None:
        return f"{self.whole(match['a'])} {self.minus} {self.whole(match['b'])}"

    def _listed_time(self, match: re.Match[str], place: Place) -> str | None:
        """ "8.15, 10.15 und 12.15 Uhr"."""
        if place.start and place.text[place.start - 1] in ".:,":
            return None
        return self.clock(Clock(int(match["hour"]), int(match["minute"])), place)

    def _numbered(self, match: re.Match[str], place: Place) -> str | None:
        """ "Versicherungs-Nr."."""
        if place.start and place.text[place.start - 1] in "-@/_.":
            return None
        joint = "s" if match[0][len(match["head"])] == "s" else ""
        return f"{match['head']}{joint}{self.number_word.lower()}"

    def _another_phone(self, match: re.Match[str], place: Place) -> str | None:
        """ "Notruf 110 oder 112"."""
        before = place.before
        if (
            len(before) < 3
            or before[-1] not in (self.and_word, *self.or_words)
            or not any(word.rstrip(".,").replace("-", "").isdigit() for word in before[-3:-1])
        ):
            return None
        if self.is_count(place) or not any(word in self.calling for word in before[-6:-2]):
            return None
        return phones.spoken(match[0], "", self)

    def is_count(self, place: Place) -> bool:
        """ "unter 12 Jahren", "14 ct/min" behind a word that speaks for a telephone's number."""
        written = place.written
        if not written.isdigit() or written[0] == "0" or len(written) > _LONGEST_COUNT_DIGITS:
            return False
        return self._units_behind.match(place.text, place.end) is not None or self.counts_noun(place)

    def counts_noun(self, place: Place) -> bool:
        """Whether what follows is a noun that is counted."""
        del place
        return False

    @cached_property
    def _units_behind(self) -> re.Pattern[str]:
        names = [
            name
            for name in {*cldr.UNITS, *self.units, *self.duration_units, *self.magnitudes} - self.no_units
            if len(name) > 1 or name.islower()
        ]
        return re.compile(rf"[ \u00a0]?(?:{alternatives(names)})(?!\w)")
