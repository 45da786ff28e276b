"""What crashed a worker, remembered for a while: whoever sends it again gets an answer, and no other worker."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b

_KEPT_S = 600.0
"""A crash may have had another reason, as memory that ran out; so nothing is refused for ever."""
_MAX_KEPT = 1000


class DeadlyInputs:
    """Inputs by their octets. Nothing is computed as long as there is none."""

    def __init__(self) -> None:
        self._until: OrderedDict[bytes, float] = OrderedDict()
        """The last ones, by digest."""

    def __bool__(self) -> bool:
        return bool(self._until)

    def add(self, data: bytes, now: float) -> None:
        """`data` crashed a worker. `now` is in seconds of any steady clock."""
        digest = _digest(data)
        self._until.pop(digest, None)
        self._until[digest] = now + _KEPT_S
        while len(self._until) > _MAX_KEPT:
            self._until.popitem(last=False)

    def has(self, data: bytes, now: float) -> bool:
        """Whether `data` crashed a worker lately."""
        while self._until and next(iter(self._until.values())) <= now:
            self._until.popitem(last=False)
        return bool(self._until) and _digest(data) in self._until


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
