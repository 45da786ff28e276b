"""Where sentences end, and where a long one may be cut.

One rule set serves whole documents and token streams: `is_end` answers for a single terminator and says so when it
depends on text that has not come yet.
"""

from __future__ import annotations

import re
import unicodedata

# Terminators of scripts that put a blank behind them; "…" and "..." included.
# Those of CJK, Ethiopic, Burmese, Khmer, Devanagari need none.
_OPEN_STOPS = ".!?…؟۔։"
_SOLID_STOPS = "。！？｡．।॥።။៕។๛"
_CLOSERS = "\"'”’)\\]»」』）】}›"
# A run of stops is looked at from its first one only: from each, a row of dots would be read as often as it has dots.
TERMINATOR = re.compile(
    rf"(?<![{_OPEN_STOPS}])[{_OPEN_STOPS}]++[{_CLOSERS}]*+(?=\s|$)|[{_SOLID_STOPS}][{_SOLID_STOPS}!?]*+[{_CLOSERS}]*+"
)
"""A place where a sentence may end: terminators with the quotes and brackets that close behind them."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a name: never an end.
_TITLES = _words(
    "mr mrs ms prof ste gen col sgt capt cpt lt cmdr rev hon pres gov sen rep fr messrs mme mlle mt vs "
    "sra srta dra dña nr bzw dipl approx ca cf "
    "jan feb mar apr jun jul aug sept sep oct nov dec"
)
# May close a sentence: an end only when the next word looks like the beginning of one.
_MAY_CLOSE = _words(
    "sr hr str ft etc inc ltd co corp jr ave blvd rd dept apt hwy ext assn bros mon tue tues thu thur thurs fri"
)
# Only before a figure: "No. 5", but "No. Never."
_BEFORE_FIGURE = _words("no nos fig vol pp eq art")
# A title or a road: "Dr. Who", "Elm Dr. The shop".
_TITLE_OR_ROAD = frozenset({"dr", "st"})
_STARTERS = _words(
    "A An And As At But By Can Could Did Do Does For From Had Has Have He Her Here His How However I If In Is It Its "
    "Let Many May My No Not Now On One Or Our Please She So Some Such Thank Thanks That The Their Then There These "
    "They This Those To Was We Well Were What When Where Which While Who Why Will With Would Yes You Your"
)
# "3. März": in these languages a number with a full stop is an ordinal.
_ORDINAL_STOP_LANGUAGES = frozenset(["de", "cs", "sk", "pl", "da", "nb", "no", "fi", "hu", "hr", "sl", "et", "tr"])

_WORD_BEFORE = re.compile(r"(?<![^\s(\[{\"'“‘«])[^\s(\[{\"'“‘«]++$")
_NEXT_WORD = re.compile(r"\s*[\"'“‘«(\[{¿¡*_]*([^\s]?[\w'’]*)")
_SOLID = re.compile(r"\S")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?", re.UNICODE)
_LIST_NUMBER = re.compile(r"(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})")


def is_end(text: str, match: re.Match[str], *, complete: bool, start: int = 0, language: str = "en") -> bool | None:
    """Tell whether the `TERMINATOR` found in `text` ends a sentence that began at `start`.

    `complete` says that nothing comes behind `text`. Otherwise None is answered where the next word would decide.
    """
    stops = match[0].rstrip(_CLOSERS.replace("\\", ""))
    if stops[-1] in _SOLID_STOPS:
        return True
    following = text[match.end() : match.end() + 40]
    if not following.strip():
        return True if complete else _alone(text, match, stops, start, language)
    next_word = _NEXT_WORD.match(following)
    first = next_word[1] if next_word else ""
    if stops[-1] in "!?؟" or stops[-1] in "։۔":
        # '"Why?" he asked.'
        return not (first[:1].islower() and match[0] != stops)
    if first[:1].islower():
        return False
    if stops != ".":
        return True
    return _full_stop(text, match, first, start, language)


def _alone(text: str, match: re.Match[str], stops: str, start: int, language: str) -> bool | None:
    """Answer without look-ahead: False and True only where no next word could change it."""
    if stops[-1] in "!?؟۔։":
        # Without a blank behind it, "?" may become "?!" yet.
        return True if match[0] == stops and match.end() < len(text) else None
    if stops != ".":
        return None
    # Not even the likeliest beginning of a sentence would make an end of it: no need to wait for the word.
    if _full_stop(text, match, "The", start, language) is False:
        return False
    return None


def _full_stop(text: str, match: re.Match[str], first: str, start: int, language: str) -> bool:
    before = _WORD_BEFORE.search(text, max(start, match.start() - 40), match.start())
    if before is None:
        return True
    word = before[0]
    lower = word.lower()
    if lower in _TITLES or (lower in _BEFORE_FIGURE and first[:1].isdigit()):
        return False
    if lower in _TITLE_OR_ROAD:
        return _names_road(text, start, before.start()) and first in _STARTERS
    # Not by cutting the text: a sentence may be long, and hold many of these.
    is_first = _solid(text, start) >= before.start()
    if _LIST_NUMBER.fullmatch(word) and (word.isdigit() or is_first):
        if is_first:
            return False
        if language[:2] in _ORDINAL_STOP_LANGUAGES and int(word) <= 31:
            return False
    if len(word) == 1 and word.isalpha() and word.isupper() and word != "I":
        # An initial: "Albert J. Douglas"; "Plan B. The next" is an end.
        return first in _STARTERS and first not in ("A", "I")
    if lower in _MAY_CLOSE or _ACRONYM.fullmatch(word):
        return first in _STARTERS or lower in ("a.m", "p.m") or not first[:1].isalpha()
    return not (word == "I" and first[:1].isupper() and first not in _STARTERS)


def _names_road(text: str, start: int, end: int) -> bool:
    """Tell whether the word before `end` names a road: a number, or a capital that does not just begin the sentence."""
    words = text[max(start, end - 60) : end].split()
    return bool(words) and (words[-1][0].isdigit() or (len(words) > 1 and words[-1][0].isupper()))


def sentence_ends(text: str, language: str = "en") -> list[int]:
    """Return the offsets behind the sentences of `text`; the last is len(text) unless only blanks remain there.

    A blank line ends a sentence too.
    """
    ends = []
    start = _solid(text, 0)
    for match in _TERMINATOR_OR_GAP.finditer(text):
        if match[0].isspace() or is_end(text, match, complete=True, start=start, language=language):
            if start < match.end():
                ends.append(match.end())
                start = match.end()
            start = _solid(text, start)
    if start < len(text):
        ends.append(len(text))
    return ends


def _solid(text: str, start: int) -> int:
    """The offset of the first character from `start` on that is no blank; len(text) when there is none."""
    found = _SOLID.search(text, start)
    return found.start() if found else len(text)


_TERMINATOR_OR_GAP = re.compile(rf"{TERMINATOR.pattern}|\n[ \t\r]*\n\s*")

# Better places to cut come first: behind a clause, then between words.
_CLAUSE_END = re.compile(r"[;:](?=\s)|,(?=\s)|\s[-–—]+(?=\s)|[—、，；：،؛]|\)(?=\s)")
# A first part shorter than this share of the limit is not worth a good cut.
_LEAST_SHARE = 0.4


def cut(text: str, limit: int) -> list[str]:
    """Cut `text` into parts of at most `limit` characters which joined are `text` again.

    Parts end behind a clause, else between words, and only where a word itself is longer than `limit` inside it
    (never inside a surrogate or between a base and its combining marks).
    """
    parts = []
    position = 0
    while len(text) - position > limit:
        end = cut_before(text, position, limit)
        parts.append(text[position:end])
        position = end
    parts.append(text[position:])
    return parts


def cut_before(text: str, start: int, limit: int) -> int:
    """Return the best offset to cut at, in (start, start + limit]; `text` goes on behind that."""
    end = start + limit
    least = start + int(limit * _LEAST_SHARE)
    best = 0
    for match in _CLAUSE_END.finditer(text, least, end + 1):
        if match.end() <= end:
            best = match.end()
    if best:
        # The blank belongs to the part before, so that the next one begins with its word.
        return best + 1 if best < end and text[best].isspace() else best
    blank = max(text.rfind(" ", start + 1, end), text.rfind("\n", start + 1, end))
    if blank > start:
        return blank + 1
    while end > start + 1 and _combines(text[end]):
        end -= 1
    return end if end > start + 1 else start + limit


def _combines(char: str) -> bool:
    return unicodedata.combining(char) != 0 or char in "\u200d\ufe0f" or "\U0001f3fb" <= char <= "\U0001f3ff"
