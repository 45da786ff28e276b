"""State machines of resources as tables: what each method and each report does in each state (§8.1, §9.1).

    TABLE: Final[Table[State, Step]] = {
        # figure: Idle --SPEAK--> Speaking
        (State.IDLE, Method.SPEAK): row(Step.BEGIN, State.SPEAKING),
        # §8.9 "when a SPEAK is not active, the server MUST respond with … 402"
        (State.IDLE, Method.PAUSE): refused(State.IDLE),
        (State.SPEAKING, Report.FINISHED): row(Step.COMPLETE, State.IDLE, State.SPEAKING),
    }

Every (state, method) pair has a row. A (state, report) pair without one is stale: the report came too late to mean
anything, and nothing follows from it. `resource.Resource` finds the rows and has their steps carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, NamedTuple, TypeAlias, TypeVar

StateT = TypeVar("StateT", bound=StrEnum)
StepT = TypeVar("StepT", bound=StrEnum)


class Row(NamedTuple, Generic[StateT, StepT]):
    """Step and the states it may lead to."""

    step: StepT | None
    """None: a method that is answered 402 in this state."""
    after: frozenset[StateT]
    """A step that tries another state is our bug. Empty: the row of another trigger says where it leads, be it the
    request that the report lets us answer or the event that is due with it."""


Table: TypeAlias = Mapping[tuple[StateT, StrEnum], Row[StateT, StepT]]


def row(step: StepT, *after: StateT) -> Row[StateT, StepT]:
    """A row with a step."""
    return Row(step, frozenset(after))


def refused(state: StateT) -> Row[StateT, StepT]:
    """The row of a method that is not valid in this state."""
    return Row(None, frozenset({state}))
