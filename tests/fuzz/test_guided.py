"""What coverage-guided fuzzing found worth keeping still does no harm, and its first steps are gone each time.

`make fuzz` does it for hours.
"""

from importlib.util import find_spec

import pytest

from tests.fuzz.guided.all_targets import TARGETS
from tests.fuzz.guided.campaign import fuzz, known_inputs

EXECUTIONS = 1500
"""The same each time: what is new is found by `make fuzz`, and then stays here."""


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_was_found_once_is_harmless(name: str) -> None:
    for data in known_inputs(TARGETS[name]):
        TARGETS[name].run(data)


@pytest.mark.skipif(not find_spec("atheris"), reason="atheris is not installed: it is made for Linux on x86-64 only")
@pytest.mark.parametrize("name", TARGETS)
def test_the_fuzzer_finds_nothing_in_its_first_steps(name: str) -> None:
    outcome = fuzz(TARGETS[name], executions=EXECUTIONS)
    assert outcome.crash is None, outcome.reason
    assert outcome.executions > 0
