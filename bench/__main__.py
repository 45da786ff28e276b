"""`make bench`: every module's figures, printed as they come and written to bench/results as JSON.

`python -m bench NAME…` runs only those. A figure `…_ratio` compares two things of one run.
"""

import importlib
import json
import os
import platform
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
MODULES = sorted(file.stem for file in FOLDER.glob("*.py") if not file.stem.startswith("_"))


def run_module(name: str) -> dict[str, float]:
    """The figures of one module, with the time it took."""
    module = importlib.import_module(f"bench.{name}")
    if not hasattr(module, "run"):
        return {}
    began = time.monotonic()
    figures: dict[str, float] = module.run()
    return {**figures, "seconds": round(time.monotonic() - began, 1)}


def main(names: list[str]) -> int:
    """Runs the modules named, or all."""
    unknown = set(names) - set(MODULES)
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(MODULES)}", file=sys.stderr)
        return 2
    results: dict[str, dict[str, float]] = {}
    for name in names or MODULES:
        figures = run_module(name)
        if not figures:
            continue
        results[name] = figures
        print(f"\n{name}")
        for figure, value in figures.items():
            print(f"  {figure:56} {value:>14.6g}", flush=True)
    folder = FOLDER / "results"
    folder.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "cores": os.cpu_count() or 0, "kernel": platform.release()}
    file = folder / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    file.write_text(json.dumps({"machine": machine, "figures": results}, indent=2) + "\n", encoding="utf-8")
    print(f"\nwritten to {file.relative_to(FOLDER.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
