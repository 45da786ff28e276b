"""The table has a row for everything that can happen, and the figure's arrows."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.synthesizer.headers import SYNTHESIZER_METHODS
from mrcp_server.mrcp.synthesizer.machine import Synthesizer
from mrcp_server.mrcp.synthesizer.table import TABLE, Report, State, Step
from mrcp_server.mrcp.wire.codes import Method

METHODS = SYNTHESIZER_METHODS - {Method.SET_PARAMS, Method.GET_PARAMS}

# RFC 6787 §8.1, arrow by arrow.
FIGURE = [
    (State.IDLE, Method.SPEAK, State.SPEAKING),
    (State.IDLE, Method.BARGE_IN_OCCURRED, State.IDLE),
    (State.IDLE, Method.STOP, State.IDLE),
    (State.IDLE, Method.DEFINE_LEXICON, State.IDLE),
    (State.SPEAKING, Method.STOP, State.IDLE),
    (State.SPEAKING, Report.FINISHED, State.IDLE),
    (State.SPEAKING, Method.BARGE_IN_OCCURRED, State.IDLE),
    (State.SPEAKING, Method.CONTROL, State.SPEAKING),
    (State.SPEAKING, Method.PAUSE, State.PAUSED),
    (State.SPEAKING, Method.RESUME, State.SPEAKING),
    (State.PAUSED, Method.RESUME, State.SPEAKING),
    (State.PAUSED, Method.CONTROL, State.PAUSED),
    (State.PAUSED, Method.PAUSE, State.PAUSED),
    (State.PAUSED, Method.STOP, State.IDLE),
    (State.PAUSED, Method.BARGE_IN_OCCURRED, State.IDLE),
]


def test_every_method_has_a_row_in_every_state() -> None:
    pairs = {(state, trigger) for state, trigger in TABLE if isinstance(trigger, Method)}
    assert pairs == {(state, method) for state in State for method in METHODS}


def test_every_report_has_a_row() -> None:
    assert {trigger for _, trigger in TABLE if isinstance(trigger, Report)} == set(Report)


@pytest.mark.parametrize(("before", "trigger", "after"), FIGURE)
def test_arrow_of_the_figure(before: State, trigger: Method | Report, after: State) -> None:
    assert after in TABLE[before, trigger].after


def test_a_refusal_changes_no_state() -> None:
    assert all(row.after == {state} for (state, _), row in TABLE.items() if row.step is None)


def test_only_reports_leave_it_to_another_row_where_they_lead() -> None:
    assert all(row.after or isinstance(trigger, Report) for (_, trigger), row in TABLE.items())


def test_every_step_is_carried_out() -> None:
    steps = {row.step for row in TABLE.values() if row.step is not None}
    assert steps == set(Step) == set(Synthesizer._STEPS)
