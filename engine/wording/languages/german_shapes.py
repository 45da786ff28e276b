"""The shapes that only German has: "10.–12.06.", "25-jährig", "80er Jahre", "3-Zi.-Whg."."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.wording.classes.dates import whole_year
from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.languages import german_tables as tables
from engine.wording.languages.german_grammar import (
    BEFORE_DAYS,
    day_form,
    ending,
    gender_of,
    governor,
    is_ordinal,
    king,
    next_noun,
    with_article,
)
from engine.wording.languages.german_numbers import cardinal, compounded
from engine.wording.languages.germanic import Germanic
from engine.wording.vocabulary.nouns import Clock, Date

_ROMAN = r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"


class GermanShapes(Germanic):
    """German's own shapes, and what is said for them."""

    def shapes(self) -> Sequence[Shape]:
        months = "|".join(re.escape(name) for name in sorted(self.month_numbers, key=len, reverse=True))
        tail = (
            r"(?:(?P<month>\d{1,2})\.[ ]?(?P<year>\d{4}|\d\d(?=\D|\Z))?|"
            rf"[ ]?(?P<name>(?i:{months}))(?![^\W\d_])\.?(?:[ ](?P<named_year>\d{{4}}))?)"
        )
        joint = r"[ ]?(?P<joint>[-–—]|bis(?: zum)?|und|oder|/)[ ]?"
        days = re.compile(rf"(?P<first>\d{{1,2}})\.{joint}(?P<last>\d{{1,2}})\.{tail}(?![^\W_])")
        dates = re.compile(
            rf"(?P<first>\d{{1,2}})\.(?P<first_month>\d{{1,2}})\.(?P<first_year>\d{{4}}|\d\d(?!\.))?{joint}(?P<last>\d{{1,2}})\.{tail}(?![^\W_])"
        )
        spaced = re.compile(r"(?P<a>\d{1,2})\.[ ](?P<b>\d{1,2})\.(?:[ ]?(?P<year>\d{4}))?(?!\w|\.)")
        return [
            *super().shapes(),
            Shape("date", days, self._days, 31),
            Shape("date", dates, self._dates, 32),
            Shape("date", spaced, self._spaced, 22),
            Shape("ordinal", re.compile(r"(?P<number>\d{1,4})\.(?![\w.]|[-–/]\w)"), self._ordinal, 17),
            Shape("ordinal", re.compile(rf"(?P<roman>{_ROMAN})(?P<stop>\.)?(?!\w|-\w|\.)"), self._roman, 16, "aA"),
            Shape("number", _COMPOUND, self._compound, 33),
            Shape("ordinal", _SEVERAL, self._several, 33, needs="."),
            Shape("duration", _TO_THE_SECOND, self._to_the_second, 28, needs=":"),
            Shape("number", _FLAT, self._flat, 34, needs="Z"),
            Shape("number", _TENS, self._tens, 33),
            Shape("time", _HOUR_H, self._hour_h, 28),
            Shape("time", _FROM_TO_H, self._from_to_h, 28, needs="h"),
            Shape("duration", _HOURS_LONG, self._hours_long, 28, needs=":"),
            Shape("date", _IN_QUARTER, self._in_quarter, 28, "aA", "/"),
            Shape("sign", re.compile(r"§§"), self._paragraphs, 20, "§"),
            Shape("year", re.compile(r"1[1-9]\d\d(?![\w%]|[.,:/-]\d)"), self._bare_year, 11),
            Shape("date", re.compile(r"(?P<month>0?[1-9]|1[0-2])/(?P<year>\d\d)(?![\w/]|[.,-]\d)"), self._expiry, 34),
            Shape(
                "code",
                re.compile(r"(?:D-)?(?P<code>\d{5})(?= [A-ZÄÖÜ][a-zäöüß]{2,30})"),
                self._postcode,
                21,
                "0123456789aA",
            ),
            Shape("letters", re.compile(r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]?\d{1,4}[EH]?(?![\w-])"), self._plate, 21, "aA"),
        ]

    def _days(self, match: re.Match[str], place: Place) -> str | None:
        """ "10.–12.06.", "3. und 4. Mai"."""
        month, year = self._month_and_year(match)
        first, last = int(match["first"]), int(match["last"])
        if (
            month is None
            or not (1 <= first <= 31 and 1 <= last <= 31)
            or (place.start and place.text[place.start - 1] in ".,:")
        ):
            return None
        form = day_form(place)
        joint = "bis" if match["joint"] in "-–—" else "und" if match["joint"] == "/" else match["joint"]
        words = [
            self.ordinal(first, form),
            joint,
            self.ordinal(last, "en" if joint == "bis zum" else form),
            self.month(month),
        ]
        return with_article(" ".join(words) + (f" {self.year(year)}" if year else ""), form, place)

    def _dates(self, match: re.Match[str], place: Place) -> str | None:
        """ "28.06.–03.07.2025"."""
        month, year = self._month_and_year(match)
        first_month = int(match["first_month"])
        if (
            month is None
            or not 1 <= first_month <= 12
            or not (1 <= int(match["first"]) <= 31 and 1 <= int(match["last"]) <= 31)
        ):
            return None
        form = day_form(place)
        joint = "bis" if match["joint"] in "-–—" else "und" if match["joint"] == "/" else match["joint"]
        first = f"{self.ordinal(int(match['first']), form)} {self.month(first_month)}"
        if match["first_year"]:
            first += f" {self.year(whole_year(match['first_year']))}"
        last = f"{self.ordinal(int(match['last']), 'en' if joint == 'bis zum' else form)} {self.month(month)}"
        return with_article(f"{first} {joint} {last}" + (f" {self.year(year)}" if year else ""), form, place)

    def _month_and_year(self, match: re.Match[str]) -> tuple[int | None, int | None]:
        year = match["year"] or match["named_year"]
        month = int(match["month"]) if match["month"] else self.month_numbers[match["name"].lower()]
        return (month if 1 <= month <= 12 else None), (whole_year(year) if year else None)

    def _spaced(self, match: re.Match[str], place: Place) -> str | None:
        """ "3. 10. 2024"."""
        found = Date(int(match["a"]), int(match["b"]), int(match["year"]) if match["year"] else None)
        if not (1 <= int(match["a"]) <= 31 and 1 <= int(match["b"]) <= 12):
            return None
        if not match["year"] and governor(place) not in BEFORE_DAYS | {"der"}:
            return None
        return self.date(found, place)

    def _ordinal(self, match: re.Match[str], place: Place) -> str | None:
        number = int(match["number"])
        if place.start and place.text[place.start - 1] in ".,:-–/'":
            return None
        if number == 0 or match["number"][0] == "0" or not is_ordinal(number, place):
            return None
        return self.ordinal(number, ending(place))

    def _roman(self, match: re.Match[str], place: Place) -> str | None:
        from engine.wording.classes.romans import value

        if not match["roman"] or (place.start and place.text[place.start - 1].isalnum()):
            return None
        number, stop = value(match["roman"]), match["stop"]
        word = place.before[-1] if place.before else ""
        if self.is_counted_roman(place, tables.COUNTED) and match["roman"] not in ("C", "D", "L", "M"):
            return self.cardinal(number) + (stop or "")
        name = word.removesuffix("s") if word not in tables.KINGS else word
        if stop and name in tables.KINGS and match["roman"] not in ("C", "D", "L", "M"):
            return king(self.ordinal(number, ""), name, word, place)
        noun = next_noun(place)
        if (
            stop
            and noun
            and (
                noun[0].lower().rstrip(".") in tables.ORDINAL_NOUNS
                or (
                    len(match["roman"]) > 1
                    and governor(place) in _ARTICLES_BEFORE
                    and gender_of(noun[0], guessed=False)
                )
            )
        ):
            return self.ordinal(number, ending(place))
        return None

    def _compound(self, match: re.Match[str], place: Place) -> str | None:
        """ "25-jährig", "50%igen", "3-fach", "2-Zimmer-Wohnung"."""
        number = match["number"]
        if place.start and place.text[place.start - 1] in ".,:-–/":
            return None
        if "," in number:
            whole, _, fraction = number.partition(",")
            words = f"{self.whole(whole)} Komma {self.decimals(fraction)}"
        else:
            words = compounded(int(number)) if int(number) < 10**6 else self.cardinal(int(number)) + " "
        if match["percent"]:
            return f"{words}prozentig{match['percent_end'] or ''}"
        if match["adjective"]:
            return words + ("mal" if match["adjective"] == "x" else match["adjective"])
        noun = match["noun"]
        if noun.rstrip(".") in self.units or "," in number:
            return None
        if _ENDS_AS_ADJECTIVE.fullmatch(noun.lower()):
            # "ein 18-Jähriger", "das 3-Fache"
            return words[0].upper() + words[1:] + noun.lower()
        words = words[0].upper() + words[1:] if "-" in noun else words
        return f"{words.rstrip()}-{noun}"

    def _tens(self, match: re.Match[str], place: Place) -> str | None:
        """ "80er Jahre", "in den 1990ern", "10er-Karte"."""
        digits, tail = match["number"], match["tail"]
        if place.start and place.text[place.start - 1] in ".,:-/":
            return None
        number = int(digits)
        words = self.year(number) if len(digits) == 4 else cardinal(number)
        words = words + "er" + tail
        noun = next_noun(place)
        is_adjective = not tail and noun is not None and noun[0].lower().startswith("jahr")
        return words if is_adjective else words[0].upper() + words[1:]

    def _hour_h(self, match: re.Match[str], place: Place) -> str | None:
        """ "um 15 h" is a time, "in 15 h" is none."""
        if match["minute"] is None and place.before[-1:] not in _BEFORE_HOURS:
            return None
        if (
            match["minute"] is not None
            and place.before
            and ("duration" in place.clues or place.before[-1].endswith(("zeit", "dauer")))
        ):
            return self._lasting(match["hour"], match["minute"])
        after = place.after(1)
        if after and after[0] in ("vorher", "vor", "nach", "lang", "später"):
            return None
        return self.clock(Clock(int(match["hour"]), int(match["minute"] or 0)), place)

    def _lasting(self, hours: str, minutes: str) -> str:
        parts = [(Figure(str(int(hours))), "hour"), (Figure(str(int(minutes))), "minute")]
        return self.duration([part for part in parts if part[0].whole != "0"] or parts[:1])

    def _from_to_h(self, match: re.Match[str], place: Place) -> str | None:
        """ "von 8-12h"."""
        if not (place.before[-1:] in (("von",), ("täglich",), ("werktags",)) or self.is_behind_weekday(place)):
            return None
        first, last = (Clock(int(match[f"h{end}"]), int(match[f"m{end}"] or "0")) for end in (1, 2))
        return self.hours(first, last, place)

    def _hours_long(self, match: re.Match[str], place: Place) -> str | None:
        """ "2:15 Std."."""
        return self._lasting(match["hour"], match["minute"])

    def _to_the_second(self, match: re.Match[str], place: Place) -> str | None:
        """ "2:04:35 h"."""
        parts = [(Figure(str(int(match[unit]))), unit) for unit in ("hour", "minute", "second")]
        return self.duration([part for part in parts if part[0].whole != "0"] or parts[-1:])

    def _several(self, match: re.Match[str], place: Place) -> str | None:
        """ "1.-3. Klasse", "1./2. Klasse"."""
        if place.start and place.text[place.start - 1] in ".,:-–/":
            return None
        form, joint = ending(place), "und" if match["joint"] == "/" else "bis"
        return f"{self.ordinal(int(match['first']), form)} {joint} {self.ordinal(int(match['last']), form)}"

    def _flat(self, match: re.Match[str], place: Place) -> str | None:
        """ "3-Zi.-Whg."."""
        return f"{compounded(int(match['number'])).capitalize()}-Zimmer-Wohnung"

    def _in_quarter(self, match: re.Match[str], place: Place) -> str | None:
        """ "Q3/2024"."""
        return f"Q {self.cardinal(int(match['quarter']))} {self.year(whole_year(match['year']))}"

    def _paragraphs(self, match: re.Match[str], place: Place) -> str | None:
        return "Paragraphen"

    def _bare_year(self, match: re.Match[str], place: Place) -> str | None:
        return self.year(int(match[0])) if self.is_year(place) else None

    def _expiry(self, match: re.Match[str], place: Place) -> str | None:
        """ "gültig bis 12/27": nobody writes day and month with a slash."""
        if not place.before or place.before[-1] not in (
            "bis",
            "seit",
            "ab",
            "tüv",
            "hu",
            "ablaufdatum",
            "ende",
            "anfang",
            "mitte",
            "gültig",
            "gültigkeit",
            "verfallsdatum",
        ):
            return None
        return self.date(Date(None, int(match["month"]), 2000 + int(match["year"])), place)

    def _postcode(self, match: re.Match[str], place: Place) -> str | None:
        before = place.text[max(0, place.start - 2) : place.start]
        noun = next_noun(place)
        counted = noun is None or gender_of(noun[0], guessed=False)
        if match[0][0] != "D" and not (
            before.rstrip()[-1:] == ","
            or (place.before and place.before[-1] in ("in", "aus", "nach", "plz") and not counted)
        ):
            return None
        return self.digits(match["code"])

    def _plate(self, match: re.Match[str], place: Place) -> str | None:
        """The plate of a car: "B-AB 123"."""
        return self.code(match[0])


_ARTICLES_BEFORE = tables.words_of("der die das dem den des im am zum zur vom ins")
_ADJECTIVES = (
    "jährig|tägig|stündig|minütig|sekündig|monatig|wöchig|fach|mal|stellig|prozentig|köpfig|teilig|stöckig|seitig|gängig|türig|"
    "sitzig|zeilig|jährlich|monatlich|wöchentlich|stufig|polig|x|spurig|sprachig|karätig|malig|bändig|eckig|dimensional"
)
_ENDS_AS_ADJECTIVE = re.compile(rf"(?:{_ADJECTIVES})e[nrsm]?")
_COMPOUND = re.compile(
    r"(?P<number>\d{1,6}(?:,\d{1,3})?)(?:[ ]?-?(?P<percent>%)[ ]?-?ig(?P<percent_end>e[nrsm]?)?|"
    rf"-?(?P<adjective>(?:{_ADJECTIVES})(?:e[nrsm]?)?)|"
    r"-(?P<noun>[A-ZÄÖÜ][a-zäöüß]{2,40}(?:-[A-ZÄÖÜa-zäöüß]{2,40}){0,3}))(?![\w-])"
)
_TENS = re.compile(r"(?P<number>\d{1,4})er(?P<tail>[ns]?)(?!\w)")
_BEFORE_HOURS = frozenset(
    (word,) for word in tables.words_of("um ab gegen bis von beginn einlass abfahrt ankunft anpfiff start treffpunkt")
)
_HOURS_LONG = re.compile(
    r"(?P<hour>\d{1,3}):(?P<minute>[0-5]\d)[ ]?(?:Std\b\.?(?=[ ]?[a-zäöü,;)])|Std\b|Stdn\b\.?|Stunden\b)"
)
_FROM_TO_H = re.compile(
    r"(?P<h1>[01]?\d|2[0-4])(?:[:.](?P<m1>[0-5]\d))?[ ]?(?:[-–]|bis)[ ]?"
    r"(?P<h2>[01]?\d|2[0-4])(?:[:.](?P<m2>[0-5]\d))?[ ]?h(?!\w|/)"
)
_TO_THE_SECOND = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>[0-5]\d):(?P<second>[0-5]\d)[ ]?(?:h|Std\.|Std|Stunden)(?!\w)"
)
_SEVERAL = re.compile(r"(?P<first>\d{1,2})\.[ ]?(?P<joint>[-–/])[ ]?(?P<last>\d{1,2})\.(?=[ ][A-ZÄÖÜ][a-zäöü])")
_FLAT = re.compile(r"(?P<number>\d{1,2})[- ]?Zi(?:\.|mmer)?[- ]?(?:Whg\.?|Wohnung)(?!\w)")
_IN_QUARTER = re.compile(r"Q(?P<quarter>[1-4])[/-](?P<year>20\d\d|\d\d)(?!\w)")
_HOUR_H = re.compile(r"(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?[ ]?h(?!\w|/)")
