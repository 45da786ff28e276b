"""Work on what strangers sent, done apart from all else: in a process that may be killed, where there are such."""

from __future__ import annotations

import asyncio
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Apart(Protocol):
    """Where such work is done; `engine.workers.content_pool.ContentPool` is one."""

    async def run(self, function: str, data: bytes, *, source: str = "") -> bytes:
        """What `function`, "module:function" from octets to octets, makes of `data`, which `source` sent.

        Raises:
            EngineError: it takes too much, crashed, or too many wait.
        """


class InThreads:
    """In threads of this process, without any bound: for commands, whose user has nobody else to hold up."""

    async def run(self, function: str, data: bytes, *, source: str = "") -> bytes:
        work: Callable[[bytes], bytes] = resolve_name(function)
        return await asyncio.to_thread(work, data)
