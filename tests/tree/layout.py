"""Where each box of the tree stands in a drawing, and which way its arrows take. Lengths are pixels.

A folder is laid out from the inside: its layers are rows, an arrow over several rows passes each at a bend of its own,
rows are put in the order with the fewest crossings, and everything moves as near to its neighbours as the others let
it (Sugiyama's method).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf
from random import Random
from statistics import fmean
from typing import Final

from tests.tree.folders import Box

CHARACTER: Final = 7.3
"""Width of a character at 12 pixels, in a font whose characters all have one."""
LINE: Final = 17
PADDING: Final = 10
HEADER: Final = 30
"""Room for the name of a folder above what stands in it."""
_LONGEST_LINE: Final = 34
"""Characters after which the names of modules go on in the next line."""
_BETWEEN_ROWS: Final = 26
_BETWEEN_BOXES: Final = 18
_BEND: Final = 12
_FIRM: Final = 4.0
"""How much less a bend gives way than a box."""
_PORT: Final = 14
"""Distance between two arrows that leave or reach one box."""
_ATTEMPTS: Final = 60
"""Orders that sorting begins with; `_SWEEPS` times down or up each."""
_SWEEPS: Final = 8
_MOVES: Final = 60

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A box at its place: `x` and `y` of its upper left corner, counted from that of the box around."""

    box: Box
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...] = ()
    """The names of modules as they are written, a line each; () for a folder."""
    inside: tuple[Placed, ...] = ()
    arrows: tuple[tuple[Point, ...], ...] = ()
    """The points of each arrow inside, from the importer down. From one row to the next it runs in a curve."""


@dataclass(slots=True, eq=False)
class _Node:
    """What takes room in a row: a box, or the bend of an arrow that passes the row."""

    width: int
    height: int = 0
    placed: Placed | None = None
    x: float = 0.0
    """Of its middle."""
    above: list[_Node] = field(default_factory=list)
    below: list[_Node] = field(default_factory=list)
    arrow: list[_Node] = field(default_factory=list)
    """Of a bend: both ends of its arrow, and all bends."""

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2


def lay_out(box: Box, *, is_framed: bool = True) -> Placed:
    """The box and all in it, itself at (0, 0); without a frame it needs no room for its name."""
    if not box.inside:
        return _leaf(box)
    nodes = {part: _node(part) for row in box.inside for part in row}
    rows = [[nodes[part] for part in row] for row in box.inside]
    chains = [_chain(rows, nodes[high], nodes[low]) for high, low in box.arrows]
    _arrange(rows)
    _straighten(rows)
    rim, top = (PADDING + 6, HEADER) if is_framed else (0, 0)
    shift = rim - min(node.left for row in rows for node in row)
    for node in nodes.values():
        node.x += shift
    for bend in {bend for chain in chains for bend in chain[1:-1]}:
        bend.x += shift
    tops, bottoms = [top], [top + _height(rows[0])]
    for row in rows[1:]:
        tops.append(bottoms[-1] + _BETWEEN_ROWS)
        bottoms.append(tops[-1] + _height(row))
    inside = tuple(_at(node, tops[index]) for index, row in enumerate(rows) for node in row if node.placed)
    right = max(node.right for row in rows for node in row)
    width = max(round(right) + rim, round(len(_title(box)) * CHARACTER) + 2 * PADDING)
    return Placed(box, 0, 0, width, bottoms[-1] + rim, (), inside, _arrows(rows, chains, tops, bottoms))


def _height(row: list[_Node]) -> int:
    return max(node.height for node in row)


def _title(box: Box) -> str:
    return f"{box.names[0]} {box.modules}"


def _leaf(box: Box) -> Placed:
    lines: list[str] = []
    if not box.is_folder:
        for name in box.names:
            if lines and len(lines[-1]) + len(name) + 3 <= _LONGEST_LINE:
                lines[-1] += f" · {name}"
            else:
                lines.append(name)
    longest = max(len(line) for line in lines or [_title(box)])
    width = 2 * PADDING + round(longest * CHARACTER)
    return Placed(box, 0, 0, width, 12 + LINE * max(1, len(lines)), tuple(lines))


def _node(box: Box) -> _Node:
    placed = lay_out(box)
    return _Node(placed.width, placed.height, placed)


def _at(node: _Node, y: int) -> Placed:
    placed = node.placed
    assert placed is not None
    return replace(placed, x=round(node.left), y=y)


def _chain(rows: list[list[_Node]], high: _Node, low: _Node) -> list[_Node]:
    """The nodes of one arrow: both ends, and a bend in each row between them."""
    first, last = (next(index for index, row in enumerate(rows) if node in row) for node in (high, low))
    chain = [high]
    for row in rows[first + 1 : last]:
        row.append(bend := _Node(_BEND, arrow=chain))
        chain.append(bend)
    chain.append(low)
    for upper, lower in pairwise(chain):
        upper.below.append(lower)
        lower.above.append(upper)
    return chain


def _arrange(rows: list[list[_Node]]) -> None:
    """Give each row the order, and each node the place, with the fewest crossings and the shortest arrows."""
    dice = Random(1)  # every run draws the same
    found: list[tuple[int, list[list[_Node]]]] = []
    for attempt in range(_ATTEMPTS):
        if attempt:
            for row in rows:
                dice.shuffle(row)
        for sweep in range(_SWEEPS):
            _sort(rows, downwards=sweep % 2 == 0)
            found.append((_crossings(rows), [row.copy() for row in rows]))
    fewest = min(crossings for crossings, _ in found)
    candidates = {tuple(map(tuple, order)): order for crossings, order in found if crossings == fewest}
    best = min(candidates.values(), key=_length)
    rows[:] = best
    _move(rows)


def _sort(rows: list[list[_Node]], *, downwards: bool) -> None:
    """Put the nodes of each row in the order of their neighbours in the row before it."""
    for index in range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1):
        before, row = rows[index - 1 if downwards else index + 1], rows[index]
        places = {node: place for place, node in enumerate(before)}
        wishes = {}
        for place, node in enumerate(row):
            near = [places[other] for other in (node.above if downwards else node.below) if other in places]
            wishes[node] = fmean(near) if near else place * len(before) / len(row)
        row.sort(key=wishes.__getitem__)


def _length(rows: list[list[_Node]]) -> float:
    """How far the arrows go to the side when the rows are in this order, and how wide everything is."""
    _move(rows)
    left = min(node.left for row in rows for node in row)
    right = max(node.right for row in rows for node in row)
    return right - left + sum(abs(node.x - low.x) for row in rows for node in row for low in node.below)


def _crossings(rows: Sequence[Sequence[_Node]]) -> int:
    count = 0
    for upper, lower in pairwise(rows):
        places = {node: place for place, node in enumerate(lower)}
        ends = [(place, places[low]) for place, high in enumerate(upper) for low in high.below]
        count += sum(a < c and b > d for a, b in ends for c, d in ends)
    return count


def _move(rows: list[list[_Node]]) -> None:
    for row in rows:
        _spread(row, [0.0] * len(row))
    for sweep in range(_MOVES):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            _spread(row, [_wish(node) for node in row])


def _straighten(rows: list[list[_Node]]) -> None:
    """Put all bends of an arrow below each other, where the rows have room for that."""
    for arrow in {id(node.arrow): node.arrow for row in rows for node in row if node.arrow}.values():
        free = [_free(row, node) for row in rows for node in row if node.arrow is arrow]
        left, right = max(low for low, _ in free), min(high for _, high in free)
        if left > right:
            continue
        ends = [arrow[-1].x, arrow[0].x]
        x = next((end for end in ends if left <= end <= right), min(max(ends[0], left), right))
        for node in arrow[1:-1]:
            node.x = x


def _free(row: list[_Node], node: _Node) -> tuple[float, float]:
    """Between which places a bend may move in its row."""
    place = row.index(node)
    return (
        row[place - 1].right + _BEND if place else -inf,
        row[place + 1].left - _BEND if place + 1 < len(row) else inf,
    )


def _wish(node: _Node) -> float:
    """The middle of its neighbours, boxes by their width; a bend wants to be where the rest of its arrow is."""
    near = [*node.arrow] if node.arrow else [*node.above, *node.below]
    return fmean((other.x for other in near), [other.width for other in near]) if near else node.x


def _spread(row: list[_Node], wishes: list[float]) -> None:
    """Put every node as near to its wish as the order and the room between neighbours let it (least squares)."""
    offsets = [0.0]
    for left, right in pairwise(row):
        offsets.append(offsets[-1] + (left.width + right.width) / 2 + _BETWEEN_BOXES)
    # Blocks of nodes that touch: their common wish, and how many they are. Blocks that would overlap are joined.
    blocks: list[tuple[float, float, int]] = []
    for node, wish, offset in zip(row, wishes, offsets, strict=True):
        mean, weight, count = wish - offset, 1.0 if node.placed else _FIRM, 1
        while blocks and blocks[-1][0] > mean:
            other, other_weight, others = blocks.pop()
            mean = (mean * weight + other * other_weight) / (weight + other_weight)
            weight, count = weight + other_weight, count + others
        blocks.append((mean, weight, count))
    bases = [mean for mean, _, count in blocks for _ in range(count)]
    for node, base, offset in zip(row, bases, offsets, strict=True):
        node.x = base + offset


def _arrows(
    rows: list[list[_Node]], chains: list[list[_Node]], tops: list[int], bottoms: list[int]
) -> tuple[tuple[Point, ...], ...]:
    """Where each arrow goes: through its rows at its bends, between them from port to bend to port."""
    places = {node: index for index, row in enumerate(rows) for node in row}
    leaving, reaching = _ports(chains, down=True), _ports(chains, down=False)
    arrows = []
    for number, chain in enumerate(chains):
        xs = [round(node.x) for node in chain]
        xs[0], xs[-1] = leaving[number], reaching[number]
        # A jog of a few pixels is worse than an arrow a little off its place.
        if abs(xs[0] - xs[1]) < _PORT and _reaches(chain[0], xs[1]):
            xs[0] = xs[1]
        elif abs(xs[-1] - xs[-2]) < _PORT and _reaches(chain[-1], xs[-2]):
            xs[-1] = xs[-2]
        row = places[chain[0]]
        points = [(xs[0], tops[row] + chain[0].height), (xs[0], bottoms[row])]
        for node, x in zip(chain[1:-1], xs[1:-1], strict=True):
            points += [(x, tops[places[node]]), (x, bottoms[places[node]])]
        points.append((xs[-1], tops[places[chain[-1]]]))
        arrows.append(tuple(points))
    return tuple(arrows)


def _reaches(node: _Node, x: int) -> bool:
    return abs(x - node.x) < node.width / 2 - 6


def _ports(chains: list[list[_Node]], *, down: bool) -> list[int]:
    """Where each arrow leaves its importer, or reaches what is imported: side by side, in the order of the far ends."""
    ends = [(chain[0], chain[1]) if down else (chain[-1], chain[-2]) for chain in chains]
    ports = []
    for node, far in ends:
        others = sorted(other.x for end, other in ends if end is node)
        step = min(_PORT, (node.width - 12) / len(others))
        ports.append(round(node.x + (others.index(far.x) - (len(others) - 1) / 2) * step))
    return ports
