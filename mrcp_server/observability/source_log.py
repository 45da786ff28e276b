"""Lines about sources that are turned away: the first at once, then one a minute with how often it happened since."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from mrcp_server.observability.log import Logger
from mrcp_server.observability.peer_log import PeerLog
from sip.networks import source_of

EVERY_S: Final = 60.0
_MOST_SOURCES: Final = 4_096
"""Those told of longest ago are forgotten beyond it; who forges addresses meets the bound of `PeerLog`."""


@dataclass(slots=True)
class _Told:
    at: float
    left_out: int = 0


class SourceLog:
    """One line for each kind of event and source in a minute."""

    def __init__(self, logger: Logger, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = PeerLog(logger, clock=clock)
        self._clock = clock
        self._told: dict[tuple[str, str], _Told] = {}

    def tell(self, event: str, host: str, *, kind: str = "", **fields: Any) -> None:
        """Writes a line about the source that `host` is, or counts it when it has had one. `kind` tells apart what has
        one name; it is written by our own code."""
        now = self._clock()
        key = kind or event, source_of(host)
        told = self._told.get(key)
        if told is not None and now - told.at < EVERY_S:
            told.left_out += 1
            return
        self._told.pop(key, None)
        if len(self._told) >= _MOST_SOURCES:
            del self._told[next(iter(self._told))]
        self._told[key] = _Told(now)
        if told is not None and told.left_out:
            fields["times_since"] = told.left_out
        self._log.warning(event, peer=host, **fields)
