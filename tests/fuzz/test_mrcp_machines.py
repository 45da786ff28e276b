"""Random walks: whatever comes in whatever order, each request gets one answer, and one end if it needs one."""

import pytest

from tests.fuzz.mrcp_walks import walk_of_recognizing, walk_of_speaking

SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_speak_ends_once(seed: int) -> None:
    walk_of_speaking(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_recognize_and_interpret_ends_once(seed: int) -> None:
    walk_of_recognizing(seed)
