"""More shapes that only English has: marks, verses, masked numbers, measures in fractions, times without a sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.dates import possible, whole_year
from engine.wording.classes.numbers import figure
from engine.wording.classes.romans import whole as roman_value
from engine.wording.classes.units import unit_pattern
from engine.wording.figures import NUMBER, Figure
from engine.wording.language import Place, Shape
from engine.wording.languages import english_words as known
from engine.wording.languages.english_shapes import in_pairs
from engine.wording.patterns import DIGITS
from engine.wording.stops import closing_stop
from engine.wording.vocabulary.nouns import Clock, Date, Noun
from engine.wording.vocabulary.symbols import VULGAR_FRACTIONS

if TYPE_CHECKING:
    from engine.wording.language import Language

_VULGAR = "".join(VULGAR_FRACTIONS)


def american(language: Language) -> list[Shape]:
    """The shapes of all regions."""
    said = _Said(language)
    unit = rf"[ -]?(?P<unit>{unit_pattern(language)}|in(?= (?:{known.ACROSS})))"
    end = r"(?:\.(?=[,;]|[ ]{1,2}[a-z]))?(?![^\W_]|[²³])"
    return [
        Shape(
            "fraction",
            re.compile(r"(?P<whole>\d{1,3})-(?P<top>\d{1,2})/(?P<bottom>2|3|4|5|8|16|32)(?![\w/]|[.,]\d)"),
            said.mixed,
            19,
            needs="/",
        ),
        Shape("room", re.compile(r"(?P<number>\d{1,3})(?P<letter>[A-Za-z])(?![\w-])"), said.lettered, 30),
        Shape("roman", _ROMAN_SPAN, said.roman_span, 31, "aA", needs="-–"),
        Shape("fraction", _MARKS, said.marks, 17, needs="/"),
        Shape("score", _VERSE, said.verse, 30, needs=":"),
        Shape("letters", re.compile(r"US(?![\w'&-]|\.\w)"), said.us, 9, "aA"),
        Shape("code", _AIRBUS, said.airbus, 28, "aA", needs="23"),
        Shape("unit", re.compile(rf"(?P<number>{NUMBER})[ -]?ct(?!\w)"), said.count_or_carat, 24, needs="c"),
        Shape("date", _DATE_SPAN, said.date_span, 32, needs="/"),
        Shape("time", _COMPACT_TIME, said.compact_time, 24),
        Shape("code", _MASKED, said.masked, 26, "*•xaA", needs="*•xX"),
        Shape("code", re.compile(r"1Z(?:[ ]?[A-Z0-9]{2,8}+){2,7}+(?!\w)"), said.code, 26, needs="Z"),
        Shape(
            "unit",
            re.compile(rf"(?P<number>{NUMBER})(?:in(?![\w-]|[ ]\d)|[ -]in(?= (?:{known.ACROSS})))"),
            said.inches,
            24,
            needs="i",
        ),
        Shape(
            "fraction",
            re.compile(rf"(?:(?P<whole>\d{{1,4}})[ -])?(?P<top>\d{{1,2}})/(?P<bottom>\d{{1,3}}){unit}{end}"),
            said.part_of_unit,
            18,
            needs="/",
        ),
        Shape(
            "unit",
            re.compile(rf"(?P<whole>\d{{1,4}})?[ ]?(?P<vulgar>[{_VULGAR}]){unit}{end}"),
            said.part_of_unit,
            32,
            DIGITS + _VULGAR,
            needs=_VULGAR,
        ),
        Shape(
            "fraction",
            re.compile(r"½(?= (?:price|off|time|board|day|hourly)\b)|¼(?= pounders?\b)"),
            said.part,
            33,
            "½¼",
        ),
        Shape("fraction", re.compile(r"1/2(?= (?:price|off|board)\b)|1/4(?= pounders?\b)"), said.part, 33, needs="/"),
        Shape("address", _ROAD_END, said.road_end, 9, "aA"),
        Shape("address", _HEADING, said.heading, 23, "aA"),
        Shape("abbreviation", re.compile(r"v\.?(?= [A-Z])"), said.versus, 22, "av"),
        Shape("code", _CLAUSE, said.clause, 29, needs="("),
        Shape(
            "score", re.compile(r"(?P<first>\d0)[-–:](?P<last>\d0)(?!\w|[-–/.,:]\d|%)"), said.shares, 24, needs="-–:"
        ),
        Shape("sign", re.compile(r"\*{1,3}"), said.footnote, 23, "*"),
        Shape("time", _LAPSE, said.lapse, 27, needs=":"),
        Shape("code", re.compile(r"\d{2,15}(?=[ ]?#(?![\w]|[ ]?\d))"), said.digits, 23, needs="#"),
        Shape("code", _SENT_CODE, said.sent_code, 27),
        Shape("roman", re.compile(r"XI(?![\w'-])"), said.eleven, 30, "A"),
        Shape("abbreviation", re.compile(r"[FC](?![\w'-]|\.\w)"), said.degrees, 9, "aA"),
        Shape("date", _SHORT_NAMED, said.short_named, 31, needs="-/"),
        Shape("ordinal", _NUMBERED_BOOK, said.numbered_book, 30),
        Shape("code", re.compile(r"[xX*]{1,12}(?P<digits>\d{3,6})(?!\w|[-/]\d)"), said.ending, 27, "*xaA"),
        Shape("address", _ROAD_HEADING, said.road_heading, 28, needs="NSEW"),
        Shape("code", re.compile(r"(?P<letter>[A-Z])-(?P<number>[1-9]\d?)(?![\w-]|\.\d)"), said.short_code, 17, "aA"),
        Shape("time", re.compile(r"(?P<hour>1[0-2]|[1-9])[-–](?=noon\b|midnight\b)"), said.until_noon, 28, needs="-–"),
        Shape("year", _BUSINESS_YEAR, said.business_year, 28, "aA"),
        Shape("sign", re.compile(r"[xX×](?= ?[\d£$€₹])"), said.by, 23, "xXA×"),
        Shape(
            "sign",
            re.compile(rf"(?P<number>\d{{1,3}})[ ]?[xX×][ ]?(?={NUMBER}[ ]?(?:k?g|mg|m?l|m?L|cl|oz|lbs?)\b)"),
            said.so_many_times,
            24,
            needs="xX×",
        ),
        Shape(
            "sign",
            re.compile(r"(?:noon|midnight)(?P<dash>[ ]?[-–][ ]?)(?=\d{1,2}(?:[:.]\d\d)?[ ]?[ap]\.?m)"),
            lambda match, _place: match[0].partition(match["dash"])[0] + " to ",
            24,
            "nmaA",
            needs="-–",
        ),
        Shape("sign", re.compile(r"(?P<number>\d{1,2})/(?=[$£€₹])"), said.so_many_for, 29, needs="/"),
        Shape("cardinal", re.compile(r"(?P<base>\d{1,9})\^(?P<power>-?\d{1,3})(?!\w)"), said.power, 30, needs="^"),
        Shape(
            "unit",
            re.compile(rf"(?P<number>[-−]?{NUMBER})[ ]?(?P<scale>[CF])(?![\w'-])"),
            said.warmth,
            24,
            DIGITS + "-−",
        ),
        Shape("cardinal", re.compile(r"24/7/365(?!\w)"), lambda _m, _p: "twenty four seven, three sixty five", 34),
        Shape("abbreviation", re.compile(r"[cbd]\.(?= ?\d{3,4}\b)|c\.(?= (?:BC|AD)\b)"), said.life, 24, "abcd"),
        Shape("code", _AIRLINE, said.flight, 25, "aA" + DIGITS),
        Shape(
            "fraction", re.compile(r"(?P<top>\d{1,2})/(?P<bottom>\d{1,2})(?:rd|th)s?(?!\w)"), said.ranked, 31, needs="/"
        ),
        Shape("abbreviation", re.compile(r"[Nn]o(?= ?\d)"), said.number_word, 24, "aN"),
        Shape("code", re.compile(r"\d{4,8}(?!\w|[.,:/-]\d)"), said.told_code, 26),
        Shape("code", re.compile(r"\d{4,8}/\d{4,8}(?![\w/])"), said.two_codes, 21, needs="/", clued=True),
    ]


def states(language: Language) -> list[Shape]:
    """The shapes of the United States: a ZIP code with four more figures."""
    said = _Said(language)
    return [
        Shape("code", re.compile(r"\d{5}-\d{4}(?![\w-])"), said.code, 23, needs="-"),
        Shape(
            "code",
            re.compile(r"(?P<number>10\d\d)(?:-(?P<letters>[A-Z]{1,4}))?(?![\w-])"),
            said.tax_form,
            28,
            needs="1",
        ),
    ]


_ROMAN_SPAN = re.compile(r"(?P<first>[IVX]{1,5})[-–](?P<last>[IVX]{1,5})(?![\w'-])")
_MARKS = re.compile(r"(?P<top>\d{1,4}(?:\.\d{1,2})?)/(?P<bottom>\d{1,4})(?![\w/]|[.,]\d)")
_VERSE = re.compile(
    r"(?P<chapter>\d{1,3}):(?P<verse>\d{1,3})(?:[-–](?P<last>\d{1,3}))?(?![\w:]|[-–.]\d| ?[AaPp]\.?[Mm]\b)"
)
_AIRBUS = re.compile(r"A(?P<number>220|3[0-8]\d)(?:-?(?P<series>\d{3}|neo|ceo|XLR))?(?![\w-])")
_DAY = r"\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d{2}))?"
_DATE_SPAN = re.compile(rf"(?P<first>{_DAY})[ ]?[-–—][ ]?(?P<last>{_DAY})(?![\w/]|[-.,]\d)")
_COMPACT_TIME = re.compile(r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?!\w|[.,:/-]\d)")
_MASKED = re.compile(r"(?:[*•]{2,12}+[- ]?|[xX]{3,12}+[- ]){1,5}+(?P<digits>\d{3,6})(?!\w|[-/]\d)")
_ROAD_END = re.compile(r"(?P<letter>[NSEW])(?![\w'&-]|\.\w)")
_ROAD_BEFORE = re.compile(r"(?:\b(?:I|US|SR|CR|FM)[- ]|\b(?:Hwy\.?|Highway|Route|Rte\.?|Interstate) )\d{1,4} \Z")
_FORMS = frozenset({"form", "forms"})
_HEADING = re.compile(r"(?P<letter>[NSEW])\.?(?= (?:on|to|toward|towards|of|at|until|for|along|from|past|till)\b)")
_CLAUSE = re.compile(r"(?P<number>\d{1,4})(?P<letters>(?:\([A-Za-z0-9]{1,4}\)){1,4})(?!\w)")
_LAPSE = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>[0-5]\d):(?P<second>[0-5]\d)(?![\w:]|\.\d| ?[AaPp]\.?[Mm]\b)")
_NOTED = re.compile(r"[a-z]{2}\Z|[A-Z]{2}\Z|[$£€₹][\d.,]{1,10}\Z|%\Z")
_NUMBERED_BOOK = re.compile(
    r"(?P<number>[123])(?= (?:Cor|Sam|Kings|Kgs|Chron|Chr|Pet|Tim|Thess|John|Jn|Corinthians|Samuel|Chronicles|Peter|"
    r"Timothy|Thessalonians|Maccabees)\.? \d{1,3}:\d)"
)
_ROAD_HEADING = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,8})?)[ ]?°?[ ]?(?P<letter>[NSEW])(?![\w'&-])")
_BUSINESS_YEAR = re.compile(
    r"(?P<letters>FY|CY|AY|Q[1-4])'?(?P<first>(?:20)?\d\d)(?:[-–/](?P<last>20\d\d|\d\d))?(?![\w'-])"
)
_AIRLINE = re.compile(r"(?P<airline>\d[A-Z]|[A-Z]\d)[ -]?(?P<number>\d{3,4})(?!\w|[.,:/-]\d)")
_SENT_CODE = re.compile(
    r"(?:\d{3}[ -]\d{3}|\d{4,8})(?= (?i:(?:is|as) (?:your|the|ur|an?)(?: [\w-]{1,16}){0,4}? "
    r"(?:otp|code|passcode|password|pin|token|number|tpin)\b|to (?:log in|sign in|verify|authenticate|confirm your)\b))"
)
_WORD = re.compile(r"[a-z]+")
_MONTHS = "Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec"
_SHORT_NAMED = re.compile(
    rf"(?P<day>\d{{1,2}})(?P<sign>[-/])(?P<month>(?i:{_MONTHS}))"
    r"(?P=sign)(?P<year>\d{4}|\d\d)(?![\w/-])"
)


class _Said:
    """What is said for the shapes, in one region."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def marks(self, match: re.Match[str], place: Place) -> str | None:
        """ "scored 98/100", "rated 4.5/5", "7/10"."""
        language, bottom = self.language, int(match["bottom"])
        top, following = figure(match["top"], language), place.after(1)
        if (
            top is None
            or bottom < 5
            or top.decimal > bottom
            or (place.start and place.text[place.start - 1] in "/.,:-")
        ):
            return None
        is_part = bool(following) and (following[0] in known.NO_MARKS or following[0] in known.PARTED)
        is_marked = any(word in known.MARKING for word in place.before[-5:]) or (
            following and following[0] in known.MARKED
        )
        is_round = bottom in (10, 100) and top.decimal >= 2 and not is_part
        if is_part or not (is_marked or is_round) or place.before_is(known.OF_PARTS):
            return None
        if not top.fraction and language.is_date(place):
            return None
        return f"{language.number(top)} out of {language.cardinal(bottom)}"

    def lettered(self, match: re.Match[str], place: Place) -> str | None:
        """ "Track 5W", "platform 2b"."""
        if not place.before_is(known.LETTERED):
            return None
        return f"{self.language.house_number(match['number'])} {match['letter'].upper()}"

    def roman_span(self, match: re.Match[str], place: Place) -> str | None:
        """ "Chapters I-III"."""
        first, last = roman_value(match["first"]), roman_value(match["last"])
        if not place.before_is(known.COUNTED) or first is None or last is None or first >= last:
            return None
        return self.language.joined(self.language.cardinal(first), self.language.cardinal(last))

    def tax_form(self, match: re.Match[str], place: Place) -> str | None:
        """ "Form 1040", "1099 forms", "1040-EZ"."""
        is_form = place.before_is(_FORMS) or any(word in _FORMS for word in place.after(1))
        if not is_form and not match["letters"]:
            return None
        letters = self.language.spell(match["letters"]) if match["letters"] else ""
        return f"{in_pairs(self.language, match['number'])} {letters}".rstrip()

    def mixed(self, match: re.Match[str], place: Place) -> str | None:
        """ "1-1/2 cups"."""
        whole, top, bottom = (int(match[key]) for key in ("whole", "top", "bottom"))
        if place.clues & {"code", "date"} or not 0 < top < bottom:
            return None
        return self.language.mixed(whole, top, bottom)

    def verse(self, match: re.Match[str], place: Place) -> str | None:
        """ "Gen. 1:3", "John 3:16-18"."""
        if not place.before_is(known.BOOKS):
            return None
        numbers = [self.language.cardinal(int(match[key])) for key in ("chapter", "verse")]
        words = " ".join(numbers)
        return f"{words} to {self.language.cardinal(int(match['last']))}" if match["last"] else words

    def us(self, match: re.Match[str], place: Place) -> str | None:
        """ "Contact US today": the pronoun in capitals."""
        del match
        following = place.after(1)
        if not place.before_is(known.CONTACTING):
            return None
        behind = place.text[place.end : place.end + 2].lstrip()[:1]
        goes_on = bool(following) and behind.isalpha()
        return "us" if not goes_on or following[0] in known.AFTER_US else None

    def airbus(self, match: re.Match[str], place: Place) -> str | None:
        """ "A380", "A320neo"."""
        if place.clues & {"code", "room", "letters"}:
            return None
        series = match["series"] or ""
        named = f"{series[:1]} {series[1:-1]} {series[-1]}" if series.isupper() else series
        more = self.language.house_number(series) if series.isdigit() else named
        return f"A {in_pairs(self.language, match['number'])} {more}".rstrip()

    def count_or_carat(self, match: re.Match[str], place: Place) -> str | None:
        """ "12 ct", "18ct gold"."""
        found = figure(match["number"], self.language)
        if found is None:
            return None
        is_jewel = any(word in known.JEWELS for word in (*place.after(3), *place.before[-4:]))
        if not is_jewel and self.language.country == "US":
            return f"{self.language.number(found)} count"
        is_before = bool(place.after(1)) and place.after(1)[0] in known.JEWELS
        return self.language.count(found, Noun("carat") if is_before else Noun("carat", "carats"))

    def date_span(self, match: re.Match[str], place: Place) -> str | None:
        """ "6/1/24–5/31/25", "6/1-6/5"; "1/4-1/2 cup" has fractions."""
        language = self.language
        if place.start and place.text[place.start - 1] in "/.,:-":
            return None
        ends = [self._day(match[key]) for key in ("first", "last")]
        if ends[0] is None or ends[1] is None:
            return None
        is_sure = ends[1].year is not None or "date" in place.clues
        if not is_sure and not any(self._is_no_fraction(match[key]) for key in ("first", "last")):
            return None
        return language.joined(language.date(ends[0], place), language.date(ends[1]), place)

    @staticmethod
    def _is_no_fraction(written: str) -> bool:
        top, bottom = (int(part) for part in written.split("/")[:2])
        return top >= bottom or bottom not in (2, 3, 4, 5, 8, 10, 16, 32)

    def _day(self, written: str) -> Date | None:
        parts = written.split("/")
        first, last = int(parts[0]), int(parts[1])
        is_month_first = (self.language.date_order == "mdy" and first <= 12) or last > 12
        month, day = (first, last) if is_month_first else (last, first)
        year = whole_year(parts[2]) if len(parts) > 2 else None
        found = Date(day, month, year, day_first=not is_month_first)
        return found if possible(found) else None

    def compact_time(self, match: re.Match[str], place: Place) -> str | None:
        """ "departs 0545 and arrives 1120"."""
        hour, minute = int(match["hour"]), int(match["minute"])
        before = place.before
        is_service = before[-1:] == ("the",) and place.after(1)[:1] != () and place.after(1)[0] in known.TRAINS
        is_time = (
            is_service
            or place.before_is(known.TRAVELLING)
            or (
                before[-1:] in (("at",), ("from",), ("to",), ("until",), ("by",))
                and match["hour"][0] == "0"
                and minute % 5 == 0
                and not place.clues & {"code", "phone"}
            )
        )
        if not is_time or (hour == 20 and before[-1:] in (("arrives",), ("arriving",), ("leaves",), ("lands",))):
            return None
        lead = "oh " if match["hour"][0] == "0" and hour else ""
        if hour == 0:
            return self.language.digits(match[0])
        return lead + (
            self.language.clock(Clock(hour, minute)) if minute else f"{self.language.cardinal(hour)} hundred"
        )

    def masked(self, match: re.Match[str], place: Place) -> str | None:
        """ "Visa card ****4421"."""
        if place.start and (place.text[place.start - 1].isalpha() or place.text[place.start - 1] == "*"):
            return None
        digits = self.language.digits(match["digits"])
        return digits if place.before_is(known.ENDING, 2) else f"ending in {digits}"

    def code(self, match: re.Match[str], place: Place) -> str | None:
        """Letters and figures one by one."""
        return None if place.start and place.text[place.start - 1] in "-/." else self.language.code(match[0])

    def digits(self, match: re.Match[str], place: Place) -> str | None:
        """ "Enter 123456#"."""
        del place
        return self.language.digits(match[0])

    def sent_code(self, match: re.Match[str], place: Place) -> str | None:
        """ "482916 is your verification code"."""
        return None if place.start and place.text[place.start - 1] in "-/.," else self.language.code(match[0])

    def inches(self, match: re.Match[str], place: Place) -> str | None:
        """ "6ft 2in", "12 in wide"."""
        return self._measure(match["number"], "in.", place)

    def _measure(self, number: str, unit: str, place: Place) -> str | None:
        found, noun = figure(number, self.language), self.language.unit(unit)
        return None if found is None or noun is None else self.language.count(found, self.language.noun_at(noun, place))

    def part_of_unit(self, match: re.Match[str], place: Place) -> str | None:
        """ "1 1/2 tsp", "½ kg", "3/8\""."""
        language, parts = self.language, match.groupdict()
        symbol = "in." if parts["unit"] == "in" else parts["unit"]
        noun = language.unit(symbol)
        vulgar = parts.get("vulgar")
        top, bottom = VULGAR_FRACTIONS[vulgar] if vulgar else (int(parts["top"]), int(parts["bottom"]))
        if noun is None or not 0 < top < bottom or (place.start and place.text[place.start - 1] in "/.,:-"):
            return None
        if symbol == '"' and place.text.count('"', max(0, place.start - 200), place.start) % 2 == 1:
            return None
        is_closed = (
            symbol in ('"', "″") or "-" in match[0][match.end("vulgar" if vulgar else "bottom") - match.start() :]
        )
        stop = closing_stop(match[0], place)
        following = place.after(1)
        is_plural = not is_closed or not following or following[0] in known.FUNCTION_WORDS
        if parts["whole"]:
            words = language.mixed(int(parts["whole"]), top, bottom)
            noun = language.noun_at(noun, place)
            return f"{words} {(noun.other or noun.one) if is_plural else noun.one}{stop}"
        if is_closed or language.noun_at(noun, place) != noun:
            words = "half" if (top, bottom) == (1, 2) else language.fraction(top, bottom)
            return f"{words} {noun.one}{stop}"
        article = "an" if noun.one[:1] in "aeiou" or noun.one.startswith("hour") else "a"
        of = "half" if (top, bottom) == (1, 2) else f"{language.fraction(top, bottom)} of"
        return f"{of} {article} {noun.one}{stop}"

    def part(self, match: re.Match[str], place: Place) -> str | None:
        """ "½ price", "¼ pounder"."""
        del place
        return "half" if match[0] in ("½", "1/2") else "quarter"

    def road_end(self, match: re.Match[str], place: Place) -> str | None:
        """ "I-280 S"."""
        if not _ROAD_BEFORE.search(place.text[max(0, place.start - 18) : place.start]):
            return None
        return known.HEADINGS[match["letter"]]

    def heading(self, match: re.Match[str], place: Place) -> str | None:
        """ "go W. to the light", "5 mi. N. of town"."""
        before = place.text[max(0, place.start - 10) : place.start]
        is_led = place.before_is(known.GOING) or (
            place.text[place.end : place.end + 4] == " of " and re.search(r"(?:mi|mi\.|miles?|km|kms) \Z", before)
        )
        return known.HEADINGS[match["letter"]] if is_led else None

    def versus(self, match: re.Match[str], place: Place) -> str | None:
        """ "Jones v. Smith"."""
        del match
        if place.text[place.start - 1 : place.start] != " ":
            return None
        named = place.text[max(0, place.start - 30) : place.start].rstrip().rpartition(" ")[2]
        return "versus" if named[:1].isupper() else None

    def clause(self, match: re.Match[str], place: Place) -> str | None:
        """ "Section 4(b)", "501(c)(3)"."""
        language, number = self.language, match["number"]
        if not place.before_is(known.CLAUSES) and number not in ("401", "403", "457", "501", "529"):
            return None
        words = [language.house_number(number) if number[0] != "0" else language.digits(number)]
        for part in re.findall(r"\w+", match["letters"]):
            value = roman_value(part) if part in ("ii", "iii", "iv", "vi", "vii", "viii", "ix") else None
            words.append(
                language.cardinal(value) if value else language.whole(part) if part.isdigit() else language.spell(part)
            )
        return " ".join(words)

    def shares(self, match: re.Match[str], place: Place) -> str | None:
        """ "a 50-50 chance", "the 80-20 rule"."""
        first, last = int(match["first"]), int(match["last"])
        following = place.after(1)
        is_split = bool(following) and following[0] in known.SPLIT
        if first + last != 100 or not (first == last or is_split) or (place.clues & {"score"} and not is_split):
            return None
        return f"{self.language.cardinal(first)} {self.language.cardinal(last)}"

    def footnote(self, match: re.Match[str], place: Place) -> str | None:
        """ "*Terms apply", "free* delivery": nothing is said for the mark of a footnote."""
        before, behind = place.text[max(0, place.start - 1) : place.start], place.text[place.end : place.end + 2]
        is_first = not before.isalnum() and behind[1:2].islower() and behind[:1].isalpha()
        is_last = not behind[:1].isalnum() and _NOTED.search(place.text[max(0, place.start - 12) : place.start])
        del match
        return "" if is_first or is_last else None

    def lapse(self, match: re.Match[str], place: Place) -> str | None:
        """ "The record is 2:01:09"."""
        if not any(word in known.LASTING for word in place.before[-3:]) or "at" in place.before[-1:]:
            return None
        parts = [(match["hour"], "hour"), (match["minute"], "minute"), (match["second"], "second")]
        counts = [(Figure(str(int(number))), unit) for number, unit in parts if int(number)]
        return self.language.duration(counts) if counts else None

    def eleven(self, match: re.Match[str], place: Place) -> str | None:
        """ "the 2nd XI": a team of cricket."""
        del match
        return "eleven" if place.before[-1:] and place.before[-1] in known.TEAMS else None

    def degrees(self, match: re.Match[str], place: Place) -> str | None:
        """ "425 degrees F"."""
        return (
            {"F": "Fahrenheit", "C": "Celsius"}[match[0]] if place.before[-1:] in (("degrees",), ("degree",)) else None
        )

    def short_named(self, match: re.Match[str], place: Place) -> str | None:
        """ "12-Mar-25", "3/Apr/2025"."""
        language = self.language
        if place.start and place.text[place.start - 1] in "-/.":
            return None
        found = Date(
            int(match["day"]), language.month_numbers[match["month"].lower()], whole_year(match["year"]), day_first=True
        )
        return language.date(found, place) + closing_stop(match[0], place) if possible(found) else None

    def numbered_book(self, match: re.Match[str], place: Place) -> str | None:
        """ "1 Cor. 13:4"."""
        del place
        return self.language.ordinal(int(match["number"]))

    def ending(self, match: re.Match[str], place: Place) -> str | None:
        """ "ending in x4421"."""
        return self.language.digits(match["digits"]) if place.before_is(known.ENDING) else None

    def road_heading(self, match: re.Match[str], place: Place) -> str | None:
        """ "Interstate 10 W", "40.7128° N"."""
        number = match["number"]
        if "." in number:
            found = figure(number, self.language)
            is_place = found is not None and len(found.fraction) > 1 and "°" not in match[0]
            unit = "" if is_place else " degrees"
            sure = "°" in match[0] or (found is not None and len(found.fraction) > 2)
            return f"{self.language.number(found)}{unit} {known.HEADINGS[match['letter']]}" if found and sure else None
        if not place.before_is(known.ROADS):
            return None
        return f"{self.language.house_number(number)} {known.HEADINGS[match['letter']]}"

    def short_code(self, match: re.Match[str], place: Place) -> str | None:
        """ "B-12", "F-16"."""
        if place.clues & {"code"} or (place.start and place.text[place.start - 1] in "-/."):
            return None
        return f"{match['letter']} {self.language.cardinal(int(match['number']))}"

    def until_noon(self, match: re.Match[str], place: Place) -> str | None:
        """ "9-noon"."""
        del place
        return f"{self.language.cardinal(int(match['hour']))} to "

    def business_year(self, match: re.Match[str], place: Place) -> str | None:
        """ "FY2026", "Q3'24"."""
        language, first, last = self.language, match["first"], match["last"]
        if len(first) == 2 and not last and "'" not in match[0] and match["letters"][0] == "Q":
            return None
        year = language.year(int(first)) if len(first) == 4 else language.whole(first)
        end = f" to {language.year(int(last)) if len(last) == 4 else language.whole(last)}" if last else ""
        del place
        return f"{language.code(match['letters'])} {year}{end}"

    def by(self, match: re.Match[str], place: Place) -> str | None:
        """ "20 ft. x 30 ft.", "5 x £20"."""
        last = place.before[-1] if place.before else ""
        if place.text[place.start - 1 : place.start] != " ":
            return None
        if place.text[match.end() :][:2].strip()[:1] in "£$€₹":
            return "times" if last[:1].isdigit() else None
        is_measure = last in self.language.units or last.rstrip(".") in self.language.units
        return "by" if is_measure and len(place.before) > 1 and place.before[-2][:1].isdigit() else None

    def so_many_for(self, match: re.Match[str], place: Place) -> str | None:
        """ "3/$10"."""
        if place.start and place.text[place.start - 1] in "/.,:-":
            return None
        return f"{self.language.cardinal(int(match['number']))} for "

    def so_many_times(self, match: re.Match[str], place: Place) -> str | None:
        """ "2 x 400g"."""
        return (
            None
            if place.start and place.text[place.start - 1] in "/.,:-"
            else (f"{self.language.cardinal(int(match['number']))} times ")
        )

    def power(self, match: re.Match[str], place: Place) -> str | None:
        """ "10^6"."""
        del place
        found = figure(match["power"], self.language)
        return found and f"{self.language.whole(match['base'])} to the power of {self.language.number(found)}"

    def warmth(self, match: re.Match[str], place: Place) -> str | None:
        """ "highs of 21C", "98.6 F"."""
        if place.clues & {"code", "room"} or (place.start and place.text[place.start - 1].isalnum()):
            return None
        around = _WORD.findall(place.text[place.end : place.end + 24].lower())
        is_warm = any(word in known.WEATHER for word in (*place.before[-5:], *around))
        if not is_warm and not (match["scale"] == "F" and "." in match["number"]):
            return None
        return self._measure(match["number"], "°" + match["scale"], place)

    def life(self, match: re.Match[str], place: Place) -> str | None:
        """ "c. 1850", "b. 1950, d. 2010", "5th c. BC"."""
        if match[0] == "c." and place.before[-1:] and place.before[-1][:1].isdigit():
            return "century"
        return {"c": "circa", "b": "born", "d": "died"}[match[0][0]]

    def flight(self, match: re.Match[str], place: Place) -> str | None:
        """ "flight 6E 2134", "flight U2 8123"."""
        if not any(word in known.FLYING for word in place.before[-3:]):
            return None
        return f"{self.language.spell(match['airline'])} {self.language.digits(match['number'])}"

    def ranked(self, match: re.Match[str], place: Place) -> str | None:
        """ "2/3rds", "3/4th"."""
        top, bottom = int(match["top"]), int(match["bottom"])
        is_part = 0 < top < bottom and not (place.start and place.text[place.start - 1] in "/.,:-")
        return self.language.fraction(top, bottom) if is_part else None

    def number_word(self, match: re.Match[str], place: Place) -> str | None:
        """ "account no 4412", "at No 10": written without its full stop."""
        begins = place.before[-1:] in ((), (".",))
        is_named = place.before_is(known.NUMBERING) or place.before_is(known.HAVING_NUMBERS)
        return "number" if is_named or (match[0] == "No" and not begins) else None

    def told_code(self, match: re.Match[str], place: Place) -> str | None:
        """ "OTP for your order is 482913"."""
        if place.before[-1:] not in (("is",), (":",)) or self.language.is_count(place):
            return None
        is_code = any(word in known.CODES for word in place.before)
        return self.language.code(match[0]) if is_code else None

    def two_codes(self, match: re.Match[str], place: Place) -> str | None:
        """ "train no. 12627/12628"."""
        return self.language.code(match[0]) if "code" in place.clues else None
