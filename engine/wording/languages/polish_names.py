"""Polish titles before names, and the roman numbers of monarchs, centuries and chapters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.language import Place
from engine.wording.languages import polish_numbers as numerals
from engine.wording.languages import polish_tables as tables
from engine.wording.languages.polish_agreement import SMALL, gender_of, rank_form
from engine.wording.languages.slavic import behind

if TYPE_CHECKING:
    from engine.wording.languages.slavic import Slavic

TITLE_NAMES = frozenset(tables.TITLES.values())


_ONLY_NAMED = frozenset({"redaktor", "dyrektor", "lekarz", "generał", "kapitan", "major", "kardynał", "docent"})
_STREETS = frozenset({"ul", "al", "pl", "os", "ulica", "ulicy", "aleja", "alei", "plac", "placu"})


def title(language: Slavic, written: str, title: str, following: str, before: tuple[str, ...]) -> str | None:
    """A title in the case that the name's ending shows: "dr. Nowaka"."""
    match = re.match(r"(?:(?:hab|n|med|inż|Hab)\.? ){0,3}(?:[A-ZŁŚŻŹĆ]\. )?([A-ZŁŚŻŹĆ]\w{1,30})", following)
    title = title.lower()
    if match is None:
        return None if title in ("święty", "siostra") or (title in _ONLY_NAMED and written[-1] != ".") else title
    name = match[1]
    # A street has its name in the genitive: "ul. gen. Andersa".
    case = _name_case(name, language.cases or ("g" if before and before[0].rstrip(".") in _STREETS else ""))
    if title == "siostra":
        return None
    if title == "święty":
        return numerals.adjective("święty", _saint_form(name, case))
    if case == "n":
        return title.capitalize() if written[0].isupper() else title
    forms = tables.TITLE_FORMS.get(title)
    if forms:
        return forms["gdi".index(case)]
    return title + {"g": "a", "d": "owi", "i": "em"}[case]


def sir_or_madam(following: str) -> str | None:
    """ "p." before a name, by its ending."""
    match = re.match(r"[A-ZŁŚŻŹĆ]\w{2,30}", following)
    if match is None:
        return None
    for ending, word in (
        ("ego", "pana"),
        ("emu", "panu"),
        ("im", "panem"),
        ("em", "panem"),
        ("owi", "panu"),
        ("ą", "panią"),
        ("iej", "pani"),
        ("a", "pani"),
    ):
        if match[0].endswith(ending):
            return word
    return "pan"


def _name_case(name: str, cases: str) -> str:
    if name.endswith(("ego",)):
        return "g"
    if name.endswith(("owi", "emu")):
        return "d"
    if name.endswith(("em", "im", "ym")) and cases[-1:] != "l":
        return "i"
    if name.endswith("a") and ("g" in cases) and not tables.FEMALE_NAMES.match(name):
        return "g"
    return "n"


def _saint_form(name: str, case: str) -> str:
    if tables.FEMALE_NAMES.match(name):
        return {"a": "nf", "ą": "if", "ę": "af"}.get(name[-1], "gf")
    if name.endswith("a"):
        return "gm"
    if name.endswith("em"):
        return "im"
    return {"g": "gm", "d": "dm", "i": "im"}.get(case, "nm")


# Roman numbers ----------------------------------------------------------------------------------------------------

_CENTURY = re.compile(r"[ \u00a0]?(?:w\.|wiek(?:u|iem|owi|i|ów|ach)?)(?!\w)")
_CHAIN = re.compile(r"[ \u00a0]?(?:[-–/]|i|oraz|lub|a|do)[ \u00a0]?[IVXLC]{1,6}[ \u00a0]?(?:w\.|wiek\w{0,3})(?!\w)")


_NAMED = re.compile(
    r"[ \u00a0](?:Rzecz[py]|Wojn|Lig|Lice|Szkoł|Komisari|Urz|Wydział|Oddział|Program|Konferenc|Kongres|Festiwal|Zjazd|"
    r"Liceum|Maraton|Bieg|Konkurs|"
    r"Sesj|Etap|Edycj|Sobór|Soboru|Klinik|Brygad|Dywizj|Armi|Pułk|Symfoni|Koncert|Igrzysk|Oddzia)"
)


_CAPITAL = re.compile(r"[ \u00a0][A-ZŁŚŻŹĆ][a-ząćęłńóśźż]{3}")


def _behind_name(place: Place) -> bool:
    """Whether a monarch's name stands before: then the number is his."""
    named = place.text[max(0, place.start - 30) : place.start].rstrip().rpartition(" ")[2]
    if len(named) < 3 or not named[0].isupper() or not named.isalpha():
        return False
    # A sentence begins with a capital, too.
    first = place.start <= len(named) + 1 or place.before[-2:-1] == (".",)
    return not first or not gender_of(named.lower())


def roman(language: Slavic, number: int, place: Place) -> str | None:
    written = place.written
    if _CENTURY.match(place.text, place.end) or _CHAIN.match(place.text, place.end):
        return language.rank(number, _century_case(language, place) + "m")
    before = place.before[-1] if place.before else ""
    following = behind(place, 2)
    titled = _NAMED.match(place.text, place.end) or (len(written) > 1 and _CAPITAL.match(place.text, place.end))
    if following and titled and not before[-1:].isdigit() and not _behind_name(place):
        return language.rank(number, rank_form(language.cases, following))
    if re.match(r"[ \u00a0]p\.", place.text[place.end : place.end + 4]):
        return language.rank(number, "ln" if language.cases[-1:] == "l" else "nn")
    if re.match(r"[ ][a-ząćęłńóśźż]", place.text[place.end : place.end + 2]) and following:
        known = gender_of(following[0]) in ("f", "m", "n")
        sure = known or (len(written) > 1 and not _behind_name(place))
        if sure and (len(written) > 1 or written in "IVX") and following[0] not in SMALL:
            return language.rank(number, rank_form(language.cases, following))
    return _monarch(language, number, place)


def before_floor(language: Slavic, place: Place) -> bool:
    found = re.search(r"(\w{1,8})[ ][IVX]{1,5}[ ]\Z", place.text[max(0, place.start - 16) : place.start])
    return found is not None and language.governors.get(found[1].lower(), "")[-1:] == "l"


def _century_case(language: Slavic, place: Place) -> str:
    for word, case in (("wiekiem", "i"), ("wieku", "l" if language.cases[-1:] == "l" else "g"), ("wiek", "n")):
        if re.match(rf"[ \u00a0]?{word}\b", place.text[place.end : place.end + 10]):
            return case
    return language.cases[-1:] or "g"


def _monarch(language: Slavic, number: int, place: Place) -> str | None:
    named = place.text[max(0, place.start - 30) : place.start].rstrip().rpartition(" ")[2]
    if (
        not named[:1].isupper()
        or not named.isalpha()
        or len(named) < 3
        or (len(place.written) == 1 and place.written in "CDLM")
    ):
        return None
    if place.text[place.start - 1 : place.start] != " ":
        return None
    female = tables.FEMALE_NAMES.match(named)
    if female:
        return language.rank(number, {"a": "nf", "ą": "if", "ę": "af"}.get(named[-1], "gf"))
    for ending, form in (
        ("owi", "dm"),
        ("em", "im"),
        ("iem", "im"),
        ("ego", "gm"),
        ("a", "gm"),
        ("ym", "im"),
        ("u", "lm"),
        ("ie", "lm"),
        ("ze", "lm"),
    ):
        if named.endswith(ending):
            return language.rank(number, form)
    return language.rank(number, "nm")
