"""Hindi: names of their own up to a hundred, lakhs and crores, ordinals with gender, halves with words of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.classes.phones import spoken
from engine.wording.classes.romans import whole
from engine.wording.classes.units import unit_pattern
from engine.wording.figures import SIGN, Figure
from engine.wording.language import LONGEST_CARDINAL_DIGITS, Language, Place, Shape
from engine.wording.languages import hindi_tables as tables
from engine.wording.languages.spans import SHORT_DATE, date_spans, short_date
from engine.wording.languages.written import card_shapes, measure_shapes
from engine.wording.patterns import DIGITS, MARKS
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Date, Noun

_END = rf"(?![\w{MARKS}])"
_FEET = re.compile(r"(?P<feet>\d)[ ]?ft\.?[ ](?P<inches>\d{1,2})[ ]?in(?:ch|ches|\.)?(?!\w)")
_DOT = "\u093c"
_HOURS_HALVED = {1: "डेढ़", 2: "ढाई"}


class Hindi(Language):
    """Hindi of India."""

    tag = "hi-IN"
    locale = "hi"
    country = "IN"
    digit_names = tuple(tables.UNDER_HUNDRED[:10])
    minus, plus, plus_minus = "माइनस", "प्लस", "प्लस माइनस"
    point, dot = "दशमलव", "डॉट"
    percent_word, per_mille = Noun("प्रतिशत"), Noun("प्रति हज़ार")
    magnitudes: ClassVar[Mapping[str, Noun]] = tables.MAGNITUDES
    fractions: ClassVar[Mapping[int, tuple[str, str]]] = {3: ("तिहाई", "तिहाई"), 4: ("चौथाई", "चौथाई")}
    ordinal_suffixes = "(?:ठवाँ|ठवां|वाँ|वां|वीं|वी|वें|वे|वा|ला|ली|ले|रा|री|रे|था|थी|थे|ठा|ठी|ठे|(?i:st|nd|rd|th))" + _END
    to, ratio_to, score_to, by = "से", "अनुपात", "", "गुणा"
    and_word, about, extension, number_word, symbol = "और", "लगभग", "एक्सटेंशन", "नंबर", "चिह्न"
    capital = "बड़ा"
    hashtag = "हैशटैग"
    booleans: ClassVar[Mapping[str, str]] = {"true": "हाँ", "false": "नहीं"}
    currencies = tables.CURRENCIES
    currency_signs: ClassVar[Mapping[str, str]] = {
        "रु.": "INR",
        "रु॰": "INR",
        "रु": "INR",
        "रू.": "INR",
        "रू": "INR",
        "RS.": "INR",
        "Re.": "INR",
        "डॉलर": "USD",
    }
    signs_only_behind = Language.signs_only_behind | {"डॉलर"}
    range_words = "(?:से|to)"
    time_signs = ":."
    halves: ClassVar[Mapping[str, str]] = {"am": "a", "a.m.": "a", "a.m": "a", "pm": "p", "p.m.": "p", "p.m": "p"}
    clock_words = ("बजे",)
    month_first_names = True
    durations: ClassVar[Mapping[str, Noun]] = {
        "year": Noun("वर्ष"), "month": Noun("महीना", "महीने"), "week": Noun("सप्ताह"), "day": Noun("दिन"),
        "hour": Noun("घंटा", "घंटे"), "minute": Noun("मिनट"), "second": Noun("सेकंड"),
        "millisecond": Noun("मिलीसेकंड"),
    }  # fmt: skip
    duration_units: ClassVar[Mapping[str, str]] = {
        "घंटे": "hour", "घंटा": "hour", "घं": "hour", "मिनट": "minute", "मि": "minute", "सेकंड": "second",
        "से": "second", "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "sec": "second",
        "secs": "second",
    }  # fmt: skip
    units: ClassVar[Mapping[str, Noun]] = tables.UNITS
    no_units = frozenset({"in", "a", "kn", "A", "B"})
    per: ClassVar[Mapping[str, str]] = tables.PER
    abbreviations: ClassVar[Mapping[str, str]] = tables.ABBREVIATIONS
    signs = tables.SIGNS
    spelled_signs = tables.SPELLED_SIGNS
    letter_names = tables.LETTERS
    as_words = tables.AS_WORDS
    spelled = tables.SPELLED
    clues = tables.CLUES
    clues_after = tables.CLUES_AFTER
    connectors = tables.CONNECTORS

    # Numbers ---------------------------------------------------------------------------------------------------

    def cardinal(self, number: int, form: str = "") -> str:
        del form
        if len(str(abs(number))) > LONGEST_CARDINAL_DIGITS:
            return self.digits(str(number))
        if number < 0:
            return f"{self.minus} {self.cardinal(-number)}"
        words = []
        for scale, name in tables.SCALES:
            count, number = divmod(number, scale)
            if count:
                words.append(f"{self.cardinal(count)} {name}")
        if number or not words:
            words.append(tables.UNDER_HUNDRED[number])
        return " ".join(words)

    def ordinal(self, number: int, form: str = "") -> str:
        """`form` is "f", "o" for the oblique, or "" for the masculine."""
        index = {"f": 1, "o": 2}.get(form, 0)
        head, blank, last = self.cardinal(number).rpartition(" ")
        rest = number % 100
        if rest in tables.ORDINALS and (rest == 6 or not head):
            return f"{head}{blank}{tables.ORDINALS[rest][index]}"
        if number == 100:
            head, blank = "", ""
        return f"{head}{blank}{last}{('वाँ', 'वीं', 'वें')[index]}"

    def ordinal_form(self, suffix: str, place: Place) -> str:
        """The gender is written in the ending; an English one takes it from the noun behind."""
        if suffix[:1].isascii():
            following = place.after(1)
            return "f" if following and following[0].endswith(("ी", "ीं")) else ""
        return "f" if "ी" in suffix else "o" if "े" in suffix else ""

    def year(self, number: int) -> str:
        hundreds, rest = divmod(number, 100)
        if not 11 <= hundreds <= 19:
            return self.cardinal(number)
        return f"{self.cardinal(hundreds)} सौ {self.cardinal(rest) if rest else ''}".rstrip()

    def category(self, figure: Figure) -> str:
        # CLDR's "one" is also that of 0 and 0.5, which have the plural in speech.
        return "one" if figure.is_one else "other"

    def magnified(self, figure: Figure, magnitude: str) -> str:
        noun = self.magnitudes[magnitude].one
        halved = self._halved(figure.value) if figure.fraction == "5" and figure.value else ""
        return f"{halved} {noun}" if halved and not figure.sign else f"{self.number(figure)} {noun}"

    def _halved(self, number: int) -> str:
        """A number and a half: "डेढ़", "ढाई", "साढ़े तीन"."""
        return _HOURS_HALVED.get(number) or f"साढ़े {self.cardinal(number)}"

    def fraction(self, top: int, bottom: int) -> str:
        if bottom == 2:
            return "आधा" if top == 1 else self.over(top, bottom)
        return super().fraction(top, bottom) if top < bottom else self.over(top, bottom)

    def over(self, top: int, bottom: int) -> str:
        return f"{self.cardinal(top)} बटा {self.cardinal(bottom)}"

    def mixed(self, whole: int, top: int, bottom: int) -> str:
        if (top, bottom) == (1, 2):
            return self._halved(whole)
        if (top, bottom) == (1, 4):
            return f"सवा {self.cardinal(whole)}"
        if (top, bottom) == (3, 4):
            return f"पौने {self.cardinal(whole + 1)}"
        return f"{self.cardinal(whole)} सही {self.over(top, bottom)}"

    def roman(self, number: int, place: Place) -> str | None:
        single = len(place.written) == 1
        after = place.after(1)
        if not set(place.written) <= set("IVXL"):
            return None
        if after and after[0] in ("सदी", "शताब्दी"):
            return self.ordinal(number, "f")
        if after and after[0] == "विश्व" and number < len(tables.OF_NAMES):
            return tables.OF_NAMES[number]
        if place.before_is(tables.COUNTED):
            return None if single and place.written == "L" else self.cardinal(number)
        named = place.before[-1:] not in ((), (".",)) and not place.before[-1].isascii()
        if not named or (single and (place.written == "L" or not place.before_is(tables.RULERS))):
            return None
        return tables.OF_NAMES[number] if number < len(tables.OF_NAMES) else self.ordinal(number)

    # Time ------------------------------------------------------------------------------------------------------

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        found = {**cldr.month_numbers(self.locale), **tables.MONTHS}
        # The sign of an abbreviation is also written as a full stop.
        return (
            found
            | {key.replace("॰", "."): number for key, number in found.items()}
            | {key.replace("॰", ""): number for key, number in found.items() if key in self._SHORT}
        )

    _SHORT = frozenset(("जन॰", "अग॰", "फ़र॰", "जुल॰", "जुला॰", "सित॰", "अक्टू॰", "अक्तू॰", "नव॰", "नवं॰", "दिस॰", "दिसं॰"))

    @cached_property
    def weekday_numbers(self) -> Mapping[str, int]:
        return {**cldr.weekday_numbers(self.locale), **tables.WEEKDAYS}

    def date(self, date: Date, place: Place | None = None) -> str:
        words = [
            self.weekday(date.weekday) if date.weekday else "",
            self.cardinal(date.day) if date.day is not None else "",
            self.month(date.month) if date.month is not None else "",
            self.year(date.year) if date.year is not None else "",
        ]
        return " ".join([word for word in words if word])

    def is_weekday(self, written: str, place: Place) -> bool:
        """ "सोम" and "मंगल" stand for a day only before a stop and with a date or a day beside them."""
        return re.match(r"[,.]?[ ]\d", place.text[place.end : place.end + 3]) is not None

    def is_date(self, place: Place) -> bool:
        return re.match(r"\d{1,2}/0\d(?!\d)", place.text[place.start : place.start + 6]) is not None

    _BEHIND_DATES = ((), ("को",), ("तक",), ("से",), ("के",), ("की",), ("का",))

    def is_month(self, written: str, date: Date, place: Place) -> bool:
        if written in ("जन", "अग") and not re.search("[.॰]", place.written):
            return False
        if not date.day_first and date.year is None and place.after(1)[:1] not in self._BEHIND_DATES:
            return False
        return not written.isascii() or (date.day is not None and (written[0].isupper() or len(written) > 3))

    def clock(self, clock: Clock, place: Place | None = None) -> str:
        written = place.written if place is not None else ""
        behind = written.endswith("बजे")
        hour = clock.hour % 12 or 12 if clock.half else clock.hour
        half = self._part_of_day(clock, place)
        if clock.minute == 30 and clock.second is None and 1 <= hour <= 12 and (behind or clock.half):
            words = f"{self._halved(hour)} बजे"
        elif clock.minute or clock.second is not None:
            words = f"{self.cardinal(hour)} बजकर {self.cardinal(clock.minute)} मिनट"
            if clock.second is not None:
                words += f" {self.cardinal(clock.second)} सेकंड"
            if behind and place is not None and not set(place.after(1)) & tables.POSTPOSITIONS:
                words += " पर"
        else:
            words = f"{self.cardinal(hour)} बजे"
        zone = f" {self.spell(clock.zone)}" if clock.zone else ""
        return f"{half} {words}{zone}" if half else words + zone

    @staticmethod
    def _part_of_day(clock: Clock, place: Place | None) -> str:
        """What stands for A M and P M, unless it is written before the time."""
        if not clock.half or (place is not None and place.before_is(tables.DAY_TIMES, 2)):
            return ""
        hour = clock.hour % 12
        if clock.half == "a":
            return "रात" if hour < 4 else "सुबह"
        return "दोपहर" if hour < 4 else "शाम" if hour < 8 else "रात"

    def hours(self, first: Clock, last: Clock, place: Place | None = None) -> str:
        behind = place is not None and place.written.endswith("बजे")
        clocks = (first, last)
        if all(clock.minute in (0, 30) and 1 <= clock.hour <= 12 for clock in clocks):
            start, end = (self._halved(clock.hour) if clock.minute else self.cardinal(clock.hour) for clock in clocks)
            parts = [self._part_of_day(clock, place) for clock in clocks]
            start = f"{parts[0]} {start} बजे" if parts[0] or first.minute else start
            end = f"{parts[1]} {end}" if parts[1] and parts != [parts[1]] * 2 else end
            return (
                f"{start} {self.to} {end}{' बजे' if behind or any(parts) or last.minute or first.minute else ''}".strip()
            )
        bare = None if place is None else place._replace(end=place.start)
        start, end = (self.clock(clock, bare) for clock in clocks)
        return f"{start} {self.to} {end}"

    def clock_of_h(self, hour: int, minute: int, exact: bool, place: Place) -> str | None:
        return None

    # Digits, letters and words ---------------------------------------------------------------------------------

    _WEB: ClassVar[Mapping[str, str]] = {"com": "कॉम", "in": "इन", "org": "ऑर्ग", "net": "नेट", "co": "को"}

    def web_word(self, word: str) -> str:
        if word.lower() in ("www", "gov", "nic"):
            return self.spell(word)
        return self._WEB.get(word.lower(), word)

    def character(self, char: str) -> str:
        # Vowel signs have no name that is heard: they stay with their letters.
        return char if char in MARKS or (char.isalpha() and not char.isascii()) else super().character(char)

    def spell(self, text: str) -> str:
        words = super().spell(text)
        return re.sub(rf" (?=[{MARKS}])", "", words) if not words.isascii() else words

    def is_slash_said(self, text: str, start: int) -> bool:
        before = text[start - 1 : start]
        return not ((before.isalpha() or before in MARKS) and text[start + 1 : start + 2].isalpha())

    def abbreviation(self, written: str, words: str, place: Place) -> str | None:
        behind = place.text[place.end : place.end + 4].lstrip()
        if written in tables.BEFORE_FIGURES and not re.match("[A-Z0-9]", behind):
            return None
        if written == "मो." and not behind[:1].isdigit():
            return "मोहम्मद" if behind[:1].isalpha() else None
        if written in tables.BEHIND_FIGURES and not place.text[: place.start].rstrip()[-1:].isdigit():
            return None
        if written in tables.BEFORE_WORDS and not behind[:1].isalnum():
            return None
        if written == "डॉ" and not behind[:1].isalpha():
            return None
        return words

    # Shapes of its own -----------------------------------------------------------------------------------------

    def shapes(self) -> Sequence[Shape]:
        number = number_pattern(self)
        units = "|".join(sorted(map(re.escape, tables.ABBREVIATED_UNITS), key=len, reverse=True))
        sides = rf"(?P<a>{number})[ ]?[×xX][ ]?(?P<b>{number})(?:[ ]?[×xX][ ]?(?P<c>{number}))?[ ]?"
        rupees = r"(?:₹|रु[.॰]?|रू\.?|R[sS]\.?|INR)[ ]?"
        name = rf"(?:[ ]?(?:रुपये|रुपए|रुपया|रु\.?){_END})?"
        names = set(tables.LETTERS.values())
        letter = "|".join(sorted(names | {name.replace(_DOT, "") for name in names}, key=len, reverse=True))
        return [
            *date_spans(self),
            *card_shapes(tables.EXPIRY, tables.HOUSES),
            *measure_shapes(self),
            Shape("code", re.compile(rf"(?P<code>\d{{4,8}})(?=[ ](?:{tables.CODES_BEHIND}))"), self._code, 28),
            Shape("code", re.compile(r"(?P<code>[1-8]\d\d[ ]0\d\d)(?!\w|[.,]\d)"), self._code, 27),
            Shape("code", re.compile(r"(?P<code>(?:6E|I5|G8|9I|QP)[ -]?\d{3,4})(?!\w)"), self._code, 29, "aA" + DIGITS),
            Shape("code", re.compile(r"(?P<code>\d{5})/(?P<other>\d{5})(?!\w)"), self._trains, 29, needs="/"),
            Shape(
                "duration",
                re.compile(rf"(?P<number>\d{{1,3}})\.5[ ](?P<noun>{tables.HALVED}){_END}"),
                self._and_half,
                46,
            ),
            Shape(
                "sign",
                re.compile(r"(?P<a>\d{1,6})[ ]?(?P<sign>[<>])[ ]?(?P<b>\d{1,6})(?!\w|[.,]\d)"),
                self._compared,
                30,
                needs="<>",
            ),
            Shape("sign", re.compile(r"(?P<number>\d{1,4})(?P<power>[²³])(?!\w)"), self._power, 24, needs="²³"),
            Shape("date", SHORT_DATE, self._short_date, 20, needs="/"),
            Shape("amount", re.compile(rf"{rupees}(?P<number>{number})[ ]?/[-–=](?!\w)"), self._even, 41, "₹रaA"),
            Shape("amount", re.compile(rf"(?P<number>{number})[ ]?/[-–=](?!\w){name}"), self._even, 36),
            Shape(
                "unit",
                re.compile(rf"(?P<number>{SIGN}{number})[ ]?(?P<unit>{units})[.॰](?=[ ]{{1,2}}[^\W\d_]|[ ]?[।,])"),
                self._unit_stop,
                23,
            ),
            Shape("score", re.compile(rf"{sides}(?P<unit>{unit_pattern(self)}){_END}"), self._sides, 24),
            Shape(
                "score",
                re.compile(r"(?P<runs>\d{1,4})/(?P<wickets>\d|10)(?![\w/]|[.,]\d)"),
                self._wickets,
                27,
            ),
            Shape("fraction", re.compile(r"(?:1/2|½)(?=[ ])"), self._half, 31, DIGITS + "½"),
            Shape("year", re.compile(r"1[1-9]\d\d(?!\w|[.,/:-]\d|[-–/]\w)"), self._hundreds, 11),
            Shape(
                "roman",
                re.compile(rf"(?P<roman>[IVX]{{1,7}})[ ]?(?P<suffix>{self.ordinal_suffixes})"),
                self._roman_ordinal,
                22,
                "aA",
            ),
            Shape("ratio", re.compile(r"(?P<first>\d{1,4}):(?P<last>\d{1,4})(?![\w:])"), self._ratio, 12),
            Shape("code", re.compile(r"(?P<code>\d{3,8})(?=[ ](?:पर|में|से)[ ](?:समाप्त|ख़त्म|खत्म))"), self._code, 28),
            Shape("code", re.compile(r"(?P<code>[1-9]\d{5})(?=[ ]?[।.,]|\s*\Z)"), self._code, 11),
            Shape("letters", re.compile(r"[A-Z]{2,8}(?![\w'])"), self._capitals, 9, "aA"),
            Shape(
                "code",
                re.compile(r"(?P<code>[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]?[ -]?[A-Z]{1,3}[ -]?\d{4})(?!\w)"),
                self._code,
                29,
                "aA",
            ),
            Shape(
                "phone",
                re.compile(r"\d{3,12}(?=[ ](?:पर[ ](?:कॉल|फ़ोन|फोन|संपर्क|एसएमएस|SMS|व्हाट्स)|डायल|मिलाएँ|मिलाएं))"),
                self._phone,
                19,
            ),
            Shape("phone", re.compile(r"(?:0|91[ -])?[6-9]\d{4}[ -]?\d{5}(?!\w|[-.,]\d)"), self._phone, 18),
            Shape(
                "phone",
                re.compile(r"(?:1[89]00|18[036]0)[ -]\d{2,4}[ -]\d{2,4}(?:[ -]\d{2,4})?(?!\w|[-.,]\d)"),
                self._phone,
                23,
            ),
            Shape("address", re.compile(r"(?P<number>\d{1,4})[ ]?[/-][ ]?(?P<door>[A-Z])(?![\w/])"), self._door, 19),
            Shape("address", re.compile(r"(?P<number>\d{1,4})/(?P<door>\d{1,4})(?![\w/])"), self._house, 19),
            Shape(
                "unit", re.compile(r"(?P<number>\d\d)KT?(?=[ ](?:सोन|गोल्ड|gold|Gold|आभूषण|हॉलमार्क))"), self._carats, 30
            ),
            Shape("sign", re.compile(r"/[-–=](?!\w)"), lambda _match, _place: "", 9, "/"),
            Shape("unit", _FEET, self._feet, 30),
            Shape(
                "letters",
                re.compile(rf"(?:(?:{letter})[.॰][ ]){{1,7}}(?:{letter})[.॰]"),
                self._dotted,
                15,
                "aA" + "".join({name[0] for name in tables.LETTERS.values()}),
            ),
            Shape(
                "letters",
                re.compile(rf"(?:(?:{letter})[.॰]){{2,8}}(?:(?:{letter}){_END})?"),
                self._dotted,
                14,
                "aA" + "".join({name[0] for name in tables.LETTERS.values()}),
            ),
        ]

    def _short_date(self, match: re.Match[str], place: Place) -> str | None:
        return short_date(match, place, ("को", "तारीख"), tables.HOUSES)

    def _even(self, match: re.Match[str], place: Place) -> str | None:
        """ "₹99/-": no paise."""
        found = figure(match["number"], self)
        return None if found is None else self.money(found, self.currencies["INR"])

    def _unit_stop(self, match: re.Match[str], place: Place) -> str | None:
        found, noun = figure(match["number"], self), self.unit(match["unit"])
        return None if found is None or noun is None else self.count(found, noun)

    def _sides(self, match: re.Match[str], place: Place) -> str | None:
        sides = [figure(match[key], self) for key in "abc" if match[key]]
        noun = self.unit(match["unit"])
        known = [self.number(side) for side in sides if side is not None]
        return f" {self.by} ".join(known) + f" {noun.form('other')}" if noun and len(known) == len(sides) else None

    def _wickets(self, match: re.Match[str], place: Place) -> str | None:
        known = place.after(1)[:1] in (("रन",), ("बनाए",)) or place.after(2) == ("का", "स्कोर")
        runs = int(match["runs"])
        if not known and not (runs > 2 * int(match["wickets"]) and place.before_is(tables.CRICKET, 3)):
            return None
        words = f"{self.whole(match['wickets'])} विकेट पर {self.cardinal(runs)}"
        return words if known else f"{words} रन"

    def _half(self, match: re.Match[str], place: Place) -> str | None:
        following = place.after(1)
        if not following:
            return None
        word = following[0]
        if word in tables.FEMININE_HALVES or word.endswith("ी"):
            return "आधी"
        return "आधे" if word.endswith("े") else "आधा"

    def _hundreds(self, match: re.Match[str], place: Place) -> str | None:
        """Quantities are also counted in hundreds up to nineteen, and otherwise have a comma."""
        return self.year(int(match[0])) if match[0][1:] != "000" else None

    def _roman_ordinal(self, match: re.Match[str], place: Place) -> str | None:
        number = whole(match["roman"])
        return None if number is None else self.ordinal(number, self.ordinal_form(match["suffix"], place))

    def _ratio(self, match: re.Match[str], place: Place) -> str | None:
        first, last = self.whole(match["first"]), self.whole(match["last"])
        if "अनुपात" in place.after(2):
            return f"{first} {last}"
        return f"{first} {self.ratio_to} {last}"

    def _code(self, match: re.Match[str], place: Place) -> str | None:
        return self.code(match["code"])

    def _carats(self, match: re.Match[str], place: Place) -> str | None:
        return f"{self.whole(match['number'])} कैरेट"

    def _feet(self, match: re.Match[str], place: Place) -> str | None:
        return f"{self.whole(match['feet'])} फुट {self.whole(match['inches'])} इंच"

    def _trains(self, match: re.Match[str], place: Place) -> str | None:
        return f"{self.digits(match['code'])} {self.signs['/']} {self.digits(match['other'])}"

    def _and_half(self, match: re.Match[str], place: Place) -> str | None:
        """ "1.5 घंटे" is "डेढ़ घंटे"."""
        if place.start and place.text[place.start - 1] in "-−+±.,/:":
            return None
        noun, whole_part = match["noun"], int(match["number"])
        if not whole_part:
            return f"{'आधे' if noun.endswith('े') else 'आधा'} {noun}"
        return f"{self._halved(whole_part)} {noun}"

    def _compared(self, match: re.Match[str], place: Place) -> str | None:
        than = "से बड़ा" if match["sign"] == ">" else "से छोटा"
        return f"{self.whole(match['a'])}, {self.whole(match['b'])} {than}"

    def _power(self, match: re.Match[str], place: Place) -> str | None:
        return f"{self.whole(match['number'])} का {'वर्ग' if match['power'] == '²' else 'घन'}"

    def _phone(self, match: re.Match[str], place: Place) -> str | None:
        if place.start and place.text[place.start - 1] in ".,-/":
            return None
        return spoken(match[0], "", self)

    def _capitals(self, match: re.Match[str], place: Place) -> str | None:
        """Latin capitals are no shouting in Devanagari."""
        word = match[0]
        has_vowel = any(char in self.vowels for char in word)
        if word in self.as_words or (word not in self.spelled and len(word) > (3 if has_vowel else 6)):
            return None
        return self.spell(word)

    def _door(self, match: re.Match[str], place: Place) -> str | None:
        return f"{self.whole(match['number'])} {self.spell(match['door'])}"

    _HOUSES = tables.HOUSES

    def _house(self, match: re.Match[str], place: Place) -> str | None:
        if not place.before_is(self._HOUSES):
            return None
        return f"{self.whole(match['number'])} बटा {self.whole(match['door'])}"

    def _dotted(self, match: re.Match[str], place: Place) -> str | None:
        """ "एम.जी. रोड": the names of Latin letters, written as they are said."""
        return " ".join([part for part in re.split(r"[.॰][ ]?", match[0]) if part])
