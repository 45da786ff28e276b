"""`python -m tests.fuzz.histories [--count N] [--first SEED]`: so many random walks of each kind, on all cores."""

import argparse
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

from tests.fuzz.mrcp_walks import walk_of_recognizing, walk_of_speaking

WALKS: dict[str, Callable[[int], None]] = {"synthesizer": walk_of_speaking, "recognizer": walk_of_recognizing}
_SHARE = 250


def failed_seeds(kind: str, first: int) -> list[int]:
    """Of one share of seeds, those whose walk breaks an invariant or raises."""
    failed = []
    for seed in range(first, first + _SHARE):
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
    starts = range(options.first, options.first + options.count, _SHARE)
    failed = 0
    with ProcessPoolExecutor(os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()) as pool:
        for kind in WALKS:
            found = [seed for share in pool.map(failed_seeds, repeat(kind), starts) for seed in share]
            failed += len(found)
            sys.stdout.write(f"{kind}: {len(starts) * _SHARE:,} histories, {len(found)} failed\n")
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
