"""How much h11 is given to parse in each turn of the loop."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import h11
import pytest


@asynccontextmanager
async def events_by_turn(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Counter[int]]:
    """Counts, while the context is open, the events that are asked for in each turn, of all connections together."""
    turn = 0
    taken: Counter[int] = Counter()
    next_event = h11.Connection.next_event

    def count(self: h11.Connection) -> Any:
        taken[turn] += 1
        return next_event(self)

    async def tick() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    monkeypatch.setattr(h11.Connection, "next_event", count)
    ticking = asyncio.create_task(tick())
    try:
        yield taken
    finally:
        ticking.cancel()
