"""Folders as boxes in layers, and the drawing of them that the documents have."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.tree.drawing import draw, write
from tests.tree.folders import Box, whole_tree
from tests.tree.imports import ROOT, module_files, read_imports
from tests.tree.layout import Placed, lay_out

MADE_UP = {
    "engine.registry": frozenset({"engine.errors"}),
    "engine.errors": frozenset[str](),
    "engine.words": frozenset[str](),
    "engine.voices.tone": frozenset({"engine.errors", "engine.registry"}),
    "engine.voices.piper.voice": frozenset({"engine.voices.tone"}),
    "engine.voices.piper.config": frozenset({"engine.voices.piper.voice"}),
    "mrcp_server.server": frozenset({"engine.registry"}),
}


@pytest.fixture(scope="module")
def tree() -> Box:
    return whole_tree(read_imports(module_files()))


@pytest.mark.parametrize("name", ["folders.svg", "folders.txt"])
def test_the_drawing_is_that_of_the_tree(tree: Box, name: str) -> None:
    """If not: `make docs`."""
    made = draw(tree) if name.endswith("svg") else write(tree)
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == made


def test_a_part_stands_above_all_it_imports() -> None:
    assert write(whole_tree(MADE_UP)).splitlines() == [
        "mrcp_server/                                               1  → engine/",
        "engine/                                                    6",
        "    voices/                                                3  → registry",
        "        piper/                                             2  → tone",
        "        tone",
        "    registry                                                  → errors · words",
        "    errors · words",
    ]


def test_imports_in_functions_and_for_types_count(tmp_path: Path) -> None:
    (tmp_path / "sip").mkdir()
    (tmp_path / "sip" / "__init__.py").touch()
    (tmp_path / "sip" / "uri.py").touch()
    (tmp_path / "sip" / "core.py").write_text(
        "import asyncio\ndef f():\n    from sip.uri import Uri\n    import sip.flow\n    from sip import flow\n"
    )
    (tmp_path / "sip" / "flow.py").write_text("from sip import uri\n")
    assert read_imports(module_files(tmp_path)) == {
        "sip.core": {"sip.uri", "sip.flow"},
        "sip.flow": {"sip.uri"},
        "sip.uri": set(),
    }


def test_nothing_lies_over_anything_else(tree: Box) -> None:
    def look(placed: Placed) -> None:
        for one in placed.inside:
            assert one.x >= 0
            assert one.x + one.width <= placed.width
            assert one.y + one.height <= placed.height
            for other in placed.inside:
                beside = one.x + one.width <= other.x or other.x + other.width <= one.x
                assert one is other or beside or one.y + one.height <= other.y or other.y + other.height <= one.y
            for arrow in placed.arrows:
                for (x, top), (below, bottom) in pairwise(arrow):
                    through = x == below and one.x < x < one.x + one.width
                    assert not (through and top < one.y + one.height and one.y < bottom)
            look(one)

    look(lay_out(tree, is_framed=False))
