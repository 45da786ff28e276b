"""Tests draw from seeds: what failed once fails again, and what passes does not fail one run in thirty.

Ids and ports are drawn anew each time, since servers beside each other must not share them; bytes and choices are not.
"""

import ast
from collections.abc import Iterator

import numpy as np

from tests.fakes import telephone_audio
from tests.tree.imports import ROOT

UNIQUE = {"secrets.token_hex", "random.getrandbits", "random.randrange"}
"""Names of calls, branches and servers, and ports: to be drawn by what starts servers and calls them."""
WHERE_UNIQUE = "tests/interop/"


def unseeded_draws(source: str) -> Iterator[tuple[int, str]]:
    """(line, what) of every draw that no seed decides."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module in {"random", "secrets"}:
            yield from ((node.lineno, f"from {node.module}") for alias in node.names if alias.name != "Random")
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            module, _, name = called.rpartition(".")
            if (module == "random" and name == "Random") or name in {"default_rng", "Random"}:
                if not node.args:
                    yield node.lineno, called
            elif module in {"random", "secrets", "np.random"} or called in {"os.urandom", "uuid.uuid4", "uuid4"}:
                yield node.lineno, called


def test_no_test_draws_without_a_seed() -> None:
    found = []
    for file in sorted((ROOT / "tests").rglob("*.py")):
        path = str(file.relative_to(ROOT))
        for line, what in unseeded_draws(file.read_text(encoding="utf-8")):
            if not (path.startswith(WHERE_UNIQUE) and what in UNIQUE):
                found.append(f"{path}:{line}: {what}")
    assert not found


def test_every_way_to_draw_is_told() -> None:
    source = (
        "from secrets import token_bytes\nimport random, os, secrets\nrandom.choice('ab')\nos.urandom(3)\n"
        "random.Random()\nrandom.Random(7).choice('ab')\nnp.random.default_rng()\nnp.random.default_rng(3)\n"
        "secrets.token_bytes(4)\nnp.random.normal()\n"
    )
    assert sorted({line for line, _ in unseeded_draws(source)}) == [1, 3, 4, 5, 7, 9, 10]


def test_speech_made_on_the_spot_is_the_same_whatever_was_said_before() -> None:
    spoken = telephone_audio.speech.__wrapped__
    first = spoken("call mary")
    spoken("hello, is anybody there", "de")
    spoken("zero", "en-us+f3")
    assert np.array_equal(spoken("call mary"), first)
