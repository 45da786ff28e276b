"""Spanish, as Spain says it, and what Mexico says in another way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import ClassVar

from engine.wording.classes.numbers import figure, magnitude_of, magnitude_pattern, number_pattern
from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.languages import southern_shapes
from engine.wording.languages import spanish_tables as tables
from engine.wording.languages.southern_romance import SouthernRomance
from engine.wording.languages.words import in_order, words
from engine.wording.stops import closing_stop
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Currency, Date, Noun

_UNITS = in_order(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho "
    "diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho "
    "veintinueve"
)
_TENS = in_order("- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_HUNDREDS = in_order(
    "- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
)
_SCALES = (("millón", "millones"), ("billón", "billones"), ("trillón", "trillones"))
_ORDINALS = in_order(
    "- primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo decimotercero "
    "decimocuarto decimoquinto decimosexto decimoséptimo decimoctavo decimonoveno"
)
_ORDINAL_TENS = in_order(
    "- - vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo nonagésimo"
)
_ORDINAL_HUNDREDS = in_order(
    "- centésimo ducentésimo tricentésimo cuadringentésimo quingentésimo sexcentésimo septingentésimo "
    "octingentésimo noningentésimo"
)
_HIGHEST_ORDINAL = 1999
"""Above it people say the cardinal."""
_LAST_OF_A_KING = 10
"""Kings and popes are ordinals up to there."""


class Castilian(SouthernRomance):
    """Spanish of Spain."""

    tag = "es-ES"
    locale = "es_ES"
    country = "ES"
    digit_names = tuple(_UNITS[:10])
    minus, plus, plus_minus = "menos", "más", "más menos"
    point, dot = "coma", "punto"
    percent_word, per_mille = Noun("por ciento"), Noun("por mil")
    ordinal_suffixes = (
        r"(?:\.?[ºª°]|\.?(?i:[oa]s|er|r[oa]s?|d[oa]s?|t[oa]s?|m[oa]s?|v[oa]s?|n[oa]s?|"
        r"[oa](?=\.?[ ][a-záéíóúñ]{3}|\.[ ])))"
    )
    version_word = "versión"
    magnitudes = tables.MAGNITUDES
    thousand_magnitudes = frozenset({"k", "mil"})
    million_of = magnitude_of = "de"
    fractions = tables.FRACTIONS
    mixed_and = and_word = "y"
    to = ratio_to = score_to = "a"
    by, about, extension, number_word, symbol = "por", "aproximadamente", "extensión", "número", "símbolo"
    capital = "mayúscula"
    booleans: ClassVar[Mapping[str, str]] = {"true": "sí", "false": "no"}
    hashtag = "etiqueta"
    currencies: ClassVar[Mapping[str, Currency]] = tables.CURRENCIES
    money_and = "con"
    date_of = "(?i:del|de)"
    range_words = "(?:al|a|AL|A|hasta el)"
    halves: ClassVar[Mapping[str, str]] = {
        "am": "a", "a.m.": "a", "a.m": "a", "a. m.": "a", "pm": "p", "p.m.": "p", "p.m": "p", "p. m.": "p",
    }  # fmt: skip
    zones = ("CET", "CEST", "GMT", "UTC", "CST", "EST", "PST")
    time_signs = ":.h"
    clock_words = ("h", "hrs", "hs", "hr", "horas", "H", "HRS", "HORAS")
    durations: ClassVar[Mapping[str, Noun]] = {
        "year": Noun("año", "años", "m"), "month": Noun("mes", "meses", "m"), "week": Noun("semana", "semanas", "f"),
        "day": Noun("día", "días", "m"), "hour": Noun("hora", "horas", "f"), "minute": Noun("minuto", "minutos", "m"),
        "second": Noun("segundo", "segundos", "m"), "millisecond": Noun("milisegundo", "milisegundos", "m"),
    }  # fmt: skip
    duration_units: ClassVar[Mapping[str, str]] = {
        "min": "minute", "mins": "minute", "seg": "second", "segs": "second", "hrs": "hour", "hs": "hour",
        "hr": "hour",
        "hora": "hour", "horas": "hour", "minuto": "minute", "minutos": "minute", "segundo": "second",
        "segundos": "second",
        "día": "day", "días": "day", "semana": "week", "semanas": "week", "mes": "month", "meses": "month",
        "año": "year", "años": "year",
    }  # fmt: skip
    units: ClassVar[Mapping[str, Noun]] = tables.UNITS
    no_units = tables.NO_UNITS
    per: ClassVar[Mapping[str, str]] = tables.PER
    degree = Noun("grado", "grados", "m")
    inch = Noun("pulgada", "pulgadas", "f")
    hectare = Noun("hectárea", "hectáreas", "f")
    participles = tables.PARTICIPLES
    abbreviations = tables.ABBREVIATIONS
    ending_abbreviations = tables.ENDING
    signs: ClassVar[Mapping[str, str]] = tables.SIGNS
    spelled_signs: ClassVar[Mapping[str, str]] = tables.SPELLED_SIGNS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    vowels = "AEIOUÁÉÍÓÚÜ"
    single_words = frozenset("AEOUY")
    clues = tables.CLUES
    clues_after = tables.CLUES_AFTER
    around = tables.AROUND
    sentence_starts = tables.SENTENCE_STARTS
    stop_abbreviations = tables.STOP_ABBREVIATIONS
    connectors = tables.CONNECTORS
    score_words = tables.SCORE_WORDS
    function_words = tables.STOP_WORDS
    label_words = tables.LABELS
    feminine_articles = frozenset({"las", "la"})
    ordinal_articles = words("el la al del un una los las su mi este esta nuestro nuestra")
    hour_words = frozenset({"las", "la"})
    opening_words = tables.BEFORE_HOURS
    postcode = r"(?:0[1-9]|[1-4]\d|5[0-2])\d{3}"
    grouped_phones = r"[6-9]\d{2}(?:[ .]\d{2}){3}|[89]\d[ ]\d{3}(?:[ .]\d{2}){2}|[679]\d{2}[ .-]\d{3}[ .-]\d{3}"
    fraction_behind = r"(?:de[ ](?:los|las|la|su|sus|cada|lo|hora|kilo|litro|taza)|del|partes?)(?!\w)"
    weekday_initials: ClassVar[Mapping[str, int]] = {"L": 1, "M": 2, "X": 3, "J": 4, "V": 5, "S": 6, "D": 7}
    first_of_month: ClassVar[str] = "uno"
    evening: ClassVar[int] = 9
    """The first hour after noon that is the night's."""
    pesos: ClassVar[str] = "MXN"

    # Numbers ---------------------------------------------------------------------------------------------------

    def cardinal(self, number: int, form: str = "") -> str:
        """`form` is "m" or "f" before a noun."""
        if len(str(abs(number))) > _LONGEST_CARDINAL_DIGITS:
            return self.digits(str(number))
        return f"{self.minus} {_cardinal(-number, form)}" if number < 0 else _cardinal(number, form)

    def ordinal(self, number: int, form: str = "") -> str:
        """`form` is "m", "f", "mp", "fp" or "er" before a masculine noun."""
        return _ordinal(number, form) if 0 < number <= _HIGHEST_ORDINAL else self.cardinal(number)

    def ordinal_form(self, suffix: str, place: Place) -> str:
        ending = suffix.strip(".").lower()
        if ending.endswith("s"):
            return "fp" if ending.endswith("as") else "mp"
        if ending == "ª" or ending.endswith("a"):
            return "f"
        noun = _NOUN_BEHIND.match(place.text, place.end, place.end + 40)
        return "er" if ending == "er" or (noun and noun[1] not in self.function_words) else "m"

    def gender(self, noun: str) -> str:
        return _gender(noun.lower().partition(" ")[0])

    def half(self, noun: str, *, plural: bool = False) -> str:
        del plural
        return "media" if noun and self.gender(noun) == "f" else "medio"

    def singular(self, noun: str) -> str:
        if noun.endswith("es") and len(noun) > 4 and noun[-3] in "lnsrjz" and noun not in ("sobres", "padres"):
            return _accented(noun[:-2]) if noun.endswith("ones") else noun[:-2]
        return noun.removesuffix("s") if not noun.endswith("is") and noun != "mes" else noun

    def noun_at(self, noun: Noun, place: Place) -> Noun:
        # A flat has "3 hab.", a town "3.000 hab.".
        rooms = noun.one == "habitante" and _FEW.match(place.written)
        return Noun("habitación", "habitaciones", "f") if rooms else noun

    def is_magnitude(self, written: str, place: Place) -> bool:
        # "El 11M" is a day.
        return written != "M" or not place.before_is(_THE)

    def counted(self, noun: str, place: Place, *, one: bool) -> str:
        small = noun.lower()
        if noun[0].isupper() and not noun.isupper():
            return ""
        if not one and (small[-1] != "s" or _VERB.search(small)):
            return ""
        if small in _OF_BOTH_GENDERS:
            second = _SECOND_WORD.match(place.text, place.end, place.end + 60)
            small = second[1].lower() if second else small
        return "m" if one and small in tables.FEMININE_MASCULINE_ARTICLE else self.gender(small)

    def category(self, figure: Figure) -> str:
        return "one" if figure.is_one else "other"

    def fraction(self, top: int, bottom: int) -> str:
        names = self.fractions.get(bottom)
        if names is None:
            if not 1 < bottom < 100:
                return self.over(top, bottom)
            name = _cardinal(bottom, "").replace(" y ", "i").translate(_NO_ACCENTS).removesuffix("o") + "avo"
            name = name.replace("aavo", "avo") if bottom in (11, 12) else name
            names = (name, name + "s")
        return f"{self.cardinal(top, 'm')} {names[0 if top == 1 else 1]}"

    def over(self, top: int, bottom: int) -> str:
        joint = self.signs["/"] if top >= bottom or bottom > _LEAST_YEAR else "sobre"
        return f"{self.cardinal(top)} {joint} {self.cardinal(bottom)}"

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        return f"{self.cardinal(whole)} y {'medio' if (top, bottom) == (1, 2) else self.fraction(top, bottom)}"

    def fraction_of(self, top: int, bottom: int, noun: str, place: Place) -> str:
        if noun in ("parte", "partes") and 2 < bottom <= 10:
            ordinal = self.ordinal(bottom, "f" if top == 1 else "fp")
            return f"{self.cardinal(top, 'f')} {'tercera' + 's' * (top > 1) if bottom == 3 else ordinal}"
        return super().fraction_of(top, bottom, noun, place)

    def joined(self, first: str, last: str, place: Place | None = None) -> str:
        if place is not None and ("entre",) in (place.before[-1:], place.before[-3:-2]) and place.before[-1] != "y":
            return f"{first.removesuffix(' de')} y {last}"
        words = super().joined(first, last, place)
        # "Del 10-15 %" is "del diez al quince".
        return words.replace(" a ", " al ", 1) if place is not None and place.before[-1:] == ("del",) else words

    def roman(self, number: int, place: Place) -> str | None:
        word, written = place.before[-1] if place.before else "", place.written
        if written in ("C", "D", "L", "M"):
            return None
        if word in tables.CENTURIES or (
            word in ("y", "a", "al", "o") and any(one in tables.CENTURIES for one in place.before[-4:])
        ):
            return self.cardinal(number)
        if word in tables.COUNTED:
            return self.cardinal(number)
        if word in tables.KINGS or word in tables.QUEENS:
            return (
                self.ordinal(number, "f" if word in tables.QUEENS else "m")
                if number <= _LAST_OF_A_KING
                else self.cardinal(number)
            )
        noun = _ANY_NOUN_BEHIND.match(place.text, place.end, place.end + 40)
        name = noun[1].lower() if noun else ""
        if name in tables.RANKED or (
            word in tables.RANKING and name and len(written) > 1 and name not in self.function_words
        ):
            return self.ordinal(number, "f" if self.gender(name) == "f" else "er")
        named = place.text[max(0, place.start - 30) : place.start].rstrip().rpartition(" ")[2]
        if len(written) > 1 and set(written) <= set("IVX") and named[:1].isupper() and not named.isupper():
            return self.cardinal(number)
        return None

    # Time ------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        return {**cldr.month_numbers(self.locale), "sep": 9, "sept": 9, "setiembre": 9, "agto": 8, "ag": 8}

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        plain = {"mie": 3, "miercoles": 3, "sab": 6, "sabado": 6, "miér": 3}
        return {**cldr.weekday_numbers(self.locale), **plain, "sábados": 6, "domingos": 7}

    def date(self, date: Date, place: Place | None = None) -> str:
        words = [self.weekday(date.weekday)] if date.weekday else []
        if date.day is not None:
            ordinal = date.day == 1 and place is not None and bool(_WRITTEN_FIRST.search(place.written))
            words.append("primero" if ordinal else self.first_of_month if date.day == 1 else self.cardinal(date.day))
        if date.month is not None:
            words.append(("de " if date.day is not None else "") + self.month(date.month))
        if date.year is not None:
            words.append(("de " if date.month is not None else "") + self.year(date.year))
        return " ".join(words)

    def days(self, first: Date, last: int, place: Place | None = None) -> str:
        start = self.date(Date(first.day, weekday=first.weekday))
        if place is not None and not first.weekday and (not place.before or place.before_is(_BEFORE_DAYS)):
            start = f"del {start}"
        return f"{start} al {self.date(first._replace(day=last, weekday=None))}"

    def is_month(self, written: str, date: Date, place: Place) -> bool:
        """Without a day "mar" is the sea, "may" and "ag" are nothing."""
        return date.day is not None or written.lower() not in ("mar", "may", "ag", "set", "dic", "oct")

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        written = place.written.rstrip(".") if place is not None else ""
        hour, minute = self.cardinal(clock.hour, "f"), self.cardinal(clock.minute)
        in_hours = not clock.half and written.endswith(self.clock_words)
        if clock.second:
            seconds = self.count(Figure(str(clock.second)), self.duration_noun("second"))
            words = f"{hour} {minute if clock.minute else 'cero cero'} y {seconds}"
        elif in_hours or (not clock.minute and clock.hour in (0, 24)):
            unit = "hora" if clock.hour == 1 and not clock.minute else "horas"
            words = f"{hour} {unit}" if not clock.minute else f"{hour} {self._minutes(minute, clock)} horas"
        elif not clock.minute:
            words = hour
        elif 0 < clock.hour <= 12 and clock.minute <= 30:
            words = f"{hour} y {'cuarto' if clock.minute == 15 else 'media' if clock.minute == 30 else minute}"
        else:
            words = f"{hour} {self._minutes(minute, clock)}"
        if clock.half:
            words = f"{words} {self._part_of_day(clock)}"
        if clock.zone:
            words = f"{words} {self.spell(clock.zone)}"
        return words

    def _minutes(self, minute: str, clock: Clock) -> str:
        return f"cero {minute}" if clock.minute < 10 else minute

    def _part_of_day(self, clock: Clock) -> str:
        if clock.half == "a":
            return "de la noche" if clock.hour == 12 else "de la mañana"
        return "del mediodía" if clock.hour == 12 else "de la tarde" if clock.hour < self.evening else "de la noche"

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        written = place.written.rstrip(".") if place is not None else ""
        words = self.joined(self.clock(first), self.clock(last), place)
        if place is not None and (place.before_is(tables.BEFORE_HOURS) or self.are_hours(place.written, place)):
            words = f"de {words}"
        if not last.minute and not last.half and written.endswith(self.clock_words) and not words.endswith("horas"):
            words += " horas"
        return words

    # Words -----------------------------------------------------------------------------------------------------

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        small = written.lower()
        following = place.text[place.end : place.end + 12].lstrip()
        before_figure = bool(_FIGURE_BEHIND.match(following))
        if small in tables.EXTREMES:
            return self._extreme(small, words, place)
        if small == "incl." and place.before:
            noun = place.before[-1]
            return ("incluida" if self.gender(noun) == "f" and noun != "iva" else words) + "s" * noun.endswith("s")
        if small in ("c.", "c.p.", "pte.", "esq.") or written == "ss.":
            return self._doubtful(small, words, place, before_figure=before_figure)
        if small in ("no.", "nos.") and re.match(r"de[ ][a-záéíóú]", following):
            return words
        if small == "cap.":
            return "capítulo" if before_figure else "capitán" if following[:1].isupper() else None
        if small in tables.BEFORE_FIGURES and not before_figure:
            return None
        if small in tables.BEFORE_NAMES and not (before_figure or _NAME_BEHIND.match(following)):
            return None
        if small == "d." and place.before_is(self.label_words - {"del", "el", "al"}):
            return None
        if small in tables.FEMININE and place.before_is(_FEMININE_BEFORE):
            words = tables.FEMININE[small]
        return words

    def _extreme(self, small: str, words: str, place: Place) -> str | None:
        """ "Temp. máx." is "temperatura máxima"; "min." without an accent is "minutos" elsewhere."""
        before = [word.rstrip(".:") for word in place.before]
        warm = any(word.startswith("temp") for word in before)
        if small == "min." and (not warm or place.text[: place.start].rstrip()[-1:].isdigit()):
            return None
        noun = before[-1] if before else ""
        names = noun.isalpha() and noun not in self.function_words and noun not in tables.VERBS_IN_A
        if (
            noun in _FEMININE_BEFORE
            or noun.startswith("temp")
            or (names and self.gender(noun) == "f")
            or (warm and not names and noun not in _THE)
        ):
            words = words[:-1] + "a"
        return words + "s" if names and noun.endswith("s") and len(noun) > 4 else words

    def _doubtful(self, small: str, words: str, place: Place, *, before_figure: bool) -> str | None:
        """Abbreviations of several words: the words around tell."""
        following = place.text[place.end : place.end + 12].lstrip()
        named = following[:1].isupper() and not before_figure
        before = place.before[-1] if place.before else ""
        if small in ("c.", "c.p.") and named and before in ("el", "la", "al", "del"):
            ending = "a" if before == "la" else "o"
            return f"ciudadan{ending}" if small == "c." else f"contador{ending.replace('o', '')} públic{ending}"
        if small == "c.":
            return None
        if small == "pte.":
            return (
                ("presidenta" if before == "la" else "presidente")
                if named and not place.text[place.end :].startswith(",")
                else "poniente"
            )
        if small == "ss.":
            return words if before_figure else "siguientes" if before in ("y", "e") else None
        if small == "esq." and not (named or following.startswith(("con ", "a "))):
            return None
        return words

    def shapes(self) -> Sequence[Shape]:
        number, magnitude = number_pattern(self), magnitude_pattern(self)
        doubled = (
            rf"(?P<minus>-)?\$[ ]?(?P<number>{number}){magnitude}?[ ](?:de[ ])?"
            r"(?P<name>(?:pesos|dólares|MXN|USD|MN|dlls|DLLS)(?!\w)|M\.[ ]?N\.)"
        )
        return [
            *super().shapes(),
            *southern_shapes.shapes(self),
            Shape("amount", re.compile(doubled), self._doubled, 45, "$-"),
            Shape("abbreviation", re.compile(r"[cC]/[ ]?(?=\w)(?![cC](?!\w))"), self._each_or_street, 21, "aA"),
            Shape("amount", _PRIMED, self._primed, 46, needs="'"),
            Shape("sign", re.compile(r"&(?=[ ](?P<next>\w{1,3}))"), self._and, 20, "&"),
            Shape("code", _BEFORE_NOUN, self._counted_after_clue, 7, clued=True),
            Shape("phone", _BEFORE_NOUN, self._counted_after_clue, 7, clued=True),
        ]

    def _doubled(self, match: re.Match[str], place: Place) -> str | None:
        """ "$2,300 pesos": the currency is said once."""
        found = figure(match["number"], self)
        code = self.pesos if match["name"].startswith(("p", "M")) else "USD"
        currency = self.currency(code)
        if match["name"] == "pesos" and currency is not None:
            currency = currency._replace(major=Noun("peso", "pesos", "m"))
        if found is None or currency is None:
            return None
        words = self.money(found._replace(sign="-" if match["minus"] else ""), currency, magnitude_of(match, self))
        return f"{words} moneda nacional" + closing_stop(match[0], place) if match["name"].startswith("M.") else words

    def _each_or_street(self, match: re.Match[str], place: Place) -> str | None:
        following = place.text[place.end]
        if following.isdigit() or re.match(
            r"(?:mes|día|hora|semana|año|uno?|una)(?!\w)", place.text[place.end : place.end + 8]
        ):
            if match[0][0] == "C":
                return "calle"
            # "Caja c/12 pzas." is one with them.
            with_them = following.isdigit() and not _EVERY.match(place.text, place.end, place.end + 30)
            return "con" if with_them else "cada"
        return (
            "calle" if following.isupper() or place.text.startswith(("de ", "del ", "la ", "los "), place.end) else None
        )

    def _primed(self, match: re.Match[str], place: Place) -> str | None:
        """ "9'95 €"."""
        found = Figure(match["whole"].lstrip("0") or "0", match["fraction"])
        currency = self.currency("EUR") if match["euro"] else None
        return self.money(found, currency) if currency else self.number(found)

    def _and(self, match: re.Match[str], place: Place) -> str | None:
        return "e" if re.match(r"(?i:h?i(?!e))", match["next"]) else "y"

    def _counted_after_clue(self, match: re.Match[str], place: Place) -> str | None:
        """ "Reserva 200 plazas" is no code."""
        form = self.governed(place) if place.clues & {"code", "phone"} else ""
        return self.number(Figure(match[0]), form) if form and match[0][0] != "0" else None


class Mexican(Castilian):
    """Spanish of Mexico."""

    tag = "es-MX"
    locale = "es_MX"
    country = "MX"
    point = "punto"
    currencies: ClassVar[Mapping[str, Currency]] = {
        **tables.CURRENCIES,
        "MXN": Currency(Noun("peso", "pesos", "m"), Noun("centavo", "centavos", "m")),
        "EUR": Currency(Noun("euro", "euros", "m"), Noun("centavo", "centavos", "m")),
    }
    currency_signs: ClassVar[Mapping[str, str]] = {"$": "MXN"}
    units: ClassVar[Mapping[str, Noun]] = {**tables.UNITS, "cts": tables.CENT, "dB": Noun("decibel", "decibeles", "m")}
    per: ClassVar[Mapping[str, str]] = {**tables.PER, "mes": "al mes", "kWh": "por kilovatio hora"}
    signs: ClassVar[Mapping[str, str]] = {**tables.SIGNS, "#": "gato", "/": "diagonal"}
    postcode = r"\d{5}"
    grouped_phones = r"\d{2}[ -]\d{4}[ -]\d{4}|\d{3}[ -]\d{3}[ -]\d{4}|\d{2}(?:[ -]\d{2}){4}"
    weekday_initials: ClassVar[Mapping[str, int]] = {"L": 1, "M": 2, "J": 4, "V": 5, "S": 6, "D": 7}
    first_of_month = "primero"
    evening = 8


_LONGEST_CARDINAL_DIGITS = 21
_NO_ACCENTS = str.maketrans("áéíóú", "aeiou")
_NOUN_BEHIND = re.compile(r"\.?[ \u00a0]([a-záéíóúñ]{3,})")
_ANY_NOUN_BEHIND = re.compile(r"[ \u00a0]([^\W\d_]{3,})")
_SECOND_WORD = re.compile(r"[ \u00a0]{1,2}[^\W\d_]+[ \u00a0]([^\W\d_]+)")
_VERB = re.compile(r"(?<![gtr])[aei]mos\Z")
_OF_BOTH_GENDERS = words(
    "gran grande grandes principales mejores peores mayores menores posibles diferentes importantes jóvenes simples "
    "dobles individuales "
    "principal mejor mayor posible doble adicional disponible simple especial individual adicionales disponibles "
    "especiales actuales personales locales nacionales internacionales"
)
_WRITTEN_FIRST = re.compile(r"(?<!\d)1\.?(?:º|°|er|ro)")
_THE = words("el del al")
_LEAST_YEAR = 1900
_PRIMED = re.compile(
    r"(?P<whole>\d{1,4})'(?P<fraction>\d{1,2})(?:[ \u00a0]?(?P<euro>€|EUR(?!\w)|euros?(?!\w)))?(?![\d'\",.]\w?|\w)"
)
_EVERY = re.compile(r"\d{1,3}[ ]?(?:h|hs|hrs?|min|d[ií]as?|horas?|mes(?:es)?|semanas?|años?|km)(?!\w)")
_FEW = re.compile(r"\d{1,2}[ \u00a0]?hab")
_BEFORE_DAYS = words("fechas fecha vacaciones promoción feria evento festival congreso : puente .")
_FIGURE_BEHIND = re.compile(r"\d|[IVXLC]{1,8}(?!\w)|[A-Z]-?\d|[nN]?[.]?[º°]|-\d")
_NAME_BEHIND = re.compile(r"[A-ZÁÉÍÓÚÑ]|(?:del?|la|las|los|el|san|santa)[ ]")
_FEMININE_BEFORE = words("la una nuestra estimada")
_BEFORE_NOUN = re.compile(r"\d{1,5}(?=[ ][^\W\d_]{3})")


@lru_cache(maxsize=4096)
def _cardinal(number: int, form: str) -> str:
    low, rest = number % 1_000_000, number // 1_000_000
    words = [] if not low and rest else [_under_million(low, form)]
    for one, many in _SCALES:
        low, rest = rest % 1_000_000, rest // 1_000_000
        if low:
            words.insert(0, f"un {one}" if low == 1 else f"{_under_million(low, 'm')} {many}")
    return " ".join(words)


def _under_million(number: int, form: str) -> str:
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _under_thousand(rest, form)
    # Hundreds agree with the noun, a one before "mil" does not.
    head = "mil" if thousands == 1 else f"{_under_thousand(thousands, 'fm' if form == 'f' else 'm')} mil"
    return f"{head} {_under_thousand(rest, form)}" if rest else head


def _under_thousand(number: int, form: str) -> str:
    hundreds, rest = divmod(number, 100)
    words = []
    if hundreds:
        hundred = "cien" if number == 100 else _HUNDREDS[hundreds]
        words.append(
            hundred.replace("ientos", "ientas").replace("quinientos", "quinientas") if form[:1] == "f" else hundred
        )
    if rest >= 30:
        words.append(_TENS[rest // 10] + (f" y {_one(rest % 10, form)}" if rest % 10 else ""))
    elif rest or not hundreds:
        words.append(_one(rest, form))
    return " ".join(words)


def _one(number: int, form: str) -> str:
    word = _UNITS[number]
    if number not in (1, 21) or not form:
        return word
    return word[:-1] + "a" if form == "f" else "un" if number == 1 else "veintiún"


@lru_cache(maxsize=2048)
def _ordinal(number: int, form: str) -> str:
    words = []
    if number >= 1000:
        words.append("milésimo")
    hundreds, rest = divmod(number % 1000, 100)
    if hundreds:
        words.append(_ORDINAL_HUNDREDS[hundreds])
    if rest >= 20:
        words.append(_ORDINAL_TENS[rest // 10])
        rest %= 10
    if rest:
        words.append(_ORDINALS[rest])
    ending = {"f": "a", "mp": "os", "fp": "as"}.get(form, "o")
    words = [word[:-1] + ending for word in words]
    if form == "er" and words[-1].endswith(("primero", "tercero")):
        words[-1] = words[-1][:-1]
    return " ".join(words)


_FEMININE_ENDING = re.compile(r"(?:a|i[oó]n|dad|tad|tud|umbre|ez|ie)\Z")


@lru_cache(maxsize=4096)
def _gender(word: str) -> str:
    """ "f" or "m" by a noun's ending, singular or plural, and the exceptions among common ones."""
    singulars = [word]
    if word.endswith("s") and len(word) > 3:
        singulars.append(word[:-1])
        if word.endswith("es"):
            singulars += [word[:-2], word[:-3] + "z" if word.endswith("ces") else word[:-2].translate(_ACCENTED_END)]
    for one in singulars:
        if one in tables.MASCULINE_WORDS or _accented(one) in tables.MASCULINE_WORDS:
            return "m"
        if (
            one in tables.FEMININE_WORDS
            or _accented(one) in tables.FEMININE_WORDS
            or one in tables.FEMININE_MASCULINE_ARTICLE
        ):
            return "f"
    if word.endswith("os"):
        return "m"
    ends = singulars if len(singulars) < 3 else [*singulars[:1], *singulars[2:]]
    return "f" if any(_FEMININE_ENDING.search(one) for one in ends) else "m"


_ACCENTED_END = str.maketrans("", "")


def _accented(word: str) -> str:
    """ "avion" (of "aviones") → "avión"."""
    return f"{word[:-2]}ó{word[-1]}" if word.endswith("on") else word
