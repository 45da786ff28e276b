"""The tree keeps its shape: every module has its namesake test, files stay short, inits empty, notes below names."""

import ast
import re
import statistics
from collections import Counter
from pathlib import Path

from tests.tree.imports import PACKAGES, ROOT

LONGEST, NINETIETH, MEDIAN = 600, 400, 200
MOST_SIDE_BY_SIDE = 15

SOURCES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
LISTED = ROOT / "engine" / "wording" / "languages"
"""Languages have lists in place of namesakes (tests/vectors/wording), which one test reads and none is without."""
MODULES = [file for file in SOURCES if file.name not in ("__init__.py", "__main__.py")]


def test_every_module_has_its_namesake_test() -> None:
    missing = [
        str(file.relative_to(ROOT))
        for file in MODULES
        if not file.is_relative_to(LISTED)
        and not (ROOT / "tests" / file.relative_to(ROOT)).with_name(f"test_{file.name}").exists()
    ]
    assert not missing


def test_init_files_are_empty() -> None:
    assert [str(file) for file in SOURCES if file.name == "__init__.py" and file.stat().st_size] == []


def test_attributes_are_documented_by_a_string_below_them() -> None:
    """One way of two: what `#:` says above a name, no debugger and no editor shows."""
    commented = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in SOURCES
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if line.lstrip().startswith("#:")
    ]
    assert not commented


def test_class_docstrings_leave_single_attributes_to_their_strings() -> None:
    """A sentence that begins with an attribute explains it, and belongs below it; one that names more relates them."""
    explained = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name} {attribute}"
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        for attribute in _explained_in_docstring(node)
    ]
    assert not explained, "\n".join(explained)


def test_what_explains_an_attribute_is_told_from_what_relates_several() -> None:
    (node,) = ast.parse(
        '''class Tone:
            """A tone at `rate_hz`.

            `rate_hz` is its rate. From `start` on it sounds! `start` and `end` are samples.
            `end`: where it ends; `volume` is nobody's.
            """
            rate_hz: int
            start: int
            end: int
        '''
    ).body
    assert isinstance(node, ast.ClassDef)
    assert _explained_in_docstring(node) == ["rate_hz", "end"]


def test_files_are_short() -> None:
    lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in MODULES}
    too_long = {str(file.relative_to(ROOT)): count for file, count in lines.items() if count > LONGEST}
    assert not too_long
    assert statistics.median(lines.values()) <= MEDIAN
    assert statistics.quantiles(lines.values(), n=10)[-1] <= NINETIETH


def test_folders_with_folders_are_short() -> None:
    """What holds rooms is a corridor: more modules beside them want a room of their own."""
    beside = Counter(file.parent for file in MODULES if _folders(file.parent))
    too_many = {str(folder.relative_to(ROOT)): count for folder, count in beside.items() if count > MOST_SIDE_BY_SIDE}
    assert not too_many


def _folders(folder: Path) -> list[Path]:
    return [child for child in folder.iterdir() if child.is_dir() and child.name != "__pycache__"]


_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n\n")


def _explained_in_docstring(node: ast.ClassDef) -> list[str]:
    """The attributes with which a sentence of the class's docstring begins that names no other one."""
    attributes = {
        statement.target.id
        for statement in node.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    }
    explained = []
    for sentence in _SENTENCE_END.split(ast.get_docstring(node) or ""):
        named = [name for name in re.findall(r"`(\w+)`", sentence) if name in attributes]
        if len(set(named)) == 1 and sentence.startswith(f"`{named[0]}`"):
            explained.append(named[0])
    return explained
