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


def without_markdown(text: str) -> str:
    """Return `text` without the marks of emphasis, code, links, headings, lists and quotes, and without emoji.

    Headings and items of lists become paragraphs. Blocks of code are left out. In a text of one line a number sign or
    star at its beginning is a key of the telephone, not a heading or an item.
    """
    if not _HAS_MARKDOWN.search(text):
        return text
    text = FENCE.sub("\n\n", text)
    if "\n" in text or text.lstrip()[:1] not in _KEYS:
        text = "\n".join([_without_line_mark(line) for line in text.split("\n")])
    text = _without_marks(_LINK.sub(r"\1", text))
    return EMOJI.sub(" ", text)


def _without_line_mark(line: str) -> str:
    if _RULE.fullmatch(line):
        return ""
    line = _QUOTE.sub("", line, count=1)
    heading = _HEADING.match(line)
    if heading is not None:
        return f"\n{line[heading.end() :].rstrip().rstrip('#')}\n"
    item = _ITEM.match(line)
    return f"\n{line[item.end() :]}\n" if item is not None else line


@dataclass(slots=True)
class _Run:
    """A row of one sign; `left` of it are still text."""

    start: int
    size: int
    left: int


def _without_marks(text: str) -> str:
    """Take away the pairs of signs that emphasise, strike or mark code, as CommonMark pairs them."""
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
    return _cut(text, runs)


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


def _cut(text: str, runs: list[_Run]) -> str:
    parts = []
    position = 0
    for run in runs:
        parts.append(text[position : run.start + run.left])
        position = run.start + run.size
    parts.append(text[position:])
    return "".join(parts)
