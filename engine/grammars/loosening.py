"""Looser expansions for a recogniser that takes finite-state grammars, where the exact ones would cost it too much.

PocketSphinx' compiler follows every way in which parts may be left out, in a time that grows with the cube of how many
such parts there are in a row: 200 in a row took 5 s, 400 took 47. What was recognised is matched against the grammar
itself afterwards, so that the recogniser may be given a grammar that allows more: any number of rounds instead of
500, and any of the parts in any order instead of each once.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from engine.grammars.grammar import Alternatives, Expansion, Reference, Repeat, Sequence, Special, Tag, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MAX_ROUNDS = 32
"""More rounds than this, or so many beyond the least, become any number: nobody says so many words in one breath."""
MAX_OPTIONAL_IN_A_ROW = 10
"""Optional parts; more of them in a row become a loop over all. A row of 50 costs 60 ms, a grammar may have many."""
MAX_LEAPS = 12_000
"""Ways over optional parts in a row, in a whole grammar; with more of them, already the third part makes a loop. The
compiler's time grows with their square: 15,000 take 1.2 s, 55,000 8.7 s."""


def loosened(expansions: Iterable[Expansion]) -> list[Expansion]:
    """The expansions of a grammar's rules so that each matches all that it did, and possibly more; the same where that
    costs little."""
    loose = [_loosened(one, MAX_OPTIONAL_IN_A_ROW) for one in expansions]
    if sum(map(_leaps, loose)) > MAX_LEAPS:
        loose = [_loosened(one, 2) for one in loose]
    return loose


def _loosened(expansion: Expansion, longest_row: int) -> Expansion:
    match expansion:
        case Sequence(items=items):
            return Sequence(tuple(_shorter_rows([_loosened(item, longest_row) for item in items], longest_row)))
        case Alternatives(options=options):
            return Alternatives(tuple((weight, _loosened(option, longest_row)) for weight, option in options))
        case Repeat(body=body, minimum=minimum, maximum=maximum, probability=probability):
            rounds = minimum if maximum is None else maximum
            if rounds > MAX_ROUNDS:
                minimum, maximum = min(minimum, MAX_ROUNDS), None
            return Repeat(_loosened(body, longest_row), minimum, maximum, probability)
        case _:
            return expansion


def _shorter_rows(items: list[Expansion], longest_row: int) -> Iterator[Expansion]:
    for optional, parts in _rows(items):
        if optional and len(parts) > longest_row:
            bodies = tuple((1.0, part.body) for part in parts if isinstance(part, Repeat))
            yield Repeat(Alternatives(bodies), 0, None)
        else:
            yield from parts


def _rows(items: Iterable[Expansion]) -> Iterator[tuple[bool, list[Expansion]]]:
    """Optional parts in a row together, and others in a row."""
    for optional, row in groupby((item for item in items if not isinstance(item, Tag)), _is_optional):
        yield optional, list(row)


def _is_optional(item: Expansion) -> bool:
    return isinstance(item, Repeat) and item.minimum == 0 and item.maximum != 0


def _leaps(expansion: Expansion) -> int:
    match expansion:
        case Sequence(items=items):
            rows = sum(len(parts) * (len(parts) + 1) // 2 for optional, parts in _rows(items) if optional)
            return rows + sum(map(_leaps, items))
        case Alternatives(options=options):
            return sum(_leaps(option) for _, option in options)
        case Repeat(body=body, minimum=minimum, maximum=maximum):
            return _leaps(body) * (minimum + 1 if maximum is None else maximum)
        case _:
            return 0


class Silence(NamedTuple):
    """How many steps without a word an expansion makes in a row at most, as PocketSphinx' compiler lays them."""

    whole: int | None = None
    """From its beginning to its end; None: there is a word on every way."""
    head: int = 0
    """From its beginning."""
    tail: int = 0
    """To its end."""
    longest: int = 0
    """Anywhere in it."""


def silence(expansion: Expansion, of_rule: Callable[[Reference], Silence]) -> Silence:
    """Return how silent `expansion` is, given what the rules are that it refers to."""
    match expansion:
        case Reference():
            return of_rule(expansion)
        case Sequence(items=items):
            return _in_a_row([silence(item, of_rule) for item in items if not isinstance(item, Tag)])
        case Alternatives(options=options):
            return _either([silence(option, of_rule) for _, option in options])
        case Repeat(maximum=0):
            return _STEP
        case Repeat(body=body, minimum=minimum, maximum=maximum):
            return _repeated(silence(body, of_rule), minimum, maximum)
        case Token() | Special.VOID:
            return Silence()
        case _:
            return _STEP


_STEP = Silence(1, 1, 1, 1)


def _in_a_row(parts: list[Silence]) -> Silence:
    if not parts:
        return _STEP
    result = parts[0]
    for part in parts[1:]:
        result = Silence(
            None if result.whole is None or part.whole is None else result.whole + part.whole,
            result.head if result.whole is None else max(result.head, result.whole + part.head),
            part.tail if part.whole is None else max(part.tail, part.whole + result.tail),
            max(result.longest, part.longest, result.tail + part.head),
        )
    return result


def _either(parts: list[Silence]) -> Silence:
    silent = [part.whole for part in parts if part.whole is not None]
    return Silence(
        max(silent) + 1 if silent else None,
        max(part.head for part in parts) + 1,
        max(part.tail for part in parts) + 1,
        max(part.longest for part in parts) + 1,
    )


def _repeated(body: Silence, minimum: int, maximum: int | None) -> Silence:
    if maximum is None:
        inside = 2 + (body.whole or 0)
        joint = body.tail + body.head + inside
        rest = Silence(inside, body.head + inside, body.tail + inside, max(body.longest, joint))
    else:
        # Each round that is left out is left through the ends of all that it is in.
        inside = (maximum - minimum) * (1 + (body.whole or 0))
        joint = body.tail + body.head + inside
        rest = Silence(max(1, inside if body.whole is not None else 1), body.head + inside, body.tail + inside, joint)
    return _in_a_row([body] * minimum + ([rest] if maximum != minimum else []))
