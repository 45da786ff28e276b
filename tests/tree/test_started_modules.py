"""What is started or loaded by its name is there: no import says so, and no type checker looks into a string. And what
is started does not look for modules in the working directory."""

import ast
import itertools
import re
from collections.abc import Iterator

import pytest

from tests.tree.imports import CODE, ROOT
from tests.tree.names import Names

_OBJECT = re.compile(rf"({'|'.join(CODE)})(\.\w+)+:\w+")
MISSING_ON_PURPOSE = {"engine.voices.tone:Nothing"}
"""What tests ask for because it is not there."""


def started(source: str) -> Iterator[str]:
    """Modules that follow a "-m" in an argument list, and each "module:object"."""
    for node in ast.walk(ast.parse(source)):
        children = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        texts = [child.value if isinstance(child, ast.Constant) else None for child in children]
        for option, value in itertools.pairwise(texts):
            if option == "-m" and isinstance(value, str) and value.partition(".")[0] in CODE:
                yield value
        yield from (text for text in texts if isinstance(text, str) and _OBJECT.fullmatch(text))


def is_there(names: Names, started_name: str) -> bool:
    module, _, thing = started_name.partition(":")
    return module in names.modules and (not thing or thing in names.modules[module])


@pytest.mark.parametrize("folder", CODE)
def test_what_is_started_by_name_is_there(names: Names, folder: str) -> None:
    missing = [
        f"{file.relative_to(ROOT)}: {name}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        for name in started(file.read_text(encoding="utf-8"))
        if name not in MISSING_ON_PURPOSE and not is_there(names, name)
    ]
    assert not missing


def test_a_name_that_leads_nowhere_is_found(names: Names) -> None:
    lost = "engine.voices.tone:" + "Other"  # in two parts, so that it is not found here
    source = f'run([exe, "-m", "bench.calls", kind]); run((exe, "-m", "bench.nothing")); load("{lost}")'
    assert {name for name in started(source) if not is_there(names, name)} == {"bench.nothing", lost}


SHIPPED = ("mrcp_server", "engine", "rtp", "sip")


def careless(source: str) -> Iterator[int]:
    """Lines in which an argument list begins with Python and lacks -P: a file of the working directory would be run."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.List | ast.Tuple | ast.Call):
            items = node.args if isinstance(node, ast.Call) else node.elts
            for item, option in itertools.zip_longest(items, items[1:]):
                is_python = isinstance(item, ast.Attribute) and item.attr == "executable"
                if is_python and not (isinstance(option, ast.Constant) and option.value == "-P"):
                    yield item.lineno


@pytest.mark.parametrize("folder", SHIPPED)
def test_no_child_runs_files_of_the_working_directory(folder: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        for line in careless(file.read_text(encoding="utf-8"))
    ]
    assert not found


def test_a_child_that_would_is_found() -> None:
    source = 'run([sys.executable, "-m", "x"])\nrun(sys.executable, "-P", "-m", "x")\nrun((sys.executable,))'
    assert list(careless(source)) == [1, 3]
