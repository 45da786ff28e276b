"""Shapes that only English has: cents and pence, interstates, short codes, arithmetic, plurals of abbreviations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes import web
from engine.wording.classes.dates import possible
from engine.wording.classes.numbers import figure
from engine.wording.figures import NUMBER
from engine.wording.language import Place, Shape
from engine.wording.languages import english_words as known
from engine.wording.patterns import DIGITS
from engine.wording.stops import closing_stop
from engine.wording.vocabulary.nouns import Clock, Date

if TYPE_CHECKING:
    from engine.wording.language import Language


def in_pairs(language: Language, digits: str) -> str:
    """ "1204" → "twelve oh four", "1600" → "sixteen hundred"."""
    head, rest = int(digits[:-2]), int(digits[-2:])
    if not rest:
        return f"{language.cardinal(head)} hundred"
    return f"{language.cardinal(head)} {'oh ' if rest < 10 else ''}{language.cardinal(rest)}"


def american(language: Language) -> list[Shape]:
    """The shapes of all regions."""
    months = _names(language.month_numbers)
    days = _names(language.weekday_numbers)
    short = "|".join(name for name in known.SHORT_MONTHS)
    number = NUMBER
    said = _Said(language)
    return [
        Shape(
            "amount",
            re.compile(rf"(?:(?P<first>{number})[ ]?[-–][ ]?)?(?P<number>{number})[ ]?¢"),
            said.cents,
            36,
            needs="¢",
        ),
        Shape("date", _EXPIRY, said.expiry, 18, needs="/"),
        Shape(
            "date",
            re.compile(r"(?P<first>\d{1,2})/(?P<last>\d{1,2})(?![\w/]|[.,:-]?\d)"),
            said.short_date,
            14,
            needs="/",
        ),
        Shape("sign", re.compile(r"#(?=:|[ ]?\d)"), said.number_sign, 22, "#"),
        Shape("date", _MONTH_YEAR, said.month_year, 18, needs="/"),
        Shape("sign", _joint(months, days), said.joint, 9, "-–—"),
        Shape("date", _month_span(months), said.month_span, 27, "aA"),
        Shape("date", re.compile(rf"(?P<month>{short})(?P<stop>\.)?(?![\w'-])"), said.one_month, 9, "aA"),
        Shape("date", re.compile(r"M-F(?!\w)"), lambda _match, _place: "Monday to Friday", 30, "aA"),
        Shape("time", _MILITARY, said.military, 28, needs="hH"),
        Shape("phone", re.compile(r"\d{4,6}(?!\w|[.,:/-]\d)"), said.short_code, 12),
        Shape("phone", re.compile(r"\d{3,5}(?:[ -]\d{3,8}){0,3}(?!\w|[.,:/-]\d)"), said.other_phone, 12),
        Shape(
            "code", re.compile(r"[A-Z]{1,4}(?:/[A-Z]{1,4})?/\d{2,10}(?:/\d{1,6})?(?!\w|[.,:/-]\d)"), said.iban, 22, "aA"
        ),
        Shape(
            "cardinal",
            re.compile(rf"(?P<number>{number})m(?= (?:{'|'.join(sorted(known.COUNTED_NOUNS))})\b)"),
            said.millions,
            24,
        ),
        Shape("abbreviation", re.compile(r"[wW]/(?![\w/])"), lambda _match, _place: "with", 19, "wW"),
        Shape("sign", re.compile(r"#(?=\d)"), said.key, 21, "#"),
        Shape("sign", re.compile(r"#(?=[A-Z]{1,4}-?\d)"), lambda _match, place: place.language.number_word, 22, "#"),
        Shape("sign", _per(language), said.per, 21, "/"),
        Shape("code", re.compile(r"\d{4}(?:[ -]\d{4}){2,4}(?![\w-])"), said.iban, 23),
        Shape("letters", re.compile(r"[A-Z](?:-[A-Z]){2,20}(?![\w-])"), said.letters, 22, "aA", needs="-"),
        Shape("code", _IBAN, said.iban, 29, "aA"),
        Shape("percent", re.compile(rf"(?P<number>{number})[ ]?pct\.?(?!\w)"), said.percent, 30, needs="p"),
        Shape("cardinal", _SPACED, said.spaced, 12, needs=" "),
        Shape("code", _ROAD, said.road, 24, "aA"),
        Shape("sign", _arithmetic(number), said.arithmetic, 34, needs="=?"),
        Shape("score", re.compile(r"\d{1,3}(?:[-–]\d{1,3}){2}(?!\w|[-.,/]\d)"), said.record, 16, needs="-–"),
        Shape(
            "score", re.compile(r"(?P<first>\d{1,3})[-–](?P<last>\d{1,3})(?!\w|[-–.,/:]\d)"), said.ended, 13, needs="-–"
        ),
        Shape("year", re.compile(r"(?:19|20)\d\d(?!\w|[.,:/-]\d)"), said.year_in, 27),
        Shape("letters", re.compile(r"(?P<letters>[A-Z]{2,6})'?s(?![\w'])"), said.plural_letters, 10, "aA"),
        Shape("room", re.compile(r"(?P<number>\d{3,4})(?P<letter>[A-Z])?(?!\w|[.,:/-]\d)"), said.room, 7, clued=True),
        Shape("room", re.compile(r"A[Mm] (?P<number>\d{3,4})(?![\w.:])"), said.radio, 20, "aA"),
        Shape("code", re.compile(r"(?P<number>[37]\d7)(?:-(?P<series>\d{1,3}))?(?!\w)"), said.aircraft, 27, needs="7"),
        Shape(
            "cardinal",
            re.compile(r"(?P<number>1?0{0,2}0|1,?0{3}|1,000,000)'?s(?= of\b)"),
            said.multiples,
            26,
            needs="s",
        ),
        Shape("fraction", _part_of(), said.part_of, 15, needs="/"),
        Shape("cardinal", re.compile(r"(?P<number>\d{1,4}(?:\.\d{1,2})?)x(?=[ ,.;!?)]|\Z)"), said.times, 15, needs="x"),
        Shape(
            "code",
            re.compile(r"(?P<number>40[13]|529)[ -]?\(?(?P<letter>[kKbB])\)?(?!\w)"),
            said.plan,
            28,
            needs="kKbB",
        ),
        Shape(
            "code",
            re.compile(r"(?P<number>480|720|1080|1440|2160)(?P<letter>[pPiI])(?!\w)"),
            said.screen,
            25,
            needs="pPiI",
        ),
        Shape(
            "fraction", re.compile(r"(?P<top>\d{1,3})/(?P<bottom>\d{1,3})(?![\w/]|[.,]\d)"), said.over, 16, needs="/"
        ),
        Shape(
            "ordinal", re.compile(r"(?P<letters>[A-Z]{2,6})-(?P<number>\d{1,2})(?![\w-])"), said.word_number, 3, "aA"
        ),
        Shape("unit", re.compile(rf"(?P<feet>{number})['′](?= (?:{known.LONG})\b)"), said.feet, 25, needs="'′"),
        Shape("year", re.compile(r"'(?P<year>\d\d)(?![\w'])"), said.short_year, 20, "'"),
        Shape("web", _NAMED_SITE, said.site, 34, "aA", needs="."),
    ]


def british(language: Language) -> list[Shape]:
    """The shapes of the United Kingdom and its neighbours."""
    said = _Said(language)
    return [
        Shape("amount", re.compile(r"(?P<number>\d{1,4}(?:\.\d{1,3})?)[ ]?p(?!\w|\.\w)"), said.pence, 24, needs="p"),
        Shape(
            "unit",
            re.compile(r"(?P<stone>\d{1,2})[ ]?st(?:[ ](?P<pounds>\d{1,2})[ ]?lbs?)?(?!\w)"),
            said.stone,
            24,
            needs="s",
        ),
    ]


def indian(language: Language) -> list[Shape]:
    """The shapes of India: number plates, PIN codes behind a town, payment addresses, cricket."""
    said = _Said(language)
    return [
        Shape("fraction", re.compile(r"(?P<top>\d{1,4})/(?P<bottom>\d{1,3})(?![\w/]|[.,]\d)"), said.by, 14, needs="/"),
        Shape("sign", re.compile(r"/[-=](?!\w)"), _only, 30, "/"),
        Shape("code", _PLATE, lambda match, place: place.language.code(match[0].replace("-", " ")), 29, "aA"),
        Shape("code", re.compile(r"[1-9]\d{2}[ ]?\d{3}(?!\w|[.,:/-]\d)"), said.pin_code, 13),
        Shape(
            "score", re.compile(r"(?P<runs>\d{1,3})/(?P<wickets>10|\d)(?![\w/]|[.,]\d)"), said.wickets, 15, needs="/"
        ),
        Shape("web", re.compile(r"[\w.-]{2,50}@[A-Za-z]{2,20}(?!\w|\.\w)"), said.payment, 49, "aA" + DIGITS, needs="@"),
    ]


_EXPIRY = re.compile(r"(?P<month>0[1-9]|1[0-2])/(?P<year>\d\d)(?![\w/]|[.,-]\d)")
_MONTH_YEAR = re.compile(r"(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![\w/]|[.,-]\d)")
_MILITARY = re.compile(r"(?P<hour>[01]?\d|2[0-4])(?P<sign>[:.])?(?P<minute>[0-5]\d)[ ]?(?:hrs?|hours|HRS?)(?!\w)")
_IBAN = re.compile(r"[A-Z]{2}\d{2}(?:[ ][A-Z0-9]{4}){1,8}(?:[ ][A-Z0-9]{1,3})?(?!\w)")
_SPACED = re.compile(
    r"\d{1,3}(?:[ ]\d{3}(?!\d)){1,3}(?![ ]?\w{1,4}\b|[.,:/-]\d)|\d{1,3}(?:[ ]000(?!\d)){1,3}(?![.,:/-]\d)"
)
_ROAD = re.compile(r"(?P<letters>I|US|U\.S\.)[- ](?P<number>\d{1,3})(?![\w-]|\.\d)")
_PLATE = re.compile(r"[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}(?!\w)")
_NAMED_SITE = re.compile(r"(?P<name>[A-Za-z][\w-]{0,62})\.(?P<top>gov|mil|edu)(?![\w.]\w)")
_MARKS = {
    "-": "minus", "−": "minus", "–": "minus", "+": "plus", "×": "times", "x": "times", "*": "times",
    "÷": "divided by", "/": "divided by",
}  # fmt: skip


def _per(language: Language) -> re.Pattern[str]:
    return re.compile(rf"/[ ]?(?P<per>{_names(language.per)})(?!\w)")


def _names(table: object) -> str:
    names = sorted((str(name) for name in table), key=len, reverse=True)  # type: ignore[attr-defined]
    return "|".join([re.escape(name) for name in names])


def _joint(months: str, days: str) -> re.Pattern[str]:
    """A dash between two dates or two ranks."""
    named = rf"(?:noon|midnight)\b|(?i:(?:{days})|(?:{months}))\b"
    following = rf"{named}|\d{{1,2}}(?:st|nd|rd|th)\b|\d{{1,2}} (?i:{months})\b|\d0s\b"
    return re.compile(rf"[-–—][ ]?(?={following})")


def _month_span(months: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<first>(?i:{months}))\.?[ ]?(?:[-–—]|to(?= )|through(?= ))[ ]?(?P<last>(?i:{months}))(?![\w'-])\.?"
        r"(?:,?[ ](?P<year>[12]\d{3})(?!\w|[.,:/]\d))?(?![ ]\d{1,2}(?!\d))"
    )


def _arithmetic(number: str) -> re.Pattern[str]:
    return re.compile(rf"[-−]?{number}(?:[ ]?[-−–+×x*÷/][ ]?{number}){{1,4}}(?=[ ]?[=?])")


def _part_of() -> re.Pattern[str]:
    nouns = "|".join(sorted(known.PARTED, key=len, reverse=True))
    return re.compile(rf"(?P<top>\d)/(?P<bottom>\d{{1,2}})[ ](?=(?P<noun>{nouns})\b)")


def _only(match: re.Match[str], place: Place) -> str | None:
    """ "Rs 200/-": nothing is said for what ends an amount."""
    del match
    return "" if place.text[place.start - 1 : place.start].isdigit() else None


class _Said:
    """What is said for the shapes, in one region."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def cents(self, match: re.Match[str], place: Place) -> str | None:
        """ "73¢"."""
        return self._minor(match["number"], match["first"], "USD", place)

    def pence(self, match: re.Match[str], place: Place) -> str | None:
        """ "30p"."""
        return self._minor(match["number"], None, "INR" if self.language.country == "IN" else "GBP", place)

    def _minor(self, number: str, first: str | None, code: str, place: Place) -> str | None:
        language = self.language
        currency, found = language.currency(code), figure(number, language)
        if currency is None or currency.minor is None or found is None:
            return None
        words = language.count(found, language.noun_at(currency.minor, place))
        start = figure(first, language) if first else None
        return language.joined(language.number(start), words, place) if start else words

    def expiry(self, match: re.Match[str], place: Place) -> str | None:
        """ "08/27" on a card."""
        is_card = any(word in known.CARDS for word in place.before)
        is_no_day = int(match["year"]) > (31 if self.language.date_order == "mdy" else 12)
        if not _OLDEST_CARD <= int(match["year"]) <= _NEWEST_CARD:
            return None
        if not is_card and not (is_no_day and "date" in place.clues):
            return None
        return self.language.date(Date(None, int(match["month"]), 2000 + int(match["year"])), place)

    def month_year(self, match: re.Match[str], place: Place) -> str | None:
        """ "08/2027"."""
        return self.language.date(Date(None, int(match["month"]), int(match["year"])), place)

    def joint(self, match: re.Match[str], place: Place) -> str | None:
        """ "Nov. 30 – Dec. 3", "5th-8th"."""
        last = place.before[-1] if place.before else ""
        if last in ("am", "pm", "a.m.", "p.m.") or last[-2:] in ("am", "pm"):
            return (
                "to" + (" " if match[0][-1] == " " else "")
                if place.after(1)[:1] in (("noon",), ("midnight",))
                else None
            )
        ranked = last[:1].isdigit() and (last[-2:] in ("st", "nd", "rd", "th") or last[-2:] == "0s")
        named = last.rstrip(".") in self.language.month_numbers or last.rstrip(".") in self.language.weekday_numbers
        if ranked or named or (last.isdigit() and len(place.before) > 1 and self._is_dated(place.before[-2:])):
            return "to" + (" " if match[0][-1] == " " else "")
        return None

    def _is_dated(self, words: tuple[str, ...]) -> bool:
        return any(word.rstrip(".,") in self.language.month_numbers for word in words) or len(words[-1]) == 4

    def month_span(self, match: re.Match[str], place: Place) -> str | None:
        """ "Jan-Mar", "June–August 2025"."""
        language = self.language
        first, last = match["first"], match["last"]
        if not (first[0].isupper() and last[0].isupper()):
            return None
        numbers = language.month_numbers
        ends = [language.month(numbers[name.lower().rstrip(".")]) for name in (first, last)]
        year = f" {language.year(int(match['year']))}" if match["year"] else ""
        return f"{ends[0]} to {ends[1]}{year}" + closing_stop(match[0], place)

    def one_month(self, match: re.Match[str], place: Place) -> str | None:
        """ "in Sept.", "by Dec": short names are words or names unless something says that they are months."""
        written = match["month"]
        sure = match["stop"] or place.before_is(known.BEFORE_MONTHS)
        if not sure or (written in known.DOUBTFUL_MONTHS and not place.before_is(known.BEFORE_MONTHS)):
            return None
        return self.language.month(self.language.month_numbers[written.lower()]) + closing_stop(match[0], place)

    def military(self, match: re.Match[str], place: Place) -> str | None:
        """ "1030 hrs", "16:35 hrs", "0600 hours"."""
        language = self.language
        hour, minute = int(match["hour"]), int(match["minute"])
        if not match["sign"]:
            is_alone = place.start == 0 and place.end == len(place.text)
            is_clock = len(match["hour"]) == 2 and (
                is_alone
                or match["hour"][0] == "0"
                or place.before_is(known.BEFORE_TIMES)
                or place.before_is(known.BEFORE_TIMES, 2)
            )
            if not is_clock:
                return None
        if hour == 24 or (hour == 0 and minute == 0):
            return "zero hundred hours"
        lead = "oh " if hour < 10 and len(match["hour"]) == 2 else ""
        words = language.clock(Clock(hour, minute)) if minute else f"{language.cardinal(hour)} hundred"
        return f"{lead}{words} hours"

    def short_code(self, match: re.Match[str], place: Place) -> str | None:
        """ "Text YES to 72345"."""
        is_text = place.before[-1:] == ("to",) and any(word in known.TEXTING for word in place.before[-5:-1])
        return self.language.digits(match[0]) if is_text else None

    def short_date(self, match: re.Match[str], place: Place) -> str | None:
        """ "07/12": a date where its figures or the date before it say so."""
        language = self.language
        first, last = int(match["first"]), int(match["last"])
        if not language.is_date(place) or (place.start and place.text[place.start - 1] in "/.,:-"):
            return None
        is_month_first = language.date_order == "mdy"
        month, day = (first, last) if (is_month_first and first <= 12) or last > 12 else (last, first)
        found = Date(day, month, day_first=not is_month_first or month != first)
        return language.date(found, place) if possible(found) else None

    def number_sign(self, match: re.Match[str], place: Place) -> str | None:
        """ "Confirmation #: 4412"."""
        del match
        return self.language.number_word if place.before_is(known.NUMBERING) else None

    def other_phone(self, match: re.Match[str], place: Place) -> str | None:
        """ "call 999 or 111"."""
        before = place.before
        is_other = before[-1:] in (("or",), ("and",)) and len(before) > 2 and before[-2][-1:].isdigit()
        if not is_other or not any(word in known.CALLING for word in before[:-2]) or self.language.is_count(place):
            return None
        return self.language.phone(re.findall(r"\d+", match[0]))

    def per(self, match: re.Match[str], place: Place) -> str | None:
        """ "7 days/week": a slash behind what is counted."""
        is_count = len(place.before) > 1 and place.before[-2][-1:].isdigit()
        if not is_count and not (place.before and place.before[-1][:1].isdigit()):
            return None
        return self.language.per[match["per"]]

    def millions(self, match: re.Match[str], place: Place) -> str | None:
        """ "1.5m people"."""
        del place
        found = figure(match["number"], self.language)
        return None if found is None else self.language.magnified(found, "m")

    def stone(self, match: re.Match[str], place: Place) -> str | None:
        """ "12st 5lb"; "1st" and "21st" are ranks."""
        del place
        stone, pounds = int(match["stone"]), match["pounds"]
        if stone % 10 == 1 and stone != 11 and not pounds:
            return None
        words = f"{self.language.cardinal(stone)} stone"
        return (
            f"{words} {self.language.cardinal(int(pounds))}" + (" pounds" if pounds != "1" else " pound")
            if pounds
            else words
        )

    def key(self, match: re.Match[str], place: Place) -> str | None:
        """ "dial #7": the key, not a number."""
        del match
        return self.language.signs["#"] if place.before_is(known.BEFORE_KEYS) else None

    def iban(self, match: re.Match[str], place: Place) -> str | None:
        """ "DE89 3704 0044"."""
        del place
        return self.language.code(match[0])

    def letters(self, match: re.Match[str], place: Place) -> str | None:
        """ "S-M-I-T-H"."""
        del place
        return self.language.spell(match[0].replace("-", ""))

    def percent(self, match: re.Match[str], place: Place) -> str | None:
        """ "65 pct."."""
        found = figure(match["number"], self.language)
        return None if found is None else self.language.percent(found) + closing_stop(match[0], place)

    def spaced(self, match: re.Match[str], place: Place) -> str | None:
        """ "10 000": blanks group digits in English only where nothing else is likely."""
        if (
            place.clues & {"code", "phone"}
            or match[0][0] == "0"
            or place.text[place.start - 1 : place.start] in "-/.,+"
        ):
            return (
                None if place.start or match[0][0] == "0" or place.clues & {"code", "phone"} else self._joined(match[0])
            )
        return self._joined(match[0])

    def _joined(self, written: str) -> str:
        return self.language.cardinal(int(written.replace(" ", "")))

    def road(self, match: re.Match[str], place: Place) -> str | None:
        """ "I-95", "US-101"."""
        if " " in match[0] and match["letters"] == "I":
            return None
        if place.clues & {"code"} and " " in match[0]:
            return None
        return f"{self.language.spell(match['letters'].replace('.', ''))} {self.language.house_number(match['number'])}"

    def arithmetic(self, match: re.Match[str], place: Place) -> str | None:
        """ "7 - 3 =", "6 × 7 ="."""
        language = self.language
        if match[0][0] in "-−" and place.start and not place.text[place.start - 1].isspace():
            return None
        is_asked = place.text[place.end : place.end + 1] == "?"
        if is_asked and not any(word in known.RECKONING for word in place.before[-3:]):
            return None
        words = []
        for index, piece in enumerate(_PIECES.findall(match[0])):
            if piece in _MARKS:
                words.append("minus" if index == 0 else _MARKS[piece])
            else:
                found = figure(piece, language)
                if found is None:
                    return None
                words.append(language.number(found))
        return " ".join(words)

    def record(self, match: re.Match[str], place: Place) -> str | None:
        """ "10-2-1": won, lost, drawn."""
        if "score" not in place.clues and not any(word in ("record", "score") for word in place.before):
            return None
        return " ".join([self.language.whole(part) for part in re.split("[-–]", match[0])])

    def plural_letters(self, match: re.Match[str], place: Place) -> str | None:
        """ "ATMs", "PINs"."""
        letters = match["letters"]
        if place.start and place.text[place.start - 1].isalnum():
            return None
        if letters in self.language.as_words or (len(letters) > 3 and self.language.sounds_like_word(letters)):
            return letters.lower() + "s" if "'" not in match[0] else None
        return f"{self.language.spell(letters)}'s"

    def room(self, match: re.Match[str], place: Place) -> str | None:
        """ "Suite 210", "Highway 101"."""
        following = place.after(1)
        goes_on = place.text[place.end : place.end + 1] == " "
        if "room" not in place.clues or (goes_on and following and not self._is_followed(following[0], place)):
            return None
        words = self.language.house_number(match["number"])
        return f"{words} {match['letter']}" if match["letter"] else words

    @staticmethod
    def _is_followed(word: str, place: Place) -> bool:
        """Whether the sentence goes on behind a number, and nothing that it counts or measures follows."""
        is_name = place.text[place.end : place.end + 2].strip()[:1].isupper()
        return is_name or word in known.FUNCTION_WORDS or word in known.VERBS

    def ended(self, match: re.Match[str], place: Place) -> str | None:
        """ "The match ended 0-0"."""
        ended = place.before_is(known.ENDED, 2) or int(match["first"]) >= int(match["last"])
        if not ended or (place.start and place.text[place.start - 1] in "-–/."):
            return None
        return self.language.score(int(match["first"]), int(match["last"]))

    def year_in(self, match: re.Match[str], place: Place) -> str | None:
        """ "the loan ends in 2031", but "the card ends in 2031"."""
        if place.before[-1:] != ("in",) or any(word in known.NUMBERED for word in place.before):
            return None
        return (
            None
            if place.after(1)[:1] and place.after(1)[0] in known.COUNTED_NOUNS
            else self.language.year(int(match[0]))
        )

    def radio(self, match: re.Match[str], place: Place) -> str | None:
        """ "AM 1010"."""
        return (
            f"A M {self.language.house_number(match['number'])}"
            if not place.before[-1:] or not place.before[-1].isdigit()
            else None
        )

    def aircraft(self, match: re.Match[str], place: Place) -> str | None:
        """ "Boeing 737-800"."""
        if not place.before_is(known.AIRCRAFT, 2):
            return None
        words = in_pairs(self.language, match["number"])
        return f"{words} {self.language.house_number(match['series'])}" if match["series"] else words

    def multiples(self, match: re.Match[str], place: Place) -> str | None:
        """ "1,000s of people"."""
        del place
        return {1: "tens", 2: "hundreds", 3: "thousands", 6: "millions"}.get(
            match["number"].replace(",", "").count("0")
        )

    def part_of(self, match: re.Match[str], place: Place) -> str | None:
        """ "3/4 cup" is three quarters of a cup."""
        top, bottom = int(match["top"]), int(match["bottom"])
        if place.start and place.text[place.start - 1] in "/.,:-":
            return None
        if place.start > 1 and place.text[place.start - 1] == " " and place.text[place.start - 2].isdigit():
            return None
        if not 0 < top < bottom:
            return None
        article = "an" if match["noun"][:2] in ("ho", "in", "ou", "ac") else "a"
        return f"half {article} " if (top, bottom) == (1, 2) else f"{self.language.fraction(top, bottom)} of {article} "

    def times(self, match: re.Match[str], place: Place) -> str | None:
        """ "3x faster", "twice" but for the figure."""
        if place.after(1)[:1] and place.text[place.end : place.end + 2].strip().isdigit():
            return None
        found = figure(match["number"], self.language)
        return None if found is None else f"{self.language.number(found)} times"

    def plan(self, match: re.Match[str], place: Place) -> str | None:
        """ "401(k)"."""
        del place
        words = self.language.house_number(match["number"]) if match["number"] != "529" else "five twenty nine"
        return f"{words} {match['letter'].upper()}"

    def screen(self, match: re.Match[str], place: Place) -> str | None:
        """ "1080p"."""
        del place
        return f"{in_pairs(self.language, match['number'])} {match['letter'].upper()}"

    def over(self, match: re.Match[str], place: Place) -> str | None:
        """ "120/80", "50/50", "20/20"."""
        if place.start and place.text[place.start - 1] in "/.,:-":
            return None
        top, bottom = int(match["top"]), int(match["bottom"])
        if top == bottom or match[0] in ("9/11", "24/7"):
            return f"{self.language.whole(match['top'])} {self.language.whole(match['bottom'])}"
        is_pressure = (
            any(word in ("pressure", "bp") for word in place.before)
            or top >= 80 > bottom >= 40
            or top >= 100 > bottom >= 60
        )
        return self.language.over(top, bottom) if is_pressure else None

    def word_number(self, match: re.Match[str], place: Place) -> str | None:
        """ "PIN-12"."""
        del place
        return f"{self.language.spell(match['letters'])} {self.language.whole(match['number'])}"

    def feet(self, match: re.Match[str], place: Place) -> str | None:
        """ "6' tall"."""
        del place
        found, noun = figure(match["feet"], self.language), self.language.unit("ft")
        return None if found is None or noun is None else self.language.count(found, noun)

    def short_year(self, match: re.Match[str], place: Place) -> str | None:
        """ "class of '09"."""
        year = int(match["year"])
        if place.start and not place.text[place.start - 1].isspace():
            return None
        return self.language.year(2000 + year) if year < 10 else self.language.cardinal(year)

    def site(self, match: re.Match[str], place: Place) -> str | None:
        """ "irs.gov"."""
        if place.start and place.text[place.start - 1] in "@./":
            return None
        return web.say(match[0], self.language)

    # India -----------------------------------------------------------------------------------------------------

    def pin_code(self, match: re.Match[str], place: Place) -> str | None:
        """ "Mumbai - 400076"."""
        before = place.text[max(0, place.start - 30) : place.start]
        return self.language.digits(match[0]) if _TOWN.search(before) else None

    def wickets(self, match: re.Match[str], place: Place) -> str | None:
        """ "185/4 in 18 overs"."""
        is_cricket = "score" in place.clues or any(
            word in known.CRICKET for word in (*place.before[-5:], *place.after(4))
        )
        if not is_cricket:
            return None
        return f"{self.language.whole(match['runs'])} for {self.language.whole(match['wickets'])}"

    def by(self, match: re.Match[str], place: Place) -> str | None:
        """ "45/2, Park Street": a house behind a plot, where it is no fraction, no date and no pressure."""
        top, bottom = int(match["top"]), int(match["bottom"])
        if (
            place.clues & {"date", "fraction"}
            or top <= bottom
            or any(word in ("pressure", "bp") for word in place.before)
        ):
            return None
        if (place.start and place.text[place.start - 1] in "/.,:-") or top >= 100 > bottom >= 60:
            return None
        return f"{self.language.whole(match['top'])} by {self.language.whole(match['bottom'])}"

    def payment(self, match: re.Match[str], place: Place) -> str | None:
        """ "ravi.k@okbank"."""
        if place.start and place.text[place.start - 1] in "@./":
            return None
        return web.say(match[0], self.language)


_OLDEST_CARD, _NEWEST_CARD = 24, 45
_PIECES = re.compile(r"\d[\d.,]*|[-−–+×x*÷/]")
_TOWN = re.compile(r"[A-Z][a-z]{2,20}[ ]?[-–—][ ]?\Z|[A-Z][a-z]{2,20}[ ]\Z(?<!Rs )")
