"""Active grammars → one JSGF text for a recogniser that takes finite-state grammars (PocketSphinx).

Tags are left out: what was recognised is matched again against the grammar itself. GARBAGE has no model of its own
there, so it may be silent. Such a recogniser expands references in place: grammars that are finite only as calls are
refused. What costs its compiler too much is written more loosely (`engine.grammars.loosening`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.documents.errors import GrammarError
from engine.grammars.grammar import (
    Alternatives,
    Expansion,
    Reference,
    Repeat,
    Sequence,
    Special,
    Tag,
    Token,
    comparable,
)
from engine.grammars.loosening import Silence, loosened, silence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Sequence as SequenceOf

    from engine.grammars.matcher import Active
    from engine.grammars.network import Network

# Words after expansion in place; PocketSphinx compiles 10,000 of them in half a second, and twice as many in four times
# as long, while its other callers wait.
MAX_EXPANDED_WORDS = 20_000
MAX_SILENT_STEPS = 64
"""Parts in a row that may be left out, and ends of what they are in. It is hard to write as many without a purpose."""


def spelled(word: str) -> str:
    """Return `word` as a JSGF token: signs that mean something there, or to a dictionary, become `_x…_`.

    No two words are spelled the same, since matching form has no underscores.
    """
    return "".join(sign if sign.isalnum() or sign == "'" else f"_x{ord(sign):x}_" for sign in word)


def to_jsgf(grammars: SequenceOf[Active]) -> str:
    """Return a JSGF grammar whose public rule `root` matches what any of `grammars` matches.

    Words are in matching form (`engine.grammars.tokens`), `spelled`, so the dictionary needs them so.

    Raises:
        GrammarError: recursion that is not at the end of a rule, more than `MAX_EXPANDED_WORDS` in place, or more than
            `MAX_SILENT_STEPS` in a row that may be left out.
    """
    lines = ["#JSGF V1.0 UTF-8;", "grammar active;"]
    roots = []
    for index, active in enumerate(grammars):
        network = active.network
        expansions = loosened(network.grammars[rule.document].rules[rule.name].expansion for rule in network.rules)
        _check(network, expansions)
        expansions = _without_void(network, expansions)
        if expansions[network.root] is not Special.VOID:
            roots.append(f"/{_weight(active.weight)}/ <g{index}r{network.root}>")
        for number, (rule, expansion) in enumerate(zip(network.rules, expansions, strict=True)):
            lines.append(f"<g{index}r{number}> = {_write(expansion, network, rule.document, f'g{index}r')};")
    lines.append(f"public <root> = {' | '.join(roots) or '<VOID>'};")
    return "\n".join(lines) + "\n"


def _weight(weight: float) -> str:
    return f"{comparable(weight):.6f}"


def _write(expansion: Expansion, network: Network, document: int, prefix: str) -> str:
    match expansion:
        case Token(words=words):
            return " ".join(map(spelled, words))
        case Reference():
            return f"<{prefix}{network.resolve(document, expansion)}>"
        case Sequence(items=items):
            written = [_write(item, network, document, prefix) for item in items if not isinstance(item, Tag)]
            return " ".join(written) or "<NULL>"
        case Alternatives(options=options):
            # A weight belongs to a whole alternative: without parentheses "/2/ a b" is what SRGS means too.
            written = [f"/{_weight(weight)}/ {_write(option, network, document, prefix)}" for weight, option in options]
            return f"({' | '.join(written)})"
        case Repeat(maximum=0):
            # What is never said was never compiled.
            return "<NULL>"
        case Repeat(body=body, minimum=minimum, maximum=maximum):
            return _repeat(f"({_write(body, network, document, prefix)})", minimum, maximum)
        case Special.VOID:
            return "<VOID>"
        case _:
            return "<NULL>"


def _repeat(body: str, minimum: int, maximum: int | None) -> str:
    parts = [body] * minimum
    if maximum is None:
        parts.append(f"{body}*")
    else:
        optional = ""
        for _ in range(maximum - minimum):
            optional = f"[{body} {optional}]" if optional else f"[{body}]"
        if optional:
            parts.append(optional)
    return " ".join(parts)


# --- what is never said -----------------------------------------------------------------------------------------------


def _without_void(network: Network, expansions: SequenceOf[Expansion]) -> list[Expansion]:
    """The same without alternatives that nothing can match: beside one PocketSphinx hears nothing at all."""
    found = list(expansions)
    for number in _callees_first(network, network.root):
        is_void = partial(_is_void, network, found, network.rules[number].document)
        found[number] = _said(found[number], is_void)
    return found


def _is_void(network: Network, found: SequenceOf[Expansion], document: int, reference: Reference) -> bool:
    return found[network.resolve(document, reference)] is Special.VOID


def _said(expansion: Expansion, is_void: Callable[[Reference], bool]) -> Expansion:
    """What of it can be said; VOID where nothing can."""
    match expansion:
        case Reference() if is_void(expansion):
            return Special.VOID
        case Sequence(items=items):
            parts = tuple(_said(item, is_void) for item in items)
            return Special.VOID if Special.VOID in parts else Sequence(parts)
        case Alternatives(options=options):
            left = tuple((weight, _said(option, is_void)) for weight, option in options)
            left = tuple(option for option in left if option[1] is not Special.VOID)
            return Alternatives(left) if left else Special.VOID
        case Repeat(body=body, minimum=minimum, maximum=maximum, probability=probability) if maximum != 0:
            body = _said(body, is_void)
            if body is not Special.VOID:
                return Repeat(body, minimum, maximum, probability)
            return Special.VOID if minimum else Special.NULL
        case _:
            return expansion


# --- what a finite-state recogniser can take -------------------------------------------------------------------------


def _check(network: Network, expansions: SequenceOf[Expansion]) -> None:
    groups = _recursive_groups(network)
    sizes: dict[int, int] = {}
    silences: dict[int, Silence] = {}
    for number in _callees_first(network, network.root):
        rule, expansion = network.rules[number], expansions[number]
        for reference, at_end in _places(expansion, at_end=True):
            called = network.resolve(rule.document, reference)
            if groups[called] == groups[number] and not at_end:
                raise GrammarError(f"rule {rule.name} recurses otherwise than at its end, which speech cannot follow")
        sizes[number] = _size(expansion, network, rule.document, sizes)
        if sizes[number] > MAX_EXPANDED_WORDS:
            raise GrammarError(f"rule {rule.name} expands to more than {MAX_EXPANDED_WORDS} words")
        # A recursive call is a way back.
        silences[number] = silence(
            expansion,
            lambda reference, document=rule.document: silences.get(network.resolve(document, reference), Silence()),  # type: ignore[misc]  # bound now, not when called
        )
        if silences[number].longest > MAX_SILENT_STEPS:
            raise GrammarError(f"rule {rule.name} has more than {MAX_SILENT_STEPS} parts in a row that may be left out")


def _calls(network: Network, number: int) -> list[int]:
    rule = network.rules[number]
    expansion = network.grammars[rule.document].rules[rule.name].expansion
    return [network.resolve(rule.document, reference) for reference, _ in _places(expansion, at_end=True)]


def _places(expansion: Expansion, *, at_end: bool) -> Iterator[tuple[Reference, bool]]:
    """Every reference, and whether nothing can follow it in its rule."""
    match expansion:
        case Reference():
            yield expansion, at_end
        case Sequence(items=items):
            spoken = [item for item in items if not isinstance(item, Tag)]
            for index, item in enumerate(spoken):
                yield from _places(item, at_end=at_end and index == len(spoken) - 1)
        case Alternatives(options=options):
            for _, option in options:
                yield from _places(option, at_end=at_end)
        case Repeat(body=body, maximum=maximum) if maximum != 0:
            yield from _places(body, at_end=at_end and maximum == 1)


def _size(expansion: Expansion, network: Network, document: int, sizes: dict[int, int]) -> int:
    """Words after expansion in place; a recursive call leads back and counts one."""
    match expansion:
        case Token(words=words):
            return len(words)
        case Reference():
            return sizes.get(network.resolve(document, expansion), 1)
        case Sequence(items=items):
            return sum(_size(item, network, document, sizes) for item in items)
        case Alternatives(options=options):
            return sum(_size(option, network, document, sizes) for _, option in options)
        case Repeat(body=body, minimum=minimum, maximum=maximum) if maximum != 0:
            return _size(body, network, document, sizes) * (minimum + 1 if maximum is None else maximum)
        case _:
            return 0


def _callees_first(network: Network, root: int) -> list[int]:
    """The rules in an order in which those that a rule calls come before it, cycles aside."""
    order: list[int] = []
    seen = {root}
    path = [(root, iter(_calls(network, root)))]
    while path:
        number, rest = path[-1]
        following = next(rest, None)
        if following is None:
            path.pop()
            order.append(number)
        elif following not in seen:
            seen.add(following)
            path.append((following, iter(_calls(network, following))))
    return order


def _recursive_groups(network: Network) -> list[int]:
    """Number the strongly connected components; a rule alone that does not call itself is one of its own.

    Kosaraju's: finish order forwards, then reach backwards. A rule alone never compares equal with a callee.
    """
    callers: dict[int, list[int]] = {}
    order: list[int] = []
    for number in range(len(network.rules)):
        for called in _calls(network, number):
            callers.setdefault(called, []).append(number)
    seen: set[int] = set()
    for number in range(len(network.rules)):
        if number not in seen:
            reached = [rule for rule in _callees_first(network, number) if rule not in seen]
            seen.update(reached)
            order.extend(reached)
    groups = [-1] * len(network.rules)
    for number in reversed(order):
        todo = [number] if groups[number] < 0 else []
        while todo:
            rule = todo.pop()
            if groups[rule] < 0:
                groups[rule] = number
                todo.extend(callers.get(rule, ()))
    return groups
