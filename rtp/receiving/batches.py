"""A batch of datagrams in rounds: each stream at most once a round, each stream's packets in order of arrival.

Column arithmetic such as `counter[rows] += 1` is wrong when a row stands twice in `rows`; a batch that holds several
packets of one stream (a burst, a short ptime) is therefore worked off in rounds.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def unique_batches(rows: NDArray[np.integer]) -> Iterator[NDArray[np.int64]]:
    """Index arrays into `rows`, [n]; one round when every row stands there once, as is usual."""
    remaining = np.arange(len(rows))
    while len(remaining):
        _, first = np.unique(rows[remaining], return_index=True)
        if len(first) == len(remaining):
            yield remaining
            return
        yield remaining[np.sort(first)]
        remaining = np.delete(remaining, first)
