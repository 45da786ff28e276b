"""Packets of a stream's own source are told from those of others (RFC 3550 §8.2, A.1)."""

import numpy as np

from rtp.sources import NO_SSRC, SourceTable


class Table:
    """A table and whom it has believed."""

    def __init__(self) -> None:
        self.restarts: list[tuple[int, float]] = []
        self.sources = SourceTable(4, lambda row, at: self.restarts.append((row, at)))

    def follow(self, *packets: tuple[int, int, int], row: int = 1) -> list[bool]:
        """Packets as (SSRC, sequence number, whether it is a key)."""
        ssrc, number, key = (np.array(column, np.int64) for column in zip(*packets, strict=True))
        rows = np.full(len(packets), row)
        at = np.arange(len(packets), dtype=np.float64)
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
    assert table.restarts == [(1, 1.0)]
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


def test_a_row_that_is_reset_knows_nothing() -> None:
    table = Table()
    table.follow((7, 1, 0), (8, 1, 0))
    table.sources.reset(1)
    assert table.follow((8, 2, 0)) == [True]
    assert not table.restarts
