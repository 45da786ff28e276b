"""The folders of the tree as boxes in layers: what stands in each, and what each stands on.

Inside a folder its parts (folders, and modules of its own beside them) never import in a circle; a contract of the
import linter sees to that. So each part has a level, one above the highest part of the same folder that it imports.
Modules that stand beside folders at one level share a box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tests.tree.imports import Imports


@dataclass(frozen=True, slots=True)
class Box:
    """A folder, or a few modules that stand beside folders."""

    names: tuple[str, ...]
    """The folder's name, or those of the modules; the last part of each."""
    modules: int
    """Modules in it, those of its folders too."""
    inside: tuple[tuple[Box, ...], ...] = ()
    """What stands in a folder with folders, in layers from the top; else nothing."""
    arrows: tuple[tuple[Box, Box], ...] = ()
    """Who imports whom inside; what follows from other arrows is left out."""
    is_folder: bool = True


def whole_tree(imports: Imports) -> Box:
    """One box that holds the packages."""
    return _folder("", imports)


def _folder(path: str, imports: Imports) -> Box:
    """The box of the folder `path`, "" being the whole tree."""
    name = path.rpartition(".")[2]
    count = sum(module.startswith(path + ".") or not path for module in imports)
    parts = sorted({_part(module, path) for module in imports if _part(module, path)})
    if all(part in imports for part in parts):
        return Box((name,), count)
    uses = _uses(path, imports)
    levels = _levels(parts, uses)
    boxes: dict[str, Box] = {part: _folder(part, imports) for part in parts if part not in imports}
    for level in set(levels.values()):
        beside = [part for part in parts if part in imports and levels[part] == level]
        names = tuple(part.rpartition(".")[2] for part in beside)
        boxes |= dict.fromkeys(beside, Box(names, len(beside), is_folder=False))
    rows: dict[int, list[Box]] = defaultdict(list)
    for part, box in boxes.items():
        if box not in rows[levels[part]]:
            rows[levels[part]].append(box)
    edges = {(boxes[part], boxes[used]) for part in parts for used in uses[part]}
    return Box(
        (name,), count, tuple(tuple(rows[level]) for level in sorted(rows, reverse=True)), tuple(_reduced(edges, rows))
    )


def _part(module: str, path: str) -> str:
    """What of the folder `path` the module belongs to; "" where it lies elsewhere."""
    prefix = path + "." if path else ""
    return prefix + module.removeprefix(prefix).partition(".")[0] if module.startswith(prefix) else ""


def _uses(path: str, imports: Imports) -> Mapping[str, set[str]]:
    uses: dict[str, set[str]] = defaultdict(set)
    for module, imported in imports.items():
        part = _part(module, path)
        uses[part] |= {_part(other, path) for other in imported} - {"", part}
    return uses


def _levels(parts: list[str], uses: Mapping[str, set[str]]) -> dict[str, int]:
    @cache
    def level(part: str) -> int:
        return 1 + max((level(used) for used in uses[part]), default=-1)

    return {part: level(part) for part in parts}


def _reduced(edges: set[tuple[Box, Box]], rows: Mapping[int, list[Box]]) -> list[tuple[Box, Box]]:
    """The edges but those that a longer way says too, in the order of the rows."""
    order = [box for level in sorted(rows, reverse=True) for box in rows[level]]
    direct = {box: {low for high, low in edges if high is box or high == box} for box in order}

    @cache
    def reached(box: Box) -> frozenset[Box]:
        return frozenset(direct[box]).union(*(reached(low) for low in direct[box]))

    return [
        (high, low)
        for high in order
        for low in order
        if low in direct[high] and not any(low in reached(other) for other in direct[high] if other != low)
    ]
