"""The tree keeps its shape: every module has its namesake test, files stay short, inits empty, notes below names."""

import statistics
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("mrcp_server", "rtp", "sip", "engine")
LONGEST, NINETIETH, MEDIAN = 600, 400, 200
MOST_SIDE_BY_SIDE = 15

SOURCES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
MODULES = [file for file in SOURCES if file.name not in ("__init__.py", "__main__.py")]


def test_every_module_has_its_namesake_test() -> None:
    missing = [
        str(file.relative_to(ROOT))
        for file in MODULES
        if not (ROOT / "tests" / file.relative_to(ROOT)).with_name(f"test_{file.name}").exists()
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
