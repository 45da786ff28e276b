"""`python -m tests.fuzz.histories [--count N] [--first SEED]`: so many random walks of each kind, on all cores."""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

import structlog

from tests.fuzz.mrcp_walks import walk_of_recognizing, walk_of_speaking
from tests.fuzz.session_walk import walk_of_sessions

WALKS: dict[str, Callable[[int], None]] = {
    "synthesizer": walk_of_speaking,
    "recognizer": walk_of_recognizing,
    "sessions": walk_of_sessions,
}
_SHARES = {"sessions": 0.02}
"""Of the count: these walk on real sockets, in real time."""
_STRIDE = 20


def failed_seeds(kind: str, first: int) -> list[int]:
    """Of one share of seeds, those whose walk breaks an invariant or raises."""
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of connections that a walk has cut
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    failed = []
    for seed in range(first, first + _STRIDE):
        try:
            WALKS[kind](seed)
        except Exception as error:  # noqa: BLE001  # whatever it is, it must not be
            failed.append(seed)
            sys.stderr.write(f"{kind} {seed}: {error!r}\n")
    return failed


def main() -> int:
    """Exit status 1 when a walk failed; its seed is told."""
    parser = argparse.ArgumentParser(prog="tests.fuzz.histories", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="of each kind; default %(default)s")
    parser.add_argument("--first", type=int, default=1000, help="first seed; default %(default)s")
    options = parser.parse_args()
    failed = 0
    with ProcessPoolExecutor(os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()) as pool:
        for kind in WALKS:
            count = int(options.count * _SHARES.get(kind, 1.0))
            starts = range(options.first, options.first + count, _STRIDE)
            found = [seed for share in pool.map(failed_seeds, repeat(kind), starts) for seed in share]
            failed += len(found)
            sys.stdout.write(f"{kind}: {len(starts) * _STRIDE:,} histories, {len(found)} failed\n")
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
