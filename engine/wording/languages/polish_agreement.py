"""Which form a Polish number has before its noun: gender and case by the endings and by a list of common stems."""

from __future__ import annotations

import re
from functools import lru_cache

from engine.wording.languages import polish_nouns as nouns
from engine.wording.languages import polish_numbers as numerals
from engine.wording.languages import polish_tables as tables
from engine.wording.languages.declined import listed

# Words behind a preposition and a figure that show that no noun follows it.
SMALL = frozenset(
    listed(
        "do i oraz a lub albo w we z ze na o od po przed przy za pod dla nie jest są był była było zostanie "
        "odbędzie się rano "
        "wieczorem codziennie zapraszamy prosimy odleci odjedzie przyjedzie rozpocznie zamykamy otwieramy to ale czyli "
        "przez "
        "tylko oprócz następnego dnia w środę jutro dziś dzisiaj każdego"
    )
)


_SHORT_STEM_LETTERS = 4
_SHORTEST_DATIVE = 6
_ENDINGS = re.compile(r"(?:i?(?:a|ę|ą|e|o|u|em|om|ach|ami|owi|ów)|y|i|ii|ej|owie|ych|ymi|ze|ek|ce|mi|)")
_LONGEST_ENDING = 6


def _is_inflected(ending: str, *, short: bool) -> bool:
    """Whether letters behind a stem are its ending: "karnety" are no "kary"."""
    return bool(_ENDINGS.fullmatch(ending)) if short else len(ending) <= _LONGEST_ENDING


_WOMEN = re.compile(r"[tnr]k(?:a|i|ę|ą|om|ami|ach)\Z")


_KNOWN = {
    form: noun.gender
    for noun in tables.NOUNS.values()
    if noun.gender in ("f", "n")
    for form in (*noun.singular, *noun.plural)
}
_KNOWN.update(dict.fromkeys(nouns.COLLECTIVE, "c"))


@lru_cache(maxsize=4096)
def gender_of(word: str) -> str:
    """The gender of a noun in any of its forms: "f", "n", "m", "v" (men), "c" (children); "" if it is not known."""
    if word in _KNOWN:
        return _KNOWN[word]
    for end in range(len(word), 1, -1):
        found = nouns.STEMS.get(word[:end])
        if found and not _is_inflected(word[end:], short=end <= _SHORT_STEM_LETTERS):
            continue
        if found == "v" and _WOMEN.search(word):
            return "f"
        if found:
            return found
    for ending, stem in (
        ("ce", "k"),
        ("dze", "g"),
        ("rze", "r"),
        ("le", "ł"),
        ("ście", "st"),
        ("cie", "t"),
        ("dzie", "d"),
        ("ie", ""),
    ):
        found = nouns.STEMS.get(word.removesuffix(ending) + stem) if word.endswith(ending) else None
        if found:
            return found
    if word.endswith(
        ("ość", "ości", "ością", "cja", "cje", "cji", "cję", "cją", "zja", "zji", "zje", "sja", "sje", "sji")
    ):
        return "f"
    if word.endswith(("nie", "nia", "cie", "niu", "ciu", "niem", "um")):
        return "n"
    return ""


_SEVERAL = re.compile(r"\w{2,30}(?:ych|ich|ymi|imi|ym|im|[nwłtżcrds]e|ie|sze|cze)")
_ADJECTIVE = re.compile(
    r"\w{2,30}(?:ych|ich|ymi|imi|ego|emu|ym|im|ej|ą|ne|we|ie|łe|te|że|sze|cze|re|de|szych|ny|wy|"
    r"na|wa|cy|ca|ki|ka|kie)"
)


@lru_cache(maxsize=4096)
def agreement(number: int, cases: str, words: tuple[str, ...]) -> str:
    kind = numerals.category(number)
    words = words if words[:1] and words[0] not in SMALL and len(words[0]) > 1 else ()
    if not words:
        return ("n" if not cases else cases[0]) + "m"
    noun = _noun(words, several=kind != "one")
    gender = gender_of(noun)
    case = cases[:1] or "n"
    bare = noun[-1] not in "aąeęioóuy" and gender in ("f", "n")
    if kind == "few" and case in "na" and (bare or noun.endswith(("czek", "tek", "rek", "nek"))):
        # A genitive: "potrzeba 3 kelnerek", "piłkarze 2 drużyn".
        case = "g"
    for ending, plural_case in (
        ("ach", "l"),
        ("ami", "i"),
        ("dziećmi", "i"),
        ("ludźmi", "i"),
        ("gośćmi", "i"),
        ("om", "d"),
    ):
        if kind != "one" and noun.endswith(ending) and (gender or ending != "om" or len(noun) > _SHORTEST_DATIVE):
            case = plural_case
    if kind == "one":
        return _single(words[0], noun, gender, cases)
    if case in "na":
        return _counted(kind, case, noun, gender)
    return case + {"": "m", "n": "m"}.get(gender, gender)


def _noun(words: tuple[str, ...], *, several: bool = False) -> str:
    for word in words[:3]:
        if gender_of(word):
            return word
        if word in SMALL:
            return words[0]
        if not (_SEVERAL.fullmatch(word) if several else _ADJECTIVE.fullmatch(word)):
            return word
    return words[0]


def _counted(kind: str, case: str, noun: str, gender: str) -> str:
    """Nominative and accusative: men are counted in the genitive, and two women and things "dwie"."""
    if gender in ("v", "c"):
        return case + gender
    if kind == "few":
        if noun.endswith(("ów", "ych", "ich")) or (noun.endswith("rzy") and not gender):
            return case + "v"
        if not gender:
            gender = (
                "n"
                if noun.endswith("a")
                else "m"
                if not noun.endswith(("yny", "iny", "ki", "gi", "ty", "ly", "je", "ie", "le", "że", "ące", "ory"))
                else _guess(noun)
            )
    return case + (gender or "m")


def _guess(noun: str) -> str:
    if noun.endswith(("unki", "inki", "ynki", "zamki", "domki", "samki", "młynki", "ogórki", "pazurki")):
        return "m"
    return "f" if noun.endswith(_WOMENLY) else "m"


_WOMENLY = (
    "yny", "iny", "je", "nie", "arki", "erki", "órki", "ówki", "czki", "yty", "oty", "łki", "pki", "wki", "lki", "mki",
    "nki", "jki", "żki", "śki", "uszki", "ążki", "egi", "ugi",
)  # fmt: skip


_BY_ADJECTIVE = (
    ("ego", "gm"), ("emu", "dm"), ("ej", "gf"), ("ą", "af"), ("ym", "lm"), ("im", "lm"),
    ("owy", "nm"), ("ny", "nm"), ("ki", "nm"), ("wa", "nf"), ("na", "nf"), ("ka", "nf"), ("we", "nn"), ("ne", "nn"),
        ("kie", "nn"),
)  # fmt: skip


def _single(first: str, noun: str, gender: str, cases: str) -> str:
    """The form of "one", and of an ordinal, before a singular: by the endings, then by the gender that is known."""
    case = cases[:1] or "n"
    if first != noun and _ADJECTIVE.fullmatch(first):
        for ending, form in _BY_ADJECTIVE:
            if first.endswith(ending):
                if form == "af":
                    return ("i" if "i" in cases and "a" not in cases else "a") + "f"
                if form == "gm" and "g" not in cases:
                    return "aa"
                return form if form[0] != "n" or case != "a" else "a" + form[1]
    for ending, form in (("ę", "af"), ("ego", "gm"), ("owi", "dm"), ("em", "im"), ("ą", "if")):
        if noun.endswith(ending):
            return "aa" if form == "af" and gender == "v" else form
    return _by_last_letter(noun, gender, cases)


def _by_last_letter(noun: str, gender: str, cases: str) -> str:
    last = noun[-1]
    direct = "a" if cases[:1] == "a" else "n"
    if last == "a":
        return _ending_in_a(noun, gender, cases)
    if last in "yi":
        return ("l" if cases[-1:] == "l" else "g") + "f" if gender == "f" else "nm"
    if last == "u":
        return ("l" if cases[-1:] == "l" else "d" if "d" in cases else "g") + "m"
    if last == "e":
        return _ending_in_e(noun, gender, cases)
    if last == "o" or noun.endswith("um"):
        return direct + "n"
    if gender == "v" and direct == "a":
        return "aa"
    return direct + ("f" if gender == "f" else "m")


def _ending_in_a(noun: str, gender: str, cases: str) -> str:
    """A woman's nominative, or the genitive of the rest: "do 1 dnia", "mamy 1 klienta", but "1 kierowca"."""
    if "g" in cases:
        return "gm"
    if gender == "f" or (not gender and cases[:1] != "a"):
        return "nf"
    if cases[:1] == "a":
        return "aa" if gender != "n" else "gm"
    return "nm" if noun.endswith(("ca", "sta", "ega")) else "gm"


def _ending_in_e(noun: str, gender: str, cases: str) -> str:
    """A locative, or a neuter nominative."""
    if gender == "f":
        return "lf"
    neuter = gender == "n" or (not gender and noun.endswith(("nie", "cie")))
    if cases[-1:] == "l" and (not neuter or noun.endswith("rze")):
        return "lm"
    return ("a" if cases[:1] == "a" else "n") + "n"


_PLURAL_ONLY = {
    "urodziny": "np", "urodzin": "gp", "imieniny": "np", "imienin": "gp", "targi": "np", "mistrzostwa": "np",
    "igrzyska": "np", "zawody": "np", "derby": "np", "lata": "np", "derbów": "gp", "igrzysk": "gp",
}  # fmt: skip


@lru_cache(maxsize=2048)
def rank_form(cases: str, words: tuple[str, ...]) -> str:
    """The form of an ordinal before its noun."""
    if not words:
        return (cases[-1:] or "n") + "m"
    noun = _noun(words)
    if noun == "kw":
        return (cases[-1:] or "n") + "m"
    for word in (words[0], noun):
        if word in _PLURAL_ONLY:
            return _PLURAL_ONLY[word]
    for ending, form in (("ach", "lp"), ("ami", "ip"), ("ów", "gp"), ("om", "dp")):
        if noun.endswith(ending):
            return form
    return _single(words[0], noun, gender_of(noun), cases)
