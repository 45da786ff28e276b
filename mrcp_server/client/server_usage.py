"""What the server's processes cost, read from /proc of the same machine: CPU time and resident memory by role."""

import asyncio
import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEALTH_TIMEOUT_S = 2.0
CONTROL = "control"
ROLES_BY_COMMAND = {"rtp.": "media plane", "engine.": "engine worker"}
"""Marks in a child's command line, for a server whose /healthz cannot be asked."""
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Usage:
    """One reading, by role."""

    cpu_s: dict[str, float]
    """User and system time since each process began."""
    rss_kib: dict[str, int]
    """Resident memory. Shared pages count in every process: use differences."""


@dataclass(frozen=True, slots=True)
class ServerProcesses:
    """The processes of one server."""

    roles: dict[int, str]
    """Role of each pid."""
    proc: Path = Path("/proc")

    def read(self) -> Usage:
        """A reading now; a process that is gone counts nothing."""
        cpu_s = dict.fromkeys(self.roles.values(), 0.0)
        rss_kib = dict.fromkeys(self.roles.values(), 0)
        for pid, role in self.roles.items():
            try:
                cpu_s[role] += _cpu_s(self.proc / str(pid) / "stat")
                rss_kib[role] += _rss_kib(self.proc / str(pid) / "statm")
            except OSError:
                continue
        return Usage(cpu_s, rss_kib)

    @property
    def counts(self) -> dict[str, int]:
        """How many processes have each role."""
        roles = list(self.roles.values())
        return {role: roles.count(role) for role in dict.fromkeys(roles)}


async def find_server(
    health_url: str | None, pid: int | None = None, proc: Path = Path("/proc")
) -> ServerProcesses | None:
    """The processes of a server on this machine: of `pid`, else as its `/healthz` tells; None when neither is known."""
    if pid is None and health_url:
        told = await asyncio.to_thread(_ask_health, health_url)
        if told is not None and (proc / str(told["pid"])).exists():
            roles = {int(told["pid"]): CONTROL}
            for role, pids in told.get("children", {}).items():
                roles.update(dict.fromkeys(map(int, pids), role))
            return ServerProcesses(roles, proc)
    if pid is None or not (proc / str(pid)).exists():
        return None
    return ServerProcesses({pid: CONTROL} | _children(pid, proc), proc)


def _ask_health(url: str) -> dict[str, Any] | None:
    if not url.startswith(("http://", "https://")):
        return None
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/healthz", timeout=HEALTH_TIMEOUT_S) as reply:  # noqa: S310  # checked
            told = json.load(reply)
    except (OSError, ValueError, urllib.error.URLError):
        return None
    return told if isinstance(told, dict) and isinstance(told.get("pid"), int) else None


def _children(pid: int, proc: Path) -> dict[int, str]:
    """All descendants with the role their command line shows."""
    parents: dict[int, list[int]] = {}
    for entry in proc.iterdir():
        if entry.name.isdigit():
            try:
                parent = int(_fields(entry / "stat")[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found: dict[int, str] = {}
    waiting = list(parents.get(pid, ()))
    while waiting:
        child = waiting.pop()
        found[child] = _role(proc / str(child) / "cmdline")
        waiting += parents.get(child, ())
    return found


def _role(command_line: Path) -> str:
    try:
        command = command_line.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return OTHER
    return next((role for mark, role in ROLES_BY_COMMAND.items() if mark in command), OTHER)


def _fields(stat: Path) -> list[str]:
    # The second field is the name in parentheses, which may hold anything: state, ppid, … follow its last ")".
    return stat.read_text().rpartition(")")[2].split()


def _cpu_s(stat: Path) -> float:
    fields = _fields(stat)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rss_kib(statm: Path) -> int:
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
