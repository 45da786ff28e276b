"""Trying again, as long as nothing has been heard of the answer."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, TypeVar

from engine.remote.errors import Fault, ServiceError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ResultT = TypeVar("ResultT")
_WORTHWHILE = frozenset({Fault.UNREACHABLE, Fault.BROKEN, Fault.LIMITED})
"""Another try may fare better. After a time-out the caller has waited long enough."""
MAX_WAIT_S = 1.0
"""Who wants to be asked again later than this is not waited for: there is a fallback."""
_PAUSE_S = 0.1


async def with_retries(
    retries: int, attempt: Callable[[], Awaitable[ResultT]], *, has_begun: Callable[[], bool]
) -> ResultT:
    """What `attempt` returns, tried `retries` times more while nothing of the answer was used (`has_begun`).

    Raises:
        ServiceError: that of the last try.
    """
    for remaining in range(retries, -1, -1):
        try:
            return await attempt()
        except ServiceError as error:
            wait_s = error.retry_after_s or _PAUSE_S * (0.5 + random.random())
            if not remaining or has_begun() or error.fault not in _WORTHWHILE or wait_s > MAX_WAIT_S:
                raise
            await asyncio.sleep(wait_s)
    raise AssertionError("the last try returns or raises")
