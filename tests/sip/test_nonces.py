"""Nonces: made for a host, good for a while, each count once."""

import itertools

import pytest

import sip.nonces
from sip.nonces import Nonces, Standing

HOST = "192.0.2.1"
_TOKENS = itertools.count()


def nonces(key: bytes = b"k" * 32, lifetime_s: float = 300) -> Nonces:
    return Nonces(key, lambda: f"t{next(_TOKENS)}", lifetime_s)


def test_each_count_is_good_once_and_only_upwards() -> None:
    table = nonces()
    nonce = table.make(HOST, 10.0)
    assert [table.use(nonce, HOST, count, 11.0) for count in (1, 1, 3, 2, 4)] == [
        Standing.GOOD, Standing.STALE, Standing.GOOD, Standing.STALE, Standing.GOOD,
    ]  # fmt: skip


def test_who_does_not_count_has_one_use() -> None:
    table = nonces()
    nonce = table.make(HOST, 10.0)
    assert table.use(nonce, HOST, None, 11.0) is Standing.GOOD
    assert table.use(nonce, HOST, None, 11.0) is Standing.STALE
    assert table.use(nonce, HOST, 7, 11.0) is Standing.STALE


def test_one_that_has_been_counted_cannot_be_used_without_a_count() -> None:
    table = nonces()
    nonce = table.make(HOST, 10.0)
    assert table.use(nonce, HOST, 1, 11.0) is Standing.GOOD
    assert table.use(nonce, HOST, None, 11.0) is Standing.STALE


def test_it_grows_old() -> None:
    table = nonces(lifetime_s=60)
    nonce = table.make(HOST, 10.0)
    assert table.use(nonce, HOST, 1, 70.0) is Standing.GOOD
    assert table.use(nonce, HOST, 2, 70.1) is Standing.STALE


def test_another_host_cannot_use_it() -> None:
    table = nonces()
    assert table.use(table.make(HOST, 10.0), "192.0.2.2", 1, 10.0) is Standing.STALE


@pytest.mark.parametrize("nonce", ["", ".", "x.y.z", "1.2.\udcff", "ffff.t." + "0" * 32])
def test_what_is_not_ours(nonce: str) -> None:
    table = nonces()
    assert table.use(nonce, HOST, 1, 10.0) is Standing.STALE
    assert len(table) == 0


def test_one_of_another_process_is_stale() -> None:
    assert nonces(b"a" * 32).use(nonces(b"b" * 32).make(HOST, 0.0), HOST, 1, 0.0) is Standing.STALE


def test_the_table_is_bounded_and_what_falls_out_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sip.nonces, "_MOST_USED", 100)
    table = nonces()
    used = [table.make(HOST, 10.0 + number) for number in range(250)]
    for nonce in used:
        assert table.use(nonce, HOST, 1, 260.0) is Standing.GOOD
    assert len(table) <= 100
    assert all(table.use(nonce, HOST, 1, 260.0) is Standing.STALE for nonce in used)
    assert table.use(table.make(HOST, 260.0), HOST, 1, 260.0) is Standing.GOOD


def test_old_ones_are_forgotten() -> None:
    table = nonces(lifetime_s=10)
    for number in range(100):
        assert table.use(table.make(HOST, number), HOST, 1, number) is Standing.GOOD
    assert len(table) <= 12
