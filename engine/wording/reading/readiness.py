"""Text read in an event loop, which no language that has to be made first holds up.

Such a language is made in a thread, once for all who wait for it, and the text is read again.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from engine.wording.languages.registry import name_of
from engine.wording.reading.readers import LanguageNotReadyError, prepare, read_if_ready

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

_underway: dict[str, asyncio.Task[None]] = {}


async def when_ready(read: Callable[[], Result]) -> Result:
    """What `read` returns; it is called again for each language that it needs and that has to be made first.

    Raises:
        Exception: what `read` raises.
    """
    while True:
        try:
            return read_if_ready(read)
        except LanguageNotReadyError as error:
            await _made_apart(error.tag)


async def _made_apart(tag: str) -> None:
    """Waits until a thread has made a language, one for all who wait."""
    name = name_of(tag) or ""
    task = _underway.get(name)
    if task is None or task.get_loop() is not asyncio.get_running_loop():
        task = _underway[name] = asyncio.create_task(asyncio.to_thread(prepare, tag))
        task.add_done_callback(lambda done: _underway.get(name) is done and _underway.pop(name))
    await asyncio.shield(task)
