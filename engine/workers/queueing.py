"""How long a process has waited for a processor: the part of its silence that is not its own."""

from __future__ import annotations

from pathlib import Path


def queued_s(pid: int) -> float:
    """Seconds in which the main thread of `pid` was ready to run and was not run, since it began; 0 where the system
    does not tell (outside Linux) or there is no such process."""
    try:
        fields = Path(f"/proc/{pid}/schedstat").read_bytes().split()
        return int(fields[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
