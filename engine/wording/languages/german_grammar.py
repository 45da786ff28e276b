"""Which case and gender German words around a number ask of it."""

from __future__ import annotations

import re
from functools import lru_cache

from engine.wording.language import Place
from engine.wording.languages import german_tables as tables

ARTICLES = {
    "m": {"n": "ein", "a": "einen", "d": "einem", "g": "eines"},
    "f": {"n": "eine", "a": "eine", "d": "einer", "g": "einer"},
    "n": {"n": "ein", "a": "ein", "d": "einem", "g": "eines"},
}
"""Gender → case → "1"."""
_DATIVE = tables.words_of(
    "mit in nach vor seit von bei aus zu ab unter zwischen binnen außer gegenüber neben an entspricht je"
) - {"je"}
_ACCUSATIVE = tables.words_of("für durch ohne gegen um bis auf über pro per")
_GENITIVE = tables.words_of("innerhalb während wegen trotz außerhalb")
_PREPOSITIONS = _DATIVE | _ACCUSATIVE | _GENITIVE
_PASSED = tables.words_of(
    "noch nur etwa circa ca ca. zirka ungefähr rund genau mindestens maximal höchstens fast knapp jeweils je sowie "
    "und u u. & oder mehr als weniger "
    "max min max. min. weitere zusätzlich zu bereits schon insgesamt ~ ≈"
)
_NOMINATIVE_VERBS = tables.words_of(
    "ist sind war waren liegt liegen steht stehen bleibt bleiben verbleibt fehlt fehlen wartet kommt kommen wird "
    "wurde worden folgt genügt reicht "
    "existiert besteht beginnt endet erscheint entspricht wäre sei lag stand"
)
_OBJECT_VERBS = tables.words_of(
    "haben hat habe hatten kostet kosten beträgt betragen dauert dauern gibt gab erhalten erhält bekommen bekommt "
    "nehmen nimmt kaufen kauft "
    "bestellen bestellt brauchen braucht benötigen benötigt enthält enthalten umfasst warten wiegt misst zahlen "
    "zahlt bezahlen sparen sparst "
    "spart buchen bucht fand finden findet sehen verlieren gewinnen sie wir ich man buchten verpasst haben"
)


def governor(place: Place) -> str:
    """The word that governs a rank or a day: the last one before that is neither figure nor "und"."""
    for word in reversed(place.before[-7:]):
        bare = word.rstrip(".,;–-")
        if word == "." or (not bare and word):
            return ""
        if bare[:1].isdigit() or (
            bare in ("und", "oder", "sowie", "bis", "noch", "zum") and word is not place.before[-1]
        ):
            continue
        if bare in ("und", "oder", "sowie") or (
            bare == "bis" and len(place.before) > 1 and place.before[-2].rstrip(".")[:1].isdigit()
        ):
            continue
        return bare
    return ""


_NEXT = re.compile(r"[ \u00a0]{1,2}([^\W\d_]+(?:-[^\W\d_]+){0,3})")


def next_noun(place: Place) -> tuple[str, bool, tuple[str, ...]] | None:
    """The next noun, whether it follows without a sign, and the words in small letters before it; None without one."""
    position, between = place.end, list[str]()
    for _ in range(3):
        match = _NEXT.match(place.text, position, position + 60)
        if match is None:
            return None
        if match[1][0].isupper():
            return match[1], True, tuple(between)
        between.append(match[1])
        position = match.end()
    return None


@lru_cache(maxsize=4096)
def gender_of(noun: str, *, guessed: bool = True) -> str:
    """The gender of a noun, by its last part that is known, or by how it ends; "" where nothing tells."""
    word = noun.lower().rpartition("-")[2] or noun.lower()
    for start in range(max(1, len(word) - 2)):
        part = word[start:]
        for table, gender in ((tables.FEMININE, "f"), (tables.NEUTER, "n"), (tables.MASCULINE, "m")):
            if part in table and (start == 0 or len(part) > 2):
                return gender
    if not guessed:
        return ""
    return next((gender for end, gender in tables.GENDER_ENDS if word.endswith(end)), "")


def case_of(place: Place) -> tuple[str, bool]:
    """The case of something counted ("n", "a", "d" or "g"), and whether a preposition asks for it."""
    passed_and = False
    subject = ""
    for index, word in enumerate(reversed(place.before[-8:])):
        bare = word.rstrip(".,")
        if word == ".":
            break
        if word in _PASSED or bare in _PASSED:
            following = place.before[-8:][-index - 2] if index + 1 < min(8, len(place.before)) else ""
            if bare == "zu" and following != "bis" and index == 0:
                return "d", True
            passed_and = passed_and or bare in ("und", "oder")
            continue
        if word in _PREPOSITIONS and (index == 0 or not subject):
            return ("d" if word in _DATIVE else "a" if word in _ACCUSATIVE else "g"), True
        if word in _NOMINATIVE_VERBS:
            return "n", False
        if word in _OBJECT_VERBS:
            return "a", False
        if not passed_and:
            subject = word
    return "n", False


def case_before_name(place: Place) -> str:
    """The case of a name in front of which other names and a title may stand."""
    for word in reversed(place.before[-5:]):
        if word in (".", "der", "die"):
            return "n"
        if word == "den":
            return "a"
        if word in ("dem", "zum", "vom", "beim", "im"):
            return "d"
        if word == "des":
            return "g"
        if word in _DATIVE:
            return "d"
        if word in _ACCUSATIVE:
            return "a"
    return "n"


_ADJECTIVE = re.compile(r"[^\W\d_]{3,}(?:e|er|es|en|em)\Z")
_NO_ADJECTIVES = tables.words_of(
    "oder aber über unter hinter immer wieder weiter bitte heute ohne eine einen einer eines einem alle jede jeder "
    "ihre ihren ihrer ihrem sowie "
    "gegen neben wegen zwischen außer innen außen oben unten lieber sondern weder entweder unser unsere morgen "
    "gestern gerne drücken wählen"
)


def is_adjective(word: str) -> bool:
    """Whether a word in small letters before a noun looks like an adjective."""
    return bool(_ADJECTIVE.match(word)) and word not in _NO_ADJECTIVES


_PLURALS = ("", "n", "en", "e", "er", "s", "nen", "ern")


_OF_SEVERAL = re.compile(r" (?:von|aus) (?:\d{1,6}|[a-zäöüß]{3,20}) (?P<noun>[A-ZÄÖÜ][^\W\d_]{2,30})")


@lru_cache(maxsize=2048)
def gender_of_plural(noun: str) -> str:
    """The gender of a noun that is known, in the plural; "" for others."""
    for end in _PLURALS:
        if noun.endswith(end) and len(noun) - len(end) > 2:
            gender = gender_of(noun.removesuffix(end), guessed=False)
            if gender:
                return gender
    return ""


def is_known_plural(noun: str) -> bool:
    """Whether a noun is one of those that are known, in the plural."""
    return bool(gender_of_plural(noun))


def _one_before_adjective(last: str, gender: str, case: str, sure: bool) -> str:
    """ "1 freien Platz": the ending of the adjective tells; "" where it does not."""
    if last.endswith("es"):
        return "ein"
    if last.endswith("er"):
        return "einer" if sure and case == "d" else "ein"
    if last.endswith("en") and gender in ("", "m") and not (sure and case in "dg"):
        return "einen"
    return "eine" if last.endswith("e") and not last.endswith("ie") else ""


def one(place: Place) -> str:
    """ "1" before what it counts: "eine", "einen" …; "" where it counts nothing."""
    if place.before and place.before[-1] != "u." and place.before[-1].rstrip(".") in tables.LABELS:
        return ""
    several = _OF_SEVERAL.match(place.text, place.end)
    if several is not None:
        gender = gender_of_plural(several["noun"])
        return {"f": "eine", "n": "eines"}.get(gender, "einer")
    noun = next_noun(place)
    if noun is None:
        return ""
    name, _, between = noun
    if any(not is_adjective(word) for word in between) or len(name) < 2:
        return ""
    if not between and name.lower() in tables.SENTENCE_BEGINNERS:
        return ""
    case, sure = case_of(place)
    gender = gender_of(name)
    said = _one_before_adjective(between[-1], gender, case, sure) if between else ""
    return said or ARTICLES[gender or "m"][case]


_WEAK_N = tables.words_of(
    "den dem des im am zum zur vom beim einem einen einer eines ihrem ihren ihrer ihres meinem meinen meiner meines "
    "seinem seinen seiner "
    "unserem unseren unserer unseres deinem deinen diesem diesen jedem jeden keinem keinen keiner allen beiden "
    "hinterm unterm überm"
)
_WEAK = tables.words_of(
    "die das eine ihre meine deine seine unsere keine diese jede ins ans aufs fürs durchs ums dieses jedes welche"
)
_DER = tables.words_of("der dieser jeder welcher jener")
_EIN = tables.words_of("ein mein dein sein ihr unser euer kein")


def ending(place: Place) -> str:
    """The ending of a rank in figures: "der 2. Anruf", "in der 2. Etage", "ein 2. Ausweis", "2. Obergeschoss"."""
    if not place.start and place.end == len(place.text):
        return "e"
    noun = next_noun(place)
    gender = gender_of(noun[0]) if noun else ""
    word = governor(place)
    if word in _WEAK_N:
        return "en"
    if word in _WEAK:
        return "e"
    if word == "als" and noun is None:
        return "er"
    if word in _DER:
        words = [one.rstrip(".") for one in place.before]
        behind = words[: len(words) - 1 - words[::-1].index(word)][-1:]
        governed = bool(behind) and behind[0] in _PREPOSITIONS
        return "en" if gender == "f" or (governed and gender != "m") else "e"
    if word in _EIN:
        return {"f": "e", "n": "es"}.get(gender, "er")
    if word in _DATIVE:
        return {"f": "er", "m": "em", "n": "em"}.get(gender, "en")
    if word in _ACCUSATIVE:
        return {"f": "e", "n": "es"}.get(gender, "en")
    return {"f": "e", "n": "es", "m": "er"}.get(gender, "e")


_DATED = tables.words_of("am der den dem zum vom des im beim jeden jedem")
_TO_KEYS = tables.words_of("mit auf von bei aus zu")
_LOWER_BEHIND = re.compile(r" {1,2}(?P<word>[^\W\d_]+)")
_CONTINUED = re.compile(r",? (?:und |oder |bis |/ ?)?\d{1,3}\.|[,)]")


def is_ordinal(number: int, place: Place) -> bool:
    """Whether figures with a full stop are a rank: not where the full stop ends a sentence."""
    text, end = place.text, place.end
    word = governor(place)
    following = _LOWER_BEHIND.match(text, end, end + 60)
    if following is not None:
        name = following["word"]
        if name[0].islower():
            return True
        if name.lower() in tables.SENTENCE_BEGINNERS and name.lower() not in tables.ORDINAL_NOUNS:
            return word in ("am", "zum", "vom") and number <= 31
        if number > 999 and name.lower() not in tables.ORDINAL_NOUNS:
            return word in _DATED
        return bool(word) or not place.before or place.before[-1] == "." or name.lower() in tables.ORDINAL_NOUNS
    if _CONTINUED.match(text, end, end + 12):
        return bool(word)
    # At the end of a sentence only what is a day: "am 3.", "der 3.", but "die 3." is a key.
    dated = word in _DATED and number <= 31
    return dated and not (word == "der" and len(place.before) > 1 and place.before[-2] in _TO_KEYS)


def king(ordinal: str, name: str, word: str, place: Place) -> str:
    """ "von Ludwig dem Vierzehnten", "Johannes Paul der Zweite", "Elisabeths der Zweiten"."""
    female = name in tables.QUEENS
    case = "g" if word != name else case_before_name(place)
    article = (
        {"n": "die", "a": "die", "d": "der", "g": "der"}[case]
        if female
        else {"n": "der", "a": "den", "d": "dem", "g": "des"}[case]
    )
    rank = ordinal if case == "n" or (female and case == "a") else ordinal + "n"
    return f"{article} {rank[0].upper()}{rank[1:]}" + ("." if not place.text[place.end :].strip() else "")


_DATIVE_PLURALS = re.compile(r"(?<!\w)(\w{0,20}(?:[Mm]eter|[Ll]iter|Monate|Tage|Jahre|Jahrhunderte))(?!\w)")


def in_dative(words: str) -> str:
    """What is counted in the plural, in the dative: "drei Metern"."""
    counted, sign, rest = words.partition(" pro ")
    return _DATIVE_PLURALS.sub(r"\1n", counted) + sign + rest


BEFORE_DAYS = tables.words_of(
    "am vom v zum dem den des im beim ab seit nach vor mit bis von für gegen über um auf zwischen jeden jedem "
    "diesen diesem nächsten kommenden letzten vergangenen einschließlich per spätestens in"
)


def day_form(place: Place, article: str = "") -> str:
    """ "am dritten", "der dritte", "Datum: dritter"."""
    if article:
        return "e" if article == "der" else "en"
    word = governor(place)
    if place.before[-1:] == ("bis",) and word not in ("der", "die"):
        return "en"
    if word == "der":
        return "e"
    return "en" if word in BEFORE_DAYS else "er"


SAID_ARTICLES = {
    "bis": "zum",
    "von": "dem",
    "ab": "dem",
    "seit": "dem",
    "vor": "dem",
    "nach": "dem",
    "für": "den",
    "auf": "den",
}
"""A preposition before a date in figures → the article that is said with it."""


def with_article(words: str, form: str, place: Place) -> str:
    """ "bis 31.12." is said "bis zum", "ab 1.5." "ab dem"."""
    said = SAID_ARTICLES.get(place.before[-1], "") if form == "en" and place.before else ""
    return f"{said} {words}" if said else words
