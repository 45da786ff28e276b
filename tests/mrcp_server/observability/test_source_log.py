"""A source is told of once a minute."""

from typing import Any, cast

from mrcp_server.observability.log import Logger
from mrcp_server.observability.source_log import SourceLog


class Lines:
    def __init__(self) -> None:
        self.written: list[dict[str, Any]] = []

    def warning(self, event: str, **fields: Any) -> None:
        self.written.append({"event": event, **fields})


def test_one_line_a_source_and_minute() -> None:
    lines = Lines()
    now = 0.0
    log = SourceLog(cast(Logger, lines), clock=lambda: now)
    for _ in range(5):
        log.tell("not allowed", "192.0.2.1", door="sip")
    log.tell("not allowed", "192.0.2.2")
    log.tell("too many", "192.0.2.1")
    assert [line["peer"] for line in lines.written] == ["192.0.2.1", "192.0.2.2", "192.0.2.1"]
    now = 60.0
    log.tell("not allowed", "192.0.2.1")
    assert lines.written[-1] == {"event": "not allowed", "peer": "192.0.2.1", "times_since": 4}


def test_kinds_of_one_event_have_lines_of_their_own() -> None:
    lines = Lines()
    log = SourceLog(cast(Logger, lines), clock=lambda: 0.0)
    for reason in ("wrong password", "not from here", "wrong password"):
        log.tell("rejected", "192.0.2.1", kind=f"rejected: {reason}", reason=reason)
    assert [line["reason"] for line in lines.written] == ["wrong password", "not from here"]


def test_many_sources_are_bounded() -> None:
    lines = Lines()
    log = SourceLog(cast(Logger, lines), clock=lambda: 0.0)
    for number in range(10_000):
        log.tell("not allowed", f"10.0.{number >> 8}.{number & 255}")
    assert len(lines.written) == 20  # of one kind in a second
    assert len(log._told) <= 4096
