"""How the server as a whole runs: bounds of the bounds, and nobody who takes over unless there is a place to meet."""

import pytest
from pydantic import ValidationError

from mrcp_server.sections.running import Limits, Log, Restart


def test_nobody_takes_over_unless_there_is_a_place_to_meet() -> None:
    assert Restart().socket == ""


def test_what_prompts_say_is_not_logged_unless_asked_for() -> None:
    assert Log().text == "hash"


@pytest.mark.parametrize("wrong", [{"sessions": 0}, {"drain_s": -1}, {"late_slots": 1.1}, {"sesions": 1}])
def test_limits_have_limits(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        Limits.model_validate(wrong)
