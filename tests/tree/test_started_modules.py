"""What is started or loaded by its name is there: no import says so, and no type checker looks into a string."""

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
