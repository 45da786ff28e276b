"""What was made and may be wanted again: the least recently used goes first, bounded by number and by size."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

T = TypeVar("T")


class BoundedCache(Generic[T]):
    """At most `max_count` values of `max_size` altogether, in the unit of `put`; a single one may exceed that."""

    def __init__(self, max_count: int, max_size: int) -> None:
        self._max_count = max_count
        self._max_size = max_size
        self._values: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable) -> T | None:
        entry = self._values.get(key)
        if entry is None:
            return None
        self._values.move_to_end(key)
        return entry[0]

    def put(self, key: Hashable, value: T, size: int = 1) -> None:
        if key in self._values:
            self._size -= self._values.pop(key)[1]
        self._values[key] = (value, size)
        self._size += size
        while len(self._values) > 1 and (len(self._values) > self._max_count or self._size > self._max_size):
            _, (_, freed) = self._values.popitem(last=False)
            self._size -= freed
