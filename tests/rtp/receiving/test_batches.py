"""A batch cut so that no row stands twice in a part."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rtp.receiving.batches import unique_batches


def test_a_batch_without_repetition_is_one_part_in_its_order() -> None:
    assert [batch.tolist() for batch in unique_batches(np.array([5, 1, 3]))] == [[0, 1, 2]]


def test_no_rows_no_batches() -> None:
    assert list(unique_batches(np.array([], np.int64))) == []


@given(st.lists(st.integers(0, 5), max_size=20))
def test_each_row_once_a_batch_and_in_order(rows: list[int]) -> None:
    seen: list[int] = []
    for batch in unique_batches(np.array(rows, np.int64)):
        chosen = [rows[index] for index in batch.tolist()]
        assert len(set(chosen)) == len(chosen)
        seen += batch.tolist()
    assert sorted(seen) == list(range(len(rows)))
    for row in set(rows):
        indices = [index for index in seen if rows[index] == row]
        assert indices == sorted(indices)
