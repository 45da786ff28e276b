"""What another process has cost so far, read from /proc; nothing once it is gone."""

import os
from pathlib import Path


def cpu_s(pid: int) -> float:
    """User and system time of a process, its threads included."""
    text = _read(pid, "stat")
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def memory_mib(pid: int) -> float:
    """Resident memory of a process."""
    fields = _read(pid, "statm").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20) if fields else 0.0


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""
