"""Markdown and emoji taken off a whole text: what people and language models write to be seen, and nobody should hear.

`engine.tokens.spoken_text` does it for a text that comes in pieces and must drop what is not closed yet. Here the text
is whole, so that a sign without its partner is left alone: "press * or #" and "dial *67" keep theirs. Each function
goes over the text once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import category

EMOJI = re.compile(
    "[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff][\ufe0f\u200d\U0001f3fb-\U0001f3ff\u2600-\u27bf\U0001f000-\U0001faff]*"
)
FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
"""A block of code: for the eye only. One without end goes to the end."""
_HAS_MARKDOWN = re.compile(
    "[*_`#\\[~\\\\\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]|^[ \t]{0,12}[-+•>][ \t]", re.MULTILINE
)
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+")
_ITEM = re.compile(r"[ \t]*[-*+•][ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")
_QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,1000})\]\([^()\s]{0,2000}(?:[ ]\"[^\"\n]{0,200}\")?\)")
_KEYS = ("#", "*", "+")
_SIGNS = re.compile(r"\\[*_`#\[\]~>+.!|-]|\*+|_+|~~+|`+|\n[ \t]*\n")


_Cut = tuple[int, int, str]
"""From where to where a text is cut, and what stands there then."""


def without_markdown(text: str) -> str:
    """Return `text` without the marks of emphasis, code, links, headings, lists and quotes, and without emoji.

    Headings and items of lists become paragraphs. Blocks of code are left out. In a text of one line a number sign or
    star at its beginning is a key of the telephone, not a heading or an item. Where there is nothing but emoji they
    stay: something has to be said.
    """
    return _without(text, None)


def without_markdown_at(text: str) -> tuple[str, list[int]]:
    """As `without_markdown`, and for each character of the answer its place in `text`."""
    places = list(range(len(text)))
    return _without(text, places), places


def _without(text: str, places: list[int] | None) -> str:
    """`places`, one a character, are cut as the text is."""
    if not _HAS_MARKDOWN.search(text):
        return text
    text = _apply(text, places, [(*match.span(), "\n\n") for match in FENCE.finditer(text)])
    if "\n" in text or text.lstrip()[:1] not in _KEYS:
        text = _apply(text, places, _line_cuts(text))
    links = [
        cut
        for match in _LINK.finditer(text)
        for cut in ((match.start(), match.start(1), ""), (match.end(1), match.end(), ""))
    ]
    text = _apply(text, places, links)
    text = _apply(text, places, _mark_cuts(text))
    emoji = [(*match.span(), " ") for match in EMOJI.finditer(text)]
    if emoji and not EMOJI.sub(" ", text).strip():
        return text
    return _apply(text, places, emoji)


def _apply(text: str, places: list[int] | None, cuts: list[_Cut]) -> str:
    if not cuts:
        return text
    parts: list[str] = []
    kept: list[int] = []
    position = 0
    for start, end, filler in cuts:
        parts += text[position:start], filler
        if places is not None:
            kept += places[position:start]
            kept += [places[start] if start < len(places) else places[-1] + 1] * len(filler)
        position = end
    parts.append(text[position:])
    if places is not None:
        places[:] = kept + places[position:]
    return "".join(parts)


def _line_cuts(text: str) -> list[_Cut]:
    cuts: list[_Cut] = []
    begin = 0
    for line in text.split("\n"):
        cuts += [(begin + start, begin + end, filler) for start, end, filler in _cuts_of_line(line)]
        begin += len(line) + 1
    return cuts


def _cuts_of_line(line: str) -> list[_Cut]:
    if _RULE.fullmatch(line):
        return [(0, len(line), "")]
    quote = _QUOTE.match(line)
    start = quote.end() if quote is not None else 0
    quoted = line[start:]
    heading = _HEADING.match(quoted)
    if heading is not None:
        core = quoted[heading.end() :].rstrip().rstrip("#")
        begin = start + heading.end()
        return [(0, begin, "\n"), (begin + len(core), len(line), "\n")]
    item = _ITEM.match(quoted)
    if item is not None:
        return [(0, start + item.end(), "\n"), (len(line), len(line), "\n")]
    return [(0, start, "")] if start else []


@dataclass(slots=True)
class _Run:
    """A row of one sign; `left` of it are still text."""

    start: int
    size: int
    left: int


def _mark_cuts(text: str) -> list[_Cut]:
    """Cut out the pairs of signs that emphasise, strike or mark code, as CommonMark pairs them."""
    runs: list[_Run] = []
    open_runs: dict[str, list[_Run]] = {}
    for match in _SIGNS.finditer(text):
        sign, size = match[0][0], len(match[0])
        if sign == "\n":
            open_runs.clear()  # nothing is emphasised beyond its paragraph
            continue
        run = _Run(match.start(), size, size)
        runs.append(run)
        if sign == "\\":
            run.size = 1
            run.left = 0
            continue
        opens, closes = _sides(text, match.start(), match.end(), sign)
        waiting = open_runs.setdefault(sign, [])
        if closes:
            _pair(run, waiting, whole=sign == "`")
        if opens and run.left:
            waiting.append(run)
    return [(run.start + run.left, run.start + run.size, "") for run in runs if run.left < run.size]


def _pair(closing: _Run, waiting: list[_Run], *, whole: bool) -> None:
    """Take signs of a closing run together with those of the runs that wait for it, the last one first."""
    while waiting and closing.left:
        if whole and waiting[-1].left != closing.left:
            return
        opening = waiting[-1]
        taken = min(opening.left, closing.left)
        opening.left -= taken
        closing.left -= taken
        if not opening.left:
            waiting.pop()


def _sides(text: str, start: int, end: int, sign: str) -> tuple[bool, bool]:
    """Whether a run of signs may open, and may close (CommonMark §6.2: left- and right-flanking)."""
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    if sign == "`":
        return True, True
    if sign == "*" and end - start == 1 and (before.isdigit() or after.isdigit() or "#" in (before, after)):
        return False, False  # "2*3", "*67", "*#06#"
    left = not after.isspace() and (not _is_punctuation(after) or before.isspace() or _is_punctuation(before))
    right = not before.isspace() and (not _is_punctuation(before) or after.isspace() or _is_punctuation(after))
    if sign == "_":
        # Never inside a word: snake_case.
        return left and (not right or _is_punctuation(before)), right and (not left or _is_punctuation(after))
    return left, right


def _is_punctuation(character: str) -> bool:
    return category(character)[0] in "PS"
