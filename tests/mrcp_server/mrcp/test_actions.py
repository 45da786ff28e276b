"""Actions are plain values."""

from typing import get_args

import pytest

from mrcp_server.mrcp import actions as act


def test_actions_compare_by_value_and_do_not_change() -> None:
    assert act.StopSpeaking((1, 2)) == act.StopSpeaking((1, 2))
    with pytest.raises(AttributeError):
        act.PauseSpeaking(1).request_id = 2  # type: ignore[misc]  # that it cannot be done is the point


def test_every_action_belongs_to_the_union() -> None:
    union = set(get_args(act.Action))
    assert {act.Respond, act.Emit, act.LogTag, act.StartSpeaking, act.LoadLexicon} <= union
