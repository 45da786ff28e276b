"""Fuzzes targets for a while, and keeps what it learnt: an archive a target in `corpus`, of inputs that reach furthest.

What a target failed at lies in `crashes/`, and is run by the tests for ever.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.guided import tally
from tests.fuzz.guided.target import Target

ROOT = Path(__file__).parents[3]
CORPUS = Path(__file__).parent / "corpus"
CRASHES = Path(__file__).parent / "crashes"
DICTIONARIES = Path(__file__).parent / "dictionaries"
_SEED = 4733
_SLOW_S = 10
_MEMORY_MB = 2048
_EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_REASON = re.compile(r"=== Uncaught Python exception: ===\n(.*)|(ERROR: libFuzzer: .*)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True, frozen=True)
class Outcome:
    """What one campaign of one target came to."""

    executions: int
    crash: Path | None = None
    """The input that failed, kept in `crashes`."""
    reason: str = ""


def known_inputs(target: Target) -> list[bytes]:
    """Seeds, corpus and former crashes."""
    found = list(target.seeds())
    archive = CORPUS / f"{target.name}.zip"
    if archive.exists():
        with zipfile.ZipFile(archive) as corpus:
            found += [corpus.read(name) for name in sorted(corpus.namelist())]
    return found + [path.read_bytes() for path in sorted(CRASHES.glob(f"{target.name}-*"))]


def fuzz(target: Target, *, seconds: int = 0, executions: int = 0, keep: bool = False) -> Outcome:
    """Runs the fuzzer in a process of its own, for a while or so many times; without a time always the same inputs.

    With `keep` the corpus becomes the smallest that reaches as far, and the tally grows.

    Raises:
        OSError: nothing was kept of what had been learnt.
    """
    with tempfile.TemporaryDirectory(prefix=f"fuzz-{target.name}-") as scratch:
        inputs, findings, least = (Path(scratch) / name for name in ("inputs", "findings", "least"))
        for folder in (inputs, findings, least):
            folder.mkdir()
        for data in known_inputs(target):
            (inputs / _name_of(data)).write_bytes(data)
        bound = [f"-runs={executions or -1}", f"-max_total_time={seconds}"]
        if not seconds:
            bound.append(f"-seed={_SEED}")
        arguments = [*bound, f"-artifact_prefix={findings}/", "-print_final_stats=1", str(inputs)]
        began = time.monotonic()
        said = _run(target, arguments, seconds + 120)
        took_s = time.monotonic() - began
        counted = _EXECUTED.search(said)
        executed = int(counted[1]) if counted else 0
        crash = next(iter(sorted(findings.iterdir())), None)
        if keep:
            said_of_merging = _run(target, ["-merge=1", str(least), str(inputs)], 600)
            if not any(least.iterdir()):
                raise OSError(f"nothing could be kept for {target.name}: {said_of_merging[-300:]}")
            _pack(target, least)
            tally.add(target.name, executed, took_s)
        if crash is None:
            return Outcome(executed)
        CRASHES.mkdir(exist_ok=True)
        kept = CRASHES / f"{target.name}-{_name_of(crash.read_bytes())}"
        kept.write_bytes(crash.read_bytes())
        reason = _REASON.search(said)
        return Outcome(executed, kept, (reason[1] or reason[2]) if reason else said[-300:])


def _run(target: Target, arguments: list[str], limit_s: int) -> str:
    usual = [f"-max_len={target.longest_bytes}", f"-timeout={_SLOW_S}", f"-rss_limit_mb={_MEMORY_MB}", "-verbosity=1"]
    # Of two inputs that reach as far the faster one is drawn more often.
    usual.append("-entropic_scale_per_exec_time=1")
    if target.dictionary:
        usual.append(f"-dict={DICTIONARIES / target.dictionary}.dict")
    command = [
        sys.executable,
        "-m",
        "tests.fuzz.guided.child",
        target.name,
        ",".join(target.packages),
        *usual,
        *arguments,
    ]
    steady = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=ROOT, env=steady, capture_output=True, timeout=limit_s, check=False)
    return (done.stderr + done.stdout).decode(errors="replace")


def _pack(target: Target, folder: Path) -> None:
    """The same inputs make the same archive."""
    CORPUS.mkdir(exist_ok=True)
    with zipfile.ZipFile(CORPUS / f"{target.name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.writestr(zipfile.ZipInfo(path.name, _EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)


def _name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
