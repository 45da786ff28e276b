"""A batch of datagrams cut into batches with each stream at most once, its packets in order of arrival.

Column arithmetic such as `counter[rows] += 1` is wrong when a row stands twice in `rows`; a batch that holds several
packets of one stream (a burst, a short ptime) is therefore worked off in parts.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def unique_batches(rows: NDArray[np.integer]) -> Iterator[NDArray[np.int64]]:
    """Index arrays into `rows`, [n]; one array when every row stands there once, as is usual."""
    remaining = np.arange(len(rows))
    while len(remaining):
        _, first = np.unique(rows[remaining], return_index=True)
        if len(first) == len(remaining):
            yield remaining
            return
        yield remaining[np.sort(first)]
        remaining = np.delete(remaining, first)
