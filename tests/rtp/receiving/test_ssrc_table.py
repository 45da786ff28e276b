"""Packets of a stream's own source are told from those of others (RFC 3550 §8.2, A.1)."""

import numpy as np
import pytest

from rtp.receiving.ssrc_table import NO_SSRC, SsrcTable


class Table:
    """A table and whom it has believed."""

    def __init__(self) -> None:
        self.now = 1.0
        self.restarts: list[tuple[int, float]] = []
        self.sources = SsrcTable(4, lambda row, at: self.restarts.append((row, at)))

    def follow(self, *packets: tuple[int, int, int], row: int = 1, after_s: float = 0.02) -> list[bool]:
        """Packets as (SSRC, sequence number, whether it is a key), 20 ms apart, `after_s` behind those before."""
        ssrc, number, key = (np.array(column, np.int64) for column in zip(*packets, strict=True))
        rows = np.full(len(packets), row)
        at = np.arange(len(packets), dtype=np.float64) * 0.02 + (self.now + after_s)
        self.now = float(at[-1])
        found: list[bool] = self.sources.follow(rows, ssrc, number, key == 1, at).tolist()
        return found


def test_the_first_source_is_believed_at_once() -> None:
    table = Table()
    assert table.follow((7, 1, 0), (7, 2, 0)) == [True, True]
    assert table.sources.ssrc.tolist() == [NO_SSRC, 7, NO_SSRC, NO_SSRC]
    assert not table.restarts


def test_a_new_source_is_believed_with_its_second_packet_in_sequence() -> None:
    table = Table()
    table.follow((7, 1, 0))
    assert table.follow((8, 65535, 0), (8, 0, 0), (8, 1, 0)) == [False, True, True]
    ((row, at),) = table.restarts
    assert row == 1
    assert at == pytest.approx(1.06)
    assert table.follow((7, 2, 0)) == [False]


def test_packets_of_the_known_source_in_between_prove_the_other_one_wrong() -> None:
    table = Table()
    table.follow((7, 1, 0))
    assert table.follow((8, 5, 0), (7, 2, 0), (8, 6, 0), (7, 3, 0)) == [False, True, False, True]
    assert table.follow((8, 7, 0)) == [False]
    assert table.follow((7, 4, 0)) == [True]
    assert table.follow((8, 8, 0)) == [False]
    assert not table.restarts


def test_keys_never_make_a_source_the_peers_but_the_first() -> None:
    table = Table()
    assert table.follow((9, 1, 1)) == [True]
    assert table.follow((8, 1, 1), (8, 2, 1)) == [False, False]
    assert table.follow((8, 3, 0), (8, 4, 0)) == [False, True]


def test_a_new_source_is_believed_at_once_where_the_old_one_has_fallen_silent() -> None:
    table = Table()
    table.follow((7, 1, 0))
    table.follow((7, 2, 0))
    assert table.follow((8, 1, 0), after_s=0.19) == [False]
    assert table.follow((8, 9, 1), after_s=0.05) == [False]
    assert table.follow((8, 40, 0)) == [True]
    assert len(table.restarts) == 1
    assert table.follow((9, 1, 0), (8, 41, 0)) == [False, True]


def test_a_row_that_is_closed_believes_nobody_new_at_the_next_packet() -> None:
    table = Table()
    table.follow((7, 1, 0), (8, 1, 0))
    table.sources.close(1)
    assert table.sources.ssrc[1] == 7
    assert table.follow((8, 2, 0)) == [False]


def test_a_row_that_is_reset_knows_nothing() -> None:
    table = Table()
    table.follow((7, 1, 0), (8, 1, 0))
    table.sources.reset(1)
    assert table.follow((8, 2, 0)) == [True]
    assert not table.restarts
