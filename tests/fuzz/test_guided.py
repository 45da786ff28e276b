"""What coverage-guided fuzzing found worth keeping still does no harm, and its first steps are gone each time.

`make fuzz` does it for hours.
"""

import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.fuzz.guided import campaign, tally
from tests.fuzz.guided.all_targets import TARGETS
from tests.fuzz.guided.campaign import CORPUS, fuzz, known_inputs

NEEDS_ATHERIS = pytest.mark.skipif(
    not find_spec("atheris"), reason="atheris is not installed: it is made for Linux on x86-64 only"
)
EXECUTIONS = 500
"""The same each time: what is new is found by `make fuzz`, and then stays here."""


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_was_found_once_is_harmless(name: str) -> None:
    for data in known_inputs(TARGETS[name]):
        TARGETS[name].run(data)


@NEEDS_ATHERIS
@pytest.mark.parametrize("name", TARGETS)
def test_the_fuzzer_finds_nothing_in_its_first_steps(name: str) -> None:
    outcome = fuzz(TARGETS[name], executions=EXECUTIONS)
    assert outcome.crash is None, outcome.reason
    assert outcome.executions > 0


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_learnt_is_kept(name: str) -> None:
    with zipfile.ZipFile(CORPUS / f"{name}.zip") as corpus:
        assert corpus.namelist()
    assert tally.executions_of(name) > 0


@NEEDS_ATHERIS
def test_a_campaign_keeps_what_it_learnt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign, "CORPUS", tmp_path)
    monkeypatch.setattr(tally, "TALLY", tmp_path / "tally.tsv")
    target = TARGETS["sip-value"]
    assert fuzz(target, executions=300, keep=True).crash is None
    assert set(known_inputs(target)) - set(target.seeds())
    assert tally.executions_of("sip-value") >= 300
