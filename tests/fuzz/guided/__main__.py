"""Fuzzes, and prints what it came to.

`python -m tests.fuzz.guided [TARGET…] [--seconds S] [--keep] [--until EXECUTIONS] [--jobs N]`
"""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.fuzz.guided import tally
from tests.fuzz.guided.all_targets import TARGETS
from tests.fuzz.guided.campaign import fuzz
from tests.fuzz.guided.target import Target


def main() -> int:
    """Exit status 1 when anything failed."""
    parser = argparse.ArgumentParser(prog="tests.fuzz.guided", description="Coverage-guided fuzzing of every parser.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="default: all of them")
    parser.add_argument("--seconds", type=int, default=60, help="for each target; default %(default)s")
    parser.add_argument("--jobs", type=int, default=2, help="targets at once; default %(default)s")
    parser.add_argument("--keep", action="store_true", help="keep what was learnt in corpus/")
    parser.add_argument(
        "--until", type=int, default=0, metavar="EXECUTIONS", help="keep, and go on with each until its tally says so"
    )
    options = parser.parse_args()
    if unknown := set(options.targets) - set(TARGETS):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    chosen = [TARGETS[name] for name in options.targets or TARGETS]

    keep = options.keep or options.until > 0

    def left_of(target: Target) -> int:
        return max(int(options.until) - tally.executions_of(target.name), 0)

    def run(target: Target) -> bool:
        """Whether it failed."""
        outcome = fuzz(target, seconds=options.seconds, executions=left_of(target), keep=keep)
        found = f"FAILED: {outcome.reason} ({outcome.crash})" if outcome.crash else "ok"
        sys.stdout.write(f"{target.name:18} {outcome.executions:>12,} executions  {found}\n")
        sys.stdout.flush()
        return outcome.crash is not None

    failed = set[str]()
    with ThreadPoolExecutor(options.jobs) as pool:
        while chosen:
            failed |= {target.name for target, has in zip(chosen, pool.map(run, chosen), strict=True) if has}
            chosen = [target for target in chosen if left_of(target) and target.name not in failed]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
