"""What the tags of a grammar are written in: as its tag-format says, or where it has none as they look."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from engine.grammars.grammar import Tag, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.grammars.grammar import Grammar


class Dialect(StrEnum):
    """A language of tags."""

    TEXT = "text"
    """There are none: a grammar means its text."""
    UNKNOWN = "unknown"
    """A format that is not known here: they are read over."""
    LITERALS = "literals"
    """String literals of SISR 1.0; the last one counts."""
    PLAIN = "plain"
    """Text as it stands, of which nobody said what it is; likewise."""
    LABELS = "labels"
    """Text as in JSGF, where each tag counts."""
    SCRIPT = "script"
    """Scripts of SISR 1.0, to the letter."""
    LOOSE = "loose"
    """The same by authors who did not say so: variables need no declaration, a rule may leave `out` alone."""
    DOLLAR = "dollar"
    """Scripts as drafts of SISR had them: `$` is the rule's own value, `$$` the latest one, `$name` that of a rule."""
    SLOTS = "slots"
    """Scripts in which a rule's value is what they assign to: `to = "Boston"`, read elsewhere as `rule.to`."""
    NUANCE = "nuance"
    """The same with Nuance's keys: `SWI_meaning`, `SWI_literal` and others."""
    PROPERTIES = "properties"
    """`name = "value"` or a value alone, as in Microsoft's properties-ms/1.0."""

    @property
    def runs(self) -> bool:
        """Whether its tags are scripts."""
        return self in _RUNNING

    @property
    def is_scoped(self) -> bool:
        """Whether names in its scripts mean something else than in SISR 1.0 (`engine.grammars.scope_runtime`)."""
        return self in _SCOPED


_SCOPED: Final = frozenset({Dialect.DOLLAR, Dialect.SLOTS, Dialect.NUANCE, Dialect.PROPERTIES})
_RUNNING: Final = _SCOPED | {Dialect.SCRIPT, Dialect.LOOSE}
JSGF_TAGS: Final = "jsgf"
"""The tag-format of grammars that come as JSGF, which has no place to name one."""
LUMENVOX: Final = "lumenvox/1.0"
"""LumenVox' own tag-format; grammars of it have shorthands in ABNF."""
_DECLARED: Final = {
    # LumenVox names the recommendation so, where it takes "semantics/1.0" for the draft.
    **dict.fromkeys(("semantics/1.0", "semantics/1.0.2006", "semantics/1.0/script"), Dialect.SCRIPT),
    **dict.fromkeys(
        ("semantics/1.0-literals", "semantics/1.0.2006-literals", "semantics/1.0/literals"), Dialect.LITERALS
    ),
    # LumenVox' own follows the draft of April 2003, Microsoft's an earlier one.
    **dict.fromkeys((LUMENVOX, "semantics-ms/1.0"), Dialect.DOLLAR),
    "properties-ms/1.0": Dialect.PROPERTIES,
    "swi-semantics/1.0": Dialect.NUANCE,
}

# Strings and comments, closed or not, and regular expressions, in which `$` is an end.
_ASIDE = re.compile(
    r'"(?:[^"\\\r\n]|\\.)*"?'
    r"|'(?:[^'\\\r\n]|\\.)*'?"
    r"|//[^\r\n]*"
    r"|/\*(?:[^*]|\*(?!/))*(?:\*/)?"
    r"|(?<=[=(,:!&|?])\s*/(?![/*])(?:[^/\\\r\n]|\\.)+/",
    re.DOTALL,
)
_NAME = re.compile(r"(?<![\w$.])[A-Za-z_$][\w$]*")
_ASSIGNMENT = re.compile(r"(?<![=!<>])=(?![=>])")
# "Springfield (IL)" is no call, "Smith; John" no statement.
_STATEMENT = re.compile(r"[\w$\])]\(|;\s*$")
_SISR_NAMES = frozenset({"out", "rules", "meta"})


def dialect_of(grammar: Grammar) -> Dialect:
    """Tell what the tags of a grammar, its global ones among them, are written in.

    Where it does not say, that is seen from all of them together. Neither is "semantics/1.0" taken at its word where
    all that is assigned to is `$`, since drafts of SISR bore the same name.
    """
    declared = grammar.tag_format.lower()
    known = _DECLARED.get(declared)
    if known is not None and known is not Dialect.SCRIPT:
        return known
    tags = [*grammar.global_tags, *_tags(grammar)]
    if known is not None:
        return Dialect.DOLLAR if _is_draft(tags) else known
    if not tags:
        return Dialect.TEXT
    if declared == JSGF_TAGS:
        looks = _looks(tags)
        return Dialect.LABELS if looks is Dialect.PLAIN else looks
    return Dialect.UNKNOWN if declared else _looks(tags)


def dialects_of(grammars: Sequence[Grammar]) -> tuple[Dialect, ...]:
    """What the tags of documents that are linked with each other are written in.

    One without tags and tag-format takes after the others where they agree: it hands on what they say.
    """
    found = [dialect_of(grammar) for grammar in grammars]
    others = set(found) - {Dialect.TEXT, Dialect.UNKNOWN}
    common = others.pop() if len(others) == 1 else Dialect.TEXT
    return tuple(common if dialect is Dialect.TEXT else dialect for dialect in found)


def _tags(grammar: Grammar) -> Iterable[str]:
    for rule in grammar.rules.values():
        for part in walk(rule.expansion):
            if isinstance(part, Tag):
                yield part.text


def _is_draft(tags: list[str]) -> bool:
    if not any("$" in tag for tag in tags):
        return False
    names = _names(_code(tags))
    return not names & _SISR_NAMES and any(name.startswith("$") for name in names)


def _looks(tags: list[str]) -> Dialect:
    codes = _code(tags)
    assigns = any(_ASSIGNMENT.search(code) for code in codes)
    if not assigns and not any(_STATEMENT.search(code) for code in codes):
        return Dialect.PLAIN
    names = _names(codes)
    if names & _SISR_NAMES:
        return Dialect.LOOSE
    if any(name.startswith("$") for name in names):
        return Dialect.DOLLAR
    if any(name.startswith("SWI_") for name in names):
        return Dialect.NUANCE
    return Dialect.SLOTS if assigns else Dialect.LOOSE


def _code(tags: list[str]) -> list[str]:
    return [_ASIDE.sub('""', tag) for tag in tags]


def _names(codes: list[str]) -> set[str]:
    return {name for code in codes for name in _NAME.findall(code)}


_PROPERTY = re.compile(
    r"""(?:([A-Za-z_]\w*)\s*=\s*)?("(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'|-?\d+(?:\.\d+)?|true|false)""",
    re.IGNORECASE,
)


def property_of(tag: str) -> tuple[str, str] | None:
    """Return the name ("" where it has none) and the value, a literal of ECMAScript, of a property; None for other
    tags."""
    match = _PROPERTY.fullmatch(tag.strip().removesuffix(";").rstrip())
    if match is None:
        return None
    name, value = match[1] or "", match[2]
    return name, value if value[0] in "\"'" else value.lower()
