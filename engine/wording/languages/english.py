"""English, as the United States say it; what other regions say in another way is theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording import numbers
from engine.wording.figures import Figure
from engine.wording.language import Language, Place, Shape
from engine.wording.languages import english_more_shapes, english_shapes
from engine.wording.languages import english_tables as tables
from engine.wording.languages import english_words as known
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Date, Noun


class American(Language):
    """English of the United States."""

    tag = "en-US"
    locale = "en_US"
    country = "US"
    digit_names = numbers.UNDER_TWENTY[:10]
    minus, plus, plus_minus = "minus", "plus", "plus or minus"
    point, dot = "point", "dot"
    percent_word, per_mille = Noun("percent"), Noun("per mille")
    ordinal_suffixes = "(?i:st|nd|rd|th)"
    magnitudes: ClassVar[Mapping[str, Noun]] = tables.MAGNITUDES
    mixed_and = "and"
    to, ratio_to, score_to, by = "to", "to", "to", "by"
    and_word, about, extension, number_word, symbol = "and", "about", "extension", "number", "symbol"
    capital = "capital"
    booleans: ClassVar[Mapping[str, str]] = {"true": "yes", "false": "no"}
    currencies = tables.CURRENCIES
    money_and = "and"
    date_order = "mdy"
    month_first_names = True
    date_of = "of"
    date_article = "(?:[tT]he )?"
    range_words = "(?:to|through|until|till)"
    halves: ClassVar[Mapping[str, str]] = {
        "am": "a", "a.m.": "a", "a.m": "a", "a": "a", "pm": "p", "p.m.": "p", "p.m": "p", "p": "p",
        "a. m.": "a", "p. m.": "p",
    }  # fmt: skip
    zones = known.ZONES
    clock_words = ("o'clock",)
    units: ClassVar[Mapping[str, Noun]] = tables.UNITS
    no_units = frozenset({"in", "A", "B", "bar", "PS", "t", "kn", "a"})
    per = tables.PER
    per_behind: ClassVar[Mapping[str, str]] = {
        "pcm": "per calendar month",
        "p.c.m.": "per calendar month",
        "pw": "per week",
        "p.w.": "per week",
        "p.a.": "per annum",
        "pa": "per annum",
        "p/m": "per month",
        "p/w": "per week",
        "p/h": "per hour",
        "pppn": "per person per night",
        "pp": "per person",
        "p.p.": "per person",
    }
    abbreviations: ClassVar[Mapping[str, str]] = tables.ABBREVIATIONS
    stop_abbreviations = tables.NEVER_LAST
    titles = tables.TITLES
    street_types = tables.STREET_TYPES
    directions: ClassVar[Mapping[str, str]] = tables.DIRECTIONS
    states: ClassVar[Mapping[str, str]] = tables.STATES
    signs: ClassVar[Mapping[str, str]] = tables.SIGNS
    spelled_signs = tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    single_words = frozenset({"A", "I", "O"})
    clues: ClassVar[Mapping[str, str]] = {**tables.CLUES, "roman": " | ".join(known.COUNTED)}
    clues_after = tables.CLUES_AFTER
    connectors = tables.CONNECTORS
    sentence_starts = known.SENTENCE_STARTS
    version_word = "version"
    vowels = "AEIOUY"

    def cardinal(self, number: int, form: str = "") -> str:
        del form
        return numbers.cardinal(number)

    def ordinal(self, number: int, form: str = "") -> str:
        del form
        return numbers.rank(self.cardinal(number))

    def year(self, number: int) -> str:
        return numbers.year(number)

    def short_year(self, number: int) -> str:
        rest = number % 100
        return f"oh {self.cardinal(rest)}" if rest < 10 else self.cardinal(rest)

    def decade(self, number: int, *, short: bool) -> str:
        del short
        return numbers.plural(self.cardinal(number) if number < 100 else self.year(number))

    def fraction(self, top: int, bottom: int) -> str:
        one, many = tables.FRACTIONS.get(bottom, ("", ""))
        if not one:
            one = self.ordinal(bottom)
            many = one + "s"
        return f"{self.cardinal(top)} {one if top == 1 else many}"

    def over(self, top: int, bottom: int) -> str:
        return f"{self.cardinal(top)} over {self.cardinal(bottom)}"

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        words = self.fraction(top, bottom)
        return f"{self.cardinal(whole)} and {'a' + words[3:] if top == 1 else words}"

    def category(self, figure: Figure) -> str:
        return "one" if figure.is_one else "other"

    def magnified(self, figure: Figure, magnitude: str) -> str:
        return f"{self.number(figure)} {self.magnitudes[magnitude].one}"

    def version(self, parts: Sequence[str]) -> str:
        # An address of the network has dots, a version points.
        is_address = len(parts) == _ADDRESS_PARTS and all(len(part) <= 3 for part in parts)
        return f" {self.dot if is_address else self.point} ".join([self.whole(part) for part in parts])

    def roman(self, number: int, place: Place) -> str | None:
        written, before = place.written, place.before
        word = before[-1] if before else ""
        if written in known.NO_NUMBERS or (len(written) == 1 and written in "CDLM"):
            return None
        if word in known.COUNTED:
            return self.cardinal(number)
        if word in known.KINGS or any(one in known.ROYAL for one in before[-4:]):
            return f"the {self.ordinal(number)}"
        if place.after(1) in (("century",), ("centuries",)):
            return self.ordinal(number)
        named = place.text[max(0, place.start - 30) : place.start].rstrip().rpartition(" ")[2]
        if len(written) == 1 or not named[:1].isupper() or not set(written) <= set("IVX"):
            return None
        is_person = any(one in known.GIVEN_NAMES for one in before[-3:-1]) or any(
            one in known.NAME_TITLES for one in before[-4:-1]
        )
        return f"the {self.ordinal(number)}" if is_person and number <= _HIGHEST_NAMESAKE else self.cardinal(number)

    def is_magnitude(self, written: str, place: Place) -> bool:
        head = place.written[: -len(written)]
        if len(written) > 1 or ("." in head and written != "t"):
            return True
        glued = head[-1:].isdigit()
        following = place.after(1)
        counts = bool(following) and following[0] in known.COUNTED_NOUNS
        if written in "kK":
            # "4K" is a picture's size and "5K" a race.
            is_name = written == "K" and len(head) == 1
            return counts or (glued and not is_name and not (following and following[0] in known.AFTER_RACES))
        if written == "M":
            return counts or (glued and head != "3")
        return counts

    def is_count(self, place: Place) -> bool:
        following = place.after(1)
        if not following or place.text[place.end : place.end + 1] != " ":
            return False
        word = following[0]
        if word in known.FUNCTION_WORDS or word in known.VERBS:
            return False
        return word in known.COUNTED_NOUNS or (word.endswith("s") and not word.endswith("ss") and len(word) > 3)

    def is_year(self, place: Place) -> bool:
        number = int(place.written)
        if _ERA.match(place.text, place.end):
            return True
        last = place.before[-1] if place.before else ""
        modern = 1900 <= number <= 2049
        if last in known.BEFORE_YEARS:
            following = place.after(1)
            counts = bool(following) and following[0] in known.COUNTED_NOUNS
            if last not in known.DATING:
                return not counts and (modern or not self.is_count(place))
            return (
                (number >= 1100 or (number % 100 != 0 and not place.after(1)))
                and not counts
                and (not self.is_count(place) or (modern and number % 100 != 0))
            )
        if not modern:
            return False
        if not last or last == ".":
            # A sentence that a year begins goes on with a verb.
            return place.after(1)[:1] != () and (
                place.after(1)[0] in known.FUNCTION_WORDS or place.after(1)[0] in known.VERBS
            )
        opened = place.text[place.start - 1 : place.start] == "(" and place.text[place.end : place.end + 1] in (
            ")",
            ",",
        )
        if opened or last.rstrip(".,") in self.month_numbers:
            return True
        if last in ("the", "a", "this", "your", "our", "its", "his", "her", "their", "my"):
            return bool(place.after(1)) and place.after(1)[0] not in known.COUNTED_NOUNS
        named = place.text[max(0, place.start - 30) : place.start].rstrip().rpartition(" ")[2]
        return named[:1].isupper() and named.isalpha() and len(place.before) > 1 and not self.is_count(place)

    def noun_at(self, noun: Noun, place: Place) -> Noun:
        return Noun(noun.one) if self._is_attributive(place) else noun

    def _is_attributive(self, place: Place) -> bool:
        """Whether an amount or a measure belongs to the noun behind it: "a ten dollar card"."""
        if _HYPHENED.search(place.written) or _A_PIECE.match(place.text, place.end):
            return True
        following = place.after(1)
        if not following or place.text[place.end : place.end + 1] not in (" ", "-"):
            return False
        word, before = following[0], place.before
        last = before[-1] if before else ""
        if last in ("a", "an") and word in ("tall", "long", "wide", "high", "deep", "thick"):
            return True
        if last in ("a", "an") and word in ("can", "back", "total", "plus"):
            return True
        if word in known.FUNCTION_WORDS or word in known.VERBS:
            return False
        if word in known.HEADS or last in known.DETERMINERS:
            return True
        return last in known.ADJECTIVES and len(before) > 1 and before[-2] in known.DETERMINERS

    def sounds_like_word(self, capitals: str) -> bool:
        return bool(_SAYABLE.fullmatch(capitals)) and any(char not in "AEIOU" for char in capitals)

    def shapes(self) -> Sequence[Shape]:
        local = english_more_shapes.states(self) if self.country == "US" else []
        return [*english_shapes.american(self), *english_more_shapes.american(self), *local]

    # Time ------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        return {**cldr.month_numbers(self.locale), **tables.MONTHS}

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        return {**cldr.weekday_numbers(self.locale), **tables.WEEKDAYS}

    def date(self, date: Date, place: Place | None = None) -> str:
        weekday = f"{self.weekday(date.weekday)}, " if date.weekday else ""
        year = None if date.year is None else self.year(date.year)
        if date.month is None:
            spoken = "" if date.day is None else self.ordinal(date.day)
        elif date.day is None:
            return weekday + " ".join([word for word in (self.month(date.month), year) if word])
        elif date.day_first:
            article = "" if place is not None and place.before[-1:] == ("the",) else "the "
            spoken = f"{article}{self.ordinal(date.day)} of {self.month(date.month)}"
        else:
            spoken = f"{self.month(date.month)} {self.ordinal(date.day)}"
        return weekday + ", ".join([words for words in (spoken, year) if words])

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        if first.day_first:
            article = "" if place is not None and place.before[-1:] == ("the",) else "the "
            start = f"{article}{self.ordinal(first.day or 0)}"
            return f"{start} to {self.date(first._replace(day=last, weekday=None), None)}"
        ending = self.ordinal(last)
        year = "" if first.year is None else f", {self.year(first.year)}"
        return f"{self.date(first._replace(year=None), place)} to {ending}{year}"

    def is_month(self, written: str, date: Date, place: Place) -> bool:
        """ "may", "march" and "mar" in small letters are words, unless they stand in a whole date."""
        if written[0].isupper():
            # "May 5 people come?" asks.
            begins = place.before[-1:] in ((), (".",))
            counts = place.after(1)[:1] != () and place.after(1)[0] in known.COUNTED_NOUNS
            return not (written == "May" and begins and counts and date.year is None)
        if written.lower() in ("may", "march", "mar", "sun", "sat"):
            return date.year is not None or (date.day is not None and place.before_is(known.BEFORE_SMALL_MONTHS))
        return date.day is not None or date.year is not None

    def is_date(self, place: Place) -> bool:
        # Nobody writes a zero before a fraction's figures.
        written = place.written.rpartition(" ")[2]
        return (
            written[0] == "0"
            or (len(written) == 5 and "/0" in written)
            or place.after(1) in (("at",), ("between",))
            or (
                place.before[-1:] in (("and",), ("to",), ("through",), ("or",), ("until",))
                and "/" in place.before[-2:][0]
            )
        )

    def is_weekday(self, written: str, place: Place) -> bool:
        if not written[0].isupper() or written.rstrip(".").isupper() or place.before_is(frozenset({"the", "a"})):
            return False
        known_day = place.before_is(known.BEFORE_DAYS) or (
            bool(place.before) and place.before[-1].rstrip(".") in self.weekday_numbers
        )
        behind = place.text[place.end : place.end + 1]
        is_name = written.rstrip(".") in ("Sun", "Sat", "Wed", "Mon")
        if place.after(1) in (("closed",), ("only",), ("open",)):
            return True
        return (
            known_day
            or (
                (written.endswith(".") or behind in (",", ":", "/"))
                and (not is_name or behind in (":", "/") or self._is_listed(place))
            )
            or bool(_HOUR_BEHIND.match(place.text, place.end))
        )

    def _is_listed(self, place: Place) -> bool:
        last = place.before[-1] if place.before else "."
        return last in ("and", "or", "are", "is", ".") or place.written.endswith(".")

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        named = place.after(1) if place is not None else ()
        if clock.hour in (0, 24) and not clock.minute and not clock.second and not clock.half:
            return (
                " ".join(["midnight", *([self.spell(clock.zone)] if clock.zone else [])])
                if named != ("midnight",)
                else "twelve"
            )
        words = [self.cardinal(clock.hour)]
        if (
            clock.hour == 12
            and not clock.minute
            and not clock.half
            and named in (("noon",), ("midnight",), ("midday",))
        ):
            return "twelve"
        if clock.minute:
            words.append(("oh " if clock.minute < 10 else "") + self.cardinal(clock.minute))
        elif not clock.half:
            words.append("o'clock" if 1 <= clock.hour <= 12 else "hundred")
        if clock.second:
            words.append(f"and {self.cardinal(clock.second)} second{'s' if clock.second != 1 else ''}")
        if clock.half:
            words.append(clock.half.upper() + " M")
        if clock.zone:
            words.append(self.spell(clock.zone))
        return " ".join(words)

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        return f"{self._bare(first)} to {self._bare(last)}"

    def _bare(self, clock: Clock) -> str:
        words = self.clock(clock)
        return words.removesuffix(" o'clock") if not clock.minute else words

    def are_hours(self, written: str, place: Place) -> bool:
        del written
        last = place.before[-1].rstrip(".,") if place.before else ""
        day = _DASHES.split(last)[-1].rstrip(".")
        return (
            day.removesuffix("s") in self.weekday_numbers
            or day in self.weekday_numbers
            or last in ("m-f", "daily", "weekdays", "weekends")
        )

    # Digits, letters and words ---------------------------------------------------------------------------------

    def house_number(self, digits: str) -> str:
        number = int(digits)
        if digits[0] == "0" or len(digits) > 4:
            return self.digits(digits)
        if len(digits) < 3 or number % 1000 == 0 or (len(digits) == 3 and number % 100 == 0):
            return self.cardinal(number)
        return english_shapes.in_pairs(self, digits)

    def code(self, text: str) -> str:
        # A short number is easier as a number, whatever it numbers.
        if text.isdigit() and len(text) <= 2 and text[0] != "0":
            return self.cardinal(int(text))
        return super().code(text)

    def web_word(self, word: str) -> str:
        small = word.lower()
        if len(word) == 1:
            return word
        if small in known.SPELLED_IN_ADDRESSES or (small.upper() in self.spelled and len(word) <= 4):
            return self.spell(word)
        has_vowel = any(char in "aeiouy" for char in small)
        return word if has_vowel or small in known.SAID_IN_ADDRESSES or len(word) > 5 else self.spell(word)

    def phone(self, groups: Sequence[str], *, international: bool = False) -> str:
        words = [
            self.digits(group) if group.isdigit() else {"*": "star", "#": "hash"}.get(group, group) for group in groups
        ]
        return ("plus " if international else "") + ", ".join(words)

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small, first = written.lower(), written[0]
        following = place.text[place.end : place.end + 8]
        if _PLURAL.fullmatch(written):
            return None
        if small in known.BY_WHAT_FOLLOWS or small in tables.BOOKS:
            return self._by_what_follows(written, words, place)
        if small in tables.BEFORE_FIGURES:
            pattern = _FIGURE if small in ("no.", "nos.", "p.", "pp.") else _FIGURE_OR_ROMAN
            return words if pattern.match(following) else None
        if small in known.BEFORE_CAPITALS and not following.lstrip()[:1].isupper():
            return None
        if small in known.AFTER_FIGURES:
            return words if place.before and not place.before[-1].isalpha() else words if small == "p.a." else None
        if small in ("nw", "ne", "se", "sw"):
            is_wind = place.before_is(known.WINDS)
            return words if written.isupper() and (is_wind or not _FIGURE.match(following)) else None
        if small in known.CAPITAL_ONLY:
            return (
                words if first.isupper() and not (small.isalpha() and len(small) == 2 and written.isupper()) else None
            )
        if small in known.SMALL_ONLY:
            number = place.text[max(0, place.start - 3) : place.start].rstrip()[-1:].isdigit()
            return words if written.islower() and not number else None
        return words

    @staticmethod
    def _by_what_follows(written: str, words: str, place: Place) -> str | None:
        """ "Gen. 1:3" and "Gen. Ford", "inc. VAT" and "Acme Inc.", "Rt. Hon." and "Rt. 9"."""
        small, following = written.lower(), place.text[place.end : place.end + 8]
        if small in tables.BOOKS:
            verse = _VERSE.match(following) is not None
            return tables.BOOKS[small] if verse else words if words != tables.BOOKS[small] else None
        if small == "est.":
            opened = "(" in place.text[max(0, place.start - 1) : place.start]
            return words if opened or _FIGURE.match(following) else "estimated"
        if small == "fl.":
            ranked = bool(place.before) and place.before[-1][:1].isdigit()
            return words if ranked or _FIGURE.match(following) else None
        if small in ("rt", "rt."):
            return "Right" if _REVEREND.match(following) else "Route" if _FIGURE.match(following) else None
        if small == "assoc.":
            return "Associate" if following.startswith(" Prof") else words
        if small == "cir.":
            ranked = bool(place.before) and place.before[-1][:1].isdigit()
            return "Circuit" if ranked else words if written == "Cir." else None
        if small in ("ph", "ph."):
            return words if _DIALLED.match(following) else None
        next_word, begins = "".join(place.after(1)), place.before[-1:] in ((), (".",))
        if next_word in known.TAXES and (written[0].islower() or begins):
            return "excluding" if small.startswith("ex") else "including"
        if written == "inc." and next_word in ("", "in"):
            return "included" if place.text[max(0, place.start - 2) : place.start] != ", " else "Incorporated"
        return "Incorporated" if written == "Inc." else None

    def ends_sentence(self, place: Place) -> bool:
        if super().ends_sentence(place):
            return True
        # "Open till 5 p.m. Carry your ID." but "At 5 p.m. Mary came", "at 5 p.m. Eastern", "at 5 p.m. Monday".
        following = _SENTENCE.match(place.text, place.end)
        if following is None or place.text[place.end - 2 : place.end] not in ("m.", "M."):
            return False
        word, first = following[1].lower(), list(place.before)
        first = first[len(first) - first[::-1].index(".") :] if "." in first else first
        is_led = len(place.before) < _KEPT and first[:1] != [] and first[0] in known.BEFORE_TIMES
        if is_led or word in known.AFTER_TIMES or not place.before:
            return False
        return _CLOCKED.search(place.written) is not None and not (
            word in self.weekday_numbers or word in self.month_numbers or word[:-1] in self.weekday_numbers
        )

    def is_before_name(self, place: Place) -> bool:
        """ "Dr. Smith", "St. James", but "Main St. Apt 4" and "Elm Dr.": a road has a name or a number before it."""
        if _COUPLE.match(place.text, place.end) or place.text[max(0, place.start - 1) : place.start] == "(":
            return place.written.startswith("Dr")
        following = _NAME.match(place.text, place.end)
        if following is None or not following[1][0].isupper():
            return False
        word = following[1].lower()
        before = place.text[max(0, place.start - 24) : place.start].rstrip()
        named = before.rpartition(" ")[2]
        if before[-1:].isdigit() or named[:1].isdigit():
            # "15 St John's Rd": behind the number of a house stands the name of its street.
            is_house = before[-1:].isdigit() and named.isdigit() and place.written.startswith("St")
            return is_house and word not in known.SENTENCE_STARTS and word not in known.AFTER_STREETS
        is_after_name = named[:1].isupper() and named.isalpha() and len(named) > 2
        if not is_after_name:
            return True
        if word in known.AFTER_STREETS or word in known.SENTENCE_STARTS:
            return False
        return not (place.written.startswith("St") and named.lower() in known.STREETS)

    def is_letter(self, letter: str, place: Place) -> bool:
        if letter == "I":
            return bool(place.clues & {"letters", "code"})
        if letter == "A":
            following = place.after(1)
            return bool(place.clues & {"letters", "code"}) or (
                bool(place.before) and place.before[-1] != "." and not following
            )
        return True


_ADDRESS_PARTS = 4
_HIGHEST_NAMESAKE = 10
_DASHES = re.compile("[-–—]")
_FIGURE = re.compile(r"\s?(?:[A-Z]{0,3}[ -]?\d|[Xx*]{2})")
_FIGURE_OR_ROMAN = re.compile(r"\s?[A-Z]{0,3}[ -]?\d|\s[IVX]")
_ERA = re.compile(r" (?:AD|BC|CE|BCE|A\.D\.|B\.C\.)(?!\w)")
_VERSE = re.compile(r" \d{1,3}:\d")
_DIALLED = re.compile(r"[:.]?[ ]?[\d+(]")
_PLURAL = re.compile(r"[A-Z]{2,6}s\.?")
_REVEREND = re.compile(r" (?:Hon|Rev)")
_A_PIECE = re.compile(r"-an?-[a-z]")
_HYPHENED = re.compile(r"\d-[A-Za-z]")
_HOUR_BEHIND = re.compile(r"[ ]\d{1,2}(?::\d\d|[ ]?[AaPp]\.?[Mm]|[ ]?[-–])")
_SENTENCE = re.compile(r"[ ]{1,2}([A-Z][a-z]{2,20})(?![A-Za-z])")
_CLOCKED = re.compile(r"\d ?[AaPp]\.? ?[Mm]\.\Z")
_KEPT = 8
_COUPLE = re.compile(r" (?:&|and) (?:Mrs|Mr|Ms|Dr|Prof)\b")
_NAME = re.compile(r"[ ]{0,3}([^\W\d_]{1,30})")
_ONSETS = (
    "BL|BR|CH|CL|CR|DR|DW|FL|FR|GH|GL|GN|GR|KN|KR|PH|PL|PR|PS|QU|RH|SC|SH|SK|SL|SM|SN|SP|SQ|ST|SW|TH|TR|TW|WH|WR|SCR|SHR|SPL|SPR|"
    "STR|SCH|CHR|THR|[BCDFGHJKLMNPQRSTVWXYZ]"
)
_SAYABLE = re.compile(
    rf"(?:{_ONSETS})?[AEIOUY]{{1,2}}(?:[BCDFGHJKLMNPQRSTVWXZ]{{1,2}}[AEIOUY]{{1,2}}){{0,4}}"
    "(?:[BCDFGHJKLMNPQRSTVWXZ]{1,2}|[LMNRS][BCDFGHKPTX]S|TCH|NGS|NCE)?"
)
"""Capitals that have the shape of an English word."""
