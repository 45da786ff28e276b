"""What control and a content worker say to each other, cut into messages as `engine.workers.framing` tells.

A task is a Task and its octets in Portions; the answer is Portions, or Unfinished. One at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.workers.notices import Broken, Retiring

if TYPE_CHECKING:
    from collections.abc import Iterator

_PORTION_BYTES = 1 << 20


class ContentSetup(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """The first message: what the worker is to be."""

    memory_bytes: int
    """What it may take beside what it is made of."""
    niceness: int
    functions: tuple[str, ...] = ()
    """Loaded before it is ready."""


class Task(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """Have `function`, "module:function" from octets to octets, work on the Portions that follow."""

    function: str


class Portion(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """A part of a task's octets, or of an answer's."""

    data: bytes
    last: bool


class ContentReady(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """Waiting."""


class Unfinished(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """The task came to nothing, and why."""

    reason: str
    memory: bool = False
    """It wanted more memory than there is."""


ContentCommand = ContentSetup | Task | Portion
ContentNotice = ContentReady | Broken | Retiring | Portion | Unfinished


def portions(data: bytes) -> Iterator[Portion]:
    """`data` in portions; one at least."""
    view = memoryview(data)
    for begin in range(0, max(1, len(data)), _PORTION_BYTES):
        part = bytes(view[begin : begin + _PORTION_BYTES])
        yield Portion(part, begin + _PORTION_BYTES >= len(data))
