"""The modules of the four packages, and which of them each imports, read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("mrcp_server", "engine", "rtp", "sip")
CODE: Final = (*PACKAGES, "tests", "bench")
"""Where Python of ours lies."""

Imports = Mapping[str, frozenset[str]]
"""Every module by its dotted name, with the modules of ours that it imports, wherever in its text it does."""


def module_files(root: Path = ROOT) -> dict[str, Path]:
    """Every module of the packages below `root` by its dotted name; `__init__` files, all empty, are none."""
    return {
        ".".join(file.relative_to(root).with_suffix("").parts): file
        for package in PACKAGES
        for file in sorted((root / package).rglob("*.py"))
        if file.name != "__init__.py"
    }


def read_imports(files: Mapping[str, Path]) -> Imports:
    """What each of `files` imports of the others. Imports inside functions and for types alone count too."""
    return {
        name: frozenset(_imported(ast.parse(file.read_text(encoding="utf-8")), files)) - {name}
        for name, file in files.items()
    }


def _imported(tree: ast.Module, names: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                target = f"{node.module}.{alias.name}"
                if target in names:
                    yield target
                elif node.module in names:
                    yield node.module
