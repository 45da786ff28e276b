"""What French and Portuguese write alike: hours with "h", months with their year, halves of a noun, millions of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import ClassVar

from engine.wording.classes.dates import possible, whole_year
from engine.wording.classes.letters import is_shouted
from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.figures import Figure
from engine.wording.language import Language, Place, Shape
from engine.wording.patterns import DIGITS, words_after
from engine.wording.vocabulary import cldr
from engine.wording.vocabulary.nouns import Clock, Currency, Date, Noun

_HOUR = r"(?P<h{0}>[01]?\d|2[0-4])"
_SPAN_OF_H = re.compile(
    rf"{_HOUR.replace('{0}', '1')}(?:[ ]?[hH](?:[ ]?(?P<m1>[0-5]\d))?)?[ ]?[-–—][ ]?"
    rf"{_HOUR.replace('{0}', '2')}[ ]?[hH](?:[ ]?(?P<m2>[0-5]\d))?(?!\w|[:.]\d)"
)
_MONTH_YEAR = re.compile(r"(?P<month>0[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d|\d\d)(?!\w|[/.,-]\d)")
_DAY_MONTH = r"(?P<d{0}>3[01]|[12]\d|0?[1-9])/(?P<m{0}>1[0-2]|0?[1-9])(?:/(?P<y{0}>\d{4}|\d\d))?"
_SPAN_OF_DATES = re.compile(
    rf"{_DAY_MONTH.replace('{0}', '1')}[ ]?[-–—][ ]?{_DAY_MONTH.replace('{0}', '2')}(?!\w|[/.-]\d)"
)
_SHORT_DATE = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\w/]|[.,:-]?\d)")
_HALF = re.compile(
    r"(?:(?P<whole>\d{1,4})(?:[ ]?(?:et?[ ])?(?=½)|[ ](?:et?[ ])?(?=1/2)))?"
    r"(?P<half>½|1/2)[ \u00a0-](?:d')?(?P<noun>[^\W\d_]{2,24})(?!\w)"
)
_RATING = re.compile(r"(?P<top>\d{1,3}(?:[.,]\d{1,2})?)/(?P<bottom>\d{1,3})(?!\w|[/.,-]\d)")
_DASHED = re.compile(r"(?P<first>\d{1,4})-(?P<last>\d{1,4})(?!\w|[-/.,]\d)")
_METRES = re.compile(r"(?P<metres>\d)[ ]?m[ ]?(?P<rest>\d\d)(?!\w|[.,]\d)")
_COMMA_YEAR = re.compile(r",[ ]{1,2}\d{4}\Z")
_ROMAN = re.compile(r"[ivxlc]{1,6}e?")
_UNSAYABLE = re.compile(
    r"[BCDFGHJKLMNPQRSTVWXZ]{2}(?![LRSH])[BCDFGJKMNPQTVWXZ](?!\Z)|[BCDFGHJKLMNPQRSTVWXZ]{2}[BCDFGJKMNPQTVWXZ]\Z"
)
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,8}")
_OR_MORE = re.compile(r"[ ](?:a|à|ou|até|ao)[ ]\d{1,3}(?=[ ])")
_NEXT_SENTENCE = re.compile(r"[ ]{1,3}[«\"“(]?[^\W\d_](?:[^\W\d_]|'|[ ][^\W\d_]{2})")
_SHOWN = frozenset({"16/9", "4/3", "16/10", "21/9"})
"""Forms of a screen, which are no dates."""


class Romance(Language):
    """Hooks that both languages fill, and the shapes that they share."""

    times_word: ClassVar[str] = ""
    """Between the factors of "2 × 3 =", and in "3x"."""
    of: ClassVar[str] = "de"
    """Between millions and what they are millions of."""
    elided_of: ClassVar[str] = ""
    """The same before a vowel."""
    feminine_words: ClassVar[frozenset[str]] = frozenset()
    masculine_words: ClassVar[frozenset[str]] = frozenset()
    """Nouns whose ending says the other gender, and words that are no nouns."""
    feminine_endings: ClassVar[tuple[str, ...]] = ()
    neutral_words: ClassVar[frozenset[str]] = frozenset()
    """Adjectives before a noun that have no gender: the next word tells."""
    labels: ClassVar[frozenset[str]] = frozenset()
    """Nouns and verbs behind which a number is a name and counts nothing: "page 21", "press 1"."""
    doubtful_weekdays: ClassVar[frozenset[str]] = frozenset()
    """Abbreviated weekdays that are words as well."""
    counted: ClassVar[frozenset[str]] = frozenset()
    """Words behind which a roman number is a cardinal: "chapter"."""
    dash_word: ClassVar[str] = ""
    """Between figures that are no range: "121-4"."""
    out_of: ClassVar[str] = ""
    """Between the points that were given and those there are: "15/20"."""
    metres_joint: ClassVar[str] = ""
    """Between metres and centimetres: "1 m 80"."""
    metre: ClassVar[Noun] = Noun("")
    thousands: ClassVar[frozenset[str]] = frozenset({"k"})
    """Magnitudes that are thousands."""
    powers: ClassVar[tuple[str, str]] = ("", "")
    """Behind a number: its square and its cube."""
    per_quantity: ClassVar[str] = ""
    """Between a price and the quantity it buys: "2 €/100 g"."""
    in_turn: ClassVar[str] = ""
    """Between the hours of "8/8h", every eight hours."""
    enders: ClassVar[frozenset[str]] = frozenset()
    """Abbreviations in small letters behind which a capital begins a sentence, whatever its word: "etc."."""
    recipe_nouns: ClassVar[Sequence[str]] = ()
    """What is measured by quarters and thirds: "3/4 cup"."""
    uncounted: ClassVar[frozenset[str]] = frozenset()
    """Words that end in s or x and are counted by no number before them."""

    # Gender --------------------------------------------------------------------------------------------------------

    def is_feminine(self, word: str) -> bool:
        """Whether a noun in small letters, of either number, is feminine."""
        return _is_feminine(self, word)

    def governed(self, place: Place) -> str:
        if place.before_is(self.labels) or place.text[place.end : place.end + 1] == ",":
            return ""
        more = _OR_MORE.match(place.text, place.end)
        if more:
            # "2 a 3 vezes"
            return self.gender_of(words_after(place.text, more.end(), 3))
        return self.gender_of(place.after(3))

    def is_count(self, place: Place) -> bool:
        """ "Contrat de 24 mois": a plural behind the number."""
        following = place.after(1)
        return bool(
            following
            and place.text[place.end : place.end + 1] == " "
            and len(following[0]) > 2
            and following[0].endswith(("s", "x"))
            and following[0] not in self.uncounted
        )

    def is_magnitude(self, written: str, place: Place) -> bool:
        """ "4K" is a screen's."""
        return written != "K" or place.written not in ("2K", "4K", "5K", "8K")

    def code(self, text: str) -> str:
        """Two figures are said as a number."""
        if len(text) == 2 and text.isdigit() and text[0] != "0":
            return self.whole(text)
        return super().code(text)

    def is_slash_said(self, text: str, start: int) -> bool:
        """Between blanks it parts things."""
        return " " not in (text[start - 1 : start], text[start + 1 : start + 2]) and super().is_slash_said(text, start)

    def gender_of(self, words: Sequence[str]) -> str:
        """ "f" where the first of `words` that tells is feminine."""
        for word in words:
            if word not in self.neutral_words:
                return "f" if self.is_feminine(word) else ""
        return ""

    # Amounts -------------------------------------------------------------------------------------------------------

    def joined_by_of(self, words: str, noun: str) -> str:
        """Millions and what they count."""
        if self.elided_of and noun[:1].lower() in "aeiouéèêhœ":
            return f"{words} {self.elided_of}{noun}"
        return f"{words} {self.of} {noun}"

    def count(self, figure: Figure, noun: Noun) -> str:
        words = self.number(figure, noun.gender)
        name = noun.form(self.category(figure))
        if (
            figure.fraction
            or not figure.whole.endswith("000000")
            or len(figure.whole) > 15
            or noun is self.percent_word
        ):
            return f"{words} {name}"
        return self.joined_by_of(words, name)

    def magnified(self, figure: Figure, magnitude: str) -> str:
        if magnitude in self.thousands:
            return self.number(thousandfold(figure))
        return f"{self.number(figure)} {self.magnitudes[magnitude].form(self.category(figure))}"

    def money(self, figure: Figure, currency: Currency, magnitude: str = "") -> str:
        if not magnitude:
            return super().money(figure, currency)
        if magnitude in self.thousands:
            return self.count(thousandfold(figure), currency.major)
        return self.joined_by_of(self.magnified(figure, magnitude), self.many(currency.major))

    def decimals(self, digits: str) -> str:
        """Up to three as a number, with the zeros before it; more one by one."""
        rest = digits.lstrip("0")
        if not rest or len(rest) > 3:
            return self.digits(digits)
        zeros = self.digits(digits[: len(digits) - len(rest)])
        return f"{zeros} {self.cardinal(int(rest))}" if zeros else self.cardinal(int(rest))

    def sounds_like_word(self, capitals: str) -> bool:
        """Not with consonants that no word has in a row: "UFRJ"."""
        return super().sounds_like_word(capitals) and (len(capitals) > 5 or not _UNSAYABLE.search(capitals))

    def is_month(self, written: str, date: Date, place: Place) -> bool:
        """A number behind a comma is a house's: "Av. 9 de Julho, 2000"."""
        del written
        return (date.day is not None or date.year is not None) and not _COMMA_YEAR.search(place.written)

    # Dates ---------------------------------------------------------------------------------------------------------

    def is_date(self, place: Place) -> bool:
        """ "14/07" and "25/4" are no fractions: a zero before, or a first number above the second."""
        if place.written in _SHOWN:
            return False
        first, _, second = place.written.partition("/")
        second = second[:2]
        return "0" in (first[:1], second[:1]) or (first.isdigit() and second.isdigit() and int(first) > int(second))

    def is_weekday(self, written: str, place: Place) -> bool:
        """ "lun." within a sentence; at its end only where it is no word, without a full stop before a sign."""
        following = place.text[place.end : place.end + 3].lstrip()
        if written.endswith("."):
            inside = following[:1].islower() or following[:1].isdigit() or (following[:1] and following[0] in ",;:-–/)")
            return bool(inside) or written.rstrip(".").lower() not in self.doubtful_weekdays
        # "Ter, ser e estar": words before a comma.
        signs = (":",) if written.lower() in self.doubtful_weekdays else (",", ":")
        return written[0].isupper() and following[:1] in signs

    def ends_sentence(self, place: Place) -> bool:
        """A capital follows, or what was written is a whole name."""
        if (
            place.written in self.abbreviations
            or place.written.lower() in self.abbreviations
            or place.written in self.titles
        ):
            # Behind those names are written as well; `sentence_starts` tells.
            small = place.written.lower()
            return super().ends_sentence(place) or (small in self.enders and self._is_capital_behind(place))
        if _DOTTED.fullmatch(place.written):
            return super().ends_sentence(place)
        name = place.written.rstrip(".").rpartition(" ")[2].lower()
        return super().ends_sentence(place) or self._is_capital_behind(place) or name in self._whole_names

    def _is_capital_behind(self, place: Place) -> bool:
        """Whether a word with a capital follows, which is no letter: "R.E.R. A"."""
        match = _NEXT_SENTENCE.match(place.text, place.end)
        return match is not None and match[0].lstrip(' «"“(')[:1].isupper() and not match[0].strip().isupper()

    @cached_property
    def _whole_names(self) -> frozenset[str]:
        return frozenset([*cldr.months(self.locale), *cldr.weekdays(self.locale)])

    def head_word(self, place: Place) -> str:
        """The word that a roman number stands behind, over other ones: "séculos XIX e XX"."""
        words = place.before
        if len(words) > 2 and words[-1] in ("e", "a", "et", "à", "ou") and _ROMAN.fullmatch(words[-2]):
            return words[-3].rstrip(".")
        return words[-1].rstrip(".") if words else ""

    def is_bare_roman(self, place: Place) -> bool:
        """Whether "II", "XI" … is a number whatever stands before it."""
        written = place.written
        bare = len(written) > 1 and not written.strip("IVX") and written not in ("XX", "XXX", "XV")
        return bare and "code" not in place.clues and not is_shouted(place)

    def out_of_at(self, place: Place) -> str:
        """`out_of`, or what the words before ask for."""
        del place
        return self.out_of

    # Halves --------------------------------------------------------------------------------------------------------

    def half(self, whole: int | None, noun: str, place: Place) -> str | None:
        """ "½ heure", "2½ horas"; None where the noun tells nothing."""
        raise NotImplementedError

    def half_of(self, noun: Noun) -> str:
        """ "1/2 kg"."""
        raise NotImplementedError

    def metres_and(self, metres: int, rest: str) -> str:
        """ "1 m 80"."""
        words = self.count(Figure(str(metres)), self.metre)
        joint = f" {self.metres_joint} " if self.metres_joint else " "
        return f"{words}{joint}{self.decimals(rest)}"

    def scale(self, bottom: str) -> str:
        """ "1/25 000" of a map."""
        return f"{self.cardinal(1)} {self.ratio_to} {self.whole(bottom)}"

    def hours_and_half(self, hours: int) -> str:
        """ "1 h 1/2"."""
        raise NotImplementedError

    # Shapes --------------------------------------------------------------------------------------------------------

    def shapes(self) -> Sequence[Shape]:
        number = number_pattern(self)
        product = rf"(?P<a>{number})[ ]?[×x*][ ]?(?P<b>{number})(?=[ ]?=)"
        return [
            Shape("time", _SPAN_OF_H, _hours, 28, needs="hH"),
            Shape("date", _MONTH_YEAR, _month_year, 26, needs="/"),
            Shape("expiry", _MONTH_YEAR, _expiry, 15, needs="/", clued=True),
            Shape("date", _SHORT_DATE, _short_date, 14, needs="/"),
            Shape("date", _SPAN_OF_DATES, _dates, 29, needs="/"),
            # Words before and behind that speak for a fraction speak for these more.
            Shape("fraction", _HALF, _half, 75, DIGITS + "½", "½/"),
            Shape("sign", re.compile(product), _product, 24, needs="×x*"),
            Shape("rating", _RATING, _rating, 14, needs="/"),
            Shape("range", _DASHED, _dashed, 11, needs="-"),
            Shape("unit", _METRES, _metres, 24, needs="m"),
        ]


def thousandfold(figure: Figure) -> Figure:
    """A number of thousands as a number."""
    digits = (figure.fraction + "000")[:3]
    return Figure((figure.whole + digits).lstrip("0") or "0", figure.fraction[3:], figure.sign)


@lru_cache(maxsize=8192)
def _is_feminine(language: Romance, word: str) -> bool:
    singular = word.removesuffix("s")
    if word in language.masculine_words or singular in language.masculine_words:
        return False
    if word in language.feminine_words or singular in language.feminine_words:
        return True
    return word.endswith(language.feminine_endings) or singular.endswith(language.feminine_endings)


def _hours(match: re.Match[str], place: Place) -> str | None:
    if place.start and place.text[place.start - 1] in ":./-":
        return None
    first = Clock(int(match["h1"]), int(match["m1"] or "0"))
    return place.language.hours(first, Clock(int(match["h2"]), int(match["m2"] or "0")), place)


def _month_year(match: re.Match[str], place: Place) -> str | None:
    return _said_month(match, place) if len(match["year"]) == 4 else None


def _expiry(match: re.Match[str], place: Place) -> str | None:
    """ "08/27" behind "expires"; a year that may be a month is none."""
    if "expiry" not in place.clues or int(match["year"]) <= 12:
        return None
    return _said_month(match, place)


def _said_month(match: re.Match[str], place: Place) -> str | None:
    if place.start and place.text[place.start - 1] in "/.-":
        return None
    year = match["year"]
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    return place.language.date(Date(None, int(match["month"]), whole), place)


def _short_date(match: re.Match[str], place: Place) -> str | None:
    """What looks like a date more than like a fraction, which weighs more than a date does."""
    found = Date(int(match["day"]), int(match["month"]))
    if (place.start and place.text[place.start - 1] in "/.-:,") or not possible(found):
        return None
    return place.language.date(found, place) if place.language.is_date(place) else None


def _dates(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    found = []
    for key in ("1", "2"):
        year = match[f"y{key}"]
        date = Date(int(match[f"d{key}"]), int(match[f"m{key}"]), whole_year(year) if year else None)
        if not possible(date):
            return None
        found.append(language.date(date, place))
    return language.joined(found[0], found[1], place)


def _half(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    if not isinstance(language, Romance) or (place.start and place.text[place.start - 1] in "/.,:-"):
        return None
    whole = match["whole"]
    return language.half(None if whole is None else int(whole), match["noun"], place)


def _rating(match: re.Match[str], place: Place) -> str | None:
    """ "15/20" behind "note", "2/3" behind "page", and "50/50"."""
    language = place.language
    top, bottom = figure(match["top"], language), match["bottom"]
    if (place.start and place.text[place.start - 1] in "/.,-:") or top is None:
        return None
    if "rating" in place.clues and bottom[0] != "0":
        return f"{language.number(top)} {language.out_of_at(place)} {language.whole(bottom)}"  # type: ignore[attr-defined]
    return f"{language.whole(bottom)} {language.whole(bottom)}" if match[0] in ("50/50", "100/100") else None


def _dashed(match: re.Match[str], place: Place) -> str | None:
    """An article's or a lot's number."""
    language = place.language
    if (place.start and place.text[place.start - 1] in "-/.,") or int(match["first"]) < int(match["last"]):
        return None
    if max(len(match["first"]), len(match["last"])) < 3 and not place.before_is(language.labels, 2):  # type: ignore[attr-defined]
        # A set or a match.
        return language.score(int(match["first"]), int(match["last"]))
    return f"{language.whole(match['first'])} {language.dash_word} {language.whole(match['last'])}"  # type: ignore[attr-defined]


def _metres(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    if not isinstance(language, Romance):
        return None
    return language.metres_and(int(match["metres"]), match["rest"])


def _product(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    first, second = figure(match["a"], language), figure(match["b"], language)
    if first is None or second is None or not isinstance(language, Romance):
        return None
    return f"{language.number(first)} {language.times_word} {language.number(second)}"
