"""The table has a row for everything that can happen, and the figure's arrows."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.recognizer.headers import RECOGNIZER_METHODS
from mrcp_server.mrcp.recognizer.machine import Recognizer
from mrcp_server.mrcp.recognizer.table import TABLE, Report, State, Step
from mrcp_server.mrcp.wire.codes import EventName, Method

METHODS = RECOGNIZER_METHODS - {Method.SET_PARAMS, Method.GET_PARAMS}

# RFC 6787 §9.1, arrow by arrow (START-OF-INPUT, an event that stays in its state, is no trigger).
FIGURE = [
    (State.IDLE, Method.RECOGNIZE, State.RECOGNIZING),
    (State.RECOGNIZING, Method.STOP, State.IDLE),
    (State.RECOGNIZING, EventName.RECOGNITION_COMPLETE, State.RECOGNIZED),
    (State.RECOGNIZED, Method.RECOGNIZE, State.RECOGNIZING),
    (State.IDLE, Method.DEFINE_GRAMMAR, State.IDLE),
    (State.RECOGNIZING, Method.START_INPUT_TIMERS, State.RECOGNIZING),
    (State.RECOGNIZED, Method.GET_RESULT, State.RECOGNIZED),
    (State.RECOGNIZING, Method.RECOGNIZE, State.RECOGNIZING),
    (State.IDLE, Method.STOP, State.IDLE),
    (State.RECOGNIZED, Method.STOP, State.IDLE),
    (State.RECOGNIZED, Method.DEFINE_GRAMMAR, State.IDLE),
]


def test_every_method_has_a_row_in_every_state() -> None:
    pairs = {(state, trigger) for state, trigger in TABLE if isinstance(trigger, Method)}
    assert pairs == {(state, method) for state in State for method in METHODS}


def test_every_report_has_a_row() -> None:
    assert {trigger for _, trigger in TABLE if isinstance(trigger, Report)} == set(Report)


@pytest.mark.parametrize(("before", "trigger", "after"), FIGURE)
def test_arrow_of_the_figure(before: State, trigger: Method | EventName, after: State) -> None:
    assert after in TABLE[before, trigger].after


def test_interpret_begins_and_ends_in_idle() -> None:
    assert State.INTERPRETING in TABLE[State.IDLE, Method.INTERPRET].after
    assert TABLE[State.INTERPRETING, EventName.INTERPRETATION_COMPLETE].after == {State.IDLE}


def test_a_refusal_changes_no_state() -> None:
    assert all(row.after == {state} for (state, _), row in TABLE.items() if row.step is None)


def test_only_reports_leave_it_to_another_row_where_they_lead() -> None:
    assert all(row.after or isinstance(trigger, Report) for (_, trigger), row in TABLE.items())


def test_every_step_is_carried_out() -> None:
    steps = {row.step for (_, trigger), row in TABLE.items() if row.step and not isinstance(trigger, EventName)}
    assert steps == set(Step) - {Step.COMPLETE} == set(Recognizer._STEPS)
