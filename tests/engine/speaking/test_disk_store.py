import sqlite3
from pathlib import Path

import diskcache
import pytest

from engine.speaking.disk_store import DiskStore, Stored

WORDS = ((0, 0), (4, 160))


def test_what_is_put_is_there_after_a_restart(tmp_path: Path) -> None:
    store = DiskStore(str(tmp_path), 1 << 20)
    assert store.put(b"key", b"\x00\xff" * 40_000, WORDS)
    store.close()
    store = DiskStore(str(tmp_path), 1 << 20)
    assert store.keys() == {b"key"}
    assert store.get(b"key") == Stored(b"\x00\xff" * 40_000, WORDS)
    assert store.get(b"other") is None
    store.close()


def test_it_stays_within_its_size(tmp_path: Path) -> None:
    store = DiskStore(str(tmp_path), 200_000)
    for index in range(40):
        store.put(index.to_bytes(16, "big"), bytes(50_000), ())
    assert len(store.keys()) < 10
    store.close()


def test_pickles_are_never_loaded(tmp_path: Path) -> None:
    with diskcache.Cache(str(tmp_path)) as cache:
        cache[b"value"] = {"pickled": "value"}
        cache[("pickled", "key")] = b"value"
        cache["text"] = b"not ours"
    store = DiskStore(str(tmp_path), 1 << 20)
    assert store.keys() <= {b"value"}
    assert store.get(b"value") is None
    store.close()


def test_foreign_octets_are_nothing(tmp_path: Path) -> None:
    with diskcache.Cache(str(tmp_path)) as cache:
        cache[b"key"] = b"\xc1"
        cache[b"text"] = "text"
    store = DiskStore(str(tmp_path), 1 << 20)
    assert store.get(b"key") is None
    assert store.get(b"text") is None
    store.close()


def test_a_directory_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "cache.db").write_bytes(b"this is no database, however long it may be" * 100)
    with pytest.raises(OSError, match="prompt cache"):
        DiskStore(str(tmp_path), 1 << 20)


def test_a_disk_that_fails_costs_only_the_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = DiskStore(str(tmp_path), 1 << 20)

    def fail(*arguments: object, **options: object) -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(store._cache, "set", fail)
    monkeypatch.setattr(store._cache, "get", fail)
    assert not store.put(b"key", b"", ())
    assert store.get(b"key") is None
    store.close()
