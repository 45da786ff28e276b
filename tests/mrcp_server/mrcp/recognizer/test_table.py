"""The table has a row for everything that can happen, and the figure's arrows."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.codes import Method
from mrcp_server.mrcp.recognizer.headers import RECOGNIZER_METHODS
from mrcp_server.mrcp.recognizer.machine import Recognizer
from mrcp_server.mrcp.recognizer.table import TABLE, Report, State, Step

METHODS = RECOGNIZER_METHODS - {Method.SET_PARAMS, Method.GET_PARAMS}

# RFC 6787 §9.1, arrow by arrow (START-OF-INPUT, an event that stays in its state, is no trigger).
FIGURE = [
    (State.IDLE, Method.RECOGNIZE, State.RECOGNIZING),
    (State.RECOGNIZING, Method.STOP, State.IDLE),
    (State.RECOGNIZING, Report.COMPLETED, State.RECOGNIZED),
    (State.RECOGNIZED, Method.RECOGNIZE, State.RECOGNIZING),
    (State.IDLE, Method.DEFINE_GRAMMAR, State.IDLE),
    (State.RECOGNIZING, Method.START_INPUT_TIMERS, State.RECOGNIZING),
    (State.RECOGNIZED, Method.GET_RESULT, State.RECOGNIZED),
    (State.RECOGNIZING, Method.RECOGNIZE, State.RECOGNIZING),
    (State.IDLE, Method.STOP, State.IDLE),
    (State.RECOGNIZED, Method.STOP, State.IDLE),
    (State.RECOGNIZED, Method.DEFINE_GRAMMAR, State.IDLE),
]


def test_every_pair_has_a_row() -> None:
    assert set(TABLE) == {(state, trigger) for state in State for trigger in (*METHODS, *Report)}


@pytest.mark.parametrize(("before", "trigger", "after"), FIGURE)
def test_arrow_of_the_figure(before: State, trigger: Method | Report, after: State) -> None:
    assert after in TABLE[before, trigger].after


def test_interpret_begins_and_ends_in_idle() -> None:
    assert State.INTERPRETING in TABLE[State.IDLE, Method.INTERPRET].after
    assert TABLE[State.INTERPRETING, Report.COMPLETED].after == {State.IDLE}


def test_a_refusal_changes_no_state() -> None:
    assert all(row.after == {state} for (state, _), row in TABLE.items() if row.step in (Step.REFUSE, Step.IGNORE))


def test_every_step_of_a_request_is_carried_out_somewhere() -> None:
    steps = {row.step for (_, trigger), row in TABLE.items() if isinstance(trigger, Method)}
    assert steps - {Step.REFUSE} == set(Recognizer._STEPS)
