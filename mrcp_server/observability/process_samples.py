"""Memory, processor time and descriptors of every process of the server, from /proc."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mrcp_server.observability.metrics import Sample

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
# proc(5): utime and stime are fields 14 and 15 of stat; counted behind the name, which may hold anything, 12 and 13.
_UTIME = 11


def resident_bytes(folder: Path = Path("/proc/self")) -> int:
    """Resident memory of a process, of this one if no other is named; 0 without /proc, or when it has ended."""
    try:
        return int((folder / "statm").read_text().split()[1]) * _PAGE_BYTES
    except (OSError, ValueError, IndexError):
        return 0


def process_samples(children: Mapping[str, Sequence[int]]) -> Iterable[Sample]:
    """One row a process; those that end meanwhile, and systems without /proc, are left out."""
    for role, pids in {"control": [os.getpid()], **children}.items():
        for index, pid in enumerate(pids):
            labels = {"role": role, "index": str(index)}
            folder = Path(f"/proc/{pid}")
            try:
                resident = resident_bytes(folder)
                times = (folder / "stat").read_text().rpartition(")")[2].split()[_UTIME : _UTIME + 2]
                descriptors = sum(1 for _ in (folder / "fd").iterdir())
            except (OSError, ValueError, IndexError):
                continue
            seconds = sum(map(int, times)) / _TICKS_PER_SECOND
            yield Sample("process_resident_bytes", "Resident memory", "gauge", resident, labels)
            yield Sample("process_cpu_seconds", "Processor time", "counter", seconds, labels)
            yield Sample("process_descriptors", "Open file descriptors", "gauge", descriptors, labels)
