"""Recordings of a folder: which there are, what was said in each, and by which grammar they are to be recognised.

What was said stands in NAME.txt beside NAME.wav, or in a table of the folder ("transcripts" with `.tsv`, `.csv` or
`.jsonl`) with the columns file, text and, where wanted, grammar. The grammar is that of the table, else NAME.grxml
beside the recording, else the file "grammar" with `.grxml` in its folder, else the one for all; without any, speech is
open. ABNF goes by `.gram`.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.grammars.builtin import is_builtin
from mrcp_server.evaluation.word_errors import MOST_WORDS

AUDIO_SUFFIXES = frozenset(
    (
        ".wav", ".flac", ".mp3", ".ogg", ".opus", ".webm", ".mka", ".m4a", ".mp4", ".aac", ".au", ".snd", ".aif",
        ".aiff", ".ulaw", ".ul", ".mulaw", ".alaw", ".al", ".pcm",
    )
)  # fmt: skip
GRAMMAR_SUFFIXES = (".grxml", ".gram", ".abnf", ".srgs")
TABLES = ("transcripts.tsv", "transcripts.csv", "transcripts.jsonl")
_MAX_TEXT_BYTES = 1 << 16
_MAX_TABLE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording and what is to come of it."""

    file: Path
    name: str
    """Relative to the folder."""
    said: str
    """As it is written; empty when nobody speaks in it."""
    grammar: str = ""
    """A file, or a URI such as `builtin:speech/digits`; "": open speech."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be evaluated, and why."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


@dataclass(slots=True)
class Collection:
    """What a folder holds, in the order of its names."""

    recordings: list[Recording] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class _TableError(ValueError):
    """A table cannot be read."""


def collect(folder: Path, grammar: str = "") -> Collection:
    """Look through a folder and those in it; `grammar` is for recordings that have none of their own."""
    found = Collection()
    told: set[Path] = set()
    for table in (folder / name for name in TABLES):
        if table.is_file():
            told |= _read_table(table, grammar, found)
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))
    spoken = {file.with_suffix("") for file in files if file.suffix.lower() in AUDIO_SUFFIXES}
    for file in files:
        name = str(file.relative_to(folder))
        if file.suffix.lower() in AUDIO_SUFFIXES and file not in told:
            _add_with_text_beside(file, name, grammar, found)
        elif file.suffix.lower() == ".txt" and file.with_suffix("") not in spoken:
            found.problems.append(Problem(name, "no recording stands beside this text"))
    found.recordings.sort(key=lambda one: one.name)
    return found


def _add_with_text_beside(file: Path, name: str, grammar: str, found: Collection) -> None:
    text = file.with_suffix(".txt")
    if not text.is_file():
        found.problems.append(Problem(name, f"what was said is not known: no {text.name}, and in no table"))
        return
    try:
        said = _text(text)
    except ValueError as error:
        found.problems.append(Problem(name, f"{text.name}: {error}"))
        return
    found.recordings.append(Recording(file, name, said, _grammar_beside(file) or grammar))


def _text(file: Path) -> str:
    """Raises ValueError."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ValueError(error.strerror) from None
    if len(content) > _MAX_TEXT_BYTES:
        raise ValueError(f"{len(content)} octets; {_MAX_TEXT_BYTES} are accepted")
    try:
        return _bounded(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"is no UTF-8: {error.reason}") from None


def _bounded(text: str) -> str:
    said = " ".join(text.split())
    if said.count(" ") >= MOST_WORDS:
        raise ValueError(f"more than {MOST_WORDS} words")
    return said


def _grammar_beside(file: Path) -> str:
    own = (file.with_suffix(suffix) for suffix in GRAMMAR_SUFFIXES)
    of_folder = (file.with_name(f"grammar{suffix}") for suffix in GRAMMAR_SUFFIXES)
    return next((str(one) for one in (*own, *of_folder) if one.is_file()), "")


# --- tables ----------------------------------------------------------------------------------------------------------


def _read_table(table: Path, grammar: str, found: Collection) -> set[Path]:
    """Add what a table lists; return the files it names."""
    named: set[Path] = set()
    try:
        for number, row in _rows(table):
            origin = f"{table.name}, line {number}"
            file, said = row.get("file"), row.get("text")
            if not isinstance(file, str) or not file or not isinstance(said, str):
                found.problems.append(Problem(origin, "a recording needs a file and a text"))
                continue
            path = table.parent / file
            named.add(path)
            _add_listed(path, file, said, _listed_grammar(table, row) or _grammar_beside(path) or grammar, found)
    except _TableError as error:
        found.problems.append(Problem(table.name, str(error)))
    return named


def _add_listed(path: Path, name: str, said: str, grammar: str, found: Collection) -> None:
    if "\0" in name or not path.is_file():
        found.problems.append(Problem(name, "there is no such file"))
        return
    try:
        found.recordings.append(Recording(path, name, _bounded(said), grammar))
    except ValueError as error:
        found.problems.append(Problem(name, str(error)))


def _listed_grammar(table: Path, row: dict[str, Any]) -> str:
    """The grammar of a row; a file is relative to its table."""
    grammar = row.get("grammar")
    if not isinstance(grammar, str) or not grammar:
        return ""
    return grammar if is_uri(grammar) else str(table.parent / grammar)


def is_uri(grammar: str) -> bool:
    """Whether a grammar is given by its URI, not as a file."""
    return is_builtin(grammar) or "://" in grammar


def _rows(table: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows with the lines they end on. Raises _TableError."""
    try:
        if table.stat().st_size > _MAX_TABLE_BYTES:
            raise _TableError(f"is larger than {_MAX_TABLE_BYTES} octets")
        with table.open(encoding="utf-8-sig", newline="") as file:
            if table.suffix == ".jsonl":
                yield from ((number, _json_row(line)) for number, line in enumerate(file, 1) if line.strip())
                return
            reader = csv.DictReader(file, dialect="excel-tab" if table.suffix == ".tsv" else "excel")
            if not {"file", "text"} <= set(reader.fieldnames or ()):
                raise _TableError("its first line has to name the columns file and text")
            yield from ((reader.line_num, row) for row in reader)
    except OSError as error:
        raise _TableError(error.strerror) from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise _TableError(f"cannot be read: {error}") from None


def _json_row(line: str) -> dict[str, Any]:
    """A line that is no object has no columns."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}
