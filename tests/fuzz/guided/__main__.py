"""`python -m tests.fuzz.guided [TARGET…] [--seconds S] [--keep] [--jobs N]`: fuzzes, prints what it came to."""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.fuzz.guided.all_targets import TARGETS
from tests.fuzz.guided.campaign import fuzz


def main() -> int:
    """Exit status 1 when anything failed."""
    parser = argparse.ArgumentParser(prog="tests.fuzz.guided", description="Coverage-guided fuzzing of every parser.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="default: all of them")
    parser.add_argument("--seconds", type=int, default=60, help="for each target; default %(default)s")
    parser.add_argument("--jobs", type=int, default=2, help="targets at once; default %(default)s")
    parser.add_argument("--keep", action="store_true", help="keep what was learnt in corpus/")
    options = parser.parse_args()
    if unknown := set(options.targets) - set(TARGETS):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    chosen = [TARGETS[name] for name in options.targets or TARGETS]
    failed = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        outcomes = pool.map(lambda target: fuzz(target, seconds=options.seconds, keep=options.keep), chosen)
        for target, outcome in zip(chosen, outcomes, strict=True):
            failed += outcome.crash is not None
            found = f"FAILED: {outcome.reason} ({outcome.crash})" if outcome.crash else "ok"
            sys.stdout.write(f"{target.name:18} {outcome.executions:>12,} executions  {found}\n")
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
