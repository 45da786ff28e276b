"""Draws the folders anew: `python -m tests.tree` writes docs/folders.svg and docs/folders.txt."""

from __future__ import annotations

from tests.tree.drawing import draw, write
from tests.tree.folders import whole_tree
from tests.tree.imports import ROOT, module_files, read_imports

if __name__ == "__main__":
    tree = whole_tree(read_imports(module_files()))
    for name, drawing in (("folders.svg", draw(tree)), ("folders.txt", write(tree))):
        (ROOT / "docs" / name).write_text(drawing, encoding="utf-8")
