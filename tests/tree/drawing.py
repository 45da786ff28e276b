"""The folders drawn: as a picture (SVG), and as text for terminals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.tree.folders import Box
from tests.tree.layout import CHARACTER, HEADER, LINE, PADDING, Placed, Point, lay_out

_MARGIN: Final = 16
_COLOURS: Final = {"mrcp_server": "#2f6db5", "engine": "#2e8b57", "rtp": "#b8632a", "sip": "#7a4fa3"}
_HEAD: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"
 font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="12">
<title>The folders of the tree: each stands above all that it imports</title>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto">
<path d="M0 0.8 8 4 0 7.2z" fill="#55606e"/></marker></defs>
<rect width="{width}" height="{height}" fill="#ffffff"/>
"""


def draw(tree: Box) -> str:
    """The picture."""
    placed = lay_out(tree, is_framed=False)
    head = _HEAD.format(width=placed.width + 2 * _MARGIN, height=placed.height + 2 * _MARGIN)
    return head + "\n".join([*_inside(placed, _MARGIN, _MARGIN, "", 0), "</svg>", ""])


def write(tree: Box) -> str:
    """The same as text: a line a box, in layers from the top, with what it stands on behind the arrow."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(tree, 0))


def _inside(around: Placed, x: int, y: int, colour: str, depth: int) -> Iterator[str]:
    for placed in around.inside:
        own = colour or _COLOURS[placed.box.names[0]]
        yield from _box(placed, x + placed.x, y + placed.y, own, depth)
        yield from _inside(placed, x + placed.x, y + placed.y, own, depth + 1)
    for points in around.arrows:
        path = _path([(x + across, y + down) for across, down in points])
        yield f'<path d="{path}" fill="none" stroke="#55606e" stroke-width="1.2" marker-end="url(#tip)"/>'


def _box(placed: Placed, x: int, y: int, colour: str, depth: int) -> Iterator[str]:
    box, size = placed.box, f'x="{x}" y="{y}" width="{placed.width}" height="{placed.height}"'
    if not box.is_folder:
        yield f'<rect {size} rx="4" fill="#ffffff" stroke="#b4bcc8"/>'
        for number, line in enumerate(placed.lines):
            yield f'<text x="{x + PADDING}" y="{y + 18 + LINE * number}" fill="#39424e">{line}</text>'
        return
    # Folders that hold others are pale, the more so the further out; those that hold modules only are the darkest.
    opacity = 0.20 if not box.inside else 0.06
    if depth == 0 or not box.inside:
        yield f'<rect {size} rx="7" fill="#ffffff"/>'
    yield f'<rect {size} rx="7" fill="{colour}" fill-opacity="{opacity}" stroke="{colour}"/>'
    name = box.names[0]
    baseline = y + (HEADER - 10 if box.inside else 18)
    behind = x + PADDING + round((len(name) + 1) * CHARACTER)
    yield f'<text x="{x + PADDING}" y="{baseline}" fill="{colour}" font-weight="bold">{name}</text>'
    yield f'<text x="{behind}" y="{baseline}" fill="#39424e">{box.modules}</text>'


def _path(points: list[Point]) -> str:
    """Straight through a row, a curve from row to row."""
    (x, y), *rest = points
    parts = [f"M{x} {y}"]
    for across, down in rest:
        if across == x:
            parts.append(f"V{down}")
        else:
            middle = (y + down) // 2
            parts.append(f"C{x} {middle} {across} {middle} {across} {down}")
        x, y = across, down
    return " ".join(parts)


def _lines(box: Box, depth: int) -> Iterator[str]:
    for row in box.inside:
        for part in row:
            below = " · ".join(_name(low) for high, low in box.arrows if high == part)
            name = "    " * depth + _name(part)
            count = f"{part.modules:>4}" if part.is_folder else " " * 4
            yield f"{name:<56}{count}  {'→ ' + below if below else ''}"
            yield from _lines(part, depth + 1)


def _name(box: Box) -> str:
    return f"{box.names[0]}/" if box.is_folder else " · ".join(box.names)
