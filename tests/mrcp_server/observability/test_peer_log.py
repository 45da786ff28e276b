"""A flood of faults is a few lines and a number."""

from typing import Any, cast

from mrcp_server.observability.log import Logger
from mrcp_server.observability.peer_log import PeerLog


class Lines:
    def __init__(self) -> None:
        self.written: list[tuple[str, dict[str, Any]]] = []

    def warning(self, event: str, **fields: Any) -> None:
        self.written.append((event, fields))


def test_lines_above_the_limit_are_counted_in_the_next() -> None:
    lines = Lines()
    now = 10.0
    log = PeerLog(cast(Logger, lines), clock=lambda: now, lines_per_second=2)
    for number in range(5):
        log.warning("refused", number=number)
    log.warning("something else")
    assert [fields for event, fields in lines.written if event == "refused"] == [{"number": 0}, {"number": 1}]
    assert lines.written[-1] == ("something else", {})
    now = 11.0
    log.warning("refused", number=5)
    log.warning("refused", number=6)
    assert lines.written[-2:] == [("refused", {"number": 5, "left_out": 3}), ("refused", {"number": 6})]
