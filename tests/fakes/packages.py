"""Installed packages that bring engines: found by this process and by every process that it starts."""

import os
from pathlib import Path

import pytest


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, **engines: dict[str, str]) -> None:
    """A package in `folder` whose entry points are `engines`: group, its dots underscores → name → "module:factory"."""
    about = folder / "brought-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1.0\n", "utf-8")
    lines = []
    for group, points in engines.items():
        lines += [f"[{group.replace('__', '.')}]", *(f"{name} = {factory}" for name, factory in points.items())]
    (about / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH", "")))))
    monkeypatch.syspath_prepend(str(folder))
