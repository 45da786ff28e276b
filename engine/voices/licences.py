"""The licence of a voice, as the papers beside its files state it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

UNKNOWN = "unknown"
_READ_BYTES = 64 << 10
_PAPERS = ("LICENSE*", "LICENCE*", "COPYING*", "MODEL_CARD*", "NOTICE*", "README*")
"""The plainest first."""
_STATED = re.compile(
    r"""^[ \t*#>"'-]*licen[cs]e["']?[*_]*[ \t]*[:=][*_ \t]*["']?([^"\n,|]{2,60})""", re.IGNORECASE | re.MULTILINE
)
"""A line of a model card, or of the header of a README."""
_IDENTIFIER = re.compile(
    r"\b(CC0(?:-1\.0)?|CC[- ]BY(?:[- ](?:NC|SA|ND))*(?:[- ]\d\.\d)?|Apache[- ]2\.0|MIT|BSD-[23]-Clause"
    r"|[AL]?GPL-\d\.\d(?:-only|-or-later)?)(?!\w)",
    re.IGNORECASE,
)
_TITLES = (
    (re.compile(r"Apache License\s+Version 2\.0"), "Apache-2.0"),
    (re.compile(r"MIT License|Permission is hereby granted, free of charge"), "MIT"),
    (re.compile(r"CC0 1\.0 Universal"), "CC0-1.0"),
    (re.compile(r"Attribution-NonCommercial-ShareAlike 4\.0"), "CC-BY-NC-SA-4.0"),
    (re.compile(r"Attribution-NonCommercial 4\.0"), "CC-BY-NC-4.0"),
    (re.compile(r"Attribution-ShareAlike 4\.0"), "CC-BY-SA-4.0"),
    (re.compile(r"Attribution 4\.0"), "CC-BY-4.0"),
    (re.compile(r"GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3"), "AGPL-3.0"),
    (re.compile(r"GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3"), "LGPL-3.0"),
    (re.compile(r"GNU GENERAL PUBLIC LICENSE\s+Version 3"), "GPL-3.0"),
    (re.compile(r"GNU GENERAL PUBLIC LICENSE\s+Version 2"), "GPL-2.0"),
    (re.compile(r"Redistribution and use in source and binary forms"), "BSD"),
)
"""How whole texts begin."""


def papers(model: Path) -> list[Path]:
    """The files that may state the licence of `model`: its own first (NAME.LICENSE), then those of its folder."""
    own = [model.with_name(f"{model.stem}.{kind}") for kind in ("LICENSE", "MODEL_CARD")]
    common = [path for pattern in _PAPERS for path in sorted(model.parent.glob(pattern))]
    return [path for path in (*own, *common, model.with_name(f"{model.name}.json")) if path.is_file()]


def licence_of(model: Path) -> str:
    """The licence of the voice at `model`, as SPDX names it where that is clear; `UNKNOWN` where nothing states one."""
    return stating(papers(model))[0]


def stating(candidates: Iterable[Path]) -> tuple[str, Path | None]:
    """The licence that the first of the files states, and which file that is."""
    for path in candidates:
        try:
            with path.open("rb") as file:
                text = file.read(_READ_BYTES).decode(errors="replace")
        except OSError:
            continue
        found = _in_json(text) if path.suffix == ".json" else stated(text)
        if found:
            return found, path
    return UNKNOWN, None


def stated(text: str) -> str:
    """The licence that `text` states, or is; empty where there is none."""
    for pattern, name in _TITLES:
        if pattern.search(text[:2000]):
            return name
    line = _STATED.search(text)
    if line is None:
        return ""
    return _spelled(line[1])


class _Card(msgspec.Struct):
    license: str = ""


def _in_json(text: str) -> str:
    try:
        return _spelled(msgspec.json.decode(text, type=_Card).license)
    except msgspec.MsgspecError:
        return ""


def _spelled(written: str) -> str:
    """As SPDX spells it: `apache-2.0` is Apache-2.0, `CC BY 4.0` CC-BY-4.0; else as it is written."""
    found = _IDENTIFIER.search(written)
    if found is None:
        return written.strip().strip("*_`.'")
    identifier = found[1]
    joined = identifier.strip().replace(" ", "-")
    if joined.lower().startswith("apache"):
        return "Apache-2.0"
    return joined if joined.lower().startswith(("bsd", "gpl", "lgpl", "agpl")) else joined.upper()
