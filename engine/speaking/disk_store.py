"""Finished audio on disk: diskcache (SQLite and files), least recently used out first, without its pickles."""

from __future__ import annotations

import sqlite3
from typing import Any

import diskcache
import msgspec


class Stored(msgspec.Struct, frozen=True, array_like=True):
    """A piece: its audio, and (character, sample) of its words."""

    payload: bytes
    words: tuple[tuple[int, int], ...]


class _PlainDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache publishes no types
    """Octets only: whoever can write into the directory must not be able to run code here, as a pickle would let
    them."""

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:
        if mode == diskcache.core.MODE_PICKLE:
            raise ValueError("a pickle in the prompt cache")
        return super().fetch(mode, filename, value, read)

    def get(self, key: Any, raw: bool) -> Any:
        if not raw:
            raise ValueError("a pickled key in the prompt cache")
        return super().get(key, raw)


class DiskStore:
    """One thread opens, uses and closes it.

    Raises:
        OSError: the directory cannot be used.
    """

    def __init__(self, directory: str, size_bytes: int) -> None:
        try:
            self._cache = diskcache.Cache(
                directory, disk=_PlainDisk, size_limit=size_bytes, eviction_policy="least-recently-used", timeout=5
            )
        except sqlite3.Error as error:
            raise OSError(f"prompt cache in {directory}: {error}") from error
        self._decoder = msgspec.msgpack.Decoder(Stored)
        self._encoder = msgspec.msgpack.Encoder()

    def __len__(self) -> int:
        """How many entries there are, other processes' included."""
        try:
            return len(self._cache)
        except (sqlite3.Error, diskcache.Timeout):
            return 0

    def keys(self) -> set[bytes]:
        """Everything that is there."""
        found: set[bytes] = set()
        iterator = iter(self._cache)
        while True:
            try:
                key = next(iterator)
            except StopIteration:
                return found
            except (ValueError, sqlite3.Error):
                return found  # somebody else's entries: what is listed so far will do
            if isinstance(key, bytes):
                found.add(key)

    def get(self, key: bytes) -> Stored | None:
        """What was put; None when it is gone or unreadable."""
        try:
            value = self._cache.get(key)
            return self._decoder.decode(value) if isinstance(value, bytes) else None
        except (msgspec.MsgspecError, ValueError, OSError, sqlite3.Error, diskcache.Timeout):
            return None

    def put(self, key: bytes, payload: bytes, words: tuple[tuple[int, int], ...]) -> bool:
        """Keep it; False when the disk does not let us."""
        try:
            return bool(self._cache.set(key, self._encoder.encode(Stored(payload, words))))
        except (OSError, sqlite3.Error, diskcache.Timeout):
            return False

    def close(self) -> None:
        self._cache.close()
