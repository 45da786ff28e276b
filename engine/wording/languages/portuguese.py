"""Portuguese, as Brazil and as Portugal say it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording.figures import Figure
from engine.wording.language import LONGEST_CARDINAL_DIGITS, Place, Shape
from engine.wording.languages import portuguese_numbers, portuguese_shapes, romance_shapes
from engine.wording.languages import portuguese_tables as tables
from engine.wording.languages.romance import Romance
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Date, Noun

# A name before "S." makes it an initial, but not that of a street.
_INITIAL = re.compile(
    r"(?:\b[A-Z]\.|\b(?!Rua|Avenida|Largo|Praça|Hospital|Ilha|Igreja|Castelo|Em|De|Em)[A-Z][a-zà-ÿ]+)[ ]\Z"
)
_ITEM = re.compile(r"[ ][a-z]\)")
_RANKED_FIRST = re.compile(r"(?<!\d)1\.?[º°]")


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
    sentence_starts = tables.SENTENCE_STARTS
    enders = tables.ENDERS
    signs_only_behind = Romance.signs_only_behind | frozenset(tables.CURRENCY_WORDS)
    currency_signs = tables.CURRENCY_WORDS
    recipe_nouns = tables.RECIPE_NOUNS
    uncounted = tables.UNCOUNTED
    doubtful_weekdays = frozenset({"ter", "dom", "sex", "qui", "seg"})
    dash_word, out_of, metres_joint, in_turn = "traço", "de", "e", "em"
    powers, per_quantity, counted = ("ao quadrado", "ao cubo"), "por", tables.COUNTED
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
        return portuguese_numbers.cardinal(self, number, form == "f")

    def ordinal(self, number: int, form: str = "") -> str:
        words = portuguese_numbers.ordinal(number) if 0 < number < 10_000 else self.cardinal(number)
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
        if before.isalnum() and before.isupper() and len(before) > 1:
            return ""
        return "f" if place.after(1) == ("das",) else super().governed(place)

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
        unit = self.unit(noun) if len(noun) < 3 else None
        noun = unit.one if unit else noun
        feminine = self.is_feminine(noun) if unit is None else unit.gender == "f"
        half = "meia" if feminine else "meio"
        if whole is None:
            return f"{half} {noun}"
        return f"{self.cardinal(whole, 'f' if feminine else '')} {noun} e {half}"

    def half_of(self, noun: Noun) -> str:
        return f"{'meia' if noun.gender == 'f' else 'meio'} {noun.one}"

    def scale(self, bottom: str) -> str:
        return f"um {self.ratio_to} {self.whole(bottom)}"

    def hours_and_half(self, hours: int) -> str:
        return f"{self._hour(hours)} e meia"

    def placed(self, kind: str, words: str, place: Place) -> str:
        """ "Aos dom." has a plural."""
        if kind == "date" and words.rstrip(".") in self._whole_names and place.before_is(tables.PLURAL_ARTICLES):
            name = words.rstrip(".")
            many = name.replace("-feira", "s-feiras") if name.endswith("-feira") else f"{name}s"
            return many + words[len(name) :]
        return words

    def roman(self, number: int, place: Place) -> str | None:
        word = self.head_word(place)
        after = place.after(2)
        following = place.text[place.end : place.end + 2].strip()
        if number < 100 and after and following[:1].isupper() and after[0] in tables.NUMBERED_EVENTS:
            return self.ordinal(number, "f" if self.is_feminine(after[0]) else "")
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
            feminine = "f" if word.endswith("a") or word in tables.QUEENS else ""
            # Kings and popes are ranked up to ten.
            return self.ordinal(number, feminine) if number < 11 else self.cardinal(number)
        return self.cardinal(number) if self.is_bare_roman(place) else None

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
        if (
            place is not None
            and "duration" in place.clues
            and not (first.minute or last.minute or ":" in place.written)
        ):
            return f"{self.cardinal(first.hour, 'f')} {self.to} {self._hour(last.hour)}"
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
        told = [pair for pair in parts if pair[0].value or pair[0].fraction] or list(parts[-1:])
        words = [self.count(count, self.duration_noun(unit)) for count, unit in told]
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} e {words[-1]}"

    def is_time(self, written: str, place: Place) -> bool:
        return False

    # Digits, letters and words -------------------------------------------------------------------------------------

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small = written.lower()
        following = place.text[place.end : place.end + 2].strip()
        if self._is_no_abbreviation(written, small, place):
            return None
        if small == "a/c" and place.after(1)[:1] not in (("de",), ("do",), ("da",), ("dos",), ("das",)):
            return words + " de"
        if small == "d.":
            return self._dom(place)
        if small == "al." and _ITEM.match(place.text, place.end):
            return "Alínea" if written[0] == "A" else "alínea"
        if small == "s/" and following[:1].isdigit():
            return "sala"
        if small == "cap." and written != small:
            if following[:1].isdigit() or following[:1] in ("I", "V", "X"):
                return "Capítulo"
            return words if following[:1].isalpha() else None
        figures = following[:1].isdigit() or following[:1] in ("I", "V", "X")
        if (small in tables.BEFORE_FIGURES and not figures) or (
            small in tables.BEFORE_NAMES and not following[:1].isalpha()
        ):
            return None
        return words

    def _is_no_abbreviation(self, written: str, small: str, place: Place) -> bool:
        """Whether the letters are a word's or an initial."""
        if written.isupper() and 1 < len(written.rstrip(".")) < 4 and written not in self.abbreviations:
            # "CF" is no "cf.".
            return True
        if small == "a.m.":
            return not place.text[max(0, place.start - 2) : place.start].rstrip().endswith("%")
        if small == "s.":
            # "S.O.S."
            initial = _INITIAL.search(place.text, max(0, place.start - 24), place.start)
            return place.text[place.end : place.end + 1] != " " or initial is not None or written == small
        if small == "mal." and (not place.before or place.before[-1] == "."):
            # "Mal." begins no name: "R. Mal. Deodoro".
            return True
        if small == "al." and _ITEM.match(place.text, place.end):
            return False
        return written == "al." or (small in tables.AS_WRITTEN and written not in self.abbreviations)

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

    def is_count(self, place: Place) -> bool:
        """A house's number, or "24 meses"."""
        return len(place.written) < 3 or super().is_count(place)

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
            *romance_shapes.shapes(self),
            *portuguese_shapes.shapes(self),
            *self._own(),
        ]


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
        return [Shape("phone", portuguese_shapes.BRAZILIAN_PHONE, portuguese_shapes.phone, 25, "(0123456789", "- ")]


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
    time_signs = ":h."

    def is_time(self, written: str, place: Place) -> bool:
        """ "Às 9.30"."""
        return "." in written and place.before_is(frozenset({"às", "as", "das", "à", "pelas", "pela"}))

    def category(self, figure: Figure) -> str:
        return "one" if figure.is_one else "other"

    def _own(self) -> Sequence[Shape]:
        return [Shape("phone", portuguese_shapes.PORTUGUESE_PHONE, portuguese_shapes.phone, 16, "23789", " ")]
