"""Polish titles before names, and the roman numbers of monarchs, centuries and chapters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.language import Place
from engine.wording.languages import polish_nouns as nouns
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
    # A man's "dr." has its full stop in the other cases only.
    bent = written in ("dr.", "mgr.", "mjr.", "płk.") and name.endswith("a") and not nouns.FEMALE_NAMES.match(name)
    case = "g" if bent or (before and before[0].rstrip(".") in _STREETS) else _name_case(name, language.cases)
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


_MEN = re.compile(
    r"(?:Jan|Adam|Piotr|Pawł|Mark|Tomasz|Krzysztof|Andrzej|Michał|Marcin|Jakub|Łukasz|Grzegorz|Wojciech|Rafał|Stanisław|"
    r"Józef|Tadeusz|Zbigniew|Ryszard|Dariusz|Mariusz|Henryk|Kamil|Maciej|Mateusz|Robert|Sławomir|Jack|Bartosz|Filip|"
    r"Karol|Daniel|Artur|Sebastian|Przemysław|Mirosław|Leszk|Kazimierz|Czesław|Roman|Edward|Wiktor|Nowak|Mazur|Zając|"
    r"Król|Lis|Wilk|\w{2,16}(?:czyk|czak|wiak|niak|iak|arz|arczyk|rek|icz))a"
)


def sir_or_madam(following: str) -> str | None:
    """ "p." before a name, by its ending."""
    match = re.match(r"[A-ZŁŚŻŹĆ]\w{2,30}", following)
    if match is None:
        return None
    if _MEN.fullmatch(match[0]):
        return "pana"
    for ending, word in (
        ("ę", "panią"),
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


_LIMITS = {"min": "minimalny", "max": "maksymalny", "maks": "maksymalny"}


def limited(language: Slavic, bare: str, place: Place) -> str | None:
    """ "min. wiek", "maks. kwota": the adjective of the noun behind; before a figure they are none."""
    words = behind(place, 2)
    if (
        bare not in _LIMITS
        or not words
        or words[0] in SMALL
        or (place.start > 1 and place.text[place.start - 2].isdigit())
    ):
        return None
    found = numerals.adjective(_LIMITS[bare], rank_form(language.cases, words))
    return found.capitalize() if place.written[0].isupper() else found


_DAYS = re.compile(r"(?:(\d{1,3})|[a-z]{3,12})[ ](?:dni|dnia|dniach|dniami|dzień|d\.)[ ]\Z")


def working(language: Slavic, place: Place) -> str:
    """ "3 dni rob."."""
    earlier = place.text[max(0, place.start - 24) : place.start]
    found = _DAYS.search(earlier)
    if earlier.endswith("dzień "):
        return "roboczy"
    if earlier.endswith("dnia "):
        return "roboczego"
    few = found and found[1] and numerals.category(int(found[1])) == "few"
    words = earlier.split()
    governor = language.governors.get(words[-3], "") if len(words) > 2 else ""
    return "robocze" if few and governor[:1] not in ("g", "l", "d", "i") and words[-3] != "w" else "roboczych"


def _name_case(name: str, cases: str) -> str:
    if name.endswith(("ego",)):
        return "g"
    if name.endswith(("owi", "emu")):
        return "d"
    if name.endswith(("em", "im", "ym")) and cases[-1:] != "l":
        return "i"
    if name.endswith("a") and ("g" in cases) and not nouns.FEMALE_NAMES.match(name):
        return "g"
    return "n"


def _saint_form(name: str, case: str) -> str:
    if nouns.FEMALE_NAMES.match(name):
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


_LONGEST_STATE = 6
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
    if re.match(r"[ \u00a0]kw\.", place.text[place.end : place.end + 4]):
        return language.rank(number, ("a" if language.governor == "za" else language.cases[-1:] or "n") + "m")
    state = re.match(r"[ \u00a0](RP|LO)(?!\w)", place.text[place.end : place.end + 5])
    if state and len(written) < _LONGEST_STATE:
        return language.rank(number, (language.cases[-1:] or "n") + ("f" if state[1] == "RP" else "n"))
    if re.match(r"[ \u00a0]p\.", place.text[place.end : place.end + 4]):
        return language.rank(number, "ln" if language.cases[-1:] == "l" else "nn")
    if re.match(r"[ ][a-ząćęłńóśźż]", place.text[place.end : place.end + 2]) and following:
        known = gender_of(following[0]) in ("f", "m", "n")
        sure = known or (len(written) > 1 and not _behind_name(place))
        if sure and (len(written) > 1 or written in "IVX") and following[0] not in SMALL:
            return language.rank(number, rank_form(language.cases, following))
    return _monarch(language, number, place)


def quarter(language: Slavic, place: Place) -> str:
    """ "w I kw. 2024 r."."""
    found = re.search(
        r"(?:(\w{1,10})[ ])?(?:[IVX]{1,3}|[1-4]\.?)[ ]\Z", place.text[max(0, place.start - 18) : place.start]
    )
    if not found:
        return ""
    case = "a" if found[1] and found[1].lower() == "za" else language.governors.get((found[1] or "").lower(), "n")[-1]
    return tables.SHORT_NOUNS["kw."].one(case)


_BENT_STREET = re.compile(r"[ ]?[A-ZŁŚŻŹĆ]\w{1,20}(?:(ą)|ej)\b")


def street(language: Slavic, place: Place) -> str:
    """ "ul." by the ending of its name: "idę na ul. Polną", "skrzyżowanie ul. Długiej"; "" where it tells nothing."""
    found = _BENT_STREET.match(place.text, place.end)
    if found is None:
        return ""
    if found[1]:
        return "ulicę" if language.cases == "al" else ""
    return "" if language.cases else "ulicy"


def before_floor(language: Slavic, place: Place) -> bool:
    found = re.search(r"(\w{1,8})[ ][IVX]{1,5}[ ]\Z", place.text[max(0, place.start - 16) : place.start])
    return found is not None and language.governors.get(found[1].lower(), "")[-1:] == "l"


_CENTURY_WORD = re.compile(r"[ \u00a0]?(wiekiem|wieku|wiek)\b")


def _century_case(language: Slavic, place: Place) -> str:
    match = _CENTURY_WORD.match(place.text, place.end, place.end + 10)
    if match:
        return {"wiekiem": "i", "wiek": "n"}.get(match[1], "l" if language.cases[-1:] == "l" else "g")
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
    female = nouns.FEMALE_NAMES.match(named)
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
