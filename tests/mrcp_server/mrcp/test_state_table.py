"""Rows of a state table."""

from __future__ import annotations

from enum import StrEnum

from mrcp_server.mrcp.state_table import Row, Table, refused, row
from mrcp_server.mrcp.wire.codes import Method


class Door(StrEnum):
    """States."""

    OPEN = "open"
    SHUT = "shut"


class Act(StrEnum):
    """Steps."""

    SHUT = "shut it"


TABLE: Table[Door, Act] = {
    (Door.OPEN, Method.STOP): row(Act.SHUT, Door.SHUT, Door.OPEN),
    (Door.SHUT, Method.STOP): refused(Door.SHUT),
}


def test_a_row_has_a_step_and_where_it_may_lead() -> None:
    assert TABLE[Door.OPEN, Method.STOP] == Row(Act.SHUT, frozenset({Door.OPEN, Door.SHUT}))


def test_a_refusal_has_no_step_and_stays() -> None:
    assert TABLE[Door.SHUT, Method.STOP] == Row(None, frozenset({Door.SHUT}))


def test_a_row_that_leads_nowhere_by_itself() -> None:
    assert row(Act.SHUT).after == frozenset()
