"""How often each target was run in all campaigns whose corpora were kept: a table beside this, a line a target."""

import threading
from pathlib import Path

TALLY = Path(__file__).parent / "tally.tsv"
_HEADER = "target\texecutions\thours"
_LOCK = threading.Lock()


def read() -> dict[str, tuple[int, float]]:
    """Executions and hours by target."""
    if not TALLY.exists():
        return {}
    rows = [line.split("\t") for line in TALLY.read_text(encoding="utf-8").splitlines()[1:]]
    return {name: (int(executions), float(hours)) for name, executions, hours in rows}


def executions_of(name: str) -> int:
    """0 for one that has not been run yet."""
    return read().get(name, (0, 0.0))[0]


def add(name: str, executions: int, seconds: float) -> None:
    """One more campaign."""
    with _LOCK:
        known = read()
        before, hours = known.get(name, (0, 0.0))
        known[name] = (before + executions, round(hours + seconds / 3600, 3))
        lines = [f"{target}\t{count}\t{spent:.3f}" for target, (count, spent) in sorted(known.items())]
        TALLY.write_text("\n".join([_HEADER, *lines]) + "\n", encoding="utf-8")
