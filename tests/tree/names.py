"""What a reference may mean: every module, file, class, attribute, function and word of the code, read once.

Nothing of the tree is imported for it, but for the configuration, whose model knows its keys.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import importlib.util
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mrcp_server.config import Config
from tests.tree.imports import CODE, ROOT

FOLDERS: Final = (*CODE, "docs", "conf")
"""What belongs to the tree, with the files that lie beside these."""

_WORD: Final = re.compile(r"[^\W\d]\w*")
_HEADING: Final = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_TARGET: Final = re.compile(r"^([a-z]+):", re.MULTILINE)


@dataclass(slots=True)
class _Class:
    attributes: set[str] = field(default_factory=set)
    bases: set[str] = field(default_factory=set)
    """Names, without the modules that they come from."""


@dataclass(slots=True)
class Names:
    """Everything that there is to refer to."""

    paths: set[str] = field(default_factory=set)
    """Files and folders, from the root, as in `docs/http.md`; folders without a slash behind."""
    modules: dict[str, set[str]] = field(default_factory=dict)
    """Modules and folders by their dotted names, with what is defined at their top level."""
    classes: dict[str, _Class] = field(default_factory=dict)
    """By name; classes of one name are one."""
    attributes: set[str] = field(default_factory=set)
    """Methods and fields of any class."""
    words: set[str] = field(default_factory=set)
    """Every identifier, and every word of a string that is no docstring."""
    anchors: dict[str, set[str]] = field(default_factory=dict)
    """What a link may name in each document, as GitHub makes it of the headings."""
    verbs: set[str] = field(default_factory=set)
    """What `make` can do."""

    @classmethod
    def of(cls, root: Path = ROOT) -> Names:
        """Those of the tree at `root`."""
        names = cls()
        for file in sorted(_files(root)):
            path = file.relative_to(root)
            names.paths |= {path.as_posix(), *(parent.as_posix() for parent in path.parents)} - {"."}
            names.words |= {path.name, path.stem, *path.parent.parts}
            if file.suffix == ".py":
                names.add_module(".".join(path.with_suffix("").parts), file.read_text(encoding="utf-8"))
            elif file.suffix == ".md":
                names.anchors[path.as_posix()] = set(map(_anchor, _HEADING.findall(file.read_text(encoding="utf-8"))))
            elif file.name == "Makefile":
                names.verbs = set(_TARGET.findall(file.read_text(encoding="utf-8")))
        return names

    def add_module(self, name: str, source: str) -> None:
        """Add what `source` defines and says, and the folders that the module lies in."""
        parents = name.split(".")[:-1]
        for length in range(1, len(parents) + 1):
            self.modules.setdefault(".".join(parents[:length]), set())
        tree = ast.parse(source)
        name = name.removesuffix(".__init__")
        self.modules.setdefault(name, set()).update(_defined(tree.body))
        docstrings = set(map(id, texts(tree)))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                self._add_class(node)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                self.words.update(_WORD.findall(node.value))
            self.words.update(_identifiers(node))

    def _add_class(self, node: ast.ClassDef) -> None:
        known = self.classes.setdefault(node.name, _Class())
        known.bases.update(_last(base) for base in node.bases)
        known.attributes.update(_defined(node.body))
        for inner in ast.walk(node):
            if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store) and _last(inner.value) == "self":
                known.attributes.add(inner.attr)
        self.attributes |= known.attributes

    def has_path(self, path: str, *, beside: str = "") -> bool:
        """Whether the file or folder exists, from the root or from any folder, as in `doors/sip.py` or `doors/sip`.

        A name alone means a file in the folder `beside`, or in one around or below it, or the only one of that name.
        """
        path = path.rstrip("/")
        known = self.paths if "." in path.rpartition("/")[2] else {other.removesuffix(".py") for other in self.paths}
        folders = [other[: -len(path)].rstrip("/") for other in known if f"/{other}".endswith(f"/{path}")]
        if "/" in path or len(folders) < 2:
            return bool(folders)
        return any(f"{folder}/".startswith(f"{beside}/") or f"{beside}/".startswith(f"{folder}/") for folder in folders)

    def has_word(self, word: str) -> bool:
        """Whether the code says it; of a counter for Prometheus (`…_total`) without that end, or the beginning too."""
        metric = word.removesuffix("_total")
        return not {word, metric, word if metric == word else metric.partition("_")[2]}.isdisjoint(self.words)

    def has(self, name: str) -> bool:
        """Whether a dotted name leads to something, from the root or from any folder, module or class."""
        parts = name.split(".")
        return (
            is_config_key(name)
            or any(self._in_modules(parts[:length], parts[length:]) for length in range(len(parts), 0, -1))
            or (parts[0] in self.classes and self._in_class(parts[0], parts[1:]))
            or (self._may_be_object(parts[0]) and all(part in self.attributes for part in parts[1:]))
            or is_foreign(parts)
        )

    def _may_be_object(self, word: str) -> bool:
        """A parameter, a variable or an attribute, and no module: those were looked into before."""
        return word in self.words and word not in self.classes and f".{word}" not in {f".{m}" for m in self.modules}

    def _in_modules(self, path: list[str], rest: list[str]) -> bool:
        """Whether `rest` is in a module or folder `path`. One that begins with a package is meant from the root."""
        name = ".".join(path)
        found = [module for module in self.modules if module == name or module.endswith(f".{name}")]
        if path[0] in FOLDERS and name in self.modules:
            found = [name]
        return any(not rest or self._in_module(module, rest) for module in found)

    def _in_module(self, module: str, rest: list[str]) -> bool:
        if rest[0] not in self.modules[module]:
            return False
        return len(rest) == 1 or rest[0] not in self.classes or self._in_class(rest[0], rest[1:])

    def _in_class(self, name: str, rest: list[str]) -> bool:
        if not rest:
            return True
        seen, waiting = set(), [name]
        while waiting:
            current = waiting.pop()
            if current in seen or current not in self.classes:
                continue
            seen.add(current)
            if rest[0] in self.classes[current].attributes:
                return True
            waiting += self.classes[current].bases
        return False


def is_config_key(name: str) -> bool:
    """Whether the configuration has it, a section and a key; a key that ends in `…` means all that begin so."""
    section, _, key = name.partition(".")
    if section not in Config.model_fields:
        return False
    model = Config.model_fields[section].annotation
    keys = getattr(model, "model_fields", {})
    return key in keys or (key.endswith("…") and any(known.startswith(key[:-1]) for known in keys))


def texts(tree: ast.AST) -> Iterator[ast.Constant]:
    """Docstrings of modules, classes, functions and attributes: strings that stand for themselves."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value


def _files(root: Path) -> Iterator[Path]:
    yield from (file for file in root.iterdir() if file.is_file())
    for folder in FOLDERS:
        yield from (file for file in (root / folder).rglob("*") if file.is_file() and "__pycache__" not in file.parts)


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _defined(body: list[ast.stmt]) -> Iterator[str]:
    """What statements define, also below an `if` or `try`."""
    for node in body:
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name
            case ast.Assign():
                yield from (
                    name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)
                )
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.If() | ast.Try():
                yield from _defined(node.body)
                yield from _defined(node.orelse)


def _identifiers(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name():
            yield node.id
        case ast.Attribute():
            yield node.attr
        case ast.arg() | ast.keyword():
            yield node.arg or ""
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.alias():
            yield from node.name.split(".")


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return _last(node.value)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def is_foreign(parts: list[str]) -> bool:
    """Whether an installed package, or Python itself, has it."""
    if keyword.iskeyword(parts[0]) or parts[0] in FOLDERS:
        return False
    found: object = getattr(builtins, parts[0], None)
    if found is None:
        if importlib.util.find_spec(parts[0]) is None:
            return False
        found = importlib.import_module(parts[0])
    for part in parts[1:]:
        found = getattr(found, part, None)
    return found is not None
