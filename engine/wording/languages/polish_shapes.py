"""What only Polish writes: years with "r.", months in roman numbers, flats, opening hours, compounds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from engine.wording.classes import romans
from engine.wording.classes.numbers import figure
from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.languages import polish_nouns as nouns
from engine.wording.languages import polish_numbers as numerals
from engine.wording.languages import polish_tables as tables
from engine.wording.languages.declined import listed
from engine.wording.languages.polish_agreement import SMALL, rank_form
from engine.wording.languages.slavic import behind, own
from engine.wording.patterns import DIGITS
from engine.wording.vocabulary.nouns import Clock, Date

if TYPE_CHECKING:
    from engine.wording.languages.slavic import Slavic

MONTH_CASES = listed(
    "styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrześniu październiku listopadzie grudniu "
    "styczniem lutym marcem kwietniem majem czerwcem lipcem sierpniem wrześniem październikiem listopadem grudniem"
)
OPENING = re.compile(
    r"godzin\w*|działa\w*|pn|wt|śr|czw|nd|czynn\w*|otwart\w*|pracuj\w*|przyjmuj\w*|zapraszamy|infolinia|zamknięt\w*|"
    r"codziennie|biuro|"
    r"sklep|kurier\w*|dostaw\w*|serwis\w*|przyjed\w*|dostarcz\w*|dotrze|technik\w*|odbi\w*|będzie|"
    r"zadzwoni\w*|oddzwoni\w*|czekaj\w*|przerw\w*|dostępn\w*|pon|pt|sob|niedz|poniedziałk\w*|piąt\w*|sobot\w*|niedziel\w*|dyżur\w*|wizyt\w*|spotkani\w*"
)
LOCATIVE_PREPOSITIONS = frozenset({"w", "we", "na", "o", "po", "przy"})

_STREET = frozenset(
    listed(
        "ul ul. ulica ulicy ulicę al al. aleja alei aleje pl pl. plac placu os os. osiedle osiedlu adres adresem adres:"
    )
)
_LETTER = "A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż"


def own_shapes(language: Slavic) -> list[Shape]:
    months = "|".join(sorted(map(re.escape, language.month_numbers), key=len, reverse=True))
    return own(
        ("unit", r"(?P<number>\d{1,6}(?:,\d{1,3})?)[ \u00a0]?pkt(?!\w|\.?[ ]?\d|\.? proc)", _points, 21, DIGITS),
        ("year", (r"(?P<year>[1-9]\d{2,3})(?:[ ]?[-–/][ ]?(?P<last>\d{4}|\d\d))?[ \u00a0]?(?P<word>rokiem|rokowi|roku|"
            r"rok|r\.(?!\w)|r(?![\w.]))(?!\w)"), _year, 41, DIGITS),
        ("year", (r"(?P<year>[12]\d{3})(?:[ ]?[-–/][ ]?(?P<last>[12]\d{3}|\d\d))?(?!\w|[.,:/-]\d|[ \u00a0]\d{3}"
            r"(?!\d))"), _bare_year, 18, DIGITS),
        ("ordinal", (r"(?P<decade>[2-9]0|[12]\d\d0)(?:\.|-(?:te|tych|tymi|tym)"
            r"(?!\w))?(?!\w|[ ]?[-–.,:/]?[ ]?\d)"), _decade, 23, DIGITS),
        ("date", (r"(?P<day>3[01]|[12]\d|0?[1-9])[ .]{1,2}(?P<month>XI{0,2}|I{1,3}|I[VX]|VI{0,3})(?:[ .]{1,2}"
            r"(?P<year>\d{4})|(?=[ ]?r?(?:[,;]|\.?\s*\Z)))(?!\w)"), _roman_month, 32, DIGITS),
        ("date", r"(?P<day>3[01]|[12]\d|0?[1-9])\.(?P<month>0[1-9]|1[0-2])(?!\w|[.,:/-]\d)(?:\.(?=[ ][a-z\d]))?",
            _short_date, 20, DIGITS),
        ("date", (rf"(?P<day>3[01]|[12]\d|0?[1-9])\.?[ ]?(?P<joint>[-–—]|i|oraz|do)[ ]?(?P<last>3[01]|[12]\d|"
            rf"0?[1-9])\.?(?P<first_month>)[ ](?P<month>(?i:{months}))(?![^\W\d_])\.?(?:[ ](?P<year>\d{{4}})(?!\w|"
            rf"[.,:/]\d))?"), _two_days, 33, DIGITS),
        ("date", rf"(?P<day>3[01]|[12]\d|[1-9])(?=[ ]na[ ]\d{{1,2}}[ ](?i:{months})(?!\w))", _night, 33, DIGITS),
        ("code", r"(?:PL[ ]?)?\d\d(?:[ \u00a0]\d{4}){6}(?!\w)", _account, 60, DIGITS + "A"),
        ("ordinal", (rf"(?P<number>\d{{1,4}})\.(?=[ \u00a0](?!(?:{months}|i|oraz|lub|a|w|z|na|do|od|to|nie|jest|czy|po|"
            rf"się)(?!\w))[a-ząćęłńóśźż]{{2}})"), _ordinal, 18, DIGITS),
        ("ordinal", (r"(?P<number>\d{1,3})\.(?=[ \u00a0](?:na|w|we|z|i|"
            r"oraz|lub|do|od|po|jest|to)[ ])"), _alone, 17, DIGITS),
        ("amount", (r"(?P<number>\d{1,3}(?:[ \u00a0.]?\d{3}){0,2})"
            r",[-–—]{1,2}(?:[ \u00a0]?(?:zł|PLN))?(?![\w,])"), _round_price,
            45, DIGITS),
        ("unit", (r"(?P<number>\d{1,4})[ \u00a0]?km(?=[ \u00a0](?:tras|autostrad|drog|"
            r"dróg|obwodnic|ekspres|[AS]\d|D[KW]"
            r"[ \d]))"), _milestone, 46, DIGITS),
        ("unit", r"(?P<number>\d{1,5}(?:,\d{1,3})?)[ \u00a0]?A(?![\w-]|[ ]?\d)", _amperes, 22, DIGITS),
        ("unit", (r"(?P<times>\d{1,2})[ ]?[x×][ ]?(?P<number>\d{1,2}(?:,5)?)"
            r"[ \u00a0]?(?P<unit>tabl\.|tab\.|kaps\.|sasz\.|ml|"
            r"tabletk[aię]|tabletek|kapsułk[aię]|kapsułek)(?!\w)"), _doses, 46, DIGITS),
        ("ordinal", r"(?P<number>\d{1,2})[ ]p\.(?![ ]?(?:p|proc|n)\b)(?=[ ]?(?:,|\Z|pok|lok|m\.))", _floor, 30, DIGITS),
        ("century", r"(?P<number>\d{1,2})[ ]w\.(?=[ ](?:p\.|n\.|przed|naszej))", _century, 46, DIGITS),
        ("compound", r"(?P<number>\d{1,3})-?s?t(?P<rest>k[aięąo]|ce|ek)(?!\w)", _decades_old, 43, DIGITS),
        ("compound", (rf"1,5-(?P<rest>(?:rocz|godzin|metr|litr|kilometr|miesięcz|procent|"
            rf"milion)[{_LETTER}]{{1,12}})(?!\w)"),
            _one_and_half, 43, DIGITS),
        ("duration", r"(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)(?![\w:])", _elapsed, 43, DIGITS),
        ("ordinal", r"(?P<number>\d{1,3})(?=[ \u00a0](?:" + "|".join(sorted(nouns.ORDERED, key=len,
            reverse=True)) + r")(?!\w))", _numbered, 17, DIGITS),
        ("compound", r"(?P<roman>[IVXLC]{1,6})-(?P<rest>[a-ząćęłńóśźż]{4,20})(?!\w)", _roman_compound, 30, "aA"),
        ("phone", (r"(?P<body>\d{3}[ -]\d{3}[ -]\d{3}|\d\d[ -]\d{3}[ -]\d\d[ -]\d\d|\d\d[ -]\d{3}[ -]\d{4})(?!\w|[ "
            r".,:/-]\d)(?:[ ]?,?[ ]?wewn?\.?[ ](?P<extension>\d{1,6}))?"), _phone, 15, DIGITS),
        ("address", r"(?P<first>\d\d)-(?P<last>\d{3})(?!\w|[.,:/-]\d)", _postcode, 21, DIGITS),
        ("address", (r"(?P<house>\d{1,4})(?P<letter>[A-Za-z])?[ ]?(?P<joint>/|m\.?|lok\.?)[ ]?(?P<flat>\d{1,4})"
            r"(?P<flat_letter>[A-Za-z])?(?!\w|[.,:/-]\d|[ ]?[%°])"), _flat, 33, DIGITS),
        ("time", r"(?P<hour>[01]?\d|2[0-4])(?!\w|[.,:/-]\d|[ ]?[-–%°])", _bare_hour, 14, DIGITS),
        ("ratio", (r"(?P<first>\d{1,4})"
            r"[ ]?[:][ ]?(?P<last>\d{1,3}(?:[ \u00a0]\d{3}){1,2}|\d{1,6})(?![\w:]|[.,]\d)"), _ratio, 12, DIGITS),
        ("sign", r"[*#](?=[\s.,;!?)]|\Z)", _key, 20, "*#"),
        ("compound", (rf"(?P<number>\d{{1,6}})-(?P<rest>(?:procent|minut|godzin|sekund|dni|tygodni|miesięcz|let|rocz|"
            rf"osob|pokoj|stron|kilometr|metr|krot|cal|gwiazdk|piętr|drzwi|stop|punkt|złot|dolar|eur|gram|kilogram|"
            rf"litr|cyfr|etap|częśc|kolor|letni|leci|tysięcz|lat|klas|bit|calow|centymetr|milimetr|watt?|kilowat|ton|"
            rf"ton|liter|tom|zmian|punkt|fun|znak|element|mil|hektar)[{_LETTER}]{{0,14}})(?!\w)"), _compound, 42,
            DIGITS),
        ("letters", (r"(?P<word>SMS|MMS|PIN|PIT|VAT|CIT|ATM)-?(?P<ending>a|u|em|ie|ów|y|i|owi|om|ami|ach|owy|owa|owe|"
            r"owego|owej|owym|ową)(?!\w)"), _inflected, 30, "aA"),
    )  # fmt: skip


def _polish(place: Place) -> Slavic:
    """The language of a place: these shapes are Polish's only."""
    return cast("Slavic", place.language)


def _points(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    found = figure(match["number"], language)
    return None if found is None else language.count(found, tables.POINT.noun)


def _year(match: re.Match[str], place: Place) -> str | None:
    language, word = _polish(place), match["word"]
    case = {"rokiem": "i", "rokowi": "d", "rok": "n"}.get(word, "")
    if not case:
        if place.before[-1:] == ("roku",):
            return None
        case = "l" if language.cases[-1:] == "l" else "i" if "i" in language.cases and word[:2] == "r." else "g"
        if language.governor == "za" and word[0:2] == "r.":
            case = "n"
    noun = {"g": "roku", "l": "roku", "i": "rokiem", "d": "rokowi", "n": "rok"}[case]
    first = int(match["year"])
    stop = "." if word == "r." and not place.text[place.end : place.end + 8].strip() else ""
    if word == "r." and re.match(r"[ ][A-ZĄĆĘŁŃÓŚŹŻ]", place.text[place.end : place.end + 2]):
        stop = "."
    spoken = language.year_rank(first, case)
    if match["last"]:
        last = match["last"]
        whole = int(last) if len(last) == 4 else int(match["year"][: -len(last)] + last)
        return f"{spoken}, {language.year_rank(whole, case)} {noun}{stop}" if whole > first else None
    return f"{spoken} {noun}{stop}"


def _bare_year(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    first, last = int(match["year"]), match["last"]
    before = place.before[-1] if place.before else ""
    if before in ("lata", "lat", "latach") and last:
        return f"{language.cardinal(first)}, {language.cardinal(int(last))}" if int(last) > first else None
    if before in ("rok", "roku", "rokiem"):
        case = {"rok": "n", "rokiem": "i"}.get(before) or ("l" if _before_is(place, LOCATIVE_PREPOSITIONS) else "g")
        return language.year_rank(first, case) if not last else None
    if last:
        # "sezon 2024/25"
        short = len(last) == 2 and int(last) > first % 100
        if not short and int(last) <= first:
            return None
        return f"{language.cardinal(first)}, {language.cardinal(int(last))}"
    if before in MONTH_CASES or before in language.month_numbers:
        return language.year_rank(first, "g")
    following = behind(place, 1)
    if not 1800 <= first <= 2100 or (following and following[0] not in SMALL):
        return None
    if language.governor in ("w", "od", "do", "po", "przed", "z", "sprzed") and first % 100:
        return language.year_rank(first, language.cases[-1])
    return None


def _before_is(place: Place, words: frozenset[str]) -> bool:
    return len(place.before) > 1 and place.before[-2] in words


def _decade(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    near = place.before[-1:]
    if near and near[0] in ("i", "oraz", "lub", "a") and len(place.before) > 2:
        near = place.before[-3:-2]
    cases = {"lat": "g", "lata": "n", "latach": "l", "latami": "i", "latom": "d"}
    case = cases.get(near[0]) if near else None
    if case is None:
        return None
    following = place.text[place.end : place.end + 14]
    ends = not following.strip() or re.match(r"[ ](?![IVX]{1,6}[ ](?:w\.|wieku))[A-ZŁŚŻŹĆ]", following)
    stop = "." if match[0].endswith(".") and ends else ""
    return language.rank(int(match["decade"]), case + "p") + stop


def _roman_month(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    year = int(match["year"]) if match["year"] else None
    month = romans.value(match["month"])
    if year is None and not place.clues & {"date"} and language.governor not in ("do", "od", "dnia"):
        return None
    return language.date(Date(int(match["day"]), month, year), place) if month <= 12 else None


def _short_date(match: re.Match[str], place: Place) -> str | None:
    """ "24.12" without a full stop: behind "od", "do", "dnia", unless a unit follows."""
    language = _polish(place)
    timed = re.match(
        r"[ ](?:o|godz\.|w godz\.|r\.|\((?:pon|wt|śr|czw|pt|sob|ndz?|niedz)\b)[ ]?\d?",
        place.text[place.end : place.end + 10],
    )
    clued = language.governor in ("od", "do", "z", "na", "po", "przed", "dnia", "między") or "date" in place.clues
    if not clued and not timed:
        return None
    following = place.text[place.end : place.end + 8].lstrip()
    if language.unit_next.match(following) or following[:1].isdigit():
        return None
    return language.date(Date(int(match["day"]), int(match["month"])), place)


def _two_days(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    month = language.month_numbers.get(match["month"].lower())
    first, last = int(match["day"]), int(match["last"])
    year = int(match["year"]) if match["year"] else None
    if month is None or first >= last:
        return None
    ending = Date(last, month, year)
    if match["joint"] in ("i", "oraz"):
        return f"{language.rank(first, language.day_case(place) + 'm')} {match['joint']} {language.date(ending, place)}"
    start = "" if language.governor == "od" else "od "
    return f"{start}{language.rank(first, 'gm')} do {language.plain_date(ending)}"


def _night(match: re.Match[str], place: Place) -> str | None:
    """ "w nocy z 5 na 6 maja"."""
    language = _polish(place)
    return language.rank(int(match["day"]), "gm") if language.governor == "z" else None


def _account(match: re.Match[str], place: Place) -> str:
    return place.language.code(match[0])


def _is_listed(place: Place) -> bool:
    """Whether the full stop behind a figure is no ordinal's."""
    return bool(place.before) and place.before[-1].rstrip(".") in (
        "nr", "art", "ust", "pkt", "godz", "ul", "tel", "poz", "str", "numer", "numerze",
        "wybierz", "naciśnij", "wciśnij",
    )  # fmt: skip


_ANOTHER = re.compile(r"[ ](?:i|oraz|lub|do)[ ]\d{1,3}\.(?=[ ])")


def _alone(match: re.Match[str], place: Place) -> str | None:
    """ "jest 7. na liście", "5. i 6. piętro"."""
    language = _polish(place)
    if _is_listed(place):
        return None
    another = _ANOTHER.match(place.text, place.end)
    words = behind(place._replace(end=another.end()), 3) if another else ()
    form = rank_form(language.cases, words) if words else (language.cases[-1:] or "n") + "m"
    return language.rank(int(match["number"]), form)


def _round_price(match: re.Match[str], place: Place) -> str:
    """ "4 999,- zł"."""
    language = _polish(place)
    digits = "".join([char for char in match["number"] if char in DIGITS])
    return language.count(Figure(digits), tables.ZLOTY.noun)


def _milestone(match: re.Match[str], place: Place) -> str | None:
    """ "na 15 km trasy A4"."""
    language = _polish(place)
    return f"{language.rank(int(match['number']), 'lm')} kilometrze" if language.governor in ("na", "w") else None


_CURRENT = re.compile(
    r"prąd\w{0,3}|natężeni\w{1,2}|bezpiecznik\w{0,4}|zabezpieczeni\w{1,3}|ładowark\w{1,3}|zasilacz\w{0,3}"
)


def _amperes(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    if not any(_CURRENT.fullmatch(word) for word in place.before[-4:]):
        return None
    found = figure(match["number"], language)
    return None if found is None else language.count(found, tables.AMPERE.noun)


def _doses(match: re.Match[str], place: Place) -> str | None:
    """ "2x1 tabl."."""
    language = _polish(place)
    found, noun = figure(match["number"], language), language.unit(_UNIT_OF.get(match["unit"][:5], match["unit"]))
    if found is None or noun is None:
        return None
    dose = language.at(("po",)).count(found, noun)
    return f"{language.count(Figure(match['times']), tables.TURN.noun)} po {dose}"


_UNIT_OF = {"table": "tabl.", "kapsu": "kaps."}


def _century(match: re.Match[str], place: Place) -> str:
    language = _polish(place)
    return f"{language.rank(int(match['number']), (language.cases[-1:] or 'g') + 'm')} wieku"


def _floor(match: re.Match[str], place: Place) -> str:
    """ "12 p., pok. 5"."""
    language, number = _polish(place), int(match["number"])
    return (
        f"{language.rank(number, 'ln')} piętrze" if language.cases == "al" else f"{language.rank(number, 'nn')} piętro"
    )


def _decades_old(match: re.Match[str], place: Place) -> str:
    """ "po 60-tce", "18-stka"."""
    return _polish(place).rank(int(match["number"]), "nm")[:-1] + match["rest"]


def _one_and_half(match: re.Match[str], place: Place) -> str:
    del place
    return "półtora" + match["rest"]


def _elapsed(match: re.Match[str], place: Place) -> str | None:
    """ "czas: 1:45:30" is no time of day."""
    language = _polish(place)
    if not place.before or place.before[-1] not in ("czas", "czasem", "czasie", "czasu", "rekord", "trwa", "trwał"):
        return None
    parts = ((match["hours"], "hour"), (match["minutes"], "minute"), (match["seconds"], "second"))
    return language.duration([(Figure(str(int(number))), unit) for number, unit in parts if int(number)])


def _ordinal(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    if _is_listed(place):
        return None
    return language.rank(int(match["number"]), rank_form(language.cases, behind(place, 3)))


# Last figures of a number that counts these: "2 piętra", but "na 2 piętro".
_COUNTED = {"piętra": "234", "klasy": "234", "rundy": "234", "edycji": "567890"}


def _numbered(match: re.Match[str], place: Place) -> str | None:
    """ "na 3 piętrze"; but "2 miejsca" and "1 edycja" are counted where the form fits."""
    language = _polish(place)
    number, noun = int(match["number"]), behind(place, 1)[0]
    if place.before[-1:] and place.before[-1].rstrip(".") in ("nr", "numer", "numerze"):
        return None
    if language.case != "g" and (noun == "urodzin" or str(number % 10) in _COUNTED.get(noun, "")):
        return None
    if noun == "urodziny":
        return language.rank(number, "np")
    return language.rank(number, rank_form(language.cases, (noun,)))


def _phone(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    if place.start and place.text[place.start - 1] in ".,:/-+":
        return None
    words = language.phone(re.split("[ -]", match["body"]))
    return (
        f"{words}, {language.extension} {language.cardinal(int(match['extension']))}" if match["extension"] else words
    )


def _postcode(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    clued = bool(place.before) and place.before[-1] in ("pocztowy", "kod")
    named = re.match(r"[ ]{1,2}[A-ZĄĆĘŁŃÓŚŹŻ][a-ząćęłńóśźż]", place.text[place.end : place.end + 4])
    if not clued and not named and match["first"][0] != "0" and match["last"][0] != "0":
        return None
    return f"{language.digits(match['first'])}, {language.digits(match['last'])}"


def _flat(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    near = place.before[-5:]
    if not any(word in _STREET or word.rstrip(".") in _STREET for word in near):
        return None
    house = language.cardinal(int(match["house"])) + (f" {match['letter'].upper()}" if match["letter"] else "")
    flat = language.cardinal(int(match["flat"])) + (f" {match['flat_letter'].upper()}" if match["flat_letter"] else "")
    joint = {"/": "łamane przez", "m": "mieszkania", "l": "lokal"}[match["joint"][0]]
    return f"{house} {joint} {flat}"


_CLOCK, _TO_CLOCK = re.compile(r"\d{1,2}:\d\d"), re.compile(r"[ ]do[ ]\d{1,2}:\d\d")


def _bare_hour(match: re.Match[str], place: Place) -> str | None:
    """ "o 18", "po godz. 20", "od 9 do 17" among opening hours."""
    language = _polish(place)
    following = place.text[place.end : place.end + 8].lstrip()
    if language.unit_next.match(following):
        return None
    if language.governor in language.hour_words and language.governor != "godzin":
        if language.governor == "godziny" and not place.before[-2:-1]:
            return None
        return language.clock(Clock(int(match["hour"])), place)
    words = behind(place, 1)
    if words and words[0] not in SMALL:
        return None
    if language.governor == "o":
        return language.clock(Clock(int(match["hour"])), place)
    if language.governor in ("od", "do", "po", "przed", "między") and (
        any(OPENING.fullmatch(word.rstrip(".")) or _CLOCK.fullmatch(word) for word in place.before[-8:])
        or (language.governor == "od" and _TO_CLOCK.match(place.text, place.end))
    ):
        return language.clock(Clock(int(match["hour"])), place)
    return None


def _ratio(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    if place.start and place.text[place.start - 1] in ":.,":
        return None
    last = int(re.sub(r"[^0-9]", "", match["last"]))
    return f"{language.cardinal(int(match['first']))} do {language.cardinal(last, 'gm')}"


def _key(match: re.Match[str], place: Place) -> str | None:
    language = _polish(place)
    if match[0] == "#":
        return "krzyżyk"
    if language.asks_for_object(place.before[-6:]):
        return "gwiazdkę"
    return {"g": "gwiazdki", "i": "gwiazdką"}.get(language.case, "gwiazdka")


def _compound(match: re.Match[str], place: Place) -> str | None:
    del place
    number = int(match["number"])
    rest = match["rest"]
    if rest.startswith("leci"):
        return {100: "stu", 1000: "tysiąc"}.get(number, numerals.compound(number)) + rest
    return numerals.compound(number) + rest


def _roman_compound(match: re.Match[str], place: Place) -> str | None:
    """ "XX-lecie", "XIX-wieczny"."""
    del place
    number = romans.value(match["roman"]) if romans.whole(match["roman"]) else 0
    return numerals.compound(number) + match["rest"] if number else None


def _inflected(match: re.Match[str], place: Place) -> str | None:
    del place
    known = {"SMS": "esemes", "MMS": "ememes", "PIN": "pin", "PIT": "pit", "VAT": "vat", "CIT": "cit"}.get(
        match["word"]
    )
    return known + match["ending"] if known else None
