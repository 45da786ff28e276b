"""Shapes of the United Kingdom's and India's English: odds, junctions, degrees; lakhs, flights, PIN codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.numbers import figure
from engine.wording.classes.romans import value as roman_value
from engine.wording.figures import NUMBER
from engine.wording.language import Place, Shape
from engine.wording.languages import english_words as known
from engine.wording.patterns import DIGITS
from engine.wording.stops import closing_stop
from engine.wording.vocabulary.nouns import Clock, Noun

if TYPE_CHECKING:
    from engine.wording.language import Language


def british(language: Language) -> list[Shape]:
    """The shapes of the United Kingdom and its neighbours."""
    said = _Said(language)
    return [
        Shape(
            "fraction", re.compile(r"(?P<top>\d{1,3})/(?P<bottom>\d{1,2})(?![\w/]|[.,]\d)"), said.odds, 18, needs="/"
        ),
        Shape("time", _DOTTED_SPAN, said.dotted_span, 25, needs="-–"),
        Shape("unit", re.compile(rf"(?P<number>{NUMBER})[ ]?A(?= (?:{known.CURRENT})\b)"), said.amps, 24, needs="A"),
        Shape("code", re.compile(r"GB ?\d{3} \d{4} \d{2}(?!\w)"), said.code, 29, "aA", needs="G"),
        Shape("score", re.compile(r"(?P<runs>\d{1,3})\*(?= ?\(|\))"), said.not_out, 30, needs="*"),
        Shape("unit", re.compile(rf"(?P<number>{NUMBER})t(?![\w'])"), said.tonnes, 24, needs="t"),
        Shape("date", _DAYS, said.days, 26, needs="&ao,"),
        Shape("address", _JUNCTION, said.junction, 25, "aA", needs="J"),
        Shape("ratio", re.compile(r"2:(?P<last>[12])(?![\w:])"), said.degree, 25, needs=":"),
        Shape(
            "date",
            re.compile(rf"(?P<first>\d{{1,2}})/(?=(?P<last>\d{{1,2}}) (?:{_FULL_MONTHS})\b)"),
            said.nights,
            35,
            needs="/",
        ),
        Shape("code", re.compile(r"[A-Z]{2}(?: \d\d){3} [A-D](?!\w)"), said.code, 29, "A"),
    ]


def indian(language: Language) -> list[Shape]:
    """The shapes of India."""
    said = _Said(language)
    return [
        Shape("phone", re.compile(r"[6-9]\d{4}[ -]\d{5}(?!\w|[.,:/-]\d)"), said.phone, 22),
        Shape("phone", re.compile(r"18[06]0[ -]\d{2,4}(?:[ -]\d{3,4}){1,2}(?!\w|[-/.,]\d)"), said.phone, 23),
        Shape(
            "score", re.compile(r"(?P<runs>\d{1,3})/(?P<wickets>10|\d)(?= (?:in|after|from|off) \d)"), said.cricket, 28
        ),
        Shape("code", re.compile(r"(?P<number>\d{1,5})/(?P<year>(?:19|20)\d\d)(?![\w/])"), said.file, 21, needs="/"),
        Shape(
            "amount",
            re.compile(rf"(?P<sign>₹[ ]?|Rs\.?[ ]?|INR )?(?P<number>{NUMBER})[ ]?(?:LPA|lpa)(?!\w)"),
            said.lakhs_a_year,
            45,
            DIGITS + "₹aA",
            needs="Ll",
        ),
        Shape("abbreviation", re.compile(r"(?P<side>[DC]r)\.?(?=[ :]{1,2}(?:INR|Rs|₹))"), said.side, 30, "aADC"),
        Shape("code", _TOWN_PIN, said.town_pin, 25, "aA", needs="0123456789"),
        Shape("ordinal", re.compile(r"(?P<roman>[IVX]{1,5})th(?!\w)"), said.roman_rank, 30, "AVIX"),
        Shape(
            "roman",
            re.compile(r"(?P<roman>[IVX]{1,4})(?= (?:std|Std|standard|sem|semester)\b)"),
            said.roman_rank,
            30,
            "A",
        ),
        Shape("cardinal", re.compile(r"24\*7(?!\w)"), lambda _m, _p: "twenty four seven", 34, needs="*"),
        Shape("abbreviation", re.compile(r"std\.?(?!\w)"), said.standard, 22, "as"),
    ]


_DOTTED_SPAN = re.compile(
    r"(?P<h1>1?\d|2[0-3])\.(?P<m1>00|15|30|45)[ ]?[-–][ ]?(?P<h2>1?\d|2[0-3])\.(?P<m2>00|15|30|45)(?![\w%]|[.,]\d)"
)
_FULL_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|"
    "Sept|Sep|Oct|Nov|Dec"
)
_DAYS = re.compile(
    rf"(?P<days>\d{{1,2}}(?:, \d{{1,2}}){{0,3}})(?= (?:&|and|or) \d{{1,2}}(?:st|nd|rd|th)? (?:{_FULL_MONTHS})\b)"
)
_JUNCTION = re.compile(r"J(?P<first>\d{1,2}[a-zA-Z]?)(?:[ ]?[-–][ ]?J?(?P<last>\d{1,2}[a-zA-Z]?))?(?![\w-])")
_MOTORWAY = re.compile(r"\b[MA]\d{1,4}\b[^.]{0,24}\Z")
_TOWN_PIN = re.compile(r"(?P<town>[A-Z][a-z]{2,20}|PIN)[ ]?[-–—:][ ]?(?P<pin>[1-9]\d\d[ ]?\d{3})(?![\w-])")
_HIGHEST_TOP_OF_ODDS = 200
_LONGEST_MONTH = 31


class _Said:
    """What is said for the shapes, in one region."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def code(self, match: re.Match[str], place: Place) -> str | None:
        """Letters and figures one by one."""
        return None if place.start and place.text[place.start - 1] in "-/." else self.language.code(match[0])

    # The United Kingdom ----------------------------------------------------------------------------------------

    def odds(self, match: re.Match[str], place: Place) -> str | None:
        """ "odds of 11/4", "the 5/1 favourite"."""
        is_bet = any(word in known.BETTING for word in (*place.before[-4:], *place.after(2)))
        if not is_bet or int(match["top"]) > _HIGHEST_TOP_OF_ODDS or "date" in place.clues:
            return None
        return f"{self.language.whole(match['top'])} to {self.language.whole(match['bottom'])}"

    def dotted_span(self, match: re.Match[str], place: Place) -> str | None:
        """ "8.30-12.00"."""
        if place.start and not place.text[place.start - 1].isspace() and place.text[place.start - 1] != "(":
            return None
        first, last = (Clock(int(match[f"h{end}"]), int(match[f"m{end}"])) for end in "12")
        return self.language.hours(first, last, place)

    def amps(self, match: re.Match[str], place: Place) -> str | None:
        """ "a 13A fuse"."""
        del place
        found = figure(match["number"], self.language)
        return None if found is None else f"{self.language.number(found)} amp"

    def tonnes(self, match: re.Match[str], place: Place) -> str | None:
        """ "a 2.5t lorry"."""
        found = figure(match["number"], self.language)
        noun = self.language.noun_at(Noun("tonne", "tonnes"), place)
        return None if found is None else self.language.count(found, noun)

    def days(self, match: re.Match[str], place: Place) -> str | None:
        """ "25 & 26 Dec"."""
        days = [int(day) for day in match["days"].split(", ")]
        if not all(0 < day <= _LONGEST_MONTH for day in days):
            return None
        article = "" if place.before[-1:] == ("the",) else "the "
        return article + ", ".join([self.language.ordinal(day) for day in days])

    def junction(self, match: re.Match[str], place: Place) -> str | None:
        """ "M25 J10–J12"."""
        if not _MOTORWAY.search(place.text[max(0, place.start - 34) : place.start]):
            return None
        ends = [
            self.language.code(end) if not end.isdigit() else self.language.whole(end)
            for end in (match["first"], match["last"])
            if end
        ]
        return f"junction{'s' if len(ends) > 1 else ''} {' to '.join(ends)}"

    def degree(self, match: re.Match[str], place: Place) -> str | None:
        """ "a 2:1 degree", "he got a 2:2"."""
        following = place.after(1)
        is_degree = following[:1] != () and following[0] in ("degree", "degrees", "honours", "classification", "in")
        is_got = place.before[-1:] == ("a",) and any(word in known.GRADUATING for word in place.before[-4:])
        return f"two {self.language.cardinal(int(match['last']))}" if is_degree or is_got else None

    def nights(self, match: re.Match[str], place: Place) -> str | None:
        """ "7/8 June"."""
        if int(match["last"]) != int(match["first"]) + 1 or (place.start and place.text[place.start - 1] in "/.,:-"):
            return None
        article = "" if place.before[-1:] == ("the",) else "the "
        return f"{article}{self.language.ordinal(int(match['first']))} and "

    # India -----------------------------------------------------------------------------------------------------

    def phone(self, match: re.Match[str], place: Place) -> str | None:
        """ "98765 43210", "1860 266 2666"."""
        del place
        return self.language.phone(re.findall(r"\d+", match[0]))

    def cricket(self, match: re.Match[str], place: Place) -> str | None:
        """ "India 185/4 in 20 overs"."""
        if "over" not in place.text[place.end : place.end + 20]:
            return None
        return f"{self.language.whole(match['runs'])} for {self.language.whole(match['wickets'])}"

    def file(self, match: re.Match[str], place: Place) -> str | None:
        """ "ref. no. 12/2024"."""
        if "code" not in place.clues or "date" in place.clues or place.before_is(known.CARDS):
            return None
        number = match["number"]
        return f"{self.language.whole(number)} slash {self.language.year(int(match['year']))}"

    def lakhs_a_year(self, match: re.Match[str], place: Place) -> str | None:
        """ "12 LPA"."""
        del place
        found = figure(match["number"], self.language)
        rupees = " rupees" if match["sign"] else ""
        return None if found is None else f"{self.language.number(found)} lakh{rupees} per annum"

    def side(self, match: re.Match[str], place: Place) -> str | None:
        """ "Dr INR 500", "Cr: Rs 200"."""
        del place
        return "debit" if match["side"] == "Dr" else "credit"

    def town_pin(self, match: re.Match[str], place: Place) -> str | None:
        """ "Mumbai-400 001"."""
        del place
        return f"{match['town']} {self.language.digits(match['pin'])}"

    def roman_rank(self, match: re.Match[str], place: Place) -> str | None:
        """ "VIth class", "XII std"."""
        if place.start and place.text[place.start - 1].isalnum():
            return None
        return self.language.ordinal(roman_value(match["roman"]))

    def not_out(self, match: re.Match[str], place: Place) -> str | None:
        """ "Kohli 82* (53)"."""
        del place
        return f"{self.language.whole(match['runs'])} not out"

    def standard(self, match: re.Match[str], place: Place) -> str | None:
        """ "10th std"."""
        last = place.before[-1] if place.before else ""
        is_rank = last[:1].isdigit() or (last and set(last) <= set("ivx"))
        return "standard" + closing_stop(match[0], place) if is_rank else None
