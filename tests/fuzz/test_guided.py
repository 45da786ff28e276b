"""What coverage-guided fuzzing found worth keeping still does no harm, and a little of it is done each time.

`make fuzz` does it for hours.
"""

import os
from importlib.util import find_spec

import pytest

from tests.fuzz.guided.all_targets import TARGETS
from tests.fuzz.guided.campaign import fuzz, known_inputs

SECONDS = int(os.environ.get("FUZZ_SECONDS", "2"))


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_was_found_once_is_harmless(name: str) -> None:
    for data in known_inputs(TARGETS[name]):
        TARGETS[name].run(data)


@pytest.mark.skipif(not find_spec("atheris"), reason="atheris is not installed: it is made for Linux on x86-64 only")
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_new_is_found_in_passing(name: str) -> None:
    outcome = fuzz(TARGETS[name], SECONDS, keep=False)
    assert outcome.crash is None, outcome.reason
    assert outcome.executions > 0
