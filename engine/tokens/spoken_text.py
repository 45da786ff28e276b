"""What of a language model's text is spoken: markdown, emoji and leaked tool calls taken off, tags found.

Pure functions over a whole text or its beginning; `engine.tokens.planner` uses them on what it holds.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from engine.documents.markdown import EMOJI, FENCE

# Any of these in a token makes markup possible; without them a text is left as it is.
MARKUP_SIGNS = "<>*_`#[]{}~|"
_HAS_MARKUP = re.compile(f"[{re.escape(MARKUP_SIGNS)}\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")

# A label holds no bracket, and an address brackets only in pairs: what is left open ends at the next one, so that no
# part of a text is read more than a few times, however many of its links are never closed.
_ADDRESS = r"\((?:[^()\s]++|\([^()\s]*+\))*+"
_LINK = re.compile(rf"!?\[([^\[\]]*+)\]{_ADDRESS}\)")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|[-*+•][ \t]+|>[ \t]+|[-*_]{3,}[ \t]*$)", re.MULTILINE)
_LIST_START = re.compile(r"\s*[-+•]\s")
# Signs that are never said, in pairs or alone.
_EMPHASIS = re.compile(r"\*+|`+|~~")
# Inside a word only a pair of two is emphasis: "snake_case" and "a__b" stay.
_UNDERLINE = re.compile(r"__")
_LEFT_OVER = re.compile(r"(?<!\w)_+|(?<!_)_++(?!\w)")
_BLANKS = re.compile(r"[ \t]{2,}")

TAG = re.compile(r"</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>")
"""A whole XML tag."""
_TAG_START = re.compile(r"</?(?:[A-Za-z][^<>]*)?\Z")
_ANY_TAG = re.compile(r"<(?:([A-Za-z][\w:.-]*+)(?:\s[^<>]*+)?>|/([A-Za-z][\w:.-]*+)\s*+>|[^<>]*+>)")
_LINK_START = re.compile(rf"!?\[[^\[\]\n]*+(?:\](?:{_ADDRESS})?)?\Z")
# What a leaked tool call looks like: an object, or a list of them, whose first key is quoted.
_JSON_START = re.compile(r"[ \t\r\n]*(?:\[\s*)?\{\s*(?:\"|\Z)")
_TOOL_TAG = re.compile(r"\s*<(tool_call|function_call|tool|function)\b[^>]*>")
# Held back at most; then it is text after all.
LONGEST_HELD_CHARACTERS = 200
LONGEST_SKIPPED_CHARACTERS = 20_000


def spoken(text: str) -> str:
    """Return `text` as it is to be said: without markdown and emoji, blanks single, none at the edges."""
    if _HAS_MARKUP.search(text) or _LIST_START.match(text):
        text = FENCE.sub(" ", text)
        text = _LINK.sub(r"\1", text)
        text = _LINE_MARK.sub("", text)
        text = _without_underlines(_EMPHASIS.sub("", text))
        text = EMOJI.sub(" ", _LEFT_OVER.sub("", text))
    return _BLANKS.sub(" ", text).strip()


def _without_underlines(text: str) -> str:
    """Take out each two underscores before a word that have two behind one after them."""
    kept: list[str] = []
    opened: int | None = None
    """Where the text between the two begins."""
    position = 0
    for sign in _UNDERLINE.finditer(text):
        if opened is not None and sign.start() > opened and not text[sign.start() - 1].isspace():
            kept += [text[position : opened - 2], text[opened : sign.start()]]
            opened, position = None, sign.end()
        elif opened is None and not text[sign.end() : sign.end() + 1].isspace() and sign.end() < len(text):
            opened = sign.end()
    return "".join([*kept, text[position:]])


def says_something(text: str) -> bool:
    """Tell whether any letter or figure is in `text`."""
    return any(char.isalnum() for char in text)


def masked(text: str) -> str:
    """Return `text` with every element, tag and link replaced by as many letters: nothing in them ends a sentence."""
    if "<" in text:
        text = "".join(_elements_masked(text))
    return _LINK.sub(_mask, text) if "[" in text else text


def _elements_masked(text: str) -> Iterator[str]:
    """`text` in parts; an element with all that it holds is one of letters, and so is a tag without its other half."""
    tags = list(_ANY_TAG.finditer(text))
    ends: dict[str, deque[re.Match[str]]] = {}
    for tag in tags:
        if tag[2]:
            ends.setdefault(tag[2], deque()).append(tag)
    position = 0
    for tag in tags:
        if tag.start() < position:
            continue
        closing = ends.get(tag[1] or "", deque())
        # Each end tag is passed by once: the elements come in their order.
        while closing and closing[0].start() < tag.end():
            closing.popleft()
        end = closing[0].end() if closing else tag.end()
        yield text[position : tag.start()]
        yield "X" * (end - tag.start())
        position = end
    yield text[position:]


def _mask(match: re.Match[str]) -> str:
    return "X" * len(match[0])


def without_tags(text: str) -> str:
    return TAG.sub("", text)


def unfinished(text: str) -> int:
    """Return the offset of markup at the end of `text` that is not whole yet: a tag, a link, an open element.

    len(text) when there is none. Bounded: what stays open for `LONGEST_HELD_CHARACTERS` is text.
    """
    least = max(0, len(text) - LONGEST_HELD_CHARACTERS)
    start = len(text)
    if "<" in text:
        tag = _TAG_START.search(text, least)
        start = min(start, tag.start() if tag else start, _open_element(text, least))
    if "[" in text:
        link = _LINK_START.search(text, least)
        start = min(start, link.start() if link else start)
    return start


def _open_element(text: str, least: int) -> int:
    """The offset of the outermost element that has no end tag yet; len(text) when there is none."""
    open_tags: list[tuple[str, int]] = []
    for tag in TAG.finditer(text):
        name = tag[0].strip("</>").split()[0].rstrip("/")
        if tag[0].startswith("</"):
            while open_tags and open_tags.pop()[0] != name:
                pass
        elif not tag[0].endswith("/>"):
            open_tags.append((name, tag.start()))
    return open_tags[0][1] if open_tags and open_tags[0][1] >= least else len(text)


def machine_text(text: str) -> int | None:
    """Return how much of the beginning of `text` is for machines: a leaked tool call, or a fenced block.

    0: nothing is. None: it is, and goes on behind what is here.
    """
    stripped = text.lstrip()
    if stripped.startswith("```"):
        end = text.find("```", text.index("```") + 3)
        return end + 3 if end >= 0 else _more(text)
    tool = _TOOL_TAG.match(text)
    if tool:
        closing = f"</{tool[1]}>"
        end = text.find(closing, tool.end())
        return end + len(closing) if end >= 0 else _more(text)
    if _JSON_START.match(text):
        end = _json_end(text)
        return end or _more(text)
    return 0


def _more(text: str) -> int | None:
    # Without an end for this long it is given up: all of it is dropped.
    return None if len(text) < LONGEST_SKIPPED_CHARACTERS else len(text)


# A string that does not end reaches to the end.
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)


def _json_end(text: str) -> int:
    depth = 0
    for token in _JSON_TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
            if depth == 0:
                return token.end()
    return 0
